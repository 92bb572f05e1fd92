"""The outcome of one count: who is elected, who is tied, what is left and what comes next (N-13…N-25, E-40, E-41)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from daihoi.rules.base import is_over_half
from daihoi.rules.committee import standing_committee_warnings
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Post
from daihoi.rules.surplus import list_warnings, surplus_limits

if TYPE_CHECKING:
    from daihoi.rules.regulations import Regulation

__all__ = ["CandidateLine", "NextStep", "Outcome", "Post", "RoundKind", "Step", "Tally", "outcome"]


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
    """One count as the tally board reports it; `votes` and `ballot_numbers` in the ballot's order.

    `round` counts the rounds of this election, `seats` are those at stake in this round. `electing_members` is the size
    of the committee that elects its standing committee. `planned` names candidates whom the approved plan foresees for
    secretary, deputy or chair of inspection, by ballot number. `extra_refused` where the congress allowed this further
    round no name more than its share gives (N-22).
    """

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
    extra_refused: bool = False

    def __post_init__(self) -> None:
        """Number the candidates from 1 where no numbers are given; `RuleError` for what no rule can count."""
        if not self.ballot_numbers:
            object.__setattr__(self, "ballot_numbers", tuple(range(1, len(self.votes) + 1)))
        problem = _problem(self)
        if problem is not None:
            raise RuleError(problem)


def _problem(tally: Tally) -> Message | None:
    if tally.base < 1:
        return Message.of(N_("The base must be at least 1; it is %(base)d."), rule="N-13", base=tally.base)
    if tally.seats < 0:
        return Message.of(N_("There cannot be %(seats)d seats."), rule="E-21", seats=tally.seats)
    if tally.round < 1:
        return Message.of(N_("Rounds are counted from 1; this one says %(round)d."), rule="N-22", round=tally.round)
    if len(tally.ballot_numbers) != len(tally.votes):
        return Message.of(
            N_("%(numbers)d candidates are listed, but votes are given for %(votes)d."),
            rule="N-45",
            numbers=len(tally.ballot_numbers),
            votes=len(tally.votes),
        )
    if len(set(tally.ballot_numbers)) != len(tally.ballot_numbers):
        return Message.of(N_("A ballot number stands twice in the list of candidates."), rule="E-31")
    if tally.votes and min(tally.votes) < 0:
        return Message.of(N_("Votes cannot be fewer than none."), rule="N-45")
    return None


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
    """What comes next: the step, its seats and candidates, and what the congress must be asked.

    `max_candidates` is the longest list of a further round. `then` is the step that waits behind a pause.
    """

    step: Step
    message: Message
    seats: int = 0
    candidates: tuple[int, ...] = ()
    max_candidates: int | None = None
    questions: tuple[Message, ...] = ()
    then: Step | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a count: `lines` in the ballot's order, `elected` by descending votes, arithmetic, articles."""

    lines: tuple[CandidateLine, ...]
    elected: tuple[int, ...]
    tied: tuple[int, ...]
    seats_left: int
    next_step: NextStep
    arithmetic: tuple[Message, ...]
    reasons: tuple[Message, ...]
    warnings: tuple[Message, ...]


def outcome(tally: Tally, regulation: Regulation) -> Outcome:
    """Decide a count: elected iff votes × 2 > base, the most votes first; those tied at the last seat stand again.

    N-13 majority, N-20 too many, N-21 ties, N-22/N-23/D-09 too few, N-25 elected stay elected, E-40/E-41 pause.
    """
    eligible = _eligible(tally, regulation)
    elected, tied = _fill(eligible, tally)
    seats_left = tally.seats - len(elected)
    ranks = {votes: sum(other > votes for other in tally.votes) + 1 for votes in tally.votes}
    lines = tuple(
        CandidateLine(
            number=number,
            votes=votes,
            share=Fraction(votes, tally.base),
            over_half=is_over_half(votes, tally.base, regulation),
            elected=number in elected,
            tied=number in tied,
            rank=ranks[votes],
            arithmetic=_arithmetic(votes, tally.base, regulation),
        )
        for number, votes in zip(tally.ballot_numbers, tally.votes, strict=True)
    )
    return Outcome(
        lines=lines,
        elected=elected,
        tied=tied,
        seats_left=seats_left,
        next_step=_next_step(tally, elected, tied, regulation),
        arithmetic=tuple(line.arithmetic for line in lines),
        reasons=_reasons(tally, len(eligible), elected, tied, regulation),
        warnings=_warnings(tally, regulation),
    )


def _eligible(tally: Tally, regulation: Regulation) -> list[tuple[int, int]]:
    """(number, votes) of those who may take a seat, most votes first; among equals the ballot's order stands."""
    pairs = list(zip(tally.ballot_numbers, tally.votes, strict=True))
    if tally.kind is RoundKind.TIE and not regulation.tie_needs_over_half.value:
        # In a vote among the tied the higher number wins (N-21). Where there is nothing to decide, one vote is needed.
        fit = [pair for pair in pairs if pair[1] or len(pairs) > tally.seats]
    else:
        fit = [pair for pair in pairs if is_over_half(pair[1], tally.base, regulation)]
    return sorted(fit, key=lambda pair: -pair[1])


def _fill(eligible: list[tuple[int, int]], tally: Tally) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(elected, tied): groups of equal votes take seats while the whole group fits; the first that does not is tied."""
    elected: tuple[int, ...] = ()
    for _, group in groupby(eligible, key=lambda pair: pair[1]):
        numbers = tuple(number for number, _ in group)
        if len(elected) + len(numbers) > tally.seats:
            return elected, numbers if len(elected) < tally.seats else ()
        elected += numbers
    return elected, ()


def _arithmetic(votes: int, base: int, regulation: Regulation) -> Message:
    half = regulation.over_half.value
    over = is_over_half(votes, base, regulation)
    return regulation.over_half.says(
        N_("%(votes)d × %(times)d = %(product)d > %(measure)d")
        if over
        else N_("%(votes)d × %(times)d = %(product)d ≤ %(measure)d"),
        votes=votes,
        times=half.denominator,
        product=votes * half.denominator,
        measure=base * half.numerator,
    )


def _reasons(
    tally: Tally, eligible: int, elected: tuple[int, ...], tied: tuple[int, ...], regulation: Regulation
) -> tuple[Message, ...]:
    half, runoff = regulation.over_half, regulation.tie_needs_over_half
    found = []
    if tally.kind is RoundKind.TIE and not runoff.value:
        found.append(
            runoff.says(N_("A vote among the tied: the higher number of votes wins, more than half is not required."))
        )
    else:
        found.append(
            half.says(
                N_("%(over)d of %(candidates)d candidates have more than half of %(base)d; seats: %(seats)d."),
                over=eligible,
                candidates=len(tally.votes),
                base=tally.base,
                seats=tally.seats,
            )
        )
        if eligible > tally.seats:
            found.append(
                Message.of(
                    N_("More than the seats: those with the most votes are elected."), rule="N-20", article=half.article
                )
            )
    if tied:
        votes = tally.votes[tally.ballot_numbers.index(tied[0])]
        found.append(
            runoff.says(
                N_("Tied at the last seats (%(seats)d): %(count)d candidates with %(votes)d votes each."),
                count=len(tied),
                votes=votes,
                seats=tally.seats - len(elected),
            )
        )
    return tuple(found)


def _next_step(tally: Tally, elected: tuple[int, ...], tied: tuple[int, ...], regulation: Regulation) -> NextStep:
    step = _plain_step(tally, elected, tied, regulation)
    pause = _pause(tally, elected, tied, regulation)
    return step if pause is None else replace(step, step=Step.PAUSED_AWAITING_SUPERIOR, message=pause, then=step.step)


def _plain_step(tally: Tally, elected: tuple[int, ...], tied: tuple[int, ...], regulation: Regulation) -> NextStep:
    """The step that the seats alone call for."""
    left = tally.seats - len(elected)
    again, runoff = regulation.rounds_before_asking, regulation.tie_needs_over_half
    if not left:
        return NextStep(Step.DONE, Message.of(N_("Every seat is filled."), rule="N-25", article=regulation.key))
    if tally.kind is RoundKind.TIE:
        names = tied or tuple(number for number in tally.ballot_numbers if number not in elected)
        message = runoff.says(
            N_(
                "The vote among the tied left the last seats (%(seats)d) open:"
                " the congress decides whether to vote again."
            ),
            seats=left,
        )
        question = runoff.says(N_("Vote again among the tied?"))
        return NextStep(Step.ASK_TO_REPEAT_TIE_VOTE, message, left, names, len(names), (question,))
    if tied:
        message = runoff.says(
            N_("Vote again among the %(count)d tied candidates only (seats: %(seats)d); the higher number wins."),
            count=len(tied),
            seats=left,
        )
        return NextStep(Step.TIE_VOTE, message, left, tied, len(tied))
    in_cell = tally.unit_kind is not None and regulation.level(tally.unit_kind).is_cell
    if tally.post is Post.SECRETARY and in_cell:
        third = regulation.cell_secretary_rounds
        if tally.round >= third.value:
            message = third.says(
                N_("After %(rounds)d rounds nobody has more than half: the superior appoints the secretary."),
                rounds=tally.round,
            )
            return NextStep(Step.SUPERIOR_APPOINTS, message, left)
        asks = False
    else:
        asks = tally.round >= again.value or tally.post is Post.ALTERNATES
    return _further(tally, elected, left, regulation, asks=asks)


def _further(tally: Tally, elected: tuple[int, ...], left: int, regulation: Regulation, *, asks: bool) -> NextStep:
    """A further round on the open seats, or first the question whether to hold it (N-22, D-07, D-09)."""
    again = regulation.rounds_before_asking
    rule, article = again.rule, again.article
    limits = surplus_limits(left, tally.post, regulation, further=True)
    questions = []
    if asks:
        questions.append(Message.of(N_("Vote once more on the open seats?"), rule=rule, article=article))
    questions.append(Message.of(N_("May the next list have new names?"), rule=rule, article=article))
    if limits.asks:
        none = regulation.extra_where_share_gives_none
        questions.append(
            none.says(
                N_("For so few seats (%(seats)d) the allowed share gives no extra candidate: allow %(extra)d?"),
                seats=left,
                extra=none.value,
            )
        )
    message = Message.of(
        N_("Seats still open after round %(round)d: %(seats)d. The congress decides whether to vote once more.")
        if asks
        else N_("Seats still open after round %(round)d: %(seats)d. Vote once more on them."),
        rule=rule,
        article=article,
        seats=left,
        round=tally.round,
    )
    open_names = tuple(number for number in tally.ballot_numbers if number not in elected)
    step = Step.ASK_TO_CONTINUE if asks else Step.FURTHER_ROUND
    return NextStep(step, message, left, open_names, limits.max_candidates, tuple(questions))


_LEADERS = frozenset({Post.SECRETARY, Post.DEPUTY_SECRETARY})


def _pause(tally: Tally, elected: tuple[int, ...], tied: tuple[int, ...], regulation: Regulation) -> Message | None:
    """Why the elections must wait for the superior: a planned leader was not elected (E-40, E-41)."""
    lost = _lost(tally.planned, elected, tied)
    bodies = (Post.COMMITTEE, Post.STANDING_COMMITTEE)
    leader, chair = regulation.pause_when_planned_leader_lost, regulation.pause_when_planned_chair_lost
    if leader.value and tally.post in bodies and lost & _LEADERS:
        planned, rule = (Post.SECRETARY if Post.SECRETARY in lost else Post.DEPUTY_SECRETARY), leader
    elif chair.value and tally.post in (*bodies, Post.INSPECTION_COMMITTEE) and Post.INSPECTION_CHAIR in lost:
        planned, rule = Post.INSPECTION_CHAIR, chair
    else:
        return None
    return rule.says(
        N_(
            "The person planned as %(post)s was not elected: stop, report to the superior and wait for its instruction."
        ),
        post=Message(planned.label),
    )


def lost_posts(found: Outcome, planned: Iterable[tuple[int, Post]]) -> list[str]:
    """The planned posts for whose loss this count suspends the elections; none where it does not (E-40, E-41)."""
    if found.next_step.step is not Step.PAUSED_AWAITING_SUPERIOR:
        return []
    return sorted(post.value for post in _lost(planned, found.elected, found.tied))


def _lost(planned: Iterable[tuple[int, Post]], elected: tuple[int, ...], tied: tuple[int, ...]) -> set[Post]:
    return {post for number, post in planned if number not in elected and number not in tied}


def _warnings(tally: Tally, regulation: Regulation) -> tuple[Message, ...]:
    """What a person should look at; none of it changes the outcome."""
    found = list[Message]()
    candidates = len(tally.votes)
    if not tally.seats:
        found.append(Message.of(N_("There is no seat to fill."), rule="U-17", article=regulation.key))
    if tally.kind is RoundKind.TIE:
        if candidates <= tally.seats:
            found.append(
                Message.of(
                    N_("A vote among the tied needs more candidates (%(candidates)d) than seats (%(seats)d)."),
                    rule="N-21",
                    article=regulation.key,
                    candidates=candidates,
                    seats=tally.seats,
                )
            )
    else:
        further = tally.kind is RoundKind.FURTHER
        refused = tally.extra_refused
        found += list_warnings(candidates, tally.seats, tally.post, regulation, further=further, extra_refused=refused)
    if tally.post is Post.STANDING_COMMITTEE and tally.electing_members is not None:
        found += standing_committee_warnings(tally.seats, tally.electing_members, regulation)
    return (*found, *_count_warnings(tally))


def _count_warnings(tally: Tally) -> tuple[Message, ...]:
    """Votes that no count of papers could give (N-44)."""
    found = []
    limit, name = tally.base, N_("Candidate %(number)d has %(votes)d votes, more than the base %(limit)d.")
    if tally.valid is not None and tally.valid <= tally.base:
        limit, name = tally.valid, N_("Candidate %(number)d has %(votes)d votes, more than the %(limit)d valid papers.")
    for number, votes in zip(tally.ballot_numbers, tally.votes, strict=True):
        if votes > limit:
            found.append(Message.of(name, rule="N-44", number=number, votes=votes, limit=limit))
    if tally.valid is not None:
        papers = tally.valid + (tally.invalid or 0)
        if papers > tally.base:
            found.append(
                Message.of(
                    N_("%(papers)d papers were counted, more than the base %(base)d."),
                    rule="N-44",
                    papers=papers,
                    base=tally.base,
                )
            )
        cast = sum(tally.votes)
        if cast > tally.seats * tally.valid:
            found.append(
                Message.of(
                    N_("%(votes)d votes in all, more than %(seats)d seats × %(valid)d valid papers = %(most)d."),
                    rule="N-44",
                    votes=cast,
                    seats=tally.seats,
                    valid=tally.valid,
                    most=tally.seats * tally.valid,
                )
            )
    return tuple(found)
