"""The count is right: the program against a second writing of the rules, and controls that must fail (T5)."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import daihoi
from daihoi.rules.ballots import count, judge_numbers
from daihoi.rules.election import Outcome, Tally, outcome
from daihoi.rules.regulations import R2014, R2024, Regulation
from tests.rules.elections import crowded_elections, differences, small_elections
from tests.rules.oracle import Case, contenders, fillings, in_every_filling, in_some_filling

LONG = bool(os.environ.get("DAIHOI_LONG"))
MANY = 1_000_000 if LONG else 20_000
LEAST_PER_BRANCH = 1_000 if LONG else 20


def test_every_small_election_is_decided_as_the_rules_say() -> None:
    wrong, branches = differences(small_elections(5 if LONG else 4))
    assert wrong == 0
    assert min(branches.values()) > 0


def test_elections_crowded_about_ties_and_thresholds_are_decided_as_the_rules_say() -> None:
    wrong, branches = differences(crowded_elections(MANY, seed=2020))
    assert wrong == 0
    rare = {name: times for name, times in branches.items() if times < LEAST_PER_BRANCH}
    assert rare == {}
    assert len(branches) == 26 + 7  # every situation and every step of the oracle


def test_the_oracle_by_rivals_says_the_same_as_the_oracle_by_all_fillings() -> None:
    for case in crowded_elections(1_500, seed=7):
        if len(contenders(case)) > 9:
            continue
        ways = list(fillings(case))
        people = range(len(case.votes))
        assert set.intersection(*ways) == {person for person in people if in_every_filling(case, person)}
        assert set.union(*ways) == {person for person in people if in_some_filling(case, person)}


# Rules broken on purpose: each must be noticed, else the harness proves nothing.


def by_valid_papers(tally: Tally, regulation: Regulation) -> Outcome:
    """Half of the valid papers instead of half of the base, where a tenth stayed away or spoiled the paper."""
    return outcome(replace(tally, base=max(1, tally.base - 1 - tally.base // 10)), regulation)


def half_is_enough(tally: Tally, regulation: Regulation) -> Outcome:
    """At least half instead of more than half: votes × 2 ≥ base."""
    return outcome(replace(tally, base=max(1, tally.base - 1)), regulation)


def half_rounded_down(tally: Tally, regulation: Regulation) -> Outcome:
    """votes > base // 2 + 1: an odd base asks for one vote too many."""
    return outcome(replace(tally, base=tally.base + tally.base % 2 * 2), regulation)


def first_on_the_ballot_wins_a_tie(tally: Tally, regulation: Regulation) -> Outcome:
    """A tie at the last seat goes to the names higher on the ballot."""
    found = outcome(tally, regulation)
    taken = found.tied[: found.seats_left]
    return replace(found, elected=found.elected + taken, tied=(), seats_left=found.seats_left - len(taken))


def all_over_half_are_elected(tally: Tally, regulation: Regulation) -> Outcome:
    """Everybody over half is elected, however many seats there are."""
    found = outcome(tally, regulation)
    return replace(found, elected=tuple(line.number for line in found.lines if line.over_half))


def nobody_waits_for_the_superior(tally: Tally, regulation: Regulation) -> Outcome:
    """The planned secretary lost, and the elections go on."""
    return outcome(replace(tally, planned=()), regulation)


@pytest.mark.parametrize(
    "broken",
    [
        by_valid_papers,
        half_is_enough,
        half_rounded_down,
        first_on_the_ballot_wins_a_tie,
        all_over_half_are_elected,
        nobody_waits_for_the_superior,
    ],
)
def test_the_harness_notices_a_broken_rule(broken: Callable[[Tally, Regulation], Outcome]) -> None:
    wrong, _ = differences(crowded_elections(3_000, seed=99), broken)
    assert wrong > 30


def test_both_regulations_decide_the_same_counts_alike() -> None:
    for case in crowded_elections(1_000, seed=5):
        if not case.planned and not case.tie_needs_half:
            tally = Tally(case.base, case.seats, case.votes)
            first, second = outcome(tally, R2014), outcome(tally, R2024)
            assert (first.elected, first.tied, first.next_step.step) == (
                second.elected,
                second.tied,
                second.next_step.step,
            )


DISTRICT = Path(daihoi.__file__).parent / "demo" / "binh-thanh" / "bau-cap-uy-quan.json"


def test_the_district_elects_forty_one_of_forty_seven_from_its_papers() -> None:
    data = json.loads(DISTRICT.read_text(encoding="utf-8"))
    numbers = [person["number"] for person in data["candidates"]]
    papers = [judge_numbers(paper, numbers, data["seats"], R2014) for paper in data["ballots"]]
    counted = count(papers, len(numbers))
    assert (counted.valid, counted.invalid, counted.undecided) == (298, 0, 0)
    found = outcome(
        Tally(data["base"], data["seats"], counted.votes, tuple(numbers), counted.valid, counted.invalid), R2014
    )
    assert sorted(found.elected) == sorted(data["meant_elected"])
    assert (found.seats_left, found.tied, found.warnings) == (0, (), ())
    votes = dict(zip(numbers, counted.votes, strict=True))
    assert [votes[number] for number in found.elected] == sorted(
        (votes[number] for number in found.elected), reverse=True
    )
    elected = [person for person in data["candidates"] if person["number"] in found.elected]
    assert sum(person["woman"] for person in elected) == 16


def test_the_oracle_knows_the_case_of_the_regulation() -> None:
    case = Case(100, 3, (90, 80, 70, 70), "first", 1, "committee", False, ())
    assert [set(way) for way in fillings(case)] == [{0, 1, 2}, {0, 1, 3}]
