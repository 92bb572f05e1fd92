"""Tables are read as offices make them, and hostile files get one plain sentence."""

import contextlib
import io
import time
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from daihoi.formats.packages import FileError, Limits
from daihoi.formats.sheets import SheetTable, open_book, read_table

COLUMNS = {
    "card": ("Số thẻ đảng", "Số thẻ"),
    "name": ("Họ và tên", "Họ tên"),
    "born": ("Ngày sinh",),
    "unit": ("Mã tổ chức",),
}
HEADERS = ["STT", "Họ và tên", "Ngày sinh", "Số thẻ đảng", "Mã tổ chức"]


def a_sheet(
    *rows: Sequence[object], merges: Sequence[str] = (), name: str = "Đảng viên", more: str = "", left: int = 0
) -> bytes:
    """An .xlsx file with `rows` from A1 on (or `left` columns further right)."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    sheet = workbook.add_worksheet(name)
    if more:
        workbook.add_worksheet(more).write_row(0, 0, HEADERS)
    for number, row in enumerate(rows):
        for column, value in enumerate(row, start=left):
            if isinstance(value, (date, datetime)):
                sheet.write_datetime(number, column, value, day)
            elif value is not None:
                sheet.write(number, column, value)
    for area in merges:
        first = area.split(":")[0]
        sheet.merge_range(area, None)
        column, number = ord(first[0]) - 65, int(first[1:]) - 1
        sheet.write(number, column, rows[number][column])
    workbook.close()
    return out.getvalue()


def a_package(**parts: str | bytes) -> bytes:
    """An .xlsx file of the given parts (sheet, strings) and what it needs besides."""
    namespace = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    base = "http://schemas.openxmlformats.org/package/2006"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{base}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{base}/relationships"><Relationship Id="rId1" Type="{relations}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        package.writestr(
            "xl/workbook.xml",
            f'<workbook {namespace} xmlns:r="{relations}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets>'
            "</workbook>",
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{base}/relationships"><Relationship Id="rId1" Type="{relations}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{relations}/sharedStrings" '
            'Target="sharedStrings.xml"/></Relationships>',
        )
        package.writestr(
            "xl/worksheets/sheet1.xml",
            parts.get("sheet", f"<worksheet {namespace}><sheetData/></worksheet>"),
        )
        package.writestr("xl/sharedStrings.xml", parts.get("strings", f"<sst {namespace}/>"))
    return out.getvalue()


def refusal(data: bytes, limits: Limits | None = None) -> str:
    """What is said of `data`, in English."""
    with pytest.raises(FileError) as caught:
        list(read_table(data, COLUMNS, limits=limits or Limits()).rows())
    return caught.value.message.english()


def values(table: SheetTable) -> list[dict[str, object]]:
    return [dict(row.values) for row in table.rows()]


# --- the table in the sheet ------------------------------------------------------------------------------------------


def test_the_header_is_found_under_title_rows_by_names_in_any_spelling() -> None:
    nfd = unicodedata.normalize("NFD", "HỌ  và tên ")
    table = read_table(
        a_sheet(
            ["ĐẢNG BỘ QUẬN BÌNH THẠNH"],
            ["DANH SÁCH ĐẢNG VIÊN"],
            [],
            ["STT", nfd, "Ngày sinh", "Số thẻ đảng", "Mã tổ chức", "Ghi chú"],
            [1, "  Nguyễn   Hữu Long ", date(1983, 9, 1), 79000001, "BT.C01", "x"],
            merges=["A1:F1", "A2:F2"],
        ),
        COLUMNS,
    )
    assert (table.header_row, table.sheet) == (4, "Đảng viên")
    assert table.titles == ("ĐẢNG BỘ QUẬN BÌNH THẠNH", "DANH SÁCH ĐẢNG VIÊN")
    assert table.extra == ("STT", "Ghi chú")
    (row,) = table.rows()
    assert row.number == 5
    assert row.values == {
        "name": "Nguyễn Hữu Long",
        "born": date(1983, 9, 1),
        "card": "79000001",
        "unit": "BT.C01",
    }
    assert row.cells == ("1", "Nguyễn Hữu Long", date(1983, 9, 1), "79000001", "BT.C01", "x")
    assert (row.text("born"), row.text("nothing")) == ("1/9/1983", "")


def test_blank_rows_are_skipped_and_the_others_keep_their_numbers() -> None:
    rows: list[Sequence[object]] = [["Họ và tên", "Số thẻ"], ["A", "1"], [], ["", "  "], ["B", "2"]]
    table = read_table(a_sheet(*rows), COLUMNS, required=["name"])
    assert [(row.number, row.text("name")) for row in table.rows()] == [(2, "A"), (5, "B")]
    assert list(table.rows()) == list(table.rows())


def test_cells_become_text_as_excel_shows_them() -> None:
    cells = [79000001.0, "79000001.0", 39.02, 1964, True, datetime(2020, 6, 24, 8, 30), "=1+1", "1.0", 12.0]
    header = ["Họ và tên", *(f"c{i}" for i in range(len(cells)))]
    (row,) = read_table(a_sheet(header, ["x", *cells]), COLUMNS, required=["name"]).rows()
    assert row.cells[1:] == (
        "79000001", "79000001", "39.02", "1964", "TRUE", datetime(2020, 6, 24, 8, 30), "=1+1", "1.0", "12",
    )  # fmt: skip


def test_a_formula_cell_gives_the_value_it_was_saved_with() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Họ và tên", "Số thẻ"])
        sheet.write_formula(1, 0, '="Nguyễn "&"A"', value="Nguyễn A")
    (row,) = read_table(out.getvalue(), COLUMNS, required=["name"]).rows()
    assert row.text("name") == "Nguyễn A"


def test_text_is_composed_and_its_spaces_put_in_order() -> None:
    nfd = unicodedata.normalize("NFD", "\ufeffNguyễn\u00a0 Thị\n Ẩn\u200b ")
    (row,) = read_table(a_sheet(["Họ tên"], [nfd]), COLUMNS, required=["name"]).rows()
    assert row.text("name") == "Nguyễn Thị Ẩn"


def test_a_name_that_turns_the_line_of_writing_is_named_with_its_column() -> None:
    (row, good) = read_table(a_sheet(["Họ tên"], ["Nguy\u202eễn A"], ["B"]), COLUMNS, required=["name"]).rows()
    assert row.text("name") == "Nguyễn A"
    assert [problem.english() for problem in row.problems] == [
        "Column “Họ tên”: The text holds a hidden mark that turns the direction of writing (U+202E). Type it anew."
    ]
    assert good.problems == ()


def test_cells_merged_downwards_count_in_every_row() -> None:
    rows: list[Sequence[object]] = [
        ["Mã tổ chức", "Họ tên"],
        ["BT.C01", "A"],
        [None, "B"],
        ["BT.C02", "C"],
        [None, None],
        ["", "D"],
    ]
    table = read_table(a_sheet(*rows, merges=["A2:A3", "A4:A5"]), COLUMNS, required=["unit"])
    found = [(row.number, row.text("unit"), row.text("name")) for row in table.rows()]
    assert found == [(2, "BT.C01", "A"), (3, "BT.C01", "B"), (4, "BT.C02", "C"), (5, "BT.C02", ""), (6, "", "D")]


def test_a_header_of_two_rows_is_read_with_its_groups() -> None:
    columns = {"name": ("Tên tổ chức",), "issued": ("Phiếu phát ra",), "invalid": ("Phiếu không hợp lệ",)}
    rows: list[Sequence[object]] = [
        ["Tên tổ chức", "Phiếu", None],
        [None, "phát ra", "không hợp lệ"],
        ["(1)", "(2)", "(3)"],
        ["A", 20, 1],
    ]
    table = read_table(a_sheet(*rows, merges=["A1:A2", "B1:C1"]), columns)
    assert values(table) == [{"name": "A", "issued": "20", "invalid": "1"}]
    assert table.header_row == 2


def test_a_row_that_numbers_the_columns_is_no_row_of_the_table() -> None:
    rows: list[Sequence[object]] = [HEADERS, ["A", "B", 1, 2, 3], [1, "Lê A", "", "7", "BT"]]
    assert [row.number for row in read_table(a_sheet(*rows), COLUMNS).rows()] == [3]


def test_a_table_may_stand_away_from_the_margin() -> None:
    table = read_table(a_sheet([], HEADERS, [1, "Lê A", "1964", "7", "BT"], left=2), COLUMNS)
    assert values(table) == [{"name": "Lê A", "born": "1964", "card": "7", "unit": "BT"}]


def test_of_several_sheets_the_one_with_the_columns_is_read() -> None:
    book = open_book(a_sheet(["Ghi chú"], ["x"], name="Bìa", more="Danh sách"))
    assert book.sheets == ("Bìa", "Danh sách")
    assert book.table(COLUMNS).sheet == "Danh sách"
    assert book.table({"note": ("Ghi chú",)}, sheet="BIA").sheet == "Bìa"
    with pytest.raises(FileError, match="no sheet “Phụ lục”; it has: Bìa, Danh sách"):
        book.table(COLUMNS, sheet="Phụ lục")


def test_a_missing_column_is_named_in_one_sentence() -> None:
    assert refusal(a_sheet(["x"], ["Họ và tên", "Số thẻ đảng", "Ngày sinh"], ["A", "1", ""])) == (
        "In “Đảng viên” the column “Mã tổ chức” is missing in row 2. Add it or name it so."
    )
    assert refusal(a_sheet(["x"], ["y"])) == (
        "No header row was found in “Đảng viên”: a column “Số thẻ đảng” is expected. Name the columns."
    )


@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16"])
def test_csv_is_read_whatever_parts_its_cells(sign: str, encoding: str) -> None:
    lines = ["Danh sách", sign.join(HEADERS), sign.join(["1", '"Lê A"', "24/6/1964", "79000001.0", "BT"]), ""]
    table = read_table("\r\n".join(lines).encode(encoding), COLUMNS)
    (row,) = table.rows()
    assert (row.number, row.text("name"), row.text("card")) == (3, "Lê A", "79000001")


def test_progress_counts_up_to_the_end() -> None:
    heard: list[tuple[int, int]] = []
    table = read_table(a_sheet(["Họ tên"], *([f"A {n}"] for n in range(2500))), COLUMNS, required=["name"])
    assert len(list(table.rows(lambda done, total: heard.append((done, total))))) == 2500
    assert heard == [(0, 2500), (1000, 2500), (2000, 2500), (2500, 2500)]


def test_a_hundred_thousand_rows_are_read_in_seconds() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, [*HEADERS, "Giới tính", "Dân tộc"])
        for number in range(1, 100_001):
            sheet.write_row(
                number, 0, [number, f"Nguyễn Văn {number}", "1/2/1964", str(number), "BT.C01", "Nam", "Kinh"]
            )
    started = time.process_time()
    assert sum(1 for _ in read_table(out.getvalue(), COLUMNS).rows()) == 100_000
    assert time.process_time() - started < 5  # about 1.5 s; a busy machine may take longer


# --- files that are none ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty. Choose the file again."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "The file is of the old kind (.xls, .doc)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "The file is locked with a password.",
        ),
        (b"PK\x03\x04 and then nothing", "The file is damaged or cut off."),
        (b"<html><table><tr><td>x", "The file is a web page under the name of a table."),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "The file is neither .xlsx nor CSV in UTF-8."),
        (b"abc\0def", "The file is neither .xlsx nor CSV."),
    ],
)
def test_what_is_no_table_gets_a_sentence(data: bytes, said: str) -> None:
    assert refusal(data).startswith(said)


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"“lost.xlsx” cannot be opened"):
        open_book(tmp_path / "lost.xlsx")


def test_a_word_file_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert refusal(out.getvalue()).startswith("This is not an Excel workbook")


def test_every_cut_of_a_good_file_gets_a_sentence() -> None:
    whole = a_sheet(HEADERS, [1, "A", "", "7", "BT"])
    for length in range(4, len(whole) - 1, 97):
        assert refusal(whole[:length])


SOUND = a_sheet(HEADERS, [1, "A", "", "7", "BT"])


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    broken = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(FileError):
        list(read_table(bytes(broken), COLUMNS, required=["name"]).rows())


# --- bombs (T10) -----------------------------------------------------------------------------------------------------

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>'
FAR = "Delete the empty rows and columns."
SWOLLEN = "The file unpacks to far more than its size and is not opened."


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = a_package(sheet=b" " * 60_000_000)
    assert len(bomb) < 100_000
    tracemalloc.start()
    assert refusal(bomb).startswith(SWOLLEN)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_file_too_large_is_not_opened() -> None:
    assert refusal(b"PK" + b"x" * 2_000_000, Limits(file=1_000_000)) == "The file is larger than 1 MB. Divide it."


def test_entities_are_refused_in_every_part() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    for part in ("sheet", "strings"):
        assert refusal(a_package(**{part: laughs + SHEET.format("")})).startswith("The file declares XML entities")
    assert refusal(a_package(sheet=(laughs + SHEET.format("")).encode("utf-16"))).startswith("The file is damaged")


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c s='0' r='XFD1048576'><v>1</v></c></row>",
        '<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>',
        '<x:row xmlns:x="y" r="9"><x:c r="XFD1048576"><v>1</v></x:c></x:row>',
    ],
)
def test_a_cell_at_the_far_end_of_the_sheet_is_refused(cells: str) -> None:
    assert refusal(a_package(sheet=SHEET.format(cells))).endswith(FAR)


def test_a_long_text_shared_by_many_cells_is_refused() -> None:
    strings = STRINGS.format(f"<si><t>{'x' * 32_000}</t></si>")
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 100_001))
    assert refusal(a_package(sheet=SHEET.format(rows), strings=strings), Limits(ratio=10_000)).startswith(SWOLLEN)


def test_a_long_text_used_once_among_many_cells_is_read() -> None:
    rows: list[Sequence[object]] = [[f"A {n}", "x" * 30_000 if n == 7 else ""] for n in range(20_000)]
    table = read_table(a_sheet(["Họ tên", "Ghi chú"], *rows), COLUMNS, required=["name"])
    assert sum(1 for _ in table.rows()) == 20_000


def test_cells_without_places_are_read_where_they_follow() -> None:
    rows = "".join(
        f'<row><c t="inlineStr"><is><t>{a}</t></is></c><c t="inlineStr"><is><t>{b}</t></is></c></row>'
        for a, b in (("Họ tên", "Số thẻ"), ("Lê A", "7"))
    )
    assert values(read_table(a_package(sheet=SHEET.format(rows)), COLUMNS, required=["card"])) == [
        {"card": "7", "name": "Lê A"}
    ]


def test_macros_are_refused() -> None:
    out = io.BytesIO(a_sheet(HEADERS))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    assert refusal(out.getvalue()).startswith("The file carries macros.")
