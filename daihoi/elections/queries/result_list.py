"""A file of results read and checked: what becomes of each row, before anything is written.

Every row of the first sheet has one fate: read = added + changed + unchanged + refused. The rows of the second sheet,
votes per candidate, are details of those rows.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from daihoi.congress.clock import today
from daihoi.congress.models import Congress, CongressForm, Season
from daihoi.elections.models import Candidate
from daihoi.elections.queries.result import Result, RoundData, elections_with_context, load
from daihoi.formats.packages import FileError
from daihoi.formats.sheets import Cell, SheetRow, SheetTable, open_book
from daihoi.org.models import Member, Unit
from daihoi.rules.balance import TypedCount, balance
from daihoi.rules.dates import parse_date
from daihoi.rules.election import Outcome, RoundKind, Tally, outcome
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Electorate, Post
from daihoi.rules.vietnamese import fold, name_key, parse_int, read_name, squash
from daihoi.web.text import say

Progress = Callable[[str, int, int], None]  # stage (read, check, write), rows done, rows in all
READ, CHECK, WRITE = "read", "check", "write"

# field -> heads, the office's own first
RESULT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("Mã tổ chức", "Mã tổ chức đảng", "Mã đơn vị", "Mã"),
    "name": ("Tên tổ chức đảng", "Tên tổ chức", "Tên đơn vị"),
    "round": ("Lần bầu", "Vòng", "Vòng bầu"),
    "day": ("Ngày đại hội", "Ngày bầu", "Ngày tổ chức đại hội"),
    "form": ("Hình thức", "Hình thức đại hội"),
    "summoned": ("Số triệu tập", "Triệu tập", "Số đại biểu triệu tập"),
    "base": ("Cơ số tính kết quả", "Cơ số", "Tổng số tính kết quả"),
    "present": ("Có mặt khi bầu", "Có mặt", "Số có mặt"),
    "issued": ("Phiếu phát ra", "Số phiếu phát ra"),
    "returned": ("Phiếu thu về", "Số phiếu thu về"),
    "invalid": ("Phiếu không hợp lệ", "Số phiếu không hợp lệ"),
    "seats": ("Số lượng cần bầu", "Cần bầu", "Số lượng bầu"),
    "candidates": ("Số ứng cử viên", "Số người trong danh sách", "Số ứng viên"),
    "elected": ("Trúng cử", "Số trúng cử", "Số người trúng cử"),
}
VOTE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": RESULT_COLUMNS["code"],
    "round": RESULT_COLUMNS["round"],
    "card": ("Số thẻ đảng", "Số thẻ", "Số thẻ đảng viên"),
    "name": ("Họ và tên", "Họ tên"),
    "votes": ("Số phiếu đồng ý", "Số phiếu", "Phiếu bầu", "Số phiếu bầu"),
}
_HEADS = {key: names[0] for key, names in (*RESULT_COLUMNS.items(), *VOTE_COLUMNS.items())}
_NUMBERS = ("summoned", "base", "present", "issued", "returned", "invalid", "seats", "candidates", "elected")


@dataclass(frozen=True)
class Flag:
    """Something to look at in a row that is taken all the same."""

    row: int
    code: str
    kind: str  # given_differs, balance, name, card, candidates, unit, list
    message: Message
    given: int | None = None
    computed: int | None = None


@dataclass(frozen=True)
class RefusedRow:
    """A row that is not taken, with every reason."""

    row: int
    code: str
    reasons: tuple[Message, ...]
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Vote:
    """One candidate's votes, with the member whose card it is."""

    row: int
    name: str
    card: str
    votes: int
    member: Member | None

    @property
    def key(self) -> str:
        return f"card:{self.card}" if self.card else f"name:{fold(self.name)}"


@dataclass
class ResultRow:
    """One row of the first sheet, with its votes, and what the rules make of it."""

    number: int
    code: str
    round: int
    cells: tuple[Cell, ...]
    unit: Unit | None = None
    congress: Congress | None = None
    day: date | None = None
    form: CongressForm = CongressForm.MEMBERS
    numbers: dict[str, int | None] = field(default_factory=dict)
    votes: list[Vote] = field(default_factory=list)  # in the ballot's order
    problems: list[Message] = field(default_factory=list)
    kind: RoundKind = RoundKind.FIRST
    outcome: Outcome | None = None
    fate: str = ""  # added, changed, unchanged
    there: RoundData | None = None

    @property
    def seats(self) -> int | None:
        return self.numbers.get("seats")

    @property
    def valid(self) -> int | None:
        returned, invalid = self.numbers.get("returned"), self.numbers.get("invalid")
        return None if returned is None or invalid is None else max(returned - invalid, 0)


@dataclass
class ResultsImport:
    """What a file of results would do, or did."""

    filename: str
    digest: str
    kind: str = "results"
    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    details: int = 0  # rows of votes
    refused: list[RefusedRow] = field(default_factory=list)
    flagged: list[Flag] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    written: bool = False

    @property
    def adds_up(self) -> bool:
        return self.read == self.added + self.changed + self.unchanged + len(self.refused)

    @property
    def writes(self) -> int:
        return self.added + self.changed

    def as_dict(self) -> dict[str, Any]:
        """For scripts: keys in English, sentences in the language that is active."""
        return {
            "kind": self.kind,
            "file": self.filename,
            "sha256": self.digest,
            "read": self.read,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "details": self.details,
            "refused": [
                {"row": one.row, "code": one.code, "reason": " ".join(say(reason) for reason in one.reasons)}
                for one in self.refused
            ],
            "flagged": [
                {"row": one.row, "code": one.code, "kind": one.kind, "message": say(one.message)}
                | ({} if one.given is None else {"given": one.given})
                | ({} if one.computed is None else {"computed": one.computed})
                for one in self.flagged
            ],
            "written": self.written,
        }


@dataclass
class ResultsPlan:
    """A checked file: its result, and the rows to write, unit by unit and round by round."""

    result: ResultsImport
    rows: list[ResultRow]
    stamp: int = 0

    @property
    def writable(self) -> list[ResultRow]:
        return [row for row in self.rows if row.fate in ("added", "changed")]


def candidate_key(one: Candidate) -> str:
    """What tells a recorded candidate from the others of the list: the card, else the name."""
    return f"card:{one.card}" if one.card else f"name:{fold(one.name)}"


def _cell_int(row: SheetRow, key: str) -> int | None:
    text = row.text(key)
    if not text:
        return None
    value = parse_int(text)
    if not 0 <= value < 10_000_000:
        raise RuleError(Message.of(N_("%(head)s: %(value)s cannot be."), head=_HEADS[key], value=text[:40]))
    return value


def _read_row(row: SheetRow) -> ResultRow:
    found = ResultRow(row.number, squash(row.text("code")), 1, row.cells, problems=list(row.problems))
    if not found.code:
        found.problems.append(Message.of(N_("The code of the unit is missing.")))
    try:
        found.round = _cell_int(row, "round") or 1
    except RuleError as error:
        found.problems.append(error.message)
    for key in _NUMBERS:
        try:
            found.numbers[key] = _cell_int(row, key)
        except RuleError as error:
            found.problems.append(Message.of(N_("%(head)s: %(problem)s"), head=_HEADS[key], problem=error.message))
    try:
        day = row.values.get("day", "")
        found.day = parse_date(day).exact if day else None
        if found.day is None:
            found.problems.append(Message.of(N_("%(head)s: give the day, month and year."), head=_HEADS["day"]))
    except RuleError as error:
        found.problems.append(Message.of(N_("%(head)s: %(problem)s"), head=_HEADS["day"], problem=error.message))
    form = fold(row.text("form"))
    if form in ("dai hoi dai bieu", "dai bieu"):
        found.form = CongressForm.DELEGATES
    elif form not in ("dai hoi dang vien", "dang vien", "dai hoi toan the dang vien"):
        found.problems.append(
            Message.of(
                N_("%(head)s: “%(value)s” is neither “Đại hội đảng viên” nor “Đại hội đại biểu”."),
                head=_HEADS["form"],
                value=row.text("form")[:60],
            )
        )
    return found


class _Votes:
    """The second sheet: votes by unit and round, problems among them; says which were never asked for."""

    def __init__(self, table: SheetTable, members: dict[str, Member]) -> None:
        self.count = 0
        self.rows: defaultdict[tuple[str, int], list[Vote]] = defaultdict(list)
        self.problems: defaultdict[tuple[str, int], list[Message]] = defaultdict(list)
        self.first_row: dict[tuple[str, int], int] = {}
        raw = list(table.rows())
        cards = {squash(row.text("card")) for row in raw} - {""}
        members |= _members(cards)
        for row in raw:
            if not any(row.values.values()):
                continue
            self.count += 1
            self._take(row, table.sheet, members)

    def _take(self, row: SheetRow, sheet: str, members: dict[str, Member]) -> None:
        try:
            number = _cell_int(row, "round") or 1
        except RuleError:
            number = 1
        key = (squash(row.text("code")), number)
        self.first_row.setdefault(key, row.number)

        def wrong(problem: Message) -> None:
            self.problems[key].append(
                Message.of(
                    N_("Sheet “%(sheet)s”, row %(row)d: %(problem)s"), sheet=sheet, row=row.number, problem=problem
                )
            )

        for problem in row.problems:
            wrong(problem)
        try:
            name = read_name(row.text("name"))[0]
            votes = _cell_int(row, "votes")
        except RuleError as error:
            wrong(error.message)
            return
        if votes is None:
            wrong(Message.of(N_("The number of votes is missing.")))
            return
        card = squash(row.text("card"))
        vote = Vote(row.number, name, card, votes, members.get(card))
        if any(vote.key == other.key for other in self.rows[key]):
            wrong(Message.of(N_("%(name)s stands on this list twice."), name=name))
        self.rows[key].append(vote)


def _members(cards: set[str]) -> dict[str, Member]:
    found: dict[str, Member] = {}
    wanted = sorted(cards)
    for start in range(0, len(wanted), 500):
        rows = Member.objects.filter(card__in=wanted[start : start + 500])
        found |= {member.card: member for member in rows}
    return found


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
    votes = _Votes(details, members)
    result.details = votes.count
    raw = [row for row in table.rows() if any(row.values.get(key) for key in ("code", "seats", "summoned"))]
    rows = [_read_row(row) for row in raw]
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
    known = {(row.code, row.round) for row in rows}
    for key, number in votes.first_row.items():
        if key not in known:
            result.flagged.append(
                Flag(
                    number,
                    key[0],
                    "orphan",
                    Message.of(
                        N_("Sheet “%(sheet)s”: votes for round %(round)d of %(code)s, unknown to the first sheet."),
                        sheet=details.sheet,
                        round=key[1],
                        code=key[0] or "?",
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
    rows: list[ResultRow], there: Result | None, votes: _Votes, season: Season, result: ResultsImport
) -> None:
    """The rounds of one unit in their order: a further one stands on the one before."""
    before: ResultRow | None = None
    recorded = {one.round.number: one for one in there.rounds} if there else {}
    for row in rows:
        row.there = recorded.get(row.round)
        row.problems += votes.problems.get((row.code, row.round), [])
        row.votes = sorted(
            votes.rows.get((row.code, row.round), []), key=lambda vote: (*name_key(vote.name), vote.card)
        )
        if row.seats is None:
            _check_without_election(row, there)
        else:
            _check_round(row, before, recorded, result)
        if not row.problems:
            if row.seats is not None:
                _compare(row)
            before = row
        elif row.seats is not None and row.round == 1:
            before = None


def _check_without_election(row: ResultRow, there: Result | None) -> None:
    """A congress that elected no committee: only that it was held is taken."""
    if row.votes:
        row.problems.append(Message.of(N_("Votes are given, but not how many were to be elected.")))
    if there is not None:
        row.problems.append(Message.of(N_("An election of its committee is recorded here; the file knows of none.")))
    if row.numbers.get("summoned") is None:
        row.problems.append(Message.of(N_("%(head)s is missing."), head=_HEADS["summoned"]))
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


def _check_round(
    row: ResultRow, before: ResultRow | None, recorded: Mapping[int, RoundData], result: ResultsImport
) -> None:
    if not row.votes and not row.problems:
        row.problems.append(Message.of(N_("The second sheet has no votes for round %(round)d."), round=row.round))
    for key in ("summoned", "base"):
        if row.numbers.get(key) is None and not row.problems:
            row.problems.append(Message.of(N_("%(head)s is missing."), head=_HEADS[key]))
    summoned, base = row.numbers.get("summoned"), row.numbers.get("base")
    if summoned is not None and base is not None and base > summoned:
        row.problems.append(
            Message.of(N_("The base %(base)d is more than the %(summoned)d summoned."), base=base, summoned=summoned)
        )
    if row.seats == 0:
        row.problems.append(Message.of(N_("Say how many are to be elected: one or more."), rule="U-17"))
    tied = _tied_before(row, before, recorded) if row.round > 1 else set()
    if tied is None:
        row.problems.append(
            Message.of(
                N_("Round %(round)d comes without round %(before)d, or that one was refused."),
                round=row.round,
                before=row.round - 1,
            )
        )
    if row.there is not None and row.there.round.by_teams:
        row.problems.append(Message.of(N_("The round is counted by teams here: type the corrections there.")))
    if row.problems or row.congress is None:
        return
    if row.round > 1:
        row.kind = RoundKind.TIE if tied and tied == {vote.key for vote in row.votes} else RoundKind.FURTHER
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
        )
    except RuleError as error:
        row.problems.append(error.message)
        return
    row.outcome = outcome(tally, row.congress.season.regulation)
    result.flagged += _flags(row, row.outcome)


def _tied_before(row: ResultRow, before: ResultRow | None, recorded: Mapping[int, RoundData]) -> set[str] | None:
    """Who was tied after the round before this one, in the file or else as recorded; None without such a round."""
    if before is not None and before.round == row.round - 1 and before.outcome is not None:
        return {before.votes[number - 1].key for number in before.outcome.tied}
    there = recorded.get(row.round - 1)
    if there is None or not there.is_counted or isinstance(there.outcome, Message):
        return None
    return {candidate_key(there.by_number[number]) for number in there.outcome.tied}


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
