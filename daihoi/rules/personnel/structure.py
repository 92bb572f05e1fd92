"""Who stands on a list: women, young, education, theory, and whether that meets the targets."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from daihoi.rules.dates import PartialDate
from daihoi.rules.figures import Figures, Percent
from daihoi.rules.messages import N_, Message
from daihoi.rules.personnel.ages import age_at, band_counts, three_bands
from daihoi.rules.regulations.regulation import Regulation
from daihoi.rules.rule import Rule
from daihoi.rules.vietnamese import fold, number


class Education(StrEnum):
    """Levels of education as the result tables have them (T2); a value is the key of its figure."""

    POSTGRADUATE = "education_postgraduate"
    UNIVERSITY = "education_university"
    COLLEGE = "education_college"
    BELOW = "education_below"

    @classmethod
    def from_vietnamese(cls, text: str) -> "Education | None":
        """The level that a file names; None for an empty or unknown text."""
        return _EDUCATION.get(fold(text))


class Theory(StrEnum):
    """Levels of political theory as the result tables have them (T2); a value is the key of its figure."""

    ADVANCED = "theory_advanced"
    INTERMEDIATE = "theory_intermediate"
    ELEMENTARY = "theory_elementary"
    NONE = "theory_none"

    @classmethod
    def from_vietnamese(cls, text: str) -> "Theory | None":
        """The level that a file names; None for an empty or unknown text."""
        return _THEORY.get(fold(text))


_EDUCATION: Mapping[str, Education] = MappingProxyType(
    {
        fold(text): level
        for level, texts in {
            Education.POSTGRADUATE: ("Tiến sĩ", "Tiến sỹ", "Thạc sĩ", "Thạc sỹ", "Trên đại học", "Sau đại học"),
            Education.UNIVERSITY: ("Đại học", "Cử nhân", "Kỹ sư", "Bác sĩ", "Dược sĩ"),
            Education.COLLEGE: ("Cao đẳng",),
            Education.BELOW: ("Trung cấp", "Trung học chuyên nghiệp", "Sơ cấp", "Không", "Phổ thông", "THPT", "12/12"),
        }.items()
        for text in texts
    }
)
_THEORY: Mapping[str, Theory] = MappingProxyType(
    {
        fold(text): level
        for level, texts in {
            Theory.ADVANCED: ("Cử nhân, cao cấp", "Cử nhân", "Cao cấp"),
            Theory.INTERMEDIATE: ("Trung cấp",),
            Theory.ELEMENTARY: ("Sơ cấp",),
            Theory.NONE: ("Chưa qua đào tạo", "Chưa", "Không"),
        }.items()
        for text in texts
    }
)


@dataclass(frozen=True)
class Person:
    """What the structure of a list asks of a person; None is "not known" and is counted as such."""

    born: PartialDate | None = None
    woman: bool | None = None
    ethnic: bool | None = None
    first_time: bool | None = None
    education: Education | None = None
    theory: Theory | None = None


@dataclass(frozen=True)
class Tallied:
    """How many of `total` are so for certain, and of how many it is not known."""

    count: int
    unknown: int
    total: int

    @property
    def note(self) -> Message | None:
        """What a count that depends on missing data says; None where nothing is missing."""
        if not self.unknown:
            return None
        return Message.of(
            N_(
                "The data of %(unknown)s of %(total)s persons do not tell; the count lies between %(low)s and %(high)s."
            ),
            unknown=number(self.unknown),
            total=number(self.total),
            low=number(self.count),
            high=number(self.count + self.unknown),
        )


@dataclass(frozen=True)
class Structure:
    """The structure of a list of persons at a reference date (S-01…S-05, T2)."""

    total: int
    reference: date
    women: Tallied
    young: Tallied
    middle: Tallied
    ethnic: Tallied
    first_time: Tallied
    bands: Mapping[str, int]
    education: Mapping[str, int]
    theory: Mapping[str, int]

    def figures(self) -> Figures:
        """The structure as figures of those elected; the bands, levels and unknown ones each add up to all."""
        return Figures(
            {
                "elected": self.total,
                "women": self.women.count,
                "ethnic": self.ethnic.count,
                "first_time": self.first_time.count,
                "young": self.bands["young"],
                "age_middle": self.bands["age_middle"],
                "age_old": self.bands["age_old"],
                "age_unknown": self.bands["unknown"],
                **self.education,
                **self.theory,
            }
        )


def _tallied(answers: Iterable[bool | None]) -> Tallied:
    seen = Counter(answers)
    return Tallied(seen[True], seen[None], seen.total())


def structure(persons: Iterable[Person], reference: date, regulation: Regulation) -> Structure:
    """Count a list of persons, candidates or elected, by the bands of `regulation` at the season's reference date."""
    people = list(persons)
    bands = three_bands(regulation)
    ages = [age_at(person.born, reference) if person.born is not None else None for person in people]
    education = Counter(str(person.education or "education_unknown") for person in people)
    theory = Counter(str(person.theory or Theory.NONE) for person in people)
    in_band = [_tallied(None if age is None else age.within(band.low, band.high) for age in ages) for band in bands[:2]]
    return Structure(
        total=len(people),
        reference=reference,
        women=_tallied(person.woman for person in people),
        young=in_band[0],
        middle=in_band[1],
        ethnic=_tallied(person.ethnic for person in people),
        first_time=_tallied(person.first_time for person in people),
        bands=MappingProxyType(band_counts(ages, bands)),
        education=MappingProxyType(dict(education)),
        theory=MappingProxyType(dict(theory)),
    )


@dataclass(frozen=True)
class Target:
    """A share of a list that is aimed at, from `low` to `high`; `at_least` asks for a number of persons instead."""

    key: str
    label: str
    rule: str
    article: str
    low: Fraction = Fraction(0)
    high: Fraction | None = None
    at_least: int = 0
    is_setting: bool = False

    def needed(self, total: int) -> int:
        """The head-count that reaches the target in a list of `total`: ceil(share × total)."""
        return max(-(-self.low.numerator * total // self.low.denominator), self.at_least if total else 0)

    def allowed(self, total: int) -> int | None:
        """The largest head-count not above the range; None where there is no upper end."""
        return None if self.high is None else self.high.numerator * total // self.high.denominator

    def text(self) -> str:
        """The target in figures: ≥ 15 %, 40–50 %, ≥ 1."""
        if self.at_least:
            return f"≥ {self.at_least}"
        if self.high is not None:
            return f"{_share(self.low)}–{_share(self.high)} %"
        return f"≥ {_share(self.low)} %"


def _share(share: Fraction) -> str:
    return Percent(share.numerator, share.denominator).digits().removesuffix(",00")


@dataclass(frozen=True)
class TargetResult:
    """A target against the count: `met` is None where data that are missing decide it. Targets never block."""

    target: Target
    counted: Tallied
    needed: int
    missing: int
    over: int
    met: bool | None

    @property
    def message(self) -> Message:
        """The result in a sentence, with the head-count."""
        if self.met is None:
            text = N_("%(what)s: %(count)s of %(total)s, target %(target)s = %(needed)s; missing data decide it.")
        elif self.met:
            text = N_("%(what)s: %(count)s of %(total)s, target %(target)s = %(needed)s, met.")
        elif self.over:
            text = N_("%(what)s: %(count)s of %(total)s, target %(target)s, %(over)s above it.")
        else:
            text = N_("%(what)s: %(count)s of %(total)s, target %(target)s = %(needed)s, %(missing)s missing.")
        return Message.of(
            text,
            rule=self.target.rule,
            article=self.target.article,
            what=Message(self.target.label),
            count=number(self.counted.count),
            total=number(self.counted.total),
            target=self.target.text(),
            needed=number(self.needed),
            missing=number(self.missing),
            over=number(self.over),
        )


_WOMEN, _YOUNG, _MIDDLE, _RENEWAL = N_("Women"), N_("Young persons"), N_("Middle age band"), N_("For the first time")
_WOMEN_STANDING = N_("Women in the standing committee")


def _target(key: str, label: str, rule: Rule[Fraction], high: Fraction | None = None) -> Target:
    return Target(key, label, rule.rule, rule.article, low=rule.value, high=high, is_setting=rule.is_setting)


def committee_targets(regulation: Regulation) -> tuple[Target, ...]:
    """What the structure of a committee aims at (S-01, S-02, S-03, S-05)."""
    return (
        _target("women", _WOMEN, regulation.women_min),
        _target("young", _YOUNG, regulation.young_min),
        _target("middle", _MIDDLE, regulation.middle_age_min, regulation.middle_age_max.value),
        _target("first_time", _RENEWAL, regulation.renewal_min),
    )


def standing_targets(regulation: Regulation) -> tuple[Target, ...]:
    """What the structure of a standing committee aims at: at least one woman (S-01)."""
    return (Target("women", _WOMEN_STANDING, "S-01", regulation.women_min.article, at_least=1),)


def against(target: Target, counted: Tallied) -> TargetResult:
    """Compare a count with its target, exactly: missing = ceil(share × total) − count."""
    needed, allowed = target.needed(counted.total), target.allowed(counted.total)
    # In a list so small that no whole number lies in the range, the number that reaches its lower end is met.
    most = None if allowed is None else max(allowed, needed)
    over = max(0, counted.count - most) if most is not None else 0
    met: bool | None = counted.count >= needed and not over
    if not over and counted.unknown:
        highest = counted.count + counted.unknown
        if highest >= needed and (counted.count < needed or (most is not None and highest > most)):
            met = None
    return TargetResult(target, counted, needed, max(0, needed - counted.count), over, met)


def target_results(found: Structure, targets: Iterable[Target]) -> tuple[TargetResult, ...]:
    """Every target against the structure; the key of a target is the name of its count."""
    counts = {
        "women": found.women,
        "young": found.young,
        "middle": found.middle,
        "ethnic": found.ethnic,
        "first_time": found.first_time,
    }
    return tuple(against(target, counts[target.key]) for target in targets)
