"""An election as its rounds make it: every count with its outcome, who is elected over all rounds, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from daihoi.congress.clock import today
from daihoi.congress.models import CongressForm, SeasonLevel
from daihoi.elections.models import (
    Candidate,
    Certificate,
    Deduction,
    Election,
    InvalidPaper,
    Round,
    RoundState,
)
from daihoi.rules import base as bases
from daihoi.rules.balance import BalanceLine, TypedCount, balance
from daihoi.rules.base import Base, Ground, Meeting
from daihoi.rules.election import NextStep, Outcome, RoundKind, Step, Tally, lost_posts, outcome
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Electorate, Post
from daihoi.rules.regulations import Regulation
from daihoi.rules.surplus import SurplusLimits, list_warnings, surplus_limits

COUNTED = (RoundState.COUNTED, RoundState.CERTIFIED)

# What the rules leave to the congress: the msgid of a question of `NextStep` -> the key of its answer.
QUESTIONS: Mapping[str, str] = {
    N_("Vote once more on the open seats?"): "continue",
    N_("May the next list have new names?"): "new_names",
    N_("For so few seats (%(seats)d) the allowed share gives no extra candidate: allow %(extra)d?"): "extra",
    N_("Vote again among the tied?"): "repeat_tie",
}
YES, NO = "yes", "no"
# The step that an answer of NO ends -> the key of that answer; any other step stands whatever was once answered.
STOPPED_BY: Mapping[Step, str] = {Step.ASK_TO_CONTINUE: "continue", Step.ASK_TO_REPEAT_TIE_VOTE: "repeat_tie"}
# Beside the answers, by round, `Election.decisions` holds which round's count suspended the elections, and for which
# planned posts lost in which round the superior has instructed (E-40, E-41).
PAUSED_BY, INSTRUCTED = "paused_by", "instructed"


def meeting_of(electorate: str, form: str) -> Meeting:
    """Whose majority decides: the congress's, by its form (N-10, N-11), or the body's own meeting (N-12)."""
    if electorate != Electorate.CONGRESS:
        return Meeting.BODY_MEETING
    return Meeting.DELEGATES_CONGRESS if form == CongressForm.DELEGATES else Meeting.MEMBERS_CONGRESS


@dataclass
class RoundData:
    """One round with everything that belongs to it."""

    round: Round
    election: Election
    regulation: Regulation
    candidates: list[Candidate] = field(default_factory=list)
    votes: dict[int, int | None] = field(default_factory=dict)  # candidate id -> votes of all sheets; None: not typed
    deductions: list[Deduction] = field(default_factory=list)
    invalid_papers: list[InvalidPaper] = field(default_factory=list)
    certificates: list[Certificate] = field(default_factory=list)

    @property
    def meeting(self) -> Meeting:
        return meeting_of(self.election.electorate, self.election.congress.form)

    @cached_property
    def base(self) -> Base | Message:
        """The base from the summoned and the deductions; a message where it cannot be reckoned yet (N-10…N-12)."""
        if self.round.summoned is None:
            return Message.of(N_("Enter how many were summoned: the base is counted from them."), rule="N-15")
        parts = (bases.Deduction(Ground(row.ground), row.count) for row in self.deductions)
        try:
            return bases.majority_base(self.meeting, self.round.summoned, parts, self.regulation)
        except RuleError as error:
            return error.message

    @property
    def base_value(self) -> int | None:
        """The number that the votes are held against: as stated by a file, else as reckoned."""
        if self.round.base_stated is not None:
            return self.round.base_stated
        return self.base.value if isinstance(self.base, Base) else None

    @property
    def base_is_stated(self) -> bool:
        """Whether a file gave the base without its deductions, or with others than are recorded."""
        stated = self.round.base_stated
        return stated is not None and not (isinstance(self.base, Base) and self.base.value == stated)

    @property
    def is_counted(self) -> bool:
        return self.round.state in COUNTED

    @property
    def is_certified(self) -> bool:
        return self.round.state == RoundState.CERTIFIED

    @property
    def certificate(self) -> Certificate | None:
        """The newest certificate, where the round is certified now."""
        return self.certificates[-1] if self.is_certified and self.certificates else None

    @property
    def votes_in_order(self) -> tuple[int | None, ...]:
        return tuple(self.votes.get(candidate.pk) for candidate in self.candidates)

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(candidate.number for candidate in self.candidates)

    @property
    def by_number(self) -> dict[int, Candidate]:
        return {candidate.number: candidate for candidate in self.candidates}

    @property
    def typed(self) -> TypedCount:
        """The count as the balance identities read it."""
        row = self.round
        reasons = tuple(paper.count for paper in self.invalid_papers)
        return TypedCount(
            seats=row.seats,
            ballot_numbers=self.numbers,
            votes=self.votes_in_order,
            present=row.present,
            issued=row.issued,
            returned=row.returned,
            valid=row.valid,
            invalid=row.invalid,
            not_issued=row.foreign_papers or 0,
            summoned=row.summoned,
            printed=row.printed,
            unused=row.unused,
            spoiled=row.spoiled,
            invalid_reasons=reasons or None,  # a file gives none
        )

    @cached_property
    def balance(self) -> tuple[BalanceLine, ...]:
        return balance(self.typed)

    @property
    def off(self) -> tuple[BalanceLine, ...]:
        """The identities that do not hold, or cannot be told yet: they block certifying."""
        return tuple(line for line in self.balance if line.blocks)

    @property
    def tally(self) -> Tally | Message:
        """The count as the rules decide it; a message that says what is still missing."""
        if not self.candidates:
            return Message.of(N_("The list of candidates is empty."))
        value = self.base_value
        if value is None:
            return self.base if isinstance(self.base, Message) else Message.of(N_("The base is missing."), rule="N-15")
        missing = [candidate.number for candidate in self.candidates if self.votes.get(candidate.pk) is None]
        if missing:
            return Message.of(
                N_("Votes are still missing for number %(numbers)s."), numbers=", ".join(map(str, missing))
            )
        try:
            return Tally(
                base=value,
                seats=self.round.seats,
                votes=tuple(votes or 0 for votes in self.votes_in_order),
                ballot_numbers=self.numbers,
                valid=self.round.valid,
                invalid=self.round.invalid,
                round=self.round.number,
                kind=RoundKind(self.round.kind),
                post=Post(self.election.post),
                unit_kind=UnitKind(self.election.congress.unit.kind),
                electing_members=electing_members(self.election),
                planned=planned_posts(self.candidates),
                extra_refused=self.extra_refused,
            )
        except RuleError as error:
            return error.message

    @cached_property
    def outcome(self) -> Outcome | Message:
        """The outcome by the rules, or what is still missing for it."""
        tally = self.tally
        return tally if isinstance(tally, Message) else outcome(tally, self.regulation)

    @property
    def extra_refused(self) -> bool:
        """Whether the congress refused the one extra candidate that it was asked about before this round (N-22)."""
        answers = self.election.decisions.get(str(self.round.number - 1), {})
        return self.round.kind == RoundKind.FURTHER and answers.get("extra") == NO

    @property
    def limits(self) -> SurplusLimits:
        """How long the list of this round may be."""
        return surplus_limits(
            self.round.seats,
            Post(self.election.post),
            self.regulation,
            further=self.round.kind == RoundKind.FURTHER,
            extra_refused=self.extra_refused,
        )

    def objections(self, candidates: int | None = None) -> tuple[Message, ...]:
        """What is objected to in this list, or in one of so many `candidates`."""
        return list_warnings(
            len(self.candidates) if candidates is None else candidates,
            self.round.seats,
            Post(self.election.post),
            self.regulation,
            further=self.round.kind == RoundKind.FURTHER,
            extra_refused=self.extra_refused,
        )

    @property
    def elected(self) -> list[Candidate]:
        """Those elected by this count, most votes first."""
        if not self.is_counted or isinstance(self.outcome, Message):
            return []
        by_number = self.by_number
        return [by_number[number] for number in self.outcome.elected]

    @property
    def lost_posts(self) -> list[str]:
        """The planned posts for whose loss this count suspends the elections."""
        found = self.outcome
        return [] if isinstance(found, Message) else lost_posts(found, planned_posts(self.candidates))

    @property
    def planned_lost(self) -> list[Candidate]:
        """Those foreseen for a leading post whom this count did not elect (E-40)."""
        elected = {candidate.pk for candidate in self.elected}
        return [one for one in self.candidates if one.planned_post and one.pk not in elected]


def planned_posts(candidates: Iterable[Candidate]) -> tuple[tuple[int, Post], ...]:
    """(ballot number, post) of those foreseen for a leading post."""
    return tuple((one.number, Post(one.planned_post)) for one in candidates if one.planned_post)


def electing_members(election: Election) -> int | None:
    """The size of the committee that elects its standing committee: asked of the database when it was loaded."""
    if election.post != Post.STANDING_COMMITTEE:
        return None
    found: int | None = getattr(election, "committee_members", None)
    return found or None


@dataclass(frozen=True)
class ElectedPerson:
    """One who is elected, by which round, with how many votes of which base."""

    candidate: Candidate
    round: Round
    votes: int
    base: int


@dataclass(frozen=True)
class Result:
    """What an election has come to over all its counted rounds (N-25: who is elected stays elected)."""

    election: Election
    rounds: tuple[RoundData, ...]
    elected: tuple[ElectedPerson, ...]
    seats: int
    next_step: NextStep | None  # of the last counted round; None while nothing is counted
    answers: Mapping[str, str]  # to the questions after the last counted round

    @property
    def counted(self) -> tuple[RoundData, ...]:
        return tuple(one for one in self.rounds if one.is_counted)

    @property
    def last(self) -> RoundData | None:
        """The last counted round."""
        return self.counted[-1] if self.counted else None

    @property
    def draft(self) -> RoundData | None:
        """The round that is being prepared or typed."""
        return next((one for one in self.rounds if not one.is_counted), None)

    @property
    def is_counted(self) -> bool:
        return bool(self.counted)

    @property
    def is_certified(self) -> bool:
        """Whether every round there is was certified."""
        return bool(self.rounds) and all(one.is_certified for one in self.rounds)

    @property
    def seats_left(self) -> int:
        return max(self.seats - len(self.elected), 0)

    @property
    def is_full(self) -> bool:
        return self.is_counted and not self.seats_left

    @property
    def is_short(self) -> bool:
        """Fewer elected than seats, as things stand (bầu thiếu)."""
        return self.is_counted and bool(self.seats_left)

    @property
    def further_rounds(self) -> int:
        return sum(one.round.kind == RoundKind.FURTHER for one in self.counted)

    @property
    def tie_votes(self) -> int:
        return sum(one.round.kind == RoundKind.TIE for one in self.counted)

    @property
    def is_paused(self) -> bool:
        """Whether the superior's instruction is awaited (E-40, E-41)."""
        return self.election.paused

    @property
    def step(self) -> Step | None:
        """What comes next, with the congress's answers and the superior's instruction already applied."""
        if self.next_step is None:
            return None
        step = self.next_step.step
        if step is Step.PAUSED_AWAITING_SUPERIOR and not self.election.paused:
            step = self.next_step.then or Step.DONE
        asked = STOPPED_BY.get(step)
        return Step.DONE if asked and self.answers.get(asked) == NO else step

    @property
    def questions(self) -> tuple[tuple[str, Message], ...]:
        """(key, question) of what the congress must decide before the next round."""
        if self.next_step is None:
            return ()
        return tuple((QUESTIONS[question.msgid], question) for question in self.next_step.questions)

    @property
    def max_candidates(self) -> int | None:
        """The longest list of the next round: no more than the seats where the congress refused the extra name."""
        if self.next_step is None:
            return None
        return self.next_step.seats if self.answers.get("extra") == NO else self.next_step.max_candidates

    @property
    def open_questions(self) -> tuple[tuple[str, Message], ...]:
        """Those not answered yet; once the congress decides not to go on, nothing else is asked."""
        if self.step is Step.DONE:
            return ()
        return tuple((key, question) for key, question in self.questions if key not in self.answers)

    @property
    def given_differs(self) -> bool:
        """Whether a file stated another number of elected than the rules find."""
        return any(
            one.round.given_elected is not None and one.round.given_elected != len(one.elected) for one in self.counted
        )


def _result(election: Election, rounds: list[RoundData]) -> Result:
    elected: list[ElectedPerson] = []
    last: RoundData | None = None
    for one in rounds:
        if not one.is_counted or isinstance(one.outcome, Message):
            continue
        last = one
        for candidate in one.elected:
            votes = one.votes.get(candidate.pk) or 0
            elected.append(ElectedPerson(candidate, one.round, votes, one.base_value or 0))
    answers = election.decisions.get(str(last.round.number), {}) if last else {}
    found = last.outcome if last else None
    step = found.next_step if isinstance(found, Outcome) else None
    return Result(election, tuple(rounds), tuple(elected), election.seats, step, answers)


def _committee_members() -> Coalesce:
    """How many are elected to the committee of the election's congress."""
    found = (
        Candidate.objects.filter(
            round__election__congress=OuterRef("congress"),
            round__election__post=Post.COMMITTEE,
            round__election__annulled=False,
            elected=True,
        )
        .order_by()
        .values("round__election__congress")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(found, output_field=IntegerField()), Value(0))


def elections_with_context(**where: Any) -> list[Election]:
    """Elections that `where` finds, with congress, unit, season, and what the rules must know of the congress."""
    reference = SeasonLevel.objects.filter(
        season=OuterRef("congress__season"), kind=OuterRef("congress__unit__kind")
    ).values("age_reference")[:1]
    return list(
        Election.objects.filter(**where)
        .select_related("congress__unit__parent", "congress__season", "congress__ratification")
        .annotate(committee_members=_committee_members(), age_reference=Subquery(reference))
    )


# The sheets that hold votes: the board's own, or the teams'.
_OWN_SHEETS = Q(by_teams=False, sheets__team=0) | Q(by_teams=True, sheets__team__gt=0)


def load(elections: Iterable[Election], **where: Any) -> list[Result]:
    """The results of `elections`, in five queries however many they are; `where` names the same elections."""
    by_id = {election.pk: election for election in elections}
    scope = where or {"pk__in": list(by_id)}
    through = {f"election__{key}": value for key, value in scope.items()}
    below = {f"round__{key}": value for key, value in through.items()}
    regulations: dict[tuple[int, date | None], Regulation] = {}
    rounds: dict[int, RoundData] = {}
    of_election: dict[int, list[RoundData]] = {pk: [] for pk in by_id}
    sheets: dict[int, int] = {}
    for row in (
        Round.objects.filter(**through)
        .annotate(sheet_count=Count("sheets", filter=_OWN_SHEETS))
        .order_by("election_id", "number")
    ):
        election = by_id.get(row.election_id)
        if election is None:
            continue
        row.election = election
        key = (election.congress.season_id, election.congress.opening)
        if key not in regulations:
            regulations[key] = election.congress.regulation
        rounds[row.pk] = RoundData(row, election, regulations[key])
        sheets[row.pk] = row.sheet_count
        of_election[election.pk].append(rounds[row.pk])
    candidates = (
        Candidate.objects.filter(**below)
        .annotate(total=Sum("lines__votes"), typed=Count("lines__votes"))
        .order_by("round_id", "number")
    )
    for candidate in candidates:
        data = rounds.get(candidate.round_id)
        if data is None:
            continue
        candidate.round = data.round
        data.candidates.append(candidate)
        # a candidate's votes are known once every sheet has them
        is_whole = bool(sheets[data.round.pk]) and candidate.typed == sheets[data.round.pk]
        data.votes[candidate.pk] = candidate.total if is_whole else None
    parts = (
        Deduction.objects.filter(**below)
        .order_by()
        .annotate(what=Value("deduction"))
        .values_list("what", "pk", "round_id", "ground", "count", "note")
        .union(
            InvalidPaper.objects.filter(**below)
            .annotate(what=Value("invalid"), note=Value(""))
            .values_list("what", "pk", "round_id", "reason", "count", "note"),
            all=True,
        )
        .order_by("what", "pk")
    )
    for what, pk, round_id, name, count, note in parts:
        data = rounds.get(round_id)
        if data is None:
            continue
        if what == "deduction":
            data.deductions.append(Deduction(pk=pk, round=data.round, ground=name, count=count, note=note))
        else:
            data.invalid_papers.append(InvalidPaper(pk=pk, round=data.round, reason=name, count=count))
    certificates = Certificate.objects.filter(**below).select_related("signed_by", "second", "reopening")
    for certificate in certificates.defer("payload").order_by("round_id", "version"):
        if certificate.round_id in rounds:
            rounds[certificate.round_id].certificates.append(certificate)
    return [_result(by_id[pk], of_election[pk]) for pk in by_id]


def result(election: Election) -> Result:
    """What `election` has come to over all its counted rounds."""
    found = elections_with_context(pk=election.pk)
    return load(found, pk=election.pk)[0]


def results_of(congress_id: int) -> list[Result]:
    """The results of every election of one congress, in the order in which they were opened."""
    return load(elections_with_context(congress=congress_id), congress=congress_id)


def round_data(found: Round) -> RoundData:
    """One round with everything that belongs to it."""
    of = result(found.election)
    return next(one for one in of.rounds if one.round.pk == found.pk)


def is_open(found: Result) -> bool:
    """Whether something is still to be done: not certified, or a further round while it may be held."""
    if found.election.annulled:
        return False
    if not found.is_certified:
        return True
    congress = found.election.congress
    is_past = congress.closed_on is not None and congress.closed_on < today(congress.season)
    return not is_past and found.step not in (Step.DONE, Step.SUPERIOR_APPOINTS)
