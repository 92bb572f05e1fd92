"""Steps of a congress: planned from the opening day, told by other rooms, marked by hand; stages and what is next."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daihoi.congress import actions, queries
from daihoi.congress.models import Congress, CongressForm, Phase, Season, Stage, Step, StepState
from daihoi.ledger.models import Event
from daihoi.org.models import Unit
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from tests.builders import a_congress, a_season, a_unit, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Unit:
    return a_unit("BT", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION)


@pytest.fixture
def ward(district: Unit) -> Unit:
    return a_unit("BT.D1", parent=district)


def a_planned(unit: Unit, season: Season, opening: date, form: CongressForm = CongressForm.DELEGATES) -> Congress:
    congress = Congress.objects.get(unit=unit, season=season)
    actions.congress_plan(congress, by=a_user(), planned_on=opening, form=form)
    return Congress.objects.select_related("unit", "season").get(pk=congress.pk)


def due(congress: Congress, key: str) -> date | None:
    return congress.steps.get(key=key).due


def test_the_days_are_counted_in_working_days_from_the_opening(district: Unit, ward: Unit) -> None:
    """23/5/2020 with 30/4 and 1/5 off: announced by 9/4, reported by 2/6, ratified by 23/6 (C-20, N-60, N-61)."""
    congress = a_planned(ward, a_season(district, as_of=date(2020, 3, 1)), date(2020, 5, 23))
    assert due(congress, "announce") == date(2020, 4, 9)
    assert due(congress, "hold") == date(2020, 5, 23)
    assert due(congress, "return.hand_in") == date(2020, 6, 2)
    assert due(congress, "ratification") == date(2020, 6, 23)


def test_the_offices_own_day_off_moves_the_clock(district: Unit, ward: Unit) -> None:
    season = a_season(district, as_of=date(2020, 3, 1))
    congress = a_planned(ward, season, date(2020, 5, 23))
    actions.season_change(season, by=a_user(), holidays={"off": {"2020-05-25": "Nghỉ"}})
    assert due(congress, "return.hand_in") == date(2020, 6, 3)
    assert due(congress, "announce") == date(2020, 4, 9)


def test_steps_follow_the_opening_day_when_it_moves(district: Unit, ward: Unit) -> None:
    season = a_season(district, as_of=date(2020, 3, 1))
    congress = a_planned(ward, season, date(2020, 5, 23))
    actions.step_done(congress.steps.get(key="announce"), by=a_user())
    before = due(congress, "announce")
    congress = a_planned(ward, season, date(2020, 5, 30))
    assert due(congress, "hold") == date(2020, 5, 30)
    assert due(congress, "announce") == before, "what is done keeps the day that it was done for"


def test_without_a_day_the_deadline_of_the_season_counts(district: Unit, ward: Unit) -> None:
    """Congresses at this level end before 30/6/2020, so 29/6 is the last day."""
    congress = Congress.objects.get(unit=ward, season=a_season(district))
    assert due(congress, "hold") == date(2020, 6, 29)
    assert due(congress, "return.hand_in") is None


def test_each_form_and_kind_has_its_own_steps(district: Unit, ward: Unit) -> None:
    cell = a_unit("BT.C1", kind=UnitKind.GRASSROOTS_CELL, parent=district)
    season = a_season(district)
    keys = {
        unit.code: set(Step.objects.filter(congress__unit=unit).values_list("key", flat=True))
        for unit in (district, ward, cell)
    }
    assert "personnel.candidacy" in keys["BT"]
    assert "personnel.candidacy" not in keys["BT.D1"]
    assert "delegates.elected" in keys["BT"], "a district's congress is one of delegates"
    assert "delegates.elected" not in keys["BT.D1"]
    assert "documents.drafts" not in keys["BT.C1"], "a cell has nobody below to ask"
    a_planned(ward, season, date(2020, 5, 23), CongressForm.DELEGATES)
    assert Step.objects.filter(congress__unit=ward, key="delegates.elected").exists()
    a_planned(ward, season, date(2020, 5, 23), CongressForm.MEMBERS)
    assert not Step.objects.filter(congress__unit=ward, key="delegates.elected").exists()


def test_what_lay_before_is_behind_once_the_congress_is_held(ward: Unit) -> None:
    congress = a_congress(ward, held=date(2020, 5, 23))
    before = congress.steps.filter(stage__in=[Phase.PREPARATION, Phase.DOCUMENTS, Phase.PERSONNEL, Phase.DELEGATES])
    assert {step.state for step in before} == {StepState.DONE}
    assert congress.steps.get(key="hold").done_on == date(2020, 5, 23)
    assert congress.steps.get(key="results.enter").state == StepState.TODO
    assert congress.stage == Stage.HELD


def test_another_room_tells_a_state_and_leaves_the_rest(ward: Unit) -> None:
    congress = a_congress(ward, held=date(2020, 5, 23))
    actions.step_set(congress, Phase.RESULTS, "results.enter", StepState.NOW)
    step = congress.steps.get(key="results.enter")
    assert (step.state, step.due, step.owner) == (StepState.NOW, date(2020, 6, 2), "clerk")
    actions.step_set(
        congress, Phase.RESULTS, "election:congress:committee", StepState.DONE, url_name="election", url_args=["X", 1]
    )
    told = congress.steps.get(key="election:congress:committee")
    assert told.label.english() == "Election of the committee"


def test_handing_in_puts_what_led_there_behind(ward: Unit) -> None:
    """A cell that elects no committee has nothing to certify; once its return is in, nothing of that is overdue."""
    congress = a_congress(ward, held=date(2020, 5, 23))
    actions.step_set(congress, Phase.RESULTS, "return.hand_in", StepState.DONE)
    assert not Step.objects.overdue(date(2020, 8, 1)).filter(congress=congress, stage=Phase.RESULTS).exists()


def test_a_step_is_marked_by_hand_with_an_event(district: Unit, ward: Unit) -> None:
    season, user = a_season(district, as_of=date(2020, 4, 6)), a_user()
    congress = a_planned(ward, season, date(2020, 5, 23))
    step = actions.step_done(congress.steps.get(key="announce"), by=user)
    assert (step.state, step.done_on) == (StepState.DONE, date(2020, 4, 6))
    event = Event.objects.get(verb="step.done")
    assert (event.stream, event.actor) == (congress.stream, user.pk)
    actions.step_reopen(step, by=user)
    assert congress.steps.get(key="announce").state == StepState.TODO


def test_a_day_to_come_or_a_step_of_another_verb_is_refused(district: Unit, ward: Unit) -> None:
    congress = a_planned(ward, a_season(district, as_of=date(2020, 4, 6)), date(2020, 5, 23))
    with pytest.raises(RuleError, match="still to come"):
        actions.step_done(congress.steps.get(key="announce"), by=a_user(), on=date(2020, 4, 7))
    with pytest.raises(RuleError, match="itself"):
        actions.step_done(congress.steps.get(key="return.hand_in"), by=a_user())


def test_the_resolution_sent_out_begins_the_last_stage(ward: Unit) -> None:
    congress = a_congress(ward)
    actions.stage_set(congress, Stage.RATIFIED)
    step = congress.steps.select_related("congress__season").get(key="resolution")
    actions.step_done(step, by=a_user())
    congress.refresh_from_db()
    assert congress.stage == Stage.FOLLOWING


# --- stages ----------------------------------------------------------------------------------------------------------


def stages(congress: Congress, day: date) -> dict[str, str]:
    return {one.phase.value: one.state for one in queries.phases(congress.steps.all(), day)}


def test_a_congress_is_in_its_first_open_stage(district: Unit, ward: Unit) -> None:
    congress = a_planned(ward, a_season(district, as_of=date(2020, 3, 1)), date(2020, 5, 23))
    assert stages(congress, date(2020, 3, 1)) == {
        "preparation": "now",
        "documents": "todo",
        "personnel": "todo",
        "delegates": "todo",
        "congress": "todo",
        "results": "todo",
        "afterwards": "todo",
    }


def test_only_a_day_that_a_rule_fixes_makes_a_stage_late(district: Unit, ward: Unit) -> None:
    congress = a_planned(ward, a_season(district, as_of=date(2020, 3, 1)), date(2020, 5, 23))
    found = stages(congress, date(2020, 4, 10))
    assert found["preparation"] == "late", "announced 30 working days before (C-20)"
    assert found["documents"] != "late", "the days of P-06 are suggestions"


def test_a_stage_with_everything_done_is_done(ward: Unit) -> None:
    congress = a_congress(ward, held=date(2020, 5, 23))
    found = stages(congress, date(2020, 5, 25))
    assert [found[key] for key in ("preparation", "congress", "results", "afterwards")] == [
        "done",
        "done",
        "now",
        "todo",
    ]


def test_late_things_come_first_and_blocked_ones_last(ward: Unit) -> None:
    congress = a_congress(ward, held=date(2020, 5, 23))
    things = queries.next_things(list(congress.steps.all()), date(2020, 6, 5))
    assert things[0].step.key == "results.enter"
    assert things[0].blocker is None
    blocked = {one.step.key: one.blocker.key for one in things if one.blocker is not None}
    assert blocked == {
        "results.certify": "results.enter",
        "return.hand_in": "results.certify",
        "ratification": "return.hand_in",
    }


def test_lateness_is_told_in_working_days(ward: Unit) -> None:
    """Due Tuesday 2/6, seen on Monday 8/6: four working days late."""
    congress = a_congress(ward, held=date(2020, 5, 23))
    step = queries.latest_late(congress.steps.all(), date(2020, 6, 8))
    assert step is not None
    assert step.key == "return.hand_in"
    assert queries.days_late(step, date(2020, 6, 8), congress.season.calendar) == 4


def test_many_congresses_are_planned_in_a_fixed_number_of_queries(district: Unit) -> None:
    for number in range(3):
        a_unit(f"BT.D{number}", parent=district)
    season = a_season(district)
    for number in range(3, 6):
        a_unit(f"BT.D{number}", parent=district)
    with CaptureQueriesContext(connection) as few:
        assert actions.congresses_plan(season, by=None) == 3
    for number in range(6, 30):
        a_unit(f"BT.D{number}", parent=district)
    with CaptureQueriesContext(connection) as many:
        assert actions.congresses_plan(season, by=None) == 24
    assert len(many) <= len(few) + 8, "inserts in bulk, some hundred rows each, not one a unit"


def test_what_is_told_again_as_done_keeps_its_day(ward: Unit) -> None:
    congress = a_congress(ward, held=date(2020, 5, 23))
    for day in (date(2020, 5, 25), date(2020, 6, 1)):
        Season.objects.update(as_of=day)
        congress = Congress.objects.select_related("season", "unit").get(pk=congress.pk)
        actions.step_set(congress, Phase.RESULTS, "results.enter", StepState.DONE)
    assert congress.steps.get(key="results.enter").done_on == date(2020, 5, 25)
