"""What may be elected when, by whom, how many: the rules, before anything is written (E-04, E-05, U-10…U-16, U-23)."""

from datetime import date

import pytest

from daihoi.congress.actions import exception_set
from daihoi.congress.models import Congress, CongressForm, Exemption
from daihoi.elections import actions
from daihoi.elections.models import Candidate, Election
from daihoi.ledger.models import Event
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from daihoi.rules.posts import Electorate, Post
from tests import builders as a

pytestmark = pytest.mark.django_db


def opened(congress: Congress, post: Post, seats: int = 1, by: Electorate = Electorate.COMMITTEE) -> Election:
    return actions.election_open(congress, by=a.a_user(), electorate=by, post=post, seats=seats)


def a_committee_of(elected: int, seats: int) -> Congress:
    """A congress whose committee has `elected` members of `seats`."""
    found = a.a_certified_round(votes=(*range(90, 90 - elected, -1), *[5] * (seats + 1 - elected)), seats=seats)
    return found.election.congress


def test_a_congress_of_two_contents_elects_nobody() -> None:
    congress = a.a_congress()
    congress.contents, congress.exception_reason = 2, "đơn vị mới hợp nhất"
    congress.save()
    for post, by in ((Post.COMMITTEE, Electorate.CONGRESS), (Post.DELEGATES, Electorate.CONGRESS)):
        with pytest.raises(RuleError, match="two contents"):
            opened(congress, post, 9, by)


def test_a_congress_of_three_contents_elects_delegates_only() -> None:
    congress = a.a_congress()
    congress.contents, congress.exception_reason = 3, "khó khăn về nhân sự"
    congress.save()
    with pytest.raises(RuleError, match="three contents"):
        opened(congress, Post.COMMITTEE, 9, Electorate.CONGRESS)
    assert opened(congress, Post.DELEGATES, 5, Electorate.CONGRESS).seats == 5


def test_a_postponed_congress_elects_nobody() -> None:
    congress = a.a_congress(held=None)
    exception_set(congress, by=a.a_user(), exception=Exemption.POSTPONED, reason="dịch bệnh")
    with pytest.raises(RuleError, match="postponed"):
        opened(congress, Post.COMMITTEE, 9, Electorate.CONGRESS)


def test_a_cell_with_eight_official_members_elects_a_secretary_and_no_committee() -> None:
    unit = a.a_unit(kind=UnitKind.GRASSROOTS_CELL, name="Chi bộ Kho bạc")
    congress = a.a_congress(unit, form=CongressForm.MEMBERS, summoned=8)
    with pytest.raises(RuleError, match="fewer than 9"):
        opened(congress, Post.COMMITTEE, 3, Electorate.CONGRESS)
    assert opened(congress, Post.SECRETARY, 1, Electorate.CONGRESS).seats == 1


def test_a_cell_with_nine_official_members_elects_its_committee_first() -> None:
    unit = a.a_unit(kind=UnitKind.GRASSROOTS_CELL, name="Chi bộ Toà án")
    congress = a.a_congress(unit, form=CongressForm.MEMBERS, summoned=9)
    with pytest.raises(RuleError, match="committee is elected first"):
        opened(congress, Post.SECRETARY, 1, Electorate.CONGRESS)
    assert opened(congress, Post.COMMITTEE, 3, Electorate.CONGRESS).rounds.get().summoned == 9


def test_a_committee_of_eight_elects_no_standing_committee_but_a_secretary() -> None:
    congress = a_committee_of(8, 9)
    with pytest.raises(RuleError, match="fewer than 9"):
        opened(congress, Post.STANDING_COMMITTEE, 2)
    assert opened(congress, Post.SECRETARY).pk


def test_a_standing_committee_is_at_most_a_third_of_the_committee() -> None:
    congress = a_committee_of(11, 11)
    with pytest.raises(RuleError, match="at most 3"):
        opened(congress, Post.STANDING_COMMITTEE, 4)
    election = opened(congress, Post.STANDING_COMMITTEE, 3)
    assert election.rounds.get().summoned == 11, "the committee itself votes (N-12)"


def test_nothing_is_elected_before_the_committee_and_not_by_another_body() -> None:
    congress = a.a_congress()
    with pytest.raises(RuleError, match="committee is elected first"):
        opened(congress, Post.SECRETARY)
    with pytest.raises(RuleError, match="not elected by this body"):
        opened(congress, Post.COMMITTEE, 9, Electorate.COMMITTEE)


def test_the_congress_may_elect_its_secretary_directly() -> None:
    congress = a_committee_of(9, 9)
    assert opened(congress, Post.SECRETARY, 1, Electorate.CONGRESS).electorate == Electorate.CONGRESS


def test_there_is_one_secretary() -> None:
    congress = a_committee_of(9, 9)
    with pytest.raises(RuleError, match="one seat"):
        opened(congress, Post.SECRETARY, 2)


def test_a_post_has_one_election_unless_it_is_supplementary() -> None:
    election = a.an_election()
    with pytest.raises(RuleError, match="already has its election"):
        opened(election.congress, Post.COMMITTEE, 3, Electorate.CONGRESS)
    second = actions.election_open(
        election.congress,
        by=a.a_user(),
        electorate=Electorate.CONGRESS,
        post=Post.COMMITTEE,
        seats=1,
        supplementary=True,
    )
    assert second.sequence == 2


def test_an_election_opened_by_mistake_is_taken_back_until_it_is_counted() -> None:
    election = a.an_election()
    actions.election_cancel(election, by=a.a_user())
    assert not Election.objects.exists()
    assert not Candidate.objects.exists()
    counted = a.a_certified_round(congress=election.congress).election
    with pytest.raises(RuleError, match="only annulled"):
        actions.election_cancel(counted, by=a.a_user())


def test_every_verb_leaves_an_event_in_the_stream_of_the_congress() -> None:
    election = a.an_election()
    verbs = Event.objects.filter(stream=election.congress.stream).values_list("verb", flat=True)
    assert list(verbs) == ["congress.held", "election.opened", "candidates.set"]


def test_the_day_of_the_vote_is_that_of_the_congress() -> None:
    assert a.an_election().rounds.get().held_on == date(2020, 5, 21)
