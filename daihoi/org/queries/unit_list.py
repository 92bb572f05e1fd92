"""A list of units held against the register: what each row would do, and the rows ready to be written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db.models import Count

from daihoi.formats.sheets import Cell, SheetRow
from daihoi.org import tree
from daihoi.org.models import Membership, Unit, UnitPeriod
from daihoi.org.queries.columns import UNIT_COLUMNS
from daihoi.org.queries.lists import (
    CHECK,
    READ,
    Change,
    ImportResult,
    Missing,
    Notice,
    OpenList,
    Problem,
    Progress,
    Refusal,
    is_note,
    note,
    open_list,
    register_stamp,
    row_problems,
    shown,
)
from daihoi.rules.figures import members_finding
from daihoi.rules.levels import Level, UnitKind
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.regulations import R2014, legal_base
from daihoi.rules.vietnamese import is_formula, number, parse_int

_CHOOSE_KIND = N_("Choose one of the kinds of the template.")
_MEND_SUPERIOR = N_("Mend the superior.")
_CODE = re.compile(r"[^\s/?#%\\]{1,40}")  # codes stand in addresses of pages


@dataclass(slots=True)
class UnitRow:
    """One row of the list as read: what it says of a unit; `parent` "" where its cell is empty."""

    number: int
    code: str
    name: str
    kind: UnitKind | None
    parent: str
    stated: int | None
    extra: dict[str, str]
    cells: tuple[Cell, ...]
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class UnitChange:
    """What changes about a unit of the register; None where it stays."""

    unit: Unit
    name: str | None = None
    kind: UnitKind | None = None
    parent: str | None = None  # the code of the new superior
    stated: int | None = None
    extra: dict[str, str] | None = None

    @property
    def is_dated(self) -> bool:
        """Whether its history goes on in a new period."""
        return self.name is not None or self.kind is not None or self.parent is not None


@dataclass
class UnitsPlan:
    """A list of units, checked: the rows to add with every superior before its units, and the changes."""

    result: ImportResult
    stamp: int
    added: list[UnitRow]
    changed: list[UnitChange]


def plan_units(
    source: bytes | Path,
    *,
    filename: str,
    as_of: date | None = None,
    is_part: bool | None = None,
    within: Collection[int] | None = None,
    progress: Progress | None = None,
) -> UnitsPlan:
    """Hold a list of units against the register; nothing is written.

    `within` are the ids of the units that the person may touch (None: all). FileError for a file that is no such list.
    """
    stamp = register_stamp()
    listed = open_list(source, UNIT_COLUMNS, kind="units", filename=filename, as_of=as_of, is_part=is_part)
    rows = _read(listed, progress)
    return _Check(listed, rows, stamp, within, progress).plan()


def _read(listed: OpenList, progress: Progress | None) -> list[UnitRow]:
    rows = []
    for row in listed.table.rows((lambda done, total: progress(READ, done, total)) if progress else None):
        if is_note(row):
            listed.result.notices += filter(None, [note(row)])
        else:
            rows.append(_read_row(listed, row))
    listed.result.read = len(rows)
    return rows


def _read_row(listed: OpenList, row: SheetRow) -> UnitRow:
    code, name, kind, parent, stated = (row.text(key) for key in ("code", "name", "kind", "parent", "stated"))
    found = UnitKind.from_vietnamese(kind)
    read = UnitRow(row.number, code, name, found, parent, None, listed.others(row), row.cells, row_problems(row))

    def bad(column: str, value: str, reason: Message, advice: str) -> None:
        read.problems.append(Problem(column, value, reason, Message.of(advice)))

    if not code:
        bad("code", "", Message.of(N_("The code of the unit is missing.")), N_("Give each unit its code."))
    elif not _CODE.fullmatch(code):
        reason = Message.of(
            N_("“%(code)s” cannot be a code: no spaces, no / ? # %%, 40 signs at most."), code=code[:60]
        )
        bad("code", code[:60], reason, N_("Mend the code."))
    if not name:
        bad("name", "", Message.of(N_("The name of the unit is missing.")), N_("Fill in the name."))
    elif is_formula(name):
        reason = Message.of(N_("The name is a formula, not the name of a unit."))
        bad("name", name[:80], reason, N_("Type the name as text."))
    elif len(name) > 200:
        bad("name", name[:80], Message.of(N_("The name is longer than 200 letters.")), N_("Shorten the name."))
    if not kind:
        bad("kind", "", Message.of(N_("The kind of the unit is missing.")), _CHOOSE_KIND)
    elif read.kind is None:
        reason = Message.of(N_("There is no kind of unit “%(kind)s”."), kind=kind[:80])
        bad("kind", kind[:80], reason, _CHOOSE_KIND)
    if stated:
        try:
            read.stated = parse_int(stated)
            if not 0 <= read.stated < 10**7:
                raise RuleError(Message.of(N_("“%(text)s” cannot be a number of members."), text=stated[:40]))
        except RuleError as error:
            read.stated = None
            listed.result.notices.append(Notice(row.number, name, code, "number", "stated", error.message))
    return read


class _Check:
    """Row after row against the register and against each other."""

    def __init__(
        self,
        listed: OpenList,
        rows: list[UnitRow],
        stamp: int,
        within: Collection[int] | None,
        progress: Progress | None,
    ) -> None:
        self.listed, self.result, self.rows = listed, listed.result, rows
        self.stamp, self.within, self.progress = stamp, within, progress
        self.known = {unit.code: unit for unit in Unit.objects.select_related("parent").order_by("path")}
        self.folded = {code.casefold(): code for code in self.known}
        self.first: dict[str, UnitRow] = {}
        self.refused: dict[str, UnitRow] = {}  # by code: rows that the units below cannot rest on
        self.periods: dict[int, date] = {}
        self.regulation = legal_base(max(self.result.as_of, R2014.issued)).regulation

    def plan(self) -> UnitsPlan:
        for row in self.rows:
            self._identify(row)
        settled = self._settle_parents()
        self.periods = self._open_periods()
        added, changed, unchanged = [], [], 0
        for done, row in enumerate(settled):
            if self.progress and done % 1000 == 0:
                self.progress(CHECK, done, len(self.rows))
            unit = self.known.get(row.code)
            if unit is None:
                added.append(row)
                self._size_notice(row)
                continue
            change = self._compare(row, unit)
            if row.problems:
                continue
            if change is None:
                unchanged += 1
            else:
                changed.append(change)
                self._size_notice(row)
        result = self.result
        result.added, result.changed, result.unchanged = len(added), len(changed), unchanged
        result.refused = [
            Refusal(row.number, row.name, row.code, tuple(row.problems), row.cells) for row in self.rows if row.problems
        ]
        result.changes.sort(key=lambda change: change.row)
        result.after = sum(unit.closed is None for unit in self.known.values()) + len(added)
        self._look_around()
        if self.progress:
            self.progress(CHECK, len(self.rows), len(self.rows))
        return UnitsPlan(result, self.stamp, added, changed)

    # -- one row

    def _bad(self, row: UnitRow, column: str, reason: Message, advice: str, value: str | None = None) -> None:
        shown_value = value if value is not None else {"code": row.code, "parent": row.parent}.get(column, "")
        row.problems.append(Problem(column, shown_value, reason, Message.of(advice)))

    def _identify(self, row: UnitRow) -> None:
        """Codes in the register's own capitals; of two rows with one code the first stands."""
        for attribute in ("code", "parent"):
            written = getattr(row, attribute)
            known = self.folded.get(written.casefold(), written)
            if known != written:
                setattr(row, attribute, known)
                self.result.normalised["code"] += 1
        before = self.first.setdefault(row.code, row) if row.code else row
        if before is not row:
            reason = Message.of(
                N_("The code %(code)s stands in row %(row)s already (%(name)s)."),
                code=row.code, row=number(before.number), name=before.name,
            )  # fmt: skip
            self._bad(row, "code", reason, N_("Which row is right? Mend the code of the other."))
        unit = self.known.get(row.code)
        if unit is not None and unit.closed is not None:
            reason = Message.of(
                N_("The unit %(code)s was dissolved on %(day)s."), code=row.code, day=shown(unit.closed)
            )
            self._bad(row, "code", reason, N_("Give a new unit a code of its own."))
        if unit is not None and not self._may_touch(unit):
            self._bad(row, "code", outside(row.code), N_("Ask the level above to enter this row."))
        if row.problems and before is row and row.code:
            self.refused[row.code] = row

    def _may_touch(self, unit: Unit) -> bool:
        return self.within is None or unit.pk in self.within

    # -- superiors

    def _settle_parents(self) -> list[UnitRow]:
        """The rows that may stand, every superior before its units; the others get their reason (U-05, U-06, U-40)."""
        below: dict[str, list[UnitRow]] = {}
        settled: list[UnitRow] = []
        root_seen = next((unit.code for unit in self.known.values() if unit.parent_id is None), "")
        ready: list[UnitRow] = []
        for row in self.rows:
            if row.problems:
                continue
            unit = self.known.get(row.code)
            if not row.parent and unit is None:
                if root_seen or self.within is not None:
                    self._refuse_root(row, root_seen)
                    continue
                root_seen = row.code
            if row.parent and row.parent == row.code:
                self._refuse(row, "parent", Message.of(N_("A unit cannot stand under itself.")), _MEND_SUPERIOR)
            elif row.parent in self.first:
                below.setdefault(row.parent, []).append(row)
            else:
                self._settle(row, settled, ready)
        while True:
            while ready:
                for child in below.pop(ready.pop().code, []):
                    self._settle(child, settled, ready)
            orphans = [code for code in below if code in self.refused]
            if not orphans:
                break
            for code in orphans:
                self._under_refused(below.pop(code), self.refused[code], settled, ready)
        for code, children in below.items():
            for row in children:
                reason = Message.of(
                    N_("The superiors of %(code)s lead in a circle: %(code)s → %(parent)s → … → %(code)s."),
                    code=row.code, parent=code,
                )  # fmt: skip
                self._refuse(row, "parent", reason, N_("Mend the superior of one of these units."))
        return [row for row in settled if not row.problems]

    def _settle(self, row: UnitRow, settled: list[UnitRow], ready: list[UnitRow]) -> None:
        """Accept `row` under its superior, or refuse it; its superior is settled or in the register."""
        if self._parent_holds(row):
            settled.append(row)
            ready.append(row)

    def _under_refused(self, rows: list[UnitRow], above: UnitRow, settled: list[UnitRow], ready: list[UnitRow]) -> None:
        """Units whose superior's row was refused stand only where the register knows that superior."""
        for row in rows:
            unit = self.known.get(above.code)
            if unit is not None and unit.closed is None:
                self._settle(row, settled, ready)
                continue
            reason = Message.of(
                N_("Its superior %(code)s (row %(row)s) was refused: %(reason)s"),
                code=above.code, row=number(above.number), reason=above.problems[0].reason,
            )  # fmt: skip
            self._refuse(row, "parent", reason, N_("Mend the row of the superior first."))

    def _refuse(self, row: UnitRow, column: str, reason: Message, advice: str) -> None:
        self._bad(row, column, reason, advice)
        if self.first.get(row.code) is row:
            self.refused[row.code] = row

    def _refuse_root(self, row: UnitRow, root: str) -> None:
        reason = (
            Message.of(N_("Only one unit has no superior, and that is %(root)s."), root=root)
            if root
            else Message.of(N_("The code of the superior is missing."))
        )
        self._refuse(row, "parent", reason, N_("Write the code of the unit directly above."))

    def _kind_now(self, code: str) -> UnitKind | None:
        """The kind that the unit `code` has once the list is written."""
        row = self.first.get(code)
        if row is not None and not row.problems:
            return row.kind
        unit = self.known.get(code)
        return unit.level if unit is not None and unit.closed is None else None

    def _level(self, kind: UnitKind) -> Level:
        return self.regulation.level(kind)

    def _parent_holds(self, row: UnitRow) -> bool:
        """Whether the superior exists, may be touched, may hold such a unit and does not stand below it."""
        unit = self.known.get(row.code)
        parent = row.parent or (unit.parent.code if unit is not None and unit.parent is not None else "")
        if not parent:
            return True
        kind = self._kind_now(parent)
        if kind is None:
            reason = Message.of(N_("There is no unit with the code %(code)s."), code=parent)
            self._refuse(row, "parent", reason, N_("Mend the code of the superior, or add that unit first."))
            return False
        superior = self.known.get(parent)
        stays = unit is not None and superior is not None and unit.parent_id == superior.pk
        if superior is not None and not stays and not self._may_touch(superior):
            self._refuse(row, "parent", outside(parent), N_("Ask the level above to enter this row."))
            return False
        assert row.kind is not None
        if problem := self._level(row.kind).parent_problem(kind):
            self._refuse(row, "kind", problem, N_("Mend the kind of the unit or its superior."))
            return False
        if unit is not None and not stays and self._stands_below(parent, row.code):
            self._refuse(row, "parent", Message.of(N_("A unit cannot be moved below itself.")), _MEND_SUPERIOR)
            return False
        return True

    def _stands_below(self, code: str, top: str) -> bool:
        """Whether `code` stands below `top` once the list is written."""
        seen: set[str] = set()
        while code and code not in seen:
            if code == top:
                return True
            seen.add(code)
            row, unit = self.first.get(code), self.known.get(code)
            listed = row.parent if row is not None and not row.problems else ""
            code = listed or (unit.parent.code if unit is not None and unit.parent is not None else "")
        return False

    # -- against the register

    def _open_periods(self) -> dict[int, date]:
        return dict(UnitPeriod.objects.filter(valid_to=None).values_list("unit_id", "valid_from"))

    def _compare(self, row: UnitRow, unit: Unit) -> UnitChange | None:
        change = UnitChange(unit)
        kinds: list[str] = []
        cells: list[tuple[str, str, str]] = []
        if row.name != unit.name:
            change.name = row.name
            kinds.append("renamed")
            cells.append(("name", unit.name, row.name))
        above = unit.parent.code if unit.parent else ""
        if row.parent and row.parent != above:
            change.parent = row.parent
            kinds.append("moved")
            cells.append(("parent", above, row.parent))
        elif above and not row.parent:
            kept = Message.of(N_("Without a superior in the list; it stays under %(code)s."), code=above)
            self._notice(row, "empty", "parent", kept)
        if row.kind is not None and row.kind != unit.level:
            change.kind = row.kind
            kinds.append("kind")
            cells.append(("kind", unit.level.vietnamese, row.kind.vietnamese))
        if row.stated is not None and row.stated != unit.stated_members:
            change.stated = row.stated
            kinds.append("stated")
            cells.append(("stated", _count(unit.stated_members), _count(row.stated)))
        extra = unit.extra | row.extra
        if extra != unit.extra:
            change.extra = extra
            kinds.append("extra")
            was = unit.extra
            cells += [(head, was.get(head, ""), text) for head, text in row.extra.items() if was.get(head) != text]
        if not kinds:
            return None
        opened = self.periods.get(unit.pk)
        if change.is_dated and opened is not None and self.result.as_of < opened:
            reason = Message.of(
                N_("The register knows this unit as of %(known)s; the list tells of the older day %(day)s."),
                known=shown(opened), day=shown(self.result.as_of),
            )  # fmt: skip
            self._bad(row, cells[0][0], reason, N_("Load a newer list, or correct the unit on its page."), cells[0][2])
            return None
        if change.kind is not None and not self._children_stand(row, unit, change.kind):
            return None
        self.result.changes.append(Change(row.number, row.name, row.code, tuple(kinds), tuple(cells)))
        return change

    def _children_stand(self, row: UnitRow, unit: Unit, kind: UnitKind) -> bool:
        """Whether the units that stay below `unit` may stand under its new kind."""
        for child in self.known.values():
            listed = self.first.get(child.code)
            stays = child.parent_id == unit.pk and child.closed is None and (listed is None or bool(listed.problems))
            if stays and (problem := self._level(child.level).parent_problem(kind)):
                reason = Message.of(N_("%(name)s stands below it. %(problem)s"), name=child.name, problem=problem)
                self._bad(row, "kind", reason, N_("List the units below it with their new kinds too."), kind.vietnamese)
                return False
        return True

    def _notice(self, row: UnitRow, kind: str, column: str, message: Message) -> None:
        self.result.notices.append(Notice(row.number, row.name, row.code, kind, column, message))

    def _size_notice(self, row: UnitRow) -> None:
        """A stated size that its kind should not have (U-03, U-04): said, never refused."""
        if row.stated and row.kind is not None:
            for objection in self._level(row.kind).size_objections(row.stated, row.stated):
                self._notice(row, "size", "stated", objection.message)

    # -- the whole list

    def _look_around(self) -> None:
        """Who is not in the list, and where stated and registered numbers of members differ."""
        named = [self.known[code] for code in self.first if code in self.known]
        if not named:
            return
        prefix = tree.common(unit.path for unit in named)
        top = next((unit for unit in self.known.values() if unit.path == prefix), named[0])
        self.result.place = top.name
        if not self.result.is_part:
            self.result.not_in_list = [
                Missing(unit.pk, unit.name, unit.code, unit.parent.name if unit.parent else "")
                for unit in self.known.values()
                if unit.path.startswith(prefix)
                and unit.closed is None
                and unit.code not in self.first
                and self._may_touch(unit)
            ]
        stated = {self.known[row.code]: row.stated for row in self.rows if row.code in self.known and not row.problems}
        self.result.findings = stated_findings(stated, own_members())
        holding = set(Membership.objects.filter(valid_to=None).values_list("unit_id", flat=True).distinct())
        for row in self.rows:
            unit = self.known.get(row.code)
            holds = unit is not None and unit.pk in holding
            if holds and row.kind is not None and not row.problems and not self._level(row.kind).holds_members:
                message = N_("%(name)s holds members itself; its kind holds none. Move them to its cells.")
                self._notice(row, "held", "kind", Message.of(message, name=row.name))


def _count(value: int | None) -> str:
    return "" if value is None else number(value)


def outside(code: str) -> Message:
    """The same words for a unit that is not there and one outside the place: what lies outside does not exist."""
    return Message.of(N_("The unit %(code)s is not among those that you look after."), code=code)


def own_members() -> Counter[str]:
    """Members of each unit itself, by the path of the unit."""
    rows = Membership.objects.filter(valid_to=None).values_list("unit__path").order_by("unit__path")
    return Counter(dict(rows.annotate(n=Count("id"))))


def stated_findings(stated: dict[Unit, int | None], own: Counter[str]) -> list[Message]:
    """Where a unit states another number of members than stand in it and below; none while the register is empty."""
    sums: Counter[str] = Counter()
    for path, count in own.items():
        for end in range(tree.WIDTH, len(path) + 1, tree.WIDTH):
            sums[path[:end]] += count
    found = []
    for unit, told in stated.items():
        if sums and told is not None and (finding := members_finding(sums[unit.path], told, unit.name)):
            found.append(finding.message)
    return found
