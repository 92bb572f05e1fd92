"""Cells of a list of members: dates, card numbers, ticks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from daihoi.formats.sheets import Cell
from daihoi.org.queries import columns as words
from daihoi.org.queries.columns import head_key
from daihoi.org.queries.lists import (
    shown,
)
from daihoi.rules.dates import PartialDate, parse_date
from daihoi.rules.messages import N_, Message, RuleError


class DateCell(NamedTuple):
    """A date as read, with how it was written."""

    read: PartialDate
    earliest: date
    precision: str
    written: str  # "", text_date, short_year, year


_SHORT_YEAR = re.compile(r".*[./\-]\d\d")


def date_reader(as_of: date, *, birth: bool) -> Callable[[Cell], DateCell]:
    """What reads a date of a list that tells of `as_of`; it raises RuleError for what is no date, or one to come."""

    def read(cell: Cell) -> DateCell:
        found = parse_date(cell, reference=as_of, birth=birth)
        if not birth and found.after(as_of):
            raise RuleError(
                Message.of(
                    N_("%(date)s lies after %(day)s, the day that the list tells of."),
                    date=found.text(),
                    day=shown(as_of),
                )
            )
        written = "" if not isinstance(cell, str) else "short_year" if _SHORT_YEAR.fullmatch(cell) else "text_date"
        written = "year" if found.month is None else written
        return DateCell(found, found.earliest, found.precision.value, written)

    return read


def card_of(cell: Cell) -> str:
    """A card number without spaces and points; RuleError where it is none."""
    text = re.sub(r"[\s.]", "", cell).upper() if isinstance(cell, str) else ""
    if not re.fullmatch(r"[0-9A-ZĐ/\-]{1,20}", text) or not any(c.isdecimal() for c in text):
        raise RuleError(Message.of(N_("“%(card)s” cannot be the number of a Party card."), card=shown(cell)[:40]))
    return text


def flag_of(cell: Cell) -> bool:
    """Whether a cell is ticked; RuleError where that cannot be told."""
    text = head_key(cell) if isinstance(cell, str) else "?"
    if text in words.YES_WORDS or cell in words.TICKS:
        return True
    if text in words.NO_WORDS:
        return False
    raise RuleError(Message.of(N_("“%(text)s”: it cannot be told whether this means yes."), text=shown(cell)[:60]))
