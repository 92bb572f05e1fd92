"""Working days, clocks and milestones of a congress: what is due when, counted in Vietnam's working days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType

from daihoi.rules.dates import add_months
from daihoi.rules.levels import Level, UnitKind
from daihoi.rules.messages import N_, Message
from daihoi.rules.regulations.regulation import Regulation
from daihoi.rules.rule import Certainty
from daihoi.rules.vietnamese import date_short

_DAY = timedelta(days=1)

# --- working days ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Calendar:
    """Working days: Monday to Friday, less `holidays` (day → msgid of its name), with the weekend days worked instead.

    `certainty` and `source` say how far the table can be relied upon; an office mends it with `changed`.
    """

    holidays: Mapping[date, str] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()
    first_year: int = 0
    last_year: int = 0
    certainty: Certainty = Certainty.RECALLED
    source: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "holidays", MappingProxyType(dict(sorted(self.holidays.items()))))

    def is_working(self, day: date) -> bool:
        """Whether offices work on `day`."""
        return day in self.worked or (day.weekday() < 5 and day not in self.holidays)

    def covers(self, first: date, last: date) -> bool:
        """Whether the holidays of all days from `first` to `last` are in the table; otherwise only weekends count."""
        return self.first_year <= first.year and last.year <= self.last_year

    def changed(
        self, *, off: Mapping[date, str] | None = None, worked: Iterable[date] = (), plain: Iterable[date] = ()
    ) -> "Calendar":
        """A copy with days off and worked weekends added, and with `plain` days given back to the ordinary week."""
        forget = set(plain)
        holidays = {day: name for day, name in {**self.holidays, **(off or {})}.items() if day not in forget}
        return replace(self, holidays=holidays, worked=(self.worked | set(worked)) - forget)

    def on_or_before(self, day: date) -> date:
        """The last working day not after `day`."""
        while not self.is_working(day):
            day -= _DAY
        return day


def add_working_days(start: date, count: int, calendar: Calendar) -> date:
    """The `count`-th working day after `start`, before it where `count` is negative; `start` itself is not counted."""
    step, day = (_DAY if count > 0 else -_DAY), start
    for _ in range(abs(count)):
        day += step
        while not calendar.is_working(day):
            day += step
    return day


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """The working days after `start` up to and with `end`; where `end` lies before, minus those from `end` on."""
    if end < start:
        days = (end + _DAY * n for n in range((start - end).days))
        return -sum(calendar.is_working(day) for day in days)
    days = (start + _DAY * n for n in range(1, (end - start).days + 1))
    return sum(calendar.is_working(day) for day in days)


_NEW_YEAR, _TET, _KINGS = N_("New Year's Day"), N_("Lunar New Year"), N_("Hùng Kings' Commemoration Day")
_REUNIFICATION, _LABOUR, _NATIONAL = N_("Reunification Day"), N_("International Labour Day"), N_("National Day")
_SWAPPED = N_("Day off in exchange for a Saturday worked")
_NAMES = {
    "n": _NEW_YEAR, "t": _TET, "k": _KINGS, "r": _REUNIFICATION, "l": _LABOUR, "q": _NATIONAL, "s": _SWAPPED,
}  # fmt: skip

# Days off from Monday to Friday, those in lieu of a weekend included: the letter of the name above, day/month.
_OFF = {
    2019: "n1/1 t4/2 t5/2 t6/2 t7/2 t8/2 k15/4 s29/4 r30/4 l1/5 q2/9",
    2020: "n1/1 t23/1 t24/1 t27/1 t28/1 t29/1 k2/4 r30/4 l1/5 q2/9",
    2021: "n1/1 t10/2 t11/2 t12/2 t15/2 t16/2 k21/4 r30/4 l3/5 q2/9 q3/9",
    2022: "n3/1 t31/1 t1/2 t2/2 t3/2 t4/2 k11/4 r2/5 l3/5 q1/9 q2/9",
    2023: "n2/1 t20/1 t23/1 t24/1 t25/1 t26/1 l1/5 k2/5 r3/5 q1/9 q4/9",
    2024: "n1/1 t8/2 t9/2 t12/2 t13/2 t14/2 k18/4 s29/4 r30/4 l1/5 q2/9 q3/9",
    2025: "n1/1 t27/1 t28/1 t29/1 t30/1 t31/1 k7/4 r30/4 l1/5 s2/5 q1/9 q2/9",
    2026: "n1/1 s2/1 t16/2 t17/2 t18/2 t19/2 t20/2 k27/4 r30/4 l1/5 s31/8 q1/9 q2/9",
}
_WORKED = {2019: "5/1 4/5", 2024: "4/5", 2025: "26/4", 2026: "10/1 22/8"}


def _day(year: int, text: str) -> date:
    day, month = text.split("/")
    return date(year, int(month), int(day))


VIETNAM = Calendar(
    holidays={_day(year, entry[1:]): _NAMES[entry[0]] for year, row in _OFF.items() for entry in row.split()},
    worked=frozenset(_day(year, entry) for year, row in _WORKED.items() for entry in row.split()),
    first_year=min(_OFF),
    last_year=max(_OFF),
    certainty=Certainty.RECALLED,
    source="Bộ luật Lao động 2012 Điều 115, 2019 Điều 112; lịch nghỉ Tết và hoán đổi ngày làm việc hằng năm",
)
"""Vietnam's public holidays 2019–2026 for offices; recalled, so an office checks the swapped days of its year."""

# --- clocks ----------------------------------------------------------------------------------------------------------


def announcement_due(opening: date, regulation: Regulation, calendar: Calendar = VIETNAM) -> date:
    """The last day on which the opening is announced to the units below (C-20)."""
    return add_working_days(opening, -regulation.announcement_days.value, calendar)


def candidacy_due(opening: date, regulation: Regulation, calendar: Calendar = VIETNAM) -> date:
    """The last day on which a member who is no delegate hands in the dossier of candidacy (E-12)."""
    return add_working_days(opening, -regulation.candidacy_days.value, calendar)


def report_due(closing: date, regulation: Regulation, calendar: Calendar = VIETNAM) -> date:
    """The last day on which the result is reported to the superior (N-60)."""
    return add_working_days(closing, regulation.report_days.value, calendar)


def ratification_due(received: date, regulation: Regulation, calendar: Calendar = VIETNAM) -> date:
    """The last day on which the superior ratifies, counted from the receipt of the dossier (N-61)."""
    return add_working_days(received, regulation.ratification_days.value, calendar)


def complaints_due(closing: date, regulation: Regulation, calendar: Calendar = VIETNAM) -> date | None:
    """The last day for verifying complaints about the election (N-51); None where the regulation's term is unknown."""
    days = regulation.complaint_days.value
    return None if days is None else add_working_days(closing, days, calendar)


def ballots_kept_until(closing: date, regulation: Regulation) -> date:
    """The day until which the sealed ballots are kept (N-50)."""
    return add_months(closing, regulation.ballot_retention_months.value)


def remaining(due: date, today: date, calendar: Calendar = VIETNAM) -> Message:
    """How far `due` lies ahead or behind, in working days."""
    days = working_days_between(today, due, calendar)
    if due == today:
        return Message.of(N_("due today"))
    if due > today:
        return Message.of(N_("%(days)s working days left"), days=str(days))
    return Message.of(N_("%(days)s working days late"), days=str(working_days_between(due, today, calendar)))


# --- milestones ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Milestone:
    """Something due on a day: what, how the day was found, by which rule; `suggested` where no rule fixes it."""

    key: str
    due: date
    label: Message
    offset: Message
    rule: str
    article: str
    suggested: bool = False


_DISTRICT_AND_UP = (
    UnitKind.NATIONAL_ORGANIZATION,
    UnitKind.CENTRAL_DIRECT_ORGANIZATION,
    UnitKind.DIRECT_SUPERIOR_ORGANIZATION,
)
_BEFORE = N_("%(days)s working days before the opening")
_AFTER = N_("%(days)s working days after the closing")
_DAYS_BEFORE = N_("%(days)s days before the opening")

# P-06: days before the opening; the first five are for congresses that have units below them.
_SUGGESTED = (
    ("plan", 180, N_("Plan adopted, subcommittees set up"), True),
    ("outlines", 150, N_("Outlines of the documents"), True),
    ("drafts", 120, N_("Drafts sent to the units below for their opinions"), True),
    ("personnel_policy", 90, N_("Personnel policy approved"), True),
    ("lower_congresses", 60, N_("Congresses below finished, delegates elected"), True),
    ("approval", 15, N_("The superior approves the documents and the personnel plan"), False),
    ("kits", 10, N_("Documents ready for the delegates"), False),
    ("rehearsal", 2, N_("Rehearsal"), False),
)


def milestones(
    opening: date,
    closing: date,
    regulation: Regulation,
    level: Level,
    calendar: Calendar = VIETNAM,
    *,
    received: date | None = None,
) -> tuple[Milestone, ...]:
    """What is due before and after a congress, by date (P-06).

    The clock of ratification runs from `received`, the day on which the superior got the dossier; before that day is
    known it is planned from the last day of reporting. Suggested days fall on the working day before a day off.
    """
    found = [
        Milestone(
            key,
            calendar.on_or_before(opening - timedelta(days=days)),
            Message.of(label),
            Message.of(_DAYS_BEFORE, days=str(days)),
            "P-06",
            "",
            suggested=True,
        )
        for key, days, label, with_units_below in _SUGGESTED
        if not (with_units_below and level.is_cell)
    ]

    def fixed(key: str, due: date, label: str, offset: Message, rule: str, article: str) -> None:
        found.append(Milestone(key, due, Message.of(label), offset, rule, article))

    days = regulation.announcement_days
    fixed(
        "announcement",
        announcement_due(opening, regulation, calendar),
        N_("Opening date announced to the units below"),
        Message.of(_BEFORE, days=str(days.value)),
        days.rule,
        days.article,
    )
    if level.kind in _DISTRICT_AND_UP:
        days = regulation.candidacy_days
        fixed(
            "candidacy",
            candidacy_due(opening, regulation, calendar),
            N_("Last day for dossiers of candidates who are not delegates"),
            Message.of(_BEFORE, days=str(days.value)),
            days.rule,
            days.article,
        )
    fixed("opening", opening, N_("Opening"), Message.of(N_("opening day")), "", "")
    fixed("closing", closing, N_("Closing"), Message.of(N_("closing day")), "", "")
    days = regulation.report_days
    report = report_due(closing, regulation, calendar)
    fixed(
        "report",
        report,
        N_("Result reported to the superior"),
        Message.of(_AFTER, days=str(days.value)),
        days.rule,
        days.article,
    )
    days = regulation.ratification_days
    fixed(
        "ratification",
        ratification_due(received or report, regulation, calendar),
        N_("Result ratified by the superior"),
        Message.of(N_("%(days)s working days after the dossier is received"), days=str(days.value)),
        days.rule,
        days.article,
    )
    complaints = complaints_due(closing, regulation, calendar)
    if complaints is not None:
        fixed(
            "complaints",
            complaints,
            N_("Complaints about the election verified"),
            Message.of(_AFTER, days=str(regulation.complaint_days.value)),
            regulation.complaint_days.rule,
            regulation.complaint_days.article,
        )
    months = regulation.ballot_retention_months
    fixed(
        "ballots",
        ballots_kept_until(closing, regulation),
        N_("Ballots kept under seal until then"),
        Message.of(N_("%(months)s months after the closing"), months=str(months.value)),
        months.rule,
        months.article,
    )
    return tuple(sorted(found, key=lambda milestone: milestone.due))


# --- the plan of a congress against its season -----------------------------------------------------------------------


def days_of(opening: date, closing: date) -> int:
    """The calendar days of a congress, both ends counted."""
    return (closing - opening).days + 1


def plan_problems(
    opening: date, closing: date, level: Level, *, deadline: date | None = None, preparatory: Fraction = Fraction(0)
) -> tuple[Message, ...]:
    """What in the dates of a congress goes against its level's limits; `deadline` overrides the level's own.

    Length and preparatory session are in days; a deadline is a day *before* which the congress ends.
    """
    if closing < opening:
        return (
            Message.of(
                N_("The congress closes on %(closing)s, before it opens on %(opening)s."),
                closing=date_short(closing),
                opening=date_short(opening),
            ),
        )
    found = []
    longest = level.max_days
    if longest.value is not None and days_of(opening, closing) > longest.value:
        found.append(
            Message.of(
                N_("The congress lasts %(days)s days; at this level at most %(most)s are allowed."),
                rule=longest.rule,
                article=longest.article,
                days=str(days_of(opening, closing)),
                most=str(longest.value),
            )
        )
    session = level.max_preparatory_days
    if session.value is not None and preparatory > session.value:
        found.append(
            Message.of(
                N_("The preparatory session lasts %(days)s days; at most %(most)s is allowed."),
                rule=session.rule,
                article=session.article,
                days=str(preparatory),
                most=str(session.value),
            )
        )
    end = deadline if deadline is not None else level.deadline.value
    if end is not None and closing >= end:
        found.append(
            Message.of(
                N_("The congress closes on %(closing)s; congresses at this level end before %(deadline)s."),
                rule=level.deadline.rule,
                article=level.deadline.article,
                closing=date_short(closing),
                deadline=date_short(end),
            )
        )
    return tuple(found)


def term_window(due: date, level: Level) -> tuple[date, date]:
    """The first and last day on which a congress due on `due` may be held (U-21)."""
    months = level.tolerance_months.value
    return add_months(due, -months), add_months(due, months)


def term_problem(due: date, held: date, level: Level) -> Message | None:
    """Why `held` lies too far from the day on which the congress was due; None where it does not (U-21)."""
    first, last = term_window(due, level)
    if first <= held <= last:
        return None
    return Message.of(
        N_("The congress was due on %(due)s and may be held from %(first)s to %(last)s; %(held)s lies outside."),
        rule=level.tolerance_months.rule,
        article=level.tolerance_months.article,
        due=date_short(due),
        first=date_short(first),
        last=date_short(last),
        held=date_short(held),
    )


def pilot_problem(pilots: Iterable[date], others: Iterable[date]) -> Message | None:
    """Pilot congresses are held earlier than the others of their level; why they are not, or None (C-21)."""
    last, first = max(pilots, default=None), min(others, default=None)
    if last is None or first is None or last < first:
        return None
    return Message.of(
        N_("A pilot congress opens on %(pilot)s, another congress of the level already on %(other)s."),
        rule="C-21",
        pilot=date_short(last),
        other=date_short(first),
    )
