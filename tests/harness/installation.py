"""An installation of its own, driven by commands in processes of their own, as an office types them."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connections

_numbers = itertools.count(1)


@dataclass
class Answer:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Installation:
    """A data folder, and on PostgreSQL a database of its own."""

    folder: Path
    database: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str | Path, timeout: float = 300) -> Answer:
        """Run `daihoi` with `arguments`."""
        command = [sys.executable, "-m", "daihoi.cli", *map(str, arguments)]
        done = subprocess.run(
            command, capture_output=True, text=True, env=self.environment, timeout=timeout, check=False
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def ask(self, *arguments: str | Path) -> Any:
        """The JSON of a command that must succeed."""
        answer = self.run(*arguments, "--json")
        assert answer.status == 0, answer
        return answer.json

    def serve(self) -> Server:
        """Start the server on a free port of the loopback."""
        return Server(self)


@contextlib.contextmanager
def installation(folder: Path, setting: str = "DAIHOI_DATABASE") -> Iterator[Installation]:
    """A fresh installation in `folder`; `setting` tells its PostgreSQL database to the program."""
    connection = connections["default"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DAIHOI_", "PYTEST_", "DJANGO_"))}
    made = Installation(folder, environment=kept | {"DAIHOI_DATA": str(folder), "PYTHONUTF8": "1"})
    if connection.vendor == "sqlite":
        yield made
        return
    import psycopg

    options = connection.settings_dict
    made.database = f"{options['NAME']}_own{next(_numbers)}"
    place = f"postgresql://{options['USER']}:{options['PASSWORD']}@{options['HOST']}:{options['PORT']}"
    made.environment[setting] = f"{place}/{made.database}"
    with psycopg.connect(f"{place}/postgres", autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{made.database}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{made.database}"')
        try:
            yield made
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{made.database}" WITH (FORCE)')


class Server:
    """`daihoi serve` in a process group of its own."""

    def __init__(self, place: Installation) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = (place.folder.parent / f"serve-{self.port}.log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "daihoi.cli", "serve", "--no-portal", "--port", str(self.port)],
            env=place.environment, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.address, timeout=5).close()
                return
            time.sleep(0.1)
        self.kill()
        self.log.seek(0)
        raise AssertionError(f"the server did not start: {self.log.read()}")

    def kill(self) -> None:
        """kill -9 of the server, its workers and whatever it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)
        self.log.close()
