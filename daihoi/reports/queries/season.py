"""The season at a glance: a unit with the units directly below it, how far each is, what is late, what came in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Substr

from daihoi.congress.clock import today
from daihoi.congress.models import (
    STEPS_BY_KEY,
    SUGGESTED,
    Congress,
    Exemption,
    Season,
    SeasonLevel,
    Stage,
    Step,
)
from daihoi.ledger.models import Event
from daihoi.org import tree
from daihoi.org.models import Unit
from daihoi.org.models.tally import TIER
from daihoi.org.queries import branch_figures
from daihoi.reports.models import Return
from daihoi.reports.queries.rollup import Family, Node, everywhere
from daihoi.rules.figures import TIERS, Figures, LevelFigures
from daihoi.rules.messages import N_, Message
from daihoi.rules.timeline import Calendar, working_days_between
from daihoi.web.text import local

# The ramp of the tiles: the paper darkens as the work gets done.
STAGES = (Stage.PREPARING, Stage.HELD, Stage.HANDED_IN, Stage.RATIFIED, Stage.FOLLOWING)


@dataclass(frozen=True)
class Row:
    """One unit directly below, as a tile or a line of the table shows it."""

    node: Node
    now: date
    calendar: Calendar
    below_late: int = 0  # overdue congresses further down

    @property
    def unit(self) -> Unit:
        return self.node.unit

    @property
    def congress(self) -> Congress | None:
        return self.node.congress

    @property
    def stage(self) -> int:
        """0 preparing … 4 carrying out the resolution."""
        return STAGES.index(Stage(self.congress.stage)) if self.congress else 0

    @property
    def is_excepted(self) -> bool:
        """Whether no congress is expected of it, and none was held."""
        return self.congress is not None and self.congress.is_excepted and not self.congress.is_held

    @property
    def due(self) -> date | None:
        """The day of the next thing that a rule or the season dates."""
        found: date | None = getattr(self.congress, "next_due", None)
        return None if self.is_excepted else found

    @property
    def due_key(self) -> str:
        return getattr(self.congress, "next_key", "") or ""

    @property
    def is_late(self) -> bool:
        """Whether its next thing is overdue."""
        return self.due is not None and self.due < self.now

    @property
    def days_late(self) -> int:
        """Working days since the day passed, one at least."""
        return max(working_days_between(self.due, self.now, self.calendar), 1) if self.due and self.is_late else 0

    @property
    def due_name(self) -> Message:
        """What is due, in a word."""
        planned = STEPS_BY_KEY.get(self.due_key)
        return Message(planned.short) if planned else Message.of("%(key)s", key=self.due_key)

    @property
    def held_on(self) -> date | None:
        return self.congress.opened_on if self.congress else None

    @cached_property
    def below(self) -> Figures:
        """Live figures of the congresses further down, without the unit's own."""
        own = TIER[self.unit.level]
        lower = TIERS[: TIERS.index(own)]
        return Figures.total(self.node.live[tier] for tier in lower)

    @cached_property
    def members(self) -> int:
        return everywhere(self.node.live)["members"]

    @cached_property
    def own(self) -> Figures:
        """Live figures of the unit's own congress."""
        return self.node.live[TIER[self.unit.level]]

    def note(self) -> Message:
        """The second line of its tile: what is late, what is due next, or when the congress was."""
        if self.congress is None:
            return Message.of(N_("%(members)s members"), members=self.members)
        if self.is_late:
            return Message.of(N_("%(what)s %(days)s days late"), what=self.due_name, days=str(self.days_late))
        if self.is_excepted:
            return Message.of("%(exception)s", exception=str(Exemption(self.congress.exception).label))
        if self.below["congresses_due"]:
            if self.below_late:
                return Message.of(N_("%(late)s late below"), late=self.below_late)
            return Message.of(
                N_("below: %(held)s/%(due)s held"),
                held=self.below["congresses_held"],
                due=self.below["congresses_due"],
            )
        if self.due is not None:
            return Message.of(N_("%(what)s by %(day)s"), what=self.due_name, day=f"{self.due.day}/{self.due.month}")
        if self.held_on is not None:
            return Message.of(N_("congress %(day)s"), day=f"{self.held_on.day}/{self.held_on.month}")
        return Message.of(N_("day not fixed yet"))

    @property
    def order(self) -> tuple[object, ...]:
        """Late ones first, the latest on top; then by stage, what is due first, the newest congress."""
        held = -(self.held_on.toordinal()) if self.held_on else 0
        return (
            not self.is_late,
            -self.days_late,
            -self.below_late,
            self.is_excepted,
            self.stage,
            self.due or date.max,
            held,
            self.unit.path,
        )


@dataclass(frozen=True)
class Glance:
    """Everything that the season page of one unit shows."""

    family: Family
    season: Season
    now: date
    rows: tuple[Row, ...]

    @property
    def unit(self) -> Unit:
        return self.family.here.unit

    @property
    def congress(self) -> Congress | None:
        """The unit's own congress."""
        return self.family.here.congress

    @property
    def is_followed(self) -> bool:
        """Whether the units shown hold congresses that the season follows."""
        return bool(self.rows) and self.rows[0].congress is not None

    @property
    def late(self) -> list[Row]:
        return [row for row in self.rows if row.is_late]

    @property
    def unplanned(self) -> list[Unit]:
        """Units of a followed kind that came later and have no congress yet."""
        kinds = {one.unit.kind for one in self.family.followed}
        return [
            one.unit
            for one in self.family.children
            if one.congress is None and one.unit.closed is None and one.unit.kind in kinds
        ]

    def counts(self) -> list[tuple[int, int]]:
        """(stage, units in it that are not late) for each stage of the ramp, excepted ones last as -1."""
        there = [row for row in self.rows if not row.is_late]
        found = [(stage, sum(row.stage == stage and not row.is_excepted for row in there)) for stage in range(5)]
        return [*found, (-1, sum(row.is_excepted for row in there))]


def branch(unit: Unit, season: Season) -> Family:
    """`unit` and its children with figures, congresses, the next dated step and returns; two queries, three where
    children hold no congress."""
    live = branch_figures(unit, season.pk)
    dated = (
        Step.objects.open()
        .filter(congress=OuterRef("pk"), due__isnull=False)
        .exclude(key__in=SUGGESTED)
        .order_by("due", "-position")
    )
    rows = (
        Congress.objects.filter(unit__in=Unit.objects.filter(Q(pk=unit.pk) | Q(parent=unit)), season=season)
        .annotate(
            counted=FilteredRelation("returns", condition=Q(returns__current=True)),
            deadline=Subquery(
                SeasonLevel.objects.filter(season=season, kind=OuterRef("unit__kind")).values("deadline")[:1]
            ),
            next_due=Subquery(dated.values("due")[:1]),
            next_key=Subquery(dated.values("key")[:1]),
        )
        .select_related("counted", "ratification", "unit")  # type: ignore[misc]  # the plugin knows no FilteredRelation
        .order_by("sequence")
    )
    congresses = {congress.unit_id: congress for congress in rows}
    children = {congress.unit.pk: congress.unit for congress in congresses.values() if congress.unit_id != unit.pk}
    if set(live) - {unit.path} != {child.path for child in children.values()} or not children:
        children |= {
            child.pk: child
            for child in Unit.objects.filter(parent=unit)
            if child.closed is None or child.pk in congresses
        }

    def of(one: Unit, figures: LevelFigures) -> Node:
        congress = congresses.get(one.pk)
        returned: Return | None = getattr(congress, "counted", None)
        if congress is not None:
            congress.unit, congress.season = one, season
            if returned is not None:
                returned.congress = congress
        return Node(one, season, figures, congress, returned)

    nodes = []
    for child in sorted(children.values(), key=lambda one: one.path):
        child.parent = unit
        nodes.append(of(child, live.get(child.path, LevelFigures())))
    here = of(unit, LevelFigures.total(live.values()))
    return Family(here, everywhere(live.get(unit.path, LevelFigures())), tuple(nodes))


def glance(unit: Unit, season: Season) -> Glance:
    """The season page of `unit`: the children that hold a congress, or all of them where none does."""
    found, now, calendar = branch(unit, season), today(season), season.calendar
    shown = found.followed or list(found.children)
    late: dict[str, int] = {}
    lower = TIERS[: TIERS.index(TIER[found.children[0].unit.level])] if found.children else ()
    if any(node.live[tier]["congresses_due"] for node in shown for tier in lower):
        late = overdue_below(unit, season, now)
    rows = sorted((Row(node, now, calendar, late.get(node.unit.path, 0)) for node in shown), key=lambda row: row.order)
    return Glance(found, season, now, tuple(rows))


def overdue_below(unit: Unit, season: Season, now: date) -> dict[str, int]:
    """path of a child -> overdue congresses further down; one query."""
    width = len(unit.path) + tree.WIDTH
    # the overdue steps are found once by their own index; asked for each congress apart they would be read each time
    late = Step.objects.overdue(now).filter(congress__season=season).order_by().values("congress")
    rows = (
        Congress.objects.under(unit)
        .filter(pk__in=late, season=season, exception="")
        .annotate(branch=Substr("unit__path", 1, width), own=Substr("unit__path", width + 1, 1))
        .exclude(own="")
        .values_list("branch")
        .order_by("branch")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


# --- what came in ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Arrival:
    """One thing that came in: when, by whose congress, what."""

    at: datetime | date
    day: date
    congress: Congress
    text: Message


_ARRIVALS = {
    "return.handed_in": N_("return, version %(version)s"),
    "return.accepted": N_("return version %(version)s accepted"),
    "return.sent_back": N_("return version %(version)s sent back"),
    "return.ratified": N_("results ratified"),
    "congress.held": N_("congress held"),
    "congress.excepted": N_("exception recorded"),
    "evidence.attached": N_("a file attached"),
    "result.certified": N_("result of a round certified"),
    "complaint.recorded": N_("a complaint about an election"),
}
_DAYS = ("handed_on", "on", "opened")


def arrivals(congresses: Iterable[Congress], season: Season, limit: int = 8) -> list[Arrival]:
    """The newest entries of the ledger about `congresses`, newest first; one query.

    Where the season stands at its own day the wall clock says nothing: only entries that tell their day are shown.
    """
    by_stream = {congress.stream: congress for congress in congresses}
    stands = season.as_of is not None
    events = Event.objects.filter(stream__in=list(by_stream), verb__in=_ARRIVALS).order_by("-id")
    found = []
    for event in events[: limit * 10 if stands else limit]:
        facts = json.loads(event.payload)
        text = Message.of(_ARRIVALS[event.verb], version=facts.get("version", 1))
        at: datetime | date = local(event.at)
        day = local(event.at).date()
        if stands:
            told = next((facts[key] for key in _DAYS if facts.get(key)), None)
            if told is None:
                continue
            at = day = date.fromisoformat(told)
        found.append(Arrival(at, day, by_stream[event.stream], text))
    found.sort(key=lambda one: one.day, reverse=True)
    return found[:limit]


# --- progress over time ----------------------------------------------------------------------------------------------


def cumulative(days: Sequence[date]) -> list[tuple[date, int]]:
    """(day, how many up to and with it)."""
    counts: dict[date, int] = {}
    for place, day in enumerate(sorted(days), start=1):
        counts[day] = place
    return list(counts.items())
