"""Tables written to Excel: typed columns, titles above the header, ready to print; a text never becomes a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from daihoi.formats.text import clean
from daihoi.rules.vietnamese import fold, is_formula

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_FONT = "Times New Roman"
_LONG_AGO = datetime(2000, 1, 1)  # the day a file is made would change its bytes
_FIRST_DAY = date(1900, 3, 1)  # Excel counts a 29/2/1900 that never was; older dates are written as text
_WIDEST = 48  # letters in a column that is as wide as its texts need
_LONGEST_TEXT = 32_767  # a cell holds no more


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    INT = "int"
    DATE = "date"
    PERCENT = "percent"  # text such as 39,02 %: exact as printed, no number that Excel could round again


Value = str | int | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, what it holds, its width in characters (0: as wide as its texts need)."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its columns, rows with one value per column, titles above, a total in bold below."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]
    titles: tuple[str, ...] = ()
    total: Sequence[Value] = ()
    landscape: bool = False


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """`sheets` as the bytes of an .xlsx file; the same sheets give the same bytes."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(out, options)
    workbook.set_properties({"created": _LONG_AGO, "title": sheets[0].titles[0] if sheets[0].titles else ""})
    workbook.formats[0].set_font_name(_FONT)
    workbook.formats[0].set_font_size(12)
    dress = _Dress(workbook)
    for sheet, name in zip(sheets, _sheet_names([sheet.name for sheet in sheets]), strict=True):
        _write(workbook.add_worksheet(name), sheet, dress)
    workbook.close()
    return out.getvalue()


def write_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """One table as it stands on a page, as an .xlsx file of one sheet."""
    columns = []
    for index, head in enumerate(heads):
        texts = [row[index] for row in rows if row[index]]
        is_share = bool(texts) and all(isinstance(text, str) and text.endswith("%") for text in texts)
        columns.append(Column(head, Kind.PERCENT if is_share else Kind.TEXT))
    return write_workbook([Sheet(title, tuple(columns), rows, (title,) if title else (), landscape=len(columns) > 7)])


class _Dress:
    """The cell formats of one workbook, made as they are asked for."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def __call__(self, **properties: object) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({"font_name": _FONT, "font_size": 12, **properties})
        return self._made[key]

    def cell(self, kind: Kind, *, is_total: bool, is_guarded: bool = False) -> Format:
        """The format of a body cell; a guarded text keeps its leading sign as text even when it is edited."""
        look: dict[str, object] = {"border": 1, "valign": "top", "bold": is_total}
        if kind is Kind.INT:
            look |= {"num_format": "#,##0", "align": "right"}
        elif kind is Kind.DATE:
            look |= {"num_format": "dd/mm/yyyy", "align": "center"}
        elif kind is Kind.PERCENT:
            look |= {"align": "right"}
        else:
            look |= {"text_wrap": True, "num_format": "@"}
        return self(**look, **({"quote_prefix": True} if is_guarded else {}))


def _write(page: Worksheet, sheet: Sheet, dress: _Dress) -> None:
    last = len(sheet.columns) - 1
    for row, title in enumerate(sheet.titles):
        look = dress(bold=True, font_size=14 if row == 0 else 12, quote_prefix=is_formula(title))
        page.write_string(row, 0, _text(title), look)
    top = len(sheet.titles) + bool(sheet.titles)  # a blank row between titles and header
    header = dress(bold=True, border=1, align="center", valign="vcenter", text_wrap=True, bg_color="#F2EEE6")
    for column, shown in enumerate(sheet.columns):
        page.write_string(top, column, _text(shown.title), header)
    widths = [min(max(len(shown.title), 3) + 2, 18) for shown in sheet.columns]
    _fit_height(page, top, [(shown.title, (shown.width or widths[n]) - 3) for n, shown in enumerate(sheet.columns)])
    row = top
    for row, values in enumerate(sheet.rows, start=top + 1):
        _write_row(page, row, values, sheet.columns, dress, widths)
    if row > top:
        page.autofilter(top, 0, row, last)
    if sheet.total:
        row += 1
        _write_row(page, row, sheet.total, sheet.columns, dress, widths, is_total=True)
    for column, shown in enumerate(sheet.columns):
        page.set_column(column, column, shown.width or widths[column])
    page.freeze_panes(top + 1, 0)
    page.ignore_errors({"number_stored_as_text": f"A1:{_letters(last)}{row + 1}"})
    page.set_paper(9)  # A4
    page.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    page.set_footer("&C&P/&N")
    if sheet.landscape:
        page.set_landscape()


def _write_row(
    page: Worksheet,
    row: int,
    values: Sequence[Value],
    columns: Sequence[Column],
    dress: _Dress,
    widths: list[int],
    *,
    is_total: bool = False,
) -> None:
    if len(values) != len(columns):
        raise ValueError(f"a row of {len(values)} values in a sheet of {len(columns)} columns")
    tall: list[tuple[str, int]] = []
    for column, (value, shown) in enumerate(zip(values, columns, strict=True)):
        kind = shown.kind
        if value is None or value == "":
            page.write_blank(row, column, None, dress.cell(kind, is_total=is_total))
        elif isinstance(value, int) and not isinstance(value, bool):
            page.write_number(row, column, value, dress.cell(Kind.INT, is_total=is_total))
        elif isinstance(value, date) and _day(value) >= _FIRST_DAY:
            page.write_datetime(row, column, value, dress.cell(Kind.DATE, is_total=is_total))
            widths[column] = max(widths[column], 12)
        else:
            text = _text(f"{value.day}/{value.month}/{value.year}" if isinstance(value, date) else str(value))
            look = dress.cell(
                kind if kind is Kind.PERCENT else Kind.TEXT, is_total=is_total, is_guarded=is_formula(text)
            )
            page.write_string(row, column, text, look)
            widest = max(map(len, text.split("\n"))) + 2
            widths[column] = max(widths[column], min(widest, _WIDEST))
            if widest > (shown.width or _WIDEST) or "\n" in text:
                tall.append((text, (shown.width or _WIDEST) - 2))
    if tall:
        _fit_height(page, row, tall)


def _fit_height(page: Worksheet, row: int, texts: Sequence[tuple[str, int]]) -> None:
    """Make a row as high as its texts need at their widths in letters: not every program does so by itself."""
    lines = max(sum(max(1, -(-len(line) // max(width, 1))) for line in text.split("\n")) for text, width in texts)
    if lines > 1:
        page.set_row(row, min(16 * lines, 400))


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _text(value: str) -> str:
    text = clean(value)
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _letters(column: int) -> str:
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names that Excel takes: at most 31 letters, none of []:*?/\\, no two alike."""
    names: list[str] = []
    for name in wanted:
        base = re.sub(r"[\[\]:*?/\\']", " ", clean(name)).strip()[:31].strip() or "Bảng"
        free, number = base, 2
        while fold(free) in map(fold, names):
            free, number = f"{base[:27]} ({number})", number + 1
        names.append(free)
    return names


# --- rows sent back to be mended -------------------------------------------------------------------------------------

REASON = "Lý do"
SOURCE_ROW = "Dòng trong tệp gốc"


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row as it stood in the file, its number there, and why it was refused, each reason a Vietnamese sentence."""

    number: int
    cells: Sequence[Value]
    reasons: Sequence[str]


def write_refused(
    headers: Sequence[str],
    rows: Iterable[RefusedRow],
    *,
    titles: Sequence[str] = (),
    sheet: str = "Dòng bị từ chối",
    widths: Mapping[str, int] | None = None,
) -> bytes:
    """Refused rows under their own headers with a column of reasons, to be mended and sent again as a file."""
    # A file mended before and refused again has our columns already: theirs are replaced.
    ours = {fold(REASON), fold(SOURCE_ROW)}
    kept = [index for index, header in enumerate(headers) if fold(header) not in ours]
    columns = [
        Column(headers[index] or f"Cột {index + 1}", width=(widths or {}).get(headers[index], 0)) for index in kept
    ]
    columns += [Column(REASON, width=60), Column(SOURCE_ROW, Kind.INT, 12)]
    lines = [
        [
            *(row.cells[index] if index < len(row.cells) else None for index in kept),
            "\n".join(row.reasons),
            row.number,
        ]
        for row in rows
    ]
    hint = "Sửa từng dòng theo cột “Lý do” rồi gửi lại tệp này; hai cột cuối không được đọc."
    return write_workbook([Sheet(sheet, tuple(columns), lines, titles=(*titles, hint), landscape=len(columns) > 6)])
