"""One spelling for every value that is hashed or signed."""

import json
import unicodedata
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.rules.canonical import canonical, digest, digest_text, instant, salted

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=20,
)


@given(PLAIN)
def test_the_spelling_is_json_and_spelling_it_again_changes_nothing(value: Any) -> None:
    text = canonical(value)
    assert canonical(json.loads(text)) == text


@given(st.dictionaries(TEXTS, st.integers(), max_size=6), st.randoms())
def test_the_order_in_which_keys_were_put_does_not_matter(value: dict[str, int], random: Any) -> None:
    items = list(value.items())
    random.shuffle(items)
    assert canonical(dict(items)) == canonical(value)


@given(TEXTS)
def test_composed_and_decomposed_letters_are_one_text(text: str) -> None:
    assert canonical({"k": unicodedata.normalize("NFD", text)}) == canonical({"k": unicodedata.normalize("NFC", text)})
    assert unicodedata.is_normalized("NFC", canonical(text))


@given(PLAIN, PLAIN)
def test_two_values_of_one_spelling_are_one_value(one: Any, other: Any) -> None:
    if canonical(one) == canonical(other):
        assert digest(one) == digest(other)
    else:
        assert digest(one) != digest(other)


@given(st.floats())
def test_a_float_is_refused_wherever_it_hides(value: float) -> None:
    for hidden in (value, [value], {"a": {"b": (1, value)}}):
        with pytest.raises(TypeError, match="no canonical spelling"):
            canonical(hidden)


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", object(), 1j])
def test_what_has_no_one_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_the_form_is_without_spaces_sorted_and_readable() -> None:
    value = {"b": [1, None, True], "a": "Đảng bộ", "c": Fraction(16, 41), "d": date(2020, 6, 24), "0": uuid.UUID(int=7)}
    assert canonical(value) == (
        '{"0":"00000000-0000-0000-0000-000000000007","a":"Đảng bộ","b":[1,null,true],"c":"16/41","d":"2020-06-24"}'
    )


def test_one_moment_has_one_text_in_every_time_zone() -> None:
    here = datetime(2020, 7, 30, 23, 5, tzinfo=timezone(timedelta(hours=7)))
    assert instant(here) == instant(here.astimezone(UTC)) == "2020-07-30T16:05:00.000000Z"


def test_a_moment_without_its_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        canonical(datetime(2020, 7, 30, 23, 5))


def test_the_digest_is_sha256_of_the_bytes() -> None:
    assert digest_text("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest({}) == digest_text("{}")


def test_a_salted_value_says_nothing_without_its_salt() -> None:
    assert salted("one", "Nguyễn Văn An") != salted("other", "Nguyễn Văn An")
    assert salted("one", "Nguyễn Văn An") == salted("one", unicodedata.normalize("NFD", "Nguyễn Văn An"))
    assert salted("one", "a", "b") != salted("one", "ab")
