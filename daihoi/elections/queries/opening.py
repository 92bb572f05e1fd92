"""Whether an election may be opened now: by its congress, its body, its seats (E-04, E-05, U-10…U-23, C-12)."""

from __future__ import annotations

from daihoi.congress.models import Congress
from daihoi.elections.models import Candidate, Election
from daihoi.org.models import Tally
from daihoi.org.models.tally import REGISTER
from daihoi.rules import agenda
from daihoi.rules.agenda import Situation
from daihoi.rules.messages import N_, Message
from daihoi.rules.posts import Electorate, Post


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
    return agenda.opening_refusal(electorate, post, seats, found, regulation)
