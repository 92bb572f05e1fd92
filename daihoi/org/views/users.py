"""Accounts and grants of a unit and of all below it, for its administrators; and one's own account."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from daihoi.org import tree
from daihoi.org.access import ROLES, Permission, Role, ScopedRequest, page
from daihoi.org.actions import user as actions
from daihoi.org.forms.users import GrantForm, LimitForm, UserForm
from daihoi.org.models import Grant, Unit, User
from daihoi.rules.messages import RuleError
from daihoi.web.tables import Column, Table
from daihoi.web.text import say


def managed(unit: Unit, user_id: int) -> User:
    """An account all of whose grants lie at or below `unit`; any other does not exist for its administrator."""
    user = get_object_or_404(User.objects.prefetch_related("grants__unit"), pk=user_id)
    places = [grant.unit.path for grant in user.grants.all()]
    if not places or not all(unit.path <= path < tree.after(unit.path) for path in places):
        raise Http404
    return user


def _crumbs(unit: Unit) -> list[dict[str, str]]:
    return [{"label": unit.name, "href": reverse("unit", args=[unit.code])}]


@page(Permission.USERS)
def users(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Accounts with a grant at `unit` or below it."""
    found = (
        User.objects.filter(grants__unit__path__gte=unit.path, grants__unit__path__lt=tree.after(unit.path))
        .distinct()
        .prefetch_related("grants__unit")
        .order_by("username")
    )
    table = Table(
        request,
        [
            Column(
                "username",
                _("User name"),
                sort=True,
                search=True,
                head=True,
                href=lambda user: reverse("user", args=[unit.code, user.pk]),
            ),
            Column("name", _("Full name"), sort=True, search=True),
            Column(
                "roles",
                _("Roles"),
                value=lambda user: "; ".join(
                    f"{ROLES[Role(grant.role)].label}, {grant.unit.name}" for grant in user.grants.all()
                ),
                search=True,
            ),
            Column("valid_to", _("Until before"), sort=True),
            Column("must_change", _("One-time code"), value=lambda user: _("not used yet") if user.must_change else ""),
        ],
        list(found),
        caption=_("Accounts"),
        empty=_("No accounts yet."),
    )
    return render(request, "org/user_list.html", {"unit": unit, "table": table, "crumbs": _crumbs(unit)})


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
            return render(request, "org/user_slip.html", {"unit": unit, "account": user, "code": code})
    return render(request, "org/user_form.html", {"unit": unit, "form": form, "crumbs": _crumbs(unit)})


@page(Permission.USERS)
def user(request: ScopedRequest, unit: Unit, user_id: int) -> HttpResponse:
    """One account: its grants, its validity, a new code."""
    account = managed(unit, user_id)
    grant_form = GrantForm(request.POST if "role" in request.POST else None, within=unit)
    limit_form = LimitForm(
        request.POST if "limit" in request.POST else None,
        initial={"valid_from": account.valid_from, "valid_to": account.valid_to},
    )
    try:
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
        messages.error(request, say(error.message))
    grants = [(grant, ROLES[Role(grant.role)]) for grant in account.grants.all()]
    context = {
        "unit": unit,
        "account": account,
        "grants": grants,
        "grant_form": grant_form,
        "limit_form": limit_form,
        "crumbs": [*_crumbs(unit), {"label": _("Accounts"), "href": reverse("users", args=[unit.code])}],
    }
    return render(request, "org/user_detail.html", context)


@never_cache
@page(Permission.USERS)
def user_code(request: ScopedRequest, unit: Unit, user_id: int) -> HttpResponse:
    """A new one-time code, after asking."""
    account = managed(unit, user_id)
    if account.pk == request.user.pk:
        raise PermissionDenied(_("Change your own password on the page of your account."))
    if request.method == "POST":
        code = actions.code_renew(account, by=request.user)
        return render(request, "org/user_slip.html", {"unit": unit, "account": account, "code": code})
    return render(request, "org/user_code.html", {"unit": unit, "account": account, "crumbs": _crumbs(unit)})


@require_POST
@page(Permission.USERS)
def grant_end(request: ScopedRequest, unit: Unit, grant_id: int) -> HttpResponse:
    """Take a grant back."""
    grant = get_object_or_404(Grant, pk=grant_id)
    account = managed(unit, grant.user_id)
    if account.grants.count() == 1:
        messages.error(request, _("This is the account's last role: limit its validity instead, so that it stays listed."))
    else:
        actions.grant_end(grant, by=request.user)
        messages.success(request, _("The role was taken back."))
    return redirect("user", unit.code, account.pk)


def account(request: HttpRequest) -> HttpResponse:
    """One's own account: who I am here, what I may do where."""
    user = cast(User, request.user)
    grants = [(grant, ROLES[Role(grant.role)]) for grant in user.grants.select_related("unit")]
    return render(request, "org/account_detail.html", {"grants": grants})
