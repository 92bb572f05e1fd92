"""Delegates to a congress: how many each unit sends, official ones and alternates, who replaces whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby

from daihoi.rules.base import is_over_half
from daihoi.rules.levels import Level
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.regulations.regulation import Regulation
from daihoi.rules.rule import Rule, secondary, seen
from daihoi.rules.vietnamese import number

# --- allocation ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sender:
    """A unit that sends delegates: its members, the units below it, what it gets besides (a key unit, D-02)."""

    code: str
    members: int
    sub_units: int = 0
    extra: int = 0


@dataclass(frozen=True)
class Weights:
    """How seats are shared out: `per_unit` to each, the rest by members and by units below, weighted (D-01, D-02)."""

    per_unit: int = 1
    members: int = 1
    sub_units: int = 0


@dataclass(frozen=True)
class AllocationLine:
    """One unit's delegates with the arithmetic: fixed + extra + whole part + rounding + adjustment = delegates."""

    code: str
    fixed: int
    extra: int
    share: Fraction
    rounding: int
    adjustment: int = 0
    reason: str = ""

    @property
    def delegates(self) -> int:
        """What the unit sends."""
        return (
            self.fixed + self.extra + self.share.numerator // self.share.denominator + self.rounding + self.adjustment
        )

    @property
    def arithmetic(self) -> Message:
        """The line as a sum."""
        whole, rest = divmod(self.share.numerator, self.share.denominator)
        return Message.of(
            N_(
                "%(fixed)s per unit + %(extra)s extra + %(whole)s by weight (remainder %(rest)s) + %(rounding)s by "
                "largest remainder + %(adjustment)s by hand = %(delegates)s"
            ),
            rule="D-02",
            fixed=number(self.fixed),
            extra=number(self.extra),
            whole=number(whole),
            rest=f"{rest}/{self.share.denominator}",
            rounding=number(self.rounding),
            adjustment=number(self.adjustment),
            delegates=number(self.delegates),
        )


@dataclass(frozen=True)
class Allocation:
    """How many delegates each unit sends to one congress."""

    seats: int
    lines: tuple[AllocationLine, ...]

    @property
    def total(self) -> int:
        """All delegates sent, adjustments included."""
        return sum(line.delegates for line in self.lines)

    def of(self, code: str) -> AllocationLine:
        """The line of a unit; KeyError where it sends none."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)


def allocate(senders: Iterable[Sender], seats: int, weights: Weights = Weights()) -> Allocation:
    """Share `seats` elected delegates among the units by weight, largest remainders first (D-02).

    Of equal remainders the unit with more members comes first, then the one whose code comes first. RuleError where the
    fixed and extra seats alone are more than `seats`, or nobody has a weight.
    """
    units = list(senders)
    if len({unit.code for unit in units}) != len(units):
        raise RuleError(Message.of(N_("A unit stands twice in the allocation."), rule="D-02"))
    rest = seats - sum(weights.per_unit + unit.extra for unit in units)
    if rest < 0:
        raise RuleError(
            Message.of(
                N_("The fixed seats are %(fixed)s, more than the %(seats)s to share out. Give each unit fewer."),
                rule="D-02",
                fixed=number(seats - rest),
                seats=number(seats),
            )
        )
    weight = {unit.code: unit.members * weights.members + unit.sub_units * weights.sub_units for unit in units}
    all_weight = sum(weight.values())
    if rest and not all_weight:
        raise RuleError(
            Message.of(
                N_("%(rest)s seats cannot be shared out: no unit has members or units below it."),
                rule="D-02",
                rest=number(rest),
            )
        )
    share = {code: Fraction(rest * own, all_weight) if all_weight else Fraction(0) for code, own in weight.items()}
    left = rest - sum(part.numerator // part.denominator for part in share.values())
    order = sorted(units, key=lambda unit: (-(share[unit.code] % 1), -unit.members, unit.code))
    rounded_up = {unit.code for unit in order[:left]}
    lines = tuple(
        AllocationLine(unit.code, weights.per_unit, unit.extra, share[unit.code], int(unit.code in rounded_up))
        for unit in units
    )
    return Allocation(seats, lines)


def adjust(allocation: Allocation, changes: Mapping[str, tuple[int, str]]) -> Allocation:
    """`allocation` with changes by hand, code → (difference, reason); RuleError for what cannot be."""
    known = {line.code for line in allocation.lines}
    for code, (difference, reason) in changes.items():
        if code not in known:
            raise RuleError(Message.of(N_("%(code)s sends no delegates to this congress."), rule="D-02", code=code))
        if difference and not reason.strip():
            raise RuleError(
                Message.of(N_("%(code)s: a change by hand needs its reason in words."), rule="D-02", code=code)
            )
        if allocation.of(code).delegates - allocation.of(code).adjustment + difference < 0:
            raise RuleError(Message.of(N_("%(code)s would send fewer than no delegates."), rule="D-02", code=code))
    lines = tuple(
        replace(line, adjustment=changes[line.code][0], reason=changes[line.code][1]) if line.code in changes else line
        for line in allocation.lines
    )
    return replace(allocation, lines=lines)


# D-03: what an important sector may be given besides, ex-officio delegates not counted.
MOST_EXTRA = 2


def allocation_warnings(
    allocation: Allocation, limit: Rule[int] | Rule[int | None], *, ex_officio: int = 0, appointed: int = 0
) -> tuple[Message, ...]:
    """What the superior should look at: the limit on all delegates (2.3), the seats planned, extras over two (D-03)."""
    found = []
    every = allocation.total + ex_officio + appointed
    if limit.value is not None and every > limit.value:
        found.append(
            Message.of(
                N_(
                    "%(elected)s elected + %(ex_officio)s ex officio + %(appointed)s appointed = %(total)s delegates; "
                    "at this level at most %(limit)s are allowed."
                ),
                rule=limit.rule,
                article=limit.article,
                elected=number(allocation.total),
                ex_officio=number(ex_officio),
                appointed=number(appointed),
                total=number(every),
                limit=number(limit.value),
            )
        )
    if allocation.total != allocation.seats:
        found.append(
            Message.of(
                N_("The units send %(total)s delegates; %(seats)s were to be shared out."),
                rule="D-02",
                total=number(allocation.total),
                seats=number(allocation.seats),
            )
        )
    found += [
        Message.of(
            N_("%(code)s gets %(extra)s delegates besides; usual are one or two."),
            rule="D-03",
            article="Chỉ thị 35-CT/TW (2019)",
            code=line.code,
            extra=number(line.extra + line.adjustment),
        )
        for line in allocation.lines
        if line.extra + line.adjustment > MOST_EXTRA
    ]
    return tuple(found)


# --- limits (2.3) ----------------------------------------------------------------------------------------------------

_CT35, _CT45 = "Chỉ thị 35-CT/TW (2019)", "Chỉ thị 45-CT/TW (2025)"

# The limits that depend on more than the level, by regulation; the ordinary one stands in the level's row.
SPECIAL_LIMITS: Mapping[str, Mapping[str, Rule[int]]] = {
    "244-QĐ/TW": {
        "hanoi": seen(500, "D-01", _CT35),
        "ho_chi_minh_city": seen(450, "D-01", _CT35),
        "nghe_an": seen(450, "D-01", _CT35),
        "thanh_hoa": seen(450, "D-01", _CT35),
        "army": seen(450, "D-01", _CT35),
        "public_security": seen(350, "D-01", _CT35),
        "central_bloc": seen(300, "D-01", _CT35),
    },
    "190-QĐ/TW": {
        "hanoi": secondary(550, "D-01", _CT45),
        "ho_chi_minh_city": secondary(550, "D-01", _CT45),
        "nghe_an": secondary(500, "D-01", _CT45),
        "thanh_hoa": secondary(500, "D-01", _CT45),
        "army": secondary(450, "D-01", _CT45),
        "public_security": secondary(350, "D-01", _CT45),
        "central_committee": secondary(450, "D-01", _CT45),
        "merged_from_two": secondary(450, "D-01", _CT45),
        "merged_from_three": secondary(500, "D-01", _CT45),
        "commune": secondary(250, "D-01", _CT45),
    },
}


def delegate_limit(regulation: Regulation, level: Level, special: str = "") -> Rule[int] | Rule[int | None]:
    """The most delegates of a congress of `level`; `special` names a place or case of SPECIAL_LIMITS, else KeyError."""
    return SPECIAL_LIMITS[regulation.key][special] if special else level.max_delegates


# --- official and alternate delegates --------------------------------------------------------------------------------


@dataclass(frozen=True)
class DelegateSplit:
    """Who of one common list is official, who alternate, by descending votes (D-06, D-07).

    `tied_official` and `tied_alternate` stand at the last seat with equal votes: they stand again among themselves.
    """

    official: tuple[int, ...]
    tied_official: tuple[int, ...]
    alternate: tuple[int, ...]
    tied_alternate: tuple[int, ...]
    official_short: int
    alternate_short: int
    message: Message


def split_delegates(
    votes: Mapping[int, int], base: int, *, seats: int, alternates: int, regulation: Regulation
) -> DelegateSplit:
    """Fill official seats first, then alternates, from those with more than half, by votes (D-06, D-07).

    `votes` maps ballot numbers to votes in the ballot's order. Alternates wait while official seats are tied.
    """
    over = sorted(
        ((number_, count) for number_, count in votes.items() if is_over_half(count, base, regulation)),
        key=lambda pair: -pair[1],
    )
    official, tied_official, rest = _take(over, seats)
    alternate, tied_alternate, _ = _take(rest, alternates) if not tied_official else ((), (), ())
    official_short, alternate_short = seats - len(official), alternates - len(alternate)
    if tied_official or tied_alternate:
        text = N_("Equal votes at the last seat: those tied stand again among themselves.")
        rule = "N-21"
    elif official_short:
        text = N_("%(official)s official seats are empty: the congress votes again on them (D-09).")
        rule = "D-09"
    elif alternate_short:
        text = N_("%(alternate)s alternates are missing: whether to vote further is for the congress.")
        rule = "D-07"
    else:
        text = N_("All official delegates and alternates are elected.")
        rule = "D-06"
    message = Message.of(
        text,
        rule=rule,
        article="244-QĐ/TW, Điều 20(2)" if regulation.key == "244-QĐ/TW" else "190-QĐ/TW, Điều 18",
        official=number(official_short),
        alternate=number(alternate_short),
    )
    return DelegateSplit(official, tied_official, alternate, tied_alternate, official_short, alternate_short, message)


def _take(
    ranked: Sequence[tuple[int, int]], seats: int
) -> tuple[tuple[int, ...], tuple[int, ...], list[tuple[int, int]]]:
    """(taken, tied, rest): groups of equal votes take seats while the whole group fits."""
    taken: list[int] = []
    for _, equal in groupby(ranked, key=lambda pair: pair[1]):
        group = [pair[0] for pair in equal]
        if len(taken) + len(group) > seats:
            tied = tuple(group) if len(taken) < seats else ()
            return tuple(taken), tied, [pair for pair in ranked if pair[0] not in taken and pair[0] not in tied]
        taken += group
    return tuple(taken), (), []


# --- moves and replacements ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MovedDelegate:
    """What becomes of a delegate who moved to another unit."""

    delegation: str
    may_be_replaced: bool
    message: Message


def moved_delegate(old_unit: str, new_unit: str, *, same_superior: bool, heads_new_delegation: bool) -> MovedDelegate:
    """A delegate who moves under the same superior stays in the old delegation, unreplaced (D-10).

    Only a delegate made head of the new unit's delegation goes over to it; who leaves the superior's organisation is no
    delegate of it any more, and an alternate may come.
    """
    article = "Hướng dẫn 01-HD/TW (2021), mục 13.1"
    if not same_superior:
        text = N_("Moved out of the superior's organisation: no longer a delegate; an alternate may replace.")
        return MovedDelegate("", True, Message.of(text, rule="D-10", article=article))
    if heads_new_delegation:
        text = N_("Moved to %(new)s and head of its delegation: goes over to it; %(old)s sends no alternate.")
        return MovedDelegate(
            new_unit, False, Message.of(text, rule="D-10", article=article, old=old_unit, new=new_unit)
        )
    text = N_("Moved to %(new)s under the same superior: stays in the delegation of %(old)s, which sends no alternate.")
    return MovedDelegate(old_unit, False, Message.of(text, rule="D-10", article=article, old=old_unit, new=new_unit))


@dataclass(frozen=True)
class Alternate:
    """An elected alternate: who, of which delegation, with how many votes; `order` is the place on the ballot."""

    person: str
    delegation: str
    votes: int
    order: int = 0


@dataclass(frozen=True)
class Replacement:
    """An absent official delegate and the alternate who comes instead; None where there is none."""

    absent: str
    delegation: str
    alternate: str | None


def replacements(
    absent: Iterable[tuple[str, str]], alternates: Iterable[Alternate], *, consent: bool
) -> tuple[Replacement, ...]:
    """Replace delegates absent for the whole congress, given as (person, delegation), by alternates (D-11).

    Alternates of the same delegation come by order of votes, and only with the convening committee's consent. Those not
    replaced leave the base (N-11).
    """
    waiting = sorted(alternates, key=lambda one: (-one.votes, one.order))
    result = []
    for person, delegation in absent:
        own = next((one for one in waiting if one.delegation == delegation), None) if consent else None
        if own is not None:
            waiting.remove(own)
        result.append(Replacement(person, delegation, own.person if own is not None else None))
    return tuple(result)
