"""A small district for the tests of returns and reports."""

from __future__ import annotations

from django.db import transaction

from daihoi.congress.models import Congress, Season
from daihoi.org.actions import Signed, tally_set
from daihoi.org.models import Unit
from daihoi.org.models.tally import REGISTER, UNIT_FIGURES
from daihoi.rules.figures import Figures
from daihoi.rules.levels import UnitKind
from tests.builders import a_congress, a_season, a_unit, signed

COUNTED = (
    "committees_to_elect",
    "committees_full",
    "committees_short",
    "no_committee",
    "not_held",
    "seats",
    "elected",
    "seats_short",
    "women",
    "young",
    "age_middle",
    "age_old",
)


class District:
    """A district with grassroots units, all held, the figures of each in its tally."""

    def __init__(self, units: int = 3) -> None:
        self.root = a_unit(code="Q", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION, name="Đảng bộ quận Thử")
        self.units = [
            a_unit(code=f"Q.{n}", kind=UnitKind.GRASSROOTS_ORGANIZATION, parent=self.root) for n in range(1, units + 1)
        ]
        self.season: Season = a_season(self.root)
        self.office: Signed = signed()
        self.congresses = [self.hold(unit, n) for n, unit in enumerate(self.units, start=1)]
        self.own = self.hold(self.root, 9)

    def hold(self, unit: Unit, seats: int, **more: int) -> Congress:
        """The congress of `unit`, held, with a committee of `seats` in its figures."""
        congress = a_congress(unit, season=self.season)
        self.count(unit, seats, **more)
        return congress

    def count(self, unit: Unit, seats: int, **more: int) -> None:
        """Set what `unit` counts itself; `more` overrides."""
        figures = Figures(
            committees_to_elect=1, committees_full=1, seats=seats, elected=seats, women=seats // 2, age_middle=seats
        ).replace(**more)
        register = UNIT_FIGURES.get(unit.level, Figures()) + Figures(members=10, official=10)
        with transaction.atomic():
            tally_set(unit, figures, season=self.season.pk, keys=COUNTED)
            tally_set(unit, register, season=REGISTER)
