"""News by day, month and year."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Count
from django.db.models.expressions import RawSQL
from django.utils import timezone

from daihoi.portal.models import Story


def span(first: date, after: date) -> tuple[datetime, datetime]:
    """[begin of `first`, begin of `after`) on the portal's clock."""
    zone = timezone.get_current_timezone()
    return datetime.combine(first, time.min, tzinfo=zone), datetime.combine(after, time.min, tzinfo=zone)


@dataclass(frozen=True)
class Month:
    """A month as a calendar: weeks from Monday, and how many stories each day has."""

    year: int
    month: int
    counts: dict[date, int]
    oldest: date
    newest: date

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def after(self) -> date:
        """The first day of the next month."""
        return (self.first + timedelta(days=32)).replace(day=1)

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def previous(self) -> date | None:
        """The month before, where it or an older one has news."""
        return self.before if self.oldest < self.first else None

    @property
    def next(self) -> date | None:
        """The month after, where it or a later one has news."""
        return self.after if self.newest >= self.after else None

    @property
    def weeks(self) -> Sequence[Sequence[tuple[int, str, int]]]:
        """Weeks of (day or 0, address or "", stories)."""
        return [
            [
                (day.day, f"/ngay/{day.year}/{day.month}/{day.day}/" if day in self.counts else "",
                 self.counts.get(day, 0))
                if day.month == self.month else (0, "", 0)
                for day in week
            ]
            for week in calendar.Calendar().monthdatescalendar(self.year, self.month)
        ]  # fmt: skip


def month_of(year: int, month: int, oldest: date, newest: date) -> Month:
    """The calendar of a month; `oldest` and `newest` are the days between which there is news at all."""
    empty = Month(year, month, {}, oldest, newest)
    counts: dict[date, int] = {}
    for at in Story.objects.live().filter(shown_at__range=_within(empty)).values_list("shown_at", flat=True):
        day = timezone.localdate(at)
        counts[day] = counts.get(day, 0) + 1
    return Month(year, month, counts, oldest, newest)


def _within(month: Month) -> tuple[datetime, datetime]:
    begin, end = span(month.first, month.after)
    return begin, end - timedelta(microseconds=1)


def beside(day: date) -> tuple[date | None, date | None]:
    """The days with news before and after `day`."""
    begin, end = span(day, day + timedelta(days=1))
    live = Story.objects.live()
    before = live.filter(shown_at__lt=begin).order_by("-shown_at").values_list("shown_at", flat=True).first()
    after = live.filter(shown_at__gte=end).order_by("shown_at").values_list("shown_at", flat=True).first()
    return (timezone.localdate(before) if before else None), (timezone.localdate(after) if after else None)


@dataclass(frozen=True)
class Year:
    """A year of the archive: its months with news, newest first, as (month, stories)."""

    year: int
    months: Sequence[tuple[int, int]]

    @property
    def stories(self) -> int:
        return sum(count for _month, count in self.months)


# The month of a story in the database's own words: Django's function for SQLite is ten times slower.
_MONTH = {
    "sqlite": "strftime('%%Y-%%m', shown_at, '+7 hours')",
    "postgresql": "to_char(shown_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM')",
}


def years() -> list[Year]:
    """The archive, newest year first."""
    found: dict[int, list[tuple[int, int]]] = {}
    month = RawSQL(_MONTH[connection.vendor], ())  # noqa: S611  (fixed texts)
    rows = Story.objects.live().annotate(month=month).values_list("month").annotate(n=Count("*"))
    for text, count in rows.order_by("-month"):
        year, number = text.split("-")
        found.setdefault(int(year), []).append((int(number), count))
    return [Year(year, months) for year, months in found.items()]
