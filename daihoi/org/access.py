"""Who may do what, where: roles, permissions, scopes, and the declaration that every page must make (idea 5, T4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import unquote

from django.contrib.auth.views import redirect_to_login
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daihoi.org import tree
from daihoi.org.models import Grant, Unit, User


class Permission(StrEnum):
    """One thing that a page may need; dotted like the events."""

    FIGURES = "figures.view"  # counts, progress, tables without names
    NAMES = "names.view"  # names of candidates and elected persons
    MEMBERS = "members.view"  # cards of members, personnel pages
    REGISTER = "register.import"  # lists of units and members in and out
    PLAN = "season.plan"  # season, limits, congresses, exceptions
    ENTER = "count.enter"  # type counts, seats, candidates, evidence
    CERTIFY = "result.certify"
    HAND_IN = "return.hand_in"
    DECIDE = "return.decide"  # accept, send back, ratify what the units below handed in
    REPORT = "report.write"  # text of the summary report
    LEDGER = "ledger.view"
    NEWS = "news.enter"  # the newsroom of the portal, for the unit's corner
    PUBLISH = "portal.publish"  # signed snapshots for the portal
    USERS = "users.manage"
    BACKUP = "backup.run"


class Role(StrEnum):
    OFFICE = "office"
    CLERK = "clerk"
    SECRETARY = "secretary"
    SECOND = "second"
    TALLY = "tally"
    CREDENTIALS = "credentials"
    PERSONNEL = "personnel"
    WRITER = "writer"
    EDITOR = "editor"
    INSPECTOR = "inspector"
    OBSERVER = "observer"
    ADMIN = "admin"


@dataclass(frozen=True)
class RoleRow:
    """What a role may do, and whether its grant covers the units below (• in trust.md: this unit only)."""

    label: Any
    permissions: frozenset[Permission]
    below: bool


_P = Permission
ROLES: dict[Role, RoleRow] = {
    Role.OFFICE: RoleRow(
        _("Office"),
        frozenset(
            {
                _P.FIGURES,
                _P.NAMES,
                _P.REGISTER,
                _P.PLAN,
                _P.ENTER,
                _P.CERTIFY,
                _P.HAND_IN,
                _P.DECIDE,
                _P.REPORT,
                _P.LEDGER,
                _P.PUBLISH,
            }
        ),
        below=True,
    ),
    Role.CLERK: RoleRow(_("Clerk"), frozenset({_P.FIGURES, _P.NAMES, _P.ENTER}), below=False),
    Role.SECRETARY: RoleRow(
        _("Secretary"),
        frozenset({_P.FIGURES, _P.NAMES, _P.ENTER, _P.CERTIFY, _P.HAND_IN, _P.REPORT}),
        below=False,
    ),
    Role.SECOND: RoleRow(_("Second person"), frozenset({_P.FIGURES, _P.NAMES, _P.CERTIFY}), below=False),
    Role.TALLY: RoleRow(_("Tally board"), frozenset({_P.FIGURES, _P.NAMES, _P.ENTER, _P.CERTIFY}), below=False),
    Role.CREDENTIALS: RoleRow(_("Credentials board"), frozenset({_P.FIGURES, _P.NAMES}), below=False),
    Role.PERSONNEL: RoleRow(_("Personnel"), frozenset({_P.FIGURES, _P.NAMES, _P.MEMBERS, _P.REGISTER}), below=False),
    Role.WRITER: RoleRow(_("News writer"), frozenset({_P.NEWS}), below=False),
    Role.EDITOR: RoleRow(_("Editor"), frozenset({_P.NEWS}), below=False),
    Role.INSPECTOR: RoleRow(_("Inspector"), frozenset({_P.FIGURES, _P.NAMES, _P.LEDGER}), below=True),
    Role.OBSERVER: RoleRow(_("Observer"), frozenset({_P.FIGURES}), below=True),
    Role.ADMIN: RoleRow(_("Administrator"), frozenset({_P.USERS, _P.BACKUP}), below=True),
}


# the units above the page's unit come with it: the place of a page costs no query
ABOVE = ("parent__parent__parent__parent",)


class Scope:
    """The grants of one account on one day, as ranges of paths. One query, made when first asked."""

    def __init__(self, user: User | None) -> None:
        self.user = user
        self._grants: list[tuple[str, Role]] | None = None
        self._codes: set[str] = set()

    @property
    def grants(self) -> list[tuple[str, Role]]:
        """(path of the unit, role) of each grant in force today."""
        if self._grants is None:
            today = timezone.localdate()
            rows: Iterable[tuple[str, str, str]] = []
            if self.user is not None and self.user.valid_on(today):
                rows = Grant.objects.on(today).filter(user=self.user).values_list("unit__path", "role", "unit__code")
            found = list(rows)
            self._grants = [(path, Role(role)) for path, role, _code in found]
            self._codes = {code for _path, _role, code in found}
        return self._grants

    @staticmethod
    def _covers(path: str, role: Role, unit: Unit) -> bool:
        return unit.path == path or (ROLES[role].below and path <= unit.path < tree.after(path))

    def reaches(self, address: str) -> bool:
        """Whether a link to `address` can lead anywhere: with roles at single units only, to those units' pages."""
        if not address.startswith("/u/") or any(ROLES[role].below for _path, role in self.grants):
            return True
        return unquote(address.split("/", 3)[2]) in self._codes

    def roles_at(self, unit: Unit) -> set[Role]:
        """The roles that the account holds at `unit`."""
        return {role for path, role in self.grants if self._covers(path, role, unit)}

    def can(self, permission: Permission, unit: Unit) -> bool:
        return any(permission in ROLES[role].permissions for role in self.roles_at(unit))

    def holds(self, permission: Permission) -> bool:
        """Whether the account has `permission` anywhere."""
        return any(permission in ROLES[role].permissions for _path, role in self.grants)

    def units(self, permission: Permission | None = None) -> QuerySet[Unit]:
        """The units inside the scope, narrowed to those where the account has `permission`."""
        where = Q(pk__in=[])
        for path, role in self.grants:
            if permission is None or permission in ROLES[role].permissions:
                where |= Q(path__gte=path, path__lt=tree.after(path)) if ROLES[role].below else Q(path=path)
        return Unit.objects.filter(where)

    def unit(self, code: str) -> Unit:
        """The unit fetched through the scope; what lies outside does not exist (404)."""
        if "\0" in code:  # that no database keeps
            raise Http404
        try:
            found = Unit.objects.select_related(*ABOVE).get(code=code)
        except Unit.DoesNotExist as error:
            raise Http404 from error
        if not self.roles_at(found):
            raise Http404
        return found

    def home(self) -> Unit | None:
        """The highest unit that the account has a grant at."""
        paths = sorted((path for path, _role in self.grants), key=lambda path: (len(path), path))
        return Unit.objects.filter(path=paths[0]).first() if paths else None


class ScopedRequest(HttpRequest):
    """A request after `ScopeMiddleware`."""

    scope: Scope
    user: User


class ScopeMiddleware:
    """Puts the scope on the request; one whose code or password must be replaced goes nowhere else first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user if request.user.is_authenticated else None
        scope = Scope(user)
        cast(ScopedRequest, request).scope = scope
        request.reaches = scope.reaches  # type: ignore[attr-defined]  # the toolkit asks before it draws a link
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        access: Access | None = getattr(view, "access", None)
        if access is None:
            raise PermissionDenied("undeclared page")
        if access.kind != "public" and request.user.is_authenticated:
            user = request.user
            if not user.valid_on(timezone.localdate()):
                raise PermissionDenied(_("This account is not valid today. Ask the administrator of your office."))
            if user.must_change and access.kind != "account":
                return redirect("account_change_password")
        return None


@dataclass(frozen=True)
class Access:
    """What a page declared: public, account (own account), signed_in, or a permission at its unit."""

    kind: str
    permission: Permission | None = None


def _declared(view: Callable[..., HttpResponseBase], access: Access) -> Callable[..., HttpResponseBase]:
    view.access = access  # type: ignore[attr-defined]
    return view


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page that anybody may open."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return _declared(opened, Access("public"))


def signed_in(view: Callable[..., HttpResponseBase], *, kind: str = "signed_in") -> Callable[..., HttpResponseBase]:
    """A page for any account; it shows only what the scope of the request reaches."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return _declared(opened, Access(kind))


def account(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page about one's own account, open even while a one-time code must be replaced."""
    return signed_in(view, kind="account")


P = ParamSpec("P")


def page(
    permission: Permission,
) -> Callable[[Callable[Concatenate[ScopedRequest, Unit, P], HttpResponse]], Callable[..., HttpResponseBase]]:
    """A page about one unit: wrong place 404, wrong role 403. The URL gives `unit` as the unit's code."""

    def wrap(
        view: Callable[Concatenate[ScopedRequest, Unit, P], HttpResponse],
    ) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def opened(request: HttpRequest, unit: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            scoped = cast(ScopedRequest, request)
            found = scoped.scope.unit(unit)
            if not scoped.scope.can(permission, found):
                raise PermissionDenied
            scoped.unit = found  # type: ignore[attr-defined]
            return view(scoped, found, *args, **kwargs)

        return _declared(cast(Callable[..., HttpResponseBase], opened), Access("page", permission))

    return wrap


def all_pages(
    patterns: Iterable[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every URL of the program as (route, pattern)."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from all_pages(entry.url_patterns, route)
        else:
            yield route, entry


def undeclared(**_kwargs: Any) -> list[CheckMessage]:
    """The program refuses to start with a URL that does not say who may open it."""
    return [
        Error(
            f"URL {route!r} declares no access", hint="Wrap its view in @page, @signed_in or @public.", id="daihoi.E001"
        )
        for route, pattern in all_pages()
        if getattr(pattern.callback, "access", None) is None
    ]


def register_checks() -> None:
    register(undeclared, "daihoi")
