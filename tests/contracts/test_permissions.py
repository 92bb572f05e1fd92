"""T4: every URL × role × place. Wrong place 404, wrong role 403, and nobody writes by reading."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.http import HttpResponse
from django.test import override_settings
from django.urls import URLPattern, clear_url_caches, reverse

from daihoi.org.access import ROLES, Permission, Role, all_pages
from tests.contracts.objects import DECISIONS, FIXED, NEEDS_BELOW
from tests.contracts.reading import Page
from tests.contracts.walking import Walker, params_of
from tests.contracts.world import MAY, THIS_UNIT_ONLY, Place, World, covers, may

pytestmark = pytest.mark.django_db
DENIED = {403, 404}
EVERY = bool(os.environ.get("DAIHOI_EVERY_ROLE"))  # the deciding run: what is refused to be read is sent to as well
PAGES: dict[str, URLPattern] = {pattern.name or route: pattern for route, pattern in all_pages()}
OF_A_UNIT = {name: pattern for name, pattern in PAGES.items() if pattern.callback.access.kind == "page"}
FOR_ACCOUNTS = {
    name: pattern for name, pattern in PAGES.items() if pattern.callback.access.kind in ("account", "signed_in")
}
FOR_ALL = {name: pattern for name, pattern in PAGES.items() if pattern.callback.access.kind == "public"}


def address(name: str, place: Place, user: Any = None) -> str:
    return reverse(name, kwargs=place.values(name, params_of(PAGES[name]), user))


def status(walker: Walker, method: str, where: str) -> int | str:
    """The status, or what broke."""
    try:
        return int(getattr(walker, method)(where).status_code)
    except Exception as error:  # the walk goes on and names every page that breaks
        return f"{type(error).__name__}: {error}"


def listed(rows: list[Any]) -> str:
    """One row a line."""
    return "\n".join(map(str, rows))


# --- the paper and the program ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_paper_says_and_nothing_else(role: Role) -> None:
    assert {str(permission.value) for permission in ROLES[role].permissions} == set(MAY[role.value].split())
    assert ROLES[role].below is (role.value not in THIS_UNIT_ONLY)


def test_the_paper_knows_every_role_and_permission() -> None:
    assert set(MAY) == {role.value for role in Role}
    assert {word for words in MAY.values() for word in words.split()} == {permission.value for permission in Permission}


def test_the_paper_in_words() -> None:
    writes = {"register.import", "season.plan", "count.enter", "result.certify", "return.hand_in", "return.decide"}
    writes |= {"report.write", "users.manage", "backup.run"}
    may = {role: set(words.split()) for role, words in MAY.items()}
    assert {role for role in may if "members.view" in may[role]} == {"personnel"}  # the only one that opens cards
    assert not may["inspector"] & writes  # reads everything with the ledger, writes nothing
    assert may["observer"] == {"figures.view"}  # sees figures, no names
    assert not may["admin"] & {"figures.view", "names.view", "members.view", "ledger.view"}  # sees no figures
    assert {role for role in may if "return.decide" in may[role]} == {"office"}  # accepts, sends back


# --- the walk --------------------------------------------------------------------------------------------------------


def test_the_world_has_an_object_for_every_url(world: World) -> None:
    """A new page with a new kind of object is walked only when `objects.furnish` makes one."""
    lacking = {}
    for name, pattern in OF_A_UNIT.items():
        try:
            world.first.values(name, params_of(pattern))
        except KeyError as error:
            lacking[name] = str(error)
    assert lacking == {}


def test_every_page_under_a_unit_asks_for_a_permission_there() -> None:
    wrong = [name for name, pattern in PAGES.items() if "unit" in params_of(pattern) and name not in OF_A_UNIT]
    assert not wrong, listed(wrong)
    assert [name for name, pattern in OF_A_UNIT.items() if params_of(pattern)[:1] != ["unit"]] == []


def expected(role: Role, permission: Permission, place: Place, world: World) -> int | None:
    """The status that the roles ask for; None where the page is to be had."""
    if not covers(role, world.first.unit, place.unit):
        return 404
    return None if may(role, permission) else 403


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are meant here."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def plain_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals without their page: ten thousand of them would be drawn for their status alone."""
    for code in (403, 404):
        bare = HttpResponse(status=code)
        monkeypatch.setattr(f"daihoi.urls.handler{code}", lambda _request, exception=None, bare=bare: bare)


@pytest.mark.parametrize("role", Role)
@pytest.mark.usefixtures("plain_refusals")
def test_every_page_at_every_place(role: Role, world: World) -> None:
    user = world.user(role, world.first)
    walker = Walker(user)
    wrong, reading, only = [], [], {}
    for name, pattern in OF_A_UNIT.items():
        for place in world.places:
            where = address(name, place, user)
            asked = expected(role, pattern.callback.access.permission, place, world)
            if asked is None and name in NEEDS_BELOW and place.is_leaf:
                asked = 404
            refused = False
            for method in ("get", "post"):
                if refused and not EVERY:
                    continue
                found = status(walker, method, where)
                refused = found in (403, 404)
                if method == "get" and walker.wrote:
                    reading.append((name, place.unit.code, sorted(walker.wrote)))
                if found == 405:
                    only.setdefault((name, method), set()).add(place.unit.code)
                elif found != asked and (
                    asked is not None or found in (403, 404) or not isinstance(found, int) or found >= 500
                ):
                    wrong.append((name, place.unit.code, method, found, asked))
    assert not wrong, listed(wrong)
    assert not reading, listed(reading)
    # a verb that the page does not know is refused alike everywhere, so that the refusal tells nothing of the place
    everywhere = {place.unit.code for place in world.places}
    assert {key: places for key, places in only.items() if places != everywhere} == {}
    assert not [name for name, method in only if method == "get" and (name, "post") in only]


def test_who_is_not_signed_in_meets_the_door_and_nothing_else(world: World) -> None:
    walker = Walker(None)
    wrong = []
    for name in {**OF_A_UNIT, **FOR_ACCOUNTS}:
        for place in (world.first, world.abroad):
            where = address(name, place)
            for method in ("get", "post"):
                answer = getattr(walker, method)(where)
                door = answer.status_code == 302 and answer.headers["Location"].startswith("/vao/?next=")
                if not door and answer.status_code != 405:
                    wrong.append((name, method, answer.status_code))
                if walker.wrote:
                    wrong.append((name, method, sorted(walker.wrote)))
    assert not wrong, listed(wrong)


def test_a_unit_that_is_not_there_looks_like_one_outside_the_scope(world: World) -> None:
    walker = Walker(world.user(Role.OFFICE, world.first))
    missing, outside = walker.get("/u/KHONG-CO/"), walker.get(f"/u/{world.abroad.unit.code}/")
    assert (missing.status_code, outside.status_code) == (404, 404)

    def shown(answer: Any) -> str:
        return Page("/", answer.content.decode()).tree.text_content().replace("KHONG-CO", world.abroad.unit.code)

    assert shown(missing) == shown(outside)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.EDITOR, Role.ADMIN])
def test_pages_of_the_account_are_open_to_every_account(role: Role, world: World) -> None:
    user = world.user(role, world.first)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")  # pages of the second factor are there for who has one
    RecoveryCodes.activate(user)
    walker = Walker(user)
    found = {name: status(walker, "get", address(name, world.first)) for name in FOR_ACCOUNTS}
    assert {
        name: code for name, code in found.items() if code in DENIED or not isinstance(code, int) or code >= 500
    } == {}


def test_public_pages_answer_everybody(world: World) -> None:
    found = {name: status(Walker(None), "get", reverse(name)) for name in FOR_ALL}
    assert {
        name: code for name, code in found.items() if code in DENIED or not isinstance(code, int) or code >= 500
    } == {}


# --- objects of others -----------------------------------------------------------------------------------------------


def swapped(name: str, own: Place, other: Place, user: Any) -> Iterator[str]:
    """Addresses of `name` under one's own unit with ids of `other`: all of them, and each by itself."""
    params = params_of(PAGES[name])
    mine, theirs = own.values(name, params, user), other.values(name, params)
    ids = [param for param in params if param != "unit" and param not in FIXED]
    if ids:
        yield reverse(name, kwargs={**mine, **{param: theirs[param] for param in ids}})
        if len(ids) > 1:
            yield from (reverse(name, kwargs={**mine, param: theirs[param]}) for param in ids)


@pytest.mark.parametrize("role", [role for role in Role if MAY[role.value]])
@pytest.mark.usefixtures("plain_refusals")
def test_an_object_of_another_unit_does_not_exist_under_ones_own(role: Role, world: World) -> None:
    user = world.user(role, world.first)
    walker = Walker(user)
    strangers = [world.second, world.district, world.abroad, world.far]
    wrong, asked = [], 0
    for name, pattern in OF_A_UNIT.items():
        if not may(role, pattern.callback.access.permission):
            continue
        # what lies below one's own unit is outside a grant of this unit only; but its members are those of its cells
        below = role.value in THIS_UNIT_ONLY and "member_id" not in params_of(pattern)
        for place in [*strangers, world.cell] if below else strangers:
            for where in swapped(name, world.first, place, user):
                asked += 1
                for method in ("get", "post"):
                    found = status(walker, method, where)
                    if found not in (404, 405) or walker.wrote:
                        wrong.append((name, place.unit.code, method, found))
    assert not wrong, listed(wrong)
    assert asked or not any(
        "_id" in str(OF_A_UNIT[name].pattern)
        for name in OF_A_UNIT
        if may(role, OF_A_UNIT[name].callback.access.permission)
    )


# --- who only reads --------------------------------------------------------------------------------------------------


def test_who_may_only_read_writes_nothing_with_the_very_forms_of_the_office(world: World) -> None:
    """Each form of the office's pages, filled in, is sent by the office, which writes, and by who must not."""
    office = Walker(world.user(Role.OFFICE, world.first))
    readers = [Walker(world.user(role, world.first)) for role in (Role.INSPECTOR, Role.OBSERVER, Role.CREDENTIALS)]
    wrote, wrong = set(), []
    for name, pattern in OF_A_UNIT.items():
        if not may(Role.OFFICE, pattern.callback.access.permission):
            continue
        where = address(name, world.first)
        answer = office.get(where)
        if "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        for form in Page(where, answer.content.decode()).forms():
            if form.method != "post" or not form.action.startswith("/u/"):
                continue
            for button in form.buttons or [("", "")]:
                data = {**form.filled(), **({button[0]: button[1]} if button[0] else {})}
                office.post(form.action, data)
                if office.wrote:
                    wrote.add(form.action)
                for reader in readers:
                    found = reader.post(form.action, data).status_code
                    if reader.wrote:
                        wrong.append((reader.user.username, form.action, found, sorted(reader.wrote)))
    assert not wrong, listed(wrong)
    assert len(wrote) >= 8, "the forms that the walk fills in no longer write anything"


def test_nobody_decides_on_his_own_return_or_results(world: World) -> None:
    """What the superior's forms send, sent by the unit's own office and secretary, under its own address."""
    superior = Walker(world.user(Role.OFFICE, world.district))
    own = [Walker(world.user(role, world.first)) for role in (Role.OFFICE, Role.SECRETARY)]
    wrote, wrong = set(), []
    for name in (*DECISIONS, "ratification"):
        place = world.first if name == "ratification" else world.district  # decided at one's own address, or below it
        where = address(name, place)
        for form in Page(where, superior.get(where).content.decode()).forms():
            if form.method != "post" or not form.action.startswith("/u/"):
                continue
            data = form.filled()
            superior.post(form.action, data)
            wrote |= {name} if superior.wrote else set()
            for one in own:
                mine = address(name, world.first) if name == "ratification" else own_decision(name, world)
                found = one.post(mine, data).status_code
                if one.wrote:
                    wrong.append((one.user.username, name, found, sorted(one.wrote)))
    assert not wrong, listed(wrong)
    assert wrote >= {"return_send_back", "ratification"}, wrote


def own_decision(name: str, world: World) -> str:
    """The superior's page about the ward's return, under the ward's own address."""
    return reverse(name, kwargs={"unit": world.first.unit.code, "return_id": world.first.ids["return_id"]})


# --- no page without a declaration -----------------------------------------------------------------------------------


def test_the_program_starts_with_its_own_urls() -> None:
    call_command("check", verbosity=0)


def test_control_an_undeclared_url_keeps_it_from_starting() -> None:
    with override_settings(ROOT_URLCONF="tests.contracts.urls_undeclared"):
        clear_url_caches()
        with pytest.raises(SystemCheckError, match=r"daihoi\.E001"):
            call_command("check", verbosity=0)
    clear_url_caches()
