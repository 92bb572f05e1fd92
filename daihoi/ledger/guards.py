"""Triggers that refuse to change what is signed, in SQLite's and PostgreSQL's words.

A room's migration calls `guard(...)` for its tables. Triggers are the second fence; what they miss (dropped by hand,
bytes edited in the file) verification finds.
"""

from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

PREFIX = "guard_"


def _statements(vendor: str, table: str, operation: str, when: str, message: str) -> list[str]:
    name = f"{PREFIX}{table}_{operation.lower()}"
    if vendor == "sqlite":
        condition = f"WHEN {when}" if when else ""
        return [
            f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ]
    row = "OLD" if operation == "DELETE" else "NEW"
    condition = f"IF {when} THEN RAISE EXCEPTION '{message}'; END IF;" if when else f"RAISE EXCEPTION '{message}';"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {condition} RETURN {row}; END $$",
        f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def guard(table: str, operation: str, *, when: str = "", message: str) -> RunPython:
    """A migration step: refuse `operation` (INSERT, UPDATE, DELETE) on `table` where the SQL condition `when` holds."""

    def forwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _statements(editor.connection.vendor, table, operation, when, message):
            editor.execute(statement, params=None)

    def backwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        name = f"{PREFIX}{table}_{operation.lower()}"
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)
        else:
            editor.execute(f"DROP FUNCTION IF EXISTS {name} CASCADE", params=None)

    return RunPython(forwards, backwards)


def drop_guards() -> int:
    """Remove every guard of this database (as one who tampers would, and as tests must); how many there were."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
            )
            names = [name for (name,) in cursor.fetchall()]
            for name in names:
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'guard\\_%'")
            names = [name for (name,) in cursor.fetchall()]
            for name in names:
                cursor.execute(f"DROP FUNCTION {name} CASCADE")
    return len(names)
