"""What the superior decides on the results: received, ratified or refused; complaints and their settlement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from daihoi.congress.actions import stage_set, step_set
from daihoi.congress.models import SUPERIOR, Congress, Phase, Stage, StepState
from daihoi.elections.actions.common import note, now_on, refresh, steps_tell
from daihoi.elections.models import Candidate, Election, Incident, Ratification, Refusal
from daihoi.elections.queries.result import is_open, results_of
from daihoi.ledger.actions import Actor
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.timeline import complaints_due, ratification_due


def _locked(congress: Congress) -> Congress:
    return Congress.objects.select_for_update(of=("self",)).select_related("unit", "season").get(pk=congress.pk)


@transaction.atomic
def ratification_receive(congress: Congress, *, by: Actor, received_on: date) -> Ratification:
    """The superior has received the dossier: the clock of 15 working days begins (N-61)."""
    congress = _locked(congress)
    if congress.opened_on is None:
        raise RuleError(Message.of(N_("The congress was not held yet: there is no dossier."), rule="N-60"))
    if not congress.opened_on <= received_on <= now_on(congress):
        raise RuleError(
            Message.of(
                N_("The dossier came between the opening on %(opening)s and today, %(today)s."),
                rule="N-61", opening=congress.opened_on, today=now_on(congress),
            )
        )  # fmt: skip
    row = Ratification.objects.filter(congress=congress).first() or Ratification(congress=congress)
    if row.decided_on is not None:
        raise RuleError(Message.of(N_("The results are decided on already."), rule="N-61"))
    row.received_on = received_on
    row.save()
    step_set(
        congress, Phase.AFTERWARDS, "ratification", StepState.NOW,
        due=ratification_due(received_on, congress.regulation, congress.season.calendar), owner=SUPERIOR,
        url_name="ratification", url_args=[congress.unit.code, congress.pk],
    )  # fmt: skip
    note(congress, "ratification.received", by=by, sealed=[row], received=received_on)
    steps_tell(congress)
    return row


@transaction.atomic
def ratify(
    congress: Congress,
    *,
    by: Actor,
    decided_on: date,
    number: str,
    refusals: Sequence[tuple[Candidate, str]] = (),
    note_text: str = "",
) -> Ratification:
    """The superior ratifies the results, but for the persons refused, each with a reason (N-61, N-63)."""
    congress = _locked(congress)
    row = Ratification.objects.select_for_update().filter(congress=congress).first()
    if row is None:
        raise RuleError(Message.of(N_("First record when the dossier was received."), rule="N-61"))
    if row.decided_on is not None:
        raise RuleError(Message.of(N_("The results are decided on already."), rule="N-61"))
    if not number.strip():
        raise RuleError(Message.of(N_("Type the number of the decision.")))
    if not row.received_on <= decided_on <= now_on(congress):
        raise RuleError(
            Message.of(
                N_("The decision was taken between the receipt on %(received)s and today, %(today)s."),
                rule="N-61", received=row.received_on, today=now_on(congress),
            )
        )  # fmt: skip
    found = [one for one in results_of(congress.pk) if not one.election.annulled]
    if not found or any(is_open(one) for one in found):
        raise RuleError(
            Message.of(N_("An election of this congress is not certified or not finished yet."), rule="N-61")
        )
    if Incident.objects.filter(congress=congress, kind=Incident.Kind.COMPLAINT, settled_on=None).exists():
        raise RuleError(Message.of(N_("A complaint about the election is still open. Settle it first."), rule="N-61"))
    chosen = {person.candidate.pk for one in found for person in one.elected}
    for candidate, reason in refusals:
        if candidate.pk not in chosen:
            raise RuleError(
                Message.of(N_("%(name)s was not elected by this congress."), rule="N-63", name=candidate.name)
            )
        if not reason.strip():
            raise RuleError(
                Message.of(N_("Give the reason for not ratifying %(name)s."), rule="N-63", name=candidate.name)
            )
    row.decided_on, row.number, row.by_id, row.note = decided_on, number.strip(), by.pk, note_text.strip()
    row.save()
    made = [
        Refusal.objects.create(ratification=row, candidate=candidate, reason=reason.strip())
        for candidate, reason in refusals
    ]
    step_set(congress, Phase.AFTERWARDS, "ratification", StepState.DONE)
    if congress.stage in (Stage.PREPARING, Stage.HELD, Stage.HANDED_IN):
        stage_set(congress, Stage.RATIFIED)
    note(
        congress, "results.ratified", by=by, sealed=[row, *made],
        decided=decided_on, refused=[candidate.pk for candidate, _reason in refusals],
    )  # fmt: skip
    refresh(congress)
    return row


@transaction.atomic
def incident_record(
    congress: Congress,
    *,
    by: Actor,
    received_on: date,
    text: str,
    election: Election | None = None,
    kind: Incident.Kind = Incident.Kind.COMPLAINT,
) -> Incident:
    """Record a complaint about the election, with the working-day clock of its verification (N-51)."""
    congress = _locked(congress)
    if kind != Incident.Kind.COMPLAINT:
        raise RuleError(Message.of(N_("Annulling and voting anew are recorded by their own verbs."), rule="N-52"))
    if not text.strip():
        raise RuleError(Message.of(N_("Write what the complaint is about."), rule="N-51"))
    if received_on > now_on(congress):
        raise RuleError(Message.of(N_("The day %(day)s is still to come."), day=received_on))
    if election is not None and election.congress_id != congress.pk:
        raise RuleError(Message.of(N_("That election belongs to another congress.")))
    closing = congress.closed_on
    due = complaints_due(closing, congress.regulation, congress.season.calendar) if closing else None
    row = Incident.objects.create(
        congress=congress, election=election, kind=kind, received_on=received_on, text=text.strip(), due=due
    )
    note(congress, "complaint.recorded", by=by, sealed=[row], incident=row.pk, received=received_on, due=due)
    refresh(congress)
    return row


@transaction.atomic
def incident_settle(incident: Incident, *, by: Actor, settled_on: date, outcome: str) -> Incident:
    """Record how a complaint was settled (N-51)."""
    row = Incident.objects.select_for_update().get(pk=incident.pk)
    congress = _locked(row.congress)
    if row.settled_on is not None:
        raise RuleError(Message.of(N_("The complaint is settled already."), rule="N-51"))
    if not outcome.strip():
        raise RuleError(Message.of(N_("Write how the complaint was settled."), rule="N-51"))
    if not row.received_on <= settled_on <= now_on(congress):
        raise RuleError(
            Message.of(
                N_("It was settled between %(received)s, when it came, and today, %(today)s."),
                rule="N-51", received=row.received_on, today=now_on(congress),
            )
        )  # fmt: skip
    row.settled_on, row.outcome = settled_on, outcome.strip()
    row.save()
    note(congress, "complaint.settled", by=by, sealed=[row], incident=row.pk, settled=settled_on)
    return row
