"""Returns: frozen, versioned, summed level by level; a superior accepts or sends back, and never edits."""

from datetime import date

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from daihoi.congress.actions import exception_set
from daihoi.congress.models import Exemption, Stage, StepState
from daihoi.elections.queries import ELECTION_KEYS
from daihoi.org.actions import tally_set
from daihoi.org.models import Tally
from daihoi.reports import actions
from daihoi.reports.models import Return, ReturnPart, ReturnState
from daihoi.reports.queries import family, findings, node, verify_returns
from daihoi.rules.canonical import digest_text
from daihoi.rules.figures import Figures, LevelFigures
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from tests.builders import a_congress, a_season, a_unit, an_election, signed
from tests.reports.district import District

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return District()


def handed_in(district: District) -> Return:
    """The district's return over those of all its units."""
    for congress in district.congresses:
        actions.hand_in(congress, by=district.office)
    return actions.hand_in(district.own, by=district.office)


def test_the_total_is_its_own_figures_and_the_returns_below(district: District) -> None:
    whole = handed_in(district)
    assert whole.total["grassroots"]["seats"] == 1 + 2 + 3
    assert whole.total["direct_superior"]["seats"] == 9
    assert whole.own["grassroots"] == Figures()
    assert [part["unit"] for part in whole.content["parts"]] == ["Q.1", "Q.2", "Q.3"]
    assert whole.digest == digest_text(whole.payload)
    assert not list(verify_returns())


def test_live_and_signed_are_told_apart(district: District) -> None:
    handed_in(district)
    district.count(district.units[0], 7)
    here = node(district.root, district.season)
    assert here.signed is not None
    assert here.signed["grassroots"]["seats"] == 6
    assert here.live["grassroots"]["seats"] == 12
    assert not here.origin.is_live
    left_behind = [one for one in findings(district.root, district.season) if one.code == "live_signed"]
    assert {one.equation for one in left_behind} == {"1 ≠ 7", "15 ≠ 21"}


def test_a_congress_that_was_not_held_has_no_return(district: District) -> None:
    unit = a_unit(code="Q.4", parent=district.root)
    congress = a_congress(unit, season=district.season, held=None)
    with pytest.raises(RuleError, match="has not been held"):
        actions.hand_in(congress, by=district.office)


def test_a_round_that_is_not_certified_blocks_the_return(district: District) -> None:
    an_election(district.congresses[0])
    with pytest.raises(RuleError, match="not certified"):
        actions.hand_in(district.congresses[0], by=district.office)


def test_a_committee_without_a_result_blocks_the_return(district: District) -> None:
    district.count(district.units[0], 0, committees_full=0, not_held=1)
    with pytest.raises(RuleError, match="committee is not recorded"):
        actions.hand_in(district.congresses[0], by=district.office)


def test_an_exception_needs_no_congress(district: District) -> None:
    unit = a_unit(code="Q.4", parent=district.root)
    congress = a_congress(unit, season=district.season, held=None)
    exception_set(congress, by=district.office, exception=Exemption.EXEMPT, reason="Sắp giải thể")
    congress.refresh_from_db()
    assert actions.hand_in(congress, by=district.office).version == 1
    congress.refresh_from_db()
    assert congress.stage == Stage.PREPARING


def test_the_same_figures_are_not_handed_in_twice(district: District) -> None:
    actions.hand_in(district.congresses[0], by=district.office)
    with pytest.raises(RuleError, match="nothing has changed"):
        actions.hand_in(district.congresses[0], by=district.office)


def test_a_correction_is_the_next_version_and_the_old_one_stays(district: District) -> None:
    first = actions.hand_in(district.congresses[0], by=district.office)
    district.count(district.units[0], 5)
    second = actions.hand_in(district.congresses[0], by=district.office)
    first.refresh_from_db()
    assert (first.version, first.current) == (1, False)
    assert (second.version, second.current) == (2, True)
    assert first.total["grassroots"]["seats"] == 1
    assert not list(verify_returns())


def test_a_return_moves_the_congress_and_its_clocks(district: District) -> None:
    congress = district.congresses[0]
    returned = actions.hand_in(congress, by=district.office)
    congress.refresh_from_db()
    assert congress.stage == Stage.HANDED_IN
    assert congress.steps.get(key="return.hand_in").state == StepState.DONE
    # 15 working days after 27/8/2020, of which 2/9 is a holiday (N-61)
    assert congress.steps.get(key="ratification").due == date(2020, 9, 18)
    assert returned.handed_on == date(2020, 8, 27)


def test_sent_back_it_no_longer_counts_and_says_why(district: District) -> None:
    returned = actions.hand_in(district.congresses[0], by=district.office)
    with pytest.raises(RuleError, match="what is to be mended"):
        actions.send_back(returned, by=district.office, remarks="  ")
    returned = actions.send_back(returned, by=district.office, remarks="Thiếu biên bản.")
    assert (returned.state, returned.current, returned.remarks) == (ReturnState.SENT_BACK, False, "Thiếu biên bản.")
    district.congresses[0].refresh_from_db()
    assert district.congresses[0].stage == Stage.HELD
    again = actions.hand_in(district.congresses[0], by=district.office)
    assert again.version == 2
    assert not list(verify_returns())


def test_a_correction_sent_back_leaves_the_accepted_version_in_force(district: District) -> None:
    first = actions.accept(actions.hand_in(district.congresses[0], by=district.office), by=district.office)
    district.count(district.units[0], 5)
    second = actions.hand_in(district.congresses[0], by=district.office)
    actions.send_back(second, by=district.office, remarks="Chưa đúng.")
    first.refresh_from_db()
    assert first.current
    assert first.state == ReturnState.ACCEPTED
    assert not list(verify_returns())


def test_a_decided_return_is_not_decided_again(district: District) -> None:
    returned = actions.accept(actions.hand_in(district.congresses[0], by=district.office), by=district.office)
    with pytest.raises(RuleError, match="decided already"):
        actions.accept(returned, by=district.office)
    district.count(district.units[0], 5)
    actions.hand_in(district.congresses[0], by=district.office)
    with pytest.raises(RuleError, match="replaced by a newer"):
        actions.send_back(returned, by=district.office, remarks="Muộn rồi.")


def test_it_is_ratified_only_once_accepted(district: District) -> None:
    returned = actions.hand_in(district.congresses[0], by=district.office)
    day = date(2020, 8, 27)
    with pytest.raises(RuleError, match="Accept the return first"):
        actions.ratify(returned, by=district.office, number="12-QĐ/QU", decided_on=day)
    returned = actions.accept(returned, by=district.office)
    returned = actions.ratify(returned, by=district.office, number="12-QĐ/QU", decided_on=day)
    district.congresses[0].refresh_from_db()
    assert returned.state == ReturnState.RATIFIED
    assert district.congresses[0].stage == Stage.RATIFIED
    assert not list(verify_returns())


def test_missing_returns_are_named_in_the_sum(district: District) -> None:
    actions.hand_in(district.congresses[0], by=district.office)
    whole = actions.hand_in(district.own, by=district.office)
    assert {"code": "returns_missing", "units": ["Q.2", "Q.3"]} in whole.content["findings"]
    found = next(one for one in findings(district.root, district.season) if one.code == "returns_missing")
    assert found.equation == "1 ≠ 3"
    assert found.gap == 2


def test_a_part_replaced_after_the_sum_shows(district: District) -> None:
    handed_in(district)
    district.count(district.units[1], 6)
    actions.hand_in(district.congresses[1], by=district.office)
    found = [one for one in findings(district.root, district.season) if one.code == "part_replaced"]
    assert [one.equation for one in found] == ["1 ≠ 2"]


# --- nobody changes a return -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "column",
    ["payload", "digest", "version", "form", "signature", "head_seq", "head", "handed_on", "handed_by_id"],
)
def test_the_database_refuses_to_change_what_was_signed(district: District, column: str) -> None:
    returned = actions.hand_in(district.congresses[0], by=district.office)
    value = {"version": 9, "form": 9, "head_seq": 99, "handed_on": date(2000, 1, 1), "handed_by_id": signed().pk}
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Return.objects.filter(pk=returned.pk).update(**{column: value.get(column, "x")})


def test_the_database_refuses_to_remove_a_return_or_its_parts(district: District) -> None:
    whole = handed_in(district)
    with pytest.raises(DatabaseError, match="never removed"), transaction.atomic():
        ReturnPart.objects.filter(whole=whole).delete()
    with pytest.raises(DatabaseError, match="never removed"), transaction.atomic():
        Return.objects.filter(pk=whole.pk)._raw_delete("default")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ReturnPart.objects.filter(whole=whole).update(part=whole.pk + 1)


# --- any tree --------------------------------------------------------------------------------------------------------

SEASON_KEYS = [key for key in ELECTION_KEYS if key != "not_held"]
KINDS = (UnitKind.CENTRAL_DIRECT_ORGANIZATION, UnitKind.DIRECT_SUPERIOR_ORGANIZATION, UnitKind.GRASSROOTS_ORGANIZATION)


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_every_total_is_the_sum_of_the_leaves(data: st.DataObject) -> None:
    """For any tree and any figures: the root's return equals the sum of every unit's own figures, level by level."""
    with transaction.atomic():
        root = a_unit(kind=KINDS[0])
        units = [root]
        for _ in range(data.draw(st.integers(0, 3))):
            middle = a_unit(kind=KINDS[1], parent=root)
            units.append(middle)
            units += [a_unit(kind=KINDS[2], parent=middle) for _ in range(data.draw(st.integers(0, 3)))]
        season = a_season(root)
        office = signed()
        expected = LevelFigures()
        keys = data.draw(st.lists(st.sampled_from(SEASON_KEYS), min_size=1, max_size=5, unique=True))
        for unit in reversed(units):
            held = data.draw(st.booleans())
            a_congress(unit, season=season)
            figures = Figures({key: data.draw(st.integers(0, 10**6)) for key in keys}) if held else Figures()
            tally_set(unit, figures, season=season.pk)
            tier = Tally.objects.get(unit=unit, season=season.pk).tier
            expected += LevelFigures({tier: figures})
        for unit in sorted(units, key=lambda one: -len(one.path)):
            if KINDS[0] != unit.level or unit == root:
                actions.hand_in(unit.congresses.get(season=season), by=office) if unit.congresses.exists() else None
        # a province is not followed by default: its congress was made by hand above
        returned = Return.objects.get(congress__unit=root)
        live = node(root, season).live
        assert LevelFigures({t: _counted(live[t], keys) for t in live.levels}) == expected
        assert LevelFigures({t: _counted(returned.total[t], keys) for t in returned.total.levels}) == expected
        children = family(root, season)
        assert (
            LevelFigures.total([LevelFigures({"central_direct": children.own}), *(c.live for c in children.children)])[
                "grassroots"
            ]
            == live["grassroots"]
        )
        assert not list(verify_returns())
        transaction.set_rollback(True)


def _counted(figures: Figures, keys: list[str]) -> Figures:
    return Figures({key: figures[key] for key in keys})
