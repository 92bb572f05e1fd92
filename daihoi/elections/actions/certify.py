"""Certifying and reopening: two persons, one frozen content, nothing changed behind it (T8)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from daihoi.elections.actions.common import data_of, locked, mark_elected, moment, note, refresh, rounds_lock
from daihoi.elections.actions.count import finish
from daihoi.elections.models import Candidate, Certificate, Reopening, Round, RoundState
from daihoi.elections.queries.snapshot import FORM, columns, snapshot
from daihoi.ledger.actions import Actor
from daihoi.ledger.models import Head
from daihoi.org.actions import Signed, require_two_humans
from daihoi.org.models import Member
from daihoi.rules.canonical import canonical, digest, digest_text
from daihoi.rules.messages import N_, Message, RuleError


class UnbalancedError(RuleError):
    """The identities that do not hold, which only two persons with a printed reason may pass over."""

    def __init__(self, lines: tuple[Message, ...]) -> None:
        super().__init__(
            Message.of(
                N_("The count does not balance: %(lines)s. Correct it, or let two persons certify it with a reason."),
                rule="N-44", lines=lines,
            )
        )  # fmt: skip
        self.lines = lines


@transaction.atomic
def certify(found: Round, *, by: Signed, second: Signed, override_reason: str = "") -> Certificate:
    """Freeze the outcome of a round; from here only a reopening with a reason makes a new version (N-45, T8).

    Always two different people. Identities that do not hold block it (UnbalancedError) unless `override_reason` is
    given, which the minutes print.
    """
    require_two_humans(by, second)
    row = locked(found)
    congress = row.election.congress
    if row.election.rounds.filter(number__lt=row.number).exclude(state=RoundState.CERTIFIED).exists():
        raise RuleError(Message.of(N_("Certify the round before this one first.")))
    reason = override_reason.strip()
    if (off := data_of(row).off) and not reason:
        raise UnbalancedError(tuple(line.message for line in off))
    outcome = finish(row, by=by)
    row.refresh_from_db()
    row.state = RoundState.CERTIFIED
    data = data_of(row)
    mark_elected(data)
    # The round is written last: from then on the triggers refuse to touch anything behind it.
    Round.objects.filter(pk=row.pk).update(state=RoundState.CERTIFIED)
    payload = canonical(snapshot(data, outcome))
    version = row.certificates.count() + 1
    head, _ = Head.objects.select_for_update().get_or_create(stream=congress.stream)
    certificate = Certificate.objects.create(
        round=row,
        version=version,
        form=FORM,
        payload=payload,
        digest=digest_text(payload),
        override_reason=reason,
        at=moment(),
        signed_by=by.user,
        second=second.user,
        event_seq=head.seq + 1,
    )
    note(
        congress, "result.certified", by=by, second=second, signed=True, sealed=[row.election],
        election=row.election_id, round=row.pk, version=version, certificate=certificate.pk, form=FORM,
        digest=certificate.digest, columns=digest(columns(certificate)), overridden=bool(reason),
    )  # fmt: skip
    refresh(congress)
    return certificate


@transaction.atomic
def reopen(certificate: Certificate, *, by: Signed, second: Signed, reason: str) -> Reopening:
    """Open a certified round again, with a reason and two persons; certifying it anew makes the next version (T8)."""
    require_two_humans(by, second)
    if not reason.strip():
        raise RuleError(Message.of(N_("Give the reason for reopening: it stays visible for good."), rule="T8"))
    rounds_lock(certificate.round.election_id)
    row = (
        Round.objects.select_for_update(of=("self",))
        .select_related("election__congress__unit")
        .get(pk=certificate.round_id)
    )
    newest = row.certificates.order_by("-version").first()
    if row.state != RoundState.CERTIFIED or newest is None or newest.pk != certificate.pk:
        raise RuleError(Message.of(N_("Only the certificate that stands can be reopened."), rule="T8"))
    later = row.election.rounds.filter(number__gt=row.number, state=RoundState.CERTIFIED)
    if later.exists():
        raise RuleError(
            Message.of(N_("A later round is certified on top of this one. Reopen that one first."), rule="T8")
        )
    if row.election.annulled:
        raise RuleError(Message.of(N_("This election was annulled; it stays as it was."), rule="N-52"))
    reopening = Reopening.objects.create(
        certificate=certificate, reason=reason.strip(), at=moment(), by=by.user, second=second.user
    )
    Round.objects.filter(pk=row.pk).update(state=RoundState.COUNTED)
    note(
        row.election.congress, "result.reopened", by=by, second=second, signed=True, sealed=[reopening],
        election=row.election_id, round=row.pk, version=certificate.version, certificate=certificate.pk,
    )  # fmt: skip
    refresh(row.election.congress)
    return reopening


@transaction.atomic
def candidates_erase(member: Member, *, by: Actor) -> int:
    """Erase a person from every list of candidates (T13): numbers, votes and certificates stay; how many rows."""
    his = Q(member=member) | Q(member=None, card=member.card)
    rows = list(Candidate.objects.filter(his).select_related("round__election__congress"))
    for row in rows:
        for name in Candidate.PERSONAL:
            if name != "born_precision":
                setattr(row, name, None if name == "born" else "")
        row.salt = ""
        row.save(update_fields=[*Candidate.PERSONAL, "salt"])
        note(row.round.election.congress, "candidate.erased", by=by, round=row.round_id, candidates=[row.pk])
    return len(rows)
