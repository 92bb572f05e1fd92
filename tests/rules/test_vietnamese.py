"""Vietnamese names, numbers and dates: one normal form, one order, exact words."""

import unicodedata
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.rules.messages import RuleError
from daihoi.rules.vietnamese import (
    date_long,
    date_short,
    fold,
    given_name,
    is_all_caps,
    is_formula,
    name_key,
    name_order,
    nfc,
    number,
    parse_int,
    parse_roman,
    read_name,
    roman,
    spell_number,
    squash,
    text_key,
    title_case_name,
)

SYLLABLES = st.sampled_from(
    [
        "An",
        "Ân",
        "Ấn",
        "Ánh",
        "Ẩn",
        "Ba",
        "Bá",
        "Bả",
        "Dung",
        "Dũng",
        "Đa",
        "Đà",
        "Đức",
        "Ê",
        "Hà",
        "Ha",
        "Hạ",
        "Hằng",
        "Hăng",
        "Hoà",
        "Hòa",
        "Khánh",
        "Khoa",
        "Ngọc",
        "Oanh",
        "Ơn",
        "Ông",
        "Ức",
        "Ư",
        "Yến",
    ]
)
names = st.lists(SYLLABLES, min_size=1, max_size=4).map(" ".join)

# --- one form --------------------------------------------------------------------------------------------------------


def test_decomposed_text_becomes_composed() -> None:
    assert nfc(unicodedata.normalize("NFD", "Nguyễn Thị Hằng")) == "Nguyễn Thị Hằng"


def test_stray_and_invisible_spaces_go() -> None:
    assert squash("  Nguyễn\u00a0 Quốc \u200bĐạt\ufeff\t") == "Nguyễn Quốc Đạt"
    assert squash("\u200b\u00a0") == ""


@pytest.mark.parametrize("mark", ["\u202e", "\u202a", "\u2066", "\u200f", "\u061c"])
def test_marks_that_turn_the_writing_are_refused(mark: str) -> None:
    with pytest.raises(RuleError) as refused:
        squash(f"Nguyễn {mark}Văn A")
    assert f"U+{ord(mark):04X}" in str(refused.value)


def test_control_characters_are_refused() -> None:
    with pytest.raises(RuleError):
        squash("Nguyễn\x00Văn A")


@given(st.text())
def test_squashing_twice_changes_nothing(text: str) -> None:
    try:
        once = squash(text)
    except RuleError:
        return
    assert squash(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        ("ĐẢNG BỘ  QUẬN", "dang bo quan"),
        ("Hoà", "hoa"),
        ("Hòa", "hoa"),
        (unicodedata.normalize("NFD", "Ước mơ"), "uoc mo"),
    ],
)
def test_folding_finds_a_name_without_its_marks(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(names)
def test_folding_does_not_care_how_a_name_was_typed(name: str) -> None:
    assert fold(name.upper()) == fold(unicodedata.normalize("NFD", name)) == fold(name)


# --- order -----------------------------------------------------------------------------------------------------------


def in_order(*names: str) -> bool:
    return all(name_key(a) < name_key(b) for a, b in pairwise(names))


def test_persons_stand_by_given_name_then_family_and_middle_names() -> None:
    assert in_order("Trần Thị Ánh", "Nguyễn Thị Hồng Ân", "Hoàng Thị Mỹ Diệp", "Nguyễn Thị Thuý Diệp", "Lê Hồng Dung")
    assert in_order("Lê Anh Khánh", "Nguyễn Thị Khánh", "Lê Xuân Khoa")
    assert in_order("Lê An", "Lê Thị An", "Lê Thị Ánh An", "Ngô An")


def test_letters_come_before_tones() -> None:
    assert in_order("Ha", "Hà", "Hả", "Hã", "Há", "Hạ", "Hai", "Hài")
    assert in_order("Ma", "Mã", "Mai", "Mạnh", "Măng", "Mân", "Me", "Mê")


def test_the_alphabet_is_the_vietnamese_one() -> None:
    letters = list("AĂÂBCDĐEÊFGHIJKLMNOÔƠPQRSTUƯVWXYZ")
    assert in_order(*letters)
    backwards = letters[::-1]
    assert sorted(backwards, key=text_key) == letters


def test_the_place_of_the_tone_mark_does_not_change_the_order() -> None:
    assert name_order("Lê Thị Hoà") == name_order("Lê Thị Hòa")
    assert name_order("NGUYỄN VĂN AN") == name_order("Nguyễn Văn An")


def test_units_with_numbers_stand_by_the_number() -> None:
    assert sorted(["Chi bộ 10", "Chi bộ 2", "Chi bộ 1"], key=text_key) == ["Chi bộ 1", "Chi bộ 2", "Chi bộ 10"]


@given(st.lists(names, max_size=12))
def test_the_order_is_total_and_the_digits_give_the_same_order(many: list[str]) -> None:
    by_key = sorted(many, key=name_key)
    backwards = many[::-1]
    assert by_key == sorted(backwards, key=name_key)
    assert [name_order(name) for name in by_key] == sorted(name_order(name) for name in many)
    assert all(name_order(name).isdigit() for name in many)


@given(names, names)
def test_only_names_written_alike_share_a_key(a: str, b: str) -> None:
    assert (name_key(a) == name_key(b)) == (a == b)


@given(names, names, SYLLABLES)
def test_the_given_name_decides_before_the_family_name(family: str, other: str, given_: str) -> None:
    low, high = f"{other} A", f"{family} {given_}"
    if given_[0] not in "AÁĂÂẤẨ":
        assert name_key(low) < name_key(high)


def test_the_given_name_is_the_last_word() -> None:
    assert given_name("Nguyễn Thị Minh Châu") == "Châu"
    assert given_name("") == ""


# --- names from outside ----------------------------------------------------------------------------------------------


def test_a_name_in_capitals_is_kept_and_a_spelling_proposed() -> None:
    name, warnings = read_name("NGUYỄN  VĂN A")
    assert name == "NGUYỄN VĂN A"
    assert "Nguyễn Văn A" in warnings[0].english()


@pytest.mark.parametrize(
    ("name", "proposed"), [("NGUYỄN VĂN A", "Nguyễn Văn A"), ("H'HEN NIÊ", "H'Hen Niê"), ("đỗ thị ư", "Đỗ Thị Ư")]
)
def test_the_proposed_spelling(name: str, proposed: str) -> None:
    assert title_case_name(name) == proposed


def test_a_single_capital_is_no_name_in_capitals() -> None:
    assert not is_all_caps("A")
    assert not is_all_caps("Nguyễn Văn A")
    assert is_all_caps("ĐỖ Ư")


@pytest.mark.parametrize("text", [None, "", " \u00a0", '=HYPERLINK("http://x")', "+84", "-1", "@cmd", "123"])
def test_what_is_no_name_is_refused(text: str | None) -> None:
    with pytest.raises(RuleError):
        read_name(text)


def test_a_formula_is_seen_behind_spaces() -> None:
    assert is_formula("  =1+1")
    assert not is_formula("Nguyễn Văn = A")


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (999, "999"), (11836, "11.836"), (10**6, "1.000.000"), (-1234, "-1.234")]
)
def test_numbers_are_grouped_with_dots(value: int, shown: str) -> None:
    assert number(value) == shown


@given(st.integers(-(10**12), 10**12))
def test_a_number_reads_back(value: int) -> None:
    assert parse_int(number(value)) == parse_int(str(value)) == parse_int(value) == value


@pytest.mark.parametrize(("text", "value"), [("11 836", 11836), ("11\u00a0836", 11836), (" 007 ", 7), (23.0, 23)])
def test_numbers_are_read_as_offices_write_them(text: object, value: int) -> None:
    assert parse_int(text) == value


@pytest.mark.parametrize(
    "text", ["11,5", "11.83", "1.2.3", "", None, "abc", "11,836", 2.5, True, "1.234.56", "²", "0.123"]
)
def test_what_is_no_whole_number_is_refused(text: object) -> None:
    with pytest.raises(RuleError):
        parse_int(text)


@pytest.mark.parametrize(
    ("value", "shown"), [(1, "I"), (4, "IV"), (9, "IX"), (12, "XII"), (26, "XXVI"), (40, "XL"), (1994, "MCMXCIV")]
)
def test_ordinals_of_congresses(value: int, shown: str) -> None:
    assert roman(value) == shown
    assert parse_roman(shown.lower()) == value


@given(st.integers(1, 3999))
def test_a_roman_numeral_reads_back(value: int) -> None:
    assert parse_roman(roman(value)) == value


@pytest.mark.parametrize("text", ["", "IIII", "IVI", "12", "XIIX"])
def test_what_is_no_roman_numeral_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        parse_roman(text)


@pytest.mark.parametrize("value", [0, -1, 4000])
def test_no_roman_numeral_outside_its_range(value: int) -> None:
    with pytest.raises(ValueError):
        roman(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (41, "bốn mươi mốt"),
        (55, "năm mươi lăm"),
        (101, "một trăm linh một"),
        (110, "một trăm mười"),
        (298, "hai trăm chín mươi tám"),
        (1005, "một nghìn không trăm linh năm"),
        (11836, "mười một nghìn tám trăm ba mươi sáu"),
        (1000000, "một triệu"),
        (2000015, "hai triệu không trăm mười lăm"),
        (-3, "âm ba"),
    ],
)
def test_numbers_in_words(value: int, words: str) -> None:
    assert spell_number(value) == words


@given(st.integers(0, 10**9 - 1), st.integers(0, 10**9 - 1))
def test_two_numbers_never_share_their_words(a: int, b: int) -> None:
    assert (spell_number(a) == spell_number(b)) == (a == b)


def test_a_thousand_million_is_not_spelled() -> None:
    with pytest.raises(ValueError):
        spell_number(10**9)


# --- dates -----------------------------------------------------------------------------------------------------------


def test_dates_on_screen_and_on_paper() -> None:
    assert date_short(date(2020, 6, 24)) == "24/6/2020"
    assert date_long(date(2020, 6, 24)) == "ngày 24 tháng 6 năm 2020"
    assert date_long(date(2020, 2, 5)) == "ngày 05 tháng 02 năm 2020"
    assert date_long(date(2020, 3, 9)) == "ngày 09 tháng 3 năm 2020"
    assert date_long(date(2020, 10, 10)) == "ngày 10 tháng 10 năm 2020"
