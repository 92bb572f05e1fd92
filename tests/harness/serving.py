"""The program as an office starts it: `daihoi demo` in a folder of its own on a free port of the loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = os.environ.get("DAIHOI_CHROMIUM", "/usr/bin/chromium")
LAUNCH = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demo_server(folder: Path) -> Iterator[str]:
    """The address of a running demo; its log is shown where it does not start within three minutes."""
    port = free_port()
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("DAIHOI_", "DJANGO_"))}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("daihoi"), "demo", "--no-portal", "--port", str(port)],
            env=outside | {"DAIHOI_DATA": str(folder / "data")},
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            until = time.monotonic() + 180
            while True:
                try:
                    urllib.request.urlopen(f"{address}/suc-khoe/", timeout=5).close()
                    break
                except (urllib.error.URLError, ConnectionError, TimeoutError):
                    assert process.poll() is None, (folder / "log").read_text()
                    assert time.monotonic() < until, (folder / "log").read_text()
                    time.sleep(0.2)
            yield address
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)
