"""A file of results read: its columns, its rows, the votes of its second sheet, what an import reports of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from daihoi.congress.models import Congress, CongressForm
from daihoi.elections.queries.result import RoundData
from daihoi.formats.sheets import Cell, SheetRow, SheetTable
from daihoi.org.models import Member, Unit
from daihoi.rules.dates import parse_date
from daihoi.rules.election import Outcome, RoundKind
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.vietnamese import fold, parse_int, read_name, squash
from daihoi.web.text import say

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
HEADS = {key: names[0] for key, names in (*RESULT_COLUMNS.items(), *VOTE_COLUMNS.items())}
_SMALL = {"round": 100, "seats": 32_000, "elected": 32_000}  # the largest that can be meant; of people, ten million
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


def _cell_int(row: SheetRow, key: str) -> int | None:
    text = row.text(key)
    if not text:
        return None
    value = parse_int(text)
    if not 0 <= value <= _SMALL.get(key, 9_999_999):
        raise RuleError(Message.of(N_("%(head)s: %(value)s cannot be."), head=HEADS[key], value=text[:40]))
    return value


def read_row(row: SheetRow) -> ResultRow:
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
            found.problems.append(Message.of(N_("%(head)s: %(problem)s"), head=HEADS[key], problem=error.message))
    try:
        day = row.values.get("day", "")
        found.day = parse_date(day).exact if day else None
        if found.day is None:
            found.problems.append(Message.of(N_("%(head)s: give the day, month and year."), head=HEADS["day"]))
    except RuleError as error:
        found.problems.append(Message.of(N_("%(head)s: %(problem)s"), head=HEADS["day"], problem=error.message))
    form = fold(row.text("form"))
    if form in ("dai hoi dai bieu", "dai bieu"):
        found.form = CongressForm.DELEGATES
    elif form not in ("dai hoi dang vien", "dang vien", "dai hoi toan the dang vien"):
        found.problems.append(
            Message.of(
                N_("%(head)s: “%(value)s” is neither “Đại hội đảng viên” nor “Đại hội đại biểu”."),
                head=HEADS["form"],
                value=row.text("form")[:60],
            )
        )
    return found


class VoteSheet:
    """The second sheet: votes and problems by (folded code, round); says which were never asked for."""

    def __init__(self, table: SheetTable, members: dict[str, Member]) -> None:
        self.count = 0
        self.rows: defaultdict[tuple[str, int], list[Vote]] = defaultdict(list)
        self.problems: defaultdict[tuple[str, int], list[Message]] = defaultdict(list)
        self.first_row: dict[tuple[str, int], tuple[int, str]] = {}  # where, and the code as written
        raw = list(table.rows())
        cards = {squash(row.text("card")) for row in raw} - {""}
        members |= members_by_card(cards)
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
        code = squash(row.text("code"))
        key = (fold(code), number)
        self.first_row.setdefault(key, (row.number, code))

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
        if len(card) > 20:
            wrong(Message.of(N_("“%(card)s” cannot be the number of a Party card."), card=card[:40]))
            return
        vote = Vote(row.number, name, card, votes, members.get(card))
        if any(vote.key == other.key for other in self.rows[key]):
            wrong(Message.of(N_("%(name)s stands on this list twice."), name=name))
        self.rows[key].append(vote)


def members_by_card(cards: set[str]) -> dict[str, Member]:
    found: dict[str, Member] = {}
    wanted = sorted(cards)
    for start in range(0, len(wanted), 500):
        rows = Member.objects.filter(card__in=wanted[start : start + 500])
        found |= {member.card: member for member in rows}
    return found
