"""The season at a glance, for any unit; and which units fell short, and why."""

from daihoi.reports.views.season.page import season
from daihoi.reports.views.season.short import season_short

__all__ = ["season", "season_short"]
