"""Season, limits per level, congress, steps and evidence."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daihoi.org import tree
from daihoi.org.models import Unit
from daihoi.rules.figures import Style
from daihoi.rules.levels import UnitKind
from daihoi.rules.regulations import BY_KEY, Regulation


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
    holidays = models.JSONField(default=dict, blank=True)  # the office's changes to the calendar of working days
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
    exception_reason = models.TextField(blank=True)
    together_with = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    planned_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    summoned = models.PositiveIntegerField(null=True, blank=True)
    present = models.PositiveIntegerField(null=True, blank=True)  # at the opening, for the quorum (C-04)
    place = models.CharField(max_length=200, blank=True)

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
                condition=Q(exception="") | ~Q(exception_reason=""), name="congress_exception_has_reason"
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
    def elects(self) -> bool:
        """Whether a committee is elected at all (U-23, C-12, vector 22)."""
        return self.contents == 4 and self.exception in ("", Exemption.TOGETHER)


class StepState(models.TextChoices):
    TODO = "todo", _("To do")
    NOW = "now", _("In progress")
    DONE = "done", _("Done")


class Step(models.Model):
    """One thing to do for a congress, told by the room that knows it; the congress page reads only this table."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=20)  # preparation documents personnel delegates congress results afterwards
    key = models.CharField(max_length=60)
    state = models.CharField(max_length=6, choices=StepState.choices, default=StepState.TODO)
    due = models.DateField(null=True)
    done_on = models.DateField(null=True)
    owner = models.CharField(max_length=12, blank=True)  # the role that owes it
    url_name = models.CharField(max_length=60, blank=True)
    url_args = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "due", "id"]
        constraints = [models.UniqueConstraint(fields=["congress", "key"], name="step_once")]
        indexes = [models.Index(fields=["state", "due"], name="step_due")]

    def __str__(self) -> str:
        return f"{self.congress_id}: {self.key}"


def evidence_path(evidence: Evidence, _filename: str) -> str:
    """Where a file lies: by its digest, so that no name of a person or path trick reaches the disk."""
    return f"evidence/{evidence.sha256[:2]}/{evidence.sha256}"


class Evidence(models.Model):
    """A scan, photo or decision attached to a congress or to something of it (`subject` = "round:7", "return:3")."""

    class Kind(models.TextChoices):
        SCAN = "scan", _("Scan of the signed paper")
        PHOTO = "photo", _("Photo")
        DECISION = "decision", _("Decision")
        OTHER = "other", _("Other")

    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="evidence")
    subject = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SCAN)
    title = models.CharField(max_length=200)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=evidence_path, max_length=120)
    at = models.DateTimeField()
    by = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)  # made by the client: a retry must not attach twice

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.title
