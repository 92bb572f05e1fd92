"""Members for personnel: found, listed, corrected, moved, marked; the ledger tells nothing of them."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_init
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from daihoi.ledger.models import Event
from daihoi.ledger.queries import verify_chains
from daihoi.org.access import Role
from daihoi.org.actions import tallies_recount
from daihoi.org.actions.membership import member_correct, member_move, member_state
from daihoi.org.models import Member, Membership, Sex, Standing, Tally, Unit, User
from daihoi.org.queries.members import Wanted, members_found, ordered
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from daihoi.rules.vietnamese import fold, name_order
from tests.builders import a_member, a_unit, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Unit:
    return a_unit("BT", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION, name="Đảng bộ quận")


@pytest.fixture
def ward(district: Unit) -> Unit:
    return a_unit("BT.D1", parent=district, name="Đảng bộ Phường 1")


@pytest.fixture
def cell(ward: Unit) -> Unit:
    return a_unit("BT.D1.1", kind=UnitKind.CELL_UNDER_COMMITTEE, parent=ward, name="Chi bộ 1")


@pytest.fixture
def other(ward: Unit) -> Unit:
    return a_unit("BT.D1.2", kind=UnitKind.CELL_UNDER_COMMITTEE, parent=ward, name="Chi bộ 2")


@pytest.fixture
def personnel(client: Client, district: Unit) -> User:
    """The district's personnel board, signed in."""
    user = a_user("tochuc", unit=district, role=Role.PERSONNEL)
    client.force_login(user)
    return user


def names(page: str) -> list[str]:
    """The names of the list as they stand on the page."""
    return [part.split("</a>")[0].split(">")[-1] for part in page.split('<th scope="row">')[1:]]


def tally(unit: Unit) -> dict[str, int]:
    row = Tally.objects.get(unit=unit, season=0)
    return {key: getattr(row, key) for key in ("members", "official", "women_members", "exempted", "temporary_away")}


# --- who may look ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_personnel_alone_opens_lists_and_cards(client: Client, district: Unit, cell: Unit, role: Role) -> None:
    member = a_member(unit=cell)
    client.force_login(a_user(unit=district, role=role))
    base = "/u/BT/dang-vien/"
    allowed = 200 if role is Role.PERSONNEL else 403
    ends = [
        "",
        f"{member.pk}/",
        *(f"{member.pk}/{verb}/" for verb in ("sua", "chuyen", "tu-cach", "ra", "ban-ke", "xoa")),
    ]
    for end in [*ends, "?xuat=xlsx"]:
        assert client.get(base + end).status_code == allowed
    if role is not Role.PERSONNEL:
        for end in ends:
            assert client.post(base + end, {}).status_code == 403


def test_a_card_outside_the_unit_does_not_exist(client: Client, personnel: User, cell: Unit) -> None:
    elsewhere = a_unit("XX", kind=UnitKind.GRASSROOTS_CELL)
    stranger = a_member("Trần Lạ", unit=elsewhere)
    for end in ("", "sua/", "chuyen/", "tu-cach/", "ra/", "ban-ke/", "xoa/"):
        assert client.get(f"/u/BT/dang-vien/{stranger.pk}/{end}").status_code == 404
        assert client.post(f"/u/BT/dang-vien/{stranger.pk}/{end}").status_code in (404, 405)
    assert "Trần Lạ" not in client.get("/u/BT/dang-vien/").content.decode()
    assert client.get("/u/XX/dang-vien/").status_code == 404
    assert client.get("/u/BT.D1/dang-vien/").status_code == 404  # the grant is the district's, this unit only


def test_a_member_who_moved_away_takes_the_card_along(client: Client, personnel: User, cell: Unit) -> None:
    elsewhere = a_unit("XX", kind=UnitKind.GRASSROOTS_CELL)
    member = a_member(unit=cell)
    assert client.get(f"/u/BT/dang-vien/{member.pk}/").status_code == 200
    member_move(member, by=personnel, to=elsewhere, on=timezone.localdate())
    assert client.get(f"/u/BT/dang-vien/{member.pk}/").status_code == 404


def test_pages_with_personal_data_are_not_kept_by_the_browser(client: Client, personnel: User, cell: Unit) -> None:
    member = a_member(unit=cell)
    for end in ("", f"{member.pk}/", f"{member.pk}/ban-ke/"):
        assert "no-store" in client.get(f"/u/BT/dang-vien/{end}").headers["Cache-Control"]


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_list_stands_in_vietnamese_order_and_is_found_without_accents(
    client: Client, personnel: User, cell: Unit
) -> None:
    for name in ("Nguyễn Văn Ân", "Trần Thị Ánh", "Lê An", "Đỗ Thị Ẩn", "Bùi Đức Ăn"):
        a_member(name, unit=cell)
    assert names(client.get("/u/BT/dang-vien/").content.decode()) == [
        "Lê An", "Trần Thị Ánh", "Bùi Đức Ăn", "Nguyễn Văn Ân", "Đỗ Thị Ẩn",
    ]  # fmt: skip
    for asked, found in (
        ("do thi an", ["Đỗ Thị Ẩn"]),
        ("ĐỖ  THỊ", ["Đỗ Thị Ẩn"]),
        ("duc", ["Bùi Đức Ăn"]),
        ("thi", ["Trần Thị Ánh", "Đỗ Thị Ẩn"]),
        ("khong ai", []),
        ("%", []),
        ("_", []),
    ):
        page = client.get("/u/BT/dang-vien/", {"q": asked}).content.decode()
        assert sorted(names(page)) == sorted(found), asked


def test_a_card_number_is_found_by_its_beginning(client: Client, personnel: User, cell: Unit) -> None:
    a_member("Lê An", unit=cell, card="79012345")
    a_member("Lê Bình", unit=cell, card="12790123")
    assert names(client.get("/u/BT/dang-vien/?q=79012").content.decode()) == ["Lê An"]


def test_each_filter_finds_its_own(district: Unit, ward: Unit, cell: Unit, other: Unit) -> None:
    woman = a_member("Lê Nữ", unit=cell, woman=True)
    young = a_member("Lê Dự Bị", unit=cell)
    exempt = a_member("Lê Miễn", unit=cell)
    away = a_member("Lê Vắng", unit=other)
    old = a_member("Lê Năm", unit=other)
    nothing = a_member("Lê Không", unit=other, born=None)
    gone = a_member("Lê Rời", unit=cell)
    Member.objects.filter(pk=young.pk).update(official=None)
    Member.objects.filter(pk=old.pk).update(born_precision="year")
    Membership.objects.filter(member=exempt).update(exempted=True)
    Membership.objects.filter(member=away).update(temporary_away=True)
    Membership.objects.filter(member=gone).update(valid_to=date(2019, 1, 1))

    def found(unit: Unit, **wanted: object) -> set[str]:
        return {row.member.name for row in members_found(unit, Wanted(**wanted))}  # type: ignore[arg-type]

    assert len(found(district)) == 6
    assert found(other) == {"Lê Vắng", "Lê Năm", "Lê Không"}
    assert found(district, women=True) == {woman.name}
    assert found(district, kind="du-bi") == {young.name}
    assert len(found(district, kind="chinh-thuc")) == 5
    assert found(district, exempted=True) == {exempt.name}
    assert found(district, away=True) == {away.name}
    assert found(district, unknown_age=True) == {old.name, nothing.name}
    assert found(district, kind="da-roi") == {gone.name}
    assert found(cell, women=True, exempted=True) == set()


def test_unknown_days_stand_last_in_both_directions(district: Unit, cell: Unit) -> None:
    a_member("A", unit=cell, born=date(1990, 1, 1))
    a_member("B", unit=cell, born=None)
    a_member("C", unit=cell, born=date(1950, 1, 1))
    rows = members_found(district, Wanted())
    assert [row.member.name for row in ordered(rows, "born")] == ["C", "A", "B"]
    assert [row.member.name for row in ordered(rows, "born", descending=True)] == ["A", "C", "B"]


def test_nonsense_in_the_address_is_nothing_asked(client: Client, personnel: User, cell: Unit) -> None:
    a_member("Lê An", unit=cell)
    for nonsense in ("?loai=xx", "?o=XX", "?o=%00", "?sort=salt", "?page=-1", "?page=999999", "?nu=maybe&q=%00"):
        page = client.get(f"/u/BT/dang-vien/{nonsense}")
        assert page.status_code == 200, nonsense


def test_choosing_a_unit_offers_those_below_it(client: Client, personnel: User, ward: Unit, cell: Unit) -> None:
    first = client.get("/u/BT/dang-vien/").content.decode()
    assert 'value="BT.D1"' in first
    assert 'value="BT.D1.1"' not in first
    assert 'value="BT.D1.1"' in client.get("/u/BT/dang-vien/?o=BT.D1").content.decode()


# --- taken out -------------------------------------------------------------------------------------------------------


def test_excel_holds_what_is_on_the_screen_once_a_reason_is_given(client: Client, personnel: User, cell: Unit) -> None:
    for number in range(60):
        a_member(f"Lê Văn {number:02}", unit=cell)
    a_member("=1+1 Nữ", unit=cell, woman=True)
    path = "/u/BT/dang-vien/?q=le&sort=-card&xuat=xlsx"
    question = client.get(path)
    assert "dữ liệu cá nhân của 60 người" in question.content.decode()
    assert not Event.objects.filter(verb="members.handed_out").exists()  # looking takes nothing
    for empty in ("", "   "):
        again = client.post(path, {"reason": empty})
        assert again.headers["Content-Type"].startswith("text/html")
    assert not Event.objects.filter(verb="members.handed_out").exists()
    answer = client.post(path, {"reason": "In thẻ dự đại hội"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] and str(row[0]).startswith("Lê Văn")]
    cards = [str(row[1]) for row in rows]
    assert len(cards) == 60
    assert cards == sorted(cards, reverse=True)
    event = Event.objects.get(verb="members.handed_out")
    facts = json.loads(event.payload)
    assert (event.actor, facts["rows"], facts["reason"]) == (personnel.pk, 60, "In thẻ dự đại hội")
    assert facts["file"] == hashlib.sha256(answer.content).hexdigest()


# --- verbs -----------------------------------------------------------------------------------------------------------


def told(verb: str) -> dict[str, object]:
    """What the last event with `verb` tells."""
    event = Event.objects.filter(verb=verb).latest("id")
    facts: dict[str, object] = json.loads(event.payload)
    return facts


def test_a_correction_keeps_what_of_a_date_is_known(client: Client, personnel: User, cell: Unit) -> None:
    member = a_member("Lê An", unit=cell, born=date(1964, 1, 1))
    Member.objects.filter(pk=member.pk).update(born_precision="year")
    path = f"/u/BT/dang-vien/{member.pk}/sua/"
    page = client.get(path)
    assert page.context["form"].initial["born"] == "1964"  # never 1 January
    sent = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    answer = client.post(path, sent | {"born": "5/1964"})
    assert answer.status_code == 302
    member.refresh_from_db()
    assert (member.born, member.born_precision) == (date(1964, 5, 1), "month")
    client.post(path, sent | {"born": "23/5/1964", "name": "lê thị  ánh"})
    member.refresh_from_db()
    assert (member.born, member.born_precision, member.name) == (date(1964, 5, 23), "day", "lê thị ánh")
    assert (member.folded, member.sort_key) == ("le thi anh", name_order("lê thị ánh"))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("born", "31/2/1964", "29 ngày"),
        ("born", "hôm qua", "không phải"),
        ("born", "1/1/2099", "ở sau ngày"),
        ("name", "=1+1", "công thức"),
        ("card", "12 34/5", "chữ số"),
        ("official", "1/1/1990", "Ngày chính thức trước ngày vào Đảng"),
        ("joined", "1/1/1960", "Ngày vào Đảng trước ngày sinh"),
        ("name", "", "Ô này phải điền"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_what_was_typed_stays(
    client: Client, personnel: User, cell: Unit, field: str, value: str, said: str
) -> None:
    member = a_member("Lê An", unit=cell)
    path = f"/u/BT/dang-vien/{member.pk}/sua/"
    sent = {name: one for name, one in client.get(path).context["form"].initial.items() if one is not None}
    page = client.post(path, sent | {field: value})
    assert page.status_code == 200
    text = page.content.decode()
    assert said in text
    assert f'value="{value}"' in text or not value
    assert not Event.objects.filter(verb="member.corrected").exists()


def test_two_people_never_share_a_card_number(personnel: User, cell: Unit) -> None:
    one, two = a_member("Lê An", unit=cell, card="111"), a_member("Lê Bình", unit=cell, card="222")
    with pytest.raises(RuleError, match="belongs to Lê An already"):
        member_correct(two, by=personnel, facts={"card": one.card})


def test_a_correction_changes_the_counts_at_once(personnel: User, cell: Unit) -> None:
    member = a_member("Lê An", unit=cell)
    tallies_recount([cell])
    member_correct(member, by=personnel, facts={"sex": Sex.FEMALE.value, "official": None})
    assert tally(cell) == {"members": 1, "official": 0, "women_members": 1, "exempted": 0, "temporary_away": 0}


def test_the_ledger_tells_what_was_done_and_no_value(personnel: User, cell: Unit, other: Unit) -> None:
    member = a_member("Lê Thị Bí Mật", unit=cell, card="79123456")
    today = timezone.localdate()
    member_correct(member, by=personnel, facts={"name": "Lê Thị Rất Kín", "born": date(1960, 2, 3), "card": "79654321"})
    member_state(member, by=personnel, on=today, standing=Standing.SUSPENDED, exempted=True, temporary_away=False)
    text = "".join(f"{event.payload}{event.verb}" for event in Event.objects.all())
    assert member.salt not in text
    bare = re.sub(r"\b[0-9a-f]{64}\b", "", text)  # a digest may hold any digits
    assert len(bare) == len(text) - 4 * 64
    for value in ("Bí Mật", "Rất Kín", "bi mat", "79123456", "79654321", "1960", "suspended"):
        assert value not in bare
    facts = told("member.corrected")
    assert facts["fields"] == ["born", "card", "name"]
    assert facts["member"] == member.pk
    assert facts["before"] != facts["after"]
    assert told("member.state")["fields"] == ["exempted", "standing"]
    assert list(verify_chains()) == []


def test_a_move_closes_one_period_and_begins_the_next(client: Client, personnel: User, cell: Unit, other: Unit) -> None:
    member = a_member("Lê An", unit=cell)
    Membership.objects.filter(member=member).update(exempted=True)
    path = f"/u/BT/dang-vien/{member.pk}/chuyen/"
    assert client.post(path, {"to": "BT.D1.2", "on": "1/9/2020"}).status_code == 302
    first, second = Membership.objects.filter(member=member).order_by("valid_from")
    assert (first.unit, first.valid_to) == (cell, date(2020, 9, 1))
    assert (second.unit, second.valid_from, second.valid_to, second.exempted) == (other, date(2020, 9, 1), None, True)
    assert (tally(cell)["members"], tally(other)["members"]) == (0, 1)
    assert told("member.moved") == {"member": member.pk, "unit": cell.pk, "to": other.pk, "on": "2020-09-01"}


def test_a_move_that_cannot_be_is_refused(client: Client, personnel: User, ward: Unit, cell: Unit, other: Unit) -> None:
    member = a_member("Lê An", unit=cell)
    a_unit("XX", kind=UnitKind.GRASSROOTS_CELL)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    path = f"/u/BT/dang-vien/{member.pk}/chuyen/"
    for to, on, said in (
        ("BT.D1.1", "2020-09-01", "đang sinh hoạt ở chính tổ chức này"),
        ("BT.D1", "2020-09-01", "không trực tiếp có đảng viên"),
        ("XX", "2020-09-01", "không có tổ chức mang mã"),
        ("BT.D1.2", "2001-01-01", "phải sau ngày đó"),
        ("BT.D1.2", tomorrow, "còn ở phía trước"),
        ("BT.D1.2", "2020", "đủ ngày, tháng, năm"),
    ):
        page = client.post(path, {"to": to, "on": on})
        assert page.status_code == 200
        assert said in page.content.decode(), (to, on)
    assert Membership.objects.filter(member=member).count() == 1


def test_a_standing_holds_from_its_day_and_history_keeps_the_one_before(personnel: User, cell: Unit) -> None:
    member = a_member("Lê An", unit=cell)
    facts = {"exempted": False, "temporary_away": True}
    member_state(member, by=personnel, on=date(2020, 3, 1), standing=Standing.NORMAL, **facts)
    member_state(member, by=personnel, on=date(2020, 6, 1), standing=Standing.DETAINED, **facts)
    rows = Membership.objects.filter(member=member).order_by("valid_from")
    assert [(row.valid_from, row.valid_to, row.standing, row.temporary_away) for row in rows] == [
        (date(2001, 1, 1), date(2020, 3, 1), "normal", False),
        (date(2020, 3, 1), date(2020, 6, 1), "normal", True),
        (date(2020, 6, 1), None, "detained", True),
    ]
    assert tally(cell)["temporary_away"] == 1
    member_state(member, by=personnel, on=date(2020, 6, 1), standing=Standing.CHARGED, **facts)  # on its first day
    assert rows.count() == 3
    with pytest.raises(RuleError, match="cannot begin earlier"):
        member_state(member, by=personnel, on=date(2020, 5, 31), standing=Standing.NORMAL, **facts)
    with pytest.raises(RuleError, match="Nothing differs"):
        member_state(member, by=personnel, on=date(2020, 7, 1), standing=Standing.CHARGED, **facts)


def test_who_has_left_can_be_found_and_changed_no_more(
    client: Client, personnel: User, cell: Unit, other: Unit
) -> None:
    member = a_member("Lê An", unit=cell)
    answer = client.post(f"/u/BT/dang-vien/{member.pk}/ra/", {"reason": "transferred", "on": "2020-09-01"})
    assert answer.status_code == 302
    assert names(client.get("/u/BT/dang-vien/").content.decode()) == []
    assert names(client.get("/u/BT/dang-vien/?loai=da-roi").content.decode()) == ["Lê An"]
    card = client.get(f"/u/BT/dang-vien/{member.pk}/").content.decode()
    assert "ra ngày 1/9/2020" in card
    assert "/chuyen/" not in card
    again = client.post(f"/u/BT/dang-vien/{member.pk}/chuyen/", {"to": "BT.D1.2", "on": "2020-10-01"})
    assert "không còn sinh hoạt ở tổ chức nào" in again.content.decode()


# --- budgets ---------------------------------------------------------------------------------------------------------


def a_district_of(count: int, cell: Unit) -> None:
    """`count` members written in bulk."""
    given = ("An", "Ánh", "Bình", "Châu", "Dũng", "Đức", "Hà", "Lan", "Minh", "Nga", "Oanh", "Phúc", "Quân", "Sơn")
    rows = []
    for number in range(count):
        name = f"Nguyễn {'Thị' if number % 3 else 'Văn'} {given[number % 14]}"
        rows.append(
            Member(
                card=f"8{number:07}", name=name, folded=fold(name), sort_key=name_order(name),
                sex="f" if number % 3 else "m", born=date(1950 + number % 50, 1 + number % 12, 1),
                official=date(2000, 1, 1) if number % 20 else None,
            )
        )  # fmt: skip
    Member.objects.bulk_create(rows, batch_size=500)
    members = Member.objects.filter(card__startswith="8")
    Membership.objects.bulk_create(
        [Membership(member=member, unit=cell, valid_from=date(2019, 1, 1)) for member in members], batch_size=500
    )


@contextmanager
def made() -> Iterator[Counter[type[Model]]]:
    """How many rows of each table become objects inside."""
    found = Counter[type[Model]]()

    def count(sender: type[Model], **_kwargs: object) -> None:
        found[sender] += 1

    post_init.connect(count)
    try:
        yield found
    finally:
        post_init.disconnect(count)


def test_a_list_of_twelve_thousand_asks_and_builds_no_more_than_its_page(
    client: Client, personnel: User, cell: Unit
) -> None:
    """How long it takes is measured by `daihoi bench`."""
    a_district_of(11_836, cell)
    client.get("/u/BT/dang-vien/")
    for end in ("", "?q=nguyen+thi+anh", "?nu=on&loai=chinh-thuc&sort=-born", "?page=200", "?sort=unit", "?o=BT.D1.1"):
        with CaptureQueriesContext(connection) as queries, made() as objects:
            page = client.get(f"/u/BT/dang-vien/{end}").content.decode()
        assert len(names(page)) == 50
        assert objects[Member] == objects[Membership] == 50, end
        assert len(queries) <= 12, end
    member = Member.objects.latest("pk")
    for end in (f"{member.pk}/", f"{member.pk}/sua/", f"{member.pk}/tu-cach/", f"{member.pk}/ban-ke/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/u/BT/dang-vien/{end}").status_code == 200
        assert len(queries) <= 12, end


def test_control_a_list_that_builds_everybody_is_counted(cell: Unit) -> None:
    a_district_of(60, cell)
    with made() as objects:
        list(Membership.objects.select_related("member"))
    assert objects[Member] == objects[Membership] == 60
