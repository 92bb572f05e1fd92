"""Allocation by largest remainder, the split of one list, moves and replacements of delegates."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from daihoi.rules.delegates import (
    Allocation,
    Alternate,
    Sender,
    Weights,
    adjust,
    allocate,
    allocation_warnings,
    delegate_limit,
    moved_delegate,
    replacements,
    split_delegates,
)
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from daihoi.rules.regulations import R2014, R2024

DISTRICT = R2014.level(UnitKind.DIRECT_SUPERIOR_ORGANIZATION)


def numbers(allocation: Allocation) -> dict[str, int]:
    return {line.code: line.delegates for line in allocation.lines}


# --- allocation ------------------------------------------------------------------------------------------------------


def test_one_for_each_unit_and_the_rest_by_members_with_the_largest_remainders() -> None:
    """7 left for 100 members: A 3,5 · B 2,8 · C 0,7 → 3 + 2 + 0, the two left go to B (0,8) and C (0,7)."""
    units = [Sender("A", 50), Sender("B", 40), Sender("C", 10)]
    assert numbers(allocate(units, 10)) == {"A": 4, "B": 4, "C": 2}


def test_of_equal_remainders_the_larger_unit_then_the_first_code_comes_first() -> None:
    assert numbers(allocate([Sender("B", 10), Sender("A", 10)], 3)) == {"B": 1, "A": 2}
    # A 1,5 and B 4,5: the seat left goes to the larger unit.
    assert numbers(allocate([Sender("A", 10), Sender("B", 30)], 6, Weights(per_unit=0))) == {"A": 1, "B": 5}


def test_units_below_and_key_units_count_as_weighted() -> None:
    units = [Sender("A", 10, sub_units=4, extra=2), Sender("B", 20, sub_units=2)]
    allocation = allocate(units, 10, Weights(per_unit=1, members=1, sub_units=5))
    # 10 − 2 − 2 = 6 by weight 30 : 30.
    assert numbers(allocation) == {"A": 6, "B": 4}
    line = allocation.of("A")
    assert (line.fixed, line.extra, line.share, line.rounding) == (1, 2, Fraction(3), 0)
    assert line.arithmetic.english().endswith("= 6")


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 20), st.integers(0, 2)), min_size=1, max_size=20),
    st.integers(0, 400),
    st.integers(0, 3),
    st.integers(0, 3),
)
def test_every_seat_is_given_and_nobody_is_a_whole_seat_from_the_exact_share(
    rows: list[tuple[int, int, int]], more: int, per_unit: int, sub_units: int
) -> None:
    units = [Sender(f"U{n:02d}", *row) for n, row in enumerate(rows)]
    assume(sum(unit.members for unit in units) > 0)
    weights = Weights(per_unit, 1, sub_units)
    seats = sum(per_unit + unit.extra for unit in units) + more
    allocation = allocate(units, seats, weights)
    assert allocation.total == seats
    weight = {unit.code: unit.members + sub_units * unit.sub_units for unit in units}
    for unit in units:
        exact = per_unit + unit.extra + Fraction(more * weight[unit.code], sum(weight.values()))
        assert abs(allocation.of(unit.code).delegates - exact) < 1
    assert allocate(units[::-1], seats, weights).total == seats
    assert numbers(allocate(units[::-1], seats, weights)) == numbers(allocation)


@given(st.lists(st.integers(1, 300), min_size=2, max_size=10), st.integers(0, 100))
def test_a_larger_unit_never_gets_fewer(members: list[int], more: int) -> None:
    units = [Sender(f"U{n}", count) for n, count in enumerate(members)]
    allocation = allocate(units, len(units) + more)
    for one in units:
        for other in units:
            if one.members > other.members:
                assert allocation.of(one.code).delegates >= allocation.of(other.code).delegates


def test_an_allocation_that_cannot_be_is_refused() -> None:
    with pytest.raises(RuleError, match="fixed seats are 4"):
        allocate([Sender("A", 5, extra=2), Sender("B", 5)], 3)
    with pytest.raises(RuleError, match="cannot be shared out"):
        allocate([Sender("A", 0)], 3)
    with pytest.raises(RuleError, match="twice"):
        allocate([Sender("A", 1), Sender("A", 1)], 3)


def test_a_change_by_hand_keeps_its_reason_and_shows_in_the_sum() -> None:
    allocation = adjust(allocate([Sender("A", 50), Sender("B", 50)], 10), {"A": (2, "key unit"), "B": (-1, "small")})
    assert numbers(allocation) == {"A": 7, "B": 4}
    assert allocation.of("A").reason == "key unit"
    assert numbers(adjust(allocation, {"A": (0, "")})) == {"A": 5, "B": 4}
    assert allocation.total == 11


@pytest.mark.parametrize("changes", [{"X": (1, "why")}, {"A": (1, " ")}, {"A": (-6, "why")}])
def test_a_change_by_hand_that_cannot_be_is_refused(changes: dict[str, tuple[int, str]]) -> None:
    with pytest.raises(RuleError):
        adjust(allocate([Sender("A", 50), Sender("B", 50)], 10), changes)


def test_all_delegates_together_stay_within_the_limit_of_the_level() -> None:
    limit = delegate_limit(R2014, DISTRICT)
    assert limit.value == 300
    allocation = allocate([Sender("A", 500), Sender("B", 500)], 260)
    assert allocation_warnings(allocation, limit, ex_officio=40) == ()
    (warning,) = allocation_warnings(allocation, limit, ex_officio=40, appointed=1)
    assert "260 elected + 40 ex officio + 1 appointed = 301" in warning.english()


def test_more_than_two_extra_and_a_changed_total_are_pointed_out() -> None:
    allocation = adjust(allocate([Sender("A", 50, extra=1), Sender("B", 50)], 10), {"A": (2, "key unit")})
    assert [warning.rule for warning in allocation_warnings(allocation, delegate_limit(R2014, DISTRICT))] == [
        "D-02",
        "D-03",
    ]


def test_the_published_limits() -> None:
    province = UnitKind.CENTRAL_DIRECT_ORGANIZATION
    assert delegate_limit(R2014, R2014.level(province)).value == 350
    assert delegate_limit(R2014, R2014.level(province), "hanoi").value == 500
    assert delegate_limit(R2014, R2014.level(province), "ho_chi_minh_city").value == 450
    assert delegate_limit(R2024, R2024.level(province)).value == 400
    assert delegate_limit(R2024, R2024.level(province), "merged_from_three").value == 500
    assert delegate_limit(R2024, R2024.level(UnitKind.DIRECT_SUPERIOR_ORGANIZATION)).value == 300
    assert delegate_limit(R2024, R2024.level(UnitKind.DIRECT_SUPERIOR_ORGANIZATION), "commune").value == 250
    assert delegate_limit(R2024, R2024.level(UnitKind.GRASSROOTS_ORGANIZATION)).value == 250


# --- one list, official first ----------------------------------------------------------------------------------------


def test_official_seats_fill_first_and_alternates_follow_by_votes() -> None:
    split = split_delegates({1: 60, 2: 90, 3: 80, 4: 70, 5: 50}, 100, seats=2, alternates=2, regulation=R2024)
    assert split.official == (2, 3)
    assert split.alternate == (4, 1)
    assert (split.official_short, split.alternate_short) == (0, 0)
    assert split.message.rule == "D-06"


def test_exactly_half_is_not_more_than_half() -> None:
    split = split_delegates({1: 90, 2: 50}, 100, seats=1, alternates=1, regulation=R2024)
    assert (split.official, split.alternate, split.alternate_short) == ((1,), (), 1)
    assert split.message.rule == "D-07"


def test_official_seats_left_empty_are_voted_on_again() -> None:
    split = split_delegates({1: 90, 2: 40, 3: 30}, 100, seats=2, alternates=1, regulation=R2014)
    assert (split.official, split.official_short, split.message.rule) == ((1,), 1, "D-09")


def test_those_tied_at_the_last_official_seat_stand_again_and_alternates_wait() -> None:
    split = split_delegates({1: 90, 2: 70, 3: 70, 4: 60}, 100, seats=2, alternates=1, regulation=R2024)
    assert (split.official, split.tied_official, split.alternate) == ((1,), (2, 3), ())
    assert split.message.rule == "N-21"


def test_those_tied_at_the_last_alternate_seat_stand_again() -> None:
    split = split_delegates({1: 90, 2: 70, 3: 70, 4: 60}, 100, seats=1, alternates=1, regulation=R2024)
    assert (split.official, split.alternate, split.tied_alternate) == ((1,), (), (2, 3))


@given(st.lists(st.integers(0, 20), max_size=12), st.integers(0, 6), st.integers(0, 6))
def test_nobody_passes_over_a_person_with_more_votes(votes: list[int], seats: int, alternates: int) -> None:
    by_number = dict(enumerate(votes, start=1))
    split = split_delegates(by_number, 20, seats=seats, alternates=alternates, regulation=R2024)
    assert len(split.official) <= seats
    assert len(split.alternate) <= alternates
    groups = [split.official, split.tied_official, split.alternate, split.tied_alternate]
    placed = [number for group in groups for number in group]
    assert len(placed) == len(set(placed))
    assert all(by_number[number] * 2 > 20 for number in placed)
    out = [count for number, count in by_number.items() if number not in placed and count * 2 > 20]
    if out and split.official:
        assert by_number[split.official[-1]] >= max(out)
    if not split.tied_official:
        assert len(split.official) == min(seats, sum(count * 2 > 20 for count in votes))


# --- moves and replacements ------------------------------------------------------------------------------------------


def test_a_delegate_who_moves_under_the_same_superior_stays_in_the_old_delegation() -> None:
    stays = moved_delegate("A", "B", same_superior=True, heads_new_delegation=False)
    assert (stays.delegation, stays.may_be_replaced) == ("A", False)
    heads = moved_delegate("A", "B", same_superior=True, heads_new_delegation=True)
    assert (heads.delegation, heads.may_be_replaced) == ("B", False)
    gone = moved_delegate("A", "X", same_superior=False, heads_new_delegation=False)
    assert gone.may_be_replaced


def test_alternates_of_the_same_delegation_come_by_votes() -> None:
    alternates = [Alternate("a", "A", 60), Alternate("b", "A", 70), Alternate("c", "B", 90)]
    result = replacements([("x", "A"), ("y", "A"), ("z", "A"), ("w", "C")], alternates, consent=True)
    assert [(one.absent, one.alternate) for one in result] == [("x", "b"), ("y", "a"), ("z", None), ("w", None)]


def test_nobody_is_replaced_without_consent() -> None:
    result = replacements([("x", "A")], [Alternate("a", "A", 60)], consent=False)
    assert [one.alternate for one in result] == [None]


def test_of_equal_votes_the_ballots_order_stands() -> None:
    alternates = [Alternate("b", "A", 60, order=2), Alternate("a", "A", 60, order=1)]
    assert replacements([("x", "A")], alternates, consent=True)[0].alternate == "a"
