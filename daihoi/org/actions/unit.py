"""Units founded, changed and corrected, with their history."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from daihoi.ledger.actions import Actor, record
from daihoi.org import tree
from daihoi.org.actions.tally import tallies_recount, totals_refresh
from daihoi.org.models import BEGINNING, Tally, Unit, UnitPeriod
from daihoi.org.models.tally import TIER
from daihoi.rules.levels import LEVELS, UnitKind
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.vietnamese import fold


def next_path(parent: Unit | None) -> str:
    """The path of the next child of `parent` (or the next root)."""
    above = parent.path if parent else ""
    last = (
        Unit.objects.filter(path__startswith=above, parent=parent)
        .order_by("-path")
        .values_list("path", flat=True)
        .first()
    )
    return above + tree.segment(tree.number(last[-tree.WIDTH :]) + 1 if last else 1)


@transaction.atomic
def unit_add(
    *,
    by: Actor | None,
    code: str,
    name: str,
    kind: UnitKind,
    parent: Unit | None,
    opened: date = BEGINNING,
    stated_members: int | None = None,
) -> Unit:
    """Found a unit under its legal parent (U-05, U-06, U-40); RuleError where the parent may not hold it."""
    if parent is not None and (problem := LEVELS[kind].parent_problem(parent.level)):
        raise RuleError(problem)
    unit = Unit.objects.create(
        code=code,
        name=name,
        folded=fold(name),
        kind=kind,
        parent=parent,
        path=next_path(parent),
        opened=opened,
        stated_members=stated_members,
    )
    UnitPeriod.objects.create(unit=unit, name=name, kind=kind, parent=parent, path=unit.path, valid_from=opened)
    tallies_recount([unit])
    record(f"unit:{unit.pk}", "unit.added", by=by, payload=_facts(unit) | {"from": opened})
    return unit


def _facts(unit: Unit) -> dict[str, Any]:
    return {"unit": unit.pk, "code": unit.code, "name": unit.name, "kind": unit.kind, "parent": unit.parent_id}


@transaction.atomic
def unit_change(unit: Unit, *, by: Actor, on: date, name: str | None = None, parent: Unit | None = None) -> Unit:
    """Rename or move `unit` from `on`: closes its open period and opens one; all below moves along.

    RuleError where the day lies before the open period, the parent may not hold it, or it lies below itself.
    """
    period = unit.periods.get(valid_to=None)
    if on <= period.valid_from:
        raise RuleError(
            Message.of(
                N_("The change must be later than %(day)s, when the last one began. Correct that one instead."),
                day=period.valid_from,
            )
        )
    moved = parent is not None and parent.pk != unit.parent_id
    if parent is not None and moved:
        if problem := LEVELS[unit.level].parent_problem(parent.level):
            raise RuleError(problem)
        if unit.path <= parent.path < tree.after(unit.path):
            raise RuleError(Message.of(N_("A unit cannot be moved below itself.")))
    unit_becomes(unit, on=on, name=name, parent=parent)
    record(f"unit:{unit.pk}", "unit.changed", by=by, payload=_facts(unit) | {"from": on, "moved": moved})
    return unit


def unit_becomes(
    unit: Unit, *, on: date, name: str | None = None, kind: UnitKind | None = None, parent: Unit | None = None
) -> None:
    """Give `unit` another name, kind or superior from `on`, with its history; all below moves along.

    Part of a verb, which has checked that it may be so and records the event. What began on `on` itself or later is
    rewritten: no period is empty.
    """
    moved = parent is not None and parent.pk != unit.parent_id
    below = list(Unit.objects.under(unit)) if moved else [unit]
    old, new = unit.path, next_path(parent) if moved else unit.path
    for one in below:
        one.path = new + one.path[len(old) :]
        if one.pk == unit.pk:
            one.name = name or one.name
            one.folded = fold(one.name)
            one.kind = kind or one.kind
            one.parent = parent if moved else one.parent
        one.save(update_fields=["path", "name", "folded", "kind", "parent"])
        one.tallies.update(path=one.path, tier=TIER[one.level])
        period = one.periods.filter(valid_to=None).first()
        if period is None:
            continue  # dissolved before
        facts = {"name": one.name, "kind": one.kind, "parent_id": one.parent_id, "path": one.path}
        if period.valid_from < on:
            one.periods.filter(pk=period.pk).update(valid_to=on)
            one.periods.create(valid_from=on, **facts)
        else:
            one.periods.filter(pk=period.pk).update(**facts)
    unit.refresh_from_db()
    if moved:
        was = [old + one.path[len(new) :] for one in below]
        for season in Tally.objects.under(unit).values_list("season", flat=True).order_by().distinct():
            totals_refresh([*was, *(one.path for one in below)], season=season)


@transaction.atomic
def unit_correct(unit: Unit, *, by: Actor, name: str) -> Unit:
    """Correct the name of `unit` as if it had always been so (a correction rewrites the row, with an event)."""
    before = unit.name
    unit.name, unit.folded = name, fold(name)
    unit.save(update_fields=["name", "folded"])
    unit.periods.filter(valid_to=None).update(name=name)
    record(f"unit:{unit.pk}", "unit.corrected", by=by, payload=_facts(unit) | {"before": before})
    return unit


@transaction.atomic
def unit_close(unit: Unit, *, by: Actor, on: date) -> Unit:
    """Dissolve `unit` from `on`; RuleError while units or members still belong to it."""
    if unit.children.filter(closed=None).exists() or unit.memberships.filter(valid_to=None).exists():
        raise RuleError(Message.of(N_("Units or members still belong to it. Move them first.")))
    unit.closed = max(on, unit.opened + timedelta(days=1))
    unit.save(update_fields=["closed"])
    unit.periods.filter(valid_to=None).update(valid_to=unit.closed)
    tallies_recount([unit])
    record(f"unit:{unit.pk}", "unit.closed", by=by, payload=_facts(unit) | {"on": unit.closed})
    return unit
