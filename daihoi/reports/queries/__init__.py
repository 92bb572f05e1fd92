"""Reads of returns, roll-up, reconciliation and the summary report, shaped for pages and papers."""

from daihoi.reports.queries.facts import Facts, Slot
from daihoi.reports.queries.findings import findings, return_due
from daihoi.reports.queries.report import report_bytes, report_document, report_of, workbook
from daihoi.reports.queries.rollup import Family, Node, congress_of, everywhere, family, node
from daihoi.reports.queries.summary import summary
from daihoi.reports.queries.tables import TABLES, Tables
from daihoi.reports.queries.verification import Verification, verify_all, verify_returns

__all__ = [
    "TABLES",
    "Facts",
    "Family",
    "Node",
    "Slot",
    "Tables",
    "Verification",
    "congress_of",
    "everywhere",
    "family",
    "findings",
    "node",
    "report_bytes",
    "report_document",
    "report_of",
    "return_due",
    "summary",
    "verify_all",
    "verify_returns",
    "workbook",
]
