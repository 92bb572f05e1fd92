"""A rewritten past shows (T7)."""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daihoi.ledger import queries
from daihoi.ledger.actions import record
from daihoi.ledger.guards import drop_guards
from daihoi.ledger.models import GENESIS, Event, Head
from daihoi.ledger.queries import head, verify_chains, verify_printed
from tests.ledger.chains import STREAMS, WAYS, By, chains, rewrite_everything, write

RUNS = 100_000 if os.environ.get("DAIHOI_LONG") == "1" else 2_000
pytestmark = pytest.mark.django_db
REFUSED = DatabaseError  # in the words of either database


def attempt(way: Callable[[Random], None], seed: int) -> bool:
    """Whether verification notices `way`; the database is left as it was."""
    with transaction.atomic():
        way(Random(seed))
        noticed = any(True for _ in verify_chains())
        transaction.set_rollback(True)
    return noticed


def missed(runs: int) -> list[tuple[str, int]]:
    """The ways and seeds that verification did not notice."""
    return [(way.__name__, seed) for seed in range(runs) if not attempt(way := WAYS[seed % len(WAYS)], seed)]


# --- recording -------------------------------------------------------------------------------------------------------


def test_each_event_continues_the_chain_of_its_stream() -> None:
    with transaction.atomic():
        one = record("unit:1", "unit.added", by=None, payload={"unit": 1})
        other = record("unit:2", "unit.added", by=None, payload={"unit": 2})
        two = record("unit:1", "unit.changed", by=By(3), payload={"unit": 1})
    assert (one.seq, two.seq, other.seq) == (1, 2, 1)
    assert (one.previous, two.previous, other.previous) == (GENESIS, one.digest, GENESIS)
    assert head("unit:1") == (2, two.digest)
    assert head("nothing") == (0, GENESIS)
    assert list(verify_chains()) == []


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_the_transaction_of_its_change_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record("unit:1", "unit.added", by=None, payload={})
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_leaves_no_event() -> None:
    @transaction.atomic
    def verb() -> None:
        record("unit:1", "unit.added", by=None, payload={})
        raise ValueError("the change failed")

    with pytest.raises(ValueError, match="failed"):
        verb()
    assert head("unit:1") == (0, GENESIS)
    assert list(verify_chains()) == []


def test_a_payload_with_a_float_is_refused_before_anything_is_written() -> None:
    with pytest.raises(TypeError), transaction.atomic():
        record("unit:1", "unit.added", by=None, payload={"share": 0.5})
    assert not Event.objects.exists()


# --- guards ----------------------------------------------------------------------------------------------------------


def test_the_database_itself_refuses_to_change_an_event() -> None:
    chains()
    with pytest.raises(REFUSED, match="never changed"), transaction.atomic():
        Event.objects.update(payload="{}")
    with pytest.raises(REFUSED, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_event SET verb = 'x' WHERE seq = 1")
    assert list(verify_chains()) == []


def test_the_database_itself_refuses_to_remove_an_event_or_a_head() -> None:
    chains()
    with pytest.raises(REFUSED, match="never removed"), transaction.atomic():
        Event.objects.filter(seq=1).delete()
    with pytest.raises(REFUSED, match="never removed"), transaction.atomic():
        Head.objects.all().delete()
    assert list(verify_chains()) == []


# --- tampering, the guards dropped -----------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_way_of_tampering_is_noticed(way: Callable[[Random], None]) -> None:
    chains()
    drop_guards()
    assert all(attempt(way, seed) for seed in range(12))
    assert list(verify_chains()) == []  # and the chains are whole again


def test_thousands_of_edits_deletions_and_swaps_are_all_noticed() -> None:
    chains()
    drop_guards()
    assert missed(RUNS) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(WAYS), st.integers(0, 2**32)), min_size=1, max_size=4), st.integers(6, 20))
def test_no_series_of_tamperings_passes_unless_it_undoes_itself(
    series: list[tuple[Callable[[Random], None], int]], count: int
) -> None:
    with transaction.atomic():
        drop_guards()
        chains(count)
        before = list(Event.objects.order_by("id").values_list()), list(Head.objects.order_by("pk").values_list())
        for way, seed in series:
            try:
                with transaction.atomic():
                    way(Random(seed))
            except (IndexError, IntegrityError):
                continue  # nothing left to tamper with, or two events in one place
        after = list(Event.objects.order_by("id").values_list()), list(Head.objects.order_by("pk").values_list())
        # a chain removed whole together with its head leaves no trace in itself: printed heads find that
        gone = {stream for stream in STREAMS if not _is_there(stream)}
        noticed = any(True for _ in verify_chains())
        assert noticed or before == after or gone
        transaction.set_rollback(True)


def _is_there(stream: str) -> bool:
    return Event.objects.filter(stream=stream).exists() or Head.objects.filter(pk=stream).exists()


def test_letters_spelled_otherwise_are_a_change_too() -> None:
    chains()
    drop_guards()
    event = Event.objects.filter(payload__contains="ộ").first()
    assert event is not None
    write(event, payload=event.payload.replace("ộ", "o\u0323\u0302"))
    assert [fault.place for fault in verify_chains()] == [f"{event.stream}#{event.seq}"]


def test_a_fault_names_the_place() -> None:
    chains()
    drop_guards()
    write(Event.objects.get(stream="unit:1", seq=2), verb="unit.closed")
    assert [(fault.place, fault.message.english()) for fault in verify_chains()] == [
        ("unit:1#2", "the event was changed after it was recorded")
    ]


def test_the_walk_can_be_narrowed_to_some_streams() -> None:
    chains()
    drop_guards()
    write(Event.objects.get(stream="unit:1", seq=2), verb="unit.closed")
    assert list(verify_chains(Q(stream="congress:7"))) == []
    assert [fault.place for fault in verify_chains(Q(stream="unit:1"))] == ["unit:1#2"]


def test_an_event_recorded_during_the_walk_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    chains()
    walk = queries._walk
    late = iter([True])

    def slowly(event: Event, ends: dict[str, tuple[int, str]]) -> object:
        if next(late, False):  # somebody records in every stream once the walk has begun
            chains(9)
        yield from walk(event, ends)

    monkeypatch.setattr(queries, "_walk", slowly)
    # the rows are fetched before the walk looks at them, as a server with several processes does
    monkeypatch.setattr(type(Event.objects.all()), "iterator", lambda self, chunk_size: iter(list(self)))
    assert list(verify_chains()) == []
    assert Event.objects.count() == 33


# --- printed heads ---------------------------------------------------------------------------------------------------


def test_a_full_rewrite_passes_the_walk_and_any_head_printed_earlier_finds_it() -> None:
    chains()
    printed = [(event.stream, event.seq, event.digest) for event in Event.objects.all()]
    assert list(verify_printed(printed)) == []
    drop_guards()
    first = dict.fromkeys(STREAMS, 1)

    def change(event: Event) -> None:
        if event.seq == first[event.stream]:
            event.payload = event.payload.replace("Chi", "Ban")

    rewrite_everything(change)
    assert list(verify_chains()) == []  # the forger closed every link
    assert len(list(verify_printed(printed))) == len(printed)


def test_a_rewrite_of_the_end_is_found_by_the_heads_after_it_and_by_no_other() -> None:
    chains(24, ("unit:1",))
    printed = [("unit:1", event.seq, event.digest[:16]) for event in Event.objects.all()]
    drop_guards()

    def change(event: Event) -> None:
        if event.seq == 20:
            event.payload = '{"unit":999}'

    rewrite_everything(change)
    assert [fault.place for fault in verify_printed(printed)] == [f"unit:1#{seq}" for seq in range(20, 25)]


@pytest.mark.parametrize("printed", ["", "0" * 11, "f" * 64])
def test_a_printed_head_too_short_or_foreign_is_not_in_the_chain(printed: str) -> None:
    chains()
    assert [fault.place for fault in verify_printed([("unit:1", 1, printed)])] == ["unit:1#1"]
    assert [fault.place for fault in verify_printed([("unit:99", 1, "f" * 64)])] == ["unit:99#1"]


# --- a harness that cannot fail is no evidence -----------------------------------------------------------------------


def test_control_a_verification_that_believes_the_digest_misses_edits(monkeypatch: pytest.MonkeyPatch) -> None:
    chains()
    drop_guards()
    monkeypatch.setattr(queries, "event_digest", lambda event: event.digest)
    names = {name for name, _seed in missed(len(WAYS) * 3)}
    assert {"edit_payload", "edit_verb", "edit_at", "swap_contents"} <= names


def test_control_a_verification_without_heads_misses_a_cut_end(monkeypatch: pytest.MonkeyPatch) -> None:
    chains()
    drop_guards()
    monkeypatch.setattr(queries, "_end", lambda stream, ends: iter(()))
    names = {name for name, _seed in missed(len(WAYS) * 3)}
    assert {"delete_the_end", "delete_a_chain", "edit_head", "add_one"} <= names


def test_control_a_verification_without_links_misses_the_careful_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    chains()
    drop_guards()
    walk = queries._walk

    def unlinked(event: Event, ends: dict[str, tuple[int, str]]) -> object:
        seq, _previous = ends.get(event.stream, (0, GENESIS))
        ends[event.stream] = (seq, event.previous)
        yield from walk(event, ends)

    monkeypatch.setattr(queries, "_walk", unlinked)
    assert "edit_and_digest_anew" in {name for name, _seed in missed(len(WAYS) * 4)}
