"""Grants: who may do what, where, from when to when (trust.md, Roles)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import timezone

from daihoi.org import access, tree
from daihoi.org.access import ROLES, Permission, Role, Scope, all_pages
from daihoi.org.actions import Signed, WrongPassword, reauthenticate, require_two_humans, unit_change
from daihoi.org.models import Grant, Unit, User
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from tests.builders import a_unit, a_user

pytestmark = pytest.mark.django_db

# trust.md: • is this unit only
ONLY_HERE = {Role.CLERK, Role.SECRETARY, Role.SECOND, Role.TALLY, Role.CREDENTIALS, Role.PERSONNEL}
ONLY_HERE |= {Role.WRITER, Role.EDITOR}


@pytest.fixture
def units() -> dict[str, Unit]:
    """A district, two of its wards, a cell in one of them."""
    district = a_unit("BT", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION)
    ward = a_unit("BT.D1", parent=district)
    return {
        "district": district,
        "ward": ward,
        "other": a_unit("BT.D2", parent=district),
        "cell": a_unit("BT.D1.1", kind=UnitKind.CELL_UNDER_COMMITTEE, parent=ward),
    }


# --- places ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_a_grant_covers_its_unit_and_where_the_role_says_so_all_below(role: Role, units: dict[str, Unit]) -> None:
    scope = Scope(a_user(unit=units["ward"], role=role))
    covered = {name for name, unit in units.items() if role in scope.roles_at(unit)}
    assert covered == ({"ward"} if role in ONLY_HERE else {"ward", "cell"})
    assert {unit.code for unit in scope.units()} == {units[name].code for name in covered}


def test_the_roles_of_this_unit_only_are_those_of_the_paper() -> None:
    assert {role for role, row in ROLES.items() if not row.below} == ONLY_HERE
    assert set(ROLES) == set(Role)


def test_what_a_role_may_do_is_what_the_paper_says() -> None:
    may = {role: row.permissions for role, row in ROLES.items()}
    assert {role for role in Role if Permission.MEMBERS in may[role]} == {Role.PERSONNEL}
    assert may[Role.ADMIN] == {Permission.USERS, Permission.BACKUP}  # sees no figures
    assert may[Role.OBSERVER] == {Permission.FIGURES}  # no names
    assert may[Role.INSPECTOR] == {Permission.FIGURES, Permission.NAMES, Permission.LEDGER}  # writes nothing
    assert {role for role in Role if Permission.USERS in may[role]} == {Role.ADMIN}
    assert {role for role in Role if Permission.DECIDE in may[role]} == {Role.OFFICE}
    assert may[Role.WRITER] == may[Role.EDITOR] == {Permission.NEWS}  # the newsroom tells them apart
    assert {role for role in Role if Permission.PUBLISH in may[role]} == {Role.OFFICE}


def test_a_neighbour_whose_path_begins_alike_is_not_below(units: dict[str, Unit]) -> None:
    scope = Scope(a_user(unit=units["ward"], role=Role.OFFICE))
    twin = Unit(path=tree.after(units["ward"].path), code="X")
    assert not scope.roles_at(twin)
    assert not scope.roles_at(Unit(path=units["ward"].path[:-1], code="Y"))


def test_a_grant_follows_a_unit_that_is_moved(units: dict[str, Unit]) -> None:
    user = a_user(unit=units["cell"], role=Role.CLERK)
    above = a_user(unit=units["ward"], role=Role.OFFICE)
    today = timezone.localdate()
    cell = unit_change(units["cell"], by=a_user(), on=today, parent=units["other"])
    assert Scope(user).roles_at(cell) == {Role.CLERK}
    assert not Scope(above).roles_at(cell)


# --- times -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "ends", "holds"),
    [(None, None, True), (0, None, True), (1, None, False), (None, 1, True), (None, 0, False), (-5, 5, True)],
)
def test_a_grant_holds_from_its_first_day_until_before_its_last(
    units: dict[str, Unit], begins: int | None, ends: int | None, holds: bool
) -> None:
    today = timezone.localdate()
    user = a_user()
    Grant.objects.create(
        user=user,
        unit=units["ward"],
        role=Role.OFFICE,
        valid_from=None if begins is None else today + timedelta(days=begins),
        valid_to=None if ends is None else today + timedelta(days=ends),
    )
    assert bool(Scope(user).roles_at(units["ward"])) is holds


def test_an_account_that_is_not_valid_has_no_grants(units: dict[str, Unit]) -> None:
    user = a_user(unit=units["ward"], role=Role.OFFICE)
    user.valid_to = timezone.localdate()
    user.save()
    assert Scope(user).grants == []
    assert Scope(None).grants == []
    assert Scope(User(pk=user.pk, is_active=False)).grants == []


def test_a_scope_asks_the_database_once(
    units: dict[str, Unit], django_assert_num_queries: Callable[[int], object]
) -> None:
    scope = Scope(a_user(unit=units["ward"], role=Role.OFFICE))
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        for unit in units.values():
            scope.roles_at(unit)
            scope.can(Permission.LEDGER, unit)


# --- pages -----------------------------------------------------------------------------------------------------------


def test_a_wrong_place_does_not_exist_and_a_wrong_role_is_refused(client: Client, units: dict[str, Unit]) -> None:
    client.force_login(a_user(unit=units["ward"], role=Role.ADMIN))
    assert client.get("/u/BT.D1/tai-khoan/").status_code == 200
    assert client.get("/u/BT.D1.1/tai-khoan/").status_code == 200
    for outside in ("BT", "BT.D2", "KHONG-CO", "BT.D1%00", "bt.d1"):
        assert client.get(f"/u/{outside}/tai-khoan/").status_code == 404
    client.force_login(a_user(unit=units["ward"], role=Role.OFFICE))
    assert client.get("/u/BT.D1/tai-khoan/").status_code == 403
    assert client.get("/u/BT/tai-khoan/").status_code == 404
    client.logout()
    assert client.get("/u/BT.D1/tai-khoan/").headers["Location"] == "/vao/?next=/u/BT.D1/tai-khoan/"


def test_every_page_declares_who_may_open_it() -> None:
    assert access.undeclared() == []
    kinds = {pattern.callback.access.kind for _route, pattern in all_pages()}
    assert kinds == {"public", "account", "signed_in", "page"}


def test_control_a_page_that_declares_nothing_keeps_the_program_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgotten(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("everything")

    route = path("quen/", forgotten)
    monkeypatch.setattr(access, "all_pages", lambda: iter([("quen/", route)]))
    assert [problem.id for problem in access.undeclared()] == ["daihoi.E001"]


def test_the_public_pages_are_a_short_list() -> None:
    """Whoever adds one thinks about it here."""
    names = {pattern.name for _route, pattern in all_pages() if pattern.callback.access.kind == "public"}
    assert names == {"account_login", "account_logout", "mfa_authenticate", "language", "health"}


# --- two humans ------------------------------------------------------------------------------------------------------


def person(username: str, name: str, identity: str = "") -> User:
    return User.objects.create_user(username, "mat-khau-thu", name=name, identity=identity)


@pytest.mark.parametrize(
    ("one", "other", "two"),
    [
        (("Lê An", "1"), ("Lê An", "2"), True),  # namesakes with papers of their own
        (("Lê An", "1"), ("Trần Bình", "1"), False),  # one person under two names
        (("Lê An", ""), ("Trần Bình", ""), True),
        (("Lê An", ""), ("LÊ  ÁN", ""), False),  # in doubt they are one
        (("Lê An", "1"), ("lê an", ""), False),
    ],
)
def test_two_accounts_are_two_humans_unless_there_is_doubt(
    one: tuple[str, str], other: tuple[str, str], two: bool
) -> None:
    first, second = Signed(person("a", *one)), Signed(person("b", *other))
    for pair in ((first, second), (second, first)):
        if two:
            require_two_humans(*pair)
        else:
            with pytest.raises(RuleError, match="Two different people"):
                require_two_humans(*pair)


def test_one_account_is_never_two_humans() -> None:
    user = person("a", "Lê An")
    with pytest.raises(RuleError, match="Two different people"):
        require_two_humans(Signed(user), Signed(User.objects.get(pk=user.pk)))


def test_a_signature_needs_the_password_of_a_valid_account(rf: RequestFactory) -> None:
    user = person("a", "Lê An")
    assert reauthenticate(rf.post("/"), "a", "mat-khau-thu").pk == user.pk
    for name, password in (("a", "sai"), ("a", ""), ("b", "mat-khau-thu")):
        with pytest.raises(WrongPassword):
            reauthenticate(rf.post("/"), name, password)
    User.objects.filter(pk=user.pk).update(valid_to=timezone.localdate())
    with pytest.raises(WrongPassword):
        reauthenticate(rf.post("/"), "a", "mat-khau-thu")


def test_a_one_time_code_signs_nothing(rf: RequestFactory) -> None:
    user = person("a", "Lê An")
    User.objects.filter(pk=user.pk).update(must_change=True)
    with pytest.raises(WrongPassword):
        reauthenticate(rf.post("/"), "a", "mat-khau-thu")


def test_guessing_at_a_signature_is_counted_like_guessing_at_the_door(rf: RequestFactory) -> None:
    person("a", "Lê An")
    for _ in range(8):
        with pytest.raises(WrongPassword):
            reauthenticate(rf.post("/"), "a", "sai")
    with pytest.raises((WrongPassword, PermissionDenied)):
        reauthenticate(rf.post("/"), "a", "mat-khau-thu")
