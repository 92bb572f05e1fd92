"""Steps: planned from the opening day, told by the rooms that do them, marked done by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, DateField, F, Value, When

from daihoi.congress.clock import today
from daihoi.congress.models import (
    BEFORE_HOLDING,
    PLAN,
    STEPS_BY_KEY,
    Congress,
    PlannedStep,
    Season,
    SeasonLevel,
    Stage,
    Step,
    StepState,
)
from daihoi.ledger.actions import Actor, record
from daihoi.org.actions.bulk import measured
from daihoi.org.models import Unit
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.timeline import Calendar, milestones

_POSITIONS = {planned.key: number for number, planned in enumerate(PLAN, start=1)}


def _dues(congress: Congress, deadline: date | None, calendar: Calendar) -> Mapping[str, date]:
    """milestone -> day: counted from the opening where it is known; before that the season's deadline alone."""
    opening = congress.opening
    if opening is None:
        # "before 30/6" leaves the day before as the last one (C-20)
        return {"opening": deadline - timedelta(days=1)} if deadline else {}
    closing = congress.closed_on or opening
    found = milestones(opening, closing, congress.regulation, congress.level, calendar)
    return {milestone.key: milestone.due for milestone in found}


def _steps_of(congress: Congress) -> list[PlannedStep]:
    kind = congress.unit.level
    is_cell = congress.season.regulation.level(kind).is_cell if congress.opening is None else congress.level.is_cell
    return [planned for planned in PLAN if planned.applies(kind, is_cell, congress.form)]


def _planned(congress: Congress, deadline: date | None, calendar: Calendar) -> list[Step]:
    """The standard steps of `congress`, not saved."""
    dues = _dues(congress, deadline, calendar)
    return [
        Step(
            congress=congress,
            stage=planned.phase,
            key=planned.key,
            state=StepState.DONE if congress.is_held and planned.phase in BEFORE_HOLDING else StepState.TODO,
            due=dues.get(planned.milestone),
            done_on=congress.opened_on if congress.is_held and planned.key == "hold" else None,
            owner=planned.owner,
            url_name=planned.url_name,
            position=_POSITIONS[planned.key],
        )
        for planned in _steps_of(congress)
    ]


@transaction.atomic
def steps_plan(congress: Congress) -> None:
    """Give `congress` its standard steps; days that follow from the opening follow it when it moves.

    Steps already begun or done keep their state; those that no longer belong to its form go while nobody touched them.
    """
    level = SeasonLevel.objects.filter(season=congress.season_id, kind=congress.unit.kind).first()
    wanted = {
        step.key: step for step in _planned(congress, level.deadline if level else None, congress.season.calendar)
    }
    there = {step.key: step for step in congress.steps.all()}
    for key, step in there.items():
        if key not in wanted and key in _POSITIONS and step.state == StepState.TODO:
            step.delete()
    changed = []
    for key, step in wanted.items():
        old = there.get(key)
        if old is None:
            continue
        if old.state != StepState.DONE:
            old.due = step.due
            if step.state == StepState.DONE:
                old.state, old.done_on = step.state, step.done_on
            changed.append(old)
    Step.objects.bulk_update(changed, ["due", "state", "done_on"])
    Step.objects.bulk_create([step for key, step in wanted.items() if key not in there])


def steps_plan_many(season: Season, congresses: Sequence[Congress]) -> None:
    """The standard steps of many new congresses at once.

    Without a date the steps of one kind and form are alike: they are worked out once, and the database copies them.
    """
    deadlines = dict(season.levels.values_list("kind", "deadline"))
    calendar = season.calendar
    rows: list[Step] = []
    firsts: dict[tuple[str, str], Congress] = {}
    for congress in congresses:
        congress.season = season
        if congress.opening is not None or firsts.setdefault((congress.unit.kind, congress.form), congress) is congress:
            rows += _planned(congress, deadlines.get(congress.unit.kind), calendar)
    Step.objects.bulk_create(rows, batch_size=2000)
    for (kind, form), first in firsts.items():
        _copy_steps(first, kind, form)
    measured(Congress, Step)


_COPIED = ("stage", "key", "state", "due", "done_on", "owner", "url_name", "url_args", "position")


def _copy_steps(first: Congress, kind: str, form: str) -> None:
    """Copy the steps of `first` to every undated congress of its season, kind and form that has none."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column) for column in _COPIED)
    copied = ", ".join(f"s.{quote(column)}" for column in _COPIED)
    step, congress, unit = (quote(model._meta.db_table) for model in (Step, Congress, Unit))
    # names of our own tables and columns only; every value is a parameter
    sql = (
        f"INSERT INTO {step} (congress_id, {columns}) SELECT c.id, {copied} "  # noqa: S608
        f"FROM {congress} c JOIN {unit} u ON u.id = c.unit_id JOIN {step} s ON s.congress_id = %s "
        "WHERE c.season_id = %s AND u.kind = %s AND c.form = %s AND c.planned_on IS NULL AND c.opened_on IS NULL "
        f"AND NOT EXISTS (SELECT 1 FROM {step} x WHERE x.congress_id = c.id)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [first.pk, first.season_id, kind, form])


def step_set(
    congress: Congress,
    stage: str,
    key: str,
    state: StepState,
    *,
    due: date | None = None,
    owner: str = "",
    url_name: str = "",
    url_args: Sequence[str | int] = (),
    position: int = 0,
) -> None:
    """Tell the congress page the state of one thing to do, as part of the verb that changed it.

    What is not given stays as the plan has it.
    """
    given: dict[str, object] = {"stage": stage, "state": state}
    # what is told again as done keeps the day on which it was done first
    already = When(state=StepState.DONE, then=F("done_on"))
    done_on = today(congress.season) if state == StepState.DONE else None
    given["done_on"] = Case(already, default=Value(done_on), output_field=DateField()) if done_on else None
    for name, value in (("due", due), ("owner", owner), ("url_name", url_name), ("position", position)):
        if value:
            given[name] = value
    if url_args:
        given["url_args"] = list(url_args)
    if not Step.objects.filter(congress=congress, key=key).update(**given):
        given.setdefault("position", _POSITIONS.get(key, len(PLAN)))
        Step.objects.create(congress=congress, key=key, **(given | {"done_on": done_on}))
    if state == StepState.DONE and (before := _leading_to(key)):
        # what had to come first lies behind too: a cell that elects no committee has no count to certify
        Step.objects.filter(congress=congress, key__in=before, state=StepState.TODO).update(
            state=StepState.DONE, done_on=None
        )


def _leading_to(key: str) -> list[str]:
    """The steps of the plan that come before `key`, one after the other."""
    found = []
    planned = STEPS_BY_KEY.get(key)
    while planned is not None and planned.after:
        found.append(planned.after)
        planned = STEPS_BY_KEY[planned.after]
    return found


def as_it_stands(row: Congress | Season | Step) -> None:
    """Lock the row until the transaction ends and bring `row` up to date, so that a verb decides on what stands now."""
    now: Any = type(row)._default_manager.select_for_update(of=("self",))
    own = [field.name for field in row._meta.concrete_fields if not field.is_relation]
    row.refresh_from_db(fields=own, from_queryset=now)


@transaction.atomic
def step_done(step: Step, *, by: Actor, on: date | None = None) -> Step:
    """Mark a step of the plan done by hand; RuleError for one that is done by its own verb, or for a day to come."""
    congress = step.congress
    as_it_stands(congress)
    as_it_stands(step)
    now = today(congress.season)
    if not step.is_manual:
        raise RuleError(
            Message.of(N_("“%(step)s” is marked by the program itself once it has happened."), step=step.label)
        )
    if on is not None and on > now:
        raise RuleError(Message.of(N_("The day %(day)s is still to come; today is %(today)s."), day=on, today=now))
    step.state, step.done_on = StepState.DONE, on or now
    step.save(update_fields=["state", "done_on"])
    if step.key == "resolution" and congress.stage == Stage.RATIFIED:
        congress.stage = Stage.FOLLOWING
        congress.save(update_fields=["stage"])
    record(congress.stream, "step.done", by=by, payload={"congress": congress.pk, "step": step.key, "on": step.done_on})
    return step


@transaction.atomic
def step_reopen(step: Step, *, by: Actor) -> Step:
    """Take back that a step of the plan was done."""
    as_it_stands(step.congress)
    as_it_stands(step)
    if not step.is_manual:
        raise RuleError(
            Message.of(N_("“%(step)s” is marked by the program itself once it has happened."), step=step.label)
        )
    congress = step.congress
    step.state, step.done_on = StepState.TODO, None
    step.save(update_fields=["state", "done_on"])
    if step.key == "resolution" and congress.stage == Stage.FOLLOWING:
        congress.stage = Stage.RATIFIED
        congress.save(update_fields=["stage"])
    record(congress.stream, "step.reopened", by=by, payload={"congress": congress.pk, "step": step.key})
    return step


def steps_pass(congresses: Iterable[Congress]) -> None:
    """The steps before the congress lie behind it once it was held; the day of each was not recorded."""
    ids = [congress.pk for congress in congresses]
    Step.objects.open().filter(congress__in=ids, stage__in=BEFORE_HOLDING).exclude(key="hold").update(
        state=StepState.DONE, done_on=None
    )


def steps_redate(season: Season) -> None:
    """Count the days of open steps anew after the calendar or a clock of the season changed."""
    calendar = season.calendar
    deadlines = dict(season.levels.values_list("kind", "deadline"))
    changed: list[Step] = []
    steps = (
        Step.objects.open()
        .filter(congress__season=season, key__in=_POSITIONS)
        .exclude(congress__planned_on=None, congress__opened_on=None)
        .select_related("congress__unit")
        .order_by("congress_id")
    )
    dues: Mapping[str, date] = {}
    last = 0
    for step in steps.iterator(chunk_size=2000):
        congress = step.congress
        if congress.pk != last:
            last, congress.season = congress.pk, season
            dues = _dues(congress, deadlines.get(congress.unit.kind), calendar)
        due = dues.get(STEPS_BY_KEY[step.key].milestone)
        # the clock of a ratification runs from the receipt of the dossier, which the return's own verb knows
        if due != step.due and step.key != "ratification":
            step.due = due
            changed.append(step)
    Step.objects.bulk_update(changed, ["due"], batch_size=1000)
