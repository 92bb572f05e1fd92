"""Tables T1–T5 and T8, findings, and the workbook of all tables."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from daihoi.congress.clock import today
from daihoi.formats.xlsx import write_table
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.models import Unit
from daihoi.reports.queries.facts import TIER_LABELS, Facts
from daihoi.reports.queries.findings import findings
from daihoi.reports.queries.report import workbook
from daihoi.reports.queries.rollup import family
from daihoi.reports.queries.tables import TABLES, Tables, title
from daihoi.reports.views.base import crumbs, download, the_season
from daihoi.rules.figures import Finding
from daihoi.rules.messages import Message
from daihoi.web.tables import Table
from daihoi.web.text import number, say, vdate


@page(Permission.FIGURES)
def table(request: ScopedRequest, unit: Unit, table: str) -> HttpResponse:
    """One table: sorted, filtered, downloaded as it stands."""
    if table not in TABLES:
        raise Http404
    season = the_season(unit)
    tables = Tables(Facts(unit, season, names=request.scope.can(Permission.NAMES, unit)))
    shown: Table[Any] = Table(
        request,
        tables.columns(table),
        tables.table_rows(table),
        caption=f"{table}. {title(table)}",
        empty=_("The records hold nothing for this table yet."),
        filename=f"{table}-{unit.code}",
        per_page=200,
        scroll=True,
    )
    if shown.query.wants_xlsx:
        return shown.as_xlsx(write_table)
    origin = tables.facts.origin
    context = {
        "title": f"{table}. {title(table)}",
        "as_of": f"{unit.name} · {say(origin.message())}",
        "unit": unit,
        "table": shown,
        "totals": [(say(Message(TIER_LABELS[tier])), _pairs(tables, cells)) for tier, cells in tables.totals(table)],
        "live": origin.is_live,
        "others": [(name, title(name), reverse("table", args=[unit.code, name])) for name in TABLES],
        "current": table,
        "crumbs": crumbs(request, unit, (_("Report"), reverse("report", args=[unit.code]))),
        "crumb_here": table,
    }
    return render(request, "reports/table_show.html", context)


def _pairs(tables: Tables, cells: list[Any]) -> list[tuple[str, Any, bool]]:
    """(label, total, is a share) of the cells that add up."""
    columns = tables.columns("T2")
    return [
        (say(column.label), cell, bool(column.unit))
        for column, cell in zip(columns, cells, strict=True)
        if cell is not None
    ]


@page(Permission.FIGURES)
def tables_file(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """All tables and every figure by its name as one workbook."""
    facts = Facts(unit, the_season(unit), names=request.scope.can(Permission.NAMES, unit))
    return download(workbook(facts), f"bieu-tong-hop-{unit.code}.xlsx", kind="xlsx")


@page(Permission.FIGURES)
def findings_show(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """What does not add up, and why."""
    season = the_season(unit)
    found_family = family(unit, season)
    found = findings(unit, season, found_family)
    context = {
        "title": _("What does not add up"),
        "as_of": _("%(unit)s, as of %(day)s, from the records of today")
        % {"unit": unit.name, "day": vdate(today(season))},
        "unit": unit,
        "tables": [(name, title(name)) for name in TABLES],
        "open": [_shown(one) for one in found if not one.is_explained],
        "explained": [_shown(one) for one in found if one.is_explained],
        "crumbs": crumbs(request, unit, (_("Report"), reverse("report", args=[unit.code]))),
        "crumb_here": _("What does not add up"),
    }
    return render(request, "reports/finding_list.html", context)


def _shown(one: Finding) -> dict[str, Any]:
    return {
        "message": one.message,
        "equation": one.equation,
        "closed": one.closed,
        "known": [known for known in one.explained if known.count],
        "gap": number(abs(one.unexplained)),
        "is_explained": one.is_explained,
    }
