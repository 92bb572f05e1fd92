"""What the verbs of this room share: who is locked out, what follows a change, how rows are sealed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from daihoi.congress.actions import step_set
from daihoi.congress.clock import today
from daihoi.congress.models import Congress, Phase, StepState
from daihoi.congress.queries.figures import CONGRESS_KEYS
from daihoi.elections.models import Candidate, Election, Round, RoundState
from daihoi.elections.queries.chain import stands_under
from daihoi.elections.queries.figures import ELECTION_KEYS, unit_figures
from daihoi.elections.queries.result import (
    COUNTED,
    INSTRUCTED,
    PAUSED_BY,
    Result,
    RoundData,
    is_open,
    result,
    results_of,
)
from daihoi.elections.queries.snapshot import seal
from daihoi.ledger.actions import Actor, record
from daihoi.ledger.models import Event
from daihoi.org.actions import tallies_set
from daihoi.org.models import Unit
from daihoi.rules.election import Outcome
from daihoi.rules.messages import N_, Message, RuleError

SEASON_KEYS = (*CONGRESS_KEYS, *ELECTION_KEYS)


class ConflictError(RuleError):
    """Somebody else saved the same thing meanwhile; nothing typed is lost, the page shows both."""


def note(
    congress: Congress,
    verb: str,
    *,
    by: Actor | None,
    sealed: Iterable[models.Model] = (),
    gone: Iterable[str] = (),
    second: Actor | None = None,
    signed: bool = False,
    **payload: Any,
) -> Event:
    """Record an event of `congress`; `sealed` rows stand in it with the digest of all their columns, `gone` without."""
    rows = [*(seal(row) for row in sealed), *({"row": name, "columns": ""} for name in gone)]
    return record(
        congress.stream,
        verb,
        by=by,
        second=second,
        signed=signed,
        payload={"congress": congress.pk, **payload, "rows": rows},
    )


def locked(found: Round) -> Round:
    """`found` read anew and locked; RuleError where it is certified (T8)."""
    rounds_lock(found.election_id)
    row = Round.objects.select_for_update(of=("self",)).select_related("election__congress__unit").get(pk=found.pk)
    if row.state == RoundState.CERTIFIED:
        raise RuleError(
            Message.of(
                N_("This round is certified and cannot be changed. Two persons must reopen it first, with a reason."),
                rule="T8",
            )
        )
    if row.election.annulled:
        raise RuleError(Message.of(N_("This election was annulled; it stays as it was."), rule="N-52"))
    return row


def rounds_lock(election_id: int) -> None:
    """Lock an election before any of its rounds: what one round leaves, another takes (N-25)."""
    list(Election.objects.select_for_update().filter(pk=election_id).values_list("pk"))


def locked_election(found: Election) -> Election:
    """`found` read anew and locked; RuleError where it was annulled."""
    row = Election.objects.select_for_update(of=("self",)).select_related("congress__unit").get(pk=found.pk)
    if row.annulled:
        raise RuleError(Message.of(N_("This election was annulled; it stays as it was."), rule="N-52"))
    return row


def data_of(found: Round) -> RoundData:
    """The round as it stands now, with everything that belongs to it."""
    return next(one for one in result(found.election).rounds if one.round.pk == found.pk)


def mark_elected(data: RoundData) -> None:
    """Set who is elected by the outcome of this round, on its candidates."""
    chosen: set[int] = set()
    if isinstance(data.outcome, Outcome):
        chosen = {data.by_number[number].pk for number in data.outcome.elected}
    Candidate.objects.filter(round=data.round, elected=True).exclude(pk__in=chosen).update(elected=False)
    Candidate.objects.filter(pk__in=chosen, elected=False).update(elected=True)


def back_to_draft(found: Round) -> dict[str, Any]:
    """A count that is changed again is a draft; nobody is elected by it, and what was decided on it is dropped.

    RuleError while a later round stands on it. Gives what the event of the change must say.
    """
    refuse_under_later(found)
    dropped = answers_drop(found.election, found.number)
    if found.state != RoundState.DRAFT:
        found.state = RoundState.DRAFT
        found.save(update_fields=["state"])
        found.candidates.filter(elected=True).update(elected=False)
        refresh(found.election.congress)
    return dropped


def refuse_under_later(found: Round) -> None:
    """RuleError where a later round, counted or certified, was made from this one (N-25)."""
    later = Round.objects.filter(election=found.election_id, number__gt=found.number, state__in=COUNTED)
    if (number := later.order_by("number").values_list("number", flat=True).first()) is not None:
        raise RuleError(stands_under(number))


def answers_drop(election: Election, number: int) -> dict[str, Any]:
    """Drop the congress's answers to the count of round `number`; what the event must say of it, if there were any."""
    if str(number) not in election.decisions:
        return {}
    kept = dict(election.decisions)
    answers = kept.pop(str(number))
    election.decisions = kept
    election.save(update_fields=["decisions"])
    return {"sealed": [election], "answers": {"dropped": answers}}


def pause_follow(election: Election, number: int, lost: Collection[str]) -> bool:
    """Suspend the elections where the count of round `number` lost planned leaders (E-40, E-41); True where it changed.

    Not for what the superior has instructed about that round already. Only a pause of this same count is lifted: one
    set by hand waits for the instruction.
    """
    instructed = election.decisions.get(INSTRUCTED)
    if instructed is None:  # recorded before instructions were kept with their round
        answered = set(lost) if election.instruction and number == 1 else set()
    else:
        answered = set(instructed.get(str(number), ()))
    must = not set(lost) <= answered
    if must == election.paused or (not must and election.decisions.get(PAUSED_BY) != number):
        return False
    election.paused = must
    kept = {key: value for key, value in election.decisions.items() if key != PAUSED_BY}
    election.decisions = {**kept, PAUSED_BY: number} if must else kept
    election.save(update_fields=["paused", "decisions"])
    return True


def pause_forget(election: Election, number: int) -> bool:
    """Lift the pause of a round that is taken back, and forget what was instructed about it; True where it changed."""
    decided = dict(election.decisions)
    told = dict(decided.get(INSTRUCTED, {}))
    was_by_it = decided.get(PAUSED_BY) == number
    if told.pop(str(number), None) is None and not was_by_it:
        return False
    if INSTRUCTED in decided:
        decided[INSTRUCTED] = told
    if was_by_it:
        del decided[PAUSED_BY]
        election.paused = False
    election.decisions = decided
    election.save(update_fields=["paused", "decisions"])
    return True


def refresh(congress: Congress) -> None:
    """Count the unit's live figures anew and tell the congress page how far its elections are."""
    units_refresh(congress, [congress.unit])
    steps_tell(congress)


def units_refresh(congress: Congress, units: Iterable[Unit]) -> None:
    """Count the live figures of `units` anew in the season of `congress`."""
    season = congress.season
    wanted = {unit.pk: unit for unit in units}
    figures = unit_figures(season, wanted.values())
    tallies_set({wanted[pk]: found for pk, found in figures.items()}, season=season.pk, keys=SEASON_KEYS)


def steps_tell(congress: Congress) -> None:
    """The state of the elections as steps of the congress: each election, then entering and certifying as wholes."""
    for key, state, more in steps_wanted(congress, results_of(congress.pk)):
        step_set(congress, Phase.RESULTS, key, state, **more)


def steps_wanted(congress: Congress, results: Iterable[Result]) -> list[tuple[str, StepState, dict[str, Any]]]:
    """(key, state, where it is done) of each step that the elections of a congress make."""
    found = [one for one in results if not one.election.annulled]
    wanted: list[tuple[str, StepState, dict[str, Any]]] = [
        (
            f"election:{one.election.electorate}:{one.election.post}",
            _state(one),
            {
                "owner": "tally",
                "url_name": "election",
                "url_args": [congress.unit.code, one.election.pk],
                "position": position,
            },
        )
        for position, one in enumerate(found, start=100)
    ]
    if found:
        counted = all(one.is_counted and one.draft is None for one in found)
        certified = all(not is_open(one) for one in found)
        wanted.append(("results.enter", StepState.DONE if counted else StepState.NOW, {}))
        state = StepState.DONE if certified else StepState.NOW if counted else StepState.TODO
        wanted.append(("results.certify", state, {}))
    return wanted


def _state(found: Result) -> StepState:
    if not is_open(found):
        return StepState.DONE
    return StepState.NOW if found.is_counted or found.draft is not None else StepState.TODO


def now_on(congress: Congress) -> date:
    """Today by the season's clock."""
    return today(congress.season)


moment = timezone.now
