"""A load of readers in a process of its own: python -m daihoi.cli.portal_load HOST PORT PATH CONNECTIONS SECONDS.

Each connection asks, waits for the whole answer, asks again; none is cut off in the middle. Prints what came as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


class Reader(asyncio.Protocol):
    """One connection that is kept open."""

    def __init__(self, request: bytes, until: float, ended: asyncio.Future[None]) -> None:
        self.request, self.until, self.ended = request, until, ended
        self.answers: dict[int, int] = {}
        self.received = 0
        self.waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        head, found, rest = self.waiting.partition(b"\r\n\r\n")
        if not found:
            return
        fields = head.lower()
        at = fields.find(b"content-length:")
        length = int(fields[at + 15 :].split(b"\r\n", 1)[0]) if at != -1 else 0
        if len(rest) < length:
            return
        status = int(head[9:12])
        self.answers[status] = self.answers.get(status, 0) + 1
        self.received += len(head) + 4 + length
        self.waiting = b""
        if time.monotonic() < self.until:
            self.transport.write(self.request)
        else:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


async def load(host: str, port: int, path: str, connections: int, seconds: float) -> dict[str, object]:
    """{"answers": {status: count}, "seconds", "bytes"} of so many readers for so long."""
    loop = asyncio.get_running_loop()
    lines = (f"GET {path} HTTP/1.1", f"Host: {host}:{port}", f"User-Agent: {BROWSER}", "Accept-Encoding: gzip", "", "")
    request = "\r\n".join(lines).encode()
    begun = time.monotonic()
    readers: list[Reader] = []
    ends: list[asyncio.Future[None]] = []
    for _ in range(connections):
        ended = loop.create_future()
        reader = Reader(request, begun + seconds, ended)
        await loop.create_connection(lambda reader=reader: reader, host, port)  # type: ignore[misc]
        readers.append(reader)
        ends.append(ended)
    await asyncio.gather(*ends)
    answers: dict[str, int] = {}
    for reader in readers:
        for status, count in reader.answers.items():
            answers[str(status)] = answers.get(str(status), 0) + count
    took = time.monotonic() - begun
    return {"answers": answers, "seconds": took, "bytes": sum(reader.received for reader in readers)}


if __name__ == "__main__":
    _name, host, port, path, connections, seconds = sys.argv
    print(json.dumps(asyncio.run(load(host, int(port), path, int(connections), float(seconds)))))
