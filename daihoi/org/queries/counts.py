"""Counts: live ones from the tallies, and those that are true on a date from the history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, Sum

from daihoi.org import tree
from daihoi.org.models import Membership, Sex, Tally, Unit, UnitPeriod
from daihoi.org.models.tally import REGISTER, UNIT_FIGURES
from daihoi.rules.figures import FIGURES, Figures, LevelFigures
from daihoi.rules.levels import UnitKind


def level_figures(unit: Unit, season: int, keys: Iterable[str] = tuple(FIGURES), *, below: bool = False) -> LevelFigures:
    """Live figures of the subtree of `unit` by level, register and season together, in one query.

    `below` leaves out the unit's own row. Only `keys` are summed: fewer are faster on a national tree.
    """
    wanted = list(keys)
    rows = Tally.objects.under(unit).filter(season__in=[REGISTER, season])
    if below:
        rows = rows.exclude(path=unit.path)
    found = rows.values("tier").order_by("tier").annotate(**{f"sum_{key}": Sum(key) for key in wanted})
    return LevelFigures({row["tier"]: Figures({key: row[f"sum_{key}"] or 0 for key in wanted}) for row in found})


def breadcrumb(unit: Unit) -> list[Unit]:
    """The units above `unit`, from the root down, then `unit` itself; one query."""
    return [*Unit.objects.filter(path__in=tree.ancestors(unit.path)).order_by("path"), unit]


def counts_on(unit: Unit, day: date) -> Figures:
    """How many units and members the subtree of `unit` had on `day`, as its history tells (half-open periods)."""
    was = UnitPeriod.objects.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))
    here = was.filter(unit=unit).first()
    if here is None:
        return Figures()
    periods = was.filter(path__gte=here.path, path__lt=tree.after(here.path))
    kinds = periods.values("kind").order_by("kind").annotate(n=Count("id"))
    total = Figures()
    for row in kinds:
        one = UNIT_FIGURES.get(UnitKind(row["kind"]), Figures())
        total += Figures({key: one[key] * row["n"] for key in one.as_dict()})
    members = (
        Membership.objects.filter(valid_from__lte=day)
        .filter(Q(valid_to=None) | Q(valid_to__gt=day))
        .filter(unit__in=periods.values("unit"))
    )
    found = members.aggregate(
        members=Count("id"),
        official=Count("id", filter=Q(member__official__lte=day)),
        women_members=Count("id", filter=Q(member__sex=Sex.FEMALE)),
        men_members=Count("id", filter=Q(member__sex=Sex.MALE)),
        exempted=Count("id", filter=Q(exempted=True)),
        temporary_away=Count("id", filter=Q(temporary_away=True)),
    )
    return total + Figures(found, probationary=found["members"] - found["official"])
