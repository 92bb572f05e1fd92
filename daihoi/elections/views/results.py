"""Pages of what follows a congress's results: dossier, ratification, complaints; and results from a file."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from daihoi.congress.clock import today
from daihoi.congress.models import Season, StepState
from daihoi.elections import actions, queries
from daihoi.elections.actions.dossier import dossier_exported
from daihoi.elections.actions.imports import results_stamp
from daihoi.elections.forms import (
    IncidentForm,
    ReasonForm,
    ReceiveForm,
    ResultsFileForm,
    SettleForm,
)
from daihoi.elections.models import Incident, Ratification
from daihoi.elections.queries import minutes, shown
from daihoi.elections.queries.result_list import plan_results
from daihoi.elections.queries.result_rows import ResultsImport
from daihoi.elections.views.common import congress_of, crumbs, file_response, tried
from daihoi.elections.views.election import may_decide
from daihoi.formats import docx, pdf
from daihoi.formats import xlsx as sheets
from daihoi.formats.packages import same_bytes
from daihoi.ledger.queries import head
from daihoi.org import tree
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.models import Unit
from daihoi.rules.messages import RuleError
from daihoi.rules.posts import Post
from daihoi.rules.timeline import ratification_due, remaining, report_due
from daihoi.web.parts import Fate, Tag
from daihoi.web.text import say


@page(Permission.NAMES)
def dossier(request: ScopedRequest, unit: Unit, congress_id: int) -> HttpResponse:
    """The dossier to the superior (N-60): what is in it, and all of it as one file; taking it out is recorded."""
    congress = congress_of(unit, congress_id)
    results = [one for one in queries.results_of(congress_id) if not one.election.annulled]
    for one in results:
        one.election.congress = congress
    may_take = request.scope.can(Permission.HAND_IN, unit)
    form = ReasonForm(
        request.POST or None,
        label=_("What it is taken out for"),
        help_text=_("the list holds dates of birth: every copy is recorded with its reason"),
    )
    if request.method == "POST" and form.is_valid():
        if not may_take:
            form.add_error(None, _("Only who hands in the return may take the dossier out."))
        else:
            content = _zip(results, congress)
            dossier_exported(
                congress, by=request.user, reason=form.cleaned_data["text"], sha256=hashlib.sha256(content).hexdigest()
            )
            return file_response(content, "application/zip", f"ho-so-chuan-y-{unit.code}.zip")
    rows = [
        {
            "label": say(Post(one.election.post).name_message),
            "round": shown.round_label(data.round),
            "tag": Tag(_("certified"), "done") if data.is_certified else Tag(_("not certified"), "late"),
            "round_id": data.round.pk,
            "elected": len(data.elected),
            "href": one.election.get_absolute_url(),
        }
        for one in results
        for data in one.counted
    ]
    closing = congress.closed_on
    due = report_due(closing, congress.regulation, congress.season.calendar) if closing else None
    received = Ratification.objects.filter(congress=congress).exists()
    context = {
        "unit": unit,
        "congress": congress,
        "rows": rows,
        "elected": sum(len(one.elected) for one in results),
        "form": form if may_take and rows else None,
        "due": due,
        "left": remaining(due, today(congress.season), congress.season.calendar) if due and not received else None,
        "law": congress.regulation.report_days,
        "title": _("Dossier to the superior"),
        "crumbs": crumbs(unit, congress),
    }
    return render(request, "elections/dossier_show.html", context, status=422 if form.errors else 200)


def _zip(results: list[queries.Result], congress: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for place, (name, document) in enumerate(minutes.dossier(congress, results, head(congress.stream)), start=1):
            package.writestr(f"{place:02d}-{name}.docx", docx.render(document))
            package.writestr(f"{place:02d}-{name}.pdf", pdf.render(document))
    return same_bytes(out.getvalue())


# --- ratification ----------------------------------------------------------------------------------------------------


@page(Permission.FIGURES)
def ratification(request: ScopedRequest, unit: Unit, congress_id: int) -> HttpResponse:
    """How far the ratification is; the superior records the receipt here, and decides on the return (N-60, N-61)."""
    congress = congress_of(unit, congress_id)
    results = [one for one in queries.results_of(congress_id) if not one.election.annulled]
    row: Ratification | None = getattr(congress, "ratification", None)
    decides = may_decide(request, unit)
    receive = ReceiveForm(request.POST or None, initial={"received_on": row and row.received_on})
    if request.method == "POST" and not decides:
        messages.error(request, _("Only the superior receives and ratifies."))
    elif receive.is_valid():
        day = receive.cleaned_data["received_on"]
        if tried(
            receive, lambda: actions.ratification_receive(congress, by=request.user, received_on=day), "received_on"
        ):
            messages.success(request, _("The receipt is recorded; the clock of ratification runs."))
            return redirect("ratification", unit.code, congress_id)
    law, calendar, now = congress.regulation, congress.season.calendar, today(congress.season)
    report = report_due(congress.closed_on, law, calendar) if congress.closed_on else None
    due = ratification_due(row.received_on, law, calendar) if row else None
    sees_names = request.scope.can(Permission.NAMES, unit)
    decided = row is not None and row.decided_on is not None
    handed_in = congress.steps.filter(key="return.hand_in", state=StepState.DONE).first() if not decided else None
    context = {
        "unit": unit,
        "congress": congress,
        "row": row,
        "refusals": list(row.refusals.select_related("candidate")) if row and decided and sees_names else [],
        "report": report,
        "report_left": remaining(report, now, calendar) if report and row is None else None,
        "due": due,
        "due_left": remaining(due, now, calendar) if due and row and row.decided_on is None else None,
        "law": law,
        "decides": decides,
        "receive": receive if decides and (row is None or row.decided_on is None) else None,
        "returned": reverse(handed_in.url_name, args=handed_in.url_args) if handed_in and handed_in.url_name else "",
        "rows": [
            {
                "label": say(Post(one.election.post).name_message),
                "elected": len(one.elected),
                "seats": one.seats,
                "tag": shown.state_tag(one),
                "href": one.election.get_absolute_url(),
            }
            for one in results
        ],
        "title": _("Ratification"),
        "crumbs": crumbs(unit, congress),
    }
    status = 422 if receive.errors else 200
    return render(request, "elections/ratification_show.html", context, status=status)


# --- complaints ------------------------------------------------------------------------------------------------------


@page(Permission.FIGURES)
def incidents(request: ScopedRequest, unit: Unit, congress_id: int) -> HttpResponse:
    """Complaints, annulments, votes held anew of a congress (T8, N-51, N-52)."""
    congress = congress_of(unit, congress_id)
    sees_names = request.scope.can(Permission.NAMES, unit)
    may_enter = request.scope.can(Permission.ENTER, unit)
    rows = list(congress.incidents.select_related("election"))
    results = queries.results_of(congress_id) if may_enter else []
    form = IncidentForm(request.POST or None, results=results)
    if request.method == "POST" and may_enter and form.is_valid():
        values = form.cleaned_data
        if tried(
            form,
            lambda: actions.incident_record(
                congress,
                by=request.user,
                received_on=values["received_on"],
                text=values["text"],
                election=values["election"],
            ),
        ):
            messages.success(request, _("The complaint is recorded."))
            return redirect("incidents", unit.code, congress_id)
    now = today(congress.season)
    context = {
        "unit": unit,
        "congress": congress,
        "rows": [
            {
                "row": row,
                "about": say(Post(row.election.post).name_message) if row.election else _("the congress as a whole"),
                "late": row.settled_on is None and row.due is not None and row.due < now,
                "left": remaining(row.due, now, congress.season.calendar) if row.due and not row.settled_on else None,
            }
            for row in rows
        ],
        "form": form if may_enter else None,
        "sees_names": sees_names,
        "may_settle": may_enter,
        "law": congress.regulation.complaint_days,
        "title": _("Complaints and annulments"),
        "crumbs": crumbs(unit, congress),
    }
    return render(request, "elections/incident_list.html", context, status=422 if form.errors else 200)


@page(Permission.ENTER)
def incident_settle(request: ScopedRequest, unit: Unit, incident_id: int) -> HttpResponse:
    """How a complaint was settled."""
    incident = get_object_or_404(
        Incident.objects.select_related("congress__season", "election"), pk=incident_id, congress__unit=unit
    )
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if tried(
            form,
            lambda: actions.incident_settle(
                incident, by=request.user, settled_on=values["settled_on"], outcome=values["outcome"]
            ),
        ):
            messages.success(request, _("The complaint is settled."))
            return redirect("incidents", unit.code, incident.congress_id)
    context = {
        "unit": unit,
        "incident": incident,
        "form": form,
        "title": _("Settle the complaint"),
        "crumbs": crumbs(unit, incident.congress),
    }
    return render(request, "elections/incident_settle.html", context, status=422 if form.errors else 200)


# --- results from a file ---------------------------------------------------------------------------------------------


def _kept(digest: str) -> Path:
    """Where an uploaded file waits between its preview and its carrying out, under its digest."""
    return Path(settings.MEDIA_ROOT) / "results" / digest


def _season_of(unit: Unit) -> Season:
    paths = [*tree.ancestors(unit.path), unit.path]
    found = Season.objects.filter(root__path__in=paths).order_by("-term_from", "-id").first()
    if found is None:
        raise Http404
    return found


@page(Permission.REGISTER)
def results_import(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """A file of results: every row's fate first, then carried out."""
    season = _season_of(unit)
    form = ResultsFileForm(request.POST or None, request.FILES or None)
    told: ResultsImport | None = None
    digest = request.POST.get("digest", "") or request.GET.get("tep", "")
    name = request.POST.get("name", "") or request.GET.get("ten", "")
    if request.method == "POST" and request.FILES and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read()
        digest, name = hashlib.sha256(content).hexdigest(), upload.name[:120]
        kept = _kept(digest)
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept.write_bytes(content)
        kept.chmod(0o600)
    is_known = len(digest) == 64 and all(one in "0123456789abcdef" for one in digest) and _kept(digest).is_file()
    if is_known:
        content = _kept(digest).read_bytes()
        try:
            if request.method == "POST" and "carry" in request.POST:
                told = actions.results_import(content, filename=name, by=request.user, season=season, within=unit)
                if not told.refused:  # else it is kept for the file of refused rows
                    _kept(digest).unlink(missing_ok=True)
                messages.success(request, _("The results are recorded."))
            else:
                stamp = results_stamp()
                plan = plan_results(content, filename=name, season=season, within=unit)
                plan.stamp = stamp
                told = plan.result
        except RuleError as error:
            form = ResultsFileForm({}, MultiValueDict())
            form.is_valid()
            form.errors.clear()
            form.add_error("file", say(error.message))
            _kept(digest).unlink(missing_ok=True)
    if told is not None and request.GET.get("xuat") == "xlsx":
        return _refused(told, name)
    context = {
        "unit": unit,
        "season": season,
        "form": form,
        "told": told,
        "digest": digest,
        "name": name,
        "fate": Fate(told.read, told.added, told.changed, told.unchanged, len(told.refused)) if told else None,
        "title": _("Results from a file"),
        "crumbs": [{"label": unit.name, "href": reverse("elections", args=[unit.code])}],
    }
    return render(request, "elections/results_import.html", context, status=422 if form.errors else 200)


def _refused(told: ResultsImport, name: str) -> HttpResponse:
    """The refused rows with their reasons, to be mended and sent again."""
    rows = [
        sheets.RefusedRow(one.row, [_cell(cell) for cell in one.cells], [say(reason) for reason in one.reasons])
        for one in told.refused
    ]
    content = sheets.write_refused(told.headers, rows)
    return file_response(content, sheets.MIME, f"dong-bi-tu-choi-{Path(name).stem or 'ket-qua'}.xlsx")


def _cell(value: Any) -> Any:
    return value or None
