"""Appending to the ledger, inside the transaction of the change that the event tells of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from daihoi.ledger.models import Event, Head
from daihoi.rules.canonical import canonical, digest, digest_text, instant


class Actor(Protocol):
    """Whoever acts: something with a primary key."""

    @property
    def pk(self) -> Any: ...


def event_digest(event: Event) -> str:
    """The digest that `event` must carry: over all its columns and the digest before it.

    The payload enters by the digest of its very bytes: spelled otherwise, even with the same letters, it is another.
    """
    return digest(
        {
            "id": event.pk,
            "stream": event.stream,
            "seq": event.seq,
            "at": instant(event.at),
            "actor": event.actor,
            "second": event.second,
            "signed": event.signed,
            "verb": event.verb,
            "payload": digest_text(event.payload),
            "previous": event.previous,
        }
    )


def _next_id() -> int:
    """The number of the next event of the installation, known before the event so that its digest covers it."""
    if connection.vendor == "sqlite":  # one writer at a time, and no event is ever removed
        newest: int | None = Event.objects.aggregate(newest=Max("pk"))["newest"]
        return (newest or 0) + 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('ledger_event', 'id'))")
        return int(cursor.fetchone()[0])


def record(
    stream: str,
    verb: str,
    *,
    by: Actor | None,
    payload: Mapping[str, Any],
    second: Actor | None = None,
    signed: bool = False,
    at: datetime | None = None,
) -> Event:
    """Append one event to `stream`; must run inside the transaction of its change (idea 4)."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{verb} must be recorded in the transaction of its change")
    head, _ = Head.objects.select_for_update().get_or_create(stream=stream)
    event = Event(
        pk=_next_id(),
        stream=stream,
        seq=head.seq + 1,
        at=at or timezone.now(),
        actor=by.pk if by else None,
        second=second.pk if second else None,
        signed=signed,
        verb=verb,
        payload=canonical(payload),
        previous=head.digest,
    )
    event.digest = event_digest(event)
    event.save(force_insert=True)
    head.seq, head.digest = event.seq, event.digest
    head.save(update_fields=["seq", "digest"])
    return event
