"""Charts drawn on the server: places in percent as text, so that the letters of a drawing never scale.

Whole numbers only: a bar and the figure beside it come from the same exact numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext as _

from daihoi.rules.figures import Figure, Percent, Style
from daihoi.web.text import Text, is_vietnamese, number, say


def share(part: int, whole: int) -> str:
    """`part` of `whole` as an SVG percentage with two decimals, between 0% and 100%."""
    if whole <= 0:
        return "0%"
    return _hundredths(min(max(part, 0), whole) * 10000 // whole)


def _hundredths(value: int) -> str:
    return f"{value // 100}.{value % 100:02d}%"


def month_starts(start: date, end: date) -> list[date]:
    """The first days of the months that begin between `start` and `end`."""
    months, day = [], start.replace(day=1)
    while day <= end:
        if day >= start:
            months.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return months


def month_label(day: date) -> str:
    """tháng 3; with the year in January."""
    if is_vietnamese():
        return f"tháng {day.month}/{day.year}" if day.month == 1 else f"tháng {day.month}"
    name = _MONTHS[day.month - 1]
    return f"{name} {day.year}" if day.month == 1 else name


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip

# --- deadline line ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """A date on the deadline line; kind: "" a date, today, limit (red)."""

    day: date
    text: Text
    kind: Literal["", "today", "limit"] = ""


@dataclass(frozen=True)
class PlacedMark:
    """A mark with its place: x in percent, y of its text in pixels (0: no room for the text), anchor."""

    mark: Mark
    x: str
    y: int
    anchor: Literal["start", "end"]

    @property
    def dx(self) -> int:
        """The distance of the text from its line or dot."""
        away = 7 if self.mark.kind == "limit" else -3
        return away if self.anchor == "start" else -away

    @property
    def label(self) -> str:
        """Day and month."""
        return f"{self.mark.day.day}/{self.mark.day.month}"

    @property
    def text(self) -> str:
        """The words beside the date."""
        return say(self.mark.text)


@dataclass(frozen=True)
class DeadlineLine:
    """The dates of a season on one line, and the same as a list for narrow screens."""

    marks: Sequence[PlacedMark]
    months: Sequence[tuple[str, str]]
    done_from: str
    done_to: str


_WIDTH = 1230  # pixels of the line on the usual screen; narrower ones get the list
_ROWS = {"limit": (14, 33), "": (33, 14), "today": (33, 14)}


def deadline_line(
    start: date, end: date, marks: Iterable[Mark], *, done: tuple[date, date] | None = None
) -> DeadlineLine:
    """Place `marks` between `start` and `end`; a text that would touch another goes to the other row or side."""
    span = max((end - start).days, 1)

    def at(day: date) -> int:
        return min(max((day - start).days, 0), span)

    ordered = sorted(marks, key=lambda m: (m.kind != "today", m.kind != "limit", m.day))
    taken: dict[int, list[tuple[int, int]]] = {14: [], 33: []}
    for mark in ordered:
        if mark.kind == "limit":  # its line crosses both rows
            x = at(mark.day) * _WIDTH // span
            for row in taken.values():
                row.append((x - 3, x + 3))
    placed = []
    for mark in ordered:
        x = at(mark.day) * _WIDTH // span
        width = (len(f"{mark.day.day}/{mark.day.month} ") + len(say(mark.text))) * 33 // 5 + 8
        y, anchor = _free(taken, _ROWS[mark.kind], x, width, own_line=mark.kind == "limit")
        placed.append(PlacedMark(mark, share(at(mark.day), span), y, anchor))
    placed.sort(key=lambda p: p.mark.day)
    first, last = done or (start, start)
    months = [(share(at(day), span), month_label(day)) for day in month_starts(start, end) if at(day) * 100 < span * 92]
    return DeadlineLine(placed, months, share(at(first), span), share(at(last), span))


def _free(
    taken: dict[int, list[tuple[int, int]]], rows: tuple[int, ...], x: int, width: int, *, own_line: bool
) -> tuple[int, Literal["start", "end"]]:
    """The first row and side where `width` pixels beside `x` are free; row 0 where none is."""
    sides: tuple[Literal["start", "end"], ...] = ("start", "end") if x * 2 <= _WIDTH else ("end", "start")
    for y in rows:
        for anchor in sides:
            left, right = (x + 4, x + width) if anchor == "start" else (x - width, x - 4)
            if left < 0 or right > _WIDTH:
                continue
            if all(right < a or left > b for a, b in taken[y] if not (own_line and a <= x <= b)):
                taken[y].append((left - 8, right + 8))
                return y, anchor
    return 0, "start"


# --- progress over time ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProgressChart:
    """Cumulative work done against the plan; points in days and counts for a viewBox of `width` × `height`."""

    width: int
    height: int
    done: str
    plan: str
    ticks: Sequence[tuple[str, str]]
    months: Sequence[tuple[str, str]]
    limit: tuple[str, str] | None
    plan_label: tuple[str, str] | None
    done_label: tuple[str, str] | None
    done_ahead: bool
    end_label: tuple[str, str, str, str] | None
    summary: str


_TOP, _BOTTOM = 900, 8800  # hundredths of a percent of the drawing's height


def progress_chart(
    *,
    start: date,
    end: date,
    total: int,
    done: Sequence[tuple[date, int]],
    plan: Sequence[tuple[date, int]] = (),
    deadline: date | None = None,
) -> ProgressChart:
    """`done` and `plan` are (day, count so far), in order; `total` is the whole to be done."""
    span, height = max((end - start).days, 1), max(total, 1)

    def at(day: date) -> int:
        return min(max((day - start).days, 0), span)

    def x(day: date) -> str:
        return share(at(day), span)

    def y(count: int) -> str:
        return _hundredths(_BOTTOM - (_BOTTOM - _TOP) * min(count, height) // height)

    steps: list[str] = []
    before = height
    for day, count in done:
        steps.append(f"{at(day)},{before}")
        before = height - min(count, height)
        steps.append(f"{at(day)},{before}")
    line = " ".join(f"{at(day)},{height - min(count, height)}" for day, count in plan)
    plan_point = next(((x(d), y(c)) for d, c in plan if c * 20 >= height * 9), None)
    done_point = next(((x(d), y(c)) for d, c in done if c * 5 >= height * 2), None)
    ahead = _reached(done, height) <= _reached(plan, height)
    last = done[-1] if done else None
    return ProgressChart(
        width=span,
        height=height,
        done=" ".join(steps),
        plan=line,
        ticks=[(y(n), number(n) if n else "") for n in _ticks(height)],
        months=[(x(day), month_label(day)) for day in month_starts(start, end) if at(day) * 100 < span * 92],
        limit=(x(deadline), f"{deadline.day}/{deadline.month}") if deadline else None,
        plan_label=plan_point,
        done_label=done_point,
        done_ahead=ahead,
        end_label=(
            x(last[0]),
            y(last[1]),
            "end" if at(last[0]) * 2 > span else "start",
            f"{last[0].day}/{last[0].month}: {number(last[1])}/{number(total)}",
        )
        if last
        else None,
        summary=_("%(done)s of %(total)s done") % {"done": number(last[1] if last else 0), "total": number(total)},
    )


def _reached(points: Sequence[tuple[date, int]], height: int) -> date:
    return next((day for day, count in points if count * 2 >= height), date.max)


def _ticks(total: int) -> list[int]:
    """Round counts up to `total`, six at most, the total itself among them."""
    step = next(m * 10**p for p in range(12) for m in (1, 2, 5) if m * 10**p * 6 >= total)
    return [*(n for n in range(0, total, step) if (total - n) * 2 > step), total]


# --- votes against the line of one half ------------------------------------------------------------------------------


@dataclass(frozen=True)
class VoteRow:
    """One candidate's bar: place of its end, the words beside a bar near the line, the verdict."""

    number: int
    name: str
    votes: int
    base: int
    elected: bool
    verdict: Text
    figure: Figure | None = None
    tied: bool = False
    href: str = ""
    quiet: bool = False
    style: Style = Style.HALF_UP

    @property
    def width(self) -> str:
        """Where the bar ends."""
        return share(self.votes, self.base)

    @property
    def percent(self) -> Percent:
        """The share of the base, in the office's style."""
        return Percent(self.votes, self.base, self.style)

    @property
    def is_over_half(self) -> bool:
        """More than half: votes × 2 > base."""
        return self.votes * 2 > self.base

    @property
    def is_near(self) -> bool:
        """Within five hundredths of the base on either side of the line of one half."""
        return abs(self.votes * 2 - self.base) * 10 <= self.base

    @property
    def spare(self) -> int:
        """Votes above the least that is more than half; negative where votes are missing."""
        return self.votes - (self.base // 2 + 1)

    @property
    def gap_at(self) -> str:
        """Where the words of a bar near the line begin: behind the bar and behind the line."""
        return share(max(self.votes * 2, self.base), self.base * 2)

    @property
    def gap_text(self) -> str:
        """How far from the least that is more than half, in words."""
        if self.spare > 0:
            return _("%(n)s to spare") % {"n": number(self.spare)}
        return _("exactly enough") if self.spare == 0 else _("%(n)s short") % {"n": number(-self.spare)}


@dataclass(frozen=True)
class VoteChart:
    """All candidates of one vote with the scale of their bars."""

    rows: Sequence[VoteRow]
    base: int
    total_note: Text = ""
    caption: Text = ""
    cut: Text = ""

    @property
    def half(self) -> str:
        """Half of the base: 149, or 148,5."""
        return f"{number(self.base // 2)}{',5' if self.base % 2 else ''}"

    @property
    def needed(self) -> int:
        """The least number that is more than half."""
        return self.base // 2 + 1

    @property
    def total(self) -> int:
        """All votes together."""
        return sum(row.votes for row in self.rows)

    @property
    def cut_after(self) -> int:
        """Rows before the first that is not over half, where the rows stand in the order of votes; 0 for no line."""
        votes = [row.votes for row in self.rows]
        if votes != sorted(votes, reverse=True):
            return 0
        over = sum(row.is_over_half for row in self.rows)
        return over if over < len(self.rows) else 0


# --- structure against target ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StructureRow:
    """A share of the elected against its target: meter, fraction, percentage, words."""

    label: Text
    part: int
    whole: int
    figure: Figure | None = None
    target: tuple[int, int] | None = None
    note: Text = ""
    missed: bool = False

    @property
    def fraction(self) -> str:
        """16/41."""
        return Percent(self.part, self.whole).fraction_text()

    @property
    def percent(self) -> str:
        """39,02 % where no figure says it in the office's style."""
        return Percent(self.part, self.whole).text()
