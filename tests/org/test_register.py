"""What goes out as Excel comes back unchanged; every row read has one fate."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from daihoi.ledger.models import Event
from daihoi.org.actions import members_import, members_leave, register_export, units_import
from daihoi.org.models import Education, LeaveReason, Member, Membership, Sex, Standing, Tally, Theory, Unit
from daihoi.org.queries.member_list import derived
from daihoi.org.queries.register import members_workbook, refused_workbook, template_workbook, units_workbook
from daihoi.rules.messages import RuleError
from daihoi.rules.vietnamese import nfc
from tests.builders import a_member, a_user
from tests.org.lists import TREE, fates, load, load_units, person, reasons, the_member, the_unit

# --- hypothesis ------------------------------------------------------------------------------------------------------

_LETTERS = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệ'", min_size=1, max_size=7)
_NAMES = st.lists(_LETTERS.map(str.capitalize), min_size=2, max_size=5).map(" ".join).filter(lambda n: n[0].isalpha())
# The register holds text as the border lets it in: in the composed form.
_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12).map(nfc)
_HEADS = st.sampled_from(["Ghi chú", "Nghề nghiệp", "=Cột lạ", "Điện thoại", "Ngày sinh vợ"])
_PRECISIONS = st.sampled_from(["day", "month", "year"])


@st.composite
def _days(draw: st.DrawFn, first: int, last: int) -> tuple[date, str]:
    """A day with its precision, kept as the register keeps it: as the first day that it may be."""
    day, precision = draw(st.dates(date(first, 1, 1), date(last, 12, 31))), draw(_PRECISIONS)
    month = day.month if precision != "year" else 1
    return date(day.year, month, day.day if precision == "day" else 1), precision


@st.composite
def _people(draw: st.DrawFn) -> dict[str, object]:
    born, joined, official = draw(_days(1930, 1980)), draw(_days(1981, 1999)), draw(_days(2000, 2019))
    optional = draw(st.booleans())
    return {
        "name": draw(_NAMES),
        "sex": draw(st.sampled_from(["", *Sex.values])),
        "born": born[0],
        "born_precision": born[1],
        "ethnicity": draw(st.sampled_from(["", "Kinh", "Hoa", "Chăm", "Pa Kô"])),
        "joined": joined[0] if optional else None,
        "joined_precision": joined[1] if optional else "day",
        "official": official[0] if optional else None,
        "official_precision": official[1] if optional else "day",
        "education": draw(st.sampled_from(["", *Education.values])),
        "theory": draw(st.sampled_from(["", *Theory.values])),
        "extra": draw(st.dictionaries(_HEADS, _WORDS, max_size=3)),
    }


class ExportTests(TestCase):
    """Export → import is the identity."""

    def setUp(self) -> None:
        load_units()

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(
        people=st.lists(_people(), max_size=5),
        flags=st.lists(
            st.tuples(st.booleans(), st.booleans(), st.sampled_from(Standing.values)), min_size=5, max_size=5
        ),
    )
    def test_a_list_of_the_register_loaded_again_is_unchanged(
        self, people: list[dict[str, object]], flags: list[tuple[bool, bool, str]]
    ) -> None:
        cells = [the_unit("Q.C1"), the_unit("Q.C2"), the_unit("Q.D1.1")]
        for number, (facts, (exempted, away, standing)) in enumerate(zip(people, flags, strict=False)):
            folded, key = derived(str(facts["name"]))
            member = Member.objects.create(card=f"{number:08d}", folded=folded, sort_key=key, **facts)
            Membership.objects.create(
                member=member, unit=cells[number % 3], exempted=exempted, temporary_away=away, standing=standing,
                valid_from=date(2020, 3, 1),
            )  # fmt: skip
        facts_before = list(Member.objects.order_by("pk").values())
        result = members_import(members_workbook(the_unit("Q")), filename="x", by=None)
        assert fates(result) == (0, 0, len(people), 0), (reasons(result), result.changes)
        assert list(Member.objects.order_by("pk").values()) == facts_before

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(
        rows=st.lists(
            st.fixed_dictionaries(
                {
                    "card": st.sampled_from(["", "79000001", "79000002", "79000003", "x", "7 9 0"]),
                    "name": st.sampled_from(["", "Lê Văn An", "LÊ AN", "=1+1", "12", "Đỗ\u202eEm"]),
                    "unit": st.sampled_from(["Q", "Q.C1", "Q.C2", "??", ""]),
                    "born": st.sampled_from(["", "1964", "31/2/1980", "5/1979", "16.10.56", "1/1/2099", "mai"]),
                    "joined": st.sampled_from(["", "1990", "1/2/2000", "2099"]),
                    "official": st.sampled_from(["", "1989", "1/2/2001"]),
                    "exempted": st.sampled_from(["", "x", "?"]),
                }
            ),
            max_size=8,
        )
    )
    def test_whatever_the_rows_say_each_has_one_fate(self, rows: list[dict[str, str]]) -> None:
        result = load(*(person(**row) for row in rows))
        assert result.read == len(rows)
        assert result.adds_up
        assert Member.objects.count() >= result.added
        again = load(*(person(**row) for row in rows))
        assert (again.added, again.changed) == (0, 0)
        assert again.adds_up


# --- lists of the register -------------------------------------------------------------------------------------------


@pytest.fixture
def units(db: None) -> None:
    load_units()


def cells_of(book: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.usefixtures("units")
def test_units_out_and_in_again_are_unchanged() -> None:
    Unit.objects.filter(code="Q.C1").update(extra={"Điện thoại": "028 1234"})
    assert fates(units_import(units_workbook(the_unit("Q")), filename="x", by=None)) == (0, 0, 5, 0)


@pytest.mark.usefixtures("units")
def test_the_register_of_one_installation_fills_another() -> None:
    load(person(born="1964", joined="5/1985", Ghi_chú="x"), person("79000002", "Trần Bình", unit="Q.C2", sex="Nữ"))
    units, members = units_workbook(the_unit("Q")), members_workbook(the_unit("Q"))
    facts = list(Member.objects.order_by("card").values("card", "name", "born", "born_precision", "joined", "extra"))
    Membership.objects.all().delete()
    Member.objects.all().delete()
    for code, *_rest in TREE[::-1]:
        the_unit(code).periods.all().delete()
        the_unit(code).delete()
    assert fates(units_import(units, filename="x", by=None)) == (5, 0, 0, 0)
    assert fates(members_import(members, filename="x", by=None)) == (2, 0, 0, 0)
    assert (
        list(Member.objects.order_by("card").values("card", "name", "born", "born_precision", "joined", "extra"))
        == facts
    )


@pytest.mark.usefixtures("units")
def test_a_year_goes_out_as_a_year_and_a_name_never_as_a_formula() -> None:
    load(person(born="1964", joined="5/1985", **{"=Cột": "=1+1"}))
    *_titles, heads, row = cells_of(members_workbook(the_unit("Q")))
    assert dict(zip(heads, row, strict=True))["Ngày sinh"] == "1964"
    assert dict(zip(heads, row, strict=True))["Ngày vào Đảng"] == "5/1985"
    sheet = openpyxl.load_workbook(io.BytesIO(members_workbook(the_unit("Q")))).active
    assert sheet is not None
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


@pytest.mark.usefixtures("units")
def test_members_go_out_only_with_a_reason_which_the_ledger_keeps() -> None:
    load(person())
    user = a_user()
    with pytest.raises(RuleError, match="reason"):
        register_export(the_unit("Q"), by=user, kind="members", reason="  ", on=timezone.localdate())
    register_export(the_unit("Q"), by=user, kind="members", reason="đối chiếu thẻ", on=timezone.localdate())
    event = Event.objects.get(verb="register.exported")
    assert (event.actor, json.loads(event.payload)["reason"]) == (user.pk, "đối chiếu thẻ")
    assert "Lê" not in event.payload


@pytest.mark.usefixtures("units")
def test_a_list_goes_out_only_as_far_as_the_role_reaches() -> None:
    load(person(), person("79000002", "Trần Bình", unit="Q.C2"))
    book = members_workbook(the_unit("Q"), within={the_unit("Q.C2").pk})
    assert "Lê Văn An" not in str(cells_of(book))
    assert "Trần Bình" in str(cells_of(book))
    assert len(cells_of(units_workbook(the_unit("Q"), within={the_unit("Q.C2").pk}))) == 5


@pytest.mark.usefixtures("units")
def test_an_empty_list_to_fill_in_can_be_loaded() -> None:
    assert members_import(template_workbook("members"), filename="x", by=None).read == 0
    assert units_import(template_workbook("units"), filename="x", by=None).read == 0


# --- refused rows ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("units")
def test_refused_rows_come_back_mended_as_a_part_of_the_same_list() -> None:
    result = load(person(), person("79000002", "Trần Bình", unit="??", Ghi_chú="đã hỏi"))
    book = refused_workbook(result)
    text = str(cells_of(book))
    assert "Không có tổ chức nào mang mã ??." in text
    again = members_import(book, filename="x", by=None)
    assert (fates(again), again.as_of, again.is_part) == ((0, 0, 0, 1), date(2020, 3, 1), True)
    workbook = openpyxl.load_workbook(io.BytesIO(book))
    sheet = workbook.worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "??":
                cell.value = "Q.C2"
    out = io.BytesIO()
    workbook.save(out)
    mended = members_import(out.getvalue(), filename="x", by=None)
    assert (fates(mended), mended.not_in_list) == ((1, 0, 0, 0), [])
    assert the_member("79000002").extra == {"Ghi_chú": "đã hỏi"}


# --- leaving ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("units")
def test_people_leave_only_by_a_verb_of_its_own() -> None:
    unit = the_unit("Q.C1")
    first, second = a_member("Lê Văn An", unit=unit), a_member("Trần Bình", unit=unit)
    user = a_user()
    assert members_leave([first.pk], by=user, on=date(2020, 4, 1), reason=LeaveReason.TRANSFERRED) == 1
    assert first.memberships.get().valid_to == date(2020, 4, 1)
    assert Tally.objects.get(unit=unit, season=0).members == 1
    told = json.loads(Event.objects.get(verb="members.left").payload)
    assert told == {"members": [first.pk], "on": "2020-04-01", "reason": "transferred"}
    with pytest.raises(RuleError, match="left already"):
        members_leave([first.pk, second.pk], by=user, on=date(2020, 4, 2), reason=LeaveReason.DIED)
    with pytest.raises(RuleError, match="later"):
        members_leave([second.pk], by=user, on=date(2001, 1, 1), reason=LeaveReason.DIED)
    with pytest.raises(RuleError, match="lies ahead"):
        members_leave([second.pk], by=user, on=timezone.localdate() + timedelta(days=1), reason=LeaveReason.DIED)
    assert second.memberships.get().valid_to is None


@pytest.mark.usefixtures("units")
def test_who_left_and_stands_in_a_later_list_is_taken_back() -> None:
    load(person())
    members_leave([the_member().pk], by=a_user(), on=date(2020, 4, 1), reason=LeaveReason.TRANSFERRED)
    older = load(person(), as_of="15/3/2020")
    assert fates(older) == (0, 0, 0, 1)
    result = load(person(unit="Q.C2"), as_of="1/6/2020")
    assert result.changes[0].kinds == ("returned",)
    assert Membership.objects.filter(valid_to=None).get().unit.code == "Q.C2"


@pytest.mark.usefixtures("units")
def test_the_day_after_tomorrow_is_no_day_of_a_list() -> None:
    ahead = timezone.localdate() + timedelta(days=2)
    with pytest.raises(RuleError, match="lies ahead"):
        load(person(), as_of=f"{ahead.day}/{ahead.month}/{ahead.year}")
