"""Tables people work in: filter without marks, sort by links, pages, the same rows as plain values for Excel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from operator import itemgetter
from typing import Any, Generic, Literal, TypeVar
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from daihoi.rules.figures import Figure, Percent
from daihoi.rules.messages import Message
from daihoi.rules.vietnamese import fold, text_key
from daihoi.web.figures import figure_link
from daihoi.web.links import reached
from daihoi.web.parts import Link, Tag
from daihoi.web.text import Text, number, say, vdate, vtime

R = TypeVar("R")

Cell = Any
"""str, lazy text, Message, int, date, datetime, Percent, Fraction, Figure, Tag, Link, SafeString or None."""


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column. `value` reads a row (default: its attribute or key `key`); `sort` is True or a key function.

    `head` makes the cell the row's header, `href` a link; `text` is what search and Excel see where it is not the cell.
    """

    key: str
    label: Text
    value: Callable[[R], Cell] | None = None
    align: Literal["", "num"] = ""
    unit: Text = ""
    sort: Callable[[R], Any] | bool = False
    search: bool = False
    head: bool = False
    href: Callable[[R], str] | None = None
    text: Callable[[R], Cell] | None = None
    hide_small: bool = False
    excel: bool = True

    def of(self, row: R) -> Cell:
        """The cell of `row`."""
        if self.value is not None:
            return self.value(row)
        return row[self.key] if isinstance(row, dict) else getattr(row, self.key)

    def plain(self, row: R) -> str | int | date | None:
        """The cell of `row` as a value that a spreadsheet holds."""
        return plain(self.text(row) if self.text else self.of(row))

    def order(self, row: R) -> Any:
        """The sort key of `row`."""
        return self.sort(row) if callable(self.sort) else order(self.of(row))


@dataclass(frozen=True)
class TableQuery:
    """What the reader asks of a table: words, order, page, or the file. `prefix` tells two tables of a page apart."""

    q: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    wants_xlsx: bool = False

    @classmethod
    def of(cls, params: QueryDict, prefix: str = "", default_sort: str = "") -> TableQuery:
        """Read from the address; nonsense counts as nothing asked."""
        asked = params.get(f"{prefix}sort") or default_sort
        page = params.get(f"{prefix}page", "1")
        return cls(
            q=params.get(f"{prefix}q", "").strip()[:200],
            sort=asked.removeprefix("-"),
            descending=asked.startswith("-"),
            page=int(page) if page.isascii() and page.isdecimal() and len(page) < 7 and int(page) else 1,
            wants_xlsx=params.get(f"{prefix}xuat") == "xlsx",
        )


@dataclass
class Table(Generic[R]):
    """Columns and rows as one request sees them.

    `Table(request, columns, rows)` filters, sorts and pages in memory. Where the database does it, give the rows of
    the page with `matched` (and `total`): they are taken as they come; read `query` first.
    """

    request: HttpRequest
    columns: Sequence[Column[R]]
    rows: Sequence[R]
    caption: Text = ""
    empty: Text = ""
    prefix: str = ""
    default_sort: str = ""
    per_page: int = 50
    matched: int | None = None
    total: int | None = None
    row_class: Callable[[R], str] | None = None
    foot: Sequence[Cell] = ()
    filename: str = ""
    scroll: bool = False
    query: TableQuery = field(init=False)

    def __post_init__(self) -> None:
        self.query = TableQuery.of(self.request.GET, self.prefix, self.default_sort)

    # -- rows

    @property
    def is_prepared(self) -> bool:
        """Whether the rows come filtered, sorted and cut from the database."""
        return self.matched is not None

    @cached_property
    def found(self) -> Sequence[R]:
        """All rows that match, in the order asked."""
        if self.is_prepared:
            return self.rows
        rows = self.rows
        if words := fold(self.query.q).split():
            columns = [c for c in self.columns if c.search]
            rows = [r for r in rows if _holds(" ".join(str(c.plain(r) or "") for c in columns), words)]
        column = next((c for c in self.columns if c.key == self.query.sort and c.sort), None)
        if column is not None:
            # rows without a value stand last in both directions
            keyed = [(column.order(r), r) for r in rows]
            known = sorted((p for p in keyed if p[0] is not None), key=itemgetter(0), reverse=self.query.descending)
            rows = [*(r for _key, r in known), *(r for key, r in keyed if key is None)]
        return rows

    @cached_property
    def found_count(self) -> int:
        """How many rows match."""
        return self.matched if self.matched is not None else len(self.found)

    @cached_property
    def all_count(self) -> int:
        """How many rows there are before the filter."""
        if self.total is not None:
            return self.total
        return self.found_count if self.is_prepared else len(self.rows)

    @cached_property
    def page_count(self) -> int:
        """Pages, one at least."""
        return max(-(-self.found_count // self.per_page), 1)

    @cached_property
    def page(self) -> int:
        """The page shown."""
        return min(self.query.page, self.page_count)

    @cached_property
    def first(self) -> int:
        """The place of the first row shown, from 1."""
        return (self.page - 1) * self.per_page + 1 if self.found_count else 0

    @property
    def last(self) -> int:
        """The place of the last row shown."""
        return min(self.first + self.per_page - 1, self.found_count) if self.found_count else 0

    @cached_property
    def shown(self) -> Sequence[R]:
        """The rows of the page."""
        return self.rows if self.is_prepared else self.found[max(self.first - 1, 0) : self.last]

    # -- drawing

    @property
    def anchor(self) -> str:
        """The id that the table's links lead to."""
        return f"bang{self.prefix}"

    @property
    def is_searchable(self) -> bool:
        """Whether it has a filter box."""
        return any(c.search for c in self.columns)

    @property
    def has_excel(self) -> bool:
        """Whether the caller answers the Excel link (`filename` is given)."""
        return bool(self.filename)

    def address(self, **changes: str | None) -> str:
        """The page's own address with some of the table's parameters changed; None drops one."""
        params = self.request.GET.copy()
        params.pop("so", None)
        params.pop(f"{self.prefix}xuat", None)
        for name, value in changes.items():
            params.pop(f"{self.prefix}{name}", None)
            if value is not None:
                params[f"{self.prefix}{name}"] = value
        return f"?{params.urlencode()}#{self.anchor}"

    @property
    def excel_href(self) -> str:
        """The address of the file."""
        return self.address(xuat="xlsx", page=None).split("#")[0]

    @property
    def clear_href(self) -> str:
        """The address without the filter."""
        return self.address(q=None, page=None)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The other parameters of the address, which the filter box hands on."""
        own = {f"{self.prefix}{name}" for name in ("q", "page", "xuat")} | {"so"}
        return [(k, v) for k, values in self.request.GET.lists() if k not in own for v in values]

    @property
    def heads(self) -> list[dict[str, object]]:
        """What the head of each column shows."""
        heads = []
        for column in self.columns:
            sorted_here = bool(column.sort) and column.key == self.query.sort
            down = sorted_here and not self.query.descending
            heads.append(
                {
                    "label": say(column.label),
                    "unit": say(column.unit),
                    "num": column.align == "num",
                    "hide_small": column.hide_small,
                    "aria": ("descending" if self.query.descending else "ascending") if sorted_here else "",
                    "href": self.address(sort=f"{'-' if down else ''}{column.key}", page=None) if column.sort else "",
                }
            )
        return heads

    @property
    def body(self) -> list[tuple[str, list[dict[str, object]]]]:
        """The rows of the page: class, cells."""
        labels = [say(c.label) for c in self.columns]
        return [
            (
                self.row_class(row) if self.row_class else "",
                [self._cell(c, row, labels[i]) for i, c in enumerate(self.columns)],
            )
            for row in self.shown
        ]

    def _cell(self, column: Column[R], row: R, label: str) -> dict[str, object]:
        shown = show(column.of(row), self.request)
        if column.href is not None and (address := reached(self.request, column.href(row))):
            shown = format_html('<a href="{}">{}</a>', address, shown)
        return {
            "html": shown,
            "label": label,
            "head": column.head,
            "num": column.align == "num",
            "hide_small": column.hide_small,
        }

    @property
    def foot_cells(self) -> list[dict[str, object]]:
        """The cells of the total row."""
        return [
            {
                "html": show(value, self.request) if value is not None else "",
                "num": column.align == "num",
                "label": say(column.label),
                "hide_small": column.hide_small,
            }
            for column, value in zip(self.columns, self.foot, strict=True)
        ]

    @property
    def page_links(self) -> list[tuple[int | None, str]]:
        """Page numbers near the current one and at both ends; None where some are left out."""
        wanted = sorted({1, self.page_count, *range(max(self.page - 2, 1), min(self.page + 2, self.page_count) + 1)})
        links: list[tuple[int | None, str]] = []
        for before, n in zip([0, *wanted], wanted, strict=False):
            if n - before > 1:
                links.append((None, ""))
            links.append((n, self.address(page=str(n))))
        return links

    @property
    def previous_href(self) -> str:
        """The page before; empty on the first."""
        return self.address(page=str(self.page - 1)) if self.page > 1 else ""

    @property
    def next_href(self) -> str:
        """The page after; empty on the last."""
        return self.address(page=str(self.page + 1)) if self.page < self.page_count else ""

    # -- Excel

    @property
    def excel_columns(self) -> list[Column[R]]:
        """The columns that the file carries."""
        return [c for c in self.columns if c.excel]

    @property
    def plain_heads(self) -> list[str]:
        """Column heads with their units."""
        return [f"{say(c.label)} ({say(c.unit)})" if c.unit else say(c.label) for c in self.excel_columns]

    def plain_rows(self, rows: Iterable[R] | None = None) -> list[list[str | int | date | None]]:
        """What matches, as values; `rows` where the database prepared only one page and the file needs all."""
        return [[c.plain(row) for c in self.excel_columns] for row in (self.found if rows is None else rows)]

    def as_xlsx(
        self,
        to_xlsx: Callable[[str, list[str], list[list[str | int | date | None]]], bytes],
        rows: Iterable[R] | None = None,
    ) -> HttpResponse:
        """The answer to the Excel link; `to_xlsx(title, heads, rows)` makes the file."""
        content = to_xlsx(say(self.caption), self.plain_heads, self.plain_rows(rows))
        response = HttpResponse(content, content_type=XLSX)
        name = f"{self.filename or 'bang'}.xlsx"
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        return response


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _holds(text: str, words: list[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)


def show(value: Cell, request: HttpRequest | None = None) -> SafeString | str:
    """A cell as it stands on the page."""
    if value is None or value == "":
        return "–"
    if isinstance(value, SafeString):
        return value
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, int):
        return number(value)
    if isinstance(value, Figure):
        return figure_link(value, request)
    if isinstance(value, Percent):
        return value.digits()
    if isinstance(value, Fraction):
        return f"{number(value.numerator)}/{number(value.denominator)}"
    if isinstance(value, datetime):
        return vtime(value)
    if isinstance(value, date):
        return vdate(value)
    if isinstance(value, Tag):
        return format_html('<span class="tag {}">{}</span>', value.kind, say(value.label))
    if isinstance(value, Link):
        address = reached(request, value.href)
        return format_html('<a href="{}">{}</a>', address, say(value.label)) if address else say(value.label)
    if isinstance(value, (Message, Promise)):
        return say(value)
    return str(value)


def plain(value: Cell) -> str | int | date | None:
    """A cell as a value that a spreadsheet holds."""
    if value is None or isinstance(value, (int, date)):
        return value
    if isinstance(value, Figure):
        return value.text() if value.fraction is not None else value.value
    if isinstance(value, (Tag, Link)):
        return say(value.label)
    return str(show(value))


def order(value: Cell) -> Any:
    """The sort key of a cell: texts in Vietnamese order, figures by their value, nothing as None."""
    if value is None or value == "":
        return None
    if isinstance(value, Figure):
        return Fraction(*value.fraction) if value.fraction and value.fraction[1] else value.value
    if isinstance(value, Percent):
        return Fraction(value.numerator, value.denominator) if value.denominator else None
    if isinstance(value, (int, Fraction, date)):
        return value
    return text_key(str(plain(value)))
