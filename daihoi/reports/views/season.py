"""The season at a glance, for any unit; and which units fell short, and why."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daihoi.congress.models import Congress, CongressForm, Stage
from daihoi.congress.queries import season_of
from daihoi.formats.xlsx import write_table
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.models import Unit
from daihoi.org.models.tally import TIER
from daihoi.org.queries.units import above
from daihoi.reports.queries.findings import findings
from daihoi.reports.queries.own import own_committee
from daihoi.reports.queries.rollup import everywhere
from daihoi.reports.queries.season import Glance, Row, arrivals, cumulative, glance
from daihoi.reports.queries.short import ShortUnit, short_units
from daihoi.rules.figures import IDENTITIES, TIERS, Check, Figure, Figures, Finding, Origin, Percent, Record
from daihoi.rules.messages import N_, Message
from daihoi.rules.rule import Rule
from daihoi.rules.timeline import remaining
from daihoi.web import charts, drawer, parts
from daihoi.web.tables import Column, Table
from daihoi.web.text import number, say, vdate, vday

_SHOWN_FINDINGS = 4


def crumbs(request: ScopedRequest, unit: Unit) -> list[dict[str, str]]:
    """The seasons of the units above that the reader may open."""
    seen = [one for one in above(unit) if request.scope.roles_at(one)]
    return [{"label": one.name, "href": reverse("season", args=[one.code])} for one in seen]


@page(Permission.FIGURES)
def season(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """How far the season is at `unit`: the units directly below, late ones first."""
    current = season_of(unit)
    if current is None:
        may_open = request.scope.can(Permission.PLAN, unit)
        context = {
            "title": _("Congress season"),
            "unit": unit,
            "may_open": may_open,
            "crumbs": crumbs(request, unit),
            "crumb_here": unit.name,
        }
        return render(request, "reports/season_none.html", context)
    seen = glance(unit, current)
    if not seen.family.children and seen.congress is not None:
        return redirect(seen.congress)
    figures = SeasonFigures(request, seen)
    if drawer.wants_drawer_only(request):
        return drawer.page(request, "reports/season_show.html", figures=figures.named)
    table = _table(request, seen, figures)
    if table.query.wants_xlsx:
        return table.as_xlsx(write_table)
    found = findings(unit, current, seen.family)
    figures.found = found
    came, current_day = _feed(seen), seen.now
    context = {
        "title": _("Congress season %(name)s") % {"name": current.name},
        "unit": unit,
        "season": current,
        "seen": seen,
        "own": seen.congress,
        "under": _as_of(seen, figures),
        "signed": figures.is_signed,
        "has_return": seen.family.here.returned is not None,
        "strip": _strip(seen, figures),
        "line": _line(seen),
        "heading": _heading(seen),
        "as_table": request.GET.get("xem") == "bang",
        "table": table,
        "filtered": _filter_name(request.GET.get("loc", "")),
        "tiles": [_tile(row) for row in seen.rows],
        "legend": _legend(seen) if seen.is_followed else [],
        "chart": _chart(seen),
        "has_plan": any(row.congress and row.congress.planned_on for row in seen.rows),
        "alerts": _alerts(seen, found),
        "came": came,
        "came_today": bool(came) and all(one.at == current_day or one.has_clock for one in came),
        "structure": _structure(seen, figures),
        "elected": figures.named("own_elected"),
        "excel": _excel(request),
        "report": reverse("report", args=[unit.code]),
        "settings": reverse("season_edit", args=[current.root.code])
        if request.scope.can(Permission.PLAN, current.root)
        else "",
        "crumbs": crumbs(request, unit),
        "crumb_here": unit.name,
    }
    return drawer.page(request, "reports/season_show.html", context, figures=figures.named)


def _excel(request: ScopedRequest) -> str:
    params = request.GET.copy()
    params.pop("so", None)
    params["xuat"] = "xlsx"
    return f"?{params.urlencode()}"


# --- figures ---------------------------------------------------------------------------------------------------------

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


def _as_of(seen: Glance, figures: SeasonFigures) -> str:
    """The line below the heading: the unit, the day, where the numbers come from."""
    day = _("as of %(day)s") % {"day": vday(seen.now)}
    return (
        f"{seen.unit.name} · {day} · {say(figures.origin.message()) if figures.is_signed else _('provisional figures')}"
    )


def _strip(seen: Glance, of: SeasonFigures) -> list[parts.StripItem]:
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


def _structure(seen: Glance, of: SeasonFigures) -> list[charts.StructureRow]:
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


# --- tiles and table -------------------------------------------------------------------------------------------------


def short_name(name: str) -> str:
    """A name on a tile, where the place says what kind of unit it is: Phường 13."""
    for word in ("Đảng bộ ", "Chi bộ "):
        if name.startswith(word):
            rest = name[len(word) :]
            return rest[:1].upper() + rest[1:]
    return name


def _heading(seen: Glance) -> str:
    n = number(len(seen.rows))
    tiers = {TIER[row.unit.level] for row in seen.rows}
    if tiers == {"grassroots"}:
        return _("Progress of %(n)s grassroots units") % {"n": n}
    if tiers <= {"cell", "sub_organization"}:
        return _("%(n)s units below") % {"n": n}
    return _("Progress of %(n)s units directly below") % {"n": n}


def _tile(row: Row) -> parts.Tile:
    return parts.Tile(
        label=short_name(row.unit.name),
        href=reverse("season", args=[row.unit.code]),
        note=row.note(),
        stage=row.stage,
        late=row.is_late,
        title=row.unit.name,
    )


_FILTERS = {"tre": -2, "ngoai-le": -1, "0": 0, "1": 1, "2": 2, "3": 3, "4": 4}


def _stage_label(stage: int) -> str:
    if stage == -2:
        return _("Overdue")
    if stage == -1:
        return _("No ordinary congress")
    return str([Stage.PREPARING, Stage.HELD, Stage.HANDED_IN, Stage.RATIFIED, Stage.FOLLOWING][stage].label)


def _legend(seen: Glance) -> list[parts.LegendItem]:
    """The stages with their counts, which add up to the units shown."""

    def item(name: str, stage: int, count: int) -> parts.LegendItem:
        return parts.LegendItem(
            _stage_label(_FILTERS[name]), count, max(stage, 0), stage == -2, f"?xem=bang&loc={name}#tien-do"
        )

    found = [item("tre", -2, len(seen.late))]
    for stage, count in seen.counts():
        if stage >= 0 or count:
            found.append(item("ngoai-le" if stage == -1 else str(stage), stage, count))
    return found


def _filter_name(asked: str) -> str:
    if asked == "thieu":
        return _("Committee short")
    return _stage_label(_FILTERS[asked]) if asked in _FILTERS else ""


def _kept(row: Row, asked: str) -> bool:
    """Whether a row stands in the part of the table that the legend's link asks for."""
    if asked == "thieu":
        return row.own["committees_short"] > 0
    stage = _FILTERS.get(asked)
    if stage is None:
        return True
    if stage == -2:
        return row.is_late
    if stage == -1:
        return row.is_excepted and not row.is_late
    return row.stage == stage and not row.is_late and not row.is_excepted


def _table(request: ScopedRequest, seen: Glance, of: SeasonFigures) -> Table[Row]:
    rows = [row for row in seen.rows if _kept(row, request.GET.get("loc", ""))]
    columns: list[Column[Row]] = [
        Column("unit", _("Unit"), value=_name, href=_season_of, sort=_path, search=True, head=True),
        Column(
            "members",
            _("Party members"),
            value=lambda row: of.named(f"members:{row.unit.code}"),
            text=lambda row: row.members,
            align="num",
            sort=lambda row: row.members,
        ),
    ]
    if any(row.below["congresses_due"] for row in seen.rows):
        held = Column("held", _("Held below"), value=_held_below, align="num", sort=_held_count)
        late = Column("late", _("Late below"), value=_below_late, align="num", sort=True)
        columns += [held, late]
    if seen.is_followed:
        columns += [
            Column("day", _("Congress day"), value=_congress_day, align="num", sort=True),
            Column("form", _("Form"), value=_form, sort=True, hide_small=True),
            Column("elected", _("Elected"), value=_elected, unit=_("of seats"), align="num", sort=_elected_count),
            Column("stage", _("Stage"), value=_stage_word, sort=lambda row: (row.stage, row.is_late)),
            Column("due", _("Next due"), value=_due_cell, text=_due_text, sort=lambda row: row.due),
        ]
    return Table(
        request,
        columns,
        rows,
        caption=_("Season %(season)s: %(unit)s") % {"season": seen.season.name, "unit": seen.unit.name},
        empty=_("No unit matches."),
        per_page=100,
        filename=f"mua-dai-hoi-{seen.unit.code}",
        row_class=lambda row: "late" if row.is_late else "",
        scroll=len(rows) > 20,
    )


def _path(row: Row) -> str:
    return row.unit.path


def _name(row: Row) -> str:
    return row.unit.name


def _season_of(row: Row) -> str:
    return reverse("season", args=[row.unit.code])


def _held_count(row: Row) -> int:
    return row.below["congresses_held"]


def _held_below(row: Row) -> str:
    return f"{number(_held_count(row))}/{number(row.below['congresses_due'])}"


def _below_late(row: Row) -> int | None:
    return row.below_late or None


def _congress_day(row: Row) -> date | None:
    return row.congress.opening if row.congress else None


def _elected_count(row: Row) -> int:
    return row.own["elected"]


def _form(row: Row) -> str:
    if row.congress is None:
        return ""
    return _("delegates") if row.congress.form == CongressForm.DELEGATES else _("members")


def _elected(row: Row) -> str:
    own = row.own
    if own["seats"]:
        return f"{number(own['elected'])}/{number(own['seats'])}"
    return _("no committee") if own["no_committee"] else ""


def _stage_word(row: Row) -> str:
    if row.is_excepted:
        return say(row.note())
    return str(Stage(row.congress.stage).label) if row.congress else ""


def _due_text(row: Row) -> str:
    if row.due is None:
        return ""
    text = _("%(what)s: %(day)s") % {"what": say(row.due_name), "day": vdate(row.due)}
    late = ngettext("%(n)s day late", "%(n)s days late", row.days_late) % {"n": row.days_late} if row.is_late else ""
    return f"{text}, {late}" if late else text


def _due_cell(row: Row) -> Any:
    if row.due is None:
        return None
    words = _("%(what)s: %(day)s") % {"what": say(row.due_name), "day": f"{row.due.day}/{row.due.month}"}
    if not row.is_late:
        return words
    late = ngettext("%(n)s day late", "%(n)s days late", row.days_late) % {"n": row.days_late}
    return format_html('{} <span class="tag late">{}</span>', words, late)


# --- line and chart --------------------------------------------------------------------------------------------------


def _limit_name(tier: str, own: str) -> str:
    """Whose deadline it is, short: it stands beside a line."""
    if tier == own:
        return _("own deadline")
    return {
        "grassroots": _("deadline of the grassroots"),
        "direct_superior": _("deadline of the districts"),
        "central_direct": _("deadline of the provinces"),
    }.get(tier, _("deadline"))


def _line(seen: Glance) -> charts.DeadlineLine | None:
    """The season's dates: first congress, today, deadlines, the unit's own congress."""
    calendar, now = seen.season.calendar, seen.now
    there = [node for node in (seen.family.here, *seen.family.followed) if node.congress is not None]
    limits = {
        (deadline, TIER[node.unit.level])
        for node in there
        if (deadline := getattr(node.congress, "deadline", None)) is not None
    }
    if not limits:
        return None
    opened = sorted(row.held_on for row in seen.rows if row.held_on is not None)
    marks = []
    for day, tier in sorted(limits):
        name = _limit_name(tier, TIER[seen.unit.level])
        words = f"{name}, {say(remaining(day, now, calendar))}" if day >= now else name
        marks.append(charts.Mark(day, words, "limit"))
    below = seen.family.here.live
    lower = Figures.total(below[tier] for tier in TIERS[: TIERS.index(TIER[seen.unit.level])])
    held = ""
    if lower["congresses_due"]:
        held = _("today: %(held)s/%(due)s held") % {
            "held": number(lower["congresses_held"]),
            "due": number(lower["congresses_due"]),
        }
    marks.append(charts.Mark(now, held or _("today"), "today"))
    if opened and len(opened) > 1:
        marks.append(charts.Mark(opened[0], _("first congress")))
    own = seen.congress.opening if seen.congress else None
    if own is not None:
        marks.append(charts.Mark(own, _("own congress")))
    days = [mark.day for mark in marks]
    start = (min(days) - timedelta(days=20)).replace(day=1)
    end = max(days) + timedelta(days=2)
    return charts.deadline_line(start, end, marks, done=(opened[0], opened[-1]) if opened else None)


def _chart(seen: Glance) -> charts.ProgressChart | None:
    """Congresses held against the plan, cumulative."""
    if not seen.is_followed or len(seen.rows) < 5:
        return None
    held = [row.held_on for row in seen.rows if row.held_on is not None]
    planned = [row.congress.planned_on for row in seen.rows if row.congress and row.congress.planned_on]
    if not held and not planned:
        return None
    limits = [deadline for row in seen.rows if (deadline := getattr(row.congress, "deadline", None)) is not None]
    days = [*held, *planned, *limits]
    start, end = min(days) - timedelta(days=7), max([*days, min(seen.now, max(days) + timedelta(days=10))])
    done = cumulative(held)
    if done and seen.now > done[-1][0] and done[-1][1] < len(seen.rows):
        done.append((min(seen.now, end), done[-1][1]))
    return charts.progress_chart(
        start=start,
        end=end + timedelta(days=5),
        total=len(seen.rows),
        done=[(start, 0), *done],
        plan=[(start, 0), *cumulative(planned)] if planned else (),
        deadline=max(limits) if limits else None,
    )


# --- what to deal with, what came in ---------------------------------------------------------------------------------


def _names(rows: list[Row]) -> str:
    shown = ", ".join(short_name(row.unit.name) for row in rows[:6])
    more = len(rows) - 6
    return shown + (_(" and %(n)s more") % {"n": number(more)} if more > 0 else "")


def _committees_alert(seen: Glance, finding: Finding) -> parts.Alert:
    """39 + 11 = 50 against 53, and why."""
    grassroots = seen.family.here.live["grassroots"]
    terms = (
        parts.Term(_("full"), grassroots["committees_full"]),
        parts.Term(_("short"), grassroots["committees_short"]),
    )
    whole = parts.Term(_("grassroots units"), grassroots["grassroots_units"])
    rows: list[tuple[Any, object]] = []
    for known in finding.explained:
        for record in known.records[:5]:
            value: object = record.value if record.value != 1 else None
            rows.append((record.label.partition(" ")[2] or record.label, value))
    reasons = [say(known.reason) for known in finding.explained]
    return parts.Alert(
        title=_("Reconciliation: the sum does not reach %(n)s") % {"n": number(grassroots["grassroots_units"])},
        text=" ".join(reasons) or finding.message,
        level="gold" if finding.is_explained else "red",
        sum=terms,
        whole=whole,
        rows=tuple(rows),
        closed=finding.closed,
        links=(parts.Link(_("In the report"), reverse("report", args=[seen.unit.code])),),
    )


def _late_title(key: str, n: int) -> str:
    """What of several units is overdue."""
    if key == "return.hand_in":
        return ngettext("%(n)s return not handed in", "%(n)s returns not handed in", n)
    if key == "ratification":
        return ngettext(
            "%(n)s dossier waits too long for ratification", "%(n)s dossiers wait too long for ratification", n
        )
    if key == "hold":
        return ngettext("%(n)s congress past its day", "%(n)s congresses past their day", n)
    return _("%(n)s overdue: %(what)s")


def _alerts(seen: Glance, found: list[Finding]) -> list[parts.Alert]:
    """What is to be dealt with, the gravest first."""
    alerts: list[parts.Alert] = []
    for finding in found:
        if finding.code == "committees":
            alerts.append(_committees_alert(seen, finding))
    groups: dict[str, list[Row]] = {}
    for row in seen.late:
        groups.setdefault(row.due_key, []).append(row)
    for key, rows in groups.items():
        words = _late_title(key, len(rows)) % {"n": number(len(rows)), "what": say(rows[0].due_name)}
        link = parts.Link(_("Show them"), "?xem=bang&loc=tre#tien-do")
        alerts.append(parts.Alert(words, _names(rows), "red", links=(link,)))
    below = sum(row.below_late for row in seen.rows)
    if below:
        words = _("%(n)s congresses further down are late") % {"n": number(below)}
        alerts.append(parts.Alert(words, _names([row for row in seen.rows if row.below_late]), "red"))
    short = everywhere(seen.family.here.live)["committees_short"]
    if short:
        words = ngettext("%(n)s unit elected fewer than its seats", "%(n)s units elected fewer than their seats", short)
        rows = [row for row in seen.rows if row.own["committees_short"]]
        link = parts.Link(_("Which fell short, and why"), reverse("season_short", args=[seen.unit.code]))
        alerts.append(parts.Alert(words % {"n": number(short)}, _names(rows) if rows else "", links=(link,)))
    if seen.unplanned:
        n = len(seen.unplanned)
        words = ngettext("%(n)s new unit has no congress yet", "%(n)s new units have no congress yet", n)
        link = parts.Link(_("Plan them"), reverse("season_edit", args=[seen.season.root.code]))
        names = ", ".join(one.name for one in seen.unplanned[:6])
        alerts.append(parts.Alert(words % {"n": number(n)}, names, "gold", links=(link,)))
    alerts += _differences(seen, found)
    return alerts


def _differences(seen: Glance, found: list[Finding]) -> list[parts.Alert]:
    """The other sums that do not close, those of one kind together."""
    kinds: dict[str, list[Finding]] = {}
    for finding in found:
        if finding.code not in ("committees", "congress_overdue", "returns_missing"):
            kinds.setdefault(finding.code, []).append(finding)
    links = (parts.Link(_("All differences"), reverse("findings", args=[seen.unit.code])),)
    alerts = []
    for many in kinds.values():
        first = many[0]
        level: Literal["", "gold"] = "" if all(one.is_explained for one in many) else "gold"
        if len(many) == 1:
            alerts.append(parts.Alert(first.equation, first.message, level))
            continue
        rows: list[tuple[Any, object]] = [
            (dict(one.message.params).get("unit", one.equation), one.equation) for one in many[:_SHOWN_FINDINGS]
        ]
        words = _difference_title(first.code, len(many)) % {"n": number(len(many))}
        alerts.append(parts.Alert(words, "", level, rows=tuple(rows), links=links))
    return alerts


def _difference_title(code: str, n: int) -> str:
    """What several findings of one kind have in common."""
    if code == "members_stated":
        return ngettext(
            "%(n)s unit counts other members than the list of units states",
            "%(n)s units count other members than the list of units states",
            n,
        )
    if code == "elected_stated":
        return ngettext(
            "%(n)s result differs from the number that its file states",
            "%(n)s results differ from the number that their file states",
            n,
        )
    if code == "live_signed":
        return ngettext("%(n)s return is behind the records", "%(n)s returns are behind the records", n)
    return ngettext("%(n)s difference", "%(n)s differences", n)


def _feed(seen: Glance) -> list[parts.FeedItem]:
    """What the ledger received about the congresses shown."""
    congresses: list[Congress] = [node.congress for node in (seen.family.here, *seen.family.followed) if node.congress]
    return [
        parts.FeedItem(
            at=one.at if one.day == seen.now else one.day,
            text=one.text,
            who=one.congress.unit.name,
            href=one.congress.get_absolute_url(),
        )
        for one in arrivals(congresses, seen.season)
    ]


# --- which fell short ------------------------------------------------------------------------------------------------


@page(Permission.FIGURES)
def season_short(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """The units at and below `unit` that elected fewer than their seats, with the reason that the counts give."""
    current = season_of(unit)
    if current is None:
        return redirect("season", unit=unit.code)
    names = request.scope.can(Permission.NAMES, unit)
    asked = request.GET.get("page", "1")
    place = int(asked) if asked.isascii() and asked.isdecimal() and 0 < int(asked) < 100_000 else 1
    rows, total = short_units(unit, current, first=(place - 1) * 50)
    table: Table[ShortUnit] = Table(
        request, _short_columns(names), rows, caption=_("Units that elected fewer than their seats"),
        empty=_("Every committee that was elected is full."), matched=total, per_page=50,
        filename=f"bau-thieu-{unit.code}",
    )  # fmt: skip
    if table.query.wants_xlsx:
        return table.as_xlsx(write_table, rows=short_units(unit, current, count=5000)[0])
    context = {
        "title": _("Which units fell short, and why"),
        "unit": unit,
        "season": current,
        "total": total,
        "table": table,
        "crumbs": [*crumbs(request, unit), {"label": unit.name, "href": reverse("season", args=[unit.code])}],
    }
    return render(request, "reports/season_short.html", context)


def _short_columns(names: bool) -> list[Column[ShortUnit]]:
    def lines(row: ShortUnit) -> list[str]:
        words = [say(message) for message in row.why()]
        if names and (left := row.left()[:4]):
            words.append("; ".join(f"{one.name} {number(votes)}/{number(base)}" for one, votes, base in left))
        return words

    def why(row: ShortUnit) -> SafeString:
        return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines(row)))

    return [
        Column(
            "unit",
            _("Unit"),
            value=lambda row: row.unit.name,
            href=lambda row: row.href,
            head=True,
        ),
        Column("seats", _("Seats"), align="num"),
        Column("elected", _("Elected"), align="num"),
        Column("missing", _("Missing"), align="num"),
        Column("rounds", _("Rounds"), align="num"),
        Column("why", _("Why"), value=why, text=lambda row: " ".join(lines(row))),
    ]
