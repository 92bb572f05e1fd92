"""What the demo's second office publishes: Ba Đình's units, the calendar of its preparation, its plan."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from daihoi.demo.newsroom.articles import VIETNAM
from daihoi.demo.newsroom.attachments import content
from daihoi.rules.canonical import instant
from daihoi.rules.snapshot import Snapshot, SnapshotKind

CODE, NAME = "BD", "Đảng bộ quận Ba Đình"
WARDS = (
    "Cống Vị", "Điện Biên", "Đội Cấn", "Giảng Võ", "Kim Mã", "Liễu Giai", "Ngọc Hà", "Ngọc Khánh", "Nguyễn Trung Trực",
    "Phúc Xá", "Quán Thánh", "Thành Công", "Trúc Bạch", "Vĩnh Phúc",
)  # fmt: skip
PLAN = "ke-hoach-dai-hoi.docx"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# (day, unit, what, place, held): the days before the congress are invented but for the meeting of July 2019.
DAYS = (
    ("2019-07-29", CODE, "Ban Chấp hành khoá XXV cho ý kiến dự thảo kế hoạch đại hội", "Hội trường Quận uỷ", True),
    ("2019-08-28", CODE, "Tiểu ban Tổ chức phục vụ họp bốn tổ công tác", "Phòng họp số 2", False),
    ("2019-10-15", CODE, "Hội nghị quán triệt kế hoạch đại hội các cấp", "Hội trường Quận uỷ", False),
    ("2020-03-18", "BD.P08", "Đại hội điểm cấp cơ sở", "Nhà văn hoá phường Ngọc Khánh", False),
    ("2020-04-22", "BD.P13", "Đại hội Đảng bộ phường", "Nhà văn hoá phường Trúc Bạch", False),
    ("2020-05-20", "BD.P12", "Đại hội Đảng bộ phường", "Nhà văn hoá phường Thành Công", False),
    ("2020-08-12", CODE, "Đại hội đại biểu Đảng bộ quận lần thứ XXVI (dự kiến)", "Hội trường Quận uỷ", False),
)


def units() -> list[dict[str, Any]]:
    """The district and its wards, as a snapshot names them."""
    wards = [
        {"code": f"{CODE}.P{place:02}", "name": f"Đảng bộ phường {ward}", "kind": "Đảng bộ cơ sở", "parent": CODE}
        for place, ward in enumerate(WARDS, start=1)
    ]
    return [{"code": CODE, "name": NAME, "kind": "Đảng bộ cấp trên trực tiếp cơ sở", "parent": None}, *wards]


def snapshots() -> Iterator[Snapshot]:
    """Before they are signed, in their order."""
    names = {unit["code"]: unit["name"] for unit in units()}
    days = [
        {"day": day, "code": code, "unit": names[code], "what": what, "place": place, "held": held}
        for day, code, what, place, held in DAYS
    ]
    plan = content(PLAN)
    document = {
        "number": "87-KH/QU",
        "issuer": "Quận uỷ Ba Đình",
        "dated": "2019-08-02",
        "name": PLAN,
        "media_type": _WORD,
        "sha256": sha256(plan).hexdigest(),
        "data": b64encode(plan).decode(),
    }
    told: tuple[tuple[SnapshotKind, str, str, datetime, dict[str, Any]], ...] = (
        (SnapshotKind.UNITS, "don-vi", "Các tổ chức của Đảng bộ quận Ba Đình", _at(1, 8), {"units": units()}),
        (SnapshotKind.CALENDAR, "lich", "Lịch chuẩn bị đại hội của quận Ba Đình", _at(5, 20),
         {"season": "2020–2025", "entries": days}),
        (SnapshotKind.DOCUMENT, "87-KH-QU", "Kế hoạch tổ chức đại hội các cấp ở quận Ba Đình", _at(5, 21), document),
    )  # fmt: skip
    for number, (kind, what, title, at, values) in enumerate(told, start=1):
        yield Snapshot(kind, CODE, f"{kind.value}:{CODE}:{what}", 1, number, instant(at), title, values)


def _at(day: int, hour: int) -> datetime:
    return datetime(2019, 8, day, hour, tzinfo=VIETNAM)
