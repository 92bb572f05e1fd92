"""What is to be dealt with, and what came in."""

from __future__ import annotations

from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daihoi.congress.models import Congress
from daihoi.reports.queries.rollup import everywhere
from daihoi.reports.queries.season import Glance, Row, arrivals
from daihoi.reports.views.season.rows import short_name
from daihoi.rules.figures import Finding
from daihoi.web import parts
from daihoi.web.text import number, say

_SHOWN_FINDINGS = 4


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


def alerts_of(seen: Glance, found: list[Finding]) -> list[parts.Alert]:
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


def feed_of(seen: Glance) -> list[parts.FeedItem]:
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
