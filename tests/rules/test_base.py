"""The base of the majority: vectors of the rules, grounds, and two calculators that may differ (N-10…N-15, C-07)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.rules.base import Deduction, Ground, Meeting, decision_passes, is_over_half, majority_base, votes_needed
from daihoi.rules.messages import RuleError
from daihoi.rules.regulations import R2014, R2024
from tests.rules.oracle import fewest_votes

CONGRESS = Meeting.MEMBERS_CONGRESS


def test_a_cell_of_11_with_one_excused_has_base_10() -> None:
    base = majority_base(CONGRESS, 11, [Deduction(Ground.EXCUSED_ENTIRE_CONGRESS, 1)], R2014)
    assert (base.value, base.needed) == (10, 6)
    assert majority_base(CONGRESS, 11, [], R2014).needed == 6


def test_40_summoned_leave_a_base_of_32() -> None:
    base = majority_base(
        CONGRESS,
        40,
        [
            Deduction.of_absent(Ground.EXEMPTED_NOT_PRESENT, total=4, present=1),
            Deduction(Ground.TEMPORARY_TRANSFER, 2),
            Deduction(Ground.SUSPENDED, 1),
            Deduction(Ground.EXCUSED_ENTIRE_CONGRESS, 2),
        ],
        R2014,
    )
    assert (base.value, base.needed) == (32, 17)
    assert base.arithmetic.english() == "40 − 3 − 2 − 1 − 2 = 32; more than half is 17"
    assert {line.rule for line in base.lines} == {"N-10"}
    assert base.lines[1].english() == "less 3: exempted from work and activities, not present"


def test_a_delegates_congress_of_250_leaves_a_base_of_247() -> None:
    deductions = [
        Deduction(Ground.CONVENING_MEMBER_ABSENT, 2),
        Deduction.of_absent(Ground.DELEGATE_NOT_REPLACED, total=3, present=2),
    ]
    base = majority_base(Meeting.DELEGATES_CONGRESS, 250, deductions, R2014)
    assert (base.value, base.needed, base.rule) == (247, 124, "N-11")


def test_absence_on_duty_counts_differently_in_a_meeting_and_at_a_congress() -> None:
    duty = [Deduction(Ground.EXCUSED_ENTIRE_CONGRESS, 3)]
    found = decision_passes(9, 20, duty, R2024)
    assert (found.meeting.value, found.meeting.needed) == (20, 11)
    assert (found.congress.value, found.congress.needed) == (17, 9)
    assert (found.passes_congress, found.passes_meeting, found.passes) == (True, False, None)
    [warning] = found.warnings
    assert warning.rule == "C-07"
    assert decision_passes(11, 20, duty, R2024).passes is True
    assert decision_passes(8, 20, duty, R2024).passes is False
    assert decision_passes(8, 20, duty, R2024).warnings == ()


def test_a_ground_that_the_rule_does_not_know_is_refused() -> None:
    with pytest.raises(RuleError) as refusal:
        majority_base(Meeting.MEMBERS_MEETING, 20, [Deduction(Ground.EXCUSED_ENTIRE_CONGRESS, 3)], R2014)
    assert refusal.value.message.rule == "C-07"
    with pytest.raises(RuleError):
        majority_base(CONGRESS, 20, [Deduction(Ground.DELEGATE_NOT_REPLACED, 1)], R2014)


@pytest.mark.parametrize(("summoned", "deducted"), [(5, 6), (-1, 0), (5, -1)])
def test_deductions_that_do_not_fit_are_refused(summoned: int, deducted: int) -> None:
    with pytest.raises(RuleError):
        majority_base(CONGRESS, summoned, [Deduction(Ground.SUSPENDED, deducted)], R2014)


def test_more_present_than_there_are_is_refused() -> None:
    with pytest.raises(RuleError):
        Deduction.of_absent(Ground.EXEMPTED_NOT_PRESENT, total=2, present=3)


def test_a_bodys_meeting_counts_its_members_in_office() -> None:
    base = majority_base(Meeting.BODY_MEETING, 15, [Deduction(Ground.RETIRED, 1)], R2024)
    assert (base.value, base.needed, base.rule) == (14, 8, "N-12")


@given(st.integers(0, 3000))
def test_the_votes_needed_are_the_first_that_are_more_than_half(base: int) -> None:
    assert votes_needed(base, R2014) == fewest_votes(base)
    assert is_over_half(votes_needed(base, R2014), base, R2014)
    assert not is_over_half(votes_needed(base, R2014) - 1, base, R2014)
