"""Fixtures that every test may use."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.db import connection, transaction
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from daihoi.ledger.guards import drop_guards
from tests.harness.strict import strict_columns

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PORTAL = settings.ROOT_URLCONF == "daihoi.portal.urls"
# how fast examples come says something about the machine and nothing about the program
hypothesis_settings.register_profile("daihoi", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("daihoi")
collect_ignore = [] if PORTAL else ["portal"]  # another process with other tables: pytest tests/portal


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: the collector need not look at it thousands of times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    """Tests start in the interface's own language and leave no other behind."""
    with translation.override("vi"):
        yield


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database open for all tests of a file, and as it was before when they are done."""
    with django_db_blocker.unblock(), translation.override("vi"):
        with undone():
            yield
        connection.close()


@pytest.fixture(scope="session", autouse=True)
def columns_as_postgresql() -> Iterator[None]:
    """A text that PostgreSQL would refuse fails on SQLite too."""
    with strict_columns():
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run: two drivers cannot share a thread."""
    from playwright.sync_api import sync_playwright

    from daihoi.web import assets
    from tests.harness.serving import CHROMIUM, LAUNCH

    assets.build()  # the pages ask for their fonts, which a fresh clone has not cut yet
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver runs a loop in this thread
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=LAUNCH)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database; after every transactional test it is emptied and has all its guards again.

    Emptying SQLite deletes row by row, which the guards refuse: they step aside. A test may have dropped them, too.
    """
    if PORTAL:  # nothing is signed there by triggers
        yield
        return
    with django_db_blocker.unblock():
        guards = guards_of_database()
    handle = flush.Command.handle

    def unguarded(self: flush.Command, **options: object) -> None:
        drop_guards()
        handle(self, **options)
        with connection.cursor() as cursor:
            for statement in guards:
                cursor.execute(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", unguarded)
        yield


def guards_of_database() -> list[str]:
    """The statements that make every guard that stands now."""
    if connection.vendor == "sqlite":
        asked = ["SELECT sql FROM sqlite_master WHERE type = 'trigger'"]
    else:
        asked = [
            r"SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname LIKE 'guard\_%'",
            r"SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname LIKE 'guard\_%'",
        ]
    found = []
    with connection.cursor() as cursor:
        for query in asked:
            cursor.execute(query)
            found += [statement for (statement,) in cursor.fetchall()]
    assert found, "no guard stands in a fresh database"
    return found
