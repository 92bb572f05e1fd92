"""The register as Excel: the same columns as the lists that come in, so that what goes out can come back unchanged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone, translation

from daihoi.formats.xlsx import Column, Kind, RefusedRow, Sheet, Value, write_refused, write_workbook
from daihoi.org.models import Member, Membership, Standing, Unit
from daihoi.org.queries import columns as words
from daihoi.org.queries.columns import MEMBER_COLUMNS, ORDINAL, PART_TITLE, UNIT_COLUMNS, ListColumn
from daihoi.org.queries.lists import ImportResult, day_text
from daihoi.org.queries.member_list import HEADS, partial
from daihoi.rules.levels import UnitKind
from daihoi.web.text import say

_TITLES = {"units": "DANH SÁCH TỔ CHỨC ĐẢNG TRỰC THUỘC", "members": "DANH SÁCH ĐẢNG VIÊN"}


def _extra_heads(rows: QuerySet[Any], column: str, known: Collection[str]) -> list[str]:
    """The office's own columns, in the order in which they first appear."""
    heads: dict[str, None] = {}
    for extra in rows.values_list(column, flat=True):
        heads |= dict.fromkeys(extra)
    return [head for head in heads if head not in known]


def _columns(listed: Sequence[ListColumn], extras: Sequence[str]) -> tuple[Column, ...]:
    kinds = {ORDINAL: Kind.INT, "stated": Kind.INT}
    return (
        *(Column(column.head, kinds.get(column.key, Kind.TEXT), column.width) for column in listed),
        *(Column(head) for head in extras),
    )


def _titles(unit: Unit, kind: str, on: date) -> tuple[str, str]:
    return unit.name.upper(), f"{_TITLES[kind]} (tính đến {day_text(on)})"


def units_workbook(unit: Unit, *, on: date | None = None, within: Collection[int] | None = None) -> bytes:
    """The standing units at and below `unit` as the list that `units_import` reads."""
    rows = Unit.objects.under(unit).standing().select_related("parent").order_by("path")
    if within is not None:
        rows = rows.filter(pk__in=list(within)) if len(within) < 500 else rows
    extras = _extra_heads(rows, "extra", ())

    def lines() -> Iterator[list[Value]]:
        kept = (one for one in rows if within is None or one.pk in within)
        for number, one in enumerate(kept, start=1):
            above = one.parent.code if one.parent else ""
            facts: list[Value] = [number, one.code, one.name, one.level.vietnamese, above, one.stated_members]
            yield [*facts, *(one.extra.get(head) for head in extras)]

    titles = _titles(unit, "units", on or timezone.localdate())
    return write_workbook([Sheet("Tổ chức", _columns(UNIT_COLUMNS, extras), lines(), titles, landscape=True)])


def members_workbook(unit: Unit, *, on: date | None = None, within: Collection[int] | None = None) -> bytes:
    """The members at and below `unit` as the list that `members_import` reads; `register_export` hands it out."""
    rows = (
        Membership.objects.filter(valid_to=None, unit__in=Unit.objects.under(unit))
        .select_related("member", "unit")
        .order_by("unit__path", "member__sort_key", "member__card")
    )
    has_standing = rows.exclude(standing=Standing.NORMAL).exists()
    listed = [column for column in MEMBER_COLUMNS if has_standing or column.key != "standing"]
    people = Member.objects.under(unit).exclude(extra={}).order_by("pk")
    extras = _extra_heads(people, "extra", HEADS.values())

    def lines() -> Iterator[list[Value]]:
        kept = (row for row in rows.iterator(chunk_size=2000) if within is None or row.unit_id in within)
        for number, row in enumerate(kept, start=1):
            cells = _member_cells(number, row, has_standing=has_standing)
            yield [*cells, *(row.member.extra.get(head) for head in extras)]

    titles = _titles(unit, "members", on or timezone.localdate())
    return write_workbook([Sheet("Đảng viên", _columns(listed, extras), lines(), titles, landscape=True)])


def _member_cells(number: int, row: Membership, *, has_standing: bool) -> list[Value]:
    member = row.member

    def word(key: str, shown: dict[Any, str]) -> str:
        value = getattr(member, key)
        return shown[value] if value else str(member.extra.get(HEADS[key], ""))

    cells: list[Value] = [
        number,
        member.name,
        _day(member.born, member.born_precision),
        word("sex", words.SEX),
        member.extra.get(HEADS["ethnicity"]) or member.ethnicity,
        member.card,
        _day(member.joined, member.joined_precision),
        _day(member.official, member.official_precision),
        row.unit.code,
        word("education", words.EDUCATION),
        word("theory", words.THEORY),
        words.YES if row.exempted else "",
        words.YES if row.temporary_away else "",
    ]
    return [*cells, words.STANDING[Standing(row.standing)]] if has_standing else cells


def _day(day: date | None, precision: str) -> Value:
    """A day as a date, a date of which less is known as the text that says no more: 1964, 5/1979."""
    known = partial(day, precision)
    return None if known is None else known.exact or known.text()


def template_workbook(kind: str) -> bytes:
    """An empty list with its columns, and a sheet that says what goes where."""
    listed = UNIT_COLUMNS if kind == "units" else MEMBER_COLUMNS
    words_of = {
        "kind": [one.vietnamese for one in UnitKind if one is not UnitKind.NATIONAL_ORGANIZATION],
        "sex": words.SEX.values(),
        "education": words.EDUCATION.values(),
        "theory": words.THEORY.values(),
        "standing": [word for word in words.STANDING.values() if word],
    }
    guide: list[list[Value]] = []
    for column in listed:
        allowed = words_of.get(column.key) if kind == "members" or column.key == "kind" else None
        how = " ".join(filter(None, [column.hint, f"Một trong: {'; '.join(allowed)}." if allowed else ""]))
        others = ", ".join(column.others)
        guide.append([column.head, "bắt buộc" if column.is_required else "", how, others])
    heads = (
        Column("Cột"),
        Column("Cần có", width=12),
        Column("Cách ghi", width=70),
        Column("Tên khác cũng nhận", width=50),
    )
    return write_workbook(
        [
            Sheet("Tổ chức" if kind == "units" else "Đảng viên", _columns(listed, ()), [], landscape=True),
            Sheet("Hướng dẫn", heads, guide, titles=("CÁCH GHI TỪNG CỘT",), landscape=True),
        ]
    )


def refused_workbook(result: ImportResult) -> bytes:
    """The refused rows as they stood, each with its reasons in Vietnamese, to be mended and sent again."""
    titles = [f"{PART_TITLE} KHI NHẬP TỆP {result.filename}"]
    if result.as_of_source != "today":
        titles.append(f"{_TITLES[result.kind]} (tính đến {day_text(result.as_of)})")
    with translation.override("vi"):
        rows = [
            RefusedRow(
                refusal.row,
                refusal.cells,
                [f"{say(problem.reason)} {say(problem.advice)}" for problem in refusal.problems],
            )
            for refusal in result.refused
        ]
    listed = UNIT_COLUMNS if result.kind == "units" else MEMBER_COLUMNS
    widths = {head: column.width for column in listed for head in (column.head, *column.others)}
    return write_refused(result.headers, rows, titles=titles, widths=widths)
