"""The congress of one unit in one season."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daihoi.congress.models.season import Season
from daihoi.org import tree
from daihoi.org.models import Unit
from daihoi.org.models.personal import REMARK, Personal
from daihoi.rules.levels import Level
from daihoi.rules.regulations import Regulation, legal_base


class Stage(models.TextChoices):
    """How far a congress is; the order is the order of the season page."""

    PREPARING = "preparing", _("Preparing")
    HELD = "held", _("Awaiting the return")
    HANDED_IN = "handed_in", _("Awaiting ratification")
    RATIFIED = "ratified", _("Ratified")
    FOLLOWING = "following", _("Carrying out the resolution")


class CongressForm(models.TextChoices):
    MEMBERS = "members", _("Congress of members")
    DELEGATES = "delegates", _("Congress of delegates")


class Exemption(models.TextChoices):
    """Why a unit holds no ordinary congress in this season (C-12, U-23, D-30)."""

    NONE = "", _("None")
    POSTPONED = "postponed", _("Postponed")
    EXEMPT = "exempt", _("Exempt")
    APPOINTED = "appointed", _("Committee appointed")
    TOGETHER = "together", _("Held together with another unit")


class CongressQuerySet(models.QuerySet["Congress"]):
    def under(self, unit: Unit) -> Self:
        """Congresses of `unit` and of everything below it."""
        return self.filter(unit__path__gte=unit.path, unit__path__lt=tree.after(unit.path))


class Congress(models.Model):
    """The congress of one unit in one season; the same shape at every level (idea 1)."""

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="congresses")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="congresses")
    sequence = models.PositiveSmallIntegerField(default=1)  # a cell can hold two in one season (U-20)
    ordinal = models.PositiveSmallIntegerField(null=True, blank=True)  # "lần thứ XII" (U-22)
    form = models.CharField(max_length=10, choices=CongressForm.choices, default=CongressForm.MEMBERS)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.PREPARING)
    contents = models.PositiveSmallIntegerField(default=4)  # 4, 3 or 2 (U-23, C-12)
    pilot = models.BooleanField(default=False)  # đại hội điểm (C-21)
    exception = models.CharField(max_length=10, choices=Exemption.choices, blank=True, default="")
    exception_reason = models.TextField(blank=True)  # of the exception, of fewer contents, of the pilot
    together_with = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    planned_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    summoned = models.PositiveIntegerField(null=True, blank=True)
    present = models.PositiveIntegerField(null=True, blank=True)  # at the opening, for the quorum (C-04)
    not_counted = models.PositiveIntegerField(null=True, blank=True)  # summoned, but outside the quorum's base (C-06)
    units_present = models.PositiveIntegerField(null=True, blank=True)  # units directly below with a delegate (C-05)
    place = models.CharField(max_length=200, blank=True)

    PERSONAL: dict[str, Personal] = {"exception_reason": REMARK}

    objects = CongressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["season", "unit", "sequence"], name="congress_once"),
            models.CheckConstraint(condition=Q(contents__in=[2, 3, 4]), name="congress_contents"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on__isnull=False, closed_on__gte=F("opened_on")),
                name="congress_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(exception="", contents=4, pilot=False) | ~Q(exception_reason=""),
                name="congress_exception_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["season", "stage"], name="congress_stage")]

    def __str__(self) -> str:
        return f"{self.unit} {self.season}"

    def get_absolute_url(self) -> str:
        return reverse("congress", args=[self.unit.code, self.pk])

    @property
    def stream(self) -> str:
        """The ledger's stream of this congress."""
        return f"congress:{self.pk}"

    @property
    def days(self) -> int | None:
        """Calendar days from opening to closing, both counted."""
        if self.opened_on is None or self.closed_on is None:
            return None
        return (self.closed_on - self.opened_on).days + 1

    @property
    def regulation(self) -> Regulation:
        """The season's regulation with its settings; another one where it came into force before the opening."""
        own = self.season.regulation
        if self.opening is None:
            return own
        in_force = legal_base(self.opening).regulation
        return in_force.with_settings(self.season.settings) if in_force.key == own.key else in_force

    @property
    def level(self) -> Level:
        """What the regulation asks of this unit's congress."""
        return self.regulation.level(self.unit.level)

    @property
    def opening(self) -> date | None:
        """The day of the opening, or the planned one."""
        return self.opened_on or self.planned_on

    @property
    def is_held(self) -> bool:
        return self.stage != Stage.PREPARING

    @property
    def is_excepted(self) -> bool:
        """Whether no ordinary congress is expected: postponed, exempt, or the committee appointed."""
        return self.exception in (Exemption.POSTPONED, Exemption.EXEMPT, Exemption.APPOINTED)

    @property
    def elects(self) -> bool:
        """Whether a committee is elected at all (U-23, C-12, vector 22)."""
        return self.contents == 4 and self.exception in ("", Exemption.TOGETHER)
