"""The season of the demo, loaded once for the tests that read it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from daihoi.congress.models import Season
from daihoi.congress.queries import season_of
from daihoi.demo.load import load
from daihoi.org.models import Unit


@pytest.fixture(scope="module")
def demo_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo through the program's own verbs, undone at the end of the module: transactional tests come later."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(lambda _text: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(demo_data: None, db: None) -> tuple[Unit, Season]:
    """The district of the demo and its season."""
    unit = Unit.objects.select_related("parent").get(code="BT")
    season = season_of(unit)
    assert season is not None
    return unit, season
