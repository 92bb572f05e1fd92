"""Working time that is left, and who may stand again or for the first time."""

from dataclasses import dataclass
from enum import StrEnum

from daihoi.rules.dates import Month, PartialDate
from daihoi.rules.levels import Level
from daihoi.rules.messages import N_, Message
from daihoi.rules.regulations.regulation import Regulation


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
