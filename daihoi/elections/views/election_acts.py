"""Acts on an election: opened, decided on, gone on with, suspended, annulled, held anew, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from daihoi.elections import actions, queries
from daihoi.elections.actions.election import size_warnings
from daihoi.elections.forms import DecisionForm, NextRoundForm, OpenForm, ReasonForm
from daihoi.elections.forms.election import electable
from daihoi.elections.queries import shapes
from daihoi.elections.queries.opening import opening_refusal, situation
from daihoi.elections.views.common import congress_of, crumbs, done_or_told, election_of, tried
from daihoi.elections.views.election import may_decide
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.models import Unit
from daihoi.rules.election import Step
from daihoi.rules.messages import N_, Message
from daihoi.rules.posts import Electorate, Post
from daihoi.web.text import say


@page(Permission.ENTER)
def election_open(request: ScopedRequest, unit: Unit, congress_id: int) -> HttpResponse:
    """Open an election of a congress, or of a body after it."""
    congress = congress_of(unit, congress_id)
    form = OpenForm(request.POST or None, congress=congress, initial={"what": "congress:committee"})
    if request.method == "POST" and form.is_valid():
        made: list[Any] = []
        if tried(
            form,
            lambda: made.append(
                actions.election_open(
                    congress,
                    by=request.user,
                    electorate=form.electorate,
                    post=form.post,
                    seats=form.cleaned_data["seats"],
                    supplementary=form.cleaned_data["supplementary"],
                )
            ),
        ):
            for warning in size_warnings(congress.level, form.post, form.cleaned_data["seats"]):
                messages.warning(request, say(warning))
            return redirect("round", unit.code, made[0].rounds.get().pk)
    known = situation(congress)
    refusals = []
    for what, label in electable(congress):
        electorate, post = what.split(":")
        if refusal := opening_refusal(congress, Electorate(electorate), Post(post), 1, known):
            refusals.append((label, refusal))
    context = {
        "unit": unit,
        "congress": congress,
        "form": form,
        "refusals": refusals,
        "crumbs": crumbs(unit, congress),
        "title": _("Open an election"),
    }
    return render(request, "elections/election_open.html", context, status=422 if form.errors else 200)


@page(Permission.ENTER)
def election_next(request: ScopedRequest, unit: Unit, election_id: int) -> HttpResponse:
    """What the congress decided, then the next round made from the outcome (N-21, N-22)."""
    found = election_of(unit, election_id)
    what = request.POST.get("act")
    decisions = DecisionForm(request.POST if what == "decide" else None, found=found)
    form = NextRoundForm(request.POST if what == "make" else None, found=found)
    if what == "decide" and decisions.is_valid():
        if tried(
            decisions, lambda: actions.decision_record(found.election, by=request.user, answers=decisions.answers)
        ):
            messages.success(request, _("The decision of the congress is recorded."))
            return redirect("election_next", unit.code, election_id)
    elif what == "make" and form.is_valid():
        made: list[Any] = []
        if tried(
            form,
            lambda: made.append(actions.next_round(found.election, by=request.user, keep=form.kept, added=form.added)),
        ):
            return redirect("round", unit.code, made[0].pk)
    last = found.last
    context = {
        "unit": unit,
        "congress": found.election.congress,
        "found": found,
        "data": last,
        "decisions": decisions if found.questions else None,
        "form": form,
        "settings": shapes.used_settings(last) if last else [],
        "may_make": found.next_step is not None
        and found.draft is None
        and not found.is_paused
        and found.step not in (Step.DONE, Step.SUPERIOR_APPOINTS)
        and not found.open_questions,
        "crumbs": crumbs(unit, found.election.congress, found.election),
        "title": _("Next round"),
    }
    status = 422 if decisions.errors or form.errors else 200
    return render(request, "elections/election_next.html", context, status=status)


@page(Permission.ENTER)
def election_resume(request: ScopedRequest, unit: Unit, election_id: int) -> HttpResponse:
    """Record the superior's instruction; the elections go on (E-40, E-41)."""
    found = election_of(unit, election_id)
    form = ReasonForm(
        request.POST or None,
        label=_("The superior's instruction"),
        help_text=_("number and day of the document, and what it says"),
    )
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["text"]
        if tried(form, lambda: actions.resume(found.election, by=request.user, instruction=words), "text"):
            messages.success(request, _("The instruction is recorded; the elections go on."))
            return redirect(found.election)
    context = _plain(unit, found, form, _("The superior's instruction"), _("Record it, go on"))
    context["note"] = found.next_step.message if found.next_step else ""
    return render(request, "elections/election_reason.html", context, status=422 if form.errors else 200)


@page(Permission.ENTER)
def election_pause(request: ScopedRequest, unit: Unit, election_id: int) -> HttpResponse:
    """Suspend the elections until the superior has instructed."""
    found = election_of(unit, election_id)
    if request.method == "POST":
        done_or_told(request, lambda: actions.pause(found.election, by=request.user), _("The election is suspended."))
        return redirect(found.election)
    context = _plain(unit, found, None, _("Suspend the election"), _("Suspend"))
    context["note"] = Message.of(
        N_("No other body is elected until the direct superior's instruction is recorded here."), rule="E-40"
    )
    return render(request, "elections/election_reason.html", context)


@page(Permission.DECIDE)
def election_annul(request: ScopedRequest, unit: Unit, election_id: int) -> HttpResponse:
    """The superior annuls an election held against the rules (N-52)."""
    found = election_of(unit, election_id)
    form = ReasonForm(request.POST or None, help_text=_("which rule was broken, and the decision that annuls it"))
    if request.method == "POST" and form.is_valid():
        if not may_decide(request, unit):
            form.add_error(
                None, _("Only the superior annuls; this account decides nothing at %(unit)s.") % {"unit": unit.parent}
            )
        elif tried(
            form, lambda: actions.annul(found.election, by=request.user, reason=form.cleaned_data["text"]), "text"
        ):
            messages.success(request, _("The election is annulled; its counts stay visible."))
            return redirect(found.election)
    context = _plain(unit, found, form, _("Annul the election"), _("Annul it"))
    context["note"] = Message.of(
        N_("Nobody counts as elected by this election any more; its counts and certificates stay visible for good."),
        rule="N-52",
    )
    return render(request, "elections/election_reason.html", context, status=422 if form.errors else 200)


@page(Permission.ENTER)
def election_repeat(request: ScopedRequest, unit: Unit, election_id: int) -> HttpResponse:
    """Hold an annulled election anew."""
    found = election_of(unit, election_id)
    if request.method == "POST":
        made: list[Any] = []
        if done_or_told(
            request,
            lambda: made.append(actions.election_repeat(found.election, by=request.user)),
            _("The new vote is set up."),
        ):
            return redirect(made[0])
        return redirect(found.election)
    context = _plain(unit, found, None, _("Hold the election anew"), _("Hold it anew"))
    context["note"] = Message.of(N_("Seats, base and list of the annulled vote are copied to begin with."), rule="N-52")
    return render(request, "elections/election_reason.html", context)


@page(Permission.ENTER)
def election_cancel(request: ScopedRequest, unit: Unit, election_id: int) -> HttpResponse:
    """Take back an election opened by mistake."""
    found = election_of(unit, election_id)
    congress = found.election.congress
    if request.method == "POST":
        done_or_told(
            request, lambda: actions.election_cancel(found.election, by=request.user), _("The election is taken back.")
        )
        return redirect("elections", unit.code)
    context = _plain(unit, found, None, _("Take the election back"), _("Take it back"))
    context["note"] = Message.of(
        N_("The list and what is typed of %(n)d rounds go; the ledger keeps that it was opened and taken back."),
        n=len(found.rounds),
    )
    context["congress"] = congress
    return render(request, "elections/election_reason.html", context)


def _plain(unit: Unit, found: queries.Result, form: Any, title: str, yes: str) -> dict[str, Any]:
    return {
        "unit": unit,
        "congress": found.election.congress,
        "found": found,
        "form": form,
        "title": title,
        "yes": yes,
        "crumbs": crumbs(unit, found.election.congress, found.election),
    }
