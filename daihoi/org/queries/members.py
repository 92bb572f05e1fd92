"""Members as personnel looks at them: found, listed, one card, everything kept about a person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from daihoi.ledger.models import Event
from daihoi.org import tree
from daihoi.org.models import Member, Membership, Sex, Unit
from daihoi.org.models.personal import IDENTITY, STATUS, STRUCTURE, Personal
from daihoi.org.queries.member_list import partial
from daihoi.rules.dates import PartialDate
from daihoi.rules.messages import N_
from daihoi.rules.vietnamese import fold

OFFICIAL, PROBATIONARY, LEFT = "chinh-thuc", "du-bi", "da-roi"
ORDERS = {
    "name": ("member__sort_key", "member__name"),
    "card": ("member__card",),
    "born": ("member__born",),
    "unit": ("unit__path", "member__sort_key"),
    "official": ("member__official",),
}
LABELS: dict[str, str] = {
    "card": N_("Card number"),
    "name": N_("Full name"),
    "sex": N_("Sex"),
    "born": N_("Born"),
    "ethnicity": N_("Ethnicity"),
    "joined": N_("Admitted"),
    "official": N_("Official from"),
    "education": N_("Professional level"),
    "theory": N_("Political theory"),
}


@dataclass(frozen=True)
class Wanted:
    """Whom the list shows."""

    q: str = ""
    kind: str = ""
    women: bool = False
    exempted: bool = False
    away: bool = False
    unknown_age: bool = False

    @property
    def is_narrowed(self) -> bool:
        return self != Wanted()


def members_found(unit: Unit, wanted: Wanted) -> QuerySet[Membership]:
    """The memberships at and below `unit` that `wanted` asks for: those of now, or of people who have left."""
    rows = Membership.objects.filter(unit__path__gte=unit.path, unit__path__lt=tree.after(unit.path))
    if wanted.kind == LEFT:
        later = Membership.objects.filter(member=OuterRef("member"), valid_from__gt=OuterRef("valid_from"))
        rows = rows.filter(~Exists(later), valid_to__isnull=False)
    else:
        rows = rows.filter(valid_to=None)
    if wanted.kind in (OFFICIAL, PROBATIONARY):
        rows = rows.filter(member__official__isnull=wanted.kind == PROBATIONARY)
    if wanted.women:
        rows = rows.filter(member__sex=Sex.FEMALE)
    if wanted.exempted:
        rows = rows.filter(exempted=True)
    if wanted.away:
        rows = rows.filter(temporary_away=True)
    if wanted.unknown_age:
        rows = rows.filter(Q(member__born=None) | ~Q(member__born_precision="day"))
    for word in fold(wanted.q).split():
        rows = rows.filter(Q(member__folded__contains=word) | Q(member__card__istartswith=word))
    return rows


def ordered(rows: QuerySet[Membership], sort: str, *, descending: bool = False) -> QuerySet[Membership]:
    """`rows` in the order asked, people's names in Vietnamese order (E-31); what is not known stands last."""
    fields = ORDERS.get(sort, ORDERS["name"])
    keys = [F(field).desc(nulls_last=True) if descending else F(field).asc(nulls_last=True) for field in fields]
    return rows.order_by(*keys, "pk")


def page_of(rows: QuerySet[Membership], first: int, last: int) -> list[Membership]:
    """The rows from `first` to `last`: their ids by the index, then these few with member and unit."""
    ids = list(rows.values_list("pk", flat=True)[first:last])
    found = Membership.objects.select_related("member", "unit__parent").in_bulk(ids)
    return [found[pk] for pk in ids]


def units_to_choose(root: Unit, chosen: Unit | None) -> list[Unit]:
    """The units directly below `root`, and on the way down to `chosen` those beside it and below it; one query."""
    above = {root.path}
    if chosen is not None:
        above |= {path for path in (*tree.ancestors(chosen.path), chosen.path) if path.startswith(root.path)}
    return list(Unit.objects.filter(parent__path__in=above).order_by("path"))


def card_of(unit: Unit, member_id: int) -> tuple[Member, list[Membership]]:
    """A member who belongs, or belonged last, to `unit` or below, with all his memberships; anybody else is 404."""
    rows = list(
        Membership.objects.filter(member=member_id).select_related("member", "unit").order_by("-valid_from", "-pk")
    )
    if not rows or not (unit.path <= rows[0].unit.path < tree.after(unit.path)):
        raise Http404
    return rows[0].member, rows


def known(member: Member, field: str) -> PartialDate | None:
    """A date of the card with what of it is known."""
    return partial(getattr(member, field), getattr(member, f"{field}_precision"))


def day_text(member: Member, field: str) -> str:
    """A date of the card as people write it: 23/2/2001, 5/1979, 1964; empty where there is none."""
    day = known(member, field)
    return day.text() if day else ""


# --- why each thing is kept ------------------------------------------------------------------------------------------

GROUPS: tuple[tuple[str, Personal, tuple[str, ...]], ...] = (
    (N_("Who it is"), IDENTITY, ("card", "name")),
    (N_("Structure"), STRUCTURE, ("sex", "born", "ethnicity", "education", "theory")),
    (N_("Standing in the Party"), STATUS, ("joined", "official")),
)


def shown(member: Member, field: str) -> Any:
    """The value of a field as a reader wants it: words of a choice, a date of known precision."""
    if field in ("born", "joined", "official"):
        return day_text(member, field)
    display = getattr(member, f"get_{field}_display", None)
    return display() if display else getattr(member, field)


# --- everything about one person -------------------------------------------------------------------------------------


def candidacies(member: Member) -> list[Any]:
    """The lists of candidates that he stands on, newest first (rows of a room above, reached by their relation)."""
    return list(
        member.candidacies.select_related("round__election__congress__unit", "round__election__congress__season")
        .order_by("-round__election__congress__season__term_from", "-round_id", "number")
        .all()
    )


def _ids(facts: Mapping[str, Any], key: str, inner: str) -> set[int]:
    """The numbers that a fact names: itself, a list of them, or a list of rows with `inner` in each."""
    value = facts.get(key)
    values: Iterable[Any] = value if isinstance(value, list) else [value]
    found = (one.get(inner) if isinstance(one, dict) else one for one in values)
    return {one for one in found if isinstance(one, int) and not isinstance(one, bool)}


def events_about(member: Member, candidates: Iterable[int] = ()) -> list[Event]:
    """The events that name the member or one of his candidacies by number, newest first."""
    pks = set(candidates)
    text = Q(payload__contains=f'"member":{member.pk}') | Q(verb="members.left")
    if pks:
        about = Q(payload__contains='"candidate') | Q(payload__contains='"refused":[')
        text |= Q(stream__startswith="congress:") & about
    found = []
    for event in Event.objects.filter(text).order_by("-id").iterator(chunk_size=500):
        facts = json.loads(event.payload)
        people = _ids(facts, "member", "") | _ids(facts, "members", "") | _ids(facts, "candidates", "member")
        rows = _ids(facts, "candidate", "") | _ids(facts, "candidates", "id")
        rows |= _ids(facts, "refused", "") if isinstance(facts.get("refused"), list) else set()
        if member.pk in people or pks & rows:
            found.append(event)
    return found


def person_facts(member: Member, rows: Iterable[Membership]) -> dict[str, Any]:
    """All that is kept about a person, as plain values: for the JSON that is handed to him (T13)."""
    lists = candidacies(member)
    return {
        "member": {
            name: getattr(member, name) for name in Member.PERSONAL if name not in ("folded", "sort_key", "salt")
        },
        "memberships": [
            {
                "unit": row.unit.code,
                "name": row.unit.name,
                "from": row.valid_from,
                "to": row.valid_to,
                "standing": row.standing,
                "exempted": row.exempted,
                "temporary_away": row.temporary_away,
            }
            for row in rows
        ],
        "candidacies": [
            {
                "unit": one.round.election.congress.unit.name,
                "season": one.round.election.congress.season.name,
                "post": one.round.election.post,
                "round": one.round.number,
                "number": one.number,
                "elected": one.elected,
                **{name: getattr(one, name) for name in type(one).PERSONAL},
            }
            for one in lists
        ],
        "events": [
            {
                "stream": event.stream,
                "number": event.seq,
                "at": event.at,
                "what": event.verb,
                "by": event.actor,
                "facts": json.loads(event.payload),
            }
            for event in events_about(member, [one.pk for one in lists])
        ],
        "purposes": [
            {
                "fields": list(fields),
                "purpose": personal.purpose,
                "ground": personal.ground,
                "retention": personal.retention,
                "seen_by": personal.seen_by,
            }
            for _label, personal, fields in GROUPS
        ],
    }
