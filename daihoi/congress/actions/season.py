"""The season: opened with the regulation's limits, changed by the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from daihoi.congress.actions.congress import congresses_plan, tallies_recount
from daihoi.congress.actions.steps import as_it_stands, steps_redate
from daihoi.congress.models import Congress, Season, SeasonLevel, Stage, Step
from daihoi.ledger.actions import Actor, record
from daihoi.org.models import Unit
from daihoi.rules.figures import Style
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.regulations import BY_KEY

FOLLOWED = (UnitKind.DIRECT_SUPERIOR_ORGANIZATION, UnitKind.GRASSROOTS_ORGANIZATION, UnitKind.GRASSROOTS_CELL)

LEVEL_FIELDS = (
    "followed",
    "opens",
    "deadline",
    "max_days",
    "max_delegates",
    "max_committee",
    "max_standing",
    "age_reference",
)
# limits of a level that the rules read from the regulation's own row
LEVEL_RULES = {"max_committee": "committee_max", "max_standing": "standing_committee_max"}


@transaction.atomic
def season_open(
    root: Unit,
    *,
    by: Actor | None,
    name: str,
    regulation_key: str,
    followed: Sequence[UnitKind] = FOLLOWED,
    percent_style: str | None = None,
    as_of: date | None = None,
) -> Season:
    """Open the season `name` ("2020–2025") of the subtree of `root`: levels with the regulation's limits and deadlines
    as defaults, and one congress for each unit of a followed kind. Percentages are printed as the regulation's own
    guide prints them, unless `percent_style` says otherwise (N-31)."""
    first, _, last = name.replace("-", "–").partition("–")
    first, last = first.strip(), last.strip()
    if not (first.isdecimal() and last.isdecimal() and 1900 < int(first) < int(last) < 2200):
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
    name = f"{int(first)}–{int(last)}"
    if Season.objects.filter(root=root, name=name).exists():
        raise RuleError(Message.of(N_("The season %(name)s was opened already."), name=name))
    regulation = BY_KEY[regulation_key]
    season = Season.objects.create(
        root=root,
        name=name,
        term_from=int(first),
        term_to=int(last),
        regulation_key=regulation_key,
        percent_style=percent_style or regulation.percent_style.value.value,
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
def season_change(
    season: Season,
    *,
    by: Actor | None,
    percent_style: str | None = None,
    as_of: date | str | None = "",
    settings: Mapping[str, object] | None = None,
    holidays: Mapping[str, Any] | None = None,
    levels: Mapping[UnitKind, Mapping[str, Any]] | None = None,
) -> Season:
    """Change the office's settings of a season; what is not given stays. One event names what changed.

    RuleError for a setting that the regulation fixes, or for a kind no longer followed whose congresses have begun.
    """
    as_it_stands(season)
    changed: dict[str, object] = {}
    redate = False
    if percent_style is not None and percent_style != season.percent_style:
        season.percent_style = Style(percent_style).value
        changed["percent_style"] = season.percent_style
    if not isinstance(as_of, str) and as_of != season.as_of:
        season.as_of = as_of
        changed["as_of"] = as_of
    if settings is not None and dict(settings) != season.settings:
        BY_KEY[season.regulation_key].with_settings(settings)
        season.settings = dict(settings)
        changed["settings"] = {key: str(value) for key, value in settings.items()}
        redate = True
    if holidays is not None and dict(holidays) != season.holidays:
        season.holidays = dict(holidays)
        changed["holidays"] = season.holidays
        redate = True
    rows = {row.unit_kind: row for row in season.levels.all()}
    for kind, values in (levels or {}).items():
        row, before = rows[kind], {}
        for field in LEVEL_FIELDS:
            if field in values and values[field] != getattr(row, field):
                before[field] = values[field]
                setattr(row, field, values[field])
        if before:
            row.save()
            changed[f"level:{kind}"] = before
            _rules_follow(season, kind, before)
            if "deadline" in before:
                _deadline_follows(season, row)
            if before.get("followed") is False:
                _unfollow(season, kind)
    if not changed:
        return season
    season.save()
    record("installation", "season.changed", by=by, payload={"season": season.pk, "changed": changed})
    congresses_plan(season, by=by)
    if redate:
        steps_redate(season)
    return season


def _deadline_follows(season: Season, row: SeasonLevel) -> None:
    """Congresses without a day of their own are due by the deadline of their level."""
    undated = Congress.objects.filter(season=season, unit__kind=row.kind, planned_on=None, opened_on=None)
    due = row.deadline - timedelta(days=1) if row.deadline else None
    Step.objects.open().filter(congress__in=undated, key="hold").update(due=due)


def _rules_follow(season: Season, kind: UnitKind, values: Mapping[str, Any]) -> None:
    """A limit of the table is the value of its rule too, where the office may set that rule."""
    open_rules = {setting.key for setting in BY_KEY[season.regulation_key].settings()}
    for field, rule in LEVEL_RULES.items():
        key = f"{kind}.{rule}"
        if field in values and key in open_rules:
            season.settings = {**season.settings, key: values[field]}


def _unfollow(season: Season, kind: UnitKind) -> None:
    """Take away the congresses of a kind no longer followed; RuleError where one has begun."""
    mine = Congress.objects.filter(season=season, unit__kind=kind)
    begun = mine.exclude(stage=Stage.PREPARING, planned_on=None, exception="", evidence=None).count()
    problem = Message.of(
        N_("Congresses of the kind “%(kind)s” have begun, so it stays followed: %(count)d of them."),
        kind=Message(kind.label),
        count=begun,
    )
    if begun:
        raise RuleError(problem)
    units = list(Unit.objects.filter(congresses__in=mine))
    try:
        mine.delete()
    except ProtectedError as error:
        raise RuleError(problem) from error
    tallies_recount(season, units)
