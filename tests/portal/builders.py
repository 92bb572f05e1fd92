"""Things of the portal, made the way the program makes them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.base import ContentFile
from PIL import Image

from daihoi.portal.actions import office_enrol, take_in
from daihoi.portal.models import Article, Corner, Office, Photo, Section, Snapshot
from daihoi.rules.canonical import instant
from daihoi.rules.snapshot import Snapshot as Sent
from daihoi.rules.snapshot import SnapshotKind

_numbers = count(1)
UNITS = [
    {"code": "Q", "name": "Đảng bộ quận Thử", "kind": "Đảng bộ quận", "parent": None},
    {"code": "Q.1", "name": "Đảng bộ Phường 1", "kind": "Đảng bộ cơ sở", "parent": "Q"},
    {"code": "Q.2", "name": "Đảng bộ Phường 2", "kind": "Đảng bộ cơ sở", "parent": "Q"},
]
FIGURES: dict[str, Any] = {
    "season": "2020–2025",
    "as_of": "2020-08-27",
    "source": "bản báo cáo số 1",
    "figures": [
        {"key": "members", "label": "Đảng viên", "text": "11.836", "fraction": None, "group": "Tổ chức"},
        {"key": "own_women_percent", "label": "Tỷ lệ nữ", "text": "39,02 %", "fraction": [16, 41], "group": "Kết quả"},
    ],
    "progress": [{"day": "2020-05-20", "held": 3, "due": 5}, {"day": "2020-06-20", "held": 53, "due": 53}],
    "total": 53,
    "findings": [],
}


class Sender:
    """An office: its key, enrolled at the portal, and a counter of what it sent."""

    def __init__(self, code: str = "Q", *, enrolled: bool = True) -> None:
        self.code, self.key = code, Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw().hex()
        self.number = 0
        self.office: Office | None = office_enrol(code, f"Văn phòng {code}", self.public) if enrolled else None

    def sent(self, kind: SnapshotKind, content: dict[str, Any], **more: Any) -> Sent:
        """A snapshot of this office before it is signed; subject, version and the rest as `more` says."""
        self.number += 1
        unit = more.pop("unit", self.code)
        values = {
            "kind": kind, "unit": unit, "subject": f"{kind.value}:{unit}:{more.pop('what', 'mua')}", "version": 1,
            "number": self.number, "published_at": instant(datetime(2020, 8, 27, 7, 50, tzinfo=UTC)),
            "title": "Số liệu mùa đại hội", "content": content,
        } | more  # fmt: skip
        return Sent(**values)

    def file(self, sent: Sent) -> bytes:
        """The signed file of a snapshot."""
        payload = sent.payload()
        return json.dumps(
            {"payload": payload, "signature": self.key.sign(payload.encode()).hex(), "key": self.public}
        ).encode()

    def publish(self, kind: SnapshotKind, content: dict[str, Any], **more: Any) -> Snapshot:
        """Sign, send, take in."""
        return take_in(self.file(self.sent(kind, content, **more)))


def a_site() -> Sender:
    """An office with its district and two wards on the portal."""
    sender = Sender()
    sender.publish(SnapshotKind.UNITS, {"units": UNITS}, what="don-vi", title="Các đơn vị")
    return sender


def a_section(name: str = "Tin hoạt động", slug: str = "tin-hoat-dong") -> Section:
    return Section.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def a_photo(title: str = "Hội trường", size: tuple[int, int] = (640, 360)) -> Photo:
    out = BytesIO()
    Image.new("RGB", size, (140, 28, 28)).save(out, "PNG")
    return Photo.objects.create(
        title=title, file=ContentFile(out.getvalue(), "anh.png"), alt="Hội trường có phông đỏ",
        caption="Hội nghị tổng kết", credit="Tổ Tuyên truyền",
    )  # fmt: skip


def a_draft(code: str = "Q", *, title: str = "", body: list[tuple[str, Any]] | None = None, **more: Any) -> Article:
    """An article in the corner `code` that nobody has published."""
    corner = Corner.objects.get(code=code)
    title = title or f"Đại hội Đảng bộ quận, tin số {next(_numbers)}"
    article = Article(
        title=title, slug=more.pop("slug", f"tin-{next(_numbers)}"), lead=more.pop("lead", "Sáng 27/8, quận tổng kết."),
        section=more.pop("section", None) or a_section(),
        body=body if body is not None else [("text", "<p>Quận có 53 chi, đảng bộ cơ sở.</p>")], live=False, **more,
    )  # fmt: skip
    made: Article = corner.add_child(instance=article)
    return made


def an_article(code: str = "Q", **more: Any) -> Article:
    """A published article."""
    article = a_draft(code, **more)
    article.save_revision().publish()
    article.refresh_from_db()
    return article
