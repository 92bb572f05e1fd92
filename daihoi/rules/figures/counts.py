"""Counts over a closed set of keys that add up level by level."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from daihoi.rules.messages import N_, Message


@dataclass(frozen=True)
class Kind:
    """What one key counts: its label, its unit (both msgids), the rule or table that asks for it."""

    label: str
    unit: str
    article: str = ""


_UNITS, _MEMBERS, _CONGRESSES, _PEOPLE = N_("units"), N_("party members"), N_("congresses"), N_("persons")
_SEATS, _CASES, _ROUNDS = N_("seats"), N_("cases"), N_("rounds")

# One row per figure; a return holds these and nothing else. A new figure is one new row.
FIGURES: Mapping[str, Kind] = MappingProxyType(
    {
        # units
        "grassroots_units": Kind(N_("Grassroots units"), _UNITS, "U-02"),
        "grassroots_organizations": Kind(N_("Grassroots organisations"), _UNITS, "U-02"),
        "grassroots_cells": Kind(N_("Grassroots cells"), _UNITS, "U-02"),
        "sub_organizations": Kind(N_("Sub-organisations"), _UNITS, "U-05"),
        "cells_under_committees": Kind(N_("Cells under grassroots committees"), _UNITS, "U-05"),
        "cells_under_sub_organizations": Kind(N_("Cells under sub-organisations"), _UNITS, "U-05"),
        # members
        "members": Kind(N_("Party members"), _MEMBERS, "U-04"),
        "official": Kind(N_("Official members"), _MEMBERS, "U-30"),
        "probationary": Kind(N_("Probationary members"), _MEMBERS, "U-30"),
        "women_members": Kind(N_("Women among the members"), _MEMBERS),
        "men_members": Kind(N_("Men among the members"), _MEMBERS),
        "exempted": Kind(N_("Members exempted from work and activities"), _MEMBERS, "U-32"),
        "temporary_away": Kind(N_("Members temporarily elsewhere"), _MEMBERS, "U-32"),
        # congresses
        "congresses_due": Kind(N_("Congresses due"), _CONGRESSES, "T1"),
        "congresses_held": Kind(N_("Congresses held"), _CONGRESSES, "T1"),
        "congresses_excepted": Kind(N_("Congresses postponed or excepted"), _CONGRESSES, "T1"),
        "members_congresses": Kind(N_("Congresses of members"), _CONGRESSES, "C-01"),
        "delegates_congresses": Kind(N_("Congresses of delegates"), _CONGRESSES, "C-01"),
        # committees
        "committees_to_elect": Kind(N_("Units that elect a committee"), _UNITS, "U-10"),
        "committees_full": Kind(N_("Units that elected their full committee"), _UNITS, "T2"),
        "committees_short": Kind(N_("Units that elected fewer than their seats"), _UNITS, "T2"),
        "no_committee": Kind(N_("Cells with fewer than nine official members, without a committee"), _UNITS, "U-10"),
        "not_held": Kind(N_("Units without a committee election yet"), _UNITS, "T1"),
        # elections of the committee at this level
        "seats": Kind(N_("Seats on the committee"), _SEATS, "U-17"),
        "elected": Kind(N_("Elected to the committee"), _PEOPLE, "N-13"),
        "seats_short": Kind(N_("Seats left empty"), _SEATS, "N-22"),
        "women": Kind(N_("Women elected"), _PEOPLE, "S-01"),
        "ethnic": Kind(N_("Ethnic minorities elected"), _PEOPLE, "S-04"),
        "young": Kind(N_("Young persons elected"), _PEOPLE, "S-02"),
        "age_middle": Kind(N_("Elected, middle age band"), _PEOPLE, "S-03"),
        "age_old": Kind(N_("Elected, oldest age band"), _PEOPLE, "S-03"),
        "age_unknown": Kind(N_("Elected, age band not known"), _PEOPLE, "S-03"),
        "first_time": Kind(N_("Elected for the first time"), _PEOPLE, "S-05"),
        "education_postgraduate": Kind(N_("Elected, postgraduate education"), _PEOPLE, "T2"),
        "education_university": Kind(N_("Elected, university education"), _PEOPLE, "T2"),
        "education_college": Kind(N_("Elected, college education"), _PEOPLE, "T2"),
        "education_below": Kind(N_("Elected, education below college"), _PEOPLE, "T2"),
        "education_unknown": Kind(N_("Elected, education not known"), _PEOPLE, "T2"),
        "theory_advanced": Kind(N_("Elected, advanced political theory"), _PEOPLE, "T2"),
        "theory_intermediate": Kind(N_("Elected, intermediate political theory"), _PEOPLE, "T2"),
        "theory_elementary": Kind(N_("Elected, elementary political theory"), _PEOPLE, "T2"),
        "theory_none": Kind(N_("Elected, no political theory recorded"), _PEOPLE, "T2"),
        "candidates": Kind(N_("Candidates on the final list"), _PEOPLE, "E-21"),
        "floor_nominees": Kind(N_("Nominated at the congress"), _PEOPLE, "E-25"),
        "self_nominees": Kind(N_("Self-nominated"), _PEOPLE, "E-25"),
        "further_rounds": Kind(N_("Further rounds of voting"), _ROUNDS, "N-22"),
        "tie_votes": Kind(N_("Votes to break a tie"), _ROUNDS, "N-21"),
        "planned_not_elected": Kind(N_("Planned but not elected"), _PEOPLE, "E-40"),
        # standing committee, secretary, deputies, inspection committee
        "standing_members": Kind(N_("Members of standing committees"), _PEOPLE, "U-16"),
        "standing_women": Kind(N_("Women in standing committees"), _PEOPLE, "S-01"),
        "secretaries": Kind(N_("Secretaries"), _PEOPLE, "T4"),
        "secretaries_women": Kind(N_("Women among the secretaries"), _PEOPLE, "T4"),
        "secretaries_first_time": Kind(N_("Secretaries for the first time"), _PEOPLE, "T4"),
        "secretaries_direct": Kind(N_("Secretaries elected directly by the congress"), _PEOPLE, "E-06"),
        "deputies": Kind(N_("Deputy secretaries"), _PEOPLE, "T4"),
        "inspection_members": Kind(N_("Members of inspection committees"), _PEOPLE, "T5"),
        "inspection_women": Kind(N_("Women in inspection committees"), _PEOPLE, "T5"),
        # incidents
        "complaints": Kind(N_("Complaints about elections"), _CASES, "N-51"),
        "annulled": Kind(N_("Elections annulled"), _CASES, "N-52"),
        "reelections": Kind(N_("Elections held anew"), _CASES, "N-52"),
    }
)


class UnknownFigureError(KeyError):
    """A key outside FIGURES."""

    def __init__(self, key: object) -> None:
        super().__init__(key)
        self.message = Message.of(N_("There is no figure named “%(key)s”."), key=str(key))


class Figures(Mapping[str, int]):
    """Immutable counts over the keys of FIGURES, a missing one being 0; they add up key by key."""

    __slots__ = ("_counts",)
    _counts: Mapping[str, int]

    def __init__(self, counts: Mapping[str, int] | None = None, /, **more: int) -> None:
        given = {**(counts or {}), **more}
        for key, count in given.items():
            if key not in FIGURES:
                raise UnknownFigureError(key)
            if not isinstance(count, int) or isinstance(count, bool) or count < 0:
                raise ValueError(f"{key}: a count is a whole number from 0 on, not {count!r}")
        self._counts = MappingProxyType({key: given[key] for key in sorted(given) if given[key]})

    def __getitem__(self, key: str) -> int:
        if key not in FIGURES:
            raise UnknownFigureError(key)
        return self._counts.get(key, 0)

    def __iter__(self) -> Iterator[str]:
        return iter(FIGURES)

    def __len__(self) -> int:
        return len(FIGURES)

    def __contains__(self, key: object) -> bool:
        return key in FIGURES

    def __add__(self, other: "Figures") -> "Figures":
        if not isinstance(other, Figures):
            return NotImplemented
        return Figures.total((self, other))

    def __eq__(self, other: object) -> bool:
        return self._counts == other._counts if isinstance(other, Figures) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self._counts.items()))

    def __repr__(self) -> str:
        return f"Figures({dict(self._counts)})"

    @classmethod
    def total(cls, many: Iterable["Figures"]) -> "Figures":
        """The sum of `many`, key by key; of none, nothing."""
        sums: dict[str, int] = {}
        for figures in many:
            for key, count in figures._counts.items():
                sums[key] = sums.get(key, 0) + count
        return cls(sums)

    def as_dict(self) -> dict[str, int]:
        """The canonical form: keys sorted, zeros left out; `Figures(f.as_dict()) == f`."""
        return dict(self._counts)

    def replace(self, **counts: int) -> "Figures":
        """A copy with some counts set."""
        return Figures({**self._counts, **counts})


# The level of the congress that figures belong to, from the bottom up.
TIERS = ("cell", "sub_organization", "grassroots", "direct_superior", "central_direct", "national")


@dataclass(frozen=True)
class LevelFigures:
    """Figures by the level of the congress they come from, so that a district's own election never enters its sum."""

    levels: Mapping[str, Figures] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for tier in self.levels:
            if tier not in TIERS:
                raise ValueError(f"no such level: {tier}")
        kept = {t: self.levels[t] for t in TIERS if self.levels.get(t, Figures()).as_dict()}
        object.__setattr__(self, "levels", MappingProxyType(kept))

    def __getitem__(self, tier: str) -> Figures:
        if tier not in TIERS:
            raise ValueError(f"no such level: {tier}")
        return self.levels.get(tier, Figures())

    def __add__(self, other: "LevelFigures") -> "LevelFigures":
        return LevelFigures({tier: self[tier] + other[tier] for tier in TIERS})

    def __hash__(self) -> int:
        return hash(tuple(self.levels.items()))

    @classmethod
    def total(cls, many: Iterable["LevelFigures"]) -> "LevelFigures":
        """The sum of `many`, level by level."""
        kept = list(many)
        return cls({tier: Figures.total(one[tier] for one in kept) for tier in TIERS})

    def as_dict(self) -> dict[str, dict[str, int]]:
        """The canonical form."""
        return {tier: figures.as_dict() for tier, figures in self.levels.items()}

    @classmethod
    def from_dict(cls, levels: Mapping[str, Mapping[str, int]]) -> "LevelFigures":
        """The inverse of `as_dict`; UnknownFigureError or ValueError for a key or level outside the closed sets."""
        return cls({tier: Figures(counts) for tier, counts in levels.items()})
