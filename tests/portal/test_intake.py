"""What the portal takes from offices: with a valid signature of an enrolled office, once, never an older version."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from daihoi.portal.actions import office_revoke
from daihoi.portal.models import Corner, Snapshot, SnapshotState, Stamp
from daihoi.rules.canonical import canonical
from daihoi.rules.snapshot import SnapshotKind
from tests.portal.builders import FIGURES, UNITS, Sender, a_site
from tests.portal.desk import come_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sender() -> Sender:
    return a_site()


def post(data: bytes, **more: Any) -> Any:
    return Client(enforce_csrf_checks=True).post("/nhan/", data, content_type="application/json", **more)


def stands() -> list[Any]:
    """Everything that a snapshot could change."""
    rows: list[Any] = list(Snapshot.objects.order_by("pk").values_list())
    return [*rows, *Corner.objects.values_list("code", "title"), Stamp.objects.values_list("value", flat=True).first()]


def refused(data: bytes, sentence: str, status: int = 422) -> None:
    """One sentence, nothing written."""
    before = stands()
    answer = post(data)
    assert answer.status_code == status, answer.content
    said = answer.json()["error"]
    assert sentence in said
    assert said.endswith(".")
    assert stands() == before


def test_a_valid_snapshot_is_taken(sender: Sender) -> None:
    sent = sender.sent(SnapshotKind.FIGURES, FIGURES)
    answer = post(sender.file(sent))
    row = Snapshot.objects.get(kind="figures")
    assert (answer.status_code, answer.json()) == (201, {"state": "current", "digest": row.digest})
    assert row.payload == sent.payload()


def test_a_replayed_snapshot_is_known_and_changes_nothing(sender: Sender) -> None:
    data = sender.file(sender.sent(SnapshotKind.FIGURES, FIGURES))
    assert post(data).status_code == 201
    refused(data, "đã nhận rồi", 409)
    assert post(data).json()["known"] is True


def values_of(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


def test_every_altered_byte_is_noticed(sender: Sender) -> None:
    data = sender.file(sender.sent(SnapshotKind.FIGURES, FIGURES))
    before = stands()
    for place in range(len(data)):
        altered = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        answer = post(altered)
        assert answer.status_code == 422, (place, altered[max(0, place - 20) : place + 20])
        assert answer.json()["error"]
        loud = data[:place] + data[place : place + 1].upper() + data[place + 1 :]
        if values_of(loud) != values_of(data):  # \u1Ed1 spells the same letter
            assert post(loud).status_code == 422, place
    assert stands() == before
    assert post(data).status_code == 201  # the control: unaltered, it passes


def test_a_figure_changed_in_the_payload_is_noticed(sender: Sender) -> None:
    values = json.loads(sender.file(sender.sent(SnapshotKind.FIGURES, FIGURES)))
    values["payload"] = values["payload"].replace("11.836", "11.837")
    refused(json.dumps(values).encode(), "Chữ ký không khớp")


def test_keys_that_are_strange_or_revoked_sign_nothing(sender: Sender) -> None:
    stranger = Sender(enrolled=False)
    refused(stranger.file(stranger.sent(SnapshotKind.FIGURES, FIGURES)), "không thuộc cơ quan nào")
    stolen = json.loads(stranger.file(stranger.sent(SnapshotKind.FIGURES, FIGURES)))
    stolen["key"] = sender.public
    refused(json.dumps(stolen).encode(), "Chữ ký không khớp")
    data = sender.file(sender.sent(SnapshotKind.FIGURES, FIGURES))
    office_revoke(sender.public)
    refused(data, "thu hồi")


def test_an_office_speaks_for_its_own_tree_alone(sender: Sender) -> None:
    ward = Sender("Q.1")
    refused(ward.file(ward.sent(SnapshotKind.FIGURES, FIGURES, unit="Q.2")), "không được công bố thay")
    refused(ward.file(ward.sent(SnapshotKind.FIGURES, FIGURES, unit="Q")), "không được công bố thay")
    refused(ward.file(ward.sent(SnapshotKind.FIGURES, FIGURES, unit="Q.11")), "không được công bố thay")
    assert post(ward.file(ward.sent(SnapshotKind.FIGURES, FIGURES, unit="Q.1"))).status_code == 201


def test_an_office_neither_names_nor_dates_another_s_units(sender: Sender) -> None:
    ward = Sender("Q.1")
    units = [UNITS[1] | {"name": "Đảng bộ Phường 1"}, UNITS[2] | {"name": "Tên do nơi khác đặt"}]
    refused(ward.file(ward.sent(SnapshotKind.UNITS, {"units": units})), "thay cho đơn vị Q.2")
    entry = {"day": "2020-05-20", "code": "Q.2", "unit": "Phường 2", "what": "Đại hội", "place": "", "held": False}
    calendar = {"season": "2020–2025", "entries": [entry]}
    refused(ward.file(ward.sent(SnapshotKind.CALENDAR, calendar)), "thay cho đơn vị Q.2")
    own = {"season": "2020–2025", "entries": [entry | {"code": "Q.1"}]}
    assert post(ward.file(ward.sent(SnapshotKind.CALENDAR, own))).status_code == 201


def test_an_older_or_equal_version_comes_late(sender: Sender) -> None:
    old, same = (sender.sent(SnapshotKind.FIGURES, FIGURES, version=2) for _ in range(2))
    sender.publish(SnapshotKind.FIGURES, FIGURES, version=2)
    refused(sender.file(replace(old, version=1)), "tới chậm")
    refused(sender.file(same), "tới chậm")


def test_a_number_is_used_once(sender: Sender) -> None:
    first = sender.publish(SnapshotKind.FIGURES, FIGURES)
    second = replace(sender.sent(SnapshotKind.FIGURES, FIGURES, version=2), number=first.number)
    refused(sender.file(second), "đã dùng cho một bản công bố khác")


def test_a_newer_version_supersedes_and_both_stay(sender: Sender) -> None:
    first = sender.publish(SnapshotKind.FIGURES, FIGURES)
    second = sender.publish(SnapshotKind.FIGURES, FIGURES, version=2)
    first.refresh_from_db()
    assert (first.state, second.state) == (SnapshotState.SUPERSEDED, SnapshotState.CURRENT)
    assert first.payload != ""


def test_a_withdrawal_takes_back_what_stands_with_its_reason(sender: Sender) -> None:
    first = sender.publish(SnapshotKind.FIGURES, FIGURES)
    content = {"subject": first.subject, "reason": "Số liệu chưa duyệt."}
    answer = post(sender.file(sender.sent(SnapshotKind.WITHDRAWAL, content)))
    assert answer.status_code == 201
    first.refresh_from_db()
    assert (first.state, first.reason) == (SnapshotState.WITHDRAWN, "Số liệu chưa duyệt.")
    assert "Số liệu chưa duyệt." in Client().get(f"/so-lieu/{first.pk}/").content.decode()
    refused(sender.file(sender.sent(SnapshotKind.WITHDRAWAL, content, version=2)), "không có bản nào đang công bố")


def test_nobody_withdraws_what_another_published(sender: Sender) -> None:
    first = sender.publish(SnapshotKind.FIGURES, FIGURES)
    ward = Sender("Q.1")
    content = {"subject": first.subject, "reason": "Lý do bịa."}
    refused(ward.file(ward.sent(SnapshotKind.WITHDRAWAL, content)), "không được rút")


@pytest.mark.parametrize(
    "data",
    [
        b" ", b"null", b"[]", b"{}", b"\xff\xfe", b"{" * 100_000, b"[" * 100_000,
        b'{"payload":1,"signature":2,"key":3}', b'{"payload":"","signature":"","key":"","more":""}', b'"' + b"a" * 1000,
    ],
)  # fmt: skip
def test_what_is_no_file_of_an_office_is_refused(sender: Sender, data: bytes) -> None:
    before = stands()
    answer = post(data)
    assert answer.status_code == 422
    assert answer.json()["error"].endswith(".")
    assert stands() == before


def signed(sender: Sender, values: dict[str, Any]) -> bytes:
    """Whatever an office's key signs, right or wrong."""
    payload = canonical(values)
    return json.dumps(
        {"payload": payload, "signature": sender.key.sign(payload.encode()).hex(), "key": sender.public}
    ).encode()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "members"}, {"kind": "result"}, {"format": "daihoi-snapshot-2"}, {"version": 0}, {"version": "1"},
        {"number": -1}, {"title": ""}, {"published_at": "2020-08-27"}, {"subject": "result:Q:mua"},
        {"subject": "figures:Q.2:mua"}, {"unit": "../Q"}, {"more": 1}, {"content": {}},
        {"content": FIGURES | {"members": ["Nguyễn Văn A"]}}, {"content": FIGURES | {"as_of": "27/8/2020"}},
        {"content": FIGURES | {"figures": [{"key": "a"}]}},
    ],
)  # fmt: skip
def test_a_signature_does_not_make_wrong_content_right(sender: Sender, change: dict[str, Any]) -> None:
    values = json.loads(sender.sent(SnapshotKind.FIGURES, FIGURES).payload())
    refused(signed(sender, values | change), "Đây không phải bản công bố của một cơ quan")
    assert post(signed(sender, values)).status_code == 201  # the control


def test_the_door_takes_json_by_post_alone(sender: Sender) -> None:
    data = sender.file(sender.sent(SnapshotKind.FIGURES, FIGURES))
    before = stands()
    assert Client().get("/nhan/").status_code == 405
    assert Client().post("/nhan/", data, content_type="text/plain").status_code == 415
    assert Client().post("/nhan/", {"payload": "x"}).status_code == 415
    assert post(b"{" + b" " * (25 * 1024 * 1024)).status_code == 413
    assert stands() == before


def test_a_failure_on_the_way_leaves_nothing_behind(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    from daihoi.portal.actions import snapshots

    first = sender.publish(SnapshotKind.FIGURES, FIGURES)
    before = stands()

    def broken() -> None:
        raise RuntimeError

    monkeypatch.setattr(snapshots, "stamp_next", broken)
    with pytest.raises(RuntimeError):
        post(sender.file(sender.sent(SnapshotKind.FIGURES, FIGURES, version=2)))
    assert stands() == before
    assert Snapshot.objects.get(pk=first.pk).is_current
    assert not connection.needs_rollback


def test_a_file_may_be_carried_in_by_hand(sender: Sender) -> None:
    data = sender.file(sender.sent(SnapshotKind.FIGURES, FIGURES, title="Số liệu mang tay"))
    client = come_in(sender, ("Q.1", "editor"))

    def carried(content: bytes) -> Any:
        return client.post("/toa-soan/nhan-tep/", {"file": SimpleUploadedFile("ban.json", content)}, follow=True)

    before = stands()
    assert "Tệp này không phải bản công bố" in carried(b"x").content.decode()
    assert "Chữ ký không khớp" in carried(data.replace(b"11.836", b"11.837")).content.decode()
    assert "Chọn tệp công bố" in client.post("/toa-soan/nhan-tep/").content.decode()
    assert stands() == before
    assert "Đã nhận: Số liệu mang tay, bản 1." in carried(data).content.decode()
    assert "đã nhận rồi" in carried(data).content.decode()
    assert Client().post("/toa-soan/nhan-tep/", {"file": SimpleUploadedFile("b.json", data)}).status_code == 302
