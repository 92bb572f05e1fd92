"""Pages of one round: its set-up, the typed count, signatures, the certificate, papers."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from daihoi.elections import actions, queries
from daihoi.elections.forms import BaseForm, BoardForm, CandidatesForm, CertifyForm, CountForm, ReopenForm, TeamsForm
from daihoi.elections.models import Candidate, Certificate, CountLine, CountSheet
from daihoi.elections.queries import minutes, papers, shapes, shown
from daihoi.elections.queries.chain import namesake_warnings
from daihoi.elections.queries.eligibility import age_warnings
from daihoi.elections.queries.snapshot import candidate_columns
from daihoi.elections.queries.verify import frozen_votes
from daihoi.elections.views.common import crumbs, done_or_told, file_response, round_of, tried
from daihoi.formats import docx, pdf
from daihoi.ledger.queries import head
from daihoi.org.access import Permission, Scope, ScopedRequest, page
from daihoi.org.actions import Signed, reauthenticate
from daihoi.org.models import Unit, User
from daihoi.rules.election import RoundKind
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.web.parts import Balance, Tag, Term
from daihoi.web.text import say


def _certified(request: ScopedRequest, data: queries.RoundData) -> HttpResponse | None:
    """A certified round is shown, never set up or typed: back to its election."""
    if not data.is_certified:
        return None
    messages.info(request, _("This round is certified. It can be changed only after two persons reopened it."))
    return redirect(data.election)


@page(Permission.ENTER)
def round_show(request: ScopedRequest, unit: Unit, round_id: int) -> HttpResponse:
    """Set up a round: seats and base with its deductions, the list of candidates, the tally board."""
    found, data = round_of(unit, round_id)
    if back := _certified(request, data):
        return back
    act = request.POST.get("act")
    base = BaseForm(request.POST if act == "base" else None, data_of=data)
    listed = CandidatesForm(request.POST if act == "list" else None, data_of=data)
    board = BoardForm(request.POST if act == "board" else None, data_of=data)
    here = redirect("round", unit.code, round_id)
    if act == "base" and base.is_valid():
        values = base.cleaned_data
        if tried(
            base,
            lambda: actions.base_set(
                data.round,
                by=request.user,
                summoned=values["summoned"],
                deductions=base.deductions,
                present=values["present"],
                seats=values["seats"] if data.round.number == 1 else None,
                held_on=values["held_on"],
            ),
        ):
            messages.success(request, _("Seats and base are saved."))
            return here
    elif act == "list" and listed.is_valid():
        if tried(
            listed.add, lambda: actions.candidates_set(data.round, by=request.user, nominees=listed.nominees), "names"
        ):
            messages.success(request, _("The list is saved, in the order of given names."))
            return here
    elif act == "board" and board.is_valid():
        values = board.cleaned_data
        if tried(board, lambda: actions.board_set(data.round, by=request.user, **values)):
            messages.success(request, _("The tally board is saved."))
            return here
    row = data.round
    is_tie = row.kind == RoundKind.TIE
    context = {
        "unit": unit,
        "congress": found.election.congress,
        "found": found,
        "data": data,
        "title": _("Set up %(round)s") % {"round": shown.round_label(row)},
        "base": base,
        "listed": listed,
        "board": board,
        "base_lines": shown.base_lines(data),
        "is_tie": is_tie,
        "limits": None if is_tie else data.limits,
        "warnings": () if is_tie else (*data.objections(), *namesake_warnings(found, data), *age_warnings(data)),
        "settings": _setup_settings(data),
        "may_cancel_round": row.number > 1 and not data.is_counted,
        "may_cancel": row.number == 1 and len(found.rounds) == 1 and not data.is_counted,
        "crumbs": crumbs(unit, found.election.congress, found.election),
    }
    status = 422 if base.errors or board.errors or listed.add.errors else 200
    return render(request, "elections/round_show.html", context, status=status)


def _setup_settings(data: queries.RoundData) -> list[Message]:
    """Rules whose text was not seen on which the limits of a list and the base rest."""
    law = data.regulation
    names = ["small_body_max_extra", "extra_where_share_gives_none", "surplus_required"]
    if data.election.electorate != "congress":
        names.append("body_meeting_grounds")
    return shapes.setting_notes(law, names)


@page(Permission.ENTER)
def round_cancel(request: ScopedRequest, unit: Unit, round_id: int) -> HttpResponse:
    """Take back a further round that was not counted."""
    found, data = round_of(unit, round_id)
    if request.method == "POST":
        done_or_told(request, lambda: actions.round_cancel(data.round, by=request.user), _("The round is taken back."))
        return redirect(found.election)
    context = {
        "unit": unit,
        "congress": found.election.congress,
        "found": found,
        "form": None,
        "title": _("Take %(round)s back") % {"round": shown.round_label(data.round)},
        "yes": _("Take it back"),
        "note": Message.of(
            N_("Its list and what is typed of it go; the ledger keeps that it was made and taken back.")
        ),
        "crumbs": crumbs(unit, found.election.congress, found.election),
    }
    return render(request, "elections/election_reason.html", context)


# --- the typed count -------------------------------------------------------------------------------------------------


def _sheets(data: queries.RoundData) -> list[tuple[CountSheet, dict[int, int | None]]]:
    """The sheets of a round with the votes on each by ballot number."""
    numbers = {candidate.pk: candidate.number for candidate in data.candidates}
    counts: dict[int, dict[int, int | None]] = {}
    for line in CountLine.objects.filter(sheet__round=data.round.pk):
        counts.setdefault(line.sheet_id, {})[numbers[line.candidate_id]] = line.votes
    sheets = CountSheet.objects.filter(round=data.round.pk).select_related("saved_by").order_by("team")
    return [(sheet, counts.get(sheet.pk, {})) for sheet in sheets]


@page(Permission.ENTER)
def round_count(request: ScopedRequest, unit: Unit, round_id: int) -> HttpResponse:
    """The typed count, by one board or by teams; a draft with wrong sums is saved like any other."""
    found, data = round_of(unit, round_id)
    if back := _certified(request, data):
        return back
    sheets = _sheets(data)
    team = _team(request, data, [sheet for sheet, _counts in sheets])
    sheet, votes = next(
        ((sheet, counts) for sheet, counts in sheets if sheet.team == team),
        (CountSheet(round=data.round, team=team), {}),
    )
    form = CountForm(request.POST or None, data_of=data, sheet=sheet, votes=votes)
    conflict: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            actions.count_save(
                data.round,
                by=request.user,
                key=values["key"],
                version=values["version"],
                sheet_version=values["sheet_version"],
                papers=form.papers,
                invalid_papers=form.invalid_papers,
                votes=form.votes,
                team=team,
                team_valid=values.get("t_valid"),
                team_invalid=values.get("t_invalid"),
            )
            if "done" in request.POST:
                outcome = actions.round_count_done(data.round, by=request.user)
                messages.success(request, say(outcome.next_step.message))
                return redirect(found.election)
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('round_count', args=[unit.code, round_id])}?to={team}")
        except actions.ConflictError as error:
            form.add_error(None, say(error.message))
            conflict = _conflict(form, data, votes)
            form.data = form.data.copy()  # type: ignore[attr-defined]
            # saved once more, it is meant: over what the other has saved
            form.data["version"], form.data["sheet_version"] = str(data.round.version), str(sheet.version)  # type: ignore[index]
        except RuleError as error:
            form.add_error(None, say(error.message))
    others = [(one, counts) for one, counts in sheets if one.team and one.team != team] if team else []
    base = data.base_value
    context = {
        "unit": unit,
        "congress": found.election.congress,
        "found": found,
        "data": data,
        "title": _("Type the count: %(round)s") % {"round": shown.round_label(data.round)},
        "form": form,
        "table": form.table(others),
        "balance": _balance(data, sheet, votes),
        "teams": [_team_row(one, counts, data) for one, counts in sheets if one.team],
        "team": team,
        "conflict": conflict,
        "teams_form": TeamsForm(initial={"teams": sum(one.team > 0 for one, _counts in sheets) or ""}),
        "needed": base // 2 + 1 if base else None,
        "saved": sheet if sheet.pk and sheet.saved_by else None,
        "crumbs": crumbs(unit, found.election.congress, found.election),
    }
    return render(request, "elections/round_count.html", context, status=422 if form.errors else 200)


def _team(request: ScopedRequest, data: queries.RoundData, sheets: list[CountSheet]) -> int:
    """The sheet that is typed: the board's own, or one of the teams'."""
    asked = request.GET.get("to", "")
    teams = {sheet.team for sheet in sheets}
    if asked.isascii() and asked.isdecimal() and int(asked) in teams and data.round.by_teams:
        return int(asked)
    return 0


def _team_row(sheet: CountSheet, counts: dict[int, int | None], data: queries.RoundData) -> dict[str, Any]:
    typed = sum(votes is not None for votes in counts.values())
    all_ = len(data.candidates)
    tag = (
        Tag(_("typed"), "done")
        if typed == all_ and all_
        else Tag(_("%(n)s of %(all)s lines") % {"n": typed, "all": all_}, "now")
    )
    return {
        "sheet": sheet,
        "tag": tag if typed else Tag(_("not typed"), ""),
        "sum": sum(votes or 0 for votes in counts.values()),
    }


def _balance(data: queries.RoundData, sheet: CountSheet, votes: dict[int, int | None]) -> list[Balance]:
    if not sheet.team:
        return shapes.balance_parts(data, live=True)
    typed = [votes.get(one.number) for one in data.candidates]
    total = None if any(one is None for one in typed) or not typed else sum(one or 0 for one in typed)
    return [
        Balance(
            (Term(_("All votes"), total, "votes"),), (Term(_("valid"), sheet.valid, "valid", data.round.seats),), "≤"
        )
    ]


def _conflict(form: CountForm, data: queries.RoundData, votes: dict[int, int | None]) -> list[dict[str, Any]]:
    """Where what was typed differs from what somebody else saved meanwhile."""
    found = []
    for candidate in data.candidates if form.has_votes else []:
        mine, theirs = form.cleaned_data.get(f"v_{candidate.number}"), votes.get(candidate.number)
        if mine != theirs:
            found.append({"label": f"{candidate.number}. {candidate.name}", "mine": mine, "theirs": theirs})
    for name in form.papers or {}:
        mine, theirs = form.cleaned_data.get(f"p_{name}"), getattr(data.round, name)
        if mine != theirs:
            found.append({"label": str(form.fields[f"p_{name}"].label), "mine": mine, "theirs": theirs})
    return found


@page(Permission.ENTER)
def round_teams(request: ScopedRequest, unit: Unit, round_id: int) -> HttpResponse:
    """Count by teams, or by one board."""
    _found, data = round_of(unit, round_id)
    if request.method == "POST":
        form = TeamsForm(request.POST)
        if form.is_valid():
            teams = form.cleaned_data["teams"] or 0
            done_or_told(
                request,
                lambda: actions.teams_set(data.round, by=request.user, teams=teams),
                _("%(n)s teams count this round.") % {"n": teams} if teams else _("One board counts this round."),
            )
        else:
            messages.error(request, "; ".join(str(error) for error in form.errors["teams"]))
    return redirect("round_count", unit.code, round_id)


# --- signatures ------------------------------------------------------------------------------------------------------


def _two(request: ScopedRequest, values: dict[str, Any]) -> tuple[Signed, Signed]:
    """Both persons, each with the password just entered; WrongPassword."""
    first = reauthenticate(request, request.user.username, values["password"])
    second = reauthenticate(request, values["second_name"], values["second_password"])
    return first, second


def _may_sign(person: User, unit: Unit) -> None:
    """RuleError where the second person has no right to certify here."""
    if not Scope(person).can(Permission.CERTIFY, unit):
        raise RuleError(
            Message.of(N_("%(name)s has no right to certify at %(unit)s."), name=person.username, unit=unit.name)
        )


@page(Permission.CERTIFY)
def round_certify(request: ScopedRequest, unit: Unit, round_id: int) -> HttpResponse:
    """Two persons freeze the outcome of a round; lines that are off ask for a reason that the minutes print."""
    found, data = round_of(unit, round_id)
    if back := _certified(request, data):
        return back
    form = CertifyForm(request.POST or None, is_off=bool(data.off))

    def sign() -> None:
        first, second = _two(request, form.cleaned_data)
        _may_sign(second.user, unit)
        reason = form.cleaned_data.get("override_reason", "")
        actions.certify(data.round, by=first, second=second, override_reason=reason)

    if request.method == "POST" and form.is_valid() and tried(form, sign):
        messages.success(request, _("The result is certified. The minutes can be printed and signed."))
        return redirect(found.election)
    figures = shown.Figures(found, shown.Namer(True))
    context = {
        "unit": unit,
        "congress": found.election.congress,
        "found": found,
        "data": data,
        "title": _("Certify %(round)s") % {"round": shown.round_label(data.round)},
        "form": form,
        "off": data.off,
        "shape": shapes.round_shape(data, shown.Namer(True), figures, shapes.BY_VOTES),
        "elected": [(one, data.votes.get(one.pk)) for one in _would_be_elected(data)],
        "crumbs": crumbs(unit, found.election.congress, found.election),
    }
    return render(request, "elections/round_certify.html", context, status=422 if form.errors else 200)


def _would_be_elected(data: queries.RoundData) -> list[Candidate]:
    if isinstance(data.outcome, Message):
        return []
    return [data.by_number[number] for number in data.outcome.elected]


def _certificate(unit: Unit, certificate_id: int) -> tuple[queries.Result, queries.RoundData, Certificate]:
    certificate = get_object_or_404(
        Certificate.objects.select_related("signed_by", "second", "reopening__by", "reopening__second"),
        pk=certificate_id,
        round__election__congress__unit=unit,
    )
    found, data = round_of(unit, certificate.round_id)
    return found, data, certificate


@page(Permission.NAMES)
def certificate_show(request: ScopedRequest, unit: Unit, certificate_id: int) -> HttpResponse:
    """A certificate as it was frozen, whether it still stands or was reopened (T8)."""
    found, data, certificate = _certificate(unit, certificate_id)
    payload = json.loads(certificate.payload)
    votes = frozen_votes(payload)
    lines = {line["number"]: line for line in payload["outcome"]["lines"]}
    known = {one.pk: one for one in data.candidates}
    rows = []
    for row in sorted(payload["candidates"], key=lambda row: row["number"]):
        candidate = known.get(row["id"])
        same = candidate is not None and candidate_columns(candidate)["person"] == row["person"]
        rows.append(
            {
                "number": row["number"],
                "name": candidate.name if candidate is not None and same else _("name changed since"),
                "votes": votes.get(row["id"]),
                "share": lines[row["number"]]["share"],
                "elected": lines[row["number"]]["elected"],
            }
        )
    context = {
        "unit": unit,
        "congress": found.election.congress,
        "found": found,
        "data": data,
        "certificate": certificate,
        "reopening": getattr(certificate, "reopening", None),
        "payload": payload,
        "rows": rows,
        "stands": data.certificate is not None and data.certificate.pk == certificate.pk,
        "may_certify": request.scope.can(Permission.CERTIFY, unit),
        "title": _("Certificate %(n)s, %(round)s") % {"n": certificate.version, "round": shown.round_label(data.round)},
        "crumbs": crumbs(unit, found.election.congress, found.election),
    }
    return render(request, "elections/certificate_show.html", context)


@page(Permission.CERTIFY)
def certificate_reopen(request: ScopedRequest, unit: Unit, certificate_id: int) -> HttpResponse:
    """Two persons open a certified round again, with a reason that stays visible (T8)."""
    found, data, certificate = _certificate(unit, certificate_id)
    form = ReopenForm(request.POST or None)

    def sign() -> None:
        first, second = _two(request, form.cleaned_data)
        _may_sign(second.user, unit)
        actions.reopen(certificate, by=first, second=second, reason=form.cleaned_data["reason"])

    if request.method == "POST" and form.is_valid() and tried(form, sign):
        messages.success(request, _("The round is open again; its certificate stays visible."))
        return redirect("round_count", unit.code, data.round.pk)
    context = {
        "unit": unit,
        "congress": found.election.congress,
        "found": found,
        "certificate": certificate,
        "form": form,
        "title": _("Reopen %(round)s") % {"round": shown.round_label(data.round)},
        "crumbs": crumbs(unit, found.election.congress, found.election),
    }
    return render(request, "elections/certificate_reopen.html", context, status=422 if form.errors else 200)


# --- papers ----------------------------------------------------------------------------------------------------------

_FORMATS = {"docx": (docx.render, docx.MIME), "pdf": (pdf.render, pdf.MIME)}


@page(Permission.NAMES)
def round_minutes(request: ScopedRequest, unit: Unit, round_id: int, form: str) -> HttpResponse:
    """Biên bản kiểm phiếu as DOCX or PDF."""
    found, data = round_of(unit, round_id)
    if form not in _FORMATS:
        raise Http404
    render_, mime = _FORMATS[form]
    document = minutes.minutes(data, head(found.election.congress.stream))
    return file_response(render_(document), mime, f"bien-ban-kiem-phieu-{unit.code}-lan-{data.round.number}.{form}")


@page(Permission.NAMES)
def round_ballot(request: ScopedRequest, unit: Unit, round_id: int, form: str) -> HttpResponse:
    """The ballot as DOCX or PDF, in the format that the list asks for (B-03, B-04)."""
    _found, data = round_of(unit, round_id)
    if form not in _FORMATS:
        raise Http404
    render_, mime = _FORMATS[form]
    return file_response(render_(papers.ballot(data)), mime, f"phieu-bau-{unit.code}-lan-{data.round.number}.{form}")
