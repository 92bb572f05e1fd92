"""Fixtures that every test may use."""

from collections.abc import Iterator

import pytest
from django.core.management.commands import flush
from django.utils import translation

from daihoi.ledger.guards import drop_guards


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    """Tests start in the interface's own language and leave no other behind."""
    with translation.override("vi"):
        yield


@pytest.fixture(autouse=True)
def _guards_let_a_flush_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """Emptying the database after a transactional test must pass the guards, which refuse deletion."""
    handle = flush.Command.handle

    def unguarded(self: flush.Command, **options: object) -> None:
        drop_guards()
        handle(self, **options)

    monkeypatch.setattr(flush.Command, "handle", unguarded)
