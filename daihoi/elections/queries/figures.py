"""The live figures that the elections of a unit make, counted from their base rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Count

from daihoi.congress.models import Congress, Season
from daihoi.congress.queries.figures import CONGRESS_KEYS, congress_figures
from daihoi.elections.models import Candidate, Incident, Source
from daihoi.elections.queries.result import Result, elections_with_context, load
from daihoi.org.models import Education as MemberEducation
from daihoi.org.models import Precision, Sex, Unit
from daihoi.org.models import Theory as MemberTheory
from daihoi.org.models.tally import REGISTER_KEYS
from daihoi.rules.dates import PartialDate
from daihoi.rules.figures import FIGURES, Figures
from daihoi.rules.levels import Level
from daihoi.rules.personnel import Education, Person, Structure, Theory, structure
from daihoi.rules.posts import Electorate, Post
from daihoi.rules.regulations import Regulation
from daihoi.rules.vietnamese import fold

# What this room counts in a season's tally; the register and the congresses are counted by the rooms below.
ELECTION_KEYS = tuple(key for key in FIGURES if key not in REGISTER_KEYS and key not in CONGRESS_KEYS)

_EDUCATION: Mapping[str, Education] = {
    MemberEducation.DOCTOR: Education.POSTGRADUATE,
    MemberEducation.MASTER: Education.POSTGRADUATE,
    MemberEducation.UNIVERSITY: Education.UNIVERSITY,
    MemberEducation.COLLEGE: Education.COLLEGE,
    MemberEducation.INTERMEDIATE: Education.BELOW,
    MemberEducation.VOCATIONAL: Education.BELOW,
    MemberEducation.NONE: Education.BELOW,
}
_THEORY: Mapping[str, Theory] = {
    MemberTheory.ADVANCED: Theory.ADVANCED,
    MemberTheory.INTERMEDIATE: Theory.INTERMEDIATE,
    MemberTheory.ELEMENTARY: Theory.ELEMENTARY,
    MemberTheory.NONE: Theory.NONE,
}


def born(candidate: Candidate) -> PartialDate | None:
    """The date of birth with what of it is known."""
    day = candidate.born
    if day is None:
        return None
    if candidate.born_precision == Precision.YEAR:
        return PartialDate(day.year)
    return PartialDate(day.year, day.month, day.day if candidate.born_precision == Precision.DAY else None)


def person(candidate: Candidate) -> Person:
    """A candidate as the rules on structure ask for persons; what is not recorded is not known."""
    return Person(
        born=born(candidate),
        woman=None if not candidate.sex else candidate.sex == Sex.FEMALE,
        ethnic=None if not candidate.ethnicity else fold(candidate.ethnicity) != "kinh",
        first_time=None if candidate.incumbent is None else not candidate.incumbent,
        education=_EDUCATION.get(candidate.education),
        theory=_THEORY.get(candidate.theory),
    )


def reference_day(found: Result) -> date:
    """The day at which ages are counted: the season's for this level, else the opening of the congress (S-20)."""
    congress = found.election.congress
    day: date | None = getattr(found.election, "age_reference", None)
    return day or congress.opening or date(congress.season.term_from, 1, 1)


def structure_of(found: Result, regulation: Regulation) -> Structure:
    """The structure of those elected by one election."""
    return structure((person(one.candidate) for one in found.elected), reference_day(found), regulation)


def committee_results(results: Iterable[Result]) -> list[Result]:
    """The elections of a committee that stand."""
    return [one for one in results if one.election.post == Post.COMMITTEE and not one.election.annulled]


def season_figures(
    congresses: Sequence[Congress],
    results: Iterable[Result],
    incidents: Mapping[str, int],
    levels: Mapping[str, tuple[Regulation, Level]],
) -> Figures:
    """All figures of one unit in one season; `levels` gives the regulation and the level of a kind of unit."""
    by_congress: defaultdict[int, list[Result]] = defaultdict(list)
    for one in results:
        if not one.election.annulled:
            by_congress[one.election.congress_id].append(one)
    total, opened, done = Figures(), 0, 0
    for congress in congresses:
        regulation, level = levels[congress.unit.kind]
        own = by_congress[congress.pk]
        committees = committee_results(own)
        counted = [one for one in committees if one.is_counted]
        opened += bool(committees)
        done += bool(counted)
        if counted:
            total += _committee(counted, regulation)
        for one in own:
            total += _body(one, level)
    total += Figures(
        complaints=incidents.get(Incident.Kind.COMPLAINT, 0),
        annulled=incidents.get(Incident.Kind.ANNULLED, 0),
        reelections=incidents.get(Incident.Kind.REELECTION, 0),
    )
    return total + congress_figures(congresses, opened=opened, counted=done)


def _committee(counted: Sequence[Result], regulation: Regulation) -> Figures:
    """The committee of one congress: its first election decides the seats, later ones fill them up (E-44)."""
    first = counted[0]
    elected = [person_ for one in counted for person_ in one.elected]
    seats = first.seats
    short = max(seats - len(elected), 0)
    found = structure((person(one.candidate) for one in elected), reference_day(first), regulation)
    listed = first.rounds[0].candidates
    chosen = {(one.candidate.card, one.candidate.name) for one in elected}
    foreseen = {
        (candidate.card, candidate.name) for one in counted for data in one.counted for candidate in data.planned_lost
    }
    return found.figures() + Figures(
        committees_full=int(not short),
        committees_short=int(bool(short)),
        seats=seats,
        seats_short=short,
        candidates=len(listed),
        floor_nominees=sum(candidate.source == Source.FLOOR for candidate in listed),
        self_nominees=sum(candidate.source == Source.SELF for candidate in listed),
        further_rounds=sum(one.further_rounds for one in counted),
        tie_votes=sum(one.tie_votes for one in counted),
        planned_not_elected=len(foreseen - chosen),
    )


def _body(found: Result, level: Level) -> Figures:
    """Leaders and bodies that one election fills."""
    elected = [one.candidate for one in found.elected]
    women = sum(one.sex == Sex.FEMALE for one in elected)
    match found.election.post:
        case Post.STANDING_COMMITTEE:
            return Figures(standing_members=len(elected), standing_women=women)
        case Post.SECRETARY:
            direct = found.election.electorate == Electorate.CONGRESS and not level.is_cell
            return Figures(
                secretaries=len(elected),
                secretaries_women=women,
                secretaries_first_time=sum(one.incumbent is False for one in elected),
                secretaries_direct=len(elected) if direct else 0,
            )
        case Post.DEPUTY_SECRETARY:
            return Figures(deputies=len(elected))
        case Post.INSPECTION_COMMITTEE:
            return Figures(inspection_members=len(elected), inspection_women=women)
    return Figures()


def unit_figures(season: Season, units: Iterable[Unit]) -> dict[int, Figures]:
    """unit id -> all its figures of `season`, counted anew in a number of queries that does not depend on the units."""
    wanted = {unit.pk: unit for unit in units}
    scope = {"congress__season": season.pk, "congress__unit__in": list(wanted)}
    congresses: defaultdict[int, list[Congress]] = defaultdict(list)
    owner: dict[int, int] = {}
    for congress in Congress.objects.filter(season=season, unit__in=list(wanted)).order_by("sequence"):
        congress.unit, congress.season = wanted[congress.unit_id], season
        congresses[congress.unit_id].append(congress)
        owner[congress.pk] = congress.unit_id
    results: defaultdict[int, list[Result]] = defaultdict(list)
    for one in load(elections_with_context(**scope), **scope):
        results[one.election.congress.unit_id].append(one)
    incidents: defaultdict[int, Counter[str]] = defaultdict(Counter)
    rows = Incident.objects.filter(**scope).order_by().values("congress", "kind").annotate(n=Count("pk"))
    for row in rows:
        incidents[owner[row["congress"]]][row["kind"]] += row["n"]
    regulation = season.regulation
    levels = {unit.kind: (regulation, regulation.level(unit.level)) for unit in wanted.values()}
    return {pk: season_figures(congresses[pk], results[pk], incidents[pk], levels) for pk in wanted}
