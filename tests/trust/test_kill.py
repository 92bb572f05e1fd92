"""A kill in the middle of an import, a certification or a return leaves old or new, nothing between (T1, T11)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from daihoi.elections import actions as elections
from daihoi.elections.models import Certificate, CountSheet, Ratification, Round
from daihoi.ledger.models import Event
from daihoi.org import actions as org
from daihoi.org.models import ImportJob, ImportKind, ImportState, Member, Membership
from daihoi.reports import actions as reports
from daihoi.reports.models import Return
from daihoi.reports.queries import verify_all
from daihoi.rules.messages import RuleError
from tests.builders import a_congress, a_member, an_election, typed
from tests.harness.books import a_member_row, members_book, results_book
from tests.harness.database import contents
from tests.harness.finished import Finished, a_place
from tests.harness.killing import AFTER, COMMIT, Scene, database_at, points, run_and_kill, statements, still

pytestmark = pytest.mark.django_db(transaction=True)

# Of each verb: a thousand in a long run; fewer on PostgreSQL, where each needs a database of its own.
KILLS = 112 if os.environ.get("DAIHOI_LONG") == "1" else 9 if connection.vendor == "sqlite" else 4


class Verb:
    """A verb with its scene: what it does, and how often it counted."""

    def __init__(self, work: Callable[[], Any], counted: Callable[[], int], once: int = 1) -> None:
        self.work, self.counted, self.once = work, counted, once

    def again(self) -> None:
        """A client's retry: that it is done already may be said to it."""
        with suppress(RuleError):
            self.work()


def _voted(place: Finished) -> Round:
    congress = place.congresses["Q.1"] = a_congress(place.ward, season=place.season)
    election = an_election(congress, seats=3, candidates=5, by=place.first.user)
    return typed(election.rounds.get(), (90, 80, 70, 20, 3), by=place.first.user)


def _returned(place: Finished) -> Return:
    elections.certify(_voted(place), by=place.first, second=place.second)
    return reports.hand_in(place.congresses["Q.1"], by=place.first)


def members_import(place: Finished) -> Verb:
    file = members_book([a_member_row(number, "Q.1.1") for number in range(1, 41)])
    return Verb(
        lambda: org.members_import(file, filename="ds.xlsx", by=place.first),
        lambda: Membership.objects.filter(member__card__startswith="77").count(),
        once=40,
    )


def import_write(place: Finished) -> Verb:
    """The list loaded through the pages: rows, event and the state of the job belong together."""
    job = org.import_receive(
        place.district, by=place.first.user, client=UUID(int=5), kind=ImportKind.MEMBERS, filename="ds.xlsx",
        content=members_book([a_member_row(number, "Q.1.1") for number in range(1, 21)]),
    )  # fmt: skip
    from daihoi.org.access import Role
    from daihoi.org.models import Grant

    Grant.objects.create(user=place.first.user, unit=place.district, role=Role.OFFICE)
    org.import_check(job)
    org.import_begin(job, by=place.first.user)

    def work() -> None:
        fresh = ImportJob.objects.select_related("unit", "by").get(pk=job.pk)
        org.import_write(fresh)
        assert fresh.state == ImportState.DONE

    return Verb(
        lambda: None if ImportJob.objects.get(pk=job.pk).state == ImportState.DONE else work(),
        lambda: Member.objects.filter(card__startswith="77").count(),
        once=20,
    )


def results_import(place: Finished) -> Verb:
    names = ["Lê Văn An", "Trần Thị Bình", "Phạm Quốc Cường", "Võ Thị Dung"]
    for number, name in enumerate(names):
        a_member(name, unit=place.small, card=f"7902{number:04d}")
    with transaction.atomic():
        org.tallies_recount([place.small])
    rounds = [[1, "Q.2", "Chi bộ trường Thử", 1, "21/05/2020", "Đại hội đảng viên", 12, 12, 12, 12, 12, 0, 3, 4, 3]]
    votes = [["Q.2", 1, f"7902{n:04d}", name, 12 - n if n < 3 else 2] for n, name in enumerate(names)]
    file = results_book(rounds, votes)
    return Verb(
        lambda: elections.results_import(file, filename="kq.xlsx", by=place.first, season=place.season),
        lambda: Round.objects.filter(election__congress__unit=place.small).count(),
    )


def count_save(place: Finished) -> Verb:
    found = _voted(place)
    key = UUID(int=9)
    return Verb(
        lambda: elections.count_save(
            found, by=place.first, key=key, votes={1: 91, 2: 79, 3: 70, 4: 20, 5: 3}, papers={"present": 100}
        ),
        lambda: (
            Event.objects.filter(verb="count.saved", payload__contains=str(key)).count()
            + CountSheet.objects.filter(key=key).count()
        ),
        once=2,
    )


def certify(place: Finished) -> Verb:
    found = _voted(place)
    return Verb(
        lambda: elections.certify(found, by=place.first, second=place.second),
        lambda: Certificate.objects.filter(round=found).count(),
    )


def reopen(place: Finished) -> Verb:
    made = elections.certify(_voted(place), by=place.first, second=place.second)
    return Verb(
        lambda: elections.reopen(made, by=place.first, second=place.second, reason="Cộng nhầm."),
        lambda: Event.objects.filter(verb="result.reopened").count(),
    )


def hand_in(place: Finished) -> Verb:
    elections.certify(_voted(place), by=place.first, second=place.second)
    congress = place.congresses["Q.1"]
    return Verb(lambda: reports.hand_in(congress, by=place.first), lambda: Return.objects.count())


def accept(place: Finished) -> Verb:
    returned = _returned(place)
    return Verb(
        lambda: reports.accept(returned, by=place.second),
        lambda: Event.objects.filter(verb="return.accepted").count(),
    )


def ratify(place: Finished) -> Verb:
    returned = reports.accept(_returned(place), by=place.second)
    return Verb(
        lambda: reports.ratify(returned, by=place.second, number="12-QĐ/QU", decided_on=date(2020, 8, 27)),
        lambda: Ratification.objects.exclude(decided_on=None).count(),
    )


VERBS = (members_import, import_write, results_import, count_save, certify, reopen, hand_in, accept, ratify)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Callable[[Callable[[Finished], Verb]], tuple[Verb, Scene]]]:
    """The verb in its scene, and the scene as a database to be copied."""
    made: list[Scene] = []

    def prepared(verb: Callable[[Finished], Verb]) -> tuple[Verb, Scene]:
        found = verb(a_place())
        made.append(Scene(tmp_path))
        return found, made[0]

    yield prepared
    for one in made:
        one.close()


def outcomes(verb: Verb, scene: Scene, kills: int) -> tuple[dict[str, str], dict[str, str], list[tuple[Any, bool]]]:
    """The state before, the state after, and (point, whether it is new) for every kill; everything is verified."""
    with database_at(scene.fresh()):
        old = contents()
    name = scene.fresh()
    begun = time.perf_counter()
    total = statements(name, verb.work)
    seconds = time.perf_counter() - begun
    with database_at(name):
        new = contents()
        assert verb.counted() == verb.once
    assert old != new
    found = []
    for at in points(total, kills, seconds=seconds):
        name = scene.fresh()
        run_and_kill(name, verb.work, at=at)
        with database_at(name):
            now = contents()
            assert now in (old, new), f"killed at {at}: {_between(now, old, new)}"
            assert verify_all().faults == (), f"killed at {at}"
            assert verb.counted() == (verb.once if now == new else 0)
            with still():
                verb.again()
            assert verb.counted() == verb.once, f"killed at {at}, then sent again"
            assert verify_all().faults == (), f"killed at {at}, then sent again"
        found.append((at, now == new))
    return old, new, found


def _between(now: dict[str, str], old: dict[str, str], new: dict[str, str]) -> str:
    """Which tables are neither the old nor the new ones."""
    mixed = [table for table in now if now[table] not in (old[table], new[table])]
    moved = [table for table in now if now[table] == new[table] != old[table]]
    return f"neither old nor new {mixed}, new already {moved}"


@pytest.mark.parametrize("verb", VERBS, ids=[verb.__name__ for verb in VERBS])
def test_a_kill_leaves_old_or_new_and_a_retry_counts_once(verb: Any, scene: Any) -> None:
    found, place = scene(verb)
    _old, _new, seen = outcomes(found, place, KILLS)
    by_point = dict(seen)
    assert by_point[AFTER] is True
    assert by_point[1] is False
    assert by_point[COMMIT] is False


def test_a_torn_verb_is_noticed(scene: Any) -> None:
    """The control: a verb of two transactions is caught between them."""

    def torn(place: Finished) -> Verb:
        found = _voted(place)

        def work() -> None:
            with transaction.atomic():
                Round.objects.filter(pk=found.pk).update(held_on=date(2020, 5, 22))
            with transaction.atomic():
                Round.objects.filter(pk=found.pk).update(minutes_number="7")

        return Verb(work, lambda: Round.objects.filter(pk=found.pk, minutes_number="7").count())

    verb, place = scene(torn)
    with pytest.raises(AssertionError, match=r"neither old nor new \['elections_round'\]"):
        outcomes(verb, place, 8)


def test_a_verb_that_forgets_its_event_is_noticed(scene: Any) -> None:
    """The control of the verification: a certificate without its event is a fault."""

    def silent(place: Finished) -> Verb:
        found = _voted(place)
        elections.certify(found, by=place.first, second=place.second)
        row = Certificate.objects.get()

        def work() -> None:
            row.pk, row.version = None, row.version + 1
            row.save(force_insert=True)

        return Verb(work, lambda: Certificate.objects.count() - 1)

    verb, place = scene(silent)
    with pytest.raises(AssertionError, match="killed at"):
        outcomes(verb, place, 3)


def test_the_same_work_writes_the_same_rows(scene: Any) -> None:
    """The harness: two runs of one verb on two copies cannot be told apart, so that "new" means one state."""
    verb, place = scene(certify)
    found = []
    for _run in range(2):
        name = place.fresh()
        assert not run_and_kill(name, verb.work, at=None)
        with database_at(name):
            found.append(contents())
    assert found[0] == found[1]


def test_the_test_database_is_itself_again(scene: Any) -> None:
    verb, place = scene(certify)
    before = contents()
    name = place.fresh()
    with database_at(name):
        verb.work()
    assert contents() == before
    assert connection.in_atomic_block is False
