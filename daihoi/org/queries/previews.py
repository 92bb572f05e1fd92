"""A preview as text: kept beside the uploaded file, shown again in the reader's language, compared before writing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from daihoi.org.queries.lists import Change, ImportResult, Missing, Notice, Problem, Refusal
from daihoi.rules.messages import Message


def _pack(value: Any) -> Any:
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, Message):
        params = {key: _pack(one) for key, one in value.params}
        return {"_": value.msgid, "p": params, "r": value.rule, "a": value.article}
    if isinstance(value, date):
        return {"d": value.isoformat()[:10]}  # the hour of a cell is no part of any list
    if isinstance(value, (list, tuple)):
        return [_pack(one) for one in value]
    if isinstance(value, Problem):
        return [value.column, value.value, _pack(value.reason), _pack(value.advice)]
    return value


def _unpack(value: Any) -> Any:
    if isinstance(value, dict):
        if "d" in value:
            return date.fromisoformat(value["d"])
        params = {key: _unpack(one) for key, one in value["p"].items()}
        return Message.of(value["_"], rule=value["r"], article=value["a"], **params)
    if isinstance(value, list):
        return tuple(_unpack(one) for one in value)
    return value


def pack_message(message: Message) -> dict[str, Any]:
    """A message as JSON keeps it, to be said later in the reader's language."""
    packed: dict[str, Any] = _pack(message)
    return packed


def unpack_message(packed: Mapping[str, Any]) -> Message:
    message: Message = _unpack(dict(packed))
    return message


def _notice(row: int, name: str, code: str, kind: str, column: str, message: dict[str, Any]) -> Notice:
    return Notice(row, name, code, kind, column, unpack_message(message))


def _refusal(row: int, name: str, code: str, problems: list[list[Any]], cells: list[Any]) -> Refusal:
    found = (Problem(column, value, _unpack(reason), _unpack(advice)) for column, value, reason, advice in problems)
    return Refusal(row, name, code, tuple(found), _unpack(cells))


# The lists of a result, and what makes a row of each again: the many are made without looking into every value.
_ROWS: Mapping[str, Callable[..., Any]] = {
    "refused": _refusal,
    "notices": _notice,
    "changes": Change,
    "not_in_list": Missing,
}
_PLAIN = (
    "kind", "filename", "digest", "as_of_source", "sheet", "header_row", "heads", "letters", "headers", "is_part",
    "place", "read", "added", "changed", "unchanged", "after",
)  # fmt: skip


def dump_result(result: ImportResult) -> str:
    """A result as text, a line for its facts and one for each long list; equal texts showed the same."""
    facts: dict[str, Any] = {key: getattr(result, key) for key in _PLAIN}
    facts["as_of"] = result.as_of.isoformat()
    facts["normalised"] = dict(sorted(result.normalised.items()))
    facts["findings"] = _pack(result.findings)
    facts["counted"] = result.counts()
    lines: list[Any] = [facts]
    for key in _ROWS:
        rows = getattr(result, key)
        lines.append([[_pack(getattr(one, name)) for name in one.__dataclass_fields__] for one in rows])
    return "\n".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines)


def load_result(text: str, only: Collection[str] = tuple(_ROWS)) -> ImportResult:
    """The inverse of `dump_result`; lists that are not in `only` stay empty, their counts are known all the same."""
    first, *lines = text.split("\n")
    facts = json.loads(first)
    result = ImportResult(as_of=date.fromisoformat(facts["as_of"]), **{key: facts[key] for key in _PLAIN})
    result.normalised = Counter(facts["normalised"])
    result.findings = list(_unpack(facts["findings"]))
    result.counted = facts["counted"]
    for (key, make), line in zip(_ROWS.items(), lines, strict=True):
        if key in only:
            setattr(result, key, [make(*cells) for cells in json.loads(line)])
    return result
