"""The identities that a typed count must keep before it is certified (N-43, N-44, B-10)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from daihoi.rules.messages import N_, Message


@dataclass(frozen=True, slots=True)
class TypedCount:
    """A count as it is typed; what is not typed yet is None.

    `returned` are papers of the board that came back, `not_issued` papers in the box that the board never issued.
    `printed`, `unused`, `spoiled`, `summoned`, `invalid_reasons` and `sheets` are checked where they are given.
    """

    seats: int
    ballot_numbers: tuple[int, ...]
    votes: tuple[int | None, ...]
    present: int | None
    issued: int | None
    returned: int | None
    valid: int | None
    invalid: int | None
    not_issued: int = 0
    summoned: int | None = None
    printed: int | None = None
    unused: int | None = None
    spoiled: int | None = None
    invalid_reasons: tuple[int, ...] | None = None
    sheets: int | None = None


class Relation(StrEnum):
    """How the two sides must stand."""

    EQUAL = "="
    AT_MOST = "≤"


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One identity: `left` relation `right`. `holds` is None while a side is not typed; `blocks` stops certifying."""

    key: str
    left: int | None
    relation: Relation
    right: int | None
    holds: bool | None
    message: Message

    @property
    def blocks(self) -> bool:
        """True unless it holds: an open or a broken line must not be certified."""
        return self.holds is not True

    @property
    def difference(self) -> int | None:
        """How far the left side is off, for the running balance."""
        return None if self.left is None or self.right is None else self.left - self.right


def balance(count: TypedCount) -> tuple[BalanceLine, ...]:
    """Every identity of the count, in the order of the minutes; per candidate only the lines that do not hold."""
    lines = []
    if count.summoned is not None:
        lines.append(_at_most("present", count.present, count.summoned, N_("present ≤ summoned")))
    if count.printed is not None:
        used = _sum(count.issued, count.unused, count.spoiled)
        lines.append(_equal("printed", count.printed, used, N_("printed = issued + unused + spoiled")))
    lines += [
        _at_most("issued", count.issued, count.present, N_("issued ≤ present")),
        _at_most("returned", count.returned, count.issued, N_("returned ≤ issued")),
    ]
    judged, in_box = _sum(count.valid, count.invalid), _sum(count.returned, count.not_issued)
    if count.not_issued:
        lines += [
            _at_most("not_issued", count.not_issued, count.invalid, N_("not issued by the board ≤ invalid"), "B-10"),
            _equal("judged", judged, in_box, N_("valid + invalid = returned + not issued by the board")),
        ]
    else:
        lines.append(_equal("judged", judged, in_box, N_("valid + invalid = returned")))
    if count.sheets is not None:
        lines.append(_equal("sheets", count.sheets, in_box, N_("sheets read = papers in the box")))
    if count.invalid_reasons is not None:
        lines.append(_equal("reasons", sum(count.invalid_reasons), count.invalid, N_("reasons add up to invalid")))
    most = None if count.valid is None else count.seats * count.valid
    lines.append(_at_most("votes", _sum(*count.votes), most, N_("all votes ≤ seats × valid")))
    lines += _candidate_lines(count)
    return tuple(lines)


def blocks_certifying(count: TypedCount) -> tuple[BalanceLine, ...]:
    """The lines that stop certifying; empty when the count balances."""
    return tuple(line for line in balance(count) if line.blocks)


def _candidate_lines(count: TypedCount) -> list[BalanceLine]:
    lines = []
    for number, votes in zip(count.ballot_numbers, count.votes, strict=True):
        if votes is not None and (count.valid is None or 0 <= votes <= count.valid):
            continue
        message = Message.of(N_("votes of number %(number)d ≤ valid"), rule="N-44", article=_ARTICLE, number=number)
        holds = None if votes is None else False
        lines.append(BalanceLine(f"votes.{number}", votes, Relation.AT_MOST, count.valid, holds, message))
    return lines


_ARTICLE = "biên bản kiểm phiếu"


def _sum(*parts: int | None) -> int | None:
    """The sum, or None while a part is not typed."""
    typed = [part for part in parts if part is not None]
    return sum(typed) if len(typed) == len(parts) else None


def _equal(key: str, left: int | None, right: int | None, text: str, rule: str = "N-44") -> BalanceLine:
    holds = None if left is None or right is None else left == right and left >= 0
    return BalanceLine(key, left, Relation.EQUAL, right, holds, Message(text, rule=rule, article=_ARTICLE))


def _at_most(key: str, left: int | None, right: int | None, text: str, rule: str = "N-44") -> BalanceLine:
    holds = None if left is None or right is None else 0 <= left <= right
    return BalanceLine(key, left, Relation.AT_MOST, right, holds, Message(text, rule=rule, article=_ARTICLE))
