"""What stands around every page: the mast, sections, corners, newest, most read, documents, the calendar.

One object per publication and minute in this process; what nobody asks of it is never read.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from daihoi.portal.models import Front, Section, Story
from daihoi.portal.queries.agenda import Entry, coming, entries
from daihoi.portal.queries.days import Month, month_of
from daihoi.portal.queries.papers import Paper, papers
from daihoi.portal.queries.tree import Place, places
from daihoi.portal.serving import cache, counters

T = TypeVar("T")
NEWEST, MOST_READ, PAPERS, COMING = 6, 5, 4, 5
RECENT = 200  # the newest stories among which the most read are looked for
RECENT_DAYS = 30


@dataclass(frozen=True)
class Brief:
    """A story as a line: its number, address, headline, moment."""

    page: int
    slug: str
    headline: str
    shown_at: datetime

    @property
    def address(self) -> str:
        return f"/tin/{self.page}-{self.slug}/"


@dataclass(frozen=True)
class Site:
    """What the front page says of the site."""

    title: str = "Cổng tin Đại hội"
    tagline: str = ""
    contact: str = ""


class Shell:
    """See the module."""

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch
        self.until = time.monotonic() + cache.SECONDS
        self._parts: dict[tuple[str, str], SafeString] = {}
        self._months: dict[tuple[int, int], Month] = {}
        self._kept: dict[Hashable, Any] = {}

    @property
    def is_good(self) -> bool:
        """Whether nothing was published since, and the minute is not over."""
        return self.epoch == cache.epoch() and self.until > time.monotonic()

    @cached_property
    def site(self) -> Site:
        """Name, line below it, address of the newsroom."""
        found = Front.objects.values_list("title", "tagline", "contact").first()
        return Site(*found) if found else Site()

    @cached_property
    def sections(self) -> list[Section]:
        """The sections in their order."""
        return list(Section.objects.all())

    @cached_property
    def section_of(self) -> dict[int, Section]:
        """Number of a section -> section."""
        return {one.pk: one for one in self.sections}

    @cached_property
    def places(self) -> dict[str, Place]:
        """code -> corner."""
        return places()

    @cached_property
    def _recent(self) -> list[Brief]:
        found = Story.objects.live().order_by("-shown_at", "-page")
        return [Brief(*one) for one in found.values_list("page", "slug", "headline", "shown_at")[:RECENT]]

    @property
    def newest(self) -> list[Brief]:
        """The newest stories."""
        return self._recent[:NEWEST]

    @cached_property
    def most_read(self) -> list[Brief]:
        """The stories read most among those of the last days that have news."""
        if not self._recent:
            return []
        since = self._recent[0].shown_at - timedelta(days=RECENT_DAYS)
        recent = {counters.story_key(one.page): one for one in self._recent if one.shown_at >= since}
        known = counters.values(recent)
        return [recent[key] for key in sorted(recent, key=known.__getitem__, reverse=True)[:MOST_READ]]

    @cached_property
    def papers(self) -> list[Paper]:
        """The newest documents that stand."""
        return papers(PAPERS)

    @cached_property
    def agenda(self) -> list[Entry]:
        """The congresses that come next, or were held last."""
        return coming(entries(), timezone.localdate(), COMING)

    @cached_property
    def days(self) -> tuple[date, date]:
        """The days of the oldest and of the newest story; today where there is none."""
        oldest = Story.objects.live().order_by("shown_at").values_list("shown_at", flat=True).first()
        if oldest is None or not self._recent:
            return timezone.localdate(), timezone.localdate()
        return timezone.localdate(oldest), timezone.localdate(self._recent[0].shown_at)

    def month(self, year: int, month: int) -> Month:
        """The month with its days that have news."""
        found = self._months.get((year, month))
        if found is None:
            found = self._months[year, month] = month_of(year, month, *self.days)
        return found

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once until the next publication."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def part(self, name: str, key: str = "", **more: Any) -> SafeString:
        """The rendered part `name` of the page; `key` names what `more` makes different."""
        found = self._parts.get((name, key))
        if found is None:
            found = self._parts[name, key] = render_to_string(f"portal/parts/{name}.html", {"shell": self, **more})
        return found


_shell: Shell | None = None


def shell() -> Shell:
    """The shell as it stands."""
    global _shell
    found = _shell
    if found is None or not found.is_good:
        found = _shell = Shell(cache.epoch())
    return found
