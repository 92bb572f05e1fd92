"""Erasing a person whose name may stand on lists of candidates (T13)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from daihoi.congress.clock import today
from daihoi.elections.actions.certify import candidates_erase
from daihoi.elections.models import Candidate
from daihoi.ledger.actions import Actor
from daihoi.org.actions.privacy import member_erase
from daihoi.org.models import Member
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.vietnamese import date_short

YEARS_AFTER_TERM = 5


def named(member: Member) -> QuerySet[Candidate]:
    """The rows of lists of candidates that still name the member, by his record or by his card number."""
    rows = Candidate.objects.exclude(name="").select_related("round__election__congress__season")
    return rows.filter(Q(member=member) | Q(member=None, card=member.card)).order_by("pk")


def kept_until(member: Member) -> tuple[date, Candidate] | None:
    """The last day for which a list of candidates must keep the name, and that list; None where none must."""
    found: tuple[date, Candidate] | None = None
    for row in named(member):
        season = row.round.election.congress.season
        last = date(season.term_to + YEARS_AFTER_TERM, 12, 31)
        if today(season) <= last and (found is None or found[0] < last):
            found = last, row
    return found


def refuse_while_kept(member: Member) -> None:
    """RuleError with the day until which an election keeps the name."""
    if kept := kept_until(member):
        last, row = kept
        raise RuleError(
            Message.of(
                N_(
                    "The name stands on a list of candidates of %(unit)s. Lists and results of elections are kept for "
                    "five years after the term, until %(day)s; the data can be erased after that day."
                ),
                unit=row.round.election.congress.unit.name,
                day=date_short(last),
            )
        )


@transaction.atomic
def person_erase(member: Member, *, by: Actor) -> Member:
    """Erase a person from the register and every list of candidates; RuleError while an election keeps the name."""
    refuse_while_kept(member)
    candidates_erase(member, by=by)
    return member_erase(member, by=by)
