"""Messages: one sentence with its values, rule and article, ready for any language."""

import json
from datetime import date
from fractions import Fraction

from daihoi.rules.messages import Message

INNER = Message.of("secretary")


def test_a_message_is_a_value() -> None:
    one = Message.of("%(b)d of %(a)d", a=2, b=1, rule="N-13", article="Điều 32")
    assert one == Message.of("%(b)d of %(a)d", b=1, a=2, rule="N-13", article="Điều 32")
    assert len({one, Message.of("other")}) == 2
    assert one.english() == "1 of 2"


def test_values_are_shown_as_people_write_them() -> None:
    text = "%(post)s %(share)s %(day)s %(many)s 30 %%"
    message = Message.of(text, post=INNER, share=Fraction(16, 41), day=date(2020, 6, 24), many=(1, 2))
    assert message.english() == "secretary 16/41 24/6/2020 1, 2 30 %"


def test_the_edge_translates_and_writes_numbers() -> None:
    message = Message.of("%(post)s: %(count)d", post=INNER, count=11836)
    vietnamese = {"secretary": "bí thư", "%(post)s: %(count)d": "%(count)d %(post)s"}
    assert message.text(vietnamese.__getitem__, lambda n: f"{n:,}".replace(",", ".")) == "11.836 bí thư"


def test_a_message_goes_into_json() -> None:
    message = Message.of("x %(a)s", a=(INNER, Fraction(1, 2)), d=date(2020, 1, 2), n=3, none=None)
    assert json.loads(json.dumps(message.as_dict()))["params"] == {
        "a": [INNER.as_dict(), "1/2"],
        "d": "2020-01-02",
        "n": 3,
        "none": None,
    }
