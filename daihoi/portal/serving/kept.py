"""A page as it is kept: pieces of bytes with the counters between them, compressed once."""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

# A template writes a counter's place so; no text of an editor can hold it, comments are stripped from those.
PLACE = re.compile(rb"<!--#([a-z]+(?::\d+)?)#-->")
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # of a gzip file without a time
_LAST = b"\x03\x00"  # an empty block that ends the stream
_OWN = {"content-length", "content-encoding", "etag"}


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer: `pieces` and `counters` alternate, a piece first and last; `packed` are the pieces deflated."""

    status: int
    headers: tuple[tuple[str, str], ...]
    pieces: tuple[bytes, ...]
    counters: tuple[str, ...]
    packed: tuple[bytes, ...]
    etag: str
    html: bool  # a page that a person reads, not a feed or a file
    story: int | None  # the article that it shows
    until: float  # by the clock of `time.monotonic`
    size: int = field(default=0)

    @classmethod
    def of(cls, response: HttpResponseBase, until: float) -> Kept:
        """What `response` holds, ready to go out many times."""
        content = response.content if isinstance(response, HttpResponse) else b""
        kind = response.headers.get("Content-Type", "").split(";")[0].strip()
        html = kind == "text/html"
        found = PLACE.split(content) if html else [content]  # signed files go out as they are
        pieces, counters = tuple(found[::2]), tuple(name.decode() for name in found[1::2])
        is_text = kind.endswith(("html", "xml", "json", "text/plain"))
        packed = _deflated(pieces) if is_text else ()
        patch_vary_headers(response, ["Accept-Encoding"])
        response.headers.setdefault("Cache-Control", "no-cache")  # asked for again, sent if changed
        headers = tuple((name, value) for name, value in response.items() if name.lower() not in _OWN)
        # weak: the same page to a reader, though its counters go on
        etag = f'W/"{hashlib.sha256(b"<!>".join(pieces)).hexdigest()[:20]}"'
        size = sum(map(len, pieces)) + sum(map(len, packed))
        story = getattr(response, "story", None)
        return cls(response.status_code, headers, pieces, counters, packed, etag, html, story, until, size)

    def response(self, value: Callable[[str], str], *, gzip: bool, known: str = "") -> HttpResponse:
        """The answer with every counter as it stands; compressed where the reader takes that; 304 where he has it."""
        if known and self.status == 200 and self.etag.removeprefix("W/") in known:
            answer = HttpResponse(status=304)
        else:
            shown = [value(name).encode() for name in self.counters]
            body = _woven(self.pieces, shown)
            answer = HttpResponse(status=self.status)
            if gzip and self.packed:
                answer.content = _gzip(body, self.packed, shown)
                answer.headers["Content-Encoding"] = "gzip"
            else:
                answer.content = body
            answer.headers["Content-Length"] = str(len(answer.content))
        for name, text in self.headers:
            answer.headers[name] = text
        if self.status == 200:
            answer.headers["ETag"] = self.etag
        return answer


def _deflated(pieces: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Each piece as deflate blocks that end on a byte and refer to nothing outside it."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return tuple(packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for piece in pieces)


def _stored(text: bytes) -> bytes:
    """`text` as one block that is not compressed: a number of a few digits."""
    return b"\x00" + struct.pack("<HH", len(text), len(text) ^ 0xFFFF) + text


def _woven(pieces: tuple[bytes, ...], shown: list[bytes]) -> bytes:
    woven = [pieces[0]]
    for text, piece in zip(shown, pieces[1:], strict=True):
        woven += (text, piece)
    return b"".join(woven)


def _gzip(body: bytes, packed: tuple[bytes, ...], shown: list[bytes]) -> bytes:
    """`body` as a gzip file, its pieces already compressed: only its check sum is new."""
    blocks = [_HEAD, packed[0]]
    for text, piece in zip(shown, packed[1:], strict=True):
        blocks += (_stored(text), piece)
    blocks += (_LAST, struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF))
    return b"".join(blocks)
