"""The page of a unit: what stands below it, on any day, and its changes."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from daihoi.org.access import Role
from daihoi.org.actions import tallies_recount, unit_change
from daihoi.org.models import Unit, User
from daihoi.org.queries.units import children_now, children_on
from daihoi.rules.levels import UnitKind
from tests.builders import a_member, a_unit, a_user

pytestmark = pytest.mark.django_db
CELL = UnitKind.CELL_UNDER_COMMITTEE


@pytest.fixture
def district() -> Unit:
    return a_unit("BT", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION, name="Đảng bộ quận")


@pytest.fixture
def ward(district: Unit) -> Unit:
    return a_unit("BT.D1", parent=district, name="Đảng bộ Phường 1")


@pytest.fixture
def cell(ward: Unit) -> Unit:
    found = a_unit("BT.D1.1", kind=CELL, parent=ward, name="Chi bộ 1")
    a_member(unit=found)
    a_member(unit=found, woman=True)
    tallies_recount([found])
    return found


@pytest.fixture(autouse=True)
def office(client: Client, district: Unit) -> User:
    user = a_user("vanphong", unit=district, role=Role.OFFICE)
    client.force_login(user)
    return user


def text(client: Client, unit: Unit, query: str = "") -> str:
    answer = client.get(f"{unit.get_absolute_url()}{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_unit_shows_what_stands_below_it(client: Client, district: Unit, ward: Unit, cell: Unit) -> None:
    page = text(client, district)
    assert "Đảng bộ Phường 1" in page
    assert "Chi bộ 1" not in page, "one level down"
    (child,) = children_now(district)
    assert (child.units, child.members, child.official) == (1, 2, 2)


def test_a_cell_says_that_its_members_belong_to_it(client: Client, cell: Unit) -> None:
    assert "sinh hoạt trực tiếp" in text(client, cell)


def test_a_count_is_true_on_its_day(client: Client, district: Unit, ward: Unit, cell: Unit, office: User) -> None:
    """The cell moves to another ward on 1/3/2020: before that day it is counted where it was."""
    other = a_unit("BT.D2", parent=district, name="Đảng bộ Phường 2")
    unit_change(cell, by=office, on=date(2020, 3, 1), parent=other)

    def members(day: date) -> dict[str, int]:
        here = district.periods.get(valid_to=None)
        return {child.code: child.members for child in children_on(here, day)}

    assert members(date(2020, 2, 29)) == {"BT.D1": 2, "BT.D2": 0}
    assert members(date(2020, 3, 1)) == {"BT.D1": 0, "BT.D2": 2}
    page = text(client, ward, "?ngay=29/2/2020")
    assert "Chi bộ 1" in page
    assert "Chi bộ 1" not in text(client, ward)


def test_a_day_that_is_none_is_told_and_today_shown(client: Client, district: Unit, ward: Unit) -> None:
    page = text(client, district, "?ngay=30/2/2020")
    assert "29 ngày" in page
    assert "Đảng bộ Phường 1" in page


def test_the_stated_number_is_held_against_the_register(client: Client, ward: Unit, cell: Unit) -> None:
    Unit.objects.filter(pk=cell.pk).update(stated_members=3)
    page = text(client, Unit.objects.get(pk=cell.pk))
    assert "Đối chiếu danh sách tổ chức" in page


def test_only_kinds_that_may_stand_here_are_offered(client: Client, ward: Unit) -> None:
    page = client.get(reverse("unit_add", args=["BT.D1"])).content.decode()
    assert 'value="cell_under_committee"' in page
    assert 'value="grassroots_cell"' not in page
    sent = {"code": "BT.D1.9", "name": "Chi bộ 9", "kind": "grassroots_cell"}
    assert client.post(reverse("unit_add", args=["BT.D1"]), sent).status_code == 422
    assert not Unit.objects.filter(code="BT.D1.9").exists()


def test_a_code_is_used_once(client: Client, ward: Unit, cell: Unit) -> None:
    sent = {"code": "BT.D1.1", "name": "Chi bộ khác", "kind": CELL.value}
    answer = client.post(reverse("unit_add", args=["BT.D1"]), sent)
    assert answer.status_code == 422
    assert "Chi bộ khác" in answer.content.decode()


def test_a_unit_is_renamed_from_a_day_and_keeps_its_history(client: Client, ward: Unit) -> None:
    sent = {"name": "Đảng bộ Phường Một", "parent": "BT", "on": "1/7/2020"}
    assert client.post(reverse("unit_edit", args=["BT.D1"]), sent).status_code == 302
    page = text(client, Unit.objects.get(code="BT.D1"))
    assert "Đảng bộ Phường Một" in page
    assert "Đảng bộ Phường 1" in page, "in the history"


def test_a_unit_cannot_be_moved_below_itself_or_outside_the_scope(client: Client, ward: Unit, cell: Unit) -> None:
    sent = {"name": ward.name, "parent": "BT.D1.1", "on": "2020-07-01"}
    assert client.post(reverse("unit_edit", args=["BT.D1"]), sent).status_code == 422
    a_unit("BT.D2", parent=ward.parent)
    client.force_login(a_user(unit=ward, role=Role.OFFICE))
    sent = {"name": cell.name, "parent": "BT.D2", "on": "2020-07-01"}
    assert client.post(reverse("unit_edit", args=["BT.D1.1"]), sent).status_code == 422
    cell.refresh_from_db()
    assert cell.parent == ward


def test_a_name_is_corrected_without_a_day(client: Client, ward: Unit) -> None:
    client.post(reverse("unit_correct", args=["BT.D1"]), {"name": " Đảng bộ  Phường 1A "})
    ward.refresh_from_db()
    assert ward.name == "Đảng bộ Phường 1A"
    assert ward.periods.count() == 1


@pytest.mark.parametrize("mark", ["\u202e", "\x07"])
def test_a_name_with_a_hidden_mark_is_refused_in_words(client: Client, ward: Unit, mark: str) -> None:
    answer = client.post(reverse("unit_correct", args=["BT.D1"]), {"name": f"Đảng bộ{mark} Phường 1A"})
    assert answer.status_code == 422
    assert f"U+{ord(mark):04X}" in answer.content.decode()
    ward.refresh_from_db()
    assert ward.name == "Đảng bộ Phường 1"


def test_a_unit_with_members_cannot_be_closed(client: Client, ward: Unit, cell: Unit) -> None:
    answer = client.post(reverse("unit_close", args=["BT.D1.1"]), {"on": "2020-07-01"})
    assert answer.status_code == 422
    empty = a_unit("BT.D1.2", kind=CELL, parent=ward)
    assert client.post(reverse("unit_close", args=["BT.D1.2"]), {"on": "2020-07-01"}).status_code == 302
    empty.refresh_from_db()
    assert empty.closed == date(2020, 7, 1)
    text(client, ward)  # the message that it is closed
    assert "BT.D1.2" not in text(client, ward)


def test_an_observer_looks_and_changes_nothing(client: Client, ward: Unit) -> None:
    client.force_login(a_user(unit=ward, role=Role.OBSERVER))
    assert reverse("unit_edit", args=["BT.D1"]) not in text(client, ward)
    for name in ("unit_add", "unit_edit", "unit_correct", "unit_close"):
        assert client.get(reverse(name, args=["BT.D1"])).status_code == 403


@pytest.mark.parametrize("query", ["", "?ngay=1/1/2020", "?so=members"])
def test_the_page_asks_little_of_the_database(
    client: Client, ward: Unit, cell: Unit, query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        text(client, ward, query)


def test_the_table_can_be_taken_as_excel(client: Client, ward: Unit, cell: Unit) -> None:
    answer = client.get(f"{ward.get_absolute_url()}?xuat=xlsx")
    assert answer.content.startswith(b"PK")
