"""Ballot papers: the validity table row by row, every small paper against the oracle, counts that add up."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.rules.ballots import Defect, Format, Mark, ballot_format, count, judge, judge_numbers
from daihoi.rules.messages import RuleError
from daihoi.rules.regulations import R2014, R2024
from tests.rules.oracle import paper_boxes, paper_struck

KEPT, STRUCK, PARTIAL = Mark.KEPT, Mark.STRUCK, Mark.PARTIAL
YES, NO, BOTH, NONE = Mark.AGREE, Mark.DISAGREE, Mark.BOTH, Mark.NONE


def rule(marks: list[Mark], seats: int, form: Format) -> tuple[bool | None, str]:
    verdict = judge(marks, form, seats, R2014)
    return verdict.valid, verdict.reason.rule


def struck(many: int, of: int = 9) -> list[Mark]:
    return [STRUCK] * many + [KEPT] * (of - many)


def test_format_follows_from_the_surplus() -> None:
    assert ballot_format(9, 7) is Format.A
    assert ballot_format(2, 1) is Format.A
    assert ballot_format(7, 7) is Format.B
    assert ballot_format(1, 1) is Format.B


@pytest.mark.parametrize(
    ("many", "valid", "because"),
    [(2, True, "B-11"), (1, False, "B-12"), (0, False, "B-13"), (9, False, "B-14"), (8, True, "B-11")],
)
def test_format_a_with_seven_seats_and_nine_names(many: int, valid: bool, because: str) -> None:
    assert rule(struck(many), 7, Format.A) == (valid, because)


def test_eight_struck_of_nine_is_one_vote() -> None:
    assert sum(judge(struck(8), Format.A, 7, R2014).votes) == 1


@pytest.mark.parametrize(
    ("mark", "valid", "votes", "because"),
    [
        (YES, True, 1, "B-15"),
        (NO, True, 0, "B-15"),
        (BOTH, False, 0, "B-16"),
        (NONE, False, 0, "B-17"),
    ],
)
def test_format_b_with_one_name(mark: Mark, valid: bool, votes: int, because: str) -> None:
    verdict = judge([mark], Format.B, 1, R2014)
    assert (verdict.valid, verdict.votes, verdict.reason.rule) == (valid, (votes,), because)


def test_format_b_with_several_names_counts_only_a_single_cross_in_agree() -> None:
    verdict = judge([YES, BOTH, NONE], Format.B, 3, R2014)
    assert (verdict.valid, verdict.votes, verdict.reason.rule) == (True, (1, 0, 0), "B-18")


def test_nobody_voted_for_in_format_b_is_invalid_unless_the_board_set_it_otherwise() -> None:
    assert rule([NO, NO], 2, Format.B) == (False, "B-19")
    assert rule([NONE, NONE], 2, Format.B) == (False, "B-20")
    lenient = R2014.with_settings({"all_disagreed": "valid", "none_marked": "ask"})
    assert judge([NO, NO], Format.B, 2, lenient).valid is True
    assert judge([NONE, NONE], Format.B, 2, lenient).valid is None


@pytest.mark.parametrize(
    ("defect", "because"),
    [
        (Defect.NOT_ISSUED, "B-10"),
        (Defect.OUTSIDE_NAME, "B-21"),
        (Defect.SIGNED_OR_WRITTEN_ON, "B-22"),
        (Defect.SEVERAL_INKS, "B-23"),
    ],
)
def test_a_defect_makes_the_whole_paper_invalid(defect: Defect, because: str) -> None:
    verdict = judge(struck(2), Format.A, 7, R2024, defects=[defect])
    assert (verdict.valid, verdict.votes, verdict.reason.rule) == (False, (0,) * 9, because)


def test_a_name_struck_in_part_is_for_the_board_unless_it_changes_nothing() -> None:
    paper = [PARTIAL, STRUCK, KEPT]
    assert rule(paper, 1, Format.A) == (None, "B-24")
    assert judge(paper, Format.A, 1, R2014, board=True).votes == (0, 0, 1)
    assert judge(paper, Format.A, 1, R2014, board=False).valid is False
    assert rule([PARTIAL, KEPT, KEPT], 1, Format.A) == (False, "B-12")
    assert judge(paper, Format.A, 1, R2014.with_settings({"partial_strike": "valid"})).valid is True


def test_marks_of_the_other_format_are_refused() -> None:
    for marks, form, seats in (([YES], Format.A, 1), ([KEPT], Format.B, 1), ([], Format.A, 1), ([KEPT], Format.A, 0)):
        with pytest.raises(RuleError):
            judge(marks, form, seats, R2014)


def test_every_small_paper_is_judged_as_the_table_says() -> None:
    judged = Counter[str]()
    for names in range(1, 5):
        for seats in range(1, names + 1):
            for marks in product((KEPT, STRUCK, PARTIAL), repeat=names):
                verdict = judge(marks, Format.A, seats, R2014)
                assert (verdict.valid, list(verdict.votes)) == paper_struck([mark.value for mark in marks], seats)
                judged[verdict.reason.rule] += 1
        for marks in product((YES, NO, BOTH, NONE), repeat=names):
            verdict = judge(marks, Format.B, names, R2014)
            assert (verdict.valid, list(verdict.votes)) == paper_boxes([mark.value for mark in marks])
            judged[verdict.reason.rule] += 1
    assert set(judged) == {f"B-{row}" for row in (11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 24)}


def test_a_paper_given_by_numbers() -> None:
    assert judge_numbers([3, 5], (3, 4, 5), 2, R2014).votes == (1, 0, 1)
    assert judge_numbers([3, 9], (3, 4, 5), 2, R2014).reason.rule == "B-21"
    assert judge_numbers([], (1,), 1, R2014).votes == (0,)
    with pytest.raises(RuleError):
        judge_numbers([3, 3], (3, 4, 5), 2, R2014)


@given(st.lists(st.sets(st.integers(1, 6)), max_size=40), st.integers(1, 6))
def test_a_count_adds_up(papers: list[set[int]], seats: int) -> None:
    numbers = (1, 2, 3, 4, 5, 6)
    verdicts = [judge_numbers(sorted(paper), numbers, seats, R2014) for paper in papers]
    found = count(verdicts, 6)
    assert found.valid + found.invalid + found.undecided == len(papers)
    assert sum(times for _, times in found.invalid_reasons) == found.invalid
    assert sum(found.votes) <= seats * found.valid
    assert all(votes <= found.valid for votes in found.votes)
    good = [paper for paper, verdict in zip(papers, verdicts, strict=True) if verdict.valid]
    assert list(found.votes) == [sum(number in paper for paper in good) for number in numbers]
