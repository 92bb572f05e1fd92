"""Figures: counts that add up level by level, what is shown of them, and the search for what does not add up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from types import MappingProxyType

from daihoi.rules.messages import N_, Message
from daihoi.rules.vietnamese import date_short, number

# --- the closed set of keys ------------------------------------------------------------------------------------------


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


# --- percentages -----------------------------------------------------------------------------------------------------


class Style(Enum):
    """How a percentage ends after two decimals (N-31)."""

    CUT = "cut"
    HALF_UP = "half_up"


@dataclass(frozen=True)
class Percent:
    """A fraction shown as a percentage with two decimals and a comma, exact (N-31)."""

    numerator: int
    denominator: int
    style: Style = Style.HALF_UP

    def __post_init__(self) -> None:
        if self.numerator < 0 or self.denominator < 0:
            raise ValueError("a share is of counts, not of negative numbers")

    @property
    def hundredths(self) -> int | None:
        """Hundredths of a percent, 3902 for 16/41; None of nothing."""
        if not self.denominator:
            return None
        whole, rest = divmod(self.numerator * 10000, self.denominator)
        return whole + 1 if self.style is Style.HALF_UP and rest * 2 >= self.denominator else whole

    def digits(self) -> str:
        """Without the sign: 39,02; a dash of nothing."""
        if self.hundredths is None:
            return "–"
        whole, rest = divmod(self.hundredths, 100)
        return f"{number(whole)},{rest:02d}"

    def text(self) -> str:
        """With the sign: 39,02 %."""
        return self.digits() if self.hundredths is None else f"{self.digits()} %"

    def fraction_text(self) -> str:
        """The fraction that always stands beside it: 16/41."""
        return f"{number(self.numerator)}/{number(self.denominator)}"


def percent(numerator: int, denominator: int, style: Style = Style.HALF_UP) -> str:
    """The digits of a percentage: 16/41 → 39,02; 5/41 → 12,19 cut off, 12,20 half up (N-31)."""
    return Percent(numerator, denominator, style).digits()


# --- a figure and where it comes from --------------------------------------------------------------------------------


class OriginKind(Enum):
    """Live figures may still change; a return's and a certified result's are frozen."""

    LIVE = "live"
    RETURN = "return"
    CERTIFICATE = "certificate"


@dataclass(frozen=True)
class Origin:
    """Where a figure comes from: live as of a date, or a version of a return."""

    kind: OriginKind
    as_of: date | None = None
    version: int = 0
    digest: str = ""
    accepted: date | None = None

    @classmethod
    def live(cls, as_of: date) -> "Origin":
        """Counted from the records as they stood on `as_of`."""
        return cls(OriginKind.LIVE, as_of=as_of)

    @classmethod
    def returned(cls, version: int, digest: str, accepted: date | None = None) -> "Origin":
        """Taken from version `version` of a return; `accepted` is the day the superior took it."""
        return cls(OriginKind.RETURN, version=version, digest=digest, accepted=accepted)

    @classmethod
    def certified(cls, version: int, digest: str, signed: date) -> "Origin":
        """Taken from version `version` of the certificate of a count, signed on that day."""
        return cls(OriginKind.CERTIFICATE, version=version, digest=digest, accepted=signed)

    @property
    def is_live(self) -> bool:
        """Whether the figure may still change."""
        return self.kind is OriginKind.LIVE

    def message(self) -> Message:
        """The origin in words."""
        if self.as_of is not None:
            return Message.of(N_("Provisional figure as of %(day)s"), day=date_short(self.as_of))
        if self.kind is OriginKind.CERTIFICATE and self.accepted is not None:
            return Message.of(
                N_("Certified by two persons on %(day)s, version %(version)s"),
                day=date_short(self.accepted),
                version=self.version,
            )
        if self.accepted is not None:
            return Message.of(
                N_("Return version %(version)s, accepted %(day)s"), version=self.version, day=date_short(self.accepted)
            )
        return Message.of(N_("Return version %(version)s, not accepted yet"), version=self.version)


@dataclass(frozen=True)
class Record:
    """One record behind a figure: what it is, where it is found, how much it counts."""

    label: str
    reference: str = ""
    value: int = 1


@dataclass(frozen=True)
class Check:
    """Two sides that should be equal, and whether they are."""

    name: Message
    left: str
    right: str
    holds: bool
    explanation: tuple[Message, ...] = ()

    @classmethod
    def of_sum(cls, name: Message, parts: Sequence[int], whole: int, explanation: tuple[Message, ...] = ()) -> "Check":
        """Whether `parts` add up to `whole`."""
        left = " + ".join(number(part) for part in parts)
        return cls(name, left, number(whole), sum(parts) == whole, explanation)

    def equation(self) -> str:
        """Both sides with the sign between them: 39 + 11 ≠ 53."""
        return f"{self.left} {'=' if self.holds else '≠'} {self.right}"


@dataclass(frozen=True)
class Figure:
    """A number that can be asked where it comes from: a count, or a fraction shown as a percentage."""

    key: str
    label: Message
    origin: Origin
    value: int | None = None
    fraction: tuple[int, int] | None = None
    unit: Message | None = None
    records: tuple[Record, ...] = ()
    checks: tuple[Check, ...] = ()
    style: Style = Style.HALF_UP
    target: Message | None = None
    notes: tuple[Message, ...] = ()
    article: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) == (self.fraction is None):
            raise ValueError(f"{self.key}: a figure is a value or a fraction, one of the two")

    @classmethod
    def count(
        cls,
        key: str,
        value: int,
        origin: Origin,
        *,
        label: Message | None = None,
        records: tuple[Record, ...] = (),
        checks: tuple[Check, ...] = (),
        notes: tuple[Message, ...] = (),
        target: Message | None = None,
    ) -> "Figure":
        """A count; label, unit and article come from FIGURES, or `label` names a figure outside it."""
        kind = FIGURES.get(key)
        if label is None and kind is None:
            raise UnknownFigureError(key)
        return cls(
            key,
            label if label is not None else Message.of(kind.label if kind else key),
            origin,
            value=value,
            unit=Message.of(kind.unit) if kind else None,
            records=records,
            checks=checks,
            notes=notes,
            target=target,
            article=kind.article if kind else "",
        )

    @classmethod
    def share(
        cls,
        key: str,
        numerator: int,
        denominator: int,
        origin: Origin,
        *,
        style: Style,
        label: Message | None = None,
        records: tuple[Record, ...] = (),
        checks: tuple[Check, ...] = (),
        notes: tuple[Message, ...] = (),
        target: Message | None = None,
        article: str = "",
    ) -> "Figure":
        """A share of `denominator`, shown as a percentage in the office's style."""
        kind = FIGURES.get(key)
        if label is None and kind is None:
            raise UnknownFigureError(key)
        return cls(
            key,
            label if label is not None else Message.of(kind.label if kind else key),
            origin,
            fraction=(numerator, denominator),
            records=records,
            checks=checks,
            style=style,
            notes=notes,
            target=target,
            article=article or (kind.article if kind else ""),
        )

    def text(self) -> str:
        """What is shown: 11.836, or 39,02 %."""
        if self.fraction is not None:
            return Percent(*self.fraction, self.style).text()
        return number(self.value or 0)

    def fraction_text(self) -> str:
        """The fraction behind a percentage, 16/41; empty for a count."""
        return Percent(*self.fraction, self.style).fraction_text() if self.fraction is not None else ""


# --- what does not add up --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """A number of cases that the records explain, with the records."""

    count: int
    reason: Message
    records: tuple[Record, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Something that does not add up: the equation, the gap, what of it the records explain.

    `closed` is the equation with the explanation in it where that closes it: 39 + 11 + 3 = 53.
    """

    code: str
    equation: str
    gap: int
    explained: tuple[Known, ...]
    unexplained: int
    message: Message
    closed: str = ""

    @property
    def is_explained(self) -> bool:
        """Whether the records close the gap wholly."""
        return self.unexplained == 0

    def as_check(self, name: Message) -> Check:
        """The finding as the check of a figure's drawer."""
        left, right = self.equation.split(" ≠ ")
        return Check(name, left, right, False, (self.message, *(known.reason for known in self.explained)))


def reconcile(
    parts: Sequence[int],
    whole: int,
    known_exceptions: Sequence[Known] = (),
    *,
    code: str = "sum",
    name: Message | None = None,
) -> Finding | None:
    """Compare the sum of `parts` with `whole`; where they differ, explain the gap from what the records know.

    39 + 11 ≠ 53, gap 3; three cells below nine official members elect no committee: 39 + 11 + 3 = 53.
    Exceptions are cases missing from `parts`, so they can explain a sum that is too small, never one too large.
    """
    gap = whole - sum(parts)
    if gap == 0:
        return None
    explained = tuple(known for known in known_exceptions if known.count) if gap > 0 else ()
    known_count = sum(known.count for known in explained)
    unexplained = gap - known_count
    left = " + ".join(number(part) for part in parts)
    equation = f"{left} ≠ {number(whole)}"
    closed = ""
    if explained and unexplained == 0:
        closed = " + ".join([left, *(number(known.count) for known in explained)]) + f" = {number(whole)}"
        text = N_("%(what)s: %(equation)s. The difference of %(gap)s is explained by the records: %(closed)s.")
    elif explained and unexplained > 0:
        text = N_(
            "%(what)s: %(equation)s. The difference is %(gap)s; the records explain %(known)s of it, "
            "%(rest)s remain without an explanation."
        )
    elif explained:
        text = N_(
            "%(what)s: %(equation)s. The difference is %(gap)s, but the records name %(known)s exceptions, "
            "%(rest)s too many. Some unit is counted twice."
        )
    else:
        text = N_("%(what)s: %(equation)s. The difference is %(gap)s and no record explains it.")
    message = Message.of(
        text,
        what=name if name is not None else Message.of(N_("Sum")),
        equation=equation,
        gap=number(abs(gap)),
        closed=closed,
        known=number(known_count),
        rest=number(abs(unexplained)),
    )
    return Finding(code, equation, gap, explained, unexplained, message, closed)


def committees_finding(
    figures: Figures,
    *,
    no_committee: tuple[Record, ...] = (),
    not_held: tuple[Record, ...] = (),
    others: Sequence[Known] = (),
) -> Finding | None:
    """Full and short committees against the grassroots units: 39 + 11 ≠ 53, and why (U-10); records name the units."""
    known = [
        Known(
            figures["no_committee"],
            Message.of(
                N_(
                    "%(count)s cells have fewer than nine official members: they elect no committee, only a secretary "
                    "and where needed a deputy."
                ),
                rule="U-10",
                article="Điều lệ Đảng Điều 24(4)",
                count=number(figures["no_committee"]),
            ),
            no_committee,
        ),
        Known(
            figures["not_held"],
            Message.of(N_("%(count)s units have not elected their committee yet."), count=number(figures["not_held"])),
            not_held,
        ),
        *others,
    ]
    return reconcile(
        (figures["committees_full"], figures["committees_short"]),
        figures["grassroots_units"],
        known,
        code="committees",
        name=Message.of(N_("Full committees and short committees against all grassroots units")),
    )


def members_finding(registered: int, stated: int, unit: str) -> Finding | None:
    """The members of the register against the number that the file of units states for `unit`."""
    if registered == stated:
        return None
    equation = f"{number(registered)} ≠ {number(stated)}"
    message = Message.of(
        N_("%(unit)s: the register counts %(registered)s members, the file of units states %(stated)s."),
        unit=unit,
        registered=number(registered),
        stated=number(stated),
    )
    return Finding("members_stated", equation, stated - registered, (), stated - registered, message)


def children_findings(children: Figures, stated: Figures, keys: Iterable[str] = FIGURES) -> tuple[Finding, ...]:
    """The sum of the returns below against what the return above states, one finding for each key that differs."""
    findings = []
    for key in keys:
        if children[key] != stated[key]:
            message = Message.of(
                N_("%(what)s: the returns below add up to %(sum)s, the return above states %(stated)s."),
                what=Message.of(FIGURES[key].label),
                sum=number(children[key]),
                stated=number(stated[key]),
            )
            gap = stated[key] - children[key]
            equation = f"{number(children[key])} ≠ {number(stated[key])}"
            findings.append(Finding(f"children.{key}", equation, gap, (), gap, message))
    return tuple(findings)


@dataclass(frozen=True)
class Identity:
    """Keys that add up to another key; an optional one is asked only where one of its parts was recorded."""

    code: str
    name: str
    parts: tuple[str, ...]
    whole: str
    optional: bool = False


IDENTITIES = (
    Identity(
        "grassroots_units",
        N_("Grassroots organisations and cells are the grassroots units"),
        ("grassroots_organizations", "grassroots_cells"),
        "grassroots_units",
    ),
    Identity(
        "members_status",
        N_("Official and probationary members are all members"),
        ("official", "probationary"),
        "members",
    ),
    Identity(
        "members_sex", N_("Women and men are all members"), ("women_members", "men_members"), "members", optional=True
    ),
    Identity(
        "congress_types",
        N_("Congresses of members and of delegates are the congresses held"),
        ("members_congresses", "delegates_congresses"),
        "congresses_held",
        optional=True,
    ),
    Identity(
        "committees_to_elect",
        N_("Full and short committees and those not elected yet are the committees to elect"),
        ("committees_full", "committees_short", "not_held"),
        "committees_to_elect",
    ),
    Identity("seats", N_("Elected and empty seats are all seats"), ("elected", "seats_short"), "seats"),
    Identity(
        "ages",
        N_("The age bands are all elected"),
        ("young", "age_middle", "age_old", "age_unknown"),
        "elected",
        optional=True,
    ),
    Identity(
        "education",
        N_("The levels of education are all elected"),
        ("education_postgraduate", "education_university", "education_college", "education_below", "education_unknown"),
        "elected",
        optional=True,
    ),
    Identity(
        "theory",
        N_("The levels of political theory are all elected"),
        ("theory_advanced", "theory_intermediate", "theory_elementary", "theory_none"),
        "elected",
        optional=True,
    ),
)


def identity_checks(figures: Figures) -> tuple[Check, ...]:
    """Every identity that `figures` can be held to, kept or broken."""
    return tuple(
        Check.of_sum(Message.of(identity.name), [figures[key] for key in identity.parts], figures[identity.whole])
        for identity in _asked(figures)
    )


def identity_findings(figures: Figures) -> tuple[Finding, ...]:
    """The identities inside one set of figures that are broken."""
    found = (
        reconcile(
            [figures[key] for key in identity.parts],
            figures[identity.whole],
            code=identity.code,
            name=Message.of(identity.name),
        )
        for identity in _asked(figures)
    )
    return tuple(finding for finding in found if finding is not None)


def _asked(figures: Figures) -> Iterator[Identity]:
    for identity in IDENTITIES:
        keys = identity.parts if identity.optional else (*identity.parts, identity.whole)
        if any(figures[key] for key in keys):
            yield identity
