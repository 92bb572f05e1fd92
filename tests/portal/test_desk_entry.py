"""The door of the newsroom: a signed link, once, within its minute, with the grants of this moment."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from daihoi.portal.actions import office_revoke
from daihoi.portal.models import Entry
from tests.portal.builders import Sender, a_site
from tests.portal.desk import come_in, entry_token, person

pytestmark = pytest.mark.django_db


def test_a_link_of_the_office_leads_to_the_desk() -> None:
    sender = a_site()
    client = Client()
    answer = client.get("/vao/", {"the": entry_token(sender, [("Q.1", "editor")])})
    assert (answer.status_code, answer["Location"]) == (302, "/toa-soan/")
    assert client.get("/toa-soan/").status_code == 200
    user = person(sender)
    assert (user.first_name, user.is_staff, user.is_superuser, user.email) == ("Trần Thị Thử", False, False, "")
    assert not user.has_usable_password()
    assert [group.name for group in user.groups.all()] == ["biên tập:Q.1"]
    assert client.session.get_expiry_date() <= timezone.now() + timedelta(hours=8)


def refused(token: str, sentence: str) -> None:
    client = Client()
    answer = client.get("/vao/", {"the": token})
    assert answer.status_code == 403
    assert sentence in answer.content.decode()
    assert client.get("/toa-soan/").status_code == 302


def test_a_link_opens_once() -> None:
    sender = a_site()
    token = entry_token(sender, [("Q.1", "writer")])
    assert Client().head("/vao/", {"the": token}).status_code == 200  # a program that looks ahead
    assert Client().get("/vao/", {"the": token}).status_code == 302
    refused(token, "đã dùng rồi")


@pytest.mark.parametrize("seconds", [-1, 0, 120])
def test_a_link_lives_a_minute_at_most(seconds: int) -> None:
    sender = a_site()
    expires = timezone.now() + timedelta(seconds=seconds)
    refused(entry_token(sender, [("Q.1", "writer")], expires=expires), "quá hạn")


def test_used_links_are_forgotten_when_they_have_expired() -> None:
    sender = a_site()
    Entry.objects.create(nonce="f" * 32, expires_at=timezone.now() - timedelta(seconds=1))
    come_in(sender, ("Q.1", "writer"))
    assert not Entry.objects.filter(nonce="f" * 32).exists()
    assert Entry.objects.count() == 1


def test_only_an_enrolled_key_that_stands_opens() -> None:
    sender, stranger = a_site(), Sender(enrolled=False)
    refused(entry_token(stranger, [("Q.1", "editor")]), "không phải của cơ quan đã đăng ký")
    stranger.public = sender.public  # signs in another's name
    refused(entry_token(stranger, [("Q.1", "editor")]), "không phải của cơ quan đã đăng ký")
    client = come_in(sender, ("Q.1", "editor"))
    office_revoke(sender.public)
    refused(entry_token(sender, [("Q.1", "editor")]), "thu hồi")
    assert client.get("/toa-soan/")["Location"].startswith("/vao/")  # who was inside is out


def test_an_altered_link_opens_nothing() -> None:
    token = entry_token(a_site(), [("Q.1", "editor")])
    for place in range(0, len(token), 7):
        letter = "A" if token[place] != "A" else "B"
        answer = Client().get("/vao/", {"the": token[:place] + letter + token[place + 1 :]})
        assert answer.status_code == 403, place
    assert Client().get("/vao/", {"the": token}).status_code == 302  # as it was, it does


def test_grants_outside_the_office_s_scope_are_dropped() -> None:
    a_site()
    ward = Sender("Q.1")
    come_in(ward, ("Q.2", "editor"), ("Q", "editor"), ("Q.1", "writer"))
    assert [group.name for group in person(ward).groups.all()] == ["viết:Q.1"]
    refused(entry_token(ward, [("Q.2", "editor")]), "chưa được giao")
    refused(entry_token(ward, [("Q.1.9", "editor")]), "chưa được giao")  # no such corner here


def test_a_grant_that_ended_is_gone_at_the_next_entry() -> None:
    sender = a_site()
    first = come_in(sender, ("Q.1", "editor"), ("Q.2", "writer"))
    assert person(sender).groups.count() == 2
    come_in(sender, ("Q.2", "writer"))
    assert [group.name for group in person(sender).groups.all()] == ["viết:Q.2"]
    refused(entry_token(sender, [("Q.9", "editor")]), "chưa được giao")
    assert person(sender).groups.count() == 0
    assert first.get("/toa-soan/").status_code == 302


def test_the_door_without_a_link_says_how_to_come_in(client: Client) -> None:
    a_site()
    page = client.get("/vao/").content.decode()
    assert "Vào toà soạn" in page
    assert "<!--#" not in page
    assert client.get("/toa-soan/login/")["Location"] == "/vao/"
    assert client.get("/toa-soan/pages/1/edit/")["Location"] == "/vao/"


def test_going_out_leads_to_the_door() -> None:
    client = come_in(a_site(), ("Q.1", "writer"))
    assert client.get("/toa-soan/logout/").status_code == 405
    assert client.post("/toa-soan/logout/")["Location"] == "/vao/"
    assert client.get("/toa-soan/").status_code == 302
