"""The pages of a congress: what they say, what they change, how much they ask of the database."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from daihoi.congress.models import Congress, Stage
from daihoi.org.access import Role
from daihoi.org.models import Unit, User
from daihoi.rules.levels import UnitKind
from tests.builders import a_congress, a_member, a_season, a_unit, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Unit:
    return a_unit("BT", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION)


@pytest.fixture
def congress(district: Unit) -> Congress:
    ward = a_unit("BT.D1", parent=district, name="Đảng bộ Phường 13")
    return a_congress(ward, season=a_season(district), held=None)


@pytest.fixture(autouse=True)
def office(client: Client, district: Unit) -> User:
    user = a_user("vanphong", unit=district, role=Role.OFFICE)
    client.force_login(user)
    return user


def address(congress: Congress, name: str = "congress", *more: int) -> str:
    return reverse(name, args=[congress.unit.code, congress.pk, *more])


def text(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_congress_without_a_day_asks_for_it_first(client: Client, congress: Congress) -> None:
    page = text(client, address(congress))
    assert "Đại hội đảng viên Đảng bộ Phường 13" in page
    first = page.index("Việc cần làm tiếp theo")
    assert page.index("Ấn định ngày khai mạc", first) < page.index("Ban hành kế hoạch", first)
    for stage in ("Chuẩn bị", "Văn kiện", "Nhân sự", "Đại biểu", "Đại hội", "Kết quả", "Sau đại hội"):
        assert stage in page


def test_the_plan_gives_every_date(client: Client, congress: Congress) -> None:
    sent = {"planned_on": "23/5/2020", "form": "delegates", "ordinal": "12", "place": "Hội trường"}
    assert client.post(address(congress, "congress_plan"), sent).status_code == 302
    page = text(client, address(congress))
    assert "Đại hội đại biểu Đảng bộ Phường 13 lần thứ XII" in page
    for day in ("T5 9/4", "T7 23/5", "T3 2/6", "T3 23/6"):
        assert day in page


def test_a_day_that_is_none_keeps_the_form(client: Client, congress: Congress) -> None:
    answer = client.post(
        address(congress, "congress_plan"), {"planned_on": "31/2/2020", "form": "members", "place": "Nhà A"}
    )
    assert answer.status_code == 422
    assert "29 ngày" in answer.content.decode()
    assert "Nhà A" in answer.content.decode()
    congress.refresh_from_db()
    assert congress.planned_on is None


def test_the_size_of_the_unit_suggests_the_form(client: Client, congress: Congress) -> None:
    cell = a_unit("BT.D1.1", kind=UnitKind.CELL_UNDER_COMMITTEE, parent=congress.unit)
    a_member(unit=cell)
    page = text(client, address(congress, "congress_hold"))
    assert "đại hội đảng viên" in page
    assert "C-02" in page


def test_holding_is_recorded_and_corrected(client: Client, congress: Congress) -> None:
    sent = {"form": "delegates", "opened_on": "2020-05-23", "summoned": "192", "present": "190", "not_counted": "2"}
    assert client.post(address(congress, "congress_hold"), sent).status_code == 302
    congress.refresh_from_db()
    assert (congress.stage, congress.closed_on, congress.present) == (Stage.HELD, date(2020, 5, 23), 190)
    page = text(client, address(congress))
    assert "190/190" in page, "of the base"
    assert "190/192" in page, "of all who were summoned"
    assert "190 × 3 = 570 ≥ 190 × 2 = 380" in page
    assert client.post(address(congress, "congress_hold"), sent | {"present": "193"}).status_code == 422


def test_an_exception_without_a_reason_is_told_at_the_field(client: Client, congress: Congress) -> None:
    sent = {"exception": "postponed", "contents": "4", "reason": ""}
    answer = client.post(address(congress, "congress_except"), sent)
    assert answer.status_code == 422
    assert "Hãy ghi lý do" in answer.content.decode()
    assert client.post(address(congress, "congress_except"), sent | {"reason": "Sáp nhập phường"}).status_code == 302
    page = text(client, address(congress))
    assert "Sáp nhập phường" in page
    assert "Hoãn" in page


def test_a_step_is_marked_on_its_page(client: Client, congress: Congress, office: User) -> None:
    step = congress.steps.get(key="announce")
    assert client.post(address(congress, "step", step.pk), {"on": "1/4/2020"}).status_code == 302
    step.refresh_from_db()
    assert step.done_on == date(2020, 4, 1)
    assert "xong 1/4" in text(client, f"{address(congress)}?gd=preparation")
    client.post(address(congress, "step", step.pk), {"reopen": "1"})
    step.refresh_from_db()
    assert step.state == "todo"


def test_a_congress_of_another_place_does_not_exist(client: Client, congress: Congress) -> None:
    neighbour = a_unit("BT.D2", parent=congress.unit.parent)
    client.force_login(a_user(unit=neighbour, role=Role.OFFICE))
    step = congress.steps.first()
    assert step is not None
    for name in ("congress", "congress_plan", "congress_hold", "congress_except"):
        assert client.get(address(congress, name)).status_code == 404
        assert client.get(reverse(name, args=["BT.D2", congress.pk])).status_code == 404
    assert client.post(reverse("step", args=["BT.D2", congress.pk, step.pk])).status_code == 404


def test_a_clerk_records_the_holding_and_plans_nothing(client: Client, congress: Congress) -> None:
    client.force_login(a_user(unit=congress.unit, role=Role.CLERK))
    assert client.get(address(congress, "congress_hold")).status_code == 200
    assert client.get(address(congress, "congress_plan")).status_code == 403
    assert reverse("congress_plan", args=["BT.D1", congress.pk]) not in text(client, address(congress))


def test_the_members_can_be_asked_where_they_come_from(client: Client, congress: Congress) -> None:
    cell = a_unit("BT.D1.1", kind=UnitKind.CELL_UNDER_COMMITTEE, parent=congress.unit, name="Chi bộ 1")
    a_member(unit=cell)
    from daihoi.org.actions import tallies_recount

    tallies_recount([cell])
    page = text(client, f"{address(congress)}?so=members")
    assert "Chi bộ 1" in page
    part = client.get(f"{address(congress)}?so=members", headers={"HX-Target": "so-lieu"}).content.decode()
    assert part.lstrip().startswith("<aside")


@pytest.mark.parametrize("held", [False, True])
def test_the_page_asks_little_of_the_database(
    client: Client, congress: Congress, held: bool, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, user, unit, grants, ledger; congress, steps, figures, level, evidence."""
    if held:
        a_congress(congress.unit, season=congress.season, held=date(2020, 5, 23))
    with django_assert_max_num_queries(12):
        text(client, address(congress))
