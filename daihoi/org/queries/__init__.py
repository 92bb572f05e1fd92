"""Reads of the organisation, shaped for pages and reports."""

from daihoi.org.queries.counts import breadcrumb, counts_on, level_figures

__all__ = ["breadcrumb", "counts_on", "level_figures"]
