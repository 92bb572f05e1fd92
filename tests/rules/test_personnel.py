"""Ages of known precision, the retirement formula with its published values, structure, the five steps."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.rules.dates import Month, PartialDate
from daihoi.rules.figures import identity_findings
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from daihoi.rules.personnel import (
    AGE_CREDENTIALS_6,
    SPECIAL_DEPUTY_MONTHS,
    STATE_POSTS_2020,
    Age,
    Education,
    Person,
    Schedule,
    StepVotes,
    Tallied,
    Target,
    Theory,
    against,
    age_at,
    average_age,
    band_counts,
    born_from,
    candidate_eligibility,
    committee_targets,
    eligibility,
    party_age,
    procedure,
    retirement_month,
    schedule_at,
    standing_targets,
    structure,
    target_results,
    three_bands,
)
from daihoi.rules.regulations import R2014, R2024, legal_base

REFERENCE = date(2020, 6, 1)
born_days = st.dates(date(1940, 1, 1), date(2002, 12, 31))
references = st.dates(date(2019, 1, 1), date(2026, 12, 31))

# --- age -------------------------------------------------------------------------------------------------------------


def test_a_year_is_completed_on_the_birthday() -> None:
    born = PartialDate(1980, 6, 1)
    assert age_at(born, date(2020, 5, 31)).exact == 39
    assert age_at(born, date(2020, 6, 1)).exact == 40
    assert age_at(PartialDate(1980, 2, 29), date(2021, 2, 28)).exact == 40
    assert age_at(PartialDate(1980, 2, 29), date(2021, 3, 1)).exact == 41


def test_an_age_from_a_bare_year_is_one_of_two() -> None:
    age = age_at(PartialDate(1980), REFERENCE)
    assert (age.low, age.high, age.exact) == (39, 40, None)
    assert age.under(40) is None
    assert age.under(39) is False
    assert age.under(41) is True
    assert age.text() == "39–40"
    assert party_age(PartialDate(1990), REFERENCE).text() == "29–30"


@given(st.integers(1940, 2002), st.one_of(st.none(), st.integers(1, 12)), references, st.integers(15, 90))
def test_an_age_is_certain_exactly_when_every_day_of_birth_agrees(
    year: int, month: int | None, reference: date, limit: int
) -> None:
    born = PartialDate(year, month)
    every = [born.earliest + timedelta(days=n) for n in range((born.latest - born.earliest).days + 1)]
    ages = {age_at(PartialDate.of(day), reference).low for day in every}
    age = age_at(born, reference)
    assert (age.low, age.high) == (min(ages), max(ages))
    verdicts = {one < limit for one in ages}
    assert age.under(limit) == (verdicts.pop() if len(verdicts) == 1 else None)
    inside = {limit <= one <= limit + 10 for one in ages}
    assert age.within(limit, limit + 10) == (inside.pop() if len(inside) == 1 else None)


# --- bands -----------------------------------------------------------------------------------------------------------


def test_the_three_bands_of_both_seasons() -> None:
    assert [band.text() for band in three_bands(R2014)] == ["< 40", "40–50", "> 50"]
    assert [band.text() for band in three_bands(R2024)] == ["< 42", "42–50", "> 50"]


def test_the_bands_of_a_credentials_report_leave_no_age_out() -> None:
    ages = [Age(n, n) for n in range(18, 100)]
    counted = band_counts([*ages, None, Age(29, 30), Age(40, 41), Age(31, 32)], AGE_CREDENTIALS_6)
    assert counted == {
        "under_30": 12, "30_40": 12, "41_50": 10, "51_60": 10, "61_70": 10, "over_70": 29, "unknown": 3,
    }  # fmt: skip


def test_the_mean_age_is_exact_and_says_how_many_it_leaves_out() -> None:
    assert average_age([Age(40, 40), Age(41, 41), Age(45, 45), Age(30, 31), None]) == (Fraction(42), 2)
    assert average_age([]) == (None, 0)


# --- retirement (S-50, C.3) ------------------------------------------------------------------------------------------

MEN, WOMEN, WOMEN_60 = (False, False), (True, False), (True, True)


@pytest.mark.parametrize(
    ("reference", "need", "who", "first_month"),
    [
        # First time, 60 months: grassroots 4/2025, directly superior 6/2025, commune 7/2025, province 9/2025.
        (Month(2025, 4), 60, MEN, Month(1968, 4)),
        (Month(2025, 4), 60, WOMEN, Month(1972, 1)),
        (Month(2025, 6), 60, MEN, Month(1968, 6)),
        (Month(2025, 6), 60, WOMEN, Month(1972, 2)),
        (Month(2025, 6), 60, WOMEN_60, Month(1970, 6)),
        (Month(2025, 7), 60, MEN, Month(1968, 7)),
        (Month(2025, 7), 60, WOMEN, Month(1972, 3)),
        (Month(2025, 7), 60, WOMEN_60, Month(1970, 7)),
        (Month(2025, 9), 60, MEN, Month(1968, 9)),
        (Month(2025, 9), 60, WOMEN, Month(1972, 5)),
        (Month(2025, 9), 60, WOMEN_60, Month(1970, 9)),
        # Re-election, 48 months.
        (Month(2025, 4), 48, MEN, Month(1967, 4)),
        (Month(2025, 4), 48, WOMEN, Month(1971, 5)),
        (Month(2025, 6), 48, MEN, Month(1967, 6)),
        (Month(2025, 6), 48, WOMEN, Month(1971, 6)),
        (Month(2025, 6), 48, WOMEN_60, Month(1969, 6)),
        (Month(2025, 7), 48, MEN, Month(1967, 7)),
        (Month(2025, 7), 48, WOMEN, Month(1971, 7)),
        (Month(2025, 7), 48, WOMEN_60, Month(1969, 7)),
        (Month(2025, 9), 48, MEN, Month(1967, 9)),
        (Month(2025, 9), 48, WOMEN, Month(1971, 9)),
        (Month(2025, 9), 48, WOMEN_60, Month(1969, 9)),
        # Provincial deputy secretaries, special case.
        (Month(2025, 9), SPECIAL_DEPUTY_MONTHS, MEN, Month(1967, 3)),
        (Month(2025, 9), SPECIAL_DEPUTY_MONTHS, WOMEN_60, Month(1969, 3)),
        # 2020: first time one term, re-election half a term; province 9/2020, district 6/2020.
        (Month(2020, 9), 60, MEN, Month(1965, 9)),
        (Month(2020, 9), 60, WOMEN, Month(1970, 9)),
        (Month(2020, 6), 60, MEN, Month(1965, 6)),
        (Month(2020, 6), 60, WOMEN, Month(1970, 6)),
        (Month(2020, 9), 30, MEN, Month(1963, 3)),
        (Month(2020, 9), 30, WOMEN, Month(1968, 3)),
        (Month(2020, 6), 30, MEN, Month(1962, 12)),
        (Month(2020, 6), 30, WOMEN, Month(1967, 12)),
        # 2020: posts in the people's councils and committees; women prolonged are treated as men.
        (*STATE_POSTS_2020, MEN, Month(1963, 9)),
        (*STATE_POSTS_2020, WOMEN, Month(1968, 9)),
        (*STATE_POSTS_2020, WOMEN_60, Month(1963, 9)),
    ],
)
def test_every_published_month_of_birth(
    reference: Month, need: int, who: tuple[bool, bool], first_month: Month
) -> None:
    woman, extended = who
    law = schedule_at(reference)
    assert born_from(need, reference, woman=woman, schedule=law, extended=extended) == first_month
    for month, eligible in ((first_month, True), (first_month + -1, False)):
        born = PartialDate(month.year, month.month)
        result = eligibility(born, woman=woman, reference=reference, need=need, extended=extended)
        assert result.eligible is eligible
        assert result.born_from == first_month


@pytest.mark.parametrize(
    ("born", "woman", "years", "months"),
    [
        (Month(1960, 12), False, 60, 0), (Month(1961, 1), False, 60, 3), (Month(1961, 9), False, 60, 3),
        (Month(1961, 10), False, 60, 6), (Month(1966, 4), False, 62, 0), (Month(1980, 1), False, 62, 0),
        (Month(1965, 12), True, 55, 0), (Month(1966, 1), True, 55, 4), (Month(1966, 8), True, 55, 4),
        (Month(1966, 9), True, 55, 8), (Month(1975, 5), True, 60, 0), (Month(1990, 1), True, 60, 0),
    ],
)  # fmt: skip
def test_the_age_of_retirement_rises_by_groups_of_births(born: Month, woman: bool, years: int, months: int) -> None:
    assert retirement_month(born, woman=woman, schedule=Schedule.RISING) - born == years * 12 + months


months = st.builds(Month, st.integers(1940, 2000), st.integers(1, 12))


@given(months, st.booleans(), st.sampled_from(Schedule), st.booleans())
def test_who_is_born_later_never_retires_earlier(born: Month, woman: bool, schedule: Schedule, extended: bool) -> None:
    def retires(month: Month) -> Month:
        return retirement_month(month, woman=woman, schedule=schedule, extended=extended)

    assert retires(born) <= retires(born + 1)
    assert 660 <= retires(born) - born <= 744


@given(st.integers(1950, 1990), months.map(lambda m: Month(m.year + 60, m.month)), st.booleans(), st.integers(0, 60))
def test_a_bare_year_of_birth_is_decided_only_when_every_month_agrees(
    year: int, reference: Month, woman: bool, need: int
) -> None:
    exact = {
        eligibility(PartialDate(year, month), woman=woman, reference=reference, need=need).eligible
        for month in range(1, 13)
    }
    result = eligibility(PartialDate(year), woman=woman, reference=reference, need=need)
    assert result.eligible == (exact.pop() if len(exact) == 1 else None)


def test_vector_19_at_the_grassroots_in_2025() -> None:
    level = R2024.level(UnitKind.GRASSROOTS_ORGANIZATION)

    def eligible(year: int, month: int, woman: bool) -> bool | None:
        result = candidate_eligibility(
            PartialDate(year, month, 15), woman=woman, first_time=True, regulation=R2024, level=level
        )
        assert result is not None
        return result.eligible

    assert eligible(1971, 12, True) is False
    assert eligible(1972, 1, True) is True
    assert eligible(1968, 3, False) is False
    assert eligible(1968, 4, False) is True


def test_before_directive_45_half_a_term_was_enough_for_re_election() -> None:
    level = R2024.level(UnitKind.CENTRAL_DIRECT_ORGANIZATION)
    born = PartialDate(1966, 9)
    before, after = (
        candidate_eligibility(born, woman=False, first_time=False, regulation=legal_base(day).regulation, level=level)
        for day in (date(2025, 4, 13), date(2025, 4, 14))
    )
    assert before is not None
    assert after is not None
    assert (before.need, before.eligible) == (30, True)
    assert (after.need, after.eligible) == (48, False)
    assert "48" in after.message.english()


def test_where_the_season_knows_no_reference_month_the_superior_sets_it() -> None:
    level = R2014.level(UnitKind.GRASSROOTS_ORGANIZATION)
    born = PartialDate(1970, 1)
    asked = {"woman": False, "first_time": True, "regulation": R2014, "level": level}
    assert candidate_eligibility(born, **asked) is None  # type: ignore[arg-type]
    given_ = candidate_eligibility(born, **asked, reference=Month(2020, 4))  # type: ignore[arg-type]
    assert given_ is not None
    assert given_.eligible is True


# --- structure -------------------------------------------------------------------------------------------------------


def forty_one() -> list[Person]:
    """Sixteen women, five under forty, twenty of the middle band, sixteen over fifty."""
    born = [PartialDate(1985, 1, 1)] * 5 + [PartialDate(1975, 1, 1)] * 20 + [PartialDate(1965, 1, 1)] * 16
    return [
        Person(born=one, woman=n < 16, ethnic=n == 0, first_time=n < 14, education=Education.UNIVERSITY,
               theory=Theory.ADVANCED)
        for n, one in enumerate(born)
    ]  # fmt: skip


def test_the_structure_of_the_forty_one() -> None:
    found = structure(forty_one(), REFERENCE, R2014)
    assert (found.total, found.women, found.young) == (41, Tallied(16, 0, 41), Tallied(5, 0, 41))
    assert dict(found.bands) == {"young": 5, "age_middle": 20, "age_old": 16, "unknown": 0}
    figures = found.figures()
    assert (figures["elected"], figures["women"], figures["young"], figures["ethnic"]) == (41, 16, 5, 1)
    assert figures["education_university"] == figures["theory_advanced"] == 41
    assert identity_findings(figures.replace(seats=41)) == ()


def test_targets_are_head_counts_rounded_up() -> None:
    found = target_results(structure(forty_one(), REFERENCE, R2014), committee_targets(R2014))
    results = {one.target.key: one for one in found}
    # 15 % of 41 = 6,15 → 7; 10 % = 4,1 → 5; 40 % = 16,4 → 17; a third = 13,67 → 14.
    assert {key: (one.needed, one.missing, one.met) for key, one in results.items()} == {
        "women": (7, 0, True),
        "young": (5, 0, True),
        "middle": (17, 0, True),
        "first_time": (14, 0, True),
    }
    assert results["women"].message.english() == "Women: 16 of 41, target ≥ 15 % = 7, met."
    assert results["middle"].target.text() == "40–50 %"
    assert results["first_time"].target.text() == "≥ 33,33 %"


def test_a_target_that_is_missed_says_how_many_persons_are_missing() -> None:
    result = against(Target("women", "Women", "S-01", "", low=Fraction(15, 100)), Tallied(4, 0, 41))
    assert (result.missing, result.met) == (3, False)
    assert "3 missing" in result.message.english()


def test_a_range_can_be_exceeded() -> None:
    middle = Target("middle", "Middle", "S-03", "", low=Fraction(2, 5), high=Fraction(1, 2))
    result = against(middle, Tallied(21, 0, 41))
    assert (result.over, result.met) == (1, False)
    # No whole number lies between 40 % and 50 % of three: two persons reach the lower end, and that is met.
    assert against(middle, Tallied(2, 0, 3)).met is True


def test_missing_data_leave_a_target_open_only_where_they_decide_it() -> None:
    women = Target("women", "Women", "S-01", "", low=Fraction(15, 100))
    assert against(women, Tallied(6, 1, 41)).met is None
    assert against(women, Tallied(7, 3, 41)).met is True
    assert against(women, Tallied(5, 1, 41)).met is False


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(1, 20), st.integers(0, 20))
def test_a_target_is_judged_as_if_every_missing_answer_were_tried(
    yes: int, unknown: int, no: int, low: int, more: int
) -> None:
    target = Target("x", "x", "", "", low=Fraction(low, 40), high=Fraction(low + more, 40))
    total = yes + unknown + no
    verdicts = {against(target, Tallied(yes + n, 0, total)).met for n in range(unknown + 1)}
    expected = verdicts.pop() if len(verdicts) == 1 else None
    assert against(target, Tallied(yes, unknown, total)).met == expected


def test_a_standing_committee_has_at_least_one_woman() -> None:
    (target,) = standing_targets(R2014)
    assert against(target, Tallied(1, 0, 13)).met is True
    assert against(target, Tallied(0, 0, 13)).missing == 1
    assert against(target, Tallied(0, 0, 0)).met is True


def test_what_is_not_known_is_counted_as_such_and_said() -> None:
    people = [Person(), Person(born=PartialDate(1980), woman=True), Person(born=PartialDate(1985), woman=False)]
    found = structure(people, REFERENCE, R2014)
    assert found.women == Tallied(1, 1, 3)
    assert found.young == Tallied(1, 2, 3)
    assert found.bands["unknown"] == 2
    assert found.young.note is not None
    assert "between 1 and 3" in found.young.note.english()
    assert found.figures()["education_unknown"] == 3
    assert found.figures()["theory_none"] == 3


births = st.builds(PartialDate, st.integers(1940, 2000), st.one_of(st.none(), st.integers(1, 12)))


@given(
    st.lists(
        st.builds(
            Person,
            born=st.one_of(st.none(), births),
            woman=st.sampled_from([True, False, None]),
            education=st.sampled_from([*Education, None]),
            theory=st.sampled_from([*Theory, None]),
        ),
        max_size=20,
    )
)
def test_bands_and_levels_always_add_up_to_all(people: list[Person]) -> None:
    found = structure(people, REFERENCE, R2024)
    assert identity_findings(found.figures().replace(seats=len(people))) == ()
    assert found.bands["young"] == found.young.count


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Tiến sĩ", Education.POSTGRADUATE), ("thạc sỹ", Education.POSTGRADUATE), ("ĐẠI HỌC", Education.UNIVERSITY),
        ("Cao đẳng", Education.COLLEGE), ("Trung cấp", Education.BELOW), ("Không", Education.BELOW),
        ("", None), ("?", None),
    ],
)  # fmt: skip
def test_education_as_the_files_write_it(text: str, level: Education | None) -> None:
    assert Education.from_vietnamese(text) is level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Cử nhân, cao cấp", Theory.ADVANCED), ("Trung cấp", Theory.INTERMEDIATE), ("Sơ cấp", Theory.ELEMENTARY),
        ("Chưa qua đào tạo", Theory.NONE), ("", None),
    ],
)  # fmt: skip
def test_political_theory_as_the_files_write_it(text: str, level: Theory | None) -> None:
    assert Theory.from_vietnamese(text) is level


# --- the five steps --------------------------------------------------------------------------------------------------


def test_vector_21_one_step_under_half_is_not_passed() -> None:
    record = [StepVotes(step, 49 if step == 2 else 51, 100) for step in range(1, 6)]
    result = procedure(record)
    assert result.passed is False
    assert [line.passed for line in result.lines] == [True, False, True, True, True]
    assert "step 2" in result.message.english()
    assert result.lines[1].share() == "49,00 %"


def test_more_than_half_in_all_five_steps_passes_and_exactly_half_does_not() -> None:
    assert procedure(StepVotes(step, 7, 13) for step in range(1, 6)).passed is True
    assert procedure(StepVotes(step, 50 if step == 5 else 51, 100) for step in range(1, 6)).passed is False


def test_steps_still_to_be_held_leave_it_open_unless_one_is_lost() -> None:
    assert procedure([StepVotes(1, 7, 13), StepVotes(2, 60, 100)]).passed is None
    assert procedure([StepVotes(1, 6, 13)]).passed is False
    assert procedure([]).lines[0].share() == "–"


@pytest.mark.parametrize("bad", [[StepVotes(6, 1, 2)], [StepVotes(1, 3, 2)], [StepVotes(1, 1, 2), StepVotes(1, 2, 2)]])
def test_counts_that_cannot_be_are_refused(bad: list[StepVotes]) -> None:
    with pytest.raises(RuleError):
        procedure(bad)
