"""Excel files carry what they were given: no formula, no lost text, the same bytes each time."""

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daihoi.formats.sheets import SheetTable, read_table
from daihoi.formats.xlsx import Column, Kind, RefusedRow, Sheet, write_refused, write_table, write_workbook

COLUMNS = (
    Column("Họ và tên"),
    Column("Số phiếu", Kind.INT),
    Column("Ngày sinh", Kind.DATE),
    Column("Tỷ lệ", Kind.PERCENT, 10),
)
HOSTILE = (
    "=1+1",
    "+84",
    "-5",
    "@SUM(A1)",
    '=HYPERLINK("http://x")',
    "http://x.vn",
    "{=1}",
    "\t=1",
    " =1",
    "007",
    "1e5",
)


def a_workbook(**more: Any) -> bytes:
    rows = [("Nguyễn Thị Ẩn", 1302, date(1964, 11, 4), "39,02 %"), ("Lê A", None, None, None)]
    total = more.pop("total", ("Cộng", 1302, None, None))
    return write_workbook(
        [Sheet("Kết quả", COLUMNS, rows, titles=("ĐẢNG BỘ", "Tính đến 1/3/2020"), total=total, **more)]
    )


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_values_keep_their_kinds() -> None:
    page = opened(a_workbook()).active
    assert [cell.value for cell in page[4]] == ["Họ và tên", "Số phiếu", "Ngày sinh", "Tỷ lệ"]
    name, votes, born, share = page[5]
    assert (name.value, votes.value, born.value.date(), share.value) == (
        "Nguyễn Thị Ẩn", 1302, date(1964, 11, 4), "39,02 %",
    )  # fmt: skip
    assert (votes.number_format, born.number_format) == ("#,##0", "dd/mm/yyyy")
    assert (votes.alignment.horizontal, share.alignment.horizontal, share.data_type) == ("right", "right", "s")
    assert [cell.value for cell in page[7]] == ["Cộng", 1302, None, None]
    assert page["A7"].font.bold


def test_the_sheet_is_ready_to_read_and_to_print() -> None:
    page = opened(a_workbook(landscape=True)).active
    assert page.freeze_panes == "A5"
    assert page.auto_filter.ref == "A4:D6"
    assert page.print_title_rows == "$4:$4"
    assert (page.page_setup.paperSize, page.page_setup.orientation, page.page_setup.fitToHeight) == (9, "landscape", 0)
    assert page.column_dimensions["A"].width > 15


def test_no_text_becomes_a_formula_or_a_link() -> None:
    data = write_workbook([Sheet("A", (Column("=Tên"),), [(text,) for text in HOSTILE], titles=("=tiêu đề",))])
    page = opened(data).active
    assert [page.cell(row, 1).value for row in range(4, 4 + len(HOSTILE))] == [
        text.replace("\t", " ") for text in HOSTILE
    ]
    for row in page.iter_rows():
        for cell in row:
            assert cell.data_type != "f"
            assert cell.hyperlink is None
    # Even edited in Excel the text stays text.
    assert page["A4"].quotePrefix
    assert not page["A13"].quotePrefix


@settings(max_examples=40)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_any_text_can_be_written_and_none_is_a_formula(texts: list[str]) -> None:
    page = opened(write_workbook([Sheet(texts[0], (Column("A"),), [(text,) for text in texts])])).active
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_a_text_longer_than_a_cell_is_cut_with_a_sign_and_not_lost() -> None:
    page = opened(write_workbook([Sheet("A", (Column("A"),), [("x" * 40_000,)])])).active
    assert len(page["A2"].value) == 32_767
    assert page["A2"].value.endswith("…")


def test_dates_before_excel_began_to_count_are_written_as_text() -> None:
    page = opened(write_workbook([Sheet("A", (Column("A", Kind.DATE),), [(date(1890, 5, 19),)])])).active
    assert page["A2"].value == "19/5/1890"


def test_the_same_sheets_give_the_same_bytes() -> None:
    assert a_workbook() == a_workbook()
    with zipfile.ZipFile(io.BytesIO(a_workbook())) as package:
        assert b"2000-01-01" in package.read("docProps/core.xml")


def test_names_of_sheets_are_made_fit() -> None:
    names = ["Bảng [1]: a/b", "", "x" * 40, "X" * 40, "Kết quả", "KẾT QUẢ"]
    shown = opened(write_workbook([Sheet(name, (Column("A"),), []) for name in names])).sheetnames
    assert len(set(map(str.casefold, shown))) == 6
    assert all(0 < len(name) <= 31 for name in shown)
    assert shown[0] == "Bảng  1   a b"


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="a row of 1 values in a sheet of 4 columns"):
        write_workbook([Sheet("A", COLUMNS, [("x",)])])


def test_a_table_of_a_page_becomes_a_sheet() -> None:
    page = opened(
        write_table("Kết quả: bầu", ["Tên", "Tỷ lệ", "Phiếu"], [["A", "39,02 %", 12], ["=B", None, None]])
    ).active
    assert page.title == "Kết quả  bầu"
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["Kết quả: bầu", None, None],
        [None, None, None],
        ["Tên", "Tỷ lệ", "Phiếu"],
        ["A", "39,02 %", 12],
        ["=B", None, None],
    ]
    assert (page["B4"].alignment.horizontal, page["C4"].number_format) == ("right", "#,##0")


# --- refused rows ----------------------------------------------------------------------------------------------------

FIELDS = {"name": ("Họ và tên",), "born": ("Ngày sinh",), "card": ("Số thẻ đảng",)}
HEADERS = ("STT", "Họ và tên", "Ngày sinh", "Số thẻ đảng", "Ghi chú")


def refused(table: SheetTable) -> bytes:
    rows = [RefusedRow(row.number, row.cells, ["Thiếu họ tên.", "Ngày sinh sai."]) for row in table.rows()]
    return write_refused(table.headers, rows, titles=["ĐẢNG BỘ QUẬN"])


def test_refused_rows_are_read_again_as_they_were() -> None:
    first = read_table(
        write_workbook(
            [
                Sheet(
                    "Đảng viên",
                    tuple(map(Column, HEADERS)),
                    [
                        ("1", "=HYPERLINK()", date(1964, 11, 4), "79000001", "x"),
                        ("2", "Lê A", "31/02/1964", "0079", None),
                    ],
                    titles=("DANH SÁCH",),
                )
            ]
        ),
        FIELDS,
    )
    again = read_table(refused(first), FIELDS)
    assert [row.values for row in again.rows()] == [row.values for row in first.rows()]
    assert again.headers == (*HEADERS, "Lý do", "Dòng trong tệp gốc")
    assert [row.cells[-2:] for row in again.rows()] == [
        ("Thiếu họ tên. Ngày sinh sai.", "4"),
        ("Thiếu họ tên. Ngày sinh sai.", "5"),
    ]
    # Refused once more, the file does not grow a second column of reasons.
    assert read_table(refused(again), FIELDS).headers == again.headers
    assert [row.values for row in read_table(refused(again), FIELDS).rows()] == [row.values for row in first.rows()]
