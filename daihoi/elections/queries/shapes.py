"""An election as its pages draw it: strip, votes against the line of one half, structure, balance, what is next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from daihoi.elections.queries.result import Result, RoundData
from daihoi.elections.queries.shown import Namer, base_lines, round_label
from daihoi.rules.election import Outcome, RoundKind, Step
from daihoi.rules.figures import Figure, Percent
from daihoi.rules.messages import N_, Message
from daihoi.rules.posts import Electorate
from daihoi.rules.regulations import Regulation
from daihoi.rules.timeline import ballots_kept_until, complaints_due, ratification_due, report_due
from daihoi.rules.vietnamese import date_short
from daihoi.web.charts import VoteChart, VoteRow
from daihoi.web.parts import Balance, Signature, StripItem, Tag, Term
from daihoi.web.text import number, say

BY_VOTES, BY_BALLOT = "phieu", "bau"


@dataclass(frozen=True)
class RoundShape:
    """One round on the page of its election."""

    data: RoundData
    title: str
    tag: Tag
    chart: VoteChart | None
    balance: list[Balance]
    signatures: list[Signature]
    outcome: Outcome | None
    missing: Message | None
    base_lines: list[Message]
    settings: list[Message]

    @property
    def holds(self) -> int:
        return sum(line.holds is True for line in self.balance)


# --- parts of the page -----------------------------------------------------------------------------------------------


def strip(found: Result, figures: Mapping[str, Figure]) -> list[StripItem]:
    """The five figures under the heading."""
    items = [
        StripItem(
            _("Elected / seats"),
            figures["elected"],
            unit=f"/ {number(found.seats)}",
            note=_rounds_note(found),
        )
    ]
    first = found.rounds[0] if found.rounds else None
    if first is not None and "candidates" in figures:
        extra = len(first.candidates) - found.seats
        share = Percent(max(extra, 0), found.seats, found.election.congress.season.style)
        note = (
            _("surplus %(extra)s = %(share)s") % {"extra": extra, "share": share.text()}
            if extra >= 0
            else _("fewer than seats")
        )
        items.append(StripItem(_("Candidates"), figures["candidates"], note=note))
    last = found.last or first
    if "base" in figures and last is not None:
        summoned = last.round.summoned
        out = (summoned - (last.base_value or 0)) if summoned is not None else None
        note = ""
        if summoned is not None:
            note = _("summoned %(n)s, %(out)s") % {
                "n": number(summoned),
                "out": _("nobody deducted") if not out else _("%(n)s deducted") % {"n": number(out)},
            }
        items.append(StripItem(_("Base"), figures["base"], note=note))
        items.append(
            StripItem(
                _("More than half, from"),
                figures["needed"],
                note=_("votes × 2 > %(base)s") % {"base": number(last.base_value or 0)},
            )
        )
    if found.elected:
        lowest = min(found.elected, key=lambda one: Fraction(one.votes, one.base or 1))
        key = f"votes-{lowest.round.number}-{lowest.candidate.number}"
        if key in figures:
            items.append(
                StripItem(
                    _("Lowest share elected"),
                    figures[key],
                    note=f"{number(lowest.votes)}/{number(lowest.base)}, {round_label(lowest.round)}",
                )
            )
    return items


def _rounds_note(found: Result) -> str:
    if not found.is_counted:
        return _("nothing counted yet")
    rounds = len(found.counted)
    if found.is_full:
        return (
            _("all seats filled in round 1")
            if rounds == 1
            else _("all seats filled after %(n)s rounds") % {"n": rounds}
        )
    return _("%(left)s seats empty after round %(n)s") % {"left": found.seats_left, "n": rounds}


def vote_chart(data: RoundData, namer: Namer, figures: Mapping[str, Figure], order: str) -> VoteChart | None:
    """Votes of each candidate against the line of one half, by votes or in the ballot's order."""
    base = data.base_value
    if base is None or not base or isinstance(data.outcome, Message):
        return None
    lines = {line.number: line for line in data.outcome.lines}
    candidates = list(data.candidates)
    if order != BY_BALLOT:
        candidates.sort(key=lambda one: (lines[one.number].rank, one.number))
    rows = []
    for one in candidates:
        line = lines[one.number]
        verdict = _("elected") if line.elected else _("tied") if line.tied else _("not elected")
        rows.append(
            VoteRow(
                number=one.number,
                name=namer.of(one),
                votes=line.votes,
                base=base,
                elected=line.elected,
                verdict=verdict,
                figure=_as_count(figures.get(f"votes-{data.round.number}-{one.number}"), line.votes),
                tied=line.tied,
                style=data.election.congress.season.style,
            )
        )
    most = data.round.seats * data.round.valid if data.round.valid is not None else None
    note = (
        f"≤ {number(data.round.seats)} × {number(data.round.valid or 0)} = {number(most)}" if most is not None else ""
    )
    return VoteChart(rows=rows, base=base, total_note=note, caption=round_label(data.round))


def _as_count(figure: Figure | None, votes: int) -> Figure | None:
    """The figure of a share shown as the number of votes; its drawer shows the share."""
    if figure is None:
        return None
    return replace(figure, value=votes, fraction=None)


def balance_parts(data: RoundData, *, live: bool = False) -> list[Balance]:
    """The identities of a count beside their verdicts; `live` names the typed fields that they mirror."""
    row = data.round

    def term(label: str, value: int | None, key: str, factor: int = 1) -> Term:
        return Term(label, value, key if live else "", factor)

    votes = [data.votes.get(one.pk) for one in data.candidates]
    total = None if any(one is None for one in votes) or not votes else sum(one or 0 for one in votes)
    parts = []
    if row.summoned is not None:
        parts.append(Balance((term(_("Present"), row.present, "present"),), (Term(_("summoned"), row.summoned),), "≤"))
    if row.printed is not None or live:
        parts.append(
            Balance(
                (term(_("Printed"), row.printed, "printed"),),
                (
                    term(_("issued"), row.issued, "issued"),
                    term(_("unused"), row.unused, "unused"),
                    term(_("spoiled"), row.spoiled, "spoiled"),
                ),
                note=_("where it is known") if live else "",
            )
        )
    parts += [
        Balance((term(_("Issued"), row.issued, "issued"),), (term(_("present"), row.present, "present"),), "≤"),
        Balance((term(_("Returned"), row.returned, "returned"),), (term(_("issued"), row.issued, "issued"),), "≤"),
    ]
    judged = (term(_("Valid"), row.valid, "valid"), term(_("invalid"), row.invalid, "invalid"))
    in_box: tuple[Term, ...] = (term(_("returned"), row.returned, "returned"),)
    if row.foreign_papers or live:
        in_box = (*in_box, term(_("not issued by the board"), row.foreign_papers or 0, "foreign_papers"))
    parts.append(Balance(judged, in_box))
    if data.invalid_papers:
        reasons = sum(one.count for one in data.invalid_papers)
        parts.append(Balance((Term(_("Reasons"), reasons),), (term(_("invalid"), row.invalid, "invalid"),)))
    if row.seats and (not row.by_teams or not live):
        parts.append(
            Balance(
                (term(_("All votes"), total, "votes"),),
                (term(_("valid"), row.valid, "valid", row.seats),),
                "≤",
            )
        )
    highest = max((one for one in votes if one is not None), default=None)
    if highest is not None and row.valid is not None and highest > row.valid:
        over = ", ".join(str(one.number) for one in data.candidates if (data.votes.get(one.pk) or 0) > row.valid)
        parts.append(
            Balance(
                (Term(_("Highest votes"), highest),),
                (term(_("valid"), row.valid, "valid"),),
                "≤",
                note=_("number %(numbers)s") % {"numbers": over},
            )
        )
    return parts


def signatures(data: RoundData, *, sees_names: bool) -> list[Signature]:
    """Who certified the count; before that, the places of the board and of the presidium."""

    def name(person: object) -> str:
        return str(person) if sees_names and person else "…"

    certificate = data.certificate
    if certificate is not None:
        return [
            Signature(name(certificate.signed_by), _("first person"), certificate.at),
            Signature(name(certificate.second), _("second person"), certificate.at),
        ]
    chair = _("presidium") if data.election.electorate == Electorate.CONGRESS else _("chair of the meeting")
    return [
        Signature(name(data.round.board_head), _("head of the tally board")),
        Signature(name(data.round.presidium), chair),
    ]


def used_settings(data: RoundData) -> list[Message]:
    """Rules whose text was not seen that this outcome rests on: defaults that the office may set (said on the page)."""
    law, outcome = data.regulation, data.outcome
    names = []
    if isinstance(outcome, Outcome):
        if outcome.tied or data.round.kind == RoundKind.TIE:
            names.append("tie_needs_over_half")
        if outcome.seats_left:
            names += ["rounds_before_asking", "extra_where_share_gives_none"]
        if outcome.next_step.step is Step.PAUSED_AWAITING_SUPERIOR:
            names.append("pause_when_planned_leader_lost")
    if data.election.electorate != Electorate.CONGRESS:
        names.append("body_meeting_grounds")
    return setting_notes(law, names)


def setting_notes(law: Regulation, names: Iterable[str]) -> list[Message]:
    """What the page says of rules whose text was not seen: the value it uses, and that it may be set."""
    names = list(names)
    known = {setting.key: setting for setting in law.settings()} if names else {}
    return [
        Message.of(
            N_("%(what)s: %(value)s. A default, the text was not seen; the office may set it for the season."),
            rule=known[name].rule.rule,
            article=known[name].rule.article,
            what=known[name].label,
            value=_value(known[name].rule.value),
        )
        for name in names
        if name in known
    ]


def _value(value: object) -> Message | str:
    if isinstance(value, bool):
        return Message(N_("yes") if value else N_("no"))
    if isinstance(value, frozenset):
        return ", ".join(sorted(say(Message(one.label)) for one in value))
    return str(value)


def round_shape(data: RoundData, namer: Namer, figures: Mapping[str, Figure], order: str) -> RoundShape:
    """One round as its election's page draws it."""
    outcome = data.outcome
    state = data.round.state
    tag = {
        "draft": Tag(_("draft"), "now"),
        "counted": Tag(_("counted, not certified"), "soon"),
        "certified": Tag(_("certified"), "done"),
    }[state]
    return RoundShape(
        data=data,
        title=round_label(data.round),
        tag=tag,
        chart=vote_chart(data, namer, figures, order),
        balance=balance_parts(data),
        signatures=signatures(data, sees_names=namer.sees_names),
        outcome=outcome if isinstance(outcome, Outcome) else None,
        missing=outcome if isinstance(outcome, Message) else None,
        base_lines=base_lines(data),
        settings=used_settings(data),
    )


@dataclass(frozen=True)
class Clock:
    """One date after the vote: what is due, when, by which rule."""

    day: date
    text: str
    article: str


def clocks(found: Result) -> list[Clock]:
    """Report, complaints, ratification, ballots: counted in working days from the closing (N-50, N-51, N-60, N-61)."""
    congress = found.election.congress
    closing = congress.closed_on
    if closing is None:
        return []
    law, calendar = congress.regulation, congress.season.calendar
    days = {"n": law.report_days.value}
    items = [
        Clock(
            report_due(closing, law, calendar),
            _("last day of reporting to the superior, %(n)s working days after the closing") % days,
            law.report_days.article,
        )
    ]
    complaints = complaints_due(closing, law, calendar)
    if complaints is not None:
        items.append(
            Clock(complaints, _("complaints about the election verified until here"), law.complaint_days.article)
        )
    ratification = getattr(congress, "ratification", None)
    if ratification is not None and ratification.decided_on is None:
        items.append(
            Clock(
                ratification_due(ratification.received_on, law, calendar),
                _("last day of ratification, counted from %(day)s") % {"day": date_short(ratification.received_on)},
                law.ratification_days.article,
            )
        )
    elif ratification is not None and ratification.decided_on is not None:
        items.append(
            Clock(
                ratification.decided_on,
                _("ratified by decision %(n)s") % {"n": ratification.number},
                law.ratification_days.article,
            )
        )
    items.append(
        Clock(
            ballots_kept_until(closing, law),
            _("ballots kept under seal until here"),
            law.ballot_retention_months.article,
        )
    )
    return items
