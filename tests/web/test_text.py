"""Words at the edge."""

from datetime import UTC, date, datetime

from django.utils import translation

from daihoi.rules.messages import Message
from daihoi.web.text import say, vclock, vdate, vday, vshort, vtime

DAY = date(2020, 6, 24)


def test_dates_are_said_in_the_readers_language() -> None:
    assert (vdate(DAY), vday(DAY), vshort(DAY)) == ("24/6/2020", "thứ Tư 24/6/2020", "T4 24/6")
    with translation.override("en"):
        assert (vdate(DAY), vday(DAY), vshort(DAY)) == ("24 Jun 2020", "Wednesday 24 Jun 2020", "Wed 24 Jun")


def test_times_stand_on_the_offices_clock() -> None:
    at = datetime(2020, 6, 24, 9, 5, tzinfo=UTC)
    assert (vclock(at), vtime(at)) == ("16:05", "16:05, 24/6/2020")
    assert vdate(datetime(2020, 6, 24, 18, 0, tzinfo=UTC)) == "25/6/2020"


def test_nothing_is_a_dash() -> None:
    assert {vdate(None), vday(None), vshort(None), vtime(None), vclock(None)} == {"–"}


def test_counts_in_a_sentence_take_dots_and_years_do_not() -> None:
    message = Message.of("%(votes)d votes in %(year)s", votes=11836, year=2020)
    assert say(message) == "11.836 votes in 2020"


def test_a_message_inside_a_message_is_translated_too() -> None:
    inner = Message.of("%(n)d in all", n=1200)
    assert say(Message.of("Here: %(what)s", what=inner)) == "Here: 1.200 in all"


def test_a_plain_text_stays_as_it_is() -> None:
    assert say("100 % done") == "100 % done"
    assert say(None) == ""
