"""What machines are told: the newest stories, every address of the site."""

from __future__ import annotations

import re
from datetime import datetime

from django.http import Http404

from daihoi.portal.models import Section, Story
from daihoi.portal.queries.shell import shell

EACH = 30  # stories of a feed
LIMIT = 50_000  # addresses of a map, as sitemaps.org allows
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """`text` without what XML cannot hold."""
    return _UNFIT.sub("", text)


def newest(section: Section | None) -> list[Story]:
    """The newest live stories, of `section` or of all."""
    found = Story.objects.listed()
    return list((found.filter(section=section) if section else found)[:EACH])


def _pages() -> list[tuple[str, datetime | None]]:
    """Front, sections, corners and what stands beside the news."""
    here = shell()
    fixed = ["/", "/so-lieu/", "/lich/", "/van-ban/", "/anh/", "/don-vi/", "/luu-tru/"]
    return [
        (path, None)
        for path in (
            *fixed,
            *(one.get_absolute_url() for one in here.sections),
            *(one.address for one in here.places.values()),
        )
    ]


def parts() -> int:
    """How many maps the site needs."""
    return max(1, -(-(len(_pages()) + Story.objects.live().count()) // LIMIT))


def part(number: int) -> list[tuple[str, datetime | None]]:
    """(path, when it changed) of a map, the oldest stories first: a map that is full stays as it is. Http404 beyond."""
    if not 1 <= number <= parts():
        raise Http404
    pages = _pages()
    begin, end = (number - 1) * LIMIT, number * LIMIT
    stories = Story.objects.live().order_by("page").values_list("page", "slug", "changed_at")
    found = stories[max(0, begin - len(pages)) : max(0, end - len(pages))]
    return [*pages[begin:end], *((f"/tin/{page}-{slug}/", at) for page, slug, at in found.iterator())]
