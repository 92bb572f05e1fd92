"""What a regulation is: one frozen value, each of its fields with its article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from daihoi.rules.base import Ground, Meeting
from daihoi.rules.figures import Style
from daihoi.rules.levels import Level, UnitKind
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Post
from daihoi.rules.regulations.labels import CHOICES, LABELS
from daihoi.rules.rule import Rule
from daihoi.rules.rulings import CutTie, Ruling


@dataclass(frozen=True, slots=True)
class Setting:
    """A rule whose text was not seen: the office may set its own value, and the page that uses it says so."""

    key: str
    label: Message
    rule: Rule[Any]

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """(value, msgid of its name) of each choice, where there is a closed set of them."""
        kind = _closed_set(self.key)
        if kind is Style:
            return tuple((style.value, CHOICES[style]) for style in Style)
        return tuple((choice.value, choice.label) for choice in kind or ())

    @property
    def takes_several(self) -> bool:
        """True where several of the choices may hold at once."""
        return isinstance(self.rule.value, frozenset)


@dataclass(frozen=True, slots=True)
class Regulation:
    """One election regulation with all that goes with it; the next is written as its difference by `replace`."""

    key: str
    issued: date
    title: str
    season: str
    levels: tuple[Level, ...]

    # Majority, quorum and base
    over_half: Rule[Fraction]
    quorum: Rule[Fraction]
    quorum_of_units_warns: Rule[bool]
    members_congress_grounds: Rule[frozenset[Ground]]
    delegates_congress_grounds: Rule[frozenset[Ground]]
    body_meeting_grounds: Rule[frozenset[Ground]]
    members_meeting_grounds: Rule[frozenset[Ground]]
    delegates_congress_from: Rule[int]

    # Candidates
    surplus_required: Rule[frozenset[Post]]
    surplus_max: Rule[Fraction]
    prepared_surplus_min: Rule[Fraction]
    prepared_surplus_max: Rule[Fraction]
    small_body_from: Rule[int]
    small_body_to: Rule[int]
    small_body_max_extra: Rule[int]
    extra_where_share_gives_none: Rule[int]
    floor_support: Rule[Fraction | None]
    straw_poll_tie: Rule[CutTie]

    # Ballots; the four rulings are where the tally board may read a paper either way
    ballot_validity: Rule[str]
    single_unmarked: Rule[Ruling]
    all_disagreed: Rule[Ruling]
    none_marked: Rule[Ruling]
    partial_strike: Rule[Ruling]

    # Ties and further rounds
    tie_needs_over_half: Rule[bool]
    rounds_before_asking: Rule[int]
    cell_secretary_rounds: Rule[int]
    pause_when_planned_leader_lost: Rule[bool]
    pause_when_planned_chair_lost: Rule[bool]

    # Bodies
    standing_committee_from: Rule[int]
    standing_committee_share: Rule[Fraction]

    # Clocks, in working days unless the name says otherwise
    announcement_days: Rule[int]
    candidacy_days: Rule[int]
    report_days: Rule[int]
    ratification_days: Rule[int]
    complaint_days: Rule[int | None]
    ballot_retention_months: Rule[int]

    # Structure and age
    women_min: Rule[Fraction]
    young_under: Rule[int]
    young_min: Rule[Fraction]
    middle_age_to: Rule[int]
    middle_age_min: Rule[Fraction]
    middle_age_max: Rule[Fraction]
    renewal_min: Rule[Fraction]
    first_time_months: Rule[int]
    re_election_months: Rule[int]

    # Print
    percent_style: Rule[Style]

    def level(self, kind: UnitKind) -> Level:
        """The row of a kind of unit."""
        return next(level for level in self.levels if level.kind is kind)

    def base_grounds(self, meeting: Meeting) -> Rule[frozenset[Ground]]:
        """The grounds that leave a person out of the base of `meeting` (N-10, N-11, N-12, C-07)."""
        return {
            Meeting.MEMBERS_CONGRESS: self.members_congress_grounds,
            Meeting.DELEGATES_CONGRESS: self.delegates_congress_grounds,
            Meeting.BODY_MEETING: self.body_meeting_grounds,
            Meeting.MEMBERS_MEETING: self.members_meeting_grounds,
        }[meeting]

    def settings(self) -> tuple[Setting, ...]:
        """Every rule whose text was not seen, by its key: `field`, or `kind.field` for a number of a level."""
        own = [Setting(name, Message(LABELS[name]), rule) for name, rule in _rules(self) if rule.is_setting]
        for level in self.levels:
            own += [
                Setting(
                    f"{level.kind}.{name}",
                    Message.of(N_("%(kind)s: %(what)s"), kind=Message(level.kind.label), what=Message(LABELS[name])),
                    rule,
                )
                for name, rule in _rules(level)
                if rule.is_setting and isinstance(rule.value, int)
            ]
        return tuple(own)

    def with_settings(self, values: Mapping[str, object]) -> Regulation:
        """A copy with the office's own values; only what `settings()` lists may be set, else `RuleError`."""
        if not values:
            return self
        known = {setting.key: setting.rule for setting in self.settings()}
        result = self
        for key, value in values.items():
            if key not in known:
                raise RuleError(
                    Message.of(N_("“%(key)s” is not a setting of %(regulation)s."), key=key, regulation=self.key)
                )
            rule = known[key].set_to(_like(key, known[key].value, value))
            result = _with(result, key, rule)
        return result


def _rules(row: Regulation | Level) -> list[tuple[str, Rule[Any]]]:
    named = ((field.name, getattr(row, field.name)) for field in fields(row))
    return [(name, rule) for name, rule in named if isinstance(rule, Rule)]


def _with(regulation: Regulation, key: str, rule: Rule[Any]) -> Regulation:
    kind, _, name = key.rpartition(".")
    change: dict[str, Any] = {name: rule}
    if not kind:
        return replace(regulation, **change)
    rows = (replace(row, **change) if row.kind == kind else row for row in regulation.levels)
    return replace(regulation, levels=tuple(rows))


_DECLARED = {field.name: str(field.type) for row in (Level, Regulation) for field in fields(row)}
_CLOSED_SETS: dict[str, Any] = {kind.__name__: kind for kind in (Ground, Post, Ruling, CutTie, Style)}


def _closed_set(key: str) -> Any:
    """The enumeration that the setting `key` takes its values from; None where it takes a number or a yes."""
    declared = _DECLARED[key.rpartition(".")[2]]
    return next((kind for name, kind in _CLOSED_SETS.items() if name in declared), None)


def _like(key: str, default: object, value: object) -> object:
    """`value` as the kind of thing that the setting holds; text is read as JSON or a form would give it."""
    declared = _DECLARED[key.rpartition(".")[2]]
    try:
        if value is None or value == "":
            if "None" not in declared:
                raise ValueError
            return None
        if isinstance(default, Enum):
            return type(default)(value)
        if isinstance(default, frozenset):
            return _set_like(key, value)
        if "Fraction" in declared:
            return _share(value)
        if "bool" in declared:
            return {"true": True, "1": True, "false": False, "0": False}[str(value).lower()]
        return _whole(value)
    except (TypeError, ValueError, KeyError, ZeroDivisionError):
        raise RuleError(
            Message.of(N_("“%(value)s” is no value for the setting “%(key)s”."), value=str(value), key=key)
        ) from None


def _set_like(key: str, value: object) -> frozenset[Any]:
    parts: Iterable[Any] = value.split(",") if isinstance(value, str) else value  # type: ignore[assignment]
    kind: Any = _closed_set(key)
    return frozenset(kind(str(part).strip()) for part in parts)


def _share(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, (str, int, Fraction)):
        raise TypeError
    share = Fraction(value)
    if not 0 <= share <= 1:
        raise ValueError
    return share


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise TypeError
    number = int(value)
    if number < 0:
        raise ValueError
    return number
