"""Founding a unit, which gives it its congress where the season follows its kind."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from daihoi.congress import actions
from daihoi.congress.queries import season_of
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.actions import tallies_recount
from daihoi.org.actions import unit_add as found_unit
from daihoi.org.forms.units import UnitAddForm
from daihoi.org.models import Unit
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from daihoi.web.text import say


@page(Permission.REGISTER)
def unit_add(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """A new unit directly below `unit`."""
    form = UnitAddForm(request.POST or None, parent=unit)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        opened = {"opened": data["opened"]} if data["opened"] else {}
        try:
            with transaction.atomic():
                new = found_unit(
                    by=request.user,
                    code=data["code"],
                    name=data["name"],
                    kind=UnitKind(data["kind"]),
                    parent=unit,
                    stated_members=data["stated_members"],
                    **opened,
                )
                tallies_recount([new])
                season = season_of(new)
                if season is not None:
                    actions.congresses_plan(season, by=request.user)
        except RuleError as error:
            form.add_error(None, say(error.message))
        else:
            messages.success(request, _("%(unit)s is there.") % {"unit": new.name})
            return redirect(new)
    title = _("New unit directly below %(unit)s") % {"unit": unit.name}
    context = {
        "title": title,
        "unit": unit,
        "form": form,
        "crumbs": [{"label": unit.name, "href": unit.get_absolute_url()}],
    }
    return render(request, "org/unit_add.html", context, status=422 if form.errors else 200)
