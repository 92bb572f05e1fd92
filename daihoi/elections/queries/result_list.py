"""A file of results checked: what becomes of each row, before anything is written.

Every row of the first sheet has one fate: read = added + changed + unchanged + refused. The rows of the second sheet,
votes per candidate, are details of those rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daihoi.congress.clock import today
from daihoi.congress.models import Congress, Season
from daihoi.elections.queries.chain import candidate_key, persons_of, stands_under
from daihoi.elections.queries.opening import opening_refusal
from daihoi.elections.queries.result import Result, RoundData, elections_with_context, load
from daihoi.elections.queries.result_rows import (
    HEADS,
    RESULT_COLUMNS,
    VOTE_COLUMNS,
    Flag,
    RefusedRow,
    ResultRow,
    ResultsImport,
    VoteSheet,
    read_row,
)
from daihoi.formats.packages import FileError
from daihoi.formats.sheets import open_book
from daihoi.org.models import Member, Unit
from daihoi.rules.agenda import Situation
from daihoi.rules.balance import TypedCount, balance
from daihoi.rules.election import Outcome, RoundKind, Tally, outcome
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Electorate, Post
from daihoi.rules.rounds import Before, misfit
from daihoi.rules.vietnamese import fold, name_key, squash

Progress = Callable[[str, int, int], None]  # stage (read, check, write), rows done, rows in all
READ, CHECK, WRITE = "read", "check", "write"


@dataclass
class ResultsPlan:
    """A checked file: its result, and the rows to write, unit by unit and round by round."""

    result: ResultsImport
    rows: list[ResultRow]
    stamp: int = 0

    @property
    def writable(self) -> list[ResultRow]:
        return [row for row in self.rows if row.fate in ("added", "changed")]


def plan_results(
    source: bytes | Path, *, filename: str, season: Season, within: Unit | None = None, progress: Progress | None = None
) -> ResultsPlan:
    """Read and check a file of results against what is recorded; FileError where it cannot be taken as a whole."""
    data = source if isinstance(source, bytes) else _bytes(Path(source))
    result = ResultsImport(filename=filename, digest=hashlib.sha256(data).hexdigest())
    book = open_book(data)
    table = book.table(RESULT_COLUMNS, required={"code", "round", "day", "form", "summoned", "base", "seats"})
    details = book.table(VOTE_COLUMNS, required={"code", "name", "votes"})
    result.headers = list(table.headers)
    members: dict[str, Member] = {}
    votes = VoteSheet(details, members)
    result.details = votes.count
    raw = [row for row in table.rows() if any(row.values.get(key) for key in ("code", "seats", "summoned"))]
    rows = [read_row(row) for row in raw]
    names = {row.number: squash(row.text("name")) for row in raw}
    result.read = len(rows)
    if progress:
        progress(READ, len(rows), len(rows))
    plan = ResultsPlan(result, rows)
    _find_places(plan, season, within or season.root, names)
    existing = _existing(season)
    groups: dict[str, list[ResultRow]] = {}
    for row in rows:
        groups.setdefault(row.code, []).append(row)
    done = 0
    for code, group in groups.items():
        seen: set[int] = set()
        unique: list[ResultRow] = []
        for row in group:
            if row.round in seen:
                row.problems.append(
                    Message.of(
                        N_("Round %(round)d of %(code)s stands twice; the first stands."), round=row.round, code=code
                    )
                )
            else:
                seen.add(row.round)
                unique.append(row)
        there = existing.get(group[0].congress.pk) if group[0].congress else None
        _check_group(sorted(unique, key=lambda row: row.round), there, votes, season, result)
        done += len(group)
        if progress:
            progress(CHECK, done, len(rows))
    known = {(fold(row.code), row.round) for row in rows}
    for key, (number, code) in votes.first_row.items():
        if key not in known:
            result.flagged.append(
                Flag(
                    number,
                    code,
                    "orphan",
                    Message.of(
                        N_("Sheet “%(sheet)s”: votes for round %(round)d of %(code)s, unknown to the first sheet."),
                        sheet=details.sheet,
                        round=key[1],
                        code=code or "?",
                    ),
                )
            )
    for row in rows:
        if row.problems:
            row.fate = "refused"
            result.refused.append(RefusedRow(row.number, row.code, tuple(row.problems), row.cells))
    result.added = sum(row.fate == "added" for row in rows)
    result.changed = sum(row.fate == "changed" for row in rows)
    result.unchanged = sum(row.fate == "unchanged" for row in rows)
    result.flagged.sort(key=lambda flag: (flag.row, flag.kind))
    return plan


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError(
            Message.of(N_("The file “%(name)s” cannot be opened. Check its name and its place."), name=path.name)
        ) from error


def _find_places(plan: ResultsPlan, season: Season, within: Unit, names: Mapping[int, str]) -> None:
    """Unit and congress of each row; a unit outside the season or the place does not exist for it."""
    units = {unit.code: unit for unit in Unit.objects.under(within)}
    by_fold = {fold(code): unit for code, unit in units.items()}
    congresses: dict[int, Congress] = {}
    for congress in Congress.objects.filter(season=season).order_by("-sequence"):
        congresses[congress.unit_id] = congress
    now = today(season)
    for row in plan.rows:
        unit = units.get(row.code) or by_fold.get(fold(row.code))
        if unit is None:
            if row.code:
                row.problems.append(
                    Message.of(N_("There is no unit with the code “%(code)s” here."), code=row.code[:40])
                )
            continue
        row.unit, row.code = unit, unit.code
        if unit.pk not in congresses:
            row.problems.append(Message.of(N_("The season has no congress of %(unit)s."), unit=unit.name))
            continue
        congress = congresses[unit.pk]
        congress.unit, congress.season = unit, season
        row.congress = congress
        if row.day is not None and row.day > now:
            row.problems.append(Message.of(N_("The day %(day)s is still to come."), day=row.day))
        elif row.day is not None and not season.term_from - 1 <= row.day.year <= season.term_to + 1:
            row.problems.append(
                Message.of(N_("The day %(day)s lies outside the season %(season)s."), day=row.day, season=season.name)
            )
        name = names.get(row.number, "")
        if name and fold(name) != unit.folded:
            plan.result.flagged.append(
                Flag(
                    row.number,
                    unit.code,
                    "unit",
                    Message.of(
                        N_("The file calls it “%(given)s”, the register “%(known)s”."), given=name, known=unit.name
                    ),
                )
            )


def _existing(season: Season) -> dict[int, Result]:
    """congress -> the standing election of its committee."""
    scope = {
        "congress__season": season.pk,
        "post": Post.COMMITTEE,
        "electorate": Electorate.CONGRESS,
        "annulled": False,
    }
    found: dict[int, Result] = {}
    for one in load(elections_with_context(**scope), **scope):
        found.setdefault(one.election.congress_id, one)
    return found


def _check_group(
    rows: list[ResultRow], there: Result | None, votes: VoteSheet, season: Season, result: ResultsImport
) -> None:
    """The rounds of one unit in their order: a further one stands on the one before."""
    taken: dict[int, ResultRow] = {}
    recorded = {one.round.number: one for one in there.rounds} if there else {}
    for row in rows:
        row.there = recorded.get(row.round)
        key = (fold(row.code), row.round)
        row.problems += votes.problems.get(key, [])
        row.votes = sorted(votes.rows.get(key, []), key=lambda vote: (*name_key(vote.name), vote.card))
        if row.seats is None:
            _check_without_election(row, there)
        else:
            _check_round(row, _before(row, taken, there), there, result)
        if not row.problems:
            if row.seats is not None:
                _compare(row)
            if row.outcome is not None and not row.problems:
                taken[row.round] = row
    counted = [one.round.number for one in there.counted] if there else []
    for row in rows:  # what is recorded on top of a changed round must be in the file too
        later = [number for number in counted if number > row.round and number not in taken]
        if row.fate == "changed" and later:
            row.problems.append(stands_under(later[0]))


def _check_without_election(row: ResultRow, there: Result | None) -> None:
    """A congress that elected no committee: only that it was held is taken."""
    if row.votes:
        row.problems.append(Message.of(N_("Votes are given, but not how many were to be elected.")))
    if there is not None:
        row.problems.append(Message.of(N_("An election of its committee is recorded here; the file knows of none.")))
    if row.numbers.get("summoned") is None:
        row.problems.append(Message.of(N_("%(head)s is missing."), head=HEADS["summoned"]))
    if row.problems or row.congress is None:
        return
    row.fate = _fate_of_congress(row)


def _fate_of_congress(row: ResultRow) -> str:
    congress = row.congress
    assert congress is not None
    if not congress.is_held:
        return "added"
    same = (congress.form, congress.opened_on, congress.summoned) == (row.form, row.day, row.numbers["summoned"])
    return "unchanged" if same else "changed"


def _check_round(row: ResultRow, before: Before | None, there: Result | None, result: ResultsImport) -> None:
    if not row.votes and not row.problems:
        row.problems.append(Message.of(N_("The second sheet has no votes for round %(round)d."), round=row.round))
    for key in ("summoned", "base"):
        if row.numbers.get(key) is None and not row.problems:
            row.problems.append(Message.of(N_("%(head)s is missing."), head=HEADS[key]))
    summoned, base = row.numbers.get("summoned"), row.numbers.get("base")
    if summoned is not None and base is not None and base > summoned:
        row.problems.append(
            Message.of(N_("The base %(base)d is more than the %(summoned)d summoned."), base=base, summoned=summoned)
        )
    if row.seats == 0:
        row.problems.append(Message.of(N_("Say how many are to be elected: one or more."), rule="U-17"))
    if before is None:
        row.problems.append(
            Message.of(
                N_("Round %(round)d comes without round %(before)d, or that one was refused."),
                round=row.round,
                before=row.round - 1,
            )
        )
    if row.there is not None and row.there.round.by_teams:
        row.problems.append(Message.of(N_("The round is counted by teams here: type the corrections there.")))
    if row.problems or row.congress is None or before is None:
        return
    persons = [(vote.key, vote.name) for vote in row.votes]
    if row.round > 1:
        among = bool(before.tied) and before.tied == {vote.key for vote in row.votes}
        row.kind = RoundKind.TIE if among else RoundKind.FURTHER
    if refusal := _refusal(row, before, there, persons):
        row.problems.append(refusal)
        return
    try:
        tally = Tally(
            base=base or 0,
            seats=row.seats or 0,
            votes=tuple(vote.votes for vote in row.votes),
            ballot_numbers=tuple(range(1, len(row.votes) + 1)),
            valid=row.valid,
            invalid=row.numbers.get("invalid"),
            round=row.round,
            kind=row.kind,
            post=Post.COMMITTEE,
            unit_kind=UnitKind(row.congress.unit.kind),
            planned=planned_in(row),
        )
    except RuleError as error:
        row.problems.append(error.message)
        return
    row.outcome = outcome(tally, row.congress.season.regulation)
    result.flagged += _flags(row, row.outcome)


def _refusal(
    row: ResultRow, before: Before, there: Result | None, persons: Sequence[tuple[str, str]]
) -> Message | None:
    """Why this round may not be recorded: it may not be elected here, the superior is awaited, it fits no round."""
    if there is None and row.round == 1 and row.congress is not None:
        congress = row.congress
        known = Situation(congress.level, row.numbers.get("summoned") or 0, congress.contents)
        if refusal := opening_refusal(congress, Electorate.CONGRESS, Post.COMMITTEE, row.seats or 0, known):
            return refusal
    if there is not None and there.is_paused and row.there is None:
        return Message.of(N_("The elections are suspended until the superior's instruction is recorded."), rule="E-40")
    return misfit(before, number=row.round, kind=row.kind, seats=row.seats or 0, listed=persons)


def planned_in(row: ResultRow) -> tuple[tuple[int, Post], ...]:
    """(number in the file, post) of those recorded as planned for a leading post (E-40)."""
    listed = row.there.candidates if row.there else ()
    planned = {candidate_key(one): Post(one.planned_post) for one in listed if one.planned_post}
    return tuple((number, planned[vote.key]) for number, vote in enumerate(row.votes, 1) if vote.key in planned)


def _before(row: ResultRow, taken: Mapping[int, ResultRow], there: Result | None) -> Before | None:
    """What the rounds before this one left, as the file or else the record has them; None where one is missing."""
    seats = row.seats if row.round == 1 else taken[1].seats if 1 in taken else there.seats if there else None
    left = Before(seats or 0)
    recorded = {one.round.number: one for one in there.counted} if there else {}
    for number in range(1, row.round):
        if number in taken and (found := taken[number].outcome) is not None:
            left = left.after(found, {n: (vote.key, vote.name) for n, vote in enumerate(taken[number].votes, 1)})
        elif number in recorded and isinstance(decided := recorded[number].outcome, Outcome):
            left = left.after(decided, persons_of(recorded[number]))
        else:
            return None
    return left


def _flags(row: ResultRow, found: Outcome) -> list[Flag]:
    """What a person should look at in a row that is taken."""
    flags: list[Flag] = []

    def flag(kind: str, message: Message, given: int | None = None, computed: int | None = None) -> None:
        flags.append(Flag(row.number, row.code, kind, message, given, computed))

    given, listed = row.numbers.get("elected"), row.numbers.get("candidates")
    if given is not None and given != len(found.elected):
        flag(
            "given_differs",
            Message.of(
                N_("The file says that %(given)d are elected, the rules give %(computed)d. Both are kept."),
                rule="N-13",
                given=given,
                computed=len(found.elected),
            ),
            given,
            len(found.elected),
        )
    if listed is not None and listed != len(row.votes):
        flag(
            "candidates",
            Message.of(
                N_("The file says %(given)d candidates, its second sheet names %(computed)d."),
                given=listed,
                computed=len(row.votes),
            ),
            listed,
            len(row.votes),
        )
    for line in balance(_typed(row)):
        if line.holds is False:
            flag(
                "balance",
                Message.of(
                    N_("It does not balance: %(line)s (%(left)s, %(right)s)."),
                    rule=line.message.rule, line=line.message, left=str(line.left), right=str(line.right),
                ),
            )  # fmt: skip
    for warning in found.warnings:
        if warning.rule != "N-44":  # the balance has said so already
            flag("list", warning)
    for vote in row.votes:
        if vote.card and vote.member is None:
            flag(
                "card",
                Message.of(
                    N_("%(name)s: no member has the card %(card)s; kept as a name alone."),
                    name=vote.name,
                    card=vote.card,
                ),
            )
        elif vote.member is not None and vote.member.name.casefold() != vote.name.casefold():
            flag(
                "name",
                Message.of(
                    N_("Card %(card)s belongs to “%(known)s”, the file writes “%(given)s”."),
                    card=vote.card,
                    known=vote.member.name,
                    given=vote.name,
                ),
            )
    return flags


def _typed(row: ResultRow) -> TypedCount:
    return TypedCount(
        seats=row.seats or 0,
        ballot_numbers=tuple(range(1, len(row.votes) + 1)),
        votes=tuple(vote.votes for vote in row.votes),
        present=row.numbers.get("present"),
        issued=row.numbers.get("issued"),
        returned=row.numbers.get("returned"),
        valid=row.valid,
        invalid=row.numbers.get("invalid"),
        summoned=row.numbers.get("summoned"),
    )


def _compare(row: ResultRow) -> None:
    """Added, changed or unchanged against what is recorded; a certified round that differs is refused (T8)."""
    there = row.there
    if there is None:
        row.fate = "added"
        return
    same = facts_of_row(row) == facts_of_round(there) and there.is_counted
    if row.round == 1:
        same = same and _fate_of_congress(row) == "unchanged"
    if same:
        row.fate = "unchanged"
    elif there.is_certified:
        row.problems.append(
            Message.of(
                N_(
                    "The round is certified and differs from the file. Two persons must reopen it first, with a reason."
                ),
                rule="T8",
            )
        )
    else:
        row.fate = "changed"


def facts_of_row(row: ResultRow) -> dict[str, Any]:
    """What a row says of its round, to be compared with what is recorded."""
    return {
        "kind": str(row.kind),
        "held_on": row.day,
        "valid": row.valid,
        "votes": {vote.key: (vote.member.name if vote.member else vote.name, vote.votes) for vote in row.votes},
        **{
            key: row.numbers.get(key)
            for key in ("seats", "summoned", "base", "present", "issued", "returned", "invalid")
        },
        "given": row.numbers.get("elected"),
    }


def facts_of_round(there: RoundData) -> dict[str, Any]:
    """The same of a recorded round."""
    round_ = there.round
    return {
        "kind": str(round_.kind),
        "held_on": round_.held_on,
        "valid": round_.valid,
        "votes": {candidate_key(one): (one.name, there.votes.get(one.pk)) for one in there.candidates},
        "seats": round_.seats,
        "summoned": round_.summoned,
        "base": there.base_value,
        "present": round_.present,
        "issued": round_.issued,
        "returned": round_.returned,
        "invalid": round_.invalid,
        "given": round_.given_elected,
    }
