"""One election from the file of `daihoi outcome`: compared with what is recorded, written with one event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from daihoi.congress.actions import congress_hold
from daihoi.congress.models import Congress, CongressForm, Season
from daihoi.elections.actions.common import (
    back_to_draft,
    data_of,
    mark_elected,
    moment,
    note,
    pause_follow,
    refresh,
    refuse_under_later,
)
from daihoi.elections.actions.election import copy_member, found_members, unit_names, write_list
from daihoi.elections.models import Candidate, CountLine, CountSheet, Election, InvalidPaper, Round, RoundState
from daihoi.elections.queries.chain import before_round, candidate_key
from daihoi.elections.queries.opening import opening_refusal, situation
from daihoi.elections.queries.outcome_file import FileElection, read_election
from daihoi.elections.queries.result import Result, RoundData, result
from daihoi.elections.queries.result_rows import Flag, ResultsImport
from daihoi.ledger.actions import Actor
from daihoi.org.models import Member, Precision, Sex, Unit
from daihoi.rules.agenda import electorate_of, may_elect_directly
from daihoi.rules.canonical import digest as digest_of
from daihoi.rules.election import RoundKind
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Electorate, Post
from daihoi.rules.rounds import Before, misfit, person_key


def election_import(
    data: object,
    *,
    unit: Unit,
    by: Actor | None,
    season: Season,
    dry_run: bool = False,
    digest: str = "",
    filename: str = "",
) -> ResultsImport:
    """Record the count of one election of `unit` from the content of a file of `daihoi outcome`; a row is a candidate.

    RuleError for a file that cannot be read, a unit without a congress, a certified round that differs, an election
    that may not be held, a round that does not fit those before it.
    """
    found = read_election(data, regulation=season.regulation)
    given = {str(key) for key, value in data.items() if value} if isinstance(data, Mapping) else set()
    congress = (
        Congress.objects.filter(season=season, unit=unit).select_related("unit", "season").order_by("sequence").first()
    )
    if congress is None:
        raise RuleError(Message.of(N_("The season has no congress of %(unit)s."), unit=unit.name))
    if "electorate" not in given:  # the post says who elects it (E-04, E-05)
        found = replace(found, electorate=_body(congress, found.tally.post) or found.electorate)
    members = found_members((one.card for one in found.candidates), congress)
    told = ResultsImport(
        filename=filename, digest=digest or digest_of(_canonical(data)), kind="election", read=len(found.candidates)
    )
    told.flagged = _flags(found, congress, members)
    with transaction.atomic():
        there = _there(found, congress)
        found = _found_kind(found, there, is_given="kind" in given)
        if not _compare(found, there, told):
            told.written = not dry_run
            return told
        if refusal := _refusal(found, there):
            raise RuleError(refusal)
        if not dry_run:
            _write(found, there, members, told, by=by)
            told.written = True
    return told


def _flags(found: FileElection, congress: Congress, members: Mapping[str, Member]) -> list[Flag]:
    """What a person should look at: cards that nobody has or that belong to another name, the list, the day."""
    code, flags = congress.unit.code, []
    for index, one in enumerate(found.candidates, start=1):
        member = members.get(one.card)
        if one.card and member is None:
            text = N_("%(name)s: no member has the card %(card)s; kept as a name alone.")
            flags.append(Flag(index, code, "card", Message.of(text, name=one.name, card=one.card)))
        elif member is not None and member.name.casefold() != one.name.casefold():
            text = N_("Card %(card)s belongs to “%(known)s”, the file writes “%(given)s”.")
            named = Message.of(text, card=one.card, known=member.name, given=one.name)
            flags.append(Flag(index, code, "name", named))
    flags += [Flag(0, code, "list", warning) for warning in found.outcome.warnings]
    if congress.opened_on is None and found.held_on is None:
        text = N_("When the congress was held is not known yet; record it on its page.")
        flags.append(Flag(0, code, "day", Message.of(text)))
    return flags


def _body(congress: Congress, post: Post) -> Electorate | None:
    """Who elects `post` here: the congress where it does so directly already (E-06), else as the rules say."""
    direct = Election.objects.filter(congress=congress, electorate=Electorate.CONGRESS, post=post, annulled=False)
    if may_elect_directly(post, Electorate.CONGRESS, congress.level) and direct.exists():
        return Electorate.CONGRESS
    return electorate_of(post, congress.level)


def _canonical(data: object) -> Any:
    """What of a file can be hashed: numbers that are no whole ones as text."""
    if isinstance(data, Mapping):
        return {str(key): _canonical(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_canonical(value) for value in data]
    return data if data is None or isinstance(data, (bool, int, str)) else str(data)


# --- what is recorded already ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _There:
    """The congress, held against others who write, with its election and the round of the file where they are known."""

    congress: Congress
    election: Election | None
    known: Result | None
    round: RoundData | None


def _there(found: FileElection, congress: Congress) -> _There:
    """RuleError where the round of the file follows one that is not there."""
    number = found.tally.round
    Congress.objects.select_for_update().get(pk=congress.pk)
    election = (
        Election.objects.select_for_update()
        .filter(congress=congress, electorate=found.electorate, post=found.tally.post, annulled=False)
        .order_by("sequence")
        .first()
    )
    known = result(election) if election else None
    if number > 1 and (known is None or not any(one.round.number == number - 1 for one in known.counted)):
        text = N_("Round %(round)d comes without round %(before)d, or that one was refused.")
        raise RuleError(Message.of(text, round=number, before=number - 1))
    there = next((one for one in known.rounds if one.round.number == number), None) if known else None
    return _There(congress, election, known, there)


def _listed(found: FileElection) -> list[tuple[str, str]]:
    """(key, name) of the candidates of the file."""
    return [(person_key(one.card, one.name), one.name) for one in found.candidates]


def _found_kind(found: FileElection, there: _There, *, is_given: bool) -> FileElection:
    """The same as a vote among the tied, where exactly those stand in it and the file does not say its kind (N-21)."""
    if there.known is None or found.tally.round == 1 or is_given:
        return found
    tied = before_round(there.known, found.tally.round).tied
    if not tied or tied != {key for key, _name in _listed(found)}:
        return found
    return replace(found, tally=replace(found.tally, kind=RoundKind.TIE))


def _papers(found: FileElection) -> dict[str, int]:
    """The papers that the file names."""
    return {key: value for key, value in found.papers.items() if value is not None}


def _compare(found: FileElection, there: _There, told: ResultsImport) -> bool:
    """Whether the file says anything else than what is recorded; how much is counted in `told`."""
    tally, row = found.tally, there.round
    before = {candidate_key(one): row.votes.get(one.pk) for one in row.candidates} if row else {}
    now = {key: votes for (key, _name), votes in zip(_listed(found), tally.votes, strict=True)}
    told.added = sum(key not in before for key in now)
    told.changed = sum(key in before and before[key] != votes for key, votes in now.items())
    told.unchanged = told.read - told.added - told.changed
    if row is None or set(now) != set(before) or told.changed > 0 or not row.is_counted:
        return True
    stated: dict[str, Any] = {"seats": tally.seats, "kind": str(tally.kind), "base_stated": tally.base}
    if found.summoned is not None:
        stated["summoned"] = found.summoned
    if any(getattr(row.round, name) != value for name, value in (stated | _papers(found)).items()):
        told.changed, told.unchanged = told.unchanged, 0
        return True
    return False


def _refusal(found: FileElection, there: _There) -> Message | None:
    """Why this count may not be recorded: it is certified, not to be elected here, awaits the superior, fits no round.

    RuleError where a later round stands on it.
    """
    tally, congress, known = found.tally, there.congress, there.known
    if there.round is not None and there.round.is_certified:
        return Message.of(
            N_("The round is certified and differs from the file. Two persons must reopen it first, with a reason."),
            rule="T8",
        )
    if known is None:
        now = situation(congress)
        if congress.summoned is None and found.electorate is Electorate.CONGRESS and found.summoned is not None:
            now = replace(now, official_members=found.summoned)
        if refusal := opening_refusal(congress, found.electorate, tally.post, tally.seats, now):
            return refusal
    elif known.is_paused and all(one.round.number != tally.round for one in known.rounds):
        return Message.of(N_("The elections are suspended until the superior's instruction is recorded."), rule="E-40")
    before = Before(tally.seats) if tally.round == 1 or known is None else before_round(known, tally.round)
    unfit = misfit(before, number=tally.round, kind=tally.kind, seats=tally.seats, listed=_listed(found))
    if unfit is None and there.round is not None:
        refuse_under_later(there.round.round)
    return unfit


# --- what is written -------------------------------------------------------------------------------------------------


def _write(
    found: FileElection, there: _There, members: Mapping[str, Member], told: ResultsImport, *, by: Actor | None
) -> None:
    """Everything that the file says, with one event."""
    congress, undone = there.congress, dict[str, Any]()
    if there.round is not None:
        assert there.election is not None
        there.round.round.election = there.election
        undone = back_to_draft(there.round.round)
        undone.pop("sealed", None)  # the event seals the election in any case
    if found.held_on is not None and not congress.is_held:
        congress_hold(
            congress, by=by, form=CongressForm(congress.form), opened_on=found.held_on, summoned=found.summoned,
            present=_papers(found).get("present"),
        )  # fmt: skip
    election = _election_written(found, there)
    one = _round_written(found, there.round.round if there.round else Round(election=election), congress)
    _count_written(found, one, members)
    data = data_of(one)
    mark_elected(data)
    pause_follow(election, one.number, data.lost_posts)
    refresh(congress)
    note(
        congress, "election.imported", by=by, sealed=[election], election=election.pk, round=one.pk,
        file=told.digest, read=told.read, added=told.added, changed=told.changed, unchanged=told.unchanged,
        **undone,
    )  # fmt: skip


def _election_written(found: FileElection, there: _There) -> Election:
    """The election, with the seats that its first round names."""
    tally, election = found.tally, there.election
    if election is None:
        place = {"congress": there.congress, "electorate": found.electorate, "post": tally.post}
        earlier = Election.objects.filter(**place).count()
        return Election.objects.create(**place, sequence=earlier + 1, seats=tally.seats)
    if tally.round == 1 and election.seats != tally.seats:
        election.seats = tally.seats
        election.save(update_fields=["seats"])
    return election


def _round_written(found: FileElection, row: Round, congress: Congress) -> Round:
    """The round as counted, with its base and papers."""
    tally = found.tally
    row.number, row.kind, row.state, row.seats = tally.round, tally.kind, RoundState.COUNTED, tally.seats
    row.held_on = found.held_on or row.held_on or congress.opened_on
    row.summoned, row.base_stated = found.summoned if found.summoned is not None else row.summoned, tally.base
    row.by_teams = False
    for name, value in _papers(found).items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    return row


def _count_written(found: FileElection, row: Round, members: Mapping[str, Member]) -> None:
    """The list under the numbers of the file, one sheet with its votes, what made papers invalid."""
    votes = dict(zip((key for key, _name in _listed(found)), found.tally.votes, strict=True))
    numbers = {person_key(one.card, one.name): one.number for one in found.candidates}
    listed = _candidates(found, row, members)
    for candidate in listed:
        candidate.number = numbers[candidate_key(candidate)]
    row.sheets.all().delete()
    write_list(row, listed, as_numbered=True)
    sheet = CountSheet.objects.create(round=row, valid=row.valid, invalid=row.invalid, saved_at=moment(), version=1)
    CountLine.objects.bulk_create(
        [CountLine(sheet=sheet, candidate=one, votes=votes[candidate_key(one)]) for one in listed]
    )
    if found.counted is not None:
        row.invalid_papers.all().delete()
        if invalid := sum(count for _reason, count in found.counted.invalid_reasons):
            InvalidPaper.objects.create(round=row, reason="other", count=invalid)


def _candidates(found: FileElection, row: Round, members: Mapping[str, Member]) -> list[Candidate]:
    """Those of the file, in its order: who stands on the list already stays the same row."""
    places = unit_names(members.values())
    kept = {candidate_key(candidate): candidate for candidate in row.candidates.all()}
    planned = dict(found.tally.planned)
    listed = []
    for person in found.candidates:
        candidate = kept.get(person_key(person.card, person.name))
        if candidate is None:
            candidate = Candidate(round=row, number=0, name=person.name, card=person.card)
        member = members.get(person.card)
        if member is not None:
            copy_member(candidate, member, places.get(member.pk, ""))
        else:
            candidate.unit_name = person.unit
            candidate.sex = "" if person.woman is None else Sex.FEMALE if person.woman else Sex.MALE
            if person.born is not None:
                candidate.born, candidate.born_precision = person.born.earliest, Precision(person.born.precision.value)
        candidate.planned_post = str(planned.get(person.number, candidate.planned_post))
        listed.append(candidate)
    return listed
