"""What the register keeps of a person, and how a list writes it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from daihoi.org.queries import columns as words
from daihoi.org.queries.columns import MEMBER_COLUMNS
from daihoi.rules.dates import PartialDate
from daihoi.rules.vietnamese import fold, name_order

# The facts of a person that a list tells, as the register keeps them.
FACTS = (
    "name", "sex", "born", "born_precision", "ethnicity", "joined", "joined_precision", "official",
    "official_precision", "education", "theory", "extra",
)  # fmt: skip
HEADS = {column.key: column.head for column in MEMBER_COLUMNS}
TRAINING = frozenset({"education", "theory"})


class Place(NamedTuple):
    """Where a member belongs, and with which standing."""

    unit: int
    exempted: bool
    away: bool
    standing: str


@dataclass(slots=True)
class Known:
    """A person of the register and his open membership, if he has one."""

    pk: int
    salt: str
    facts: dict[str, Any]
    membership: int | None
    place: Place | None
    since: date | None


SHOWN: dict[str, Mapping[Any, str]] = {"sex": words.SEX, "education": words.EDUCATION, "theory": words.THEORY}


def partial(day: date | None, precision: str) -> PartialDate | None:
    """A date of the register with what of it is known."""
    if day is None:
        return None
    month = day.month if precision != "year" else None
    return PartialDate(day.year, month, day.day if precision == "day" else None)


def fact_text(facts: Mapping[str, Any], key: str) -> str:
    """A fact as a list writes it."""
    value = facts[key]
    if key in ("born", "joined", "official"):
        known = partial(value, facts[f"{key}_precision"])
        return known.text() if known else ""
    if key in SHOWN:
        return SHOWN[key].get(value, "") or str(facts["extra"].get(HEADS[key], ""))
    return str(value)


def changed_cells(
    before: Mapping[str, Any], after: Mapping[str, Any], changed: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """(head or key, as it was, as it is) of each fact that changes."""
    for key in ("name", "born", "sex", "ethnicity", "joined", "official", "education", "theory"):
        if key in changed or f"{key}_precision" in changed:
            yield key, fact_text(before, key), fact_text(after, key)
    if "extra" in changed:
        was, now = before["extra"], after["extra"]
        for head in sorted(was.keys() | now.keys()):
            if was.get(head) != now.get(head):
                yield head, str(was.get(head, "")), str(now.get(head, ""))


def kinds_of(known: Known, facts: Mapping[str, Any], changed: Collection[str], place: Place) -> tuple[str, ...]:
    """The kinds of a change, as they are counted."""
    was, kinds = known.place, []
    if was is None:
        kinds.append("returned")
    elif was.unit != place.unit:
        kinds.append("moved")
    became = known.facts["official"] is None and facts["official"] is not None
    personal = set(changed) - TRAINING - {"extra"} - ({"official", "official_precision"} if became else set())
    kinds += ["official"] if became else []
    kinds += ["training"] if TRAINING & set(changed) else []
    kinds += ["status"] if was is not None and was[1:] != place[1:] else []
    kinds += ["corrected"] if personal else []
    kinds += ["extra"] if "extra" in changed else []
    return tuple(kinds)


def tick(value: bool) -> str:
    """Yes as a list writes it, or nothing."""
    return words.YES if value else ""


def derived(name: str) -> tuple[str, str]:
    """(folded, sort_key) of a name, as the register keeps them beside it."""
    return fold(name)[:120], name_order(name)[:400]
