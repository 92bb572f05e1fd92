"""Holding a congress, its quorum, its exceptions, the limits from above."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from daihoi.congress import actions, queries
from daihoi.congress.models import Congress, CongressForm, Exemption, Season, SeasonLevel, Stage
from daihoi.ledger.models import Event
from daihoi.org.models import Tally, Unit
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from tests.builders import a_congress, a_season, a_unit, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> Unit:
    return a_unit("BT.D1", parent=a_unit("BT", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION))


@pytest.fixture
def congress(ward: Unit) -> Congress:
    assert ward.parent is not None
    return Congress.objects.select_related("unit", "season").get(season=a_season(ward.parent), unit=ward)


def figure(unit: Unit, key: str) -> int:
    season = Congress.objects.get(unit=unit).season_id
    return int(getattr(Tally.objects.get(unit=unit, season=season), key))


def test_a_congress_counts_as_due_and_then_as_held(congress: Congress) -> None:
    assert [figure(congress.unit, key) for key in ("congresses_due", "congresses_held", "not_held")] == [1, 0, 1]
    actions.congress_hold(congress, by=a_user(), form=CongressForm.DELEGATES, opened_on=date(2020, 5, 23))
    assert [figure(congress.unit, key) for key in ("congresses_held", "delegates_congresses")] == [1, 1]


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"opened_on": date(2020, 5, 23), "closed_on": date(2020, 5, 22)}, "before it opens"),
        ({"opened_on": date(2020, 5, 23), "summoned": 10, "present": 11}, "more than"),
        ({"opened_on": date(2020, 5, 23), "summoned": 10, "not_counted": 11}, "more than"),
        ({"opened_on": date(2020, 8, 28)}, "still to come"),
    ],
)
def test_dates_and_numbers_that_cannot_be_are_refused(
    congress: Congress, facts: dict[str, object], message: str
) -> None:
    with pytest.raises(RuleError, match=message):
        actions.congress_hold(congress, by=a_user(), form=CongressForm.MEMBERS, **facts)  # type: ignore[arg-type]
    congress.refresh_from_db()
    assert congress.opened_on is None


@pytest.mark.parametrize(
    ("summoned", "not_counted", "present", "met"),
    [(9, 0, 6, True), (9, 0, 5, False), (30, 3, 18, True), (30, 3, 17, False), (30, None, 20, True)],
)
def test_two_thirds_of_the_base_must_be_present(
    congress: Congress, summoned: int, not_counted: int | None, present: int, met: bool
) -> None:
    """C-04, C-06: of 9 it takes 6; those not counted leave the base; both shares are told."""
    congress = actions.congress_hold(
        congress,
        by=a_user(),
        form=CongressForm.MEMBERS,
        opened_on=date(2020, 5, 23),
        summoned=summoned,
        present=present,
        not_counted=not_counted,
    )
    found = queries.quorum_of(congress)
    assert found is not None
    assert found.met is met
    assert found.of_summoned == Fraction(present, summoned)
    assert found.of_base == Fraction(present, summoned - (not_counted or 0))


def test_nothing_is_said_of_the_quorum_before_the_numbers_are_there(congress: Congress) -> None:
    assert queries.quorum_of(congress) is None


@pytest.mark.parametrize(
    "facts",
    [
        {"exception": Exemption.POSTPONED},
        {"exception": Exemption.EXEMPT},
        {"exception": Exemption.APPOINTED},
        {"exception": Exemption.NONE, "contents": 3},
        {"exception": Exemption.NONE, "contents": 2},
        {"exception": Exemption.NONE, "pilot": True},
    ],
)
def test_every_exception_needs_its_reason(congress: Congress, facts: dict[str, object]) -> None:
    with pytest.raises(RuleError, match="reason"):
        actions.exception_set(congress, by=a_user(), reason="  ", **facts)  # type: ignore[arg-type]
    actions.exception_set(congress, by=a_user(), reason="Kế hoạch 12-KH/QU", **facts)  # type: ignore[arg-type]
    assert Event.objects.filter(stream=congress.stream, verb="congress.excepted").count() == 1


def test_the_database_keeps_no_exception_without_a_reason(congress: Congress) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Congress.objects.filter(pk=congress.pk).update(contents=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Congress.objects.filter(pk=congress.pk).update(pilot=True)


def test_held_together_names_the_other_unit(congress: Congress) -> None:
    other = a_unit("BT.D2", parent=congress.unit.parent)
    with pytest.raises(RuleError, match="together"):
        actions.exception_set(congress, by=a_user(), exception=Exemption.TOGETHER, reason="ít đảng viên")
    with pytest.raises(RuleError, match="own"):
        actions.exception_set(
            congress, by=a_user(), exception=Exemption.TOGETHER, reason="x", together_with=congress.unit
        )
    actions.exception_set(congress, by=a_user(), exception=Exemption.TOGETHER, reason="x", together_with=other)
    congress.refresh_from_db()
    assert congress.together_with == other


def test_a_postponed_congress_is_no_longer_missing(congress: Congress) -> None:
    actions.exception_set(congress, by=a_user(), exception=Exemption.POSTPONED, reason="sáp nhập")
    assert figure(congress.unit, "congresses_excepted") == 1
    assert figure(congress.unit, "not_held") == 0
    actions.exception_set(congress, by=a_user(), exception=Exemption.NONE, reason="")
    assert figure(congress.unit, "congresses_excepted") == 0
    congress.refresh_from_db()
    assert congress.exception_reason == ""


def test_a_plan_for_a_held_congress_is_refused() -> None:
    with pytest.raises(RuleError, match="held already"):
        actions.congress_plan(a_congress(), by=a_user(), planned_on=date(2020, 6, 1), form=CongressForm.MEMBERS)


def verdicts(congress: Congress, seats: int | None = None) -> list[bool | None]:
    level = SeasonLevel.objects.get(season=congress.season, kind=congress.unit.kind)
    return [limit.holds for limit in queries.limits(congress, level, seats=seats)]


def test_limits_from_above_are_kept_or_not_or_not_known_yet(congress: Congress) -> None:
    """A grassroots organisation: two days, before 30/6/2020, a committee of at most 15."""
    assert verdicts(congress) == [None, None, None]
    actions.congress_hold(
        congress, by=a_user(), form=CongressForm.MEMBERS, opened_on=date(2020, 5, 23), closed_on=date(2020, 5, 24)
    )
    assert verdicts(congress, 15) == [True, True, True]
    actions.congress_hold(
        congress, by=a_user(), form=CongressForm.MEMBERS, opened_on=date(2020, 6, 28), closed_on=date(2020, 6, 30)
    )
    assert verdicts(congress, 16) == [False, False, False], "three days; before 30/6 leaves out 30/6; sixteen"


def test_a_page_opened_before_somebody_elses_change_does_not_undo_it(congress: Congress) -> None:
    """Two people at one congress: the second to send his form has read it before the first one's verb."""
    stale = Congress.objects.select_related("unit", "season").get(pk=congress.pk)
    actions.exception_set(congress, by=a_user(), exception=Exemption.POSTPONED, reason="Dịch bệnh")
    Congress.objects.filter(pk=congress.pk).update(stage=Stage.RATIFIED)
    actions.congress_hold(stale, by=a_user(), form=CongressForm.DELEGATES, opened_on=date(2020, 5, 23))
    congress.refresh_from_db()
    assert (congress.exception, congress.exception_reason) == (Exemption.POSTPONED, "Dịch bệnh")
    assert congress.stage == Stage.RATIFIED


def test_two_who_change_a_season_lose_nothing_of_each_other(congress: Congress) -> None:
    stale = Season.objects.get(pk=congress.season_id)
    actions.season_change(congress.season, by=a_user(), settings={"ballot_retention_months": 12})
    actions.season_change(stale, by=a_user(), percent_style="half_up")
    season = Season.objects.get(pk=congress.season_id)
    assert (season.settings, season.percent_style) == ({"ballot_retention_months": 12}, "half_up")


@pytest.mark.parametrize(("opened", "months"), [(date(2025, 4, 13), 30), (date(2025, 4, 14), 48)])
def test_before_14_4_2025_half_a_term_of_work_is_enough_to_stand_again(ward: Unit, opened: date, months: int) -> None:
    """S-51; the season's own settings hold on both days."""
    assert ward.parent is not None
    season = actions.season_open(ward.parent, by=None, name="2025-2030", regulation_key="190-QĐ/TW")
    actions.season_change(season, by=None, settings={"young_under": 42})
    congress = Congress.objects.select_related("unit", "season").get(season=season, unit=ward)
    actions.congress_hold(congress, by=None, form=CongressForm.DELEGATES, opened_on=opened)
    assert congress.regulation.re_election_months.value == months
    assert congress.regulation.young_under.value == 42
