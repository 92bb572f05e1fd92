"""Ages, working time left, the structure of a list of persons, and the five steps of the personnel procedure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from daihoi.rules.dates import Month, PartialDate
from daihoi.rules.figures import Figures, Percent, Style
from daihoi.rules.levels import Level
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.regulations.regulation import Regulation
from daihoi.rules.rule import Rule
from daihoi.rules.vietnamese import fold, number

# --- age -------------------------------------------------------------------------------------------------------------


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


# --- age bands -------------------------------------------------------------------------------------------------------


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


# --- education and political theory ----------------------------------------------------------------------------------


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

# --- structure of a list ---------------------------------------------------------------------------------------------


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


# --- targets ---------------------------------------------------------------------------------------------------------


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


# --- working time left -----------------------------------------------------------------------------------------------


class Schedule(StrEnum):
    """Which law fixes the age of retirement."""

    FLAT = "flat"  # men 60, women 55 (Labour Code 2012)
    RISING = "rising"  # by sex and month of birth (Labour Code 2019, from 1/2021)


def schedule_at(reference: Month) -> Schedule:
    """The schedule by which working time is counted in `reference` (S-24)."""
    return Schedule.RISING if reference >= Month(2021, 1) else Schedule.FLAT


def retirement_month(born: Month, *, woman: bool, schedule: Schedule, extended: bool = False) -> Month:
    """The month of retirement of a person born in `born` (S-50); `extended` for a woman entitled to work until 60.

    Men 60 years 3 months + 3 months for each 9-month group of births from 1/1961 on, at most 62 years; women 55 years
    4 months + 4 months for each 8-month group from 1/1966 on, at most 60 years.
    """
    if extended and woman:
        return born + 720
    if schedule is Schedule.FLAT:
        return born + (660 if woman else 720)
    if woman:
        since = born - Month(1966, 1)
        return born + (660 if since < 0 else min(664 + 4 * (since // 8), 720))
    since = born - Month(1961, 1)
    return born + (720 if since < 0 else min(723 + 3 * (since // 9), 744))


def born_from(need: int, reference: Month, *, woman: bool, schedule: Schedule, extended: bool = False) -> Month:
    """The earliest month of birth that leaves `need` months of work in `reference`: "born in or after" (C.3)."""
    born = reference + (need - 744)
    while retirement_month(born, woman=woman, schedule=schedule, extended=extended) - reference < need:
        born += 1
    return born


@dataclass(frozen=True)
class Eligibility:
    """Whether enough working time is left; `eligible` is None where the date of birth is not known closely enough."""

    eligible: bool | None
    need: int
    left_low: int
    left_high: int
    born_from: Month
    message: Message


def eligibility(
    born: PartialDate,
    *,
    woman: bool,
    reference: Month,
    need: int,
    schedule: Schedule | None = None,
    extended: bool = False,
    rule: str = "S-50",
    article: str = "",
) -> Eligibility:
    """Whether a person born on `born` has `need` months of work left in the `reference` month (S-20…S-24, S-50)."""
    law = schedule if schedule is not None else schedule_at(reference)
    low, high = (
        retirement_month(Month.of(day), woman=woman, schedule=law, extended=extended) - reference
        for day in (born.earliest, born.latest)
    )
    eligible = True if low >= need else False if high < need else None
    first = born_from(need, reference, woman=woman, schedule=law, extended=extended)
    if eligible is None:
        text = N_(
            "Born %(born)s: %(left)s months of work left in %(reference)s, %(need)s are needed; "
            "the date of birth must be known more closely (born from %(first)s on)."
        )
    elif eligible:
        text = N_(
            "Born %(born)s: %(left)s months of work left in %(reference)s, %(need)s are needed "
            "(born from %(first)s on)."
        )
    else:
        text = N_(
            "Born %(born)s: only %(left)s months of work left in %(reference)s, %(need)s are needed "
            "(born from %(first)s on)."
        )
    message = Message.of(
        text,
        rule=rule,
        article=article,
        born=born.text(),
        left=str(low) if low == high else f"{low}–{high}",
        reference=reference.text(),
        need=str(need),
        first=first.text(),
    )
    return Eligibility(eligible, need, low, high, first, message)


# S-22: posts in the people's councils and committees in 2020 are counted to 9/2020; special deputies in 2025 need 42.
STATE_POSTS_2020 = (Month(2020, 9), 36)
SPECIAL_DEPUTY_MONTHS = 42


def candidate_eligibility(
    born: PartialDate,
    *,
    woman: bool,
    first_time: bool,
    regulation: Regulation,
    level: Level,
    extended: bool = False,
    reference: Month | None = None,
) -> Eligibility | None:
    """The age condition of a candidate for the committee of `level` (S-21, S-22).

    `reference` overrides the level's month (S-20); None where neither is known: the superior then sets it (S-23).
    """
    season = level.reference_month.value
    month = reference if reference is not None else None if season is None else Month.of(season)
    if month is None:
        return None
    need = regulation.first_time_months if first_time else regulation.re_election_months
    return eligibility(
        born,
        woman=woman,
        reference=month,
        need=need.value,
        extended=extended,
        rule=need.rule,
        article=need.article,
    )


# --- the five steps --------------------------------------------------------------------------------------------------

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
