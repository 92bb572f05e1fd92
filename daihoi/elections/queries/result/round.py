"""One round as it stands: its base, its papers, its count, the outcome that the rules find in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from daihoi.congress.models import CongressForm
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
from daihoi.rules.election import Outcome, RoundKind, Step, Tally, lost_posts, outcome
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
