"""The season at a glance: what is late, how far everything is, figures that add up, at every level."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from daihoi.congress import actions
from daihoi.congress.models import Congress, Exemption, Phase, Season, Stage, StepState
from daihoi.org.access import Role
from daihoi.org.models import Unit, User
from daihoi.rules.levels import UnitKind
from tests.builders import a_certified_round, a_congress, a_season, a_unit, a_user, an_election, typed

pytestmark = pytest.mark.django_db
WARD, CELL, INNER = UnitKind.GRASSROOTS_ORGANIZATION, UnitKind.GRASSROOTS_CELL, UnitKind.CELL_UNDER_COMMITTEE


@pytest.fixture
def district() -> Unit:
    """Four wards and one cell; one ward has two cells of its own."""
    province = a_unit("HCM", kind=UnitKind.CENTRAL_DIRECT_ORGANIZATION, name="Đảng bộ Thành phố")
    found = a_unit("BT", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION, parent=province, name="Đảng bộ quận")
    for number in range(1, 5):
        a_unit(f"BT.D{number}", parent=found, name=f"Đảng bộ Phường {number}")
    a_unit("BT.C1", kind=CELL, parent=found, name="Chi bộ Toà án")
    for number in (1, 2):
        a_unit(f"BT.D1.{number}", kind=INNER, parent=Unit.objects.get(code="BT.D1"), name=f"Chi bộ {number}")
    return found


@pytest.fixture
def season(district: Unit) -> Season:
    assert district.parent is not None
    return a_season(district.parent, as_of=date(2020, 6, 8))


@pytest.fixture(autouse=True)
def office(client: Client, district: Unit) -> User:
    user = a_user("vanphong", unit=district.parent, role=Role.OFFICE)
    client.force_login(user)
    return user


def at(code: str, season: Season) -> Congress:
    return Congress.objects.select_related("unit", "season").get(unit__code=code, season=season)


def held(code: str, season: Season, day: date = date(2020, 5, 23)) -> Congress:
    return a_congress(at(code, season).unit, season=season, held=day)


def handed_in(congress: Congress, due: date) -> None:
    actions.step_set(congress, Phase.RESULTS, "return.hand_in", StepState.DONE)
    actions.step_set(congress, Phase.AFTERWARDS, "ratification", StepState.NOW, due=due)
    actions.stage_set(congress, Stage.HANDED_IN)


def page(client: Client, code: str, query: str = "") -> Any:
    answer = client.get(f"{reverse('season', args=[code])}{query}")
    assert answer.status_code == 200
    return answer


def text(answer: Any) -> str:
    return str(answer.content.decode())


def tiles(answer: Any) -> dict[str, tuple[int, bool, str]]:
    """name -> (stage, late, note) of each tile, in the order of the page."""
    from daihoi.web.text import say

    return {say(tile.label): (tile.stage, tile.late, say(tile.note)) for tile in answer.context["tiles"]}


def test_tiles_are_coloured_by_stage_with_late_ones_first(client: Client, season: Season) -> None:
    held("BT.D1", season)  # its return was due on 2/6: four working days ago
    held("BT.D2", season, date(2020, 6, 6))
    handed_in(held("BT.D3", season), date(2020, 6, 30))
    found = tiles(page(client, "BT"))
    assert list(found)[:1] == ["Phường 1"]
    assert found["Phường 1"] == (1, True, "báo cáo trễ 4 ngày")
    assert found["Phường 2"] == (1, False, "báo cáo đến 16/6")
    assert found["Phường 3"] == (2, False, "chuẩn y đến 30/6")
    assert found["Phường 4"] == (0, False, "đại hội đến 29/6")


def test_an_overdue_ratification_is_late_too(client: Client, season: Season) -> None:
    handed_in(held("BT.D1", season), date(2020, 6, 5))
    assert tiles(page(client, "BT"))["Phường 1"] == (2, True, "chuẩn y trễ 1 ngày")


def test_a_congress_past_the_deadline_is_late(client: Client, season: Season) -> None:
    Season.objects.update(as_of=date(2020, 6, 30))
    assert tiles(page(client, "BT"))["Phường 4"] == (0, True, "đại hội trễ 1 ngày")


def test_a_postponed_congress_is_neither_late_nor_missing(client: Client, season: Season) -> None:
    actions.exception_set(at("BT.D4", season), by=a_user(), exception=Exemption.POSTPONED, reason="sáp nhập phường")
    Season.objects.update(as_of=date(2020, 8, 27))
    assert tiles(page(client, "BT"))["Phường 4"] == (0, False, "Hoãn")


def test_the_legend_adds_up_to_the_units_and_to_the_header(client: Client, season: Season) -> None:
    held("BT.D1", season)
    handed_in(held("BT.D2", season), date(2020, 6, 30))
    actions.exception_set(at("BT.D4", season), by=a_user(), exception=Exemption.EXEMPT, reason="mới thành lập")
    answer = page(client, "BT")
    assert sum(item.count for item in answer.context["legend"]) == len(answer.context["tiles"]) == 5
    counts = {str(item.label): item.count for item in answer.context["legend"]}
    assert counts == {
        "Trễ hạn": 1,
        "Đang chuẩn bị": 2,
        "Chờ báo cáo kết quả": 0,
        "Chờ chuẩn y": 1,
        "Đã chuẩn y": 0,
        "Đang thực hiện nghị quyết": 0,
        "Không đại hội": 1,
    }
    strip = {str(item.label): item for item in answer.context["strip"]}
    assert strip["Tổ chức cơ sở đảng"].figure.value == 5
    assert (strip["Đại hội đã tổ chức"].figure.value, strip["Đại hội đã tổ chức"].unit) == (2, "/5")


def test_each_part_of_the_legend_leads_to_its_rows(client: Client, season: Season) -> None:
    held("BT.D1", season)
    answer = page(client, "BT")
    for item in answer.context["legend"]:
        table = page(client, "BT", item.href.split("#")[0]).context["table"]
        assert table.found_count == item.count


def test_the_table_sorts_searches_and_is_taken_as_excel(client: Client, season: Season) -> None:
    held("BT.D1", season)
    rows = page(client, "BT", "?xem=bang&q=toa an").context["table"].found
    assert [row.unit.code for row in rows] == ["BT.C1"]
    rows = page(client, "BT", "?xem=bang&sort=-unit").context["table"].found
    assert rows[0].unit.code == "BT.C1"
    answer = client.get(reverse("season", args=["BT"]) + "?xuat=xlsx")
    assert answer.content.startswith(b"PK")
    assert "mua-dai-hoi-BT.xlsx" in answer.headers["Content-Disposition"]


def test_the_sum_that_does_not_close_is_explained(client: Client, season: Season) -> None:
    """39 + 11 ≠ 53 in small: one full, none short, the cell too small to elect a committee, three not held."""
    a_certified_round(congress=held("BT.D1", season))
    actions.congress_hold(
        at("BT.C1", season), by=a_user(), form="members", opened_on=date(2020, 5, 23), summoned=7, present=7
    )
    answer = text(page(client, "BT"))
    assert re.search(
        r'<p class="sum">1 <span>bầu đủ</span> \+ 0 <span>bầu thiếu</span> = 1 <b class="neq">≠</b> 5', answer
    )
    assert "1 + 0 + 1 + 3 = 5" in answer
    assert "dưới chín đảng viên chính thức" in answer


def test_the_units_own_committee_stands_with_its_shares(client: Client, season: Season) -> None:
    a_certified_round(congress=held("BT.D1", season))
    answer = page(client, "BT.D1")
    assert answer.context["elected"].value == 3
    assert [row.whole for row in answer.context["structure"]] == [3, 3]
    drawer = text(page(client, "BT.D1", "?so=own_elected"))
    assert "Lê Văn An" in drawer
    assert "3 + 0 = 3" in drawer


def test_an_observer_sees_the_shares_and_no_name(client: Client, season: Season) -> None:
    a_certified_round(congress=held("BT.D1", season))
    client.force_login(a_user(unit=Unit.objects.get(code="BT"), role=Role.OBSERVER))
    for query in ("?so=own_elected", "?so=own_women", "?xem=bang"):
        assert "Lê Văn An" not in text(page(client, "BT.D1", query))
    short = client.get(reverse("season_short", args=["BT"]))
    assert "Lê Văn An" not in short.content.decode()


def test_every_figure_of_the_strip_opens_its_drawer(client: Client, season: Season) -> None:
    held("BT.D1", season)
    for item in page(client, "BT").context["strip"]:
        drawer = client.get(f"{reverse('season', args=['BT'])}?so={item.figure.key}", headers={"HX-Target": "so-lieu"})
        assert drawer.context["drawer"].value == item.figure.value


def test_the_drawer_names_the_units_behind_a_figure(client: Client, season: Season) -> None:
    held("BT.D1", season)
    figure = page(client, "BT", "?so=congresses_held").context["drawer"]
    assert [(record.label, record.value) for record in figure.records] == [("Đảng bộ Phường 1", 1)]


# --- which fell short ------------------------------------------------------------------------------------------------


def test_who_fell_short_and_why_is_one_click_away(client: Client, season: Season) -> None:
    congress = held("BT.D1", season)
    found = typed(an_election(congress, seats=3, candidates=4).rounds.get(), (90, 80, 30, 20))
    from daihoi.elections import actions as elections

    elections.round_count_done(found, by=a_user())
    assert reverse("season_short", args=["BT"]) in text(page(client, "BT"))
    answer = client.get(reverse("season_short", args=["BT"])).content.decode()
    assert "Đảng bộ Phường 1" in answer
    assert "cao nhất 30 trên 100" in answer
    assert "Phạm Quốc Cường 30/100" in answer


def test_where_every_committee_is_full_the_page_says_so(client: Client, season: Season) -> None:
    assert "Mọi cấp uỷ đã bầu đều đủ" in client.get(reverse("season_short", args=["BT"])).content.decode()


# --- levels ----------------------------------------------------------------------------------------------------------


def test_a_province_shows_its_districts_with_what_is_held_below(client: Client, season: Season) -> None:
    held("BT.D1", season)
    held("BT.D2", season)
    answer = page(client, "HCM")
    assert tiles(answer) == {"Quận": (0, False, "2 nơi trễ ở dưới")}
    strip = {str(item.label): item for item in answer.context["strip"]}
    assert (strip["Đại hội đã tổ chức"].figure.value, strip["Đại hội đã tổ chức"].unit) == (2, "/6")


def test_one_click_goes_down_a_level_and_a_cell_shows_its_congress(client: Client, season: Season) -> None:
    assert reverse("season", args=["BT"]) in text(page(client, "HCM"))
    assert reverse("season", args=["BT.C1"]) in text(page(client, "BT"))
    answer = client.get(reverse("season", args=["BT.C1"]))
    assert answer.status_code == 302
    assert answer.headers["Location"] == at("BT.C1", season).get_absolute_url()


def test_cells_that_are_not_followed_are_shown_without_a_stage(client: Client, season: Season) -> None:
    answer = page(client, "BT.D1")
    assert list(tiles(answer)) == ["1", "2"]
    assert answer.context["legend"] == []
    assert "không theo dõi từng đại hội" in text(answer)


def test_a_unit_outside_the_scope_has_no_season_page(client: Client, season: Season) -> None:
    client.force_login(a_user(unit=Unit.objects.get(code="BT.D1"), role=Role.SECRETARY))
    assert client.get(reverse("season", args=["BT"])).status_code == 404
    assert client.get(reverse("season_short", args=["BT.D2"])).status_code == 404
    assert "Đảng bộ quận" not in text(page(client, "BT.D1")).split("<main")[1].split("</nav>")[0]


def test_without_a_season_the_page_says_what_to_do(client: Client, district: Unit) -> None:
    answer = text(page(client, "BT"))
    assert "Chưa mở mùa đại hội" in answer


# --- what came in ----------------------------------------------------------------------------------------------------


def test_what_came_in_stands_with_its_own_day(client: Client, season: Season) -> None:
    held("BT.D1", season, date(2020, 5, 23))
    held("BT.D2", season, date(2020, 6, 6))
    came = page(client, "BT").context["came"]
    assert [(item.who, item.at) for item in came] == [
        ("Đảng bộ Phường 2", date(2020, 6, 6)),
        ("Đảng bộ Phường 1", date(2020, 5, 23)),
    ]


@pytest.mark.parametrize("code", ["HCM", "BT", "BT.D1"])
@pytest.mark.parametrize("query", ["", "?xem=bang", "?so=members", "?xuat=xlsx"])
def test_the_page_asks_little_of_the_database(
    client: Client, season: Season, code: str, query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, user, unit, grants, ledger; season; figures, congresses, units; findings; what is late; what came in."""
    a_certified_round(congress=held("BT.D1", season))
    held("BT.D2", season)
    with django_assert_max_num_queries(12):
        page(client, code, query)


def test_figures_of_two_kinds_of_unit_stay_apart(client: Client, season: Season) -> None:
    """A district's own election never enters the sum of the units below it."""
    a_certified_round(congress=held("BT", season))
    strip = {str(item.label): item.figure for item in page(client, "BT").context["strip"]}
    assert strip["Đại hội đã tổ chức"].value == 0
    assert page(client, "BT").context["elected"].value == 3
