"""Tags of the portal's templates."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote, urlencode

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from daihoi.portal.queries.shell import shell
from daihoi.portal.serving.counters import SITE, story_key
from daihoi.rules import vietnamese

register = template.Library()
# the questions that a page keeps in its own links, beside the number of the sheet
KEPT = ("q", "muc", "don-vi", "tu", "den", "trang")
_WORD = re.compile(r"[^\W\d_]+|\d+")
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def _local(at: datetime) -> datetime:
    """A moment by the site's clock: readers have no other, so the thread need not be asked for its own."""
    return at.astimezone(timezone.get_default_timezone())


@register.filter
def number(value: int) -> str:
    """11836 as 11.836."""
    return vietnamese.number(value)


@register.filter
def day(at: datetime) -> str:
    """The day of a moment, as 27/8/2020."""
    return vietnamese.date_short(_local(at) if isinstance(at, datetime) else at)


@register.filter
def stamp(at: datetime) -> str:
    """The moment that stands over an article: Thứ Năm, 27/8/2020, 14 giờ 50."""
    local = _local(at)
    return f"{WEEKDAYS[local.weekday()]}, {vietnamese.date_short(local)}, {local.hour} giờ {local.minute:02d}"


@register.simple_tag
def read_count(page: int) -> SafeString:
    """The place where the number of readers of an article goes, as the page goes out."""
    return mark_safe(f"<!--#{story_key(int(page))}#-->")  # noqa: S308  (a number)


@register.simple_tag
def visit_count() -> SafeString:
    """The place where the number of visits of the site goes."""
    return mark_safe(f"<!--#{SITE}#-->")  # noqa: S308


# --- what stands around a page ---------------------------------------------------------------------------------------


@register.simple_tag
def site_part(name: str) -> SafeString:
    """A part that is the same on every page: head, mast, foot, news, papers, agenda, most_read."""
    return shell().part(name)


@register.simple_tag
def site_nav(current: str = "") -> SafeString:
    """The menu, with the place where the reader is."""
    return shell().part("nav", current or "", current=current)


@register.simple_tag
def site_title() -> str:
    """The name of the site."""
    return shell().site.title


@register.simple_tag
def site_calendar(at: datetime | date | None = None) -> SafeString:
    """The month of `at` (of the newest story where there is none) with its days that have news, that day marked."""
    here = shell()
    if isinstance(at, datetime):
        at = _local(at)
    shown = at or here.days[1]
    html = here.part("calendar", f"{shown.year}-{shown.month}", month=here.month(shown.year, shown.month))
    if at is None:
        return html
    link = f'href="/ngay/{at.year}/{at.month}/{at.day}/"'
    return mark_safe(html.replace(link, f'{link} aria-current="date"', 1))  # noqa: S308  (numbers)


# --- what depends on the question ------------------------------------------------------------------------------------


def _asked(context: template.Context) -> dict[str, str]:
    request = context.get("request")
    return dict(request.GET.items()) if request is not None else {}


def _question(asked: dict[str, str], **changed: str) -> str:
    values = {name: asked[name] for name in KEPT if asked.get(name)} | changed
    return urlencode({name: value for name, value in values.items() if value})


@register.simple_tag(takes_context=True)
def html_class(context: template.Context) -> SafeString:
    """The class of the whole page: larger type, or set for paper."""
    asked = _asked(context)
    names = [name for name, is_on in (("lon", asked.get("co-chu") == "lon"), ("in", asked.get("in") == "1")) if is_on]
    return mark_safe(f' class="{" ".join(names)}"' if names else "")  # noqa: S308


@register.simple_tag(takes_context=True)
def type_link(context: template.Context) -> SafeString:
    """The link to larger type, or back."""
    asked = _asked(context)
    is_large = asked.get("co-chu") == "lon"
    return _type_link(_question(asked, **({} if is_large else {"co-chu": "lon"})), is_large)


@lru_cache(maxsize=64)
def _type_link(question: str, is_large: bool) -> SafeString:
    return format_html(
        '<a class="type" rel="nofollow" href="?{}" data-type="{}">{}</a>',
        question,
        "lon" if is_large else "thuong",
        "Cỡ chữ thường" if is_large else "Cỡ chữ lớn",
    )


@register.simple_tag(takes_context=True)
def sheet_link(context: template.Context, number: int) -> str:
    """The address of another sheet of the same list."""
    asked = _asked(context)
    large = {"co-chu": "lon"} if asked.get("co-chu") == "lon" else {}
    return f"?{_question(asked, trang=str(number) if number > 1 else '', **large)}"


@register.simple_tag(takes_context=True)
def canonical(context: template.Context) -> str:
    """The one address of the page, in full."""
    request = context.get("request")
    if request is None:
        return str(settings.WAGTAILADMIN_BASE_URL)
    asked = _asked(context)
    question = urlencode({name: asked[name] for name in KEPT if asked.get(name)})
    return f"{settings.WAGTAILADMIN_BASE_URL}{quote(request.path)}{'?' if question else ''}{question}"


@register.filter
def absolute(path: str) -> str:
    """An address of the site in full."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


@register.filter
def bare(address: str) -> str:
    """An address as people read it aloud: without https://."""
    return address.split("://", 1)[-1].rstrip("/")


@register.filter
def words_of(path: str) -> str:
    """The words of an address that led nowhere, for the search; numbers alone say nothing."""
    words = [word for word in _WORD.findall(unquote(path).rpartition(".")[0] or unquote(path)) if not word.isdigit()]
    return " ".join(word for word in words if word not in ("tin", "chuyen", "muc", "html", "php", "aspx", "index"))[:80]


# --- values ----------------------------------------------------------------------------------------------------------


@register.filter
def moment(at: str) -> datetime:
    """A moment that was kept as text."""
    return datetime.fromisoformat(at)


@register.filter
def iso(at: datetime | date) -> str:
    """For machines: 2020-08-27T14:50+07:00."""
    return _local(at).isoformat(timespec="minutes") if isinstance(at, datetime) else at.isoformat()


@register.filter
def as_day(text: str) -> str:
    """A day of a snapshot, 2020-08-27, as 27/8/2020."""
    return vietnamese.date_short(date.fromisoformat(text))


@register.filter
def size(value: int) -> str:
    """Bytes as 214 KB or 1,4 MB."""
    if value < 1000 * 1000:
        return f"{vietnamese.number(max(1, round(value / 1000)))} KB"
    return f"{value / 1000000:.1f} MB".replace(".", ",")


@register.filter
def form(file: dict[str, Any]) -> str:
    """PDF, DOCX, XLSX from a file's name."""
    return str(file["name"]).rsplit(".", 1)[-1].upper()
