"""Today, per season: the only place that knows (the demo stands still)."""

from datetime import date

from django.utils import timezone

from daihoi.congress.models import Season


def today(season: Season | None) -> date:
    """The season's own day where it is set, else the real date."""
    if season is not None and season.as_of is not None:
        return season.as_of
    return timezone.localdate()
