"""Ages and party ages as far as the dates are known, and the age bands of a list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from daihoi.rules.dates import Month, PartialDate
from daihoi.rules.regulations.regulation import Regulation
from daihoi.rules.vietnamese import number


@dataclass(frozen=True)
class Age:
    """Completed years, from `low` to `high` where the date they are counted from is not known to the day."""

    low: int
    high: int

    @property
    def exact(self) -> int | None:
        """The age where it is certain."""
        return self.low if self.low == self.high else None

    def under(self, years: int) -> bool | None:
        """Whether it is less than `years`: yes, no, or None where that is not known."""
        if self.high < years:
            return True
        return False if self.low >= years else None

    def within(self, low: int | None, high: int | None) -> bool | None:
        """Whether it lies from `low` to `high`, both included: yes, no, or None where that is not known."""
        inside = [(low is None or age >= low) and (high is None or age <= high) for age in (self.low, self.high)]
        if all(inside):
            return True
        outside = (low is not None and self.high < low) or (high is not None and self.low > high)
        return False if outside else None

    def text(self) -> str:
        """In figures: 55, or 55–56."""
        return number(self.low) if self.exact is not None else f"{number(self.low)}–{number(self.high)}"


def years_between(first: date, last: date) -> int:
    """Completed years from `first` to `last`."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def age_at(born: PartialDate, reference: date) -> Age:
    """The age on `reference` of a person born on `born`."""
    return Age(years_between(born.latest, reference), years_between(born.earliest, reference))


def party_age(admitted: PartialDate, reference: date) -> Age:
    """The completed years in the Party on `reference`."""
    return age_at(admitted, reference)


@dataclass(frozen=True)
class Band:
    """Ages from `low` to `high`, both included; None leaves that side open."""

    key: str
    low: int | None
    high: int | None

    def text(self) -> str:
        """In figures: < 40, 40–50, > 50."""
        if self.low is None:
            return f"< {(self.high or 0) + 1}"
        return f"{self.low}–{self.high}" if self.high is not None else f"> {self.low - 1}"


def three_bands(regulation: Regulation) -> tuple[Band, Band, Band]:
    """The three age bands of the season (S-03), by the keys of their figures."""
    young, middle = regulation.young_under.value, regulation.middle_age_to.value
    return (
        Band("young", None, young - 1),
        Band("age_middle", young, middle),
        Band("age_old", middle + 1, None),
    )


# The bands of a credentials report (section 7).
AGE_CREDENTIALS_6 = (
    Band("under_30", None, 29),
    Band("30_40", 30, 40),
    Band("41_50", 41, 50),
    Band("51_60", 51, 60),
    Band("61_70", 61, 70),
    Band("over_70", 71, None),
)


def band_of(age: Age, bands: Sequence[Band]) -> Band | None:
    """The band that `age` falls into for certain; None where its precision leaves two."""
    return next((band for band in bands if age.within(band.low, band.high)), None)


def band_counts(ages: Iterable[Age | None], bands: Sequence[Band]) -> dict[str, int]:
    """Persons by band, key by key, those whose band is not known under "unknown"; the counts add up to all."""
    counts = dict.fromkeys([*(band.key for band in bands), "unknown"], 0)
    for age in ages:
        band = band_of(age, bands) if age is not None else None
        counts[band.key if band else "unknown"] += 1
    return counts


def average_age(ages: Iterable[Age | None]) -> tuple[Fraction | None, int]:
    """The exact mean of the ages that are certain, and how many are not; None where none is."""
    kept = list(ages)
    certain = [age.low for age in kept if age is not None and age.exact is not None]
    return (Fraction(sum(certain), len(certain)) if certain else None), len(kept) - len(certain)


# S-22: posts in the people's councils and committees in 2020 are counted to 9/2020; special deputies in 2025 need 42.
STATE_POSTS_2020 = (Month(2020, 9), 36)
SPECIAL_DEPUTY_MONTHS = 42
