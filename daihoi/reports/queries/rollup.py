"""Roll-up at any node: live by the tallies, signed by the returns, always told apart (idea 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import FilteredRelation, OuterRef, Q, Subquery, Sum

from daihoi.congress.clock import today
from daihoi.congress.models import Congress, Season, SeasonLevel
from daihoi.org.models import Tally, Unit
from daihoi.org.models.tally import REGISTER, TIER
from daihoi.org.queries import branch_figures, level_figures
from daihoi.reports.models import Return
from daihoi.rules.figures import FIGURES, Figures, LevelFigures, Origin


def congress_of(unit: Unit, season: Season) -> Congress | None:
    """The congress of `unit` in `season`; of two of a cell the later one (U-20)."""
    found = (
        Congress.objects.filter(unit=unit, season=season).select_related("ratification").order_by("-sequence").first()
    )
    if found is not None:
        found.unit, found.season = unit, season
    return found


def everywhere(levels: LevelFigures) -> Figures:
    """The figures of all levels together: for counts of units and members, which no level has twice."""
    return Figures.total(levels.levels.values())


@dataclass(frozen=True)
class Node:
    """A unit with the live figures of its subtree, its congress, and the return that counts."""

    unit: Unit
    season: Season
    live: LevelFigures
    congress: Congress | None = None
    returned: Return | None = None

    @property
    def tier(self) -> str:
        """The level of the unit's own congress."""
        return TIER[self.unit.level]

    @property
    def signed(self) -> LevelFigures | None:
        """What its return states for the subtree; None without one."""
        return self.returned.total if self.returned else None

    @property
    def origin(self) -> Origin:
        """Where `figures` come from: the return where there is one, else the records of today."""
        return self.returned.origin if self.returned else Origin.live(today(self.season))

    @property
    def figures(self) -> LevelFigures:
        """The signed figures where there are any, else the live ones."""
        return self.signed or self.live

    @property
    def live_members(self) -> int:
        """Members of the subtree as the register stands now."""
        return everywhere(self.live)["members"]

    @cached_property
    def all_levels(self) -> Figures:
        """`figures` of all levels together."""
        return everywhere(self.figures)


def node(unit: Unit, season: Season) -> Node:
    """`unit` with everything that its own page needs to tell live from signed; three queries."""
    congress = congress_of(unit, season)
    returned = congress.returns.current().first() if congress else None
    if returned is not None and congress is not None:
        returned.congress = congress
    return Node(unit, season, level_figures(unit, season.pk), congress, returned)


@dataclass(frozen=True)
class Family:
    """A unit and the units directly below it; `own` is the unit's own row of live figures."""

    here: Node
    own: Figures
    children: tuple[Node, ...]

    @property
    def followed(self) -> list[Node]:
        """The children that hold a congress in the season."""
        return [one for one in self.children if one.congress is not None]


def family(unit: Unit, season: Season, keys: Iterable[str] = tuple(FIGURES)) -> Family:
    """`unit` and its children with figures, congresses and returns; three queries however many they are."""
    live = branch_figures(unit, season.pk, keys)
    units = {unit.pk: unit} | {child.pk: child for child in Unit.objects.filter(parent=unit).order_by("path")}
    rows = (
        Congress.objects.filter(unit__in=Unit.objects.filter(Q(pk=unit.pk) | Q(parent=unit)), season=season)
        .annotate(
            counted=FilteredRelation("returns", condition=Q(returns__current=True)),
            deadline=Subquery(
                SeasonLevel.objects.filter(season=season, kind=OuterRef("unit__kind")).values("deadline")[:1]
            ),
        )
        .select_related("counted", "ratification")  # type: ignore[misc]  # a FilteredRelation may be followed
        .order_by("sequence")
    )
    congresses = {congress.unit_id: congress for congress in rows}

    def of(one: Unit, figures: LevelFigures) -> Node:
        congress = congresses.get(one.pk)
        returned: Return | None = getattr(congress, "counted", None)
        if congress is not None:
            congress.unit, congress.season = one, season
            if returned is not None:
                returned.congress = congress
        return Node(one, season, figures, congress, returned)

    children = []
    for child in units.values():
        if child.pk == unit.pk or (child.closed is not None and child.pk not in congresses and child.path not in live):
            continue
        child.parent = unit
        children.append(of(child, live.get(child.path, LevelFigures())))
    here = of(unit, LevelFigures.total(live.values()))
    return Family(here, everywhere(live.get(unit.path, LevelFigures())), tuple(children))


def congresses_below(congress: Congress) -> tuple[list[Congress], list[int]]:
    """The congresses whose returns `congress` sums (the nearest followed units below it, each with its last congress),
    and the ids of the units that belong to `congress` itself: its own and those below it that hold none."""
    there = Congress.objects.under(congress.unit).filter(season=congress.season_id)
    if not there.exclude(unit=congress.unit_id).exists():
        return [], list(Unit.objects.under(congress.unit).values_list("pk", flat=True))
    found: list[Congress] = []
    own, frontier = [congress.unit_id], [congress.unit_id]
    while frontier:
        here = {
            one.unit_id: one
            for one in Congress.objects.filter(season=congress.season_id, unit__parent__in=frontier)
            .select_related("unit")
            .order_by("sequence")
        }
        below = Unit.objects.filter(parent__in=frontier).order_by("path").values_list("pk", flat=True)
        found += here.values()
        frontier = [pk for pk in below if pk not in here]
        own += frontier
    return sorted(found, key=lambda one: one.unit.path), own


def own_figures(units: Iterable[int], season: Season) -> LevelFigures:
    """The live figures of `units` themselves by level."""
    wanted = list(units)
    total = LevelFigures()
    for start in range(0, len(wanted), 5000):  # a database bounds the number of values in one IN
        rows = (
            Tally.objects.filter(unit__in=wanted[start : start + 5000], season__in=[REGISTER, season.pk])
            .values_list("tier")
            .order_by("tier")
            .annotate(**{f"sum_{key}": Sum(key) for key in FIGURES})
        )
        total += LevelFigures({tier: Figures(dict(zip(FIGURES, counts, strict=True))) for tier, *counts in rows})
    return total
