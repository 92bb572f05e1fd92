"""What the pages of this room share: things fetched through the unit, crumbs, messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst

from daihoi.congress.models import Congress
from daihoi.elections import queries
from daihoi.elections.models import Election
from daihoi.org.access import ScopedRequest
from daihoi.org.models import Unit
from daihoi.rules.messages import RuleError
from daihoi.rules.posts import Post
from daihoi.web.text import say


def election_of(unit: Unit, election_id: int) -> queries.Result:
    """The result of an election of a congress of `unit`; any other does not exist here."""
    found = queries.elections_with_context(pk=election_id, congress__unit=unit)
    if not found:
        raise Http404
    found[0].congress.unit = unit
    return queries.load(found, pk=election_id)[0]


def round_of(unit: Unit, round_id: int) -> tuple[queries.Result, queries.RoundData]:
    """A round of an election of `unit`, with the election that it belongs to."""
    found = queries.elections_with_context(rounds=round_id, congress__unit=unit)
    if not found:
        raise Http404
    found[0].congress.unit = unit
    result = queries.load(found, pk=found[0].pk)[0]
    return result, next(one for one in result.rounds if one.round.pk == round_id)


def congress_of(unit: Unit, congress_id: int) -> Congress:
    """A congress of `unit`."""
    found = Congress.objects.select_related("season", "ratification__by")
    congress = get_object_or_404(found, pk=congress_id, unit=unit)
    congress.unit = unit
    return congress


def crumbs(unit: Unit, congress: Congress, election: Election | None = None) -> list[dict[str, Any]]:
    """Unit, its congress, and the election where the page is about something of it."""
    found: list[dict[str, Any]] = [
        {"label": unit.name, "href": reverse("season", args=[unit.code])},
        {"label": str(congress.season.name), "href": congress.get_absolute_url()},
    ]
    if election is not None:
        found.append({"label": capfirst(say(Post(election.post).name_message)), "href": election.get_absolute_url()})
    return found


def tried(form: BaseForm | None, act: Callable[[], object], field: str | None = None) -> bool:
    """Do `act`; what the rules object to becomes an error of the form. Whether it was done."""
    try:
        act()
    except RuleError as error:
        if form is not None:
            form.add_error(field, say(error.message))
        return False
    return True


def done_or_told(request: ScopedRequest, act: Callable[[], object], done: str) -> bool:
    """Do `act` of a page without fields; say what came of it."""
    try:
        act()
    except RuleError as error:
        messages.error(request, say(error.message))
        return False
    messages.success(request, done)
    return True


def file_response(content: bytes, mime: str, name: str) -> HttpResponse:
    """A file to be saved."""
    response = HttpResponse(content, content_type=mime)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "private, no-store"
    return response
