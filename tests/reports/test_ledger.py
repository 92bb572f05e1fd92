"""The ledger's pages: what a reader sees of his places, in words; verification and printed heads."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from daihoi.congress.models import Congress
from daihoi.ledger.actions import record
from daihoi.ledger.guards import drop_guards
from daihoi.ledger.models import Event
from daihoi.ledger.queries import head
from daihoi.org.access import Role
from daihoi.org.actions.membership import member_move
from daihoi.org.actions.user import user_add
from daihoi.org.models import Unit, User
from daihoi.reports.queries.ledger import Asked, entries, events_of
from daihoi.rules.levels import UnitKind
from tests.builders import a_certified_round, a_congress, a_member, a_season, a_unit, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Unit:
    return a_unit("BT", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION, name="Đảng bộ quận")


@pytest.fixture
def wards(district: Unit) -> tuple[Unit, Unit]:
    return (
        a_unit("BT.D1", parent=district, name="Đảng bộ Phường 1"),
        a_unit("BT.D2", parent=district, name="Đảng bộ Phường 2"),
    )


@pytest.fixture
def inspector(client: Client, district: Unit) -> User:
    user = a_user("kiemtra", unit=district, role=Role.INSPECTOR)
    client.force_login(user)
    return user


@pytest.fixture
def congresses(district: Unit, wards: tuple[Unit, Unit]) -> dict[str, Congress]:
    """The congresses of the district and of its wards, the first ward's with a certified round."""
    season = a_season(district)
    one = a_congress(wards[0], season=season)
    a_certified_round(congress=one)
    return {"one": one, "two": a_congress(wards[1], season=season), "district": Congress.objects.get(unit=district)}


def streams(page: str) -> set[str]:
    """The streams of the entries on a page."""
    return {found.split("#")[0] for found in re.findall(r"(?:installation|unit:\d+|congress:\d+)#\d+", page)}


def test_a_unit_sees_its_own_chains_and_those_below_and_the_root_the_installations_too(
    client: Client, wards: tuple[Unit, Unit], congresses: dict[str, Congress], inspector: User
) -> None:
    first, second = wards
    user_add(by=None, username="moi", name="Người Mới", unit=first, role=Role.CLERK)
    root = streams(client.get("/u/BT/so-su-kien/").content.decode())
    assert {"installation", f"unit:{first.pk}", f"congress:{congresses['one'].pk}"} <= root
    page = client.get("/u/BT.D1/so-su-kien/").content.decode()
    assert streams(page) == {f"unit:{first.pk}", f"congress:{congresses['one'].pk}"}
    assert "Phường 2" not in page
    assert streams(client.get("/u/BT.D2/so-su-kien/").content.decode()) == {
        f"unit:{second.pk}",
        f"congress:{congresses['two'].pk}",
    }


def test_only_those_who_may_read_the_ledger_do(client: Client, district: Unit) -> None:
    for role in Role:
        client.force_login(a_user(unit=district, role=role))
        wanted = 200 if role in (Role.OFFICE, Role.INSPECTOR) else 403
        for path in ("/u/BT/so-su-kien/", "/u/BT/so-su-kien/kiem-tra/"):
            assert client.get(path).status_code == wanted, role


def test_events_are_told_in_words_with_names(client: Client, congresses: dict[str, Congress], inspector: User) -> None:
    page = html.unescape(client.get("/u/BT.D1/so-su-kien/").content.decode())
    for said in (
        "Ký xác nhận kết quả bầu",
        "đại hội Đảng bộ Phường 1",
        "đã ký",
        "Chốt danh sách bầu cử",
        "Mở cuộc bầu",
    ):
        assert said in page
    assert "result.certified" not in page.replace("value=", "").split("</form>")[-1]
    event = Event.objects.get(verb="result.certified")
    entry = entries([event])[0]
    assert event.actor != event.second
    assert entry.actor
    assert entry.second
    assert entry.actor != entry.second


def test_every_event_is_newest_first_and_pages_follow_without_a_gap(
    client: Client, district: Unit, inspector: User
) -> None:
    with transaction.atomic():
        for number in range(120):
            record(
                f"unit:{district.pk}", "unit.corrected", by=inspector, payload={"unit": district.pk, "version": number}
            )
    seen: list[int] = []
    path = "/u/BT/so-su-kien/?nguoi=kiemtra"
    while path:
        page = client.get(path).content.decode()
        seen += [int(seq) for seq in re.findall(rf"unit:{district.pk}#(\d+)", page)]
        older = re.search(r'<a href="(\?[^"]+)" rel="next"', page)
        path = f"/u/BT/so-su-kien/{html.unescape(older.group(1))}" if older else ""
    own = list(Event.objects.filter(actor=inspector.pk).order_by("-id").values_list("seq", flat=True))
    assert seen == own
    assert len(seen) == 120


def test_filters_narrow_by_verb_person_day_and_congress(
    client: Client, district: Unit, congresses: dict[str, Congress], inspector: User
) -> None:
    def found(**asked: object) -> list[Event]:
        return list(events_of(district, Asked(**asked)))  # type: ignore[arg-type]

    assert {event.verb for event in found(verb="result.certified")} == {"result.certified"}
    assert {event.stream for event in found(congress=congresses["one"].pk)} == {congresses["one"].stream}
    signer = Event.objects.get(verb="result.certified")
    second = User.objects.get(pk=signer.second)
    assert signer in found(person=second.username.upper())
    assert found(person="nobody") == []
    today = timezone.localdate()
    assert len(found(first=today, last=today)) == len(found())
    assert found(last=today - timedelta(days=365)) == []
    for nonsense in ("?viec=xx", "?tu=hôm+qua", "?dot=abc", "?truoc=-1", "?truoc=99999999999999999999", "?nguoi=%00"):
        assert client.get(f"/u/BT/so-su-kien/{nonsense}").status_code == 200, nonsense


def test_a_congress_of_another_place_cannot_be_asked_for(
    client: Client, congresses: dict[str, Congress], inspector: User
) -> None:
    page = client.get(f"/u/BT.D2/so-su-kien/?dot={congresses['one'].pk}").content.decode()
    assert f"congress:{congresses['one'].pk}#" not in page


def test_the_members_of_an_event_stand_as_numbers(client: Client, district: Unit, inspector: User) -> None:
    ward = a_unit("BT.D3", parent=district)
    one = a_unit("BT.D3.1", kind=UnitKind.CELL_UNDER_COMMITTEE, parent=ward, name="Chi bộ Một")
    two = a_unit("BT.D3.2", kind=UnitKind.CELL_UNDER_COMMITTEE, parent=ward, name="Chi bộ Hai")
    member = a_member("Lê Thị Riêng", unit=one)
    member_move(member, by=inspector, to=two, on=timezone.localdate())
    page = client.get("/u/BT/so-su-kien/?viec=member.moved").content.decode()
    assert "Chi bộ Hai" in page
    assert "Riêng" not in page


def test_a_payload_spoiled_by_hand_is_shown_as_it_is(client: Client, district: Unit, inspector: User) -> None:
    drop_guards()
    for spoiled in ("{", "[1,2]", '"x"', "<script>alert(1)</script>"):
        Event.objects.filter(verb="unit.added").update(payload=spoiled)
        page = client.get("/u/BT/so-su-kien/")
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


# --- verification ----------------------------------------------------------------------------------------------------


def test_the_check_says_that_everything_agrees(
    client: Client, congresses: dict[str, Congress], inspector: User
) -> None:
    page = client.get("/u/BT/so-su-kien/kiem-tra/?chay=1").content.decode()
    assert "tất cả khớp" in page
    assert "1 kết quả đã ký" in page
    assert "tất cả khớp" in client.get("/u/BT.D1/so-su-kien/kiem-tra/?chay=1").content.decode()
    assert "tất cả khớp" not in client.get("/u/BT/so-su-kien/kiem-tra/").content.decode()  # nobody asked


def test_the_check_names_what_was_changed_where_it_is_seen_and_nowhere_else(
    client: Client, congresses: dict[str, Congress], inspector: User
) -> None:
    drop_guards()
    event = Event.objects.get(verb="result.certified")
    Event.objects.filter(pk=event.pk).update(actor=inspector.pk)
    for place in ("BT", "BT.D1"):
        page = client.get(f"/u/{place}/so-su-kien/kiem-tra/?chay=1").content.decode()
        assert "Giữ nguyên hiện trạng" in page
        assert f"đại hội Đảng bộ Phường 1, mục {event.seq}" in page
    assert "tất cả khớp" in client.get("/u/BT.D2/so-su-kien/kiem-tra/?chay=1").content.decode()


def test_a_printed_head_is_held_against_the_chain(
    client: Client, congresses: dict[str, Congress], inspector: User
) -> None:
    stream = congresses["one"].stream
    seq, digest = head(stream)
    grouped = " ".join(digest[i : i + 4] for i in range(0, 32, 4)).upper()
    path = "/u/BT.D1/so-su-kien/kiem-tra/"
    right = client.get(path, {"stream": stream, "seq": seq, "head": grouped}).content.decode()
    assert "đúng như trên giấy" in right
    assert "không đúng như trên giấy" not in right
    other = ("1" if grouped[0] == "0" else "0") + grouped[1:]
    wrong = client.get(path, {"stream": stream, "seq": seq, "head": other})
    assert "không đúng như trên giấy" in wrong.content.decode()
    for head_typed, said in (("abcd", "ít nhất mười hai"), ("xyz" * 6, "các chữ a đến f"), ("", "Ô này phải điền")):
        page = client.get(path, {"stream": stream, "seq": seq, "head": head_typed}).content.decode()
        assert said in page, head_typed
    foreign = client.get(path, {"stream": congresses["two"].stream, "seq": 1, "head": digest})
    assert foreign.status_code == 200
    assert "trên giấy" not in foreign.content.decode().split("</form>")[-1].split('class="note')[0]


def test_the_heads_of_now_stand_on_the_page_to_be_printed(
    client: Client, congresses: dict[str, Congress], inspector: User
) -> None:
    _seq, digest = head(congresses["one"].stream)
    page = client.get("/u/BT.D1/so-su-kien/kiem-tra/").content.decode()
    assert " ".join(digest[i : i + 4] for i in range(0, 32, 4)) in page.replace("\N{NO-BREAK SPACE}", " ")


def test_the_ledger_stays_within_its_budget(
    client: Client, district: Unit, congresses: dict[str, Congress], inspector: User
) -> None:
    with transaction.atomic():
        for number in range(60):
            record(
                f"congress:{congresses['one'].pk}",
                "count.saved",
                by=a_user(),
                payload={"congress": 1, "version": number},
            )
    for path in ("/u/BT/so-su-kien/", "/u/BT.D1/so-su-kien/?viec=count.saved", "/u/BT.D1/so-su-kien/kiem-tra/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= 12, path
