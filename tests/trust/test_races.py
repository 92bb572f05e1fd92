"""Races have one winner (T3): the others get one clear sentence, the ledger is unbroken, everything verifies."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from daihoi.elections import actions as elections
from daihoi.elections.models import Certificate, CountLine, CountSheet, Round, RoundState
from daihoi.ledger.models import Event
from daihoi.org import actions as org
from daihoi.org.access import Role
from daihoi.org.models import Grant, ImportJob, ImportKind, Member, Membership
from daihoi.reports import actions as reports
from daihoi.reports.models import Return, ReturnState
from daihoi.reports.queries import verify_all
from daihoi.rules.messages import Message, RuleError
from daihoi.web.text import say
from tests.builders import a_congress, a_user, an_election, signed, typed
from tests.harness.books import a_member_row, members_book, results_book
from tests.harness.finished import Finished, a_place
from tests.harness.racing import losers, race, shared_database, winners

pytestmark = pytest.mark.django_db(transaction=True)

TURNS = 25 if os.environ.get("DAIHOI_LONG") == "1" else 3


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Finished]:
    made = a_place()
    with shared_database(tmp_path):
        yield made


def a_counted_round(place: Finished, unit: str = "Q.1") -> Round:
    congress = a_congress(place.ward if unit == "Q.1" else place.small, season=place.season)
    place.congresses[unit] = congress
    election = an_election(congress, seats=3, candidates=5, by=place.first.user)
    return typed(election.rounds.get(), (90, 80, 70, 20, 3), by=place.first.user)


def holds(found: list[Any], *, won: int = 1) -> None:
    """So many winners; each loser was told in one sentence of ours; nothing is broken."""
    assert len(winners(found)) == won, found
    for error in losers(found):
        assert isinstance(error, RuleError), repr(error)
        sentence = say(error.message)
        assert sentence.endswith("."), sentence
        assert len(sentence) < 300, sentence
    assert verify_all().faults == ()


def test_two_certifications_of_one_round(place: Finished) -> None:
    found = a_counted_round(place)
    pairs = [(place.first, place.second), (signed(), signed()), (signed(), signed())]
    seen = race(*(lambda one=one, two=two: elections.certify(found, by=one, second=two) for one, two in pairs))
    holds(seen)
    assert Certificate.objects.filter(round=found).count() == 1
    assert Event.objects.filter(verb="result.certified").count() == 1


def test_a_certification_against_a_late_count(place: Finished) -> None:
    """Either the late count was in what was certified, or its typist is told that it came too late."""
    congress = a_congress(place.ward, season=place.season)
    for turn in range(TURNS):
        election = an_election(congress, seats=3, candidates=5, by=place.first.user)
        found = typed(election.rounds.get(), (90, 80, 70, 20, 3), by=place.first.user)
        late = {1: 91, 2: 79, 3: 70, 4: 20, 5: 3}

        def save(found: Round = found, late: dict[int, int] = late) -> CountSheet:
            return elections.count_save(found, by=place.second, key=uuid4(), votes=late)

        seen = race(lambda found=found: elections.certify(found, by=place.first, second=place.second), save)
        certified = [one for one in seen if isinstance(one, Certificate)]
        assert len(certified) == 1, seen
        for error in losers(seen):
            assert isinstance(error, RuleError), repr(error)
        stands = dict(CountLine.objects.filter(sheet__round=found).values_list("candidate__number", "votes"))
        assert (stands == late) is (losers(seen) == []), turn
        assert Round.objects.get(pk=found.pk).state == RoundState.CERTIFIED
        assert verify_all().faults == ()
        elections.annul(election, by=place.first, reason="Cho lượt sau.")


def test_two_hand_the_same_return_in(place: Finished) -> None:
    elections.certify(a_counted_round(place), by=place.first, second=place.second)
    congress = place.congresses["Q.1"]
    holds(race(*(lambda one=one: reports.hand_in(congress, by=one) for one in (place.first, place.second, signed()))))
    assert Return.objects.filter(congress=congress).count() == 1


def test_accepted_and_sent_back_at_once(place: Finished) -> None:
    """Sending back what was just accepted is allowed; accepting what was just sent back is not."""
    elections.certify(a_counted_round(place), by=place.first, second=place.second)
    returned = reports.hand_in(place.congresses["Q.1"], by=place.first)
    seen = race(
        lambda: reports.accept(returned, by=place.second),
        lambda: reports.send_back(returned, by=signed(), remarks="Xem lại số phiếu."),
    )
    stands = Return.objects.get(pk=returned.pk)
    assert stands.state == ReturnState.SENT_BACK
    assert stands.remarks == "Xem lại số phiếu."
    holds(seen, won=len(winners(seen)))
    assert not isinstance(seen[1], Exception)


def test_two_accept_the_same_return(place: Finished) -> None:
    elections.certify(a_counted_round(place), by=place.first, second=place.second)
    returned = reports.hand_in(place.congresses["Q.1"], by=place.first)
    holds(race(*(lambda one=one: reports.accept(returned, by=one) for one in (place.second, signed(), signed()))))
    assert Event.objects.filter(verb="return.accepted").count() == 1


def test_two_ratify_the_same_return(place: Finished) -> None:
    elections.certify(a_counted_round(place), by=place.first, second=place.second)
    returned = reports.accept(reports.hand_in(place.congresses["Q.1"], by=place.first), by=place.second)

    def ratify(number: str) -> Return:
        return reports.ratify(returned, by=place.second, number=number, decided_on=date(2020, 8, 27))

    holds(race(lambda: ratify("1-QĐ/QU"), lambda: ratify("2-QĐ/QU")))
    assert Event.objects.filter(verb="results.ratified").count() == 1


def test_two_imports_of_one_file(place: Finished) -> None:
    """Both end well, one of them with nothing left to change."""
    file = members_book([a_member_row(number, "Q.1.1") for number in range(1, 61)])

    def load() -> org.ImportResult:  # type: ignore[name-defined]
        return org.members_import(file, filename="ds.xlsx", by=place.first)

    seen = race(load, load)
    holds(seen, won=2)
    assert sorted(one.added for one in seen) == [0, 60]
    assert sorted(one.unchanged for one in seen) == [0, 60]
    assert Membership.objects.filter(member__card__startswith="77", valid_to=None).count() == 60
    assert Event.objects.filter(verb="members.imported").count() == 1


def test_two_imports_of_one_results_file(place: Finished) -> None:
    rounds = [[1, "Q.2", "Chi bộ trường Thử", 1, "21/05/2020", "Đại hội đảng viên", 12, 12, 12, 12, 12, 0, 3, 4, 3]]
    names = list(Member.objects.filter(card__startswith="7901").values_list("card", "name")[:4])
    votes = [["Q.2", 1, card, name, 12 - n if n < 3 else 2] for n, (card, name) in enumerate(names)]
    file = results_book(rounds, votes)

    def load() -> Any:
        return elections.results_import(file, filename="kq.xlsx", by=place.first, season=place.season)

    holds(race(load, load), won=2)
    assert Round.objects.filter(election__congress__unit=place.small).count() == 1


def test_a_list_pressed_twice_is_written_once(place: Finished) -> None:
    Grant.objects.create(user=place.first.user, unit=place.district, role=Role.OFFICE)
    job = org.import_receive(
        place.district, by=place.first.user, client=uuid4(), kind=ImportKind.MEMBERS, filename="ds.xlsx",
        content=members_book([a_member_row(number, "Q.1.1") for number in range(1, 21)]),
    )  # fmt: skip
    org.import_check(job)

    def press() -> bool:
        mine = ImportJob.objects.select_related("unit", "by").get(pk=job.pk)
        if begun := org.import_begin(mine, by=place.first.user):
            org.import_write(mine)
        return begun

    seen = race(press, press, press)
    holds(seen, won=3)
    assert sorted(seen) == [False, False, True]
    assert Member.objects.filter(card__startswith="77").count() == 20


def test_a_count_sent_twice_counts_once(place: Finished) -> None:
    """A client that heard nothing sends again while the first is still under way."""
    found = a_counted_round(place)
    key = UUID(int=77)

    def save() -> CountSheet:
        return elections.count_save(found, by=place.first, key=key, votes={1: 88, 2: 80, 3: 70, 4: 20, 5: 3})

    holds(race(save, save, save), won=3)
    assert Event.objects.filter(verb="count.saved", payload__contains=str(key)).count() == 1


def test_two_typists_who_saw_the_same_sheet(place: Finished) -> None:
    """The second is told that somebody else saved meanwhile; no number is lost silently."""
    found = a_counted_round(place)
    version = CountSheet.objects.get(round=found).version

    def save(first: int) -> CountSheet:
        return elections.count_save(
            found, by=place.first, key=uuid4(), sheet_version=version, votes={1: first, 2: 80, 3: 70, 4: 20, 5: 3}
        )

    seen = race(lambda: save(61), lambda: save(62))
    holds(seen)
    kept = CountLine.objects.get(sheet__round=found, candidate__number=1).votes
    assert kept == (61 if seen[1] in losers(seen) else 62)


def test_two_approvals_by_one_person(place: Finished) -> None:
    """One human with two accounts is not two persons, however quick."""
    found = a_counted_round(place)
    one = a_user(name="Lê Văn Hai", username="hai1")
    two = a_user(name="Lê Văn Hai", username="hai2")
    type(one).objects.filter(pk__in=[one.pk, two.pk]).update(identity="079000001")
    one.refresh_from_db()
    two.refresh_from_db()
    first, second = org.Signed(one), org.Signed(two)
    seen = race(
        lambda: elections.certify(found, by=first, second=second),
        lambda: elections.certify(found, by=second, second=first),
        lambda: elections.certify(found, by=first, second=first),
    )
    holds(seen, won=0)
    assert not Certificate.objects.exists()


def test_events_of_many_writers_make_unbroken_chains(place: Finished) -> None:
    rounds = [a_counted_round(place, unit) for unit in ("Q.1", "Q.2")]

    def save(found: Round, votes: int) -> None:
        for turn in range(4):
            elections.count_save(found, by=place.first, key=uuid4(), votes={1: votes + turn, 2: 80, 3: 70, 4: 20, 5: 3})

    seen = race(*(lambda found=found, votes=votes: save(found, votes) for found in rounds for votes in (40, 50)))
    assert losers(seen) == []
    assert Event.objects.filter(verb="count.saved").count() == 2 + 4 * 4
    assert verify_all().faults == ()


def test_a_careless_verb_has_two_winners(place: Finished) -> None:
    """The control: read, think, write without a lock, and both believe that they were first."""
    found = a_counted_round(place)

    def careless() -> bool:
        taken = Round.objects.get(pk=found.pk).minutes_number
        time.sleep(0.2)
        if taken:
            raise RuleError(Message("taken"))
        with transaction.atomic():
            Round.objects.filter(pk=found.pk).update(minutes_number="7")
        return True

    assert len(winners(race(careless, careless))) == 2
