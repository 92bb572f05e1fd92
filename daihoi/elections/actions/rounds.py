"""What comes after a count: decisions of the congress, further rounds, pauses, annulment and voting anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from daihoi.elections.actions.common import (
    answers_drop,
    locked,
    locked_election,
    note,
    now_on,
    pause_forget,
    refresh,
    steps_tell,
)
from daihoi.elections.actions.election import Nominee, nominated, write_list
from daihoi.elections.models import Candidate, Deduction, Election, Incident, Round, RoundState
from daihoi.elections.queries.chain import before_round
from daihoi.elections.queries.result import INSTRUCTED, NO, PAUSED_BY, YES, result
from daihoi.ledger.actions import Actor
from daihoi.rules.election import RoundKind, Step
from daihoi.rules.messages import N_, Message, RuleError


@transaction.atomic
def decision_record(election: Election, *, by: Actor, answers: Mapping[str, bool]) -> Election:
    """Record what the congress decided where the rules leave it to it: {question: yes or no} (N-21, N-22, D-09)."""
    row = locked_election(election)
    found = result(row)
    if found.last is None:
        raise RuleError(Message.of(N_("Nothing was counted yet: there is nothing to decide.")))
    asked = {key for key, _question in found.questions}
    if unknown := [key for key in answers if key not in asked]:
        raise RuleError(Message.of(N_("The congress is not asked about “%(key)s” here."), key=unknown[0]))
    number = str(found.last.round.number)
    if any(one.round.number > found.last.round.number for one in found.rounds):
        raise RuleError(Message.of(N_("The next round is made already: its questions are answered.")))
    kept = dict(row.decisions.get(number, {}))
    kept |= {key: YES if answer else NO for key, answer in answers.items()}
    row.decisions = {**row.decisions, number: kept}
    row.save(update_fields=["decisions"])
    note(
        row.congress,
        "election.decided",
        by=by,
        sealed=[row],
        election=row.pk,
        round=found.last.round.number,
        answers=kept,
    )
    steps_tell(row.congress)
    return row


@transaction.atomic
def next_round(
    election: Election, *, by: Actor, keep: Sequence[int] | None = None, added: Sequence[Nominee] = ()
) -> Round:
    """Make the next round from the last outcome: the tied among themselves, or the open seats (N-21, N-22).

    `keep` are ballot numbers of the last list that stay (None: all not elected), `added` new names where the congress
    allowed them. RuleError while a question is open, the superior is awaited, or every seat is filled; for more names
    than seats where the congress refused the extra candidate.
    """
    row = locked_election(election)
    found = result(row)
    last = found.last
    if found.draft is not None:
        raise RuleError(Message.of(N_("Round %(number)d is not finished yet."), number=found.draft.round.number))
    if last is None or found.next_step is None:
        raise RuleError(Message.of(N_("Nothing was counted yet: there is no next round.")))
    if row.paused:
        raise RuleError(
            Message.of(N_("The elections are suspended until the superior's instruction is recorded."), rule="E-40")
        )
    if found.step in (Step.DONE, Step.SUPERIOR_APPOINTS):
        raise RuleError(Message.of(N_("No further round is held here."), rule="N-25"))
    if found.open_questions:
        raise RuleError(
            Message.of(N_("First record what the congress decided: %(question)s"), question=found.open_questions[0][1])
        )
    is_tie = found.step in (Step.TIE_VOTE, Step.ASK_TO_REPEAT_TIE_VOTE)
    numbers = list(found.next_step.candidates)
    if not is_tie and keep is not None:
        if strange := [number for number in keep if number not in numbers]:
            raise RuleError(Message.of(N_("Number %(number)d cannot stand again."), number=strange[0]))
        numbers = [number for number in numbers if number in keep]
    if added and is_tie:
        raise RuleError(
            Message.of(N_("A vote among the tied has the tied persons as its list, nobody else."), rule="N-21")
        )
    if added and found.answers.get("new_names") != YES:
        raise RuleError(Message.of(N_("The congress did not allow new names on this list."), rule="N-22"))
    names = len(numbers) + len(added)
    if not names:
        raise RuleError(Message.of(N_("Nobody would stand in the next round: keep or add at least one name.")))
    if not is_tie and found.answers.get("extra") == NO and names > found.seats_left:
        raise RuleError(
            Message.of(
                N_("The congress allowed no extra candidate: at most %(most)d names, not %(names)d."),
                rule="N-22", most=found.seats_left, names=names,
            )
        )  # fmt: skip
    before = last.round
    made = Round.objects.create(
        election=row,
        number=before.number + 1,
        kind=RoundKind.TIE if is_tie else RoundKind.FURTHER,
        seats=found.seats_left,
        held_on=before.held_on,
        by_teams=before.by_teams,
        summoned=before.summoned,
        base_stated=before.base_stated,
        present=before.present,
        board_head=before.board_head,
        board_members=before.board_members,
        presidium=before.presidium,
    )
    for part in last.deductions:
        Deduction.objects.create(round=made, ground=part.ground, count=part.count, note=part.note)
    listed = [_again(last.by_number[number], made) for number in numbers]
    listed += nominated(made, added, kept=listed, elected=before_round(found, made.number).elected)
    write_list(made, listed)
    note(
        row.congress, "round.made", by=by, election=row.pk, round=made.pk, number=made.number, kind=str(made.kind),
        seats=made.seats, candidates=[{"id": one.pk, "number": one.number, "member": one.member_id} for one in listed],
    )  # fmt: skip
    steps_tell(row.congress)
    return made


def _again(candidate: Candidate, made: Round) -> Candidate:
    """The same person on the list of another round."""
    fields = {name: getattr(candidate, name) for name in Candidate.PERSONAL}
    return Candidate(
        round=made,
        number=0,
        member_id=candidate.member_id,
        source=candidate.source,
        incumbent=candidate.incumbent,
        planned_post=candidate.planned_post,
        **fields,
    )


@transaction.atomic
def round_cancel(found: Round, *, by: Actor) -> None:
    """Take back a further round that was not counted; the first goes only with its election."""
    row = locked(found)
    if row.number == 1 or row.state != RoundState.DRAFT or row.certificates.exists():
        raise RuleError(Message.of(N_("Only a further round that was not counted yet can be taken back.")))
    later = row.election.rounds.filter(number__gt=row.number).order_by("-number").first()
    if later is not None:
        raise RuleError(Message.of(N_("Take round %(later)d back first: it comes after this one."), later=later.number))
    congress, pk, election = row.election.congress, row.pk, row.election_id
    undone = answers_drop(row.election, row.number)
    if pause_forget(row.election, row.number):
        undone["sealed"] = [row.election]
    row.delete()
    note(congress, "round.cancelled", by=by, election=election, round=pk, **undone)
    refresh(congress)


@transaction.atomic
def pause(election: Election, *, by: Actor) -> Election:
    """Suspend the elections until the direct superior has instructed: a planned leader was not elected (E-40, E-41)."""
    row = locked_election(election)
    row.paused = True
    row.decisions = {key: value for key, value in row.decisions.items() if key != PAUSED_BY}  # no count lifts it
    row.save(update_fields=["paused", "decisions"])
    note(row.congress, "election.paused", by=by, sealed=[row], election=row.pk)
    steps_tell(row.congress)
    return row


@transaction.atomic
def resume(election: Election, *, by: Actor, instruction: str) -> Election:
    """Record the superior's instruction; the elections go on (E-40, E-41). RuleError without its words.

    It answers the round whose count lost the planned leaders; a later round that loses them again waits for another.
    """
    row = locked_election(election)
    if not row.paused:
        raise RuleError(Message.of(N_("This election is not suspended."), rule="E-40"))
    if not instruction.strip():
        raise RuleError(
            Message.of(N_("Write down the superior's instruction: its number, day and content."), rule="E-40")
        )
    found, decided = result(row), dict(row.decisions)
    by_count = decided.pop(PAUSED_BY, None)
    told: dict[str, Any] = dict(decided.get(INSTRUCTED, {}))
    for one in found.rounds:
        if one.lost_posts and (one.round.number == by_count or one is found.last):
            told[str(one.round.number)] = one.lost_posts
    row.paused, row.instruction, row.decisions = False, instruction.strip(), {**decided, INSTRUCTED: told}
    row.save(update_fields=["paused", "instruction", "decisions"])
    note(row.congress, "election.resumed", by=by, sealed=[row], election=row.pk)
    steps_tell(row.congress)
    return row


@transaction.atomic
def annul(election: Election, *, by: Actor, reason: str) -> Incident:
    """The superior annuls an election held against the rules (N-52, N-63); its counts stay visible."""
    row = locked_election(election)
    if not reason.strip():
        raise RuleError(Message.of(N_("Give the reason for annulling: it stands in the report."), rule="N-52"))
    if not row.rounds.exclude(state=RoundState.DRAFT).exists():
        raise RuleError(Message.of(N_("Nothing was counted: there is nothing to annul."), rule="N-52"))
    day = now_on(row.congress)
    row.annulled = True
    row.save(update_fields=["annulled"])
    incident = Incident.objects.create(
        congress=row.congress,
        election=row,
        kind=Incident.Kind.ANNULLED,
        received_on=day,
        settled_on=day,
        text=reason.strip(),
    )
    note(row.congress, "election.annulled", by=by, sealed=[row, incident], election=row.pk, incident=incident.pk)
    row.congress.steps.filter(key=f"election:{row.electorate}:{row.post}").delete()
    refresh(row.congress)
    return incident


@transaction.atomic
def election_repeat(election: Election, *, by: Actor) -> Election:
    """Hold an annulled election anew: the same post and seats, the base and the list copied to begin with (N-52)."""
    old = Election.objects.select_for_update(of=("self",)).select_related("congress__unit").get(pk=election.pk)
    if not old.annulled:
        raise RuleError(Message.of(N_("Only an annulled election is held anew."), rule="N-52"))
    congress = old.congress
    same = Election.objects.filter(congress=congress, electorate=old.electorate, post=old.post)
    if same.filter(annulled=False).exists():
        raise RuleError(Message.of(N_("The election is held anew already."), rule="N-52"))
    new = Election.objects.create(
        congress=congress, electorate=old.electorate, post=old.post, seats=old.seats, sequence=same.count() + 1
    )
    before = result(old).rounds[0]
    made = Round.objects.create(election=new, seats=old.seats, summoned=before.round.summoned)
    for part in before.deductions:
        Deduction.objects.create(round=made, ground=part.ground, count=part.count, note=part.note)
    write_list(made, [_again(candidate, made) for candidate in before.candidates])
    incident = Incident.objects.create(
        congress=congress, election=new, kind=Incident.Kind.REELECTION, received_on=now_on(congress),
        text=str(old.pk),
    )  # fmt: skip
    note(congress, "election.repeated", by=by, sealed=[new, incident], election=new.pk, of=old.pk, incident=incident.pk)
    refresh(congress)
    return new
