"""The superior's form is filled at its named places, and nothing in it is executed."""

import io
import time
import zipfile
from datetime import date
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl.workbook.defined_name import DefinedName

from daihoi.formats.forms import Figure, FilledForm, fill_form
from daihoi.formats.packages import FileError
from tests.formats.extract import docx_text

FIGURES: dict[str, Figure] = {
    "members": 11836,
    "women_percent": "39,02 %",
    "held_on": date(2020, 6, 24),
    "not_yet": None,
    "formula": '=HYPERLINK("http://x")',
    "đảng_viên": 12,
}


def an_excel_form() -> Any:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Biểu 1"
    page["A1"] = "BIỂU TỔNG HỢP của {{unit}}"
    page["B2"] = "{{members}}"
    page["B3"] = "Toàn đảng bộ có {{ members }} đảng viên, nữ {{women_percent}}."
    page["B4"] = "=B2*2"
    page["B5"] = "{{not_yet}}"
    page["B6"] = "{{formula}}"
    page["B7"] = "{{held_on}}"
    page["B8"] = "{{ ĐẢNG_VIÊN }}"
    page.merge_cells("C2:D3")
    page.column_dimensions["B"].width = 33
    for name, place in {
        "women_percent": "$E$2", "Members": "$C$2:$D$3", "area": "$A$1:$A$9", "tong_so": "$E$3", "sum_cell": "$B$4",
    }.items():  # fmt: skip
        book.defined_names[name] = DefinedName(name, attr_text=f"'Biểu 1'!{place}")
    page.defined_names["held_on"] = DefinedName("held_on", attr_text="'Biểu 1'!$E$5")
    return book


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_an_excel_form_is_filled_by_names_and_places() -> None:
    form = fill_form(saved(an_excel_form()), FIGURES)
    page = openpyxl.load_workbook(io.BytesIO(form.data))["Biểu 1"]
    assert form.kind == "xlsx"
    assert page["B2"].value == 11836
    assert page["B3"].value == "Toàn đảng bộ có 11.836 đảng viên, nữ 39,02 %."
    assert (page["C2"].value, page["E2"].value, page["E5"].value.date()) == (11836, "39,02 %", date(2020, 6, 24))
    assert (page["B7"].value.date(), page["B8"].value) == (date(2020, 6, 24), 12)
    assert page["B7"].number_format == "dd/mm/yyyy"
    # What has no figure stays for the eye to find; the form's own formula and layout stay too.
    assert (page["A1"].value, page["B5"].value) == ("BIỂU TỔNG HỢP của {{unit}}", "{{not_yet}}")
    assert (page["B4"].value, page.column_dimensions["B"].width) == ("=B2*2", 33)
    assert set(form.filled) == {"members", "women_percent", "formula", "held_on", "ĐẢNG_VIÊN", "Members"}
    assert set(form.unknown) == {"unit", "tong_so"}
    assert form.unfilled == ("not_yet",)


def test_a_figure_that_looks_like_a_formula_stays_text() -> None:
    form = fill_form(saved(an_excel_form()), FIGURES)
    cell = openpyxl.load_workbook(io.BytesIO(form.data))["Biểu 1"]["B6"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ('=HYPERLINK("http://x")', "s", True)


def a_word_form(*paragraphs: str) -> Any:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return document


def filled(document: Any) -> FilledForm:
    return fill_form(saved(document), FIGURES)


def test_a_word_form_is_filled_even_where_word_has_cut_the_name() -> None:
    document = a_word_form("Có {{members}} đảng viên, nữ {{ women_percent }}; {{unit}}, {{not_yet}}.")
    cut = document.add_paragraph()
    for piece in ("Tổng {", "{mem", "be", "rs}", "} người và {{members}}"):
        cut.add_run(piece).bold = piece == "{mem"
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "{{held_on}}"
    document.sections[0].header.paragraphs[0].text = "Đầu trang {{members}}"
    form = filled(document)
    assert docx_text(form.data).split("\n") == [
        "Có 11.836 đảng viên, nữ 39,02 %; {{unit}}, {{not_yet}}.",
        "Tổng 11.836 người và 11.836",
        "24/6/2020",
    ]
    opened = docx.Document(io.BytesIO(form.data))
    assert opened.sections[0].header.paragraphs[0].text == "Đầu trang 11.836"
    assert [run.text for run in opened.paragraphs[1].runs if run.text] == ["Tổng 11.836", " người và 11.836"]
    assert (form.kind, form.unknown, form.unfilled) == ("docx", ("unit",), ("not_yet",))
    assert set(form.filled) == {"members", "women_percent", "held_on"}


def test_content_controls_and_bookmarks_are_places_too() -> None:
    document = a_word_form("x")
    control = parse_xml(
        f'<w:p {nsdecls("w")}><w:sdt><w:sdtPr><w:tag w:val="members"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r>'
        "<w:t>Bấm để nhập</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    marked = parse_xml(
        f'<w:p {nsdecls("w")}><w:r><w:t xml:space="preserve">Nữ: </w:t></w:r><w:bookmarkStart w:id="1" '
        'w:name="women_percent"/><w:r><w:t>…</w:t></w:r><w:bookmarkEnd w:id="1"/><w:bookmarkStart w:id="2" '
        'w:name="held_on"/><w:bookmarkEnd w:id="2"/></w:p>'
    )
    document.element.body.insert(0, control)
    document.element.body.insert(1, marked)
    form = filled(document)
    assert docx_text(form.data).split("\n")[:2] == ["11.836", "Nữ: 39,02 %24/6/2020"]
    assert b"showingPlcHdr" not in zipfile.ZipFile(io.BytesIO(form.data)).read("word/document.xml")


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ members.__class__ }}",
        "{{ 7*7 }}",
        "{{ members|upper }}",
        "{{ self.__init__.__globals__ }}",
        "{{ lipsum() }}",
        "{{ [].append }}",
        "{{'x'}}",
    ],
)
def test_what_is_no_plain_name_stays_text(hostile: str) -> None:
    assert docx_text(filled(a_word_form(hostile)).data) == hostile
    book: Any = openpyxl.Workbook()
    book.active["A1"] = hostile
    form = fill_form(saved(book), FIGURES)
    shown: Any = openpyxl.load_workbook(io.BytesIO(form.data)).active
    assert shown["A1"].value == hostile
    assert form.filled == form.unknown == ()


@pytest.mark.parametrize("statement", ["{% for x in range(10**9) %}{{x}}{% endfor %}", "{# x #}", "{%p if 1 %}"])
def test_instructions_are_refused(statement: str) -> None:
    with pytest.raises(FileError, match=r"Only places such as \{\{members\}\} are filled"):
        filled(a_word_form("x", statement))
    book: Any = openpyxl.Workbook()
    book.active["A1"] = statement
    with pytest.raises(FileError, match="instructions"):
        fill_form(saved(book), FIGURES)


def test_markup_in_a_figure_is_only_text() -> None:
    form = fill_form(saved(a_word_form("{{a}}")), {"a": "<w:p>&{{a}}\x00\u202e"})
    assert docx_text(form.data) == "<w:p>&{{a}}"


def test_many_places_in_one_paragraph_take_no_time() -> None:
    document = a_word_form("{{members}} " * 20_000)
    text = document.paragraphs[0]._p.find(f".//{qn('w:t')}")
    for _ in range(20_000):
        run = OxmlElement("w:r")
        run.append(OxmlElement("w:t"))
        run[0].text = "{{members}}"
        text.getparent().addnext(run)
    data = saved(document)
    started = time.process_time()
    assert docx_text(fill_form(data, FIGURES).data).count("11.836") == 40_000
    assert time.process_time() - started < 10  # about 1 s


def test_macros_old_kinds_and_other_files_are_refused() -> None:
    out = io.BytesIO(saved(an_excel_form()))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(FileError, match="macros"):
        fill_form(out.getvalue(), FIGURES)
    with pytest.raises(FileError, match="old kind"):
        fill_form(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, FIGURES)
    with pytest.raises(FileError, match="not an Excel or Word file"):
        fill_form(b"%PDF-1.7", FIGURES)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("a.txt", "x")
    with pytest.raises(FileError, match="neither an Excel nor a Word file"):
        fill_form(other.getvalue(), FIGURES)


def test_a_damaged_form_gets_a_sentence() -> None:
    whole = saved(an_excel_form())
    for length in range(10, len(whole), 301):
        with pytest.raises(FileError, match="damaged"):
            fill_form(whole[:length], FIGURES)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(a_word_form("x")))) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            target.writestr(info.filename, b"<a>" if info.filename == "word/document.xml" else source.read(info))
    with pytest.raises(FileError, match="damaged"):
        fill_form(out.getvalue(), FIGURES)
