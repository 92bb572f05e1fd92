"""Rounds that stand on each other: never more elected than seats, no answer, pause or list that outlives its count.

N-21, N-22, N-25, E-31, E-40, E-41.
"""

import json

import pytest
from django.test import Client

from daihoi.elections import actions, queries
from daihoi.elections.actions import Nominee
from daihoi.elections.models import Election, Round, RoundState
from daihoi.ledger.models import Event
from daihoi.org.access import Role
from daihoi.rules.election import RoundKind, Step
from daihoi.rules.messages import RuleError
from daihoi.rules.posts import Electorate, Post
from tests import builders as a

pytestmark = pytest.mark.django_db

FOUR = ("Lê An", "Trần Bình", "Võ Cường", "Đỗ Dung")


def counted(found: Round, votes: tuple[int, ...]) -> queries.Result:
    a.typed(found, votes)
    actions.round_count_done(found, by=a.a_user())
    return queries.result(found.election)


def answered(election: Election, **other: bool) -> None:
    asked = queries.result(election).questions
    actions.decision_record(election, by=a.a_user(), answers={key: other.get(key, True) for key, _question in asked})


def names(found: Round) -> list[str]:
    return list(found.candidates.order_by("number").values_list("name", flat=True))


def two_rounds() -> tuple[Election, Round, Round]:
    """Three seats; An and Bình are elected, one seat is open, round 2 is made for it of Cường and Dung."""
    election = a.an_election(seats=3, candidates=FOUR)
    first = election.rounds.get()
    counted(first, (90, 80, 40, 30))
    answered(election)
    return election, first, actions.next_round(election, by=a.a_user())


def clean() -> bool:
    return not [*queries.verify_certificates(), *queries.verify_tallies()]


# --- never more elected than seats -----------------------------------------------------------------------------------


CHANGES = {
    "votes": lambda r: actions.count_save(r, by=a.a_user(), key=a.uuid4(), votes={3: 70}),
    "papers": lambda r: actions.count_save(r, by=a.a_user(), key=a.uuid4(), papers={"present": 99}),
    "base": lambda r: actions.base_set(r, by=a.a_user(), summoned=70),
    "list": lambda r: actions.candidates_set(r, by=a.a_user(), nominees=[Nominee("Lê An")]),
    "teams": lambda r: actions.teams_set(r, by=a.a_user(), teams=0),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("is_certified", [False, True])
def test_a_count_stays_while_a_counted_round_stands_on_it(change: str, is_certified: bool) -> None:
    election, first, second = two_rounds()
    counted(second, (70, 20))
    if is_certified:  # both, then the earlier one cannot even be opened
        certificate = actions.certify(first, by=a.signed(), second=a.signed())
        actions.certify(second, by=a.signed(), second=a.signed())
        with pytest.raises(RuleError, match="later round"):
            actions.reopen(certificate, by=a.signed(), second=a.signed(), reason="x")
    first.refresh_from_db()
    with pytest.raises(RuleError, match="certified and cannot" if is_certified else "take round 2 back"):
        CHANGES[change](first)
    assert len(queries.result(election).elected) == 3
    assert clean()


def test_a_round_that_no_longer_fits_is_saved_but_neither_finished_nor_certified() -> None:
    election, first, second = two_rounds()
    a.typed(second, (70, 20))  # a draft: the round before may still be corrected
    counted(first, (90, 80, 40, 75))
    actions.certify(first, by=a.signed(), second=a.signed())
    a.typed(second, (71, 20))
    with pytest.raises(RuleError, match="no further round is held"):
        actions.round_count_done(second, by=a.a_user())
    with pytest.raises(RuleError, match="no further round is held"):
        actions.certify(second, by=a.signed(), second=a.signed(), override_reason="vội")
    actions.round_cancel(second, by=a.a_user())
    assert len(queries.result(election).elected) == 3
    assert clean()


def test_a_further_round_is_for_no_more_seats_than_were_left() -> None:
    election = a.an_election(seats=4, candidates=5)
    first = election.rounds.get()
    counted(first, (90, 80, 40, 30, 20))
    answered(election)
    second = actions.next_round(election, by=a.a_user())
    counted(first, (90, 80, 70, 30, 20))
    a.typed(second, (60, 55, 10))
    with pytest.raises(RuleError, match="is for 2 seats, but the rounds before it left only 1 open"):
        actions.round_count_done(second, by=a.a_user())
    actions.base_set(second, by=a.a_user(), summoned=100)
    second.refresh_from_db()
    assert second.seats == 1, "the seats that are left now"


def test_a_person_elected_already_does_not_stand_again() -> None:
    _election, first, second = two_rounds()
    with pytest.raises(RuleError, match="Lê An is elected already"):
        actions.candidates_set(second, by=a.a_user(), nominees=[Nominee("Lê An"), Nominee("Võ Cường")])
    counted(first, (90, 40, 80, 30))  # Cường in place of Bình: Cường stands on the list of round 2
    a.typed(second, (70, 20))
    with pytest.raises(RuleError, match="Võ Cường is elected already"):
        actions.round_count_done(second, by=a.a_user())


def test_a_round_is_not_finished_before_the_one_it_stands_on() -> None:
    _election, first, second = two_rounds()
    a.typed(first, (90, 80, 41, 30))
    a.typed(second, (70, 20))
    with pytest.raises(RuleError, match="Round 1 is not finished"):
        actions.round_count_done(second, by=a.a_user())


def test_the_kind_of_a_round_follows_from_the_round_before() -> None:
    election, first, second = two_rounds()
    counted(first, (90, 80, 60, 60))  # now they are tied; the round was made on the open seat
    a.typed(second, (70, 20))
    with pytest.raises(RuleError, match="only the tied"):
        actions.round_count_done(second, by=a.a_user())
    actions.round_cancel(second, by=a.a_user())
    tie = actions.next_round(election, by=a.a_user())
    counted(first, (90, 80, 40, 30))
    a.typed(tie, (30, 20))
    with pytest.raises(RuleError, match="no vote among the tied"):
        actions.round_count_done(tie, by=a.a_user())


def test_a_round_under_another_is_not_taken_back() -> None:
    election, _first, second = two_rounds()
    counted(second, (40, 30))
    answered(election)
    third = actions.next_round(election, by=a.a_user())
    Round.objects.filter(pk=second.pk).update(state=RoundState.DRAFT)
    with pytest.raises(RuleError, match="round 3 back first"):
        actions.round_cancel(second, by=a.a_user())
    actions.round_cancel(third, by=a.a_user())
    actions.round_cancel(second, by=a.a_user())
    assert election.rounds.count() == 1


# --- answers of the congress -----------------------------------------------------------------------------------------


def test_an_answer_falls_with_the_count_it_was_given_for() -> None:
    election, _first, second = two_rounds()
    counted(second, (40, 30))
    answered(election, **{"continue": False})
    assert queries.result(election).step is Step.DONE
    a.typed(second, (60, 60))
    event = Event.objects.filter(verb="count.saved").latest("id")
    assert json.loads(event.payload)["answers"]["dropped"]["continue"] == "no"
    actions.round_count_done(second, by=a.a_user())
    assert queries.result(election).step is Step.TIE_VOTE
    assert actions.next_round(election, by=a.a_user()).kind == RoundKind.TIE
    assert "2" not in Election.objects.get().decisions
    assert clean()


def test_no_ends_only_the_step_it_was_asked_for() -> None:
    election = a.an_election(seats=2, candidates=3)
    counted(election.rounds.get(), (90, 55, 55))
    Election.objects.filter(pk=election.pk).update(decisions={"1": {"continue": "no", "repeat_tie": "no"}})
    assert queries.result(election).step is Step.TIE_VOTE


def test_where_the_extra_candidate_is_refused_no_more_stand_than_seats() -> None:
    election = a.an_election(seats=3, candidates=FOUR)
    counted(election.rounds.get(), (90, 80, 40, 30))
    answered(election, extra=False)
    assert queries.result(election).max_candidates == 1
    for keep in (None, [3, 4]):
        with pytest.raises(RuleError, match="no extra candidate: at most 1 names, not 2"):
            actions.next_round(election, by=a.a_user(), keep=keep)
    second = actions.next_round(election, by=a.a_user(), keep=[3])
    assert (names(second), queries.round_data(second).limits.max_candidates) == (["Võ Cường"], 1)
    said = actions.candidates_set(second, by=a.a_user(), nominees=[Nominee("Võ Cường"), Nominee("Đỗ Dung")])
    assert ["allowed no extra" in one.english() for one in said] == [True]
    a.typed(second, (70, 20))
    decided = queries.round_data(second).outcome
    assert any("allowed no extra" in one.english() for one in decided.warnings)  # type: ignore[union-attr]


def test_where_the_extra_candidate_is_allowed_one_more_may_stand() -> None:
    _election, _first, second = two_rounds()
    assert (len(names(second)), queries.round_data(second).limits.max_candidates) == (2, 2)
    assert queries.round_data(second).objections() == ()


# --- the list of the next round --------------------------------------------------------------------------------------


def asked() -> Election:
    election = a.an_election(seats=3, candidates=FOUR)
    counted(election.rounds.get(), (90, 80, 40, 30))
    answered(election)
    return election


def test_unticking_everybody_keeps_nobody() -> None:
    election = asked()
    with pytest.raises(RuleError, match="Nobody would stand"):
        actions.next_round(election, by=a.a_user(), keep=[])
    assert names(actions.next_round(election, by=a.a_user(), keep=[], added=[Nominee("Bùi Ất")])) == ["Bùi Ất"]


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ([Nominee("Võ Cường")], "Võ Cường stands on the list twice"),
        ([Nominee("Bùi Ất"), Nominee("Bùi Ất")], "Bùi Ất stands on the list twice"),
        ([Nominee("Lê An")], "Lê An is elected already"),
        ([Nominee("Bùi Ất", card="79999999")], "No member with card 79999999"),
        ([Nominee(card="79999999")], "No member with card 79999999"),
    ],
)
def test_added_names_are_checked_as_those_of_any_list(added: list[Nominee], said: str) -> None:
    election = asked()
    with pytest.raises(RuleError, match=said):
        actions.next_round(election, by=a.a_user(), keep=[3], added=added)
    assert election.rounds.count() == 1


def test_new_names_that_the_congress_refused_do_not_come_in_by_the_list() -> None:
    election = a.an_election(seats=3, candidates=FOUR)
    counted(election.rounds.get(), (90, 80, 40, 30))
    answered(election, new_names=False)
    second = actions.next_round(election, by=a.a_user(), keep=[3])
    with pytest.raises(RuleError, match="did not allow new names"):
        actions.candidates_set(second, by=a.a_user(), nominees=[Nominee("Bùi Ất")])
    actions.candidates_set(second, by=a.a_user(), nominees=[Nominee("Đỗ Dung")])


# --- suspended -------------------------------------------------------------------------------------------------------


def planned_round(seats: int = 3, **planned: str) -> Round:
    """Four names; `planned` are posts by given name."""
    found = a.an_election(seats=seats, candidates=FOUR).rounds.get()
    listed = [Nominee(name, planned_post=planned.get(name.split()[-1], "")) for name in FOUR]
    actions.candidates_set(found, by=a.a_user(), nominees=listed)
    return found


def test_a_suspension_set_by_hand_is_lifted_by_no_count() -> None:
    found = a.an_election(seats=3, candidates=FOUR).rounds.get()
    actions.pause(found.election, by=a.a_user())
    counted(found, (90, 80, 70, 20))
    actions.certify(found, by=a.signed(), second=a.signed())
    assert queries.result(found.election).is_paused
    assert clean()


def test_a_suspension_by_the_count_is_lifted_when_the_count_is_corrected() -> None:
    found = planned_round(Cường="secretary")
    assert counted(found, (90, 80, 20, 70)).is_paused
    assert not counted(found, (90, 80, 70, 20)).is_paused
    counted(found, (90, 80, 20, 70))
    actions.pause(found.election, by=a.a_user())  # and now by hand as well
    assert counted(found, (90, 80, 70, 20)).is_paused
    assert clean()


def test_an_instruction_answers_the_round_it_was_given_for() -> None:
    found = planned_round(Cường="secretary")
    election = found.election
    assert counted(found, (90, 80, 40, 30)).is_paused
    actions.resume(election, by=a.a_user(), instruction="Công văn 12-CV/QU: bầu tiếp")
    actions.certify(found, by=a.signed(), second=a.signed())
    assert not queries.result(election).is_paused, "what was answered is not asked again"
    answered(election)
    second = actions.next_round(election, by=a.a_user())
    assert counted(second, (30, 60)).is_paused, "lost once more: the superior is asked once more"
    actions.resume(election, by=a.a_user(), instruction="Công văn 15-CV/QU")
    actions.certify(second, by=a.signed(), second=a.signed())
    assert not queries.result(election).is_paused
    assert clean()


def test_an_instruction_about_the_secretary_does_not_answer_for_the_chair_lost_by_the_corrected_count() -> None:
    found = planned_round(Cường="secretary", Bình="inspection_chair")
    counted(found, (90, 80, 20, 70))
    actions.resume(found.election, by=a.a_user(), instruction="Công văn 12-CV/QU")
    assert counted(found, (90, 40, 20, 70)).is_paused


def test_a_round_taken_back_takes_its_suspension_along() -> None:
    found = planned_round(Cường="secretary")
    counted(found, (90, 80, 40, 30))
    actions.resume(found.election, by=a.a_user(), instruction="Công văn 12-CV/QU")
    answered(found.election)
    second = actions.next_round(found.election, by=a.a_user())
    assert counted(second, (30, 60)).is_paused
    a.typed(second, (30, 61))
    actions.round_cancel(second, by=a.a_user())
    assert not queries.result(found.election).is_paused
    assert clean()


def test_while_suspended_a_congress_that_goes_on_with_nothing_is_still_suspended() -> None:
    found = planned_round(Cường="secretary")
    counted(found, (90, 80, 40, 30))
    answered(found.election)
    assert queries.result(found.election).step is Step.PAUSED_AWAITING_SUPERIOR
    with pytest.raises(RuleError, match="suspended"):
        actions.election_open(
            found.election.congress, by=a.a_user(), electorate=Electorate.COMMITTEE, post=Post.SECRETARY, seats=1
        )


def test_a_name_that_was_elected_without_its_card_is_pointed_out_on_the_list(client: Client) -> None:
    election, _first, second = two_rounds()
    office = a.a_user(unit=election.congress.unit, role=Role.OFFICE)
    client.force_login(office)
    address = f"/u/{election.congress.unit.code}/vong/{second.pk}/"
    said = "đã có người cùng họ tên trúng cử"
    assert said not in client.get(address).content.decode()
    second.candidates.filter(name="Đỗ Dung").update(name="Lê An", card="51000777")
    assert f"Lê An: {said}" in client.get(address).content.decode()
