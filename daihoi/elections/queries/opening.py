"""Whether an election may be opened now: by its congress, its body, its seats (E-04, E-05, U-10…U-23, C-12)."""

from __future__ import annotations

from daihoi.congress.models import Congress
from daihoi.elections.models import Candidate, Election
from daihoi.org.models import Tally
from daihoi.org.models.tally import REGISTER
from daihoi.rules.agenda import Situation, election_refusal, electorate_of
from daihoi.rules.committee import standing_committee_limit
from daihoi.rules.levels import Level
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
