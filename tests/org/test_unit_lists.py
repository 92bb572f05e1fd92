"""Lists of units: legal places, every row one fate, history from the day of the list."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from daihoi.ledger.models import Event
from daihoi.org.actions import unit_close, units_import
from daihoi.org.models import BEGINNING, Tally, Unit, UnitPeriod
from daihoi.org.queries.lists import ImportResult
from tests.builders import a_user
from tests.org.lists import (
    CELL,
    DISTRICT,
    GRASSROOTS_CELL,
    ORGANIZATION,
    TREE,
    UNIT_HEADS,
    fates,
    load,
    load_units,
    person,
    reasons,
    the_unit,
    warnings,
    workbook,
)

pytestmark = pytest.mark.django_db


def tree() -> dict[str, str]:
    return {unit.code: unit.parent.code if unit.parent else "" for unit in Unit.objects.select_related("parent")}


def test_an_empty_installation_takes_its_root_from_the_file() -> None:
    assert fates(load_units()) == (5, 0, 0, 0)
    assert tree() == {"Q": "", "Q.C1": "Q", "Q.C2": "Q", "Q.D1": "Q", "Q.D1.1": "Q.D1"}
    root, below = the_unit("Q"), the_unit("Q.D1.1")
    assert below.path.startswith(the_unit("Q.D1").path)
    assert (root.opened, below.kind, the_unit("Q.C1").stated_members) == (BEGINNING, "cell_under_committee", 3)
    assert UnitPeriod.objects.get(unit=below).parent == the_unit("Q.D1")
    assert Tally.objects.get(unit=the_unit("Q.D1"), season=0).grassroots_organizations == 1
    event = Event.objects.get(verb="units.imported")
    assert (event.stream, json.loads(event.payload)["added"]) == ("installation", 5)


def test_rows_may_stand_in_any_order() -> None:
    assert fates(load_units(TREE[::-1])) == (5, 0, 0, 0)
    assert tree()["Q.D1.1"] == "Q.D1"


def test_the_second_loading_changes_nothing() -> None:
    load_units()
    events = Event.objects.count()
    assert fates(load_units(TREE[::-1])) == (0, 0, 5, 0)
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("", "Chi bộ A", GRASSROOTS_CELL, "Q", ""), "code", "code of the unit is missing"),
        (("Q C9", "Chi bộ A", GRASSROOTS_CELL, "Q", ""), "code", "cannot be a code"),
        (("Q/9", "Chi bộ A", GRASSROOTS_CELL, "Q", ""), "code", "cannot be a code"),
        (("Q.9", "", GRASSROOTS_CELL, "Q", ""), "name", "name of the unit is missing"),
        (("Q.9", "=1+1", GRASSROOTS_CELL, "Q", ""), "name", "formula"),
        (("Q.9", "Chi bộ A", "", "Q", ""), "kind", "kind of the unit is missing"),
        (("Q.9", "Chi bộ A", "Câu lạc bộ", "Q", ""), "kind", "no kind of unit"),
        (("Q.9", "Chi bộ A", GRASSROOTS_CELL, "Q.77", ""), "parent", "no unit with the code Q.77"),
        (("Q.9", "Chi bộ A", GRASSROOTS_CELL, "", ""), "parent", "Only one unit has no superior"),
        (("Q.9", "Chi bộ A", GRASSROOTS_CELL, "Q.9", ""), "parent", "under itself"),
        (("Q.9", "Chi bộ A", CELL, "Q", ""), "kind", "cannot stand directly under"),
        (("Q.9", "Chi bộ A", GRASSROOTS_CELL, "Q.D1", ""), "kind", "cannot stand directly under"),
        (("Q.C1", "Chi bộ A", GRASSROOTS_CELL, "Q", ""), "code", "stands in row 3 already (Chi bộ Toà án)"),
    ],
)
def test_a_row_that_may_not_stand_is_refused(row: tuple[object, ...], column: str, reason: str) -> None:
    result = load_units((*TREE, row))
    assert fates(result) == (5, 0, 0, 1)
    (refusal,) = result.refused
    assert (refusal.row, refusal.first.column) == (7, column)
    assert reason in refusal.first.reason.english()


def test_units_below_a_refused_row_are_refused_with_that_reason() -> None:
    rows = (
        ("Q", "Quận", DISTRICT, "", ""),
        ("Q.D1.1", "Chi bộ 1", CELL, "Q.D1", ""),
        ("Q.D1", "", ORGANIZATION, "Q", ""),
        ("Q.C1", "Chi bộ", GRASSROOTS_CELL, "Q", ""),
    )
    result = load_units(rows)
    assert fates(result) == (2, 0, 0, 2)
    assert "Its superior Q.D1 (row 4) was refused: The name of the unit is missing." in reasons(result)


def test_a_refused_row_of_a_known_unit_does_not_orphan_the_units_below() -> None:
    load_units()
    rows = (("Q.D1", "", ORGANIZATION, "Q", ""), ("Q.D1.2", "Chi bộ 2", CELL, "Q.D1", ""))
    assert fates(load_units(rows)) == (1, 0, 0, 1)


def test_superiors_in_a_circle_are_refused() -> None:
    rows = (
        ("Q", "Quận", DISTRICT, "", ""),
        ("A", "Đảng bộ A", ORGANIZATION, "B", ""),
        ("B", "Đảng bộ B", ORGANIZATION, "A", ""),
    )
    result = load_units(rows)
    assert fates(result) == (1, 0, 0, 2)
    assert all("circle" in reason for reason in reasons(result))


def test_without_a_root_nothing_can_stand() -> None:
    assert fates(load_units((("A", "Đảng bộ A", ORGANIZATION, "Q", ""),))) == (0, 0, 0, 1)


def test_a_new_name_is_a_change_from_the_day_of_the_list() -> None:
    load_units()
    rows = [("Q.C1", "Chi bộ Toà án nhân dân", GRASSROOTS_CELL, "Q", 3)]
    result = load_units(rows, as_of="1/4/2020")
    assert (fates(result), result.changes[0].kinds) == ((0, 1, 0, 0), ("renamed",))
    assert the_unit("Q.C1").folded == "chi bo toa an nhan dan"
    periods = UnitPeriod.objects.filter(unit=the_unit("Q.C1")).order_by("valid_from")
    assert [(p.name, p.valid_from, p.valid_to) for p in periods] == [
        ("Chi bộ Toà án", BEGINNING, date(2020, 4, 1)),
        ("Chi bộ Toà án nhân dân", date(2020, 4, 1), None),
    ]
    assert [one.code for one in result.not_in_list] == []  # the list is that of one unit


def test_a_moved_unit_takes_along_what_stands_below() -> None:
    load_units((*TREE, ("Q.D2", "Đảng bộ Phường 2", ORGANIZATION, "Q", ""), ("Q.D1.2", "Chi bộ 2", CELL, "Q.D1", "")))
    load(person(unit="Q.D1.1"))
    result = load_units([("Q.D1.1", "Chi bộ Khu phố 1", CELL, "Q.D2", "")], as_of="1/4/2020")
    assert result.changes[0].kinds == ("moved",)
    unit = the_unit("Q.D1.1")
    assert unit.path.startswith(the_unit("Q.D2").path)
    assert Tally.objects.get(unit=unit, season=0).path == unit.path
    assert UnitPeriod.objects.filter(unit=unit).count() == 2


def test_a_chain_may_be_turned_round_in_one_list() -> None:
    load_units(
        (
            ("Q", "Quận", DISTRICT, "", ""),
            ("A", "Đảng bộ A", ORGANIZATION, "Q", ""),
            ("A.B", "Đảng bộ bộ phận B", "Đảng bộ bộ phận", "A", ""),
            ("X", "Đảng bộ X", ORGANIZATION, "Q", ""),
        )
    )
    rows = [("A.B", "Đảng bộ bộ phận B", "Đảng bộ bộ phận", "X", ""), ("A", "Đảng bộ A", ORGANIZATION, "Q", "")]
    assert fates(load_units(rows, as_of="1/4/2020")) == (0, 1, 1, 0)
    assert tree()["A.B"] == "X"


def test_a_unit_cannot_be_moved_below_itself() -> None:
    load_units(
        (
            ("T", "Thành uỷ", "Đảng bộ trực thuộc Trung ương", "", ""),
            ("Q1", "Quận 1", DISTRICT, "T", ""),
            ("D", "Đảng bộ D", ORGANIZATION, "Q1", ""),
            ("B", "Bộ phận", "Đảng bộ bộ phận", "D", ""),
        )
    )
    result = load_units([("D", "Đảng bộ D", "Đảng bộ bộ phận", "B", "")], as_of="1/4/2020")
    assert fates(result) == (0, 0, 0, 1)


def test_a_cell_that_becomes_an_organisation_changes_its_kind_with_history() -> None:
    load_units()
    load(person())
    result = load_units([("Q.C1", "Đảng bộ Toà án", ORGANIZATION, "Q", 31)], as_of="1/4/2020")
    assert result.changes[0].kinds == ("renamed", "kind", "stated")
    assert warnings(result) == ["held"]
    kinds = UnitPeriod.objects.filter(unit=the_unit("Q.C1")).order_by("valid_from").values_list("kind", flat=True)
    assert list(kinds) == ["grassroots_cell", "grassroots_organization"]
    assert Tally.objects.get(unit=the_unit("Q.C1"), season=0).grassroots_organizations == 1


def test_a_kind_that_the_units_below_cannot_stand_under_is_refused() -> None:
    load_units()
    result = load_units([("Q.D1", "Chi bộ Phường 1", GRASSROOTS_CELL, "Q", "")], as_of="1/4/2020")
    assert fates(result) == (0, 0, 0, 1)
    assert "Chi bộ Khu phố 1 stands below it" in reasons(result)[0]


def test_a_list_of_the_same_day_corrects_without_an_empty_period() -> None:
    load_units(as_of="1/3/2020")
    load_units([("Q.C1", "Chi bộ A", GRASSROOTS_CELL, "Q", "")], as_of="1/4/2020")
    load_units([("Q.C1", "Chi bộ B", GRASSROOTS_CELL, "Q", "")], as_of="1/4/2020")
    assert list(
        UnitPeriod.objects.filter(unit=the_unit("Q.C1")).order_by("valid_from").values_list("name", flat=True)
    ) == [
        "Chi bộ Toà án",
        "Chi bộ B",
    ]


def test_an_older_list_does_not_rewrite_history() -> None:
    load_units()
    load_units([("Q.C1", "Chi bộ A", GRASSROOTS_CELL, "Q", "")], as_of="1/4/2020")
    result = load_units([("Q.C1", "Chi bộ Cũ", GRASSROOTS_CELL, "Q", "")], as_of="1/3/2020")
    assert fates(result) == (0, 0, 0, 1)
    assert "older day" in reasons(result)[0]


def test_a_dissolved_unit_does_not_come_back_under_its_code() -> None:
    load_units()
    unit_close(the_unit("Q.C2"), by=a_user(), on=timezone.localdate() - timedelta(days=1))
    result = load_units()
    assert fates(result) == (0, 0, 4, 1)
    assert "was dissolved on" in reasons(result)[0]


def test_units_that_the_list_leaves_out_are_named_and_stay() -> None:
    load_units()
    result = load_units(TREE[:2])
    assert [one.code for one in result.not_in_list] == ["Q.C2", "Q.D1", "Q.D1.1"]
    assert Unit.objects.standing().count() == 5
    assert load_units(TREE[:2], is_part=True).not_in_list == []


def test_the_stated_number_is_kept_and_compared_with_the_register() -> None:
    load_units()
    load(person(), person("79000002", "Trần Bình"))
    result = load_units()
    assert [finding.english() for finding in result.findings] == [
        "Chi bộ Toà án: the register counts 2 members, the file of units states 3."
    ]


def test_an_unreadable_number_of_members_is_left_empty_with_a_warning() -> None:
    result = load_units((*TREE[:1], ("Q.C1", "Chi bộ", GRASSROOTS_CELL, "Q", "khoảng 20")))
    assert (fates(result), warnings(result)) == ((2, 0, 0, 0), ["number"])
    assert the_unit("Q.C1").stated_members is None


def test_odd_sizes_are_warnings() -> None:
    result = load_units((*TREE[:1], ("Q.C1", "Chi bộ", GRASSROOTS_CELL, "Q", 2), ("Q.D1", "ĐB", ORGANIZATION, "Q", 12)))
    assert (fates(result), warnings(result)) == ((3, 0, 0, 0), ["size", "size"])


def test_further_columns_of_units_are_kept() -> None:
    rows = [(1, "Q", "Quận", DISTRICT, "", "", "028 3841 2345")]
    result = units_import(workbook((*UNIT_HEADS, "Điện thoại"), rows), filename="x", by=None)
    assert (fates(result), the_unit("Q").extra) == ((1, 0, 0, 0), {"Điện thoại": "028 3841 2345"})


def test_a_code_in_other_capitals_is_the_same_unit() -> None:
    load_units()
    result: ImportResult = load_units([("q.c1", "Chi bộ Toà án", GRASSROOTS_CELL, "q", 3)])
    assert (fates(result), result.normalised["code"]) == ((0, 0, 1, 0), 2)


def test_outside_one_s_place_there_is_nothing() -> None:
    load_units()
    within = {the_unit("Q.D1").pk, the_unit("Q.D1.1").pk}
    rows = [
        ("Q.D1", "Đảng bộ Phường Một", ORGANIZATION, "Q", ""),
        ("Q.D1.2", "Chi bộ 2", CELL, "Q.D1", ""),
        ("Q.C1", "Chi bộ Khác", GRASSROOTS_CELL, "Q", ""),
        ("Q.C9", "Chi bộ Mới", GRASSROOTS_CELL, "Q", ""),
        ("R", "Gốc khác", DISTRICT, "", ""),
    ]
    result = load_units(rows, within=within, as_of="1/4/2020")
    assert fates(result) == (1, 1, 0, 3)
    assert [refusal.code for refusal in result.refused] == ["Q.C1", "Q.C9", "R"]
    assert the_unit("Q.C1").name == "Chi bộ Toà án"
