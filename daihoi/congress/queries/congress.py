"""What the page of a congress shows beside its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from daihoi.congress.models import STEPS_BY_KEY, Congress, CongressForm, SeasonLevel, Step, StepState
from daihoi.rules.levels import CongressType, congress_type
from daihoi.rules.messages import N_, Message
from daihoi.rules.quorum import Quorum, quorum
from daihoi.rules.timeline import Milestone, days_of, milestones


@dataclass(frozen=True)
class Limit:
    """One limit from above with the congress's own value: kept, broken, or not known yet."""

    text: Message
    holds: bool | None
    article: str = ""
    rule: str = ""


def limits(congress: Congress, level: SeasonLevel | None, *, seats: int | None) -> list[Limit]:
    """What the season asks of this congress, held against what is planned or was done (C-20, D-01, U-13, U-17)."""
    law = congress.level
    found: list[Limit] = []
    opening, closing = congress.opening, congress.closed_on or congress.opening
    max_days = level.max_days if level else law.max_days.value
    if max_days is not None:
        days = days_of(opening, closing) if opening and closing else None
        text = (
            Message.of(N_("Not longer than %(most)d days: %(days)d"), most=max_days, days=days)
            if days
            else Message.of(N_("Not longer than %(most)d days"), most=max_days)
        )
        found.append(Limit(text, days <= max_days if days else None, law.max_days.article, law.max_days.rule))
    deadline = level.deadline if level else law.deadline.value
    if deadline is not None:
        text = (
            Message.of(N_("Before %(deadline)s: %(closing)s"), deadline=deadline, closing=closing)
            if closing
            else Message.of(N_("Before %(deadline)s"), deadline=deadline)
        )
        found.append(Limit(text, closing < deadline if closing else None, law.deadline.article, law.deadline.rule))
    most = level.max_delegates if level else law.max_delegates.value
    if most is not None and congress.form == CongressForm.DELEGATES:
        text = (
            Message.of(N_("At most %(most)d delegates: %(summoned)d"), most=most, summoned=congress.summoned)
            if congress.summoned is not None
            else Message.of(N_("At most %(most)d delegates"), most=most)
        )
        holds = congress.summoned <= most if congress.summoned is not None else None
        found.append(Limit(text, holds, law.max_delegates.article, law.max_delegates.rule))
    largest = level.max_committee if level else law.committee_max.value
    if largest is not None and congress.elects:
        text = (
            Message.of(N_("Committee of at most %(most)d: %(seats)d"), most=largest, seats=seats)
            if seats
            else Message.of(N_("Committee of at most %(most)d"), most=largest)
        )
        holds = seats <= largest if seats else None
        found.append(Limit(text, holds, law.committee_max.article, law.committee_max.rule))
    return found


def suggested_form(congress: Congress, members: int) -> CongressForm:
    """The form that the size of the unit asks for (C-02)."""
    regulation = congress.regulation
    found = congress_type(congress.level, members, regulation.delegates_congress_from)
    return CongressForm.DELEGATES if found is CongressType.DELEGATES else CongressForm.MEMBERS


def quorum_of(congress: Congress, units: int | None = None) -> Quorum | None:
    """Whether enough were present at the opening (C-04); None while the numbers are not there."""
    summoned, present = congress.summoned, congress.present
    base = (summoned or 0) - (congress.not_counted or 0)
    if not summoned or present is None or base <= 0:
        return None
    return quorum(present, base, summoned, congress.regulation, units=units, units_present=congress.units_present)


def plan_of(congress: Congress, received: date | None = None) -> tuple[Milestone, ...]:
    """The dates of a congress, counted from its opening day; none while that is not known."""
    if congress.opening is None:
        return ()
    closing = congress.closed_on or congress.opening
    return milestones(
        congress.opening, closing, congress.regulation, congress.level, congress.season.calendar, received=received
    )


def milestone_steps(steps: Sequence[Step]) -> dict[str, list[Step]]:
    """milestone -> the steps that it dates."""
    found: dict[str, list[Step]] = {}
    for step in steps:
        planned = STEPS_BY_KEY.get(step.key)
        if planned is not None and planned.milestone:
            found.setdefault(planned.milestone, []).append(step)
    return found


def is_done(steps: Sequence[Step]) -> bool:
    """Whether there is something in `steps` and all of it is done."""
    return bool(steps) and all(step.state == StepState.DONE for step in steps)
