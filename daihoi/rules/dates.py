"""Dates of known precision: a bare year is a year, never 1 January; and reading them from files."""

import math
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.vietnamese import date_short, fold, squash

# Years that a record of this organisation can hold; outside them something was mistyped.
FIRST_YEAR, LAST_YEAR = 1850, 2150


class Precision(Enum):
    """What of a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True)
class PartialDate:
    """A date of which the year, the month and year, or the day is known."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day without a month")
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise RuleError(
                Message.of(
                    N_("The year %(year)s cannot be right. Write a year between %(first)s and %(last)s."),
                    year=str(self.year),
                    first=str(FIRST_YEAR),
                    last=str(LAST_YEAR),
                )
            )
        if self.month is not None and not 1 <= self.month <= 12:
            raise RuleError(
                Message.of(N_("There is no month %(month)s. Write day, month, year."), month=str(self.month))
            )
        if self.month is not None and self.day is not None:
            days = monthrange(self.year, self.month)[1]
            if not 1 <= self.day <= days:
                raise RuleError(
                    Message.of(
                        N_("%(day)s/%(month)s/%(year)s is not a date: month %(month)s of %(year)s has %(days)s days."),
                        day=str(self.day),
                        month=str(self.month),
                        year=str(self.year),
                        days=str(days),
                    )
                )

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """A date known to the day."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def from_iso(cls, text: str) -> "PartialDate":
        """The inverse of `iso`: 1964, 1979-05 or 2001-02-23; ValueError for another shape."""
        if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text, re.ASCII):
            raise ValueError(f"not a partial date: {text!r}")
        return cls(*map(int, text.split("-")))

    @property
    def precision(self) -> Precision:
        """What of the date is known."""
        if self.day is not None:
            return Precision.DAY
        return Precision.MONTH if self.month is not None else Precision.YEAR

    @property
    def earliest(self) -> date:
        """The first day that it may be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it may be."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def exact(self) -> date | None:
        """The date where the day is known."""
        return self.earliest if self.day is not None else None

    def before(self, other: "date | PartialDate") -> bool | None:
        """Whether it lies before `other`: yes, no, or None where the precision does not tell."""
        first, last = _bounds(other)
        if self.latest < first:
            return True
        return False if self.earliest >= last else None

    def after(self, other: "date | PartialDate") -> bool | None:
        """Whether it lies after `other`: yes, no, or None where the precision does not tell."""
        first, last = _bounds(other)
        if self.earliest > last:
            return True
        return False if self.latest <= first else None

    def on_or_before(self, other: "date | PartialDate") -> bool | None:
        """Whether it is not after `other`."""
        after = self.after(other)
        return None if after is None else not after

    def on_or_after(self, other: "date | PartialDate") -> bool | None:
        """Whether it is not before `other`."""
        before = self.before(other)
        return None if before is None else not before

    def iso(self) -> str:
        """The canonical form, sortable by its first possible day: 1964, 1979-05, 2001-02-23."""
        parts = (f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None))
        return "-".join(parts)

    def text(self) -> str:
        """As a Vietnamese reader writes it: 1964, 5/1979, 23/2/2001."""
        return "/".join(str(part) for part in (self.day, self.month, self.year) if part is not None)


def _bounds(value: date | PartialDate) -> tuple[date, date]:
    return (value.earliest, value.latest) if isinstance(value, PartialDate) else (value, value)


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year; the difference of two is a number of months."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"no month {self.month}")

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month of a day."""
        return cls(day.year, day.month)

    def __add__(self, months: int) -> "Month":
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)

    def __sub__(self, other: "Month") -> int:
        return (self.year - other.year) * 12 + self.month - other.month

    def text(self) -> str:
        """As a Vietnamese reader writes it: 9/2020."""
        return f"{self.month}/{self.year}"


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month where it has fewer days."""
    month = Month.of(day) + months
    return date(month.year, month.month, min(day.day, monthrange(month.year, month.month)[1]))


# --- reading ---------------------------------------------------------------------------------------------------------

# Excel counts days from here; the numbers below 61 fall into its invented 29 February 1900.
_EXCEL_DAY_0 = date(1899, 12, 30)
_SERIALS = range(2151, 91677)  # above the years, up to the end of LAST_YEAR
_TIME = r"(?:[ tT]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?"

# Each shape, and the groups that hold its day, month and year; 0 for what is not written.
_SHAPES = (
    (re.compile(rf"(\d{{1,2}})\s*[/.\-]\s*(\d{{1,2}})\s*[/.\-]\s*(\d{{4}}|\d{{2}}){_TIME}"), (1, 2, 3)),
    (re.compile(rf"(\d{{4}})[/.\-](\d{{1,2}})[/.\-](\d{{1,2}}){_TIME}"), (3, 2, 1)),
    (re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{4})"), (0, 1, 2)),
    (re.compile(r"(\d{4})-(\d{1,2})"), (0, 2, 1)),
    (re.compile(r"(?:nam )?(\d{4})"), (0, 0, 1)),
    (re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})"), (1, 2, 3)),
    (re.compile(r"thang (\d{1,2}) nam (\d{4})"), (0, 1, 2)),
)


def parse_date(value: object, *, reference: date | None = None, birth: bool = False) -> PartialDate:
    """A date from a cell or a field, with the precision that was written.

    Reads dates, Excel's day numbers, a year as a number, and the texts 23/02/2001, 14-05-2018, 16.10.06, 5/1979, 1964,
    2001-02-23, ngày 5 tháng 2 năm 1980; 00/05/1979 and 00/00/1964 say that day or month is not known. A year of two
    digits is the latest that is not after `reference`; of a birth, one that leaves an age of 16 to 100 where it can.
    RuleError says what is wrong. With `birth`, a date after `reference` is refused.
    """
    read = _read(value, reference, birth)
    if birth and reference is not None and read.after(reference):
        raise RuleError(
            Message.of(
                N_("The date of birth %(date)s lies after %(reference)s."),
                date=read.text(),
                reference=date_short(reference),
            )
        )
    return read


def _read(value: object, reference: date | None, birth: bool) -> PartialDate:
    if isinstance(value, datetime):
        return PartialDate.of(value.date())
    if isinstance(value, date):
        return PartialDate.of(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _read_number(value)
    text = squash(str(value)) if value is not None else ""
    plain = fold(text.lstrip("'"))
    if not plain:
        raise RuleError(Message.of(N_("The date is missing.")))
    for shape, groups in _SHAPES:
        match = shape.fullmatch(plain)
        if match:
            day, month, year = (match[group] if group else "0" for group in groups)
            return _build(int(day), int(month), year, reference, birth)
    raise _unreadable(text)


def _read_number(value: float) -> PartialDate:
    """A year, or the number of a day as Excel keeps it; a fraction of a day is its time."""
    if not math.isfinite(value):
        raise _unreadable(str(value))
    whole = int(value)
    if whole == value and FIRST_YEAR <= whole <= LAST_YEAR:
        return PartialDate(whole)
    if whole in _SERIALS:
        return PartialDate.of(_EXCEL_DAY_0 + timedelta(days=whole))
    raise _unreadable(str(value))


def _unreadable(text: str) -> RuleError:
    return RuleError(
        Message.of(
            N_("“%(text)s” is not a date. Write for example 23/02/2001, 02/2001 or, if no more is known, 2001."),
            text=text,
        )
    )


def _build(day: int, month: int, year: str, reference: date | None, birth: bool) -> PartialDate:
    """The date of its written parts; 00 for the day, or for day and month, says that it is not known."""
    if day and not month:
        raise RuleError(Message.of(N_("There is no month %(month)s. Write day, month, year."), month="0"))
    full = int(year) if len(year) == 4 else _century(int(year), month, day, reference, birth)
    return PartialDate(full, month or None, day or None)


def _century(short: int, month: int, day: int, reference: date | None, birth: bool) -> int:
    """The full year of a two-digit one, as near before `reference` as it can be."""
    if reference is None:
        raise RuleError(Message.of(N_("Write the year %(year)s with four digits."), year=f"{short:02d}"))
    written = (month or 1, day or 1)
    years = range(reference.year - reference.year % 100 + short, FIRST_YEAR, -100)
    past = [y for y in years if (y, *written) <= (reference.year, reference.month, reference.day)]
    if birth:
        grown = [y for y in past if 16 <= reference.year - y <= 100]
        past = grown or past
    return past[0]
