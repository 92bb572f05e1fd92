"""The words of the search: how a text is cut into them, and where a story stands in the search's tables.

Both sides of a search go through `words`: what is asked and what was written meet whatever their marks, case or
normal form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from daihoi.rules.vietnamese import fold, nfc

_WORD = re.compile(r"[^\W_]+")
_QUOTE = re.compile('["“”„‟«»＂]')
LONGEST_WORD = 60
MOST_WORDS = 50_000  # of one story
BREAK = "__"  # between headline, lead and body: no phrase reaches over it
_PAGE = 28  # bits of a place that hold the page's number


def words(text: str) -> list[str]:
    """The words of `text`, folded: lower case, no marks, đ as d; letters and digits only."""
    folded = " ".join(map(fold, text.split()))  # word by word: the memory of `fold` holds words, not whole articles
    return [word[:LONGEST_WORD] for word in _WORD.findall(folded)[:MOST_WORDS]]


@dataclass(frozen=True)
class Term:
    """Words that stand one after the other; `prefix`: the last may be the beginning of a longer one."""

    words: tuple[str, ...]
    prefix: bool

    @property
    def pattern(self) -> str:
        """The term as a regular expression over folded text."""
        joined = r"[\W_]+".join(map(re.escape, self.words))
        return rf"(?<![^\W_]){joined}" + (r"[^\W_]*" if self.prefix else r"(?![^\W_])")


def terms(asked: str) -> tuple[Term, ...]:
    """What is looked for: every word or its beginning, in any order; between quotation marks, these words in a row.

    A number and a single letter stand for themselves only: "Phường 1" does not find Phường 12.
    """
    pieces = _QUOTE.split(nfc(asked))
    found: dict[Term, None] = {}
    for place, piece in enumerate(pieces):
        is_phrase = place % 2 == 1 and place < len(pieces) - 1  # the last mark of an odd number opens nothing
        for part in [piece] if is_phrase else piece.split():
            row = tuple(words(part))
            if row:
                found[Term(row, not is_phrase and len(row[-1]) > 1 and not re.search(r"\d", row[-1]))] = None
    return tuple(found)


def in_a_row(asked: tuple[Term, ...]) -> tuple[Term, ...]:
    """The same words in the order in which they were typed; nothing where there is only one."""
    row = tuple(word for term in asked for word in term.words)
    return (Term(row, asked[-1].prefix),) if len(asked) > 1 else ()


# --- places ----------------------------------------------------------------------------------------------------------


def place_of(shown_at: datetime, page: int) -> int:
    """Where a story stands among all: the newer, the smaller; so the first that are found are the newest."""
    return -(int(shown_at.timestamp()) << _PAGE | page)


def page_of(place: int) -> int:
    """The page of a place."""
    return -place & ((1 << _PAGE) - 1)


def places_between(begin: datetime | None, end: datetime | None) -> tuple[int, int]:
    """(least, greatest) place of the stories shown in [begin, end)."""
    least = -(int(end.timestamp()) << _PAGE) + 1 if end is not None else -(1 << 62)
    greatest = -(int(begin.timestamp()) << _PAGE) if begin is not None else 1 << 62
    return least, greatest


# --- marks: words that no reader can type ----------------------------------------------------------------------------


def page_mark(page: int) -> str:
    """Finds one story."""
    return f"_p{page}"


def section_mark(section: int) -> str:
    """Finds the stories of a section."""
    return f"_s{section}"


def unit_mark(code: str) -> str:
    """Finds the stories of a corner; the mark of a corner above is its beginning ("Q" of "Q.1", not of "Q1")."""
    return "_u" + "".join(c if c.isascii() and (c.isdigit() or c.islower()) else f"_{ord(c):x}_" for c in f"{code}.")


def found_at(text: str, asked: tuple[Term, ...]) -> list[tuple[int, int]]:
    """(begin, end) of everything in the folded `text` that was asked for, in order; neighbours are one."""
    if not asked:
        return []
    pattern = re.compile("|".join(term.pattern for term in sorted(asked, key=lambda term: -len(term.words))))
    spans = [match.span() for match in pattern.finditer(text)]
    joined: list[tuple[int, int]] = spans[:1]
    for (_begin, end), (begin, after) in pairwise(spans):
        if text[end:begin].isspace():
            joined[-1] = (joined[-1][0], after)
        else:
            joined.append((begin, after))
    return joined
