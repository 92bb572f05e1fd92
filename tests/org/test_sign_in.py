"""The door: one-time codes, validity, guessing, the second factor, where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from axes.models import AccessAttempt, AccessLog
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from daihoi.ledger.models import Event
from daihoi.org.access import Role
from daihoi.org.actions.user import ALPHABET, code_renew, new_code, user_add
from daihoi.org.models import Unit, User
from tests.builders import a_unit, a_user

pytestmark = pytest.mark.django_db
PASSWORD = "mat-khau-thu"
OWN = "sông Sài Gòn 2020"
DOOR = "/vao/"
CHANGE = "/tai-khoan/mat-khau/"


@pytest.fixture(autouse=True)
def _no_guesses_remembered() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def unit() -> Unit:
    return a_unit("D13")


def sign_in(client: Client, username: str, password: str, **more: str) -> str:
    """Where the door leads; empty where it stays shut."""
    answer = client.post(DOOR, {"login": username, "password": password} | more)
    return answer.headers.get("Location", "")


def is_in(client: Client) -> bool:
    return client.get("/tai-khoan/").status_code == 200


# --- one-time codes --------------------------------------------------------------------------------------------------


def test_a_code_from_the_slip_must_be_replaced_before_anything_else(client: Client, unit: Unit) -> None:
    user, code = user_add(by=None, username="moi", name="Người Mới", unit=unit, role=Role.ADMIN)
    assert sign_in(client, "moi", code) == "/"
    for path in ("/", f"/u/{unit.code}/tai-khoan/", f"/u/{unit.code}/to-chuc/"):
        assert client.get(path).headers["Location"] == CHANGE
    page = client.get(CHANGE).content.decode()
    assert "Mã dùng một lần trên phiếu" in page
    changed = client.post(CHANGE, {"oldpassword": code, "password1": OWN, "password2": OWN})
    assert changed.headers["Location"] == "/"
    assert client.get(f"/u/{unit.code}/tai-khoan/").status_code == 200  # still signed in, and free to go
    user.refresh_from_db()
    assert not user.must_change
    assert not sign_in(Client(), "moi", code)  # the code worked once
    assert sign_in(Client(), "moi", OWN) == "/"


@pytest.mark.parametrize("spelled", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_a_code_may_be_typed_as_it_is_read(client: Client, unit: Unit, spelled: object) -> None:
    _user, code = user_add(by=None, username="moi", name="Người Mới", unit=unit, role=Role.ADMIN)
    assert sign_in(client, "moi", spelled(code)) == "/"  # type: ignore[operator]


def test_an_own_password_counts_letter_by_letter(client: Client) -> None:
    a_user("an").set_password("x")
    user = User.objects.get(username="an")
    user.set_password("abcdefghjkmn")
    user.save()
    assert not sign_in(client, "an", "ABCD-EFGH-JKMN")
    assert sign_in(client, "an", "abcdefghjkmn") == "/"


def test_the_code_itself_is_no_password_of_ones_own(client: Client, unit: Unit) -> None:
    user, code = user_add(by=None, username="moi", name="Người Mới", unit=unit, role=Role.ADMIN)
    sign_in(client, "moi", code)
    for again in (code, code.lower(), code.replace("-", "")):
        answer = client.post(CHANGE, {"oldpassword": code, "password1": again, "password2": again})
        assert answer.status_code == 200
        assert "Hãy chọn mật khẩu khác" in answer.content.decode()
    user.refresh_from_db()
    assert user.must_change


def test_a_short_or_common_password_is_refused_in_words(client: Client, unit: Unit) -> None:
    _user, code = user_add(by=None, username="moi", name="Người Mới", unit=unit, role=Role.ADMIN)
    sign_in(client, "moi", code)
    for weak in ("ngan", "1234567890"):
        answer = client.post(CHANGE, {"oldpassword": code, "password1": weak, "password2": weak})
        assert answer.status_code == 200
        assert 'class="err"' in answer.content.decode()


def test_codes_hold_no_signs_that_look_alike_and_never_repeat() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert not set("01ILOUV") & set(ALPHABET)
    assert all(re.fullmatch(r"[2-9A-HJKMNP-TW-Z]{4}(-[2-9A-HJKMNP-TW-Z]{4}){2}", code) for code in codes)


def test_a_new_code_ends_the_old_password_and_every_session(client: Client) -> None:
    user = a_user("an")
    assert sign_in(client, "an", PASSWORD) == "/"
    code = code_renew(user, by=None)
    assert not is_in(client)
    assert not sign_in(Client(), "an", PASSWORD)
    assert sign_in(Client(), "an", code) == "/"


def test_changing_the_password_is_an_event_without_the_password(client: Client) -> None:
    user = a_user("an")
    client.force_login(user)
    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": OWN, "password2": OWN})
    event = Event.objects.get(verb="user.password_set")
    assert (event.actor, event.payload) == (user.pk, f'{{"user":{user.pk}}}')


# --- validity --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("begins", "ends"), [(1, None), (None, 0), (-10, -1)])
def test_an_account_outside_its_validity_is_told_so_and_stays_outside(
    client: Client, begins: int | None, ends: int | None
) -> None:
    today = timezone.localdate()
    user = a_user("an")
    user.valid_from = None if begins is None else today + timedelta(days=begins)
    user.valid_to = None if ends is None else today + timedelta(days=ends)
    user.save()
    answer = client.post(DOOR, {"login": "an", "password": PASSWORD})
    assert answer.status_code == 403
    assert "hôm nay không còn hiệu lực" in answer.content.decode()
    assert client.get("/tai-khoan/").headers["Location"].startswith(DOOR)


@pytest.mark.parametrize(("begins", "ends"), [(0, None), (None, 1), (-1, 1)])
def test_an_account_works_from_its_first_day_until_before_its_last(
    client: Client, begins: int | None, ends: int | None
) -> None:
    today = timezone.localdate()
    user = a_user("an")
    user.valid_from = None if begins is None else today + timedelta(days=begins)
    user.valid_to = None if ends is None else today + timedelta(days=ends)
    user.save()
    assert sign_in(client, "an", PASSWORD) == "/"
    assert is_in(client)


def test_an_account_that_ends_while_signed_in_is_out_at_once(client: Client, unit: Unit) -> None:
    user = a_user("an", unit=unit, role=Role.ADMIN)
    client.force_login(user)
    assert client.get(f"/u/{unit.code}/tai-khoan/").status_code == 200
    User.objects.filter(pk=user.pk).update(valid_to=timezone.localdate())
    for path in (f"/u/{unit.code}/tai-khoan/", "/", "/tai-khoan/", CHANGE):
        assert client.get(path).status_code == 403


# --- guessing --------------------------------------------------------------------------------------------------------


def test_eight_wrong_passwords_lock_name_and_address_and_nobody_else() -> None:
    a_user("an")
    a_user("binh")
    here, there = Client(REMOTE_ADDR="10.0.0.1"), Client(REMOTE_ADDR="10.0.0.2")
    for _ in range(7):
        answer = here.post(DOOR, {"login": "an", "password": "sai"})
        assert answer.status_code == 200
        assert "Tên đăng nhập hoặc mật khẩu không đúng" in answer.content.decode()
    locked = here.post(DOOR, {"login": "an", "password": "sai"})
    assert locked.status_code in (403, 429)
    assert "Hãy đợi mười lăm phút" in locked.content.decode()
    right = here.post(DOOR, {"login": "an", "password": PASSWORD})
    assert right.status_code in (403, 429)  # even the right password, for a while
    assert not is_in(here)
    assert sign_in(here, "binh", PASSWORD) == "/"
    assert sign_in(there, "an", PASSWORD) == "/"


def test_a_lock_ends_by_time_or_by_a_new_code(client: Client) -> None:
    user = a_user("an")
    for _ in range(8):
        client.post(DOOR, {"login": "an", "password": "sai"})
    assert not sign_in(client, "an", PASSWORD)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client, "an", PASSWORD) == "/"
    client.post("/ra/")
    for _ in range(8):
        client.post(DOOR, {"login": "an", "password": "sai"})
    assert not sign_in(client, "an", PASSWORD)
    assert sign_in(client, "an", code_renew(user, by=None)) == "/"


def test_the_door_does_not_say_whether_a_name_exists(client: Client) -> None:
    a_user("an")
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|value="\w+" autocomplete="username"|value="\w+"')
    known = client.post(DOOR, {"login": "an", "password": "sai"}).content.decode()
    unknown = client.post(DOOR, {"login": "xx", "password": "sai"}).content.decode()
    assert token.sub("", known) == token.sub("", unknown)


def test_nobody_registers_himself(client: Client) -> None:
    for path in ("/signup/", "/accounts/signup/", "/dang-ky/", "/accounts/password/reset/"):
        assert client.get(path).status_code == 404


# --- forged requests, and where the door leads -----------------------------------------------------------------------


def test_a_form_without_its_token_is_refused_everywhere(unit: Unit) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(DOOR, {"login": "an", "password": PASSWORD}).status_code == 403
    admin = a_user("quan", unit=unit, role=Role.ADMIN)
    strict.force_login(admin)
    for path in (CHANGE, "/ra/", "/ngon-ngu/", f"/u/{unit.code}/tai-khoan/moi/"):
        assert strict.post(path, {}).status_code == 403


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "http:evil.example",
        "https:///evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://testserver@evil.example/",
        "http://testserver.evil.example/",
        "\x01https://evil.example/",
    ],
)
def test_the_door_leads_nowhere_outside(client: Client, target: str) -> None:
    a_user("an")
    assert client.get(DOOR, {"next": target}).status_code == 200
    assert sign_in(client, "an", PASSWORD, next=target) == "/"


def test_the_door_leads_back_to_the_page_that_was_asked(client: Client, unit: Unit) -> None:
    a_user("an", unit=unit, role=Role.ADMIN)
    asked = f"/u/{unit.code}/tai-khoan/?q=an"
    door = client.get(asked).headers["Location"]
    assert door.startswith(DOOR)
    page = client.get(door).content.decode()
    assert f'name="next" value="{asked}"' in page
    assert sign_in(client, "an", PASSWORD, next=asked) == asked


def test_signing_out_asks_first_and_leads_nowhere_outside(client: Client) -> None:
    client.force_login(a_user("an"))
    assert client.get("/ra/").status_code == 200
    assert is_in(client)
    assert client.post("/ra/", {"next": "https://evil.example/"}).headers["Location"] == "/"
    assert not is_in(client)


def test_a_session_ends_with_the_browser(client: Client) -> None:
    a_user("an")
    sign_in(client, "an", PASSWORD)
    cookie = client.cookies["sessionid"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")


def test_the_door_keeps_the_name_typed_and_never_the_password(client: Client) -> None:
    page = client.post(DOOR, {"login": "vanphong", "password": "bi-mat-sai"})
    assert 'value="vanphong"' in page.content.decode()
    assert "bi-mat-sai" not in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


# --- the second factor -----------------------------------------------------------------------------------------------


def code_of(secret: str) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def switch_on(client: Client) -> str:
    """Switch the second factor on through its pages; the secret of the app."""
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))  # who signs in early may be gone
    assert client.post(answer.headers["Location"], {"password": PASSWORD}).status_code == 302
    page = client.get(reverse("mfa_activate_totp"))
    secret = str(page.context["form"].secret)
    assert secret in page.content.decode()
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.status_code == 302
    return secret


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_of_the_second_factor_speak_both_languages(client: Client, language: str) -> None:
    a_user("an")
    client.cookies["ngon_ngu"] = language
    sign_in(client, "an", PASSWORD)
    pages = [client.get(reverse("mfa_index"))]
    switch_on(client)
    names = ["mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"]
    pages += [client.get(reverse(name)) for name in [*names, "account_reauthenticate", "mfa_reauthenticate"]]
    client.post(reverse("mfa_deactivate_totp"))
    pages.append(client.get(reverse("mfa_activate_totp")))
    said = {"vi": "Xác thực hai lớp", "en": "Second factor"}
    for page in pages:
        assert page.status_code == 200
        assert f'lang="{language}"' in page.content.decode()
        assert "placeholder=" not in page.content.decode()
    assert said[language] in pages[0].content.decode()
    assert said["en" if language == "vi" else "vi"] not in pages[0].content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_with_the_second_factor_the_password_alone_opens_nothing(client: Client, language: str) -> None:
    a_user("an")
    client.cookies["ngon_ngu"] = language
    sign_in(client, "an", PASSWORD)
    secret = switch_on(client)
    client.post("/ra/")
    assert sign_in(client, "an", PASSWORD).startswith("/vao/ma/")
    assert not is_in(client)
    page = client.get("/vao/ma/")
    assert page.status_code == 200
    assert f'lang="{language}"' in page.content.decode()
    wrong = client.post("/vao/ma/", {"code": "000000"})
    assert {"vi": "Mã không đúng", "en": "The code is not right"}[language] in wrong.content.decode()
    assert not is_in(client)
    cache.clear()  # a code works once in its thirty seconds
    assert client.post("/vao/ma/", {"code": code_of(secret)}).status_code == 302
    assert is_in(client)


def test_keys_and_addresses_do_not_lie_open_in_the_database(client: Client) -> None:
    user = a_user("an")
    sign_in(client, "an", PASSWORD)
    secret = switch_on(client)
    kept = "".join(str(row) for row in Authenticator.objects.filter(user=user).values_list("data", flat=True))
    assert secret not in kept
    assert not AccessLog.objects.exists()


def test_a_recovery_code_opens_once(client: Client) -> None:
    user = a_user("an")
    sign_in(client, "an", PASSWORD)
    switch_on(client)
    codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    for expected in (302, 200):
        client.post("/ra/")
        sign_in(client, "an", PASSWORD)
        assert client.post("/vao/ma/", {"code": codes[0]}).status_code == expected


def test_codes_of_the_second_factor_cannot_be_guessed_on_and_on(client: Client) -> None:
    a_user("an")
    sign_in(client, "an", PASSWORD)
    secret = switch_on(client)
    client.post("/ra/")
    cache.clear()
    sign_in(client, "an", PASSWORD)
    for _ in range(20):
        client.post("/vao/ma/", {"code": "000000"})
    answer = client.post("/vao/ma/", {"code": code_of(secret)})
    assert "Hãy đợi năm phút" in answer.content.decode()
    assert not is_in(client)


def test_switching_the_second_factor_off_needs_the_password_again(client: Client) -> None:
    user = a_user("an")
    sign_in(client, "an", PASSWORD)
    switch_on(client)
    session = client.session
    session["account_authentication_methods"] = [
        dict(method, at=method["at"] - 3600) for method in session["account_authentication_methods"]
    ]
    session.save()
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    again = client.post(answer.headers["Location"], {"password": PASSWORD})
    assert again.status_code == 302
    assert not Authenticator.objects.filter(user=user, type="totp").exists()


def test_switching_the_second_factor_is_an_event(client: Client, django_capture_on_commit_callbacks: object) -> None:
    user = a_user("an")
    sign_in(client, "an", PASSWORD)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        switch_on(client)
        client.post(reverse("mfa_deactivate_totp"))
    events = Event.objects.filter(verb="user.factor").order_by("seq")
    switched = {event.payload for event in events}
    assert switched == {f'{{"switched":"{way}","user":{user.pk}}}' for way in ("on", "off")}
