"""Every snapshot held against its signature, its own columns, and the order of versions."""

from __future__ import annotations

from collections.abc import Iterator

from daihoi.portal.actions.snapshots import signature_holds
from daihoi.portal.models import Snapshot, SnapshotState
from daihoi.rules.canonical import digest_text, instant
from daihoi.rules.messages import RuleError
from daihoi.rules.snapshot import SnapshotKind, covers, read


def faults() -> Iterator[str]:
    """One sentence for each thing that does not hold."""
    newest: dict[str, int] = {}
    withdrawn: dict[str, list[tuple[int, str]]] = {}  # subject -> (up to this version, reason)
    rows = Snapshot.objects.select_related("office").order_by("office", "number")
    for row in rows.iterator(chunk_size=200):
        yield from _one(row)
        newest[row.subject] = max(row.version, newest.get(row.subject, 0))
        if row.kind == SnapshotKind.WITHDRAWAL:
            content = row.content
            withdrawn.setdefault(content["subject"], []).append((content.get("version", 0), content["reason"]))
    for row in Snapshot.objects.defer("payload"):
        if row.state == SnapshotState.CURRENT and row.version != newest[row.subject]:
            yield f"{row}: ghi là đang công bố, nhưng cổng có bản {newest[row.subject]}."
        if row.state == SnapshotState.SUPERSEDED and row.version == newest[row.subject]:
            yield f"{row}: ghi là đã có bản mới, nhưng không có bản nào mới hơn."
        reasons = {reason for version, reason in withdrawn.get(row.subject, ()) if version >= row.version}
        if row.state == SnapshotState.WITHDRAWN and row.reason not in reasons:
            yield f"{row}: ghi là đã rút, nhưng không có lệnh rút như vậy."
        if row.state != SnapshotState.WITHDRAWN and reasons:
            yield f"{row}: có lệnh rút, nhưng không ghi là đã rút."


def _one(row: Snapshot) -> Iterator[str]:
    if not signature_holds(row.office.public_key, row.payload, row.signature):
        yield f"{row}: chữ ký không khớp."
        return
    try:
        sent = read(row.payload)
    except RuleError:
        yield f"{row}: nội dung không đọc được."
        return
    columns = {
        "digest": (row.digest, digest_text(row.payload)),
        "number": (row.number, sent.number),
        "kind": (row.kind, sent.kind.value),
        "unit": (row.unit, sent.unit),
        "subject": (row.subject, sent.subject),
        "version": (row.version, sent.version),
        "title": (row.title, sent.title),
        "published_at": (instant(row.published_at), sent.published_at),
    }
    for name, (kept, told) in columns.items():
        if kept != told:
            yield f"{row}: cột {name} khác với bản đã ký."
    if not covers(row.office.code, sent.unit):
        yield f"{row}: {row.office.code} không được công bố thay cho {sent.unit}."
