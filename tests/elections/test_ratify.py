"""Ratification and complaints with their working-day clocks (N-51, N-60…N-63)."""

from datetime import date

import pytest

from daihoi.congress.models import Congress, Stage
from daihoi.elections import actions, queries
from daihoi.elections.models import Incident
from daihoi.rules.messages import RuleError
from tests import builders as a

pytestmark = pytest.mark.django_db


def a_finished_congress() -> Congress:
    return a.a_certified_round().election.congress


def test_the_clock_of_ratification_runs_fifteen_working_days_from_the_receipt() -> None:
    congress = a_finished_congress()
    actions.ratification_receive(congress, by=a.a_user(), received_on=date(2020, 5, 25))
    step = congress.steps.get(key="ratification")
    assert (step.due, step.owner) == (date(2020, 6, 15), "superior")


def test_results_are_ratified_but_for_the_persons_refused_with_a_reason() -> None:
    congress = a_finished_congress()
    actions.ratification_receive(congress, by=a.a_user(), received_on=date(2020, 5, 25))
    (found,) = queries.results_of(congress.pk)
    lost, elected = found.rounds[0].candidates[3], found.elected[0].candidate

    def ratify(*refusals: tuple[object, str]) -> object:
        return actions.ratify(
            congress,
            by=a.a_user(),
            decided_on=date(2020, 6, 1),
            number="100-QĐ/QU",
            refusals=list(refusals),  # type: ignore[arg-type]
        )

    with pytest.raises(RuleError, match="was not elected"):
        ratify((lost, "x"))
    with pytest.raises(RuleError, match="reason"):
        ratify((elected, " "))
    row = ratify((elected, "chưa đủ tiêu chuẩn"))
    assert row.refusals.get().candidate == elected  # type: ignore[attr-defined]
    congress.refresh_from_db()
    assert congress.stage == Stage.RATIFIED
    assert list(queries.verify_certificates()) == []
    with pytest.raises(RuleError, match="decided on already"):
        ratify()


@pytest.mark.parametrize("day", [date(2020, 5, 20), date(2020, 9, 1)])
def test_a_receipt_lies_between_the_congress_and_today(day: date) -> None:
    with pytest.raises(RuleError):
        actions.ratification_receive(a_finished_congress(), by=a.a_user(), received_on=day)


def test_nothing_is_ratified_before_it_is_received_certified_and_free_of_complaints() -> None:
    congress = a_finished_congress()

    def ratify() -> None:
        actions.ratify(congress, by=a.a_user(), decided_on=date(2020, 6, 1), number="1")

    with pytest.raises(RuleError, match="received"):
        ratify()
    actions.ratification_receive(congress, by=a.a_user(), received_on=date(2020, 5, 25))
    complaint = actions.incident_record(congress, by=a.a_user(), received_on=date(2020, 5, 26), text="kiểm phiếu sai")
    with pytest.raises(RuleError, match="complaint"):
        ratify()
    actions.incident_settle(complaint, by=a.a_user(), settled_on=date(2020, 5, 29), outcome="không có cơ sở")
    ratify()


def test_an_uncertified_result_is_not_ratified() -> None:
    election = a.an_election()
    actions.ratification_receive(election.congress, by=a.a_user(), received_on=date(2020, 5, 25))
    with pytest.raises(RuleError, match="not certified"):
        actions.ratify(election.congress, by=a.a_user(), decided_on=date(2020, 6, 1), number="1")


def test_a_complaint_is_recorded_and_settled_once() -> None:
    congress = a_finished_congress()
    with pytest.raises(RuleError, match="what the complaint is about"):
        actions.incident_record(congress, by=a.a_user(), received_on=date(2020, 5, 26), text=" ")
    row = actions.incident_record(congress, by=a.a_user(), received_on=date(2020, 5, 26), text="x")
    assert row.due is None, "the period of 244-QĐ/TW was not found (N-51)"
    with pytest.raises(RuleError, match="between"):
        actions.incident_settle(row, by=a.a_user(), settled_on=date(2020, 5, 1), outcome="x")
    actions.incident_settle(row, by=a.a_user(), settled_on=date(2020, 6, 1), outcome="đúng một phần")
    with pytest.raises(RuleError, match="settled already"):
        actions.incident_settle(row, by=a.a_user(), settled_on=date(2020, 6, 1), outcome="x")
    assert queries.unit_figures(congress.season, [congress.unit])[congress.unit_id]["complaints"] == 1


def test_annulling_is_no_complaint() -> None:
    congress = a_finished_congress()
    with pytest.raises(RuleError):
        actions.incident_record(
            congress, by=a.a_user(), received_on=date(2020, 5, 26), text="x", kind=Incident.Kind.ANNULLED
        )
