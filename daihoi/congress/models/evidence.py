"""Files attached to a congress."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from daihoi.congress.models.congress import Congress
from daihoi.org.models.personal import ACTOR, BOARD, REMARK, Personal


def evidence_path(evidence: Evidence, _filename: str) -> str:
    """Where a file lies: by its digest, so that no name of a person or path trick reaches the disk."""
    return f"evidence/{evidence.sha256[:2]}/{evidence.sha256}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> Self:
        """Files that were not withdrawn."""
        return self.filter(withdrawn_at=None)


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
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=evidence_path, max_length=120)
    at = models.DateTimeField()
    by = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)  # made by the client: a retry must not attach twice
    # a file attached by mistake goes; that it was there, its digest and the reason stay
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("org.User", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=600, blank=True)

    PERSONAL: dict[str, Personal] = {
        "title": BOARD,
        "filename": BOARD,
        "file": BOARD,
        "by": ACTOR,
        "withdrawn_by": ACTOR,
        "withdrawn_reason": REMARK,
    }

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.title
