"""Figures add up, percentages are exact, and what does not add up is found and explained."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.rules.figures import (
    FIGURES,
    TIERS,
    Check,
    Figure,
    Figures,
    Known,
    LevelFigures,
    Origin,
    Percent,
    Record,
    Style,
    UnknownFigureError,
    children_findings,
    committees_finding,
    identity_checks,
    identity_findings,
    members_finding,
    percent,
    reconcile,
)
from daihoi.rules.messages import Message

counts = st.dictionaries(st.sampled_from(sorted(FIGURES)), st.integers(0, 10**6))
figures = counts.map(Figures)
LIVE = Origin.live(date(2020, 8, 27))


# --- Figures ---------------------------------------------------------------------------------------------------------


def test_a_missing_figure_is_zero_and_an_unknown_one_is_refused() -> None:
    assert Figures(members=5)["official"] == 0
    with pytest.raises(UnknownFigureError):
        Figures(members=5)["memberz"]
    with pytest.raises(UnknownFigureError):
        Figures({"memberz": 5})


@pytest.mark.parametrize("bad", [-1, True, "5", None])
def test_only_whole_numbers_from_zero_on_are_counts(bad: object) -> None:
    with pytest.raises(ValueError):
        Figures({"members": bad})  # type: ignore[dict-item]


def test_figures_cannot_be_changed() -> None:
    source = {"members": 5}
    figures = Figures(source)
    source["members"] = 6
    assert figures["members"] == 5
    with pytest.raises(TypeError):
        figures["members"] = 6  # type: ignore[index]


@given(figures, figures, figures)
def test_figures_add_up_in_any_order(a: Figures, b: Figures, c: Figures) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c) == Figures.total((c, b, a))
    assert a + Figures() == a
    assert all((a + b)[key] == a[key] + b[key] for key in FIGURES)


@given(counts)
def test_the_canonical_form_is_sorted_without_zeros_and_comes_back(given_counts: dict[str, int]) -> None:
    figures = Figures(given_counts)
    form = figures.as_dict()
    assert list(form) == sorted(form)
    assert 0 not in form.values()
    assert Figures(form) == figures
    assert hash(Figures(form)) == hash(figures)


def test_every_figure_has_a_label_and_a_unit() -> None:
    assert all(kind.label and kind.unit for kind in FIGURES.values())
    assert len({kind.label for kind in FIGURES.values()}) == len(FIGURES)


def test_a_districts_own_election_never_enters_the_sum_of_its_grassroots() -> None:
    units = [LevelFigures({"grassroots": Figures(seats=15, elected=15)}) for _ in range(3)]
    district = LevelFigures.total([*units, LevelFigures({"direct_superior": Figures(seats=41, elected=41)})])
    assert district["grassroots"] == Figures(seats=45, elected=45)
    assert district["direct_superior"]["seats"] == 41
    assert LevelFigures.from_dict(district.as_dict()) == district
    with pytest.raises(ValueError):
        LevelFigures({"village": Figures()})


@given(st.lists(st.dictionaries(st.sampled_from(TIERS), figures, max_size=3), max_size=4))
def test_levels_add_up_level_by_level(many: list[dict[str, Figures]]) -> None:
    total = LevelFigures.total(LevelFigures(levels) for levels in many)
    for tier in TIERS:
        assert total[tier] == Figures.total(levels.get(tier, Figures()) for levels in many)


# --- percentages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numerator", "denominator", "cut", "half_up"),
    [
        (16, 41, "39,02", "39,02"),
        (5, 41, "12,19", "12,20"),
        (53, 350, "15,14", "15,14"),
        (150, 350, "42,85", "42,86"),
        (1, 350, "0,28", "0,29"),
        (222, 1587, "13,98", "13,99"),
        (5, 35, "14,28", "14,29"),
        (10, 43, "23,25", "23,26"),
        (41, 41, "100,00", "100,00"),
        (0, 41, "0,00", "0,00"),
        (1, 80000, "0,00", "0,00"),
        (1, 20000, "0,00", "0,01"),
        (3, 0, "–", "–"),
    ],
)
def test_percentages_in_both_styles(numerator: int, denominator: int, cut: str, half_up: str) -> None:
    assert percent(numerator, denominator, Style.CUT) == cut
    assert percent(numerator, denominator, Style.HALF_UP) == half_up


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_percentage_is_as_near_as_its_style_allows(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator * 10000, denominator)
    cut = Percent(numerator, denominator, Style.CUT).hundredths
    half_up = Percent(numerator, denominator, Style.HALF_UP).hundredths
    assert cut is not None
    assert cut <= exact < cut + 1
    assert half_up is not None
    assert Fraction(-1, 2) < half_up - exact <= Fraction(1, 2)


def test_a_share_of_negative_numbers_is_refused() -> None:
    with pytest.raises(ValueError):
        Percent(-1, 5)


# --- a figure and its origin -----------------------------------------------------------------------------------------


def test_a_figure_shows_its_value_or_its_percentage_with_the_fraction() -> None:
    members = Figure.count("members", 11836, LIVE)
    assert members.text() == "11.836"
    assert members.fraction_text() == ""
    women = Figure.share("women", 16, 41, LIVE, style=Style.CUT)
    assert women.text() == "39,02 %"
    assert women.fraction_text() == "16/41"
    assert Figure.share("young", 5, 41, LIVE, style=Style.CUT).text() == "12,19 %"
    assert Figure.share("young", 0, 0, LIVE, style=Style.CUT).text() == "–"


def test_a_figure_is_one_of_value_and_fraction_and_has_a_known_key() -> None:
    with pytest.raises(ValueError):
        Figure("members", Message("x"), LIVE)
    with pytest.raises(ValueError):
        Figure("members", Message("x"), LIVE, value=1, fraction=(1, 2))
    with pytest.raises(UnknownFigureError):
        Figure.count("memberz", 1, LIVE)
    assert Figure.count("rounds", 1, LIVE, label=Message("Rounds")).text() == "1"


def test_live_and_returned_figures_are_told_apart() -> None:
    returned = Origin.returned(2, "ab12", date(2020, 8, 20))
    assert LIVE.is_live
    assert not returned.is_live
    assert LIVE.message().english() == "Provisional figure as of 27/8/2020"
    assert returned.message().english() == "Return version 2, accepted 20/8/2020"
    assert "not accepted" in Origin.returned(1, "ab12").message().english()


def test_a_check_says_whether_its_two_sides_are_equal() -> None:
    kept, broken = (Check.of_sum(Message("units"), [30, 23], whole) for whole in (53, 54))
    assert kept.holds
    assert kept.equation() == "30 + 23 = 53"
    assert not broken.holds
    assert broken.equation() == "30 + 23 ≠ 54"


# --- reconciliation --------------------------------------------------------------------------------------------------


def test_what_adds_up_is_no_finding() -> None:
    assert reconcile([30, 23], 53) is None
    assert reconcile([30, 23], 53, [Known(3, Message("x"))]) is None


def test_39_and_11_are_not_53_and_the_cells_without_a_committee_say_why() -> None:
    cells = tuple(Record(f"Chi bộ {n}", f"BT.C{n:02d}") for n in (3, 7, 9))
    found = committees_finding(
        Figures(grassroots_units=53, committees_full=39, committees_short=11, no_committee=3), no_committee=cells
    )
    assert found is not None
    assert found.equation == "39 + 11 ≠ 53"
    assert found.gap == 3
    assert found.is_explained
    assert found.closed == "39 + 11 + 3 = 53"
    assert "39 + 11 + 3 = 53" in found.message.english()
    assert [known.records for known in found.explained] == [cells]
    assert "fewer than nine official members" in found.explained[0].reason.english()
    assert found.explained[0].reason.rule == "U-10"
    assert not found.as_check(Message("committees")).holds


def test_a_gap_that_the_records_explain_in_part_says_how_much_remains() -> None:
    found = committees_finding(Figures(grassroots_units=53, committees_full=39, committees_short=11, no_committee=2))
    assert found is not None
    assert (found.gap, found.unexplained, found.closed) == (3, 1, "")
    assert not found.is_explained


def test_units_that_have_not_voted_yet_explain_a_gap_too() -> None:
    found = committees_finding(
        Figures(grassroots_units=53, committees_full=30, committees_short=10, no_committee=3, not_held=10)
    )
    assert found is not None
    assert found.is_explained
    assert found.closed == "30 + 10 + 3 + 10 = 53"


def test_a_sum_that_is_too_large_is_never_explained_by_missing_cases() -> None:
    found = reconcile([40, 20], 53, [Known(3, Message("x"))])
    assert found is not None
    assert (found.gap, found.unexplained, found.explained) == (-7, -7, ())


def test_more_exceptions_than_the_gap_is_a_finding_of_its_own() -> None:
    found = reconcile([39, 11], 53, [Known(4, Message("x"))])
    assert found is not None
    assert found.unexplained == -1
    assert "counted twice" in found.message.english()


@given(st.lists(st.integers(0, 500), max_size=5), st.integers(0, 500), st.lists(st.integers(0, 50), max_size=4))
def test_the_gap_is_explained_exactly_when_the_equation_closes(parts: list[int], whole: int, known: list[int]) -> None:
    found = reconcile(parts, whole, [Known(count, Message("x")) for count in known])
    if sum(parts) == whole:
        assert found is None
        return
    assert found is not None
    assert found.gap == whole - sum(parts)
    assert found.unexplained == found.gap - sum(one.count for one in found.explained)
    assert bool(found.closed) == (sum(parts) < whole and sum(parts) + sum(known) == whole)


def test_the_register_against_the_number_that_the_file_of_units_states() -> None:
    assert members_finding(23, 23, "BT.C01") is None
    found = members_finding(22, 23, "BT.C01")
    assert found is not None
    assert (found.equation, found.gap) == ("22 ≠ 23", 1)
    assert "BT.C01" in found.message.english()


def test_returns_below_against_the_return_above_name_each_figure_that_differs() -> None:
    below = Figures.total([Figures(members=100, women=3), Figures(members=50)])
    found = children_findings(below, Figures(members=151, women=3))
    assert [(one.code, one.equation, one.gap) for one in found] == [("children.members", "150 ≠ 151", 1)]


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (Figures(members=10, official=8, probationary=1), "members_status"),
        (Figures(members=10, official=10, women_members=4, men_members=5), "members_sex"),
        (Figures(seats=15, elected=13, seats_short=1), "seats"),
        (Figures(seats=5, elected=5, young=1, age_middle=2, age_old=1), "ages"),
        (Figures(grassroots_units=53, grassroots_organizations=30, grassroots_cells=22), "grassroots_units"),
        (Figures(committees_to_elect=50, committees_full=39, committees_short=10), "committees_to_elect"),
        (Figures(seats=5, elected=5, education_university=4), "education"),
        (Figures(seats=5, elected=5, theory_none=4), "theory"),
        (Figures(congresses_held=5, members_congresses=4), "congress_types"),
    ],
)
def test_an_identity_that_is_broken_is_found(broken: Figures, code: str) -> None:
    assert [found.code for found in identity_findings(broken)] == [code]


def test_figures_that_keep_every_identity_have_checks_and_no_finding() -> None:
    kept = Figures(
        members=10, official=8, probationary=2, women_members=4, men_members=6,
        seats=5, elected=4, seats_short=1, young=1, age_middle=1, age_old=1, age_unknown=1,
    )  # fmt: skip
    assert identity_findings(kept) == ()
    checks = identity_checks(kept)
    assert {check.equation() for check in checks} == {"8 + 2 = 10", "4 + 6 = 10", "4 + 1 = 5", "1 + 1 + 1 + 1 = 4"}


def test_statistics_that_nobody_recorded_are_not_asked() -> None:
    assert identity_findings(Figures(seats=5, elected=5)) == ()
