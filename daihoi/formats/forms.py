"""The superior's own form, .xlsx or .docx, filled with figures at its named places; nothing in it is ever executed."""

from __future__ import annotations

import io
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from daihoi.formats.packages import FileError, Limits, broken, check_package
from daihoi.formats.text import clean
from daihoi.rules.messages import N_, Message
from daihoi.rules.vietnamese import date_short, is_formula, nfc, number

# A form is small, and the library that keeps its layout needs a thousand bytes for each cell.
FORM_LIMITS = Limits(file=10_000_000, unpacked=60_000_000, written=200_000)

Figure = str | int | date | None  # None: the name is known, the figure is not there yet

# A place is {{name}} and nothing else: no dots, no calls, no filters. Whatever else stands in braces stays text.
_PLACE = re.compile(r"\{\{\s*([^\W\d]\w*)\s*\}\}")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_STATEMENT = re.compile(r"\{%|\{#")


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A filled form; `unknown` are places whose name no figure has, `unfilled` those whose figure is not there yet."""

    data: bytes
    kind: str  # xlsx or docx
    filled: tuple[str, ...]
    unknown: tuple[str, ...]
    unfilled: tuple[str, ...]


def fill_form(form: bytes, figures: Mapping[str, Figure], *, limits: Limits = FORM_LIMITS) -> FilledForm:
    """`form` with each named place given its figure; FileError says in one sentence why a form cannot be taken.

    Places: in Excel a cell that a defined name points to, or {{name}} in a text; in Word {{name}}, a content control
    whose tag is the name, or a bookmark of that name. Letters' case does not matter.
    """
    names = check_package(form, limits)
    fill = _Filling(figures)
    try:
        if "xl/workbook.xml" in names:
            data, kind = _fill_excel(form, fill), "xlsx"
        elif "word/document.xml" in names:
            data, kind = _fill_word(form, fill), "docx"
        else:
            raise FileError(Message.of(N_("The form is neither an Excel nor a Word file. Save it as .xlsx or .docx.")))
    except FileError:
        raise
    except Exception as error:  # the libraries raise whatever a damaged part makes them stumble over
        raise FileError(broken()) from error
    return FilledForm(data, kind, *fill.report())


class _Filling:
    """Looks names up and remembers what became of each."""

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        self._figures = {nfc(name).casefold(): value for name, value in figures.items()}
        self._fate: dict[str, str] = {}

    def value(self, name: str) -> Figure:
        """The figure of `name`, or None; remembered either way."""
        key = nfc(name).casefold()
        value = self._figures.get(key)
        fate = "unknown" if key not in self._figures else "unfilled" if value is None else "filled"
        self._fate[name] = fate
        return value

    def report(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """The names filled, unknown and unfilled, each in the order of the form."""
        filled, unknown, unfilled = (
            tuple(name for name, fate in self._fate.items() if fate == wanted)
            for wanted in ("filled", "unknown", "unfilled")
        )
        return filled, unknown, unfilled

    def check(self, text: str) -> None:
        """FileError where `text` wants more than to be filled."""
        if _STATEMENT.search(text):
            raise FileError(
                Message.of(N_("The form holds instructions ({%% … %%}). Only places such as {{members}} are filled."))
            )

    def text(self, text: str) -> str:
        """`text` with its places filled; a place without figure stays as it is."""
        self.check(text)

        def shown(match: re.Match[str]) -> str:
            value = self.value(match[1])
            return match[0] if value is None else _shown(value)

        return _PLACE.sub(shown, text)


def _shown(value: str | int | date) -> str:
    """A figure inside a sentence, as a Vietnamese reader expects it."""
    if isinstance(value, date):
        return date_short(value)
    return number(value) if isinstance(value, int) else clean(value)


# --- Excel -----------------------------------------------------------------------------------------------------------


def _fill_excel(form: bytes, fill: _Filling) -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(form))
    for sheet in workbook.worksheets:
        for cell in list(sheet._cells.values()):  # those that exist: the sheet's rectangle may be far larger
            if isinstance(cell, Cell) and cell.data_type == "s" and isinstance(cell.value, str) and "{" in cell.value:
                place = _PLACE.fullmatch(cell.value.strip())
                if place is None:
                    _set(cell, fill.text(cell.value))
                elif (value := fill.value(place[1])) is not None:
                    _set(cell, value)
    scopes: list[tuple[Worksheet | None, Mapping[str, DefinedName]]] = [(None, workbook.defined_names)]
    scopes += [(sheet, sheet.defined_names) for sheet in workbook.worksheets]
    for _, names in scopes:
        for name, defined in names.items():
            target = _single_cell(workbook, defined) if not name.startswith("_") and not defined.hidden else None
            if target is not None and (value := fill.value(name)) is not None:
                _set(target, value)
    if workbook.calculation is not None:
        workbook.calculation.fullCalcOnLoad = True  # the form's own sums are worked out anew when it is opened
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _single_cell(workbook: openpyxl.Workbook, defined: DefinedName) -> Cell | None:
    """The cell that a name points to, or the first of a merged range; None for lists, formulas and lost sheets."""
    if defined.type != "RANGE":
        return None
    destinations = [place for place in defined.destinations if place[0] in workbook.sheetnames]
    if len(destinations) != 1:
        return None
    sheet = workbook[destinations[0][0]]
    place = destinations[0][1].replace("$", "")
    merged = any(str(merged_range) == place for merged_range in sheet.merged_cells.ranges)
    if not re.fullmatch(r"[A-Z]{1,3}[0-9]{1,7}", place) and not merged:
        return None
    cell = sheet[place.partition(":")[0]]
    return None if isinstance(cell, MergedCell) or not isinstance(cell, Cell) or cell.data_type == "f" else cell


def _set(cell: Cell, value: str | int | date) -> None:
    """Give `cell` a value that Excel takes for what it is: a text that looks like a formula stays text."""
    if isinstance(value, str):
        text = clean(value)[:32_767]
        cell.value = text
        cell.data_type = "s"
        if is_formula(text):
            cell.quotePrefix = True
    else:
        is_number = isinstance(value, int)
        cell.value = value
        if isinstance(value, date) and not isinstance(value, datetime) and not is_number:
            cell.number_format = "dd/mm/yyyy"


# --- Word ------------------------------------------------------------------------------------------------------------


def _fill_word(form: bytes, fill: _Filling) -> bytes:
    document = docx.Document(io.BytesIO(form))
    for root in _roots(document):
        for paragraph in list(root.iter(qn("w:p"))):
            _fill_paragraph(paragraph, fill)
        for control in list(root.iter(qn("w:sdt"))):
            _fill_control(control, fill)
        for bookmark in list(root.iter(qn("w:bookmarkStart"))):
            _fill_bookmark(bookmark, fill)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _roots(document: docx.document.Document) -> Iterator[Element]:
    """The body, and every head and foot that the document has."""
    yield document.element.body
    for section in document.sections:
        for part in (
            section.header, section.first_page_header, section.even_page_header,
            section.footer, section.first_page_footer, section.even_page_footer,
        ):  # fmt: skip
            if not part.is_linked_to_previous:
                yield part._element


def _fill_paragraph(paragraph: Element, fill: _Filling) -> None:
    """Fill {{name}} even where Word has cut it into several runs: the first of them takes the figure."""
    texts = [text for text in paragraph.iter(qn("w:t")) if next(text.iterancestors(qn("w:p")), None) is paragraph]
    whole = "".join(text.text or "" for text in texts)
    if "{" not in whole:
        return
    fill.check(whole)
    ends = list(accumulate(len(text.text or "") for text in texts))
    parts: list[list[str]] = [[] for _ in texts]
    done = 0
    for match in _PLACE.finditer(whole):
        value = fill.value(match[1])
        if value is not None:
            _deal(whole, done, match.start(), ends, parts)
            parts[bisect_right(ends, match.start())].append(_shown(value))
            done = match.end()
    if not done:
        return
    _deal(whole, done, len(whole), ends, parts)
    for text, part in zip(texts, parts, strict=True):
        text.text = "".join(part)
        text.set(_SPACE, "preserve")


def _deal(whole: str, start: int, stop: int, ends: list[int], parts: list[list[str]]) -> None:
    """Give whole[start:stop] back to the texts that it came from; text i ended at ends[i]."""
    index = bisect_right(ends, start)
    while start < stop:
        end = min(ends[index], stop)
        parts[index].append(whole[start:end])
        start, index = end, index + 1


def _fill_control(control: Element, fill: _Filling) -> None:
    """A content control whose tag is a name."""
    tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    content = control.find(qn("w:sdtContent"))
    name = tag.get(qn("w:val"), "") if tag is not None else ""
    texts = list(content.iter(qn("w:t"))) if content is not None else []
    if not re.fullmatch(r"[^\W\d]\w*", name) or not texts:
        return
    value = fill.value(name)
    if value is None:
        return
    for text in texts:
        text.text = ""
    texts[0].text = _shown(value)
    placeholder = control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}")
    if placeholder is not None:
        placeholder.getparent().remove(placeholder)


def _fill_bookmark(bookmark: Element, fill: _Filling) -> None:
    """A bookmark of that name: what it spans in its paragraph gives way to the figure."""
    name = bookmark.get(qn("w:name"), "")
    if name.startswith("_") or not re.fullmatch(r"[^\W\d]\w*", name):
        return
    value = fill.value(name)
    if value is None:
        return
    following: list[Element] = []
    for sibling in bookmark.itersiblings():
        if sibling.tag == qn("w:bookmarkEnd") and sibling.get(qn("w:id")) == bookmark.get(qn("w:id")):
            break
        if sibling.tag == qn("w:r"):
            following.append(sibling)
    else:
        following = []  # it ends in another paragraph: its text stays, the figure stands before it
    texts = [text for run in following for text in run.iter(qn("w:t"))]
    if texts:
        for text in texts:
            text.text = ""
        texts[0].text = _shown(value)
        return
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = _shown(value)
    run.append(text)
    bookmark.addnext(run)
