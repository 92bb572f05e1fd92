"""The entry link of the newsroom: read as strictly as it is written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daihoi.rules.entry import LIFETIME, DeskRole, Entry, in_time, opened, read, token
from daihoi.rules.messages import RuleError

NOW = datetime(2020, 8, 27, 7, 50, tzinfo=UTC)
ENTRY = Entry(
    office="a" * 64, user=7, name="Nguyễn Văn Ảo", grants=(("BT.D09", DeskRole.EDITOR),),
    expires=NOW + timedelta(seconds=40), nonce="0" * 32,
)  # fmt: skip


def test_what_is_written_is_read_back() -> None:
    assert read(ENTRY.payload()) == ENTRY
    assert opened(token(ENTRY.payload(), b"\x01" * 64)) == (ENTRY.payload(), "01" * 64)


@pytest.mark.parametrize(
    "change",
    [
        {"office": "A" * 64}, {"office": "a" * 63}, {"user": 0}, {"user": True}, {"name": " "}, {"name": "a\nb"},
        {"name": "x" * 151}, {"grants": ()}, {"grants": (("BT", "admin"),)}, {"grants": (("../BT", "writer"),)},
        {"grants": (("BT", "writer"),) * 41}, {"nonce": "0" * 31}, {"nonce": "G" * 32},
    ],
)  # fmt: skip
def test_an_entry_with_anything_else_in_it_is_none(change: dict[str, object]) -> None:
    with pytest.raises(RuleError):
        replace(ENTRY, **change).payload()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "{" * 5000,
        "[" * 100_000,
        ENTRY.payload() + " ",
        ENTRY.payload().replace("entry-1", "entry-2"),
    ],
)
def test_a_text_that_is_spelled_otherwise_is_no_entry(text: str) -> None:
    with pytest.raises(RuleError):
        read(text)


@pytest.mark.parametrize("text", ["", ".", "a.b", "@@@@." + "0" * 128, "_w." + "0" * 128, "a" * 7000 + "." + "0" * 128])
def test_a_token_of_another_shape_is_none(text: str) -> None:
    with pytest.raises(RuleError):
        opened(text)


def test_an_entry_opens_within_its_minute_only() -> None:
    assert in_time(ENTRY, NOW)
    assert not in_time(ENTRY, ENTRY.expires)
    assert not in_time(replace(ENTRY, expires=NOW + LIFETIME + timedelta(microseconds=1)), NOW)
