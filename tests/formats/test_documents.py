"""One block tree makes DOCX and PDF with the same words, in the form of HD36."""

import io
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import docx as python_docx
import pypdf
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from daihoi.formats import docx, pdf
from daihoi.formats.blocks import (
    Column,
    Document,
    FigureRun,
    Header,
    Margins,
    Meta,
    Run,
    Table,
    bold,
    bullets,
    heading,
    para,
    plain,
    profile_on,
    runs,
    slot_keys,
    slots,
    table,
)
from daihoi.formats.text import clean
from tests.formats.extract import docx_text, pdf_text, words
from tests.formats.golden import assert_golden
from tests.formats.samples import a_report, minutes

pytestmark = pytest.mark.filterwarnings("error::daihoi.formats.pdf.SettingWarning")

SAMPLES = {"report": a_report, "minutes": minutes}


@pytest.fixture(params=SAMPLES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def make(name: str) -> Document:
    return SAMPLES[name]()


def test_docx_and_pdf_carry_the_words_of_the_tree_in_its_order(name: str) -> None:
    document = make(name)
    expected = words("\n".join(document.lines()))
    assert words(docx_text(docx.render(document))) == expected
    assert words(pdf_text(pdf.render(document))) == expected


def test_the_words_are_those_once_approved(name: str) -> None:
    document = make(name)
    assert_golden(f"{name}.docx.txt", docx_text(docx.render(document)))
    assert_golden(f"{name}.pdf.txt", pdf_text(pdf.render(document)))


@pytest.mark.parametrize("render", [docx.render, pdf.render])
def test_the_same_tree_gives_the_same_bytes(render: Callable[[Document], bytes], name: str) -> None:
    assert render(make(name)) == render(make(name))


def test_bold_capitals_with_two_marks_stay_text() -> None:
    document = Document(Meta("x"), (para(bold("ĐẢNG BỘ – HỆ THỐNG Ộ Ệ Ẫ Ữ"), Run(" Ộ Ệ ẵ", italic=True)),))
    for text in (docx_text(docx.render(document)), pdf_text(pdf.render(document))):
        assert unicodedata.is_normalized("NFC", text)
        assert "ĐẢNG BỘ – HỆ THỐNG Ộ Ệ Ẫ Ữ Ộ Ệ ẵ" in text


def test_the_fonts_set_vietnamese_marks_right() -> None:
    pages: Any = pypdf.PdfReader(io.BytesIO(pdf.render(a_report()))).pages
    fonts = {
        str(font["/FontDescriptor"]["/FontName"]).split("+")[-1]
        for page in pages
        for parent in page["/Resources"]["/Font"].values()
        for font in parent.get_object()["/DescendantFonts"]
    }
    assert fonts == {"SourceSerifPro-Regular", "SourceSerifPro-Bold", "LibertinusSerif-Italic"}


def test_nfd_text_is_set_composed() -> None:
    document = Document(Meta("x"), (para(unicodedata.normalize("NFD", "Nguyễn Thị Uỷ")),))
    assert "Nguyễn Thị Uỷ" in docx_text(docx.render(document))
    assert "Nguyễn Thị Uỷ" in pdf_text(pdf.render(document))


HOSTILE = '#eval("1") $x^2$ \\ *b* _i_ <a> @ref // <w:p> & {{7*7}} {% x %} "q" `c` = + - #import "@preview/x" [[none]]'


def test_markup_in_a_text_is_only_text() -> None:
    document = Document(
        Meta(HOSTILE, footer=HOSTILE),
        (
            heading(HOSTILE),
            para(HOSTILE, FigureRun("k", HOSTILE)),
            bullets(HOSTILE),
            table(
                [Column(HOSTILE, unit=HOSTILE), Column("B", group=HOSTILE)],
                [[HOSTILE, bold(HOSTILE)]],
                caption=HOSTILE,
            ),
        ),
        header=Header(HOSTILE, HOSTILE, symbol=HOSTILE, place=HOSTILE),
        type_name="BÁO CÁO",
        abstract=(HOSTILE,),
    )
    # Lines may break inside so strange a word, so spaces do not count here.
    expected = "".join("".join(document.lines()).split())
    assert "".join(docx_text(docx.render(document)).split()) == expected
    assert "".join(pdf_text(pdf.render(document)).split()) == expected


def test_marks_that_turn_the_line_or_break_files_are_left_out() -> None:
    assert clean("Nguy\u202een\x00 Văn\x0b A\ud800\uffff\ufeff") == "Nguyen Văn A"
    document = Document(Meta("x\x00"), (para("a\x01b\u2066c"),))
    assert docx_text(docx.render(document)) == "abc"
    assert pdf_text(pdf.render(document)) == "abc"


@settings(max_examples=25)
@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_text_can_be_set(texts: list[str]) -> None:
    document = Document(Meta("x"), (para(*texts), bullets(*texts), table([Column("A")], [[text] for text in texts])))
    assert docx_text(docx.render(document)) is not None
    assert pdf.render(document).startswith(b"%PDF")


# --- the form --------------------------------------------------------------------------------------------------------


def opened(document: Document) -> Any:
    return python_docx.Document(io.BytesIO(docx.render(document)))


def test_the_page_is_a4_with_the_margins_of_the_setting() -> None:
    first = opened(a_report()).sections[0]
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 20]
    other = Document(Meta("x", margins=Margins(25, 25, 35, 15)), (para("x"),))
    assert round(Mm(35).mm) == round(opened(other).sections[0].left_margin.mm)


def test_the_page_number_stands_top_centre_from_page_two() -> None:
    section = opened(a_report()).sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert 'w:val="Header"' in section.header._element.xml
    assert section.first_page_header.is_linked_to_previous  # the first page has none
    pages = [page.extract_text().split("\n") for page in pypdf.PdfReader(io.BytesIO(pdf.render(a_report()))).pages]
    assert [lines[0].strip() for lines in pages[1:]] == ["2", "3", "4"]
    assert pages[0][0].startswith("ĐẢNG BỘ")


def test_the_head_has_issuer_left_and_title_right_with_its_rule() -> None:
    document = opened(a_report())
    left, right = document.tables[0].rows[0].cells
    assert [p.text for p in left.paragraphs] == [
        "ĐẢNG BỘ\nTHÀNH PHỐ HỒ CHÍ MINH",
        "QUẬN UỶ BÌNH THẠNH",
        "*",
        "Số 01-BC/QU",
    ]
    assert [bool(p.runs[0].bold) for p in left.paragraphs] == [False, True, False, False]
    assert right.paragraphs[0].text == "ĐẢNG CỘNG SẢN VIỆT NAM"
    assert right.paragraphs[0].runs[0].bold
    assert right.paragraphs[0].runs[0].font.size == Pt(15)
    assert right.paragraphs[1]._p.find(f".//{qn('w:pBdr')}") is not None
    assert right.paragraphs[2].text == "Bình Thạnh, ngày 27 tháng 8 năm 2020"
    assert right.paragraphs[2].runs[0].italic


def test_type_abstract_and_five_hyphens_stand_in_styles() -> None:
    styled = [(p.style.name, p.text) for p in opened(a_report()).paragraphs[:5] if p.style]
    assert styled == [
        ("Title", "BÁO CÁO"),
        ("Subtitle", "Tổng kết đại hội đảng bộ các cấp"),
        ("Subtitle", "nhiệm kỳ 2020 - 2025"),
        ("Dau van ban", "-----"),
        ("Heading 1", "I. TÌNH HÌNH CHUNG"),
    ]


def test_every_style_is_times_new_roman_fourteen_in_the_body() -> None:
    document = opened(a_report())
    body, normal = document.styles["Body Text"], document.styles["Normal"]
    assert normal.font.name == "Times New Roman"
    assert body.font.size == Pt(14)
    assert body.paragraph_format.widow_control


def test_heads_of_tables_repeat_and_numbers_stand_right() -> None:
    shown = opened(a_report()).tables[1]
    assert shown.style is not None
    assert shown.style.name == "Table Grid"
    heads = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in shown.rows]
    assert heads[:3] == [True, True, False]
    assert not any(heads[2:])
    assert shown.rows[2].cells[2].paragraphs[0].alignment == 2
    total = shown.rows[-1].cells[1].paragraphs[0].runs[0]
    assert total.text == "Cộng"
    assert total.bold


def test_a_turned_table_stands_on_pages_of_its_own_with_its_heading() -> None:
    sections = opened(a_report()).sections
    assert [section.page_width > section.page_height for section in sections] == [False, True, False]
    sizes = [page.mediabox for page in pypdf.PdfReader(io.BytesIO(pdf.render(a_report()))).pages]
    assert [box.width > box.height for box in sizes] == [False, False, True, False]
    assert "PHỤ LỤC" in pypdf.PdfReader(io.BytesIO(pdf.render(a_report()))).pages[2].extract_text()


def test_a_document_of_a_turned_table_alone_has_no_empty_page() -> None:
    document = Document(Meta("x"), (heading("A"), table([Column("B")], [["c"]], landscape=True)))
    assert len(pypdf.PdfReader(io.BytesIO(pdf.render(document))).pages) == 1
    assert len(opened(document).sections) == 1


def test_the_file_tells_nothing_of_machine_or_hour() -> None:
    with zipfile.ZipFile(io.BytesIO(docx.render(a_report()))) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert "2000-01-01" in core
    assert "python-docx" not in core
    assert "Báo cáo tổng kết" in core


def test_an_unnumbered_undated_paper_leaves_gaps_for_the_pen() -> None:
    head = Header("", "Ban Kiểm phiếu", symbol="BB/ĐH")
    assert (head.number_line, head.place_line) == ("Số ……-BB/ĐH", "ngày …… tháng …… năm ………")
    assert Header("", "a", place="Huế", day=date(2020, 2, 3)).place_line == "Huế, ngày 03 tháng 02 năm 2020"


def test_a_long_superior_is_broken_into_like_lines() -> None:
    lines = Header("Đảng bộ Thành phố Hồ Chí Minh", "x").superior_line.split("\n")
    assert " ".join(lines) == "ĐẢNG BỘ THÀNH PHỐ HỒ CHÍ MINH"
    assert len(lines) == 2
    assert max(map(len, lines)) - min(map(len, lines)) <= 4
    assert Header("Quận uỷ Bình Thạnh", "x").superior_line == "QUẬN UỶ BÌNH THẠNH"


def test_the_profile_follows_the_date_of_the_paper() -> None:
    assert profile_on(date(2026, 1, 8)).key == "36-HD/VPTW"
    assert profile_on(date(2026, 1, 9)).key == "399-QĐ/TW"


# --- the tree --------------------------------------------------------------------------------------------------------


def test_slots_become_figures_and_unknown_slots_stay() -> None:
    text = "Có [[members]] đảng viên, [[nothing]]."
    line = slots(text, {"members": "11.836"})
    assert line == (Run("Có "), FigureRun("members", "11.836"), Run(" đảng viên, [[nothing]]."))
    assert slot_keys(text) == ("members", "nothing")
    assert plain(line) == "Có 11.836 đảng viên, [[nothing]]."
    assert [figure.key for figure in a_report().figures()] == ["grassroots_units", "members", "women_percent", "issued"]


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells in a table of 1"):
        Table((Column("A"),), ((runs("x"), runs("y")),))


@given(st.lists(st.integers(0, 60), min_size=1, max_size=30), st.sampled_from([160, 247]))
def test_columns_fill_the_width_exactly(widths: list[int], room: int) -> None:
    shown = Table(tuple(Column("x", width=width) for width in widths), ())
    assert sum(shown.widths(room)) == room * 10
    assert all(width > 0 for width in shown.widths(room))
