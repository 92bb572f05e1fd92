"""The five steps of the personnel procedure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from daihoi.rules.figures import Percent, Style
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.vietnamese import number

# S-41: both procedures, for re-election and for the first time, have the same five steps.
STEPS = (
    N_("Standing committee, first meeting"),
    N_("Conference of key cadres"),
    N_("Committee, first meeting"),
    N_("Standing committee, second meeting"),
    N_("Committee, second meeting"),
)


@dataclass(frozen=True)
class StepVotes:
    """The votes for one person in one step (1–5), with that step's own base."""

    step: int
    votes: int
    base: int


@dataclass(frozen=True)
class StepLine:
    """One step: held or not, its votes, and whether they are more than half of its base."""

    step: int
    label: Message
    votes: int | None
    base: int | None
    passed: bool | None

    def share(self, style: Style = Style.HALF_UP) -> str:
        """The share of the votes; a dash for a step not held."""
        return "–" if self.votes is None or self.base is None else Percent(self.votes, self.base, style).text()


@dataclass(frozen=True)
class Procedure:
    """A person's way through the steps; `passed` is None while steps are open and none is lost. A human decides."""

    lines: tuple[StepLine, ...]
    passed: bool | None
    message: Message


def procedure(records: Iterable[StepVotes]) -> Procedure:
    """Judge a five-step record: more than half of those summoned in *each* step (S-41); RuleError for bad counts."""
    held: dict[int, StepVotes] = {}
    for record in records:
        if not 1 <= record.step <= len(STEPS) or record.step in held:
            raise RuleError(
                Message.of(
                    N_("Step %(step)s does not exist or is given twice; the steps are 1 to 5."), step=str(record.step)
                )
            )
        if not 0 <= record.votes <= record.base:
            raise RuleError(
                Message.of(
                    N_("Step %(step)s: %(votes)s votes of %(base)s cannot be. Check both numbers."),
                    step=str(record.step),
                    votes=number(record.votes),
                    base=number(record.base),
                )
            )
        held[record.step] = record
    lines = []
    for step, label in enumerate(STEPS, start=1):
        one = held.get(step)
        if one is None:
            lines.append(StepLine(step, Message.of(label), None, None, None))
        else:
            lines.append(StepLine(step, Message.of(label), one.votes, one.base, one.votes * 2 > one.base))
    lost = [line.step for line in lines if line.passed is False]
    still_open = [line.step for line in lines if line.passed is None]
    rule = {"rule": "S-41", "article": "Chỉ thị 35-CT/TW (2019), Phụ lục"}
    if lost:
        text = N_("Not more than half in step %(steps)s: not passed; the responsible body decides.")
        return Procedure(tuple(lines), False, Message.of(text, steps=_list(lost), **rule))
    if still_open:
        text = N_("Steps still to be held: %(steps)s.")
        return Procedure(tuple(lines), None, Message.of(text, steps=_list(still_open), **rule))
    return Procedure(tuple(lines), True, Message.of(N_("More than half in all five steps: passed."), **rule))


def _list(steps: Sequence[int]) -> str:
    return ", ".join(str(step) for step in steps)
