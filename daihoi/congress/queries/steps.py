"""The stages of a congress and what is next, from its steps alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.urls import NoReverseMatch, reverse

from daihoi.congress.models import STEPS_BY_KEY, Congress, Phase, Step, StepState
from daihoi.rules.messages import N_, Message
from daihoi.rules.timeline import Calendar, working_days_between


@dataclass(frozen=True)
class PhaseState:
    """One of the seven stages: its steps and how far they are."""

    phase: Phase
    steps: tuple[Step, ...]
    state: Literal["done", "now", "late", "todo"]
    late: Step | None
    due: date | None

    @property
    def done(self) -> int:
        return sum(step.state == StepState.DONE for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)


def phases(steps: Iterable[Step], today: date) -> list[PhaseState]:
    """The seven stages of a congress. The first stage with something open is the one it is in."""
    kept = list(steps)
    found, reached = [], False
    for phase in Phase:
        mine = tuple(step for step in kept if step.stage == phase)
        open_steps = [step for step in mine if step.state != StepState.DONE]
        late = latest_late(open_steps, today)
        begun = any(step.state == StepState.NOW for step in mine) or len(open_steps) < len(mine)
        state: Literal["done", "now", "late", "todo"]
        if late is not None:
            state = "late"
        elif not open_steps:
            state = "done" if mine else "todo"
        elif begun or not reached:
            state = "now"
        else:
            state = "todo"
        reached = reached or bool(open_steps)
        due = min((step.due for step in open_steps if step.due), default=None)
        found.append(PhaseState(phase, mine, state, late, due))
    return found


def latest_late(steps: Iterable[Step], today: date) -> Step | None:
    """The step that has been late longest; of several due on one day, the one that the others lead up to."""
    late = [step for step in steps if step.is_late(today)]
    return min(late, key=lambda step: (step.due or date.max, -step.position), default=None)


def days_late(step: Step, today: date, calendar: Calendar) -> int:
    """Working days since the day of `step`, at least one once it has passed."""
    return max(working_days_between(step.due, today, calendar), 1) if step.due and step.due < today else 0


def late_words(step: Step, today: date, calendar: Calendar) -> Message:
    """báo cáo trễ 4 ngày."""
    return Message.of(N_("%(what)s %(days)s days late"), what=step.short, days=str(days_late(step, today, calendar)))


@dataclass(frozen=True)
class Next:
    """One thing to do next; `blocker` must be done before."""

    step: Step
    blocker: Step | None


def next_things(steps: Sequence[Step], today: date) -> list[Next]:
    """Open steps in the order in which they are to be done: late ones first, then by stage."""
    there = {step.key: step for step in steps}

    def blocker(step: Step) -> Step | None:
        planned = STEPS_BY_KEY.get(step.key)
        before = there.get(planned.after) if planned and planned.after else None
        return before if before is not None and before.state != StepState.DONE else None

    found = [Next(step, blocker(step)) for step in steps if step.state != StepState.DONE]
    found.sort(
        key=lambda one: (
            one.blocker is not None,
            not one.step.is_late(today),
            one.step.state != StepState.NOW,
            one.step.due or date.max,
            one.step.position,
        )
    )
    return found


OF_UNIT = ("elections",)  # pages about all congresses of a unit; the others are about one


def step_address(step: Step, congress: Congress) -> str:
    """Where `step` is done; empty where no page was told."""
    if not step.url_name:
        return ""
    own = [congress.unit.code] if step.url_name in OF_UNIT else [congress.unit.code, congress.pk]
    try:
        return reverse(step.url_name, args=step.url_args or own)
    except NoReverseMatch:
        return ""


def overdue_steps(congresses: Iterable[Congress], today: date) -> dict[int, list[Step]]:
    """congress id -> its overdue steps, the oldest first; one query."""
    found: dict[int, list[Step]] = {}
    ids = [congress.pk for congress in congresses]
    for step in Step.objects.overdue(today).filter(congress__in=ids).order_by("due", "-position"):
        found.setdefault(step.congress_id, []).append(step)
    return found
