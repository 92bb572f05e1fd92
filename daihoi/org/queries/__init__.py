"""Reads of the organisation, shaped for pages and reports."""

from daihoi.org.queries.counts import branch_figures, breadcrumb, counts_on, level_figures, undecided_on, verify_totals

__all__ = ["branch_figures", "breadcrumb", "counts_on", "level_figures", "undecided_on", "verify_totals"]
