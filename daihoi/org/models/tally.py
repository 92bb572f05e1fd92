"""Live figures: one row per unit and season, recomputed from base rows and summed over a range of paths when read."""

from __future__ import annotations

from typing import Self

from django.db import models

from daihoi.org import tree
from daihoi.org.models.unit import Unit
from daihoi.rules.figures import FIGURES, Figures
from daihoi.rules.levels import UnitKind

REGISTER = 0  # the season number of figures of units and members, which belong to no season
BRANCH = 3 * tree.WIDTH  # how much of a path names the branch that a row of the upper tier adds up


TIER = {
    UnitKind.NATIONAL_ORGANIZATION: "national",
    UnitKind.CENTRAL_DIRECT_ORGANIZATION: "central_direct",
    UnitKind.DIRECT_SUPERIOR_ORGANIZATION: "direct_superior",
    UnitKind.GRASSROOTS_ORGANIZATION: "grassroots",
    UnitKind.GRASSROOTS_CELL: "grassroots",
    UnitKind.SUB_ORGANIZATION: "sub_organization",
    UnitKind.CELL_UNDER_COMMITTEE: "cell",
    UnitKind.CELL_UNDER_SUB_ORGANIZATION: "cell",
}

# What one unit of a kind adds to the counts of units.
UNIT_FIGURES: dict[UnitKind, Figures] = {
    UnitKind.GRASSROOTS_ORGANIZATION: Figures(grassroots_units=1, grassroots_organizations=1),
    UnitKind.GRASSROOTS_CELL: Figures(grassroots_units=1, grassroots_cells=1),
    UnitKind.SUB_ORGANIZATION: Figures(sub_organizations=1),
    UnitKind.CELL_UNDER_COMMITTEE: Figures(cells_under_committees=1),
    UnitKind.CELL_UNDER_SUB_ORGANIZATION: Figures(cells_under_sub_organizations=1),
}

# What the register itself counts, of units and members; the figures of a season are set by the rooms above. No level
# has these twice, so they are shown for all levels together.
REGISTER_KEYS = (
    "grassroots_units",
    "grassroots_organizations",
    "grassroots_cells",
    "sub_organizations",
    "cells_under_committees",
    "cells_under_sub_organizations",
    "members",
    "official",
    "probationary",
    "women_members",
    "men_members",
    "exempted",
    "temporary_away",
)


class Counts(models.Model):
    """One column per figure: the database adds them up."""

    for _key in FIGURES:
        locals()[_key] = models.PositiveIntegerField(default=0)
    del _key

    class Meta:
        abstract = True


class TallyQuerySet(models.QuerySet["Tally"]):
    def under(self, unit: Unit) -> Self:
        """The rows of `unit` and of everything below it."""
        return self.filter(path__gte=unit.path, path__lt=tree.after(unit.path))


class Tally(Counts):
    """The live figures of one unit's own records; `season` is REGISTER or the id of a season."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="tallies")
    season = models.PositiveBigIntegerField(default=REGISTER)
    path = models.CharField(max_length=64)  # the unit's path, kept beside it for the range
    tier = models.CharField(max_length=20)  # the level of the unit's congress (rules.figures.TIERS)

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "season"], name="one_tally_per_season")]
        indexes = [models.Index(fields=["season", "path"], name="tally_range")]

    def __str__(self) -> str:
        return f"{self.unit_id} in season {self.season}"


class TallyTotalQuerySet(models.QuerySet["TallyTotal"]):
    def under(self, unit: Unit) -> Self:
        """The branches of `unit` and of everything below it."""
        return self.filter(path__gte=unit.path, path__lt=tree.after(unit.path))


class TallyTotal(Counts):
    """The upper tier: what the tallies of one branch (a unit three levels down, with all below it) add up to by level.

    A unit above the branches stands here with its own row, so that any sum near the top of a national tree reads
    these few rows alone. Added up anew by the verb that sets a tally of the branch, never counted up.
    """

    season = models.PositiveBigIntegerField(default=REGISTER)
    path = models.CharField(max_length=BRANCH)
    tier = models.CharField(max_length=20)

    objects = TallyTotalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["season", "path", "tier"], name="one_total_per_branch")]

    def __str__(self) -> str:
        return f"{self.tier} of branch {self.path} in season {self.season}"
