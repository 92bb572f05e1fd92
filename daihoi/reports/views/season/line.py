"""The deadline line and the progress chart of the season page."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from daihoi.org.models.tally import TIER
from daihoi.reports.queries.season import Glance, cumulative
from daihoi.rules.figures import TIERS, Figures
from daihoi.rules.timeline import remaining
from daihoi.web import charts
from daihoi.web.text import number, say


def _limit_name(tier: str, own: str) -> str:
    """Whose deadline it is, short: it stands beside a line."""
    if tier == own:
        return _("own deadline")
    return {
        "grassroots": _("deadline of the grassroots"),
        "direct_superior": _("deadline of the districts"),
        "central_direct": _("deadline of the provinces"),
    }.get(tier, _("deadline"))


def deadlines_of(seen: Glance) -> charts.DeadlineLine | None:
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


def progress_of(seen: Glance) -> charts.ProgressChart | None:
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
