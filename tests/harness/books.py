"""Excel files in the shape that offices send: a title, an empty row, the header, the rows."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

UNITS = ("STT", "Mã tổ chức", "Tên tổ chức đảng", "Loại hình", "Trực thuộc (mã)", "Số đảng viên")
MEMBERS = (
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số thẻ đảng", "Ngày vào Đảng", "Ngày chính thức",
    "Mã tổ chức", "Trình độ chuyên môn", "Lý luận chính trị", "Miễn công tác, sinh hoạt",
    "Sinh hoạt tạm thời nơi khác",
)  # fmt: skip
RESULTS = (
    "STT", "Mã tổ chức", "Tên tổ chức đảng", "Lần bầu", "Ngày đại hội", "Hình thức", "Số triệu tập",
    "Cơ số tính kết quả", "Có mặt khi bầu", "Phiếu phát ra", "Phiếu thu về", "Phiếu không hợp lệ", "Số lượng cần bầu",
    "Số ứng cử viên", "Trúng cử",
)  # fmt: skip
VOTES = ("Mã tổ chức", "Lần bầu", "Số thẻ đảng", "Họ và tên", "Số phiếu đồng ý")

Rows = Sequence[Sequence[Any]]


def a_book(*sheets: tuple[str, Sequence[str], Rows], title: str = "DANH SÁCH (tính đến 01/03/2020)") -> bytes:
    """A workbook of (name, header, rows)."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, header, rows in sheets:
        page = book.create_sheet(name)
        page.append([title])
        page.append([])
        page.append(list(header))
        for row in rows:
            page.append(list(row))
            for cell in page[page.max_row]:
                if cell.data_type == "f":
                    cell.data_type = "s"  # a text that looks like a formula, as somebody types it
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def members_book(rows: Rows) -> bytes:
    return a_book(("Đảng viên", MEMBERS, rows))


def a_member_row(number: int, unit: str, *, name: str = "", card: str = "", woman: bool = False) -> list[Any]:
    """A row of the members' list without fault."""
    letters = "ABCDEĐGHIKLMNOPQRSTUVXY"
    return [
        number, name or f"Nguyễn Văn {letters[number % len(letters)]}{letters[number // 7 % len(letters)].lower()}",
        f"{number % 27 + 1:02d}/05/{1950 + number % 45}", "Nữ" if woman else "Nam", "Kinh",
        card or f"77{number:06d}", "01/01/2016", "01/01/2017", unit, "Đại học", "Trung cấp", None, None,
    ]  # fmt: skip


def results_book(rounds: Rows, votes: Rows) -> bytes:
    return a_book(
        ("Kết quả bầu cấp uỷ", RESULTS, rounds), ("Chi tiết phiếu", VOTES, votes), title="TỔNG HỢP KẾT QUẢ ĐẠI HỘI"
    )


def xlsx_text(data: bytes) -> str:
    """Every cell of every sheet, a line a row."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return "\n".join(" ".join(str(cell) for cell in row if cell is not None) for page in book for row in page.values)
