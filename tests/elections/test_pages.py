"""The pages of elections: the whole way through forms, names only for those who may see them, few queries."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from daihoi.congress.models import Congress
from daihoi.elections import actions, queries
from daihoi.elections.models import Certificate, Election, Incident, Round, RoundState
from daihoi.org.access import Role
from daihoi.org.models import User
from daihoi.rules.levels import UnitKind
from tests import builders as a

pytestmark = pytest.mark.django_db
PASSWORD = "mat-khau-thu"


@pytest.fixture
def congress() -> Congress:
    root = a.a_unit("Q", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION, name="Đảng bộ quận Thử")
    unit = a.a_unit("Q.D1", parent=root, name="Đảng bộ Phường 1")
    return a.a_congress(unit, season=a.a_season(root), summoned=100)


@pytest.fixture
def office(congress: Congress) -> User:
    return a.a_user("office", unit=congress.unit.parent, role=Role.OFFICE)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(name: str, *args: Any) -> str:
    return reverse(name, args=["Q.D1", *args])


def certified(congress: Congress) -> Round:
    return a.a_certified_round(congress=congress)


def test_an_election_goes_its_whole_way_through_the_pages(congress: Congress, office: User) -> None:
    client = client_of(office)
    second = a.a_user("second", unit=congress.unit, role=Role.SECOND)
    client.post(url("election_open", congress.pk), {"what": "congress:committee", "seats": "3"})
    election = Election.objects.get()
    found = election.rounds.get()
    client.post(
        url("round", found.pk),
        {"act": "list", "names": "Lê Văn An\nTrần Thị Bình\nVõ Cường\nĐỗ Dung", "source": "planned"},
    )
    assert found.candidates.count() == 4
    client.post(
        url("round", found.pk),
        {"act": "base", "seats": "3", "summoned": "100", "present": "98", "held_on": "21/5/2020",
         "count_delegate_not_replaced": "2", "who_delegate_not_replaced": "Bùi A\nHồ B"},
    )  # fmt: skip
    client.post(
        url("round", found.pk), {"act": "board", "head": "Vũ Khôi", "members": "Ngô Lan", "presidium": "Lý Bảo"}
    )
    page = client.get(url("round_count", found.pk))
    form = page.context["form"]
    typed = {
        "key": str(uuid.uuid4()),
        "version": form["version"].value(),
        "sheet_version": form["sheet_version"].value(),
    }
    papers = {"p_present": "98", "p_issued": "98", "p_returned": "98", "p_valid": "98", "p_invalid": "0"}
    client.post(
        url("round_count", found.pk),
        typed | papers | {f"v_{n}": v for n, v in ((1, "90"), (2, "80"), (3, "70"), (4, "20"))},
    )
    client.post(
        url("round_count", found.pk),
        {
            **(typed | papers | {"key": str(uuid.uuid4()), "version": "1", "sheet_version": "1", "done": "1"}),
            **{f"v_{n}": v for n, v in ((1, "90"), (2, "80"), (3, "70"), (4, "21"))},
        },
    )
    found.refresh_from_db()
    assert found.state == RoundState.COUNTED
    wrong = client.post(
        url("round_certify", found.pk), {"password": PASSWORD, "second_name": "office", "second_password": PASSWORD}
    )
    assert wrong.status_code == 422
    client.post(
        url("round_certify", found.pk),
        {"password": PASSWORD, "second_name": second.username, "second_password": PASSWORD},
    )
    certificate = Certificate.objects.get()
    assert (certificate.signed_by, certificate.second) == (office, second)
    shown = client.get(url("election", election.pk)).content.decode()
    assert "Lê Văn An" in shown
    assert "đã ký chứng thực" in shown
    client.post(
        url("certificate_reopen", certificate.pk),
        {"reason": "gõ nhầm", "password": PASSWORD, "second_name": second.username, "second_password": PASSWORD},
    )
    found.refresh_from_db()
    assert found.state == RoundState.COUNTED
    assert "gõ nhầm" in client.get(url("certificate", certificate.pk)).content.decode()


def test_a_second_person_without_the_right_cannot_sign(congress: Congress, office: User) -> None:
    found = a.typed(a.an_election(congress).rounds.get(), (90, 80, 70, 20))
    stranger = a.a_user("stranger", unit=a.a_unit(), role=Role.SECOND)
    page = client_of(office).post(
        url("round_certify", found.pk),
        {"password": PASSWORD, "second_name": stranger.username, "second_password": PASSWORD},
    )
    assert page.status_code == 422
    assert not Certificate.objects.exists()


def test_a_wrong_password_signs_nothing(congress: Congress, office: User) -> None:
    found = a.typed(a.an_election(congress).rounds.get(), (90, 80, 70, 20))
    a.a_user("second", unit=congress.unit, role=Role.SECOND)
    page = client_of(office).post(
        url("round_certify", found.pk), {"password": "sai", "second_name": "second", "second_password": PASSWORD}
    )
    assert page.status_code == 422
    assert not Certificate.objects.exists()


def test_the_count_page_keeps_what_was_typed_and_says_what_is_no_number(congress: Congress, office: User) -> None:
    found = a.an_election(congress).rounds.get()
    page = client_of(office).post(
        url("round_count", found.pk), {"key": str(uuid.uuid4()), "version": "0", "sheet_version": "0", "v_1": "chín"}
    )
    assert page.status_code == 422
    assert 'value="chín"' in page.content.decode()


def test_two_typists_see_where_their_numbers_differ(congress: Congress, office: User) -> None:
    found = a.an_election(congress).rounds.get()
    actions.count_save(found, by=a.a_user(), key=uuid.uuid4(), votes={1: 90})
    page = client_of(office).post(
        url("round_count", found.pk), {"key": str(uuid.uuid4()), "version": "0", "sheet_version": "0", "v_1": "91"}
    )
    assert page.status_code == 422
    assert next((row["mine"], row["theirs"]) for row in page.context["conflict"]) == (91, 90)
    data = queries.round_data(found)
    assert data.votes[data.candidates[0].pk] == 90


def test_an_observer_sees_figures_and_no_names(congress: Congress) -> None:
    found = certified(congress)
    actions.incident_record(congress, by=a.a_user(), received_on=found.held_on, text="Tố giác Trần Bí Mật")  # type: ignore[arg-type]
    observer = client_of(a.a_user("eye", unit=congress.unit.parent, role=Role.OBSERVER))
    pages = [
        url("election", found.election_id),
        url("election", found.election_id) + "?so=elected",
        url("election", found.election_id) + f"?so=votes-1-{found.candidates.first().number}",  # type: ignore[union-attr]
        url("elections"),
        url("ratification", congress.pk),
        url("incidents", congress.pk),
    ]
    for address in pages:
        page = observer.get(address)
        assert page.status_code == 200
        text = page.content.decode()
        assert not [name for name in (*a.NAMES[:4], "Bí Mật") if name in text], address
    assert "90" in observer.get(pages[0]).content.decode()
    file = observer.get(url("election", found.election_id) + "?xuat=xlsx")
    assert a.NAMES[0].encode() not in file.content
    for name, args in (
        ("round_minutes", (found.pk, "docx")),
        ("dossier", (congress.pk,)),
        ("round_ballot", (found.pk, "pdf")),
    ):
        assert observer.get(url(name, *args)).status_code == 403


def test_things_of_another_unit_do_not_exist_here(congress: Congress, office: User) -> None:
    found = certified(a.a_congress())
    certificate = found.certificates.get()
    client = client_of(office)
    for name, pk in (
        ("election", found.election_id),
        ("round", found.pk),
        ("certificate", certificate.pk),
        ("round_count", found.pk),
    ):
        assert client.get(url(name, pk)).status_code == 404


def test_only_the_superior_receives_and_the_decision_waits_for_the_return(congress: Congress) -> None:
    certified(congress)
    own = client_of(a.a_user("own", unit=congress.unit, role=Role.OFFICE))
    own.post(url("ratification", congress.pk), {"received_on": "25/5/2020"})
    assert not hasattr(Congress.objects.get(pk=congress.pk), "ratification")
    above = client_of(a.a_user("above", unit=congress.unit.parent, role=Role.OFFICE))
    above.post(url("ratification", congress.pk), {"received_on": "25/5/2020"})
    assert Congress.objects.get(pk=congress.pk).ratification.received_on == date(2020, 5, 25)
    page = above.get(url("ratification", congress.pk)).content.decode()
    assert "chưa nộp bản báo cáo" in page


def test_the_next_round_is_made_from_the_page(congress: Congress, office: User) -> None:
    client, election = client_of(office), a.an_election(congress)
    found = a.typed(election.rounds.get(), (90, 80, 40, 30))
    actions.round_count_done(found, by=office)
    assert client.get(url("election_next", election.pk)).context["may_make"] is False
    answers = {key: "yes" for key, _question in queries.result(election).open_questions}
    client.post(url("election_next", election.pk), {"act": "decide", **answers})
    client.post(url("election_next", election.pk), {"act": "make", "keep": ["3"], "names": "Bùi Ất", "source": "floor"})
    second = election.rounds.get(number=2)
    assert sorted(second.candidates.values_list("source", flat=True)) == ["floor", "planned"]


def test_who_is_unticked_does_not_stand_in_the_next_round(congress: Congress, office: User) -> None:
    client, election = client_of(office), a.an_election(congress)
    actions.round_count_done(a.typed(election.rounds.get(), (90, 80, 40, 30)), by=office)
    answers = {key: "yes" for key, _question in queries.result(election).open_questions}
    client.post(url("election_next", election.pk), {"act": "decide", **answers})
    assert client.post(url("election_next", election.pk), {"act": "make"}).status_code == 422, "nobody would stand"
    client.post(url("election_next", election.pk), {"act": "make", "names": "Bùi Ất", "source": "floor"})
    assert list(election.rounds.get(number=2).candidates.values_list("name", flat=True)) == ["Bùi Ất"]


def test_a_complaint_goes_through_the_page(congress: Congress, office: User) -> None:
    certified(congress)
    client = client_of(office)
    client.post(url("incidents", congress.pk), {"received_on": "25/5/2020", "text": "x", "election": ""})
    incident = Incident.objects.get()
    client.post(url("incident_settle", incident.pk), {"settled_on": "26/5/2020", "outcome": "y"})
    incident.refresh_from_db()
    assert incident.outcome == "y"


def test_the_dossier_is_taken_out_with_a_reason_that_is_recorded(congress: Congress, office: User) -> None:
    from daihoi.ledger.models import Event

    certified(congress)
    client = client_of(office)
    assert client.post(url("dossier", congress.pk), {"text": ""}).status_code == 422
    answer = client.post(url("dossier", congress.pk), {"text": "trình Quận uỷ"})
    assert answer.headers["Content-Type"] == "application/zip"
    assert Event.objects.filter(verb="dossier.exported").count() == 1


def test_every_page_keeps_to_twelve_queries(congress: Congress, office: User) -> None:
    """Session, account, grants, unit, ledger head: five; an election with all its rows: five more."""
    client = client_of(office)
    done = certified(congress)
    draft = a.an_election(congress, post=a.Post.DELEGATES, seats=3, candidates=4)
    one = draft.rounds.get()
    pages = [
        url("elections"), url("election", done.election_id), url("election", done.election_id) + "?so=women",
        url("certificate", done.certificates.get().pk), url("certificate_reopen", done.certificates.get().pk),
        url("round", one.pk), url("round_count", one.pk), url("round_certify", one.pk),
        url("election_next", done.election_id),
        url("election_open", congress.pk), url("ratification", congress.pk), url("incidents", congress.pk),
        url("dossier", congress.pk), url("results_import"), url("election_annul", done.election_id),
    ]  # fmt: skip
    for address in pages:
        client.get(address)
        with CaptureQueriesContext(connection) as made:
            assert client.get(address).status_code == 200, address
        assert len(made) <= 12, (address, len(made))


def test_a_file_of_results_is_looked_at_first_and_then_carried_out(congress: Congress, office: User) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.elections.test_import import a_file, row, votes

    Election.objects.all().delete()
    content = a_file([row("Q.D1"), row("X")], votes(90, 80, 70, 20, code="Q.D1"))
    client = client_of(office)
    page = client.post(
        reverse("results_import", args=["Q"]), {"file": SimpleUploadedFile("kq.xlsx", content)}, format="multipart"
    )
    assert (page.context["told"].added, len(page.context["told"].refused), Election.objects.count()) == (1, 1, 0)
    digest = page.context["digest"]
    client.post(reverse("results_import", args=["Q"]), {"digest": digest, "name": "kq.xlsx", "carry": "1"})
    assert Election.objects.get().congress == congress
    file = client.get(reverse("results_import", args=["Q"]), {"tep": digest, "ten": "kq.xlsx", "xuat": "xlsx"})
    assert file.content.startswith(b"PK")
