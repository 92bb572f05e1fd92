"""The summary report: made, refreshed, its words edited. Its history are events that hold digests, never words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from daihoi.congress.models import Season
from daihoi.ledger.actions import Actor, record
from daihoi.org.models import Unit
from daihoi.reports.models import Block, BlockKind, Report
from daihoi.reports.queries.facts import Facts
from daihoi.reports.queries.report import Draft, as_draft, defaults, fresh, standard
from daihoi.reports.queries.texts import called, from_edit, numbered
from daihoi.rules.canonical import digest, digest_text
from daihoi.rules.messages import N_, Message, RuleError

HEAD = (
    "superior_line",
    "own_line",
    "number",
    "place",
    "dated",
    "signer_authority",
    "signer_post",
    "signer_name",
    "recipients",
)


def _note(report: Report, verb: str, by: Actor, **facts: Any) -> None:
    record(f"unit:{report.unit_id}", verb, by=by, payload={"report": report.pk, "season": report.season_id, **facts})


def _source(facts: Facts) -> dict[str, Any]:
    origin = facts.origin
    if origin.is_live:
        return {"as_of": facts.today.isoformat()}
    accepted = origin.accepted.isoformat() if origin.accepted else ""
    return {"version": origin.version, "digest": origin.digest, "accepted": accepted}


@transaction.atomic
def report_make(unit: Unit, season: Season, *, by: Actor) -> Report:
    """The report of `unit` with its standard blocks and today's figures; the one there is, where there is one."""
    there = Report.objects.filter(unit=unit, season=season).first()
    if there is not None:
        return there
    facts = Facts(unit, season)
    report = Report.objects.create(
        unit=unit, season=season, refreshed_at=timezone.now(), source=_source(facts), **defaults(facts)
    )
    Block.objects.bulk_create(
        [
            Block(report=report, position=place, kind=one.kind, key=one.key, text=one.text, values=one.values)
            for place, one in enumerate(standard(facts), start=1)
        ]
    )
    _note(report, "report.made", by, blocks=report.blocks.count())
    return report


@transaction.atomic
def report_refresh(report: Report, *, by: Actor) -> list[str]:
    """Bring the figures up to date; the names of those that changed.

    Words that people wrote stay as they are, and so do slots that they wrote over. Blocks that nobody touched follow
    the standard text; a standard block that the records now give is added, unless people took it out.
    """
    report = Report.objects.select_for_update(of=("self",)).select_related("unit__parent", "season").get(pk=report.pk)
    facts = Facts(report.unit, report.season)
    new = {draft.key: draft for draft in standard(facts)}
    changed: dict[str, None] = {}
    there = list(report.blocks.order_by("position"))
    kept: list[Block] = []
    for block in there:
        if not block.edited and not block.key.startswith("own-"):
            if block.key not in new:
                changed[block.key] = None
                block.delete()
                continue
            block.text = new[block.key].text
        before = dict(block.values)
        block.values = fresh(as_draft(block), facts).values
        changed |= dict.fromkeys(key for key in {*before, *block.values} if before.get(key) != block.values.get(key))
        kept.append(block)
    order = list(new)
    for key, draft in new.items():
        if key in {block.key for block in kept} or key in report.removed:
            continue
        before_it = [name for name in order[: order.index(key)] if name in {block.key for block in kept}]
        place = next((n for n, block in enumerate(kept) if before_it and block.key == before_it[-1]), -1) + 1
        kept.insert(
            place, Block(report=report, kind=draft.kind, key=key, text=draft.text, values=draft.values, position=0)
        )
        changed[key] = None
    for place, block in enumerate(kept, start=1):
        block.position = place
        block.save()
    report.refreshed_at, report.source = timezone.now(), _source(facts)
    report.save(update_fields=["refreshed_at", "source"])
    _note(report, "report.refreshed", by, changed=len(changed), source=digest(report.source))
    return list(changed)


def _locked(block: Block, version: int | None) -> Block:
    """The block, locked; RuleError where somebody else has changed it since `version`."""
    block = (
        Block.objects.select_for_update(of=("self",))
        .select_related("report__unit__parent", "report__season")
        .get(pk=block.pk)
    )
    if version is not None and version != block.version:
        raise RuleError(
            Message.of(
                N_("Somebody else changed this paragraph meanwhile. Compare your text with it, then save again.")
            )
        )
    return block


@transaction.atomic
def block_edit(block: Block, *, by: Actor, text: str, version: int | None = None) -> Block:
    """Replace the words of `block`; a figure typed over inside its braces overwrites its slot and is marked.

    RuleError for a slot that has no figure, for an empty heading, for a table, or where somebody else was quicker.
    """
    block = _locked(block, version)
    if block.kind == BlockKind.TABLE:
        raise RuleError(Message.of(N_("A table follows the records; take it out where it is not wanted.")))
    facts = Facts(block.report.unit, block.report.season)
    known = {name: slot.text for name, slot in facts.slots.items()} | block.values
    words, overwritten = from_edit(text, known, numbered(block.text))
    if block.kind == BlockKind.HEADING:
        words = " ".join(words.split())
        if not words:
            raise RuleError(Message.of(N_("A heading needs words. Take the block out where it is not wanted.")))
    unknown = [key for key in called(words) if key not in facts.slots and key not in block.values]
    if unknown:
        raise RuleError(
            Message.of(
                N_("There is no figure named “%(key)s”. Choose a name from the list of figures, or take it out."),
                key=unknown[0],
            )
        )
    block.text, block.overwritten, block.edited = words, overwritten, True
    block.values = block.values | {
        key: value for key, value in fresh(as_draft(block), facts).values.items() if key not in block.values
    }
    block.version += 1
    block.save()
    _note(
        block.report,
        "report.block_edited",
        by,
        block=block.key,
        version=block.version,
        digest=digest_text(words),
        overwritten=sorted(overwritten),
    )
    return block


@transaction.atomic
def slot_restore(block: Block, *, by: Actor, key: str) -> Block:
    """Let the figure of the records stand again where a person had written over it."""
    block = _locked(block, None)
    if block.overwritten.pop(key, None) is not None:
        block.version += 1
        block.save()
        _note(block.report, "report.slot_restored", by, block=block.key, version=block.version, slot=key)
    return block


@transaction.atomic
def block_restore(block: Block, *, by: Actor) -> Block:
    """Give a standard block its standard words again; RuleError for one of the office's own."""
    block = _locked(block, None)
    facts = Facts(block.report.unit, block.report.season)
    draft = next((one for one in standard(facts) if one.key == block.key), None)
    if draft is None:
        raise RuleError(Message.of(N_("This block has no standard text: it is your own.")))
    block.text, block.values, block.overwritten, block.edited = draft.text, draft.values, {}, False
    block.version += 1
    block.save()
    _note(block.report, "report.block_restored", by, block=block.key, version=block.version)
    return block


@transaction.atomic
def block_add(report: Report, *, by: Actor, after: Block | None, kind: str, text: str, key: str = "") -> Block:
    """Add a block of one's own behind `after`, or (with `key`) a standard block that was taken out."""
    report = Report.objects.select_for_update(of=("self",)).select_related("unit__parent", "season").get(pk=report.pk)
    facts = Facts(report.unit, report.season)
    draft: Draft | None = None
    if key:
        draft = next((one for one in standard(facts) if one.key == key), None)
        if draft is None or report.blocks.filter(key=key).exists():
            raise RuleError(Message.of(N_("This standard block is in the report already, or the records give none.")))
    elif kind not in (BlockKind.TEXT, BlockKind.HEADING) or not text.strip():
        raise RuleError(Message.of(N_("Write the words of the new block.")))
    else:
        words, overwritten = from_edit(text, {name: slot.text for name, slot in facts.slots.items()})
        if unknown := [slot for slot in called(words) if slot not in facts.slots]:
            raise RuleError(
                Message.of(
                    N_("There is no figure named “%(key)s”. Choose a name from the list of figures, or take it out."),
                    key=unknown[0],
                )
            )
        draft = fresh(Draft(_own_key(report), kind, words, overwritten=overwritten, edited=True), facts)
    place = after.position if after is not None else 0
    # from the end on, so that no two blocks ever share a place longer than a statement
    report.blocks.filter(position__gt=place).update(position=F("position") + 1)
    block = Block.objects.create(
        report=report,
        position=place + 1,
        kind=draft.kind,
        key=draft.key,
        text=draft.text,
        values=draft.values,
        overwritten=draft.overwritten,
        edited=draft.edited,
        version=1,
    )
    if key and key in report.removed:
        report.removed = [name for name in report.removed if name != key]
        report.save(update_fields=["removed"])
    _note(report, "report.block_added", by, block=block.key, digest=digest_text(block.text))
    return block


def _own_key(report: Report) -> str:
    taken = [int(key.removeprefix("own-")) for key in report.blocks.values_list("key", flat=True) if key[:4] == "own-"]
    newest = int(report.blocks.aggregate(newest=Max("pk"))["newest"] or 0)
    return f"own-{max([*taken, 0, newest]) + 1}"


@transaction.atomic
def block_move(block: Block, *, by: Actor, up: bool) -> Block:
    """Move `block` one place up or down; at the end it stays."""
    block = _locked(block, None)
    others = block.report.blocks.exclude(pk=block.pk)
    beside = (
        others.filter(position__lt=block.position).order_by("-position")
        if up
        else others.filter(position__gt=block.position).order_by("position")
    ).first()
    if beside is not None:
        block.position, beside.position = beside.position, block.position
        block.save(update_fields=["position"])
        beside.save(update_fields=["position"])
        _note(block.report, "report.block_moved", by, block=block.key, up=up)
    return block


@transaction.atomic
def block_remove(block: Block, *, by: Actor) -> None:
    """Take `block` out; a standard one can be added again."""
    block = _locked(block, None)
    report = block.report
    if not block.key.startswith("own-"):
        report.removed = sorted({*report.removed, block.key})
        report.save(update_fields=["removed"])
    _note(report, "report.block_removed", by, block=block.key, version=block.version, digest=digest_text(block.text))
    block.delete()


@transaction.atomic
def report_head_set(report: Report, *, by: Actor, values: Mapping[str, str | date | None]) -> Report:
    """Set who issues the report, its number, place, date, signer and recipients."""
    for name in HEAD:
        if name in values:
            setattr(report, name, values[name])
    report.save(update_fields=list(HEAD))
    _note(report, "report.head_set", by, digest=digest({name: getattr(report, name) for name in HEAD}))
    return report
