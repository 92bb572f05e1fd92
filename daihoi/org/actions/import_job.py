"""An uploaded list on its way into the register: received, checked in the background, carried out or discarded."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Collection
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from daihoi.ledger.models import Event
from daihoi.org.access import Permission, Scope
from daihoi.org.actions.imports import StaleError, write_members, write_units
from daihoi.org.models import ImportJob, ImportKind, ImportState, Unit, User
from daihoi.org.queries.lists import Progress
from daihoi.org.queries.member_list import MembersPlan, plan_members
from daihoi.org.queries.previews import dump_result, pack_message
from daihoi.org.queries.unit_list import UnitsPlan, plan_units
from daihoi.rules.messages import N_, Message, RuleError

_PAUSE = 0.2  # seconds between two writings of the progress
KEPT = timedelta(days=30)  # how long an uploaded list stays for questions about it
_S = ImportState


def import_receive(
    unit: Unit,
    *,
    by: User,
    client: UUID,
    kind: ImportKind,
    filename: str,
    content: bytes,
    as_of: date | None = None,
    is_part: bool | None = None,
) -> ImportJob:
    """Keep an uploaded file for checking; a repeated upload of the same form is the same one (`client`)."""
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        job, is_new = ImportJob.objects.get_or_create(
            uuid=client,
            defaults={
                "unit": unit,
                "kind": kind,
                "filename": Path(filename).name[-200:] or "?",
                "size": len(content),
                "digest": digest,
                "as_of_given": as_of,
                "is_part": is_part,
                "by": by,
            },
        )
        if is_new:
            job.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _keep(job.source, content)
    lists_sweep()
    return job


def import_check(job: ImportJob) -> None:
    """Read the file and hold it against the register; the preview lies beside it afterwards, nothing is written."""
    if not _step(job, {_S.WAITING, _S.READING}, _S.READING):
        return
    try:
        plan = _plan(job, job.by)
    except RuleError as error:
        _failed(job, error.message)
    except Exception:
        _failed(job, Message.of(N_("The file could not be read to its end. Save it anew in Excel and try again.")))
        raise
    else:
        _previewed(job, plan, is_stale=False)
        _step(job, {_S.READING}, _S.READY)
    job.progress.unlink(missing_ok=True)


def import_begin(job: ImportJob, *, by: User) -> bool:
    """Decide that a checked list is to be written; true for the first who does, so that it is written once."""
    job.by = by
    return _step(job, {_S.READY}, _S.WRITING, by=by)


def import_write(job: ImportJob) -> None:
    """Write a list as it was previewed; where the register changed since, show the newer preview instead.

    Rows, event and the state of the job are one transaction: a kill leaves all or nothing.
    """
    if not _step(job, {_S.WRITING}, _S.WRITING):
        return
    try:
        plan = _plan(job, job.by)
        if hashlib.sha256(dump_result(plan.result).encode()).hexdigest() != job.preview:
            raise StaleError
        if isinstance(plan, UnitsPlan):
            write_units(plan, by=job.by, progress=_reporter(job), then=lambda event: _done(job, event))
        else:
            write_members(plan, by=job.by, progress=_reporter(job), then=lambda event: _done(job, event))
    except StaleError:
        job.refresh_from_db()
        if job.state == _S.WRITING:  # else another process has written it meanwhile
            _previewed(job, _plan(job, job.by), is_stale=True)
            _step(job, {_S.WRITING}, _S.READY)
    except Exception:
        _step(job, {_S.WRITING}, _S.READY)
        raise
    finally:
        job.progress.unlink(missing_ok=True)


def import_discard(job: ImportJob) -> bool:
    """Drop a list that is not to be written: the file and its preview are deleted."""
    dropped = _step(job, {_S.READY, _S.FAILED, _S.WAITING, _S.READING}, _S.DISCARDED)
    if dropped:
        shutil.rmtree(job.folder, ignore_errors=True)
        job.progress.unlink(missing_ok=True)
    return dropped


def lists_sweep() -> int:
    """Delete uploaded lists of members and units that nobody decided on or looked at for a month (T13); how many.

    What was written stays in the register and its counts in the job; only the file and its rows go. Called as the
    worker starts and whenever a list comes in.
    """
    before = timezone.now() - KEPT
    done = Q(finished__lt=before) | Q(finished=None, created__lt=before)
    swept = 0
    for job in ImportJob.objects.filter(done).exclude(state__in=[_S.READING, _S.WRITING]):
        if job.folder.exists():
            shutil.rmtree(job.folder, ignore_errors=True)
            swept += 1
        if job.state in (_S.READY, _S.WAITING):
            _step(job, {_S.READY, _S.WAITING}, _S.DISCARDED)
    return swept


def reach(unit: Unit, user: User) -> Collection[int]:
    """The ids of the units at or below `unit` whose lists `user` may load."""
    return frozenset(
        (Scope(user).units(Permission.REGISTER) & Unit.objects.under(unit)).order_by().values_list("pk", flat=True)
    )


# --- steps -----------------------------------------------------------------------------------------------------------


def _plan(job: ImportJob, by: User) -> UnitsPlan | MembersPlan:
    plan = plan_units if job.kind == ImportKind.UNITS else plan_members
    return plan(
        job.source,
        filename=job.filename,
        as_of=job.as_of_given,
        is_part=job.is_part,
        within=reach(job.unit, by),
        progress=_reporter(job),
    )


def _step(job: ImportJob, before: set[ImportState], after: ImportState, **changes: object) -> bool:
    """Move on from one of the states `before`; false where somebody else was first."""
    moved = bool(ImportJob.objects.filter(pk=job.pk, state__in=before).update(state=after, **changes))
    if moved:
        job.state = after
    return moved


def _previewed(job: ImportJob, plan: UnitsPlan | MembersPlan, *, is_stale: bool) -> None:
    result = plan.result
    text = dump_result(result)
    _keep(job.result, text.encode())
    job.preview, job.is_stale = hashlib.sha256(text.encode()).hexdigest(), is_stale
    job.as_of = result.as_of
    job.counts = {
        "read": result.read,
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "refused": len(result.refused),
        "warnings": len(result.notices),
        "not_in_list": len(result.not_in_list),
    }
    job.save(update_fields=["preview", "is_stale", "as_of", "counts"])


def _failed(job: ImportJob, message: Message) -> None:
    ImportJob.objects.filter(pk=job.pk).update(state=_S.FAILED, problem=pack_message(message), finished=timezone.now())


def _done(job: ImportJob, event: Event) -> None:
    """Part of the transaction that writes the rows."""
    moved = ImportJob.objects.filter(pk=job.pk, state=_S.WRITING).update(
        state=_S.DONE, event=event, finished=timezone.now(), is_stale=False
    )
    if not moved:
        raise StaleError
    job.state = _S.DONE


def _keep(path: Path, content: bytes) -> None:
    """Write a file that only the program's own account reads, in one step."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    fresh.touch(mode=0o600)
    fresh.write_bytes(content)
    fresh.replace(path)


def _reporter(job: ImportJob) -> Progress:
    """Keeps how far the work is in a small file beside the database, a few times a second."""
    job.progress.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    when, where = 0.0, ""

    def told(stage: str, done: int, total: int) -> None:
        nonlocal when, where
        now = time.monotonic()
        if stage == where and done < total and now - when < _PAUSE:
            return
        when, where = now, stage
        with suppress(OSError):  # a progress that cannot be told stops no import
            _keep(job.progress, json.dumps({"stage": stage, "done": done, "total": total}).encode())

    return told
