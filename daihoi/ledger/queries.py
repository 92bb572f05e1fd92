"""Reading and verifying the chains."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from daihoi.ledger.actions import event_digest
from daihoi.ledger.models import GENESIS, Event, Head
from daihoi.rules.messages import Message, N_


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


def verify_chains() -> Iterator[Fault]:
    """Walk every chain from its first event: each digest, each link, each head (T7)."""
    heads = {row.stream: row for row in Head.objects.all()}
    expected: dict[str, tuple[int, str]] = {}
    for event in Event.objects.order_by("stream", "seq", "id").iterator(chunk_size=2000):
        seq, previous = expected.get(event.stream, (0, GENESIS))
        place = f"{event.stream}#{event.seq}"
        if event.seq != seq + 1:
            yield Fault(place, Message.of(N_("event %(wanted)d is missing or out of order"), wanted=seq + 1))
        elif event.previous != previous:
            yield Fault(place, Message.of(N_("the link to the event before it is broken")))
        if event_digest(event) != event.digest:
            yield Fault(place, Message.of(N_("the event was changed after it was recorded")))
        expected[event.stream] = (event.seq, event.digest)
    for stream, (seq, digest) in expected.items():
        row = heads.pop(stream, None)
        if row is None or (row.seq, row.digest) != (seq, digest):
            yield Fault(stream, Message.of(N_("the end of the chain does not match its head")))
    for stream, row in heads.items():
        if row.seq:
            yield Fault(stream, Message.of(N_("all %(count)d events of the chain are gone"), count=row.seq))


def verify_printed(heads: Iterable[tuple[str, int, str]]) -> Iterator[Fault]:
    """Hold heads printed earlier (stream, seq, digest or its beginning) against the chains: finds a full rewrite."""
    for stream, seq, printed in heads:
        found = Event.objects.filter(stream=stream, seq=seq).values_list("digest", flat=True).first()
        if len(printed) < 12 or not (found or "").startswith(printed):
            yield Fault(f"{stream}#{seq}", Message.of(N_("the printed head %(head)s is not in the chain"), head=printed))
