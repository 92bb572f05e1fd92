"""What happens to one congress of the demo after its vote: signatures, the first meeting, return, ratification."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from daihoi.congress.models import Congress
from daihoi.elections import actions as elections
from daihoi.elections.models import Candidate, Election, Round, RoundState
from daihoi.elections.queries import result
from daihoi.org import tree
from daihoi.org.actions import Signed
from daihoi.org.models import Unit, User
from daihoi.reports import actions as reports
from daihoi.reports.models import Return, ReturnState
from daihoi.rules.levels import UnitKind
from daihoi.rules.posts import Electorate, Post
from daihoi.rules.timeline import VIETNAM, add_working_days

Day = tuple[date, int, Callable[[], None]]
# (post, who votes, seats, names on the list) of the district committee's first meeting: invented, as its votes are.
FIRST_MEETING = (
    (Post.STANDING_COMMITTEE, Electorate.COMMITTEE, 13, 14),
    (Post.SECRETARY, Electorate.COMMITTEE, 1, 1),
    (Post.DEPUTY_SECRETARY, Electorate.COMMITTEE, 2, 2),
    (Post.INSPECTION_COMMITTEE, Electorate.COMMITTEE, 7, 8),
    (Post.INSPECTION_CHAIR, Electorate.COMMITTEE, 1, 1),
)


def signers() -> tuple[Signed, Signed]:
    """The office that types from the signed paper, and the second person."""
    return Signed(User.objects.get(username="vanphong")), Signed(User.objects.get(username="kythuhai"))


def days_of(congress: Congress, *, ratify: bool) -> Iterator[Day]:
    """(day, order within the day, act) for `congress`, in the time that the rules give (N-60, N-61)."""
    closed = congress.closed_on or congress.opened_on
    assert closed is not None
    district = congress.unit.level is UnitKind.DIRECT_SUPERIOR_ORGANIZATION
    handed = add_working_days(closed, 1 + place(congress.unit) % 6, VIETNAM)
    yield closed, 0, lambda: certify_all(congress)
    if district:
        yield closed, 1, lambda: first_meeting(congress)
    yield handed, 3 if district else 2, lambda: hand_in(congress)
    accepted = add_working_days(handed, 2, VIETNAM)
    yield accepted, 4, lambda: accept(congress)
    if ratify:
        decided = add_working_days(handed, 5 + place(congress.unit) % 8, VIETNAM)
        yield decided, 5, lambda: ratify_results(congress, decided)


def certify_all(congress: Congress) -> None:
    """Two people sign every round, in order."""
    first, second = signers()
    rounds = Round.objects.filter(election__congress=congress).exclude(state=RoundState.CERTIFIED)
    for found in rounds.order_by("election_id", "number"):
        elections.certify(found, by=first, second=second)
        _stop_where_asked(found.election, first)


def _stop_where_asked(election: Election, by: Signed) -> None:
    """Where seats stayed open and no further vote followed, the congress had decided not to vote once more."""
    later = election.rounds.exclude(state=RoundState.CERTIFIED).exists()
    if not later and "continue" in dict(result(election).open_questions):
        elections.decision_record(election, by=by, answers={"continue": False})


def hand_in(congress: Congress) -> None:
    first, _second = signers()
    if _current(congress) is None:
        reports.hand_in(congress, by=first)


def _current(congress: Congress, state: ReturnState | None = None) -> Return | None:
    """The current return, of `state` where given: a demo that was interrupted goes on where it stopped."""
    found = Return.objects.filter(congress=congress, current=True)
    return (found.filter(state=state) if state else found).first()


def accept(congress: Congress) -> None:
    first, _second = signers()
    if returned := _current(congress, ReturnState.HANDED_IN):
        reports.accept(returned, by=first)


def place(unit: Unit) -> int:
    """1 for the district, from 2 on its units in their order: what differs from unit to unit follows it."""
    return 1 if unit.parent_id is None else 1 + tree.number(unit.path[-tree.WIDTH :])


def ratify_results(congress: Congress, decided: date) -> None:
    """The superior's decision on the results."""
    first, _second = signers()
    issuer = "TU" if congress.unit.parent_id is None else "QU"
    if returned := _current(congress, ReturnState.ACCEPTED):
        reports.ratify(returned, by=first, number=f"{100 + place(congress.unit)}-QĐ/{issuer}", decided_on=decided)


def first_meeting(congress: Congress) -> None:
    """The new committee elects its bodies (E-04)."""
    first, second = signers()
    if Election.objects.filter(congress=congress, electorate=Electorate.COMMITTEE).exists():
        return
    committee = list(
        Candidate.objects.filter(round__election__congress=congress, round__election__post=Post.COMMITTEE, elected=True)
    )
    ranked = sorted(committee, key=lambda one: one.number * 7 % 41)
    standing = ranked[:14]
    lists: dict[Post, list[Any]] = {
        Post.STANDING_COMMITTEE: standing,
        Post.SECRETARY: standing[:1],
        Post.DEPUTY_SECRETARY: standing[1:3],
        Post.INSPECTION_COMMITTEE: ranked[20:28],
        Post.INSPECTION_CHAIR: ranked[20:21],
    }
    for post, electorate, seats, names in FIRST_MEETING:
        election = elections.election_open(
            congress, by=first, electorate=electorate, post=post, seats=seats, held_on=congress.closed_on
        )
        found = election.rounds.get()
        elections.candidates_set(
            found, by=first, nominees=[elections.Nominee(card=one.card) for one in lists[post][:names]]
        )
        _count(election, len(committee), seats)
        elections.certify(found, by=first, second=second)


def _count(election: Election, base: int, seats: int) -> None:
    """Votes that elect the first `seats` names of the ballot order but one, all papers valid."""
    first, _second = signers()
    found = election.rounds.get()
    elections.base_set(found, by=first, summoned=base, present=base)
    numbers = list(found.candidates.order_by("number").values_list("number", flat=True))
    votes = {number: base - 1 - place % 5 for place, number in enumerate(numbers)}
    if len(numbers) > seats:
        votes[numbers[len(numbers) // 2]] = base // 3
    papers = {"present": base, "issued": base, "returned": base, "valid": base, "invalid": 0}
    elections.count_save(found, by=first, key=uuid.uuid4(), papers=papers, votes=votes)
