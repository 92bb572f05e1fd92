"""The congress: planned in bulk, dated, held, excepted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import OuterRef, Subquery

from daihoi.congress.actions.steps import as_it_stands, step_set, steps_pass, steps_plan, steps_plan_many
from daihoi.congress.clock import today
from daihoi.congress.models import Congress, CongressForm, Exemption, Phase, Season, Stage, Step, StepState
from daihoi.congress.queries.figures import CONGRESS_KEYS, congress_figures, members_by_path
from daihoi.ledger.actions import Actor, record
from daihoi.org.actions.tally import tallies_set
from daihoi.org.models import Tally, Unit
from daihoi.rules.levels import CongressType, UnitKind, congress_type
from daihoi.rules.messages import N_, Message, RuleError


def tallies_recount(season: Season, units: Iterable[Unit]) -> None:
    """Count the congress figures of `units` anew from their congresses of `season`."""
    wanted = {unit.pk: unit for unit in units}
    held: defaultdict[int, list[Congress]] = defaultdict(list)
    found = Congress.objects.filter(season=season)
    if len(wanted) < 500:  # SQLite bounds the number of values in one IN
        found = found.filter(unit__in=wanted)
    for congress in found:
        if congress.unit_id in wanted:
            congress.unit, congress.season = wanted[congress.unit_id], season
            held[congress.unit_id].append(congress)
    # the room above counts these in the same rows; a unit without its row has none yet
    rows = Tally.objects.filter(season=season.pk)
    if len(wanted) < 500:
        rows = rows.filter(unit__in=wanted)
    columns = ("unit", "committees_full", "committees_short")
    counted = {pk: full + short for pk, full, short in rows.values_list(*columns)}
    opened = _elections_opened(season, wanted)
    figures = {
        unit: congress_figures(held[pk], opened=opened[pk], counted=counted.get(pk, 0)) for pk, unit in wanted.items()
    }
    tallies_set(figures, season=season.pk, keys=CONGRESS_KEYS)


def _elections_opened(season: Season, units: Mapping[int, Unit]) -> Counter[int]:
    """unit id -> its congresses with an election of the committee, as the room above told by their steps."""
    steps = Step.objects.filter(congress__season=season, key="election:congress:committee")
    if len(units) < 500:
        steps = steps.filter(congress__unit__in=units)
    return Counter(steps.values_list("congress__unit", flat=True))


@transaction.atomic
def congresses_plan(season: Season, *, by: Actor | None, within: Unit | None = None) -> int:
    """Make the missing congress of every standing unit of a followed kind (`within` a unit of the season's tree), with
    its steps; how many were made.

    The form is the one that the size of the unit asks for (C-02), as far as its members are known today.
    """
    kinds = list(season.levels.filter(followed=True).values_list("kind", flat=True))
    missing = list(
        Unit.objects.under(within or season.root).standing().filter(kind__in=kinds).exclude(congresses__season=season)
    )
    if not missing:
        return 0
    regulation = season.regulation
    levels = {UnitKind(kind): regulation.level(UnitKind(kind)) for kind in kinds}
    members = members_by_path(season.root)
    planned = []
    for unit in missing:
        found = congress_type(levels[unit.level], members.get(unit.path, 0), regulation.delegates_congress_from)
        form = CongressForm.DELEGATES if found is CongressType.DELEGATES else CongressForm.MEMBERS
        planned.append(Congress(season=season, unit=unit, form=form))
    made = Congress.objects.bulk_create(planned, batch_size=2000)
    steps_plan_many(season, made)
    due = congress_figures(made[:1])
    tallies_set(dict.fromkeys(missing, due), season=season.pk, keys=CONGRESS_KEYS)
    record(
        "installation",
        "congress.planned",
        by=by,
        payload={"season": season.pk, "congresses": len(made), "first": made[0].pk, "last": made[-1].pk},
    )
    return len(made)


@transaction.atomic
def congress_plan(
    congress: Congress,
    *,
    by: Actor,
    planned_on: date | None,
    form: CongressForm,
    ordinal: int | None = None,
    place: str = "",
) -> Congress:
    """Plan the opening day, form, ordinal and place of a congress; its steps get their days."""
    as_it_stands(congress)
    if congress.is_held:
        raise RuleError(
            Message.of(N_("The congress was held already. Correct its dates in the record of its holding."))
        )
    congress.planned_on, congress.form, congress.ordinal = planned_on, form, ordinal
    congress.place = place.strip()
    congress.save(update_fields=["planned_on", "form", "ordinal", "place"])
    steps_plan(congress)
    record(
        congress.stream,
        "congress.dated",
        by=by,
        payload={"congress": congress.pk, "opening": planned_on, "form": str(form), "ordinal": ordinal},
    )
    return congress


_HELD = ("form", "opened_on", "closed_on", "summoned", "present", "not_counted", "units_present", "stage", "place")


@transaction.atomic
def congress_hold(
    congress: Congress,
    *,
    by: Actor | None,
    form: CongressForm,
    opened_on: date,
    closed_on: date | None = None,
    summoned: int | None = None,
    present: int | None = None,
    not_counted: int | None = None,
    units_present: int | None = None,
    place: str = "",
) -> Congress:
    """Record that the congress was held, or correct that record; its results may be entered from here on."""
    closed_on = closed_on or opened_on
    if closed_on < opened_on:
        raise RuleError(
            Message.of(
                N_("The congress closes on %(closing)s, before it opens on %(opening)s."),
                closing=closed_on,
                opening=opened_on,
            )
        )
    if summoned is not None and (present or 0) > summoned:
        raise RuleError(
            Message.of(
                N_("%(present)d are present, more than the %(summoned)d summoned."), present=present, summoned=summoned
            )
        )
    if summoned is not None and (not_counted or 0) > summoned:
        raise RuleError(
            Message.of(
                N_("%(out)d are not counted, more than the %(summoned)d summoned."), out=not_counted, summoned=summoned
            )
        )
    if opened_on > today(congress.season):
        raise RuleError(
            Message.of(
                N_("The congress opens on %(day)s, still to come; plan it, and record it as held afterwards."),
                day=opened_on,
            )
        )
    as_it_stands(congress)
    congress.form, congress.opened_on, congress.closed_on = form, opened_on, closed_on
    congress.summoned, congress.present = summoned, present
    congress.not_counted, congress.units_present = not_counted, units_present
    congress.place = place.strip() or congress.place
    if congress.stage == Stage.PREPARING:
        congress.stage = Stage.HELD
    congress.save(update_fields=_HELD)
    steps_plan(congress)
    steps_pass([congress])
    step_set(congress, Phase.CONGRESS, "hold", StepState.DONE)
    congress.steps.filter(key="hold").update(done_on=congress.opened_on)
    tallies_recount(congress.season, [congress.unit])
    record(
        congress.stream,
        "congress.held",
        by=by,
        payload={
            "congress": congress.pk,
            "form": str(form),
            "opened": congress.opened_on,
            "closed": congress.closed_on,
            "summoned": summoned,
            "present": present,
            "not_counted": not_counted,
            "units_present": units_present,
        },
    )
    return congress


def congresses_hold(congresses: Sequence[Congress]) -> None:
    """Record at once that many congresses were held, as part of an import that tells of them in its own event.

    The caller has set form, opening, closing and who was summoned and present; the live figures are the caller's too.
    """
    for congress in congresses:
        if congress.stage == Stage.PREPARING:
            congress.stage = Stage.HELD
    columns = ["form", "opened_on", "closed_on", "summoned", "present", "stage"]
    Congress.objects.bulk_update(congresses, columns, batch_size=500)
    for congress in congresses:
        steps_plan(congress)
    steps_pass(congresses)
    for start in range(0, len(congresses), 500):
        part = congresses[start : start + 500]
        opening = Congress.objects.filter(pk=OuterRef("congress")).values("opened_on")
        Step.objects.filter(congress__in=part, key="hold").update(state=StepState.DONE, done_on=Subquery(opening))


@transaction.atomic
def exception_set(
    congress: Congress,
    *,
    by: Actor,
    exception: Exemption,
    reason: str,
    contents: int = 4,
    pilot: bool = False,
    together_with: Unit | None = None,
) -> Congress:
    """Record what sets the congress apart, with its reason; with nothing set, that nothing does (C-12, C-21, U-23)."""
    apart = bool(exception) or contents != 4 or pilot
    if contents not in (2, 3, 4):
        raise RuleError(Message.of(N_("A congress has two, three or four contents.")))
    if apart and not reason.strip():
        raise RuleError(Message.of(N_("Give the reason for the exception: it stands in the report.")))
    if (exception == Exemption.TOGETHER) != (together_with is not None):
        raise RuleError(
            Message.of(N_("Name the unit it is held together with, and only for a congress held together."))
        )
    if together_with is not None and together_with.pk == congress.unit_id:
        raise RuleError(Message.of(N_("A congress is held together with another unit, not with its own.")))
    as_it_stands(congress)
    congress.exception, congress.contents, congress.pilot = exception, contents, pilot
    congress.exception_reason = reason.strip() if apart else ""
    congress.together_with = together_with
    congress.save(update_fields=["exception", "exception_reason", "contents", "pilot", "together_with"])
    tallies_recount(congress.season, [congress.unit])
    record(
        congress.stream,
        "congress.excepted",
        by=by,
        payload={
            "congress": congress.pk,
            "exception": str(exception),
            "contents": contents,
            "pilot": pilot,
            "together": together_with.pk if together_with else None,
        },
    )
    return congress


def stage_set(congress: Congress, stage: Stage) -> None:
    """Move the congress to `stage`, as part of the verb that moves it."""
    congress.stage = stage
    congress.save(update_fields=["stage"])
