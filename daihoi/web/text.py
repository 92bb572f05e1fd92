"""Words at the edge: messages of the rules, numbers, dates and times in the reader's language.

Numbers keep the Vietnamese form (11.836; 39,02 %) in both languages, so that one page never shows two.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from django.utils import dateformat, timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext

from daihoi.rules.messages import Message
from daihoi.rules.vietnamese import date_short
from daihoi.rules.vietnamese import number as number

Text = Message | str | Promise

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_WEEKDAYS_SHORT = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


_COUNTED = re.compile(r"%\((\w+)\)d")


def say(message: Text | None) -> str:
    """`message` in the reader's language, its counts (%d) as 11.836; a text that is no message stays as it is."""
    if message is None:
        return ""
    if not isinstance(message, Message):
        return str(message)
    counted = set(_COUNTED.findall(message.msgid))
    params = tuple((name, _said(value, name in counted)) for name, value in message.params)
    return Message(message.msgid, params).text(lambda msgid: _COUNTED.sub(r"%(\1)s", gettext(msgid)))


def _said(value: object, counted: bool) -> object:
    if isinstance(value, Message):
        return say(value)
    return number(value) if counted and isinstance(value, int) else value


def is_vietnamese() -> bool:
    """Whether the reader reads Vietnamese."""
    return (get_language() or "vi").startswith("vi")


def local(at: datetime) -> datetime:
    """`at` on the office's clock."""
    return timezone.localtime(at) if timezone.is_aware(at) else at


def _day(day: date) -> date:
    return local(day).date() if isinstance(day, datetime) else day


def vdate(day: date | None) -> str:
    """24/6/2020, in English 24 Jun 2020; a dash where there is none."""
    if day is None:
        return "–"
    return date_short(_day(day)) if is_vietnamese() else dateformat.format(_day(day), "j M Y")


def vday(day: date | None) -> str:
    """With the day of the week: thứ Tư 24/6/2020, Wednesday 24 Jun 2020."""
    if day is None:
        return "–"
    plain = _day(day)
    weekday = _WEEKDAYS[plain.weekday()] if is_vietnamese() else dateformat.format(plain, "l")
    return f"{weekday} {vdate(plain)}"


def vshort(day: date | None) -> str:
    """Day and month alone, where the year stands beside: T4 24/6, Wed 24 Jun."""
    if day is None:
        return "–"
    plain = _day(day)
    if is_vietnamese():
        return f"{_WEEKDAYS_SHORT[plain.weekday()]} {plain.day}/{plain.month}"
    return dateformat.format(plain, "D j M")


def vtime(at: datetime | None) -> str:
    """16:05, 24/6/2020."""
    if at is None:
        return "–"
    clock = local(at)
    return f"{clock:%H:%M}, {vdate(clock)}"


def vclock(at: datetime | None) -> str:
    """The time of day alone: 16:05."""
    return "–" if at is None else f"{local(at):%H:%M}"
