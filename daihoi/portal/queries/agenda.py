"""The calendar of congresses: the entries of every calendar that offices publish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from daihoi.portal.models import Snapshot
from daihoi.portal.queries.tree import Place
from daihoi.rules.snapshot import SnapshotKind


@dataclass(frozen=True, order=True)
class Entry:
    """A congress on its day."""

    day: date
    unit: str
    what: str
    place: str
    code: str
    held: bool


def entries() -> list[Entry]:
    """Every entry that stands, by day; what two offices publish alike stands once."""
    found = {
        Entry(date.fromisoformat(one["day"]), one["unit"], one["what"], one["place"], one["code"], one["held"])
        for snapshot in Snapshot.objects.current(SnapshotKind.CALENDAR).defer("signature")
        for one in snapshot.content["entries"]
    }
    return sorted(found)


def coming(found: Sequence[Entry], today: date, most: int) -> list[Entry]:
    """The next congresses from `today` on; where none is ahead, those held last, the latest first."""
    ahead = [one for one in found if one.day >= today and not one.held]
    return ahead[:most] or sorted(found, key=lambda one: one.day, reverse=True)[:most]


@dataclass(frozen=True)
class AgendaMonth:
    """A month of the calendar with its entries."""

    year: int
    month: int
    entries: Sequence[tuple[Entry, Place | None]]

    @property
    def held(self) -> int:
        return sum(one.held for one, _place in self.entries)


def by_month(found: Sequence[Entry], places: dict[str, Place]) -> list[AgendaMonth]:
    """The entries by month, each with its unit's corner where it has one."""
    months: dict[tuple[int, int], list[tuple[Entry, Place | None]]] = {}
    for one in found:
        months.setdefault((one.day.year, one.day.month), []).append((one, places.get(one.code)))
    return [AgendaMonth(year, month, rows) for (year, month), rows in months.items()]
