"""What comes after a count: ties, further rounds, questions, pauses, annulment (N-20…N-25, E-40, N-52)."""

from datetime import date

import pytest

from daihoi.elections import actions, queries
from daihoi.elections.actions import Nominee
from daihoi.elections.models import Candidate, Election, Incident, Round
from daihoi.rules.election import RoundKind, Step
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from daihoi.rules.posts import Electorate, Post
from tests import builders as a

pytestmark = pytest.mark.django_db


def counted(found: Round, votes: tuple[int, ...]) -> queries.Result:
    a.typed(found, votes)
    actions.round_count_done(found, by=a.a_user())
    return queries.result(found.election)


def answered(found: queries.Result, **other: bool) -> None:
    answers = {key: other.get(key, True) for key, _question in found.open_questions}
    actions.decision_record(found.election, by=a.a_user(), answers=answers)


def names(found: queries.Result) -> list[str]:
    return [one.candidate.name for one in found.elected]


def test_more_over_half_than_seats_the_most_votes_win() -> None:
    found = counted(a.an_election(seats=2, candidates=("Lê An", "Trần Bình", "Võ Cường")).rounds.get(), (60, 70, 65))
    assert (names(found), found.is_full, found.step) == (["Trần Bình", "Võ Cường"], True, Step.DONE)


def test_the_tied_at_the_last_seat_stand_again_alone_and_the_higher_number_wins_without_half() -> None:
    election = a.an_election(seats=2, candidates=("Lê An", "Trần Bình", "Võ Cường", "Đỗ Dung"))
    found = counted(election.rounds.get(), (80, 60, 60, 0))
    assert (found.step, names(found)) == (Step.TIE_VOTE, ["Lê An"])
    second = actions.next_round(election, by=a.a_user())
    assert (second.kind, second.seats, list(second.candidates.values_list("name", flat=True))) == (
        RoundKind.TIE,
        1,
        ["Trần Bình", "Võ Cường"],
    )
    with pytest.raises(RuleError, match="tied persons as its list"):
        actions.candidates_set(second, by=a.a_user(), nominees=[Nominee("Lê An")])
    found = counted(second, (40, 30))
    assert (names(found), found.is_full, found.tie_votes) == (["Lê An", "Trần Bình"], True, 1)


def test_tied_again_the_congress_is_asked_whether_to_repeat() -> None:
    election = a.an_election(seats=2, candidates=3)
    counted(election.rounds.get(), (80, 60, 60))
    found = counted(actions.next_round(election, by=a.a_user()), (45, 45))
    assert [key for key, _question in found.open_questions] == ["repeat_tie"]
    with pytest.raises(RuleError, match="First record what the congress decided"):
        actions.next_round(election, by=a.a_user())
    answered(found, repeat_tie=False)
    found = queries.result(election)
    assert (found.step, found.is_short, found.open_questions) == (Step.DONE, True, ())
    with pytest.raises(RuleError, match="No further round"):
        actions.next_round(election, by=a.a_user())


def test_a_further_round_is_on_the_open_seats_and_who_is_elected_stays_elected() -> None:
    election = a.an_election(seats=3, candidates=("Lê An", "Trần Bình", "Võ Cường", "Đỗ Dung"))
    found = counted(election.rounds.get(), (90, 40, 30, 80))
    assert found.seats_left == 1
    answered(found, new_names=False)
    second = actions.next_round(election, by=a.a_user(), keep=[2])
    assert (second.kind, second.seats, second.candidates.get().name) == (RoundKind.FURTHER, 1, "Trần Bình")
    found = counted(second, (70,))
    assert names(found) == ["Lê An", "Đỗ Dung", "Trần Bình"]
    assert (found.is_full, found.further_rounds) == (True, 1)


def test_new_names_come_only_where_the_congress_allows_them() -> None:
    election = a.an_election(seats=3, candidates=4)
    found = counted(election.rounds.get(), (90, 40, 30, 80))
    answered(found, new_names=False)
    with pytest.raises(RuleError, match="did not allow new names"):
        actions.next_round(election, by=a.a_user(), added=[Nominee("Bùi Ất")])
    actions.decision_record(election, by=a.a_user(), answers={"new_names": True})
    second = actions.next_round(election, by=a.a_user(), keep=[2], added=[Nominee("Bùi Ất")])
    assert set(second.candidates.values_list("name", flat=True)) == {"Bùi Ất", a.NAMES[1]}


def test_for_one_to_three_missing_seats_at_most_one_extra_name_and_the_congress_is_asked() -> None:
    election = a.an_election(seats=3, candidates=4)
    found = counted(election.rounds.get(), (90, 40, 30, 80))
    assert "extra" in [key for key, _question in found.questions]
    assert found.next_step is not None
    assert found.next_step.max_candidates == 2


def test_who_was_elected_cannot_stand_again() -> None:
    election = a.an_election(seats=3, candidates=4)
    answered(counted(election.rounds.get(), (90, 40, 30, 80)))
    with pytest.raises(RuleError, match="cannot stand again"):
        actions.next_round(election, by=a.a_user(), keep=[1, 2])


def test_no_round_is_made_while_one_is_open_or_every_seat_is_filled() -> None:
    election = a.an_election(seats=3, candidates=4)
    with pytest.raises(RuleError, match="not finished"):
        actions.next_round(election, by=a.a_user())
    counted(election.rounds.get(), (90, 80, 70, 20))
    with pytest.raises(RuleError, match="No further round"):
        actions.next_round(election, by=a.a_user())


def test_the_base_and_its_deductions_go_along_into_the_next_round() -> None:
    from daihoi.rules.base import Ground

    election = a.an_election(seats=2, candidates=3)
    found = election.rounds.get()
    actions.base_set(found, by=a.a_user(), summoned=100, deductions=[(Ground.CONVENING_MEMBER_ABSENT, 2, "Lê A\nLê B")])
    counted(found, (80, 60, 60))
    second = actions.next_round(election, by=a.a_user())
    assert queries.round_data(second).base_value == 98
    assert second.deductions.get().note == "Lê A\nLê B"


def test_after_the_third_vote_for_a_cell_secretary_the_superior_appoints() -> None:
    unit = a.a_unit(kind=UnitKind.GRASSROOTS_CELL, name="Chi bộ Kho bạc")
    congress = a.a_congress(unit, form=a.CongressForm.MEMBERS, summoned=7)
    election = a.an_election(congress, post=Post.SECRETARY, seats=1, candidates=2)
    found = counted(election.rounds.get(), (3, 3))
    for _round in range(2):
        answered(found)
        found = counted(actions.next_round(election, by=a.a_user()), (3, 3))
    assert found.step is Step.SUPERIOR_APPOINTS
    with pytest.raises(RuleError, match="No further round"):
        actions.next_round(election, by=a.a_user())


def test_a_planned_secretary_not_elected_suspends_everything_until_the_superior_has_spoken() -> None:
    election = a.an_election(seats=9, candidates=10)
    found = election.rounds.get()
    listed = [Nominee(name, planned_post="secretary" if name == a.NAMES[0] else "") for name in a.NAMES[:10]]
    actions.candidates_set(found, by=a.a_user(), nominees=listed)
    votes = tuple(48 if one.planned_post else 90 for one in found.candidates.order_by("number"))
    result = counted(found, votes)
    assert (result.is_paused, result.step) == (True, Step.PAUSED_AWAITING_SUPERIOR)
    with pytest.raises(RuleError, match="suspended"):
        actions.election_open(
            election.congress, by=a.a_user(), electorate=Electorate.COMMITTEE, post=Post.SECRETARY, seats=1
        )
    with pytest.raises(RuleError, match="superior's instruction"):
        actions.resume(election, by=a.a_user(), instruction=" ")
    actions.resume(election, by=a.a_user(), instruction="Công văn 12-CV/QU: bầu đồng chí khác")
    assert queries.result(election).step is Step.DONE
    assert actions.election_open(
        election.congress, by=a.a_user(), electorate=Electorate.COMMITTEE, post=Post.SECRETARY, seats=1
    ).pk


def test_an_annulled_election_elects_nobody_any_more_and_is_held_anew() -> None:
    found = a.a_certified_round()
    election, congress = found.election, found.election.congress
    incident = actions.annul(election, by=a.a_user(), reason="phiếu phát thừa")
    assert incident.kind == Incident.Kind.ANNULLED
    figures = queries.unit_figures(congress.season, [congress.unit])[congress.unit_id]
    assert (figures["elected"], figures["annulled"]) == (0, 1)
    assert found.certificates.count() == 1, "what was certified stays visible"
    again = actions.election_repeat(election, by=a.a_user())
    assert (again.sequence, again.seats, again.rounds.get().candidates.count()) == (2, 3, 4)
    assert list(queries.verify_certificates()) == []
    with pytest.raises(RuleError, match="certified"):
        actions.count_save(found, by=a.a_user(), key=a.uuid4(), votes={1: 1})


def test_only_a_counted_election_is_annulled_with_a_reason() -> None:
    election = a.an_election()
    with pytest.raises(RuleError, match="nothing to annul"):
        actions.annul(election, by=a.a_user(), reason="x")
    with pytest.raises(RuleError, match="reason"):
        actions.annul(a.a_certified_round(congress=a.a_congress()).election, by=a.a_user(), reason="")


def test_a_further_round_not_counted_is_taken_back() -> None:
    election = a.an_election(seats=2, candidates=3)
    counted(election.rounds.get(), (80, 60, 60))
    second = actions.next_round(election, by=a.a_user())
    actions.round_cancel(second, by=a.a_user())
    assert election.rounds.count() == 1
    with pytest.raises(RuleError):
        actions.round_cancel(election.rounds.get(), by=a.a_user())


def test_live_figures_follow_every_step_and_verify_finds_one_that_was_bent() -> None:
    from daihoi.org.models import Tally

    election = a.an_election(seats=3, candidates=4)
    congress = election.congress

    def kept(key: str) -> int:
        return int(getattr(Tally.objects.get(unit=congress.unit, season=congress.season_id), key))

    assert (kept("committees_to_elect"), kept("not_held")) == (1, 1)
    found = counted(election.rounds.get(), (90, 40, 30, 80))
    assert (kept("committees_short"), kept("seats_short"), kept("elected"), kept("not_held")) == (1, 1, 2, 0)
    answered(found)
    counted(actions.next_round(election, by=a.a_user(), keep=[2]), (70,))
    assert (kept("committees_full"), kept("committees_short"), kept("further_rounds")) == (1, 0, 1)
    assert list(queries.verify_tallies()) == []
    Tally.objects.filter(unit=congress.unit, season=congress.season_id).update(elected=4)
    assert [fault.message.msgid for fault in queries.verify_tallies()] == [
        "%(figure)s: %(kept)d is kept, the records give %(counted)d"
    ]


def test_the_structure_of_the_elected_is_counted_at_the_reference_day_and_says_what_is_not_known() -> None:
    unit = a.a_unit()
    people = [
        a.a_member("Lê An", unit=unit, born=date(1980, 6, 2)),  # 39 on 1/6/2020
        a.a_member("Trần Bình", unit=unit, woman=True, born=date(1980, 5, 21)),  # 40 on the day of the congress
        a.a_member("Võ Cường", unit=unit, born=date(1960, 1, 1)),
        a.a_member("Đỗ Dung", unit=unit, woman=True, born=None),
    ]
    congress = a.a_congress(unit)
    election = a.an_election(congress, seats=4, candidates=1)
    actions.candidates_set(election.rounds.get(), by=a.a_user(), nominees=[Nominee(card=one.card) for one in people])
    counted(election.rounds.get(), (90, 80, 70, 60))
    figures = queries.unit_figures(congress.season, [unit])[unit.pk]
    bands = [figures[key] for key in ("young", "age_middle", "age_old", "age_unknown")]
    assert (figures["women"], bands) == (2, [1, 1, 1, 1])
    assert sum(bands) == figures["elected"] == 4


def test_a_small_cell_held_without_a_committee_is_no_unit_that_fell_short() -> None:
    unit = a.a_unit(kind=UnitKind.GRASSROOTS_CELL, name="Chi bộ Kho bạc")
    congress = a.a_congress(unit, form=a.CongressForm.MEMBERS, summoned=7)
    figures = queries.unit_figures(congress.season, [unit])[unit.pk]
    assert [figures[key] for key in ("no_committee", "not_held", "committees_to_elect")] == [1, 0, 0]
    assert list(queries.verify_tallies()) == []


def test_elections_of_one_congress_are_read_in_a_number_of_queries_that_does_not_grow(
    django_assert_num_queries: object,
) -> None:
    congress = a.a_certified_round(votes=(*range(90, 80, -1),), seats=10).election.congress
    with django_assert_num_queries(5):  # type: ignore[operator]
        queries.results_of(congress.pk)
    members = [one.name for one in Candidate.objects.filter(elected=True)]
    a.an_election(congress, post=Post.SECRETARY, electorate=Electorate.COMMITTEE, seats=1, candidates=members[:2])
    with django_assert_num_queries(5):  # type: ignore[operator]
        found = queries.results_of(congress.pk)
    assert len(found) == Election.objects.count() == 2
