"""Whether enough of those summoned are present (C-04, C-05, C-06)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from daihoi.rules.messages import N_, Message, RuleError

if TYPE_CHECKING:
    from daihoi.rules.regulations import Regulation


@dataclass(frozen=True, slots=True)
class Quorum:
    """The answer with both shares: of the base, which decides, and of all who were summoned, which is shown."""

    met: bool
    needed: int
    of_base: Fraction
    of_summoned: Fraction
    arithmetic: Message
    warnings: tuple[Message, ...]


def quorum(
    present: int,
    base: int,
    summoned: int,
    regulation: Regulation,
    *,
    units: int | None = None,
    units_present: int | None = None,
) -> Quorum:
    """Two thirds of `base` must be present: present × 3 ≥ base × 2 (C-04, C-06); units only warn (C-05)."""
    if not (present >= 0 and 0 < base <= summoned):
        raise RuleError(
            Message.of(
                N_("%(present)d present, base %(base)d, %(summoned)d summoned: these do not fit together."),
                rule="C-06",
                present=present,
                base=base,
                summoned=summoned,
            )
        )
    share, law = regulation.quorum.value, regulation.quorum
    met = _reaches(present, base, share)
    line = (
        N_("%(present)d × %(times)d = %(left)d ≥ %(base)d × %(parts)d = %(right)d")
        if met
        else N_("%(present)d × %(times)d = %(left)d < %(base)d × %(parts)d = %(right)d")
    )
    arithmetic = law.says(
        line,
        present=present,
        base=base,
        times=share.denominator,
        left=present * share.denominator,
        parts=share.numerator,
        right=base * share.numerator,
    )
    warnings = []
    if met and not _reaches(present, summoned, share):
        warnings.append(
            Message.of(
                N_("The quorum is met by the base %(base)d, not by all %(summoned)d summoned."),
                rule="C-06",
                article=law.article,
                base=base,
                summoned=summoned,
            )
        )
    by_units = regulation.quorum_of_units_warns
    if by_units.value and units and units_present is not None and not _reaches(units_present, units, share):
        warnings.append(
            by_units.says(
                N_("Only %(present)d of %(units)d units directly below are represented."),
                present=units_present,
                units=units,
            )
        )
    needed = -(-base * share.numerator // share.denominator)
    return Quorum(met, needed, Fraction(present, base), Fraction(present, summoned), arithmetic, tuple(warnings))


def _reaches(part: int, whole: int, share: Fraction) -> bool:
    return part * share.denominator >= whole * share.numerator
