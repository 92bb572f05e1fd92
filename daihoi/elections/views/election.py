"""Pages of an election: the list of a unit, the result, opening, what comes after a count."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from daihoi.congress.models import Congress, Season
from daihoi.congress.views.evidence import files_of
from daihoi.elections import queries
from daihoi.elections.queries import shapes, shown
from daihoi.elections.views.common import crumbs, election_of
from daihoi.formats.xlsx import write_table
from daihoi.org import tree
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.models import Tally, Unit
from daihoi.rules.election import Step
from daihoi.rules.figures import Percent
from daihoi.rules.messages import Message
from daihoi.rules.posts import Electorate, Post
from daihoi.web import drawer
from daihoi.web.parts import Link, NextThing, Tag
from daihoi.web.tables import Column, Table
from daihoi.web.text import say


@page(Permission.FIGURES)
def elections(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """The elections of a unit's own congresses, and the committees of the units below it."""
    paths = [*tree.ancestors(unit.path), unit.path]
    every = Congress.objects.filter(unit=unit, season__root__path__in=paths).select_related("season")
    congresses = list(every.order_by("-season__term_from", "-season", "sequence"))
    season = congresses[0].season if congresses else Season.objects.filter(root__path__in=paths).last()
    congresses = [congress for congress in congresses if congress.season_id == (season.pk if season else None)]
    own: list[dict[str, Any]] = []
    scope = {"congress__in": [congress.pk for congress in congresses]}
    results = queries.load(queries.elections_with_context(**scope), **scope) if congresses else []
    may_enter = request.scope.can(Permission.ENTER, unit)
    for congress in congresses:
        congress.unit = unit
        own.append(
            {
                "congress": congress,
                "rows": [_row(one) for one in results if one.election.congress_id == congress.pk],
                "may_open": may_enter and congress.contents != 2 and not congress.is_excepted,
            }
        )
    table = _below(request, unit, season) if season else None
    if table is not None and table.query.wants_xlsx:
        return table.as_xlsx(write_table)
    context = {
        "unit": unit,
        "season": season,
        "own": own,
        "table": table,
        "may_import": season is not None and request.scope.can(Permission.REGISTER, unit),
        "crumbs": [{"label": unit.name, "href": reverse("season", args=[unit.code])}],
        "crumb_here": _("Elections"),
    }
    return render(request, "elections/election_list.html", context)


def _row(found: queries.Result) -> dict[str, Any]:
    return {
        "election": found.election,
        "label": say(Post(found.election.post).name_message),
        "body": body_label(found.election.electorate),
        "elected": len(found.elected),
        "seats": found.seats,
        "rounds": len(found.rounds),
        "tag": shown.state_tag(found),
        "href": found.election.get_absolute_url(),
    }


def body_label(electorate: str) -> str:
    """Who votes."""
    return {
        Electorate.CONGRESS: _("the congress"),
        Electorate.COMMITTEE: _("the new committee"),
        Electorate.INSPECTION_COMMITTEE: _("the inspection committee"),
    }[Electorate(electorate)]


def _below(request: ScopedRequest, unit: Unit, season: Season) -> Table[Any] | None:
    """Committees of the units below, from the live figures: one query however many they are."""
    rows = list(
        Tally.objects.under(unit)
        .filter(season=season.pk)
        .exclude(path=unit.path)
        .filter(Q(committees_to_elect__gt=0) | Q(no_committee__gt=0) | Q(not_held__gt=0))
        .select_related("unit")
        .order_by("path")
    )
    if not rows:
        return None

    def state(row: Any) -> Tag:
        if row.committees_short:
            return Tag(_("%(n)s seats empty") % {"n": row.seats_short}, "soon")
        if row.committees_full:
            return Tag(_("full"), "done")
        if row.no_committee:
            return Tag(_("no committee, fewer than nine official members"), "")
        return Tag(_("no result yet"), "")

    columns: list[Column[Any]] = [
        Column(
            "unit",
            _("Unit"),
            lambda row: row.unit.name,
            sort=True,
            search=True,
            head=True,
            href=lambda row: reverse("elections", args=[row.unit.code]),
        ),
        Column("code", _("Code"), lambda row: row.unit.code, sort=True, search=True, hide_small=True),
        Column("seats", _("Seats"), lambda row: row.seats or None, align="num", sort=True),
        Column(
            "candidates", _("Candidates"), lambda row: row.candidates or None, align="num", sort=True, hide_small=True
        ),
        Column("elected", _("Elected"), lambda row: row.elected if row.seats else None, align="num", sort=True),
        Column(
            "women", _("Women"), lambda row: row.women if row.seats else None, align="num", sort=True, hide_small=True
        ),
        Column(
            "rounds",
            _("Further rounds"),
            lambda row: (row.further_rounds + row.tie_votes) or None,
            align="num",
            sort=True,
            hide_small=True,
        ),
        Column("state", _("State"), state, sort=lambda row: (-row.seats_short, row.committees_full, row.no_committee)),
    ]
    keys = ("seats", "candidates", "elected", "women", "further_rounds", "tie_votes")
    *total, further, ties = [sum(getattr(row, key) for row in rows) for key in keys]
    return Table(
        request,
        columns,
        rows,
        caption=_("Committees of the units below"),
        per_page=100,
        filename="ket-qua-bau-cap-uy",
        foot=[_("Total"), "", *total, further + ties, ""],
    )


@page(Permission.FIGURES)
def election(request: ScopedRequest, unit: Unit, election_id: int) -> HttpResponse:
    """The result of an election: votes against the line of one half, structure, balance, signatures, what is next."""
    found = election_of(unit, election_id)
    congress = found.election.congress
    sees_names = request.scope.can(Permission.NAMES, unit)
    namer = shown.Namer(sees_names)
    figures = shown.Figures(found, namer)
    if request.GET.get("xuat") == "xlsx":
        return _as_xlsx(request, found, namer)
    order = shapes.BY_BALLOT if request.GET.get("xep") == shapes.BY_BALLOT else shapes.BY_VOTES
    rounds = [shapes.round_shape(one, namer, figures, order) for one in reversed(found.rounds)]
    context: dict[str, Any] = {
        "unit": unit,
        "congress": congress,
        "found": found,
        "title": shown.election_title(found),
        "tag": shown.state_tag(found),
        "strip": shapes.strip(found, figures),
        "rounds": rounds,
        "order": order,
        "structure": shown.structure_rows(found, figures),
        "reference": queries.reference_day(found),
        "clocks": shapes.clocks(found),
        "next": next_things(request, found),
        "sees_names": sees_names,
        "may_enter": request.scope.can(Permission.ENTER, unit),
        "may_certify": request.scope.can(Permission.CERTIFY, unit),
        "may_decide": may_decide(request, unit),
        "evidence": files_of(_evidence(found)) if sees_names else [],
        "crumbs": crumbs(unit, congress),
        "crumb_here": capfirst(say(Post(found.election.post).name_message)),
    }
    return drawer.page(request, "elections/election_show.html", context, figures=figures)


def may_decide(request: ScopedRequest, unit: Unit) -> bool:
    """The superior decides; where the superior keeps no records here, the office records its decision."""
    return request.scope.can(Permission.DECIDE, unit.parent or unit)


def _evidence(found: queries.Result) -> list[Any]:
    subjects = [f"election:{found.election.pk}", *(f"round:{one.round.pk}" for one in found.rounds)]
    return list(
        found.election.congress.evidence.standing().filter(subject__in=subjects).select_related("by", "congress__unit")
    )


def _as_xlsx(request: ScopedRequest, found: queries.Result, namer: shown.Namer) -> HttpResponse:
    """What is on the screen, as a file."""
    style = found.election.congress.season.style
    rows = [(one.round.number, candidate, one) for one in found.rounds for candidate in one.candidates]

    def share(row: Any) -> str:
        votes, base = row[2].votes.get(row[1].pk), row[2].base_value
        return Percent(votes, base, style).digits() if votes is not None and base else ""

    columns: list[Column[Any]] = [
        Column("round", _("Round"), lambda row: row[0], align="num"),
        Column("number", _("No. on the ballot"), lambda row: row[1].number, align="num"),
        Column("name", _("Full name"), lambda row: namer.of(row[1]), head=True),
        Column("votes", _("Votes"), lambda row: row[2].votes.get(row[1].pk), align="num"),
        Column("base", _("Base"), lambda row: row[2].base_value, align="num"),
        Column("share", "%", share, align="num"),
        Column("elected", _("Result"), lambda row: _("elected") if row[1].elected else _("not elected")),
    ]
    table = Table(request, columns, rows, caption=shown.election_title(found), per_page=10_000, filename="ket-qua-bau")
    return table.as_xlsx(write_table)


def next_things(request: ScopedRequest, found: queries.Result) -> list[NextThing]:
    """What to do next with this election, by whom."""
    unit, can = found.election.congress.unit, request.scope.can
    code = unit.code
    items: list[NextThing] = []

    def add(title: str, text: str, name: str, pk: int, label: str, permission: Permission, blocked: str = "") -> None:
        allowed = can(permission, unit)
        items.append(
            NextThing(
                title=title,
                text=text,
                blocked=blocked,
                action=Link(label, reverse(name, args=[code, pk]), main=not items) if allowed else None,
            )
        )

    if found.election.annulled:
        add(
            _("Vote anew"),
            _("The superior annulled this election: its counts stay visible, the vote is held anew."),
            "election_repeat",
            found.election.pk,
            _("Hold it anew"),
            Permission.ENTER,
        )
        return items
    if found.is_paused:
        add(
            _("Wait for the superior"),
            say(found.next_step.message) if found.next_step else _("The elections are suspended."),
            "election_resume",
            found.election.pk,
            _("Record the instruction"),
            Permission.ENTER,
        )
    for one in found.rounds:
        label = shown.round_label(one.round)
        if one.is_certified:
            continue
        if not one.candidates:
            add(
                _("Set the list"),
                _("Who stands in %(round)s.") % {"round": label},
                "round",
                one.round.pk,
                _("Set the list"),
                Permission.ENTER,
            )
        elif not one.is_counted:
            missing = one.outcome if isinstance(one.outcome, Message) else None
            add(
                _("Type the count of %(round)s") % {"round": label},
                say(missing) if missing else "",
                "round_count",
                one.round.pk,
                _("Type the count"),
                Permission.ENTER,
            )
        else:
            off = len(one.off)
            text = _("Two persons sign; from then on nothing can be changed.")
            if off:
                text = _("%(n)s lines of the balance do not hold or are not typed.") % {"n": off}
            add(
                _("Certify %(round)s") % {"round": label},
                text,
                "round_certify",
                one.round.pk,
                _("Certify"),
                Permission.CERTIFY,
            )
        break
    # also long after the congress: the paper of a further vote may be typed when the office comes to it
    if found.draft is None and found.next_step is not None and not found.is_paused:
        step = found.step
        if step not in (Step.DONE, Step.SUPERIOR_APPOINTS, None):
            add(
                _("Next vote"),
                say(found.next_step.message),
                "election_next",
                found.election.pk,
                _("Make the next round"),
                Permission.ENTER,
            )
    return items
