"""What the search finds among published stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils.safestring import SafeString

from daihoi.portal.desk.html import plain_text
from daihoi.portal.models import Story
from daihoi.portal.queries import days
from daihoi.portal.queries.marks import marked, snippet
from daihoi.portal.queries.stories import EACH, Sheet
from daihoi.portal.queries.words import Term, in_a_row, page_of, places_between, section_mark, terms, unit_mark

MOST = 1000  # stories that a search lists: whoever gets more says more
LONGEST = 200  # characters of a question
MOST_TERMS = 24  # words of a question
MANY_TERMS = 10  # of more words it is not asked in which text they stand: they stand there in a row or by chance


@dataclass(frozen=True)
class Question:
    """What a reader asks for: words, and where and when."""

    text: str = ""
    section: int | None = None
    unit: str = ""
    since: date | None = None
    until: date | None = None
    terms: tuple[Term, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "terms", terms(self.text))


@dataclass(frozen=True)
class Hit:
    """A story that was found, with the words marked in it."""

    story: Story
    headline: SafeString
    snippet: SafeString


def search(asked: Question, number: int) -> Sheet:
    """A sheet of the stories that hold every word (all stories where none is asked for): those with the words in a row

    in the headline first, then those with all of them in the headline, in headline and lead, anywhere; the newer first.
    """
    found = places(asked)
    last = max(1, -(-min(len(found), MOST) // EACH))
    number = min(number, last)
    shown = found[(number - 1) * EACH : number * EACH]
    return Sheet(_hits([page_of(place) for place in shown], asked.terms), number, last, len(found))


def places(asked: Question) -> list[int]:
    """The places of what is found, the best first; one more than MOST where there are more."""
    steps: list[tuple[str, tuple[Term, ...]]] = [("head", row)] if (row := in_a_row(asked.terms)) else []
    texts: tuple[str, ...] = ("head", "lead", "body")
    if not asked.terms:
        texts = ("head",)  # without a word, one text is as good as another
    elif len(asked.terms) > MANY_TERMS:
        texts = ("body",)
    found: dict[int, None] = {}
    for name, wanted in [*steps, *((name, asked.terms) for name in texts)]:
        # a later step finds again what the earlier ones found
        found |= dict.fromkeys(_places(name, wanted, asked, MOST + 1))
        if len(found) > MOST:
            break
    return list(found)[: MOST + 1]


def _places(name: str, wanted: tuple[Term, ...], asked: Question, most: int) -> list[int]:
    """The newest places where the text `name` holds `wanted`."""
    if connection.vendor == "sqlite":
        table, place, holds = f"portal_search_{name}", "rowid", f"portal_search_{name} MATCH %s AND "
        sought = _sqlite(wanted, asked)
    else:
        table, place, holds = "portal_search", "place", f"{name} @@ %s::tsquery AND "
        sought = _postgres(wanted, asked)
    holds = holds if sought else ""
    query = f"SELECT {place} FROM {table} WHERE {holds}{place} BETWEEN %s AND %s ORDER BY {place} LIMIT %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [*([sought] if sought else []), *places_between(*_span(asked)), most])
        return [found for (found,) in cursor.fetchall()]


def _span(asked: Question) -> tuple[Any, Any]:
    begin = days.span(asked.since, asked.since)[0] if asked.since else None
    end = days.span(asked.until, asked.until + timedelta(days=1))[1] if asked.until else None
    return begin, end


def _sqlite(wanted: tuple[Term, ...], asked: Question) -> str:
    """The question in the language of FTS5; words hold letters and digits only, so nothing in them is an operator."""
    parts = [f'"{" ".join(term.words)}"{" *" if term.prefix else ""}' for term in wanted]
    if asked.section is not None:
        parts.append(f'"{section_mark(asked.section)}"')
    if asked.unit:
        parts.append(f'"{unit_mark(asked.unit)}" *')
    return " AND ".join(parts)


def _postgres(wanted: tuple[Term, ...], asked: Question) -> str:
    """The question as a tsquery."""
    parts = [
        "(" + " <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.prefix else "") + ")" for term in wanted
    ]
    if asked.section is not None:
        parts.append(f"'{section_mark(asked.section)}'")
    if asked.unit:
        parts.append(f"'{unit_mark(asked.unit)}':*")
    return " & ".join(parts)


def _hits(pages: Sequence[int], wanted: tuple[Term, ...]) -> list[Hit]:
    """The stories of `pages`, in that order, with what was found marked."""
    rows = (
        Story.objects.live().select_related("section")
        .defer("extra", "folded_headline", "folded_lead", "folded_body").in_bulk(pages)
    )  # fmt: skip
    return [
        Hit(one, marked(one.headline, wanted), snippet([one.lead, " ".join(plain_text(one.html).split())], wanted))
        for one in (rows[page] for page in pages if page in rows)
    ]
