"""Everything that a unit's season comes to, as figures that can be asked and as the words of the paper.

A figure is signed where the unit handed in a return that counts, else live. Its name is that of its slot in the report
and of its place in a superior's own form: a key of `FIGURES`, with the level before it where a level is meant
(`grassroots_seats`), `own_…` for the unit's own congress, `…_percent` for a share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

from daihoi.congress.clock import today
from daihoi.congress.models import Congress, Season
from daihoi.elections.models import Incident
from daihoi.org.models import Unit
from daihoi.org.models.tally import REGISTER_KEYS, TIER
from daihoi.reports.queries.findings import committees_of, findings, unit_record
from daihoi.reports.queries.own import OwnCommittee, own_committee
from daihoi.reports.queries.rollup import Family, Node, family
from daihoi.reports.queries.texts import plain
from daihoi.reports.queries.words import TEXT_LABELS, Words, is_ratified, was_late
from daihoi.rules.figures import FIGURES, TIERS, Check, Figure, Figures, Finding, Origin, Record, identity_checks
from daihoi.rules.messages import N_, Message
from daihoi.rules.personnel import Tallied, Target, against, committee_targets
from daihoi.rules.regulations import Regulation
from daihoi.rules.vietnamese import date_short

LEVEL_KEYS = tuple(key for key in FIGURES if key not in REGISTER_KEYS)

# Shares: name -> (part, whole)
REGISTER_SHARES = {"women_members_percent": ("women_members", "members")}
LEVEL_SHARES = {
    "women_percent": ("women", "elected"),
    "young_percent": ("young", "elected"),
    "age_middle_percent": ("age_middle", "elected"),
    "age_old_percent": ("age_old", "elected"),
    "ethnic_percent": ("ethnic", "elected"),
    "first_time_percent": ("first_time", "elected"),
    "education_postgraduate_percent": ("education_postgraduate", "elected"),
    "education_university_percent": ("education_university", "elected"),
    "theory_advanced_percent": ("theory_advanced", "elected"),
    "elected_percent": ("elected", "seats"),
    "held_percent": ("congresses_held", "congresses_due"),
}

TIER_LABELS = {
    "cell": N_("cells"),
    "sub_organization": N_("sub-organisations"),
    "grassroots": N_("grassroots level"),
    "direct_superior": N_("level above the grassroots"),
    "central_direct": N_("level under the centre"),
    "national": N_("national level"),
}


# Figures of the own congress and of returns that are no row of FIGURES.
OWN_LABELS = {
    "own_rounds": N_("Rounds of voting, own congress"),
    "own_over_61": N_("Elected with more than 61 %% of the base, own congress"),
    "own_base": N_("Majority base of the election, own congress"),
    "own_lowest_percent": N_("Lowest share of votes of the elected, own congress"),
    "own_highest_percent": N_("Highest share of votes of the elected, own congress"),
    "own_summoned": N_("Summoned to the own congress"),
    "own_present": N_("Present at the opening of the own congress"),
    "own_days": N_("Days of the own congress"),
    "returns_due": N_("Returns due from the units directly below"),
    "returns_there": N_("Returns that came in"),
    "returns_ratified": N_("Results ratified"),
    "returns_late": N_("Returns that came in late"),
    "incidents_open": N_("Complaints not settled yet"),
}


def label_of(key: str) -> Message:
    """What the slot `key` stands for, without reading anything."""
    if key in OWN_LABELS:
        return Message.of(OWN_LABELS[key])
    if key in TEXT_LABELS:
        return Message.of(TEXT_LABELS[key])
    level = next((tier for tier in TIERS if key.startswith(f"{tier}_") and key not in FIGURES), "")
    own = key.startswith("own_")
    name = key.removeprefix(f"{level}_") if level else key.removeprefix("own_")
    if name in LEVEL_SHARES or name in REGISTER_SHARES:
        part = (REGISTER_SHARES | LEVEL_SHARES)[name][0]
        whole = key.removesuffix(name) + part
        return Message.of(N_("%(what)s (share)"), what=label_of(whole))
    if name not in FIGURES:
        kind = next((one for one in Incident.Kind if key == f"incidents_{one}"), None)
        return Message.of(N_("Incidents: %(kind)s"), kind=_INCIDENTS[kind]) if kind else Message.of("%(key)s", key=key)
    if level:
        return Message.of(N_("%(what)s, %(level)s"), what=_of(name), level=Message(TIER_LABELS[level]))
    return Message.of(N_("%(what)s, own congress"), what=_of(name)) if own else _of(name)


@dataclass(frozen=True)
class Slot:
    """A value that a text of the report may stand for: its words on paper, and the figure that can be asked."""

    key: str
    text: str
    figure: Figure | None = None
    label: Message | None = None

    @property
    def title(self) -> Message:
        """What it is."""
        if self.label is not None:
            return self.label
        return self.figure.label if self.figure is not None else Message.of("%(key)s", key=self.key)

    @property
    def value(self) -> str | int:
        """What a form gets: a number where it is a count."""
        if self.figure is not None and self.figure.value is not None:
            return self.figure.value
        return self.text


_INCIDENTS = {
    Incident.Kind.COMPLAINT: Message.of(N_("complaints")),
    Incident.Kind.ANNULLED: Message.of(N_("annulled elections")),
    Incident.Kind.REELECTION: Message.of(N_("elections held anew")),
}


class Facts:
    """The season at one unit, read when first asked; `names` opens the names of the elected."""

    def __init__(self, unit: Unit, season: Season, *, names: bool = True) -> None:
        self.unit, self.season, self.names = unit, season, names
        self.style = season.style
        self.tier = TIER[unit.level]

    # --- where it is read from

    @cached_property
    def family(self) -> Family:
        return family(self.unit, self.season)

    @property
    def here(self) -> Node:
        return self.family.here

    @property
    def congress(self) -> Congress | None:
        return self.here.congress

    @cached_property
    def today(self) -> date:
        return today(self.season)

    @cached_property
    def regulation(self) -> Regulation:
        return self.congress.regulation if self.congress is not None else self.season.regulation

    @property
    def origin(self) -> Origin:
        return self.here.origin

    @cached_property
    def own(self) -> Figures:
        """The figures of the unit's own congress."""
        if self.here.returned is not None:
            return self.here.returned.own[self.tier]
        return self.family.own

    @cached_property
    def committee(self) -> OwnCommittee:
        return own_committee(self.congress)

    @cached_property
    def findings(self) -> list[Finding]:
        return findings(self.unit, self.season, self.family)

    @cached_property
    def incidents(self) -> list[Incident]:
        """Complaints, annulments and re-elections of the subtree (T8)."""
        return list(
            Incident.objects.filter(congress__season=self.season, congress__in=Congress.objects.under(self.unit))
            .select_related("congress__unit")
            .order_by("received_on", "pk")[:200]
        )

    @property
    def tiers_below(self) -> list[str]:
        """The levels below the unit's own that hold congresses of the season, from the top down."""
        at = TIERS.index(self.tier)
        return [tier for tier in reversed(TIERS[:at]) if self.here.figures[tier]["congresses_due"]]

    @property
    def is_cell(self) -> bool:
        return self.regulation.level(self.unit.level).is_cell

    # --- figures

    def figure(self, key: str) -> Figure | None:
        """The figure of a slot; None where no such figure is known here."""
        near = (slots for prefix, slots in self._groups() if key.startswith(prefix))
        return next((slot.figure for slots in near for slot in slots() if slot.key == key), None)

    def _groups(self) -> Iterator[tuple[str, Callable[[], Iterator[Slot]]]]:
        """(how the names of its figures begin, the figures), so that one figure is found without reading the rest."""
        yield "", self._register
        for tier in self.tiers_below:
            yield f"{tier}_", partial(self._level, tier)
        if self.congress is not None:
            yield "own_", self._own
        yield "returns_", self._returns
        yield "incidents_", self._incidents

    def children_with(self, tier: str, key: str) -> tuple[Record, ...]:
        """The units one level down that a figure comes from, each with its count."""
        counts = ((one.unit.pk, one.figures[tier][key]) for one in self.family.children)
        return tuple(replace(self._unit_records[pk], value=count) for pk, count in counts if count)

    @cached_property
    def _unit_records(self) -> dict[int, Record]:
        return {one.unit.pk: unit_record(one.unit) for one in self.family.children}

    def _register(self) -> Iterator[Slot]:
        total = self.here.all_levels
        checks = {check.name.msgid: check for check in identity_checks(total)}
        for key in REGISTER_KEYS:
            records = tuple(
                replace(self._unit_records[one.unit.pk], value=one.all_levels[key])
                for one in self.family.children
                if one.all_levels[key]
            )
            held = _checks_for(key, checks)
            yield self._slot(Figure.count(key, total[key], self.origin, records=records, checks=held))
        for name, (part, whole) in REGISTER_SHARES.items():
            yield self._slot(
                Figure.share(name, total[part], total[whole], self.origin, style=self.style, label=label_of(name))
            )

    def _level(self, tier: str) -> Iterator[Slot]:
        figures = self.here.figures[tier]
        checks = {check.name.msgid: check for check in identity_checks(figures)}
        committees = committees_of(self.family) if tier == "grassroots" else None
        for key in LEVEL_KEYS:
            held = _checks_for(key, checks)
            if committees is not None and key in _RECONCILED:
                held = (*held, committees.as_check(_of("grassroots_units")))
            name, records = f"{tier}_{key}", self.children_with(tier, key)
            counted = Figure.count(
                name, figures[key], self.origin, label=label_of(name), records=records, checks=held
            )  # fmt: skip
            yield self._slot(counted)
        for share, (part, whole) in LEVEL_SHARES.items():
            name, target = f"{tier}_{share}", self._target(part, figures[part], figures[whole])
            yield self._slot(
                Figure.share(
                    name, figures[part], figures[whole], self.origin, style=self.style, label=label_of(name),
                    checks=_checks_for(part, checks), target=target,
                )
            )  # fmt: skip

    def _own(self) -> Iterator[Slot]:
        own, checks = self.own, {check.name.msgid: check for check in identity_checks(self.own)}
        for key in LEVEL_KEYS:
            name = f"own_{key}"
            yield self._slot(
                Figure.count(
                    name, own[key], self.origin, label=label_of(name),
                    records=self._people(key), checks=self._own_checks(key, checks),
                )
            )  # fmt: skip
        for share, (part, whole) in LEVEL_SHARES.items():
            name = f"own_{share}"
            yield self._slot(
                Figure.share(
                    name, own[part], own[whole], self.origin, style=self.style, label=label_of(name),
                    records=self._people(part), checks=self._own_checks(part, checks),
                    target=self._target(part, own[part], own[whole]), notes=self._reference(part),
                )
            )  # fmt: skip
        yield from self._votes()

    def _votes(self) -> Iterator[Slot]:
        """How many votes the elected had: rounds, above 61 %, lowest and highest."""
        committee, live = self.committee, Origin.live(self.today)
        rounds = (
            (1 if self.own["elected"] or self.own["seats"] else 0) + self.own["further_rounds"] + self.own["tie_votes"]
        )
        yield self._slot(Figure.count("own_rounds", rounds, self.origin, label=label_of("own_rounds")))
        above = [one for one in committee.members if one.share is not None and one.share * 100 > 61]
        records = tuple(Record(one.name, value=one.votes or 0) for one in above) if self.names else ()
        yield self._slot(
            Figure.count(
                "own_over_61", len(above), live, records=records,
                label=label_of("own_over_61"),
            )
        )  # fmt: skip
        base = committee.base
        if base is not None:
            yield self._slot(
                Figure.count(
                    "own_base", base, live, label=Message.of(N_("Majority base of the election, own congress"))
                )
            )
        ranked = sorted((one for one in committee.members if one.share is not None), key=lambda one: one.share or 0)
        for key, rows in (("own_lowest_percent", ranked[:1]), ("own_highest_percent", ranked[-1:])):
            for one in rows:
                yield self._slot(
                    Figure.share(
                        key, one.votes or 0, one.base or 0, live, style=self.style, label=label_of(key),
                        records=(Record(one.name, value=one.votes or 0),) if self.names else (),
                    )
                )  # fmt: skip
        congress = self.congress
        if congress is not None:
            for key, value in (
                ("own_summoned", congress.summoned),
                ("own_present", congress.present),
                ("own_days", congress.days),
            ):
                if value is not None:
                    yield self._slot(Figure.count(key, value, live, label=label_of(key)))

    def _people(self, key: str) -> tuple[Record, ...]:
        """The persons behind a count of the own committee; names only for those who may see them."""
        chosen = [
            one
            for one in self.committee.members
            if key == "elected"
            or (key == "women" and one.woman)
            or (key in ("young", "age_middle", "age_old") and one.band == key)
            or (key == "age_unknown" and not one.band)
        ]
        return tuple(Record(one.name) for one in chosen) if self.names else ()

    def _own_checks(self, key: str, checks: dict[str, Check]) -> tuple[Check, ...]:
        found = list(_checks_for(key, checks))
        members = self.committee.members
        if members and key in ("women", "elected") and all(one.woman is not None for one in members):
            women = sum(bool(one.woman) for one in members)
            name = Message.of(N_("Women and men are all elected"))
            found.append(Check.of_sum(name, [women, len(members) - women], self.own["elected"]))
        if members and key in ("women", "young", "age_middle", "age_old"):
            counted = sum(bool(one.woman) if key == "women" else one.band == key for one in members)
            name = Message.of(N_("Counted from the list of the elected"))
            found.append(Check.of_sum(name, [counted], self.own[key]))
        return tuple(found)

    def _reference(self, key: str) -> tuple[Message, ...]:
        day = self.committee.reference
        if key not in ("young", "age_middle", "age_old") or day is None:
            return ()
        return (Message.of(N_("Ages are counted at %(day)s."), rule="S-03", day=date_short(day)),)

    @cached_property
    def targets(self) -> dict[str, Target]:
        names = {"middle": "age_middle"}
        return {names.get(target.key, target.key): target for target in committee_targets(self.regulation)}

    def _target(self, key: str, count: int, total: int) -> Message | None:
        target = self.targets.get(key)
        if target is None or not total:
            return None
        return against(target, Tallied(count, 0, total)).message

    @staticmethod
    def _slot(figure: Figure) -> Slot:
        return Slot(figure.key, figure.text(), figure)

    # --- all of them

    @cached_property
    def slots(self) -> dict[str, Slot]:
        """name -> slot: every figure, and the words that the report's standard text uses."""
        found = {slot.key: slot for _prefix, slots in self._groups() for slot in slots()}
        for key, text in self.words.texts().items():
            found[key] = Slot(key, text(), label=label_of(key))
        return found

    def named(self, keys: Iterable[str]) -> dict[str, Slot]:
        """The slots of `keys` alone: what none of them needs is not read."""
        wanted = set(keys)
        found: dict[str, Slot] = {}
        for prefix, slots in self._groups():
            if any(key.startswith(prefix) for key in wanted):
                found |= {slot.key: slot for slot in slots() if slot.key in wanted}
        for key, text in self.words.texts().items():
            if key in wanted:
                found[key] = Slot(key, text(), label=label_of(key))
        return found

    def plain_slots(self) -> dict[str, Slot]:
        """name -> slot, with the slots inside the words of another set."""
        known = {key: slot.text for key, slot in self.slots.items()}
        return {
            key: slot if slot.figure is not None else replace(slot, text=plain(slot.text, known, {}))
            for key, slot in self.slots.items()
        }

    @cached_property
    def words(self) -> Words:
        return Words(self)

    # --- returns and incidents

    @property
    def returns_due(self) -> int:
        return len(self.family.followed)

    @property
    def returns_there(self) -> int:
        return sum(one.returned is not None for one in self.family.followed)

    @property
    def returns_ratified(self) -> int:
        return sum(is_ratified(one.congress) for one in self.family.followed)

    @property
    def returns_late(self) -> int:
        return sum(was_late(one.congress, one.returned) for one in self.family.followed)

    def _returns(self) -> Iterator[Slot]:
        live = Origin.live(self.today)
        for key, value in (
            ("returns_due", self.returns_due),
            ("returns_there", self.returns_there),
            ("returns_ratified", self.returns_ratified),
            ("returns_late", self.returns_late),
        ):
            yield self._slot(Figure.count(key, value, live, label=label_of(key)))

    def _incidents(self) -> Iterator[Slot]:
        live = Origin.live(self.today)
        for kind in Incident.Kind:
            rows = [row for row in self.incidents if row.kind == kind]
            records = tuple(
                Record(f"{row.congress.unit.name}, {date_short(row.received_on)}", row.congress.get_absolute_url())
                for row in rows
            )
            key = f"incidents_{kind}"
            yield self._slot(Figure.count(key, len(rows), live, label=label_of(key), records=records))
        waiting = sum(row.kind == Incident.Kind.COMPLAINT and row.settled_on is None for row in self.incidents)
        yield self._slot(Figure.count("incidents_open", waiting, live, label=label_of("incidents_open")))


def _of(key: str) -> Message:
    return Message.of(FIGURES[key].label)


_RECONCILED = ("committees_full", "committees_short", "no_committee")
_CHECKED = {
    "grassroots_units": N_("Grassroots organisations and cells are the grassroots units"),
    "members": N_("Official and probationary members are all members"),
    "women_members": N_("Women and men are all members"),
    "committees_to_elect": N_("Full and short committees and those not elected yet are the committees to elect"),
    "seats": N_("Elected and empty seats are all seats"),
    "elected": N_("Elected and empty seats are all seats"),
    "young": N_("The age bands are all elected"),
    "age_middle": N_("The age bands are all elected"),
    "age_old": N_("The age bands are all elected"),
    "congresses_held": N_("Congresses of members and of delegates are the congresses held"),
}


def _checks_for(key: str, checks: dict[str, Check]) -> tuple[Check, ...]:
    found = checks.get(_CHECKED.get(key, ""))
    return (found,) if found is not None else ()
