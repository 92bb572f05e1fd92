"""Which elections a congress and the bodies after it may hold now, and in which order (E-04, E-05, U-23, C-12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daihoi.rules.committee import (
    committee_refusal,
    elects_committee,
    standing_committee_limit,
    standing_committee_refusal,
)
from daihoi.rules.levels import Level
from daihoi.rules.messages import N_, Message
from daihoi.rules.posts import Electorate, Post

if TYPE_CHECKING:
    from daihoi.rules.regulations import Regulation


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when an election is about to be opened.

    `contents` 4, 3 (no committee) or 2 (no election); `committee_seats` as decided, `committee_members` as elected;
    `paused` while the superior's instruction is awaited.
    """

    level: Level
    official_members: int
    contents: int = 4
    committee_seats: int | None = None
    committee_members: int | None = None
    paused: bool = False


_ELECTION_POSTS = frozenset(post for post in Post if post.is_secret)
_DELEGATE_POSTS = frozenset({Post.DELEGATES, Post.ALTERNATES})


def election_refusal(post: Post, situation: Situation, regulation: Regulation) -> Message | None:
    """Why `post` may not be elected now; None where it may (C-12, E-04, E-40, U-10, U-14, U-15, U-23, S-33)."""
    level = situation.level
    if post not in _ELECTION_POSTS:
        return None
    if situation.contents == 2:
        return Message.of(
            N_("A congress of two contents elects nobody: its committee and delegates are appointed by the superior."),
            rule="U-23",
            article="Chỉ thị 45-CT/TW (2025)",
        )
    if situation.contents == 3 and post not in _DELEGATE_POSTS:
        return Message.of(
            N_("A congress of three contents elects no committee: the superior appoints it later."),
            rule="C-12",
            article="Chỉ thị 45-CT/TW (2025)",
        )
    if all(post not in level.elects(electorate) for electorate in Electorate):
        return Message.of(
            N_("A %(kind)s elects no %(post)s."),
            rule="E-04",
            article=regulation.key,
            kind=Message(level.kind.label),
            post=post.name_message,
        )
    if post is Post.COMMITTEE:
        return committee_refusal(level, situation.official_members)
    if post in _DELEGATE_POSTS:
        return None
    if situation.paused:
        law = regulation.pause_when_planned_leader_lost
        return law.says(N_("The elections are suspended until the superior's instruction is recorded."))
    if elects_committee(level, situation.official_members) and not situation.committee_members:
        return Message.of(
            N_("The committee is elected first; %(post)s comes after it."),
            rule="E-05",
            article=regulation.key,
            post=post.name_message,
        )
    if post is Post.STANDING_COMMITTEE:
        return standing_committee_refusal(
            situation.committee_members or 0, regulation, seats_decided=situation.committee_seats
        )
    return None


def electorate_of(post: Post, level: Level) -> Electorate | None:
    """Who elects `post` at this level; None where nobody does (E-04)."""
    return next((electorate for electorate in Electorate if post in level.elects(electorate)), None)


def may_elect_directly(post: Post, electorate: Electorate, level: Level) -> bool:
    """Whether the congress may elect its secretary or deputies directly in place of the committee (E-06)."""
    leaders = (Post.SECRETARY, Post.DEPUTY_SECRETARY)
    return electorate is Electorate.CONGRESS and post in leaders and post in level.elects(Electorate.COMMITTEE)


def opening_refusal(
    electorate: Electorate, post: Post, seats: int, situation: Situation, regulation: Regulation
) -> Message | None:
    """Why `electorate` may not open this election now; None where it may (E-04…E-06, U-10, U-14…U-16, and as above)."""
    if refusal := election_refusal(post, situation, regulation):
        return refusal
    whose = electorate_of(post, situation.level)
    if whose is not electorate and not may_elect_directly(post, electorate, situation.level):
        return Message.of(
            N_("The %(post)s is not elected by this body here."),
            rule="E-04", article=regulation.key, post=post.name_message,
        )  # fmt: skip
    if post is Post.STANDING_COMMITTEE and seats > (
        most := standing_committee_limit(situation.committee_members or 0, regulation)
    ):
        law = regulation.standing_committee_share
        return Message.of(
            N_("A standing committee of %(seats)d is more than a third of %(members)d: at most %(most)d."),
            rule=law.rule, article=law.article, seats=seats, members=situation.committee_members, most=most,
        )  # fmt: skip
    most_deputies = situation.level.deputies_max
    if post is Post.DEPUTY_SECRETARY and situation.level.is_cell and seats > (most_deputies.value or seats):
        return Message.of(
            N_("A cell elects at most %(most)d deputy secretary."),
            rule=most_deputies.rule, article=most_deputies.article, most=most_deputies.value,
        )  # fmt: skip
    if post in (Post.SECRETARY, Post.INSPECTION_CHAIR) and seats != 1:
        return Message.of(N_("There is one %(post)s: one seat."), rule="E-04", post=post.name_message)
    return None
