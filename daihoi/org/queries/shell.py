"""The frame of every page: menu, who is signed in, the head of the ledger."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from daihoi.ledger.queries import newest_head
from daihoi.org.access import ROLES, Permission, ScopedRequest
from daihoi.org.models import Unit
from daihoi.web.nav import NavItem, Shell

# Label, url name of a page about the unit one is at, permission.
MENU: tuple[tuple[str, str, Permission], ...] = (
    ("season", "season", Permission.FIGURES),
    ("organisation", "unit", Permission.FIGURES),
    ("members", "members", Permission.MEMBERS),
    ("elections", "elections", Permission.NAMES),
    ("report", "report", Permission.FIGURES),
    ("portal", "publications", Permission.PUBLISH),
    ("newsroom", "newsroom", Permission.NEWS),
    ("imports", "imports", Permission.REGISTER),
    ("ledger", "ledger", Permission.LEDGER),
    ("users", "users", Permission.USERS),
)


def _label(key: str) -> str:
    return {
        "season": _("Congress season"),
        "organisation": _("Organisation"),
        "members": _("Party members"),
        "elections": _("Elections"),
        "report": _("Report"),
        "portal": _("Portal"),
        "newsroom": _("Newsroom"),
        "imports": _("Import"),
        "ledger": _("Ledger"),
        "users": _("Accounts"),
    }[key]


def shell(request: HttpRequest) -> Shell:
    """Menu entries lead to the unit of the page, or to the highest unit of the account."""
    scope = getattr(request, "scope", None)
    if scope is None or not request.user.is_authenticated:
        door = reverse("account_login")
        return Shell(sign_in="" if request.path == door else door)
    user = request.user
    scoped = cast(ScopedRequest, request)
    unit: Unit | None = getattr(request, "unit", None) or scoped.scope.home()
    event = newest_head()
    roles = sorted(scoped.scope.roles_at(unit)) if unit else []
    nav = (
        [
            NavItem(_label(key), reverse(name, args=[unit.code]))
            for key, name, permission in MENU
            if scoped.scope.can(permission, unit)
        ]
        if unit and not user.must_change
        else []
    )
    return Shell(
        nav=tuple(nav),
        home=reverse("home"),
        user_name=str(user),
        user_place=", ".join(str(ROLES[role].label) for role in roles),
        account=(NavItem(_("My account"), reverse("account")),),
        sign_out=reverse("account_logout"),
        foot=str(unit) if unit else "",
        ledger_count=event.pk if event else None,
        ledger_head=event.digest[:12] if event else "",
        ledger_href=reverse("ledger", args=[unit.code]) if unit and scoped.scope.can(Permission.LEDGER, unit) else "",
    )
