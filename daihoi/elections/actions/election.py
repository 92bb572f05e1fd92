"""Elections opened, their lists and their bases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from daihoi.congress.models import Congress
from daihoi.elections.actions.common import (
    back_to_draft,
    locked,
    locked_election,
    note,
    refresh,
)
from daihoi.elections.models import Candidate, Deduction, Election, Round, RoundState, Source
from daihoi.elections.queries.chain import before_round, candidate_key
from daihoi.elections.queries.opening import opening_refusal, situation
from daihoi.elections.queries.result import NO, meeting_of, result
from daihoi.ledger.actions import Actor
from daihoi.org.models import Member, Membership
from daihoi.rules import base as bases
from daihoi.rules.base import Base, Ground, majority_base
from daihoi.rules.committee import (
    committee_size_warnings,
    inspection_size_warnings,
)
from daihoi.rules.election import RoundKind
from daihoi.rules.levels import Level
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Electorate, Post
from daihoi.rules.regulations import Regulation
from daihoi.rules.rounds import elected_already, person_key
from daihoi.rules.vietnamese import fold, name_key, read_name, squash


def size_warnings(level: Level, post: Post, seats: int) -> tuple[Message, ...]:
    """What the rules object to in the number of seats; never a refusal (U-11…U-13, S-30…S-32)."""
    if post is Post.COMMITTEE:
        return committee_size_warnings(level, seats)
    return inspection_size_warnings(level, seats) if post is Post.INSPECTION_COMMITTEE else ()


@transaction.atomic
def election_open(
    congress: Congress,
    *,
    by: Actor,
    electorate: Electorate,
    post: Post,
    seats: int,
    supplementary: bool = False,
    held_on: date | None = None,
) -> Election:
    """Open the election of `post` by `electorate` for `seats`, with its first round; RuleError says why not.

    E-04, E-05. A second election of the same post needs the first annulled (N-52) or `supplementary` (E-44).
    """
    congress = Congress.objects.select_for_update(of=("self",)).select_related("unit", "season").get(pk=congress.pk)
    if seats < 1:
        raise RuleError(Message.of(N_("Say how many are to be elected: one or more."), rule="U-17"))
    found = situation(congress)
    if refusal := opening_refusal(congress, electorate, post, seats, found):
        raise RuleError(refusal)
    earlier = list(Election.objects.filter(congress=congress, electorate=electorate, post=post))
    if not supplementary and any(not one.annulled for one in earlier):
        raise RuleError(
            Message.of(
                N_("The %(post)s already has its election. Open that one, or a supplementary one for empty seats."),
                rule="E-44", post=post.name_message,
            )
        )  # fmt: skip
    election = Election.objects.create(
        congress=congress, electorate=electorate, post=post, seats=seats, sequence=len(earlier) + 1
    )
    is_congress = electorate is Electorate.CONGRESS
    Round.objects.create(
        election=election,
        seats=seats,
        held_on=held_on or congress.opened_on,
        summoned=congress.summoned if is_congress else found.committee_members,
    )
    refresh(congress)
    note(
        congress, "election.opened", by=by, sealed=[election],
        election=election.pk, electorate=str(electorate), post=str(post), seats=seats, supplementary=supplementary,
    )  # fmt: skip
    return election


@transaction.atomic
def election_cancel(election: Election, *, by: Actor) -> None:
    """Take back an election opened by mistake; RuleError once one of its rounds was counted."""
    election = locked_election(election)
    congress = election.congress
    if (
        election.rounds.exclude(state=RoundState.DRAFT).exists()
        or election.rounds.filter(certificates__isnull=False).exists()
    ):
        raise RuleError(Message.of(N_("A count of this election is finished: it cannot be taken back, only annulled.")))
    pk, key = election.pk, f"election:{election.electorate}:{election.post}"
    election.rounds.all().delete()
    election.delete()
    congress.steps.filter(key=key).delete()
    refresh(congress)
    note(congress, "election.cancelled", by=by, gone=[f"{Election._meta.label_lower}:{pk}"], election=pk)


@dataclass(frozen=True)
class Nominee:
    """A name for the list: a member by card, or a free name."""

    name: str = ""
    card: str = ""
    source: Source = Source.PLANNED
    incumbent: bool | None = None
    planned_post: str = ""


def found_members(cards: Iterable[str], congress: Congress) -> dict[str, Member]:
    """card -> member, of the unit and of all below it."""
    wanted = [card for card in cards if card]
    return {member.card: member for member in Member.objects.under(congress.unit).filter(card__in=wanted)}


def copy_member(candidate: Candidate, member: Member, unit_name: str = "") -> Candidate:
    """Put on the list what the member's record says today; later changes of the record leave the list alone."""
    candidate.member, candidate.card, candidate.name = member, member.card, member.name
    candidate.sex, candidate.born, candidate.born_precision = member.sex, member.born, member.born_precision
    candidate.ethnicity, candidate.education, candidate.theory = member.ethnicity, member.education, member.theory
    candidate.unit_name = unit_name
    return candidate


def unit_names(members: Iterable[Member]) -> dict[int, str]:
    """member id -> name of the unit where the member belongs now."""
    ids = [member.pk for member in members]
    found: dict[int, str] = {}
    for start in range(0, len(ids), 500):
        rows = Membership.objects.filter(member__in=ids[start : start + 500], valid_to=None)
        found |= dict(rows.values_list("member", "unit__name"))
    return found


@transaction.atomic
def candidates_set(found: Round, *, by: Actor, nominees: Sequence[Nominee]) -> tuple[Message, ...]:
    """Set the list of a round, in the order of given names (E-31); gives what the rules object to, never a refusal.

    Who stays on the list keeps the votes already typed. RuleError for no name, a name twice, an unknown card, who is
    elected already, a new name that the congress did not allow.
    """
    row = locked(found)
    congress = row.election.congress
    if row.kind == RoundKind.TIE:
        raise RuleError(
            Message.of(N_("A vote among the tied has the tied persons as its list, nobody else."), rule="N-21")
        )
    there: dict[str, Candidate] = {}
    for candidate in row.candidates.all():
        there[candidate_key(candidate)] = candidate
        if candidate.member_id is None:  # a card that no member has: the name finds it again
            there.setdefault(person_key("", candidate.name), candidate)
    known = result(row.election)
    listed = nominated(row, nominees, there=there, elected=before_round(known, row.number).elected)
    data = next(one for one in known.rounds if one.round.pk == row.pk)
    earlier = next((one for one in known.rounds if one.round.number == row.number - 1), None)
    if earlier and row.election.decisions.get(str(earlier.round.number), {}).get("new_names") == NO:
        old = {candidate_key(one) for one in (*earlier.candidates, *data.candidates)}
        if any(candidate_key(one) not in old for one in listed):
            raise RuleError(Message.of(N_("The congress did not allow new names on this list."), rule="N-22"))
    undone = back_to_draft(row)
    write_list(row, listed)
    note(
        congress, "candidates.set", by=by, election=row.election_id, round=row.pk,
        candidates=[{"id": one.pk, "number": one.number, "member": one.member_id} for one in listed],
        **undone,
    )  # fmt: skip
    refresh(congress)
    return data.objections(len(listed))


def nominated(
    row: Round,
    nominees: Sequence[Nominee],
    *,
    there: Mapping[str, Candidate] | None = None,
    kept: Iterable[Candidate] = (),
    elected: Mapping[str, str] | None = None,
) -> list[Candidate]:
    """Candidates for the list of `row`, those of `there` taken again; RuleError for what no list may hold.

    That is: an unknown card, no name, a name that stands twice or among the `kept` (E-31), one of the `elected` (N-25).
    """
    members = found_members((one.card for one in nominees), row.election.congress)
    for one in nominees:
        if one.card and one.card not in members:
            raise RuleError(
                Message.of(
                    N_("No member with card %(card)s belongs to this unit or below. Check it, or type the name alone."),
                    card=one.card,
                )
            )
    names = unit_names(members.values())
    listed: list[Candidate] = []
    seen = {candidate_key(candidate) for candidate in kept}
    for one in nominees:
        member = members.get(one.card)
        name = member.name if member else read_name(one.name)[0]
        key = person_key(one.card, name)
        if key in seen:
            raise RuleError(Message.of(N_("%(name)s stands on the list twice."), rule="E-31", name=name))
        if key in (elected or {}):
            raise RuleError(elected_already(name))
        seen.add(key)
        candidate = (there or {}).get(key) or Candidate(round=row, name=name, number=0)
        if member is not None:
            copy_member(candidate, member, names.get(member.pk, ""))
        candidate.source, candidate.incumbent = one.source, one.incumbent
        candidate.planned_post = one.planned_post
        listed.append(candidate)
    return listed


def write_list(row: Round, listed: list[Candidate], *, as_numbered: bool = False) -> None:
    """Write a list over the one there was, in the order of given names (E-31) unless the paper's numbers stand."""
    if not as_numbered:
        listed.sort(key=lambda one: (*name_key(one.name), one.card))
    kept = [one.pk for one in listed if one.pk]
    row.candidates.exclude(pk__in=kept).delete()
    row.candidates.update(number=F("number") + 10_000)  # makes room: a number stands once
    for number, one in enumerate(listed, start=1):
        one.number = one.number if as_numbered else number
        one.elected = False
        one.save()


@transaction.atomic
def base_set(
    found: Round,
    *,
    by: Actor,
    summoned: int,
    deductions: Sequence[tuple[Ground, int, str]] = (),
    present: int | None = None,
    seats: int | None = None,
    held_on: date | None = None,
) -> Base:
    """Set who was summoned, who is deducted and on which ground (N-10…N-12, N-15); RuleError where they do not fit.

    `deductions` are (ground, how many, who as the minutes name them). Whatever base a file stated gives way to it.
    """
    row = locked(found)
    congress = row.election.congress
    regulation = congress.regulation
    parts = [bases.Deduction(ground, count) for ground, count, _who in deductions]
    base = majority_base(meeting_of(row.election.electorate, congress.form), summoned, parts, regulation)
    if base.value < 1:
        raise RuleError(Message.of(N_("Nobody is left in the base. Check the deductions."), rule="N-15"))
    undone = back_to_draft(row)
    undone.pop("sealed", None)  # the event seals the election in any case
    row.summoned, row.base_stated = summoned, None
    row.present = row.present if present is None else present
    row.held_on = held_on or row.held_on
    if seats is not None and seats != row.seats:
        _seats_change(row, seats, regulation)
    elif row.number > 1 and 0 < (left := before_round(result(row.election), row.number).seats_left) < row.seats:
        row.seats = left  # a round before was counted anew and fills more of them
    row.save()
    row.deductions.all().delete()
    Deduction.objects.bulk_create(
        [
            Deduction(
                round=row, ground=str(ground), count=count, note="\n".join(squash(line) for line in who.splitlines())
            )
            for ground, count, who in deductions
            if count
        ]
    )
    note(
        congress, "base.set", by=by, sealed=[row.election], election=row.election_id, round=row.pk,
        summoned=summoned, base=base.value, seats=row.seats,
        deductions=[{"ground": str(ground), "count": count} for ground, count, _who in deductions],
        **undone,
    )  # fmt: skip
    refresh(congress)
    return base


def _seats_change(row: Round, seats: int, regulation: Regulation) -> None:
    """The number to elect is decided before the first vote (U-17); a further round has the seats left open."""
    if row.number > 1:
        raise RuleError(
            Message.of(N_("A further round has the seats that were left open; their number is fixed."), rule="N-22")
        )
    if row.election.rounds.count() > 1:
        raise RuleError(Message.of(N_("A further round exists: the number of seats is fixed."), rule="N-22"))
    election = row.election
    post, electorate = Post(election.post), Electorate(election.electorate)
    if refusal := opening_refusal(election.congress, electorate, post, seats):
        raise RuleError(refusal)
    row.seats = election.seats = seats
    election.save(update_fields=["seats"])


@transaction.atomic
def board_set(
    found: Round, *, by: Actor, head: str, members: str, presidium: str, minutes_number: str = "", typed_from: str = ""
) -> Round:
    """Set the tally board, who signs for the presidium, and the number of the minutes (N-42, N-47, F-20)."""
    row = locked(found)
    row.board_head, row.presidium = squash(head), squash(presidium)
    row.board_members = "\n".join(squash(line) for line in members.splitlines() if line.strip())
    row.minutes_number, row.typed_from = squash(minutes_number), squash(typed_from)
    on_list = {fold(candidate.name) for candidate in row.candidates.all()}
    for name in (row.board_head, *row.board_members.splitlines()):
        if name and fold(name) in on_list:
            raise RuleError(
                Message.of(
                    N_("%(name)s stands on the list of candidates and cannot sit on the tally board."),
                    rule="N-01", article=row.election.congress.regulation.key, name=name,
                )
            )  # fmt: skip
    row.save()
    note(row.election.congress, "board.set", by=by, election=row.election_id, round=row.pk)
    return row
