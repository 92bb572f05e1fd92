"""What a round stands on: the seats that the rounds before it left, who is elected already, what had to come next.

N-21: a tie is voted on among the tied; N-22: further rounds have the open seats; N-25: who is elected stays elected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from daihoi.rules.election import Outcome, RoundKind, Step
from daihoi.rules.messages import N_, Message
from daihoi.rules.vietnamese import fold

AMONG_THE_TIED = (Step.TIE_VOTE, Step.ASK_TO_REPEAT_TIE_VOTE)
ON_OPEN_SEATS = (Step.FURTHER_ROUND, Step.ASK_TO_CONTINUE)


def person_key(card: str, name: str) -> str:
    """What tells a person from the others of a list: the card, else the name."""
    return f"card:{card}" if card else f"name:{fold(name)}"


@dataclass(frozen=True)
class Before:
    """What the rounds before one have left, and whom they elected, by key."""

    seats_left: int
    elected: Mapping[str, str] = field(default_factory=dict)
    step: Step | None = None  # None before the first round
    tied: frozenset[str] = frozenset()  # who stands in a vote among the tied

    def after(self, found: Outcome, persons: Mapping[int, tuple[str, str]]) -> Before:
        """The same after one more round; `persons` are (key, name) by ballot number."""
        step = found.next_step.then or found.next_step.step
        return Before(
            self.seats_left - len(found.elected),
            {**self.elected, **dict(persons[number] for number in found.elected if number in persons)},
            step,
            frozenset(persons[n][0] for n in found.next_step.candidates if n in persons)
            if step in AMONG_THE_TIED
            else frozenset(),
        )


def misfit(before: Before, *, number: int, kind: str, seats: int, listed: Iterable[tuple[str, str]]) -> Message | None:
    """Why a round does not fit what the rounds before it left; None where it does. `listed` are (key, name)."""
    persons = dict(listed)
    if (number == 1) != (kind == RoundKind.FIRST):
        return Message.of(N_("Round 1 is the first vote; every other one follows from the round before."), rule="N-22")
    if number > 1:
        if before.step not in (*AMONG_THE_TIED, *ON_OPEN_SEATS):
            return Message.of(N_("After round %(before)d no further round is held."), rule="N-25", before=number - 1)
        if before.step in AMONG_THE_TIED and (kind != RoundKind.TIE or set(persons) != before.tied):
            return Message.of(
                N_("After round %(before)d only the tied are voted on again: this round has another list or kind."),
                rule="N-21", before=number - 1,
            )  # fmt: skip
        if before.step in ON_OPEN_SEATS and kind == RoundKind.TIE:
            return Message.of(
                N_("Nobody was tied after round %(before)d: this is no vote among the tied."),
                rule="N-21", before=number - 1,
            )  # fmt: skip
    if seats > before.seats_left:
        return Message.of(
            N_("Round %(number)d is for %(seats)d seats, but the rounds before it left only %(left)d open."),
            rule="N-25", number=number, seats=seats, left=max(before.seats_left, 0),
        )  # fmt: skip
    if again := [name for key, name in persons.items() if key in before.elected]:
        return elected_already(again[0])
    return None


def elected_already(name: str) -> Message:
    """Why a person is on no further list (N-25)."""
    return Message.of(N_("%(name)s is elected already and cannot stand again."), rule="N-25", name=name)


def namesakes(before: Before, listed: Iterable[tuple[str, str]]) -> tuple[Message, ...]:
    """Who on a list bears the name of somebody elected where the two cards do not tell them apart; never a refusal.

    One of them has no card: it may be the same person (N-25) or another of that name, which a person must look at.
    """
    elected = [(fold(name), key) for key, name in before.elected.items()]
    text = N_("%(name)s: somebody of this name is elected already. Check by the card that it is another person.")
    return tuple(
        Message.of(text, rule="N-25", name=name)
        for key, name in listed
        if key not in before.elected
        and any(fold(name) == same and not (_has_card(key) and _has_card(other)) for same, other in elected)
    )


def _has_card(key: str) -> bool:
    return key.startswith("card:")
