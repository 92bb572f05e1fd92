"""The shapes that the parts of a page are drawn from; one tag of `templatetags/daihoi.py` draws each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from daihoi.rules.figures import Figure
from daihoi.web.text import Text, number


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere; `main` makes it the one red button where it is drawn as a button."""

    label: Text
    href: str
    main: bool = False


@dataclass(frozen=True)
class Tag:
    """A state in words; kind: "" not begun, now, soon, late, done, live (provisional)."""

    label: Text
    kind: Literal["", "now", "soon", "late", "done", "live"] = ""


@dataclass(frozen=True)
class StripItem:
    """One figure of the strip under the heading."""

    label: Text
    figure: Figure | str
    note: Text = ""
    unit: Text = ""


@dataclass(frozen=True)
class Term:
    """One number of an equation; `key` names the typed field that it mirrors, `factor` multiplies it (13 × 50)."""

    label: Text
    value: int | None = None
    key: str = ""
    factor: int = 1

    @property
    def total(self) -> int | None:
        """Value times factor; None while it is not known."""
        return None if self.value is None else self.value * self.factor


@dataclass(frozen=True)
class Balance:
    """An identity beside its verdict: returned 190 = valid 188 + invalid 1. Unknown while a number is missing."""

    left: tuple[Term, ...]
    right: tuple[Term, ...]
    sign: Literal["=", "≤", "≥"] = "="
    note: Text = ""

    @property
    def gap(self) -> int | None:
        """Left side less right side; None while a number is missing."""
        values = [t.total for t in self.left], [t.total for t in self.right]
        if None in values[0] or None in values[1]:
            return None
        return sum(v or 0 for v in values[0]) - sum(v or 0 for v in values[1])

    @property
    def holds(self) -> bool | None:
        """Whether it is kept; None while a number is missing."""
        if self.gap is None:
            return None
        return {"=": self.gap == 0, "≤": self.gap <= 0, "≥": self.gap >= 0}[self.sign]

    @property
    def off(self) -> str:
        """By how much it is off, without a sign."""
        return number(abs(self.gap or 0))

    @property
    def is_short(self) -> bool:
        """Whether the right side is the smaller one: something is missing there."""
        return (self.gap or 0) > 0


@dataclass(frozen=True)
class Alert:
    """Something to deal with; level: "" to know, gold soon, red late or wrong. `sum` is an equation set large."""

    title: Text
    text: Text = ""
    level: Literal["", "gold", "red"] = ""
    sum: tuple[Term, ...] = ()
    whole: Term | None = None
    rows: tuple[tuple[Text, object], ...] = ()
    closed: Text = ""
    links: tuple[Link, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether the terms add up to the whole."""
        return self.whole is not None and sum(t.total or 0 for t in self.sum) == self.whole.total


@dataclass(frozen=True)
class FeedItem:
    """What came in: when, from whom, what."""

    at: datetime | date
    text: Text
    who: Text = ""
    href: str = ""

    @property
    def has_clock(self) -> bool:
        """Whether the hour is known."""
        return isinstance(self.at, datetime)


@dataclass(frozen=True)
class Tile:
    """One unit of the season: `stage` 0 preparing … 4 carrying out the resolution; a late one leaves the ramp."""

    label: Text
    href: str
    note: Text = ""
    stage: int = 0
    late: bool = False
    title: Text = ""


@dataclass(frozen=True)
class LegendItem:
    """One stage of the legend; the counts of a legend add up to the header figure."""

    label: Text
    count: int
    stage: int = 0
    late: bool = False
    href: str = ""


@dataclass(frozen=True)
class Step:
    """One stage of a congress: done, now, late or todo."""

    label: Text
    href: str
    state: Literal["done", "now", "late", "todo"] = "todo"
    note: Text = ""
    current: bool = False


@dataclass(frozen=True)
class NextThing:
    """One thing to do next: what, who owes it, by when, one click away. `blocked` says why it cannot be done yet."""

    title: Text
    text: Text = ""
    tag: Tag | None = None
    action: Link | None = None
    blocked: Text = ""


@dataclass(frozen=True)
class Milestone:
    """One date of the plan; state: "" ahead, done, late, today, open (the day the congress opens)."""

    day: date
    what: Text
    when: Text = ""
    state: Literal["", "done", "late", "today", "open"] = ""
    tag: Tag | None = None
    href: str = ""


@dataclass(frozen=True)
class Signature:
    """Who signed, as what, when; without `at` the place is still empty."""

    name: Text
    role: Text
    at: datetime | None = None


@dataclass(frozen=True)
class Work:
    """One stretch of long work with its counts."""

    label: Text
    done: int
    total: int
    note: Text = ""


@dataclass(frozen=True)
class Fate:
    """What became of the rows of a file: read = added + changed + unchanged + refused."""

    read: int
    added: int
    changed: int
    unchanged: int
    refused: int
    figures: dict[str, Figure] = field(default_factory=dict)

    @property
    def adds_up(self) -> bool:
        """Whether every row read has exactly one fate."""
        return self.read == self.added + self.changed + self.unchanged + self.refused

    @property
    def parts(self) -> list[tuple[str, int]]:
        """The four fates by name."""
        return [
            ("added", self.added),
            ("changed", self.changed),
            ("unchanged", self.unchanged),
            ("refused", self.refused),
        ]

    @property
    def bars(self) -> list[tuple[str, int, int]]:
        """The four fates as stretches of one bar: name, beginning, length."""
        bars, at = [], 0
        for name, count in self.parts:
            bars.append((name, at, count))
            at += count
        return bars


@dataclass(frozen=True)
class EvidenceFile:
    """A file attached to an act: scan, photo, decision; its digest lets anyone see that it is the same file."""

    name: str
    href: str
    kind: Text = ""
    size: int = 0
    digest: str = ""
    by: Text = ""
    at: datetime | None = None
    remove_href: str = ""

    @property
    def short_digest(self) -> str:
        """The beginning of the digest, in fours."""
        return grouped(self.digest[:12])


@dataclass(frozen=True)
class Confirm:
    """A question before a destructive act: the consequence in words, then the verb itself on the button."""

    title: Text
    text: Text
    yes: Text
    cancel_href: str
    action: str = ""
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class WizardStep:
    """One step of work in several pages; a done one may lead back."""

    label: Text
    state: Literal["done", "now", "todo"] = "todo"
    href: str = ""


@dataclass(frozen=True)
class TallyRow:
    """One candidate of a typed count. `others` are the counts of the teams or batches already kept."""

    number: int
    name: str
    field_name: str
    value: str = ""
    error: Text = ""
    others: tuple[int | None, ...] = ()

    @property
    def before(self) -> int:
        """The sum of the counts already kept."""
        return sum(o or 0 for o in self.others)

    @property
    def typed(self) -> int | None:
        """What is typed, where it is a whole number."""
        return int(self.value) if self.value.isascii() and self.value.isdecimal() else None

    @property
    def total(self) -> int:
        """Kept and typed together."""
        return self.before + (self.typed or 0)


@dataclass(frozen=True)
class TallyColumn:
    """One batch or team of a typed count."""

    label: Text
    unit: Text = ""


@dataclass(frozen=True)
class TallyTable:
    """The table of a typed count: candidates down, batches across, the one being typed lit."""

    rows: Sequence[TallyRow]
    current: TallyColumn
    before: tuple[TallyColumn, ...] = ()
    ceiling: int | None = None
    caption: Text = ""
    read_only: bool = False

    @property
    def sums(self) -> list[int]:
        """The total of each batch already kept."""
        return [sum(row.others[i] or 0 for row in self.rows) for i in range(len(self.before))]

    @property
    def current_sum(self) -> int:
        """The total of what is typed."""
        return sum(row.typed or 0 for row in self.rows)

    @property
    def grand_sum(self) -> int:
        """The total of all batches."""
        return sum(row.total for row in self.rows)

    @property
    def width(self) -> int:
        """Columns right of the names."""
        return len(self.before) + 1 + (1 if self.before else 0)


def grouped(digest: str) -> str:
    """A digest in groups of four, so that two people can compare it aloud."""
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))
