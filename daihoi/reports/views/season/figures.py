"""The figures of the season page: the strip, the structure, and what the drawer can be asked."""

from __future__ import annotations

from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _

from daihoi.org.access import Permission, ScopedRequest
from daihoi.org.models.tally import TIER
from daihoi.reports.queries.findings import findings
from daihoi.reports.queries.own import own_committee
from daihoi.reports.queries.rollup import everywhere
from daihoi.reports.queries.season import Glance
from daihoi.rules.figures import IDENTITIES, TIERS, Check, Figure, Figures, Finding, Origin, Percent, Record
from daihoi.rules.messages import N_, Message
from daihoi.rules.rule import Rule
from daihoi.web import charts, parts
from daihoi.web.text import number, say, vday

_REGISTER = (
    "grassroots_units",
    "grassroots_organizations",
    "grassroots_cells",
    "cells_under_committees",
    "cells_under_sub_organizations",
    "sub_organizations",
    "members",
    "official",
    "probationary",
)
_BELOW = (
    "congresses_held",
    "congresses_due",
    "congresses_excepted",
    "committees_to_elect",
    "committees_full",
    "committees_short",
    "no_committee",
    "not_held",
)


class SeasonFigures:
    """The numbers of the page, each with where it comes from; signed where a return states them, else live."""

    def __init__(self, request: ScopedRequest, seen: Glance) -> None:
        here = seen.family.here
        self.seen, self.request = seen, request
        self.live = Origin.live(seen.now)
        self.is_signed = here.returned is not None and request.GET.get("nguon") != "tam"
        levels = here.figures if self.is_signed else here.live
        self.origin = here.origin if self.is_signed else self.live
        own = TIER[seen.unit.level]
        self.all = everywhere(levels)
        self.below = Figures.total(levels[tier] for tier in TIERS[: TIERS.index(own)])
        self.own = levels[own]
        self.found: list[Finding] | None = None

    def __call__(self, key: str) -> Figure:
        """A figure of the strip, without the records that only its drawer lists."""
        value = self.below[key] if key in _BELOW else self.all[key]
        return Figure.count(key, value, self.origin, checks=self._checks(key))

    def _checks(self, key: str) -> tuple[Check, ...]:
        values = self.below if key in _BELOW else self.all
        checks = [
            Check.of_sum(Message.of(one.name), [values[part] for part in one.parts], values[one.whole])
            for one in IDENTITIES
            if key in (*one.parts, one.whole) and not one.optional
        ]
        if key in ("committees_full", "committees_short", "congresses_held") and self.found is None:
            self.found = findings(self.seen.unit, self.seen.season, self.seen.family)
        for finding in self.found or ():
            if finding.code == "committees" and key in ("committees_full", "committees_short"):
                checks.append(finding.as_check(Message.of(N_("Full and short committees against all units"))))
        return tuple(checks)

    def records(self, key: str) -> tuple[Record, ...]:
        """The units directly below that make a figure, as the records stand now."""
        own = TIER[self.seen.unit.level]
        rows = []
        for node in self.seen.family.children:
            levels = (
                [node.live[tier] for tier in TIERS[: TIERS.index(own)]] if key in _BELOW else [everywhere(node.live)]
            )
            count = sum(figures[key] for figures in levels)
            if count:
                href = node.congress.get_absolute_url() if key in _BELOW and node.congress else ""
                rows.append(Record(node.unit.name, href or reverse("season", args=[node.unit.code]), count))
        there = self.seen.family.own[key]
        if there and key not in _BELOW:
            name = _("%(unit)s itself") % {"unit": self.seen.unit.name}
            rows.append(Record(name, self.seen.unit.get_absolute_url(), there))
        return tuple(rows)

    def named(self, key: str) -> Figure | None:
        """The figure whose drawer is asked for."""
        if key in _REGISTER or key in _BELOW:
            plain = self(key)
            return Figure.count(key, plain.value or 0, plain.origin, records=self.records(key), checks=plain.checks)
        if key.startswith("own_"):
            return self._own(key)
        name, _sep, code = key.partition(":")
        row = next((one for one in self.seen.rows if one.unit.code == code), None)
        if name == "members" and row is not None:
            return Figure(
                key, Message.of(N_("Party members of %(unit)s"), unit=row.unit.name), self.live, value=row.members
            )
        return None

    def _own(self, key: str) -> Figure | None:
        """The committee that the unit's own congress elected: 41/41, 39,02 %, 12,19 %."""
        own, season = self.own, self.seen.season
        if not own["elected"]:
            return None
        asked = self.request.GET.get("so") == key
        named = own_committee(self.seen.congress).members if asked else ()
        sees = self.request.scope.can(Permission.NAMES, self.seen.unit)
        regulation = season.regulation
        if key == "own_elected":
            records = tuple(Record(one.name) for one in named) if sees else ()
            label = Message.of(N_("Elected to the committee of %(unit)s"), unit=self.seen.unit.name)
            check = Check.of_sum(
                Message.of(N_("Elected and empty seats are all seats")),
                [own["elected"], own["seats_short"]],
                own["seats"],
            )
            return Figure("own_elected", label, self.origin, value=own["elected"], records=records, checks=(check,))
        if key == "own_women":
            law, label = regulation.women_min, Message.of(N_("Women among the elected"))
            count, chosen = own["women"], [one.name for one in named if one.woman]
            target = _at_least(law)
        elif key == "own_young":
            law = regulation.young_min
            years = regulation.young_under.value
            label = Message.of(N_("Under %(years)s among the elected"), years=years)
            count, chosen = own["young"], [one.name for one in named if one.band == "young"]
            target = _at_least(law)
        else:
            return None
        records = tuple(Record(name) for name in chosen) if sees else ()
        return Figure.share(
            key, count, own["elected"], self.origin, style=season.style, label=label, records=records, target=target
        )


def _at_least(law: Rule[Fraction]) -> Message:
    """The least share that a directive asks for."""
    share = Percent(law.value.numerator * 100, law.value.denominator * 100)
    text = share.text().replace(",00", "")
    return Message.of(N_("at least %(share)s of the committee"), share=text, rule=law.rule, article=law.article)


def as_of_line(seen: Glance, figures: SeasonFigures) -> str:
    """The line below the heading: the unit, the day, where the numbers come from."""
    day = _("as of %(day)s") % {"day": vday(seen.now)}
    return (
        f"{seen.unit.name} · {day} · {say(figures.origin.message()) if figures.is_signed else _('provisional figures')}"
    )


def figures_strip(seen: Glance, of: SeasonFigures) -> list[parts.StripItem]:
    """The figures under the heading, for a unit of any level."""
    items = []
    every, below = of.all, of.below
    if every["grassroots_units"] and TIER[seen.unit.level] != "grassroots":
        note = _("%(organizations)s organisations + %(cells)s cells") % {
            "organizations": number(every["grassroots_organizations"]),
            "cells": number(every["grassroots_cells"]),
        }
        items.append(parts.StripItem(_("Grassroots units"), of("grassroots_units"), note))
    if every["cells_under_committees"]:
        note = ""
        if TIER[seen.unit.level] != "grassroots":
            note = _("under %(n)s grassroots organisations") % {"n": number(every["grassroots_organizations"])}
        items.append(parts.StripItem(_("Cells under grassroots committees"), of("cells_under_committees"), note))
    if every["sub_organizations"]:
        note = _("with %(cells)s cells") % {"cells": number(every["cells_under_sub_organizations"])}
        items.append(parts.StripItem(_("Sub-organisations"), of("sub_organizations"), note))
    note = _("%(official)s official + %(probationary)s probationary") % {
        "official": number(every["official"]),
        "probationary": number(every["probationary"]),
    }
    items.append(parts.StripItem(_("Party members"), of("members"), note))
    if below["congresses_due"]:
        words = [
            _("committees full %(n)s") % {"n": number(below["committees_full"])},
            _("short %(n)s") % {"n": number(below["committees_short"])},
        ]
        if below["no_committee"]:
            words.append(_("without committee %(n)s") % {"n": number(below["no_committee"])})
        due = f"/{number(below['congresses_due'])}"
        items.append(parts.StripItem(_("Congresses held"), of("congresses_held"), ", ".join(words), due))
    elif seen.congress is not None and of.own["seats"]:
        items.append(
            parts.StripItem(
                _("Elected to the committee"), of.named("own_elected") or "–", unit=f"/{number(of.own['seats'])}"
            )
        )
    return items


def structure_rows(seen: Glance, of: SeasonFigures) -> list[charts.StructureRow]:
    """Women and young persons in the committee that the unit's own congress elected."""
    women, young = of.named("own_women"), of.named("own_young")
    if women is None or young is None:
        return []
    regulation = seen.season.regulation
    found = []
    for figure, law in ((women, regulation.women_min), (young, regulation.young_min)):
        part, whole = figure.fraction or (0, 0)
        found.append(
            charts.StructureRow(
                figure.label,
                part,
                whole,
                figure,
                (law.value.numerator, law.value.denominator),
                missed=part * law.value.denominator < whole * law.value.numerator,
            )
        )
    return found
