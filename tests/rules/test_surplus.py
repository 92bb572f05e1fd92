"""Lists and their surplus: the table of the rules, the window, the cut of the floor (E-20…E-29)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.rules.messages import RuleError
from daihoi.rules.posts import Post
from daihoi.rules.regulations import R2014, R2024
from daihoi.rules.surplus import FloorNominee, floor_cut, list_warnings, support_needed, surplus_limits
from tests.rules.oracle import most_extra

TABLE = {
    3: (4, (1,)),
    4: (5, (1,)),
    5: (6, (1,)),
    6: (7, (1,)),
    7: (9, (1,)),
    9: (11, (1,)),
    11: (14, (1, 2)),
    13: (16, (1, 2)),
    15: (19, (2,)),
    17: (22, (2,)),
    21: (27, (3,)),
    27: (35, (3, 4)),
    33: (42, (4,)),
    35: (45, (4, 5)),
    39: (50, (4, 5)),
    41: (53, (5, 6)),
    43: (55, (5, 6)),
    51: (66, (6, 7)),
    71: (92, (8, 9, 10)),
}


@pytest.mark.parametrize("seats", TABLE)
@pytest.mark.parametrize("regulation", [R2014, R2024], ids=lambda regulation: regulation.key)
def test_the_surplus_table(seats: int, regulation: object) -> None:
    law = R2014 if regulation is R2014 else R2024
    limits = surplus_limits(seats, Post.COMMITTEE, law)
    assert (limits.max_candidates, limits.prepared) == TABLE[seats]
    assert bool(limits.warnings) == (seats in (3, 4, 5, 6, 11, 12, 13))


@given(st.integers(1, 200))
def test_the_largest_list_by_counting_up(seats: int) -> None:
    assert surplus_limits(seats, Post.COMMITTEE, R2014).max_extra == most_extra(seats)


@given(st.integers(1, 200), st.sampled_from(Post), st.booleans())
def test_what_is_prepared_is_always_allowed(seats: int, post: Post, further: bool) -> None:
    limits = surplus_limits(seats, post, R2024, further=further)
    assert all(limits.min_extra <= extra <= limits.max_extra for extra in limits.prepared)
    assert bool(limits.prepared) == post.needs_surplus


@pytest.mark.parametrize("seats", [1, 2, 3])
def test_for_missing_seats_that_give_no_name_the_congress_is_asked(seats: int) -> None:
    limits = surplus_limits(seats, Post.COMMITTEE, R2014, further=True)
    assert (limits.max_extra, limits.asks) == (1, True)


def test_a_small_body_of_three_needs_no_question() -> None:
    assert not surplus_limits(3, Post.COMMITTEE, R2014).asks


def test_15_seats_take_a_list_of_19_and_object_to_20() -> None:
    assert list_warnings(19, 15, Post.COMMITTEE, R2014) == ()
    [warning] = list_warnings(20, 15, Post.COMMITTEE, R2014)
    assert (warning.rule, warning.article) == ("E-21", "244-QĐ/TW, Điều 16")


def test_3_seats_take_a_list_of_4_and_object_to_5() -> None:
    assert list_warnings(4, 3, Post.COMMITTEE, R2014) == ()
    assert [warning.rule for warning in list_warnings(5, 3, Post.COMMITTEE, R2014)] == ["E-23"]


def test_a_list_without_surplus_is_wrong_for_a_committee_only() -> None:
    assert [warning.rule for warning in list_warnings(15, 15, Post.COMMITTEE, R2024)] == ["E-20"]
    assert list_warnings(1, 1, Post.SECRETARY, R2024) == ()
    assert [warning.rule for warning in list_warnings(2, 3, Post.DELEGATES, R2024)] == ["E-08"]
    assert list_warnings(3, 3, Post.PRESIDIUM, R2024) == ()
    assert list_warnings(1, 1, Post.COMMITTEE, R2024, further=True) == ()


def test_seats_below_none_are_refused() -> None:
    with pytest.raises(RuleError):
        surplus_limits(-1, Post.COMMITTEE, R2014)


def test_a_floor_nominee_needs_more_than_30_in_100_since_2024() -> None:
    assert support_needed(200, R2024) == 61
    assert support_needed(200, R2014) == 0
    nominees = [FloorNominee(1, 60), FloorNominee(2, 61)]
    cut = floor_cut(15, 16, nominees, 200, R2024, post=Post.COMMITTEE)
    assert (cut.kept, cut.without_support) == ((2,), (1,))
    assert cut.reasons[0].rule == "E-25"


@given(st.integers(1, 2000), st.integers(0, 2000))
def test_the_support_of_the_floor_is_exact(attending: int, approvals: int) -> None:
    assert (approvals >= support_needed(attending, R2024)) == (approvals * 10 > attending * 3)


def test_35_seats_48_names_with_8_from_the_floor_end_at_45() -> None:
    nominees = [FloorNominee(number, 100 - number) for number in range(8)]
    cut = floor_cut(35, 40, nominees, 300, R2014, post=Post.COMMITTEE)
    assert (cut.kept, cut.dropped, cut.list_size) == ((0, 1, 2, 3, 4), (5, 6, 7), 45)


def test_equal_support_at_the_cut_is_for_the_presidium() -> None:
    nominees = [FloorNominee(1, 90), FloorNominee(2, 70, 10), FloorNominee(3, 70, 400), FloorNominee(4, 10)]
    cut = floor_cut(15, 17, nominees, 100, R2014, post=Post.COMMITTEE)
    assert (cut.kept, cut.tied, cut.room, cut.dropped, cut.list_size) == ((1,), (2, 3), 1, (4,), 19)
    assert cut.reasons[-1].rule == "E-28"
    by_age = floor_cut(15, 17, nominees, 100, R2014.with_settings({"straw_poll_tie": "party_age"}), post=Post.COMMITTEE)
    assert (by_age.kept, by_age.tied) == ((1, 3), ())


def test_a_list_that_fits_is_not_cut() -> None:
    cut = floor_cut(15, 17, [FloorNominee(1, 0), FloorNominee(2, 5)], 100, R2014, post=Post.COMMITTEE)
    assert (set(cut.kept), cut.dropped, cut.reasons) == ({1, 2}, (), ())


def test_prepared_names_alone_may_fill_the_list() -> None:
    cut = floor_cut(15, 20, [FloorNominee(1, 99)], 100, R2014, post=Post.COMMITTEE)
    assert (cut.kept, cut.dropped, cut.list_size) == ((), (1,), 20)
