"""Accounts: made, printed, granted, limited, taken back; who may touch which."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from daihoi.ledger.actions import record
from daihoi.ledger.models import Event
from daihoi.ledger.queries import verify_chains
from daihoi.org.access import Role
from daihoi.org.actions import user as actions
from daihoi.org.models import Grant, Unit, User
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from tests.builders import a_unit, a_user

pytestmark = pytest.mark.django_db
CODE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b")


@pytest.fixture
def district() -> Unit:
    return a_unit("BT", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION)


@pytest.fixture
def ward(district: Unit) -> Unit:
    return a_unit("BT.D1", parent=district, name="Đảng bộ Phường 1")


@pytest.fixture
def other(district: Unit) -> Unit:
    return a_unit("BT.D2", parent=district, name="Đảng bộ Phường 2")


@pytest.fixture
def admin(client: Client, ward: Unit) -> User:
    """The administrator of the ward, signed in."""
    user = a_user("quantri", unit=ward, role=Role.ADMIN)
    client.force_login(user)
    return user


def facts(**changes: str) -> dict[str, str]:
    """What the form of a new account sends."""
    return {
        "username": "vp.nguyen",
        "name": "Nguyễn  Văn An ",
        "identity": "079 123 456",
        "role": "clerk",
        "unit": "BT.D1",
        "valid_from": "",
        "valid_to": "",
    } | changes


# --- a new account ---------------------------------------------------------------------------------------------------


def test_a_new_account_gets_its_code_on_a_slip_that_is_kept_nowhere(client: Client, admin: User) -> None:
    slip = client.post("/u/BT.D1/tai-khoan/moi/", facts())
    assert slip.status_code == 200
    code = CODE.search(slip.content.decode())
    assert code
    assert "no-store" in slip.headers["Cache-Control"]
    user = User.objects.get(username="vp.nguyen")
    assert (user.name, user.must_change) == ("Nguyễn Văn An", True)
    assert user.check_password(code.group())
    assert Client().post("/vao/", {"login": "vp.nguyen", "password": code.group()}).status_code == 302
    for again in (f"/u/BT.D1/tai-khoan/{user.pk}/", "/u/BT.D1/tai-khoan/", f"/u/BT.D1/tai-khoan/{user.pk}/ma/"):
        assert not CODE.search(client.get(again).content.decode())


def test_neither_code_nor_identity_stands_anywhere_in_the_database(client: Client, admin: User) -> None:
    page = client.post("/u/BT.D1/tai-khoan/moi/", facts()).content.decode()
    code = CODE.search(page)
    assert code
    secrets = {code.group(), code.group().replace("-", ""), "079123456", "079 123 456"}
    for model in apps.get_models():
        for row in model._default_manager.values():
            text = json.dumps(row, default=str)
            assert not any(secret in text for secret in secrets), model


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(client: Client, admin: User, other: Unit) -> None:
    wrong = {
        "username": ("Vp Nguyễn", "Dùng chữ thường không dấu"),
        "unit": ("BT.D9", "không có tổ chức mang mã “BT.D9”"),
        "valid_to": ("2020-01-01", "Ngày hết hạn phải sau ngày bắt đầu"),
    }
    for field, (value, said) in wrong.items():
        page = client.post("/u/BT.D1/tai-khoan/moi/", facts(valid_from="2020-01-01", **{field: value}) | {field: value})
        assert page.status_code == 200
        assert said in page.content.decode()
        assert f'value="{value}"' in page.content.decode()
    client.post("/u/BT.D1/tai-khoan/moi/", facts())
    again = client.post("/u/BT.D1/tai-khoan/moi/", facts())
    assert "Đã có tài khoản “vp.nguyen”" in again.content.decode()
    assert User.objects.filter(username="vp.nguyen").count() == 1


def test_an_account_at_a_unit_outside_is_not_made(client: Client, admin: User, other: Unit, district: Unit) -> None:
    for code in (other.code, district.code):
        page = client.post("/u/BT.D1/tai-khoan/moi/", facts(unit=code))
        assert f"không có tổ chức mang mã “{code}”" in page.content.decode()
    assert not User.objects.filter(username="vp.nguyen").exists()


@pytest.mark.parametrize("name", ["AN", "an", "An"])
def test_user_names_differ_by_more_than_capitals(name: str, ward: Unit) -> None:
    actions.user_add(by=None, username="an", name="Lê An", unit=ward, role=Role.CLERK)
    with pytest.raises(RuleError, match="already an account"):
        actions.user_add(by=None, username=name, name="Lê An", unit=ward, role=Role.CLERK)


def test_making_an_account_is_told_by_two_events_without_a_name(ward: Unit, client: Client, admin: User) -> None:
    client.post("/u/BT.D1/tai-khoan/moi/", facts())
    user = User.objects.get(username="vp.nguyen")
    events = Event.objects.filter(stream="installation").order_by("seq")
    assert [event.verb for event in events] == ["user.added", "grant.given"]
    assert {event.actor for event in events} == {admin.pk}
    assert json.loads(events[0].payload) == {"user": user.pk, "from": None, "to": None}
    assert "Nguyễn" not in "".join(event.payload for event in events)


# --- grants ----------------------------------------------------------------------------------------------------------


def test_a_role_is_given_and_taken_back_through_the_pages(client: Client, admin: User, ward: Unit) -> None:
    user = a_user("an", unit=ward, role=Role.CLERK)
    answer = client.post(
        f"/u/BT.D1/tai-khoan/{user.pk}/", {"role": "tally", "unit": "BT.D1", "valid_from": "", "valid_to": "2030-01-01"}
    )
    assert answer.status_code == 302
    grant = Grant.objects.get(user=user, role=Role.TALLY)
    assert grant.valid_to == date(2030, 1, 1)
    question = client.get(f"/u/BT.D1/quyen/{grant.pk}/thu-hoi/").content.decode()
    assert "không còn là “Ban kiểm phiếu”" in question
    assert Grant.objects.filter(pk=grant.pk).exists()  # asking takes nothing
    client.post(f"/u/BT.D1/quyen/{grant.pk}/thu-hoi/")
    assert not Grant.objects.filter(pk=grant.pk).exists()
    assert [event.verb for event in Event.objects.filter(stream="installation")] == ["grant.given", "grant.ended"]


def test_the_last_role_is_not_taken_back(client: Client, admin: User, ward: Unit) -> None:
    grant = a_user("an", unit=ward, role=Role.CLERK).grants.get()
    page = client.post(f"/u/BT.D1/quyen/{grant.pk}/thu-hoi/", follow=True).content.decode()
    assert "Đây là vai trò cuối cùng của tài khoản" in page
    assert Grant.objects.filter(pk=grant.pk).exists()


def test_the_same_role_twice_is_refused_in_words(client: Client, admin: User, ward: Unit) -> None:
    user = a_user("an", unit=ward, role=Role.CLERK)
    page = client.post(f"/u/BT.D1/tai-khoan/{user.pk}/", {"role": "clerk", "unit": "BT.D1"}).content.decode()
    assert "Tài khoản đã có vai trò này ở tổ chức này" in page
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(user=user, unit=ward, role=Role.CLERK)


def test_nobody_gives_takes_or_prolongs_for_himself(client: Client, admin: User, ward: Unit) -> None:
    own = admin.grants.get()
    base = f"/u/BT.D1/tai-khoan/{admin.pk}/"
    assert "mat-khau" not in base
    page = client.get(base).content.decode()
    assert "Đây là tài khoản của chính mình" in page
    assert '<form method="post" class="sheet form"' not in page
    client.post(base, {"role": "office", "unit": "BT.D1"})
    client.post(base, {"limit": "1", "valid_from": "", "valid_to": "2099-01-01"})
    for path in (f"{base}ma/", f"{base}yeu-to-hai/", f"/u/BT.D1/quyen/{own.pk}/thu-hoi/"):
        assert client.post(path).status_code == 403
    admin.refresh_from_db()
    assert admin.valid_to is None
    assert [grant.role for grant in admin.grants.all()] == [Role.ADMIN]
    assert not Event.objects.filter(stream="installation").exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda user, unit: actions.grant_give(user, by=user, unit=unit, role=Role.SECOND),
        lambda user, unit: actions.grant_end(user.grants.get(), by=user),
        lambda user, unit: actions.user_limit(user, by=user, valid_from=None, valid_to=date(2099, 1, 1)),
        lambda user, unit: actions.code_renew(user, by=user),
        lambda user, unit: actions.factor_remove(user, by=user),
    ],
)
def test_the_verbs_themselves_refuse_it_too(act: object, ward: Unit) -> None:
    user = a_user("an", unit=ward, role=Role.ADMIN)
    with pytest.raises(RuleError, match="Nobody changes"):
        act(user, ward)  # type: ignore[operator]


# --- whose accounts --------------------------------------------------------------------------------------------------


def touched(client: Client, unit: str, user: User) -> set[int]:
    """The answers of everything that an administrator can do to an account."""
    grant = user.grants.first()
    assert grant
    base = f"/u/{unit}/tai-khoan/{user.pk}/"
    answers = [client.get(base), client.post(base, {"role": "clerk", "unit": unit})]
    answers += [client.post(base, {"limit": "1", "valid_from": "", "valid_to": ""})]
    for path in (f"{base}ma/", f"{base}yeu-to-hai/", f"/u/{unit}/quyen/{grant.pk}/thu-hoi/"):
        answers += [client.get(path), client.post(path)]
    return {answer.status_code for answer in answers}


def test_accounts_with_a_role_outside_do_not_exist_for_an_administrator(
    client: Client, admin: User, ward: Unit, other: Unit, district: Unit
) -> None:
    above = a_user("tren", unit=district, role=Role.OFFICE)
    beside = a_user("canh", unit=other, role=Role.CLERK)
    both = a_user("ca-hai", unit=ward, role=Role.CLERK)
    Grant.objects.create(user=both, unit=other, role=Role.CLERK)
    before = User.objects.in_bulk()
    for user in (above, beside, both):
        assert touched(client, "BT.D1", user) == {404}
    assert not Event.objects.filter(stream="installation").exists()
    assert {pk: user.password for pk, user in User.objects.in_bulk().items()} == {
        pk: user.password for pk, user in before.items()
    }


def test_the_list_names_no_role_of_another_place(client: Client, admin: User, ward: Unit, other: Unit) -> None:
    both = a_user("ca-hai", unit=ward, role=Role.CLERK)
    Grant.objects.create(user=both, unit=other, role=Role.SECRETARY)
    a_user("canh", unit=other, role=Role.CLERK)
    page = client.get("/u/BT.D1/tai-khoan/").content.decode()
    assert "ca-hai" in page
    assert "vai trò khác ở nơi khác" in page
    assert "Phường 2" not in page
    assert "canh" not in page
    assert f"/u/BT.D1/tai-khoan/{both.pk}/" not in page  # no link that leads nowhere


def test_a_grant_outside_cannot_be_ended_through_a_unit_inside(client: Client, admin: User, other: Unit) -> None:
    grant = a_user("canh", unit=other, role=Role.CLERK).grants.get()
    assert client.post(f"/u/BT.D1/quyen/{grant.pk}/thu-hoi/").status_code == 404
    assert client.post(f"/u/BT.D2/quyen/{grant.pk}/thu-hoi/").status_code == 404
    assert Grant.objects.filter(pk=grant.pk).exists()


def test_an_administrator_above_manages_the_accounts_below(client: Client, district: Unit, ward: Unit) -> None:
    client.force_login(a_user("quan", unit=district, role=Role.ADMIN))
    user = a_user("an", unit=ward, role=Role.ADMIN)
    page = client.get("/u/BT/tai-khoan/").content.decode()
    assert f"/u/BT/tai-khoan/{user.pk}/" in page
    assert CODE.search(client.post(f"/u/BT/tai-khoan/{user.pk}/ma/").content.decode())


def test_an_administrator_sees_no_figures(client: Client, admin: User) -> None:
    for path in ("/u/BT.D1/", "/u/BT.D1/to-chuc/", "/u/BT.D1/so-su-kien/", "/u/BT.D1/dang-vien/"):
        assert client.get(path).status_code == 403
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/u/BT.D1/tai-khoan/"


# --- codes, validity, second factor ----------------------------------------------------------------------------------


def test_a_new_code_is_asked_for_and_shown_once(client: Client, admin: User, ward: Unit) -> None:
    user = a_user("an", unit=ward, role=Role.CLERK)
    question = client.get(f"/u/BT.D1/tai-khoan/{user.pk}/ma/").content.decode()
    assert "hết hiệu lực ngay" in question
    user.refresh_from_db()
    assert not user.must_change
    slip = client.post(f"/u/BT.D1/tai-khoan/{user.pk}/ma/")
    assert CODE.search(slip.content.decode())
    assert "no-store" in slip.headers["Cache-Control"]
    user.refresh_from_db()
    assert user.must_change
    assert Event.objects.get(verb="user.code_renewed").actor == admin.pk


def test_a_closed_account_stays_listed_and_is_out(client: Client, admin: User, ward: Unit) -> None:
    user = a_user("an", unit=ward, role=Role.CLERK)
    theirs = Client()
    theirs.force_login(user)
    today = timezone.localdate()
    base = f"/u/BT.D1/tai-khoan/{user.pk}/"
    client.post(base, {"limit": "1", "valid_from": "", "valid_to": today.isoformat()})
    assert theirs.get("/tai-khoan/").status_code == 403
    assert "hôm nay không có hiệu lực" in client.get("/u/BT.D1/tai-khoan/").content.decode()
    client.post(base, {"limit": "1", "valid_from": "", "valid_to": (today + timedelta(days=1)).isoformat()})
    assert theirs.get("/tai-khoan/").status_code == 200


def test_a_lost_second_factor_is_switched_off_by_an_administrator(client: Client, admin: User, ward: Unit) -> None:
    user = a_user("an", unit=ward, role=Role.CLERK)
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=user, type=kind, data={})
    path = f"/u/BT.D1/tai-khoan/{user.pk}/yeu-to-hai/"
    assert "chỉ cần mật khẩu" in client.get(path).content.decode()
    assert Authenticator.objects.filter(user=user).exists()
    client.post(path)
    assert not Authenticator.objects.filter(user=user).exists()
    event = Event.objects.get(verb="user.factor")
    assert (event.actor, json.loads(event.payload)) == (admin.pk, {"user": user.pk, "switched": "off"})


def test_a_name_is_corrected_and_the_ledger_does_not_tell_it(client: Client, admin: User, ward: Unit) -> None:
    user = a_user("an", unit=ward, role=Role.CLERK, name="Lê Ăn")
    path = f"/u/BT.D1/tai-khoan/{user.pk}/"
    assert client.post(path, {"correct": "1", "name": " Lê   An "}).status_code == 302
    user.refresh_from_db()
    assert user.name == "Lê An"
    event = Event.objects.get(verb="user.corrected")
    assert json.loads(event.payload) == {"user": user.pk}
    assert "Không có gì khác" in client.post(path, {"correct": "1", "name": "Lê An"}).content.decode()


def test_a_closed_account_is_erased_once_what_it_did_needs_no_name(client: Client, admin: User, ward: Unit) -> None:
    user = a_user("xoa-toi", unit=ward, role=Role.CLERK, name="Lê Thị Sẽ Xoá")
    path = f"/u/BT.D1/tai-khoan/{user.pk}/xoa/"
    today = timezone.localdate()
    assert "Hãy đóng tài khoản trước" in client.post(path, follow=True).content.decode()
    User.objects.filter(pk=user.pk).update(valid_to=today)
    with transaction.atomic():
        record("installation", "unit.corrected", by=user, payload={"unit": ward.pk})
    said = client.post(path, follow=True).content.decode()
    assert f"đến hết ngày {today.day}/{today.month}/{today.year + 5}" in said
    User.objects.filter(pk=user.pk).update(valid_to=today - timedelta(days=366 * 5 + 1))
    assert "Không ai hoàn tác được" in client.get(path).content.decode()
    client.post(path)
    user.refresh_from_db()
    assert (user.name, user.username, user.identity, user.is_active) == ("(đã xoá)", f"da-xoa-{user.pk}", "", False)
    assert not user.grants.exists()
    assert "Sẽ Xoá" not in client.get("/u/BT.D1/tai-khoan/").content.decode()
    assert not Client().post("/vao/", {"login": "xoa-toi", "password": "mat-khau-thu"}).headers.get("Location")
    assert list(verify_chains()) == []


def test_the_identity_is_kept_as_a_digest_that_ignores_spacing(ward: Unit) -> None:
    one, _code = actions.user_add(by=None, username="an", name="A", unit=ward, role=Role.CLERK, identity="079-12 3")
    two, _code = actions.user_add(by=None, username="binh", name="B", unit=ward, role=Role.CLERK, identity="079123")
    assert one.identity == two.identity
    assert len(one.identity) == 64
    assert one.is_same_human(two)


def test_the_pages_of_accounts_stay_within_their_budget(
    client: Client, admin: User, ward: Unit, django_assert_max_num_queries: object
) -> None:
    for number in range(60):
        a_user(f"nguoi{number:02}", unit=ward, role=Role.CLERK)
    user = User.objects.get(username="nguoi00")
    for path in ("/u/BT.D1/tai-khoan/", f"/u/BT.D1/tai-khoan/{user.pk}/", "/u/BT.D1/tai-khoan/moi/", "/tai-khoan/"):
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(path).status_code == 200
