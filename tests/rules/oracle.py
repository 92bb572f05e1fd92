"""What the rules say, written a second time: from the text, by definition, person by person. Imports nothing of ours.

Posts, kinds of round and steps are plain words here, so that no mistake of the program can be inherited.
"""

from collections import namedtuple
from fractions import Fraction
from itertools import combinations

Case = namedtuple(
    "Case", "base seats votes kind round post in_cell planned tie_needs_half asks_after", defaults=(False, 2)
)
Answer = namedtuple("Answer", "elected tied left step branches")


def has_half(case, person):
    """N-13: more people of the base voted for the person than did not."""
    for_them = case.votes[person]
    return for_them > case.base - for_them


def contenders(case):
    """Those who may take a seat at all."""
    everybody = range(len(case.votes))
    if case.kind != "tie" or case.tie_needs_half:
        return [person for person in everybody if has_half(case, person)]
    if len(case.votes) > case.seats:
        return list(everybody)  # N-21: the higher wins, half is not asked for
    return [person for person in everybody if case.votes[person] > 0]


def in_every_filling(case, person):
    """Elected: even if each contender with as many votes were put before the person, a seat would be left (N-20)."""
    rivals = [other for other in contenders(case) if other != person and case.votes[other] >= case.votes[person]]
    return person in contenders(case) and len(rivals) < case.seats


def in_some_filling(case, person):
    """Would have a seat if each contender with as many votes were put behind the person."""
    ahead = [other for other in contenders(case) if case.votes[other] > case.votes[person]]
    return person in contenders(case) and len(ahead) < case.seats


def fillings(case):
    """Every way to give the seats to contenders so that nobody left out has more votes than somebody seated."""
    able = contenders(case)
    for seated in combinations(able, min(case.seats, len(able))):
        outside = [person for person in able if person not in seated]
        if all(case.votes[inside] >= case.votes[out] for inside in seated for out in outside):
            yield set(seated)


def answer(case):
    """Elected by descending votes, tied, seats left, what comes next, and which branches of the rules were walked."""
    people = range(len(case.votes))
    sure = [person for person in people if in_every_filling(case, person)]
    tied = [person for person in people if in_some_filling(case, person) and person not in sure]
    elected = [p for votes in sorted(set(case.votes), reverse=True) for p in sure if case.votes[p] == votes]
    left = case.seats - len(elected)
    return Answer(elected, tied, left, step(case, elected, tied, left), branches(case, elected, tied, left))


def step(case, elected, tied, left):
    """What comes next, as a list of sentences: the first that is true counts."""
    lost = {post for person, post in case.planned if person not in elected + tied}
    body = case.post in ("committee", "standing_committee")
    sentences = [
        ("paused_awaiting_superior", body and lost & {"secretary", "deputy_secretary"}),
        ("paused_awaiting_superior", (body or case.post == "inspection_committee") and "inspection_chair" in lost),
        ("done", left == 0),
        ("ask_to_repeat_tie_vote", case.kind == "tie"),
        ("tie_vote", tied),
        ("superior_appoints", case.post == "secretary" and case.in_cell and case.round >= 3),
        ("further_round", case.post == "secretary" and case.in_cell),
        ("ask_to_continue", case.post == "alternates" or case.round >= case.asks_after),
        ("further_round", True),
    ]
    return next(word for word, holds in sentences if holds)


def branches(case, elected, tied, left):
    """Names of the situations that this election is an instance of."""
    able = contenders(case)
    equal = len(set(case.votes)) < len(case.votes)
    holds = {
        "nobody has half": case.kind != "tie" and not able,
        "exactly half": case.kind != "tie" and any(2 * votes == case.base for votes in case.votes),
        "one over half": case.kind != "tie" and any(2 * votes == case.base + 1 for votes in case.votes),
        "half a vote over, odd base": case.base % 2 == 1 and any(2 * votes == case.base + 1 for votes in case.votes),
        "as many as seats": len(able) == case.seats > 0,
        "more than seats": len(able) > case.seats > 0,
        "fewer than seats": 0 < len(able) < case.seats,
        "tie for one seat": bool(tied) and left == 1,
        "tie spans several seats": bool(tied) and left > 1,
        "tie of all": bool(tied) and not elected,
        "equal votes that all fit": equal and not tied and len(elected) > 1,
        "tie below half": case.kind != "tie" and equal and left > 0 and not tied,
        "no seat": case.seats == 0,
        "no candidate": not case.votes,
        "as many candidates as seats": len(case.votes) == case.seats > 0,
        "fewer candidates than seats": len(case.votes) < case.seats,
        "tie vote decides": case.kind == "tie" and not tied and left == 0 and len(case.votes) > case.seats,
        "tie vote won below half": case.kind == "tie" and any(not has_half(case, person) for person in elected),
        "tied again": case.kind == "tie" and bool(tied),
        "tied again at no vote": case.kind == "tie" and any(case.votes[person] == 0 for person in tied),
        "tie vote that nobody needs": case.kind == "tie" and 0 < len(case.votes) <= case.seats,
        "tie vote needs half": case.kind == "tie" and case.tie_needs_half,
        "asked later": case.asks_after > 2,
        "cell secretary, third round": case.post == "secretary" and case.in_cell and case.round >= 3 and left > 0,
        "planned leader lost": bool({p for p, _ in case.planned} - set(elected) - set(tied)),
        "planned leader tied": bool({p for p, _ in case.planned} & set(tied)),
    }
    return [name for name, true in holds.items() if true] + [f"step: {step(case, elected, tied, left)}"]


# --- ballots: the table of part 1, row by row; a paper is a list of words ---------------------------------------------


def paper_struck(marks, seats):
    """Format A: (valid, votes); valid None where the board decides (B-11…B-14, B-24)."""
    left = [mark == "kept" for mark in marks]
    if left.count(True) > seats:
        return False, [0] * len(marks)
    if "partial" in marks:
        return None, [int(mark) for mark in left]
    if len(marks) > 1 and not any(left):
        return False, [0] * len(marks)
    return True, [int(mark) for mark in left]


def paper_boxes(marks):
    """Format B: (valid, votes) with the default rulings (B-15…B-20)."""
    if len(marks) == 1:
        return {"agree": (True, [1]), "disagree": (True, [0])}.get(marks[0], (False, [0]))
    if set(marks) in ({"disagree"}, {"none"}):
        return False, [0] * len(marks)
    return True, [1 if mark == "agree" else 0 for mark in marks]


# --- bases and surplus -----------------------------------------------------------------------------------------------


def fewest_votes(base):
    """The first number of votes that is more than half, found by counting up."""
    votes = 0
    while not votes > base - votes:
        votes += 1
    return votes


def most_extra(seats):
    """E-21, E-23, N-22: the most extra names for a new list, found by counting up."""
    extra = 0
    while Fraction(extra + 1, seats) <= Fraction(30, 100):
        extra += 1
    return 1 if seats in (3, 4, 5) or extra == 0 else extra
