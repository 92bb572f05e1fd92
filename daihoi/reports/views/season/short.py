"""Which units fell short, and why."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from daihoi.congress.queries import season_of
from daihoi.formats.xlsx import write_table
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.models import Unit
from daihoi.reports.queries.short import ShortUnit, short_units
from daihoi.reports.views.season.page import crumbs
from daihoi.web.tables import Column, Table
from daihoi.web.text import number, say


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
