"""Working days against counting on the fingers; the clocks and milestones of a congress from their articles."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.rules.levels import Level, UnitKind
from daihoi.rules.regulations import R2014, R2024, Certainty
from daihoi.rules.timeline import (
    VIETNAM,
    Calendar,
    Milestone,
    add_working_days,
    announcement_due,
    ballots_kept_until,
    candidacy_due,
    complaints_due,
    days_of,
    milestones,
    pilot_problem,
    plan_problems,
    ratification_due,
    remaining,
    report_due,
    term_problem,
    term_window,
    working_days_between,
)

DISTRICT = R2014.level(UnitKind.DIRECT_SUPERIOR_ORGANIZATION)
GRASSROOTS = R2014.level(UnitKind.GRASSROOTS_ORGANIZATION)
CELL = R2014.level(UnitKind.CELL_UNDER_COMMITTEE)
DAY = timedelta(days=1)

days = st.dates(date(2019, 1, 1), date(2026, 12, 31))
calendars = st.builds(
    lambda off, worked: Calendar(dict.fromkeys(off, "off"), frozenset(worked - off)),
    st.sets(st.dates(date(2020, 1, 1), date(2020, 3, 31)), max_size=20),
    st.sets(st.dates(date(2020, 1, 1), date(2020, 3, 31)), max_size=10),
)


# --- working days ----------------------------------------------------------------------------------------------------


@given(st.dates(date(2020, 1, 1), date(2020, 3, 31)), st.integers(0, 40), calendars)
def test_the_nth_working_day_is_found_by_counting(start: date, count: int, calendar: Calendar) -> None:
    after = [start + DAY * n for n in range(1, 400) if calendar.is_working(start + DAY * n)]
    before = [start - DAY * n for n in range(1, 400) if calendar.is_working(start - DAY * n)]
    assert add_working_days(start, count, calendar) == ([start, *after][count])
    assert add_working_days(start, -count, calendar) == ([start, *before][count])


@given(st.dates(date(2020, 1, 1), date(2020, 3, 31)), st.dates(date(2020, 1, 1), date(2020, 3, 31)), calendars)
def test_working_days_between_are_counted_one_by_one(a: date, b: date, calendar: Calendar) -> None:
    low, high = min(a, b), max(a, b)
    inside = [low + DAY * n for n in range(1, (high - low).days + 1)]
    assert working_days_between(low, high, calendar) == sum(calendar.is_working(day) for day in inside)


@given(st.dates(date(2020, 1, 1), date(2020, 3, 31)), st.integers(-40, 40), calendars)
def test_adding_and_counting_agree(start: date, count: int, calendar: Calendar) -> None:
    assert working_days_between(start, add_working_days(start, count, calendar), calendar) == count


@given(days)
def test_a_weekend_is_no_working_day_unless_it_is_worked_in_exchange(day: date) -> None:
    if day.weekday() >= 5:
        assert VIETNAM.is_working(day) == (day in VIETNAM.worked)


def test_the_holidays_fall_on_days_that_would_be_worked_and_the_exchanges_on_weekends() -> None:
    assert all(day.weekday() < 5 for day in VIETNAM.holidays)
    assert all(day.weekday() >= 5 for day in VIETNAM.worked)


@pytest.mark.parametrize("year", range(2019, 2027))
def test_every_year_has_its_ten_or_eleven_holidays(year: int) -> None:
    """New Year 1, Lunar New Year 5, Hùng Kings 1, 30/4 and 1/5, National Day 1 (2 from 2021): Labour Code."""
    names = [name for day, name in VIETNAM.holidays.items() if day.year == year]
    swapped = names.count("Day off in exchange for a Saturday worked")
    assert len(names) - swapped == (10 if year < 2021 else 11)
    # 31/12/2018 was off against a Saturday of 2019.
    assert sum(day.year == year for day in VIETNAM.worked) == swapped + (1 if year == 2019 else 0)


@pytest.mark.parametrize(
    "day",
    [date(2020, 4, 2), date(2020, 4, 30), date(2020, 5, 1), date(2020, 9, 2), date(2020, 1, 27), date(2025, 9, 1)],
)
def test_days_off_that_everybody_knows(day: date) -> None:
    assert not VIETNAM.is_working(day)


def test_the_calendar_says_how_far_it_goes_and_how_sure_it_is() -> None:
    assert VIETNAM.covers(date(2019, 1, 1), date(2026, 12, 31))
    assert not VIETNAM.covers(date(2026, 1, 1), date(2027, 1, 1))
    assert VIETNAM.certainty is Certainty.RECALLED
    assert VIETNAM.source


def test_an_office_mends_the_calendar_without_changing_the_table() -> None:
    mended = VIETNAM.changed(off={date(2020, 7, 1): "flood"}, worked=[date(2020, 7, 4)], plain=[date(2020, 9, 2)])
    assert not mended.is_working(date(2020, 7, 1))
    assert mended.is_working(date(2020, 7, 4))
    assert mended.is_working(date(2020, 9, 2))
    assert VIETNAM.is_working(date(2020, 7, 1))


# --- clocks ----------------------------------------------------------------------------------------------------------


def test_the_announcement_leaves_thirty_working_days_before_the_opening() -> None:
    opening = date(2020, 7, 29)
    due = announcement_due(opening, R2014)
    assert sum(VIETNAM.is_working(due + DAY * n) for n in range((opening - due).days)) == 30
    assert due == date(2020, 6, 17)


def test_a_dossier_of_candidacy_comes_fifteen_working_days_before_the_opening() -> None:
    assert candidacy_due(date(2020, 7, 29), R2014) == date(2020, 7, 8)


def test_report_in_seven_working_days_and_ratification_in_fifteen_from_receipt() -> None:
    assert report_due(date(2020, 7, 30), R2014) == date(2020, 8, 10)
    assert ratification_due(date(2020, 8, 10), R2014) == date(2020, 8, 31)
    # National Day lies between: one day more.
    assert ratification_due(date(2020, 8, 20), R2014) == date(2020, 9, 11)


def test_the_complaint_clock_is_known_only_for_2024() -> None:
    assert complaints_due(date(2020, 7, 30), R2014) is None
    assert complaints_due(date(2025, 6, 2), R2024) == date(2025, 6, 23)


def test_ballots_are_kept_for_six_months() -> None:
    assert ballots_kept_until(date(2025, 8, 31), R2024) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2020, 6, 24), "due today"),
        (date(2020, 6, 22), "2 working days left"),
        (date(2020, 6, 20), "3 working days left"),
        (date(2020, 6, 25), "1 working days late"),
        (date(2020, 6, 29), "3 working days late"),
    ],
)
def test_what_remains_is_said_in_working_days(today: date, words: str) -> None:
    assert remaining(date(2020, 6, 24), today).english() == words


# --- milestones ------------------------------------------------------------------------------------------------------


def by_key(level: Level, *, received: date | None = None) -> dict[str, Milestone]:
    found = milestones(date(2025, 7, 29), date(2025, 7, 30), R2024, level, received=received)
    assert [one.due for one in found] == sorted(one.due for one in found)
    return {one.key: one for one in found}


def test_the_fixed_milestones_carry_their_rule_and_article() -> None:
    found = by_key(R2024.level(UnitKind.DIRECT_SUPERIOR_ORGANIZATION))
    fixed = {key: one.rule for key, one in found.items() if not one.suggested and one.rule}
    assert fixed == {
        "announcement": "C-20",
        "candidacy": "E-12",
        "report": "N-60",
        "ratification": "N-61",
        "complaints": "N-51",
        "ballots": "N-50",
    }
    assert all(found[key].article for key in fixed)
    assert found["announcement"].offset.english() == "30 working days before the opening"
    assert found["complaints"].offset.english() == "15 working days after the closing"


def test_suggested_milestones_fall_on_a_working_day_not_after_their_distance() -> None:
    found = by_key(DISTRICT)
    distances = {
        "plan": 180, "outlines": 150, "drafts": 120, "personnel_policy": 90, "lower_congresses": 60,
        "approval": 15, "kits": 10, "rehearsal": 2,
    }  # fmt: skip
    assert {key for key, one in found.items() if one.suggested} == set(distances)
    for key, distance in distances.items():
        wanted = date(2025, 7, 29) - timedelta(days=distance)
        assert found[key].due <= wanted
        assert VIETNAM.is_working(found[key].due)
        assert not any(
            VIETNAM.is_working(found[key].due + DAY * n) for n in range(1, (wanted - found[key].due).days + 1)
        )


def test_a_cell_has_no_lower_congresses_and_no_dossiers_of_candidacy() -> None:
    found = by_key(CELL)
    assert "lower_congresses" not in found
    assert "candidacy" not in found
    assert "candidacy" not in by_key(GRASSROOTS)
    assert {"announcement", "opening", "report", "ratification"} <= set(found)


def test_ratification_runs_from_the_receipt_once_it_is_known() -> None:
    planned, known = by_key(DISTRICT), by_key(DISTRICT, received=date(2025, 8, 1))
    assert planned["ratification"].due == add_working_days(planned["report"].due, 15, VIETNAM)
    assert known["ratification"].due == date(2025, 8, 22)


# --- the plan against the season -------------------------------------------------------------------------------------


def test_a_plan_within_the_limits_has_no_problem() -> None:
    assert plan_problems(date(2020, 7, 28), date(2020, 7, 30), DISTRICT, preparatory=Fraction(1, 2)) == ()
    assert days_of(date(2020, 7, 28), date(2020, 7, 30)) == 3


@pytest.mark.parametrize(
    ("opening", "closing", "level", "words"),
    [
        (date(2020, 7, 27), date(2020, 7, 30), DISTRICT, "lasts 4 days; at this level at most 3"),
        (date(2020, 6, 1), date(2020, 6, 3), GRASSROOTS, "lasts 3 days; at this level at most 2"),
        (date(2020, 6, 29), date(2020, 6, 30), GRASSROOTS, "end before 30/6/2020"),
        (date(2020, 8, 30), date(2020, 8, 31), DISTRICT, "end before 31/8/2020"),
        (date(2020, 7, 2), date(2020, 7, 1), DISTRICT, "before it opens"),
    ],
)
def test_a_plan_against_the_limits_says_which(opening: date, closing: date, level: Level, words: str) -> None:
    (problem,) = plan_problems(opening, closing, level)
    assert words in problem.english()


def test_a_preparatory_session_is_at_most_half_a_day() -> None:
    (problem,) = plan_problems(date(2020, 7, 29), date(2020, 7, 30), DISTRICT, preparatory=Fraction(1))
    assert "preparatory session" in problem.english()


def test_the_seasons_own_deadline_goes_before_the_levels() -> None:
    assert plan_problems(date(2020, 7, 1), date(2020, 7, 1), GRASSROOTS, deadline=date(2020, 8, 1)) == ()
    assert len(plan_problems(date(2020, 5, 1), date(2020, 5, 1), GRASSROOTS, deadline=date(2020, 5, 1))) == 1


def test_a_cell_may_be_six_months_early_or_late_and_a_grassroots_unit_a_year() -> None:
    due = date(2020, 5, 31)
    assert term_window(due, CELL) == (date(2019, 11, 30), date(2020, 11, 30))
    assert term_window(due, GRASSROOTS) == (date(2019, 5, 31), date(2021, 5, 31))
    assert term_problem(due, date(2020, 11, 30), CELL) is None
    problem = term_problem(due, date(2020, 12, 1), CELL)
    assert problem is not None
    assert problem.rule == "U-21"
    assert term_problem(due, date(2020, 12, 1), GRASSROOTS) is None


def test_a_pilot_congress_opens_before_the_others() -> None:
    assert pilot_problem([date(2020, 3, 1)], [date(2020, 4, 1)]) is None
    assert pilot_problem([], [date(2020, 4, 1)]) is None
    problem = pilot_problem([date(2020, 3, 1), date(2020, 4, 2)], [date(2020, 4, 1)])
    assert problem is not None
    assert problem.rule == "C-21"
