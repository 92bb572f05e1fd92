"""What a further round may be: the tied among themselves, the open seats, nobody twice (N-21, N-22, N-25)."""

import pytest

from daihoi.rules.election import RoundKind, Step, Tally, outcome
from daihoi.rules.posts import Post
from daihoi.rules.regulations import R2024
from daihoi.rules.rounds import Before, misfit, namesakes, person_key

AN, BINH, CUONG = (("card:1", "Lê An"), ("card:2", "Trần Bình"), ("name:vo cuong", "Võ Cường"))
SHORT = Before(1, {"card:1": "Lê An"}, Step.FURTHER_ROUND)
TIED = Before(1, {"card:1": "Lê An"}, Step.TIE_VOTE, frozenset({"card:2", "name:vo cuong"}))


def test_a_person_is_the_card_else_the_name_without_marks() -> None:
    assert person_key("51000123", "Lê An") == "card:51000123"
    assert person_key("", "ĐỖ  Dung") == person_key("", "Đỗ Dung") == person_key("", "đỗ dung")


@pytest.mark.parametrize(
    ("before", "number", "kind", "seats", "listed", "rule"),
    [
        (Before(3), 1, RoundKind.FIRST, 3, [AN, BINH, CUONG], None),
        (Before(3), 1, RoundKind.FURTHER, 3, [AN], "N-22"),
        (SHORT, 2, RoundKind.FIRST, 1, [BINH], "N-22"),
        (SHORT, 2, RoundKind.FURTHER, 1, [BINH, CUONG], None),
        (SHORT, 2, RoundKind.FURTHER, 2, [BINH, CUONG], "N-25"),
        (SHORT, 2, RoundKind.FURTHER, 1, [AN, BINH], "N-25"),
        (SHORT, 2, RoundKind.TIE, 1, [BINH, CUONG], "N-21"),
        (TIED, 2, RoundKind.TIE, 1, [BINH, CUONG], None),
        (TIED, 2, RoundKind.TIE, 1, [BINH], "N-21"),
        (TIED, 2, RoundKind.FURTHER, 1, [BINH, CUONG], "N-21"),
        (Before(0, {"card:1": "Lê An"}, Step.DONE), 2, RoundKind.FURTHER, 1, [BINH], "N-25"),
        (Before(1, {}, Step.PAUSED_AWAITING_SUPERIOR), 2, RoundKind.FURTHER, 1, [BINH], "N-25"),
    ],
)
def test_a_round_fits_what_the_rounds_before_it_left(
    before: Before, number: int, kind: RoundKind, seats: int, listed: list[tuple[str, str]], rule: str | None
) -> None:
    found = misfit(before, number=number, kind=kind, seats=seats, listed=listed)
    assert (found.rule if found else None) == rule


def test_a_round_leaves_its_open_seats_and_its_elected_to_the_next() -> None:
    persons = {1: AN, 2: BINH, 3: CUONG}
    tally = Tally(base=100, seats=2, votes=(90, 60, 60), post=Post.COMMITTEE, valid=100, invalid=0)
    left = Before(2).after(outcome(tally, R2024), persons)
    assert left == Before(1, {"card:1": "Lê An"}, Step.TIE_VOTE, frozenset({"card:2", "name:vo cuong"}))


def test_whom_two_cards_do_not_tell_apart_is_to_be_looked_at() -> None:
    before = Before(1, {"name:le an": "Lê An", "card:2": "Trần Bình"}, Step.FURTHER_ROUND)
    listed = [("card:1", "LÊ AN"), ("card:9", "Trần Bình"), ("name:tran binh", "Trần Bình"), CUONG]
    assert [dict(one.params)["name"] for one in namesakes(before, listed)] == ["LÊ AN", "Trần Bình"]
    assert namesakes(before, [("card:2", "Trần Bình"), ("card:9", "Trần Bình")]) == ()
