"""Figures of the season: what stands, what it replaced, where it comes from, and the bytes themselves."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from daihoi.portal.actions.snapshots import signature_holds
from daihoi.portal.models import Snapshot
from daihoi.portal.queries.papers import papers
from daihoi.portal.serving import cache
from daihoi.rules.snapshot import SnapshotKind
from tests.portal.builders import FIGURES, Sender, a_site
from tests.portal.valid import errors

pytestmark = pytest.mark.django_db
BYTES = b"%PDF-1.4\n" + bytes(range(256)) * 40
RESULT: dict[str, Any] = {
    "season": "2020–2025", "congress": "Đại hội đại biểu Đảng bộ quận lần thứ XII", "post": "Ban Chấp hành",
    "held_on": "2020-07-31", "decision": "Quyết định số 12-QĐ/TU", "decided_on": "2020-08-12",
    "figures": FIGURES["figures"], "elected": ["Vũ Minh An", "Trần Thị Bình"],
}  # fmt: skip
COMMENDATION: dict[str, Any] = {
    "number": "112-QĐ/QU", "issuer": "Ban Thường vụ Quận uỷ", "decided_on": "2020-08-26", "reason": "Có thành tích",
    "collectives": ["Văn phòng Quận uỷ"], "individuals": ["Lê An"],
}  # fmt: skip


def read(client: Client, address: str, status: int = 200) -> str:
    cache.forget()
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    page = answer.content.decode()
    assert errors(page) == []
    return page


def a_document(sender: Sender, **more: Any) -> Snapshot:
    content = {
        "number": "45-KH/QU", "issuer": 'Quận uỷ "Thử", "dated":"', "dated": "2020-08-26", "name": "Kế hoạch/45.pdf",
        "media_type": "application/pdf", "sha256": hashlib.sha256(BYTES).hexdigest(),
        "data": base64.b64encode(BYTES).decode(),
    }  # fmt: skip
    return sender.publish(SnapshotKind.DOCUMENT, content, what="45", title="Kế hoạch quán triệt nghị quyết", **more)


def test_the_page_of_figures_shows_what_the_office_published(client: Client) -> None:
    sender = a_site()
    sender.publish(SnapshotKind.FIGURES, FIGURES | {"findings": ["39 + 11 = 50, không phải 53."]})
    result = sender.publish(SnapshotKind.RESULT, RESULT, title="Kết quả bầu Ban Chấp hành")
    award = sender.publish(SnapshotKind.COMMENDATION, COMMENDATION, title="Khen thưởng tập thể, cá nhân")
    sender.publish(SnapshotKind.FIGURES, FIGURES, unit="Q.1", title="Số liệu Phường 1")
    page = read(client, "/so-lieu/")
    for words in ("Đảng bộ quận Thử", "11.836", "39,02 %", "16/41", "Tổ chức", "39 + 11 = 50", "<polyline", "Phường 1"):
        assert words in page, words
    assert f'href="/so-lieu/{result.pk}/">Kết quả bầu Ban Chấp hành' in page
    assert f'href="/so-lieu/{award.pk}/">Khen thưởng' in page
    shown = read(client, f"/so-lieu/{result.pk}/")
    for words in ("Vũ Minh An", "Quyết định số 12-QĐ/TU", "31/7/2020", "39,02 %"):
        assert words in shown, words
    assert "Văn phòng Quận uỷ" in read(client, f"/so-lieu/{award.pk}/")


def test_every_version_keeps_its_page_and_the_older_ones_say_so(client: Client) -> None:
    sender = a_site()
    first = sender.publish(SnapshotKind.FIGURES, FIGURES)
    assert "đang công bố" in read(client, f"/so-lieu/{first.pk}/")
    second = sender.publish(SnapshotKind.FIGURES, FIGURES | {"total": 54}, version=2)
    old = read(client, f"/so-lieu/{first.pk}/")
    assert "đã có bản mới" in old
    assert f'Bản đang công bố: <a href="/so-lieu/{second.pk}/">bản 2' in old
    assert 'id="members"' in old  # where the articles' figures point
    assert f'href="/so-lieu/{first.pk}/">Bản 1</a>' in read(client, f"/so-lieu/{second.pk}/")
    assert f"/so-lieu/{first.pk}/" not in read(client, "/so-lieu/")


def test_a_page_of_a_version_says_where_it_comes_from_and_hands_out_what_was_signed(client: Client) -> None:
    sender = a_site()
    found = sender.publish(SnapshotKind.FIGURES, FIGURES)
    page = read(client, f"/so-lieu/{found.pk}/")
    for words in ("Văn phòng Q", found.digest, found.signature, sender.public, found.subject, "bản báo cáo số 1"):
        assert words in page, words
    answer = client.get(f"/so-lieu/{found.pk}/ban-ky.json")
    values = json.loads(b"".join(answer.streaming_content))
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == 'attachment; filename="figures-Q-mua-ban-1.json"'
    assert signature_holds(sender.public, values["payload"], values["signature"])
    assert values["payload"] == found.payload


def test_what_was_withdrawn_shows_its_reason_and_nothing_else(client: Client) -> None:
    sender = a_site()
    found = sender.publish(SnapshotKind.RESULT, RESULT, title="Kết quả")
    content = {"subject": found.subject, "version": 1, "reason": "Nhầm danh sách."}
    sender.publish(SnapshotKind.WITHDRAWAL, content, what="rut")
    page = read(client, f"/so-lieu/{found.pk}/", 410)
    assert "Nhầm danh sách." in page
    assert "Vũ Minh An" not in page
    assert "Vũ Minh An" not in read(client, f"/so-lieu/{found.pk}/ban-ky.json", 410)
    assert "Kết quả" not in read(client, "/so-lieu/").replace("Kết quả bầu cử", "")


def test_with_a_version_every_older_one_goes(client: Client) -> None:
    sender = a_site()
    named = sender.publish(SnapshotKind.RESULT, RESULT, title="Kết quả")
    bare = sender.publish(SnapshotKind.RESULT, RESULT | {"elected": []}, version=2, title="Kết quả")
    assert "Vũ Minh An" in read(client, f"/so-lieu/{named.pk}/")  # the control
    content = {"subject": bare.subject, "version": 2, "reason": "Chưa chuẩn y."}
    sender.publish(SnapshotKind.WITHDRAWAL, content, what="rut")
    for found in (named, bare):
        for address in (f"/so-lieu/{found.pk}/", f"/so-lieu/{found.pk}/ban-ky.json"):
            page = read(client, address, 410)
            assert "Chưa chuẩn y." in page
            assert "Vũ Minh An" not in page


def test_an_older_version_goes_by_itself_and_the_newest_stays(client: Client) -> None:
    sender = a_site()
    first, second, third = (a_document(sender, version=number) for number in (1, 2, 3))
    content = {"subject": first.subject, "version": 2, "reason": "Có tên người."}
    sender.publish(SnapshotKind.WITHDRAWAL, content, what="rut")
    name = papers(1)[0].file.rpartition("/")[2]
    for old in (first, second):
        assert "Có tên người." in read(client, f"/van-ban/{old.pk}/{name}", 410)
        assert "Bản đang công bố" not in read(client, f"/so-lieu/{old.pk}/", 410)
    assert "đang công bố" in read(client, f"/so-lieu/{third.pk}/")
    assert client.get(papers(1)[0].file).status_code == 200


def test_the_version_in_place_of_another_is_the_one_that_stands(client: Client) -> None:
    sender = a_site()
    first, second = (sender.publish(SnapshotKind.FIGURES, FIGURES, version=number) for number in (1, 2))
    Snapshot.objects.filter(pk=second.pk).update(state="withdrawn")  # as portals before kept it
    assert "Bản đang công bố" not in read(client, f"/so-lieu/{first.pk}/")


def test_a_document_comes_as_its_office_published_it(client: Client) -> None:
    sender = a_site()
    found = a_document(sender)
    page = read(client, "/van-ban/")
    assert "Kế hoạch quán triệt nghị quyết" in page
    assert "PDF, 10 KB" in page
    address = papers(1)[0].file
    assert f'href="{address}"' in page
    answer = client.get(address)
    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == hashlib.sha256(BYTES).hexdigest()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="45.pdf"'  # no path is taken over
    assert papers(1)[0].size in range(len(BYTES), len(BYTES) + 3)
    assert papers(1)[0].issuer == 'Quận uỷ "Thử", "dated":"'
    content = {"subject": found.subject, "version": 1, "reason": "Bản thảo."}
    sender.publish(SnapshotKind.WITHDRAWAL, content, what="rut")
    assert "Bản thảo." in read(client, address, 410)
    assert "Kế hoạch quán triệt" not in read(client, "/van-ban/")


def test_a_document_whose_bytes_are_not_what_its_digest_says_is_not_handed_out(client: Client) -> None:
    found = a_document(a_site())
    Snapshot.objects.filter(pk=found.pk).update(payload=found.payload.replace('"data":"J', '"data":"K', 1))
    assert client.get(papers(1)[0].file).status_code == 404


def test_the_calendar_of_congresses_joins_what_offices_publish(client: Client) -> None:
    sender = a_site()
    entry = {"day": "2020-05-20", "code": "Q.1", "unit": "Đảng bộ Phường 1", "what": "Đại hội lần thứ V",
             "place": "Hội trường phường", "held": True}  # fmt: skip
    far = entry | {"day": "2999-06-02", "code": "Q.77", "unit": "Chi bộ không có góc", "held": False}
    past = entry | {"day": "2020-06-02", "what": "Hội nghị", "held": False}  # nobody published that it was held
    sender.publish(SnapshotKind.CALENDAR, {"season": "2020–2025", "entries": [entry, past, far]}, title="Lịch quận")
    sender.publish(SnapshotKind.CALENDAR, {"season": "2020–2025", "entries": [entry]}, title="Lịch phường", unit="Q.1")
    page = read(client, "/lich/")
    assert page.count("Đại hội lần thứ V") == 2
    assert "1 trên 3 đại hội đã họp" in page
    assert [page.count(words) for words in ("<td>đã họp<", "<td>theo kế hoạch<", "<td>sắp họp<")] == [1, 1, 1]
    assert 'href="/don-vi/Q.1/">Đảng bộ Phường 1</a>' in page
    assert "/don-vi/Q.77/" not in page
    assert "Chi bộ không có góc" in read(client, "/van-ban/")  # what comes next stands beside other pages
    assert "Đảng bộ Phường 1" not in read(client, "/van-ban/")


def test_a_figure_with_a_strange_key_cannot_break_its_page(client: Client) -> None:
    strange = [FIGURES["figures"][0] | {"key": key} for key in ('"><script>', "noi-dung", "members", "members")]
    found = a_site().publish(SnapshotKind.FIGURES, FIGURES | {"figures": strange})
    page = read(client, f"/so-lieu/{found.pk}/")
    assert page.count('id="members"') == 1
    assert "<script>" not in page
