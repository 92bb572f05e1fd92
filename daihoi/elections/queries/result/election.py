"""An election over all its counted rounds: who is elected, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from daihoi.congress.clock import today
from daihoi.elections.models import (
    Candidate,
    Election,
    Round,
)
from daihoi.elections.queries.result.round import NO, QUESTIONS, STOPPED_BY, RoundData
from daihoi.rules.election import NextStep, RoundKind, Step
from daihoi.rules.messages import Message


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


def is_open(found: Result) -> bool:
    """Whether something is still to be done: not certified, or a further round while it may be held."""
    if found.election.annulled:
        return False
    if not found.is_certified:
        return True
    congress = found.election.congress
    is_past = congress.closed_on is not None and congress.closed_on < today(congress.season)
    return not is_past and found.step not in (Step.DONE, Step.SUPERIOR_APPOINTS)
