"""Chains to tamper with, and the ways in which somebody with the database open might do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.db import transaction

from daihoi.ledger.actions import event_digest, record
from daihoi.ledger.models import Event, Head

STREAMS = ("installation", "unit:1", "congress:7")


class By:
    """Somebody who acts."""

    def __init__(self, pk: int) -> None:
        self.pk = pk


def chains(count: int = 24, streams: tuple[str, ...] = STREAMS) -> None:
    """`count` events spread over `streams`."""
    with transaction.atomic():
        for number in range(count):
            record(
                streams[number * 7 // 3 % len(streams)],
                ("unit.added", "member.moved", "result.certified")[number % 3],
                by=By(number % 5) if number % 4 else None,
                second=By(9) if number % 7 == 0 else None,
                signed=number % 7 == 0,
                payload={"unit": number, "name": f"Chi bộ {number}", "votes": [number, number * 3]},
            )


def drawn(random: Random) -> Event:
    """One event, drawn by lot."""
    return random.choice(list(Event.objects.all()))


def write(event: Event, **values: object) -> None:
    """Write columns past every verb."""
    Event.objects.filter(pk=event.pk).update(**values)


def other_hex(random: Random, text: str) -> str:
    """`text` with one hexadecimal digit changed."""
    place = random.randrange(len(text))
    digit = random.choice([d for d in "0123456789abcdef" if d != text[place]])
    return text[:place] + digit + text[place + 1 :]


def edit_stream(random: Random) -> None:
    write(drawn(random), stream=f"congress:{random.randrange(100, 999)}")


def edit_seq(random: Random) -> None:
    write(drawn(random), seq=random.randrange(1000, 9999))


def edit_at(random: Random) -> None:
    event = drawn(random)
    write(event, at=event.at + timedelta(microseconds=random.choice([-1, 1, 10**6, -(10**9)])))


def edit_actor(random: Random) -> None:
    event = drawn(random)
    write(event, actor=None if event.actor is not None and random.random() < 0.5 else (event.actor or 0) + 1)


def edit_second(random: Random) -> None:
    event = drawn(random)
    write(event, second=None if event.second is not None else random.randrange(100))


def edit_signed(random: Random) -> None:
    event = drawn(random)
    write(event, signed=not event.signed)


def edit_verb(random: Random) -> None:
    event = drawn(random)
    write(event, verb=event.verb + random.choice(["x", " ", ".more"]))


def edit_payload(random: Random) -> None:
    event = drawn(random)
    place = random.randrange(len(event.payload))
    letter = random.choice([c for c in "0123456789ạxé\u0301 " if c != event.payload[place]])
    write(event, payload=event.payload[:place] + letter + event.payload[place + 1 :])


def edit_previous(random: Random) -> None:
    event = drawn(random)
    write(event, previous=other_hex(random, event.previous))


def edit_digest(random: Random) -> None:
    event = drawn(random)
    write(event, digest=other_hex(random, event.digest))


def edit_and_digest_anew(random: Random) -> None:
    """The careful one: changes the payload and gives the event the digest that it must carry then."""
    event = drawn(random)
    event.payload = event.payload.replace("Chi", "Ban", 1)
    write(event, payload=event.payload, digest=event_digest(event))


def delete_one(random: Random) -> None:
    Event.objects.filter(pk=drawn(random).pk).delete()


def delete_the_end(random: Random) -> None:
    event = drawn(random)
    Event.objects.filter(stream=event.stream, seq__gte=event.seq).delete()


def delete_a_chain(random: Random) -> None:
    Event.objects.filter(stream=drawn(random).stream).delete()


def delete_one_and_close_the_gap(random: Random) -> None:
    event = drawn(random)
    Event.objects.filter(pk=event.pk).delete()
    for later in Event.objects.filter(stream=event.stream, seq__gt=event.seq).order_by("seq"):
        write(later, seq=later.seq - 1)


def swap_two(random: Random) -> None:
    one = drawn(random)
    other = random.choice([event for event in Event.objects.filter(stream=one.stream) if event.pk != one.pk])
    write(one, seq=10**6)
    write(other, seq=one.seq)
    write(one, seq=other.seq)


def swap_contents(random: Random) -> None:
    one = drawn(random)
    other = random.choice([event for event in Event.objects.all() if event.payload != one.payload])
    write(one, payload=other.payload)
    write(other, payload=one.payload)


def add_one(random: Random) -> None:
    """An event put at the end without its head."""
    head = random.choice(list(Head.objects.all()))
    event = Event(
        pk=Event.objects.count() + 1000, stream=head.stream, seq=head.seq + 1, at=drawn(random).at, verb="unit.added",
        payload="{}", previous=head.digest,
    )  # fmt: skip
    event.digest = event_digest(event)
    event.save(force_insert=True)


def edit_head(random: Random) -> None:
    head = random.choice(list(Head.objects.all()))
    Head.objects.filter(pk=head.pk).update(
        **random.choice([{"seq": head.seq + 1}, {"seq": head.seq - 1}, {"digest": other_hex(random, head.digest)}])
    )


def delete_head(random: Random) -> None:
    Head.objects.filter(pk=drawn(random).stream).delete()


def cut_with_its_head(random: Random) -> None:
    """Cuts the end off and sets the sequence of the head back, but not its digest."""
    event = drawn(random)
    Event.objects.filter(stream=event.stream, seq__gte=event.seq).delete()
    Head.objects.filter(pk=event.stream).update(seq=event.seq - 1)


WAYS: tuple[Callable[[Random], None], ...] = (
    edit_stream,
    edit_seq,
    edit_at,
    edit_actor,
    edit_second,
    edit_signed,
    edit_verb,
    edit_payload,
    edit_previous,
    edit_digest,
    edit_and_digest_anew,
    delete_one,
    delete_the_end,
    delete_a_chain,
    delete_one_and_close_the_gap,
    swap_two,
    swap_contents,
    add_one,
    edit_head,
    delete_head,
    cut_with_its_head,
)


def rewrite_everything(change: Callable[[Event], None]) -> None:
    """The perfect forger: changes events and computes every digest, link and head anew."""
    for head in Head.objects.all():
        previous = "0" * 64
        for event in Event.objects.filter(stream=head.stream).order_by("seq"):
            change(event)
            event.previous = previous
            event.digest = previous = event_digest(event)
            write(event, payload=event.payload, previous=event.previous, digest=event.digest)
        Head.objects.filter(pk=head.pk).update(digest=previous)
