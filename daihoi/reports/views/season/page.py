"""The season at a glance, for any unit."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from daihoi.congress.queries import season_of
from daihoi.formats.xlsx import write_table
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.models import Unit
from daihoi.org.queries.units import above
from daihoi.reports.queries.findings import findings
from daihoi.reports.queries.season import glance
from daihoi.reports.views.season.alerts import alerts_of, feed_of
from daihoi.reports.views.season.figures import SeasonFigures, as_of_line, figures_strip, structure_rows
from daihoi.reports.views.season.line import deadlines_of, progress_of
from daihoi.reports.views.season.rows import filter_name, legend_of, unit_tile, units_heading, units_table
from daihoi.web import drawer


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
    table = units_table(request, seen, figures)
    if table.query.wants_xlsx:
        return table.as_xlsx(write_table)
    found = findings(unit, current, seen.family)
    figures.found = found
    came, current_day = feed_of(seen), seen.now
    context = {
        "title": _("Congress season %(name)s") % {"name": current.name},
        "unit": unit,
        "season": current,
        "seen": seen,
        "own": seen.congress,
        "under": as_of_line(seen, figures),
        "signed": figures.is_signed,
        "has_return": seen.family.here.returned is not None,
        "strip": figures_strip(seen, figures),
        "line": deadlines_of(seen),
        "heading": units_heading(seen),
        "as_table": request.GET.get("xem") == "bang",
        "table": table,
        "filtered": filter_name(request.GET.get("loc", "")),
        "tiles": [unit_tile(row) for row in seen.rows],
        "legend": legend_of(seen) if seen.is_followed else [],
        "chart": progress_of(seen),
        "has_plan": any(row.congress and row.congress.planned_on for row in seen.rows),
        "alerts": alerts_of(seen, found),
        "came": came,
        "came_today": bool(came) and all(one.at == current_day or one.has_clock for one in came),
        "structure": structure_rows(seen, figures),
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
