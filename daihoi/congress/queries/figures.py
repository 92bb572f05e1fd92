"""The live figures that the congresses of a unit make."""

from __future__ import annotations

from collections.abc import Iterable

from daihoi.congress.models import Congress, CongressForm
from daihoi.org import tree
from daihoi.org.models import Tally, Unit
from daihoi.org.models.tally import REGISTER
from daihoi.rules.figures import Figures, Record

CONGRESS_KEYS = (
    "congresses_due",
    "congresses_held",
    "congresses_excepted",
    "members_congresses",
    "delegates_congresses",
    "committees_to_elect",
    "no_committee",
    "not_held",
)


def is_too_small(congress: Congress) -> bool:
    """Whether a held congress is of a cell with too few official members to elect a committee (U-10)."""
    least = congress.season.regulation.level(congress.unit.level).committee_from_official.value
    return congress.is_held and congress.elects and congress.summoned is not None and congress.summoned < least


def congress_figures(congresses: Iterable[Congress], *, opened: int = 0, counted: int = 0) -> Figures:
    """What the congresses of one unit in one season count for (T1); the keys are CONGRESS_KEYS.

    `opened` is how many of them have an election of a committee, `counted` how many of these have its result.
    """
    total, expected, small = Figures(), 0, 0
    for congress in congresses:
        expected += congress.elects
        small += congress.is_held and is_too_small(congress)
        total += Figures(
            congresses_due=1,
            congresses_held=int(congress.is_held),
            congresses_excepted=int(congress.is_excepted and not congress.is_held),
            members_congresses=int(congress.is_held and congress.form == CongressForm.MEMBERS),
            delegates_congresses=int(congress.is_held and congress.form == CongressForm.DELEGATES),
        )
    # a small cell that elected a committee all the same counts with those that elect one
    without = max(small - max(opened - (expected - small), 0), 0)
    not_held = max(expected - without - counted, 0)
    return total.replace(no_committee=without, not_held=not_held, committees_to_elect=counted + not_held)


def members_records(unit: Unit) -> tuple[Record, ...]:
    """The members of `unit` by the units directly below it, in one query each for units and members."""
    members = members_by_path(unit)
    children = Unit.objects.filter(parent=unit).order_by("path")
    found = [Record(child.name, child.code, members[child.path]) for child in children if members.get(child.path)]
    return tuple(found)


def members_by_path(root: Unit) -> dict[str, int]:
    """path -> members of the subtree of each unit under `root`, in one query."""
    total: dict[str, int] = {}
    rows = Tally.objects.under(root).filter(season=REGISTER, members__gt=0).values_list("path", "members")
    for path, members in rows:
        for above in (*tree.ancestors(path), path):
            total[above] = total.get(above, 0) + members
    return total
