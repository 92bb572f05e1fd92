"""A unit: where it stands, what stands below it, how many members it has on a day, its history and its changes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from daihoi.formats.xlsx import write_table
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.actions import unit_change, unit_close, unit_correct
from daihoi.org.forms.units import DayForm, UnitChangeForm, UnitCloseForm, UnitCorrectForm
from daihoi.org.models import BEGINNING, Unit
from daihoi.org.models.tally import REGISTER_KEYS
from daihoi.org.queries import counts_on, level_figures, undecided_on
from daihoi.org.queries.units import Child, above, children_now, children_on
from daihoi.rules.figures import Figure, Figures, Origin, Record, members_finding
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.web import drawer
from daihoi.web.parts import StripItem
from daihoi.web.tables import Column, Table
from daihoi.web.text import number, say, vdate

_UNIT_KEYS = tuple(key for key in REGISTER_KEYS if key != "men_members")  # the women say it


def crumbs(request: ScopedRequest, unit: Unit, name: str = "unit") -> list[dict[str, str]]:
    """The units above `unit` that the reader may open."""
    seen = [one for one in above(unit) if request.scope.roles_at(one)]
    return [{"label": one.name, "href": reverse(name, args=[one.code])} for one in seen]


@page(Permission.FIGURES)
def unit_show(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """A unit as it stands, or as it stood on `?ngay=`."""
    today = timezone.localdate()
    asked = DayForm(request.GET or None)
    day = asked.cleaned_data["ngay"] if asked.is_valid() else None
    origin = Origin.live(day or today)
    periods = list(unit.periods.select_related("parent").order_by("-valid_from"))
    if day is None:
        levels = level_figures(unit, 0, _UNIT_KEYS)
        figures = Figures.total(levels.levels.values())
        children = children_now(unit)
    else:
        here = next(
            (one for one in periods if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)), None
        )
        figures, children = counts_on(unit, day), children_on(here, day) if here else []
    finding = members_finding(figures["members"], unit.stated_members, unit.name) if unit.stated_members else None

    def figure(key: str) -> Figure | None:
        if key not in _UNIT_KEYS:
            return None
        records: tuple[Record, ...] = ()
        if key in ("members", "official", "probationary"):
            records = tuple(Record(one.name, one.code, getattr(one, key)) for one in children if getattr(one, key))
        checks = (
            (finding.as_check(Message.of(N_("Against the list of units"))),) if finding and key == "members" else ()
        )
        notes: tuple[Message, ...] = ()
        if day is not None and key in ("official", "probationary") and (count := undecided_on(unit, day)):
            undecided = N_(
                "Of %(count)s members only the year or month is known; on that day they may not have been official yet."
            )
            notes = (Message.of(undecided, rule="U-30", count=number(count)),)
        return Figure.count(key, figures[key], origin, records=records, checks=checks, notes=notes)

    table = Table(
        request,
        _columns(day is None),
        children,
        caption=_("Units directly below"),
        empty=_("No unit stands below this one."),
        per_page=100,
        filename=f"to-chuc-{unit.code}",
    )
    if table.query.wants_xlsx:
        return table.as_xlsx(write_table)
    context: dict[str, Any] = {
        "title": unit.name,
        "unit": unit,
        "kind": Message(unit.level.label),
        "strip": _strip(figure, figures, unit),
        "day": day,
        "asked": asked,
        "table": table,
        "is_cell": not children and not figures["grassroots_units"],
        "periods": [
            {
                "name": period.name,
                "kind": Message(unit.level.label) if period.kind == unit.kind else period.kind,
                "parent": period.parent,
                "is_parent_open": period.parent is not None and bool(request.scope.roles_at(period.parent)),
                "valid_from": None if period.valid_from == BEGINNING else period.valid_from,
                "valid_to": period.valid_to,
            }
            for period in periods
        ],
        "opened": None if unit.opened == BEGINNING else unit.opened,
        "may_change": request.scope.can(Permission.REGISTER, unit),
        "may_move": unit.parent is not None and request.scope.can(Permission.REGISTER, unit.parent),
        "sees_members": request.scope.can(Permission.MEMBERS, unit),
        "finding": finding,
        "crumbs": crumbs(request, unit),
    }
    return drawer.page(request, "org/unit_show.html", context, figures=figure)


def _strip(figure: Any, figures: Figures, unit: Unit) -> list[StripItem]:
    """The figures under the heading; kinds of unit that are not there are left out."""
    found = []
    if figures["grassroots_units"] > 1 or unit.parent is None:
        note = _("%(organizations)s organisations + %(cells)s cells") % {
            "organizations": number(figures["grassroots_organizations"]),
            "cells": number(figures["grassroots_cells"]),
        }
        found.append(StripItem(_("Grassroots units"), figure("grassroots_units"), note))
    if figures["cells_under_committees"]:
        found.append(StripItem(_("Cells under grassroots committees"), figure("cells_under_committees")))
    if figures["sub_organizations"]:
        note = _("with %(cells)s cells") % {"cells": number(figures["cells_under_sub_organizations"])}
        found.append(StripItem(_("Sub-organisations"), figure("sub_organizations"), note))
    note = _("%(official)s official + %(probationary)s probationary") % {
        "official": number(figures["official"]),
        "probationary": number(figures["probationary"]),
    }
    found.append(StripItem(_("Party members"), figure("members"), note))
    found.append(StripItem(_("Women"), figure("women_members")))
    note = _("temporarily elsewhere %(away)s") % {"away": number(figures["temporary_away"])}
    found.append(StripItem(_("Exempted from activities"), figure("exempted"), note))
    return found


def _columns(linked: bool) -> list[Column[Child]]:
    return [
        Column(
            "name",
            _("Unit"),
            href=lambda row: reverse("unit", args=[row.code]),
            sort=lambda row: row.path,
            search=True,
            head=True,
        ),
        Column("code", _("Code"), search=True, sort=True, hide_small=True),
        Column("kind", _("Kind"), value=lambda row: say(Message(row.kind.label)), sort=True, hide_small=True),
        Column("units", _("Units below"), align="num", sort=True),
        Column("members", _("Party members"), align="num", sort=True),
        Column("official", _("Official"), align="num", sort=True, hide_small=True),
        Column("probationary", _("Probationary"), align="num", sort=True, hide_small=True),
    ]


def _form_page(request: ScopedRequest, unit: Unit, template: str, form: Any, title: str) -> HttpResponse:
    context = {
        "title": title % {"unit": unit.name},
        "unit": unit,
        "form": form,
        "crumbs": [*crumbs(request, unit), {"label": unit.name, "href": unit.get_absolute_url()}],
    }
    return render(request, template, context, status=422 if form.errors else 200)


@page(Permission.REGISTER)
def unit_edit(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Rename or move a unit from a day on."""
    initial = {"name": unit.name, "parent": unit.parent.code if unit.parent else "", "on": timezone.localdate()}
    form = UnitChangeForm(request.POST or None, initial=initial, unit=unit)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        parent = data.get("parent")
        if parent is not None and not request.scope.can(Permission.REGISTER, parent):
            form.add_error("parent", _("Your account may not move units there."))
        else:
            try:
                unit_change(unit, by=request.user, on=data["on"], name=data["name"], parent=parent)
            except RuleError as error:
                form.add_error(None, say(error.message))
            else:
                messages.success(request, _("The change holds from %(day)s.") % {"day": vdate(data["on"])})
                return redirect(unit)
    return _form_page(request, unit, "org/unit_edit.html", form, _("Rename or move %(unit)s"))


@page(Permission.REGISTER)
def unit_rename(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Correct a name that was written wrongly."""
    form = UnitCorrectForm(request.POST or None, initial={"name": unit.name})
    if request.method == "POST" and form.is_valid():
        unit_correct(unit, by=request.user, name=form.cleaned_data["name"])
        messages.success(request, _("The name is corrected."))
        return redirect(unit)
    return _form_page(request, unit, "org/unit_correct.html", form, _("Correct the name of %(unit)s"))


@page(Permission.REGISTER)
def unit_end(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Dissolve a unit from a day on."""
    form = UnitCloseForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            unit_close(unit, by=request.user, on=form.cleaned_data["on"])
        except RuleError as error:
            form.add_error(None, say(error.message))
        else:
            messages.success(request, _("%(unit)s is closed.") % {"unit": unit.name})
            return redirect(unit.parent or unit)
    return _form_page(request, unit, "org/unit_close.html", form, _("Close %(unit)s"))
