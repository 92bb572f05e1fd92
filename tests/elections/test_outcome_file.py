"""`daihoi outcome FILE`: what the rules give, no refusal for the size of a list, one plain sentence for bad input."""

import copy
import json
from importlib.resources import files
from typing import Any

import pytest

from daihoi.elections.queries import outcome_of
from daihoi.rules.messages import RuleError

DISTRICT = json.loads((files("daihoi.demo") / "binh-thanh" / "bau-cap-uy-quan.json").read_text(encoding="utf-8"))
SMALL: dict[str, Any] = {
    "base": 10,
    "seats": 2,
    "candidates": [
        {"number": 1, "name": "Lê An"},
        {"number": 2, "name": "Trần Bình"},
        {"number": 3, "name": "Võ Cường"},
    ],
    "ballots": [[1, 2], [1, 2], [1, 3], [1, 2], [1], [2, 3], [1, 2, 3], []],
}


def test_the_district_of_the_demo() -> None:
    found = outcome_of(DISTRICT)
    assert (found["valid"], found["invalid"], len(found["elected"]), found["seats_left"]) == (298, 0, 41, 0)
    assert sorted(one["number"] for one in found["elected"]) == DISTRICT["meant_elected"]
    assert found["next_step"]["step"] == "done"
    votes = [one["votes"] for one in found["elected"]]
    assert votes == sorted(votes, reverse=True)


def test_ballots_are_judged_by_the_format_of_the_list() -> None:
    """Format A: more names than seats is invalid (B-12, B-13), nobody voted for is invalid (B-14)."""
    found = outcome_of(SMALL)
    assert (found["format"], found["valid"], found["invalid"]) == ("A", 6, 2)
    assert found["votes"] == {"1": 5, "2": 4, "3": 2}
    assert {reason["rule"] for reason in found["invalid_reasons"]} == {"B-13", "B-14"}


def test_more_than_half_is_of_the_base_not_of_the_papers() -> None:
    """Vector 1: base 10, 5 votes do not elect, 6 do."""
    assert outcome_of(SMALL)["elected"] == []
    found = outcome_of(SMALL | {"base": 8})
    assert [(one["name"], one["votes"], one["percent"]) for one in found["elected"]] == [("Lê An", 5, "62,50")]
    assert found["elected"][0]["arithmetic"] == "5 × 2 = 10 > 8"


def test_among_equal_votes_the_ballot_s_order_stands() -> None:
    data = {"base": 10, "seats": 2, "candidates": ["Võ Cường", "Lê An"], "votes": [7, 7]}
    assert [one["name"] for one in outcome_of(data)["elected"]] == ["Võ Cường", "Lê An"]


def test_a_tie_at_the_last_seat_names_the_tied() -> None:
    """Vector 14: 3 seats; A 90, B 80, C 70, D 70; base 100."""
    data = {"base": 100, "seats": 3, "candidates": ["An", "Bình", "Cường", "Dung"], "votes": [90, 80, 70, 70]}
    found = outcome_of(data)
    assert [one["number"] for one in found["tied"]] == [3, 4]
    assert (found["next_step"]["step"], found["seats_left"]) == ("tie_vote", 1)


def test_a_list_is_never_refused_for_its_size_it_is_warned_of_with_the_article() -> None:
    """Vector 4: 15 seats, 19 names pass, 20 are too many."""
    many = {"base": 100, "seats": 15, "candidates": [f"Nguyễn {n:c}" for n in range(65, 85)], "votes": [60] * 20}
    (warning,) = outcome_of(many)["warnings"]
    assert (warning["rule"], warning["article"]) == ("E-21", "244-QĐ/TW, Điều 16")
    fewer = many | {"candidates": many["candidates"][:19], "votes": [60] * 19}  # type: ignore[index]
    assert outcome_of(fewer)["warnings"] == []


def test_votes_may_be_given_by_number() -> None:
    data = {k: v for k, v in SMALL.items() if k != "ballots"} | {"votes": {"1": 9, "2": 3, "3": 1}}
    assert [one["number"] for one in outcome_of(data)["elected"]] == [1]


def test_texts_are_vietnamese_and_carry_their_articles() -> None:
    found = outcome_of(DISTRICT)
    assert found["reasons"][0]["text"].startswith("41 trong số 47 người được quá một nửa")
    assert found["reasons"][0]["article"]


def test_a_regulation_and_a_round_may_be_named() -> None:
    found = outcome_of(SMALL | {"regulation": "190-QĐ/TW", "round": 2, "post": "delegates"})
    assert (found["regulation"], found["round"], found["kind"], found["post"]) == (
        "190-QĐ/TW",
        2,
        "further",
        "delegates",
    )


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in SMALL.items() if name != key}


def changed(path: str, value: Any) -> dict[str, Any]:
    data: Any = copy.deepcopy(SMALL)
    *above, last = path.split(".")
    place = data
    for part in above:
        place = place[int(part)] if part.isdecimal() else place[part]
    place[int(last) if last.isdecimal() else last] = value
    return data  # type: ignore[no-any-return]


HOSTILE: dict[str, tuple[Any, str]] = {
    "no object": ([], "JSON"),
    "nothing": (None, "JSON"),
    "text": ("base", "JSON"),
    "no base": (without("base"), "base"),
    "no seats": (without("seats"), "seats"),
    "no candidates": (without("candidates"), "candidates"),
    "neither ballots nor votes": (without("ballots"), "ballots"),
    "both": (SMALL | {"votes": [1, 2, 3]}, "votes"),
    "base negative": (changed("base", -1), "base"),
    "base nought": (changed("base", 0), "base"),
    "base not a number": (changed("base", float("nan")), "base"),
    "base endless": (changed("base", float("inf")), "base"),
    "base half": (changed("base", 10.5), "base"),
    "base text": (changed("base", "10"), "base"),
    "base true": (changed("base", True), "base"),
    "base huge": (changed("base", 10**30), "base"),
    "no seat": (changed("seats", 0), "seats"),
    "candidates empty": (changed("candidates", []), "candidates"),
    "candidates object": (changed("candidates", {}), "candidates"),
    "candidate number": (changed("candidates.0", 7), "candidates[0]"),
    "candidate nameless": (changed("candidates.0.name", ""), "candidates[0].name"),
    "candidate formula": (changed("candidates.0.name", "=1+1"), "candidates[0].name"),
    "candidate name list": (changed("candidates.0.name", []), "candidates[0].name"),
    "candidate name endless": (changed("candidates.0.name", "Lê " * 999), "candidates[0].name"),
    "candidate turned": (changed("candidates.0.name", "Lê \u202eAn"), "candidates[0].name"),
    "number twice": (changed("candidates.1.number", 1), "candidates[1]"),
    "number negative": (changed("candidates.1.number", -4), "candidates[1].number"),
    "woman maybe": (changed("candidates.1.woman", "có"), "candidates[1].woman"),
    "born never": (changed("candidates.1.born", "31/2/1970"), "candidates[1].born"),
    "ballots text": (changed("ballots", "1,2"), "ballots"),
    "ballot text": (changed("ballots.3", "12"), "ballots[3]"),
    "ballot number": (changed("ballots.3", 12), "ballots[3]"),
    "ballot null": (changed("ballots.3", None), "ballots[3]"),
    "ballot stranger": (changed("ballots.3", [9]), "ballots[3]"),
    "ballot twice": (changed("ballots.3", [1, 1]), "ballots[3]"),
    "ballot words": (changed("ballots.3", ["một"]), "ballots[3][0]"),
    "ballot nested": (changed("ballots.3", [[1]]), "ballots[3][0]"),
    "votes short": (without("ballots") | {"votes": [1]}, "votes"),
    "votes negative": (without("ballots") | {"votes": [1, -2, 3]}, "votes[1]"),
    "votes stranger": (without("ballots") | {"votes": {"9": 1}}, "9"),
    "votes missing": (without("ballots") | {"votes": {"1": 1}}, "votes"),
    "regulation unknown": (changed("regulation", "1-QĐ/TW"), "1-QĐ/TW"),
    "regulation list": (changed("regulation", []), "[]"),
    "format unknown": (changed("format", "C"), "format"),
    "format b with surplus": (changed("format", "B"), "B"),
    "kind unknown": (changed("kind", "again"), "kind"),
    "post unknown": (changed("post", "king"), "post"),
    "round nought": (changed("round", 0), "round"),
    "returned against ballots": (changed("returned", 3), "returned"),
    "planned list": (changed("planned", []), "planned"),
    "planned stranger": (changed("planned", {"9": "secretary"}), "9"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_bad_input_gets_one_clear_sentence_that_says_where(name: str) -> None:
    data, place = HOSTILE[name]
    with pytest.raises(RuleError) as refused:
        outcome_of(data)
    sentence = refused.value.message.english()
    assert place in sentence
    assert "\n" not in sentence
    assert len(sentence) < 300
