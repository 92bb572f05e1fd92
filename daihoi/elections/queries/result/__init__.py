"""An election as its rounds make it: every count with its outcome, who is elected over all rounds, what comes next."""

from daihoi.elections.queries.result.election import ElectedPerson, Result, is_open
from daihoi.elections.queries.result.loading import elections_with_context, load, result, results_of, round_data
from daihoi.elections.queries.result.round import (
    COUNTED,
    INSTRUCTED,
    NO,
    PAUSED_BY,
    YES,
    RoundData,
    meeting_of,
)

__all__ = [
    "COUNTED",
    "INSTRUCTED",
    "NO",
    "PAUSED_BY",
    "YES",
    "ElectedPerson",
    "Result",
    "RoundData",
    "elections_with_context",
    "is_open",
    "load",
    "meeting_of",
    "result",
    "results_of",
    "round_data",
]
