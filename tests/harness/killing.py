"""Kills a worker with SIGKILL before its n-th statement, at its commit, just after it, or at any moment, on a copy.

A copy is a file on SQLite and a database made from a template on PostgreSQL: every kill meets the very same state.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections
from django.utils import timezone

Work = Callable[[], Any]
COMMIT = "commit"
AFTER = "after"
# Where a worker is killed: before that statement (from 1), at its last commit, after it, or that many seconds in.
Point = int | str | float
# What a connection of Django's remembers beside the connection itself.
STATE = ("in_atomic_block", "savepoint_ids", "atomic_blocks", "autocommit", "needs_rollback", "closed_in_transaction")


# --- the same state, again and again ---------------------------------------------------------------------------------


class Scene:
    """The test's database as it stands now, of which each kill gets a copy of its own."""

    def __init__(self, folder: Path) -> None:
        self.connection = connections["default"]
        self.sqlite = self.connection.vendor == "sqlite"
        if self.sqlite:
            self.source, self.copy = str(folder / "scene.sqlite3"), str(folder / "killed.sqlite3")
            import sqlite3

            target = sqlite3.connect(self.source)
            self.connection.ensure_connection()
            self.connection.connection.backup(target)
            target.close()
        else:
            name = self.connection.settings_dict["NAME"]
            self.source, self.copy = f"{name}_scene", f"{name}_killed"
            self.connection.close()
            self._server(f'DROP DATABASE IF EXISTS "{self.source}" WITH (FORCE)')
            self._server(f'CREATE DATABASE "{self.source}" TEMPLATE "{name}"')

    def _server(self, statement: str) -> None:
        import psycopg

        options = self.connection.settings_dict
        where = {"host": options["HOST"], "port": options["PORT"], "user": options["USER"]}
        with psycopg.connect(dbname="postgres", password=options["PASSWORD"], autocommit=True, **where) as server:
            server.execute(statement)

    def fresh(self) -> str:
        """A fresh copy; its name."""
        if self.sqlite:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self.copy}{suffix}").unlink(missing_ok=True)
            shutil.copy2(self.source, self.copy)
        else:
            self._server(f'DROP DATABASE IF EXISTS "{self.copy}" WITH (FORCE)')
            self._server(f'CREATE DATABASE "{self.copy}" TEMPLATE "{self.source}"')
        return self.copy

    def close(self) -> None:
        """Remove what was made on a server."""
        if not self.sqlite:
            for name in (self.copy, self.source):
                self._server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def database_at(name: str | Path) -> Iterator[None]:
    """Work on the database `name` (a file on SQLite) instead of the test's, with the program's own settings."""
    connection = connections["default"]
    sqlite = connection.vendor == "sqlite"
    held, before = connection.connection, connection.settings_dict["NAME"]
    state = (
        "in_atomic_block",
        "savepoint_ids",
        "atomic_blocks",
        "autocommit",
        "needs_rollback",
        "closed_in_transaction",
    )
    kept = {key: getattr(connection, key) for key in state}
    if not sqlite and held is not None:
        held.close()
        held = None
    connection.connection = None
    connection.settings_dict["NAME"] = str(name)
    fresh = {"savepoint_ids": [], "atomic_blocks": [], "autocommit": sqlite}
    for key in STATE:
        setattr(connection, key, fresh.get(key, False))
    try:
        yield
    finally:
        connection.run_on_commit = []
        if connection.connection is not None:
            connection.connection.close()
        connection.connection, connection.settings_dict["NAME"] = held, before
        for key, value in kept.items():
            setattr(connection, key, value)


@contextmanager
def still(seed: int = 7) -> Iterator[None]:
    """The clock stands and chance repeats itself: the same work writes the same rows."""
    drawn = random.Random(seed)
    begun = datetime(2020, 8, 27, 3, 0, tzinfo=UTC)
    ticks = iter(range(10**9))
    real_now, real_uuid = timezone.now, uuid.uuid4

    def now() -> datetime:
        return begun + timedelta(microseconds=next(ticks))

    def chance(count: int) -> bytes:
        return drawn.randbytes(count)

    def one() -> uuid.UUID:
        return uuid.UUID(bytes=chance(16), version=4)

    swapped = {real_now: now, real_uuid: one}
    undo: list[Callable[[], None]] = []

    def put(owner: Any, name: str, value: Any) -> None:
        before = getattr(owner, name)
        setattr(owner, name, value)
        undo.append(lambda: setattr(owner, name, before))

    for module in [module for name, module in sys.modules.items() if name.startswith(("daihoi.", "tests."))]:
        for name, value in list(vars(module).items()):
            if callable(value) and (value is real_now or value is real_uuid):
                put(module, name, swapped[value])
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.default is real_now or field.default is real_uuid:
                put(field, "default", swapped[field.default])
                field.__dict__.pop("_get_default", None)
    put(timezone, "now", now)
    put(uuid, "uuid4", one)
    put(os, "urandom", chance)
    put(random, "_urandom", chance)
    try:
        yield
    finally:
        for step in reversed(undo):
            step()
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                field.__dict__.pop("_get_default", None)


# --- killing ---------------------------------------------------------------------------------------------------------


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run_and_kill(name: str, work: Work, *, at: Point | None) -> bool:
    """Fork, run `work` on the database `name` with the clock still, kill it at `at`; whether it was killed.

    AssertionError where the worker failed by itself.
    """
    connections["default"].close()
    pid = os.fork()
    if pid == 0:
        _worker(name, work, at)
    if isinstance(at, float):
        time.sleep(at)
        os.kill(pid, signal.SIGKILL)
    _pid, ended = os.waitpid(pid, 0)
    if os.WIFSIGNALED(ended):
        return True
    if os.WEXITSTATUS(ended):
        raise AssertionError("the worker failed by itself instead of being killed")
    return False


def _worker(name: str, work: Work, at: Point | None) -> None:
    """In the forked process: never returns."""
    status = 1
    try:
        with database_at(name), still():
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
            status = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(status)


def statements(name: str, work: Work) -> int:
    """How many statements `work` executes on the database `name`."""
    seen = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        seen += 1
        return execute(sql, params, many, context)

    with database_at(name), still(), connections["default"].execute_wrapper(count):
        work()
    return seen


def points(total: int, count: int, *, seconds: float = 0.0, seed: int = 1) -> list[Point]:
    """`count` points of a work of `total` statements: spread over them, at the commit, after it, and by the clock."""
    step = max(1, total // max(1, count - 2))
    spread: list[Point] = [*range(1, total + 1, step)]
    drawn = random.Random(seed)
    clock: list[Point] = (
        [drawn.uniform(0.001, seconds) for _ in range(max(0, count - len(spread) - 2))] if seconds else []
    )
    return [*spread, COMMIT, AFTER, *clock]
