"""Every write of season, congress, steps and evidence."""

from daihoi.congress.actions.congress import (
    congress_hold,
    congress_plan,
    congresses_hold,
    congresses_plan,
    exception_set,
    stage_set,
    tallies_recount,
)
from daihoi.congress.actions.evidence import evidence_attach, evidence_withdraw
from daihoi.congress.actions.season import FOLLOWED, season_change, season_open
from daihoi.congress.actions.steps import step_done, step_reopen, step_set, steps_plan, steps_plan_many

__all__ = [
    "FOLLOWED",
    "congress_hold",
    "congress_plan",
    "congresses_hold",
    "congresses_plan",
    "evidence_attach",
    "evidence_withdraw",
    "exception_set",
    "season_change",
    "season_open",
    "stage_set",
    "step_done",
    "step_reopen",
    "step_set",
    "steps_plan",
    "steps_plan_many",
    "tallies_recount",
]
