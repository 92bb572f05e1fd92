"""Done-when 3: any value changed by hand in a certified result, a signed return, the ledger or the tallies is found.

Tables, columns and rows are read from the database itself. The triggers, checks and references are out of the way.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from daihoi.reports.queries import verify_all
from tests.harness.database import Column, by_hand, columns, quoted, rows, tables
from tests.harness.finished import a_finished_season

pytestmark = pytest.mark.django_db

# The rooms whose tables belong to a certified result, a signed return, the ledger or the tallies.
PROMISED = ("elections_", "ledger_", "reports_return", "reports_unitkey", "reports_publication", "org_tally")
EVERY_ROW = os.environ.get("DAIHOI_LONG") == "1"


@pytest.fixture(scope="module")
def finished(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One finished season for all tests of this module; each test undoes what it did."""
    with django_db_blocker.unblock(), transaction.atomic():
        a_finished_season()
        assert verify_all().faults == ()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _season(finished: None, db: None) -> None:
    """The finished season stands before the test's own transaction begins."""


def promised() -> list[str]:
    return [table for table in tables() if table.startswith(PROMISED)]


def picked(table: str, turn: int = 0) -> list[dict[str, Any]]:
    """The rows that are changed: all of them in a long run, else two, with each column (`turn`) other ones."""
    found = rows(table)
    if EVERY_ROW or len(found) <= 2:
        return found
    return [found[turn % len(found)], found[(turn + len(found) // 2) % len(found)]]


def others(column: Column, value: Any) -> Iterator[Any]:
    """Other values that the column can hold, the likeliest forgery first."""
    if value is None:
        yield {"integer": 1, "bool": True, "date": "2020-01-02", "moment": "2020-01-02 03:04:05"}.get(column.kind, "x")
        return
    match column.kind:
        case "bool":
            yield not value
        case "integer":
            yield int(value) + 1
            yield max(0, int(value) - 1) if value else 7
        case "date":
            yield str(date.fromisoformat(str(value)[:10]) + timedelta(days=1))
        case "moment":
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
            yield (moment + timedelta(microseconds=1)).isoformat(sep=" ")
        case "json":
            yield json.dumps({"9": {"continue": "yes"}})
        case _ if _is_uuid(value):
            yield uuid.UUID(int=uuid.UUID(str(value)).int ^ 1).hex
        case _:
            text = str(value)
            yield text[:-1] + ("0" if text[-1:] != "0" else "1") if text else "x"
    if column.nullable:
        yield None


def _is_uuid(value: Any) -> bool:
    try:
        return len(str(value)) in (32, 36) and bool(uuid.UUID(str(value)))
    except ValueError:
        return False


def write(table: str, key: Column, row: dict[str, Any], column: Column, value: Any) -> bool:
    """Change one value by SQL; false where the database itself cannot hold it beside the others."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {quoted(table)} SET {quoted(column.name)} = %s WHERE {quoted(key.name)} = %s",
                [value, row[key.name]],
            )
            return bool(cursor.rowcount == 1)
    except IntegrityError:
        return False


def key_of(table: str) -> Column:
    return next(column for column in columns(table) if column.is_key)


def test_the_promised_tables_are_there_and_have_rows(finished: None) -> None:
    empty = [table for table in promised() if not rows(table)]
    assert empty == []
    assert len(promised()) >= 19


def test_nothing_changed_nothing_found() -> None:
    """The control: the same way through the same tables, each value written as it stands, raises no fault."""
    with by_hand():
        for table in promised():
            key = key_of(table)
            for row in picked(table):
                for column in columns(table):
                    write(table, key, row, column, row[column.name])
        assert verify_all().faults == ()


PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_any_value_changed_by_hand_is_found(part: int) -> None:
    missed, refused, tried = [], [], 0
    with by_hand():
        places = [
            (table, column, turn)
            for table in promised()
            for turn, column in enumerate(columns(table))
            # a tally is written anew whenever it is counted: the number of its row says nothing
            if not (table.startswith("org_tally") and column.is_key)
        ]
        for table, column, turn in places[part::PARTS]:
            key = key_of(table)
            for row in picked(table, turn):
                for value in others(column, row[column.name]):
                    undo = transaction.savepoint()
                    if write(table, key, row, column, value):
                        tried += 1
                        if verify_all().holds:
                            missed.append(
                                f"{table}.{column.name} of {row[key.name]}: {row[column.name]!r} -> {value!r}"
                            )
                    else:
                        refused.append(f"{table}.{column.name}")
                    transaction.savepoint_rollback(undo)
                    if not EVERY_ROW:
                        break
    assert not missed, "\n".join(missed)
    assert tried > len(refused)


def test_any_row_removed_by_hand_is_found() -> None:
    missed = []
    with by_hand():
        for table in promised():
            key = key_of(table)
            for row in rows(table):
                undo = transaction.savepoint()
                with connection.cursor() as cursor:
                    cursor.execute(f"DELETE FROM {quoted(table)} WHERE {quoted(key.name)} = %s", [row[key.name]])
                    assert cursor.rowcount == 1
                if verify_all().holds:
                    missed.append(f"{table} {row[key.name]}")
                transaction.savepoint_rollback(undo)
    assert not missed, "\n".join(missed)


def test_any_row_added_by_hand_is_found() -> None:
    missed = []
    with by_hand():
        for table in promised():
            for row in picked(table):
                undo = transaction.savepoint()
                if insert_like(table, row) and verify_all().holds:
                    missed.append(f"{table}: a row like {row[key_of(table).name]}")
                transaction.savepoint_rollback(undo)
    assert not missed, "\n".join(missed)


def insert_like(table: str, row: dict[str, Any]) -> bool:
    """A row like `row` with another key and, where rows must differ, other numbers."""
    described = columns(table)
    copy = dict(row)
    for column in described:
        if column.is_key:
            copy[column.name] = 900_000 if column.kind == "integer" else f"{row[column.name]}9"
    for moved in ((), *((column,) for column in described if not column.is_key)):
        tried = copy | {column.name: next(others(column, copy[column.name])) for column in moved}
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                names = ", ".join(quoted(name) for name in tried)
                places = ", ".join(["%s"] * len(tried))
                cursor.execute(f"INSERT INTO {quoted(table)} ({names}) VALUES ({places})", list(tried.values()))
                return True
        except DatabaseError:
            continue
    return False


# What the triggers refuse while they stand (T8): every writer of what is signed, whatever it writes.
SIGNED = (
    "elections_round",
    "elections_candidate",
    "elections_deduction",
    "elections_invalidpaper",
    "elections_countsheet",
    "elections_countline",
    "elections_certificate",
    "elections_reopening",
    "reports_returnpart",
    "ledger_event",
)
# The state of a return moves on; its figures do not.
MOVES_ON = {"state", "current", "decided_by_id", "decided_on", "remarks"}  # of a publication: the state alone


@pytest.mark.parametrize("table", SIGNED)
def test_with_the_triggers_in_place_the_change_is_refused(table: str) -> None:
    key = key_of(table)
    for row in picked(table):
        for column in columns(table):
            value = next(others(column, row[column.name]))
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE {quoted(table)} SET {quoted(column.name)} = %s WHERE {quoted(key.name)} = %s",
                    [value, row[key.name]],
                )
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {quoted(table)} WHERE {quoted(key.name)} = %s", [row[key.name]])


@pytest.mark.parametrize("table", ["reports_return", "reports_unitkey", "reports_publication"])
def test_with_the_triggers_in_place_a_return_a_key_and_a_publication_keep_what_they_hold(table: str) -> None:
    key = key_of(table)
    for row in picked(table):
        for column in columns(table):
            if column.name in MOVES_ON | {"revoked_at"}:
                continue
            value = next(others(column, row[column.name]))
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE {quoted(table)} SET {quoted(column.name)} = %s WHERE {quoted(key.name)} = %s",
                    [value, row[key.name]],
                )
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {quoted(table)} WHERE {quoted(key.name)} = %s", [row[key.name]])


def test_two_forgeries_that_fit_each_other_are_found() -> None:
    """Votes, who is elected and the live figures changed together: the certificate and the ledger still tell."""
    with by_hand():
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM elections_candidate WHERE elected ORDER BY id LIMIT 1")
            (winner,) = cursor.fetchone()
            cursor.execute("SELECT round_id FROM elections_candidate WHERE id = %s", [winner])
            (found,) = cursor.fetchone()
            cursor.execute(
                "SELECT id FROM elections_candidate WHERE round_id = %s AND NOT elected ORDER BY id LIMIT 1", [found]
            )
            (loser,) = cursor.fetchone()
            cursor.execute("UPDATE elections_countline SET candidate_id = -1 WHERE candidate_id = %s", [winner])
            cursor.execute("UPDATE elections_countline SET candidate_id = %s WHERE candidate_id = %s", [winner, loser])
            cursor.execute("UPDATE elections_countline SET candidate_id = %s WHERE candidate_id = -1", [loser])
            cursor.execute("UPDATE elections_candidate SET elected = NOT elected WHERE id IN (%s, %s)", [winner, loser])
        assert not verify_all().holds


def test_without_the_ledger_a_forged_certificate_would_pass() -> None:
    """The failing control: with certificate, digest and event rewritten alike, only the chain's own digests tell."""
    from daihoi.elections.models import Certificate
    from daihoi.elections.queries import verify_certificates
    from daihoi.elections.queries.snapshot import columns as values_of
    from daihoi.ledger.models import Event
    from daihoi.ledger.queries import verify_chains
    from daihoi.rules.canonical import canonical, digest, digest_text

    with by_hand():
        row = Certificate.objects.filter(override_reason="", reopening=None).earliest("pk")
        event = Event.objects.get(verb="result.certified", payload__contains=f'"certificate":{row.pk},')
        row.override_reason = "Đã thống nhất."
        row.save()
        told = json.loads(event.payload) | {"columns": digest(values_of(row)), "overridden": True}
        Event.objects.filter(pk=event.pk).update(payload=canonical(told))
        assert list(verify_certificates()) == []
        assert digest_text(row.payload) == row.digest
        assert list(verify_chains()) != []
