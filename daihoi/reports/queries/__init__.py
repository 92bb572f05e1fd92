"""Reads of returns, roll-up, reconciliation and the summary report, shaped for pages and papers."""

from daihoi.reports.queries.findings import findings, return_due
from daihoi.reports.queries.rollup import Family, Node, congress_of, everywhere, family, node
from daihoi.reports.queries.verification import Verification, verify_all, verify_returns

__all__ = [
    "Family",
    "Node",
    "Verification",
    "congress_of",
    "everywhere",
    "family",
    "findings",
    "node",
    "return_due",
    "verify_all",
    "verify_returns",
]
