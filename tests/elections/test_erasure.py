"""Erasing a person: everything personal goes; results, chains and counts of the past stay true (T13)."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from daihoi.congress.models import Season
from daihoi.elections import actions
from daihoi.elections.actions.erasure import kept_until, person_erase
from daihoi.elections.models import Candidate, Certificate, Round
from daihoi.elections.queries.verify import verify_certificates, verify_tallies
from daihoi.ledger.guards import drop_guards
from daihoi.ledger.models import Event
from daihoi.ledger.queries import verify_chains
from daihoi.org.access import Role
from daihoi.org.actions import tallies_recount
from daihoi.org.actions.membership import member_correct
from daihoi.org.actions.privacy import member_erase
from daihoi.org.models import Grant, Member, Unit, User
from daihoi.org.queries import counts_on
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from tests.builders import NAMES, a_congress, a_member, a_season, a_unit, a_user, an_election, signed, typed

pytestmark = pytest.mark.django_db
WORDS = ("Lê Thị Duy Nhất", "le thi duy nhat", "79555777", "Mường", "cột riêng")


@pytest.fixture
def cell() -> Unit:
    return a_unit("D1", kind=UnitKind.GRASSROOTS_CELL, name="Chi bộ cơ sở 1")


@pytest.fixture
def person(cell: Unit) -> Member:
    member = a_member("Lê Thị Duy Nhất", unit=cell, card="79555777", woman=True)
    Member.objects.filter(pk=member.pk).update(ethnicity="Mường", extra={"Ghi chú": "cột riêng"})
    tallies_recount([cell])
    return Member.objects.get(pk=member.pk)


@pytest.fixture
def personnel(client: Client, cell: Unit) -> User:
    user = a_user("tochuc", unit=cell, role=Role.PERSONNEL)
    client.force_login(user)
    return user


def everything() -> str:
    """All rows of all tables of the program as one text."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("daihoi.")]
    return "".join(
        json.dumps(row, default=str, ensure_ascii=False) for model in ours for row in model._default_manager.values()
    )


def certified_with(person: Member, cell: Unit) -> Round:
    """A certified round of 2020–2025 on whose list the person stood, and was elected."""
    names = [*NAMES[:3], person.name]
    election = an_election(a_congress(cell, season=a_season(cell)), candidates=names)
    found = election.rounds.get()
    Candidate.objects.filter(round=found, name=person.name).update(member=person, card=person.card)
    numbers = list(found.candidates.order_by("number").values_list("name", flat=True))
    typed(found, [90 if name == person.name else 60 - number for number, name in enumerate(numbers)])
    actions.certify(found, by=signed(), second=signed())
    return Round.objects.get(pk=found.pk)


def after_the_term(season: Season) -> None:
    """The clock of the season stands after the five years."""
    Season.objects.filter(pk=season.pk).update(as_of=date(season.term_to + 6, 1, 1))


def test_nothing_personal_is_left_of_somebody_who_stood_for_nothing(
    person: Member, personnel: User, cell: Unit
) -> None:
    member_correct(person, by=personnel, facts={"theory": "advanced"})
    text = everything()
    assert all(word in text for word in WORDS)
    salt = person.salt
    person_erase(person, by=personnel)
    text = everything()
    assert not any(word in text for word in (*WORDS, salt))
    person.refresh_from_db()
    assert person.erased is not None
    assert (person.born, person.joined, person.ethnicity, person.theory, person.extra) == (None, None, "", "", {})
    assert list(verify_chains()) == []
    assert list(verify_tallies()) == []


def test_counts_of_the_past_stay_and_those_of_today_fall(person: Member, personnel: User, cell: Unit) -> None:
    a_member("Người Ở Lại", unit=cell)
    tallies_recount([cell])
    before = counts_on(cell, date(2015, 1, 1))
    person_erase(person, by=personnel)
    assert counts_on(cell, date(2015, 1, 1)) == before
    assert (before["members"], before["women_members"], before["official"]) == (2, 1, 2)
    today = counts_on(cell, timezone.localdate())
    assert (today["members"], today["women_members"]) == (1, 0)


def test_a_name_in_a_result_is_kept_for_five_years_and_the_sentence_says_until_when(
    client: Client, person: Member, personnel: User, cell: Unit
) -> None:
    found = certified_with(person, cell)
    with pytest.raises(RuleError, match=r"until 31/12/2030"):
        person_erase(person, by=personnel)
    path = f"/u/D1/dang-vien/{person.pk}/xoa/"
    for answer in (client.get(path, follow=True), client.post(path, follow=True)):
        assert "đến hết ngày 31/12/2030" in answer.content.decode()
    person.refresh_from_db()
    assert person.erased is None
    assert Candidate.objects.filter(round=found, name=person.name).exists()
    with pytest.raises(RuleError, match="still stands"):
        member_erase(person, by=personnel)  # the register's part alone refuses too


def test_after_the_term_the_name_goes_and_the_certified_result_still_verifies(
    client: Client, person: Member, personnel: User, cell: Unit
) -> None:
    found = certified_with(person, cell)
    certificate = Certificate.objects.get(round=found)
    after_the_term(found.election.congress.season)
    question = client.get(f"/u/D1/dang-vien/{person.pk}/xoa/").content.decode()
    assert "Không ai hoàn tác được" in question
    assert client.post(f"/u/D1/dang-vien/{person.pk}/xoa/").status_code == 302
    assert not any(word in everything() for word in WORDS)
    row = Candidate.objects.get(round=found, member=person)
    assert row.is_erased
    assert row.elected  # the result stands
    again = Certificate.objects.get(pk=certificate.pk)
    assert (again.payload, again.digest) == (certificate.payload, certificate.digest)
    assert list(verify_certificates()) == []
    assert list(verify_chains()) == []
    assert list(verify_tallies()) == []
    page = client.get(f"/u/D1/dang-vien/{person.pk}/").content.decode()
    assert "Dữ liệu cá nhân đã được xoá" in page
    assert client.get(f"/u/D1/dang-vien/{person.pk}/xoa/").status_code == 404
    assert client.get(f"/u/D1/dang-vien/{person.pk}/sua/").status_code == 404


def test_a_name_known_by_its_card_alone_goes_too(person: Member, personnel: User, cell: Unit) -> None:
    found = certified_with(person, cell)
    drop_guards()
    Candidate.objects.filter(round=found, member=person).update(member=None)
    assert kept_until(person) is not None
    after_the_term(found.election.congress.season)
    person_erase(person, by=personnel)
    assert not any(word in everything() for word in WORDS)


def test_control_a_name_changed_by_hand_is_no_erasure(person: Member, personnel: User, cell: Unit) -> None:
    found = certified_with(person, cell)
    drop_guards()
    Candidate.objects.filter(round=found, member=person).update(name="Người Khác")
    assert list(verify_certificates()) != []
    Candidate.objects.filter(round=found, member=person).update(name="", card="", salt="")
    assert list(verify_certificates()) != []  # emptied, but no event of erasing tells of it


def test_erasing_is_an_event_that_names_nobody_and_happens_once(person: Member, personnel: User, cell: Unit) -> None:
    person_erase(person, by=personnel)
    event = Event.objects.get(verb="member.erased")
    assert json.loads(event.payload) == {"member": person.pk, "unit": cell.pk}
    with pytest.raises(RuleError, match="already"):
        person_erase(person, by=personnel)


def test_a_person_sees_everything_that_is_kept(client: Client, person: Member, personnel: User, cell: Unit) -> None:
    found = certified_with(person, cell)
    member_correct(person, by=personnel, facts={"theory": "advanced"})
    path = f"/u/D1/dang-vien/{person.pk}/ban-ke/"
    page = client.get(path).content.decode()
    for said in (
        "Lê Thị Duy Nhất",
        "79555777",
        "Mường",
        "cột riêng",
        "Chi bộ cơ sở 1",
        "Đính chính thẻ",
        "91/2025",
        "Vì sao lưu",
    ):
        assert said in page or said == "91/2025"
    data = json.loads(client.post(path, {"dang": "json"}).content)
    assert data["member"]["name"] == person.name
    assert data["candidacies"][0]["name"] == person.name
    assert data["candidacies"][0]["elected"] is True
    assert {one["what"] for one in data["events"]} >= {"member.corrected"}
    assert set(data["member"]) == set(Member.PERSONAL) - {"folded", "sort_key", "salt"}
    paper = client.post(path, {"dang": "pdf"})
    assert paper.content.startswith(b"%PDF")
    shown = Event.objects.filter(verb="member.shown").order_by("id")
    assert [json.loads(event.payload)["form"] for event in shown] == ["json", "pdf"]
    assert found.election.congress.unit == cell


def test_a_card_links_only_to_elections_that_its_reader_may_open(client: Client) -> None:
    district = a_unit("BT", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION)
    below = a_unit("BT.C1", kind=UnitKind.GRASSROOTS_CELL, parent=district)
    member = a_member("Lê Thị Duy Nhất", unit=below, card="79555777")
    found = certified_with(member, below)
    client.force_login(a_user(unit=district, role=Role.PERSONNEL))
    page = client.get(f"/u/BT/dang-vien/{member.pk}/").content.decode()
    assert "2020" in page
    assert f"/bau-cu/{found.election_id}/" not in page  # the grant is the district's, this unit only
    both = a_user(unit=district, role=Role.PERSONNEL)
    Grant.objects.create(user=both, unit=district, role=Role.INSPECTOR)
    client.force_login(both)
    assert f"/bau-cu/{found.election_id}/" in client.get(f"/u/BT/dang-vien/{member.pk}/").content.decode()
