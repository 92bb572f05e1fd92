"""The ledger of a unit and of all below it: what happened, and whether the past was changed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from daihoi.ledger.queries import verify_printed
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.models import Unit
from daihoi.reports.forms.ledger import AskForm, PrintedForm, congresses_to_choose
from daihoi.reports.queries import ledger as queries
from daihoi.reports.views.base import crumbs


def _before(text: str) -> int | None:
    """The entry that the page begins after; nonsense counts as the newest."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


@page(Permission.LEDGER)
def ledger(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """The events of the unit and of all below it, newest first, fifty at a time."""
    form = AskForm(request.GET, congresses=congresses_to_choose(unit, request.GET.get("dot", "")))
    asked = form.asked
    rows = queries.events_of(unit, asked)
    before = _before(request.GET.get("truoc", ""))
    found = list((rows.filter(pk__lt=before) if before else rows)[: queries.PER_PAGE + 1])
    params = request.GET.copy()
    params.pop("truoc", None)
    context = {
        "unit": unit,
        "title": _("Ledger"),
        "crumbs": crumbs(request, unit),
        "form": form,
        "entries": queries.entries(found[: queries.PER_PAGE]),
        "is_narrowed": any(params.values()),
        "is_later": before is not None,
        "newest_href": f"?{params.urlencode()}",
        "older_href": "",
        "is_root": queries.is_root(unit),
    }
    if len(found) > queries.PER_PAGE:
        params["truoc"] = str(found[queries.PER_PAGE - 1].pk)
        context["older_href"] = f"?{params.urlencode()}"
    return render(request, "reports/ledger_list.html", context)


@page(Permission.LEDGER)
def ledger_check(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Verify the chains, or hold a printed head against one; both read only."""
    heads = queries.own_heads(unit)
    form = PrintedForm(
        request.GET if "stream" in request.GET else None, streams=[(head.pk, name) for name, head in heads]
    )
    context = {
        "unit": unit,
        "title": _("Check the ledger"),
        "crumbs": crumbs(request, unit, (_("Ledger"), reverse("ledger", args=[unit.code]))),
        "heads": heads,
        "form": form,
        "is_root": queries.is_root(unit),
    }
    if form.is_valid():
        data = form.cleaned_data
        faults = list(verify_printed([(data["stream"], data["seq"], data["head"])]))
        context["printed"] = {"seq": data["seq"], "name": dict(form.fields["stream"].choices)[data["stream"]]}  # type: ignore[attr-defined]
        context["printed_holds"] = not faults
    elif request.GET.get("chay") == "1":
        found = queries.check(unit)
        context["checked"] = found
        context["faults"] = list(queries.faults_in_words(found.faults[:200]))
        context["more_faults"] = max(len(found.faults) - 200, 0)
    return render(request, "reports/ledger_check.html", context)
