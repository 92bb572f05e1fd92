"""Every write of elections, counts, certificates, ratification and incidents."""

from daihoi.elections.actions.certify import UnbalancedError, candidates_erase, certify, reopen
from daihoi.elections.actions.common import ConflictError
from daihoi.elections.actions.count import INVALID_REASONS, PAPERS, count_save, round_count_done, teams_set
from daihoi.elections.actions.election import (
    Nominee,
    base_set,
    board_set,
    candidates_set,
    election_cancel,
    election_open,
    size_warnings,
)
from daihoi.elections.actions.election_file import election_import
from daihoi.elections.actions.imports import StaleError, results_import, results_write
from daihoi.elections.actions.ratify import incident_record, incident_settle, ratification_receive, ratify
from daihoi.elections.actions.rounds import (
    annul,
    decision_record,
    election_repeat,
    next_round,
    pause,
    resume,
    round_cancel,
)
from daihoi.elections.queries.opening import opening_refusal, situation

__all__ = [
    "INVALID_REASONS",
    "PAPERS",
    "ConflictError",
    "Nominee",
    "StaleError",
    "UnbalancedError",
    "annul",
    "base_set",
    "board_set",
    "candidates_erase",
    "candidates_set",
    "certify",
    "count_save",
    "decision_record",
    "election_cancel",
    "election_import",
    "election_open",
    "election_repeat",
    "incident_record",
    "incident_settle",
    "next_round",
    "opening_refusal",
    "pause",
    "ratification_receive",
    "ratify",
    "reopen",
    "results_import",
    "results_write",
    "resume",
    "round_cancel",
    "round_count_done",
    "situation",
    "size_warnings",
    "teams_set",
]
