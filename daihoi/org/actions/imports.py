"""Lists of units and members carried into the register: checked outside the transaction, then written at one go."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from daihoi.ledger.actions import Actor, record
from daihoi.ledger.models import Event, Head
from daihoi.org import tree
from daihoi.org.actions import bulk
from daihoi.org.actions.tally import tallies_recount
from daihoi.org.actions.unit import unit_becomes
from daihoi.org.models import BEGINNING, Member, Membership, Tally, Unit, UnitPeriod
from daihoi.org.queries.lists import WRITE, ImportResult, Progress, register_stamp
from daihoi.org.queries.member_list import FACTS, MembersPlan, derived, plan_members
from daihoi.org.queries.unit_list import UnitRow, UnitsPlan, plan_units
from daihoi.rules.canonical import salted
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.vietnamese import fold

STREAM = "installation"
Written = Callable[[Event], None]

_TRIES = 3
_UNIT = ("code", "name", "folded", "kind", "path", "opened", "stated_members", "extra")
_PERIOD = ("unit", "name", "kind", "parent", "path", "valid_from")
_MEMBER = ("card", "folded", "sort_key", "salt", *FACTS)
_MEMBERSHIP = ("member", "unit", "exempted", "temporary_away", "standing", "valid_from")
_PLACE = ("unit", "exempted", "temporary_away", "standing")


class StaleError(RuleError):
    """The register changed after the list was held against it."""

    def __init__(self) -> None:
        super().__init__(
            Message.of(N_("The register changed while the list was being checked. Nothing was written; try again."))
        )


def units_import(
    source: bytes | Path,
    *,
    filename: str,
    by: Actor | None,
    as_of: date | None = None,
    dry_run: bool = False,
    is_part: bool | None = None,
    within: Collection[int] | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Load a list of units; in an empty installation the row without a superior becomes its root.

    RuleError for a file that is no such list; with `dry_run` nothing is written. Each row has one fate.
    """

    def plan() -> UnitsPlan:
        return plan_units(source, filename=filename, as_of=as_of, is_part=is_part, within=within, progress=progress)

    return _carried_out(plan, lambda made: write_units(made, by=by, progress=progress), dry_run)


def members_import(
    source: bytes | Path,
    *,
    filename: str,
    by: Actor | None,
    as_of: date | None = None,
    dry_run: bool = False,
    is_part: bool | None = None,
    within: Collection[int] | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Load a list of members; whoever the list leaves out is named in the result and stays in the register.

    RuleError for a file that is no such list; with `dry_run` nothing is written. Each row has one fate.
    """

    def plan() -> MembersPlan:
        return plan_members(source, filename=filename, as_of=as_of, is_part=is_part, within=within, progress=progress)

    return _carried_out(plan, lambda made: write_members(made, by=by, progress=progress), dry_run)


Plan = TypeVar("Plan", UnitsPlan, MembersPlan)


def _carried_out(plan: Callable[[], Plan], write: Callable[[Plan], object], dry_run: bool) -> ImportResult:
    """Check and write; checked anew where somebody changed the register in between."""
    for _try in range(_TRIES):
        made = plan()
        if made.result.writes and not dry_run:
            try:
                write(made)
            except StaleError:
                continue
        return made.result
    raise StaleError


def _locked(stamp: int) -> None:
    """Let one import write at a time, and only onto the register that it was held against."""
    Head.objects.select_for_update().get_or_create(stream=STREAM)
    if register_stamp() != stamp:
        raise StaleError


def _recorded(result: ImportResult, verb: str, by: Actor | None, payload: dict[str, Any]) -> Event:
    """The one event of an import: the file's digest and its counts, ids and salted digests, no personal value (T13)."""
    facts = {
        "file": result.digest,
        "as_of": result.as_of,
        "read": result.read,
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "refused": len(result.refused),
        "not_in_list": len(result.not_in_list),
    }
    return record(STREAM, verb, by=by, payload=facts | payload)


def _told(progress: Progress | None, total: int) -> Callable[[int], None] | None:
    if progress is None:
        return None
    return lambda done: progress(WRITE, min(done, total), total)


# --- units -----------------------------------------------------------------------------------------------------------


def write_units(
    plan: UnitsPlan, *, by: Actor | None, progress: Progress | None = None, then: Written | None = None
) -> Event:
    """Write a checked list of units with one event, in one transaction; `then` runs at its end. StaleError."""
    result, added = plan.result, plan.added
    paths = _new_paths(added)
    is_first = not Unit.objects.exists()
    opened = BEGINNING if is_first or result.as_of_source == "today" else result.as_of
    rows = bulk.prepared(
        Unit,
        _UNIT,
        ((u.code, u.name, fold(u.name), u.kind, paths[u.code], opened, u.stated, u.extra) for u in added),
    )
    told = _told(progress, len(added))
    try:
        with transaction.atomic():
            _locked(plan.stamp)
            bulk.insert(Unit, _UNIT, rows, told)
            _connect(added, opened)
            changed = _change_units(plan)
            fresh = Unit.objects.in_bulk([row.code for row in added], field_name="code").values()
            tallies_recount([*fresh, *Unit.objects.in_bulk(changed).values()])
            bulk.measured(Unit, Tally)
            event = _recorded(result, "units.imported", by, {"changed_units": sorted(changed)})
            if then:
                then(event)
    except IntegrityError as error:
        raise StaleError from error
    if told:
        told(len(added))
    result.written = True
    return event


def _new_paths(added: list[UnitRow]) -> dict[str, str]:
    """A path for each new unit, in the order of the list, after the units that its superior already has."""
    paths = dict(Unit.objects.values_list("code", "path"))
    last: dict[str, int] = {}
    for path in paths.values():
        above = path[: -tree.WIDTH]
        last[above] = max(last.get(above, 0), tree.number(path[-tree.WIDTH :]))
    for row in added:  # every superior stands before its units
        above = paths[row.parent] if row.parent else ""
        last[above] = last.get(above, 0) + 1
        paths[row.code] = above + tree.segment(last[above])
    return paths


def _connect(added: list[UnitRow], opened: date) -> None:
    """Give the new units their superiors and their first period."""
    ids = {code: (pk, path) for code, pk, path in Unit.objects.values_list("code", "pk", "path")}
    above = {row.code: ids[row.parent][0] if row.parent else None for row in added}
    bulk.update(Unit, ("parent",), [(above[row.code], ids[row.code][0]) for row in added])
    periods = ((ids[u.code][0], u.name, u.kind, above[u.code], ids[u.code][1], opened) for u in added)
    bulk.insert(UnitPeriod, _PERIOD, bulk.prepared(UnitPeriod, _PERIOD, periods))


def _change_units(plan: UnitsPlan) -> set[int]:
    """Names, kinds and superiors with their history, the rest as it is; the ids of the changed units."""
    touched = set()
    for change in plan.changed:
        unit = Unit.objects.get(pk=change.unit.pk)  # a superior moved before may have given it another path
        if change.stated is not None:
            unit.stated_members = change.stated
        if change.extra is not None:
            unit.extra = change.extra
        unit.save(update_fields=["stated_members", "extra"])
        if change.is_dated:
            parent = Unit.objects.get(code=change.parent) if change.parent is not None else None
            unit_becomes(unit, on=plan.result.as_of, name=change.name, kind=change.kind, parent=parent)
        touched.add(unit.pk)
    return touched


# --- members ---------------------------------------------------------------------------------------------------------


def write_members(
    plan: MembersPlan, *, by: Actor | None, progress: Progress | None = None, then: Written | None = None
) -> Event:
    """Write a checked list of members with one event, in one transaction; `then` runs at its end. StaleError."""
    result, on = plan.result, plan.result.as_of
    people = bulk.prepared(
        Member,
        _MEMBER,
        ((p.card, *derived(p.facts["name"]), p.salt, *(p.facts[key] for key in FACTS)) for p in plan.added),
    )
    corrected = bulk.prepared(
        Member,
        (*FACTS, "folded", "sort_key", "pk"),
        ((*(c.facts[key] for key in FACTS), *derived(c.facts["name"]), c.known.pk) for c in plan.corrected),
    )
    day = bulk.prepared(Membership, ("valid_from",), [(on,)])[0][0]
    payload = {"corrected": _corrections(plan), "moved": _moves(plan)}
    total = len(people) + len(corrected) + len(plan.moved)
    told = _told(progress, total)
    try:
        with transaction.atomic():
            _locked(plan.stamp)
            last = Member.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            bulk.insert(Member, _MEMBER, people, told)
            ids = dict(Member.objects.filter(pk__gt=last).values_list("card", "pk"))
            bulk.insert(Membership, _MEMBERSHIP, [(ids[p.card], *p.place, day) for p in plan.added])
            bulk.update(Member, (*FACTS, "folded", "sort_key"), corrected)
            _move(plan, day)
            tallies_recount(Unit.objects.in_bulk(plan.units).values())
            bulk.measured(Member, Membership, Tally)
            event = _recorded(result, "members.imported", by, payload)
            if then:
                then(event)
    except IntegrityError as error:
        raise StaleError from error
    if told:
        told(total)
    result.written = True
    return event


def _move(plan: MembersPlan, day: Any) -> None:
    """Close the memberships that go on otherwise and open the next; one that began on that very day is rewritten."""
    rewritten = [(*m.place, m.known.membership) for m in plan.moved if m.rewrites]
    closed = [(day, m.known.membership) for m in plan.moved if m.known.membership and not m.rewrites]
    opened = [(m.known.pk, *m.place, day) for m in plan.moved if not m.rewrites]
    bulk.update(Membership, _PLACE, rewritten)
    bulk.update(Membership, ("valid_to",), closed)
    bulk.insert(Membership, _MEMBERSHIP, opened)


def _corrections(plan: MembersPlan) -> list[dict[str, Any]]:
    """What was corrected, as the ledger may keep it: the fields, and salted digests of all facts before and after."""
    return [
        {
            "member": one.known.pk,
            "fields": list(one.changed),
            "before": salted(one.known.salt, *(one.known.facts[key] for key in FACTS)),
            "after": salted(one.known.salt, *(one.facts[key] for key in FACTS)),
        }
        for one in plan.corrected
    ]


def _moves(plan: MembersPlan) -> list[list[int | None]]:
    """[member, unit before, unit now] of each membership that goes on otherwise."""
    return [[m.known.pk, m.known.place.unit if m.known.place else None, m.place.unit] for m in plan.moved]
