"""Signed means signed: a certified result refuses every writer; reopening makes the next version (T8, T3, N-45)."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from daihoi.elections import actions, queries
from daihoi.elections.models import (
    Candidate,
    Certificate,
    CountLine,
    CountSheet,
    Deduction,
    Election,
    InvalidPaper,
    Reopening,
    Round,
    RoundState,
)
from daihoi.org.actions import Signed
from daihoi.rules.base import Ground
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from tests import builders as a

pytestmark = pytest.mark.django_db


def a_counted_round(votes: tuple[int, ...] = (90, 80, 70, 20), **papers: int) -> Round:
    return a.typed(a.an_election(candidates=len(votes)).rounds.get(), votes, **papers)


def test_two_different_people_sign() -> None:
    found, first = a_counted_round(), a.signed()
    with pytest.raises(RuleError, match="Two different people"):
        actions.certify(found, by=first, second=first)
    twin = Signed(a.a_user(name=first.user.name))
    twin.user.identity = first.user.identity
    with pytest.raises(RuleError, match="Two different people"):
        actions.certify(found, by=first, second=twin)
    assert not Certificate.objects.exists()


def test_an_identity_that_does_not_hold_blocks_and_is_named() -> None:
    found = a_counted_round(returned=101)
    with pytest.raises(actions.UnbalancedError) as refused:
        actions.certify(found, by=a.signed(), second=a.signed())
    assert {line.msgid for line in refused.value.lines} == {"returned ≤ issued", "valid + invalid = returned"}


def test_it_yields_to_two_persons_with_a_reason_that_the_minutes_print() -> None:
    found = a_counted_round(returned=101)
    certificate = actions.certify(found, by=a.signed(), second=a.signed(), override_reason="hai phiếu dính nhau")
    assert certificate.override_reason == "hai phiếu dính nhau"
    from daihoi.elections.queries.minutes import minutes

    assert "hai phiếu dính nhau" in "\n".join(minutes(queries.round_data(found)).lines())


def test_votes_that_are_missing_cannot_be_certified_even_with_a_reason() -> None:
    found = a.an_election().rounds.get()
    with pytest.raises(RuleError, match="missing"):
        actions.certify(found, by=a.signed(), second=a.signed(), override_reason="vội")


def test_rounds_are_certified_in_their_order() -> None:
    election = a.an_election(seats=3, candidates=4)
    first = a.typed(election.rounds.get(), (90, 80, 40, 30))
    actions.round_count_done(first, by=a.a_user())
    actions.decision_record(
        election, by=a.a_user(), answers={key: True for key, _question in queries.result(election).open_questions}
    )
    second = a.typed(actions.next_round(election, by=a.a_user()), (60, 40))
    with pytest.raises(RuleError, match="round before"):
        actions.certify(second, by=a.signed(), second=a.signed())
    actions.certify(first, by=a.signed(), second=a.signed())
    actions.certify(second, by=a.signed(), second=a.signed())
    assert queries.result(election).is_certified


def a_certified_round_with_everything() -> Round:
    congress = a.a_congress(summoned=100)
    found = a.an_election(congress).rounds.get()
    actions.base_set(
        found, by=a.a_user(), summoned=100, deductions=[(Ground.DELEGATE_NOT_REPLACED, 2, "Lê A\nLê B")], present=98
    )
    found.refresh_from_db()
    a.typed(found, (90, 80, 70, 20), invalid=1, present=98, issued=98, returned=98, valid=97)
    actions.certify(found, by=a.signed(), second=a.signed())
    found.refresh_from_db()
    return found


VERBS: dict[str, Callable[[Round], object]] = {
    "count_save": lambda r: actions.count_save(r, by=a.a_user(), key=uuid4(), votes={1: 1}),
    "papers": lambda r: actions.count_save(r, by=a.a_user(), key=uuid4(), papers={"issued": 1}),
    "candidates_set": lambda r: actions.candidates_set(r, by=a.a_user(), nominees=[actions.Nominee("Lê An")]),
    "base_set": lambda r: actions.base_set(r, by=a.a_user(), summoned=9),
    "board_set": lambda r: actions.board_set(r, by=a.a_user(), head="X", members="", presidium=""),
    "teams_set": lambda r: actions.teams_set(r, by=a.a_user(), teams=2),
    "round_count_done": lambda r: actions.round_count_done(r, by=a.a_user()),
    "round_cancel": lambda r: actions.round_cancel(r, by=a.a_user()),
    "certify": lambda r: actions.certify(r, by=a.signed(), second=a.signed()),
}


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_changes_a_certified_round(verb: str) -> None:
    found = a_certified_round_with_everything()
    with pytest.raises(RuleError, match="certified and cannot be changed"):
        VERBS[verb](found)


WRITES: dict[str, Callable[[Round], object]] = {
    "round": lambda r: Round.objects.filter(pk=r.pk).update(present=1),
    "round back": lambda r: Round.objects.filter(pk=r.pk).update(state=RoundState.COUNTED),
    "round away": lambda r: Round.objects.filter(pk=r.pk).delete(),
    "candidate": lambda r: Candidate.objects.filter(round=r).update(elected=True),
    "candidate in": lambda r: Candidate.objects.create(round=r, number=99, name="X"),
    "candidate out": lambda r: Candidate.objects.filter(round=r, number=4).delete(),
    "deduction": lambda r: Deduction.objects.filter(round=r).update(count=1),
    "deduction in": lambda r: Deduction.objects.create(round=r, ground="suspended", count=1),
    "deduction out": lambda r: Deduction.objects.filter(round=r).delete(),
    "sheet": lambda r: CountSheet.objects.filter(round=r).update(valid=1),
    "sheet in": lambda r: CountSheet.objects.create(round=r, team=7),
    "line": lambda r: CountLine.objects.filter(sheet__round=r).update(votes=1),
    "line out": lambda r: CountLine.objects.filter(sheet__round=r).delete(),
    "invalid": lambda r: InvalidPaper.objects.filter(round=r).update(count=9),
    "invalid in": lambda r: InvalidPaper.objects.create(round=r, reason="other", count=9),
    "invalid out": lambda r: InvalidPaper.objects.filter(round=r).delete(),
    "seats": lambda r: Election.objects.filter(pk=r.election_id).update(seats=9),
    "certificate": lambda r: Certificate.objects.filter(round=r).update(override_reason="x"),
    "certificate out": lambda r: Certificate.objects.filter(round=r).delete(),
}


@pytest.mark.parametrize("write", WRITES)
def test_the_database_itself_refuses_every_writer(write: str) -> None:
    found = a_certified_round_with_everything()
    with pytest.raises(DatabaseError, match=r"certified|never changed|protected"), transaction.atomic():
        WRITES[write](found)


def test_a_reopening_makes_the_next_version_and_both_stay_visible() -> None:
    found = a.a_certified_round()
    first = found.certificates.get()
    actions.reopen(first, by=a.signed(), second=a.signed(), reason="gõ nhầm một dòng")
    a.typed(found, (90, 80, 10, 70))
    second = actions.certify(found, by=a.signed(), second=a.signed())
    assert (first.version, second.version) == (1, 2)
    first.refresh_from_db()
    assert first.reopening.reason == "gõ nhầm một dòng"
    assert first.digest != second.digest
    assert list(queries.verify_certificates()) == []


def test_reopening_needs_a_reason_and_two_people_and_the_certificate_that_stands() -> None:
    found = a.a_certified_round()
    certificate, one = found.certificates.get(), a.signed()
    with pytest.raises(RuleError, match="reason"):
        actions.reopen(certificate, by=one, second=a.signed(), reason="  ")
    with pytest.raises(RuleError, match="Two different people"):
        actions.reopen(certificate, by=one, second=one, reason="x")
    actions.reopen(certificate, by=one, second=a.signed(), reason="x")
    with pytest.raises(RuleError, match="certificate that stands"):
        actions.reopen(certificate, by=one, second=a.signed(), reason="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        Reopening.objects.update(reason="y")


def test_an_earlier_round_is_not_reopened_under_a_later_one() -> None:
    election = a.an_election(seats=2, candidates=3)
    first = a.typed(election.rounds.get(), (90, 55, 55))
    certificate = actions.certify(first, by=a.signed(), second=a.signed())
    second = a.typed(actions.next_round(election, by=a.a_user()), (70, 30))
    actions.certify(second, by=a.signed(), second=a.signed())
    with pytest.raises(RuleError, match="later round"):
        actions.reopen(certificate, by=a.signed(), second=a.signed(), reason="x")


def test_erasing_a_person_breaks_no_certificate() -> None:
    unit = a.a_unit()
    member = a.a_member(unit=unit)
    election = a.an_election(a.a_congress(unit), candidates=3)
    found = election.rounds.get()
    listed = [actions.Nominee(card=member.card), *(actions.Nominee(name) for name in a.NAMES[:3])]
    actions.candidates_set(found, by=a.a_user(), nominees=listed)
    a.typed(found, (90, 80, 70, 20))
    actions.certify(found, by=a.signed(), second=a.signed())
    assert actions.candidates_erase(member, by=a.a_user()) == 1
    assert not Candidate.objects.filter(card=member.card).exists()
    assert list(queries.verify_certificates()) == []


def test_certifying_makes_the_same_queries_among_few_and_many_units() -> None:
    def cost(units: int) -> int:
        root = a.a_unit(kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION)
        own = [a.a_unit(parent=root) for _ in range(units)]
        season = a.a_season(root)
        found = a.typed(a.an_election(a.a_congress(own[0], season=season)).rounds.get(), (90, 80, 70, 20))
        first, second = a.signed(), a.signed()
        with CaptureQueriesContext(connection) as queries_made:
            actions.certify(found, by=first, second=second)
        return len(queries_made)

    assert cost(2) == cost(40)


def test_the_day_of_the_congress_is_not_needed_to_sign() -> None:
    congress = a.a_congress(held=None)
    congress.summoned = 100
    congress.save()
    found = a.an_election(congress).rounds.get()
    a.typed(found, (90, 80, 70, 20))
    assert actions.certify(found, by=a.signed(), second=a.signed()).round.held_on is None
