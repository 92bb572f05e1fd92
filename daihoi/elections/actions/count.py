"""Counts typed and finished: a draft with wrong sums can always be saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from daihoi.elections.actions.common import (
    ConflictError,
    back_to_draft,
    locked,
    mark_elected,
    moment,
    note,
    pause_follow,
    refresh,
)
from daihoi.elections.models import CountLine, CountSheet, InvalidPaper, Round, RoundState
from daihoi.elections.queries.chain import round_misfit
from daihoi.elections.queries.result import result
from daihoi.ledger.actions import Actor
from daihoi.rules.ballots import Defect
from daihoi.rules.election import Outcome
from daihoi.rules.messages import N_, Message, RuleError

# Counts of papers that belong to the whole board, whoever counts the votes.
PAPERS = ("present", "printed", "unused", "spoiled", "issued", "returned", "foreign_papers", "valid", "invalid")

# Why papers were invalid, as the board writes it down (B-10…B-24).
INVALID_REASONS: Mapping[str, str] = {
    Defect.NOT_ISSUED: N_("Not issued by the tally board"),
    "too_many": N_("More names left than seats"),
    "nobody": N_("Nobody voted for"),
    Defect.OUTSIDE_NAME: N_("Names a person who is not on the list"),
    Defect.SIGNED_OR_WRITTEN_ON: N_("Signed, or written on"),
    Defect.SEVERAL_INKS: N_("Written with several inks"),
    "both_or_none": N_("Both boxes or none marked"),
    "other": N_("Another reason, as the board decided"),
}


def _whole(value: object, what: str) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10_000_000:
        raise RuleError(Message.of(N_("%(what)s: type a whole number, 0 or more."), what=what))
    return value


@transaction.atomic
def count_save(
    found: Round,
    *,
    by: Actor,
    key: UUID,
    version: int | None = None,
    papers: Mapping[str, int | None] | None = None,
    invalid_papers: Mapping[str, int] | None = None,
    votes: Mapping[int, int | None] | None = None,
    team: int = 0,
    team_valid: int | None = None,
    team_invalid: int | None = None,
    sheet_version: int | None = None,
) -> CountSheet:
    """Save what is typed, whole or not, right or wrong; `votes` are by ballot number, `papers` by the names in PAPERS.

    The same `key` once more changes nothing: a retry counts once. With `version` or `sheet_version` of what the typist
    saw, ConflictError tells of another typist. Team 0 is the whole board.
    """
    if (done := CountSheet.objects.filter(key=key).first()) is not None:
        return done
    row = locked(found)
    if (done := CountSheet.objects.filter(key=key).first()) is not None:  # it came while we waited for the lock
        return done
    if team and not row.by_teams:
        raise RuleError(Message.of(N_("This round is counted by one board, not by teams.")))
    sheet = CountSheet.objects.filter(round=row, team=team).first() or CountSheet(round=row, team=team)
    meets_another = (papers is not None and version is not None and version != row.version) or (
        votes is not None and sheet_version is not None and sheet_version != sheet.version
    )
    if meets_another:
        raise ConflictError(
            Message.of(
                N_("Somebody else has saved this count meanwhile. Compare your numbers with theirs, then save again.")
            )
        )
    undone = back_to_draft(row)
    told: dict[str, Any] = {}
    if papers is not None:
        for name in PAPERS:
            if name in papers:
                told[name] = _whole(papers[name], name)
                setattr(row, name, told[name])
        row.version += 1
        row.save()
        _save_invalid(row, invalid_papers)
    sheet.key, sheet.saved_at, sheet.saved_by_id = key, moment(), by.pk
    if votes is not None:
        if team or not row.by_teams:
            _save_sheet(sheet, row, votes, team_valid, team_invalid, told)
        else:
            raise RuleError(Message.of(N_("The teams count the votes of this round; the board types the papers only.")))
    else:
        sheet.save()  # carries the key of the papers; where teams count, the board's own sheet has no votes
    note(
        row.election.congress, "count.saved", by=by,
        election=row.election_id, round=row.pk, team=team, version=row.version, key=key, values=told,
        **undone,
    )  # fmt: skip
    return sheet


def _save_invalid(row: Round, invalid_papers: Mapping[str, int] | None) -> None:
    if invalid_papers is None:
        return
    if strange := [reason for reason in invalid_papers if reason not in INVALID_REASONS]:
        raise RuleError(Message.of(N_("“%(reason)s” is no reason for an invalid paper."), reason=strange[0]))
    row.invalid_papers.all().delete()
    InvalidPaper.objects.bulk_create(
        [InvalidPaper(round=row, reason=str(reason), count=count) for reason, count in invalid_papers.items() if count]
    )


def _save_sheet(
    sheet: CountSheet,
    row: Round,
    votes: Mapping[int, int | None],
    valid: int | None,
    invalid: int | None,
    told: dict[str, Any],
) -> None:
    candidates = {candidate.number: candidate for candidate in row.candidates.all()}
    if strange := [number for number in votes if number not in candidates]:
        raise RuleError(
            Message.of(N_("Number %(number)d is not on the list of this round."), number=strange[0], rule="B-21")
        )
    sheet.valid, sheet.invalid = (valid, invalid) if sheet.team else (row.valid, row.invalid)
    sheet.version += 1
    sheet.save()
    clean = {number: _whole(count, f"{number}") for number, count in votes.items()}
    CountLine.objects.bulk_create(
        [CountLine(sheet=sheet, candidate=candidates[number], votes=count) for number, count in clean.items()],
        update_conflicts=True,
        unique_fields=["sheet", "candidate"],
        update_fields=["votes"],
    )
    missing = [CountLine(sheet=sheet, candidate=one) for number, one in candidates.items() if number not in clean]
    CountLine.objects.bulk_create(missing, ignore_conflicts=True)
    told["votes"] = {str(number): count for number, count in clean.items()}
    told["team_valid"], told["team_invalid"] = sheet.valid, sheet.invalid


@transaction.atomic
def teams_set(found: Round, *, by: Actor, teams: int) -> Round:
    """Count by `teams` whose sub-totals add up, or (0) by one board; RuleError where votes would be lost."""
    row = locked(found)
    if not 0 <= teams <= 50 or teams == 1:
        raise RuleError(Message.of(N_("Type how many teams count: two to fifty, or none for one board.")))
    going = row.sheets.filter(team__gt=teams) if teams else row.sheets.filter(team__gt=0)
    if teams:
        going = going | row.sheets.filter(team=0)
    if CountLine.objects.filter(sheet__in=going, votes__isnull=False).exists():
        raise RuleError(
            Message.of(
                N_("Votes are typed already on the sheets that would go. Empty them first, then change the teams.")
            )
        )
    undone = back_to_draft(row)
    going.delete()
    row.by_teams = bool(teams)
    row.save(update_fields=["by_teams"])
    candidates = list(row.candidates.all())
    for team in range(1, teams + 1):
        sheet, fresh = CountSheet.objects.get_or_create(round=row, team=team)
        if fresh:
            CountLine.objects.bulk_create([CountLine(sheet=sheet, candidate=one) for one in candidates])
    note(row.election.congress, "count.teams", by=by, election=row.election_id, round=row.pk, teams=teams, **undone)
    return row


@transaction.atomic
def round_count_done(found: Round, *, by: Actor) -> Outcome:
    """The count is finished: its outcome stands, live figures follow; RuleError says what is still missing."""
    row = locked(found)
    return finish(row, by=by)


def finish(row: Round, *, by: Actor) -> Outcome:
    """Finish the count of a locked round; RuleError where it does not fit what the rounds before it left."""
    found = result(row.election)
    data = next(one for one in found.rounds if one.round.pk == row.pk)
    if isinstance(data.outcome, Message):
        raise RuleError(data.outcome)
    if wrong := round_misfit(found, data):
        raise RuleError(wrong)
    row.state = data.round.state = RoundState.COUNTED
    row.save(update_fields=["state"])
    mark_elected(data)
    election = row.election
    sealed = [election] if pause_follow(election, row.number, data.lost_posts) else []
    note(
        election.congress, "count.finished", by=by, sealed=sealed, election=election.pk, round=row.pk,
        base=data.base_value, elected=list(data.outcome.elected), seats_left=data.outcome.seats_left,
        next=str(data.outcome.next_step.step),
    )  # fmt: skip
    refresh(election.congress)
    return data.outcome
