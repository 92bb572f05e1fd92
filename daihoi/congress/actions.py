"""Every write of season, congress, steps and evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from daihoi.congress.clock import today
from daihoi.congress.models import Congress, CongressForm, Exemption, Season, SeasonLevel, Stage, Step, StepState
from daihoi.ledger.actions import Actor, record
from daihoi.org.models import Unit
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import Message, N_, RuleError
from daihoi.rules.regulations import BY_KEY

FOLLOWED = (UnitKind.DIRECT_SUPERIOR_ORGANIZATION, UnitKind.GRASSROOTS_ORGANIZATION, UnitKind.GRASSROOTS_CELL)


@transaction.atomic
def season_open(
    root: Unit,
    *,
    by: Actor | None,
    name: str,
    regulation_key: str,
    followed: Sequence[UnitKind] = FOLLOWED,
    percent_style: str = "half_up",
    as_of: date | None = None,
) -> Season:
    """Open the season `name` ("2020–2025") of the subtree of `root`: levels with the regulation's limits and deadlines
    as defaults, and one congress for each unit of a followed kind."""
    first, _, last = name.replace("-", "–").partition("–")
    if not (first.isdigit() and last.isdigit() and int(first) < int(last)):
        raise RuleError(
            Message.of(N_("“%(name)s” is not the name of a season. Write the two years, like 2020–2025."), name=name)
        )
    if regulation_key not in BY_KEY:
        raise RuleError(
            Message.of(
                N_("There is no regulation “%(key)s”. Choose one of: %(known)s."),
                key=regulation_key,
                known=tuple(BY_KEY),
            )
        )
    regulation = BY_KEY[regulation_key]
    season = Season.objects.create(
        root=root,
        name=f"{first}–{last}",
        term_from=int(first),
        term_to=int(last),
        regulation_key=regulation_key,
        percent_style=percent_style,
        as_of=as_of,
    )
    for kind in UnitKind:
        level = regulation.level(kind)
        SeasonLevel.objects.create(
            season=season,
            kind=kind,
            followed=kind in followed,
            deadline=level.deadline.value,
            max_days=level.max_days.value,
            max_delegates=level.max_delegates.value,
            max_committee=level.committee_max.value,
            max_standing=level.standing_committee_max.value,
            age_reference=level.reference_month.value,
        )
    record(
        "installation",
        "season.opened",
        by=by,
        payload={"season": season.pk, "root": root.pk, "name": season.name, "regulation": regulation_key},
    )
    congresses_plan(season, by=by)
    return season


@transaction.atomic
def congresses_plan(season: Season, *, by: Actor | None) -> int:
    """Make the missing congress of every standing unit of a followed kind; how many were made."""
    kinds = season.levels.filter(followed=True).values("kind")
    missing = (
        Unit.objects.under(season.root).standing().filter(kind__in=kinds).exclude(congresses__season=season)
    )
    made = Congress.objects.bulk_create([Congress(season=season, unit=unit) for unit in missing], batch_size=500)
    if made:
        record(
            "installation",
            "congress.planned",
            by=by,
            payload={"season": season.pk, "congresses": len(made), "first": made[0].pk, "last": made[-1].pk},
        )
    return len(made)


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
) -> Congress:
    """Record that the congress was held; its results may be entered from here on."""
    congress.form, congress.opened_on, congress.closed_on = form, opened_on, closed_on or opened_on
    congress.summoned, congress.present = summoned, present
    if congress.stage == Stage.PREPARING:
        congress.stage = Stage.HELD
    congress.save()
    record(
        congress.stream,
        "congress.held",
        by=by,
        payload={
            "congress": congress.pk,
            "form": form,
            "opened": congress.opened_on,
            "closed": congress.closed_on,
            "summoned": summoned,
            "present": present,
        },
    )
    return congress


@transaction.atomic
def exception_set(congress: Congress, *, by: Actor, exception: Exemption, reason: str) -> Congress:
    """Record why the unit holds no ordinary congress, or (with NONE) that it does after all (C-12, U-23)."""
    if exception and not reason.strip():
        raise RuleError(Message.of(N_("Give the reason for the exception: it stands in the report.")))
    congress.exception, congress.exception_reason = exception, reason.strip()
    congress.save(update_fields=["exception", "exception_reason"])
    record(
        congress.stream, "congress.excepted", by=by, payload={"congress": congress.pk, "exception": str(exception)}
    )
    return congress


def stage_set(congress: Congress, stage: Stage) -> None:
    """Move the congress to `stage`, as part of the verb that moves it."""
    congress.stage = stage
    congress.save(update_fields=["stage"])


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
    """Tell the congress page the state of one thing to do, as part of the verb that changed it."""
    done_on = today(congress.season) if state == StepState.DONE else None
    Step.objects.update_or_create(
        congress=congress,
        key=key,
        defaults={
            "stage": stage,
            "state": state,
            "due": due,
            "done_on": done_on,
            "owner": owner,
            "url_name": url_name,
            "url_args": list(url_args),
            "position": position,
        },
    )


