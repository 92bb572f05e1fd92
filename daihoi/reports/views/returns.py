"""Returns: what arrived and what is missing, one return with its versions, handing in and deciding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from daihoi.congress.clock import today
from daihoi.congress.models import Congress
from daihoi.formats.xlsx import write_table
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.models import Unit
from daihoi.reports import actions
from daihoi.reports.forms import HandInForm, KeyForm, RatifyForm, SendBackForm, SignForm, TakeInForm
from daihoi.reports.models import Return, ReturnState
from daihoi.reports.queries.facts import TIER_LABELS
from daihoi.reports.queries.findings import return_due
from daihoi.reports.queries.returns import (
    PartRow,
    compare,
    elected_of,
    hand_in_clock,
    parts_of,
    ratification_clock,
    superior_of,
    waiting,
)
from daihoi.reports.queries.rollup import Node, family, node
from daihoi.reports.views.base import crumbs, download, the_season
from daihoi.rules.figures import FIGURES, TIERS, Figure, Figures, Record, identity_checks
from daihoi.rules.messages import Message, RuleError
from daihoi.rules.timeline import remaining
from daihoi.web import drawer
from daihoi.web.parts import Confirm, Tag
from daihoi.web.tables import Column, Table
from daihoi.web.text import number, say, vdate

_TAGS = {
    ReturnState.HANDED_IN: "now",
    ReturnState.SENT_BACK: "late",
    ReturnState.ACCEPTED: "soon",
    ReturnState.RATIFIED: "done",
}


def state_tag(returned: Return) -> Tag:
    """The state of a return in words."""
    return Tag(returned.get_state_display(), _TAGS[ReturnState(returned.state)])  # type: ignore[arg-type]


# --- what arrived, what is missing -----------------------------------------------------------------------------------


@page(Permission.FIGURES)
def returns(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """The returns of the units directly below: what arrived, what is missing, what waits for a decision."""
    season = the_season(unit)
    found = family(unit, season, ("members",))
    table = _table(request, unit, found.followed)
    if table.query.wants_xlsx:
        return table.as_xlsx(write_table)
    there = sum(one.returned is not None for one in found.followed)
    own = found.here
    context = {
        "title": _("Returns of the units below"),
        "as_of": _("%(unit)s, season %(season)s, as of %(day)s")
        % {"unit": unit.name, "season": season.name, "day": vdate(today(season))},
        "unit": unit,
        "table": table,
        "due": len(found.followed),
        "there": there,
        "missing": len(found.followed) - there,
        "waiting": len(waiting(found)),
        "own": own.returned,
        "own_tag": state_tag(own.returned) if own.returned else None,
        "congress": own.congress,
        "may_hand_in": request.scope.can(Permission.HAND_IN, unit) and own.congress is not None,
        "may_decide": request.scope.can(Permission.DECIDE, unit),
        "crumbs": crumbs(request, unit),
        "crumb_here": _("Returns"),
    }
    return render(request, "reports/return_list.html", context)


def _table(request: ScopedRequest, unit: Unit, nodes: list[Node]) -> Table[Node]:
    def due(one: Node) -> Any:
        return return_due(one.congress) if one.congress is not None else None

    def left(one: Node) -> Any:
        if one.returned is not None or due(one) is None:
            return None
        late = due(one) < today(one.season)
        return Tag(remaining(due(one), today(one.season), one.season.calendar), "late" if late else "soon")

    def decide(one: Node) -> str:
        there = one.returned if one in waiting_here else None
        return reverse("return_accept", args=[unit.code, there.pk]) if there else ""

    def handed_on(one: Node) -> Any:
        return one.returned.handed_on if one.returned else None

    columns: list[Column[Node]] = [
        Column(
            "unit",
            _("Unit"),
            value=lambda one: one.unit.name,
            sort=lambda one: one.unit.path,
            search=True,
            head=True,
            href=lambda one: one.congress.get_absolute_url() if one.congress else "",
        ),
        Column("members", _("Party members"), value=lambda one: one.live_members, align="num", sort=True),
        Column("held", _("Held"), value=lambda one: one.congress.opened_on if one.congress else None, sort=True),
        Column("due", _("Return due"), value=due, sort=True),
        Column(
            "state",
            _("Return"),
            value=lambda one: state_tag(one.returned) if one.returned else left(one),
            sort=lambda one: one.returned.state if one.returned else "",
            search=True,
        ),
        Column(
            "version",
            _("Version"),
            value=lambda one: one.returned.version if one.returned else None,
            align="num",
            sort=True,
            href=lambda one: one.returned.get_absolute_url() if one.returned else "",
        ),
        Column(
            "handed_on",
            _("Handed in on"),
            value=lambda one: one.returned.handed_on if one.returned else None,
            sort=True,
        ),
    ]
    if request.scope.can(Permission.DECIDE, unit):
        columns.append(
            Column(
                "decide",
                _("Decision"),
                value=lambda one: _("Decide") if one in waiting_here else None,
                href=decide,
                excel=False,
            )
        )
    waiting_here = [one for one in nodes if one.returned is not None and one.returned.state == ReturnState.HANDED_IN]
    return Table(
        request,
        columns,
        nodes,
        caption=_("Returns of the units below"),
        empty=_("No unit below holds a congress of this season."),
        filename=f"bao-cao-ket-qua-{unit.code}",
        per_page=100,
        scroll=len(nodes) > 20,
    )


# --- one return ------------------------------------------------------------------------------------------------------


def _return(unit: Unit, return_id: int) -> Return:
    found = get_object_or_404(
        Return.objects.select_related("congress__season", "congress__ratification", "handed_by", "decided_by", "key"),
        pk=return_id,
        congress__unit=unit,
    )
    found.congress.unit = unit
    return found


@page(Permission.FIGURES)
def return_show(request: ScopedRequest, unit: Unit, return_id: int) -> HttpResponse:
    """One return: its figures, versions, parts, digest, who and when, its clocks and what may be done with it."""
    returned = _return(unit, return_id)
    congress = returned.congress
    season = congress.season

    @cache
    def parts() -> Sequence[PartRow]:
        return parts_of(returned)

    def figure(key: str) -> Figure | None:
        return _figure(returned, key, parts)

    if drawer.wants_drawer_only(request):
        return drawer.page(request, "reports/return_show.html", figures=figure)
    versions = list(congress.returns.select_related("handed_by", "decided_by").defer("payload").order_by("-version"))
    for one in versions:
        one.congress = congress
    superior = superior_of(unit)
    may_decide = (request.scope.can(Permission.DECIDE, superior) and superior.pk != unit.pk) or (
        unit.parent is None and request.scope.can(Permission.DECIDE, unit)
    )  # fmt: skip
    live = node(unit, season).live if returned.current and not returned.is_from_file else None
    context = {
        "title": _("Return of %(unit)s, version %(n)s") % {"unit": unit.name, "n": returned.version},
        "as_of": f"{_('Season %(season)s') % {'season': season.name}} · {say(returned.origin.message())}",
        "unit": unit,
        "returned": returned,
        "congress": congress,
        "tag": state_tag(returned),
        "versions": [(one, state_tag(one)) for one in versions],
        "tables": _level_tables(returned),
        "parts": parts(),
        "differs": [(Message.of(FIGURES[key].label), was, now) for key, was, now in compare(returned.total, live)]
        if live is not None
        else [],
        "hand_in": hand_in_clock(congress, min(versions, key=lambda one: one.version)),
        "ratification": ratification_clock(congress, returned),
        "superior": superior,
        "may_decide": may_decide,
        "may_hand_in": request.scope.can(Permission.HAND_IN, unit),
        "sees_names": request.scope.can(Permission.NAMES, unit),
        "can_accept": returned.state == ReturnState.HANDED_IN and returned.current,
        "can_send_back": returned.current and returned.state in (ReturnState.HANDED_IN, ReturnState.ACCEPTED),
        "can_ratify": returned.current and returned.state == ReturnState.ACCEPTED,
        "findings": returned.content["findings"],
        "certificates": returned.content["certificates"],
        "crumbs": crumbs(request, unit, (_("Returns"), reverse("returns", args=[unit.code]))),
        "crumb_here": _("Version %(n)s") % {"n": returned.version},
    }
    return drawer.page(request, "reports/return_show.html", context, figures=figure)


def _level_tables(returned: Return) -> list[tuple[Message, list[tuple[Message, Figure, int]]]]:
    """(level, rows of (label, total as a figure, own)) for every level that the return has figures of."""
    found = []
    for tier in reversed(TIERS):
        total, own = returned.total[tier], returned.own[tier]
        keys = [key for key in FIGURES if total[key] or own[key]]
        rows = [(Message.of(FIGURES[key].label), _level_figure(returned, tier, key), own[key]) for key in keys]
        if rows:
            found.append((Message(TIER_LABELS[tier]), rows))
    return found


def _level_figure(returned: Return, tier: str, key: str, *, records: tuple[Record, ...] = ()) -> Figure:
    total = returned.total[tier]
    return Figure.count(
        f"{tier}_{key}",
        total[key],
        returned.origin,
        label=Message.of(FIGURES[key].label),
        records=records,
        checks=tuple(check for check in identity_checks(total) if not check.holds),
    )


def _figure(returned: Return, name: str, parts: Callable[[], Sequence[PartRow]]) -> Figure | None:
    """A figure of the page's drawer, with the returns below that it sums."""
    tier = next((one for one in TIERS if name.startswith(f"{one}_")), "")
    key = name.removeprefix(f"{tier}_")
    if not tier or key not in FIGURES:
        return None
    rows = [
        Record(row.unit.name, row.part.get_absolute_url(), row.part.total[tier][key])
        for row in parts()
        if row.part.total[tier][key]
    ]
    own: Figures = returned.own[tier]
    if own[key]:
        rows.insert(0, Record(_("own records of %(unit)s") % {"unit": returned.congress.unit.name}, "", own[key]))
    return _level_figure(returned, tier, key, records=tuple(rows))


# --- acts ------------------------------------------------------------------------------------------------------------


@never_cache
@page(Permission.HAND_IN)
def return_hand_in(request: ScopedRequest, unit: Unit, congress_id: int) -> HttpResponse:
    """Sign the figures as they stand and hand them in."""
    congress = get_object_or_404(Congress.objects.select_related("season"), pk=congress_id, unit=unit)
    congress.unit = unit
    form = HandInForm(request.POST or None, request=request)
    if form.is_valid():
        try:
            returned = actions.hand_in(congress, by=form.signed)
        except RuleError as error:
            form.add_error(None, say(error.message))
        else:
            messages.success(request, _("Version %(n)s is handed in.") % {"n": number(returned.version)})
            return redirect(returned)
    superior = superior_of(unit)
    text = _(
        "The figures of the congress, with the returns below it, are frozen and signed with your name and handed to "
        "%(superior)s. Nobody can change them afterwards; a correction is a new version."
    ) % {"superior": superior.name if superior.pk != unit.pk else _("the superior outside this installation")}
    return _confirm(
        request, unit, form, _("Hand in the return of %(unit)s?") % {"unit": unit.name}, text, _("Sign and hand in"),
        congress.get_absolute_url(),
    )  # fmt: skip


def _confirm(
    request: ScopedRequest, unit: Unit, form: SignForm, title: str, text: str, yes: str, back: str
) -> HttpResponse:
    context = {
        "title": title,
        "box": Confirm(title, text, yes, back),
        "form": form,
        "crumbs": crumbs(request, unit, (_("Returns"), reverse("returns", args=[unit.code]))),
    }
    return render(request, "web/confirm.html", context)


def _for_decision(superior: Unit, return_id: int) -> Return:
    """A return that `superior` decides on: of a unit directly below, or of itself where nothing stands above it."""
    found = get_object_or_404(Return.objects.select_related("congress__unit__parent", "congress__season"), pk=return_id)
    if superior_of(found.congress.unit).pk != superior.pk:
        return get_object_or_404(Return.objects.none())
    return found


@never_cache
@page(Permission.DECIDE)
def return_accept(request: ScopedRequest, unit: Unit, return_id: int) -> HttpResponse:
    """Take a return as it is."""
    returned = _for_decision(unit, return_id)
    form = SignForm(request.POST or None, request=request)
    if form.is_valid():
        try:
            actions.accept(returned, by=form.signed)
        except RuleError as error:
            form.add_error(None, say(error.message))
        else:
            messages.success(request, _("The return is accepted."))
            return redirect(returned)
    title = _("Accept version %(n)s of the return of %(unit)s?") % {
        "n": number(returned.version),
        "unit": returned.congress.unit.name,
    }
    text = _(
        "Its figures then count as checked. You cannot change them; where something is wrong, send the return back "
        "with remarks from its page instead."
    )
    return _confirm(request, unit, form, title, text, _("Sign and accept"), returned.get_absolute_url())


@never_cache
@page(Permission.DECIDE)
def return_send_back(request: ScopedRequest, unit: Unit, return_id: int) -> HttpResponse:
    """Send a return back with remarks."""
    returned = _for_decision(unit, return_id)
    form = SendBackForm(request.POST or None, request=request)
    if form.is_valid():
        try:
            actions.send_back(returned, by=form.signed, remarks=form.cleaned_data["remarks"])
        except RuleError as error:
            form.add_error(None, say(error.message))
        else:
            messages.success(request, _("The return is sent back with your remarks."))
            return redirect(returned)
    title = _("Send back version %(n)s of the return of %(unit)s?") % {
        "n": number(returned.version),
        "unit": returned.congress.unit.name,
    }
    text = _("It no longer counts in any sum. The unit reads your remarks and hands in the next version.")
    return _confirm(request, unit, form, title, text, _("Sign and send back"), returned.get_absolute_url())


@never_cache
@page(Permission.DECIDE)
def return_ratify(request: ScopedRequest, unit: Unit, return_id: int) -> HttpResponse:
    """Ratify the results of an accepted return."""
    returned = _for_decision(unit, return_id)
    congress = returned.congress
    sees_names = request.scope.can(Permission.NAMES, congress.unit)
    form = RatifyForm(
        request.POST or None,
        request=request,
        initial={"decided_on": today(congress.season)},
        elected=elected_of(congress) if sees_names else [],
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.ratify(
                returned,
                by=form.signed,
                number=data["number"],
                decided_on=data["decided_on"],
                refusals=form.refusals,
                note=data["note"],
            )
        except RuleError as error:
            form.add_error(None, say(error.message))
        else:
            messages.success(request, _("The results are ratified."))
            return redirect(returned)
    context = {
        "title": _("Ratify the results of %(unit)s?") % {"unit": congress.unit.name},
        "returned": returned,
        "form": form,
        "crumbs": crumbs(request, unit, (_("Returns"), reverse("returns", args=[unit.code]))),
    }
    return render(request, "reports/return_ratify.html", context)


# --- as files --------------------------------------------------------------------------------------------------------


@never_cache
@page(Permission.HAND_IN)
def return_file(request: ScopedRequest, unit: Unit, return_id: int) -> HttpResponse:
    """The return as a file for an installation of the superior: signed with the unit's key."""
    returned = _return(unit, return_id)
    form = SignForm(request.POST or None, request=request)
    if form.is_valid():
        content = actions.return_export(returned, by=form.signed)
        return download(content, f"bao-cao-ket-qua-{unit.code}-ban-{returned.version}.json", kind="json")
    context = {
        "title": _("The return as a file"),
        "unit": unit,
        "returned": returned,
        "form": form,
        "public_key": actions.public_half(actions.own_key(unit)),
        "crumbs": crumbs(request, unit, (_("Returns"), reverse("returns", args=[unit.code]))),
        "crumb_here": _("The return as a file"),
    }
    return render(request, "reports/return_file.html", context)


@never_cache
@page(Permission.DECIDE)
def return_take_in(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Take in the file of a unit directly below."""
    season = the_season(unit)
    form = TakeInForm(request.POST or None, request.FILES or None, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            returned = actions.take_in(form.cleaned_data["file"].read(), superior=unit, season=season, by=form.signed)
        except RuleError as error:
            form.add_error("file", say(error.message))
        else:
            messages.success(
                request,
                _("Version %(n)s of %(unit)s is taken in.")
                % {"n": number(returned.version), "unit": returned.congress.unit.name},
            )
            return redirect(returned)
    context = {
        "title": _("Take in a return as a file"),
        "unit": unit,
        "form": form,
        "keys": _keys(unit),
        "crumbs": crumbs(request, unit, (_("Returns"), reverse("returns", args=[unit.code]))),
        "crumb_here": _("Take in a file"),
    }
    return render(request, "reports/return_take_in.html", context)


def _keys(unit: Unit) -> list[tuple[Unit, str]]:
    """The units directly below with the key in force."""
    below = list(unit.children.filter(closed=None).prefetch_related("keys"))
    return [(one, next((key.public_key for key in one.keys.all() if key.revoked_at is None), "")) for one in below]


@never_cache
@page(Permission.DECIDE)
def key_enrol(request: ScopedRequest, unit: Unit, below: str) -> HttpResponse:
    """Enrol the key of a unit directly below."""
    child = get_object_or_404(Unit, code=below, parent=unit)
    form = KeyForm(request.POST or None, request=request)
    if form.is_valid():
        try:
            actions.key_enrol(child, form.cleaned_data["public_key"], by=form.signed)
        except RuleError as error:
            form.add_error("public_key", say(error.message))
        else:
            messages.success(request, _("The key of %(unit)s is enrolled.") % {"unit": child.name})
            return redirect("return_take_in", unit.code)
    title = _("Enrol the key of %(unit)s?") % {"unit": child.name}
    text = _(
        "From then on, files signed with this key are taken in as returns of the unit. A key enrolled before is "
        "revoked; what was taken in with it stays."
    )
    return _confirm(request, unit, form, title, text, _("Sign and enrol"), reverse("return_take_in", args=[unit.code]))
