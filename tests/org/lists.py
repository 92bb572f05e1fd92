"""Lists as offices send them, made in a few words."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl

from daihoi.org.actions import members_import, units_import
from daihoi.org.models import Member, Membership, Unit
from daihoi.org.queries.lists import ImportResult
from daihoi.rules.messages import Message

UNIT_HEADS = ("STT", "Mã tổ chức", "Tên tổ chức đảng", "Loại hình", "Trực thuộc (mã)", "Số đảng viên")
MEMBER_HEADS = (
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số thẻ đảng", "Ngày vào Đảng", "Ngày chính thức",
    "Mã tổ chức", "Trình độ chuyên môn", "Lý luận chính trị", "Miễn công tác, sinh hoạt", "Sinh hoạt tạm thời nơi khác",
)  # fmt: skip
DISTRICT = "Đảng bộ cấp trên trực tiếp cơ sở"
ORGANIZATION = "Đảng bộ cơ sở"
GRASSROOTS_CELL = "Chi bộ cơ sở"
CELL = "Chi bộ trực thuộc Đảng uỷ cơ sở"

TREE = (
    ("Q", "Đảng bộ quận", DISTRICT, "", ""),
    ("Q.C1", "Chi bộ Toà án", GRASSROOTS_CELL, "Q", 3),
    ("Q.C2", "Chi bộ Kho bạc", GRASSROOTS_CELL, "Q", ""),
    ("Q.D1", "Đảng bộ Phường 1", ORGANIZATION, "Q", ""),
    ("Q.D1.1", "Chi bộ Khu phố 1", CELL, "Q.D1", ""),
)


def workbook(heads: Sequence[str], rows: Sequence[Sequence[Any]], *titles: str) -> bytes:
    """An .xlsx file with titles over the whole width (merged cells) and an empty line above the heads."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for title in titles:
        sheet.append([title])
        sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=len(heads))
    if titles:
        sheet.append([""])
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
        for cell in sheet[sheet.max_row]:
            if cell.data_type == "f":
                cell.data_type = "s"  # a text that begins with =, as data files hold it
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def units_file(rows: Sequence[Sequence[Any]] = TREE, *, as_of: str = "") -> bytes:
    """(code, name, kind, parent, stated) as a list of units."""
    titles = [f"DANH SÁCH TỔ CHỨC (tính đến {as_of})"] if as_of else []
    return workbook(UNIT_HEADS, [(number, *row) for number, row in enumerate(rows, 1)], *titles)


def person(card: str = "79000001", name: str = "Lê Văn An", unit: str = "Q.C1", **cells: Any) -> dict[str, Any]:
    """One row of a list of members by field; `cells` are born, sex, ethnicity, joined, official, education, theory,
    exempted, away, and any further head."""
    return {
        "name": name, "born": date(1975, 5, 19), "sex": "Nam", "ethnicity": "Kinh", "card": card,
        "joined": date(2000, 2, 3), "official": date(2001, 2, 3), "unit": unit, "education": "Đại học",
        "theory": "Trung cấp", "exempted": "", "away": "",
    } | cells  # fmt: skip


FIELDS = (
    "name", "born", "sex", "ethnicity", "card", "joined", "official", "unit", "education", "theory", "exempted", "away",
)  # fmt: skip


def members_file(*people: dict[str, Any], as_of: str = "1/3/2020", heads: Sequence[str] = MEMBER_HEADS) -> bytes:
    """A list of members as of a day."""
    further = list(dict.fromkeys(key for one in people for key in one if key not in FIELDS))
    rows = [[number, *(one.get(key, "") for key in (*FIELDS, *further))] for number, one in enumerate(people, 1)]
    return workbook([*heads, *further], rows, "ĐẢNG BỘ QUẬN", f"DANH SÁCH ĐẢNG VIÊN (tính đến {as_of})")


def load_units(rows: Sequence[Sequence[Any]] = TREE, **options: Any) -> ImportResult:
    """Load a list of units as the office does on the command line."""
    as_of = options.pop("as_of", "")
    return units_import(units_file(rows, as_of=as_of), filename="to-chuc.xlsx", by=None, **options)


def load(*people: dict[str, Any], as_of: str = "1/3/2020", **options: Any) -> ImportResult:
    """Load a list of members as the office does on the command line."""
    return members_import(members_file(*people, as_of=as_of), filename="dang-vien.xlsx", by=None, **options)


def reasons(result: ImportResult) -> list[str]:
    """The English sentences of why rows were refused, in the order of the rows."""
    return [refusal.first.reason.english() for refusal in result.refused]


def warnings(result: ImportResult) -> list[str]:
    """The kinds of what was said of rows that were taken."""
    return [notice.kind for notice in result.notices]


def fates(result: ImportResult) -> tuple[int, int, int, int]:
    """(added, changed, unchanged, refused), which add up to the rows read."""
    assert result.adds_up
    return result.added, result.changed, result.unchanged, len(result.refused)


def history(card: str) -> list[tuple[str, date, date | None]]:
    """Where a member was, from when to when."""
    rows = Membership.objects.filter(member__card=card).order_by("valid_from")
    return list(rows.values_list("unit__code", "valid_from", "valid_to"))


def the_member(card: str = "79000001") -> Member:
    return Member.objects.get(card=card)


def the_unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def spoken(message: Message) -> str:
    return message.english()
