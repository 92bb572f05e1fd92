"""The units of the season page, as tiles and as a table."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daihoi.congress.models import CongressForm, Stage
from daihoi.org.access import ScopedRequest
from daihoi.org.models.tally import TIER
from daihoi.reports.queries.season import Glance, Row
from daihoi.reports.views.season.figures import SeasonFigures
from daihoi.web import parts
from daihoi.web.tables import Column, Table
from daihoi.web.text import number, say, vdate


def short_name(name: str) -> str:
    """A name on a tile, where the place says what kind of unit it is: Phường 13."""
    for word in ("Đảng bộ ", "Chi bộ "):
        if name.startswith(word):
            rest = name[len(word) :]
            return rest[:1].upper() + rest[1:]
    return name


def units_heading(seen: Glance) -> str:
    n = number(len(seen.rows))
    tiers = {TIER[row.unit.level] for row in seen.rows}
    if tiers == {"grassroots"}:
        return _("Progress of %(n)s grassroots units") % {"n": n}
    if tiers <= {"cell", "sub_organization"}:
        return _("%(n)s units below") % {"n": n}
    return _("Progress of %(n)s units directly below") % {"n": n}


def unit_tile(row: Row) -> parts.Tile:
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


def legend_of(seen: Glance) -> list[parts.LegendItem]:
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


def filter_name(asked: str) -> str:
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


def units_table(request: ScopedRequest, seen: Glance, of: SeasonFigures) -> Table[Row]:
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
