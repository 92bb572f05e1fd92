"""What the offices published: figures of the season, every version of them, the calendar of congresses, documents."""

from __future__ import annotations

import base64
import binascii
import hashlib
from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from daihoi.portal.actions.snapshots import as_file
from daihoi.portal.models import Snapshot, SnapshotState
from daihoi.portal.queries import agenda, season
from daihoi.portal.queries.papers import documents, papers
from daihoi.portal.queries.shell import shell
from daihoi.portal.queries.stories import EACH, Sheet, sheet_number
from daihoi.rules.snapshot import SnapshotKind


def figures(request: HttpRequest) -> HttpResponse:
    """Figures of the season: what stands now."""
    rows = season.reached(shell().places)
    tops = season.topmost(rows)
    context = {
        "title": "Số liệu mùa đại hội",
        "current": "so-lieu",
        "tops": tops,
        "others": [one for one in rows if one not in tops],
        "results": list(season.standing(SnapshotKind.RESULT)),
        "commendations": list(season.standing(SnapshotKind.COMMENDATION)),
    }
    return render(request, "portal/season.html", context)


def snapshot(request: HttpRequest, snapshot: int) -> HttpResponse:
    """One version of what an office published, where it comes from, and whether it still stands; 410 when withdrawn."""
    found = get_object_or_404(Snapshot.objects.select_related("office"), pk=snapshot)
    withdrawn = found.state == SnapshotState.WITHDRAWN
    places = shell().places
    context = {
        "title": found.title, "snapshot": found, "withdrawn": withdrawn, "kind": season.WORDS[SnapshotKind(found.kind)],
        "place": places.get(found.unit), "versions": season.versions(found), "newer": season.newer(found),
    }  # fmt: skip
    if not withdrawn:
        context["content"] = found.content
        context["groups"] = season.groups(found.content.get("figures", []))
        if found.kind == SnapshotKind.FIGURES:
            context["reached"] = season.Reached(found, places.get(found.unit))
    return render(request, "portal/snapshot.html", context, status=410 if withdrawn else 200)


def signed_file(request: HttpRequest, snapshot: int) -> HttpResponseBase:
    """The file exactly as the office signed it."""
    found = get_object_or_404(Snapshot.objects.select_related("office"), pk=snapshot)
    if found.state == SnapshotState.WITHDRAWN:
        return withdrawn(request, found)
    name = f"{found.subject.replace(':', '-')}-ban-{found.version}.json"
    return FileResponse(BytesIO(as_file(found)), as_attachment=True, filename=name, content_type="application/json")


def withdrawn(request: HttpRequest, found: Snapshot) -> HttpResponse:
    """What stands in place of something that its office took back."""
    return render(request, "portal/withdrawn.html", {"title": "Đã rút công bố", "snapshot": found}, status=410)


def calendar(request: HttpRequest) -> HttpResponse:
    """The calendar of congresses."""
    months = agenda.by_month(agenda.entries(), shell().places)
    total, held = sum(len(one.entries) for one in months), sum(one.held for one in months)
    context = {"title": "Lịch đại hội", "current": "lich", "months": months, "total": total, "held": held,
               "today": timezone.localdate()}  # fmt: skip
    return render(request, "portal/agenda.html", context)


def document_list(request: HttpRequest) -> HttpResponse:
    """The documents that stand."""
    number, total = sheet_number(request.GET.get("trang")), documents().count()
    last = max(1, -(-total // EACH))
    if number > last:
        raise Http404
    sheet = Sheet(papers(EACH, start=(number - 1) * EACH), number, last, total)
    return render(request, "portal/papers.html", {"title": "Văn bản", "current": "van-ban", "sheet": sheet})


def document_file(request: HttpRequest, snapshot: int, name: str) -> HttpResponseBase:
    """The bytes of a document as its office published them; `name` is for the reader alone."""
    found = get_object_or_404(Snapshot, pk=snapshot, kind=SnapshotKind.DOCUMENT)
    if found.state == SnapshotState.WITHDRAWN:
        return withdrawn(request, found)
    try:
        content = base64.b64decode(found.content["data"], validate=True)
    except binascii.Error:
        raise Http404 from None
    if hashlib.sha256(content).hexdigest() != found.content["sha256"]:
        raise Http404
    return FileResponse(
        BytesIO(content), as_attachment=True, filename=found.content["name"], content_type=found.content["media_type"]
    )
