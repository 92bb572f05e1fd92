"""Working time left: men and women of a district in the season of 2020 (S-20…S-22 of regulations.md, C.3)."""

from __future__ import annotations

from datetime import date

import pytest

from daihoi.elections.models import Candidate
from daihoi.elections.queries.eligibility import age_warnings
from daihoi.elections.queries.result import RoundData, result
from daihoi.org.models import Precision, Sex
from daihoi.rules.levels import UnitKind
from tests.builders import a_congress, a_unit, an_election

pytestmark = pytest.mark.django_db


def the_round(**facts: object) -> RoundData:
    """The first round of a district's committee, with these facts of its first candidate."""
    congress = a_congress(a_unit("Q", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION))
    election = an_election(congress, seats=3, candidates=4)
    Candidate.objects.filter(round__election=election, number=1).update(name="Lê Văn An", **facts)
    return result(election).rounds[0]


@pytest.mark.parametrize(
    ("sex", "incumbent", "last", "first"),
    [
        (Sex.MALE, True, date(1962, 11, 30), date(1962, 12, 1)),
        (Sex.FEMALE, True, date(1967, 11, 30), date(1967, 12, 1)),
        (Sex.MALE, False, date(1965, 5, 31), date(1965, 6, 1)),
        (Sex.FEMALE, False, date(1970, 5, 31), date(1970, 6, 1)),
        (Sex.MALE, None, date(1962, 11, 30), date(1962, 12, 1)),
    ],
)
def test_the_month_of_birth_decides(sex: Sex, incumbent: bool | None, last: date, first: date) -> None:
    data = the_round(sex=sex, incumbent=incumbent, born=last)
    (warning,) = age_warnings(data)
    assert "Lê Văn An" in warning.text()
    assert str(last.year) not in warning.text()
    Candidate.objects.filter(pk=data.candidates[0].pk).update(born=first)
    assert age_warnings(result(data.election).rounds[0]) == ()


def test_a_year_alone_about_the_limit_is_to_be_looked_at() -> None:
    data = the_round(sex=Sex.MALE, incumbent=True, born=date(1962, 1, 1), born_precision=Precision.YEAR)
    (warning,) = age_warnings(data)
    assert "–" in warning.text()


@pytest.mark.parametrize("facts", [{"sex": "", "born": date(1950, 1, 1)}, {"sex": Sex.MALE, "born": None}])
def test_nothing_is_said_of_whom_too_little_is_known(facts: dict[str, object]) -> None:
    assert age_warnings(the_round(**facts)) == ()
