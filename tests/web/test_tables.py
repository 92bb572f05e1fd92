"""Tables people work in."""

from datetime import date
from typing import Any

import pytest
from django.test import RequestFactory

from daihoi.rules.figures import Figure, Origin, Percent
from daihoi.web.parts import Tag
from daihoi.web.tables import Column, Table, plain, show

ROWS: list[dict[str, Any]] = [
    {"name": "Đảng bộ Phường 12", "members": 571, "day": date(2020, 5, 20)},
    {"name": "Đảng bộ Phường 2", "members": 414, "day": None},
    {"name": "Chi bộ Ngân hàng", "members": 8, "day": date(2020, 4, 1)},
    {"name": "Âu Lạc", "members": 1207, "day": date(2020, 6, 1)},
]
COLUMNS: list[Column[dict[str, Any]]] = [
    Column("name", "Tổ chức", head=True, sort=True, search=True, href=lambda row: f"/u/{row['members']}/"),
    Column("members", "Đảng viên", align="num", unit="người", sort=True),
    Column("day", "Ngày", sort=True),
]


def a_table(query: str = "", **more: Any) -> Table[dict[str, Any]]:
    return Table(RequestFactory().get(f"/x/?{query}"), COLUMNS, ROWS, **more)


def names(table: Table[dict[str, Any]]) -> list[str]:
    return [row["name"] for row in table.shown]


@pytest.mark.parametrize("words", ["ngan hang", "NGÂN hàng", "hang ngan"])
def test_the_filter_finds_without_marks_in_any_order_of_words(words: str) -> None:
    assert names(a_table(f"q={words}")) == ["Chi bộ Ngân hàng"]


def test_texts_sort_in_vietnamese_order_and_numbers_inside_them_by_size() -> None:
    assert names(a_table("sort=name")) == ["Âu Lạc", "Chi bộ Ngân hàng", "Đảng bộ Phường 2", "Đảng bộ Phường 12"]


def test_numbers_sort_by_value_both_ways() -> None:
    assert [r["members"] for r in a_table("sort=members").shown] == [8, 414, 571, 1207]
    assert [r["members"] for r in a_table("sort=-members").shown] == [1207, 571, 414, 8]


def test_rows_without_a_value_stand_last_both_ways() -> None:
    assert names(a_table("sort=day"))[-1] == names(a_table("sort=-day"))[-1] == "Đảng bộ Phường 2"


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=abc", "page=99999999999", "sort=nothing", "page=²", "sort=-"]
)
def test_nonsense_in_the_address_counts_as_nothing_asked(query: str) -> None:
    assert len(a_table(query).shown) == 4


def test_a_page_past_the_end_is_the_last_page() -> None:
    table = a_table("page=9", per_page=3)
    assert (table.page, table.page_count, table.first, table.last) == (2, 2, 4, 4)


def test_links_keep_the_filter_and_drop_the_page_when_the_order_changes() -> None:
    table = a_table("q=bo&page=2&so=women&khac=1", per_page=1)
    href = str(table.heads[1]["href"])
    assert href == "?q=bo&khac=1&sort=members#bang"
    assert "page=3" in table.next_href


def test_two_tables_of_a_page_do_not_hear_each_other() -> None:
    assert len(a_table("q=ngan", prefix="b").shown) == 4
    assert len(a_table("bq=ngan", prefix="b").shown) == 1


def test_the_file_carries_all_rows_that_match_with_plain_values() -> None:
    table = a_table("q=phuong&sort=-members&xuat=xlsx", per_page=1)
    assert table.query.wants_xlsx
    assert table.plain_heads == ["Tổ chức", "Đảng viên (người)", "Ngày"]
    assert table.plain_rows() == [["Đảng bộ Phường 12", 571, date(2020, 5, 20)], ["Đảng bộ Phường 2", 414, None]]


def test_the_file_is_made_by_the_callers_own_writer() -> None:
    seen: list[Any] = []

    def writer(title: str, heads: list[str], rows: list[list[Any]]) -> bytes:
        seen.extend([title, heads, rows])
        return b"PK"

    response = a_table(caption="Tiến độ", filename="tiến độ").as_xlsx(writer)
    assert response.content == b"PK"
    assert seen[0] == "Tiến độ"
    assert len(seen[2]) == 4
    assert "filename*=UTF-8''ti%E1%BA%BFn" in response.headers["Content-Disposition"]


def test_rows_prepared_by_the_database_are_taken_as_they_come() -> None:
    table = Table(
        RequestFactory().get("/x/?q=zzz&page=3&sort=name"), COLUMNS, ROWS[:2], matched=300, total=500, per_page=2
    )
    assert names(table) == ["Đảng bộ Phường 12", "Đảng bộ Phường 2"]
    assert (table.first, table.last, table.page_count, table.all_count) == (5, 6, 150, 500)
    assert [n for n, _href in table.page_links] == [1, 2, 3, 4, 5, None, 150]


def test_what_is_typed_by_people_is_escaped() -> None:
    assert "<b>" not in str(show("<b>")) or show("<b>") == "<b>"  # a plain text: the template escapes it
    table = Table(RequestFactory().get("/"), COLUMNS, [{"name": "<script>", "members": 1, "day": None}])
    assert "&lt;script&gt;" in str(table.body[0][1][0]["html"])


def test_cells_of_every_kind_are_shown_in_the_vietnamese_form() -> None:
    assert show(11836) == "11.836"
    assert show(None) == show("") == "–"
    assert show(0) == "0"
    assert show(Percent(16, 41)) == "39,02"
    assert show(date(2020, 6, 24)) == "24/6/2020"
    assert 'class="tag late"' in show(Tag("trễ", "late"))


def test_a_figure_is_a_link_on_the_page_and_a_number_in_the_file() -> None:
    figure = Figure.count("members", 11836, Origin.live(date(2020, 6, 24)))
    assert "so=members" in show(figure)
    assert plain(figure) == 11836
