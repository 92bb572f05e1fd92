"""What offices published: every snapshot as it was signed, and which of them stands now."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from daihoi.rules.snapshot import SnapshotKind


class Office(models.Model):
    """An office whose snapshots are taken: its public key, and the unit whose tree it speaks for."""

    code = models.CharField("mã đơn vị", max_length=40)
    name = models.CharField("tên", max_length=300)
    public_key = models.CharField("khoá công khai", max_length=64, unique=True)  # Ed25519, hexadecimal digits
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code", "pk"]
        verbose_name = "cơ quan"

    def __str__(self) -> str:
        return self.name


class SnapshotState(models.TextChoices):
    CURRENT = "current", "đang công bố"
    SUPERSEDED = "superseded", "đã có bản mới"
    WITHDRAWN = "withdrawn", "đã rút"


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def current(self, *kinds: SnapshotKind) -> Self:
        """What stands now, of these kinds or of all."""
        found = self.filter(state=SnapshotState.CURRENT)
        return found.filter(kind__in=kinds) if kinds else found


class Snapshot(models.Model):
    """One snapshot exactly as it was signed. Payload and signature never change; only the state moves on."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12)
    unit = models.CharField(max_length=40, db_index=True)
    subject = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    payload = models.TextField()
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    published_at = models.DateTimeField()  # by the office's clock
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SnapshotState.choices, default=SnapshotState.CURRENT)
    reason = models.CharField(max_length=600, blank=True)  # of a withdrawal

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="snapshot_number_once"),
            models.UniqueConstraint(fields=["subject", "version"], name="snapshot_version_once"),
            models.UniqueConstraint(fields=["subject"], condition=Q(state="current"), name="one_current_snapshot"),
        ]
        indexes = [models.Index(fields=["kind", "state"], name="snapshot_kind")]

    def __str__(self) -> str:
        return f"{self.title}, bản {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("snapshot", args=[self.pk])

    @cached_property
    def content(self) -> dict[str, Any]:
        """What was published, as values (see daihoi.rules.snapshot)."""
        content: dict[str, Any] = json.loads(self.payload)["content"]
        return content

    @property
    def is_current(self) -> bool:
        return self.state == SnapshotState.CURRENT

    @cached_property
    def figures(self) -> dict[str, dict[str, Any]]:
        """key -> figure of the content, for the slots of an article."""
        return {one["key"]: one for one in self.content.get("figures", [])}
