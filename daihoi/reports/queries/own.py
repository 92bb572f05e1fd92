"""Who was elected to a body, with how many votes, in which age band."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Sum

from daihoi.congress.models import Congress, SeasonLevel
from daihoi.elections.models import Candidate, Deduction, Source
from daihoi.elections.queries.figures import person
from daihoi.rules.personnel import Age, Band, Person, age_at, average_age, band_of, three_bands
from daihoi.rules.posts import Post
from daihoi.rules.vietnamese import name_key


@dataclass(frozen=True)
class ElectedMember:
    """One who was elected."""

    name: str
    person: Person
    band: str  # young, age_middle, age_old; empty where the date of birth does not tell
    age: Age | None
    votes: int | None
    base: int | None
    outside_plan: bool

    @property
    def woman(self) -> bool | None:
        return self.person.woman

    @property
    def share(self) -> Fraction | None:
        """Votes of the base; None where one of them is not known."""
        return Fraction(self.votes, self.base) if self.votes is not None and self.base else None


@dataclass(frozen=True)
class OwnCommittee:
    """The elected of one body, in the order of their names."""

    members: tuple[ElectedMember, ...] = ()
    reference: date | None = None

    def above(self, percent: int) -> int:
        """How many were elected with more than `percent` hundredths of the base, exactly."""
        return sum(one.share is not None and one.share * 100 > percent for one in self.members)

    @property
    def base(self) -> int | None:
        """The base of the vote that elected most of them."""
        bases = [one.base for one in self.members if one.base]
        return max(bases, key=bases.count) if bases else None

    @property
    def shares(self) -> list[Fraction]:
        """The known shares, lowest first."""
        return sorted(one.share for one in self.members if one.share is not None)

    @property
    def average_age(self) -> Fraction | None:
        """The exact mean of the ages that are certain."""
        return average_age(one.age for one in self.members)[0]


def _rows(where: Q, posts: Iterable[Post]) -> list[Any]:
    deducted = (
        Deduction.objects.filter(round=OuterRef("round"))
        .order_by()
        .values("round")
        .annotate(n=Sum("count"))
        .values("n")
    )
    reference = SeasonLevel.objects.filter(
        season=OuterRef("round__election__congress__season"), kind=OuterRef("round__election__congress__unit__kind")
    ).values("age_reference")[:1]
    return list(
        Candidate.objects.filter(
            where, elected=True, round__election__annulled=False, round__election__post__in=list(posts)
        )
        .annotate(
            congress=F("round__election__congress"),
            post=F("round__election__post"),
            opened=F("round__election__congress__opened_on"),
            summoned=F("round__summoned"),
            base_stated=F("round__base_stated"),
            deducted=Subquery(deducted),
            reference=Subquery(reference),
            votes=Sum("lines__votes"),
        )
        .order_by("pk")
    )


def elected_bodies(
    where: Q, congresses: Mapping[int, Congress], posts: Sequence[Post] = (Post.COMMITTEE,)
) -> dict[tuple[int, str], OwnCommittee]:
    """(congress id, post) -> the elected, for the congresses that `where` (on Candidate) finds; one query."""
    found: defaultdict[tuple[int, str], list[ElectedMember]] = defaultdict(list)
    days: dict[tuple[int, str], date | None] = {}
    bands: dict[int, tuple[Band, Band, Band]] = {}
    for row in _rows(where, posts):
        congress = congresses.get(row.congress)
        if congress is None:
            continue
        key, day, one = (congress.pk, row.post), row.reference or row.opened, person(row)
        days[key] = day
        age = age_at(one.born, day) if one.born is not None and day is not None else None
        if congress.season_id not in bands:
            bands[congress.season_id] = three_bands(congress.season.regulation)
        band = band_of(age, bands[congress.season_id]) if age is not None else None
        base = row.base_stated
        if base is None and row.summoned is not None:
            base = row.summoned - (row.deducted or 0)
        found[key].append(
            ElectedMember(
                name=row.name,
                person=one,
                band=band.key if band else "",
                age=age,
                votes=row.votes,
                base=base,
                outside_plan=row.source != Source.PLANNED,
            )
        )
    return {
        key: OwnCommittee(tuple(sorted(members, key=lambda one: name_key(one.name))), days[key])
        for key, members in found.items()
    }


def own_committee(congress: Congress | None) -> OwnCommittee:
    """The elected committee of one congress; empty where there is none."""
    if congress is None:
        return OwnCommittee()
    found = elected_bodies(Q(round__election__congress=congress), {congress.pk: congress})
    return found.get((congress.pk, Post.COMMITTEE), OwnCommittee())
