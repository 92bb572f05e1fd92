"""Sizes of the bodies that are elected (U-10…U-17, S-30…S-33)."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from daihoi.rules.levels import Level
from daihoi.rules.messages import N_, Message
from daihoi.rules.rule import Rule

if TYPE_CHECKING:
    from daihoi.rules.regulations import Regulation


def elects_committee(level: Level, official_members: int) -> bool:
    """True unless it is a cell with fewer than nine official members, which elects only a secretary (U-10)."""
    return official_members >= level.committee_from_official.value


def committee_refusal(level: Level, official_members: int) -> Message | None:
    """Why a cell of this size elects no committee; None where it does (U-10)."""
    if elects_committee(level, official_members):
        return None
    law = level.committee_from_official
    return law.says(
        N_(
            "With %(official)d official members, fewer than %(least)d, a cell elects no committee:"
            " only a secretary and, where needed, a deputy."
        ),
        official=official_members,
        least=law.value,
    )


def committee_size_warnings(level: Level, seats: int) -> tuple[Message, ...]:
    """What the rules object to in a committee of `seats` (U-11, U-12, U-13, U-17)."""
    return _bounds(
        seats,
        level.committee_min,
        level.committee_max,
        N_("A committee of %(seats)d is smaller than the %(bound)d that the rules ask for."),
        N_("A committee of %(seats)d is larger than the %(bound)d that the rules allow."),
    )


def inspection_size_warnings(level: Level, seats: int) -> tuple[Message, ...]:
    """What the rules object to in an inspection committee of `seats` (S-30, S-31, S-32)."""
    return _bounds(
        seats,
        level.inspection_min,
        level.inspection_max,
        N_("An inspection committee of %(seats)d is smaller than the %(bound)d that the rules ask for."),
        N_("An inspection committee of %(seats)d is larger than the %(bound)d that the rules allow."),
    )


def _bounds(
    seats: int, least: Rule[int | None], most: Rule[int | None], too_small: str, too_large: str
) -> tuple[Message, ...]:
    if least.value is not None and seats < least.value:
        return (least.says(too_small, seats=seats, bound=least.value),)
    if most.value is not None and seats > most.value:
        return (most.says(too_large, seats=seats, bound=most.value),)
    return ()


def standing_committee_limit(members: int, regulation: Regulation) -> int:
    """Most members of the standing committee of a committee of `members`: a third; 0 below nine (U-14, U-16)."""
    if members < regulation.standing_committee_from.value:
        return 0
    return floor(regulation.standing_committee_share.value * members)


def standing_committee_refusal(
    members: int, regulation: Regulation, *, seats_decided: int | None = None
) -> Message | None:
    """Why a committee of `members` elects no standing committee; None where it does (U-14, U-15)."""
    law = regulation.standing_committee_from
    if members >= law.value:
        return None
    if seats_decided is not None and seats_decided >= law.value:
        return Message.of(
            N_(
                "Of %(decided)d seats only %(members)d were filled, fewer than %(least)d: no standing committee is"
                " elected, only secretary and deputies."
            ),
            rule="U-15",
            article=law.article,
            decided=seats_decided,
            members=members,
            least=law.value,
        )
    return law.says(
        N_("A committee of %(members)d, fewer than %(least)d, elects no standing committee."),
        members=members,
        least=law.value,
    )


def standing_committee_warnings(seats: int, members: int, regulation: Regulation) -> tuple[Message, ...]:
    """What the rules object to in a standing committee of `seats` out of `members` (U-14, U-16)."""
    refusal = standing_committee_refusal(members, regulation)
    if refusal is not None:
        return (refusal,)
    most, law = standing_committee_limit(members, regulation), regulation.standing_committee_share
    if seats <= most:
        return ()
    return (
        law.says(
            N_("A standing committee of %(seats)d is more than a third of %(members)d: at most %(most)d."),
            seats=seats,
            members=members,
            most=most,
        ),
    )
