"""Taking the dossier out of the program is recorded, with its reason (T13)."""

from __future__ import annotations

from django.db import transaction

from daihoi.congress.models import Congress
from daihoi.elections.actions.common import note
from daihoi.ledger.actions import Actor
from daihoi.rules.canonical import digest


@transaction.atomic
def dossier_exported(congress: Congress, *, by: Actor, reason: str, sha256: str) -> None:
    """Record that the dossier with personal data was taken out, by whom; the reason as its digest."""
    note(congress, "dossier.exported", by=by, sha256=sha256, reason=digest(reason.strip()))
