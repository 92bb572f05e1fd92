"""Members who leave the register, and lists of members that leave the house."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date

from django.db import transaction

from daihoi.ledger.actions import Actor, record
from daihoi.org.actions.membership import not_ahead
from daihoi.org.actions.tally import tallies_recount
from daihoi.org.models import LeaveReason, Membership, Unit
from daihoi.org.queries.register import members_workbook, units_workbook
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.vietnamese import date_short


@transaction.atomic
def members_leave(members: Collection[int], *, by: Actor, on: date, reason: LeaveReason) -> int:
    """End the membership of these members (by id) from `on`; never the work of an import. How many there were.

    RuleError where one belongs to no unit any more, or came to the unit on that day or later; for a day to come.
    """
    not_ahead(on)
    wanted = set(members)
    rows: list[Membership] = []
    listed = sorted(wanted)
    for start in range(0, len(listed), 500):
        open_now = Membership.objects.select_for_update(of=("self",)).filter(valid_to=None)
        some = open_now.filter(member__in=listed[start : start + 500]).order_by("pk")
        rows += some.select_related("member", "unit")
    if len(rows) != len(wanted):
        raise RuleError(Message.of(N_("One of these people has left already. Load the list anew.")))
    for row in rows:
        if on <= row.valid_from:
            raise RuleError(
                Message.of(
                    N_("%(name)s came to the unit on %(from)s; leaving must be later than that."),
                    **{"name": row.member.name, "from": date_short(row.valid_from)},
                )
            )
        row.valid_to = on
    Membership.objects.bulk_update(rows, ["valid_to"], batch_size=200)
    tallies_recount({row.unit for row in rows})
    record(
        "installation",
        "members.left",
        by=by,
        payload={"members": sorted(wanted), "on": on, "reason": reason.value},
    )
    return len(rows)


def register_export(
    unit: Unit, *, by: Actor, kind: str, reason: str, on: date, within: Collection[int] | None = None
) -> bytes:
    """The list of units or of members at and below `unit` as a workbook; who took it and why is recorded (T13).

    RuleError for members without a reason.
    """
    reason = " ".join(reason.split())
    if kind == "members" and not reason:
        raise RuleError(Message.of(N_("Say what the list is needed for: handing out personal data needs a reason.")))
    book = (members_workbook if kind == "members" else units_workbook)(unit, on=on, within=within)
    with transaction.atomic():
        record(
            f"unit:{unit.pk}",
            "register.exported",
            by=by,
            payload={"unit": unit.pk, "kind": kind, "reason": reason, "file": hashlib.sha256(book).hexdigest()},
        )
    return book
