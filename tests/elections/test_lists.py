"""The list of candidates and the base (E-21…E-31, N-10…N-15)."""

import pytest

from daihoi.congress.models import CongressForm
from daihoi.elections import actions, queries
from daihoi.elections.actions import Nominee
from daihoi.elections.models import Source
from daihoi.rules.base import Ground
from daihoi.rules.messages import RuleError
from tests import builders as a

pytestmark = pytest.mark.django_db


def names(found: object) -> list[str]:
    return [candidate.name for candidate in found.candidates.order_by("number")]  # type: ignore[attr-defined]


def test_names_stand_in_the_order_of_given_names() -> None:
    election = a.an_election(candidates=("Trần Thị Ý", "Lê Văn An", "Phạm Ánh", "Võ Đức", "Đỗ Dũng"))
    assert names(election.rounds.get()) == ["Lê Văn An", "Phạm Ánh", "Đỗ Dũng", "Võ Đức", "Trần Thị Ý"]


def test_a_member_is_put_on_the_list_by_card_with_what_the_record_says() -> None:
    unit = a.a_unit()
    cell = a.a_unit(kind=a.UnitKind.CELL_UNDER_COMMITTEE, parent=unit, name="Chi bộ 5")
    member = a.a_member("Nguyễn Thị Hoa", unit=cell, woman=True)
    election = a.an_election(a.a_congress(unit), candidates=1)
    actions.candidates_set(election.rounds.get(), by=a.a_user(), nominees=[Nominee(card=member.card), Nominee("Lê An")])
    one = election.rounds.get().candidates.get(member=member)
    assert (one.name, one.sex, one.unit_name) == ("Nguyễn Thị Hoa", "f", "Chi bộ 5")
    member.name = "Nguyễn Thị Hoa Mai"
    member.save()
    one.refresh_from_db()
    assert one.name == "Nguyễn Thị Hoa", "a list once closed does not follow the register"


def test_an_unknown_card_is_refused_with_what_to_do() -> None:
    found = a.an_election().rounds.get()
    with pytest.raises(RuleError, match="79999999"):
        actions.candidates_set(found, by=a.a_user(), nominees=[Nominee(card="79999999")])
    assert found.candidates.count() == 4, "the list stays as it was"


def test_a_member_of_another_subtree_cannot_be_found_by_card() -> None:
    stranger = a.a_member(unit=a.a_unit())
    with pytest.raises(RuleError, match=stranger.card):
        actions.candidates_set(a.an_election().rounds.get(), by=a.a_user(), nominees=[Nominee(card=stranger.card)])


@pytest.mark.parametrize("bad", ["", "=HYPERLINK(1)", "12345"])
def test_a_name_that_is_no_name_is_refused(bad: str) -> None:
    with pytest.raises(RuleError):
        actions.candidates_set(a.an_election().rounds.get(), by=a.a_user(), nominees=[Nominee(bad)])


def test_a_name_stands_once() -> None:
    with pytest.raises(RuleError, match="twice"):
        actions.candidates_set(
            a.an_election().rounds.get(), by=a.a_user(), nominees=[Nominee("Lê An"), Nominee("lê  an")]
        )


def test_a_list_of_any_length_is_taken_with_a_warning_and_its_article() -> None:
    election = a.an_election(seats=15, candidates=15)
    many = [Nominee(f"Nguyễn Văn {letter}") for letter in "ABCDEGHIKLMNOPQRSTUV"]
    warnings = actions.candidates_set(election.rounds.get(), by=a.a_user(), nominees=many)
    assert election.rounds.get().candidates.count() == 20
    assert [(one.rule, bool(one.article)) for one in warnings] == [("E-21", True)]
    assert actions.candidates_set(election.rounds.get(), by=a.a_user(), nominees=many[:19]) == ()


def test_who_stays_on_the_list_keeps_the_votes_already_typed() -> None:
    election = a.an_election(candidates=("Lê An", "Trần Bình", "Võ Cường", "Đỗ Dung"))
    found = a.typed(election.rounds.get(), (90, 80, 70, 60))
    kept = [Nominee("Trần Bình"), Nominee("Đỗ Dung"), Nominee("Bùi Ất", source=Source.FLOOR)]
    actions.candidates_set(found, by=a.a_user(), nominees=kept)
    data = queries.round_data(found)
    assert [(one.name, data.votes[one.pk]) for one in data.candidates] == [
        ("Bùi Ất", None),
        ("Trần Bình", 80),
        ("Đỗ Dung", 60),
    ]


def test_the_base_of_a_members_congress_leaves_out_whom_the_regulation_names() -> None:
    """Vector 2: 40 summoned, 3 exempted absent, 2 temporarily elsewhere, 1 suspended, 2 excused: 32, needs 17."""
    congress = a.a_congress(form=CongressForm.MEMBERS, summoned=40)
    found = a.an_election(congress).rounds.get()
    base = actions.base_set(
        found,
        by=a.a_user(),
        summoned=40,
        deductions=[
            (Ground.EXEMPTED_NOT_PRESENT, 3, "Lê A\nLê B\nLê C"),
            (Ground.TEMPORARY_TRANSFER, 2, ""),
            (Ground.SUSPENDED, 1, "Trần D"),
            (Ground.EXCUSED_ENTIRE_CONGRESS, 2, ""),
        ],
    )
    assert (base.value, base.needed) == (32, 17)
    assert queries.round_data(found).base_value == 32


def test_a_ground_of_another_meeting_is_refused() -> None:
    found = a.an_election(a.a_congress(form=CongressForm.DELEGATES)).rounds.get()
    with pytest.raises(RuleError, match="no ground"):
        actions.base_set(found, by=a.a_user(), summoned=100, deductions=[(Ground.EXEMPTED_NOT_PRESENT, 1, "")])


def test_more_deducted_than_summoned_is_refused() -> None:
    found = a.an_election(a.a_congress(form=CongressForm.DELEGATES)).rounds.get()
    with pytest.raises(RuleError, match="do not fit"):
        actions.base_set(found, by=a.a_user(), summoned=2, deductions=[(Ground.DELEGATE_NOT_REPLACED, 3, "")])


def test_nobody_on_the_list_sits_on_the_tally_board() -> None:
    found = a.an_election(candidates=("Lê An", "Trần Bình")).rounds.get()
    with pytest.raises(RuleError, match="TRẦN BÌNH stands"):
        actions.board_set(found, by=a.a_user(), head="Võ Giang", members="Bùi Hà\nTRẦN BÌNH", presidium="")
