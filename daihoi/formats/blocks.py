"""A document as a typed tree of blocks, from which DOCX and PDF are set with the same words (HD36, regulations §8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from daihoi.formats.text import balanced, clean, one_line
from daihoi.rules.vietnamese import date_long

Align = Literal["left", "center", "right", "justify"]
Level = Literal[1, 2, 3]

RECIPIENTS = "Nơi nhận:"
_CLOSING_RULE = "-----"  # five hyphens part the abstract from the body (F-05)
_SLOT = re.compile(r"\[\[([A-Za-z0-9_.:/-]+)\]\]")


# --- what stands in a line -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """Words set alike; a line feed in them breaks the line."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean(self.text))


@dataclass(frozen=True, slots=True)
class FigureRun:
    """A slot: the figure `key` as it stood when the text was set, so that every number can be asked for its origin."""

    key: str
    text: str
    bold: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean(self.text))


Inline = Run | FigureRun
Part = str | Inline  # what the makers below accept: bare text is a plain run
Runs = tuple[Inline, ...]


def runs(parts: Part | Iterable[Part]) -> Runs:
    """`parts` as runs; empty texts fall away."""
    if isinstance(parts, (str, Run, FigureRun)):
        parts = (parts,)
    inlines = (Run(part) if isinstance(part, str) else part for part in parts)
    return tuple(inline for inline in inlines if inline.text)


def bold(text: str) -> Run:
    """`text` in bold."""
    return Run(text, bold=True)


def italic(text: str) -> Run:
    """`text` in italics."""
    return Run(text, italic=True)


def plain(line: Runs) -> str:
    """The words of a line without their dress."""
    return "".join(inline.text for inline in line)


def slots(text: str, figures: Mapping[str, str]) -> Runs:
    """`text` with each [[key]] that `figures` knows made a FigureRun; an unknown slot stays as it was typed."""
    parts: list[Part] = []
    start = 0
    for match in _SLOT.finditer(text):
        if match[1] in figures:
            parts += [text[start : match.start()], FigureRun(match[1], figures[match[1]])]
            start = match.end()
    return runs([*parts, text[start:]])


def slot_keys(text: str) -> tuple[str, ...]:
    """The keys of the slots [[key]] in `text`, in order."""
    return tuple(match[1] for match in _SLOT.finditer(text))


# --- blocks ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body: level 1 (I. …), 2 (1. …) or 3 (a) …)."""

    text: str
    level: Level = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", one_line(self.text))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    runs: Runs
    align: Align = "justify"
    indent: bool = True  # the first line
    keep_with_next: bool = False


@dataclass(frozen=True, slots=True)
class ListBlock:
    """Items, each its own paragraph after a hyphen or its number; marker and text are words of the document."""

    items: tuple[Runs, ...]
    ordered: bool = False

    def marker(self, index: int) -> str:
        """The marker before the item at `index`, from 0."""
        return f"{index + 1}." if self.ordered else "-"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, the unit under it, the group over it, its width in mm (0: a share)."""

    title: str
    align: Align = "left"
    width: int = 0
    unit: str = ""
    group: str = ""

    def __post_init__(self) -> None:
        for name in ("title", "unit", "group"):
            object.__setattr__(self, name, one_line(getattr(self, name)))

    @property
    def head(self) -> str:
        """The title with its unit in a second line."""
        return f"{self.title}\n({self.unit})" if self.unit else self.title


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; a row has one cell per column, `total` is its last row in bold."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Runs, ...], ...]
    total: tuple[Runs, ...] = ()
    caption: str = ""
    repeat_head: bool = True
    landscape: bool = False  # on pages of its own, turned
    size: int = 12

    def __post_init__(self) -> None:
        object.__setattr__(self, "caption", one_line(self.caption))
        for row in (*self.rows, *([self.total] if self.total else [])):
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells in a table of {len(self.columns)} columns")

    @property
    def groups(self) -> tuple[tuple[str, int], ...]:
        """The upper row of the head as (text, columns spanned); empty where no column has a group."""
        if not any(column.group for column in self.columns):
            return ()
        spans: list[tuple[str, int]] = []
        for column in self.columns:
            if column.group and spans and spans[-1][0] == column.group:
                spans[-1] = (column.group, spans[-1][1] + 1)
            else:
                spans.append((column.group, 1))
        return tuple(spans)

    def widths(self, available: int) -> tuple[int, ...]:
        """The width of each column in tenths of a mm, together exactly `available` mm."""
        room = available * 10
        fixed = sum(column.width * 10 for column in self.columns)
        free = [column for column in self.columns if not column.width]
        # Columns without a width get at least 12 mm each; what is too wide shrinks in proportion.
        share = max((room - fixed) // len(free), 120) if free else 0
        wanted = [column.width * 10 or share for column in self.columns]
        widths = [width * room // sum(wanted) for width in wanted]
        widths[-1] += room - sum(widths)
        return tuple(widths)


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Pairs of a label and what stands for it, one under the other."""

    pairs: tuple[tuple[str, Runs], ...]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the authority line (T/M ĐOÀN CHỦ TỊCH), the post, the name; an empty name leaves the place free."""

    authority: str = ""
    post: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        for name in ("authority", "post", "name"):
            object.__setattr__(self, name, one_line(getattr(self, name)))
        object.__setattr__(self, "authority", self.authority.upper())


@dataclass(frozen=True, slots=True)
class Signatures:
    """The end of a document: recipients at the left or signers at both sides; signers stand row by row (F-07, F-08)."""

    right: tuple[Signer, ...]
    left: tuple[Signer, ...] = ()
    recipients: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "recipients", tuple(one_line(entry) for entry in self.recipients))

    def signer_rows(self) -> tuple[tuple[Signer | None, Signer | None], ...]:
        """Signers as (left, right), row by row."""
        count = max(len(self.left), len(self.right))
        left = [*self.left, *[None] * (count - len(self.left))]
        right = [*self.right, *[None] * (count - len(self.right))]
        return tuple(zip(left, right, strict=True))


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in small italics: how a figure was made, what is provisional."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page."""


Block = Heading | Paragraph | ListBlock | Table | KeyValues | Signatures | Note | PageBreak


def heading(text: str, level: Level = 1) -> Heading:
    """A heading of the body."""
    return Heading(text, level)


def para(*parts: Part, align: Align = "justify", indent: bool = True, keep_with_next: bool = False) -> Paragraph:
    """A paragraph of texts and runs: para("Bầu ", bold("41"), " đồng chí.")."""
    return Paragraph(runs(parts), align, indent, keep_with_next)


def bullets(*items: Part | Iterable[Part], ordered: bool = False) -> ListBlock:
    """A list; an item is a text or a sequence of texts and runs."""
    return ListBlock(tuple(runs(item) for item in items), ordered)


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Part | Iterable[Part]]],
    *,
    total: Sequence[Part | Iterable[Part]] = (),
    caption: str = "",
    landscape: bool = False,
    size: int = 12,
) -> Table:
    """A table; a cell is a text, a run or a sequence of them."""
    return Table(
        tuple(columns),
        tuple(tuple(runs(cell) for cell in row) for row in rows),
        tuple(runs(cell) for cell in total),
        caption,
        landscape=landscape,
        size=size,
    )


def key_values(*pairs: tuple[str, Part | Iterable[Part]]) -> KeyValues:
    """Labels and what stands for them."""
    return KeyValues(tuple((one_line(label), runs(value)) for label, value in pairs))


def note(*parts: Part) -> Note:
    """A remark in small italics."""
    return Note(runs(parts))


# --- the document ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Profile:
    """How a guidance wants its documents set: title of the whole organisation and sizes in points (F-03…F-05)."""

    key: str
    title: str = "ĐẢNG CỘNG SẢN VIỆT NAM"
    title_size: int = 15
    issuer_size: int = 14
    number_size: int = 14
    place_size: int = 14
    type_size: int = 16
    abstract_size: int = 14
    text_size: int = 14
    recipients_head_size: int = 14
    recipients_size: int = 12
    note_size: int = 12


HD36 = Profile("36-HD/VPTW")
# The guidance to regulation 399-QĐ/TW is not to hand: its documents are set as before until it is.
QD399 = replace(HD36, key="399-QĐ/TW")


def profile_on(day: date) -> Profile:
    """The profile in force on `day` (F-25)."""
    return QD399 if day >= date(2026, 1, 9) else HD36


@dataclass(frozen=True, slots=True)
class Margins:
    """Margins in mm; HD36's own numbers are unseen, so they are a setting (F-07)."""

    top: int = 20
    bottom: int = 20
    left: int = 30
    right: int = 20


@dataclass(frozen=True, slots=True)
class Meta:
    """What the file says of itself, and how it is set; `footer` is a small line at the foot of every page."""

    title: str
    profile: Profile = HD36
    margins: Margins = Margins()
    footer: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", one_line(self.title))
        object.__setattr__(self, "footer", one_line(self.footer))


@dataclass(frozen=True, slots=True)
class Header:
    """The head of page 1: who issues, its number and symbol, place and date (F-03, F-04, F-06)."""

    superior: str  # a line feed breaks these two where the office wants it
    own: str
    symbol: str = ""  # BC/QU
    number: str = ""  # 01; empty leaves a gap for the pen
    place: str = ""
    day: date | None = None  # None leaves gaps for the pen

    def __post_init__(self) -> None:
        for name in ("superior", "own"):
            object.__setattr__(self, name, "\n".join(one_line(line) for line in getattr(self, name).split("\n")))
        for name in ("symbol", "number", "place"):
            object.__setattr__(self, name, one_line(getattr(self, name)))

    @property
    def superior_line(self) -> str:
        """The superior in capitals, broken into lines of like length where it is long."""
        return balanced(self.superior.upper(), 14, 68)

    @property
    def own_line(self) -> str:
        """The issuing body in capitals, broken in the same way."""
        return balanced(self.own.upper(), 14, 68)

    @property
    def number_line(self) -> str:
        """Số 01-BC/QU: no colon after Số, a hyphen, a slash (F-06); empty without a symbol."""
        return f"Số {self.number or '……'}-{self.symbol}" if self.symbol else ""

    @property
    def place_line(self) -> str:
        """Bình Thạnh, ngày 27 tháng 8 năm 2020."""
        day = date_long(self.day) if self.day else "ngày …… tháng …… năm ………"
        return f"{self.place}, {day}" if self.place else day


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document: head, name of its type (BÁO CÁO) with its abstract, body."""

    meta: Meta
    body: tuple[Block, ...]
    header: Header | None = None
    type_name: str = ""
    abstract: tuple[str, ...] = field(default=())  # its lines

    def __post_init__(self) -> None:
        object.__setattr__(self, "type_name", one_line(self.type_name).upper())
        object.__setattr__(self, "abstract", tuple(one_line(line) for line in self.abstract))
        object.__setattr__(self, "body", tuple(self.body))

    @property
    def closing_rule(self) -> str:
        """The five hyphens under the abstract."""
        return _CLOSING_RULE if self.type_name or self.abstract else ""

    def sections(self) -> tuple[tuple[bool, tuple[Block, ...]], ...]:
        """The body as runs of pages: (turned, blocks); what heads or explains a turned table stands on its page."""
        found: list[tuple[bool, list[Block]]] = [(False, [])]
        for block in self.body:
            if isinstance(block, Table) and block.landscape:
                heads: list[Block] = []
                while found[-1][1] and isinstance(found[-1][1][-1], (Heading, PageBreak)):
                    heads.insert(0, found[-1][1].pop())
                if not found[-1][1] and len(found) > 1:
                    found.pop()
                if not found[-1][0]:
                    found.append((True, []))
                found[-1][1].extend([*(head for head in heads if isinstance(head, Heading)), block])
            elif found[-1][0] and isinstance(block, Note):
                found[-1][1].append(block)
            elif found[-1][0]:
                found.append((False, [] if isinstance(block, PageBreak) else [block]))
            else:
                found[-1][1].append(block)
        opening = self.header or self.closing_rule
        kept = (part for n, part in enumerate(found) if part[1] or (n == 0 and opening))
        return tuple((turned, tuple(blocks)) for turned, blocks in kept)

    def figures(self) -> Iterator[FigureRun]:
        """Every slot in the document, in reading order."""
        for line in _lines(self.body):
            yield from (inline for inline in line if isinstance(inline, FigureRun))

    def lines(self) -> tuple[str, ...]:
        """The words of the document line by line in reading order, as every format must carry them."""
        head: list[str] = []
        if self.header:
            left = (self.header.superior_line, self.header.own_line, "*", self.header.number_line)
            head += [*left, self.meta.profile.title, self.header.place_line]
        head += [self.type_name, *self.abstract, self.closing_rule]
        texts = (*head, *(plain(text) for text in _lines(self.body)))
        return tuple(line for text in texts for line in text.split("\n") if line.strip())


def _lines(body: Iterable[Block]) -> Iterator[Runs]:
    """Each line of the blocks as runs, in reading order."""
    for block in body:
        match block:
            case Heading(text):
                yield runs(text)
            case Paragraph(line) | Note(line):
                yield line
            case ListBlock(items):
                yield from ((Run(f"{block.marker(i)} "), *item) for i, item in enumerate(items))
            case KeyValues(pairs):
                yield from ((Run(f"{label}: "), *value) for label, value in pairs)
            case Table():
                yield runs(block.caption)
                yield from (runs(text) for text, _ in block.groups)
                yield from (runs(column.head) for column in block.columns)
                yield from (cell for row in (*block.rows, block.total) for cell in row)
            case Signatures():
                yield from map(runs, _signature_words(block))
            case PageBreak():
                pass


def _signature_words(block: Signatures) -> Iterator[str]:
    recipients = [RECIPIENTS, *block.recipients] if block.recipients else []
    if not block.left:
        yield from recipients
    for pair in block.signer_rows():
        for signer in pair:
            if signer:
                yield from (signer.authority, signer.post, signer.name)
    if block.left:
        yield from recipients
