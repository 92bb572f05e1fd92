"""What the law on personal data asks for: lists that leave the house, a person's own data, erasure (T13)."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from daihoi.ledger.actions import Actor, record
from daihoi.org import tree
from daihoi.org.actions.tally import tallies_recount
from daihoi.org.models import ImportJob, ImportKind, ImportState, Member, Standing, Unit
from daihoi.rules.messages import N_, Message, RuleError


@transaction.atomic
def list_handed_out(unit: Unit, *, by: Actor, reason: str, content: bytes, rows: int) -> None:
    """Record who took which list of members as a file, and what for; RuleError without a reason."""
    reason = " ".join(reason.split())
    if not reason:
        raise RuleError(Message.of(N_("Say what the list is needed for: handing out personal data needs a reason.")))
    record(
        f"unit:{unit.pk}",
        "members.handed_out",
        by=by,
        payload={"unit": unit.pk, "reason": reason, "rows": rows, "file": hashlib.sha256(content).hexdigest()},
    )


@transaction.atomic
def member_shown(member: Member, *, by: Actor, unit: Unit, content: bytes, form: str) -> None:
    """Record that everything kept about a person was handed to him as a file."""
    record(
        f"unit:{unit.pk}",
        "member.shown",
        by=by,
        payload={
            "member": member.pk,
            "unit": unit.pk,
            "form": form,
            "file": hashlib.sha256(content).hexdigest(),
        },
    )


def card_of_erased(pk: int) -> str:
    """What stands in place of the card number of an erased person."""
    return f"#{pk}"


@transaction.atomic
def member_erase(member: Member, *, by: Actor, on: date | None = None) -> Member:
    """Erase a person from the register: card, name, dates, everything personal; an open membership ends on `on`.

    What stays is a pseudonym with sex, "official or not" and the units with their times, so that counts of the past
    stay true; without the salt nothing in the ledger can be held against a name again. RuleError while his name
    stands on a list of candidates: that part is erased first.
    """
    row = Member.objects.select_for_update().get(pk=member.pk)
    if row.erased is not None:
        raise RuleError(Message.of(N_("This person was erased already.")))
    if row.candidacies.exclude(name="").exists():
        raise RuleError(Message.of(N_("The name still stands on a list of candidates.")))
    periods = list(row.memberships.select_related("unit").order_by("valid_from"))
    for period in periods:
        if period.valid_to is None:
            period.valid_to = max(on or timezone.localdate(), period.valid_from + timedelta(days=1))
        period.standing = Standing.NORMAL
        period.save(update_fields=["valid_to", "standing"])
    row.official = periods[0].valid_from if row.official is not None and periods else None
    row.card = card_of_erased(row.pk)
    row.name = row.folded = row.sort_key = row.ethnicity = row.education = row.theory = row.salt = ""
    row.born = row.joined = None
    row.born_precision = row.joined_precision = row.official_precision = "day"
    row.extra = {}
    row.erased = timezone.now()
    row.save()
    units = {period.unit for period in periods}
    tallies_recount(units)
    place = periods[-1].unit_id if periods else None
    record(
        f"unit:{place}" if place else "installation",
        "member.erased",
        by=by,
        payload={"member": row.pk, "unit": place},
    )
    _drop_lists(units)
    return row


def _drop_lists(units: set[Unit]) -> None:
    """Lists of members that were loaded for these units name the person too: the files go, what they did stays."""
    paths = {path for unit in units for path in (*tree.ancestors(unit.path), unit.path)}
    done = (ImportState.DONE, ImportState.FAILED, ImportState.DISCARDED)
    jobs = list(ImportJob.objects.filter(kind=ImportKind.MEMBERS, state__in=done, unit__path__in=paths))

    def drop() -> None:
        for job in jobs:
            shutil.rmtree(job.folder, ignore_errors=True)

    transaction.on_commit(drop)
