"""One election as a file gives it (`daihoi outcome FILE`): read with care, decided by the rules, told in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from daihoi.rules.ballots import BallotCount, Format, ballot_format, judge_numbers
from daihoi.rules.ballots import count as count_ballots
from daihoi.rules.dates import PartialDate, parse_date
from daihoi.rules.election import Outcome, RoundKind, Step, Tally, outcome
from daihoi.rules.figures import Percent, Style
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Electorate, Post
from daihoi.rules.regulations import BY_KEY, Regulation
from daihoi.rules.vietnamese import read_name, squash
from daihoi.web.text import say

_MOST = 1_000_000  # no congress of ours has more papers, seats or persons
_MOST_CANDIDATES = 1_000
_MOST_SEATS = 32_000
_LARGEST_NUMBER = 20_000  # on the ballot


@dataclass(frozen=True)
class FileCandidate:
    """One name on the ballot as the file gives it."""

    number: int
    name: str
    card: str = ""
    woman: bool | None = None
    born: PartialDate | None = None
    unit: str = ""


@dataclass(frozen=True)
class FileElection:
    """The numbers of one count, checked, with the outcome that the rules give."""

    regulation: Regulation
    candidates: tuple[FileCandidate, ...]
    tally: Tally
    form: Format
    summoned: int | None
    papers: Mapping[str, int | None]
    electorate: Electorate
    counted: BallotCount | None
    held_on: date | None
    outcome: Outcome


def _wrong(text: str, **params: Any) -> RuleError:
    return RuleError(Message.of(text, **params))


def _whole(value: object, where: str, least: int = 0, most: int = _MOST) -> int:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(value, float) and value.is_integer() and abs(value) <= _MOST:
        value, is_whole = int(value), True
    if not is_whole or not isinstance(value, int):
        raise _wrong(N_("“%(where)s” must be a whole number."), where=where)
    if not least <= value <= most:
        raise _wrong(
            N_("“%(where)s” is %(value)s; it must lie between %(least)d and %(most)d."),
            where=where, value=str(value)[:40], least=least, most=most,
        )  # fmt: skip
    return value


def _text(value: object, where: str, most: int = 200) -> str:
    if value is None:
        return ""
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise _wrong(N_("“%(where)s” must be a text."), where=where)
    text: str = _read(where, lambda: squash(str(value)))
    if len(text) > most:
        raise _wrong(N_("“%(where)s” is longer than %(most)d characters."), where=where, most=most)
    return text


def _read(where: str, read: Callable[[], Any]) -> Any:
    """What `read` gives; what it objects to, with the place in front of it."""
    try:
        return read()
    except RuleError as error:
        raise _wrong(N_("“%(where)s”: %(problem)s"), where=where, problem=error.message) from error


def _choice(data: Mapping[str, Any], key: str, kind: Any, default: Any) -> Any:
    value = data.get(key)
    if value is None or value == "":
        return default
    known = [str(one.value) for one in kind]
    if not isinstance(value, str) or value not in known:
        raise _wrong(
            N_("“%(key)s” is “%(value)s”; choose one of: %(known)s."),
            key=key,
            value=str(value)[:40],
            known=tuple(known),
        )
    return kind(value)


def _regulation(data: Mapping[str, Any], default: Regulation | None) -> Regulation:
    key = data.get("regulation")
    if key is None or key == "":
        return default or BY_KEY["244-QĐ/TW"]
    if not isinstance(key, str) or squash(key) not in BY_KEY:
        raise _wrong(
            N_("There is no regulation “%(key)s”. Choose one of: %(known)s."), key=str(key)[:40], known=tuple(BY_KEY)
        )
    if default is not None and default.key == squash(key):
        return default
    return BY_KEY[squash(key)]


def _list(value: object, where: str) -> Sequence[Any]:
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        raise _wrong(N_("“%(where)s” must be a list."), where=where)
    return value


def _candidates(data: Mapping[str, Any]) -> tuple[FileCandidate, ...]:
    rows = _list(data["candidates"], "candidates")
    if not rows:
        raise _wrong(N_("“candidates” is empty: name at least one candidate."))
    if len(rows) > _MOST_CANDIDATES:
        raise _wrong(
            N_("“candidates” holds %(count)d names, more than %(most)d."), count=len(rows), most=_MOST_CANDIDATES
        )
    found: list[FileCandidate] = []
    seen: dict[int, int] = {}
    for index, row in enumerate(rows):
        where = f"candidates[{index}]"
        if isinstance(row, str):
            row = {"name": row}
        if not isinstance(row, Mapping):
            raise _wrong(N_("“%(where)s” must be an object with a number and a name."), where=where)
        number = _whole(row.get("number", index + 1), f"{where}.number", 1, _LARGEST_NUMBER)
        if number in seen:
            raise _wrong(
                N_("Number %(number)d stands twice: in candidates[%(first)d] and in candidates[%(second)d]."),
                number=number, first=seen[number], second=index,
            )  # fmt: skip
        seen[number] = index
        woman = row.get("woman")
        if woman is not None and not isinstance(woman, bool):
            raise _wrong(N_("“%(where)s” must be true or false."), where=f"{where}.woman")
        born = row.get("born")
        name = _text(row.get("name"), f"{where}.name", 120)
        name = _read(f"{where}.name", partial(read_name, name))[0]
        day = _read(f"{where}.born", partial(parse_date, born, birth=True)) if born else None
        found.append(
            FileCandidate(
                number=number,
                name=name,
                card=_text(row.get("card"), f"{where}.card", 20),
                woman=woman,
                born=day,
                unit=_text(row.get("unit"), f"{where}.unit", 40),
            )
        )
    return tuple(found)


def _ballots(
    data: Mapping[str, Any], numbers: tuple[int, ...], seats: int, form: Format, regulation: Regulation
) -> BallotCount:
    listed = frozenset(numbers)
    verdicts = []
    papers = _list(data["ballots"], "ballots")
    if len(papers) > _MOST:
        raise _wrong(N_("“ballots” holds more than %(most)d papers."), most=_MOST)
    for index, paper in enumerate(papers):
        where = f"ballots[{index}]"
        voted = [_whole(number, f"{where}[{place}]", 1) for place, number in enumerate(_list(paper, where))]
        if strange := [number for number in voted if number not in listed]:
            raise _wrong(
                N_("“%(where)s” votes for number %(number)d, which is not on the list of candidates."),
                where=where, number=strange[0],
            )  # fmt: skip
        if len(set(voted)) != len(voted):
            twice = next(number for number in voted if voted.count(number) > 1)
            raise _wrong(N_("“%(where)s” names number %(number)d twice."), where=where, number=twice)
        verdicts.append(judge_numbers(voted, numbers, max(seats, 1), regulation, form=form))
    return count_ballots(verdicts, len(numbers))


def _votes(data: Mapping[str, Any], numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Votes in the ballot's order: a list in that order, or an object {number: votes}."""
    given = data["votes"]
    if isinstance(given, Mapping):
        known = {str(number): number for number in numbers}
        if strange := [key for key in given if str(key) not in known]:
            raise _wrong(
                N_("“votes” names number %(number)s, which is not on the list of candidates."),
                number=str(strange[0])[:40],
            )
        if missing := [number for number in numbers if str(number) not in {str(key) for key in given}]:
            raise _wrong(N_("“votes” has no entry for number %(number)d."), number=missing[0])
        by_number = {known[str(key)]: _whole(value, f"votes.{key}") for key, value in given.items()}
        return tuple(by_number[number] for number in numbers)
    rows = _list(given, "votes")
    if len(rows) != len(numbers):
        raise _wrong(
            N_("“votes” holds %(votes)d numbers for %(candidates)d candidates."),
            votes=len(rows),
            candidates=len(numbers),
        )
    return tuple(_whole(value, f"votes[{index}]") for index, value in enumerate(rows))


def read_election(data: object, *, regulation: Regulation | None = None) -> FileElection:
    """Check the content of a file and decide it; RuleError with one sentence that says what is wrong and where."""
    if not isinstance(data, Mapping):
        raise _wrong(N_("The file must hold one JSON object with base, seats, candidates and ballots or votes."))
    for key in ("base", "seats", "candidates"):
        if key not in data:
            raise _wrong(N_("“%(key)s” is missing."), key=key)
    if ("ballots" in data) == ("votes" in data):
        raise _wrong(N_("Give either “ballots” or “votes”, one of the two."))
    law = _regulation(data, regulation)
    base, seats = _whole(data["base"], "base", 1), _whole(data["seats"], "seats", 1, _MOST_SEATS)
    candidates = _candidates(data)
    numbers = tuple(one.number for one in candidates)
    form = _choice(data, "format", Format, ballot_format(len(candidates), seats))
    if form is Format.B and len(candidates) > seats:
        raise _wrong(N_("“format” is B, but there are more candidates than seats: such a ballot has format A."))
    counted = _ballots(data, numbers, seats, form, law) if "ballots" in data else None
    votes = counted.votes if counted else _votes(data, numbers)
    optional = {
        key: _whole(data[key], key) if data.get(key) is not None else None
        for key in ("summoned", "present", "issued", "returned", "valid", "invalid", "printed", "unused", "spoiled")
    }
    if counted is not None:
        for key, value in (("valid", counted.valid), ("invalid", counted.invalid), ("returned", len(data["ballots"]))):
            if optional[key] is not None and optional[key] != value:
                raise _wrong(
                    N_("“%(key)s” is %(given)d, but the ballots give %(counted)d."),
                    key=key,
                    given=optional[key],
                    counted=value,
                )
            optional[key] = value
    unit_kind = _choice(data, "unit_kind", UnitKind, None)
    post = _choice(data, "post", Post, Post.COMMITTEE)
    round_number = _whole(data.get("round", 1), "round", 1, 100)
    electing = data.get("electing_members")
    held = data.get("held_on")
    held_on: date | None = _read("held_on", lambda: parse_date(held).exact) if held else None
    tally = Tally(
        base=base,
        seats=seats,
        votes=votes,
        ballot_numbers=numbers,
        valid=optional["valid"],
        invalid=optional["invalid"],
        round=round_number,
        kind=_choice(data, "kind", RoundKind, RoundKind.FIRST if round_number == 1 else RoundKind.FURTHER),
        post=post,
        unit_kind=unit_kind,
        electing_members=_whole(electing, "electing_members", 1) if electing is not None else None,
        planned=_planned(data, numbers),
    )
    return FileElection(
        regulation=law,
        candidates=candidates,
        tally=tally,
        form=form,
        summoned=optional.pop("summoned"),
        papers=optional,
        electorate=_choice(data, "electorate", Electorate, Electorate.CONGRESS),
        counted=counted,
        held_on=held_on,
        outcome=outcome(tally, law),
    )


def _planned(data: Mapping[str, Any], numbers: tuple[int, ...]) -> tuple[tuple[int, Post], ...]:
    given = data.get("planned")
    if given is None:
        return ()
    if not isinstance(given, Mapping):
        raise _wrong(N_("“%(where)s” must be an object."), where="planned")
    found = []
    for key, post in given.items():
        number = int(key) if isinstance(key, str) and key.isascii() and key.isdecimal() and len(key) < 8 else key
        if number not in numbers:
            raise _wrong(N_("“planned” names number %(number)s, which is not on the list."), number=str(key)[:40])
        found.append((number, _choice({"planned": post}, "planned", Post, Post.SECRETARY)))
    return tuple(found)


def _said(message: Message) -> dict[str, str]:
    return {"text": say(message), "rule": message.rule, "article": message.article}


def outcome_of(data: object, *, regulation: Regulation | None = None, style: Style | None = None) -> dict[str, Any]:
    """The outcome of a file as `daihoi outcome` prints it; sentences in the language that is active.

    Never refuses a list for its size, it warns with the article. RuleError for what cannot be read.
    """
    found = read_election(data, regulation=regulation)
    tally, decided = found.tally, found.outcome
    rounding = style or found.regulation.percent_style.value
    names = {one.number: one for one in found.candidates}
    lines = {line.number: line for line in decided.lines}

    def row(number: int) -> dict[str, Any]:
        line, candidate = lines[number], names[number]
        share = Percent(line.votes, tally.base, rounding)
        return {
            "number": number,
            "name": candidate.name,
            **({"card": candidate.card} if candidate.card else {}),
            "votes": line.votes,
            "base": tally.base,
            "percent": share.digits(),
            "fraction": share.fraction_text(),
            "over_half": line.over_half,
            "arithmetic": say(line.arithmetic),
        }

    step = decided.next_step
    reasons: list[dict[str, Any]] = [_said(message) for message in decided.reasons]
    invalid_reasons = (
        []
        if found.counted is None
        else [_said(message) | {"count": count} for message, count in found.counted.invalid_reasons]
    )
    return {
        "regulation": found.regulation.key,
        "format": str(found.form),
        "post": str(tally.post),
        "round": tally.round,
        "kind": str(tally.kind),
        "base": tally.base,
        "needed": tally.base // 2 + 1,
        "summoned": found.summoned,
        "seats": tally.seats,
        "ballots": None
        if found.counted is None
        else found.counted.valid + found.counted.invalid + found.counted.undecided,
        "valid": tally.valid,
        "invalid": tally.invalid,
        "undecided": 0 if found.counted is None else found.counted.undecided,
        "invalid_reasons": invalid_reasons,
        "votes": {str(line.number): line.votes for line in decided.lines},
        "candidates": [
            row(line.number) | {"elected": line.elected, "tied": line.tied, "rank": line.rank} for line in decided.lines
        ],
        "elected": [row(number) for number in decided.elected],
        "tied": [row(number) for number in decided.tied],
        "seats_left": decided.seats_left,
        "next_step": {
            "step": str(step.step),
            "then": str(step.then) if step.then else None,
            "text": say(step.message),
            "rule": step.message.rule,
            "article": step.message.article,
            "seats": step.seats,
            "candidates": list(step.candidates),
            "max_candidates": step.max_candidates,
            "questions": [_said(question) for question in step.questions],
        },
        "arithmetic": [say(message) for message in decided.arithmetic],
        "reasons": reasons,
        "warnings": [_said(message) for message in decided.warnings],
        "settings": [
            {"text": say(setting.label), "rule": setting.rule.rule, "article": setting.rule.article}
            for setting in found.regulation.settings()
            if setting.key in USED_SETTINGS
        ],
        "done": step.step is Step.DONE,
    }


# Rules whose text was not seen that the outcome of a count may rest on.
USED_SETTINGS = (
    "tie_needs_over_half",
    "rounds_before_asking",
    "extra_where_share_gives_none",
    "all_disagreed",
    "none_marked",
    "single_unmarked",
)
