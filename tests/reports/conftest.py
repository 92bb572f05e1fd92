"""The season of the demo, loaded once for the tests that read it."""

import pytest

from daihoi.congress.models import Season
from daihoi.congress.queries import season_of
from daihoi.demo.load import load
from daihoi.org.models import Unit


@pytest.fixture(scope="module")
def demo_data(database: None) -> None:
    """The demo through the program's own verbs, undone at the end of the module: transactional tests come later."""
    load(lambda _text: None)


@pytest.fixture
def demo(demo_data: None, db: None) -> tuple[Unit, Season]:
    """The district of the demo and its season."""
    unit = Unit.objects.select_related("parent").get(code="BT")
    season = season_of(unit)
    assert season is not None
    return unit, season
