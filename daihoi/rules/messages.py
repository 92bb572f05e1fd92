"""Sentences that the rules speak: an English msgid, its values, and the rule and article behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

# A count is written %(name)d in a msgid; the reader's number style may make a text of it.
_COUNTED = re.compile(r"%\((\w+)\)d")


def N_(msgid: str) -> str:  # noqa: N802  (the customary name of the marker)
    """Mark `msgid` for the catalogue; it is translated at the edge, never here."""
    return msgid


def _same(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence: `msgid` with %-style named places, `params` for them, the rule id and the article that it rests on.

    A literal per cent sign is written `%%` in every msgid. A value may itself be a `Message` (a ground, a post).
    """

    msgid: str
    params: tuple[tuple[str, object], ...] = ()
    rule: str = ""
    article: str = ""

    @classmethod
    def of(cls, msgid: str, /, *, rule: str = "", article: str = "", **params: object) -> Message:
        """The message with its values given by name."""
        return cls(msgid, tuple(sorted(params.items())), rule, article)

    def text(self, translate: Callable[[str], str] = _same, number: Callable[[int], str] = str) -> str:
        """The sentence in the language of `translate`, its whole numbers written by `number`."""
        return _COUNTED.sub(r"%(\1)s", translate(self.msgid)) % {
            name: _shown(value, translate, number) for name, value in self.params
        }

    def english(self) -> str:
        """The sentence in English, as the msgid has it."""
        return self.text()

    def as_dict(self) -> dict[str, object]:
        """A form that JSON can hold: text, msgid, params, rule, article."""
        return {
            "text": self.english(),
            "msgid": self.msgid,
            "params": {name: _plain(value) for name, value in self.params},
            "rule": self.rule,
            "article": self.article,
        }


@dataclass(frozen=True, slots=True)
class Objection:
    """Something to say about typed values: it refuses them, or it only warns."""

    message: Message
    refuses: bool = False


class RuleError(ValueError):
    """Values that no rule can work with; carries the sentence that says what to mend."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english())
        self.message = message


def _shown(value: object, translate: Callable[[str], str], number: Callable[[int], str]) -> object:
    """`value` as it stands inside a sentence."""
    if isinstance(value, Message):
        return value.text(translate, number)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return number(value)
    if isinstance(value, Fraction):
        return f"{number(value.numerator)}/{number(value.denominator)}"
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, tuple):
        return ", ".join(str(_shown(part, translate, number)) for part in value)
    return value


def _plain(value: object) -> object:
    if isinstance(value, Message):
        return value.as_dict()
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value if value is None or isinstance(value, (bool, int)) else str(value)
