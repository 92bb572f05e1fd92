"""Reads of season and congress, shaped for pages and reports."""

from daihoi.congress.queries.congress import (
    Limit,
    is_done,
    limits,
    milestone_steps,
    plan_of,
    quorum_of,
    suggested_form,
)
from daihoi.congress.queries.figures import CONGRESS_KEYS, congress_figures, members_by_path, members_records
from daihoi.congress.queries.season import levels_of, season_of
from daihoi.congress.queries.steps import (
    Next,
    PhaseState,
    days_late,
    late_words,
    latest_late,
    next_things,
    overdue_steps,
    phases,
    step_address,
)

__all__ = [
    "CONGRESS_KEYS",
    "Limit",
    "Next",
    "PhaseState",
    "congress_figures",
    "days_late",
    "is_done",
    "late_words",
    "latest_late",
    "levels_of",
    "limits",
    "members_by_path",
    "members_records",
    "milestone_steps",
    "next_things",
    "overdue_steps",
    "phases",
    "plan_of",
    "quorum_of",
    "season_of",
    "step_address",
    "suggested_form",
]
