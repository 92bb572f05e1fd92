"""Percentages, cut off or rounded half up, with the fraction they come from."""

from dataclasses import dataclass
from enum import Enum

from daihoi.rules.vietnamese import number


class Style(Enum):
    """How a percentage ends after two decimals (N-31)."""

    CUT = "cut"
    HALF_UP = "half_up"


@dataclass(frozen=True)
class Percent:
    """A fraction shown as a percentage with two decimals and a comma, exact (N-31)."""

    numerator: int
    denominator: int
    style: Style = Style.HALF_UP

    def __post_init__(self) -> None:
        if self.numerator < 0 or self.denominator < 0:
            raise ValueError("a share is of counts, not of negative numbers")

    @property
    def hundredths(self) -> int | None:
        """Hundredths of a percent, 3902 for 16/41; None of nothing."""
        if not self.denominator:
            return None
        whole, rest = divmod(self.numerator * 10000, self.denominator)
        return whole + 1 if self.style is Style.HALF_UP and rest * 2 >= self.denominator else whole

    def digits(self) -> str:
        """Without the sign: 39,02; a dash of nothing."""
        if self.hundredths is None:
            return "–"
        whole, rest = divmod(self.hundredths, 100)
        return f"{number(whole)},{rest:02d}"

    def text(self) -> str:
        """With the sign: 39,02 %."""
        return self.digits() if self.hundredths is None else f"{self.digits()} %"

    def fraction_text(self) -> str:
        """The fraction that always stands beside it: 16/41."""
        return f"{number(self.numerator)}/{number(self.denominator)}"


def percent(numerator: int, denominator: int, style: Style = Style.HALF_UP) -> str:
    """The digits of a percentage: 16/41 → 39,02; 5/41 → 12,19 cut off, 12,20 half up (N-31)."""
    return Percent(numerator, denominator, style).digits()
