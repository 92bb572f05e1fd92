"""Enters and certifies the result of one grassroots unit after another, measured."""

from __future__ import annotations

import time
import uuid
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from daihoi.congress.actions import congress_hold
from daihoi.congress.models import Congress, CongressForm
from daihoi.elections import actions
from daihoi.elections.models import Round
from daihoi.org.actions import Signed
from daihoi.org.models import User
from daihoi.rules.levels import UnitKind
from daihoi.rules.posts import Electorate, Post

NAMES = ("Trần Văn An", "Lê Thị Bình", "Phạm Minh Châu", "Hoàng Đức Dũng", "Vũ Thu Hà", "Đỗ Quốc Khánh")


def signers() -> tuple[Signed, Signed]:
    """Two invented people."""
    first, _ = User.objects.get_or_create(username="do-mot", defaults={"name": "Người Đo Một", "identity": "1"})
    second, _ = User.objects.get_or_create(username="do-hai", defaults={"name": "Người Đo Hai", "identity": "2"})
    return Signed(first), Signed(second)


def prepared(congress: Congress, by: Signed) -> Round:
    """A held congress with an election of five seats, its list and its base."""
    congress_hold(congress, by=by, form=CongressForm.MEMBERS, opened_on=date(2020, 5, 20), summoned=100, present=100)
    election = actions.election_open(congress, by=by, electorate=Electorate.CONGRESS, post=Post.COMMITTEE, seats=5)
    found = election.rounds.get()
    actions.candidates_set(found, by=by, nominees=[actions.Nominee(name=name) for name in NAMES])
    actions.base_set(found, by=by, summoned=100, present=100)
    return found


def certified_results(runs: int) -> tuple[list[float], int]:
    """Seconds of each of `runs` recordings (count typed, two signatures), and the number of queries of one."""
    first, second = signers()
    waiting = Congress.objects.filter(unit__kind=UnitKind.GRASSROOTS_ORGANIZATION, opened_on=None).select_related(
        "unit"
    )
    rounds = [prepared(congress, first) for congress in waiting.order_by("-pk")[: runs + 1]]
    papers = {"present": 100, "issued": 100, "returned": 100, "valid": 100, "invalid": 0}
    votes = {1: 95, 2: 90, 3: 85, 4: 80, 5: 75, 6: 40}
    times: list[float] = []
    queries = 0
    for place, found in enumerate(rounds):
        with CaptureQueriesContext(connection) as captured:
            begun = time.perf_counter()
            actions.count_save(found, by=first, key=uuid.uuid4(), papers=papers, votes=votes)
            actions.certify(found, by=first, second=second)
            spent = time.perf_counter() - begun
        if place:  # the first warms up
            times.append(spent)
        queries = len(captured)
    return times, queries
