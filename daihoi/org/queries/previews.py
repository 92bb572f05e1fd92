"""A preview as text: kept beside the uploaded file, shown again in the reader's language, compared before writing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

from daihoi.org.queries.lists import Change, ImportResult, Missing, Notice, Problem, Refusal
from daihoi.rules.messages import Message


def _pack(value: Any) -> Any:
    if isinstance(value, Message):
        params = {key: _pack(one) for key, one in value.params}
        return {"_": value.msgid, "p": params, "r": value.rule, "a": value.article}
    if isinstance(value, date):
        return {"d": value.isoformat()[:10]}  # the hour of a cell is no part of any list
    if isinstance(value, (list, tuple)):
        return [_pack(one) for one in value]
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


_ROWS: Mapping[str, type] = {"refused": Refusal, "notices": Notice, "changes": Change, "not_in_list": Missing}
_PLAIN = (
    "kind", "filename", "digest", "as_of_source", "sheet", "header_row", "heads", "letters", "headers", "is_part",
    "place", "read", "added", "changed", "unchanged", "after",
)  # fmt: skip


def dump_result(result: ImportResult) -> str:
    """A result as text: equal texts say that two previews showed the same."""
    packed: dict[str, Any] = {key: getattr(result, key) for key in _PLAIN}
    packed["as_of"] = result.as_of.isoformat()
    packed["normalised"] = dict(sorted(result.normalised.items()))
    packed["findings"] = _pack(result.findings)
    for key, row in _ROWS.items():
        names = row.__dataclass_fields__.keys()  # type: ignore[attr-defined]
        packed[key] = [[_packed_cell(getattr(one, name)) for name in names] for one in getattr(result, key)]
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"))


def _packed_cell(value: Any) -> Any:
    if isinstance(value, tuple) and value and isinstance(value[0], Problem):
        return [[_pack(getattr(problem, name)) for name in Problem.__dataclass_fields__] for problem in value]
    return _pack(value)


def load_result(text: str) -> ImportResult:
    """The inverse of `dump_result`."""
    packed = json.loads(text)
    result = ImportResult(as_of=date.fromisoformat(packed["as_of"]), **{key: packed[key] for key in _PLAIN})
    result.normalised = Counter(packed["normalised"])
    result.findings = list(_unpack(packed["findings"]))
    for key, row in _ROWS.items():
        rows = [row(*(_unpack(cell) for cell in cells)) for cells in packed[key]]
        setattr(result, key, rows)
    result.refused = [
        replace(one, problems=tuple(Problem(*cast(Any, problem)) for problem in one.problems)) for one in result.refused
    ]
    return result
