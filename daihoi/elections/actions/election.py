"""Elections opened, their lists and their bases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from daihoi.elections.queries.result import meeting_of
from daihoi.ledger.actions import Actor
from daihoi.org.models import Member, Membership, Tally
from daihoi.org.models.tally import REGISTER
from daihoi.rules import base as bases
from daihoi.rules.agenda import Situation, election_refusal, electorate_of
from daihoi.rules.base import Base, Ground, majority_base
from daihoi.rules.committee import (
    committee_size_warnings,
    inspection_size_warnings,
    standing_committee_limit,
)
from daihoi.rules.election import RoundKind
from daihoi.rules.levels import Level
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Electorate, Post
from daihoi.rules.regulations import Regulation
from daihoi.rules.surplus import list_warnings
from daihoi.rules.vietnamese import fold, name_key, read_name, squash


def official_members(congress: Congress) -> int:
    """Official members of a cell: those summoned to its congress, before that those in the register (U-10)."""
    if congress.summoned is not None:
        return congress.summoned
    row = Tally.objects.filter(unit=congress.unit, season=REGISTER).values_list("official", flat=True).first()
    return row or 0


def situation(congress: Congress) -> Situation:
    """What is known of the congress when an election is about to be opened."""
    standing = Election.objects.filter(congress=congress, annulled=False)
    committee = standing.filter(post=Post.COMMITTEE).order_by("sequence").first()
    chosen = Candidate.objects.filter(
        round__election__congress=congress,
        round__election__annulled=False,
        round__election__post=Post.COMMITTEE,
        elected=True,
    ).count()
    return Situation(
        level=congress.level,
        official_members=official_members(congress),
        contents=congress.contents,
        committee_seats=committee.seats if committee else None,
        committee_members=chosen or None,
        paused=standing.filter(paused=True).exists(),
    )


def may_elect_directly(post: Post, electorate: Electorate, level: Level) -> bool:
    """Whether the congress may elect its secretary or deputies directly in place of the committee (E-06)."""
    leaders = (Post.SECRETARY, Post.DEPUTY_SECRETARY)
    return electorate is Electorate.CONGRESS and post in leaders and post in level.elects(Electorate.COMMITTEE)


def opening_refusal(
    congress: Congress, electorate: Electorate, post: Post, seats: int, known: Situation | None = None
) -> Message | None:
    """Why this election may not be opened now; None where it may (C-12, E-04, E-05, U-10, U-14…U-16, U-23)."""
    found, regulation = known or situation(congress), congress.regulation
    if congress.is_excepted:
        return Message.of(
            N_("The congress is recorded as postponed, exempt or with an appointed committee: it elects nobody."),
            rule="C-12",
        )
    if refusal := election_refusal(post, found, regulation):
        return refusal
    whose = electorate_of(post, found.level)
    if whose is not electorate and not may_elect_directly(post, electorate, found.level):
        return Message.of(
            N_("The %(post)s is not elected by this body here."),
            rule="E-04", article=regulation.key, post=post.name_message,
        )  # fmt: skip
    if post is Post.STANDING_COMMITTEE and seats > (
        most := standing_committee_limit(found.committee_members or 0, regulation)
    ):
        law = regulation.standing_committee_share
        return Message.of(
            N_("A standing committee of %(seats)d is more than a third of %(members)d: at most %(most)d."),
            rule=law.rule, article=law.article, seats=seats, members=found.committee_members, most=most,
        )  # fmt: skip
    most_deputies = found.level.deputies_max
    if post is Post.DEPUTY_SECRETARY and found.level.is_cell and seats > (most_deputies.value or seats):
        return Message.of(
            N_("A cell elects at most %(most)d deputy secretary."),
            rule=most_deputies.rule, article=most_deputies.article, most=most_deputies.value,
        )  # fmt: skip
    if post in (Post.SECRETARY, Post.INSPECTION_CHAIR) and seats != 1:
        return Message.of(N_("There is one %(post)s: one seat."), rule="E-04", post=post.name_message)
    return None


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

    Who stays on the list keeps the votes already typed. RuleError for no name, a name twice, an unknown card.
    """
    row = locked(found)
    congress = row.election.congress
    if row.kind == RoundKind.TIE:
        raise RuleError(
            Message.of(N_("A vote among the tied has the tied persons as its list, nobody else."), rule="N-21")
        )
    members = found_members((one.card for one in nominees), congress)
    for one in nominees:
        if one.card and one.card not in members:
            raise RuleError(
                Message.of(
                    N_("No member with card %(card)s belongs to this unit or below. Check it, or type the name alone."),
                    card=one.card,
                )
            )
    names = unit_names(members.values())
    there: dict[str, Candidate] = {}
    for candidate in row.candidates.all():
        there[_key(candidate.card, candidate.name)] = candidate
        if candidate.member_id is None:  # a card that no member has: the name finds it again
            there.setdefault(_key("", candidate.name), candidate)
    listed: list[Candidate] = []
    seen: set[str] = set()
    for one in nominees:
        member = members.get(one.card)
        name = member.name if member else read_name(one.name)[0]
        key = _key(one.card, name)
        if key in seen:
            raise RuleError(Message.of(N_("%(name)s stands on the list twice."), rule="E-31", name=name))
        seen.add(key)
        candidate = there.get(key) or Candidate(round=row, name=name, number=0)
        if member is not None:
            copy_member(candidate, member, names.get(member.pk, ""))
        candidate.source, candidate.incumbent = one.source, one.incumbent
        candidate.planned_post = one.planned_post
        listed.append(candidate)
    back_to_draft(row)
    write_list(row, listed)
    note(
        congress, "candidates.set", by=by, election=row.election_id, round=row.pk,
        candidates=[{"id": one.pk, "number": one.number, "member": one.member_id} for one in listed],
    )  # fmt: skip
    refresh(congress)
    return list_warnings(
        len(listed), row.seats, Post(row.election.post), congress.regulation, further=row.kind == RoundKind.FURTHER
    )


def _key(card: str, name: str) -> str:
    return f"card:{card}" if card else f"name:{fold(name)}"


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
    back_to_draft(row)
    row.summoned, row.base_stated = summoned, None
    row.present = row.present if present is None else present
    row.held_on = held_on or row.held_on
    if seats is not None and seats != row.seats:
        _seats_change(row, seats, regulation)
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
