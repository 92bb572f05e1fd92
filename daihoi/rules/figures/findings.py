"""What does not add up, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from daihoi.rules.figures.counts import FIGURES, Figures
from daihoi.rules.figures.figure import Check, Record
from daihoi.rules.messages import N_, Message
from daihoi.rules.vietnamese import number


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
