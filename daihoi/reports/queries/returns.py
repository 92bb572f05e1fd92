"""Returns as their pages show them: versions, parts, clocks, what has arrived and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from daihoi.congress.clock import today
from daihoi.congress.models import Congress, Season
from daihoi.elections.models import Candidate
from daihoi.elections.queries import results_of
from daihoi.org.models import Unit
from daihoi.reports.models import Return, ReturnPart, ReturnState
from daihoi.reports.queries.findings import return_due
from daihoi.reports.queries.rollup import Family, Node, everywhere
from daihoi.rules.figures import FIGURES, LevelFigures
from daihoi.rules.messages import Message
from daihoi.rules.posts import Post
from daihoi.rules.timeline import ratification_due, remaining


@dataclass(frozen=True)
class Clock:
    """A term in working days: until when, when it was kept, how far it is still, whether it ran out."""

    due: date | None
    done: date | None
    left: Message | None
    is_late: bool


def clock(due: date | None, done: date | None, season: Season) -> Clock:
    """How a term stands on the season's day."""
    if due is None:
        return Clock(None, done, None, False)
    now = today(season)
    left = remaining(due, now, season.calendar) if done is None else None
    return Clock(due, done, left, due < (done or now))


def hand_in_clock(congress: Congress, first: Return | None) -> Clock:
    """Seven working days after the closing to hand in (N-60)."""
    return clock(return_due(congress), first.handed_on if first else None, congress.season)


def ratification_clock(congress: Congress, returned: Return | None) -> Clock:
    """Fifteen working days after the receipt to ratify (N-61)."""
    ratification = getattr(congress, "ratification", None)
    received = ratification.received_on if ratification is not None else returned.handed_on if returned else None
    due = ratification_due(received, congress.regulation, congress.season.calendar) if received else None
    done = ratification.decided_on if ratification is not None else None
    if done is None and returned is not None and returned.state == ReturnState.RATIFIED:
        done = returned.decided_on
    return clock(due, done, congress.season)


def superior_of(unit: Unit) -> Unit:
    """Who decides on the returns of `unit`: the unit above; of the root, the office itself records the decision."""
    return unit.parent or unit


@dataclass(frozen=True)
class PartRow:
    """A return that another sums."""

    unit: Unit
    part: Return
    now: Return | None  # the version that counts now


def parts_of(whole: Return) -> list[PartRow]:
    """The returns that `whole` sums, with the version that counts now; two queries."""
    rows = list(
        ReturnPart.objects.filter(whole=whole)
        .select_related("part__congress__unit")
        .order_by("part__congress__unit__path")
    )
    now = {
        found.congress_id: found
        for found in Return.objects.current().filter(congress__returns__wholes__whole=whole).defer("payload")
    }
    return [PartRow(row.part.congress.unit, row.part, now.get(row.part.congress_id)) for row in rows]


def compare(signed: LevelFigures, live: LevelFigures) -> list[tuple[str, int, int]]:
    """(figure, signed, live) of every figure that differs."""
    was, now = everywhere(signed), everywhere(live)
    return [(key, was[key], now[key]) for key in FIGURES if was[key] != now[key]]


def waiting(family: Family) -> list[Node]:
    """The units one level down whose return was handed in and not decided."""
    return [one for one in family.followed if one.returned is not None and one.returned.state == ReturnState.HANDED_IN]


def elected_of(congress: Congress) -> list[tuple[Candidate, Message]]:
    """Every person whom a standing election of this congress has elected, with the name of the body or post."""
    return [
        (person.candidate, Post(one.election.post).name_message)
        for one in results_of(congress.pk)
        if not one.election.annulled
        for person in one.elected
    ]
