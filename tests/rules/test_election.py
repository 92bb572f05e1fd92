"""One count at a time: who is elected, what comes next, with which article (N-13…N-25, E-40, E-41)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.rules.election import Outcome, RoundKind, Step, Tally, outcome
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from daihoi.rules.posts import Post
from daihoi.rules.regulations import R2014, R2024


def rules_of(found: Outcome) -> set[str]:
    return {message.rule for message in found.warnings}


@pytest.mark.parametrize(("base", "votes", "wins"), [(10, 5, False), (10, 6, True), (11, 5, False), (11, 6, True)])
def test_elected_is_more_than_half_of_the_base(base: int, votes: int, wins: bool) -> None:
    found = outcome(Tally(base, 1, (votes,), post=Post.SECRETARY), R2014)
    assert (found.elected == (1,)) is wins


def test_a_line_shows_its_arithmetic_and_its_article() -> None:
    [line] = outcome(Tally(298, 1, (156,), post=Post.SECRETARY), R2014).lines
    assert line.arithmetic.english() == "156 × 2 = 312 > 298"
    assert line.arithmetic.article == "244-QĐ/TW, Điều 32; Điều lệ Đảng, Điều 12(3)"
    assert line.share == Fraction(156, 298)


def test_exactly_half_is_not_more_than_half() -> None:
    [line] = outcome(Tally(298, 1, (149,), post=Post.SECRETARY), R2014).lines
    assert line.arithmetic.english() == "149 × 2 = 298 ≤ 298"
    assert not line.elected


def test_valid_papers_do_not_lower_the_half() -> None:
    found = outcome(Tally(100, 1, (45, 30), valid=80, invalid=5, post=Post.SECRETARY), R2014)
    assert found.elected == ()


def test_more_over_half_than_seats_those_with_most_votes_are_elected() -> None:
    found = outcome(Tally(100, 3, (60, 90, 70, 80)), R2014)
    assert found.elected == (2, 4, 3)
    assert "N-20" in {reason.rule for reason in found.reasons}
    assert [line.rank for line in found.lines] == [4, 1, 3, 2]


def test_among_equal_votes_the_order_of_the_ballot_stands() -> None:
    found = outcome(Tally(100, 3, (70, 90, 70, 20), ballot_numbers=(5, 6, 7, 8)), R2014)
    assert found.elected == (6, 5, 7)


def test_those_tied_at_the_last_seat_stand_again_among_themselves() -> None:
    found = outcome(Tally(100, 3, (90, 80, 70, 70)), R2014)
    assert (found.elected, found.tied, found.seats_left) == ((1, 2), (3, 4), 1)
    step = found.next_step
    assert (step.step, step.seats, step.candidates) == (Step.TIE_VOTE, 1, (3, 4))
    assert step.message.rule == "N-21"


def test_in_a_vote_among_the_tied_the_higher_wins_without_half() -> None:
    found = outcome(Tally(128, 1, (5, 23), kind=RoundKind.TIE, round=2), R2014)
    assert found.elected == (2,)
    assert found.next_step.step is Step.DONE


def test_tied_again_the_congress_is_asked() -> None:
    found = outcome(Tally(100, 1, (40, 40), kind=RoundKind.TIE, round=2), R2014)
    assert (found.elected, found.tied) == ((), (1, 2))
    assert found.next_step.step is Step.ASK_TO_REPEAT_TIE_VOTE
    assert len(found.next_step.questions) == 1


def test_a_tie_may_span_several_last_seats() -> None:
    found = outcome(Tally(100, 3, (90, 70, 70, 70, 20)), R2014)
    assert (found.elected, found.tied, found.seats_left) == ((1,), (2, 3, 4), 2)
    again = outcome(Tally(100, 2, (30, 50, 40), ballot_numbers=(2, 3, 4), kind=RoundKind.TIE), R2014)
    assert again.elected == (3, 4)


def test_a_setting_may_ask_for_half_in_a_vote_among_the_tied() -> None:
    strict = R2014.with_settings({"tie_needs_over_half": True})
    assert outcome(Tally(100, 1, (30, 40), kind=RoundKind.TIE), strict).elected == ()


def test_seats_left_are_voted_on_once_more_and_the_congress_is_asked_for_names() -> None:
    found = outcome(Tally(190, 15, (150,) * 14 + (95, 78, 30)), R2014)
    assert found.seats_left == 1
    step = found.next_step
    assert (step.step, step.seats, step.max_candidates) == (Step.FURTHER_ROUND, 1, 2)
    assert [question.rule for question in step.questions] == ["N-22", "N-22"]
    assert 15 in step.candidates
    assert 1 not in step.candidates


@pytest.mark.parametrize(("left", "most", "questions"), [(1, 2, 2), (2, 3, 2), (3, 4, 2), (4, 5, 1), (7, 9, 1)])
def test_for_one_to_three_missing_seats_one_extra_name_at_most_and_the_page_asks(
    left: int, most: int, questions: int
) -> None:
    found = outcome(Tally(100, left, (40,) * (left + 1)), R2014)
    assert found.next_step.max_candidates == most
    assert len(found.next_step.questions) == questions


def test_after_the_second_round_the_congress_is_asked_whether_to_go_on() -> None:
    found = outcome(Tally(100, 2, (60, 40, 30), round=2, kind=RoundKind.FURTHER), R2014)
    assert found.next_step.step is Step.ASK_TO_CONTINUE
    assert len(found.next_step.questions) == 3


def test_a_cells_secretary_has_three_rounds_and_is_then_appointed() -> None:
    def step(round: int, kind: UnitKind) -> Step:
        tally = Tally(20, 1, (9, 8), round=round, post=Post.SECRETARY, unit_kind=kind)
        return outcome(tally, R2014).next_step.step

    cell = UnitKind.CELL_UNDER_COMMITTEE
    assert [step(round, cell) for round in (1, 2, 3)] == [
        Step.FURTHER_ROUND,
        Step.FURTHER_ROUND,
        Step.SUPERIOR_APPOINTS,
    ]
    assert step(3, UnitKind.GRASSROOTS_ORGANIZATION) is Step.ASK_TO_CONTINUE


def test_missing_alternates_are_for_the_congress_to_decide() -> None:
    found = outcome(Tally(100, 3, (60, 40, 30), post=Post.ALTERNATES), R2014)
    assert found.next_step.step is Step.ASK_TO_CONTINUE


@pytest.mark.parametrize("regulation", [R2014, R2024])
def test_the_planned_secretary_with_48_of_100_pauses_the_elections(regulation: object) -> None:
    assert regulation in (R2014, R2024)
    law = R2014 if regulation is R2014 else R2024
    found = outcome(Tally(100, 2, (48, 90, 80), planned=((1, Post.SECRETARY),)), law)
    assert found.next_step.step is Step.PAUSED_AWAITING_SUPERIOR
    assert found.next_step.message.rule == "E-40"
    assert found.next_step.then is Step.DONE


def test_the_planned_chair_of_inspection_pauses_the_elections_too() -> None:
    tally = Tally(20, 2, (9, 15, 14), post=Post.INSPECTION_COMMITTEE, planned=((1, Post.INSPECTION_CHAIR),))
    found = outcome(tally, R2014)
    assert found.next_step.message.rule == "E-41"
    leader = Tally(20, 2, (9, 15, 14), post=Post.INSPECTION_COMMITTEE, planned=((1, Post.SECRETARY),))
    assert outcome(leader, R2014).next_step.step is Step.DONE


def test_a_planned_secretary_who_is_tied_has_not_lost_yet() -> None:
    found = outcome(Tally(100, 1, (60, 60), planned=((1, Post.SECRETARY),)), R2014)
    assert found.next_step.step is Step.TIE_VOTE


def test_a_list_is_never_refused_for_its_size_but_warned_of() -> None:
    long = outcome(Tally(100, 15, (60,) * 14 + (50,) * 6), R2014)
    assert rules_of(long) == {"E-21"}
    assert long.seats_left == 1
    assert rules_of(outcome(Tally(100, 15, (60,) * 19), R2014)) == set()
    assert rules_of(outcome(Tally(100, 3, (60,) * 5), R2014)) == {"E-23"}
    assert rules_of(outcome(Tally(100, 3, (60,) * 3), R2014)) == {"E-20"}
    assert rules_of(outcome(Tally(100, 1, (60,), post=Post.SECRETARY), R2014)) == set()
    assert rules_of(outcome(Tally(100, 3, (60,) * 3, post=Post.DELEGATES), R2014)) == set()


def test_votes_that_no_papers_could_give_are_warned_of() -> None:
    assert rules_of(outcome(Tally(100, 1, (81, 10), valid=80, invalid=0), R2014)) == {"N-44"}
    assert rules_of(outcome(Tally(100, 1, (80, 10), valid=80, invalid=0), R2014)) == {"N-44"}
    assert rules_of(outcome(Tally(100, 1, (70, 10), valid=80, invalid=21), R2014)) == {"N-44"}
    assert rules_of(outcome(Tally(100, 1, (70, 10), valid=80, invalid=20), R2014)) == set()
    assert rules_of(outcome(Tally(100, 1, (101, 10)), R2014)) == {"N-44"}


def test_a_standing_committee_larger_than_a_third_is_warned_of() -> None:
    tally = Tally(15, 6, (9,) * 7, post=Post.STANDING_COMMITTEE, electing_members=15)
    assert "U-16" in rules_of(outcome(tally, R2014))


def test_a_tie_vote_with_nothing_to_decide_is_warned_of() -> None:
    found = outcome(Tally(10, 2, (3, 0), kind=RoundKind.TIE), R2014)
    assert found.elected == (1,)
    assert rules_of(found) == {"N-21"}


def test_no_seats_and_no_candidates_are_counted_too() -> None:
    nothing = outcome(Tally(10, 0, (9, 9)), R2014)
    assert (nothing.elected, nothing.tied, nothing.next_step.step) == ((), (), Step.DONE)
    empty = outcome(Tally(10, 2, ()), R2014)
    assert (empty.elected, empty.seats_left) == ((), 2)


@pytest.mark.parametrize(
    "broken",
    [
        {"base": 0},
        {"seats": -1},
        {"votes": (5, -1)},
        {"ballot_numbers": (1, 2, 3)},
        {"ballot_numbers": (4, 4)},
        {"round": 0},
    ],
)
def test_what_no_rule_can_count_is_refused_with_a_sentence(broken: dict[str, object]) -> None:
    with pytest.raises(RuleError) as refusal:
        Tally(**({"base": 10, "seats": 1, "votes": (5, 6)} | broken))  # type: ignore[arg-type]
    assert refusal.value.message.text().endswith(".")


tallies = st.integers(1, 60).flatmap(
    lambda base: st.builds(
        Tally,
        base=st.just(base),
        seats=st.integers(0, 12),
        votes=st.lists(st.integers(0, base), max_size=15).map(tuple),
        kind=st.sampled_from(RoundKind),
    )
)


@given(tallies)
def test_seats_add_up_and_nobody_is_elected_and_tied(tally: Tally) -> None:
    found = outcome(tally, R2014)
    assert len(found.elected) + found.seats_left == tally.seats
    assert not set(found.elected) & set(found.tied)
    assert not found.tied or len(found.tied) > found.seats_left > 0
    assert found.elected == tuple(
        line.number for line in sorted(found.lines, key=lambda line: -line.votes) if line.elected
    )


@given(tallies)
def test_half_is_asked_of_everybody_outside_a_vote_among_the_tied(tally: Tally) -> None:
    for line in outcome(tally, R2014).lines:
        assert line.over_half == (Fraction(line.votes, tally.base) > Fraction(1, 2))
        assert tally.kind is RoundKind.TIE or line.over_half or not (line.elected or line.tied)


@given(tallies, st.randoms())
def test_the_order_on_the_ballot_changes_nothing_but_the_order_among_equals(tally: Tally, random: object) -> None:
    pairs = list(zip(tally.ballot_numbers, tally.votes, strict=True))
    random.shuffle(pairs)  # type: ignore[attr-defined]
    mixed = Tally(tally.base, tally.seats, tuple(v for _, v in pairs), tuple(n for n, _ in pairs), kind=tally.kind)
    one, other = outcome(tally, R2014), outcome(mixed, R2014)
    assert (set(one.elected), set(one.tied)) == (set(other.elected), set(other.tied))


@given(tallies, st.data())
def test_one_vote_more_never_costs_a_person_the_seat(tally: Tally, data: st.DataObject) -> None:
    found = outcome(tally, R2014)
    for number in found.elected:
        place = tally.ballot_numbers.index(number)
        votes = tuple(v + (p == place) for p, v in enumerate(tally.votes))
        more = Tally(tally.base + 1, tally.seats, votes, kind=tally.kind)
        if votes[place] * 2 > tally.base + 1 or tally.kind is RoundKind.TIE:
            assert number in outcome(more, R2014).elected
