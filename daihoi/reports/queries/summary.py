"""The summary of one unit as plain values, for scripts and checks (`daihoi summary UNIT --json`)."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from daihoi.congress.models import Season
from daihoi.org.models import Unit
from daihoi.reports.queries.facts import Facts
from daihoi.reports.queries.rollup import Node
from daihoi.reports.queries.texts import plain
from daihoi.reports.queries.words import say
from daihoi.rules.figures import Finding, Origin, percent

_REGISTER = (
    "grassroots_units",
    "grassroots_organizations",
    "grassroots_cells",
    "cells_under_committees",
    "sub_organizations",
    "cells_under_sub_organizations",
    "members",
    "official",
    "probationary",
    "women_members",
    "men_members",
    "exempted",
    "temporary_away",
)
_GRASSROOTS = (
    "congresses_due",
    "congresses_held",
    "congresses_excepted",
    "committees_to_elect",
    "committees_full",
    "committees_short",
    "no_committee",
    "not_held",
)


def _origin(origin: Origin) -> dict[str, Any]:
    if origin.is_live:
        return {"kind": "live", "as_of": origin.as_of.isoformat() if origin.as_of else None}
    return {
        "kind": "return",
        "version": origin.version,
        "digest": origin.digest,
        "accepted": origin.accepted.isoformat() if origin.accepted else None,
    }


def summary(unit: Unit, season: Season) -> dict[str, Any]:
    """What the season comes to at `unit`: figures, the own congress, what does not add up and why, the units below."""
    facts = Facts(unit, season)
    total, grassroots = facts.here.all_levels, facts.here.figures["grassroots"]
    with translation.override("vi"):
        return {
            "unit": unit.code,
            "name": unit.name,
            "kind": unit.kind,
            "season": season.name,
            "origin": _origin(facts.origin),
            **{key: total[key] for key in _REGISTER},
            **{key: grassroots[key] for key in _GRASSROOTS},
            "short": [one.unit.code for one in facts.family.children if one.figures["grassroots"]["committees_short"]],
            "without_committee": [
                one.unit.code for one in facts.family.children if one.figures["grassroots"]["no_committee"]
            ],
            "further_votes": _voted_again(facts, "further_rounds"),
            "tie_votes": _voted_again(facts, "tie_votes"),
            "own": _own(facts),
            "findings": [_finding(one, facts) for one in facts.findings],
            "children": [_child(one) for one in facts.family.children],
        }


def _voted_again(facts: Facts, key: str) -> list[str]:
    """The units that needed further votes: for seats left open, or between the tied."""
    return [one.unit.code for one in facts.family.children if one.figures["grassroots"][key]]


def _own(facts: Facts) -> dict[str, Any] | None:
    congress = facts.congress
    if congress is None:
        return None
    own, committee, style = facts.own, facts.committee, facts.style
    keys = (
        "seats", "elected", "seats_short", "candidates", "women", "young", "age_middle", "age_old", "age_unknown",
        "ethnic", "first_time", "floor_nominees", "self_nominees", "no_committee",
    )  # fmt: skip
    shares = ("women", "young", "age_middle", "age_old")
    return {
        "form": congress.form,
        "stage": congress.stage,
        "opened": congress.opened_on.isoformat() if congress.opened_on else None,
        "summoned": congress.summoned,
        "origin": _origin(facts.origin),
        **{key: own[key] for key in keys},
        **{f"{key}_percent": percent(own[key], own["elected"], style) for key in shares},
        "rounds": int(bool(own["seats"])) + own["further_rounds"] + own["tie_votes"],
        "base": committee.base,
        "over_61": committee.above(61),
    }


def _finding(one: Finding, facts: Facts) -> dict[str, Any]:
    known = {key: slot.text for key, slot in facts.slots.items()}
    return {
        "code": one.code,
        "equation": one.equation,
        "closed": one.closed,
        "gap": one.gap,
        "explained": [
            {
                "count": known.count,
                "reason": say(known.reason),
                "article": known.reason.article,
                "records": [{"label": record.label, "value": record.value} for record in known.records],
            }
            for known in one.explained
            if known.count
        ],
        "unexplained": one.unexplained,
        "text": plain(facts.words.finding(one), known, {}),
    }


def _child(one: Node) -> dict[str, Any]:
    own = one.figures[one.tier]
    return {
        "code": one.unit.code,
        "name": one.unit.name,
        "kind": one.unit.kind,
        "members": one.all_levels["members"],
        "seats": own["seats"],
        "elected": own["elected"],
        "short": own["seats_short"],
        "rounds": int(bool(own["seats"])) + own["further_rounds"] + own["tie_votes"],
        "no_committee": bool(own["no_committee"]),
        "stage": one.congress.stage if one.congress is not None else None,
        "origin": _origin(one.origin),
    }
