"""The tree of units, as it is now and as it was on any date."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from daihoi.org import tree
from daihoi.rules.levels import UnitKind

# A row that was there before our records began: no date is claimed for its start.
BEGINNING = date(1, 1, 1)


class UnitQuerySet(models.QuerySet["Unit"]):
    def under(self, unit: Unit) -> Self:
        """`unit` and everything below it, by one range of the path."""
        return self.filter(path__gte=unit.path, path__lt=tree.after(unit.path))

    def standing(self) -> Self:
        """Units that exist today (not closed)."""
        return self.filter(closed=None)


class Unit(models.Model):
    """A unit as it is now; `parent` is the truth, `path` its derived index (U-02…U-06)."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True)  # the name for searches without diacritics
    kind = models.CharField(max_length=40, choices=[(kind.value, kind.value) for kind in UnitKind])
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=64, unique=True)
    opened = models.DateField(default=BEGINNING)
    closed = models.DateField(null=True, blank=True)
    stated_members = models.PositiveIntegerField(null=True, blank=True)  # as the unit's own list says
    extra = models.JSONField(default=dict, blank=True)  # columns of the office's list that we do not interpret

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed=None) | Q(closed__gt=F("opened")), name="unit_closes_after_opening"
            ),
            models.CheckConstraint(condition=~Q(code=""), name="unit_has_code"),
            models.CheckConstraint(condition=~Q(name=""), name="unit_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("unit", args=[self.code])

    @property
    def level(self) -> UnitKind:
        return UnitKind(self.kind)

    @property
    def depth(self) -> int:
        """Levels below the root of the installation; the root itself is 0."""
        return len(self.path) // tree.WIDTH - 1


class UnitPeriod(models.Model):
    """What a unit was in [valid_from, valid_to): a change closes a row and opens one, a correction rewrites it."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="periods")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=64)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_period_starts_once"),
            models.UniqueConstraint(fields=["unit"], condition=Q(valid_to=None), name="unit_has_one_open_period"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="unit_period_not_empty"
            ),
        ]
        indexes = [models.Index(fields=["path", "valid_from"], name="unit_period_path")]

    def __str__(self) -> str:
        return f"{self.name} [{self.valid_from}, {self.valid_to})"
