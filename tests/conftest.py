"""Fixtures that every test may use."""

from collections.abc import Iterator

import pytest
from django.core.management.commands import flush
from django.db import connection
from django.utils import translation

from daihoi.ledger.guards import drop_guards


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    """Tests start in the interface's own language and leave no other behind."""
    with translation.override("vi"):
        yield


@pytest.fixture(autouse=True, scope="session")
def _guards_let_a_flush_through() -> Iterator[None]:
    """Emptying SQLite after a transactional test deletes row by row, which the guards refuse: they step aside."""
    handle = flush.Command.handle

    def unguarded(self: flush.Command, **options: object) -> None:
        statements: list[str] = []
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
                statements = [sql for (sql,) in cursor.fetchall()]
            drop_guards()
        handle(self, **options)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", unguarded)
        yield
