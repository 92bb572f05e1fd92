"""The search's tables: a row for every live story, written with it and taken away with it.

Three texts of each story are kept apart, each holding the one before: headline; lead; body. What is found in a
narrower one ranks higher. On SQLite each is a full-text table without content; on PostgreSQL a column of one table.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from django.db import connection, transaction

from daihoi.portal.queries.words import BREAK, page_mark, place_of, section_mark, unit_mark, words

TEXTS = ("head", "lead", "body")


class Written(Protocol):
    """What is read of a story."""

    page: int
    unit: str
    section_id: int
    shown_at: Any
    folded_headline: str
    folded_lead: str
    folded_body: str


def entry_write(story: Written) -> None:
    """Let the search find `story` as it stands now."""
    entry_drop(story.page)
    entries_add([story])


@transaction.atomic
def entries_add(stories: Iterable[Written]) -> None:
    """Let the search find stories that it does not know."""
    with connection.cursor() as cursor:
        for story in stories:
            place = place_of(story.shown_at, story.page)
            marks = [page_mark(story.page), section_mark(story.section_id), unit_mark(story.unit)]
            head = words(story.folded_headline)
            lead = [*head, BREAK, *words(story.folded_lead)]
            body = [*lead, BREAK, *words(story.folded_body)]
            if connection.vendor == "sqlite":
                for name, text in zip(TEXTS, (head, lead, body), strict=True):
                    cursor.execute(
                        f"INSERT INTO portal_search_{name} (rowid, words) VALUES (%s, %s)",  # noqa: S608  (ours)
                        [place, " ".join([*text, *marks])],
                    )
            else:
                cursor.execute(
                    "INSERT INTO portal_search (place, head, lead, body)"
                    " VALUES (%s, %s::tsvector, %s::tsvector, %s::tsvector)",
                    [place, *(_vector(text, marks) for text in (head, lead, body))],
                )


@transaction.atomic
def entry_drop(page: int) -> None:
    """Let the search find the story of `page` no more."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT rowid FROM portal_search_head WHERE portal_search_head MATCH %s", [f'"{page_mark(page)}"']
            )
            for (place,) in cursor.fetchall():
                for name in TEXTS:
                    cursor.execute(f"DELETE FROM portal_search_{name} WHERE rowid = %s", [place])  # noqa: S608
        else:
            cursor.execute("DELETE FROM portal_search WHERE head @@ %s::tsquery", [f"'{page_mark(page)}'"])


def _vector(text: list[str], marks: list[str]) -> str:
    """The words as PostgreSQL writes a tsvector: each with the places where it stands; it keeps 255 of them."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(text, start=1):
        places.setdefault(word, []).append(str(min(place, 16_383)))
    return " ".join([*(f"'{word}':{','.join(where[:255])}" for word, where in places.items()), *map(repr, marks)])
