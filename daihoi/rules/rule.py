"""A rule: a value with the article that it comes from and how surely its text is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from daihoi.rules.messages import Message

T = TypeVar("T")


class Certainty(StrEnum):
    """How surely the text of a rule is known."""

    SEEN = "T"
    SECONDARY = "S"
    RECALLED = "R"
    INFERRED = "I"


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """`value` with its `article`, its rule id, its certainty and a note for whoever must decide."""

    value: T
    article: str = ""
    rule: str = ""
    certainty: Certainty = Certainty.SEEN
    note: str = ""

    @property
    def is_setting(self) -> bool:
        """True where the text was recalled or inferred, so that an office may set its own value."""
        return self.certainty in (Certainty.RECALLED, Certainty.INFERRED)

    def says(self, msgid: str, /, **params: object) -> Message:
        """A sentence that rests on this rule."""
        return Message.of(msgid, rule=self.rule, article=self.article, **params)

    def set_to(self, value: T) -> Rule[T]:
        """The same rule with the office's own value."""
        return replace(self, value=value)


def seen(value: T, rule: str, article: str, note: str = "") -> Rule[T]:
    """A rule whose text was seen [T]."""
    return Rule(value, article, rule, Certainty.SEEN, note)


def secondary(value: T, rule: str, article: str, note: str = "") -> Rule[T]:
    """A rule known from the press, a question bank or a published form [S]."""
    return Rule(value, article, rule, Certainty.SECONDARY, note)


def recalled(value: T, rule: str, article: str, note: str = "") -> Rule[T]:
    """A rule whose text was not seen [R]: a setting with this default."""
    return Rule(value, article, rule, Certainty.RECALLED, note)


def inferred(value: T, rule: str, article: str, note: str = "") -> Rule[T]:
    """A deduction of our own [I]: a setting with this default."""
    return Rule(value, article, rule, Certainty.INFERRED, note)
