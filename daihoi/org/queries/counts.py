"""Counts: live ones from the tallies, and those that are true on a date from the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Substr

from daihoi.ledger.queries import Fault
from daihoi.org import tree
from daihoi.org.models import Membership, Precision, Sex, Tally, TallyTotal, Unit, UnitPeriod
from daihoi.org.models.tally import BRANCH, REGISTER, UNIT_FIGURES
from daihoi.rules.dates import add_months
from daihoi.rules.figures import FIGURES, Figures, LevelFigures
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import N_, Message


def level_figures(
    unit: Unit, season: int, keys: Iterable[str] = tuple(FIGURES), *, below: bool = False
) -> LevelFigures:
    """Live figures of the subtree of `unit` by level, register and season together, in one query.

    `below` leaves out the unit's own row. At the top of a large tree the rows of the upper tier are summed.
    """
    wanted = list(keys)
    high = len(unit.path) < BRANCH or (len(unit.path) == BRANCH and not below)
    rows = (TallyTotal if high else Tally).objects.under(unit).filter(season__in=[REGISTER, season])
    if below:
        rows = rows.exclude(path=unit.path)
    found = rows.values_list("tier").order_by("tier").annotate(**{f"sum_{key}": Sum(key) for key in wanted})
    return LevelFigures({tier: Figures(dict(zip(wanted, counts, strict=True))) for tier, *counts in found})


def branch_figures(unit: Unit, season: int, keys: Iterable[str] = tuple(FIGURES)) -> dict[str, LevelFigures]:
    """path -> live figures by level: of each unit directly below `unit` with its subtree, of `unit` its own row alone.

    One query for all of them.
    """
    wanted = list(keys)
    width = len(unit.path) + tree.WIDTH
    rows = (TallyTotal if width <= BRANCH else Tally).objects.under(unit).filter(season__in=[REGISTER, season])
    found = (
        rows.annotate(branch=Substr("path", 1, width))
        .values_list("branch", "tier")
        .order_by("branch", "tier")
        .annotate(**{f"sum_{key}": Sum(key) for key in wanted})
    )
    levels: dict[str, dict[str, Figures]] = {}
    for branch, tier, *counts in found:
        levels.setdefault(branch, {})[tier] = Figures(dict(zip(wanted, counts, strict=True)))
    return {branch: LevelFigures(tiers) for branch, tiers in levels.items()}


def verify_totals() -> Iterator[Fault]:
    """The upper tier against the tallies that it adds up."""
    sums = {f"sum_{key}": Sum(key) for key in FIGURES}
    added = Tally.objects.annotate(branch=Substr("path", 1, BRANCH)).values_list("season", "branch", "tier")
    rows = {row[:3]: row[3:] for row in added.order_by("season", "branch", "tier").annotate(**sums).iterator()}
    for season, path, tier, *kept in TallyTotal.objects.values_list("season", "path", "tier", *FIGURES).iterator():
        if rows.pop((season, path, tier), ()) != tuple(kept):
            what = Message.of(N_("The total of the branch differs from the tallies that it adds up."))
            yield Fault(f"total:{season}:{path}", what)
    for season, path, _tier in rows:
        yield Fault(f"total:{season}:{path}", Message.of(N_("The total of the branch is missing.")))


def breadcrumb(unit: Unit) -> list[Unit]:
    """The units above `unit`, from the root down, then `unit` itself; one query."""
    return [*Unit.objects.filter(path__in=tree.ancestors(unit.path)).order_by("path"), unit]


def _periods_on(unit: Unit, day: date) -> QuerySet[UnitPeriod]:
    """What stood in the subtree of `unit` on `day`; nothing where the unit itself did not stand."""
    was = UnitPeriod.objects.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))
    here = was.filter(unit=unit).first()
    return was.filter(path__gte=here.path, path__lt=tree.after(here.path)) if here else was.none()


def _members_on(unit: Unit, day: date) -> QuerySet[Membership]:
    """The memberships of `day` in the subtree that `unit` had then."""
    held = Membership.objects.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))
    return held.filter(unit__in=_periods_on(unit, day).values("unit"))


def counts_on(unit: Unit, day: date) -> Figures:
    """How many units and members the subtree of `unit` had on `day`, as its history tells (half-open periods).

    Who is known to have become official in the year or month of `day` only counts as official; `undecided_on` says
    how many these are.
    """
    total = Figures()
    for row in _periods_on(unit, day).values("kind").order_by("kind").annotate(n=Count("id")):
        one = UNIT_FIGURES.get(UnitKind(row["kind"]), Figures())
        total += Figures({key: one[key] * row["n"] for key in one.as_dict()})
    found = _members_on(unit, day).aggregate(
        members=Count("id"),
        official=Count("id", filter=Q(member__official__lte=day)),
        women_members=Count("id", filter=Q(member__sex=Sex.FEMALE)),
        men_members=Count("id", filter=Q(member__sex=Sex.MALE)),
        exempted=Count("id", filter=Q(exempted=True)),
        temporary_away=Count("id", filter=Q(temporary_away=True)),
    )
    return total + Figures(found, probationary=found["members"] - found["official"])


def undecided_on(unit: Unit, day: date) -> int:
    """Members of whom it cannot be told whether they were official on `day`: only the year or month is known (U-30)."""
    year, month = date(day.year, 1, 1), date(day.year, day.month, 1)
    ends_year = day == date(day.year, 12, 31)
    ends_month = day == add_months(month, 1) - timedelta(days=1)
    open_ones = Q(pk__in=[])
    if not ends_year:
        open_ones |= Q(member__official_precision=Precision.YEAR, member__official=year)
    if not ends_month:
        open_ones |= Q(member__official_precision=Precision.MONTH, member__official=month)
    return _members_on(unit, day).filter(open_ones).count()
