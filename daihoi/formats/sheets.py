"""Tables read from Excel and CSV files as offices make them: titles above the header, merged cells, extra columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Protocol

import python_calamine

from daihoi.formats.packages import LIMITS, FileError, Limits, broken, check_package, check_size
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.vietnamese import BIDI_CONTROLS, fold, nfc, squash

Cell = str | date | datetime  # an empty cell is ""; numbers are text as Excel shows them, without a unit
Progress = Callable[[int, int], None]  # rows done, rows in all

_HEAD_ROWS = 40  # the header is looked for in the first rows
_REPORT_EVERY = 1_000
_WIDEST = 16_384  # columns of an Excel sheet: a wider line is no table
_LONG_WHOLE = re.compile(r"\d{5,}\.0")  # 79000001.0: a number that some program has written as text


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with its number in Excel: `values` by field, `cells` as they stand; `problems` says which to mend."""

    number: int
    values: dict[str, Cell]
    cells: tuple[Cell, ...]
    problems: tuple[Message, ...] = ()

    def text(self, field: str) -> str:
        """The cell of `field` as text; a date as it would be typed, a field without column is empty."""
        value = self.values.get(field, "")
        return value if isinstance(value, str) else f"{value.day}/{value.month}/{value.year}"


class _Source(Protocol):
    """A sheet: its name, its rows from the first on, the ranges of cells merged downwards, the number of its rows."""

    name: str
    height: int

    def rows(self) -> Iterator[Sequence[object]]: ...

    def merges(self) -> list[tuple[tuple[int, int], tuple[int, int]]]: ...


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table found in a sheet; rows are read from the file as they are asked for."""

    sheet: str
    header_row: int  # its number in Excel
    headers: tuple[str, ...]  # every column as the file calls it
    titles: tuple[str, ...]  # what stands above the header
    columns: Mapping[str, int]  # field → index in `headers`
    height: int  # rows under the header, blank ones among them
    _source: _Source
    _skipped: int

    @property
    def extra(self) -> tuple[str, ...]:
        """The columns that no field asks for."""
        taken = set(self.columns.values())
        return tuple(header for index, header in enumerate(self.headers) if header and index not in taken)

    def rows(self, progress: Progress | None = None) -> Iterator[SheetRow]:
        """Every row that is not blank; `progress` hears of each thousand and of the end."""
        taker, width, fields = _Taker(), len(self.headers), tuple(self.columns.items())
        down = _MergedDown(self._source.merges(), self._skipped)
        for index, raw in enumerate(islice(self._source.rows(), self._skipped, None)):
            if progress and index % _REPORT_EVERY == 0:
                progress(index, self.height)
            cells = taker.row(down.fill(self._skipped + index, raw) if down.active else raw, width)
            if any(cells):
                problems = taker.problems(cells, self.headers) if taker.bad else ()
                if problems:
                    cells = [_without_marks(cell) for cell in cells]
                values = {field: cells[column] for field, column in fields}
                yield SheetRow(self._skipped + index + 1, values, tuple(cells), problems)
        if progress:
            progress(self.height, self.height)


class Book:
    """An opened file: its sheets, and the tables found in them."""

    def __init__(self, sources: Sequence[_Source], alternatives: Sequence[_Source] = ()) -> None:
        self._sources = tuple(sources)
        self._alternatives = tuple(alternatives)  # the same text parted by other signs (CSV)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets that a reader sees."""
        return tuple(source.name for source in self._sources)

    def table(
        self,
        columns: Mapping[str, Sequence[str]],
        *,
        required: Collection[str] | None = None,
        sheet: str = "",
    ) -> SheetTable:
        """The table whose header names most of `columns` (field → names it goes by, the office's own first).

        Without `required` every field must have its column; without `sheet` every sheet is searched.
        FileError names the first column that is missing.
        """
        sources = [source for source in self._sources if not sheet or fold(source.name) == fold(sheet)]
        if not sources:
            raise FileError(
                Message.of(
                    N_("The file has no sheet “%(sheet)s”; it has: %(sheets)s."), sheet=sheet, sheets=self.sheets
                )
            )
        wanted = {
            _key(alias): (field, rank) for field, aliases in columns.items() for rank, alias in enumerate(aliases)
        }
        needed = columns.keys() if required is None else set(required)
        found = [_find(source, wanted) for source in (*sources, *self._alternatives)]
        best = max(found, key=lambda table: (len(needed & table.columns.keys()), len(table.columns)))
        for field in columns:
            if field in needed and field not in best.columns:
                raise FileError(_missing(best, columns[field][0]))
        return best


def open_book(source: str | Path | bytes, *, limits: Limits = LIMITS) -> Book:
    """Open an .xlsx or a CSV file; FileError says in one sentence why it cannot be taken."""
    data = source if isinstance(source, bytes) else _bytes(Path(source), limits)
    check_size(data, limits)
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        return _open_excel(data, limits)
    return _open_text(data)


def read_table(
    source: str | Path | bytes,
    columns: Mapping[str, Sequence[str]],
    *,
    required: Collection[str] | None = None,
    sheet: str = "",
    limits: Limits = LIMITS,
) -> SheetTable:
    """The table of a file with one: `open_book` and `Book.table` in one step."""
    return open_book(source, limits=limits).table(columns, required=required, sheet=sheet)


# --- opening ---------------------------------------------------------------------------------------------------------


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(limits.file + 1)
    except OSError as error:
        raise FileError(
            Message.of(N_("The file “%(name)s” cannot be opened. Check its name and its place."), name=path.name)
        ) from error


def _open_excel(data: bytes, limits: Limits) -> Book:
    names = check_package(data, limits)
    if "xl/workbook.xml" not in names:
        raise FileError(Message.of(N_("This is not an Excel workbook (.xlsx). Save the table as .xlsx and try again.")))
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(data))
        shown = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible == python_calamine.SheetVisibleEnum.Visible
            and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        sheets = [_ExcelSheet(workbook.get_sheet_by_name(name)) for name in shown]
    except BaseException as error:
        # A panic of the reader is no Exception, yet it says only that the file is damaged.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise FileError(broken()) from error
        raise
    if not any(sheet.height for sheet in sheets):
        raise FileError(Message.of(N_("The workbook has no sheet with cells. Choose another file.")))
    return Book(sheets)


class _ExcelSheet:
    """A sheet of an .xlsx file."""

    def __init__(self, sheet: python_calamine.CalamineSheet) -> None:
        self.name = sheet.name
        self._sheet = sheet
        self._left = sheet.start[1] if sheet.start else 0  # the reader leaves empty columns at the left away
        self.height = sheet.end[0] + 1 if sheet.end else 0

    def rows(self) -> Iterator[Sequence[object]]:
        if not self._left:
            return self._sheet.iter_rows()
        margin: list[object] = [""] * self._left
        return ([*margin, *row] for row in self._sheet.iter_rows())

    def merges(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        return self._sheet.merged_cell_ranges or []


def _open_text(data: bytes) -> Book:
    """A CSV file; by which sign its cells are parted shows when its header is looked for."""
    if data.lstrip()[:1] == b"<":
        raise FileError(
            Message.of(N_("The file is a web page under the name of a table. Open it in Excel and save it as .xlsx."))
        )
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileError(
            Message.of(N_("The file is neither .xlsx nor CSV in UTF-8. In Excel choose “CSV UTF-8” or .xlsx."))
        ) from error
    if "\0" in text:
        raise FileError(Message.of(N_("The file is neither .xlsx nor CSV. Save the table as .xlsx and try again.")))
    first, *others = (_TextSheet(text, sign) for sign in ";,\t")
    return Book([first], others)


class _TextSheet:
    """A CSV file whose cells are parted by one sign."""

    def __init__(self, text: str, sign: str) -> None:
        self.name = "CSV"
        self._text, self._sign = text, sign
        self.height = text.count("\n") + 1

    def rows(self) -> Iterator[Sequence[object]]:
        try:
            for row in csv.reader(io.StringIO(self._text, newline=""), delimiter=self._sign):
                if len(row) > _WIDEST:
                    raise FileError(broken())
                yield row
        except csv.Error as error:
            raise FileError(broken()) from error

    def merges(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        return []


# --- the header ------------------------------------------------------------------------------------------------------


def _key(header: str) -> str:
    """A header for comparing: folded, letters and digits only."""
    return " ".join(re.findall(r"[^\W_]+", fold(header)))


def _find(source: _Source, wanted: Mapping[str, tuple[str, int]]) -> SheetTable:
    """The table under that row of `source` which names most fields; of two alike the lower (a header of two rows)."""
    head = [[_header_text(cell) for cell in row] for row in islice(source.rows(), _HEAD_ROWS)]
    width = max(map(len, head), default=0)
    head = [row + [""] * (width - len(row)) for row in head]
    merged: dict[tuple[int, int], str] = {}
    groups: dict[tuple[int, int], str] = {}
    for (top, left), (bottom, right) in source.merges():
        if top < len(head) and left < width:
            for column in range(left, min(right, width - 1) + 1):
                if column == left:
                    merged.update({(row, column): head[top][left] for row in range(top + 1, bottom + 1)[:_HEAD_ROWS]})
                groups[bottom + 1, column] = head[top][left]
    best = SheetTable(source.name, 0, (), (), {}, 0, source, 0)
    for index, row in enumerate(head):
        headers = tuple(text or merged.get((index, column), "") for column, text in enumerate(row))
        chosen: dict[str, tuple[int, int]] = {}  # field → (rank of its name, column)
        for column, header in enumerate(headers):
            for text in (header, f"{groups.get((index, column), '')} {header}"):
                field, rank = wanted.get(_key(text), ("", 0))
                if header and field and (field not in chosen or rank < chosen[field][0]):
                    chosen[field] = rank, column
                    break
        if chosen and len(chosen) >= len(best.columns) and (any(row) or len(chosen) > len(best.columns)):
            columns = {field: column for field, (_, column) in chosen.items()}
            skipped = index + 1 + _is_numbering(head[index + 1 : index + 2])
            last = max(column for column, header in enumerate(headers) if header) + 1
            titles = tuple(text for line in head[:index] for text in line if text)
            height = max(source.height - skipped, 0)
            best = SheetTable(source.name, index + 1, headers[:last], titles, columns, height, source, skipped)
    return best


def _header_text(cell: object) -> str:
    return " ".join(nfc(cell).split()) if isinstance(cell, str) else str(_plain(cell))


def _is_numbering(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a row only numbers the columns, as forms do: (1) (2) (3), or A B 1 2."""
    marks = [text.strip("() ") for row in rows for text in row if text]
    numbers = [int(mark) for mark in marks if mark.isdecimal()]
    letters = [mark for mark in marks if len(mark) == 1 and mark.isalpha()]
    in_order = numbers == list(range(1, len(numbers) + 1)) and letters == sorted(letters)
    return len(marks) >= 3 and len(numbers) >= 2 and len(numbers) + len(letters) == len(marks) and in_order


def _missing(table: SheetTable, header: str) -> Message:
    if not table.columns:
        return Message.of(
            N_("No header row was found in “%(sheet)s”: a column “%(column)s” is expected. Name the columns."),
            sheet=table.sheet,
            column=header,
        )
    return Message.of(
        N_("In “%(sheet)s” the column “%(column)s” is missing in row %(row)d. Add it or name it so."),
        sheet=table.sheet,
        column=header,
        row=table.header_row,
    )


# --- cells -----------------------------------------------------------------------------------------------------------


class _MergedDown:
    """Cells merged downwards: each row below the first takes what stands at the top."""

    def __init__(self, ranges: list[tuple[tuple[int, int], tuple[int, int]]], first: int) -> None:
        tall = ((top, left, bottom) for (top, left), (bottom, _) in ranges if bottom > top and bottom >= first)
        self._waiting = sorted(tall, reverse=True)
        self._open: dict[int, tuple[int, object]] = {}  # column → (last row, what stands at the top)
        self.active = bool(self._waiting)

    def fill(self, index: int, row: Sequence[object]) -> Sequence[object]:
        filled = list(row)
        while self._waiting and self._waiting[-1][0] <= index:
            top, column, bottom = self._waiting.pop()
            if top == index and column < len(filled):
                self._open[column] = bottom, filled[column]
        for column, (bottom, value) in list(self._open.items()):
            if column < len(filled) and filled[column] == "":
                filled[column] = value
            if bottom <= index:
                del self._open[column]
        self.active = bool(self._waiting or self._open)
        return filled


def _plain(value: object) -> Cell:
    """A cell that is no text: dates stay dates, whole numbers lose their point, all else becomes text."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value if value.time() != time() else value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (time, timedelta)):
        return str(value)
    return "" if value is None else str(value)


def _without_marks(cell: Cell) -> Cell:
    """A text that squash refuses, without what it refuses it for."""
    if not isinstance(cell, str):
        return cell
    return " ".join("".join(c for c in nfc(cell) if c.isprintable() and c not in BIDI_CONTROLS).split())


class _Taker:
    """Takes cells as values; texts recur, so each is put in order once. `bad` holds those not to be taken."""

    def __init__(self) -> None:
        self.bad: dict[str, Message] = {}
        self._known: dict[str, str] = {"": ""}

    def row(self, raw: Sequence[object], width: int) -> list[Cell]:
        """Exactly `width` cells of `raw`."""
        known = self._known
        cells: list[Cell] = []
        for value in raw[:width]:
            if value.__class__ is str:
                text = known.get(value)
                cells.append(self._text(value) if text is None else text)
            else:
                cells.append(_plain(value))
        return cells if len(cells) == width else cells + [""] * (width - len(cells))

    def _text(self, value: str) -> str:
        try:
            text = squash(value)
            if _LONG_WHOLE.fullmatch(text):
                text = text[:-2]
        except RuleError as refused:
            text = value
            self.bad[value] = refused.message
        if len(self._known) > 200_000:
            self._known = {"": ""}
        self._known[value] = text
        return text

    def problems(self, cells: Sequence[Cell], headers: Sequence[str]) -> tuple[Message, ...]:
        """What is wrong with the texts among `cells`, each with its column."""
        return tuple(
            Message.of(N_("Column “%(column)s”: %(problem)s"), column=header, problem=self.bad[cell])
            for cell, header in zip(cells, headers, strict=True)
            if isinstance(cell, str) and cell in self.bad
        )
