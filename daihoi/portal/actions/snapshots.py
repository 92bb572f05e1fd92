"""Taking in what an office published: with a valid signature of an enrolled office, once, never an older version."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from daihoi.portal.actions.corners import corners_follow
from daihoi.portal.actions.stories import stamp_next
from daihoi.portal.models import Office, Snapshot, SnapshotState
from daihoi.rules.canonical import canonical, digest_text
from daihoi.rules.messages import RuleError
from daihoi.rules.snapshot import LARGEST, SnapshotKind, covers, is_code, read
from daihoi.rules.snapshot import Snapshot as Sent
from daihoi.rules.vietnamese import squash
from daihoi.web.text import say

_SIGNATURE = re.compile("[0-9a-f]{128}")
_KEY = re.compile("[0-9a-f]{64}")
LONGEST_NAME = 300
LARGEST_FILE = 2 * LARGEST  # JSON within JSON escapes its quotes


class SnapshotRefusedError(Exception):
    """What was sent is not taken; one sentence says why. `known` where this very snapshot is here already."""

    def __init__(self, sentence: str, *, known: bool = False) -> None:
        super().__init__(sentence)
        self.sentence, self.known = sentence, known


@transaction.atomic
def office_enrol(code: str, name: str, public_key: str) -> Office:
    """Take snapshots signed with `public_key` (64 hexadecimal digits) for `code` and the units below it.

    SnapshotRefusedError where the key is none or belongs to another office, where code or name do not fit.
    """
    code, name, public_key = code.strip(), squash(name), _key(public_key)
    if not is_code(code):
        raise SnapshotRefusedError("Mã đơn vị gồm chữ, số, dấu chấm và gạch nối, không quá 40 ký tự.")
    if not 0 < len(name) <= LONGEST_NAME:
        raise SnapshotRefusedError(f"Tên cơ quan phải có, và không quá {LONGEST_NAME} ký tự.")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    except ValueError:
        raise SnapshotRefusedError("Khoá phải có đúng 64 chữ số và chữ từ a đến f.") from None
    found = Office.objects.filter(public_key=public_key).first()
    if found is not None:
        if found.revoked_at is not None:
            raise SnapshotRefusedError("Khoá này đã bị thu hồi. Cơ quan phải dùng khoá mới.")
        if found.code != code:
            raise SnapshotRefusedError(f"Khoá này đã đăng ký cho {found.code}.")
        return found
    return Office.objects.create(code=code, name=name, public_key=public_key, enrolled_at=timezone.now())


def _key(text: str) -> str:
    """A key as people copy it, in the one spelling in which it is kept."""
    return "".join(text.split()).lower()


@transaction.atomic
def office_revoke(public_key: str) -> Office:
    """Take nothing signed with this key any more; what it signed before stays, and stays verifiable."""
    office = Office.objects.filter(public_key=_key(public_key)).first()
    if office is None:
        raise SnapshotRefusedError("Không có cơ quan nào dùng khoá này.")
    if office.revoked_at is None:
        office.revoked_at = timezone.now()
        office.save(update_fields=["revoked_at"])
    return office


def signature_holds(public_key: str, text: str, signature: str) -> bool:
    """Whether `signature` over `text` was made with the private half of `public_key`."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _opened(data: bytes) -> tuple[str, str, str]:
    """(payload, signature, key) of a sent file."""
    if len(data) > LARGEST_FILE:
        raise SnapshotRefusedError("Tệp quá lớn cho một bản công bố.")
    try:
        values = json.loads(data)
        found = values["payload"], values["signature"], values["key"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SnapshotRefusedError("Tệp này không phải bản công bố của Daihoi.") from None
    if set(values) != {"payload", "signature", "key"} or not all(isinstance(one, str) for one in found):
        raise SnapshotRefusedError("Tệp này không phải bản công bố của Daihoi.")
    if _SIGNATURE.fullmatch(found[1]) is None:  # one spelling, that fits its column
        raise SnapshotRefusedError("Chữ ký không khớp: nội dung đã bị sửa, hoặc không do cơ quan này ký.")
    if _KEY.fullmatch(found[2]) is None:
        raise SnapshotRefusedError("Khoá ký không thuộc cơ quan nào đã đăng ký với cổng.")
    return found


@transaction.atomic
def take_in(data: bytes) -> Snapshot:
    """Keep what an office sent (`data`: the signed file) and let it stand. SnapshotRefusedError says why not."""
    payload, signature, key = _opened(data)
    office = Office.objects.select_for_update().filter(public_key=key).first()
    if office is None:
        raise SnapshotRefusedError("Khoá ký không thuộc cơ quan nào đã đăng ký với cổng.")
    if office.revoked_at is not None:
        raise SnapshotRefusedError("Khoá ký đã bị thu hồi.")
    if not signature_holds(key, payload, signature):
        raise SnapshotRefusedError("Chữ ký không khớp: nội dung đã bị sửa, hoặc không do cơ quan này ký.")
    try:
        sent = read(payload)
    except RuleError as error:
        raise SnapshotRefusedError(say(error.message)) from None
    if not covers(office.code, sent.unit):
        raise SnapshotRefusedError(f"{office.name} không được công bố thay cho đơn vị {sent.unit}.")
    listed = sent.content.get("units" if sent.kind == SnapshotKind.UNITS else "entries", [])
    if foreign := next((one["code"] for one in listed if not covers(office.code, one["code"])), None):
        raise SnapshotRefusedError(f"{office.name} không được công bố thay cho đơn vị {foreign}.")
    digest = digest_text(payload)
    here = Snapshot.objects.filter(office=office, number=sent.number).first()
    if here is not None:
        if here.digest == digest:
            raise SnapshotRefusedError("Bản này đã nhận rồi.", known=True)
        raise SnapshotRefusedError(f"Số thứ tự {sent.number} đã dùng cho một bản công bố khác.")
    if newer := Snapshot.objects.filter(subject=sent.subject, version__gte=sent.version).order_by("-version").first():
        raise SnapshotRefusedError(f"Cổng đã có bản {newer.version} của mục này, bản {sent.version} tới chậm.")
    row = Snapshot(
        office=office, number=sent.number, kind=sent.kind, unit=sent.unit, subject=sent.subject, version=sent.version,
        title=sent.title, payload=payload, digest=digest, signature=signature, received_at=timezone.now(),
        published_at=datetime.strptime(sent.published_at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC),
    )  # fmt: skip
    if sent.kind == SnapshotKind.WITHDRAWAL:
        _withdraw(sent, office)
    elif (reason := _taken_back(sent)) is not None:
        row.state, row.reason = SnapshotState.WITHDRAWN, reason
    Snapshot.objects.filter(subject=sent.subject, state=SnapshotState.CURRENT).update(state=SnapshotState.SUPERSEDED)
    row.save()
    if sent.kind == SnapshotKind.UNITS and row.is_current:
        corners_follow(row)
    stamp_next()
    return row


def _withdraw(sent: Sent, office: Office) -> None:
    """A withdrawal stands for what it takes back: the version that it names, and the older ones of the same subject.

    A newer version stays, also where it came first. SnapshotRefusedError where there is nothing to take back.
    """
    subject, version = sent.content["subject"], sent.content["version"]
    known = Snapshot.objects.filter(subject=subject)
    unit = known.values_list("unit", flat=True).first()
    if unit is not None and not covers(office.code, unit):
        raise SnapshotRefusedError(f"{office.name} không được rút bản công bố của đơn vị {unit}.")
    stands = known.filter(version__lte=version).exclude(state=SnapshotState.WITHDRAWN)
    # where a newer one is here, the withdrawal came late: what it names is gone already, or never came
    if not stands.exists() and not known.filter(version__gt=version).exists():
        raise SnapshotRefusedError("Cổng không có bản nào đang công bố để rút.")
    older = Q(version__lt=version) & ~Q(state=SnapshotState.WITHDRAWN)  # one withdrawn before keeps its own reason
    known.filter(older | Q(version=version)).update(state=SnapshotState.WITHDRAWN, reason=sent.content["reason"])


def _taken_back(sent: Sent) -> str | None:
    """Why `sent` was withdrawn before it came; None where it was not."""
    rows = Snapshot.objects.filter(kind=SnapshotKind.WITHDRAWAL, payload__contains=f'"subject":"{sent.subject}"')
    contents = sorted((row.content for row in rows), key=lambda content: int(content["version"]))
    found = (one["reason"] for one in contents if one["subject"] == sent.subject and one["version"] >= sent.version)
    return next(found, None)


def as_file(snapshot: Snapshot) -> bytes:
    """The snapshot as it was sent: whoever has the office's key can check it."""
    values = {"payload": snapshot.payload, "signature": snapshot.signature, "key": snapshot.office.public_key}
    return canonical(values).encode()
