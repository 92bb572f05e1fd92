"""Reading and verifying the chains."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from daihoi.ledger.actions import event_digest
from daihoi.ledger.models import GENESIS, Event, Head
from daihoi.rules.messages import N_, Message


@dataclass(frozen=True)
class Fault:
    """Something that verification found: where, and what in one sentence."""

    place: str
    message: Message


def head(stream: str) -> tuple[int, str]:
    """(seq, digest) of the last event of `stream`; (0, 64 zeros) before the first."""
    found = Head.objects.filter(pk=stream).values_list("seq", "digest").first()
    return found or (0, GENESIS)


def newest_head() -> Event | None:
    """The last event of the installation, whose digest the pages print in their foot."""
    return Event.objects.order_by("-id").first()


def verify_chains(within: Q = Q()) -> Iterator[Fault]:  # noqa: B008  (an empty condition: every stream)
    """Walk every chain from its first event: each digest, each link, each head (T7); `within` narrows the streams."""
    ends: dict[str, tuple[int, str]] = {}
    for event in Event.objects.filter(within).order_by("stream", "seq", "id").iterator(chunk_size=2000):
        yield from _walk(event, ends)
    heads = {stream: (seq, digest) for stream, seq, digest in Head.objects.filter(within).values_list()}
    for stream in sorted(ends.keys() | heads.keys()):
        if heads.get(stream) != ends.get(stream, (0, GENESIS)):
            yield from _end(stream, ends)


def _walk(event: Event, ends: dict[str, tuple[int, str]]) -> Iterator[Fault]:
    seq, previous = ends.get(event.stream, (0, GENESIS))
    place = f"{event.stream}#{event.seq}"
    if event.seq != seq + 1:
        yield Fault(place, Message.of(N_("event %(wanted)d is missing or out of order"), wanted=seq + 1))
    elif event.previous != previous:
        yield Fault(place, Message.of(N_("the link to the event before it is broken")))
    if event_digest(event) != event.digest:
        yield Fault(place, Message.of(N_("the event was changed after it was recorded")))
    ends[event.stream] = (event.seq, event.digest)


def _end(stream: str, ends: dict[str, tuple[int, str]]) -> Iterator[Fault]:
    """Hold the end of a chain against its head while nobody can append: what came during the walk belongs to it."""
    with transaction.atomic():
        row = Head.objects.select_for_update().filter(pk=stream).first()
        seq, _digest = ends.get(stream, (0, GENESIS))
        came = list(Event.objects.filter(stream=stream, seq__gt=seq).order_by("seq", "id"))
    for event in came:
        yield from _walk(event, ends)
    if stream not in ends:
        if row is not None and (row.seq, row.digest) != (0, GENESIS):
            yield Fault(stream, Message.of(N_("all %(count)d events of the chain are gone"), count=row.seq))
    elif row is None or (row.seq, row.digest) != ends[stream]:
        yield Fault(stream, Message.of(N_("the end of the chain does not match its head")))


def verify_printed(heads: Iterable[tuple[str, int, str]]) -> Iterator[Fault]:
    """Hold heads printed earlier (stream, seq, digest or its beginning) against the chains: finds a full rewrite."""
    for stream, seq, printed in heads:
        found = Event.objects.filter(stream=stream, seq=seq).values_list("digest", flat=True).first()
        if len(printed) < 12 or not (found or "").startswith(printed):
            yield Fault(
                f"{stream}#{seq}", Message.of(N_("the printed head %(head)s is not in the chain"), head=printed)
            )
