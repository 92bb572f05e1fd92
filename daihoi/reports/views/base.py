"""What the pages of this room share."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.urls import reverse

from daihoi.congress.models import Season
from daihoi.congress.queries import season_of
from daihoi.org.access import ScopedRequest
from daihoi.org.models import Unit
from daihoi.org.queries.units import above

MIMES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def the_season(unit: Unit) -> Season:
    """The season of the page; 404 where none covers the unit."""
    season = season_of(unit)
    if season is None:
        raise Http404
    return season


def crumbs(request: ScopedRequest, unit: Unit, *more: tuple[str, str]) -> list[dict[str, str]]:
    """The seasons of the unit and of those above that the reader may open, then `more` as (label, address)."""
    units = [*(one for one in above(unit) if request.scope.roles_at(one)), unit]
    found = [{"label": one.name, "href": reverse("season", args=[one.code])} for one in units]
    return [*found, *({"label": label, "href": href} for label, href in more)]


def download(content: bytes, name: str, *, kind: str) -> HttpResponse:
    """A file to keep; never cached, since it holds what only this reader may see."""
    response = HttpResponse(content, content_type=MIMES[kind])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response
