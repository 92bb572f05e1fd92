"""What was published on its way: over the network to a small server of the test, by file, and the newsroom's door."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from daihoi.cli.main import main
from daihoi.ledger.models import Event
from daihoi.org.access import Role
from daihoi.org.models import Grant, User
from daihoi.reports import actions
from daihoi.reports.actions import delivery
from daihoi.reports.actions.newsroom import newsroom_link
from daihoi.reports.actions.publish import commendation_content
from daihoi.reports.models import Delivery, Publication
from daihoi.reports.queries.verify_published import signed_with
from daihoi.rules import entry
from daihoi.rules.messages import RuleError
from daihoi.rules.snapshot import read
from tests.builders import a_user
from tests.reports.district import District

pytestmark = pytest.mark.django_db


class Portal:
    """A portal that answers as it is told, and remembers what came."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes]] = []
        self.got: list[Any] = []
        self.paths: list[str] = []
        self.held = threading.Event()
        portal = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                portal.paths.append(self.path)
                portal.got.append((self.headers["Content-Type"], json.loads(body)))
                status, said = portal.answers.pop(0) if portal.answers else (201, b"{}")
                if status == 0:  # silence, until the test is over
                    portal.held.wait(20)
                    return
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere/")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_arguments: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    @property
    def numbers(self) -> list[int]:
        return [read(sent["payload"]).number for _kind, sent in self.got]

    def close(self) -> None:
        self.held.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def portal(settings: Any) -> Iterator[Portal]:
    made = Portal()
    settings.PORTAL = made.address
    yield made
    made.close()


@pytest.fixture
def district() -> District:
    return District()


def published(district: District, reason: str = "Đại hội") -> Publication:
    content = commendation_content(
        number="1-QĐ/QU", issuer="Quận uỷ", decided_on=timezone.localdate(), reason=reason,
        collectives=["Đảng bộ Phường 1"], individuals=[],
    )  # fmt: skip
    return actions.commendation_publish(district.root, by=district.office, content=content)


def refusal(sentence: str) -> bytes:
    return json.dumps({"error": sentence}).encode()


def state_of(row: Publication) -> tuple[bool, str]:
    found = Delivery.objects.get(publication=row)
    return found.delivered_at is not None, found.note


# --- what the portal answers -----------------------------------------------------------------------------------------


def test_taken_in_the_order_of_the_numbers_with_signatures_that_hold(district: District, portal: Portal) -> None:
    rows = [published(district, f"Đại hội {n}") for n in range(3)]
    assert delivery.deliver_all() == 3
    assert portal.numbers == [1, 2, 3]
    assert set(portal.paths) == {"/nhan/"}
    kind, sent = portal.got[0]
    assert kind == "application/json"
    assert signed_with(sent["key"], sent["payload"], sent["signature"])
    assert all(state_of(row) == (True, "") for row in rows)
    assert delivery.deliver_all() == 0
    assert len(portal.got) == 3


def test_what_the_portal_has_already_counts_as_delivered(district: District, portal: Portal) -> None:
    row = published(district)
    portal.answers = [(409, refusal("Bản này đã nhận rồi."))]
    delivery.deliver_all()
    assert state_of(row) == (True, "")


def test_a_refusal_is_told_and_does_not_hold_up_the_rest(district: District, portal: Portal) -> None:
    first, second = published(district), actions.units_publish(district.root, by=district.office)
    portal.answers = [(422, refusal("Khoá ký không thuộc cơ quan nào đã đăng ký với cổng."))]
    assert delivery.deliver_all() == 1
    assert state_of(first) == (False, "Cổng tin trả lời 422: Khoá ký không thuộc cơ quan nào đã đăng ký với cổng.")
    assert state_of(second) == (True, "")
    assert delivery.deliver_all() == 1  # once more, by itself
    assert state_of(first) == (True, "")


@pytest.mark.parametrize("answer", [(500, b"<html><body>Traceback: secret</body></html>"), (302, b""), (200, b"ok")])
def test_an_answer_that_is_none_of_a_portal_stops_the_queue(
    answer: tuple[int, bytes], district: District, portal: Portal
) -> None:
    first, second = published(district), actions.units_publish(district.root, by=district.office)
    portal.answers = [answer]
    assert delivery.deliver_all() == 0
    delivered, note = state_of(first)
    assert not delivered
    assert note.startswith(f"Cổng tin trả lời {answer[0]}")
    assert "secret" not in note
    assert state_of(second) == (False, "")
    assert len(portal.got) == 1


def test_a_portal_that_says_nothing(district: District, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "SECONDS", 0.2)
    row = published(district)
    portal.answers = [(0, b"")]
    assert delivery.deliver_all() == 0
    assert state_of(row)[1].startswith("Cổng tin không trả lời")


def test_nobody_there(district: District, settings: Any) -> None:
    made = Portal()
    made.close()
    settings.PORTAL = made.address
    row = published(district)
    assert delivery.deliver_all() == 0
    assert state_of(row)[1].startswith("Không kết nối được với cổng tin")


def test_what_a_newer_version_has_overtaken_is_not_sent_any_more(district: District, portal: Portal) -> None:
    first, second = published(district, "Cũ"), published(district, "Mới")
    portal.answers = [(422, refusal("Không nhận."))]
    delivery.deliver_all()
    assert (state_of(first)[0], state_of(second)[0]) == (False, True)
    assert not Delivery.objects.waiting().exists()


def test_a_withdrawal_reaches_the_portal_whatever_came_before_it(district: District, portal: Portal) -> None:
    first = published(district, "Cũ")
    gone = actions.withdraw(first, by=district.office, reason="Nhầm.")
    second = published(district, "Mới")
    portal.answers = [(422, refusal("Không nhận.")), (422, refusal("Không nhận."))]
    delivery.deliver_all()
    assert (state_of(gone)[0], state_of(second)[0]) == (False, True)
    assert [one.publication for one in Delivery.objects.waiting()] == [gone]  # the first is overtaken
    assert delivery.deliver_all() == 1
    assert read(portal.got[-1][1]["payload"]).content["version"] == 1


def test_the_portal_beside_is_reached_over_this_machine(district: District, portal: Portal, settings: Any) -> None:
    settings.PORTAL, settings.PORTAL_BESIDE = "https://congtin.example", portal.address
    published(district)
    assert delivery.deliver_all() == 1
    assert newsroom_link(a_journalist(district)).startswith("https://congtin.example/vao/")
    settings.PORTAL = ""
    published(district, "Mới")
    assert delivery.deliver_all() == 0
    assert len(portal.got) == 1


def test_without_a_portal_nothing_is_tried(district: District, settings: Any) -> None:
    settings.PORTAL = ""
    row = published(district)
    assert delivery.deliver_all() == 0
    assert Delivery.objects.get(publication=row).tried_at is None


@pytest.mark.parametrize("address", ["file:///etc", "ftp://127.0.0.1:1"])
def test_only_http_leads_anywhere(address: str, district: District) -> None:
    row = published(district)
    (answer,) = [answer for _row, answer in delivery.deliver(address)]
    assert not answer.has_it
    assert state_of(row)[1]


# --- pages -----------------------------------------------------------------------------------------------------------


def test_publishing_on_a_page_sends_and_sends_again(district: District, portal: Portal) -> None:
    office = Client()
    office.force_login(a_user(unit=district.root, role=Role.OFFICE))
    portal.answers = [(503, b""), (503, b"")]
    page = office.get("/u/Q/cong-tin/don-vi/").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    office.post("/u/Q/cong-tin/don-vi/", {"password": "mat-khau-thu", "seen": seen})
    row = Publication.objects.get()
    shown = office.get(row.get_absolute_url()).content.decode()
    assert "chưa tới được" in shown
    assert "Cổng tin trả lời 503" in shown
    office.post("/u/Q/cong-tin/gui/")
    assert not state_of(row)[0]
    office.post("/u/Q/cong-tin/gui/")
    assert state_of(row)[0]
    assert "đã tới cổng" in office.get("/u/Q/cong-tin/").content.decode()


# --- the newsroom ----------------------------------------------------------------------------------------------------


def a_journalist(district: District) -> User:
    user = a_user("viet", name="Người Viết", unit=district.units[0], role=Role.WRITER)
    Grant.objects.create(user=user, unit=district.units[1], role=Role.EDITOR)
    Grant.objects.create(user=user, unit=district.root, role=Role.CLERK)
    yesterday = timezone.localdate() - timedelta(days=1)
    Grant.objects.create(user=user, unit=district.units[2], role=Role.EDITOR, valid_to=yesterday)
    return user


def test_the_link_carries_the_grants_of_today_and_the_key_of_the_office(district: District, settings: Any) -> None:
    settings.PORTAL = "https://congtin.example"
    user = a_journalist(district)
    link = urlsplit(newsroom_link(user))
    assert (link.scheme, link.netloc, link.path) == ("https", "congtin.example", "/vao/")
    payload, signature = entry.opened(parse_qs(link.query)["the"][0])
    found = entry.read(payload)
    assert list(found.grants) == [("Q.1", "writer"), ("Q.2", "editor")]
    assert (found.user, found.name) == (user.pk, "Người Viết")
    assert found.office == actions.public_half(actions.own_key(district.root))
    assert signed_with(found.office, payload, signature)
    assert entry.in_time(found, timezone.now())
    assert not entry.in_time(found, timezone.now() + entry.LIFETIME)
    assert newsroom_link(user) != newsroom_link(user)


def test_nobody_else_gets_a_link(district: District, settings: Any) -> None:
    settings.PORTAL = "https://congtin.example"
    with pytest.raises(RuleError, match="neither writer nor editor"):
        newsroom_link(a_user(unit=district.root, role=Role.OFFICE))
    settings.PORTAL = ""
    with pytest.raises(RuleError, match="No portal"):
        newsroom_link(a_journalist(district))


def test_the_door_of_the_newsroom(district: District, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    client.force_login(a_journalist(district))
    settings.PORTAL = ""
    assert "DAIHOI_PORTAL" in client.get("/u/Q.1/cong-tin/toa-soan/").content.decode()
    assert client.post("/u/Q.1/cong-tin/toa-soan/").status_code == 200
    settings.PORTAL = "https://congtin.example"
    events = Event.objects.count()
    page = client.get("/u/Q.1/cong-tin/toa-soan/").content.decode()
    assert "Vào toà soạn" in page
    assert "congtin.example/vao" not in page
    answer = client.post("/u/Q.1/cong-tin/toa-soan/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("https://congtin.example/vao/?the=")
    assert "no-store" in answer.headers["Cache-Control"]
    assert Event.objects.count() == events
    assert "the=" not in caplog.text


def test_one_who_only_writes_begins_at_the_door_of_the_newsroom(district: District) -> None:
    client = Client()
    client.force_login(a_user(unit=district.units[0], role=Role.WRITER))
    answer = client.get("/", follow=True)
    assert answer.redirect_chain == [("/u/Q.1/cong-tin/toa-soan/", 302)]
    assert "Toà soạn" in answer.content.decode()
    assert client.get("/u/Q.1/").status_code == 403
    assert client.get("/u/Q.2/cong-tin/toa-soan/").status_code == 404


def test_the_browser_may_be_led_to_the_portal_and_nowhere_else() -> None:
    """The policy is made when the program starts: a wrong address stops it there."""
    from daihoi.engine import portal as address

    with pytest.MonkeyPatch.context() as patch:
        for good in ("", "https://congtin.example", "http://127.0.0.1:8001/", "http://[::1]:8001"):
            patch.setenv("DAIHOI_PORTAL", good)
            assert address("DAIHOI_PORTAL") == good.rstrip("/")
        for wrong in (
            "congtin.example",
            "ftp://x",
            "https://x/y",
            "https://a b",
            "https://x;script-src *",
            "https://u@x",
        ):
            patch.setenv("DAIHOI_PORTAL", wrong)
            with pytest.raises(SystemExit, match="phải có dạng"):
                address("DAIHOI_PORTAL")


# --- the command line ------------------------------------------------------------------------------------------------


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> Any:
    assert main([*words, "--json"]) == status
    return json.loads(capsys.readouterr().out)


def test_publishing_from_the_command_line(
    district: District, capsys: pytest.CaptureFixture[str], tmp_path: Path, settings: Any
) -> None:
    settings.PORTAL = ""
    assert said(capsys, "publish", "key") == {
        "unit": "Q", "name": "Đảng bộ quận Thử", "key": actions.public_half(actions.own_key(district.root)),
    }  # fmt: skip
    assert said(capsys, "publish", "figures", "Q")["subject"] == "figures:Q:2020-2025"
    assert said(capsys, "publish", "calendar", "Q")["version"] == 1
    assert said(capsys, "publish", "units", "Q.1")["unit"] == "Q.1"
    actions.report_make(district.root, district.season, by=district.office.user)
    assert said(capsys, "publish", "report", "Q")["kind"] == "document"
    assert Publication.objects.filter(published_by=None).count() == 4
    assert [one["number"] for one in said(capsys, "publish", "pending")["waiting"]] == [1, 2, 3, 4]
    files = said(capsys, "publish", "pending", "--out", str(tmp_path))["files"]
    assert sorted(files) == files
    assert [read(json.loads(Path(name).read_text())["payload"]).number for name in files] == [1, 2, 3, 4]
    assert said(capsys, "publish", "pending", "--out", str(tmp_path))["files"] == []
    assert len(said(capsys, "publish", "pending", "--out", str(tmp_path), "--all")["files"]) == 4


def test_the_command_line_sends_where_a_portal_is_connected(
    district: District, capsys: pytest.CaptureFixture[str], portal: Portal
) -> None:
    portal.answers = [(422, refusal("Không nhận.")), (201, b""), (422, refusal("Không nhận."))]
    first = said(capsys, "publish", "figures", "Q")
    assert (first["delivered"], first["note"]) == (False, "Cổng tin trả lời 422: Không nhận.")
    found = said(capsys, "publish", "pending")
    assert (found["sent"], found["waiting"]) == ([1], [])
    row = Publication.objects.get()
    actions.withdraw(row, by=district.office, reason="Nhầm.")
    assert [one["number"] for one in said(capsys, "publish", "pending", status=1)["waiting"]] == [2]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("figures", "KHONG-CO"), "Không có tổ chức mang mã"),
        (("result", "Q"), "không có cuộc bầu “committee”"),
        (("report", "Q"), "chưa có báo cáo tổng kết"),
        (("pending", "--out", "/khong/co"), "Không có thư mục"),
    ],
)
def test_the_command_line_says_no_in_one_sentence(
    words: tuple[str, ...], sentence: str, district: District, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["publish", *words]) == 1
    assert sentence in capsys.readouterr().err
    assert not Publication.objects.exists()
