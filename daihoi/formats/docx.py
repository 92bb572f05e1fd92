"""A block tree as DOCX in the form of Hướng dẫn 36-HD/VPTW: real Word styles, A4, the same bytes for the same tree."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm

from daihoi.formats.blocks import (
    RECIPIENTS,
    Align,
    Block,
    Document,
    Header,
    Heading,
    Inline,
    KeyValues,
    ListBlock,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Runs,
    Signatures,
    Signer,
    Table,
    runs,
)
from daihoi.formats.packages import same_bytes
from daihoi.formats.text import capitals_width

Element = BaseOxmlElement

FONT = "Times New Roman"
MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_PAGE_WIDTH, _PAGE_HEIGHT = 210, 297  # A4, mm
_LONG_AGO = datetime(2000, 1, 1)  # a document tells its own date; the file's would change its bytes
_LEFTOVERS = ("/thumbnail", "/stylesWithEffects", "/extended-properties")
_TWIPS = 1440  # in an inch of 25.4 mm
_ALIGN = {"left": "left", "center": "center", "right": "right", "justify": "both"}


def render(document: Document) -> bytes:
    """`document` as the bytes of a DOCX file."""
    return _Writer(document).save()


def _twips(mm: float) -> str:
    return str(round(mm * _TWIPS / 25.4))


def _element(tag: str, *children: Element, **attributes: object) -> Element:
    """An element of Word's main vocabulary: _element("jc", val="center") is <w:jc w:val="center"/>."""
    element: Element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(children)
    return element


def _run(inline: Inline, *, size: int = 0, all_bold: bool = False) -> Element:
    """A run; a line feed in its text breaks the line."""
    dress = _element("rPr")
    if inline.bold or all_bold:
        dress.append(_element("b"))
    if isinstance(inline, Run) and inline.italic:
        dress.append(_element("i"))
    if size:
        dress.extend([_element("sz", val=size * 2), _element("szCs", val=size * 2)])
    if isinstance(inline, Run) and inline.underline:
        dress.append(_element("u", val="single"))
    run = _element("r", *([dress] if len(dress) else []))
    for number, line in enumerate(inline.text.split("\n")):
        if number:
            run.append(_element("br"))
        text = _element("t")
        text.text = line
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(text)
    return run


def _paragraph(
    style: str,
    line: Runs | str,
    *,
    align: Align | None = None,
    size: int = 0,
    bold: bool = False,
    keep_next: bool = False,
    before: int | None = None,
    first_line: int | None = None,
) -> Element:
    """A paragraph in a named style; what is given besides differs from the style. Children stand in schema order."""
    dress = _element("pPr", _element("pStyle", val=style))
    if keep_next:
        dress.append(_element("keepNext"))
    if before is not None:
        dress.append(_element("spacing", before=before * 20))
    if first_line is not None:
        dress.append(_element("ind", firstLine=_twips(first_line)))
    if align:
        dress.append(_element("jc", val=_ALIGN[align]))
    return _element("p", dress, *(_run(inline, size=size, all_bold=bold) for inline in runs(line)))


def _no_borders(*names: str) -> Element:
    return _element("tcBorders", *(_element(name, val="nil") for name in names))


def _cell(width: int, *content: Element, span: int = 1, borders: Element | None = None, valign: str = "") -> Element:
    """A cell `width` tenths of a mm wide."""
    dress = _element("tcPr", _element("tcW", w=_twips(width / 10), type="dxa"))
    if span > 1:
        dress.append(_element("gridSpan", val=span))
    if borders is not None:
        dress.append(borders)
    if valign:
        dress.append(_element("vAlign", val=valign))
    return _element("tc", dress, *content)


def _row(*cells: Element, head: bool = False) -> Element:
    """A row that no page break cuts; a head row is repeated on every page."""
    dress = _element("trPr", _element("cantSplit"))
    if head:
        dress.append(_element("tblHeader"))
    return _element("tr", dress, *cells)


def _table(style: str, widths: Iterable[int], *rows: Element, cell_margin: float = 1.5) -> Element:
    """A table of fixed widths in tenths of a mm."""
    widths = tuple(widths)
    margins = (_element(side, w=_twips(cell_margin), type="dxa") for side in ("left", "right"))
    dress = _element(
        "tblPr",
        _element("tblStyle", val=style),
        _element("tblW", w=_twips(sum(widths) / 10), type="dxa"),
        _element("jc", val="center"),
        _element("tblLayout", type="fixed"),
        _element("tblCellMar", *margins),
        _element("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1),
    )
    grid = _element("tblGrid", *(_element("gridCol", w=_twips(width / 10)) for width in widths))
    return _element("tbl", dress, grid, *rows)


class _Writer:
    """Writes one document; `width` is the text width of the page being filled, in mm."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.profile = document.meta.profile
        self.word: WordDocument = docx.Document()
        margins = document.meta.margins
        self.width = _PAGE_WIDTH - margins.left - margins.right
        self._styles()
        self._running_lines(self.word.sections[0])

    # --- set-up ---

    def _styles(self) -> None:
        size = self.profile.text_size
        defaults = self.word.styles.element.find(qn("w:docDefaults"))
        for old in defaults.iter(qn("w:rFonts"), qn("w:lang")):
            old.attrib.clear()
            if old.tag == qn("w:lang"):
                old.set(qn("w:val"), "vi-VN")
                old.set(qn("w:eastAsia"), "vi-VN")
        for mode in self.word.settings.element.iter(qn("w:compatSetting")):
            if mode.get(qn("w:name")) == "compatibilityMode":
                mode.set(qn("w:val"), "15")  # Word as it is now, not in its compatibility mode
        # The template brings a picture of itself, its styles once more, and the name of a program that is not ours.
        for relations in (self.word.part.package.rels, self.word.part.rels):
            for key in [key for key, one in relations.items() if one.reltype.endswith(_LEFTOVERS)]:
                del relations[key]

        self._style("Normal", size=size)
        self._style("Body Text", align="justify", first_line=10, after=6, line=1.1)
        self._style("Heading 1", size=size, first_line=10, bold=True, before=12, after=6, keep=True)
        self._style("Heading 2", size=size, first_line=10, bold=True, before=8, after=4, keep=True)
        self._style("Heading 3", size=size, first_line=10, italic=True, before=6, after=4, keep=True)
        self._style("Title", size=self.profile.type_size, bold=True, align="center", before=18)
        self._style("Subtitle", size=self.profile.abstract_size, bold=True, align="center")
        self._style("List Paragraph", align="justify", first_line=10, after=4, line=1.1)
        self._style("Caption", size=size - 1, bold=True, align="center", before=8, after=4, keep=True)
        self._style("Header", size=size, align="center")
        self._style("Footer", size=9, align="center")
        self._style("Dau van ban", align="center", new=True)
        self._style("O bang", size=12, before=2, after=2, new=True)
        self._style("Ghi chu", size=self.profile.note_size, italic=True, align="justify", before=4, after=6, new=True)
        self._style("Noi nhan", size=self.profile.recipients_size, new=True)

    def _style(
        self,
        name: str,
        *,
        size: int = 0,
        bold: bool = False,
        italic: bool = False,
        align: Align = "left",
        before: int = 0,
        after: int = 0,
        first_line: int = 0,
        line: float = 1.0,
        keep: bool = False,
        new: bool = False,
    ) -> None:
        """Make or reshape one style; what the template's own style had is thrown away."""
        styles = self.word.styles
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) if new else styles[name]
        element: Element = style.element
        for tag in ("w:pPr", "w:rPr"):
            old = element.find(qn(tag))
            if old is not None:
                element.remove(old)
        level = {"Heading 1": 0, "Heading 2": 1, "Heading 3": 2}.get(name)
        paragraph = _element("pPr")
        if keep:
            paragraph.extend([_element("keepNext"), _element("keepLines")])
        paragraph.append(_element("widowControl", val=1))
        if name == "Caption":
            paragraph.append(_element("suppressAutoHyphens"))
        paragraph.append(
            _element("spacing", before=before * 20, after=after * 20, line=round(line * 240), lineRule="auto")
        )
        paragraph.append(_element("ind", left=0, firstLine=_twips(first_line)))
        if name == "Title":
            paragraph.append(_element("contextualSpacing", val=0))
        paragraph.append(_element("jc", val=_ALIGN[align]))
        if level is not None:
            paragraph.append(_element("outlineLvl", val=level))
        text = _element("rPr", _element("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT))
        text.extend([_element("b", val=int(bold)), _element("i", val=int(italic)), _element("color", val="000000")])
        points = (size or self.profile.text_size) * 2
        text.extend([_element("sz", val=points), _element("szCs", val=points)])
        element.extend([paragraph, text])

    def _page(self, section: Section, *, landscape: bool) -> None:
        margins = self.document.meta.margins
        width, height = (_PAGE_HEIGHT, _PAGE_WIDTH) if landscape else (_PAGE_WIDTH, _PAGE_HEIGHT)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.top_margin, section.bottom_margin = Mm(margins.top), Mm(margins.bottom)
        section.left_margin, section.right_margin = Mm(margins.left), Mm(margins.right)
        section.header_distance = section.footer_distance = Mm(10)
        self.width = width - margins.left - margins.right

    def _running_lines(self, first: Section) -> None:
        """The page number at the top centre from page 2, the small line at the foot of every page."""
        first.different_first_page_header_footer = True
        number = _element("p", _element("pPr", _element("pStyle", val="Header")))
        for kind in ("begin", "", "end"):
            if kind:
                number.append(_element("r", _element("fldChar", fldCharType=kind)))
            else:
                code = _element("instrText")
                code.text = "PAGE"
                number.append(_element("r", code))
        head = first.header._element
        head.clear()
        head.append(number)
        for foot in (first.footer, first.first_page_footer):
            foot._element.clear()
            foot._element.append(_paragraph("Footer", self.document.meta.footer))

    # --- the tree ---

    def save(self) -> bytes:
        """Write all and give the bytes."""
        document, core = self.document, self.word.core_properties
        core.title, core.language = document.meta.title[:255], "vi-VN"
        core.author = core.last_modified_by = document.header.own[:255] if document.header else ""
        core.comments = core.keywords = core.subject = core.category = ""
        core.created = core.modified = _LONG_AGO
        core.revision = 1
        for number, (turned, blocks) in enumerate(document.sections()):
            self._section(turned, is_first=number == 0)
            if number == 0:
                self._opening()
            for block in blocks:
                self._block(block)
        out = io.BytesIO()
        self.word.save(out)
        return same_bytes(out.getvalue())

    def _add(self, *elements: Element) -> None:
        """Append before the properties of the last section."""
        for element in elements:
            self.word.element.body[-1].addprevious(element)

    def _head(self, header: Header) -> None:
        left, right = self.width * 9 // 2, self.width * 10 - self.width * 9 // 2
        profile = self.profile
        issuer = [
            _paragraph("Dauvanban", text, size=size, bold=is_bold)
            for text, size, is_bold in (
                (header.superior_line, profile.issuer_size, False),
                (header.own_line, profile.issuer_size, True),
                ("*", profile.issuer_size, False),
                (header.number_line, profile.number_size, False),
            )
            if text
        ]
        title = _paragraph("Dauvanban", profile.title, size=profile.title_size, bold=True)
        beside = _twips(max(0.0, (right / 10 - capitals_width(profile.title, profile.title_size)) / 2))
        rule = _element(
            "p",
            _element(
                "pPr",
                _element("pStyle", val="Dauvanban"),
                _element("pBdr", _element("top", val="single", sz=6, space=0, color="000000")),
                _element("spacing", before=20, line=60, lineRule="exact"),
                _element("ind", left=beside, right=beside),
            ),
        )
        place = _paragraph("Dauvanban", (Run(header.place_line, italic=True),), size=profile.place_size, before=4)
        row = _row(_cell(left, *issuer), _cell(right, title, rule, place))
        self._add(_table("TableNormal", (left, right), row, cell_margin=0))

    def _section(self, turned: bool, *, is_first: bool) -> None:
        """Begin pages that stand upright or are turned."""
        if is_first:
            self._page(self.word.sections[0], landscape=turned)
            return
        section = self.word.add_section(WD_SECTION.NEW_PAGE)
        section.different_first_page_header_footer = False
        # The break stands in a paragraph: as thin as can be, so that it never begins a page of its own.
        dress: Element = self.word.element.body[-2].find(qn("w:pPr"))
        dress.insert(0, _element("pStyle", val="Obang"))
        dress.insert(1, _element("spacing", before=0, after=0, line=20, lineRule="exact"))
        self._page(section, landscape=turned)

    def _opening(self) -> None:
        document = self.document
        if document.header:
            self._head(document.header)
        if document.type_name:
            self._add(_paragraph("Title", document.type_name, keep_next=True))
        for line in document.abstract:
            self._add(_paragraph("Subtitle", line, keep_next=True))
        if document.closing_rule:
            rule = _paragraph("Dauvanban", document.closing_rule)
            rule[0].insert(1, _element("spacing", after=240))
            self._add(rule)

    def _block(self, block: Block) -> None:
        match block:
            case Heading(text, level):
                self._add(_paragraph(f"Heading{level}", text))
            case Paragraph(line, align, indent, keep):
                first_line = None if indent and align in ("justify", "left") else 0
                self._add(_paragraph("BodyText", line, align=align, keep_next=keep, first_line=first_line))
            case ListBlock(items):
                for index, item in enumerate(items):
                    self._add(_paragraph("ListParagraph", (Run(f"{block.marker(index)} "), *item)))
            case KeyValues(pairs):
                widths = (self.width * 4, self.width * 6)
                size = self.profile.text_size - 1
                rows = (
                    _row(
                        _cell(widths[0], _paragraph("Obang", f"{label}:", size=size, first_line=10)),
                        _cell(widths[1], _paragraph("Obang", value, size=size)),
                    )
                    for label, value in pairs
                )
                self._add(_table("TableNormal", widths, *rows, cell_margin=1), self._gap())
            case Note(line):
                italic = tuple(Run(i.text, bold=i.bold, italic=True) for i in line)
                self._add(_paragraph("Ghichu", italic))
            case Table():
                self._data_table(block)
            case Signatures():
                self._signatures(block)
            case PageBreak():
                self._add(_element("p", _element("r", _element("br", type="page"))))

    def _gap(self) -> Element:
        """A thin empty line: without one, two tables in a row would become one in Word."""
        spacing = _element("spacing", before=0, after=0, line=120, lineRule="exact")
        return _element("p", _element("pPr", _element("pStyle", val="Obang"), spacing))

    def _data_table(self, block: Table) -> None:
        widths, size = block.widths(self.width), block.size
        rows = []
        if block.caption:
            self._add(_paragraph("Caption", block.caption))
        if block.groups:
            cells, start = [], 0
            for text, span in block.groups:
                content = _paragraph("Obang", text, align="center", size=size, bold=True, keep_next=True)
                borders = None if text else _no_borders("bottom")
                cells.append(_cell(sum(widths[start : start + span]), content, span=span, borders=borders))
                start += span
            rows.append(_row(*cells, head=block.repeat_head))
        heads = (
            _cell(
                width,
                _paragraph("Obang", column.head, align="center", size=size, bold=True, keep_next=True),
                borders=_no_borders("top") if block.groups and not column.group else None,
                valign="center",
            )
            for column, width in zip(block.columns, widths, strict=True)
        )
        rows.append(_row(*heads, head=block.repeat_head))
        for line in (*block.rows, *([block.total] if block.total else [])):
            is_total = line is block.total
            rows.append(
                _row(
                    *(
                        _cell(width, _paragraph("Obang", cell, align=column.align, size=size, bold=is_total))
                        for column, width, cell in zip(block.columns, widths, line, strict=True)
                    )
                )
            )
        self._add(_table("TableGrid", widths, *rows), self._gap())

    def _signatures(self, block: Signatures) -> None:
        left, right = self.width * 9 // 2, self.width * 10 - self.width * 9 // 2
        size, above = self.profile.recipients_head_size, 14 if block.left else 0
        recipients = [
            _paragraph("Noinhan", (Run(RECIPIENTS, underline=True),), size=size, before=above),
            *(_paragraph("Noinhan", entry) for entry in block.recipients),
        ]
        rows = []
        for index, (one, two) in enumerate(block.signer_rows()):
            beside = recipients if block.recipients and not block.left and index == 0 else self._signer(one)
            rows.append(_row(_cell(left, *beside), _cell(right, *self._signer(two))))
        self._add(self._gap(), _table("TableNormal", (left, right), *rows, cell_margin=1))
        if block.recipients and block.left:
            self._add(*recipients)

    def _signer(self, signer: Signer | None) -> list[Element]:
        if signer is None:
            return [_paragraph("Dauvanban", "")]
        size = self.profile.text_size
        lines = [
            _paragraph("Dauvanban", signer.authority, size=size, bold=True, keep_next=True),
            _paragraph("Dauvanban", signer.post, size=size, keep_next=True),
        ]
        # Room for the hand and the seal between post and name.
        name = _paragraph("Dauvanban", signer.name, size=size, bold=True, before=64)
        return [line for line in lines if line.findtext(f".//{qn('w:t')}")] + [name]
