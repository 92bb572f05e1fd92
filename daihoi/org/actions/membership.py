"""What becomes of a member of the register: corrected, moved, suspended, exempted. Events carry salted digests only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from daihoi.ledger.actions import Actor, record
from daihoi.org.actions.tally import tallies_recount
from daihoi.org.models import Member, Membership, Standing, Unit
from daihoi.org.queries.member_list import HEADS, partial
from daihoi.rules.canonical import salted
from daihoi.rules.levels import LEVELS
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.vietnamese import date_short, fold, name_order

STATE = ("standing", "exempted", "temporary_away")


def _digests(member: Member, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What changed, as an event may tell it: the names of the fields, their values salted."""
    fields = sorted(after)
    return {
        "fields": fields,
        "before": salted(member.salt, *(before[name] for name in fields)),
        "after": salted(member.salt, *(after[name] for name in fields)),
    }


def not_ahead(on: date) -> None:
    """RuleError for a day to come: what holds from then on cannot be counted today."""
    if on > timezone.localdate():
        raise RuleError(Message.of(N_("This day lies ahead. Write the day from which it holds, today at the latest.")))


def _open_row(member: Member) -> Membership:
    """The membership of now, locked; RuleError where there is none any more."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("member", "unit")
    row = rows.filter(member=member, valid_to=None).first()
    if row is None:
        raise RuleError(Message.of(N_("%(name)s belongs to no unit here any more."), name=str(member)))
    return row


@transaction.atomic
def member_correct(member: Member, *, by: Actor, facts: Mapping[str, Any]) -> Member:
    """Correct fields of a card as if they had always been so; RuleError where the facts cannot be."""
    row = Member.objects.select_for_update().get(pk=member.pk)
    after = {name: value for name, value in facts.items() if getattr(row, name) != value}
    if row.erased is not None or not after:
        raise RuleError(Message.of(N_("Nothing differs from what is there.")))
    if "card" in after and (other := Member.objects.filter(card=after["card"]).exclude(pk=row.pk).first()):
        raise RuleError(
            Message.of(N_("The card number %(card)s belongs to %(name)s already."), card=after["card"], name=str(other))
        )
    before = {name: getattr(row, name) for name in after}
    for name, value in after.items():
        setattr(row, name, value)
        row.extra.pop(HEADS.get(name, ""), None)  # what a list said in words that we could not read
    _possible(row)
    row.folded, row.sort_key = fold(row.name), name_order(row.name)
    row.save()
    here = row.memberships.filter(valid_to=None).select_related("unit").first()
    last = here or row.memberships.select_related("unit").latest("valid_from")
    if here is not None:
        tallies_recount([here.unit])
    record(
        f"unit:{last.unit_id}",
        "member.corrected",
        by=by,
        payload={"member": row.pk, "unit": last.unit_id, **_digests(row, before, after)},
    )
    return row


def _possible(member: Member) -> None:
    """RuleError for days that cannot follow each other (U-30)."""
    born = partial(member.born, member.born_precision)
    joined = partial(member.joined, member.joined_precision)
    official = partial(member.official, member.official_precision)
    if born and joined and not born.before(joined) and joined.before(born) is not None:
        raise RuleError(Message.of(N_("The day of admission lies before the day of birth.")))
    if joined and official and official.before(joined):
        raise RuleError(Message.of(N_("The day of becoming official lies before the day of admission.")))


@transaction.atomic
def member_move(member: Member, *, by: Actor, to: Unit, on: date) -> Membership:
    """Move a member to another unit from `on`; RuleError where that unit holds no members or the day cannot be."""
    row = _open_row(member)
    not_ahead(on)
    if to.pk == row.unit_id:
        raise RuleError(Message.of(N_("%(name)s belongs to this unit already."), name=row.member.name))
    if to.closed is not None or not LEVELS[to.level].holds_members:
        raise RuleError(Message.of(N_("%(unit)s holds no members: choose a cell."), unit=to.name))
    if on <= row.valid_from:
        raise RuleError(
            Message.of(
                N_("%(name)s came to the unit on %(from)s; the move must be later than that."),
                **{"name": row.member.name, "from": date_short(row.valid_from)},
            )
        )
    left = row.unit
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    moved = Membership.objects.create(
        member=row.member,
        unit=to,
        valid_from=on,
        standing=row.standing,
        exempted=row.exempted,
        temporary_away=row.temporary_away,
    )
    tallies_recount([left, to])
    record(
        f"unit:{left.pk}",
        "member.moved",
        by=by,
        payload={"member": row.member_id, "unit": left.pk, "to": to.pk, "on": on},
    )
    return moved


@transaction.atomic
def member_state(
    member: Member, *, by: Actor, on: date, standing: Standing, exempted: bool, temporary_away: bool
) -> Membership:
    """From `on` the membership has this standing and these marks (U-31, U-32, U-34); its first day is rewritten."""
    row = _open_row(member)
    not_ahead(on)
    after = {"standing": standing.value, "exempted": exempted, "temporary_away": temporary_away}
    before = {name: getattr(row, name) for name in STATE}
    after = {name: value for name, value in after.items() if before[name] != value}
    if not after:
        raise RuleError(Message.of(N_("Nothing differs from what is there.")))
    if on < row.valid_from:
        raise RuleError(
            Message.of(
                N_("What holds now began on %(from)s; a change cannot begin earlier."),
                **{"from": date_short(row.valid_from)},
            )
        )
    if on > row.valid_from:
        row.valid_to = on
        row.save(update_fields=["valid_to"])
        row = Membership(member=row.member, unit=row.unit, valid_from=on, **before)
    for name, value in after.items():
        setattr(row, name, value)
    row.save()
    tallies_recount([row.unit])
    record(
        f"unit:{row.unit_id}",
        "member.state",
        by=by,
        payload={"member": row.member_id, "unit": row.unit_id, "on": on, **_digests(row.member, before, after)},
    )
    return row
