"""Which season a unit is in, and what the season asks of it."""

from __future__ import annotations

from daihoi.congress.models import Season, SeasonLevel
from daihoi.org import tree
from daihoi.org.models import Unit


def season_of(unit: Unit, pk: int | None = None) -> Season | None:
    """The newest season that covers `unit`, or the one with `pk` where it does; None where there is none."""
    covering = Season.objects.select_related("root").filter(root__path__in=[*tree.ancestors(unit.path), unit.path])
    if pk is not None:
        covering = covering.filter(pk=pk)
    return covering.order_by("-term_from", "-root__path").first()


def levels_of(season: Season) -> dict[str, SeasonLevel]:
    """kind -> what the season asks of it."""
    return {row.kind: row for row in season.levels.all()}
