"""Files that an office loads into the register: what came, from whom, how far it got."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daihoi.ledger.models import Event
from daihoi.org.models.personal import ACTOR, Personal
from daihoi.org.models.unit import Unit
from daihoi.org.models.user import User


class ImportKind(models.TextChoices):
    UNITS = "units", _("Units")
    MEMBERS = "members", _("Members")


class ImportState(models.TextChoices):
    """How far a file got; nothing of it is in the register before `done`."""

    WAITING = "waiting", _("waiting to be read")
    READING = "reading", _("being read and compared")
    READY = "ready", _("waiting for your decision")
    WRITING = "writing", _("being written")
    DONE = "done", _("written")
    FAILED = "failed", _("could not be read")
    DISCARDED = "discarded", _("discarded")


class ImportJob(models.Model):
    """One uploaded file; its rows and what becomes of them lie in the data folder, under its uuid."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)  # made by the client: a repeated upload is the same one
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="imports")
    kind = models.CharField(max_length=8, choices=ImportKind.choices)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.WAITING)
    filename = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    as_of = models.DateField(null=True, blank=True)  # the day that the list tells of, once read or given
    as_of_given = models.DateField(null=True, blank=True)
    is_part = models.BooleanField(null=True)  # whether the file lists some only; empty: judge by the file
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="imports")
    created = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)  # read, added, changed, unchanged, refused, warnings
    preview = models.CharField(max_length=64, blank=True)  # SHA-256 of the preview that a person saw
    is_stale = models.BooleanField(default=False)  # the register changed after a preview: this is a newer one
    problem = models.JSONField(null=True, blank=True)  # a message, where the file could not be read
    event = models.OneToOneField(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    PERSONAL: dict[str, Personal] = {"by": ACTOR, "filename": ACTOR}

    class Meta:
        ordering = ["-created", "-id"]
        indexes = [models.Index(fields=["unit", "-created"], name="import_unit")]

    def __str__(self) -> str:
        return f"{self.filename} ({self.kind}, {self.state})"

    def get_absolute_url(self) -> str:
        return reverse("import", args=[self.unit.code, self.uuid])

    @property
    def folder(self) -> Path:
        """Where the file and the preview lie; made when the file is received."""
        return Path(settings.DATA) / "imports" / str(self.uuid)

    @property
    def source(self) -> Path:
        return self.folder / "source"

    @property
    def result(self) -> Path:
        return self.folder / "result.json"

    @property
    def progress(self) -> Path:
        """Progress is kept outside the database: whoever writes to it would block the others."""
        return Path(settings.DATA) / "progress" / f"{self.uuid}.json"

    @property
    def is_running(self) -> bool:
        return self.state in (ImportState.WAITING, ImportState.READING, ImportState.WRITING)
