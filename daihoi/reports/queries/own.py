"""The committee that a unit's own congress elected: who, with how many votes, in which age band."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import F, OuterRef, Q, Subquery, Sum

from daihoi.congress.models import Congress, SeasonLevel
from daihoi.elections.models import Candidate, Deduction
from daihoi.elections.queries.figures import person
from daihoi.rules.personnel import Age, age_at, band_of, three_bands
from daihoi.rules.posts import Post
from daihoi.rules.vietnamese import name_key


@dataclass(frozen=True)
class ElectedMember:
    """One who was elected to the committee."""

    name: str
    woman: bool | None
    band: str  # young, age_middle, age_old; empty where the date of birth does not tell
    age: Age | None
    votes: int | None
    base: int | None
    outside_plan: bool

    @property
    def share(self) -> Fraction | None:
        """Votes of the base; None where one of them is not known."""
        return Fraction(self.votes, self.base) if self.votes is not None and self.base else None


@dataclass(frozen=True)
class OwnCommittee:
    """The elected of one congress, by name."""

    members: tuple[ElectedMember, ...]
    reference: date | None

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


def _rows(congresses: Q) -> list[Candidate]:
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
            congresses,
            elected=True,
            round__election__annulled=False,
            round__election__post=Post.COMMITTEE,
        )
        .annotate(
            congress=F("round__election__congress"),
            opened=F("round__election__congress__opened_on"),
            summoned=F("round__summoned"),
            base_stated=F("round__base_stated"),
            deducted=Subquery(deducted),
            reference=Subquery(reference),
            votes=Sum("lines__votes"),
        )
        .order_by("pk")
    )


def own_committees(of: Q, congresses: dict[int, Congress]) -> dict[int, OwnCommittee]:
    """congress id -> its elected committee, for all congresses that `of` finds (on Candidate); one query."""
    found: dict[int, list[ElectedMember]] = {}
    days: dict[int, date | None] = {}
    for row in _rows(of):
        congress = congresses.get(row.congress)
        if congress is None:
            continue
        day = row.reference or row.opened
        days[congress.pk] = day
        born = person(row).born
        age = age_at(born, day) if born is not None and day is not None else None
        band = band_of(age, three_bands(congress.season.regulation)) if age is not None else None
        base = row.base_stated
        if base is None and row.summoned is not None:
            base = row.summoned - (row.deducted or 0)
        found.setdefault(congress.pk, []).append(
            ElectedMember(
                name=row.name,
                woman=person(row).woman,
                band=band.key if band else "",
                age=age,
                votes=row.votes,
                base=base,
                outside_plan=row.source != "planned",
            )
        )
    return {
        pk: OwnCommittee(tuple(sorted(members, key=lambda one: name_key(one.name))), days[pk])
        for pk, members in found.items()
    }


def own_committee(congress: Congress | None) -> OwnCommittee:
    """The elected committee of one congress; empty where there is none."""
    if congress is None:
        return OwnCommittee((), None)
    where = Q(round__election__congress=congress)
    return own_committees(where, {congress.pk: congress}).get(congress.pk, OwnCommittee((), None))
