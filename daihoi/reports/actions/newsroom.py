"""The link by which a writer or an editor comes from the office into the newsroom of the portal."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from daihoi.org.models import Grant, Unit, User
from daihoi.reports.actions.keys import own_key, public_half
from daihoi.reports.actions.publish import root_of
from daihoi.rules.entry import MOST_GRANTS, DeskRole, Entry, token
from daihoi.rules.messages import N_, Message, RuleError

VALID = timedelta(seconds=45)  # below the portal's sixty: its clock may be some seconds behind


def newsroom_grants(user: User) -> list[tuple[Unit, DeskRole]]:
    """Where `user` writes or edits today."""
    roles = [role.value for role in DeskRole]
    rows = Grant.objects.on(timezone.localdate()).filter(user=user, role__in=roles).select_related("unit")
    return [(row.unit, DeskRole(row.role)) for row in rows.order_by("unit__path", "role")]


def newsroom_link(user: User) -> str:
    """The address that lets `user` in once, within the next seconds, with the grants of today. It is kept nowhere.

    RuleError where no portal is set, or the account neither writes nor edits.
    """
    if not settings.PORTAL:
        raise RuleError(Message.of(N_("No portal is connected to this program.")))
    grants = newsroom_grants(user)
    if not grants:
        raise RuleError(Message.of(N_("This account is neither writer nor editor of any unit today.")))
    key = own_key(root_of(grants[0][0]))
    entry = Entry(
        office=public_half(key),
        user=user.pk,
        name=(user.name or user.username)[:150],
        grants=[(unit.code, role) for unit, role in grants[:MOST_GRANTS]],
        expires=timezone.now() + VALID,
        nonce=secrets.token_hex(16),
    )
    payload = entry.payload()
    return f"{settings.PORTAL}/vao/?the={token(payload, key.sign(payload.encode()))}"
