"""The identities of a typed count: which line is off, and what stops certifying (N-43, N-44, B-10)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.rules.balance import TypedCount, balance, blocks_certifying

GOOD = TypedCount(
    seats=2,
    ballot_numbers=(1, 2, 3),
    votes=(15, 12, 9),
    present=20,
    issued=20,
    returned=19,
    valid=18,
    invalid=1,
    summoned=22,
    printed=25,
    unused=4,
    spoiled=1,
    invalid_reasons=(1,),
    sheets=19,
)


def off(**changes: object) -> list[str]:
    return [line.key for line in blocks_certifying(replace(GOOD, **changes))]  # type: ignore[arg-type]


def test_a_count_that_balances_blocks_nothing() -> None:
    assert off() == []
    assert [line.key for line in balance(GOOD)] == [
        "present", "printed", "issued", "returned", "judged", "sheets", "reasons", "votes",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({"present": 23}, ["present"]),
        ({"printed": 26}, ["printed"]),
        ({"spoiled": 0}, ["printed"]),
        ({"issued": 21, "unused": 3}, ["issued"]),
        ({"issued": 18, "unused": 6}, ["returned"]),
        ({"returned": 18}, ["judged", "sheets"]),
        ({"valid": 17}, ["judged", "votes"]),
        ({"sheets": 20}, ["sheets"]),
        ({"invalid_reasons": (1, 1)}, ["reasons"]),
        ({"votes": (15, 12, 10)}, ["votes"]),
        ({"votes": (19, 8, 9)}, ["votes.1"]),
        ({"votes": (15, -1, 9)}, ["votes.2"]),
        ({"votes": (15, None, 9)}, ["votes", "votes.2"]),
        ({"present": None}, ["present", "issued"]),
    ],
)
def test_a_wrong_number_names_its_line(changes: dict[str, object], lines: list[str]) -> None:
    assert off(**changes) == lines


def test_papers_not_issued_by_the_board_have_a_line_of_their_own_and_are_invalid() -> None:
    count = replace(GOOD, not_issued=2, invalid=3, invalid_reasons=(1, 2), sheets=21)
    assert blocks_certifying(count) == ()
    [line] = [line for line in balance(count) if line.key == "not_issued"]
    assert line.message.rule == "B-10"
    assert "not_issued" in [line.key for line in blocks_certifying(replace(count, not_issued=4))]


def test_a_line_that_is_not_typed_yet_is_open_not_wrong() -> None:
    [line] = [line for line in balance(replace(GOOD, returned=None)) if line.key == "returned"]
    assert (line.holds, line.blocks, line.difference) == (None, True, None)


def test_what_is_not_given_is_not_asked_for() -> None:
    bare = replace(GOOD, summoned=None, printed=None, sheets=None, invalid_reasons=None)
    assert [line.key for line in balance(bare)] == ["issued", "returned", "judged", "votes"]


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 9), st.lists(st.integers(0, 50), max_size=6))
def test_a_count_of_real_papers_always_balances(valid: int, invalid: int, home: int, wanted: list[int]) -> None:
    votes = tuple(min(vote, valid) for vote in wanted)
    in_box = valid + invalid
    count = TypedCount(
        seats=max(1, len(votes)),
        ballot_numbers=tuple(range(len(votes))),
        votes=votes,
        present=in_box + home,
        issued=in_box + home,
        returned=in_box,
        valid=valid,
        invalid=invalid,
    )
    assert blocks_certifying(count) == ()
