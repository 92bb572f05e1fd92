"""What may be published of a unit, in the shapes of `rules.snapshot`: always Vietnamese, without any member's data.

Names stand in a result only where the one who publishes asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import translation

from daihoi.congress.models import Congress, Season
from daihoi.elections.models import Candidate, Election, Refusal, RoundState
from daihoi.org.models import Unit
from daihoi.reports.models import Publication, PublicationState
from daihoi.reports.queries.facts import Facts, Slot, label_of
from daihoi.reports.queries.own import OwnCommittee, elected_bodies
from daihoi.reports.queries.texts import numbered, plain
from daihoi.reports.queries.words import congress_name, is_ratified, say
from daihoi.rules.figures import Percent, Style
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Post
from daihoi.rules.snapshot import SnapshotKind
from daihoi.rules.vietnamese import fold, number

Content = dict[str, Any]

MOST_UNITS = 5000  # of a list of units; below it, a unit lower down publishes its own
_LONGEST_FINDING = 600

# The figures that the summary report states, by what they are about; `{level}` is each level below the unit.
_ORGANISATION = (
    "grassroots_units", "grassroots_organizations", "grassroots_cells", "cells_under_committees", "sub_organizations",
    "cells_under_sub_organizations", "members", "official", "probationary", "women_members", "women_members_percent",
)  # fmt: skip
_BELOW = (
    "congresses_due", "congresses_held", "congresses_excepted", "committees_to_elect", "committees_full",
    "committees_short", "no_committee", "seats", "elected", "seats_short", "women", "women_percent", "young",
    "young_percent", "floor_nominees", "self_nominees", "further_rounds", "tie_votes",
)  # fmt: skip
_OWN = (
    "seats", "elected", "seats_short", "candidates", "rounds", "over_61", "women", "women_percent", "young",
    "young_percent", "age_middle", "age_middle_percent", "age_old", "age_old_percent", "floor_nominees",
    "self_nominees", "summoned", "present",
)  # fmt: skip
# Figures of the own congress that are no count of a return.
_OWN_WORDS = {
    "own_rounds": "Số lần bầu",
    "own_over_61": "Trúng cử trên 61 % cơ số",
    "own_summoned": "Số được triệu tập",
    "own_present": "Có mặt khi khai mạc",
}
# What is stated even where it is nothing; other counts say nothing then.
_SHOWN_AT_ZERO = frozenset(
    {"members", "committees_to_elect", "committees_full", "committees_short", "congresses_due", "congresses_held",
     "seats", "elected", "floor_nominees", "self_nominees", "rounds"}
)  # fmt: skip
# Shares of one or two persons would only tell who they are.
_FEWEST = 3
_OF_PERSONS = ("women", "young", "age_middle", "age_old")
_LEVELS = {
    "cell": "Cấp chi bộ",
    "sub_organization": "Cấp đảng bộ bộ phận",
    "grassroots": "Cấp cơ sở",
    "direct_superior": "Cấp trên trực tiếp cơ sở",
    "central_direct": "Cấp trực thuộc Trung ương",
    "national": "Cấp toàn quốc",
}
_UPPER_KINDS = (
    UnitKind.NATIONAL_ORGANIZATION,
    UnitKind.CENTRAL_DIRECT_ORGANIZATION,
    UnitKind.DIRECT_SUPERIOR_ORGANIZATION,
)


def slug(text: str) -> str:
    """`text` as it may stand in a subject: 127-QĐ/QU → 127-qd-qu."""
    return re.sub(r"[^0-9a-z._]+", "-", fold(text)).strip("-.")[:36].rstrip("-.") or "khong-so"


# --- figures ---------------------------------------------------------------------------------------------------------


def figures_content(unit: Unit, season: Season) -> Content:
    """The season's figures at `unit`: of its return where one counts, else live; `source` says which."""
    facts = Facts(unit, season, names=False)
    groups = _groups(facts)
    told = [facts.words.finding(one) for one in facts.findings][:20]
    needed = [name for group in groups for name in group.names]
    slots = facts.named([*needed, *(key for text in told for key in numbered(text))])
    known = {key: slot.text for key, slot in slots.items()}
    followed = [one.congress for one in facts.family.followed if one.congress is not None]
    congresses = followed or ([facts.congress] if facts.congress is not None else [])
    with translation.override("vi"):
        return {
            "season": season.name,
            "as_of": facts.today.isoformat(),
            "source": say(facts.origin.message()),
            "figures": list(_figures(groups, slots)),
            "progress": progress(congresses, facts.today),
            "total": len(congresses),
            "findings": [_cut(plain(text, known, {})) for text in told],
        }


@dataclass(frozen=True)
class _Group:
    """Figures under one heading: what their names begin with, and how they go on."""

    heading: str
    prefix: str
    keys: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        return [f"{self.prefix}{key}" for key in self.keys]


def _groups(facts: Facts) -> list[_Group]:
    groups = [_Group("Tổ chức đảng và đảng viên", "", _ORGANISATION)]
    groups += [_Group(_LEVELS[tier], f"{tier}_", _BELOW) for tier in facts.tiers_below]
    if facts.congress is not None and facts.congress.is_held:
        groups.append(_Group(facts.words.own_name(), "own_", _OWN))
    return groups


def _figures(groups: Sequence[_Group], slots: Mapping[str, Slot]) -> Iterator[Content]:
    for group in groups:
        elected = slots.get(f"{group.prefix}elected")
        few = elected is not None and elected.figure is not None and (elected.figure.value or 0) < _FEWEST
        for key, name in zip(group.keys, group.names, strict=True):
            slot = slots.get(name)
            figure = slot.figure if slot is not None else None
            if slot is None or figure is None or (few and group.prefix and key.startswith(_OF_PERSONS)):
                continue
            count = figure.value if figure.fraction is None else figure.fraction[0]
            if count or key in _SHOWN_AT_ZERO:
                label = _OWN_WORDS.get(name) or say(label_of(key))
                yield _figure(name, label, slot.text, group.heading[:100], figure.fraction)


def _figure(key: str, label: str, text: str, group: str, fraction: tuple[int, int] | None = None) -> Content:
    pair = list(fraction) if fraction is not None and fraction[1] else None
    return {"key": key, "label": _capital(label), "text": text, "fraction": pair, "group": group}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cut(text: str) -> str:
    """`text` no longer than a snapshot holds, cut between words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_FINDING else flat[: _LONGEST_FINDING - 2].rsplit(" ", 1)[0] + " …"


def progress(congresses: Iterable[Congress], now: date) -> list[Content]:
    """How many congresses were held, and how many were planned or due, by each day until `now` on which that grew."""
    rows = list(congresses)
    held = sorted(one.opened_on for one in rows if one.is_held and one.opened_on is not None)
    due = sorted(day for one in rows if (day := one.planned_on or getattr(one, "deadline", None)) is not None)
    days = sorted({day for day in (*held, *due) if day <= now} | ({now} if held or due else set()))[-400:]
    return [
        {"day": day.isoformat(), "held": sum(one <= day for one in held), "due": sum(one <= day for one in due)}
        for day in days
    ]


# --- results ---------------------------------------------------------------------------------------------------------


def elections_of(unit: Unit) -> QuerySet[Election]:
    """The elections of the congresses of `unit` that could be published, newest season first."""
    posts = [post.value for post in Post if post.is_secret]
    return (
        Election.objects.filter(congress__unit=unit, annulled=False, post__in=posts)
        .select_related("congress__season", "congress__unit", "congress__ratification")
        .order_by("-congress__season__term_from", "congress__sequence", "pk")
    )


def why_not(election: Election) -> Message | None:
    """Why the result of `election` may not be published; None where it may."""
    if election.annulled:
        return Message.of(N_("This election was annulled; its result is not published."))
    if not may_go_out(election):
        return Message.of(
            N_("The superior has not ratified the results of this congress yet; only ratified ones go out.")
        )
    if not election.rounds.filter(state=RoundState.CERTIFIED).exists():
        return Message.of(N_("No round of this election is certified yet."))
    return None


def may_go_out(election: Election) -> bool:
    """Whether the superior has ratified the results of its congress with a decision."""
    decision = getattr(election.congress, "ratification", None)
    return is_ratified(election.congress) and decision is not None and bool(decision.number and decision.decided_on)


def result_content(election: Election, *, names: bool) -> Content:
    """The ratified result of one election; with `names` those elected whom the superior did not refuse.

    RuleError where it may not be published.
    """
    if (refusal := why_not(election)) is not None:
        raise RuleError(refusal)
    congress, post = election.congress, Post(election.post)
    season, decision = congress.season, congress.ratification
    refused = Refusal.objects.filter(candidate__round__election=election).values("candidate")
    where = Q(round__election=election) & ~Q(pk__in=refused)
    body = elected_bodies(where, {congress.pk: congress}, (post,)).get((congress.pk, post.value), OwnCommittee())
    rounds = list(election.rounds.filter(state=RoundState.CERTIFIED).order_by("number"))
    listed = Candidate.objects.filter(round=rounds[0]).count()
    held_on = rounds[0].held_on or congress.opened_on or decision.received_on
    with translation.override("vi"):
        return {
            "season": season.name,
            "congress": congress_name(congress.unit, congress),
            "post": _capital(say(post.name_message)),
            "held_on": held_on.isoformat(),
            "decision": f"Quyết định số {decision.number}",
            "decided_on": decision.decided_on.isoformat() if decision.decided_on else "",
            "figures": list(_result_figures(election, body, len(rounds), listed, season.style)),
            "elected": [one.name for one in body.members if one.name] if names else [],
        }


def _result_figures(
    election: Election, body: OwnCommittee, rounds: int, listed: int, style: Style
) -> Iterator[Content]:
    members, group = body.members, "Kết quả bầu cử"
    elected = len(members)
    yield _figure("seats", "Số lượng cần bầu", number(election.seats), group)
    yield _figure("candidates", "Số người trong danh sách bầu cử", number(listed), group)
    yield _figure("elected", "Số người trúng cử được chuẩn y", number(elected), group)
    yield _figure("rounds", "Số lần bầu", number(rounds), group)
    if body.base:
        yield _figure("base", "Số phiếu làm cơ số tính kết quả", number(body.base), group)
    if elected < _FEWEST:
        return
    known = [("women", "nữ", sum(bool(one.woman) for one in members), all(one.woman is not None for one in members))]
    if all(one.band for one in members):
        known.append(("young", "trẻ tuổi", sum(one.band == "young" for one in members), True))
    for key, word, count, is_known in known:
        if is_known:
            share = Percent(count, elected, style).text()
            yield _figure(key, f"Số người {word} trúng cử", number(count), group)
            yield _figure(f"{key}_percent", f"Tỷ lệ người {word} trúng cử", share, group, (count, elected))


def result_subject(election: Election) -> str:
    """What a result is called in its subject: an election that is held anew publishes a newer version of it."""
    congress = election.congress
    electorate = "" if election.electorate == "congress" else f".{election.electorate[:2]}"
    return f"{slug(congress.season.name)}.{congress.sequence}.{slug(election.post)}{electorate}"


# --- calendar, units -------------------------------------------------------------------------------------------------


def calendar_content(unit: Unit, season: Season) -> Content:
    """The days of the congresses of `unit` and of the units directly below it."""
    rows = (
        Congress.objects.filter(Q(unit=unit) | Q(unit__parent=unit), season=season)
        .select_related("unit", "season")
        .order_by("unit__path", "sequence")
    )
    entries = [
        {
            "day": one.opening.isoformat(),
            "code": one.unit.code,
            "unit": one.unit.name,
            "what": congress_name(one.unit, one),
            "place": one.place,
            "held": one.is_held,
        }
        for one in rows
        if one.opening is not None and not (one.is_excepted and not one.is_held)
    ]
    return {"season": season.name, "entries": sorted(entries, key=lambda one: (one["day"], one["code"]))[:2000]}


def units_content(unit: Unit) -> Content:
    """`unit` with the units below it, down to the grassroots: each has its corner on the portal.

    Of a grassroots unit those directly below. RuleError where they are too many for one list.
    """
    rows = Unit.objects.under(unit).standing().select_related("parent").order_by("path")
    if unit.level in _UPPER_KINDS:
        rows = rows.filter(kind__in=[*_UPPER_KINDS, UnitKind.GRASSROOTS_ORGANIZATION, UnitKind.GRASSROOTS_CELL])
    else:
        rows = rows.filter(Q(pk=unit.pk) | Q(parent=unit))
    found = list(rows[: MOST_UNITS + 1])
    if len(found) > MOST_UNITS:
        raise RuleError(
            Message.of(
                N_("There are more than %(most)d units; publish the list of each unit below by itself."),
                most=MOST_UNITS,
            )
        )
    return {
        "units": [
            {
                "code": one.code,
                "name": one.name,
                "kind": one.level.vietnamese,
                "parent": one.parent.code if one.parent is not None else None,
            }
            for one in found
        ]
    }


def still_shown(row: Publication) -> bool:
    """Whether the portal may still show this version: no withdrawal reached it. One takes the older versions along."""
    return row.kind != SnapshotKind.WITHDRAWAL and row.state != PublicationState.WITHDRAWN


def withdrawal_of(row: Publication) -> Publication | None:
    """The withdrawal that took this version down: its own, or that of a newer version."""
    found = Publication.objects.filter(withdraws__subject=row.subject, withdraws__version__gte=row.version)
    return found.order_by("number").first()
