"""The database as somebody with SQL sees it: every table, every column, every row, however it is called."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from daihoi.ledger.guards import drop_guards

# What a visit to the program changes by itself.
PASSING = ("django_session", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog")


@dataclass(frozen=True)
class Column:
    """A column as the database's own catalogue tells of it."""

    table: str
    name: str
    kind: str  # integer, text, bool, date, moment, json
    nullable: bool
    is_key: bool


def tables() -> list[str]:
    """Every table of the database."""
    return sorted(name for name in connection.introspection.table_names() if name not in PASSING)


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def columns(table: str) -> list[Column]:
    """Every column of `table`, read from the catalogue."""
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
        key = connection.introspection.get_primary_key_column(cursor, table)
        types = _declared(cursor, table)
    return [
        Column(table, found.name, _kind(types[found.name]), bool(found.null_ok), found.name == key)
        for found in described
    ]


def _declared(cursor: Any, table: str) -> dict[str, str]:
    if connection.vendor == "sqlite":
        cursor.execute(f"PRAGMA table_info({quoted(table)})")
        return {row[1]: row[2].lower() for row in cursor.fetchall()}
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND table_name = %s",
        [table],
    )
    return {name: kind.lower() for name, kind in cursor.fetchall()}


def _kind(declared: str) -> str:
    for word, kind in (
        ("bool", "bool"), ("int", "integer"), ("serial", "integer"), ("timestamp", "moment"), ("datetime", "moment"),
        ("date", "date"), ("json", "json"),
    ):  # fmt: skip
        if word in declared:
            return kind
    return "text"


def rows(table: str) -> list[dict[str, Any]]:
    """Every row of `table`, ordered by its first column."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {quoted(table)} ORDER BY 1")
        names = [found[0] for found in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def contents() -> dict[str, str]:
    """table -> digest of all its rows: equal where nothing differs."""
    found = {}
    for table in tables():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {quoted(table)}")
            spelled = sorted(repr(row) for row in cursor.fetchall())
        found[table] = hashlib.sha256("\n".join(spelled).encode()).hexdigest()
    return found


def counts() -> dict[str, int]:
    """table -> how many rows it has."""
    found = {}
    for table in tables():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {quoted(table)}")
            found[table] = cursor.fetchone()[0]
    return found


@contextmanager
def by_hand() -> Iterator[None]:
    """Triggers and checks out of the way, references unchecked, as one who tampers has it; all is undone at the end."""
    sqlite = connection.vendor == "sqlite"
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                if sqlite:
                    cursor.execute("PRAGMA ignore_check_constraints=ON")
                    cursor.execute("PRAGMA defer_foreign_keys=ON")
                else:
                    _drop_checks(cursor)
            drop_guards()
            try:
                yield
            finally:
                transaction.set_rollback(True)
    finally:
        if sqlite:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA ignore_check_constraints=OFF")


def _drop_checks(cursor: Any) -> None:
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while a reference of it waits to be checked
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    cursor.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint "
        "WHERE contype = 'c' AND connamespace = current_schema()::regnamespace"
    )
    for table, name in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
