"""A season opened, changed, and what its settings do."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from daihoi.congress import actions
from daihoi.congress.models import Congress, Season, SeasonLevel
from daihoi.congress.queries import season_of
from daihoi.ledger.models import Event
from daihoi.org.access import Role
from daihoi.org.models import Unit, User
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from tests.builders import a_congress, a_season, a_unit, a_user

pytestmark = pytest.mark.django_db
WARD, CELL = UnitKind.GRASSROOTS_ORGANIZATION, UnitKind.GRASSROOTS_CELL


@pytest.fixture
def district() -> Unit:
    return a_unit("BT", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION)


@pytest.fixture
def season(district: Unit) -> Season:
    a_unit("BT.D1", parent=district)
    a_unit("BT.D1.1", kind=UnitKind.CELL_UNDER_COMMITTEE, parent=Unit.objects.get(code="BT.D1"))
    return a_season(district)


@pytest.fixture
def office(client: Client, district: Unit) -> User:
    user = a_user("vanphong", unit=district, role=Role.OFFICE)
    client.force_login(user)
    return user


def test_a_season_has_a_congress_for_each_unit_of_a_followed_kind(season: Season) -> None:
    assert set(season.congresses.values_list("unit__code", flat=True)) == {"BT", "BT.D1"}
    level = SeasonLevel.objects.get(season=season, kind=WARD)
    assert (level.max_days, level.deadline, level.max_committee) == (2, date(2020, 6, 30), 15)


@pytest.mark.parametrize("name", ["2020", "2025–2020", "abc–def", "20–25", "²⁰²⁰–²⁰²⁵"])
def test_a_name_that_is_no_season_is_refused(district: Unit, name: str) -> None:
    with pytest.raises(RuleError, match="not the name of a season"):
        actions.season_open(district, by=None, name=name, regulation_key="244-QĐ/TW")
    assert not Season.objects.exists()


def test_a_season_is_opened_once(district: Unit, season: Season) -> None:
    with pytest.raises(RuleError, match="opened already"):
        actions.season_open(district, by=None, name=" 2020 - 2025 ", regulation_key="244-QĐ/TW")


def test_the_newest_season_that_covers_a_unit_is_its_season(district: Unit, season: Season) -> None:
    newer = actions.season_open(district, by=None, name="2025–2030", regulation_key="190-QĐ/TW")
    assert season_of(Unit.objects.get(code="BT.D1")) == newer
    assert season_of(a_unit("XX")) is None


def test_a_change_is_an_event_that_names_what_changed(season: Season) -> None:
    user = a_user()
    actions.season_change(season, by=user, percent_style="half_up", levels={WARD: {"max_days": 1}})
    event = Event.objects.get(verb="season.changed")
    assert event.actor == user.pk
    assert json.loads(event.payload)["changed"] == {"percent_style": "half_up", f"level:{WARD}": {"max_days": 1}}
    actions.season_change(season, by=user, percent_style="half_up")
    assert Event.objects.filter(verb="season.changed").count() == 1, "what is as it was is no event"


def test_only_a_rule_whose_text_was_not_seen_may_be_set(season: Season) -> None:
    actions.season_change(season, by=a_user(), settings={"ballot_retention_months": 12})
    season.refresh_from_db()
    assert season.regulation.ballot_retention_months.value == 12
    with pytest.raises(RuleError, match="not a setting"):
        actions.season_change(season, by=a_user(), settings={"surplus_max": "1/2"})


def test_a_limit_of_the_table_is_the_rule_too(season: Season) -> None:
    actions.season_change(season, by=a_user(), levels={WARD: {"max_committee": 17}})
    season.refresh_from_db()
    assert season.regulation.level(WARD).committee_max.value == 17


def test_a_new_deadline_moves_those_without_a_day(season: Season) -> None:
    actions.season_change(season, by=a_user(), levels={WARD: {"deadline": date(2020, 6, 15)}})
    assert Congress.objects.get(unit__code="BT.D1").steps.get(key="hold").due == date(2020, 6, 14)


def test_following_another_kind_plans_its_congresses_and_back(season: Season) -> None:
    kind = UnitKind.CELL_UNDER_COMMITTEE
    actions.season_change(season, by=a_user(), levels={kind: {"followed": True}})
    assert season.congresses.filter(unit__code="BT.D1.1").count() == 1
    actions.season_change(season, by=a_user(), levels={kind: {"followed": False}})
    assert not season.congresses.filter(unit__code="BT.D1.1").exists()


def test_a_kind_whose_congresses_have_begun_stays_followed(season: Season) -> None:
    a_congress(Unit.objects.get(code="BT.D1"), season=season)
    with pytest.raises(RuleError, match="have begun"):
        actions.season_change(season, by=a_user(), levels={WARD: {"followed": False}})
    assert SeasonLevel.objects.get(season=season, kind=WARD).followed


# --- pages -----------------------------------------------------------------------------------------------------------


def fields(client: Client, page: str) -> dict[str, str]:
    """What the settings page would send back unchanged."""
    context = client.get(page).context
    sent: dict[str, object] = {}
    for form in [context["form"], *(level for _kind, level in context["levels"])]:
        for bound in form:
            value = bound.value()
            if value not in (None, False):
                sent[bound.html_name] = value
    return sent  # type: ignore[return-value]


def test_the_settings_page_saves_what_was_changed_alone(client: Client, season: Season, office: User) -> None:
    page = reverse("season_edit", args=["BT"])
    sent = fields(client, page)
    assert client.post(page, sent).status_code == 302
    assert not Event.objects.filter(verb="season.changed").exists(), "nothing was changed"
    sent |= {"percent_style": "half_up", f"{WARD}-max_days": "1", "rule:quorum": "3/4", "days_off": "2/5/2020 Nghỉ bù"}
    assert client.post(page, sent).status_code == 302
    season.refresh_from_db()
    assert season.percent_style == "half_up"
    assert season.settings == {"quorum": "3/4"}
    assert season.holidays == {"off": {"2020-05-02": "Nghỉ bù"}}
    assert season.levels.get(kind=WARD).max_days == 1


def test_a_wrong_value_is_named_and_nothing_is_lost(client: Client, season: Season, office: User) -> None:
    page = reverse("season_edit", args=["BT"])
    sent = fields(client, page) | {"rule:quorum": "nhiều", "days_worked": "31/2/2020", f"{WARD}-max_days": "1"}
    answer = client.post(page, sent)
    assert answer.status_code == 422
    assert "nhiều" in answer.content.decode()
    assert "31/2/2020" in answer.content.decode()
    assert season.levels.get(kind=WARD).max_days == 2


def test_rules_stand_with_default_article_and_certainty(client: Client, season: Season, office: User) -> None:
    text = client.get(reverse("season_edit", args=["BT"])).content.decode()
    assert "C-04, Điều lệ Đảng, Điều 11(5)" in text
    assert text.count('<span class="tag">R</span>') > 10
    assert text.count('<span class="tag">I</span>') > 3


def test_below_the_root_the_settings_can_be_read_not_changed(client: Client, season: Season) -> None:
    client.force_login(a_user(unit=Unit.objects.get(code="BT.D1"), role=Role.OFFICE))
    page = reverse("season_edit", args=["BT.D1"])
    assert client.get(page).status_code == 200
    client.post(page, {"percent_style": "half_up"})
    season.refresh_from_db()
    assert season.percent_style == "cut"


def test_a_unit_added_on_its_page_has_its_congress_at_once(client: Client, season: Season, office: User) -> None:
    sent = {"code": "BT.C9", "name": "Chi bộ  Mới", "kind": CELL.value}
    assert client.post(reverse("unit_add", args=["BT"]), sent).status_code == 302
    assert Congress.objects.get(unit__code="BT.C9", season=season).steps.exists()
    assert Unit.objects.get(code="BT.C9").name == "Chi bộ Mới"


def test_units_that_came_by_a_file_get_their_congress_by_a_button(client: Client, season: Season, office: User) -> None:
    a_unit("BT.D9", parent=season.root)
    assert "BT.D9" in client.get(reverse("season", args=["BT"])).content.decode()
    assert client.get(reverse("congresses_plan", args=["BT"])).status_code == 405
    client.post(reverse("congresses_plan", args=["BT"]))
    assert Congress.objects.filter(unit__code="BT.D9", season=season).exists()


def test_percentages_are_printed_as_the_guide_of_the_regulation_does(district: Unit) -> None:
    """5 of 41 is 12,19 % in the season 2020–2025; the office may choose the other style (N-31)."""
    assert actions.season_open(district, by=None, name="2020–2025", regulation_key="244-QĐ/TW").percent_style == "cut"
    newer = actions.season_open(district, by=None, name="2025–2030", regulation_key="190-QĐ/TW")
    assert newer.percent_style == "half_up"


def test_a_season_is_opened_from_its_page(client: Client, district: Unit, office: User) -> None:
    assert reverse("season_open", args=["BT"]) in client.get(reverse("season", args=["BT"])).content.decode()
    sent = {"name": "2020–2025", "regulation_key": "244-QĐ/TW", "followed": [WARD.value], "percent_style": "cut"}
    assert client.post(reverse("season_open", args=["BT"]), sent).status_code == 302
    assert Season.objects.get().percent_style == "cut"
    assert client.post(reverse("season_open", args=["BT"]), sent).status_code == 422
