"""Several people at once: threads with connections of their own, let go at one moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.utils import translation

from tests.harness.killing import Scene, database_at


@contextmanager
def shared_database(folder: Path) -> Iterator[None]:
    """The test's database where several connections meet it as in an office: on SQLite a file, with its settings."""
    if connection.vendor != "sqlite":
        yield
        return
    with database_at(Scene(folder).source):
        yield


def race(*runners: Callable[[], Any]) -> list[Any]:
    """Let all `runners` go at one moment; what each gave, or the exception that it raised."""
    gate = threading.Barrier(len(runners))
    found: list[Any] = [None] * len(runners)

    def run(place: int, runner: Callable[[], Any]) -> None:
        try:
            with translation.override("vi"):
                connections["default"].ensure_connection()
                gate.wait(timeout=30)
                found[place] = runner()
        except Exception as error:
            found[place] = error
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(place, runner)) for place, runner in enumerate(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads), "the race did not end: a deadlock"
    return found


def winners(found: Sequence[Any]) -> list[Any]:
    """What those gave who were not refused."""
    return [one for one in found if not isinstance(one, Exception)]


def losers(found: Sequence[Any]) -> list[Exception]:
    return [one for one in found if isinstance(one, Exception)]
