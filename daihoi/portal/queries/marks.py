"""Shows where in a text the words were found: the text as it was written, the words between <mark> and </mark>."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from daihoi.portal.queries.words import Term, found_at
from daihoi.rules.vietnamese import fold, nfc

SNIPPET = 220  # characters of a piece of text
READ = 30_000  # characters of a text in which a piece is looked for


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    return " " if letter.isspace() else fold(letter)


class _Letters(dict[int, str]):
    """Letter by letter what `fold` makes of it."""

    def __missing__(self, code: int) -> str:
        self[code] = made = _letter(chr(code))
        return made


_LETTERS = _Letters()


def folded(text: str) -> tuple[str, list[int] | None]:
    """(`text`, in NFC, folded; the place in it of every folded letter, None where it is the same)."""
    plain = text.translate(_LETTERS)
    if len(plain) == len(text):
        return plain, None
    pieces = [_LETTERS[ord(letter)] for letter in text]
    return plain, [place for place, piece in enumerate(pieces) for _letter_of_it in piece] + [len(text)]


def spans(text: str, asked: tuple[Term, ...]) -> list[tuple[int, int]]:
    """(begin, end) in `text`, in NFC, of what was asked for."""
    plain, places = folded(text)
    found = found_at(plain, asked)
    if places is None:
        return found
    return [(places[begin], _after(text, places[end - 1])) for begin, end in found]


def _after(text: str, last: int) -> int:
    """The place after the letter at `last` and the marks that stand on it."""
    end = last + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def marked(text: str, asked: tuple[Term, ...]) -> SafeString:
    """All of `text` with what was found marked."""
    text = nfc(text)
    return _joined(text, spans(text, asked), 0, len(text))


def snippet(texts: list[str], asked: tuple[Term, ...]) -> SafeString:
    """A piece of the first of `texts` that holds most of what was asked for, with that marked."""
    best: tuple[int, str, list[tuple[int, int]], int] | None = None
    for text in texts:
        text = nfc(text[:READ])
        found = spans(text, asked)
        count, begin = _densest(found)
        if best is None or count > best[0]:
            best = count, text, found, begin
    if best is None:
        return SafeString("")
    _count, text, found, begin = best
    start, end = _window(text, begin)
    return _joined(text, found, start, end)


def _densest(found: list[tuple[int, int]]) -> tuple[int, int]:
    """(how many letters were found within one piece, where that piece begins)."""
    best, last, held = (0, 0), 0, 0
    for first, (begin, _end) in enumerate(found):
        while last < len(found) and found[last][1] <= begin + SNIPPET:
            held += found[last][1] - found[last][0]
            last += 1
        if held > best[0]:
            best = held, begin
        if last > first:
            held -= found[first][1] - found[first][0]
        else:
            last = first + 1
    return best


def _window(text: str, begin: int) -> tuple[int, int]:
    """A piece of `text` round `begin`, cut between words."""
    if len(text) <= SNIPPET:
        return 0, len(text)
    start = max(0, min(begin - 40, len(text) - SNIPPET))
    end = min(len(text), start + SNIPPET)
    if start > 0 and (space := text.find(" ", start, begin + 1)) != -1:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", start, end)) > begin:
        end = space
    return start, end


def _joined(text: str, found: list[tuple[int, int]], start: int, end: int) -> SafeString:
    """The piece of `text` as HTML; an ellipsis where it was cut."""
    out, here = ["… " if start > 0 else ""], start
    for begin, after in found:
        if begin < here or after > end:
            continue
        out += (escape(text[here:begin]), "<mark>", escape(text[begin:after]), "</mark>")
        here = after
    out += (escape(text[here:end]), " …" if end < len(text) else "")
    return mark_safe("".join(out))  # noqa: S308  (every piece escaped)
