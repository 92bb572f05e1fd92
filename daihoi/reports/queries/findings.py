"""What does not add up, found by itself and explained from the records where they know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from daihoi.congress.clock import today
from daihoi.congress.models import Congress, Season, Stage
from daihoi.elections.models import Round, RoundState
from daihoi.org.models import Tally, Unit
from daihoi.org.models.tally import REGISTER, TIER
from daihoi.reports.queries.rollup import Family, Node, everywhere, family
from daihoi.rules.figures import (
    FIGURES,
    Finding,
    Known,
    LevelFigures,
    Record,
    committees_finding,
    identity_findings,
    members_finding,
)
from daihoi.rules.messages import N_, Message
from daihoi.rules.timeline import report_due
from daihoi.rules.vietnamese import number

MANY = 200  # how many single cases one page names


def _arrived(below: int, missing: Sequence[Known]) -> Finding | None:
    """Returns that came in against the congresses below."""
    absent = sum(known.count for known in missing)
    if not absent:
        return None
    message = Message.of(
        N_("Returns: %(there)s of %(due)s came in, %(missing)s are missing."),
        there=number(below - absent),
        due=number(below),
        missing=number(absent),
    )
    explained = tuple(known for known in missing if known.count and known.reason.rule)
    known_count = sum(known.count for known in explained)
    equation = f"{number(below - absent)} ≠ {number(below)}"
    return Finding("returns_missing", equation, absent, tuple(missing), absent - known_count, message)


def missing_returns(below: int, missing: Iterable[Congress]) -> Finding | None:
    """The congresses below whose return has not come in, those with an exception apart (C-12)."""
    absent = list(missing)
    excepted = [one for one in absent if one.is_excepted]
    open_ones = [one for one in absent if not one.is_excepted]
    known = []
    if excepted:
        reason = Message.of(
            N_("%(count)s units hold no ordinary congress in this season."), rule="C-12", count=number(len(excepted))
        )
        known.append(Known(len(excepted), reason, tuple(_congress_record(one) for one in excepted[:MANY])))
    if open_ones:
        reason = Message.of(N_("%(count)s units have not handed in their return."), count=number(len(open_ones)))
        known.append(Known(len(open_ones), reason, tuple(_congress_record(one) for one in open_ones[:MANY])))
    return _arrived(below, known)


def _congress_record(congress: Congress) -> Record:
    return Record(congress.unit.name, congress.get_absolute_url())


def findings_of_sum(total: LevelFigures, missing: Sequence[Congress]) -> list[dict[str, Any]]:
    """The findings that a return states of its own sum: numbers only, the page that shows them finds the words."""
    found = [finding for tier in total.levels for finding in identity_findings(total[tier])]
    if committees := committees_finding(total["grassroots"]):
        found.append(committees)
    rows = [
        {
            "code": one.code,
            "equation": one.equation,
            "gap": one.gap,
            "unexplained": one.unexplained,
            "closed": one.closed,
        }
        for one in found
    ]
    if missing:
        rows.append({"code": "returns_missing", "units": [one.unit.code for one in missing]})
    return rows


# --- the search at one node ------------------------------------------------------------------------------------------


def unit_record(unit: Unit, value: int = 1) -> Record:
    """A unit as a record behind a figure."""
    return Record(f"{unit.code} {unit.name}", unit.get_absolute_url(), value)


def counting(family: Family, key: str) -> list[tuple[Unit, int]]:
    """Where a figure of the grassroots level comes from: the units one level down with their counts, or the unit."""
    below = [(one.unit, one.live["grassroots"][key]) for one in family.children if one.live["grassroots"][key]]
    own = family.here.live["grassroots"][key] if TIER[family.here.unit.level] == "grassroots" else 0
    return [(family.here.unit, own)] if own and not below else below


def findings(unit: Unit, season: Season, of: Family | None = None) -> list[Finding]:
    """Everything at `unit` that does not add up, with what of it the records explain."""
    found_family = of or family(unit, season)
    here = found_family.here
    found = [
        committees_of(found_family),
        *(finding for tier in here.live.levels for finding in identity_findings(here.live[tier])),
        *_stated(here, found_family.children),
        *_given(unit, season),
        *_returns(here, found_family.followed),
        _overdue(found_family, today(season)),
    ]
    return [finding for finding in found if finding is not None]


def committees_of(of: Family) -> Finding | None:
    """What of the grassroots units below elected no full committee, and why; None where it adds up, and at a unit."""
    grassroots = of.here.live["grassroots"]
    if not grassroots["congresses_due"] or TIER[of.here.unit.level] == "grassroots":
        return None
    return committees_finding(
        grassroots,
        no_committee=tuple(_small_cells(of)),
        not_held=tuple(unit_record(*one) for one in counting(of, "not_held")),
    )


def _small_cells(of: Family) -> list[Record]:
    """The cells below nine official members with their number of them; further up, units with their number of cells."""
    official = {one.unit.pk: everywhere(one.live)["official"] for one in (of.here, *of.children)}
    return [
        unit_record(unit, official[unit.pk] if TIER[unit.level] == "grassroots" else count)
        for unit, count in counting(of, "no_committee")
    ]


def _stated(here: Node, nodes: Sequence[Node]) -> list[Finding]:
    """Members that the list of units states against the register: here, one level down, and in every cell below."""
    found: dict[int, Finding] = {}
    for one in (here, *nodes):
        stated = one.unit.stated_members
        if stated is not None and (finding := members_finding(everywhere(one.live)["members"], stated, one.unit.name)):
            found[one.unit.pk] = finding
    cells: Iterable[Any] = (
        Tally.objects.under(here.unit)
        .filter(season=REGISTER, unit__stated_members__isnull=False, unit__children=None)
        .exclude(members=F("unit__stated_members"))
        .select_related("unit")
        .order_by("path")[:MANY]
    )
    for row in cells:
        finding = members_finding(row.members, row.unit.stated_members or 0, row.unit.name)
        if finding is not None:
            found.setdefault(row.unit_id, finding)
    return list(found.values())


def _given(unit: Unit, season: Season) -> list[Finding]:
    """The "Trúng cử" that a file states against what the rules find (the result is kept, and flagged)."""
    rows = (
        Round.objects.filter(
            election__congress__in=Congress.objects.under(unit).filter(season=season),
            given_elected__isnull=False,
            state__in=[RoundState.COUNTED, RoundState.CERTIFIED],
        )
        .annotate(found=Count("candidates", filter=Q(candidates__elected=True)))
        .exclude(given_elected=F("found"))
        .select_related("election__congress__unit")
        .order_by("election__congress__unit__path", "number")[:MANY]
    )
    findings_here = []
    for row in rows:
        given, elected = row.given_elected or 0, row.found
        message = Message.of(
            N_("%(unit)s, round %(round)s: the file states %(given)s elected, the votes give %(elected)s."),
            unit=row.election.congress.unit.name,
            round=row.number,
            given=number(given),
            elected=number(elected),
        )
        gap = given - elected
        findings_here.append(Finding("elected_stated", f"{number(elected)} ≠ {number(given)}", gap, (), gap, message))
    return findings_here


def _returns(here: Node, with_congress: Sequence[Node]) -> list[Finding]:
    """Missing returns, returns that the records have left behind, and a sum that its parts no longer give."""
    found = []
    missing = [one.congress for one in with_congress if one.returned is None and one.congress is not None]
    if with_congress and (finding := missing_returns(len(with_congress), missing)):
        found.append(finding)
    for one in (here, *with_congress):
        if one.returned is not None and not one.returned.is_from_file and one.returned.total != one.live:
            found.append(_left_behind(one))
    if here.returned is not None and not here.returned.is_from_file:
        for part in here.returned.content["parts"]:
            now = next((one for one in with_congress if one.unit.code == part["unit"]), None)
            if now is not None and (now.returned is None or now.returned.digest != part["digest"]):
                newer = now.returned.version if now.returned else 0
                text = (
                    N_("%(unit)s: version %(old)s was summed here, version %(new)s counts now.")
                    if newer
                    else N_("%(unit)s: version %(old)s was summed here, it was sent back since.")
                )
                message = Message.of(text, unit=now.unit.name, old=part["version"], new=newer)
                gap = newer - part["version"]
                found.append(Finding("part_replaced", f"{part['version']} ≠ {newer}", gap, (), gap, message))
    return found


def _left_behind(one: Node) -> Finding:
    signed, live = everywhere(one.returned.total if one.returned else LevelFigures()), everywhere(one.live)
    key = next((key for key in FIGURES if signed[key] != live[key]), "members")
    message = Message.of(
        N_(
            "%(unit)s: %(what)s: return version %(version)s states %(signed)s, the records now say %(live)s. "
            "A correction is a new version."
        ),
        unit=one.unit.name,
        what=Message.of(FIGURES[key].label),
        version=one.returned.version if one.returned else 0,
        signed=number(signed[key]),
        live=number(live[key]),
    )
    gap = live[key] - signed[key]
    return Finding("live_signed", f"{number(signed[key])} ≠ {number(live[key])}", gap, (), gap, message)


def _overdue(of: Family, now: date) -> Finding | None:
    """Congresses here and one level down that were not held before the season's deadline (C-20)."""
    late = [
        one.congress
        for one in (of.here, *of.children)
        if one.congress is not None
        and one.congress.stage == Stage.PREPARING
        and not one.congress.is_excepted
        and (deadline := getattr(one.congress, "deadline", None)) is not None
        and deadline <= now
    ]
    if not late:
        return None
    message = Message.of(
        N_("%(count)s congresses were not held by the season's deadline."), count=number(len(late)), rule="C-20"
    )
    known = Known(len(late), message, tuple(_congress_record(one) for one in late))
    return Finding("congress_overdue", f"0 ≠ {number(len(late))}", len(late), (known,), 0, message)


def return_due(congress: Congress) -> date | None:
    """The last day for handing in the return of a held congress (N-60)."""
    if congress.closed_on is None:
        return None
    return report_due(congress.closed_on, congress.regulation, congress.season.calendar)
