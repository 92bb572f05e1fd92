"""Pages that publish: each shows exactly what goes out, then asks for the password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from daihoi.elections.models import Election
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.actions import Signed
from daihoi.org.models import Unit
from daihoi.reports import actions
from daihoi.reports.actions.publish import report_pdf
from daihoi.reports.forms import CommendationForm, DocumentForm, SignForm
from daihoi.reports.models import Publication
from daihoi.reports.queries import publishing
from daihoi.reports.queries.publishing import Content
from daihoi.reports.queries.report import report_of
from daihoi.reports.views.base import crumbs, download, the_season
from daihoi.reports.views.portal import queue_delivery, readable
from daihoi.rules.canonical import digest
from daihoi.rules.messages import RuleError
from daihoi.rules.posts import Post
from daihoi.rules.snapshot import SnapshotKind
from daihoi.web.parts import Tag
from daihoi.web.tables import Column, Table
from daihoi.web.text import number, say

Publish = Callable[[Signed, str], Publication]


def _base(request: ScopedRequest, unit: Unit, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "as_of": unit.name,
        "unit": unit,
        "crumbs": crumbs(request, unit, (_("Portal"), reverse("publications", args=[unit.code]))),
        "crumb_here": _("Publish"),
    }


def _published(request: ScopedRequest, row: Publication) -> HttpResponse:
    queue_delivery()
    messages.success(
        request, _("It is published: no. %(n)s, version %(v)s.") % {"n": number(row.number), "v": number(row.version)}
    )
    return redirect(row)


def _publishing(
    request: ScopedRequest, unit: Unit, kind: SnapshotKind, title: str, read: Callable[[], Content], publish: Publish,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """Show what `read` gives; once the password is typed, `publish` it as it was shown."""
    refused, content = "", None
    form = SignForm(request.POST if "password" in request.POST else None, request=request)
    if form.is_valid():
        try:
            return _published(request, publish(form.signed, request.POST.get("seen") or "-"))
        except RuleError as error:
            form.add_error(None, say(error.message))
    try:
        content = read()
    except RuleError as error:
        refused = say(error.message)
    context = {
        **_base(request, unit, title),
        "kind": kind.value,
        "content": readable(content or {}),
        "seen": digest(content) if content is not None else "",
        "refused": refused,
        "form": form,
        **more,
    }
    return render(request, "reports/publish.html", context)


@never_cache
@page(Permission.PUBLISH)
def figures(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """The season's figures."""
    season = the_season(unit)
    return _publishing(
        request, unit, SnapshotKind.FIGURES, _("Publish the figures of the season"),
        lambda: publishing.figures_content(unit, season),
        lambda by, seen: actions.figures_publish(unit, season, by=by, seen=seen),
    )  # fmt: skip


@never_cache
@page(Permission.PUBLISH)
def calendar(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """The days of the congresses."""
    season = the_season(unit)
    return _publishing(
        request, unit, SnapshotKind.CALENDAR, _("Publish the calendar of congresses"),
        lambda: publishing.calendar_content(unit, season),
        lambda by, seen: actions.calendar_publish(unit, season, by=by, seen=seen),
    )  # fmt: skip


@never_cache
@page(Permission.PUBLISH)
def units(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """The units that have a corner on the portal."""
    return _publishing(
        request, unit, SnapshotKind.UNITS, _("Publish the list of units"),
        lambda: publishing.units_content(unit),
        lambda by, seen: actions.units_publish(unit, by=by, seen=seen),
    )  # fmt: skip


@never_cache
@page(Permission.PUBLISH)
def results(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """The elections of the unit, with those whose results may go out."""
    rows = list(publishing.elections_of(unit))

    def post(row: Election) -> str:
        name = say(Post(row.post).name_message)
        return name[:1].upper() + name[1:]

    def state(row: Election) -> Tag:
        return Tag(_("ratified"), "done") if publishing.may_go_out(row) else Tag(_("not ratified"), "soon")

    table: Table[Election] = Table(
        request,
        [
            Column(
                "post", _("Elected to"), value=post, head=True, search=True,
                href=lambda row: reverse("publish_result", args=[unit.code, row.pk]),
            ),
            Column("season", _("Season"), value=lambda row: row.congress.season.name),
            Column("seats", _("Seats"), align="num"),
            Column("state", _("State"), value=state),
        ],
        rows,
        caption=_("Elections of the unit"),
        empty=_("No election of this unit is recorded."),
        per_page=100,
    )  # fmt: skip
    context = {**_base(request, unit, _("Publish the result of an election")), "table": table}
    return render(request, "reports/publish_results.html", context)


@never_cache
@page(Permission.PUBLISH)
def result(request: ScopedRequest, unit: Unit, election_id: int) -> HttpResponse:
    """The ratified result of one election; names only where they are asked for."""
    election = get_object_or_404(publishing.elections_of(unit), pk=election_id)
    names = request.GET.get("ten") == "1"
    return _publishing(
        request, unit, SnapshotKind.RESULT, _("Publish the result of an election"),
        lambda: publishing.result_content(election, names=names),
        lambda by, seen: actions.result_publish(election, by=by, names=names, seen=seen),
        names=names,
    )  # fmt: skip


@never_cache
@page(Permission.PUBLISH)
def commendation(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """A decision of commendation: typed, looked at once more, signed."""
    typed = CommendationForm(request.POST or None, initial={"issuer": unit.name})
    if not typed.is_valid() or "sua" in request.POST:
        context = {**_base(request, unit, _("Publish a commendation")), "form": typed}
        return render(request, "reports/publish_typed.html", context)
    return _publishing(
        request, unit, SnapshotKind.COMMENDATION, _("Publish a commendation"),
        lambda: typed.content,
        lambda by, seen: actions.commendation_publish(unit, by=by, content=typed.content, seen=seen),
        typed=typed.typed,
    )  # fmt: skip


@never_cache
@page(Permission.PUBLISH)
def document(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """A file that goes out as it is."""
    form = DocumentForm(request.POST or None, request.FILES or None, request=request, initial={"issuer": unit.name})
    if form.is_valid():
        data = form.cleaned_data
        file = data["file"]
        try:
            row = actions.document_publish(
                unit, by=form.signed, title=data["title"], number=data["number"], issuer=data["issuer"],
                dated=data["dated"], name=str(file.name), data=file.read(),
            )  # fmt: skip
        except RuleError as error:
            form.add_error(None, say(error.message))
        else:
            return _published(request, row)
    context = {**_base(request, unit, _("Publish a document")), "form": form, "is_signed": True}
    return render(request, "reports/publish_typed.html", context)


@never_cache
@page(Permission.PUBLISH)
def report(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """The summary report as a PDF document."""
    season = the_season(unit)
    kept = report_of(unit, season)
    form = SignForm(request.POST or None, request=request)
    if form.is_valid():
        try:
            row = actions.report_publish(unit, season, by=form.signed)
        except RuleError as error:
            form.add_error(None, say(error.message))
        else:
            return _published(request, row)
    context = {**_base(request, unit, _("Publish the summary report")), "form": form, "report": kept}
    return render(request, "reports/publish_report.html", context)


@page(Permission.PUBLISH)
def report_file(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """The summary report exactly as it would go out; a plain 404 page has no place here while there is none."""
    season = the_season(unit)
    try:
        content = report_pdf(unit, season)
    except RuleError as error:
        messages.error(request, say(error.message))
        return redirect("publish_report", unit.code)
    return download(content, f"bao-cao-tong-ket-{unit.code}.pdf", kind="pdf")
