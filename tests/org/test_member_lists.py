"""Lists of members: every row has one fate, and only what is certain is written."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daihoi.formats.packages import FileError
from daihoi.ledger.models import Event
from daihoi.org.actions import members_import, units_import
from daihoi.org.models import Member, Membership, Tally
from daihoi.org.queries.lists import ImportResult
from daihoi.org.queries.previews import dump_result, load_result
from daihoi.rules.messages import RuleError
from tests.org.lists import (
    FIELDS,
    MEMBER_HEADS,
    fates,
    history,
    load,
    load_units,
    members_file,
    person,
    reasons,
    the_member,
    the_unit,
    warnings,
    workbook,
)

DATA = Path(__file__).resolve().parents[2] / "daihoi" / "demo" / "binh-thanh"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def units(db: None) -> None:
    load_units()


def test_a_row_of_the_list_becomes_a_member_of_its_cell() -> None:
    assert fates(load(person(exempted="x"))) == (1, 0, 0, 0)
    member = the_member()
    assert (member.name, member.folded, member.sex, member.born) == ("Lê Văn An", "le van an", "m", date(1975, 5, 19))
    assert (member.joined, member.official, member.education, member.theory) == (
        date(2000, 2, 3), date(2001, 2, 3), "university", "intermediate",
    )  # fmt: skip
    (row,) = member.memberships.all()
    assert (row.unit.code, row.exempted, row.temporary_away, row.valid_from) == ("Q.C1", True, False, date(2020, 3, 1))
    assert Tally.objects.get(unit=the_unit("Q.C1"), season=0).members == 1


def test_a_dry_run_shows_the_same_and_writes_nothing() -> None:
    shown = load(person(), person("79000002", unit="??"), dry_run=True)
    assert fates(shown) == (1, 0, 0, 1)
    assert not Member.objects.exists()
    assert not shown.written


def test_the_second_loading_of_a_file_changes_nothing_and_leaves_no_event() -> None:
    people = [person(), person("79000002", "TRẦN THỊ BÌNH", sex="Nữ", born="1964", official="")]
    load(*people)
    events = Event.objects.count()
    assert fates(load(*people)) == (0, 0, 2, 0)
    assert Event.objects.count() == events


# --- how offices write -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "born", "precision"),
    [
        (date(1979, 5, 16), date(1979, 5, 16), "day"),
        ("16/05/1979", date(1979, 5, 16), "day"),
        ("16-05-1979", date(1979, 5, 16), "day"),
        ("16.05.79", date(1979, 5, 16), "day"),
        (" 16/05/1979 ", date(1979, 5, 16), "day"),
        ("1979", date(1979, 1, 1), "year"),
        (1979, date(1979, 1, 1), "year"),
        ("05/1979", date(1979, 5, 1), "month"),
    ],
)
def test_dates_are_read_in_every_style_and_a_year_stays_a_year(written: object, born: date, precision: str) -> None:
    assert fates(load(person(born=written))) == (1, 0, 0, 0)
    assert (the_member().born, the_member().born_precision) == (born, precision)


def test_the_same_person_written_otherwise_is_unchanged() -> None:
    load(person(born="16/05/1979"))
    again = person("79 000 001", "  Lê  Văn\u00a0An ", born="16.05.79", sex="nam", unit="q.c1", theory="TRUNG CẤP")
    again["name"] = "Lê Văn An".encode().decode()  # NFC and NFD are the same name
    assert fates(load(again)) == (0, 0, 1, 0)
    again["name"] = "Lê Văn An"
    assert fates(load(again)) == (0, 0, 1, 0)


def test_a_name_in_capitals_is_kept_with_a_warning_and_never_overwrites_the_proper_spelling() -> None:
    assert warnings(load(person(name="LÊ VĂN AN"))) == ["capitals"]
    assert the_member().name == "LÊ VĂN AN"
    assert fates(load(person(name="Lê Văn An"))) == (0, 1, 0, 0)
    result = load(person(name="LÊ VĂN AN"))
    assert (fates(result), warnings(result), the_member().name) == ((0, 0, 1, 0), ["capitals"], "Lê Văn An")


def test_columns_may_stand_in_any_order_under_other_names() -> None:
    file = workbook(
        ("Chi bộ (mã)", "Số thẻ", "HỌ TÊN", "Năm sinh"),
        [("Q.C1", 79000001, "Lê Văn An", 1964)],
        "ĐẢNG BỘ QUẬN", "DANH SÁCH", "(tính đến ngày 1 tháng 3 năm 2020)",
    )  # fmt: skip
    result = members_import(file, filename="x.xlsx", by=None)
    assert (fates(result), result.as_of) == ((1, 0, 0, 0), date(2020, 3, 1))
    assert (the_member().born_precision, the_member().sex) == ("year", "")


def test_columns_that_the_list_does_not_have_and_empty_cells_take_nothing_away() -> None:
    load(person(exempted="x", Ghi_chú="giỏi tiếng Anh"))
    short = workbook(("Họ và tên", "Số thẻ đảng", "Mã tổ chức"), [("Lê Văn An", "79000001", "Q.C1")])
    assert fates(members_import(short, filename="x", by=None, as_of=date(2020, 4, 1))) == (0, 0, 1, 0)
    result = load(person(born="", education="", official="", exempted="x"), as_of="1/4/2020")
    assert (fates(result), warnings(result)) == ((0, 0, 1, 0), ["empty"] * 3)
    member = the_member()
    assert (member.born, member.education, member.official) == (date(1975, 5, 19), "university", date(2001, 2, 3))
    assert member.extra == {"Ghi_chú": "giỏi tiếng Anh"}


def test_further_columns_are_kept_and_a_change_in_them_is_a_change() -> None:
    load(person(Nghề="Giáo viên", Điện_thoại="0903 000 111"))
    assert the_member().extra == {"Nghề": "Giáo viên", "Điện_thoại": "0903 000 111"}
    result = load(person(Nghề="Hưu trí"))
    assert result.changes[0].kinds == ("extra",)
    assert result.changes[0].cells == (("Nghề", "Giáo viên", "Hưu trí"),)
    assert the_member().extra == {"Nghề": "Hưu trí", "Điện_thoại": "0903 000 111"}


def test_a_word_that_is_not_known_is_kept_as_typed_and_not_counted() -> None:
    result = load(person(sex="?", education="Sau đại học"))
    assert (fates(result), warnings(result)) == ((1, 0, 0, 0), ["word", "word"])
    assert (the_member().sex, the_member().education) == ("", "")
    assert the_member().extra == {"Giới tính": "?", "Trình độ chuyên môn": "Sau đại học"}
    assert fates(load(person(sex="?", education="Sau đại học"))) == (0, 0, 1, 0)
    load(person(education="Thạc sĩ", sex="Nam"))
    assert (the_member().education, the_member().extra) == ("master", {})


def test_empty_lines_numbered_lines_and_signatures_are_read_over() -> None:
    empty = dict.fromkeys(FIELDS, "")
    rows = [list(range(13)), [1, *(person()[key] for key in FIELDS)], [2, *empty.values()], ["NGƯỜI LẬP BIỂU"]]
    result = members_import(workbook(MEMBER_HEADS, rows[1:]), filename="x", by=None)
    assert (result.read, warnings(result)) == (1, ["note"])


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"name": ""}, "name", "The name is missing"),
        ({"name": '=HYPERLINK("http://x")'}, "name", "formula"),
        ({"name": "Lê \u202eVăn An"}, "", "direction of writing"),
        ({"card": ""}, "card", "card is missing"),
        ({"card": "không có"}, "card", "cannot be the number"),
        ({"unit": ""}, "unit", "code of the unit is missing"),
        ({"unit": "Q.X9"}, "unit", "no unit with the code Q.X9"),
        ({"unit": "Q"}, "unit", "holds no members"),
        ({"unit": "Q.D1"}, "unit", "holds no members"),
        ({"born": "31/02/1980"}, "born", "is not a date"),
        ({"born": "1/1/2031"}, "born", "lies after 1/3/2020"),
        ({"born": "hồi xưa"}, "born", "is not a date"),
        ({"joined": "2/3/2020"}, "joined", "lies after 1/3/2020"),
        ({"joined": "1970"}, "joined", "before the birth"),
        ({"official": "2/2/2000"}, "official", "before the admission"),
        ({"official": "1999"}, "official", "before the admission"),
        ({"exempted": "xem lại"}, "exempted", "means yes"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_cell_and_what_to_do(
    cells: dict[str, object], column: str, reason: str
) -> None:
    result = load(person("79000009", unit="Q.C2"), person(**cells))  # type: ignore[arg-type]
    assert fates(result) == (1, 0, 0, 1)
    (refusal,) = result.refused
    assert refusal.row == 6
    assert refusal.first.column == column
    assert reason in refusal.first.reason.english()
    assert refusal.first.advice.english()


@pytest.mark.parametrize("official", ["2000", "02/2000", "3/2/2000", "2020"])
def test_what_the_precision_does_not_tell_is_not_refused(official: str) -> None:
    assert fates(load(person(joined="3/2/2000", official=official))) == (1, 0, 0, 0)


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    (refusal,) = load(person(name="", unit="Q", born="x")).refused
    assert [problem.column for problem in refusal.problems] == ["name", "unit", "born"]


def test_of_two_rows_with_one_card_number_the_first_stands() -> None:
    result = load(person(name="Lê Văn An"), person(name="Trần Bình", unit="Q.C2"))
    assert (fates(result), the_member().name) == ((1, 0, 0, 1), "Lê Văn An")
    assert reasons(result) == ["The card number 79000001 stands in row 5 already (Lê Văn An)."]


def test_the_second_row_is_refused_even_where_the_first_was_for_another_reason() -> None:
    assert fates(load(person(name=""), person(name="Trần Bình"))) == (0, 0, 0, 2)


def test_a_card_number_of_somebody_else_never_turns_one_person_into_another() -> None:
    load(person())
    result = load(person(name="Trần Bình", born=date(1980, 1, 1)))
    assert (fates(result), the_member().name) == ((0, 0, 0, 1), "Lê Văn An")
    assert fates(load(person(name="Trần Bình"))) == (0, 1, 0, 0)  # a new name alone is a correction


def test_oddities_are_warnings() -> None:
    result = load(
        person(joined="1/1/1990"), person("1234", "Trần Bình"), person("79000003", "Vũ Cụ", born="1900", joined="1950")
    )
    assert fates(result) == (3, 0, 0, 0)
    assert warnings(result) == ["young", "card", "old"]


# --- history ---------------------------------------------------------------------------------------------------------


def test_a_move_closes_one_membership_and_opens_the_next() -> None:
    load(person())
    result = load(person(unit="Q.C2"), as_of="1/4/2020")
    assert result.changes[0].kinds == ("moved",)
    assert result.changes[0].cells == (("unit", "Chi bộ Toà án (Q.C1)", "Chi bộ Kho bạc (Q.C2)"),)
    assert history("79000001") == [
        ("Q.C1", date(2020, 3, 1), date(2020, 4, 1)),
        ("Q.C2", date(2020, 4, 1), None),
    ]
    tallies = dict(Tally.objects.filter(season=0, members__gt=0).values_list("unit__code", "members"))
    assert tallies == {"Q.C2": 1}


def test_a_list_of_the_same_day_corrects_the_place_without_an_empty_period() -> None:
    load(person())
    load(person(unit="Q.C2"))
    assert history("79000001") == [("Q.C2", date(2020, 3, 1), None)]


def test_exemption_is_history_too() -> None:
    load(person())
    result = load(person(exempted="x"), as_of="1/4/2020")
    assert result.changes[0].kinds == ("status",)
    assert [row.exempted for row in Membership.objects.order_by("valid_from")] == [False, True]


def test_a_probationary_member_becomes_official() -> None:
    load(person(official=""))
    assert Tally.objects.get(unit=the_unit("Q.C1"), season=0).probationary == 1
    result = load(person(official="15/3/2020"), as_of="1/4/2020")
    assert result.changes[0].kinds == ("official",)
    assert Tally.objects.get(unit=the_unit("Q.C1"), season=0).official == 1
    assert len(history("79000001")) == 1


def test_an_older_list_changes_nobody_whom_the_register_knows_later() -> None:
    load(person(), as_of="1/4/2020")
    result = load(person(unit="Q.C2"), person("79000002", "Trần Bình"), as_of="1/3/2020")
    assert (fates(result), warnings(result)) == ((1, 0, 0, 1), ["older"])
    assert "older day 1/3/2020" in reasons(result)[0]
    assert fates(load(person(), as_of="1/3/2020")) == (0, 0, 1, 0)


def test_those_whom_the_list_leaves_out_are_named_and_stay() -> None:
    load(person(), person("79000002", "Trần Bình", unit="Q.C2"), person("79000003", "Vũ Thị Cúc", unit="Q.D1.1"))
    result = load(person(), person("79000009", "Hồ Hà"), as_of="1/4/2020")
    assert result.not_in_list == []  # the list is that of Q.C1 alone
    result = load(person(), person("79000004", "Đỗ Em", unit="Q.C2"), as_of="1/4/2020")
    assert [one.code for one in result.not_in_list] == ["79000009", "79000002", "79000003"]
    assert Membership.objects.filter(valid_to=None).count() == 5


def test_a_list_that_says_it_is_a_part_names_nobody() -> None:
    load(person(), person("79000002", "Trần Bình", unit="Q.C2"))
    people = [person("79000003", "Vũ Cúc", unit="Q.D1.1"), person("79000004", "Đỗ Em", unit="Q.C2")]
    assert len(load(*people, dry_run=True).not_in_list) == 2
    assert load(*people, is_part=True).not_in_list == []


def test_stated_and_registered_numbers_are_compared_as_they_will_be() -> None:
    result = load(person(), person("79000002", "Trần Bình"))
    assert [finding.english() for finding in result.findings] == [
        "Chi bộ Toà án: the register counts 2 members, the file of units states 3."
    ]
    assert load(person("79000003", "Vũ Cúc")).findings == []


# --- the file and the event ------------------------------------------------------------------------------------------


def test_the_day_is_the_titles_else_the_given_one() -> None:
    assert load(person(), as_of="5/2/2020").as_of == date(2020, 2, 5)
    bare = workbook(("Họ và tên", "Số thẻ đảng", "Mã tổ chức"), [("Đỗ Em", "79000005", "Q.C1")], "DANH SÁCH")
    result = members_import(bare, filename="x", by=None, as_of=date(2020, 2, 6))
    assert (result.as_of, result.as_of_source) == (date(2020, 2, 6), "given")


@pytest.mark.parametrize("day", ["31/02/2020", "1/3/2999"])
def test_a_day_that_cannot_be_refuses_the_file(day: str) -> None:
    with pytest.raises(RuleError):
        load(person(), as_of=day)
    assert not Member.objects.exists()


def test_the_day_of_a_decision_in_the_title_is_not_the_day_of_the_list() -> None:
    file = workbook(
        ("Họ và tên", "Số thẻ đảng", "Mã tổ chức"), [("Đỗ Em", "79000005", "Q.C1")],
        "Kèm theo Công văn số 5 ngày 12/5/2019",
    )  # fmt: skip
    assert members_import(file, filename="x", by=None, as_of=date(2020, 2, 6)).as_of == date(2020, 2, 6)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 nothing",
        b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        b"<html>",
        b"\xff\xd8\xff\xe0 a picture",
        b"a;b\n1;2",
    ],
)
def test_what_is_no_list_gets_one_clear_sentence(content: bytes) -> None:
    with pytest.raises(FileError) as refused:
        members_import(content, filename="x", by=None)
    assert refused.value.message.english().endswith(".")


def test_a_list_of_units_is_no_list_of_members() -> None:
    with pytest.raises(FileError, match="missing"):
        members_import((DATA / "to-chuc.xlsx").read_bytes(), filename="x", by=None)


def test_one_event_tells_of_the_file_and_its_counts_and_of_no_person() -> None:
    load(person(), person("79000002", "Trần Thị Bình", sex="Nữ"))
    result = load(person(name="Lê Văn Ân", unit="Q.C2"), person("79000003", "Vũ Thị Cúc"), as_of="1/4/2020")
    event = Event.objects.get(stream="installation", verb="members.imported", seq=3)
    told = json.loads(event.payload)
    assert (told["file"], told["read"], told["added"], told["changed"]) == (result.digest, 2, 1, 1)
    (corrected,) = told["corrected"]
    assert (corrected["member"], corrected["fields"]) == (the_member().pk, ["name"])
    assert corrected["before"] != corrected["after"]
    assert len(told["moved"]) == 1
    whole = " ".join(event.payload for event in Event.objects.all())
    whole = re.sub(r"\b[0-9a-f]{64}\b", "", whole)  # a digest may hold any digits
    for word in ("Lê", "Bình", "Cúc", "79000001", "79000003", "1975"):
        assert word not in whole


def test_a_preview_is_kept_as_text_and_read_back_the_same() -> None:
    load(person(), person("79000002", "Trần Bình", unit="Q.C2"))
    shown: ImportResult = load(
        person(name="LÊ ANH", unit="Q.C2"), person("", ""), person("79000004", "Đỗ Em", unit="Q.D1.1"), dry_run=True
    )
    assert shown.changes
    assert shown.not_in_list
    text = dump_result(shown)
    back = load_result(text)
    assert dump_result(back) == text
    assert back.as_dict() == shown.as_dict()
    short = load_result(text, ["refused"])
    assert (short.refused, short.changes, short.missing) == (shown.refused, [], len(shown.not_in_list))
    assert short.change_counts() == shown.change_counts()


def test_the_number_of_queries_does_not_grow_with_the_rows() -> None:
    def queries(first: int, count: int) -> int:
        people = [person(f"{79100000 + first + n}", f"Lê Văn {n}") for n in range(count)]
        with CaptureQueriesContext(connection) as seen:
            load(*people, is_part=True)
        return len(seen)

    assert queries(0, 3) == queries(1000, 300)


def test_the_words_for_reasons_are_vietnamese_on_the_command_line() -> None:
    (refused,) = load(person(unit="Q")).as_dict()["refused"]
    assert (
        refused["reason"]
        == "Đảng bộ quận (Q) không trực tiếp quản lý đảng viên: đảng viên thuộc các chi bộ trực thuộc."
    )
    assert refused["column"] == "Mã tổ chức"
    assert refused["card"] == "79000001"


def test_units_import_is_the_same_verb_for_bytes_and_paths(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(members_file(person()))
    assert fates(members_import(path, filename="x.xlsx", by=None)) == (1, 0, 0, 0)
    with pytest.raises(FileError):
        units_import(path, filename="x.xlsx", by=None)
