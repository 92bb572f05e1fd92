"""A world once for a whole file, inside one transaction that is never committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from tests.contracts.world import World, a_world


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


@pytest.fixture(scope="module")
def world(database: None) -> World:
    return a_world()
