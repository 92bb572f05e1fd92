"""Tags of the portal's templates."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from daihoi.portal.serving.counters import SITE, story_key
from daihoi.rules import vietnamese

register = template.Library()
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


@register.filter
def number(value: int) -> str:
    """11836 as 11.836."""
    return vietnamese.number(value)


@register.filter
def day(at: datetime) -> str:
    """The day of a moment, as 27/8/2020."""
    return vietnamese.date_short(timezone.localtime(at).date() if isinstance(at, datetime) else at)


@register.filter
def stamp(at: datetime) -> str:
    """The moment that stands over an article: Thứ Năm, 27/8/2020, 14 giờ 50."""
    local = timezone.localtime(at)
    return f"{WEEKDAYS[local.weekday()]}, {vietnamese.date_short(local.date())}, {local.hour} giờ {local.minute:02d}"


@register.simple_tag
def read_count(page: int) -> SafeString:
    """The place where the number of readers of an article goes, as the page goes out."""
    return mark_safe(f"<!--#{story_key(int(page))}#-->")  # noqa: S308  (a number)


@register.simple_tag
def visit_count() -> SafeString:
    """The place where the number of visits of the site goes."""
    return mark_safe(f"<!--#{SITE}#-->")  # noqa: S308
