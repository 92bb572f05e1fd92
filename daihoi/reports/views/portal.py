"""The portal as the office sees it: what was published and where it has got to; the door of the newsroom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.models import Unit
from daihoi.reports import actions, tasks
from daihoi.reports.actions.newsroom import newsroom_grants
from daihoi.reports.actions.publish import root_of
from daihoi.reports.forms import WithdrawForm
from daihoi.reports.models import Delivery, Publication, PublicationState
from daihoi.reports.queries.publishing import still_shown, withdrawal_of
from daihoi.reports.views.base import crumbs, download
from daihoi.rules.entry import DeskRole
from daihoi.rules.messages import RuleError
from daihoi.web.parts import Confirm, Tag
from daihoi.web.tables import Column, Table
from daihoi.web.text import number, say, vtime

_TAGS = {
    PublicationState.CURRENT: "done",
    PublicationState.SUPERSEDED: "",
    PublicationState.WITHDRAWN: "late",
}


MOST_SHOWN = 1000  # of a list, the newest
_DAYS = {"as_of", "held_on", "decided_on", "dated", "day"}


def state_tag(row: Publication) -> Tag:
    """Whether a publication still stands, in words."""
    return Tag(row.get_state_display(), _TAGS[PublicationState(row.state)])  # type: ignore[arg-type]


def delivery_tag(row: Publication) -> Tag:
    """How far it has come on its way, in words."""
    found = row.delivery
    if found.delivered_at is not None:
        return Tag(_("on the portal"), "done")
    if found.note:
        return Tag(_("did not arrive"), "late")
    if found.filed_at is not None:
        return Tag(_("taken out as a file"), "now")
    return Tag(_("not sent yet"), "soon")


def readable(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a snapshot with its days as days, for a page."""

    def shown(key: str, value: Any) -> Any:
        if isinstance(value, list):
            return [readable(one) if isinstance(one, dict) else one for one in value]
        return date.fromisoformat(value) if key in _DAYS and value else value

    return {key: shown(key, value) for key, value in content.items()}


def queue_delivery() -> None:
    """Send in the background, where a portal is connected."""
    if settings.PORTAL:
        tasks.deliver.enqueue()


@never_cache
@page(Permission.PUBLISH)
def publications(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """What was published of the unit and of those below it: versions, states, how far each has come."""
    rows = list(
        Publication.objects.under(unit)
        .defer("payload")
        .select_related("unit", "delivery")
        .order_by("-number")[:MOST_SHOWN]
    )
    table: Table[Publication] = Table(
        request,
        [
            Column("number", _("Publication no."), align="num", sort=True),
            Column(
                "title",
                _("What was published"),
                head=True,
                search=True,
                sort=True,
                href=lambda row: row.get_absolute_url(),
            ),
            Column("kind", _("Kind of publication"), value=lambda row: row.get_kind_display(), search=True, sort=True),
            Column("version", _("Version"), align="num"),
            Column("state", _("State"), value=state_tag, sort=lambda row: row.state),
            Column("delivery", _("On its way"), value=delivery_tag),
            Column("published_at", _("Signed at"), value=lambda row: vtime(row.published_at), hide_small=True),
        ],
        rows,
        caption=_("Published on the portal"),
        empty=_("Nothing of this unit and of those below it is published yet."),
        per_page=50,
    )
    context = {
        "title": _("Portal"),
        "as_of": unit.name,
        "unit": unit,
        "table": table,
        "portal": settings.PORTAL,
        "waiting": Delivery.objects.waiting().count(),
        "public_key": actions.public_half(actions.own_key(root_of(unit))),
        "may_enter": request.scope.can(Permission.NEWS, unit),
        "crumbs": crumbs(request, unit),
        "crumb_here": _("Portal"),
    }
    return render(request, "reports/publication_list.html", context)


@require_POST
@page(Permission.PUBLISH)
def publications_send(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Send once more what the portal lacks."""
    if settings.PORTAL:
        queue_delivery()
        messages.success(request, _("What the portal lacks is being sent. Look again in a moment."))
    else:
        messages.error(request, _("No portal is connected to this program."))
    return redirect("publications", unit.code)


def _publication(unit: Unit, publication_id: int) -> Publication:
    rows = Publication.objects.select_related("delivery", "published_by", "withdraws").defer("withdraws__payload")
    found = get_object_or_404(rows, pk=publication_id, unit=unit)
    found.unit = unit
    if found.withdraws is not None:
        found.withdraws.unit = unit
    return found


@never_cache
@page(Permission.PUBLISH)
def publication(request: ScopedRequest, unit: Unit, publication_id: int) -> HttpResponse:
    """One publication: what it says, its versions, its way to the portal, its proof."""
    row = _publication(unit, publication_id)
    versions = list(Publication.objects.filter(subject=row.subject).defer("payload").order_by("-version"))
    for one in versions:
        one.unit = unit
    withdrawal = withdrawal_of(row) if row.state == PublicationState.WITHDRAWN else None
    if withdrawal is not None:
        withdrawal.unit = unit
    context = {
        "title": row.title,
        "as_of": _("%(kind)s, version %(n)s, signed %(at)s")
        % {"kind": row.get_kind_display(), "n": number(row.version), "at": vtime(row.published_at)},
        "unit": unit,
        "row": row,
        "kind": row.kind,
        "content": readable(row.content),
        "state": state_tag(row),
        "delivery": delivery_tag(row),
        "portal": settings.PORTAL,
        "withdrawal": withdrawal,
        "reason": withdrawal.content["reason"] if withdrawal is not None else "",
        "versions": [(one, state_tag(one)) for one in versions],
        "may_withdraw": still_shown(row),
        "crumbs": crumbs(request, unit, (_("Portal"), reverse("publications", args=[unit.code]))),
        "crumb_here": _("No. %(n)s") % {"n": number(row.number)},
    }
    return render(request, "reports/publication_show.html", context)


@never_cache
@page(Permission.PUBLISH)
def publication_withdraw(request: ScopedRequest, unit: Unit, publication_id: int) -> HttpResponse:
    """Take a publication from the portal, with the reason that readers see."""
    row = _publication(unit, publication_id)
    form = WithdrawForm(request.POST or None, request=request)
    if form.is_valid():
        try:
            made = actions.withdraw(row, by=form.signed, reason=form.cleaned_data["reason"])
        except RuleError as error:
            form.add_error(None, say(error.message))
        else:
            queue_delivery()
            messages.success(request, _("It is withdrawn."))
            return redirect(made)
    title = _("Withdraw “%(title)s”?") % {"title": row.title}
    text = _(
        "The portal no longer shows this version and the older ones of it, only that they were withdrawn and why. "
        "Numbers and proofs stay kept."
    )
    context = {
        "title": title,
        "box": Confirm(title, text, _("Sign and withdraw"), row.get_absolute_url()),
        "form": form,
        "crumbs": crumbs(request, unit, (_("Portal"), reverse("publications", args=[unit.code]))),
    }
    return render(request, "web/confirm.html", context)


@page(Permission.PUBLISH)
def publication_file(request: ScopedRequest, unit: Unit, publication_id: int) -> HttpResponse:
    """The signed file, to be carried to a portal that the network does not reach."""
    row = _publication(unit, publication_id)
    return download(row.as_file(), row.file_name, kind="json")


# --- the newsroom ----------------------------------------------------------------------------------------------------


@never_cache
@page(Permission.NEWS)
def newsroom(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """The door of the newsroom: a signed link that lets this account in once, with its grants of today."""
    if request.method == "POST":
        try:
            return redirect(actions.newsroom_link(request.user))
        except RuleError as error:
            messages.error(request, say(error.message))
    labels = {DeskRole.WRITER: _("writes"), DeskRole.EDITOR: _("edits and publishes")}
    context = {
        "title": _("Newsroom"),
        "as_of": unit.name,
        "unit": unit,
        "portal": settings.PORTAL,
        "grants": [(one.name, labels[role]) for one, role in newsroom_grants(request.user)],
        "crumbs": [],
        "crumb_here": _("Newsroom"),
    }
    return render(request, "reports/newsroom.html", context)
