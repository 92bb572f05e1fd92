"""Every write of season, congress, steps and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from daihoi.congress.clock import today
from daihoi.congress.models import Congress, CongressForm, Exemption, Season, SeasonLevel, Stage, Step, StepState
from daihoi.ledger.actions import Actor, record
from daihoi.org.actions import tallies_set
from daihoi.org.models import Tally, Unit
from daihoi.rules.figures import Figures
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import Message, N_, RuleError
from daihoi.rules.regulations import BY_KEY

FOLLOWED = (UnitKind.DIRECT_SUPERIOR_ORGANIZATION, UnitKind.GRASSROOTS_ORGANIZATION, UnitKind.GRASSROOTS_CELL)


# The figures of a season's tally that this room counts; the room `elections` counts the others in the same rows.
CONGRESS_FIGURES = (
    "congresses_due",
    "congresses_held",
    "congresses_excepted",
    "members_congresses",
    "delegates_congresses",
    "not_held",
)


def congress_figures(congresses: Iterable[Congress], committees: int) -> Figures:
    """The figures of one unit's congresses in a season; `committees` of them have the result of their committee."""
    total, expected = Figures(), 0
    for congress in congresses:
        held = congress.stage != Stage.PREPARING
        excepted = congress.exception not in ("", Exemption.TOGETHER)
        expected += congress.elects
        total += Figures(
            congresses_due=1,
            congresses_held=int(held),
            congresses_excepted=int(excepted),
            members_congresses=int(held and congress.form == CongressForm.MEMBERS),
            delegates_congresses=int(held and congress.form == CongressForm.DELEGATES),
        )
    return total.replace(not_held=max(expected - committees, 0))


def tallies_refresh(congresses: Iterable[Congress]) -> None:
    """Count the congress figures of the units of `congresses` anew, as part of the verb that changed them."""
    by_season: dict[int, dict[int, Unit]] = {}
    for congress in congresses:
        by_season.setdefault(congress.season_id, {})[congress.unit_id] = congress.unit
    for season, units in by_season.items():
        # SQLite bounds the number of values in one IN: many units are read with all others of the season
        few = {"unit__in": list(units)} if len(units) < 500 else {}
        theirs: dict[int, list[Congress]] = {pk: [] for pk in units}
        for congress in Congress.objects.filter(season=season, **few):
            theirs.setdefault(congress.unit_id, []).append(congress)
        rows = Tally.objects.filter(season=season, **few)
        known = {row.unit_id: row.committees_full + row.committees_short + row.no_committee for row in rows}
        tallies_set(
            {unit: congress_figures(theirs[pk], known.get(pk, 0)) for pk, unit in units.items()},
            season=season,
            keys=CONGRESS_FIGURES,
        )


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
        tallies_refresh(made)
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
    tallies_refresh([congress])
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
    tallies_refresh([congress])
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


