"""Whether the working time that the candidates of a committee have left is enough (S-20…S-22, S-50)."""

from __future__ import annotations

from daihoi.elections.queries.result import RoundData
from daihoi.org.models import Sex
from daihoi.org.queries.member_list import partial
from daihoi.rules.dates import Month
from daihoi.rules.messages import N_, Message
from daihoi.rules.personnel import candidate_eligibility
from daihoi.rules.posts import Electorate, Post


def age_warnings(data: RoundData) -> tuple[Message, ...]:
    """Who on the list of a committee's election has too little working time left; never a refusal, no birthday told.

    Of somebody not known to come in for the first time the shorter time is asked. The month is the season's own for
    the level, else the regulation's; where neither is known nothing is said.
    """
    election = data.election
    if election.post != Post.COMMITTEE or election.electorate != Electorate.CONGRESS:
        return ()
    reference = getattr(election, "age_reference", None)
    found = []
    for one in data.candidates:
        born = partial(one.born, one.born_precision)
        if born is None or not one.sex:
            continue
        age = candidate_eligibility(
            born,
            woman=one.sex == Sex.FEMALE,
            first_time=one.incumbent is False,
            regulation=data.regulation,
            level=election.congress.level,
            reference=Month.of(reference) if reference else None,
        )
        if age is None or age.eligible:
            continue
        left = str(age.left_low) if age.left_low == age.left_high else f"{age.left_low}–{age.left_high}"
        text = N_("%(name)s has %(left)s months of work left in the month that counts; %(need)d are asked for.")
        law = age.message
        found.append(Message.of(text, rule=law.rule, article=law.article, name=one.name, left=left, need=age.need))
    return tuple(found)
