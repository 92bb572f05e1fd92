"""The base of the majority, with what is deducted from it and on which ground (N-10…N-15, C-07)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from daihoi.rules.messages import N_, Message, RuleError

if TYPE_CHECKING:
    from daihoi.rules.regulations import Regulation


class Meeting(StrEnum):
    """Whose majority is asked for."""

    MEMBERS_CONGRESS = "members_congress"
    DELEGATES_CONGRESS = "delegates_congress"
    BODY_MEETING = "body_meeting"
    MEMBERS_MEETING = "members_meeting"


class Ground(StrEnum):
    """Why somebody who was summoned does not count in the base."""

    TEMPORARY_TRANSFER = "temporary_transfer"
    EXEMPTED_NOT_PRESENT = "exempted_not_present"
    SUSPENDED = "suspended"
    CHARGED = "charged"
    EXCUSED_ENTIRE_CONGRESS = "excused_entire_congress"
    CONVENING_MEMBER_ABSENT = "convening_member_absent"
    DELEGATE_NOT_REPLACED = "delegate_not_replaced"
    TRANSFERRED_OUT = "transferred_out"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        """The msgid of the ground."""
        return _LABELS[self]


_LABELS = {
    Ground.TEMPORARY_TRANSFER: N_("temporarily transferred to another unit"),
    Ground.EXEMPTED_NOT_PRESENT: N_("exempted from work and activities, not present"),
    Ground.SUSPENDED: N_("suspended from party activity"),
    Ground.CHARGED: N_("charged, prosecuted or detained"),
    Ground.EXCUSED_ENTIRE_CONGRESS: N_("absent for the whole congress, reason accepted by the convening committee"),
    Ground.CONVENING_MEMBER_ABSENT: N_("member of the convening committee, absent for the whole congress"),
    Ground.DELEGATE_NOT_REPLACED: N_("delegate absent for the whole congress and not replaced by an alternate"),
    Ground.TRANSFERRED_OUT: N_("transferred out of the body"),
    Ground.RETIRED: N_("retired"),
}


def is_over_half(votes: int, base: int, regulation: Regulation) -> bool:
    """True where `votes` are more than half of `base`: votes × 2 > base (N-13)."""
    half = regulation.over_half.value
    return votes * half.denominator > base * half.numerator


def votes_needed(base: int, regulation: Regulation) -> int:
    """The fewest votes that are more than half of `base` (N-13)."""
    half = regulation.over_half.value
    return base * half.numerator // half.denominator + 1


@dataclass(frozen=True, slots=True)
class Deduction:
    """`count` persons who do not count, and the ground."""

    ground: Ground
    count: int

    @classmethod
    def of_absent(cls, ground: Ground, total: int, present: int) -> Deduction:
        """Those of `total` who did not come; who comes is counted (U-32)."""
        if not 0 <= present <= total:
            raise RuleError(
                Message.of(
                    N_("%(ground)s: %(present)d present of %(total)d cannot be."),
                    rule="U-32",
                    ground=Message(ground.label),
                    present=present,
                    total=total,
                )
            )
        return cls(ground, total - present)


@dataclass(frozen=True, slots=True)
class Base:
    """The base of a majority: `start` less the deductions, and the votes that more than half needs."""

    meeting: Meeting
    start: int
    deductions: tuple[Deduction, ...]
    value: int
    needed: int
    rule: str
    article: str
    lines: tuple[Message, ...]

    @property
    def arithmetic(self) -> Message:
        """The base as one sum: 40 − 3 − 2 − 1 − 2 = 32."""
        terms = Message.of(N_("%(count)d"), count=self.start)
        for deduction in self.deductions:
            terms = Message.of(N_("%(before)s − %(less)d"), before=terms, less=deduction.count)
        return Message.of(
            N_("%(terms)s = %(base)d; more than half is %(needed)d"),
            rule=self.rule,
            article=self.article,
            terms=terms,
            base=self.value,
            needed=self.needed,
        )


def majority_base(meeting: Meeting, summoned: int, deductions: Iterable[Deduction], regulation: Regulation) -> Base:
    """The base of `meeting`: persons summoned (or the body's members) less those whom the rule leaves out.

    N-10 members' congress, N-11 delegates' congress, N-12 a body's meeting, C-07 a members' meeting.
    """
    law = regulation.base_grounds(meeting)
    parts = tuple(part for part in deductions if part.count)
    for part in parts:
        if part.ground not in law.value:
            raise RuleError(
                law.says(
                    N_("%(ground)s: this is no ground to leave anybody out of the base here."),
                    ground=Message(part.ground.label),
                )
            )
    value = summoned - sum(part.count for part in parts)
    if summoned < 0 or value < 0 or any(part.count < 0 for part in parts):
        raise RuleError(
            law.says(
                N_("The deductions (%(deducted)d) do not fit the %(summoned)d persons summoned."),
                deducted=summoned - value,
                summoned=summoned,
            )
        )
    lines = (
        law.says(N_("summoned: %(count)d"), count=summoned),
        *(
            law.says(N_("less %(count)d: %(ground)s"), count=part.count, ground=Message(part.ground.label))
            for part in parts
        ),
    )
    return Base(meeting, summoned, parts, value, votes_needed(value, regulation), law.rule, law.article, lines)


@dataclass(frozen=True, slots=True)
class Decision:
    """A show of hands under both calculators; `passes` is None where they disagree and a person must say."""

    in_favour: int
    congress: Base
    meeting: Base
    passes_congress: bool
    passes_meeting: bool
    warnings: tuple[Message, ...]

    @property
    def passes(self) -> bool | None:
        """The common answer of both calculators, None where they differ."""
        return self.passes_meeting if self.passes_meeting == self.passes_congress else None


def decision_passes(in_favour: int, summoned: int, deductions: Iterable[Deduction], regulation: Regulation) -> Decision:
    """Whether a show of hands among members passes, with the base of a meeting beside that of a congress (C-07).

    Absence on duty is deducted at a congress election only (N-10); in a members' meeting it stays in the base.
    """
    parts = tuple(deductions)
    meeting_grounds = regulation.base_grounds(Meeting.MEMBERS_MEETING).value
    congress = majority_base(Meeting.MEMBERS_CONGRESS, summoned, parts, regulation)
    meeting = majority_base(
        Meeting.MEMBERS_MEETING, summoned, (p for p in parts if p.ground in meeting_grounds), regulation
    )
    in_congress, in_meeting = (is_over_half(in_favour, base.value, regulation) for base in (congress, meeting))
    warnings: tuple[Message, ...] = ()
    if in_congress != in_meeting:
        warnings = (
            Message.of(
                N_(
                    "%(votes)d in favour: more than half of the congress's base %(congress)d,"
                    " not of the meeting's base %(meeting)d. The presidium must say which base stands."
                ),
                rule="C-07",
                article=regulation.base_grounds(Meeting.MEMBERS_MEETING).article,
                votes=in_favour,
                congress=congress.value,
                meeting=meeting.value,
            ),
        )
    return Decision(in_favour, congress, meeting, in_congress, in_meeting, warnings)
