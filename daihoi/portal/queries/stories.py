"""Stories in lists and what stands around one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from daihoi.portal.models import Section, Story

EACH = 20  # stories of one sheet of a list
DEEP = 10 * EACH  # from here on stepping over whole rows costs more than a second question
OF_A_SECTION = 5  # stories of a section on the front page
LATEST = 30  # stories among which the leading one is looked for
_DIGITS = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a long list."""

    rows: Sequence[Any]
    number: int
    last: int
    total: int

    @property
    def previous(self) -> int:
        """The number of the sheet before; 0 for none."""
        return self.number - 1

    @property
    def next(self) -> int:
        """The number of the sheet after; 0 for none."""
        return self.number + 1 if self.number < self.last else 0


def sheet_number(asked: str | None) -> int:
    """The number of the sheet that `asked` spells; Http404 where it spells none."""
    if asked is not None and not _DIGITS.fullmatch(asked):
        raise Http404
    return int(asked or 1)


def sheet(found: QuerySet[Story], asked: str | None) -> Sheet:
    """The sheet `asked` of the list; Http404 where there is none."""
    number, total = sheet_number(asked), found.count()
    last = max(1, -(-total // EACH))
    if number > last:
        raise Http404
    begin = (number - 1) * EACH
    if begin < DEEP:
        return Sheet(list(found[begin : begin + EACH]), number, last, total)
    pages = list(found.values_list("pk", flat=True)[begin : begin + EACH])  # an index alone answers that
    rows = Story.objects.listed().in_bulk(pages)
    return Sheet([rows[page] for page in pages], number, last, total)


# --- front -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Front:
    """The stories of the front page."""

    lead: Story | None
    latest: Sequence[Story]
    sections: Sequence[tuple[Section, Sequence[Story]]]


def front(sections: Sequence[Section]) -> Front:
    """The leading story, the latest, and the latest of every section; two queries."""
    latest = list(Story.objects.listed()[:LATEST])
    lead = next((one for one in latest if one.is_lead), None)
    lead = lead or next((one for one in latest if one.cover), None) or (latest[0] if latest else None)
    others = [one for one in latest if one is not lead][:3]
    shown = {one.page for one in [lead, *others] if one is not None}
    of: dict[int, list[Story]] = {}
    if sections:
        newest = (
            Story.objects.live().filter(section=one).order_by("-shown_at", "-page").values("page")[: OF_A_SECTION + 4]
            for one in sections
        )
        # no other condition and no order: with one, SQLite would walk through all live stories by their index
        among = Story.objects.select_related("section").defer("html", "folded_body", "extra")
        found = list(among.filter(reduce(or_, (Q(page__in=pages) for pages in newest))))
        for story in sorted(found, key=lambda one: (one.shown_at, one.page), reverse=True):
            if story.page not in shown:
                of.setdefault(story.section_id, []).append(story)
    return Front(lead, others, [(one, of[one.pk][:OF_A_SECTION]) for one in sections if one.pk in of])


# --- short links -----------------------------------------------------------------------------------------------------


_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


def short(page: int) -> str:
    """The page's number in base 36, for the short link."""
    text = ""
    while page:
        page, digit = divmod(page, 36)
        text = _LETTERS[digit] + text
    return text or "0"


def long(text: str) -> int:
    """The number that `text` spells in base 36; Http404 where it is not spelt so."""
    if not text or len(text) > 12 or set(text) - set(_LETTERS) or (text[0] == "0" and text != "0"):
        raise Http404
    return int(text, 36)


# --- galleries and files ---------------------------------------------------------------------------------------------


def galleries() -> QuerySet[Story]:
    """Live stories with a gallery, newest first."""
    return Story.objects.live().filter(extra__has_key="galleries").order_by("-shown_at", "-page")


def handed_out() -> dict[int, dict[str, Any]]:
    """Attachment number -> file, for every file that a live story hands out; the newest story's copy."""
    found: dict[int, dict[str, Any]] = {}
    rows = Story.objects.live().filter(extra__has_key="files").order_by("changed_at")
    for extra in rows.values_list("extra", flat=True):
        found |= {one["pk"]: one for one in extra["files"]}
    return found
