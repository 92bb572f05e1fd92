"""Accounts and grants of a unit and of all below it, for its administrators; and one's own account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from daihoi.org import tree
from daihoi.org.access import ROLES, Permission, Role, RoleRow, ScopedRequest, page
from daihoi.org.actions import user as actions
from daihoi.org.forms.users import GrantForm, LimitForm, NameForm, UserForm
from daihoi.org.models import Grant, Unit, User
from daihoi.org.queries import breadcrumb
from daihoi.rules.messages import RuleError
from daihoi.web.parts import Confirm, Tag
from daihoi.web.tables import Column, Table
from daihoi.web.text import say


def _within(unit: Unit, grants: Sequence[Grant]) -> list[Grant]:
    return [grant for grant in grants if unit.path <= grant.unit.path < tree.after(unit.path)]


def managed(unit: Unit, user_id: int) -> User:
    """An account all of whose grants lie at or below `unit`; any other does not exist for its administrator."""
    user = get_object_or_404(User.objects.prefetch_related("grants__unit"), pk=user_id)
    grants = list(user.grants.all())
    if not grants or len(_within(unit, grants)) < len(grants):
        raise Http404
    return user


def _crumbs(request: ScopedRequest, unit: Unit, *more: tuple[str, str]) -> list[dict[str, str]]:
    """The units above whose accounts the reader manages, then `more` as (label, address)."""
    above = [one for one in breadcrumb(unit)[:-1] if request.scope.can(Permission.USERS, one)]
    places = [(one.name, reverse("users", args=[one.code])) for one in above]
    return [{"label": label, "href": href} for label, href in [*places, *more]]


def _rows(grants: Sequence[Grant]) -> list[tuple[Grant, RoleRow]]:
    return [(grant, ROLES[Role(grant.role)]) for grant in grants]


@page(Permission.USERS)
def users(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Accounts with a grant at `unit` or below it."""
    found = (
        User.objects.filter(grants__unit__path__gte=unit.path, grants__unit__path__lt=tree.after(unit.path))
        .distinct()
        .prefetch_related("grants__unit")
        .order_by("username")
    )
    today = timezone.localdate()

    def is_ours(user: User) -> bool:
        grants = list(user.grants.all())
        return len(_within(unit, grants)) == len(grants)

    def roles(user: User) -> str:
        grants = _within(unit, list(user.grants.all()))
        shown = [f"{row.label}, {grant.unit.name}" for grant, row in _rows(grants)]
        return "; ".join(shown if is_ours(user) else [*shown, _("others elsewhere")])

    def state(user: User) -> Tag | str:
        if not user.valid_on(today):
            return Tag(_("not valid today"), "late")
        return Tag(_("code not used yet"), "soon") if user.must_change else ""

    table: Table[User] = Table(
        request,
        [
            Column(
                "username",
                _("User name"),
                sort=True,
                search=True,
                head=True,
                href=lambda user: reverse("user", args=[unit.code, user.pk]) if is_ours(user) else "",
            ),
            Column("name", _("Full name"), sort=True, search=True),
            Column("roles", _("Roles"), value=roles, search=True),
            Column("valid_to", _("Until before"), sort=True),
            Column("state", _("State"), value=state),
        ],
        list(found),
        caption=_("Accounts"),
        empty=_("No accounts yet."),
    )
    context = {"unit": unit, "table": table, "title": _("Accounts"), "crumbs": _crumbs(request, unit)}
    return render(request, "org/user_list.html", context)


@never_cache
@page(Permission.USERS)
def user_add(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Make an account; its one-time code is shown once, on a slip to print."""
    form = UserForm(request.POST or None, within=unit)
    if form.is_valid():
        data = form.cleaned_data
        try:
            user, code = actions.user_add(
                by=request.user,
                username=data["username"],
                name=data["name"],
                unit=data["unit"],
                role=form.chosen_role,
                identity=data["identity"],
                valid_from=data["valid_from"],
                valid_to=data["valid_to"],
            )
        except RuleError as error:
            form.add_error("username", say(error.message))
        else:
            return _slip(request, unit, user, code)
    context = {
        "unit": unit,
        "form": form,
        "title": _("New account"),
        "crumbs": _crumbs(request, unit, (_("Accounts"), reverse("users", args=[unit.code]))),
    }
    return render(request, "org/user_form.html", context)


def _slip(request: ScopedRequest, unit: Unit, user: User, code: str) -> HttpResponse:
    """The slip with the code: shown this once, kept nowhere."""
    context = {"unit": unit, "account": user, "code": code, "title": _("One-time code")}
    return render(request, "org/user_slip.html", context)


@page(Permission.USERS)
def user(request: ScopedRequest, unit: Unit, user_id: int) -> HttpResponse:
    """One account: its grants, its validity, a new code."""
    account = managed(unit, user_id)
    grant_form = GrantForm(request.POST if "role" in request.POST else None, within=unit, auto_id="grant_%s")
    limit_form = LimitForm(
        request.POST if "limit" in request.POST else None,
        initial={"valid_from": account.valid_from, "valid_to": account.valid_to},
        auto_id="limit_%s",
    )
    name_form = NameForm(
        request.POST if "correct" in request.POST else None, initial={"name": account.name}, auto_id="correct_%s"
    )
    try:
        if "correct" in request.POST and name_form.is_valid():
            actions.user_correct(account, by=request.user, name=name_form.cleaned_data["name"])
            messages.success(request, _("The name is corrected."))
            return redirect("user", unit.code, account.pk)
        if "role" in request.POST and grant_form.is_valid():
            data = grant_form.cleaned_data
            actions.grant_give(
                account,
                by=request.user,
                unit=data["unit"],
                role=grant_form.chosen_role,
                valid_from=data["valid_from"],
                valid_to=data["valid_to"],
            )
            messages.success(request, _("The role was given."))
            return redirect("user", unit.code, account.pk)
        if "limit" in request.POST and limit_form.is_valid():
            actions.user_limit(account, by=request.user, **limit_form.cleaned_data)
            messages.success(request, _("The validity was set."))
            return redirect("user", unit.code, account.pk)
    except RuleError as error:
        posted = grant_form if "role" in request.POST else limit_form if "limit" in request.POST else name_form
        posted.add_error(None, say(error.message))
    context = {
        "unit": unit,
        "account": account,
        "is_self": account.pk == request.user.pk,
        "grants": _rows(list(account.grants.all())),
        "grant_form": grant_form,
        "limit_form": limit_form,
        "name_form": name_form,
        "is_closed": account.valid_to is not None and account.valid_to <= timezone.localdate(),
        "has_factor": Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists(),
        "title": account.name,
        "crumbs": _crumbs(request, unit, (_("Accounts"), reverse("users", args=[unit.code]))),
    }
    return render(request, "org/user_detail.html", context)


def _others(request: ScopedRequest, unit: Unit, user_id: int) -> User:
    """An account that the reader manages and that is not his own."""
    account = managed(unit, user_id)
    if account.pk == request.user.pk:
        raise PermissionDenied(_("Nobody changes the roles or the validity of his own account. Ask another one."))
    return account


def _ask(request: ScopedRequest, unit: Unit, account: User, box: Confirm) -> HttpResponse:
    places = (_("Accounts"), reverse("users", args=[unit.code])), (account.name, box.cancel_href)
    context = {"box": box, "title": box.title, "crumbs": _crumbs(request, unit, *places)}
    return render(request, "web/confirm.html", context)


@never_cache
@page(Permission.USERS)
def user_code(request: ScopedRequest, unit: Unit, user_id: int) -> HttpResponse:
    """A new one-time code, after asking."""
    account = _others(request, unit, user_id)
    if request.method == "POST":
        return _slip(request, unit, account, actions.code_renew(account, by=request.user))
    box = Confirm(
        title=_("New one-time code for %(name)s") % {"name": account.name},
        text=_("The password of %(name)s stops working at once; a code that works once takes its place.")
        % {"name": account.username},
        yes=_("Make a new code"),
        cancel_href=reverse("user", args=[unit.code, account.pk]),
    )
    return _ask(request, unit, account, box)


@page(Permission.USERS)
def user_factor(request: ScopedRequest, unit: Unit, user_id: int) -> HttpResponse:
    """Switch off the second factor of an owner who lost it, after asking."""
    account = _others(request, unit, user_id)
    back = reverse("user", args=[unit.code, account.pk])
    if request.method == "POST":
        try:
            actions.factor_remove(account, by=request.user)
            messages.success(request, _("The second factor is off."))
        except RuleError as error:
            messages.error(request, say(error.message))
        return redirect(back)
    box = Confirm(
        title=_("Turn off the second factor of %(name)s") % {"name": account.name},
        text=_("From then on the password alone opens this account. Do it only when its owner stands before you."),
        yes=_("Turn it off"),
        cancel_href=back,
    )
    return _ask(request, unit, account, box)


@page(Permission.USERS)
def user_erase(request: ScopedRequest, unit: Unit, user_id: int) -> HttpResponse:
    """Erase a closed account, after asking."""
    account = _others(request, unit, user_id)
    back = reverse("user", args=[unit.code, account.pk])
    if request.method == "POST":
        try:
            actions.user_erase(account, by=request.user)
        except RuleError as error:
            messages.error(request, say(error.message))
            return redirect(back)
        messages.success(request, _("The account was erased."))
        return redirect("users", unit.code)
    box = Confirm(
        title=_("Erase the account of %(name)s?") % {"name": account.name},
        text=_(
            "Name, user name and roles are removed for good; the ledger then says only that a numbered account did "
            "what it did. Nobody can undo this."
        ),
        yes=_("Erase for good"),
        cancel_href=back,
    )
    return _ask(request, unit, account, box)


@page(Permission.USERS)
def grant_end(request: ScopedRequest, unit: Unit, grant_id: int) -> HttpResponse:
    """Take a grant back, after asking."""
    grant = get_object_or_404(Grant.objects.select_related("unit"), pk=grant_id)
    account = _others(request, unit, grant.user_id)
    back = reverse("user", args=[unit.code, account.pk])
    if request.method == "POST":
        try:
            actions.grant_end(grant, by=request.user)
            messages.success(request, _("The role was taken back."))
        except RuleError as error:
            messages.error(request, say(error.message))
        return redirect(back)
    box = Confirm(
        title=_("Take the role back"),
        text=_("%(name)s is no longer “%(role)s” at %(unit)s, from this moment on. What was done stays in the ledger.")
        % {"name": account.name, "role": ROLES[Role(grant.role)].label, "unit": grant.unit.name},
        yes=_("Take the role back"),
        cancel_href=back,
    )
    return _ask(request, unit, account, box)


def account(request: HttpRequest) -> HttpResponse:
    """One's own account: who I am here, what I may do where."""
    user = cast(User, request.user)
    context = {"grants": _rows(list(user.grants.select_related("unit"))), "title": _("My account")}
    return render(request, "org/account_detail.html", context)
