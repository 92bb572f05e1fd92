"""Counts that are true on a date: members move, units are renamed, moved and dissolved."""

from __future__ import annotations

from datetime import date

import pytest

from daihoi.org.actions import tallies_recount, unit_add, unit_change, unit_close
from daihoi.org.models import Membership, Tally, Unit
from daihoi.org.queries import counts_on, level_figures, undecided_on
from daihoi.rules.figures import Figures
from daihoi.rules.levels import UnitKind
from tests.builders import a_user
from tests.org.lists import load, load_units, person, the_unit

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = date(2020, 3, 15), date(2020, 4, 15), date(2020, 5, 15)


@pytest.fixture(autouse=True)
def units(db: None) -> None:
    load_units()


def members(code: str, day: date) -> int:
    return counts_on(the_unit(code), day)["members"]


def test_a_member_is_counted_where_he_was() -> None:
    load(person())
    load(person(unit="Q.C2"), as_of="1/4/2020")
    assert [members("Q.C1", day) for day in (date(2020, 2, 29), MARCH, APRIL)] == [0, 1, 0]
    assert [members("Q.C2", day) for day in (MARCH, date(2020, 3, 31), date(2020, 4, 1), MAY)] == [0, 0, 1, 1]
    assert [members("Q", day) for day in (MARCH, APRIL)] == [1, 1]


def test_official_and_exempted_are_counted_as_they_were() -> None:
    load(person(official=""))
    load(person(official="20/3/2020", exempted="x"), as_of="1/4/2020")
    march, april = counts_on(the_unit("Q"), MARCH), counts_on(the_unit("Q"), APRIL)
    assert (march["official"], march["probationary"], march["exempted"]) == (0, 1, 0)
    assert (april["official"], april["probationary"], april["exempted"]) == (1, 0, 1)
    assert counts_on(the_unit("Q"), date(2020, 3, 25))["official"] == 1


def test_a_count_that_depends_on_a_bare_year_says_so() -> None:
    load(
        person(official="2019"), person("79000002", official="2020"), person("79000003", official="3/2020"),
        person("79000004", official="3/3/2020"), as_of="1/4/2020",
    )  # fmt: skip
    days = (APRIL, date(2020, 12, 31), date(2021, 1, 1))
    assert [undecided_on(the_unit("Q"), day) for day in days] == [1, 0, 0]
    Membership.objects.update(valid_from=date(2019, 1, 1))
    assert [undecided_on(the_unit("Q"), day) for day in (date(2019, 5, 1), MARCH, date(2020, 3, 31))] == [1, 2, 1]
    assert undecided_on(the_unit("Q.C2"), MARCH) == 0


def test_a_moved_unit_is_counted_with_its_members_where_it_stood() -> None:
    other = unit_add(
        by=None, code="Q.D2", name="Đảng bộ Phường 2", kind=UnitKind.GRASSROOTS_ORGANIZATION, parent=the_unit("Q")
    )
    load(person(unit="Q.D1.1"))
    unit_change(the_unit("Q.D1.1"), by=a_user(), on=date(2020, 4, 1), parent=other)
    assert [members("Q.D1", day) for day in (MARCH, APRIL)] == [1, 0]
    assert [members("Q.D2", day) for day in (MARCH, APRIL)] == [0, 1]
    assert [counts_on(the_unit("Q.D1"), day)["cells_under_committees"] for day in (MARCH, APRIL)] == [1, 0]
    now = level_figures(the_unit("Q.D2"), 0)
    assert Figures.total(now.levels.values())["members"] == 1


def test_a_renamed_unit_keeps_its_members_on_every_day() -> None:
    load(person())
    unit_change(the_unit("Q.C1"), by=a_user(), on=date(2020, 4, 1), name="Chi bộ Toà án nhân dân")
    assert [members("Q.C1", day) for day in (MARCH, APRIL)] == [1, 1]


def test_a_dissolved_unit_counts_until_that_day() -> None:
    unit_close(the_unit("Q.C2"), by=a_user(), on=date(2020, 4, 1))
    cells = [counts_on(the_unit("Q"), day)["grassroots_cells"] for day in (MARCH, date(2020, 3, 31), date(2020, 4, 1))]
    assert cells == [2, 2, 1]
    assert level_figures(the_unit("Q"), 0).levels["grassroots"]["grassroots_cells"] == 1


def test_a_unit_founded_later_does_not_count_before() -> None:
    load_units([("Q.C3", "Chi bộ Mới", "Chi bộ cơ sở", "Q", "")], as_of="1/4/2020")
    assert [counts_on(the_unit("Q"), day)["grassroots_cells"] for day in (MARCH, APRIL)] == [2, 3]
    assert counts_on(the_unit("Q.C3"), MARCH) == Figures()


def test_a_unit_below_a_moved_one_stands_where_it_stood_on_each_day() -> None:
    root = the_unit("Q")
    other = unit_add(by=None, code="D9", name="Phường 9", kind=UnitKind.GRASSROOTS_ORGANIZATION, parent=root)
    sub = unit_add(by=None, code="B", name="Bộ phận", kind=UnitKind.SUB_ORGANIZATION, parent=the_unit("Q.D1"))
    unit_add(by=None, code="B.1", name="Chi bộ B1", kind=UnitKind.CELL_UNDER_SUB_ORGANIZATION, parent=sub)
    load(person(unit="B.1"))
    unit_change(sub, by=a_user(), on=date(2020, 4, 1), parent=other)
    assert [members("Q.D1", day) for day in (MARCH, APRIL)] == [1, 0]
    assert [members("D9", day) for day in (MARCH, APRIL)] == [0, 1]
    assert [members("B", day) for day in (MARCH, APRIL)] == [1, 1]


def test_a_dissolved_unit_stays_dissolved_when_the_one_above_moves() -> None:
    other = unit_add(by=None, code="D9", name="P9", kind=UnitKind.GRASSROOTS_ORGANIZATION, parent=the_unit("Q"))
    sub = unit_add(by=None, code="B", name="Bộ phận", kind=UnitKind.SUB_ORGANIZATION, parent=the_unit("Q.D1"))
    gone = unit_add(by=None, code="B.1", name="B1", kind=UnitKind.CELL_UNDER_SUB_ORGANIZATION, parent=sub)
    unit_close(gone, by=a_user(), on=date(2020, 4, 1))
    unit_change(sub, by=a_user(), on=date(2020, 5, 1), parent=other)
    days = (APRIL, MAY)
    assert [counts_on(the_unit("Q"), day)["cells_under_sub_organizations"] for day in days] == [0, 0]


# --- live figures ----------------------------------------------------------------------------------------------------


def test_recounting_from_the_base_rows_finds_what_the_verbs_have_set() -> None:
    load(person(), person("79000002", "Trần Bình", unit="Q.D1.1", sex="Nữ", official="", away="x"))
    load(person(unit="Q.C2"), as_of="1/4/2020")
    set_by_verbs = list(Tally.objects.order_by("unit").values())
    Tally.objects.all().delete()
    tallies_recount(Unit.objects.all())
    recounted = [{**row, "id": 0} for row in Tally.objects.order_by("unit").values()]
    assert recounted == [{**row, "id": 0} for row in set_by_verbs]


def test_recounting_asks_the_members_once_however_many_units(django_assert_max_num_queries: object) -> None:
    load(person())
    with django_assert_max_num_queries(8) as seen:  # type: ignore[operator]
        tallies_recount(list(Unit.objects.all()))
    asked = [query for query in seen.captured_queries if "org_membership" in query["sql"]]
    assert len(asked) == 1
    assert Membership.objects.count() == 1
