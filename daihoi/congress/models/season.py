"""The season with its limits per level."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daihoi.org.models import Unit
from daihoi.rules.figures import Style
from daihoi.rules.levels import UnitKind
from daihoi.rules.regulations import BY_KEY, Regulation
from daihoi.rules.timeline import VIETNAM, Calendar


class Season(models.Model):
    """One congress season of the subtree of `root`, under one regulation with the office's settings."""

    root = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="seasons")
    name = models.CharField(max_length=40)  # "2020–2025"
    term_from = models.PositiveSmallIntegerField()
    term_to = models.PositiveSmallIntegerField()
    regulation_key = models.CharField(max_length=40)
    settings = models.JSONField(default=dict, blank=True)  # overrides of rules marked [R] or [I]
    percent_style = models.CharField(
        max_length=8, choices=[(Style.CUT.value, _("Cut off")), (Style.HALF_UP.value, _("Half up"))], default="half_up"
    )
    # the office's changes to the calendar: {"off": {day: name}, "worked": [day], "plain": [day]}
    holidays = models.JSONField(default=dict, blank=True)
    as_of = models.DateField(null=True, blank=True)  # where set, the season stands at this day

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["root", "name"], name="season_once"),
            models.CheckConstraint(condition=Q(term_to__gt=F("term_from")), name="season_term_forward"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("season", args=[self.root.code])

    @property
    def regulation(self) -> Regulation:
        """The regulation with the season's settings applied."""
        return BY_KEY[self.regulation_key].with_settings(self.settings)

    @property
    def style(self) -> Style:
        return Style(self.percent_style)

    @property
    def calendar(self) -> Calendar:
        """Vietnam's working days with the office's own changes."""
        off = {date.fromisoformat(day): name for day, name in self.holidays.get("off", {}).items()}
        worked = [date.fromisoformat(day) for day in self.holidays.get("worked", [])]
        plain = [date.fromisoformat(day) for day in self.holidays.get("plain", [])]
        return VIETNAM.changed(off=off, worked=worked, plain=plain)


class SeasonLevel(models.Model):
    """What the season asks of congresses of one kind of unit: whether it follows them, limits, deadline (C §2.2)."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="levels")
    kind = models.CharField(max_length=40, choices=[(kind.value, kind.value) for kind in UnitKind])
    followed = models.BooleanField(default=True)  # else counted as held below, not followed one by one
    opens = models.DateField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    max_delegates = models.PositiveIntegerField(null=True, blank=True)
    max_committee = models.PositiveSmallIntegerField(null=True, blank=True)
    max_standing = models.PositiveSmallIntegerField(null=True, blank=True)
    age_reference = models.DateField(null=True, blank=True)  # ages are counted at this day (S-20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["season", "kind"], name="season_level_once")]

    def __str__(self) -> str:
        return f"{self.season}: {self.kind}"

    @property
    def unit_kind(self) -> UnitKind:
        return UnitKind(self.kind)
