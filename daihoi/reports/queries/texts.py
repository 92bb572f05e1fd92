"""Texts with slots: words that people own, figures that are set in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
TYPED = re.compile(r"\{([0-9]{1,4}|[a-z][a-z0-9_]*)(?::([^{}]*))?\}")
_DEPTH = 3  # a slot may stand for words with slots of their own


@dataclass(frozen=True)
class Piece:
    """Words, or (with `key`) a figure; `overwritten` where a person's own text stands in its place."""

    text: str
    key: str = ""
    overwritten: bool = False


def pieces(text: str, values: Mapping[str, str], overwritten: Mapping[str, str], depth: int = 0) -> Iterator[Piece]:
    """`text` with its slots set; a slot without a value stays as it was typed."""
    start = 0
    for match in SLOT.finditer(text):
        if match.start() > start:
            yield Piece(text[start : match.start()])
        start, key = match.end(), match[1]
        if key in overwritten:
            yield Piece(overwritten[key], key, overwritten=True)
        elif key not in values:
            yield Piece(match[0])
        elif depth < _DEPTH and SLOT.search(values[key]):
            yield from pieces(values[key], values, overwritten, depth + 1)
        else:
            yield Piece(values[key], key)
    if start < len(text):
        yield Piece(text[start:])


def paragraphs(text: str, values: Mapping[str, str], overwritten: Mapping[str, str]) -> list[list[Piece]]:
    """The text as paragraphs; a line feed in the words, also in a slot's, begins one."""
    found: list[list[Piece]] = [[]]
    for piece in pieces(text, values, overwritten):
        for number, line in enumerate(piece.text.split("\n")):
            if number:
                found.append([])
            if line:
                found[-1].append(Piece(line, piece.key, piece.overwritten))
    return [line for line in found if any(piece.text.strip() for piece in line)]


def plain(text: str, values: Mapping[str, str], overwritten: Mapping[str, str]) -> str:
    """The words as they are read."""
    return "\n".join("".join(piece.text for piece in line) for line in paragraphs(text, values, overwritten))


def keys_in(text: str, values: Mapping[str, str], depth: int = 0) -> list[str]:
    """The keys that `text` needs, those inside a slot's own words included, each once."""
    found: dict[str, None] = {}
    for match in SLOT.finditer(text):
        found[match[1]] = None
        if depth < _DEPTH:
            found |= dict.fromkeys(keys_in(values.get(match[1], ""), values, depth + 1))
    return list(found)


def numbered(text: str) -> list[str]:
    """The keys of the slots of `text`, each once: a person who edits meets them by their number, from 1."""
    return list(dict.fromkeys(SLOT.findall(text)))


def to_edit(text: str, values: Mapping[str, str], overwritten: Mapping[str, str]) -> str:
    """The text as a person edits it: a figure shows its number and value, {2: 11.836}; words in a slot its number."""
    numbers = {key: number for number, key in enumerate(numbered(text), start=1)}

    def shown(match: re.Match[str]) -> str:
        key, number = match[1], numbers[match[1]]
        if key in overwritten:
            return f"{{{number}: {overwritten[key]}}}"
        value = values.get(key, "")
        return f"{{{number}: {value}}}" if value and len(value) <= 30 and not SLOT.search(value) else f"{{{number}}}"

    return SLOT.sub(shown, text)


def from_edit(typed: str, values: Mapping[str, str], keys: Sequence[str] = ()) -> tuple[str, dict[str, str]]:
    """(text, overwritten slots) of what a person typed; `keys` are the slots by their numbers.

    A value in a slot other than the record's overwrites it. A figure may also be called by its name, {members}.
    """
    overwritten: dict[str, str] = {}

    def kept(match: re.Match[str]) -> str:
        name, value = match[1], match[2]
        place = int(name) if name.isdecimal() else 0
        key = keys[place - 1] if 0 < place <= len(keys) else name
        if value is not None and value.strip() and value.strip() != values.get(key, ""):
            overwritten[key] = value.strip()
        return f"{{{key}}}"

    text = TYPED.sub(kept, typed.replace("\r\n", "\n")).strip()
    return text, overwritten


def called(text: str) -> list[str]:
    """Every name in braces, also one that is only a number and so stands for nothing."""
    return [match[1] for match in TYPED.finditer(text)]
