"""Kills a worker with SIGKILL before its n-th statement, its commit, or just after it, on a copy of a database file."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.db import connections

T = TypeVar("T")
SURVIVED = 0
COMMIT = "commit"
AFTER = "after"


@contextmanager
def database_at(path: Path) -> Iterator[None]:
    """Work on the SQLite file `path` instead of the test's database."""
    connection = connections["default"]
    held, name = connection.connection, connection.settings_dict["NAME"]
    atomics = (connection.in_atomic_block, connection.savepoint_ids, connection.atomic_blocks, connection.autocommit)
    connection.connection = None
    connection.settings_dict["NAME"] = str(path)
    connection.in_atomic_block, connection.savepoint_ids, connection.atomic_blocks = False, [], []
    connection.autocommit = True
    connection.closed_in_transaction = False
    try:
        yield
    finally:
        if connection.connection is not None:
            connection.connection.close()
        connection.connection, connection.settings_dict["NAME"] = held, name
        (connection.in_atomic_block, connection.savepoint_ids, connection.atomic_blocks, connection.autocommit) = (
            atomics
        )


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run_and_kill(path: Path, work: Callable[[], Any], *, at: int | str | None) -> bool:
    """Fork, run `work` on the database `path`, kill it at statement `at` (from 1), before its last commit or after it.

    True where the worker was killed, False where it ended by itself.
    """
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            with database_at(path):
                connection = connections["default"]
                seen = 0

                def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
                    nonlocal seen
                    seen += 1
                    if seen == at:
                        _die()
                    return execute(sql, params, many, context)

                commit = connection._commit  # type: ignore[attr-defined]

                def committing() -> Any:
                    if at == COMMIT:
                        _die()
                    done = commit()
                    if at == AFTER:
                        _die()
                    return done

                connection._commit = committing  # type: ignore[attr-defined]
                with connection.execute_wrapper(count):
                    work()
                status = SURVIVED
        finally:
            os._exit(status)
    _pid, ended = os.waitpid(pid, 0)
    if os.WIFSIGNALED(ended):
        return True
    if os.WEXITSTATUS(ended) != SURVIVED:
        raise AssertionError("the worker failed by itself instead of being killed")
    return False


def statements(path: Path, work: Callable[[], Any]) -> int:
    """How many statements `work` executes on a copy of `path`."""
    copy = path.with_name("count.sqlite3")
    copy_database(path, copy)
    seen = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        seen += 1
        return execute(sql, params, many, context)

    with database_at(copy), connections["default"].execute_wrapper(count):
        work()
    return seen


def copy_database(source: Path, target: Path) -> None:
    """A fresh copy of the file with what stands in its write-ahead log."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
        if Path(f"{source}{suffix}").exists():
            shutil.copy2(f"{source}{suffix}", f"{target}{suffix}")


def every_outcome(path: Path, work: Callable[[], Any], look: Callable[[], T], points: list[int | str]) -> list[T]:
    """What stands in the database after `work` was killed at each of `points`, each on a fresh copy."""
    found = []
    for at in points:
        copy = path.with_name("killed.sqlite3")
        copy_database(path, copy)
        run_and_kill(copy, work, at=at)
        with database_at(copy):
            found.append(look())
    return found


def spread(total: int, count: int) -> list[int | str]:
    """`count` points over the statements 1…total, then the commit and after it."""
    step = max(1, total // count)
    return [*range(1, total + 1, step), total, COMMIT, AFTER]
