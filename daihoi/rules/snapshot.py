"""What an office publishes: one signed, versioned snapshot, read as strictly as it is written.

A snapshot is canonical JSON. `subject` names the thing that is published ("figures:BT:mua"); a newer `version` of the
same subject supersedes the older one. `number` counts every snapshot of an office, so that none is taken twice.
Nothing but what the schemas below name can stand in one: no member, no vote of a person, no personal field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from daihoi.rules.canonical import canonical
from daihoi.rules.messages import N_, Message, RuleError

FORMAT = "daihoi-snapshot-1"
LARGEST = 16 * 1024 * 1024  # characters of a payload: a document of 10 MB as text fits
_CODE = re.compile(r"[0-9A-Za-zĐđ][0-9A-Za-zĐđ._-]{0,39}")
_SUBJECT = re.compile(r"[a-z]+:[0-9A-Za-zĐđ._-]{1,40}:[0-9A-Za-z._-]{1,60}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
YEARS = range(1900, 9001)  # beyond them no calendar and no clock of a page could follow
_LAST_VERSION = 2**31 - 1  # that a column holds


class SnapshotKind(StrEnum):
    FIGURES = "figures"
    RESULT = "result"
    COMMENDATION = "commendation"
    DOCUMENT = "document"
    CALENDAR = "calendar"
    UNITS = "units"
    WITHDRAWAL = "withdrawal"


Check = Callable[[Any], bool]


def _text(most: int = 300, *, least: int = 1) -> Check:
    def check(value: Any) -> bool:
        return (
            isinstance(value, str)
            and least <= len(value.strip()) <= len(value) <= most
            and all(letter.isprintable() or letter == "\n" for letter in value)
        )

    return check


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12


def _day(value: Any) -> bool:
    try:
        return isinstance(value, str) and (day := date.fromisoformat(value)).isoformat() == value and day.year in YEARS
    except ValueError:
        return False


def _version(value: Any) -> bool:
    return _count(value) and 0 < value <= _LAST_VERSION


def _maybe(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _list(of: Check, most: int) -> Check:
    return lambda value: isinstance(value, list) and len(value) <= most and all(map(of, value))


def _one_of(*texts: str) -> Check:
    return lambda value: value in texts


def _shape(**fields: Check) -> Check:
    def check(value: Any) -> bool:
        return (
            isinstance(value, dict) and value.keys() == fields.keys() and all(fields[key](value[key]) for key in fields)
        )

    return check


def _matching(pattern: re.Pattern[str]) -> Check:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _fraction(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_count, value)) and value[0] <= value[1] > 0


_figure = _shape(key=_text(60), label=_text(200), text=_text(60), fraction=_maybe(_fraction), group=_text(100, least=0))
_point = _shape(day=_day, held=_count, due=_count)
_entry = _shape(
    day=_day,
    code=_matching(_CODE),
    unit=_text(),
    what=_text(),
    place=_text(300, least=0),
    held=lambda value: isinstance(value, bool),
)

# kind -> what its content holds: exactly these fields
CONTENT: dict[SnapshotKind, Check] = {
    SnapshotKind.FIGURES: _shape(
        season=_text(40),
        as_of=_day,
        source=_text(200),  # "số liệu tức thời" or the return's version that the figures come from
        figures=_list(_figure, 200),
        progress=_list(_point, 400),
        total=_count,  # congresses of the season in this unit: the top of the progress chart
        findings=_list(_text(600), 20),  # what does not add up and why, in words
    ),
    SnapshotKind.RESULT: _shape(
        season=_text(40),
        congress=_text(),  # "Đại hội đại biểu Đảng bộ quận lần thứ XII"
        post=_text(100),  # what was elected
        held_on=_day,
        decision=_text(200),  # the decision that ratified it
        decided_on=_day,
        figures=_list(_figure, 40),
        elected=_list(_text(120), 400),  # names, where the office publishes them
    ),
    SnapshotKind.COMMENDATION: _shape(
        number=_text(60),
        issuer=_text(),
        decided_on=_day,
        reason=_text(600),
        collectives=_list(_text(), 400),
        individuals=_list(_text(120), 400),
    ),
    SnapshotKind.DOCUMENT: _shape(
        number=_text(60, least=0),
        issuer=_text(),
        dated=_day,
        name=_text(120),
        media_type=_one_of(
            "application/pdf",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        sha256=_matching(_DIGEST),
        data=_text(LARGEST),  # base64
    ),
    SnapshotKind.CALENDAR: _shape(season=_text(40), entries=_list(_entry, 2000)),
    SnapshotKind.UNITS: _shape(
        units=_list(
            _shape(code=_matching(_CODE), name=_text(255), kind=_text(60), parent=_maybe(_matching(_CODE))), 5000
        )
    ),
    # takes back this version of the subject and every older one; never a newer one, whenever it arrives
    SnapshotKind.WITHDRAWAL: _shape(subject=_matching(_SUBJECT), version=_version, reason=_text(600)),
}


@dataclass(frozen=True)
class Snapshot:
    """One published thing. `unit` is the code of the unit that it is about, `published_at` a moment in UTC as text."""

    kind: SnapshotKind
    unit: str
    subject: str
    version: int
    number: int
    published_at: str
    title: str
    content: Mapping[str, Any]

    def payload(self) -> str:
        """The text that is signed. RuleError where the content is not what its kind may hold."""
        text = canonical(
            {
                "format": FORMAT,
                "kind": self.kind.value,
                "unit": self.unit,
                "subject": self.subject,
                "version": self.version,
                "number": self.number,
                "published_at": self.published_at,
                "title": self.title,
                "content": self.content,
            }
        )
        read(text)
        return text


_ENVELOPE = _shape(
    format=_one_of(FORMAT),
    kind=_one_of(*SnapshotKind),
    unit=_matching(_CODE),
    subject=_matching(_SUBJECT),
    version=_version,
    number=lambda value: _count(value) and value > 0,
    published_at=lambda value: isinstance(value, str) and _is_moment(value),
    title=_text(),
    content=lambda value: isinstance(value, dict),
)


def _is_moment(text: str) -> bool:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").year in YEARS
    except ValueError:
        return False


def _not_ours(reason: str) -> RuleError:
    return RuleError(Message.of(N_("This is no snapshot of an office: %(reason)s."), reason=Message.of(reason)))


def read(text: str) -> Snapshot:
    """The snapshot that `text` spells; RuleError with one sentence where it is anything else."""
    if len(text) > LARGEST + 10_000:
        raise _not_ours(N_("it is too large"))
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise _not_ours(N_("it cannot be read")) from None
    if not _ENVELOPE(values):
        raise _not_ours(N_("its head is not complete"))
    kind = SnapshotKind(values["kind"])
    if not CONTENT[kind](values["content"]):
        raise _not_ours(N_("its content is not what its kind may hold"))
    if canonical(values) != text:
        raise _not_ours(N_("it is not in the form in which it is signed"))
    if not values["subject"].startswith(f"{kind.value}:{values['unit']}:"):
        raise _not_ours(N_("its subject is of another kind or unit"))
    del values["format"]
    return Snapshot(**(values | {"kind": kind}))


def is_code(text: str) -> bool:
    """Whether `text` may stand as a unit's code in a snapshot: letters, digits, dots, hyphens."""
    return _CODE.fullmatch(text) is not None


def covers(scope: str, code: str) -> bool:
    """Whether an office enrolled for `scope` speaks for the unit `code`: for itself, and for codes below ("BT.D09")."""
    return code == scope or code.startswith(f"{scope}.")
