"""Files attached to a congress: list, attach, download."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from daihoi.congress import actions
from daihoi.congress.forms import EvidenceForm, WithdrawForm
from daihoi.congress.models import Congress, Evidence
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.models import Unit
from daihoi.rules.messages import RuleError
from daihoi.web.parts import Confirm, EvidenceFile
from daihoi.web.text import say


def files_of(evidence: list[Evidence], *, may_withdraw: bool = False) -> list[EvidenceFile]:
    """Evidence as the pages list it."""
    return [
        EvidenceFile(
            name=one.title,
            href=reverse("evidence_file", args=[one.congress.unit.code, one.pk]),
            kind=one.get_kind_display(),
            size=one.size,
            digest=one.sha256,
            by=str(one.by),
            at=one.at,
            remove_href=reverse("evidence_withdraw", args=[one.congress.unit.code, one.pk]) if may_withdraw else "",
        )
        for one in evidence
    ]


@page(Permission.NAMES)
def evidence_list(request: ScopedRequest, unit: Unit, congress_id: int) -> HttpResponse:
    """The files of a congress, or of one thing of it (`?cho=round:7`); attaching needs the right to enter."""
    congress = get_object_or_404(Congress.objects.select_related("season", "unit"), pk=congress_id, unit=unit)
    subject = request.GET.get("cho", "")
    may_attach = request.scope.can(Permission.ENTER, unit)
    form = EvidenceForm(
        request.POST or None,
        request.FILES or None,
        initial={"subject": subject if len(subject) <= 40 else ""},
    )
    if request.method == "POST" and may_attach and form.is_valid():
        data = form.cleaned_data
        try:
            actions.evidence_attach(
                congress,
                by=request.user,
                upload=data["file"],
                key=data["key"],
                title=data["title"],
                kind=data["kind"],
                subject=data["subject"],
            )
        except RuleError as error:
            form.add_error("file", say(error.message))
        else:
            messages.success(request, _("The file is attached and its digest stands in the ledger."))
            back = reverse("evidence", args=[unit.code, congress.pk])
            return redirect(f"{back}?cho={quote(data['subject'])}" if data["subject"] else back)
    found = congress.evidence.select_related("by", "congress__unit", "withdrawn_by")
    if subject:
        found = found.filter(subject=subject)
    context = {
        "title": _("Files of the congress"),
        "unit": unit,
        "congress": congress,
        "subject": subject,
        "files": files_of([one for one in found if one.withdrawn_at is None], may_withdraw=may_attach),
        "withdrawn": [one for one in found if one.withdrawn_at is not None],
        "form": form if may_attach else None,
        "crumbs": [{"label": unit.name, "href": congress.get_absolute_url()}],
    }
    return render(request, "congress/evidence_list.html", context, status=422 if form.errors else 200)


@page(Permission.NAMES)
def evidence_file(request: ScopedRequest, unit: Unit, evidence_id: int) -> HttpResponse:
    """One file, to be saved and never shown as a page of ours."""
    evidence = get_object_or_404(Evidence.objects.standing(), pk=evidence_id, congress__unit=unit)
    try:
        with evidence.file.open() as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=evidence.content_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(evidence.filename)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@page(Permission.ENTER)
def evidence_withdraw(request: ScopedRequest, unit: Unit, evidence_id: int) -> HttpResponse:
    """Take back a file that was attached by mistake."""
    found = Evidence.objects.standing().select_related("congress__unit")
    evidence = get_object_or_404(found, pk=evidence_id, congress__unit=unit)
    back = reverse("evidence", args=[unit.code, evidence.congress_id])
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            actions.evidence_withdraw(evidence, by=request.user, reason=form.cleaned_data["reason"])
        except RuleError as error:
            form.add_error("reason", say(error.message))
        else:
            messages.success(request, _("The file is withdrawn; the reason stands in its place."))
            return redirect(back)
    title = _("Withdraw “%(file)s”?") % {"file": evidence.title}
    text = _("The file is deleted from this installation. Its digest, who withdrew it and why stay on the page.")
    context = {
        "title": title,
        "box": Confirm(title, text, _("Withdraw the file"), back),
        "form": form,
        "crumbs": [{"label": unit.name, "href": evidence.congress.get_absolute_url()}],
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)
