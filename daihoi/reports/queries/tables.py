"""Tables T1–T5 and T8 of section 10: the own congress and those one level down, with totals per level."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from daihoi.congress.models import Congress
from daihoi.elections.models import Election, Incident, Ratification
from daihoi.org.models import Unit
from daihoi.reports.models import Return, ReturnState
from daihoi.reports.queries.facts import Facts
from daihoi.reports.queries.own import ElectedMember, OwnCommittee, elected_bodies
from daihoi.reports.queries.rollup import Node
from daihoi.rules.figures import TIERS, Figures, Percent
from daihoi.rules.personnel import Education, Theory
from daihoi.rules.posts import Post
from daihoi.web.tables import Column

TABLES = ("T1", "T2", "T3", "T4", "T5", "T8")
LEADERS = (Post.SECRETARY, Post.DEPUTY_SECRETARY)
BODIES = (Post.COMMITTEE, Post.STANDING_COMMITTEE, *LEADERS, Post.INSPECTION_COMMITTEE, Post.INSPECTION_CHAIR)
_NOBODY = OwnCommittee()


def title(table: str) -> str:
    """The name of a table in the reader's language."""
    return {
        "T1": _("Progress of the congresses"),
        "T2": _("Results of the committees"),
        "T3": _("Standing committees"),
        "T4": _("Secretaries and deputies"),
        "T5": _("Inspection committees"),
        "T8": _("Incidents, and congresses not held"),
    }[table]


@dataclass(frozen=True)
class Row:
    """One congress with what its bodies came to."""

    tables: Tables
    node: Node
    congress: Congress
    figures: Figures  # of its own committee

    @property
    def unit(self) -> Unit:
        return self.node.unit

    @property
    def members(self) -> int:
        return self.node.all_levels["members"]

    @property
    def is_own(self) -> bool:
        return self.node is self.tables.facts.here

    @property
    def returned(self) -> Return | None:
        return self.node.returned

    def body(self, post: Post) -> OwnCommittee:
        """The elected of one body."""
        return self.tables.bodies.get((self.congress.pk, post), _NOBODY)

    def seats(self, post: Post) -> int | None:
        """Seats of the first election of one body; None where it was not elected."""
        return self.tables.elections.get((self.congress.pk, post), (None, None))[0]

    def listed(self, post: Post) -> int | None:
        """Names on its first ballot."""
        return self.tables.elections.get((self.congress.pk, post), (None, None))[1]

    def ratified_on(self) -> date | None:
        """The day of the superior's decision; where nothing was elected, the day the return was ratified."""
        found: Ratification | None = getattr(self.congress, "ratification", None)
        if found is not None:
            return found.decided_on
        returned = self.returned
        return returned.decided_on if returned is not None and returned.state == ReturnState.RATIFIED else None


@dataclass(frozen=True)
class IncidentRow:
    """A complaint, an annulment, a re-election, or a congress that was not held and why (T8)."""

    unit: Unit
    href: str
    kind: str
    received: date | None
    due: date | None
    settled: date | None
    text: str


class Tables:
    """The rows of every table of one unit, read together."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    @cached_property
    def nodes(self) -> list[Node]:
        here = self.facts.here
        return [*([here] if here.congress is not None else []), *self.facts.family.followed]

    @cached_property
    def rows(self) -> list[Row]:
        return [
            Row(self, one, one.congress, self.facts.own if one is self.facts.here else one.figures[one.tier])
            for one in self.nodes
            if one.congress is not None
        ]

    @cached_property
    def bodies(self) -> dict[tuple[int, str], OwnCommittee]:
        """(congress, post) -> the elected; one query for all tables."""
        through = "round__election__congress__"
        here = Q(**{f"{through}unit": self.facts.unit}) | Q(**{f"{through}unit__parent": self.facts.unit})
        congresses = {row.congress.pk: row.congress for row in self.rows}
        return elected_bodies(here & Q(**{f"{through}season": self.facts.season}), congresses, BODIES)

    @cached_property
    def elections(self) -> dict[tuple[int, str], tuple[int, int]]:
        """(congress, post) -> seats and names on the first ballot."""
        here = Q(congress__unit=self.facts.unit) | Q(congress__unit__parent=self.facts.unit)
        rows = (
            Election.objects.filter(here, congress__season=self.facts.season, annulled=False, sequence=1)
            .annotate(names=Count("rounds__candidates", filter=Q(rounds__number=1)))
            .values_list("congress", "post", "seats", "names")
        )
        return {(congress, post): (seats, names) for congress, post, seats, names in rows}

    @property
    def levels(self) -> list[tuple[str, Figures]]:
        """(level, its figures over the whole subtree), from the top down."""
        found = self.facts.here.figures
        return [(tier, found[tier]) for tier in reversed(TIERS) if found[tier]["congresses_due"]]

    def incidents(self) -> list[IncidentRow]:
        """Table T8; what a complaint is about may name people, so it is for those who may read names."""
        told = [
            IncidentRow(
                row.congress.unit,
                row.congress.get_absolute_url(),
                str(Incident.Kind(row.kind).label),
                row.received_on,
                row.due,
                row.settled_on,
                row.text if self.facts.names else "",
            )
            for row in self.facts.incidents
        ]
        for one in self.nodes:
            congress = one.congress
            if congress is None or congress.is_held:
                continue
            kind = str(congress.get_exception_display()) if congress.exception else _("Not held yet")
            told.append(
                IncidentRow(
                    one.unit,
                    congress.get_absolute_url(),
                    kind,
                    congress.planned_on,
                    getattr(congress, "deadline", None),
                    None,
                    congress.exception_reason,
                )
            )
        return told

    # --- columns

    def columns(self, table: str) -> list[Column[Any]]:
        """The columns of `table` in the reader's language."""
        make: dict[str, Callable[[], Iterator[Column[Any]]]] = {
            "T1": self._progress,
            "T2": self._committees,
            "T3": lambda: self._body(Post.STANDING_COMMITTEE),
            "T4": self._leaders,
            "T5": self._inspection,
            "T8": self._incidents,
        }
        return list(make[table]())

    def table_rows(self, table: str) -> Sequence[Any]:
        """The rows of `table`: congresses that have such a body, or incidents."""
        if table == "T8":
            return self.incidents()
        wanted: dict[str, tuple[Post, ...]] = {
            "T3": (Post.STANDING_COMMITTEE,),
            "T4": LEADERS,
            "T5": (Post.INSPECTION_COMMITTEE,),
        }
        posts = wanted.get(table)
        if posts is None:
            return self.rows
        return [row for row in self.rows if any(row.seats(post) is not None for post in posts)]

    def totals(self, table: str) -> list[tuple[str, list[Any]]]:
        """(level, cells) of the totals per level; only the committees' table adds up over all levels below."""
        if table != "T2":
            return []
        shown = []
        for tier, figures in self.levels:
            level = _Total(self.facts, figures)
            cells = [
                column.value(level) if column.value is not None and column.key in _SUMMED else None
                for column in self.columns("T2")
            ]
            shown.append((tier, cells))
        return shown

    @staticmethod
    def _unit() -> Column[Any]:
        return Column(
            "unit",
            _("Unit"),
            value=lambda row: row.unit.name,
            sort=lambda row: row.unit.path,
            search=True,
            head=True,
            href=lambda row: row.congress.get_absolute_url(),
        )

    def _progress(self) -> Iterator[Column[Any]]:
        yield self._unit()
        yield Column("kind", _("Kind of unit"), value=_kind, sort=True, search=True)
        yield Column("members", _("Party members"), align="num", sort=True)
        yield Column("form", _("Congress"), value=lambda row: row.congress.get_form_display(), sort=True, search=True)
        yield Column("planned", _("Planned"), value=lambda row: row.congress.planned_on, sort=True)
        yield Column("held", _("Held"), value=lambda row: row.congress.opened_on, sort=True)
        yield Column("days", _("Days"), value=lambda row: row.congress.days, align="num", sort=True)
        yield Column("summoned", _("Summoned"), value=lambda row: row.congress.summoned, align="num", sort=True)
        yield Column("stage", _("State"), value=lambda row: row.congress.get_stage_display(), sort=True, search=True)
        yield Column("return", _("Return"), value=_return_text, sort=True)
        yield Column("ratified", _("Ratified on"), value=lambda row: row.ratified_on(), sort=True)

    def _committees(self) -> Iterator[Column[Any]]:
        yield self._unit()
        young, middle = self.facts.words.bands

        def count(key: str, label: str) -> Column[Any]:
            def value(row: Any) -> int | None:
                return row.figures[key] if row.figures["seats"] else None

            return Column(key, label, value=value, align="num", sort=True)

        def share(key: str, label: str, whole: str = "elected") -> Column[Any]:
            def value(row: Any) -> Percent | None:
                figures = row.figures
                return Percent(figures[key], figures[whole], self.facts.style) if figures[whole] else None

            return Column(f"{key}_share", label, value=value, align="num", unit="%", sort=True)

        yield count("seats", _("Seats decided"))
        yield Column("prepared", _("Candidates prepared"), value=_prepared, align="num", sort=True)
        yield count("floor_nominees", _("Nominated at the congress"))
        yield count("self_nominees", _("Self-nominated"))
        yield count("candidates", _("Final list"))
        yield Column("surplus", _("Surplus"), value=self._surplus, align="num", unit="%", sort=True)
        yield count("elected", _("Elected"))
        yield count("seats_short", _("Short"))
        yield Column("rounds", _("Rounds"), value=_rounds, align="num", sort=True)
        yield count("women", _("Women"))
        yield share("women", _("Women"))
        yield count("young", _("Under %(age)s") % {"age": young})
        yield share("young", _("Under %(age)s") % {"age": young})
        yield count("age_middle", f"{young}–{middle}")
        yield count("age_old", _("Over %(age)s") % {"age": middle})
        yield count("ethnic", _("Ethnic minorities"))
        yield share("ethnic", _("Ethnic minorities"))
        yield Column("first_time", _("First time"), value=_known_first_time, align="num", sort=True)
        yield Column("renewal", _("Renewal"), value=self._renewal, align="num", unit="%", sort=True)
        yield Column("average", _("Average age"), value=lambda row: _average(row, Post.COMMITTEE), align="num")
        yield count("education_postgraduate", _("Postgraduate"))
        yield count("education_university", _("University"))
        yield count("education_college", _("College"))
        yield count("education_below", _("Below college"))
        yield count("theory_advanced", _("Theory: advanced"))
        yield count("theory_intermediate", _("Theory: intermediate"))
        yield count("theory_elementary", _("Theory: elementary"))
        yield count("planned_not_elected", _("Planned but not elected"))
        yield Column("outside", _("Elected outside the plan"), value=_outside, align="num", sort=True)

    def _renewal(self, row: Any) -> Percent | None:
        first = _known_first_time(row)
        return Percent(first, row.figures["elected"], self.facts.style) if first is not None else None

    def _surplus(self, row: Any) -> Percent | None:
        seats, listed = row.figures["seats"], row.figures["candidates"]
        return Percent(max(listed - seats, 0), seats, self.facts.style) if seats and listed else None

    def _people(self, posts: Sequence[Post]) -> Iterator[Column[Any]]:
        """Structure of the elected of `posts`, counted from their records."""
        young, middle = self.facts.words.bands

        def people(row: Row) -> list[ElectedMember]:
            return [one for post in posts for one in row.body(post).members]

        def count(key: str, label: str, test: Callable[[ElectedMember], bool | None]) -> Column[Any]:
            return Column(
                key, label, value=lambda row: sum(bool(test(one)) for one in people(row)), align="num", sort=True
            )

        def share(key: str, label: str, test: Callable[[ElectedMember], bool | None]) -> Column[Any]:
            def value(row: Row) -> Percent | None:
                all_of = people(row)
                part = sum(bool(test(one)) for one in all_of)
                return Percent(part, len(all_of), self.facts.style) if all_of else None

            return Column(key, label, value=value, align="num", unit="%", sort=True)

        yield count("women", _("Women"), lambda one: one.woman)
        yield share("women_share", _("Women"), lambda one: one.woman)
        yield count("young", _("Under %(age)s") % {"age": young}, lambda one: one.band == "young")
        yield count("middle", f"{young}–{middle}", lambda one: one.band == "age_middle")
        yield count("old", _("Over %(age)s") % {"age": middle}, lambda one: one.band == "age_old")
        yield count("ethnic", _("Ethnic minorities"), lambda one: one.person.ethnic)
        yield count("first_time", _("First time"), lambda one: one.person.first_time)
        yield count("again", _("Re-elected"), lambda one: one.person.first_time is False)
        yield Column("average", _("Average age"), value=lambda row: _mean(people(row)), align="num")
        yield count("postgraduate", _("Postgraduate"), lambda one: one.person.education == Education.POSTGRADUATE)
        yield count("university", _("University"), lambda one: one.person.education == Education.UNIVERSITY)
        yield count("college", _("College"), lambda one: one.person.education == Education.COLLEGE)
        yield count("advanced", _("Theory: advanced"), lambda one: one.person.theory == Theory.ADVANCED)
        yield count("intermediate", _("Theory: intermediate"), lambda one: one.person.theory == Theory.INTERMEDIATE)

    def _body(self, post: Post) -> Iterator[Column[Any]]:
        yield self._unit()
        yield Column("seats", _("Seats decided"), value=lambda row: row.seats(post), align="num", sort=True)
        yield Column("listed", _("Final list"), value=lambda row: row.listed(post), align="num", sort=True)
        yield Column("elected", _("Elected"), value=lambda row: len(row.body(post).members), align="num", sort=True)
        yield Column("short", _("Short"), value=lambda row: _short(row, post), align="num", sort=True)
        yield from self._people((post,))
        yield Column(
            "outside",
            _("Elected outside the plan"),
            value=lambda row: sum(one.outside_plan for one in row.body(post).members),
            align="num",
            sort=True,
        )

    def _leaders(self) -> Iterator[Column[Any]]:
        yield self._unit()
        for post, label in ((Post.SECRETARY, _("Secretaries")), (Post.DEPUTY_SECRETARY, _("Deputies"))):
            yield Column(str(post), label, value=_elected_to(post), align="num", sort=True)
        yield from self._people(LEADERS)
        yield Column(
            "direct",
            _("Elected directly by the congress"),
            value=lambda row: row.figures["secretaries_direct"],
            align="num",
            sort=True,
        )
        for key, label, place in (
            ("highest", _("Highest share of votes"), -1),
            ("lowest", _("Lowest share of votes"), 0),
        ):
            yield Column(key, label, value=self._votes(place), align="num", unit="%", sort=True)

    def _votes(self, place: int) -> Callable[[Row], Percent | None]:
        def value(row: Row) -> Percent | None:
            shares = sorted(share for post in LEADERS for share in row.body(post).shares)
            return Percent(shares[place].numerator, shares[place].denominator, self.facts.style) if shares else None

        return value

    def _inspection(self) -> Iterator[Column[Any]]:
        post = Post.INSPECTION_COMMITTEE
        yield self._unit()
        yield Column("seats", _("Seats decided"), value=lambda row: row.seats(post), align="num", sort=True)
        yield Column("elected", _("Elected"), value=lambda row: len(row.body(post).members), align="num", sort=True)
        yield Column("short", _("Short"), value=lambda row: _short(row, post), align="num", sort=True)
        yield Column("chair", _("Chair elected"), value=lambda row: bool(row.body(Post.INSPECTION_CHAIR).members))
        yield from self._people((post,))

    def _incidents(self) -> Iterator[Column[Any]]:
        yield Column(
            "unit", _("Unit"), value=lambda row: row.unit.name, sort=lambda row: row.unit.path, search=True, head=True,
            href=lambda row: row.href,
        )  # fmt: skip
        yield Column("kind", _("Matter"), sort=True, search=True)
        yield Column("received", _("Received or planned"), sort=True)
        yield Column("due", _("Due"), sort=True)
        yield Column("settled", _("Settled"), sort=True)
        yield Column("text", _("Reason or content"), search=True)


@dataclass(frozen=True)
class _Total:
    """A level in place of a unit, for the cells that add up."""

    facts: Facts
    figures: Figures


_SUMMED = frozenset(
    {
        "seats", "floor_nominees", "self_nominees", "candidates", "elected", "seats_short", "women", "women_share",
        "young", "young_share", "age_middle", "age_old", "ethnic", "ethnic_share",
        "education_postgraduate", "education_university", "education_college", "education_below", "theory_advanced",
        "theory_intermediate", "theory_elementary", "planned_not_elected",
    }
)  # fmt: skip


def _known_first_time(row: Any) -> int | None:
    """Who is new; nothing where no record says whether anyone was in the committee before."""
    if isinstance(row, Row) and all(one.person.first_time is None for one in row.body(Post.COMMITTEE).members):
        return None
    found: int = row.figures["first_time"]
    return found


def _elected_to(post: Post) -> Callable[[Row], int]:
    return lambda row: len(row.body(post).members)


def _kind(row: Row) -> str:
    return str(capfirst(_(row.unit.level.label)))


def _return_text(row: Row) -> str:
    if row.returned is None:
        return ""
    return _("version %(n)s, %(state)s") % {
        "n": row.returned.version,
        "state": str(row.returned.get_state_display()).lower(),
    }


def _prepared(row: Row) -> int | None:
    """Names that the convening committee had prepared: the final list less those who came from the floor."""
    figures = row.figures
    if not figures["candidates"]:
        return None
    return max(figures["candidates"] - figures["floor_nominees"] - figures["self_nominees"], 0)


def _rounds(row: Row) -> int | None:
    figures = row.figures
    return 1 + figures["further_rounds"] + figures["tie_votes"] if figures["seats"] else None


def _outside(row: Row) -> int | None:
    members = row.body(Post.COMMITTEE).members
    return sum(one.outside_plan for one in members) if members else None


def _short(row: Row, post: Post) -> int:
    return max((row.seats(post) or 0) - len(row.body(post).members), 0)


def _mean(members: Sequence[ElectedMember]) -> str | None:
    """The average age with one decimal, cut off; exact arithmetic."""
    body = OwnCommittee(tuple(members))
    return _one_decimal(body.average_age)


def _average(row: Row, post: Post) -> str | None:
    return _one_decimal(row.body(post).average_age)


def _one_decimal(value: Fraction | None) -> str | None:
    if value is None:
        return None
    tenths = value.numerator * 10 // value.denominator
    return f"{tenths // 10},{tenths % 10}"
