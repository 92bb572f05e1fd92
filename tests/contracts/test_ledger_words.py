"""Every verb that is recorded anywhere, and every fact that it tells, has its name in human words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from daihoi.reports.queries.verbs import KEYS, VERBS
from tests.contracts.catalogue import ROOT, catalogue

VERB = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")
RECORDERS = {"record", "note", "_recorded", "_record", "_note", "_told"}
ROOMS_THAT_WRITE = ("org", "congress", "elections", "reports")


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """The modules that may record."""
    for room in ROOMS_THAT_WRITE:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def recorded() -> dict[str, str]:
    """verb -> module, of every verb that stands in an actions module."""
    found: dict[str, str] = {}
    for path, tree in sources():
        if "actions" not in path.parts and path.name != "actions.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and VERB.fullmatch(node.value):
                found.setdefault(node.value, str(path.relative_to(ROOT)))
    return found


def recorder_calls() -> Iterator[tuple[str, ast.Call]]:
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in RECORDERS and "actions" in str(path):
                    yield str(path.relative_to(ROOT)), node


# What looks like a verb in the actions and is none: steps of a congress.
STEPS = {"results.enter", "results.certify", "return.hand_in"}


def test_every_verb_that_is_recorded_has_its_label() -> None:
    found = recorded()
    assert len(found) > 50  # the search finds them
    assert {verb: place for verb, place in found.items() if verb not in VERBS and verb not in STEPS} == {}


def test_no_label_is_left_of_a_verb_that_nothing_records() -> None:
    assert set(VERBS) - set(recorded()) == set()


def test_every_fact_that_an_event_tells_has_its_name() -> None:
    told: dict[str, str] = {}
    for place, call in recorder_calls():
        for keyword in call.keywords:
            if keyword.arg == "payload":
                for node in ast.walk(keyword.value):
                    if isinstance(node, ast.Dict):
                        for key in node.keys:
                            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                                told.setdefault(key.value, place)
            elif keyword.arg and keyword.arg not in ("by", "second", "signed", "sealed", "gone", "at"):
                told.setdefault(keyword.arg, place)
    assert len(told) > 40
    inside = {"id", "ground", "count", "row", "columns"}  # of rows inside a fact
    assert {key: place for key, place in told.items() if key not in KEYS and key not in inside} == {}


def test_each_word_of_the_ledger_has_its_vietnamese() -> None:
    known = catalogue()
    assert [text for text in (*VERBS.values(), *KEYS.values()) if not known.get(text)] == []


def test_control_a_verb_without_a_label_would_be_found() -> None:
    tree = ast.parse('record(stream, "thing.happened", by=by, payload={"thing": 1})')
    found = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and VERB.fullmatch(str(n.value))]
    assert found == ["thing.happened"]
    assert "thing.happened" not in VERBS
