"""How many more candidates than seats a list may have, and the cut of floor nominees (E-20…E-29, N-22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Post
from daihoi.rules.rule import Rule
from daihoi.rules.rulings import CutTie

if TYPE_CHECKING:
    from daihoi.rules.regulations import Regulation


@dataclass(frozen=True, slots=True)
class SurplusLimits:
    """What the rules say about a list for `seats`: fewest and most extra names, and what the preparer should prepare.

    `prepared` is empty where no window is set for the post; `asks` is True where the share gives no name at all and
    the congress must be asked whether to allow one.
    """

    seats: int
    min_extra: int
    max_extra: int
    prepared: tuple[int, ...]
    asks: bool
    max_law: Rule[int] | Rule[Fraction]
    warnings: tuple[Message, ...]

    @property
    def min_candidates(self) -> int:
        """The shortest list that the rules ask for."""
        return self.seats + self.min_extra

    @property
    def max_candidates(self) -> int:
        """The longest list that the rules allow."""
        return self.seats + self.max_extra


def surplus_limits(
    seats: int, post: Post, regulation: Regulation, *, further: bool = False, extra_refused: bool = False
) -> SurplusLimits:
    """Limits of a list for `seats`; `further` for the missing seats of a further round (E-20…E-23, E-29, N-22).

    `extra_refused` where the congress, asked about one name more than the share gives, allowed none.
    """
    if seats < 0:
        raise RuleError(Message.of(N_("There cannot be %(seats)d seats."), rule="E-21", seats=seats))
    by_share = floor(regulation.surplus_max.value * seats)
    is_small_body = not further and regulation.small_body_from.value <= seats <= regulation.small_body_to.value
    law: Rule[int] | Rule[Fraction]
    if is_small_body:
        law = regulation.small_body_max_extra
        max_extra = law.value
    elif seats and not by_share:
        law = regulation.extra_where_share_gives_none
        max_extra = law.value
    else:
        law, max_extra = regulation.surplus_max, by_share
    min_extra = 1 if seats and post in regulation.surplus_required.value else 0
    prepared, warnings = _prepared(seats, min_extra, max_extra, regulation) if min_extra else ((), ())
    asks = bool(seats) and not by_share and not is_small_body
    if asks and extra_refused:
        max_extra = 0
    return SurplusLimits(seats, min_extra, max_extra, prepared, asks, law, warnings)


def _prepared(
    seats: int, min_extra: int, max_extra: int, regulation: Regulation
) -> tuple[tuple[int, ...], tuple[Message, ...]]:
    """Whole numbers inside the 10–15 % window; where it holds none, both neighbours and a warning (E-22, E-29)."""
    lower = regulation.prepared_surplus_min
    low, high = ceil(lower.value * seats), floor(regulation.prepared_surplus_max.value * seats)
    if low <= high:
        return tuple(range(low, high + 1)), ()
    neighbours = tuple(extra for extra in (high, low) if min_extra <= extra <= max_extra)
    warning = Message.of(
        N_("For %(seats)d seats no whole number lies between %(low)s and %(high)s: nearest are %(nearest)s."),
        rule="E-29",
        article=lower.article,
        seats=seats,
        nearest=neighbours,
        low=lower.value,
        high=regulation.prepared_surplus_max.value,
    )
    return neighbours, (warning,)


def list_warnings(
    candidates: int,
    seats: int,
    post: Post,
    regulation: Regulation,
    *,
    further: bool = False,
    extra_refused: bool = False,
) -> tuple[Message, ...]:
    """What the rules object to in a list of `candidates` for `seats`; never a refusal (E-20, E-21, E-23, N-22)."""
    if not post.is_secret or not seats:
        return ()
    limits = surplus_limits(seats, post, regulation, further=further, extra_refused=extra_refused)
    if extra_refused and limits.asks and candidates > seats:
        return (
            limits.max_law.says(
                N_("%(candidates)d candidates for %(seats)d seats: the congress allowed no extra candidate."),
                candidates=candidates,
                seats=seats,
            ),
        )
    found = []
    if candidates > limits.max_candidates:
        found.append(
            limits.max_law.says(
                N_("%(candidates)d candidates for %(seats)d seats: the rules allow at most %(most)d."),
                candidates=candidates,
                seats=seats,
                most=limits.max_candidates,
            )
        )
    if limits.min_extra and candidates < limits.min_candidates and not (further and limits.asks):
        required = regulation.surplus_required
        found.append(
            required.says(
                N_("%(candidates)d candidates for %(seats)d seats: there must be more candidates than seats."),
                candidates=candidates,
                seats=seats,
            )
        )
    elif candidates < seats:
        found.append(
            Message.of(
                N_("%(candidates)d candidates for %(seats)d seats: not every seat can be filled."),
                rule="E-08",
                article=regulation.surplus_max.article,
                candidates=candidates,
                seats=seats,
            )
        )
    return tuple(found)


def support_needed(attending: int, regulation: Regulation) -> int:
    """Approvals that a nominee from the floor needs: more than 30 % of those attending; 0 where not asked (E-25)."""
    share = regulation.floor_support.value
    return 0 if share is None else floor(share * attending) + 1


@dataclass(frozen=True, slots=True)
class FloorNominee:
    """A person nominated, or standing, at the congress; `number` names the person, whatever the caller's numbering."""

    number: int
    approvals: int
    party_age_months: int | None = None


@dataclass(frozen=True, slots=True)
class FloorCut:
    """Who of the floor nominees gets on the list. `tied` are equal at the cut: the presidium takes `room` of them."""

    kept: tuple[int, ...]
    dropped: tuple[int, ...]
    without_support: tuple[int, ...]
    tied: tuple[int, ...]
    room: int
    list_size: int
    reasons: tuple[Message, ...]


def floor_cut(
    seats: int, prepared: int, nominees: Sequence[FloorNominee], attending: int, regulation: Regulation, *, post: Post
) -> FloorCut:
    """The list after the straw poll: prepared names stay, floor nominees by descending approvals (E-25…E-28)."""
    needed = support_needed(attending, regulation)
    supported = [nominee for nominee in nominees if nominee.approvals >= needed]
    without = tuple(nominee.number for nominee in nominees if nominee.approvals < needed)
    limits = surplus_limits(seats, post, regulation)
    room = max(0, limits.max_candidates - prepared)
    by_age = regulation.straw_poll_tie.value is CutTie.PARTY_AGE
    keys = {nominee.number: _cut_key(nominee, by_age) for nominee in supported}
    ranked = sorted(keys, key=lambda number: keys[number], reverse=True)
    kept, dropped, tied = ranked[:room], ranked[room:], list[int]()
    if kept and dropped and keys[kept[-1]] == keys[dropped[0]]:
        edge = keys[dropped[0]]
        tied = [number for number in ranked if keys[number] == edge]
        kept = [number for number in kept if keys[number] != edge]
        dropped = [number for number in dropped if keys[number] != edge]
    reasons = []
    if without:
        support = regulation.floor_support
        reasons.append(
            support.says(
                N_("%(count)d from the floor did not get the %(needed)d approvals needed of %(attending)d attending."),
                count=len(without),
                needed=needed,
                attending=attending,
            )
        )
    if dropped or tied:
        reasons.append(
            Message.of(
                N_("%(prepared)d prepared and %(floor)d from the floor for %(seats)d seats: the list holds %(most)d."),
                rule="E-26",
                article=limits.max_law.article,
                prepared=prepared,
                floor=len(supported),
                seats=seats,
                most=max(prepared, limits.max_candidates),
            )
        )
    if tied:
        tie = regulation.straw_poll_tie
        reasons.append(
            tie.says(
                N_("%(count)d have equal support for %(places)d places: the presidium decides and records why."),
                count=len(tied),
                places=room - len(kept),
            )
        )
    size = prepared + len(kept) + (room - len(kept) if tied else 0)
    return FloorCut(tuple(kept), tuple(dropped), without, tuple(tied), room - len(kept), size, tuple(reasons))


def _cut_key(nominee: FloorNominee, by_age: bool) -> tuple[int, int]:
    return nominee.approvals, (nominee.party_age_months or 0) if by_age else 0
