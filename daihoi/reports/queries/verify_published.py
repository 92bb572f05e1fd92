"""What was published held against the ledger, its own signature and the versions beside it (T7, T8)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from daihoi.ledger.models import Event
from daihoi.ledger.queries import Fault
from daihoi.reports.models import Publication, PublicationState
from daihoi.rules.canonical import digest_text, instant
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.snapshot import read

_VERBS = ("snapshot.published", "snapshot.withdrawn")


def signed_with(public_key: str, text: str, signature: str) -> bool:
    """Whether `signature` over `text` was made with the private half of `public_key`; all as hexadecimal digits."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def verify_publications() -> Iterator[Fault]:
    """Every publication against its event, its payload, its signature, and the state that later ones gave it."""
    told = {}
    events = Event.objects.filter(verb__in=_VERBS).order_by("pk").only("payload", "verb", "stream")
    for event in events.iterator(chunk_size=2000):
        facts = json.loads(event.payload)
        told[facts["publication"]] = facts
    states: dict[int, str] = {}
    newest: dict[str, tuple[int, int]] = {}  # subject -> (publication, version)
    places: dict[int, tuple[str, int]] = {}  # publication -> (subject, version)
    numbers: list[int] = []
    seen: set[int] = set()
    for row in Publication.objects.order_by("number").iterator(chunk_size=100):
        seen.add(row.pk)
        yield from _verify_one(row, told.get(row.pk))
        numbers.append(row.number)
        before, version = newest.get(row.subject, (0, 0))
        if row.version != version + 1:
            yield _fault(row.pk, N_("A version before it is missing."))
        if states.get(before) == PublicationState.CURRENT:
            states[before] = PublicationState.SUPERSEDED
        if row.withdraws_id is not None:
            subject, last = places.get(row.withdraws_id, ("", 0))
            states |= {
                pk: PublicationState.WITHDRAWN for pk, of in places.items() if of[0] == subject and of[1] <= last
            }
        states[row.pk] = PublicationState.CURRENT
        newest[row.subject] = (row.pk, row.version)
        places[row.pk] = (row.subject, row.version)
    if numbers != list(range(1, len(numbers) + 1)):
        yield Fault("publication", Message.of(N_("The numbers of the publications have a gap.")))
    for pk, state in Publication.objects.order_by("pk").values_list("pk", "state"):
        if states.get(pk) != state:
            yield _fault(pk, N_("Its state is not the one that the later publications gave it."))
    for pk in sorted(told.keys() - seen):
        yield _fault(pk, N_("The ledger tells of a publication that is gone."))


def _fault(pk: int, text: str) -> Fault:
    return Fault(f"publication:{pk}", Message.of(text))


def _verify_one(row: Publication, told: dict[str, Any] | None) -> Iterator[Fault]:
    if told is None:
        yield _fault(row.pk, N_("The ledger knows nothing of this publication."))
        return
    kept = {
        "publication": row.pk,
        "unit": row.unit_id,
        "kind": row.kind,
        "version": row.version,
        "number": row.number,
        "digest": row.digest,
        "signature": row.signature,
        "public_key": row.public_key,
        "withdraws": row.withdraws_id,
        "by": row.published_by_id,
    }
    for name, value in kept.items():
        if told.get(name) != value:
            text = N_("The column %(column)s differs from what the ledger tells.")
            yield Fault(f"publication:{row.pk}", Message.of(text, column=name))
    if digest_text(row.payload) != row.digest:
        yield _fault(row.pk, N_("What was published does not match its digest: it was changed."))
    if not signed_with(row.public_key, row.payload, row.signature):
        yield _fault(row.pk, N_("The signature of the office does not hold."))
    try:
        sent = read(row.payload)
    except RuleError:
        yield _fault(row.pk, N_("What was published cannot be read."))
        return
    head = (sent.kind.value, sent.subject, sent.version, sent.number, sent.title, sent.published_at)
    if head != (row.kind, row.subject, row.version, row.number, row.title, instant(row.published_at)):
        yield _fault(row.pk, N_("What was published is of another subject, version or time than its row."))
