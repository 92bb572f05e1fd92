"""Results from files: checked outside, written in one transaction with one event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from daihoi.congress.actions import congresses_hold
from daihoi.congress.models import Congress, Phase, Season, Step, StepState
from daihoi.elections.actions.common import (
    SEASON_KEYS,
    answers_drop,
    moment,
    pause_follow,
    steps_wanted,
)
from daihoi.elections.actions.election import copy_member, unit_names
from daihoi.elections.models import (
    Candidate,
    CountLine,
    CountSheet,
    Election,
    InvalidPaper,
    Round,
    RoundState,
)
from daihoi.elections.queries.chain import candidate_key
from daihoi.elections.queries.figures import unit_figures
from daihoi.elections.queries.result import Result, elections_with_context, load
from daihoi.elections.queries.result_list import WRITE, Progress, ResultsPlan, plan_results, planned_in
from daihoi.elections.queries.result_rows import ResultRow, ResultsImport
from daihoi.elections.queries.snapshot import seal
from daihoi.ledger.actions import Actor, record
from daihoi.ledger.models import Event
from daihoi.org.actions import tallies_set
from daihoi.org.actions.bulk import measured
from daihoi.org.models import Unit
from daihoi.rules.election import lost_posts
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Electorate, Post

STREAM = "installation"
_TRIES = 3


class StaleError(RuleError):
    """What the file was checked against has changed meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            Message.of(N_("Results were recorded meanwhile. Look at the preview again, then carry it out."))
        )


def results_import(
    source: bytes | Path,
    *,
    filename: str,
    by: Actor | None,
    season: Season,
    within: Unit | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ResultsImport:
    """Record congresses as held, elections of committees, rounds, candidates and votes from a file with two sheets.

    One transaction, one event. What was recorded meanwhile makes it check again; FileError for a file that cannot be
    read, StaleError where others keep recording.
    """
    for _attempt in range(_TRIES):
        stamp = results_stamp()
        plan = plan_results(source, filename=filename, season=season, within=within, progress=progress)
        plan.stamp = stamp
        if dry_run:
            return plan.result
        try:
            return results_write(plan, by=by, season=season, progress=progress)
        except StaleError:
            continue
    raise StaleError


def results_stamp() -> int:
    """The last event of the ledger: a check made before it may be stale."""
    found: int | None = Event.objects.aggregate(last=Max("id"))["last"]
    return found or 0


def _fresh_since(stamp: int, congresses: Iterable[Congress]) -> bool:
    """Whether nothing happened to these congresses, nor to the installation as a whole, after `stamp`."""
    later = Event.objects.filter(id__gt=stamp).values_list("stream", flat=True)
    touched = {congress.stream for congress in congresses} | {STREAM}
    return touched.isdisjoint(later)


@transaction.atomic
def results_write(
    plan: ResultsPlan, *, by: Actor | None, season: Season, progress: Progress | None = None
) -> ResultsImport:
    """Write a checked file; StaleError where something it rests on has changed since."""
    rows = plan.writable
    congresses: dict[int, Congress] = {}
    for row in rows:
        if row.congress is not None:
            congresses[row.congress.pk] = row.congress
    list(Congress.objects.select_for_update().filter(pk__in=list(congresses)).values_list("pk"))
    if not _fresh_since(plan.stamp, congresses.values()):
        raise StaleError
    _hold(rows)
    sealed, dropped = _write_rounds([row for row in rows if row.seats is not None])
    answers = {"answers": {"dropped": dropped}} if dropped else {}
    units = {congress.unit_id: congress.unit for congress in congresses.values()}
    _follow(season, units, list(congresses.values()))
    if progress:
        progress(WRITE, len(rows), len(rows))
    found = plan.result
    if rows:
        record(
            STREAM,
            "results.imported",
            by=by,
            payload={
                "season": season.pk,
                "file": found.digest,
                "read": found.read,
                "added": found.added,
                "changed": found.changed,
                "unchanged": found.unchanged,
                "refused": len(found.refused),
                "details": found.details,
                "flagged": len(found.flagged),
                **answers,
                "rows": [seal(election) for election in sealed],
            },
        )
    found.written = True
    return found


def _hold(rows: Sequence[ResultRow]) -> None:
    """Record the congresses as held with what the first row of each says."""
    held: dict[int, Congress] = {}
    for row in rows:
        congress = row.congress
        if congress is None or congress.pk in held or row.round != 1 or row.day is None:
            continue
        was = congress.opened_on, congress.closed_on
        congress.form, congress.opened_on = row.form, row.day
        congress.closed_on = was[1] if was[0] == row.day and was[1] else row.day
        congress.summoned, congress.present = row.numbers.get("summoned"), row.numbers.get("present")
        held[congress.pk] = congress
    congresses_hold(list(held.values()))


def _write_rounds(rows: Sequence[ResultRow]) -> tuple[list[Election], list[dict[str, Any]]]:
    """Elections, rounds, candidates and votes in bulk; the elections made or changed, and the answers dropped."""
    elections, changed = _elections(rows)
    rounds: list[Round] = []
    for row in rows:
        assert row.congress is not None
        one = row.there.round if row.there else Round(election=elections[row.congress.pk], number=row.round)
        one.kind, one.state, one.seats = row.kind, RoundState.COUNTED, row.seats or 0
        one.held_on, one.given_elected = row.day, row.numbers.get("elected")
        one.summoned, one.base_stated = row.numbers.get("summoned"), row.numbers.get("base")
        one.present, one.issued, one.returned = (row.numbers.get(key) for key in ("present", "issued", "returned"))
        one.invalid, one.valid = row.numbers.get("invalid"), row.valid
        one.version += 1
        rounds.append(one)
    fresh = [one for one in rounds if one.pk is None]
    Round.objects.bulk_create(fresh, batch_size=500)
    old = [one for one in rounds if one.pk is not None and one not in fresh]
    columns = [
        "kind", "state", "seats", "held_on", "given_elected", "summoned", "base_stated", "present", "issued",
        "returned", "invalid", "valid", "version",
    ]  # fmt: skip
    Round.objects.bulk_update(old, columns, batch_size=500)
    for part in _parts([one.pk for one in old]):
        CountSheet.objects.filter(round__in=part).delete()
        Candidate.objects.filter(round__in=part).delete()
        InvalidPaper.objects.filter(round__in=part).delete()
    members = [vote.member for row in rows for vote in row.votes if vote.member is not None]
    places = unit_names(members)
    candidates: list[Candidate] = []
    votes: list[int] = []
    for row, one in zip(rows, rounds, strict=True):
        chosen = set(row.outcome.elected) if row.outcome else set()
        was = {candidate_key(old): old for old in row.there.candidates} if row.there else {}
        for number, vote in enumerate(row.votes, start=1):
            candidate = Candidate(round=one, number=number, name=vote.name, card=vote.card, elected=number in chosen)
            if (known := was.get(vote.key)) is not None:  # what no file of results tells
                candidate.source, candidate.incumbent = known.source, known.incumbent
                candidate.planned_post = known.planned_post
            if vote.member is not None:
                copy_member(candidate, vote.member, places.get(vote.member.pk, ""))
            candidates.append(candidate)
            votes.append(vote.votes)
    Candidate.objects.bulk_create(candidates, batch_size=500)
    at = moment()
    sheets = [CountSheet(round=one, valid=one.valid, invalid=one.invalid, saved_at=at, version=1) for one in rounds]
    CountSheet.objects.bulk_create(sheets, batch_size=500)
    sheet_of = {sheet.round_id: sheet for sheet in sheets}
    CountLine.objects.bulk_create(
        [
            CountLine(sheet=sheet_of[candidate.round_id], candidate=candidate, votes=count)
            for candidate, count in zip(candidates, votes, strict=True)
        ],
        batch_size=1000,
    )
    measured(Election, Round, Candidate, CountSheet, CountLine)
    dropped: list[dict[str, Any]] = []
    for row, one in zip(rows, rounds, strict=True):
        if row.there is None or row.outcome is None:
            continue  # nobody is planned in a file of results, and nothing was decided on a round that is new
        undone = answers_drop(one.election, one.number)
        paused = pause_follow(one.election, one.number, lost_posts(row.outcome, planned_in(row)))
        if undone:
            dropped.append({"election": one.election_id, "round": one.number, **undone["answers"]})
        if (undone or paused) and all(other.pk != one.election_id for other in changed):
            changed.append(one.election)
    return changed, dropped


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))


def _elections(rows: Sequence[ResultRow]) -> tuple[dict[int, Election], list[Election]]:
    """congress -> the election of its committee, made where it is missing; and those made or changed."""
    wanted: dict[int, Congress] = {}
    seats: dict[int, int] = {}
    given: defaultdict[int, int] = defaultdict(int)
    for row in rows:
        assert row.congress is not None
        wanted[row.congress.pk] = row.congress
        given[row.congress.pk] += row.numbers.get("elected") or 0
        if row.round == 1:
            seats[row.congress.pk] = row.seats or 0
    there: dict[int, Election] = {}
    for row in rows:
        if row.there is not None and row.congress is not None:
            there[row.congress.pk] = row.there.election
    sequences: defaultdict[int, int] = defaultdict(int)
    for part in _parts(list(wanted)):
        standing = Election.objects.filter(congress__in=part, electorate=Electorate.CONGRESS, post=Post.COMMITTEE)
        for election in standing.order_by("sequence"):
            sequences[election.congress_id] = election.sequence
            if not election.annulled:
                there.setdefault(election.congress_id, election)
    made = [
        Election(
            congress=congress,
            electorate=Electorate.CONGRESS,
            post=Post.COMMITTEE,
            sequence=sequences[pk] + 1,
            seats=seats[pk],
            given_elected=given[pk],
        )
        for pk, congress in wanted.items()
        if pk not in there
    ]
    Election.objects.bulk_create(made, batch_size=500)
    changed = list(made)
    for pk, election in there.items():
        if pk in wanted and (pk in seats and election.seats != seats[pk]):
            election.seats = seats[pk]
            election.save(update_fields=["seats"])
            changed.append(election)
    return {**{election.congress_id: election for election in made}, **there}, changed


def _follow(season: Season, units: Mapping[int, Unit], congresses: Sequence[Congress]) -> None:
    """Live figures and steps of many congresses at once."""
    for part in _parts(list(units)):
        figures = unit_figures(season, [units[pk] for pk in part])
        tallies_set({units[pk]: found for pk, found in figures.items()}, season=season.pk, keys=SEASON_KEYS)
    by_id = {congress.pk: congress for congress in congresses}
    for part in _parts(list(by_id)):
        scope = {"congress__in": list(part)}
        own: defaultdict[int, list[Result]] = defaultdict(list)
        for one in load(elections_with_context(**scope), **scope):
            own[one.election.congress_id].append(one)
        _steps_write({pk: steps_wanted(by_id[pk], own[pk]) for pk in part if own[pk]})


def _steps_write(wanted: Mapping[int, Sequence[tuple[str, StepState, dict[str, Any]]]]) -> None:
    keys = {key for steps in wanted.values() for key, _state, _more in steps}
    there = {
        (step.congress_id, step.key): step
        for step in Step.objects.filter(congress__in=list(wanted), key__in=list(keys))
    }
    fresh, old = [], []
    for congress, steps in wanted.items():
        for key, state, more in steps:
            step = there.get((congress, key))
            if step is None:
                fresh.append(Step(congress_id=congress, stage=Phase.RESULTS, key=key, state=state, **more))
                continue
            step.state = state
            for name, value in more.items():
                setattr(step, name, value)
            old.append(step)
    Step.objects.bulk_create(fresh, batch_size=500)
    Step.objects.bulk_update(old, ["state", "owner", "url_name", "url_args", "position"], batch_size=500)
