"""Opening a season and its settings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from daihoi.congress import actions
from daihoi.congress.forms import LevelForm, SeasonForm, SeasonOpenForm
from daihoi.congress.forms.season import level_labels
from daihoi.congress.models import Season
from daihoi.congress.queries import season_of
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.models import Unit
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import Message, RuleError
from daihoi.rules.rule import Certainty
from daihoi.rules.timeline import VIETNAM
from daihoi.web.text import number, say

_CERTAINTY = {Certainty.RECALLED: "R", Certainty.INFERRED: "I"}


@page(Permission.PLAN)
def season_edit(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Limits and deadlines, kinds followed, calendar, and every rule that is a setting. Only at the season's root."""
    season = season_of(unit)
    if season is None:
        return redirect("season_open", unit=unit.code)
    may_change = season.root_id == unit.pk
    posted = request.POST if request.method == "POST" and may_change else None
    form = SeasonForm(posted, season=season)
    rows = sorted(season.levels.all(), key=lambda row: list(UnitKind).index(row.unit_kind))
    levels = [LevelForm(posted, instance=row, prefix=row.kind) for row in rows]
    if posted is not None and all([form.is_valid(), *(level.is_valid() for level in levels)]):
        try:
            actions.season_change(
                get_object_or_404(Season, pk=season.pk),
                by=request.user,
                percent_style=form.cleaned_data["percent_style"],
                as_of=form.cleaned_data["as_of"],
                settings=form.cleaned_data["settings"],
                holidays=form.cleaned_data["holidays"],
                levels={level.instance.unit_kind: level.cleaned_data for level in levels},
            )
        except RuleError as error:
            form.add_error(None, say(error.message))
        else:
            messages.success(request, _("The settings of the season are saved."))
            return redirect("season_edit", unit=unit.code)
    if not may_change:
        for field in [*form.fields.values(), *(field for level in levels for field in level.fields.values())]:
            field.disabled = True
    context: dict[str, Any] = {
        "title": _("Settings of the season %(name)s") % {"name": season.name},
        "unit": unit,
        "season": season,
        "form": form,
        "may_change": may_change,
        "levels": [(say(Message(level.instance.unit_kind.label)), level) for level in levels],
        "heads": level_labels(),
        "rules": [
            (setting, field, default, changed, _CERTAINTY.get(setting.rule.certainty, ""))
            for setting, field, default, changed in form.rule_rows()
        ],
        "calendar_from": VIETNAM.first_year,
        "calendar_to": VIETNAM.last_year,
        "regulation": season.regulation,
        "crumbs": [{"label": unit.name, "href": reverse("season", args=[unit.code])}],
    }
    failed = posted is not None
    return render(request, "congress/season_edit.html", context, status=422 if failed else 200)


@page(Permission.PLAN)
def season_open(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """A new season of `unit` and everything below it."""
    form = SeasonOpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            season = actions.season_open(
                unit,
                by=request.user,
                name=data["name"],
                regulation_key=data["regulation_key"],
                followed=[UnitKind(kind) for kind in data["followed"]],
                percent_style=data["percent_style"] or None,
            )
        except RuleError as error:
            form.add_error(None, say(error.message))
        else:
            messages.success(request, _("The season %(season)s is open.") % {"season": season.name})
            return redirect("season_edit", unit=unit.code)
    context = {
        "title": _("Open a congress season"),
        "unit": unit,
        "form": form,
        "crumbs": [{"label": unit.name, "href": reverse("season", args=[unit.code])}],
    }
    return render(request, "congress/season_open.html", context, status=422 if form.errors else 200)


@require_POST
@page(Permission.PLAN)
def congresses_plan(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Give the units that are new since the season was opened their congresses."""
    season = season_of(unit)
    if season is not None:
        made = actions.congresses_plan(season, by=request.user, within=unit)
        text = ngettext("%(n)s congress was planned.", "%(n)s congresses were planned.", made)
        messages.success(request, text % {"n": number(made)})
    return redirect("season", unit=unit.code)
