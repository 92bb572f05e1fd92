"""What the pages of an import show: how far the work is, the preview, who is still missing."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from daihoi.org.models import ImportJob, ImportState, Membership, Unit
from daihoi.org.queries.lists import CHECK, READ, WRITE, ImportResult, Missing
from daihoi.org.queries.previews import load_result
from daihoi.rules.figures import Check, Figure, Origin, Record
from daihoi.rules.messages import N_, Message
from daihoi.rules.vietnamese import number
from daihoi.web.parts import Fate, Work

_STALLED = 60  # seconds without a sign of life


@dataclass(frozen=True)
class Progress:
    """The three stretches of an import, and whether nothing has moved for a minute."""

    items: tuple[Work, ...]
    stalled: bool


def recent(unit: Unit) -> QuerySet[ImportJob]:
    """The latest lists loaded at `unit`."""
    return ImportJob.objects.filter(unit=unit).exclude(state=ImportState.DISCARDED).select_related("by", "unit")


def preview(job: ImportJob, *only: str) -> ImportResult | None:
    """What the check of the file found, of its long lists those named; None while there is none."""
    try:
        return load_result(job.result.read_text(encoding="utf-8"), only)
    except FileNotFoundError:
        return None


def progress(job: ImportJob) -> Progress:
    """How far the work is: from the file beside the database while it runs, from the counts afterwards."""
    told: dict[str, Any] = {"stage": "", "done": 0, "total": 0}
    seen = job.created
    with suppress(OSError, ValueError):  # none yet, or none any more
        told = json.loads(job.progress.read_text())
        seen = datetime.fromtimestamp(job.progress.stat().st_mtime, tz=UTC)
    stages = (READ, CHECK, WRITE)
    now = stages.index(told["stage"]) if told["stage"] in stages else -1
    read = job.counts.get("read", 0)
    writes = job.counts.get("added", 0) + job.counts.get("changed", 0)
    totals = [read, read, writes]
    done = [0, 0, 0]
    if job.state in (ImportState.READY, ImportState.WRITING, ImportState.DONE):
        done = [read, read, writes if job.state == ImportState.DONE else 0]
        if job.state == ImportState.WRITING and now == 2:
            done[2] = min(int(told["done"]), writes - 1)  # whole only once it is committed
    else:
        totals = [max(int(told["total"]), 1)] * 3
        for index in range(now + 1):
            done[index] = int(told["done"]) if index == now else totals[index]
    labels = (N_("Read the file"), N_("Compare with the register"), N_("Write into the register"))
    notes = [N_("rows")] * 3
    if job.state == ImportState.WRITING and now != 2:
        notes[2] = N_("rows; the list is being checked once more")
    items = tuple(
        Work(Message.of(label), done[index], max(totals[index], 0 if job.counts else 1), Message.of(notes[index]))
        for index, label in enumerate(labels)
    )
    stalled = job.is_running and (timezone.now() - seen).total_seconds() > _STALLED
    return Progress(items, stalled)


def fate(result: ImportResult) -> Fate:
    """The strip of fates; the rows read can be asked where they come from."""
    return Fate(
        result.read,
        result.added,
        result.changed,
        result.unchanged,
        len(result.refused),
        figures={"read": rows_read(result)},
    )


def rows_read(result: ImportResult) -> Figure:
    """The rows read, with the check that each has one fate."""
    parts = (result.added, result.changed, result.unchanged, len(result.refused))
    labels = (N_("Added"), N_("Changed"), N_("Unchanged"), N_("Refused"))
    note = Message.of(
        N_("Sheet “%(sheet)s”, below the heads in row %(row)s."), sheet=result.sheet, row=number(result.header_row)
    )
    return Figure.count(
        "rows_read",
        result.read,
        Origin.live(result.as_of),
        label=Message.of(N_("Rows read")),
        records=tuple(Record(gettext(label), "", count) for label, count in zip(labels, parts, strict=True) if count),
        checks=(Check.of_sum(Message.of(N_("Every row has one fate")), parts, result.read),),
        notes=(note,),
    )


def still_missing(result: ImportResult, within: frozenset[int]) -> list[Missing]:
    """Those whom the list leaves out and who belong to a unit even now."""
    wanted = {one.pk: one for one in result.not_in_list}
    keys, found = sorted(wanted), set[int]()
    for start in range(0, len(keys), 500):
        rows = Membership.objects.filter(valid_to=None, member__in=keys[start : start + 500])
        found.update(pk for pk, unit in rows.values_list("member", "unit") if unit in within)
    return [one for one in result.not_in_list if one.pk in found]


def day_of(job: ImportJob) -> date:
    """The day that the list tells of, as far as it is known."""
    return job.as_of or job.as_of_given or timezone.localdate()
