"""Two thirds, exactly (C-04, C-05, C-06)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.rules.messages import RuleError
from daihoi.rules.quorum import quorum
from daihoi.rules.regulations import R2014


@pytest.mark.parametrize(("base", "needed"), [(9, 6), (10, 7), (3, 2), (1, 1), (300, 200), (301, 201)])
def test_two_thirds_is_never_one_too_many_or_too_few(base: int, needed: int) -> None:
    assert quorum(needed, base, base, R2014).met
    assert not quorum(needed - 1, base, base, R2014).met
    assert quorum(0, base, base, R2014).needed == needed


@given(st.integers(1, 2000), st.integers(0, 2000))
def test_present_times_three_against_base_times_two(base: int, present: int) -> None:
    assert quorum(present, base, base, R2014).met == (present * 3 >= base * 2)


def test_both_shares_are_shown_and_a_difference_is_warned_of() -> None:
    found = quorum(20, 30, 40, R2014)
    assert (found.met, found.of_base, found.of_summoned) == (True, Fraction(2, 3), Fraction(1, 2))
    assert [warning.rule for warning in found.warnings] == ["C-06"]
    assert found.arithmetic.english() == "20 × 3 = 60 ≥ 30 × 2 = 60"
    assert quorum(19, 30, 40, R2014).arithmetic.english() == "19 × 3 = 57 < 30 × 2 = 60"


def test_units_that_are_not_represented_only_warn() -> None:
    found = quorum(300, 300, 300, R2014, units=53, units_present=35)
    assert found.met
    assert [warning.rule for warning in found.warnings] == ["C-05"]
    off = R2014.with_settings({"quorum_of_units_warns": False})
    assert quorum(300, 300, 300, off, units=53, units_present=35).warnings == ()


@pytest.mark.parametrize(("present", "base", "summoned"), [(-1, 3, 3), (1, 0, 3), (1, 4, 3)])
def test_numbers_that_do_not_fit_are_refused(present: int, base: int, summoned: int) -> None:
    with pytest.raises(RuleError):
        quorum(present, base, summoned, R2014)
