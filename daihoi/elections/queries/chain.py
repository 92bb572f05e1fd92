"""The recorded rounds of an election as each stands on those before it (see rules.rounds)."""

from __future__ import annotations

from daihoi.elections.models import Candidate
from daihoi.elections.queries.result import Result, RoundData
from daihoi.rules.election import Outcome
from daihoi.rules.messages import N_, Message
from daihoi.rules.rounds import Before, misfit, namesakes, person_key


def candidate_key(one: Candidate) -> str:
    """What tells a recorded candidate from the others of a list."""
    return person_key(one.card, one.name)


def persons_of(data: RoundData) -> dict[int, tuple[str, str]]:
    """ballot number -> (key, name) of those on the list who are not erased."""
    return {one.number: (candidate_key(one), one.name) for one in data.candidates if one.name or one.card}


def before_round(found: Result, number: int, seats: int | None = None) -> Before:
    """What the counted rounds of `found` before round `number` have left of the seats."""
    left = Before(found.seats if seats is None else seats)
    for one in found.counted:
        if one.round.number < number and isinstance(one.outcome, Outcome):
            left = left.after(one.outcome, persons_of(one))
    return left


def round_misfit(found: Result, data: RoundData) -> Message | None:
    """Why this recorded round does not fit those before it; None where it does."""
    row = data.round
    if open_before := [one for one in found.rounds if one.round.number < row.number and not one.is_counted]:
        return Message.of(N_("Round %(number)d is not finished yet."), number=open_before[0].round.number)
    listed = persons_of(data).values()
    return misfit(before_round(found, row.number), number=row.number, kind=row.kind, seats=row.seats, listed=listed)


def namesake_warnings(found: Result, data: RoundData) -> tuple[Message, ...]:
    """Who on this list may be somebody whom an earlier round elected."""
    return namesakes(before_round(found, data.round.number), persons_of(data).values())


def stands_under(later: int) -> Message:
    """Why the count of a round stays: another one was made from it and is counted."""
    return Message.of(
        N_(
            "Round %(later)d was made from this one and is counted."
            " Save its count again, so that it is a draft, and take round %(later)d back first."
        ),
        rule="N-25", later=later,
    )  # fmt: skip
