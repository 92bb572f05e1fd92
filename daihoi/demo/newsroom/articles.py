"""Every article of the demo, of both districts, in our own words; people and quotations are invented.

Each is a text file in `stories/`: a head of "name: value" lines, an empty line, then blocks parted by empty lines.
A block is a paragraph, "## heading", lines of a list with "- ", "> words | who", or one of [picture name | caption],
[gallery title | names], [file name] and [table caption] with its rows below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
VISITS = 33_131_942  # of the site that the second source article stands on
# What stands in the slot of a figure where the office's own snapshot does not say.
FIGURES = {
    "members": "11.836",
    "grassroots_units": "53",
    "grassroots_organizations": "30",
    "grassroots_cells": "23",
    "cells_under_committees": "289",
    "sub_organizations": "17",
    "cells_under_sub_organizations": "71",
    "grassroots_committees_full": "39",
    "grassroots_committees_short": "11",
    "grassroots_committees_to_elect": "50",
    "own_seats": "41",
    "own_elected": "41",
    "own_women": "16",
    "own_women_percent": "39,02 %",
    "own_young": "5",
    "own_young_percent": "12,19 %",
}
_TIED = re.compile(r"(?<=\d) (?=%)|(?<=Phường) (?=\d)|(?<=Điều) (?=\d)|(?<=[Tt]háng) (?=\d)")  # not to be parted
_SLOT = re.compile(r"\{([a-z_]+)\}")
_MARKED = re.compile(r"\[(picture|gallery|file|table) ([^\]]+)\]\n?(.*)", re.DOTALL)
Block = tuple[str, Any]


@dataclass(frozen=True)
class Article:
    """One article. `related` holds slugs, `corrections` pairs of a moment and what was put right; pictures and files
    in `body` stand by name: ("picture", (name, caption)), ("gallery", (title, names)), ("file", name)."""

    slug: str
    unit: str
    section: str
    title: str
    lead: str
    shown_at: datetime
    cover: str
    byline: str
    source: str
    tags: tuple[str, ...]
    views: int
    related: tuple[str, ...]
    corrections: tuple[tuple[datetime, str], ...]
    leads: bool
    figures: bool  # whether its slots are linked to the district's published figures
    body: tuple[Block, ...]

    @property
    def pictures(self) -> list[str]:
        """The names of its pictures, the cover first."""
        shown = [value[0] for kind, value in self.body if kind == "picture"]
        shown += [name for kind, value in self.body if kind == "gallery" for name in value[1]]
        return [self.cover, *shown]


def filled(words: str, known: frozenset[str]) -> str:
    """`words` with the slots that the snapshot does not know filled from FIGURES."""
    return _SLOT.sub(lambda slot: slot[0] if slot[1] in known else FIGURES[slot[1]], words)


@cache
def articles() -> tuple[Article, ...]:
    """All of them, oldest first."""
    found = (files("daihoi.demo.newsroom") / "stories").iterdir()
    read = [_read(one.name.removesuffix(".txt"), one.read_text(encoding="utf-8")) for one in found]
    return tuple(sorted(read, key=lambda article: article.shown_at))


def _moment(words: str) -> datetime:
    """ "27/8/2020 14:50" by the clock of Việt Nam."""
    return datetime.strptime(words.strip(), "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


def _read(slug: str, words: str) -> Article:
    head, _empty, body = words.partition("\n\n")
    lines = [line.partition(":")[::2] for line in head.splitlines()]
    values = {name: value.strip() for name, value in lines}
    mended = [value.partition("|") for name, value in lines if name == "correction"]
    return Article(
        slug=slug,
        unit=values["unit"],
        section=values["section"],
        title=values["title"],
        lead=_TIED.sub("\u00a0", values["lead"]),
        shown_at=_moment(values["at"]),
        cover=values["cover"],
        byline=values["byline"],
        source=values["source"],
        tags=tuple(tag.strip() for tag in values["tags"].split(";")),
        views=int(values["views"]),
        related=tuple(values["related"].split()),
        corrections=tuple((_moment(at), said.strip()) for at, _bar, said in mended),
        leads="leads" in values,
        figures="figures" in values,
        body=tuple(_blocks(_TIED.sub("\u00a0", body))),
    )


def _blocks(body: str) -> list[Block]:
    """The blocks as the desk keeps them; paragraphs, headings and lists that follow one another are one text."""
    made: list[Block] = []
    for piece in body.strip().split("\n\n"):
        if marked := _MARKED.fullmatch(piece):
            made.append(_marked(marked[1], marked[2], marked[3]))
        elif piece.startswith("> "):
            said, _bar, who = piece[2:].partition("|")
            made.append(("quote", {"text": said.strip(), "who": who.strip()}))
        else:
            before = made.pop()[1] if made and made[-1][0] == "text" else ""
            made.append(("text", before + _paragraph(piece)))
    return made


def _paragraph(piece: str) -> str:
    if piece.startswith("## "):
        return f"<h2>{piece[3:]}</h2>"
    if piece.startswith("- "):
        return "<ul>" + "".join(f"<li>{line[2:]}</li>" for line in piece.splitlines()) + "</ul>"
    return f"<p>{piece}</p>"


def _marked(kind: str, first: str, rest: str) -> Block:
    name, _bar, more = (part.strip() for part in first.partition("|"))
    match kind:
        case "picture":
            return kind, (name, more)
        case "gallery":
            return kind, (name, tuple(more.split()))
        case "table":
            return kind, {"caption": name, "rows": rest}
    return kind, name
