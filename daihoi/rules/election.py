"""The outcome of one count: who is elected, who is tied, what is left and what comes next (N-10…N-25, E-40, E-41)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Post

if TYPE_CHECKING:
    from daihoi.rules.regulations import Regulation


class RoundKind(StrEnum):
    """Why a count takes place."""

    FIRST = "first"
    FURTHER = "further"
    TIE = "tie"


class Step(StrEnum):
    """What comes after a count."""

    DONE = "done"
    TIE_VOTE = "tie_vote"
    FURTHER_ROUND = "further_round"
    ASK_TO_CONTINUE = "ask_to_continue"
    ASK_TO_REPEAT_TIE_VOTE = "ask_to_repeat_tie_vote"
    SUPERIOR_APPOINTS = "superior_appoints"
    PAUSED_AWAITING_SUPERIOR = "paused_awaiting_superior"


@dataclass(frozen=True, slots=True)
class Tally:
    """One count as the tally board reports it; `votes` and `ballot_numbers` in the ballot's order."""

    base: int
    seats: int
    votes: tuple[int, ...]
    ballot_numbers: tuple[int, ...] = ()
    valid: int | None = None
    invalid: int | None = None
    round: int = 1
    kind: RoundKind = RoundKind.FIRST
    post: Post = Post.COMMITTEE
    unit_kind: UnitKind | None = None
    electing_members: int | None = None
    planned: tuple[tuple[int, Post], ...] = ()


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """One candidate in the ballot's order; `rank` 1 has the most votes, equal votes share a rank."""

    number: int
    votes: int
    share: Fraction
    over_half: bool
    elected: bool
    tied: bool
    rank: int
    arithmetic: Message


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next: the step, its seats and candidates, and what the congress must be asked."""

    step: Step
    message: Message
    seats: int = 0
    candidates: tuple[int, ...] = ()
    max_candidates: int | None = None
    questions: tuple[Message, ...] = ()
    then: Step | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a count with its arithmetic, its reasons and its articles."""

    lines: tuple[CandidateLine, ...]
    elected: tuple[int, ...]
    tied: tuple[int, ...]
    seats_left: int
    next_step: NextStep
    arithmetic: tuple[Message, ...]
    reasons: tuple[Message, ...]
    warnings: tuple[Message, ...] = ()


def outcome(tally: Tally, regulation: Regulation) -> Outcome:
    """Decide `tally` under `regulation`."""
    raise RuleError(Message.of(N_("Not decided yet.")))
