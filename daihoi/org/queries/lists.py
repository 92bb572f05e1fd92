"""What becomes of the rows of a file: the shapes that preview, command line and the file of refused rows share.

Every row read has exactly one fate: read = added + changed + unchanged + refused.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from daihoi.formats.packages import FileError
from daihoi.formats.sheets import Cell, SheetRow, SheetTable, read_table
from daihoi.formats.xlsx import REASON, SOURCE_ROW
from daihoi.ledger.models import Event
from daihoi.org.queries.columns import ORDINAL, PART_TITLE, ListColumn, head_key, letter
from daihoi.rules.dates import PartialDate, parse_date
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.vietnamese import date_short, fold
from daihoi.web.text import say

Progress = Callable[[str, int, int], None]  # stage (read, check, write), rows done, rows in all

READ, CHECK, WRITE = "read", "check", "write"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused: the column (its field), what stands in the cell, the reason, what to do."""

    column: str
    value: str
    reason: Message
    advice: Message


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that is not taken, with all that is wrong with it."""

    row: int
    name: str
    code: str
    problems: tuple[Problem, ...]
    cells: tuple[Cell, ...] = ()  # the row as it stands in the file

    @property
    def first(self) -> Problem:
        return self.problems[0]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something odd about a row that is taken all the same; `kind` groups equal ones."""

    row: int
    name: str
    code: str
    kind: str
    column: str
    message: Message


@dataclass(frozen=True, slots=True)
class Change:
    """A row that changes what the register holds: its kinds, and (field, old, new) of each cell."""

    row: int
    name: str
    code: str
    kinds: Sequence[str]
    cells: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody or something that the register knows and the list leaves out."""

    pk: int
    name: str
    code: str
    place: str


# What a notice and a change of a kind are called where they are counted.
NOTICES: Mapping[str, str] = {
    "capitals": N_("Names typed in capitals, kept as typed"),
    "young": N_("Admitted to the Party before the age of 18"),
    "old": N_("Older than 105 years"),
    "empty": N_("Cells left empty where the register knows more; the register's value stands"),
    "missing": N_("Cells without the date or word that is expected"),
    "word": N_("Words that are not known; kept as typed, not counted"),
    "card": N_("Card numbers that do not have eight digits"),
    "number": N_("Numbers that cannot be read; left empty"),
    "size": N_("Units too small or too large for their kind"),
    "held": N_("Units that hold members although their kind holds none"),
    "note": N_("Lines without any cell of the list; read over as notes"),
    "older": N_("The list is older than what the register holds"),
}
CHANGES: Mapping[str, str] = {
    "returned": N_("Taken back into a unit"),
    "moved": N_("Moved to another unit"),
    "official": N_("Probationary members become official"),
    "training": N_("Education, political theory"),
    "status": N_("Exemption, temporary absence, standing"),
    "corrected": N_("Name, date of birth or other personal data corrected"),
    "extra": N_("Further columns of the list"),
    "renamed": N_("Renamed"),
    "kind": N_("Another kind of unit"),
    "stated": N_("Stated number of members"),
}
NORMALISED: Mapping[str, str] = {
    "text_date": N_("Dates typed as text (28-02-2013)"),
    "short_year": N_("Years of two digits (16.10.06)"),
    "year": N_("Only the year is known; never taken as 1 January"),
    "sex": N_("“nam” read as “Nam”"),
    "word": N_("Other spellings of a known word"),
    "code": N_("Codes in other capitals"),
}


@dataclass
class ImportResult:
    """What a file would do, or did: every row's fate, and what else is to be said."""

    kind: str
    filename: str
    digest: str
    as_of: date
    as_of_source: str = ""  # title, given, today
    sheet: str = ""
    header_row: int = 0
    heads: dict[str, str] = field(default_factory=dict)  # field → head in the file
    letters: dict[str, str] = field(default_factory=dict)  # field → letter of its column
    headers: list[str] = field(default_factory=list)  # every column as the file calls it
    is_part: bool = False
    place: str = ""  # the unit whose list it is: those missing are looked for below it
    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    not_in_list: list[Missing] = field(default_factory=list)
    normalised: Counter[str] = field(default_factory=Counter)
    findings: list[Message] = field(default_factory=list)
    after: int = 0  # members or units of the register once this is written
    written: bool = False
    counted: dict[str, dict[str, int]] = field(default_factory=dict)  # of a preview whose long lists were left unread

    @property
    def adds_up(self) -> bool:
        return self.read == self.added + self.changed + self.unchanged + len(self.refused)

    @property
    def writes(self) -> int:
        """Rows that would be written."""
        return self.added + self.changed

    def counts(self) -> dict[str, dict[str, int]]:
        """Rows by kind of change and of notice, and those not in the list; a row of two kinds counts in both."""
        return self.counted or {
            "changes": dict(Counter(kind for change in self.changes for kind in change.kinds)),
            "notices": dict(Counter(notice.kind for notice in self.notices)),
            "not_in_list": {"": len(self.not_in_list)},
        }

    def change_counts(self) -> list[tuple[str, int]]:
        """(kind, rows) of the changes, in the order of CHANGES."""
        counted = self.counts()["changes"]
        return [(kind, counted[kind]) for kind in CHANGES if kind in counted]

    def notice_counts(self) -> list[tuple[str, int]]:
        """(kind, rows) of the notices, in the order of NOTICES."""
        counted = self.counts()["notices"]
        return [(kind, counted[kind]) for kind in NOTICES if kind in counted]

    @property
    def missing(self) -> int:
        """How many the list leaves out."""
        return self.counts()["not_in_list"][""]

    def column(self, key: str) -> str:
        """The head of a field as the file writes it."""
        return self.heads.get(key, "")

    def as_dict(self) -> dict[str, Any]:
        """For scripts: keys in English, sentences in the language that is active."""
        return {
            "kind": self.kind,
            "file": self.filename,
            "sha256": self.digest,
            "sheet": self.sheet,
            "as_of": self.as_of.isoformat(),
            "as_of_source": self.as_of_source,
            "read": self.read,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": [
                {
                    "row": refusal.row,
                    "reason": " ".join(say(problem.reason) for problem in refusal.problems),
                    "column": self.column(refusal.first.column),
                    "value": refusal.first.value,
                    "advice": " ".join(dict.fromkeys(say(problem.advice) for problem in refusal.problems)),
                    "name": refusal.name,
                    "code" if self.kind == "units" else "card": refusal.code,
                }
                for refusal in self.refused
            ],
            "warnings": [
                {
                    "row": notice.row,
                    "warning": say(notice.message),
                    "column": self.column(notice.column),
                    "name": notice.name,
                    "code" if self.kind == "units" else "card": notice.code,
                }
                for notice in self.notices
            ],
            "not_in_list": [
                {"code" if self.kind == "units" else "card": one.code, "name": one.name, "unit": one.place}
                for one in self.not_in_list
            ],
            "changes": dict(self.change_counts()),
            "normalised": dict(self.normalised),
            "findings": [say(finding) for finding in self.findings],
            "written": self.written,
        }


# --- opening a list --------------------------------------------------------------------------------------------------


@dataclass
class OpenList:
    """A file opened as a list: its table, the day that it tells of, and the columns by field."""

    table: SheetTable
    result: ImportResult
    extras: tuple[tuple[int, str], ...]  # (index, head) of the columns that we do not interpret

    def others(self, row: SheetRow) -> dict[str, str]:
        """The filled cells of the other columns, as text."""
        found = {}
        for index, head in self.extras:
            if cell := row.cells[index]:
                found[head] = cell if isinstance(cell, str) else day_text(cell)
        return found


def day_text(day: date) -> str:
    """A date as an exported cell holds it: 28/02/2013."""
    text = f"{day.day:02d}/{day.month:02d}/{day.year}"
    return f"{text} {day:%H:%M}" if isinstance(day, datetime) else text


def open_list(
    source: bytes | Path,
    columns: Sequence[ListColumn],
    *,
    kind: str,
    filename: str,
    as_of: date | None,
    is_part: bool | None,
) -> OpenList:
    """Open `source` as a list of `kind`; FileError says in one sentence what is wrong with the file as a whole."""
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    table = read_table(
        data,
        {column.key: (column.head, *column.others) for column in columns},
        required={column.key for column in columns if column.is_required},
    )
    stated = _stated_day(table.titles)
    day, origin = (stated, "title") if stated else (as_of, "given") if as_of else (timezone.localdate(), "today")
    titles = " ".join(fold(title) for title in table.titles)
    result = ImportResult(
        kind=kind,
        filename=filename,
        digest=hashlib.sha256(data).hexdigest(),
        as_of=day,
        as_of_source=origin,
        sheet=table.sheet,
        header_row=table.header_row,
        heads={key: table.headers[index] for key, index in table.columns.items()},
        headers=list(table.headers),
        letters={key: letter(index) for key, index in table.columns.items()},
        is_part=fold(PART_TITLE) in titles if is_part is None else is_part,
    )
    if day > timezone.localdate():
        raise FileError(
            Message.of(
                N_("The list says that it is as of %(day)s, which lies ahead. Mend the day."), day=date_short(day)
            )
        )
    return OpenList(table, result, tuple(_extras(table)))


def _extras(table: SheetTable) -> Iterator[tuple[int, str]]:
    """The columns that no field takes, under names that differ from each other and from the fields' own heads."""
    taken = set(table.columns.values())
    ours = {head_key(REASON), head_key(SOURCE_ROW)}  # of a file of refused rows that comes back mended
    used = {head_key(table.headers[index]) for index in taken} | ours
    for index, head in enumerate(table.headers):
        if index in taken or not head or head_key(head) in ours:
            continue
        name, number = head[:60], 2
        while head_key(name) in used:
            name, number = f"{head[:54]} ({number})", number + 1
        used.add(head_key(name))
        yield index, name


_DAY = re.compile(
    r"\b(?:den|thoi diem|chot|cap nhat)\b\D{0,16}(\d{1,2}(?:[/.\-]\d{1,2}[/.\-]\d{4}| thang \d{1,2} nam \d{4}))"
)


def _stated_day(titles: Iterable[str]) -> date | None:
    """The day that a title tells of: (tính đến 01/03/2020), tính đến ngày 1 tháng 3 năm 2020."""
    for title in titles:
        if found := _DAY.search(fold(title)):
            try:
                return parse_date(found[1]).exact
            except RuleError as error:
                raise FileError(
                    Message.of(
                        N_("The title says that the list is as of %(day)s, which is no date. Mend the title."),
                        day=found[1],
                    )
                ) from error
    return None


class Memo(dict[Any, Any]):
    """Reads each distinct cell once; a cell that cannot be read gives its Message."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Any) -> Any:
        try:
            value = self._read(cell)
        except RuleError as error:
            value = error.message
        self[cell] = value
        return value


def shown(value: object) -> str:
    """A cell as it is quoted beside a reason."""
    if isinstance(value, PartialDate):
        return value.text()
    if isinstance(value, date):
        return date_short(value)
    return str(value)


def is_note(row: SheetRow) -> bool:
    """Whether a row holds no cell of the list: an empty numbered line, a signature, a remark under the table."""
    return not any(value for key, value in row.values.items() if key != ORDINAL)


def note(row: SheetRow) -> Notice | None:
    """What is said of a line that is read over; nothing of one that is only numbered."""
    text = next((str(cell) for cell in row.cells if cell and not str(cell).isdecimal()), "")
    if not text:
        return None
    message = Message.of(N_("Line %(row)s “%(text)s” was read over."), row=str(row.number), text=text[:80])
    return Notice(row.number, "", "", "note", "", message)


def row_problems(row: SheetRow) -> list[Problem]:
    """What the reader of the file found wrong with texts of the row (marks that turn the writing)."""
    return [Problem("", "", message, Message.of(N_("Type the cell anew."))) for message in row.problems]


# --- the state of the register ---------------------------------------------------------------------------------------


def register_stamp() -> int:
    """The last event that touched units or members: a preview made before it is stale."""
    touching = Q(verb__gte="member", verb__lt="membes") | Q(verb__gte="unit", verb__lt="unitt")
    found: int | None = Event.objects.filter(touching).aggregate(last=Max("id"))["last"]
    return found or 0
