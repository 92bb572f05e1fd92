"""Reads of elections, shaped for pages, papers and checks."""

from daihoi.elections.queries.figures import ELECTION_KEYS, reference_day, structure_of, unit_figures
from daihoi.elections.queries.outcome_file import outcome_of
from daihoi.elections.queries.result import (
    ElectedPerson,
    Result,
    RoundData,
    elections_with_context,
    is_open,
    load,
    result,
    results_of,
    round_data,
)
from daihoi.elections.queries.verify import verify_certificates, verify_tallies

__all__ = [
    "ELECTION_KEYS",
    "ElectedPerson",
    "Result",
    "RoundData",
    "elections_with_context",
    "is_open",
    "load",
    "outcome_of",
    "reference_day",
    "result",
    "results_of",
    "round_data",
    "structure_of",
    "unit_figures",
    "verify_certificates",
    "verify_tallies",
]
