"""What the portal takes from offices: with a valid signature of an enrolled office, once, never an older version."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from daihoi.portal.actions import SnapshotRefusedError, office_enrol, office_revoke
from daihoi.portal.models import Corner, Snapshot, SnapshotState, Stamp
from daihoi.portal.queries.verification import faults
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
    content = {"subject": first.subject, "version": 1, "reason": "Số liệu chưa duyệt."}
    answer = post(sender.file(sender.sent(SnapshotKind.WITHDRAWAL, content)))
    assert answer.status_code == 201
    first.refresh_from_db()
    assert (first.state, first.reason) == (SnapshotState.WITHDRAWN, "Số liệu chưa duyệt.")
    assert "Số liệu chưa duyệt." in Client().get(f"/so-lieu/{first.pk}/").content.decode()
    refused(sender.file(sender.sent(SnapshotKind.WITHDRAWAL, content, version=2)), "không có bản nào đang công bố")


def test_nobody_withdraws_what_another_published(sender: Sender) -> None:
    first = sender.publish(SnapshotKind.FIGURES, FIGURES)
    ward = Sender("Q.1")
    content = {"subject": first.subject, "version": 1, "reason": "Lý do bịa."}
    refused(ward.file(ward.sent(SnapshotKind.WITHDRAWAL, content)), "không được rút")
    sender.publish(SnapshotKind.FIGURES, FIGURES, version=2)
    refused(ward.file(ward.sent(SnapshotKind.WITHDRAWAL, content)), "không được rút")


def withdrawal(sender: Sender, subject: str, version: int, reason: str) -> Snapshot:
    content = {"subject": subject, "version": version, "reason": reason}
    return sender.publish(SnapshotKind.WITHDRAWAL, content, what=f"figures.mua.{version}")


def states(subject: str) -> list[tuple[int, str, str]]:
    return list(Snapshot.objects.filter(subject=subject).order_by("version").values_list("version", "state", "reason"))


def test_a_withdrawal_that_comes_late_leaves_the_newer_version(sender: Sender) -> None:
    first = sender.publish(SnapshotKind.FIGURES, FIGURES)
    sender.publish(SnapshotKind.FIGURES, FIGURES, version=2)
    withdrawal(sender, first.subject, 1, "Bản đầu nhầm.")
    assert states(first.subject) == [(1, "withdrawn", "Bản đầu nhầm."), (2, "current", "")]
    assert not list(faults())


def test_a_late_withdrawal_of_what_never_came_or_is_gone_already_is_kept(sender: Sender) -> None:
    second = sender.publish(SnapshotKind.FIGURES, FIGURES, version=2)
    withdrawal(sender, second.subject, 1, "Bản đầu nhầm.")
    assert states(second.subject) == [(2, "current", "")]
    third = sender.publish(SnapshotKind.FIGURES, FIGURES, version=3)
    withdrawal(sender, third.subject, 3, "Cả ba nhầm.")
    withdrawal(sender, third.subject, 2, "Bản hai nhầm.")
    assert states(third.subject) == [(2, "withdrawn", "Bản hai nhầm."), (3, "withdrawn", "Cả ba nhầm.")]
    assert not list(faults())


def test_a_version_that_comes_after_its_withdrawal_is_shown_to_nobody(sender: Sender) -> None:
    first = sender.publish(SnapshotKind.FIGURES, FIGURES)
    withdrawal(sender, first.subject, 2, "Hai bản nhầm.")
    answer = post(sender.file(sender.sent(SnapshotKind.FIGURES, FIGURES, version=2)))
    assert (answer.status_code, answer.json()["state"]) == (201, "withdrawn")
    assert states(first.subject) == [(n, "withdrawn", "Hai bản nhầm.") for n in (1, 2)]
    assert sender.publish(SnapshotKind.FIGURES, FIGURES, version=3).is_current
    assert not list(faults())


def test_a_withdrawal_names_the_version(sender: Sender) -> None:
    first = sender.publish(SnapshotKind.FIGURES, FIGURES)
    content = {"subject": first.subject, "version": 1, "reason": "Nhầm."}
    values = json.loads(sender.sent(SnapshotKind.WITHDRAWAL, content).payload())
    for wrong in ({"subject": first.subject, "reason": "Nhầm."}, content | {"version": 0}):
        refused(signed(sender, values | {"content": wrong}), "Đây không phải bản công bố")


def test_each_version_withdrawn_with_its_own_reason_verifies(sender: Sender) -> None:
    first = sender.publish(SnapshotKind.FIGURES, FIGURES)
    withdrawal(sender, first.subject, 1, "Lý do một.")
    sender.publish(SnapshotKind.FIGURES, FIGURES, version=2)
    withdrawal(sender, first.subject, 2, "Lý do hai.")
    assert states(first.subject) == [(1, "withdrawn", "Lý do một."), (2, "withdrawn", "Lý do hai.")]
    assert not list(faults())
    Snapshot.objects.filter(subject=first.subject, version=1).update(reason="Lý do bịa.")  # the control
    Snapshot.objects.filter(subject=first.subject, version=2).update(state=SnapshotState.CURRENT)
    assert len(list(faults())) == 2


@pytest.mark.parametrize("key", ["\ud800", "\x00", "", "A" * 64, "a" * 63])
def test_a_key_that_is_none_is_nobodys(sender: Sender, key: str) -> None:
    data = json.dumps({"payload": "{}", "signature": "a" * 128, "key": key}).encode()
    refused(data, "không thuộc cơ quan nào")


def test_an_office_is_enrolled_with_its_key_as_people_copy_it() -> None:
    key = Sender(enrolled=False).public
    loud = f" {key[:32].upper()}\n{key[32:]} "
    office = office_enrol(" Q ", "  Văn phòng  Q ", loud)
    assert (office.code, office.name, office.public_key) == ("Q", "Văn phòng Q", key)
    assert office_enrol("Q", "Văn phòng Q", key) == office
    assert office_revoke(loud).revoked_at is not None


@pytest.mark.parametrize(
    ("code", "name"), [("Q" * 41, "Tên"), ("", "Tên"), ("../Q", "Tên"), ("Q", " "), ("Q", "x" * 301)]
)
def test_an_office_has_a_code_and_a_name_that_fit(code: str, name: str) -> None:
    with pytest.raises(SnapshotRefusedError, match="không quá"):
        office_enrol(code, name, Sender(enrolled=False).public)


def test_names_and_versions_are_no_larger_than_their_columns(sender: Sender) -> None:
    values = json.loads(sender.sent(SnapshotKind.UNITS, {"units": UNITS}, what="don-vi", version=2).payload())
    long = {"units": [UNITS[0] | {"name": "x" * 256}]}
    for wrong in ({"content": long}, {"version": 2**31}, {"published_at": "9999-12-31T23:59:59.000000Z"}):
        refused(signed(sender, values | wrong), "Đây không phải bản công bố")
    fits = {"units": [UNITS[0] | {"name": "x" * 255}]}
    assert post(signed(sender, values | {"content": fits, "version": 2**31 - 1})).status_code == 201


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
