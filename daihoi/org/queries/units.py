"""A unit and what stands below it, now and on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum
from django.db.models.functions import Substr

from daihoi.org import tree
from daihoi.org.models import Membership, Tally, Unit, UnitPeriod
from daihoi.org.models.tally import REGISTER
from daihoi.rules.levels import UnitKind


@dataclass(frozen=True)
class Child:
    """A unit directly below another with the counts of its subtree."""

    code: str
    name: str
    kind: UnitKind
    path: str
    units: int | None  # not counted for a day in the past
    members: int
    official: int

    @property
    def probationary(self) -> int:
        return self.members - self.official


def above(unit: Unit) -> list[Unit]:
    """The units above `unit`, from the root down; no query where the page's unit was fetched through the scope."""
    found, one = [], unit.parent
    while one is not None:
        found.append(one)
        one = one.parent
    return found[::-1]


def children_now(unit: Unit) -> list[Child]:
    """The standing units directly below `unit`; two queries."""
    size = len(unit.path) + tree.WIDTH
    rows = (
        Tally.objects.under(unit)
        .filter(season=REGISTER, unit__closed=None)
        .exclude(path=unit.path)
        .annotate(part=Substr("path", 1, size))
        .values("part")
        .order_by("part")
        .annotate(n=Count("id"), members_=Sum("members"), official_=Sum("official"))
    )
    counted = {row["part"]: (row["n"] - 1, row["members_"] or 0, row["official_"] or 0) for row in rows}
    return [
        Child(child.code, child.name, child.level, child.path, *counted.get(child.path, (0, 0, 0)))
        for child in Unit.objects.standing().filter(parent=unit).order_by("path")
    ]


def children_on(here: UnitPeriod, day: date) -> list[Child]:
    """The units directly below a unit on `day`, in its period `here`, with their members then; two queries."""
    was = UnitPeriod.objects.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))
    size, last = len(here.path) + tree.WIDTH, tree.after(here.path)
    rows = (
        Membership.objects.filter(valid_from__lte=day)
        .filter(Q(valid_to=None) | Q(valid_to__gt=day))
        .filter(
            Q(unit__periods__valid_to=None) | Q(unit__periods__valid_to__gt=day),
            unit__periods__valid_from__lte=day,
            unit__periods__path__gte=here.path,
            unit__periods__path__lt=last,
        )
        .annotate(part=Substr("unit__periods__path", 1, size))
        .values("part")
        .order_by("part")
        .annotate(n=Count("id"), official_=Count("id", filter=Q(member__official__lte=day)))
    )
    counted = {row["part"]: (row["n"], row["official_"]) for row in rows}
    return [
        Child(
            period.unit.code,
            period.name,
            UnitKind(period.kind),
            period.path,
            None,
            *counted.get(period.path, (0, 0)),
        )
        for period in was.filter(parent=here.unit_id).select_related("unit").order_by("path")
    ]
