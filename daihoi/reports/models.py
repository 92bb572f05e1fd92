"""Returns, the returns they sum, the keys that sign them, the summary report's blocks, what the portal was given."""

from __future__ import annotations

import json
from datetime import date
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daihoi.congress.models import Congress, Season
from daihoi.org import tree
from daihoi.org.models import Unit
from daihoi.org.models.personal import ACTOR, BOARD, PUBLISHED, REMARK, Personal
from daihoi.rules.canonical import canonical
from daihoi.rules.figures import LevelFigures, Origin
from daihoi.rules.snapshot import SnapshotKind


class UnitKey(models.Model):
    """The Ed25519 public key of a unit that keeps its season on its own computer, enrolled by its superior (idea 2)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="keys")
    public_key = models.CharField(max_length=64, unique=True)  # 32 bytes as hexadecimal digits
    enrolled_by = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+")
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    PERSONAL: dict[str, Personal] = {"enrolled_by": ACTOR}

    class Meta:
        ordering = ["unit_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(revoked_at=None), name="one_key_in_force"),
        ]

    def __str__(self) -> str:
        return f"key {self.public_key[:12]} of unit {self.unit_id}"


class ReturnState(models.TextChoices):
    HANDED_IN = "handed_in", _("Handed in")
    SENT_BACK = "sent_back", _("Sent back")
    ACCEPTED = "accepted", _("Accepted")
    RATIFIED = "ratified", _("Ratified")


class ReturnQuerySet(models.QuerySet["Return"]):
    def under(self, unit: Unit) -> Self:
        """Returns of `unit` and of everything below it."""
        return self.filter(congress__unit__path__gte=unit.path, congress__unit__path__lt=tree.after(unit.path))

    def current(self) -> Self:
        """The version of each congress that counts: handed in, accepted or ratified."""
        return self.filter(current=True)


class Return(models.Model):
    """A frozen, versioned, signed set of figures (idea 2). Figures and digest never change; only the state moves on."""

    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="returns")
    version = models.PositiveSmallIntegerField()
    form = models.PositiveSmallIntegerField(default=1)  # of the payload
    payload = models.TextField()  # canonical JSON: own figures, total by level, returns below with their digests, head
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=128, blank=True)  # Ed25519 of the unit, where it came as a file
    key = models.ForeignKey(UnitKey, on_delete=models.PROTECT, null=True, related_name="returns")  # that checked it
    state = models.CharField(max_length=10, choices=ReturnState.choices, default=ReturnState.HANDED_IN)
    current = models.BooleanField(default=True)
    head_seq = models.PositiveBigIntegerField()  # the ledger's head in the congress's stream when it was signed
    head = models.CharField(max_length=64)
    handed_by = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField()
    handed_on = models.DateField()  # by the season's clock
    decided_by = models.ForeignKey("org.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    remarks = models.TextField(blank=True)

    PERSONAL: dict[str, Personal] = {"handed_by": ACTOR, "decided_by": ACTOR, "remarks": REMARK}

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["congress_id", "version"]
        constraints = [
            models.UniqueConstraint(fields=["congress", "version"], name="return_version_once"),
            models.UniqueConstraint(fields=["congress"], condition=Q(current=True), name="one_current_return"),
            models.CheckConstraint(condition=~Q(state="sent_back") | Q(current=False), name="sent_back_does_not_count"),
            models.CheckConstraint(condition=Q(signature="") | Q(key__isnull=False), name="signature_has_key"),
        ]

    def __str__(self) -> str:
        return f"return {self.version} of congress {self.congress_id}"

    def get_absolute_url(self) -> str:
        return reverse("return", args=[self.congress.unit.code, self.pk])

    @cached_property
    def content(self) -> dict[str, Any]:
        """The payload as values."""
        content: dict[str, Any] = json.loads(self.payload)
        return content

    @cached_property
    def own(self) -> LevelFigures:
        """Figures of the congress's own records."""
        return LevelFigures.from_dict(self.content["own"])

    @cached_property
    def total(self) -> LevelFigures:
        """Own figures and those of the returns below, by level."""
        return LevelFigures.from_dict(self.content["total"])

    @property
    def is_from_file(self) -> bool:
        """Whether the unit handed it in as a file that it signed."""
        return bool(self.signature)

    @property
    def origin(self) -> Origin:
        """Where a figure of this return comes from."""
        accepted = self.decided_on if self.state in (ReturnState.ACCEPTED, ReturnState.RATIFIED) else None
        return Origin.returned(self.version, self.digest, accepted)


class ReturnPart(models.Model):
    """A return below that a return sums."""

    whole = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="parts")
    part = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="wholes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whole", "part"], name="part_once"),
            models.CheckConstraint(condition=~Q(whole=F("part")), name="part_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} in {self.whole_id}"


class Report(models.Model):
    """The summary report of a unit for a season: blocks whose words people edit and whose figures are slots."""

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reports")
    superior_line = models.CharField(max_length=200, blank=True)  # the two lines of the issuing body (F-04)
    own_line = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=40, blank=True)  # "15-BC/QU"
    place = models.CharField(max_length=80, blank=True)
    dated = models.DateField(null=True, blank=True)
    signer_authority = models.CharField(max_length=80, blank=True)  # T/M BAN THƯỜNG VỤ
    signer_post = models.CharField(max_length=80, blank=True)
    signer_name = models.CharField(max_length=120, blank=True)
    recipients = models.TextField(blank=True)  # one a line
    refreshed_at = models.DateTimeField(null=True)
    removed = models.JSONField(default=list, blank=True)  # keys of standard blocks that people took out
    source = models.JSONField(default=dict, blank=True)  # where the figures came from then: a return's version, or live

    PERSONAL: dict[str, Personal] = {"signer_name": BOARD}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["season", "unit"], name="report_once")]

    def __str__(self) -> str:
        return f"report of {self.unit_id}"

    @property
    def origin(self) -> Origin:
        """Where the figures came from at the last refresh."""
        if self.source.get("version"):
            accepted = self.source.get("accepted")
            day = date.fromisoformat(accepted) if accepted else None
            return Origin.returned(self.source["version"], self.source["digest"], day)
        return Origin.live(date.fromisoformat(self.source["as_of"]))


class BlockKind(models.TextChoices):
    HEADING = "heading", _("Heading")
    TEXT = "text", _("Text")
    TABLE = "table", _("Table")


class Block(models.Model):
    """A block of a report. Text owns its words, with slots {key} for figures; refreshing changes slots only."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=BlockKind.choices)
    key = models.CharField(max_length=40)  # which block of the standard report it came from; own blocks "own-1"
    text = models.TextField(blank=True)
    edited = models.BooleanField(default=False)
    values = models.JSONField(default=dict, blank=True)  # slot -> text at the last refresh
    overwritten = models.JSONField(default=dict, blank=True)  # slot -> what a person wrote over it
    version = models.PositiveIntegerField(default=0)  # grows with every change: two editors notice each other

    PERSONAL: dict[str, Personal] = {"text": BOARD}

    class Meta:
        ordering = ["report_id", "position"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="block_once")]

    def __str__(self) -> str:
        return f"{self.key} of report {self.report_id}"


PUBLICATION_KINDS = [
    (SnapshotKind.FIGURES.value, _("Figures")),
    (SnapshotKind.RESULT.value, _("Result of an election")),
    (SnapshotKind.COMMENDATION.value, _("Commendation")),
    (SnapshotKind.DOCUMENT.value, _("Official document")),
    (SnapshotKind.CALENDAR.value, _("Calendar of congresses")),
    (SnapshotKind.UNITS.value, _("List of units")),
    (SnapshotKind.WITHDRAWAL.value, _("Withdrawal")),
]


class PublicationState(models.TextChoices):
    CURRENT = "current", _("Published")
    SUPERSEDED = "superseded", _("Replaced by a newer version")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PublicationQuerySet(models.QuerySet["Publication"]):
    def under(self, unit: Unit) -> Self:
        """Publications of `unit` and of everything below it."""
        return self.filter(unit__path__gte=unit.path, unit__path__lt=tree.after(unit.path))


class Publication(models.Model):
    """What the office gave to the portal: a snapshot as it was signed. Nothing of it changes; only its state moves on.

    `number` counts every publication of the installation, `version` those of one subject (see rules.snapshot).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="publications")
    kind = models.CharField(max_length=12, choices=PUBLICATION_KINDS)
    subject = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    number = models.PositiveBigIntegerField(unique=True)
    title = models.CharField(max_length=300)
    payload = models.TextField()  # canonical JSON of the snapshot
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)  # Ed25519 of the installation's root
    public_key = models.CharField(max_length=64)  # that the signature is checked with
    withdraws = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="withdrawal")
    published_by = models.ForeignKey("org.User", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=PublicationState.choices, default=PublicationState.CURRENT)

    PERSONAL: dict[str, Personal] = {"title": PUBLISHED, "payload": PUBLISHED, "published_by": ACTOR}

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "version"], name="publication_version_once"),
            models.UniqueConstraint(fields=["subject"], condition=Q(state="current"), name="one_current_publication"),
            models.CheckConstraint(
                condition=Q(kind="withdrawal", withdraws__isnull=False) | (~Q(kind="withdrawal") & Q(withdraws=None)),
                name="withdrawal_withdraws",
            ),
        ]

    def __str__(self) -> str:
        return f"publication {self.number}: {self.subject}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("publication", args=[self.unit.code, self.pk])

    @cached_property
    def content(self) -> dict[str, Any]:
        """What was published, as values (see rules.snapshot.CONTENT)."""
        content: dict[str, Any] = json.loads(self.payload)["content"]
        return content

    @property
    def is_current(self) -> bool:
        return self.state == PublicationState.CURRENT

    @property
    def file_name(self) -> str:
        """The name of the signed file: files in the order of their names are in the order of their numbers."""
        return f"cong-bo-{self.number:06d}-{self.kind}.json"

    def as_file(self) -> bytes:
        """The signed file that a portal takes: canonical JSON of payload, signature and public key."""
        return canonical({"payload": self.payload, "signature": self.signature, "key": self.public_key}).encode()


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        """What the portal still lacks, in the order of the numbers; not what a newer version there has overtaken."""
        overtaken = Publication.objects.filter(
            subject=OuterRef("publication__subject"),
            version__gt=OuterRef("publication__version"),
            delivery__delivered_at__isnull=False,
        )
        found = self.filter(~Exists(overtaken), delivered_at=None)
        return found.order_by("publication__number")

    def without_payload(self) -> Self:
        """With the publications, their large payloads left where they are."""
        return self.select_related("publication").defer("publication__payload")


class Delivery(models.Model):
    """How far a publication has come on its way to the portal."""

    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="delivery")
    delivered_at = models.DateTimeField(null=True)  # the portal said that it has it
    tried_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)  # taken out as a file, to be carried there
    note = models.CharField(max_length=400, blank=True)  # what came of the last attempt, where it failed

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"delivery of publication {self.publication_id}"
