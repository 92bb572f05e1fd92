"""The typed count: drafts are never refused for their sums, a retry counts once, typists notice each other."""

from uuid import uuid4

import pytest

from daihoi.elections import actions, queries
from daihoi.elections.models import CountSheet, Round, RoundState
from daihoi.rules.messages import RuleError
from tests import builders as a

pytestmark = pytest.mark.django_db


def a_round() -> Round:
    return a.an_election(candidates=("Lê An", "Trần Bình", "Võ Cường", "Đỗ Dung")).rounds.get()


def votes_of(found: Round) -> list[int | None]:
    data = queries.round_data(found)
    return [data.votes[one.pk] for one in data.candidates]


def test_a_draft_with_wrong_sums_is_saved_as_it_is() -> None:
    found = a.typed(a_round(), (500, 80, 70, 60), issued=3, returned=900, valid=1, present=2)
    data = queries.round_data(found)
    assert (found.returned, found.issued) == (900, 3)
    assert votes_of(found)[0] == 500
    assert {"returned", "issued", "judged", "votes", "votes.1"} <= {line.key for line in data.off}


def test_a_count_half_typed_is_saved_and_has_no_outcome_yet() -> None:
    found = a_round()
    actions.count_save(found, by=a.a_user(), key=uuid4(), votes={1: 90, 2: None})
    assert votes_of(found) == [90, None, None, None]
    with pytest.raises(RuleError, match="2, 3, 4"):
        actions.round_count_done(found, by=a.a_user())


def test_a_retry_with_the_same_key_counts_once() -> None:
    found, key, by = a_round(), uuid4(), a.a_user()
    first = actions.count_save(found, by=by, key=key, votes={1: 90})
    again = actions.count_save(found, by=by, key=key, votes={1: 91})
    assert first.pk == again.pk
    assert (votes_of(found)[0], CountSheet.objects.get().version) == (90, 1)


def test_a_late_retry_does_not_write_over_what_was_saved_since() -> None:
    found, key, by = a_round(), uuid4(), a.a_user()
    actions.count_save(found, by=by, key=key, votes={1: 90}, sheet_version=0)
    actions.count_save(found, by=by, key=uuid4(), votes={1: 95}, sheet_version=1)
    with pytest.raises(actions.ConflictError):
        actions.count_save(found, by=by, key=key, votes={1: 90}, sheet_version=0)
    assert votes_of(found)[0] == 95


def test_two_typists_notice_each_other() -> None:
    found = a_round()
    actions.count_save(found, by=a.a_user(), key=uuid4(), papers={"issued": 100}, version=0)
    with pytest.raises(actions.ConflictError):
        actions.count_save(found, by=a.a_user(), key=uuid4(), papers={"issued": 99}, version=0)
    found.refresh_from_db()
    assert found.issued == 100


def test_sub_totals_of_teams_add_up() -> None:
    found, by = a_round(), a.a_user()
    actions.teams_set(found, by=by, teams=2)
    actions.count_save(found, by=by, key=uuid4(), team=1, team_valid=50, votes={1: 45, 2: 40, 3: 30, 4: 5})
    assert votes_of(found) == [None] * 4, "one team is still missing"
    actions.count_save(found, by=by, key=uuid4(), team=2, team_valid=50, votes={1: 44, 2: 33, 3: 22, 4: 11})
    assert votes_of(found) == [89, 73, 52, 16]
    actions.count_save(found, by=by, key=uuid4(), papers={"issued": 100, "returned": 100, "valid": 100, "invalid": 0})
    assert votes_of(found) == [89, 73, 52, 16], "the board's papers are no votes"


def test_teams_are_not_changed_while_their_votes_would_be_lost() -> None:
    found, by = a_round(), a.a_user()
    actions.teams_set(found, by=by, teams=3)
    actions.count_save(found, by=by, key=uuid4(), team=3, votes={1: 45})
    with pytest.raises(RuleError, match="Empty them first"):
        actions.teams_set(found, by=by, teams=2)
    with pytest.raises(RuleError, match="Empty them first"):
        actions.teams_set(found, by=by, teams=0)


def test_votes_for_a_number_that_is_not_on_the_list_are_refused() -> None:
    with pytest.raises(RuleError, match="9 is not on the list"):
        actions.count_save(a_round(), by=a.a_user(), key=uuid4(), votes={9: 1})


@pytest.mark.parametrize("bad", [-1, 10**9, True])
def test_what_is_no_count_is_refused(bad: int) -> None:
    with pytest.raises(RuleError, match="whole number"):
        actions.count_save(a_round(), by=a.a_user(), key=uuid4(), papers={"issued": bad})


def test_reasons_for_invalid_papers_must_add_up() -> None:
    found = a_round()
    actions.count_save(
        found, by=a.a_user(), key=uuid4(), papers={"invalid": 3}, invalid_papers={"too_many": 1, "nobody": 1}
    )
    assert "reasons" in {line.key for line in queries.round_data(found).off}
    with pytest.raises(RuleError, match="no reason"):
        actions.count_save(found, by=a.a_user(), key=uuid4(), papers={}, invalid_papers={"ugly": 1})


def test_papers_not_issued_by_the_board_stand_on_a_line_of_their_own() -> None:
    found = a.typed(
        a_round(), (90, 80, 70, 20), returned=99, foreign_papers=1, valid=99, invalid=1, present=100, issued=100
    )
    actions.count_save(found, by=a.a_user(), key=uuid4(), papers={}, invalid_papers={"not_issued": 1})
    assert queries.round_data(found).off == ()


def test_a_finished_count_that_is_changed_again_is_a_draft_and_elects_nobody() -> None:
    found = a.typed(a_round(), (90, 80, 70, 20))
    actions.round_count_done(found, by=a.a_user())
    assert found.candidates.filter(elected=True).count() == 3
    actions.count_save(found, by=a.a_user(), key=uuid4(), votes={1: 10})
    found.refresh_from_db()
    assert (found.state, found.candidates.filter(elected=True).count()) == (RoundState.DRAFT, 0)
