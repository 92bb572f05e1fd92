"""Reads of season and congress, shaped for pages and reports."""

from daihoi.congress.queries.figures import CONGRESS_KEYS, congress_figures, members_by_path

__all__ = ["CONGRESS_KEYS", "congress_figures", "members_by_path"]
