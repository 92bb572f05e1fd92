"""What the offices published of the season: figures with their progress, ratified results, commendations, versions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet

from daihoi.portal.models import Snapshot, SnapshotState
from daihoi.portal.queries.tree import Place
from daihoi.rules.snapshot import SnapshotKind
from daihoi.web.charts import ProgressChart, progress_chart

MARGIN = timedelta(days=7)  # beside the first and the last point of a chart
_ANCHOR = re.compile(r"[a-z0-9_]{1,60}")  # what a slot of an article may name
WORDS = {
    SnapshotKind.FIGURES: "Số liệu", SnapshotKind.RESULT: "Kết quả bầu cử đã chuẩn y",
    SnapshotKind.COMMENDATION: "Khen thưởng", SnapshotKind.DOCUMENT: "Văn bản", SnapshotKind.CALENDAR: "Lịch đại hội",
    SnapshotKind.UNITS: "Các đơn vị", SnapshotKind.WITHDRAWAL: "Rút công bố",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A figure on the page: the place that an article points to, label, value, the fraction behind it."""

    anchor: str
    label: str
    text: str
    fraction: str


@dataclass(frozen=True)
class Group:
    """Figures under one heading."""

    name: str
    figures: Sequence[Shown]


def groups(figures: Sequence[dict[str, Any]]) -> list[Group]:
    """The figures of a snapshot under their headings, in the office's order; an anchor stands once on a page."""
    found: dict[str, list[Shown]] = {}
    known: set[str] = set()
    for one in figures:
        key = one["key"]
        anchor = key if _ANCHOR.fullmatch(key) and key not in known else ""
        known.add(key)
        fraction = "{}/{}".format(*one["fraction"]) if one["fraction"] else ""
        found.setdefault(one["group"], []).append(Shown(anchor, one["label"], one["text"], fraction))
    return [Group(name, rows) for name, rows in found.items()]


@dataclass
class Reached:
    """What a unit's season has reached, as its office published it."""

    snapshot: Snapshot
    place: Place | None

    @property
    def name(self) -> str:
        return self.place.name if self.place else self.snapshot.title

    @property
    def depth(self) -> int:
        """How many units stand above; a unit without a corner comes last."""
        return self.place.depth if self.place else 99

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.snapshot.content["as_of"])

    @property
    def total(self) -> int:
        """Congresses of the season in this unit."""
        return int(self.snapshot.content["total"])

    @property
    def held(self) -> int:
        """Congresses held by the last day of the progress."""
        progress = self.snapshot.content["progress"]
        return int(progress[-1]["held"]) if progress else 0

    @cached_property
    def groups(self) -> list[Group]:
        return groups(self.snapshot.content["figures"])

    @property
    def first(self) -> list[Shown]:
        """The figures that stand on the front page: the first four of the office's order."""
        return [one for group in self.groups for one in group.figures][:4]

    @cached_property
    def chart(self) -> ProgressChart | None:
        """Congresses held against those due."""
        points = [
            (date.fromisoformat(one["day"]), one["held"], one["due"]) for one in self.snapshot.content["progress"]
        ]
        if len(points) < 2 or not self.total:
            return None
        points.sort()
        start, end = points[0][0] - MARGIN, points[-1][0] + MARGIN
        drawn = progress_chart(
            start=start,
            end=end,
            total=self.total,
            done=[(start, 0), *((day, held) for day, held, _due in points)],
            plan=_stairs(start, [(day, due) for day, _held, due in points]),
        )
        # both lines have their points on the same days: which is above says where their names have room
        ahead = sum(held for _day, held, _due in points) >= sum(due for _day, _held, due in points)
        return replace(drawn, done_ahead=ahead)


def _stairs(start: date, points: list[tuple[date, int]]) -> list[tuple[date, int]]:
    """`points` with the day before each rise: what is due on one day does not grow until then."""
    steps, before = [(start, 0)], 0
    for day, due in points:
        if due != before:
            steps.append((max(start, day - timedelta(days=1)), before))
        steps.append((day, due))
        before = due
    return steps


def _light() -> QuerySet[Snapshot]:
    """Snapshots as lines: what was signed stays in the database."""
    return Snapshot.objects.defer("payload", "signature").select_related("office")


def reached(places: dict[str, Place], unit: str = "") -> list[Reached]:
    """The figures that stand, of a unit or of all; the highest units first."""
    found = Snapshot.objects.current(SnapshotKind.FIGURES).select_related("office")
    if unit:
        found = found.filter(unit=unit)
    order = {code: index for index, code in enumerate(places)}
    rows = [Reached(one, places.get(one.unit)) for one in found]
    rows.sort(key=lambda one: (one.depth, order.get(one.snapshot.unit, len(order))))
    return rows


def topmost(rows: Sequence[Reached]) -> list[Reached]:
    """The rows of the highest units alone."""
    depth = min((one.depth for one in rows), default=0)
    return [one for one in rows if one.depth == depth]


def standing(kind: SnapshotKind, unit: str = "") -> QuerySet[Snapshot]:
    """What stands of a kind, newest first, as lines."""
    found = _light().filter(kind=kind, state=SnapshotState.CURRENT)
    return found.filter(unit=unit) if unit else found


def versions(snapshot: Snapshot) -> list[Snapshot]:
    """Every version of the same subject, newest first, as lines."""
    return list(_light().filter(subject=snapshot.subject).order_by(F("version").desc()))


def newer(snapshot: Snapshot | None) -> Snapshot | None:
    """The version that stands in place of `snapshot`, where another does."""
    if snapshot is None or snapshot.state != SnapshotState.SUPERSEDED:
        return None
    return _light().filter(subject=snapshot.subject, state=SnapshotState.CURRENT).first()
