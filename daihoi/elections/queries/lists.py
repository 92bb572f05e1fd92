"""How long a list may be, with what the congress answered about one extra name for few missing seats (N-22)."""

from __future__ import annotations

from dataclasses import replace

from daihoi.rules.messages import N_, Message
from daihoi.rules.posts import Post
from daihoi.rules.regulations import Regulation
from daihoi.rules.surplus import SurplusLimits, list_warnings, surplus_limits


def limits(seats: int, post: Post, law: Regulation, *, further: bool, extra_refused: bool) -> SurplusLimits:
    """The limits of the rules; none above the seats where the congress refused the extra name."""
    found = surplus_limits(seats, post, law, further=further)
    return replace(found, max_extra=0) if found.asks and extra_refused else found


def objections(
    candidates: int, seats: int, post: Post, law: Regulation, *, further: bool, extra_refused: bool
) -> tuple[Message, ...]:
    """What the rules, or the congress by its answer, object to in a list; never a refusal."""
    allowed = limits(seats, post, law, further=further, extra_refused=extra_refused)
    if extra_refused and allowed.asks and candidates > seats:
        return (
            allowed.max_law.says(
                N_("%(candidates)d candidates for %(seats)d seats: the congress allowed no extra candidate."),
                candidates=candidates,
                seats=seats,
            ),
        )
    return list_warnings(candidates, seats, post, law, further=further)
