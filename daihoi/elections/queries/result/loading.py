"""Elections read from the database, with everything that their rounds hold, in few queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from daihoi.congress.models import SeasonLevel
from daihoi.elections.models import (
    Candidate,
    Certificate,
    Deduction,
    Election,
    InvalidPaper,
    Round,
)
from daihoi.elections.queries.result.election import ElectedPerson, Result
from daihoi.elections.queries.result.round import RoundData
from daihoi.rules.election import Outcome
from daihoi.rules.messages import Message
from daihoi.rules.posts import Post
from daihoi.rules.regulations import Regulation


def _result(election: Election, rounds: list[RoundData]) -> Result:
    elected: list[ElectedPerson] = []
    last: RoundData | None = None
    for one in rounds:
        if not one.is_counted or isinstance(one.outcome, Message):
            continue
        last = one
        for candidate in one.elected:
            votes = one.votes.get(candidate.pk) or 0
            elected.append(ElectedPerson(candidate, one.round, votes, one.base_value or 0))
    answers = election.decisions.get(str(last.round.number), {}) if last else {}
    found = last.outcome if last else None
    step = found.next_step if isinstance(found, Outcome) else None
    return Result(election, tuple(rounds), tuple(elected), election.seats, step, answers)


def _committee_members() -> Coalesce:
    """How many are elected to the committee of the election's congress."""
    found = (
        Candidate.objects.filter(
            round__election__congress=OuterRef("congress"),
            round__election__post=Post.COMMITTEE,
            round__election__annulled=False,
            elected=True,
        )
        .order_by()
        .values("round__election__congress")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(found, output_field=IntegerField()), Value(0))


def elections_with_context(**where: Any) -> list[Election]:
    """Elections that `where` finds, with congress, unit, season, and what the rules must know of the congress."""
    reference = SeasonLevel.objects.filter(
        season=OuterRef("congress__season"), kind=OuterRef("congress__unit__kind")
    ).values("age_reference")[:1]
    return list(
        Election.objects.filter(**where)
        .select_related("congress__unit__parent", "congress__season", "congress__ratification")
        .annotate(committee_members=_committee_members(), age_reference=Subquery(reference))
    )


# The sheets that hold votes: the board's own, or the teams'.
_OWN_SHEETS = Q(by_teams=False, sheets__team=0) | Q(by_teams=True, sheets__team__gt=0)


def load(elections: Iterable[Election], **where: Any) -> list[Result]:
    """The results of `elections`, in five queries however many they are; `where` names the same elections."""
    by_id = {election.pk: election for election in elections}
    scope = where or {"pk__in": list(by_id)}
    through = {f"election__{key}": value for key, value in scope.items()}
    below = {f"round__{key}": value for key, value in through.items()}
    regulations: dict[tuple[int, date | None], Regulation] = {}
    rounds: dict[int, RoundData] = {}
    of_election: dict[int, list[RoundData]] = {pk: [] for pk in by_id}
    sheets: dict[int, int] = {}
    for row in (
        Round.objects.filter(**through)
        .annotate(sheet_count=Count("sheets", filter=_OWN_SHEETS))
        .order_by("election_id", "number")
    ):
        election = by_id.get(row.election_id)
        if election is None:
            continue
        row.election = election
        key = (election.congress.season_id, election.congress.opening)
        if key not in regulations:
            regulations[key] = election.congress.regulation
        rounds[row.pk] = RoundData(row, election, regulations[key])
        sheets[row.pk] = row.sheet_count
        of_election[election.pk].append(rounds[row.pk])
    candidates = (
        Candidate.objects.filter(**below)
        .annotate(total=Sum("lines__votes"), typed=Count("lines__votes"))
        .order_by("round_id", "number")
    )
    for candidate in candidates:
        data = rounds.get(candidate.round_id)
        if data is None:
            continue
        candidate.round = data.round
        data.candidates.append(candidate)
        # a candidate's votes are known once every sheet has them
        is_whole = bool(sheets[data.round.pk]) and candidate.typed == sheets[data.round.pk]
        data.votes[candidate.pk] = candidate.total if is_whole else None
    parts = (
        Deduction.objects.filter(**below)
        .order_by()
        .annotate(what=Value("deduction"))
        .values_list("what", "pk", "round_id", "ground", "count", "note")
        .union(
            InvalidPaper.objects.filter(**below)
            .annotate(what=Value("invalid"), note=Value(""))
            .values_list("what", "pk", "round_id", "reason", "count", "note"),
            all=True,
        )
        .order_by("what", "pk")
    )
    for what, pk, round_id, name, count, note in parts:
        data = rounds.get(round_id)
        if data is None:
            continue
        if what == "deduction":
            data.deductions.append(Deduction(pk=pk, round=data.round, ground=name, count=count, note=note))
        else:
            data.invalid_papers.append(InvalidPaper(pk=pk, round=data.round, reason=name, count=count))
    certificates = Certificate.objects.filter(**below).select_related("signed_by", "second", "reopening")
    for certificate in certificates.defer("payload").order_by("round_id", "version"):
        if certificate.round_id in rounds:
            rounds[certificate.round_id].certificates.append(certificate)
    return [_result(by_id[pk], of_election[pk]) for pk in by_id]


def result(election: Election) -> Result:
    """What `election` has come to over all its counted rounds."""
    found = elections_with_context(pk=election.pk)
    return load(found, pk=election.pk)[0]


def results_of(congress_id: int) -> list[Result]:
    """The results of every election of one congress, in the order in which they were opened."""
    return load(elections_with_context(congress=congress_id), congress=congress_id)


def round_data(found: Round) -> RoundData:
    """One round with everything that belongs to it."""
    of = result(found.election)
    return next(one for one in of.rounds if one.round.pk == found.pk)
