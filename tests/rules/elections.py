"""Elections for the oracle: all small ones, and many that crowd about ties and thresholds."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from random import Random

from daihoi.rules.election import Outcome, RoundKind, Tally, outcome
from daihoi.rules.levels import UnitKind
from daihoi.rules.posts import Post
from daihoi.rules.regulations import R2014, Regulation
from tests.rules.oracle import Case, answer

Decide = Callable[[Tally, Regulation], Outcome]

LENIENT = R2014
STRICT = R2014.with_settings({"tie_needs_over_half": True, "rounds_before_asking": 3})


def tally_of(case: Case) -> Tally:
    """The case as the program wants it, with ballot numbers that are not simply 1, 2, 3."""
    numbers = tuple(index * 3 + 2 for index in range(len(case.votes)))
    return Tally(
        base=case.base,
        seats=case.seats,
        votes=tuple(case.votes),
        ballot_numbers=numbers,
        kind=RoundKind(case.kind),
        round=case.round,
        post=Post(case.post),
        unit_kind=UnitKind.CELL_UNDER_COMMITTEE if case.in_cell else UnitKind.GRASSROOTS_ORGANIZATION,
        planned=tuple((numbers[person], Post(post)) for person, post in case.planned),
    )


def agree(case: Case, decide: Decide, branches: Counter[str]) -> bool:
    """True where program and oracle say the same of `case`; its branches are counted."""
    tally, wanted = tally_of(case), answer(case)
    branches.update(wanted.branches)
    found = decide(tally, STRICT if case.tie_needs_half else LENIENT)
    numbers = tally.ballot_numbers
    return (
        [numbers.index(number) for number in found.elected] == wanted.elected
        and [numbers.index(number) for number in found.tied] == wanted.tied
        and found.seats_left == wanted.left
        and found.next_step.step.value == wanted.step
    )


def differences(cases: Iterable[Case], decide: Decide = outcome) -> tuple[int, Counter[str]]:
    """How many cases program and oracle decide differently, and how often each branch was walked."""
    branches: Counter[str] = Counter()
    wrong = sum(not agree(case, decide, branches) for case in cases)
    return wrong, branches


def small_elections(largest_base: int = 5) -> Iterator[Case]:
    """Every election of up to four candidates for up to three seats."""
    for base in range(1, largest_base + 1):
        for candidates in range(5 if base < 5 else 4):
            for votes in product(range(base + 1), repeat=candidates):
                for seats, kind in product(range(4), ("first", "tie")):
                    yield Case(base, seats, votes, kind, 1, "committee", False, ())


def crowded_elections(many: int, seed: int) -> Iterator[Case]:
    """Random elections biased to ties, to one vote about the half, and to lists of nearly as many as seats."""
    random = Random(seed)
    posts = ["committee"] * 4 + ["standing_committee", "secretary", "secretary", "alternates", "inspection_committee"]
    for _ in range(many):
        base = random.choice((random.randint(1, 12), random.randint(1, 60), random.randint(1, 400)))
        post = random.choice(posts)
        candidates = random.choice((random.randint(0, 4), random.randint(1, 9), random.randint(1, 18)))
        near = random.choice((0, 1, 2, candidates // 2, candidates, random.randint(0, 15)))
        seats = 1 if post == "secretary" else random.choice((max(0, candidates - near), random.randint(0, 4)))
        votes = [_votes(random, base) for _ in range(candidates)]
        for place in range(1, candidates):
            if random.random() < 0.35:
                votes[place] = votes[random.randrange(place)]
        kind = random.choice(("first", "further", "tie"))
        planned = ()
        if candidates and random.random() < 0.2:
            leader = random.choice(("secretary", "deputy_secretary", "inspection_chair"))
            planned = ((random.randrange(candidates), leader),)
        strict = random.random() < 0.15
        in_cell, asks_after = random.random() < 0.5, 3 if strict else 2
        round = random.randint(1, 4)
        yield Case(base, seats, tuple(votes), kind, round, post, in_cell, planned, strict, asks_after)


def _votes(random: Random, base: int) -> int:
    half = base // 2
    return random.choice(
        (
            min(base, max(0, half + random.randint(-1, 2))),
            half,
            min(base, half + 1),
            random.randint(0, base),
            random.randint(half, base),
            random.choice((0, base)),
        )
    )
