"""Levels, sizes and bodies: who stands under whom, who elects what (U-01…U-20, S-30…S-33, E-04)."""

from datetime import date

import pytest

from daihoi.rules.agenda import Situation, election_refusal, electorate_of
from daihoi.rules.committee import (
    committee_refusal,
    committee_size_warnings,
    inspection_size_warnings,
    standing_committee_limit,
    standing_committee_refusal,
    standing_committee_warnings,
)
from daihoi.rules.levels import LEVELS, CongressType, UnitKind, congress_type
from daihoi.rules.posts import Electorate, Post
from daihoi.rules.regulations import R2014, R2024

K = UnitKind
CELL, CELL_SUB = K.CELL_UNDER_COMMITTEE, K.CELL_UNDER_SUB_ORGANIZATION
DISTRICT, GRASSROOTS, SUB = K.DIRECT_SUPERIOR_ORGANIZATION, K.GRASSROOTS_ORGANIZATION, K.SUB_ORGANIZATION

PARENTS_2020 = {
    K.NATIONAL_ORGANIZATION: set(),
    K.CENTRAL_DIRECT_ORGANIZATION: {K.NATIONAL_ORGANIZATION},
    DISTRICT: {K.CENTRAL_DIRECT_ORGANIZATION},
    GRASSROOTS: {DISTRICT},
    K.GRASSROOTS_CELL: {DISTRICT},
    SUB: {GRASSROOTS},
    CELL: {GRASSROOTS},
    CELL_SUB: {SUB},
}


@pytest.mark.parametrize("child", K)
@pytest.mark.parametrize("parent", K)
def test_only_the_legal_parents_are_allowed(child: UnitKind, parent: UnitKind) -> None:
    problem = LEVELS[child].parent_problem(parent)
    assert (problem is None) == (parent in PARENTS_2020[child])
    assert problem is None or "cannot stand directly under" in problem.english()


def test_any_kind_may_be_the_root_of_an_installation() -> None:
    assert all(level.parent_problem(None) is None for level in R2014.levels)


def test_from_2025_grassroots_units_stand_under_communes_and_under_organisations_of_the_centre() -> None:
    for kind in (GRASSROOTS, K.GRASSROOTS_CELL):
        assert R2024.level(kind).parents.value == {DISTRICT, K.CENTRAL_DIRECT_ORGANIZATION}


def test_only_cells_hold_members() -> None:
    assert {level.kind for level in R2014.levels if level.holds_members} == {K.GRASSROOTS_CELL, CELL, CELL_SUB}


def test_grassroots_units_are_of_two_kinds() -> None:
    assert {level.kind for level in R2014.levels if level.is_grassroots_unit} == {GRASSROOTS, K.GRASSROOTS_CELL}


@pytest.mark.parametrize(
    ("kind", "members", "official", "rules"),
    [
        (CELL, 3, 3, []),
        (CELL, 5, 2, ["U-03"]),
        (K.GRASSROOTS_CELL, 29, 29, []),
        (K.GRASSROOTS_CELL, 30, 28, ["U-04"]),
        (GRASSROOTS, 30, 10, []),
        (GRASSROOTS, 29, 29, ["U-04"]),
        (DISTRICT, 1, 1, []),
    ],
)
def test_sizes_are_checked_and_the_superior_may_agree(
    kind: UnitKind, members: int, official: int, rules: list[str]
) -> None:
    level = R2014.level(kind)
    assert [found.message.rule for found in level.size_objections(members, official)] == rules
    assert all(found.refuses for found in level.size_objections(members, official))
    assert not any(found.refuses for found in level.size_objections(members, official, superior_agrees=True))


def test_the_names_of_kinds_are_those_of_the_files() -> None:
    assert UnitKind.from_vietnamese("Chi bộ trực thuộc Đảng uỷ bộ phận") is CELL_SUB
    assert UnitKind.from_vietnamese("  ĐẢNG BỘ  BỘ PHẬN ") is SUB
    assert UnitKind.from_vietnamese("Chi bộ trực thuộc Đảng ủy cơ sở") is CELL
    assert UnitKind.from_vietnamese("Tổ đảng") is None
    assert all(UnitKind.from_vietnamese(kind.vietnamese) is kind for kind in K)


@pytest.mark.parametrize(
    ("kind", "members", "allowed", "type_"),
    [
        (CELL, 500, True, CongressType.MEMBERS),
        (GRASSROOTS, 199, False, CongressType.MEMBERS),
        (GRASSROOTS, 200, False, CongressType.DELEGATES),
        (GRASSROOTS, 120, True, CongressType.DELEGATES),
        (DISTRICT, 100, False, CongressType.DELEGATES),
    ],
)
def test_members_or_delegates_congress(kind: UnitKind, members: int, allowed: bool, type_: CongressType) -> None:
    level = R2014.level(kind)
    assert congress_type(level, members, R2014.delegates_congress_from, superior_allows=allowed) is type_


def test_days_and_deadlines_of_both_seasons() -> None:
    def row(regulation: object, kind: UnitKind) -> tuple[object, ...]:
        level = (R2014 if regulation is R2014 else R2024).level(kind)
        return level.max_days.value, level.deadline.value, level.max_delegates.value

    assert row(R2014, GRASSROOTS) == (2, date(2020, 6, 30), None)
    assert row(R2014, DISTRICT) == (3, date(2020, 8, 31), 300)
    assert row(R2014, K.CENTRAL_DIRECT_ORGANIZATION) == (4, date(2020, 10, 31), 350)
    assert row(R2024, GRASSROOTS) == (2, date(2025, 6, 30), 250)
    assert row(R2024, DISTRICT) == (2, date(2025, 8, 31), 300)
    assert LEVELS[CELL].congresses_in_five_years.value == 2
    assert LEVELS[GRASSROOTS].congresses_in_five_years.value == 1


def test_a_cell_elects_a_committee_from_nine_official_members() -> None:
    cell = LEVELS[CELL]
    refusal = committee_refusal(cell, 8)
    assert refusal is not None
    assert (refusal.rule, refusal.article) == ("U-10", "Điều lệ Đảng, Điều 24(4)")
    assert committee_refusal(cell, 9) is None
    assert committee_refusal(LEVELS[GRASSROOTS], 5) is None
    assert [bool(committee_size_warnings(cell, seats)) for seats in (2, 3, 7, 8)] == [True, False, False, True]


@pytest.mark.parametrize(("members", "most"), [(8, 0), (9, 3), (11, 3), (15, 5), (41, 13), (39, 13), (43, 14)])
def test_a_standing_committee_is_a_third_at_most_and_none_below_nine(members: int, most: int) -> None:
    assert standing_committee_limit(members, R2014) == most


def test_nine_seats_of_which_eight_are_filled_give_no_standing_committee() -> None:
    refusal = standing_committee_refusal(8, R2014, seats_decided=9)
    assert refusal is not None
    assert refusal.rule == "U-15"
    never = standing_committee_refusal(7, R2014, seats_decided=7)
    assert never is not None
    assert never.rule == "U-14"
    assert standing_committee_refusal(9, R2014) is None
    assert [message.rule for message in standing_committee_warnings(6, 15, R2014)] == ["U-16"]
    assert standing_committee_warnings(5, 15, R2014) == ()
    assert [message.rule for message in standing_committee_warnings(2, 8, R2014)] == ["U-14"]


def test_sizes_of_inspection_committees() -> None:
    assert [bool(inspection_size_warnings(LEVELS[GRASSROOTS], seats)) for seats in (2, 3, 5, 6)] == [1, 0, 0, 1]
    commune = R2024.level(DISTRICT)
    assert [bool(inspection_size_warnings(commune, seats)) for seats in (2, 3, 7, 8)] == [1, 0, 0, 1]


def test_inspection_committees_exist_from_the_grassroots_organisation_upward() -> None:
    having = {level.kind for level in R2014.levels if level.has_inspection_committee.value}
    assert having == {GRASSROOTS, DISTRICT, K.CENTRAL_DIRECT_ORGANIZATION, K.NATIONAL_ORGANIZATION}


def test_who_elects_what() -> None:
    cell, ward = LEVELS[CELL], LEVELS[GRASSROOTS]
    assert cell.elects(Electorate.CONGRESS)[:3] == (Post.COMMITTEE, Post.SECRETARY, Post.DEPUTY_SECRETARY)
    assert cell.elects(Electorate.COMMITTEE) == ()
    assert ward.elects(Electorate.CONGRESS) == (Post.COMMITTEE, Post.DELEGATES, Post.ALTERNATES)
    assert ward.elects(Electorate.COMMITTEE) == (
        Post.STANDING_COMMITTEE,
        Post.SECRETARY,
        Post.DEPUTY_SECRETARY,
        Post.INSPECTION_COMMITTEE,
        Post.INSPECTION_CHAIR,
    )
    assert ward.elects(Electorate.INSPECTION_COMMITTEE) == (Post.INSPECTION_VICE_CHAIR,)
    assert electorate_of(Post.SECRETARY, ward) is Electorate.COMMITTEE
    assert electorate_of(Post.SECRETARY, cell) is Electorate.CONGRESS
    assert electorate_of(Post.INSPECTION_CHAIR, cell) is None
    assert LEVELS[SUB].elects(Electorate.COMMITTEE) == (Post.SECRETARY, Post.DEPUTY_SECRETARY)


def refusal(post: Post, kind: UnitKind, **known: object) -> str | None:
    situation = Situation(**({"level": LEVELS[kind], "official_members": 50} | known))  # type: ignore[arg-type]
    found = election_refusal(post, situation, R2014)
    return found.rule if found else None


def test_what_may_be_elected_now() -> None:
    assert refusal(Post.COMMITTEE, GRASSROOTS) is None
    assert refusal(Post.COMMITTEE, CELL, official_members=8) == "U-10"
    assert refusal(Post.SECRETARY, CELL, official_members=8) is None
    assert refusal(Post.SECRETARY, CELL, official_members=9) == "E-05"
    assert refusal(Post.SECRETARY, GRASSROOTS) == "E-05"
    assert refusal(Post.SECRETARY, GRASSROOTS, committee_members=8) is None
    assert refusal(Post.STANDING_COMMITTEE, GRASSROOTS, committee_members=8, committee_seats=9) == "U-15"
    assert refusal(Post.STANDING_COMMITTEE, GRASSROOTS, committee_members=9, committee_seats=9) is None
    assert refusal(Post.INSPECTION_COMMITTEE, CELL, committee_members=5) == "E-04"
    assert refusal(Post.DELEGATES, GRASSROOTS) is None
    assert refusal(Post.PRESIDIUM, GRASSROOTS, contents=2) is None


def test_a_congress_of_two_contents_elects_nobody_and_of_three_no_committee() -> None:
    assert refusal(Post.COMMITTEE, DISTRICT, contents=2) == "U-23"
    assert refusal(Post.DELEGATES, DISTRICT, contents=2) == "U-23"
    assert refusal(Post.COMMITTEE, DISTRICT, contents=3) == "C-12"
    assert refusal(Post.DELEGATES, DISTRICT, contents=3) is None


def test_while_the_superiors_instruction_is_awaited_no_secretary_is_elected() -> None:
    assert refusal(Post.SECRETARY, GRASSROOTS, committee_members=15, paused=True) == "E-40"
    assert refusal(Post.SECRETARY, GRASSROOTS, committee_members=15) is None
