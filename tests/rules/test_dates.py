"""A date is known to the year, the month or the day; nothing more is ever read into it."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.rules.dates import Month, PartialDate, Precision, add_months, parse_date
from daihoi.rules.messages import RuleError

REFERENCE = date(2020, 3, 1)

days = st.dates(date(1995, 1, 1), date(2006, 12, 31))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(days)
    known = draw(st.integers(1, 3))
    return PartialDate(*(day.year, day.month, day.day)[:known])


def possible_days(partial: PartialDate) -> list[date]:
    """Every day that the partial date may be, found by looking at the whole year."""
    year = [date(partial.year, 1, 1) + timedelta(days=n) for n in range(366)]
    return [
        day
        for day in year
        if day.year == partial.year and partial.month in (None, day.month) and partial.day in (None, day.day)
    ]


def verdict(answers: set[bool]) -> bool | None:
    return answers.pop() if len(answers) == 1 else None


# --- precision -------------------------------------------------------------------------------------------------------


def test_a_bare_year_is_never_the_first_of_january() -> None:
    born = PartialDate(1964)
    assert born.precision is Precision.YEAR
    assert born.exact is None
    assert (born.earliest, born.latest) == (date(1964, 1, 1), date(1964, 12, 31))
    assert born != PartialDate(1964, 1, 1)
    assert born.before(date(1964, 6, 1)) is None
    assert born.before(date(1965, 1, 1)) is True
    assert born.before(date(1964, 1, 1)) is False


@given(partial_dates())
def test_its_first_and_last_day_are_those_of_all_it_may_be(partial: PartialDate) -> None:
    possible = possible_days(partial)
    assert (partial.earliest, partial.latest) == (possible[0], possible[-1])
    assert (partial.exact is not None) == (len(possible) == 1)


@given(partial_dates(), days)
def test_a_comparison_is_certain_exactly_when_every_day_agrees(partial: PartialDate, day: date) -> None:
    possible = possible_days(partial)
    assert partial.before(day) == verdict({one < day for one in possible})
    assert partial.after(day) == verdict({one > day for one in possible})
    assert partial.on_or_before(day) == verdict({one <= day for one in possible})
    assert partial.on_or_after(day) == verdict({one >= day for one in possible})


@given(partial_dates(), partial_dates())
def test_two_partial_dates_compare_by_every_pair_of_days(a: PartialDate, b: PartialDate) -> None:
    first, second = possible_days(a), possible_days(b)
    assert a.before(b) == verdict({first[0] < second[-1], first[-1] < second[0]})
    assert a.before(b) == b.after(a)


@given(partial_dates())
def test_the_canonical_form_reads_back(partial: PartialDate) -> None:
    assert PartialDate.from_iso(partial.iso()) == partial
    assert parse_date(partial.iso()) == partial
    assert parse_date(partial.text()) == partial


@pytest.mark.parametrize("text", ["", "64", "1964-5", "1964-05-1", "1964-05-01-01", "x"])
def test_another_form_is_not_canonical(text: str) -> None:
    with pytest.raises(ValueError):
        PartialDate.from_iso(text)


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        (datetime(2013, 2, 28, 0, 0), "2013-02-28"),
        (date(2013, 2, 28), "2013-02-28"),
        ("23/02/2001", "2001-02-23"),
        ("14-05-2018", "2018-05-14"),
        ("16.10.06", "2006-10-16"),
        ("15.06.99", "1999-06-15"),
        (" 1 / 2 / 1980 ", "1980-02-01"),
        ("5/1979", "1979-05"),
        ("05-1979", "1979-05"),
        ("1979-05", "1979-05"),
        ("1964", "1964"),
        (1964, "1964"),
        (1964.0, "1964"),
        ("năm 1964", "1964"),
        ("tháng 5 năm 1979", "1979-05"),
        ("ngày 5 tháng 2 năm 1980", "1980-02-05"),
        ("Ngày 05  tháng 02 năm 1980", "1980-02-05"),
        ("2001-02-23", "2001-02-23"),
        ("2001-02-23 00:00:00", "2001-02-23"),
        ("2001-02-23T00:00:00", "2001-02-23"),
        ("'23/02/2001", "2001-02-23"),
        ("00/00/1964", "1964"),
        ("00/05/1979", "1979-05"),
        (36945, "2001-02-23"),
        (36945.75, "2001-02-23"),
        (43831, "2020-01-01"),
    ],
)
def test_dates_are_read_in_every_style_of_the_files(value: object, iso: str) -> None:
    assert parse_date(value, reference=REFERENCE).iso() == iso


@given(st.dates(date(1910, 1, 1), date(2100, 1, 1)))
def test_every_day_reads_back_from_every_style(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for value in (day, f"{day:%d/%m/%Y}", f"{day.day}-{day.month}-{day.year}", f"{day:%Y-%m-%d}", serial):
        assert parse_date(value).exact == day


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("31/02/1980", "31/2/1980 is not a date: month 2 of 1980 has 29 days."),
        ("29/02/2019", "29/2/2019 is not a date: month 2 of 2019 has 28 days."),
        ("31/04/1980", "31/4/1980 is not a date: month 4 of 1980 has 30 days."),
        ("02/23/2001", "There is no month 23. Write day, month, year."),
        ("5/0/1980", "There is no month 0. Write day, month, year."),
        ("01/01/0980", "The year 980 cannot be right. Write a year between 1850 and 2150."),
        (None, "The date is missing."),
        ("  ", "The date is missing."),
    ],
)
def test_a_refusal_says_exactly_what_is_wrong(value: object, sentence: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse_date(value)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "value", ["abc", "12", 12, -5, True, float("nan"), float("inf"), 10**9, "23022001", "1/2/3/4", "=A1", "1979/13"]
)
def test_what_is_no_date_is_refused(value: object) -> None:
    with pytest.raises(RuleError):
        parse_date(value)


def test_a_two_digit_year_needs_a_reference() -> None:
    with pytest.raises(RuleError) as refused:
        parse_date("16.10.06")
    assert "four digits" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "year"),
    [("01.03.20", 2020), ("02.03.20", 1920), ("31.12.19", 2019), ("01.01.21", 1921), ("01.01.00", 2000)],
)
def test_a_two_digit_year_is_the_latest_that_is_not_after_the_reference(text: str, year: int) -> None:
    assert parse_date(text, reference=REFERENCE).year == year


@pytest.mark.parametrize(
    ("text", "year"),
    [("15.12.79", 1979), ("01.01.30", 1930), ("01.01.20", 1920), ("16.10.06", 2006), ("01.01.04", 2004)],
)
def test_a_two_digit_year_of_birth_belongs_to_a_grown_person_where_it_can(text: str, year: int) -> None:
    assert parse_date(text, reference=REFERENCE, birth=True).year == year


@given(st.integers(0, 99), st.integers(1, 12), st.integers(1, 28), days)
def test_a_two_digit_year_never_lies_in_the_future(short: int, month: int, day: int, reference: date) -> None:
    for birth in (False, True):
        read = parse_date(f"{day:02d}.{month:02d}.{short:02d}", reference=reference, birth=birth)
        assert read.year % 100 == short
        assert read.latest <= reference


def test_nobody_is_born_in_the_future() -> None:
    with pytest.raises(RuleError) as refused:
        parse_date("01/01/2030", reference=REFERENCE, birth=True)
    assert str(refused.value) == "The date of birth 1/1/2030 lies after 1/3/2020."
    assert parse_date(2020, reference=REFERENCE, birth=True) == PartialDate(2020)


# --- months ----------------------------------------------------------------------------------------------------------


def test_months_count_and_end_in_short_months() -> None:
    assert Month(2025, 9) - Month(2020, 9) == 60
    assert Month(2020, 11) + 3 == Month(2021, 2)
    assert Month(2020, 1) + -1 == Month(2019, 12)
    assert add_months(date(2020, 8, 31), 6) == date(2021, 2, 28)
    assert add_months(date(2020, 7, 30), 6) == date(2021, 1, 30)
    with pytest.raises(ValueError):
        Month(2020, 13)


@given(st.builds(Month, st.integers(1900, 2100), st.integers(1, 12)), st.integers(-600, 600))
def test_adding_months_and_subtracting_agree(month: Month, count: int) -> None:
    assert (month + count) - month == count
