"""Validity of one ballot paper in both formats, and the count of many (B-03…B-25)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.rule import Rule
from daihoi.rules.rulings import Ruling

if TYPE_CHECKING:
    from daihoi.rules.regulations import Regulation


class Format(StrEnum):
    """A: strike out the names not voted for (B-03). B: a cross in “agree” or “disagree” (B-04)."""

    A = "A"
    B = "B"


def ballot_format(candidates: int, seats: int) -> Format:
    """Format A with surplus, format B without (B-05)."""
    return Format.A if candidates > seats else Format.B


class Mark(StrEnum):
    """What stands beside one name. Format A: kept, struck, partial. Format B: agree, disagree, both, none."""

    KEPT = "kept"
    STRUCK = "struck"
    PARTIAL = "partial"
    AGREE = "agree"
    DISAGREE = "disagree"
    BOTH = "both"
    NONE = "none"


_MARKS = {
    Format.A: frozenset({Mark.KEPT, Mark.STRUCK, Mark.PARTIAL}),
    Format.B: frozenset({Mark.AGREE, Mark.DISAGREE, Mark.BOTH, Mark.NONE}),
}


class Defect(StrEnum):
    """What makes the whole paper invalid, whatever is marked on it."""

    NOT_ISSUED = "not_issued"
    OUTSIDE_NAME = "outside_name"
    SIGNED_OR_WRITTEN_ON = "signed_or_written_on"
    SEVERAL_INKS = "several_inks"


_DEFECTS = {
    Defect.NOT_ISSUED: ("B-10", N_("Not issued by the tally board.")),
    Defect.OUTSIDE_NAME: ("B-21", N_("Names a person who is not on the list.")),
    Defect.SIGNED_OR_WRITTEN_ON: ("B-22", N_("Signed, or written on, or bears a sign that tells whose it is.")),
    Defect.SEVERAL_INKS: ("B-23", N_("Written with several inks.")),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`valid` True, False, or None where the tally board must decide; `votes` one 0 or 1 per name, none if invalid."""

    valid: bool | None
    votes: tuple[int, ...]
    reason: Message


def judge(
    marks: Sequence[Mark],
    form: Format,
    seats: int,
    regulation: Regulation,
    *,
    defects: Collection[Defect] = (),
    board: bool | None = None,
) -> Verdict:
    """Judge one paper by the validity table (B-10…B-24); `board` decides where the tally board must."""
    if not marks or seats < 1 or any(mark not in _MARKS[form] for mark in marks):
        raise RuleError(
            Message.of(N_("These marks do not belong to a ballot of format %(form)s."), rule="B-03", form=form.value)
        )
    for defect in Defect:
        if defect in defects:
            rule, reason = _DEFECTS[defect]
            return _invalid(marks, Message.of(reason, rule=rule, article=_article(regulation)))
    if form is Format.A:
        verdict = _judge_struck(marks, seats, regulation)
    elif len(marks) == 1:
        verdict = _judge_single(marks[0], regulation)
    else:
        verdict = _judge_boxes(marks, regulation)
    if verdict.valid is not None or board is None:
        return verdict
    reason = N_("The tally board decided: valid.") if board else N_("The tally board decided: invalid.")
    decided = Message.of(reason, rule=verdict.reason.rule, article=verdict.reason.article)
    return Verdict(True, verdict.votes, decided) if board else _invalid(marks, decided)


def _judge_struck(marks: Sequence[Mark], seats: int, regulation: Regulation) -> Verdict:
    """Format A: as many names left as seats, or fewer, but not none of several (B-11…B-14); part of a name: B-24."""
    partial = regulation.partial_strike
    kept, doubtful = marks.count(Mark.KEPT), marks.count(Mark.PARTIAL)
    votes = tuple(int(mark is Mark.KEPT) for mark in marks)
    article = _article(regulation)
    if kept > seats:
        rule = "B-13" if kept == len(marks) else "B-12"
        reason = N_("%(kept)d names left, more than the %(seats)d seats.")
        return _invalid(marks, Message.of(reason, rule=rule, article=article, kept=kept, seats=seats))
    if doubtful and partial.value is not Ruling.VALID:
        reason = N_("%(count)d names struck out in part.")
        return _ruled(partial, votes, Message.of(reason, rule="B-24", article=partial.article, count=doubtful))
    if not kept and len(marks) > 1:
        return _invalid(marks, Message.of(N_("All names are struck out."), rule="B-14", article=article))
    reason = N_("%(kept)d names left, not more than the %(seats)d seats.")
    return Verdict(True, votes, Message.of(reason, rule="B-11", article=article, kept=kept, seats=seats))


def _judge_single(mark: Mark, regulation: Regulation) -> Verdict:
    """Format B with one name: a cross in exactly one box (B-15…B-17)."""
    article, unmarked = _article(regulation), regulation.single_unmarked
    if mark is Mark.BOTH:
        return _invalid((mark,), Message.of(N_("Both boxes are marked."), rule="B-16", article=article))
    if mark is Mark.NONE:
        message = unmarked.says(N_("No box is marked."))
        return _ruled(unmarked, (0,), message)
    message = Message.of(N_("Exactly one box is marked."), rule="B-15", article=article)
    return Verdict(True, (int(mark is Mark.AGREE),), message)


def _judge_boxes(marks: Sequence[Mark], regulation: Regulation) -> Verdict:
    """Format B with several names: valid; who has both boxes or none gets no vote (B-18). Nobody at all: B-19, B-20."""
    votes = tuple(int(mark is Mark.AGREE) for mark in marks)
    disagreed, nothing = regulation.all_disagreed, regulation.none_marked
    if all(mark is Mark.DISAGREE for mark in marks):
        message = disagreed.says(N_("All are marked “disagree”."))
        return _ruled(disagreed, votes, message)
    if all(mark is Mark.NONE for mark in marks):
        message = nothing.says(N_("Nothing is marked."))
        return _ruled(nothing, votes, message)
    odd = sum(mark in (Mark.BOTH, Mark.NONE) for mark in marks)
    text = N_("Valid; %(odd)d names have both boxes or none marked and get no vote.") if odd else N_("Valid.")
    return Verdict(True, votes, Message.of(text, rule="B-18", article=_article(regulation), odd=odd))


def _ruled(law: Rule[Ruling], votes: tuple[int, ...], reason: Message) -> Verdict:
    if law.value is Ruling.INVALID:
        return Verdict(False, (0,) * len(votes), reason)
    return Verdict(True if law.value is Ruling.VALID else None, votes, reason)


def _invalid(marks: Sequence[Mark], reason: Message) -> Verdict:
    return Verdict(False, (0,) * len(marks), reason)


def _article(regulation: Regulation) -> str:
    return regulation.ballot_validity.article


def judge_numbers(
    voted: Sequence[int],
    ballot_numbers: Sequence[int],
    seats: int,
    regulation: Regulation,
    *,
    form: Format | None = None,
) -> Verdict:
    """Judge a paper given as the ballot numbers voted for; a number not on the list is an outside name (B-21)."""
    if len(set(voted)) != len(voted):
        raise RuleError(Message.of(N_("A paper names number %(number)d twice."), rule="B-21", number=_twice(voted)))
    form = form or ballot_format(len(ballot_numbers), seats)
    yes, no = (Mark.KEPT, Mark.STRUCK) if form is Format.A else (Mark.AGREE, Mark.DISAGREE)
    chosen = frozenset(voted)
    marks = [yes if number in chosen else no for number in ballot_numbers]
    outside = [Defect.OUTSIDE_NAME] if chosen - frozenset(ballot_numbers) else []
    return judge(marks, form, seats, regulation, defects=outside)


def _twice(voted: Sequence[int]) -> int:
    return next(number for number, times in Counter(voted).items() if times > 1)


@dataclass(frozen=True, slots=True)
class BallotCount:
    """Papers counted: votes per name on the valid ones, the invalid by reason, and those that wait for the board."""

    valid: int
    invalid: int
    undecided: int
    votes: tuple[int, ...]
    invalid_reasons: tuple[tuple[Message, int], ...]


def count(verdicts: Iterable[Verdict], candidates: int) -> BallotCount:
    """Add up the verdicts on all papers; an undecided paper gives no vote until the board has decided."""
    votes, reasons = [0] * candidates, Counter[Message]()
    valid = undecided = 0
    for verdict in verdicts:
        if verdict.valid is None:
            undecided += 1
        elif verdict.valid:
            valid += 1
            votes = [total + vote for total, vote in zip(votes, verdict.votes, strict=True)]
        else:
            reasons[verdict.reason] += 1
    by_number = tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0].rule, item[0].params)))
    return BallotCount(valid, sum(reasons.values()), undecided, tuple(votes), by_number)
