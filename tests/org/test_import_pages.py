"""Pages of lists: a preview first, written by decision and once, nothing outside one's place."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from daihoi.ledger.models import Event
from daihoi.org.access import Role
from daihoi.org.actions import import_begin, import_check, import_receive, import_write, members_leave
from daihoi.org.models import ImportJob, ImportKind, ImportState, LeaveReason, Member, Membership, User
from daihoi.org.queries.imports import progress
from tests.builders import a_user
from tests.org.lists import load, load_units, members_file, person, the_unit, units_file

Office = tuple[Client, User]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def signed_in(role: Role, at: str = "Q") -> Office:
    user = a_user(unit=the_unit(at), role=role)
    client = Client()
    client.force_login(user)
    return client, user


@pytest.fixture
def office(db: None) -> Office:
    load_units()
    return signed_in(Role.OFFICE)


def upload(browser: Client, content: bytes, *, unit: str = "Q", name: str = "dang-vien.xlsx", **fields: Any) -> Any:
    data = {"client": str(uuid4()), "kind": "members"} | fields
    return browser.post(
        reverse("imports", args=[unit]), {**data, "file": SimpleUploadedFile(name, content)}, follow=True
    )


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("\u00a0", " ")


def the_job() -> ImportJob:
    return ImportJob.objects.get()


def at(name: str, job: ImportJob) -> str:
    return reverse(name, args=[job.unit.code, job.uuid])


def test_a_list_is_shown_first_and_nothing_is_written(office: Office) -> None:
    client, _user = office
    answer = upload(client, members_file(person(), person("79000002", "Trần Bình", unit="??")))
    page = text(answer)
    assert "chưa ghi gì vào sổ" in page
    assert "Không có tổ chức nào mang mã ??." in page
    assert "Ghi 1 dòng vào sổ" in page
    assert "1 + 0 + 0 + 1 = 2" in page
    assert the_job().state == ImportState.READY
    assert not Member.objects.exists()
    assert not Event.objects.filter(verb="members.imported").exists()


def test_it_is_written_by_decision_and_once(office: Office) -> None:
    client, user = office
    upload(client, members_file(person()))
    for _press in range(2):
        page = text(client.post(at("import_write", the_job()), follow=True))
    assert "đã ghi vào sổ lúc" in page
    job = the_job()
    assert (job.state, Member.objects.count()) == (ImportState.DONE, 1)
    event = Event.objects.get(verb="members.imported")
    assert (job.event, event.actor) == (event, user.pk)
    assert "Ghi 1 dòng" not in page


def test_the_same_form_sent_twice_is_one_upload(office: Office) -> None:
    client, _user = office
    same = str(uuid4())
    for _press in range(2):
        upload(client, members_file(person()), client=same)
    assert ImportJob.objects.count() == 1


def test_units_are_loaded_by_the_same_page(office: Office) -> None:
    client, _user = office
    rows = [("Q.C1", "Chi bộ Toà án nhân dân", "Chi bộ cơ sở", "Q", 3)]
    upload(client, units_file(rows), kind="units", as_of="2020-04-01")
    client.post(at("import_write", the_job()))
    assert the_unit("Q.C1").name == "Chi bộ Toà án nhân dân"
    assert the_unit("Q.C1").periods.get(valid_to=None).valid_from == date(2020, 4, 1)


def test_a_preview_that_has_grown_stale_is_shown_anew_before_it_is_written(office: Office) -> None:
    client, _user = office
    upload(client, members_file(person()))
    load(person(name="Lê Anh"))  # somebody else adds the same card meanwhile
    page = text(client.post(at("import_write", the_job()), follow=True))
    assert "Sổ đã thay đổi sau khi bạn xem" in page
    assert (the_job().state, Member.objects.get().name) == (ImportState.READY, "Lê Anh")
    client.post(at("import_write", the_job()))
    assert (the_job().state, Member.objects.get().name) == (ImportState.DONE, "Lê Văn An")


def test_two_processes_that_write_the_same_list_write_it_once(office: Office) -> None:
    _client, user = office
    job = import_receive(
        the_unit("Q"),
        by=user,
        client=uuid4(),
        kind=ImportKind.MEMBERS,
        filename="x.xlsx",
        content=members_file(person()),
    )
    import_check(job)
    first, second = ImportJob.objects.get(), ImportJob.objects.get()
    assert import_begin(first, by=user)
    assert not import_begin(second, by=user)
    import_write(first)
    second.state = ImportState.WRITING
    import_write(second)
    assert (Member.objects.count(), the_job().counts["added"], the_job().is_stale) == (1, 1, False)


def test_a_work_that_breaks_off_leaves_the_decision_open(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client, _user = office
    upload(client, members_file(person()))

    def broken(*_args: object, **_kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("daihoi.org.actions.imports._recorded", broken)
    client.post(at("import_write", the_job()))
    assert (the_job().state, Member.objects.count(), Membership.objects.count()) == (ImportState.READY, 0, 0)
    monkeypatch.undo()
    client.post(at("import_write", the_job()))
    assert Member.objects.count() == 1


# --- refused rows, rows, leaving -------------------------------------------------------------------------------------


def test_refused_rows_are_handed_back_as_excel_with_reasons(office: Office) -> None:
    client, _user = office
    upload(client, members_file(person(), person("79000002", '=HYPERLINK("http://x")')))
    answer = client.get(at("import_refused", the_job()))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert '=HYPERLINK("http://x")' in values
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert any("công thức" in str(value) for value in values)


def test_changes_are_shown_old_and_new_side_by_side(office: Office) -> None:
    client, _user = office
    load(person())
    upload(client, members_file(person(unit="Q.C2", education="Thạc sĩ"), as_of="1/4/2020"))
    page = text(client.get(at("import_rows", the_job()) + "?loai=moved"))
    assert "Chi bộ Toà án (Q.C1)" in page
    assert "Chi bộ Kho bạc (Q.C2)" in page
    page = text(client.get(at("import_rows", the_job()) + "?loai=training"))
    assert "Đại học" in page
    assert "Thạc sĩ" in page


def test_those_not_in_the_list_leave_only_when_somebody_says_so(office: Office) -> None:
    client, _user = office
    load(person(), person("79000002", "Trần Bình"))
    upload(client, members_file(person(), as_of="1/4/2020"))
    assert "1 đảng viên của Chi bộ Toà án không có trong danh sách." in text(client.get(the_job().get_absolute_url()))
    address = at("import_rows", the_job()) + "?loai=not_in_list"
    assert "Trần Bình" in text(client.get(address))
    gone = Member.objects.get(card="79000002")
    page = text(client.post(address, {"on": "2020-04-01", "reason": "transferred"}))
    assert "Hãy đánh dấu những người đó trước." in page
    page = text(client.post(address, {"on": "2020-03-01", "reason": "died", "members": [gone.pk]}))
    assert "ngày rời phải sau ngày đó" in page
    assert gone.memberships.get().valid_to is None
    other = Member.objects.get(card="79000001")
    client.post(address, {"on": "2020-04-01", "reason": "died", "members": [other.pk]})
    assert other.memberships.get().valid_to is None  # he is in the list
    page = text(client.post(address, {"on": "2020-04-01", "reason": "transferred", "members": [gone.pk]}, follow=True))
    assert "Không còn ai thiếu." in page
    assert gone.memberships.get().valid_to == date(2020, 4, 1)


# --- hostile and hopeless files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"PK\x03\x04 nothing", b"\xff\xd8\xff\xe0", b"Ten;So the\nA;1\n"])
def test_what_is_no_list_gets_one_clear_sentence(office: Office, content: bytes) -> None:
    client, _user = office
    page = text(upload(client, content))
    assert "Không nhận được tệp." in page
    assert the_job().state == ImportState.FAILED
    assert "Traceback" not in page


def test_a_file_too_large_is_refused_before_it_is_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client, _user = office
    monkeypatch.setattr("daihoi.org.forms.imports.LARGEST", 100)
    page = text(upload(client, members_file(person()), as_of="2020-04-01"))
    assert "Tệp lớn hơn 30 MB. Hãy chia thành nhiều tệp." in page
    assert "2020-04-01" in page  # what was typed stays
    assert not ImportJob.objects.exists()


def test_a_name_of_a_file_cannot_lead_elsewhere(office: Office, folder: Path) -> None:
    client, _user = office
    upload(client, members_file(person()), name="../../../etc/x.xlsx")
    assert the_job().filename == "x.xlsx"
    assert the_job().source.is_relative_to(folder / "imports")
    assert the_job().source.stat().st_mode & 0o077 == 0


def test_a_list_that_is_not_wanted_is_deleted_with_its_file(office: Office) -> None:
    client, _user = office
    upload(client, members_file(person()))
    job = the_job()
    client.post(at("import_drop", job))
    assert not job.folder.exists()
    assert "Danh sách này đã bỏ" in text(client.get(job.get_absolute_url()))
    client.post(at("import_write", job))
    assert not Member.objects.exists()


# --- progress --------------------------------------------------------------------------------------------------------


def test_the_progress_is_told_outside_the_database_and_polled(office: Office) -> None:
    client, user = office
    content = members_file(person())
    job = import_receive(
        the_unit("Q"), by=user, client=uuid4(), kind=ImportKind.MEMBERS, filename="x.xlsx", content=content
    )
    page = text(client.get(job.get_absolute_url()))
    assert "tien-do" in page
    assert "http-equiv" in page
    ImportJob.objects.update(state=ImportState.READING)
    job.progress.parent.mkdir(parents=True, exist_ok=True)
    job.progress.write_text(json.dumps({"stage": "check", "done": 500, "total": 2000}))
    bars = text(client.get(at("import_progress", job), headers={"HX-Request": "true"}))
    assert "500/2.000" in bars
    assert client.get(at("import_progress", job)).status_code == 302
    import_check(the_job())
    answer = client.get(at("import_progress", job), headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert not job.progress.exists()


def test_the_bars_are_asked_for_until_the_writing_is_committed(office: Office) -> None:
    client, user = office
    upload(client, members_file(person(), person("79000002", "Trần Bình")))
    job = the_job()
    import_begin(job, by=user)
    for stage, done in (("check", 2), ("write", 2)):
        job.progress.write_text(json.dumps({"stage": stage, "done": done, "total": 2}))
        bars = text(client.get(at("import_progress", job), headers={"HX-Request": "true"}))
        assert "hx-get" in bars
    assert "1/2" in bars


def test_work_that_has_stalled_can_be_taken_up_again(office: Office) -> None:
    client, user = office
    job = import_receive(
        the_unit("Q"), by=user, client=uuid4(), kind=ImportKind.MEMBERS, filename="x", content=members_file(person())
    )
    assert not progress(job).stalled
    client.post(at("import_again", job))
    assert the_job().state == ImportState.WAITING
    ImportJob.objects.update(created="2020-01-01T00:00:00Z", state=ImportState.READING)  # its worker was killed
    assert "Làm tiếp" in text(client.get(job.get_absolute_url()))
    client.post(at("import_again", job))
    assert the_job().state == ImportState.READY


@pytest.mark.django_db
def test_nothing_is_locked_while_a_list_is_read_and_checked() -> None:
    load_units()
    outside = len(connection.atomic_blocks)
    locked: dict[str, set[bool]] = {}

    def told(stage: str, done: int, total: int) -> None:
        assert 0 <= done <= total
        if stage != "write" or done < total:
            locked.setdefault(stage, set()).add(len(connection.atomic_blocks) > outside)

    load(person(), progress=told)
    assert locked["read"] == locked["check"] == {False}


# --- places and roles ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.OFFICE, "Q", 200),
        (Role.PERSONNEL, "Q", 200),
        (Role.CLERK, "Q", 403),
        (Role.INSPECTOR, "Q", 403),
        (Role.OBSERVER, "Q", 403),
        (Role.ADMIN, "Q", 403),
        (Role.OFFICE, "Q.C1", 404),
    ],
)
def test_only_who_keeps_the_register_loads_lists(office: Office, role: Role, place: str, status: int) -> None:
    client, _user = signed_in(role, place)
    assert client.get(reverse("imports", args=["Q"])).status_code == status
    assert client.get(reverse("register_export", args=["Q"])).status_code == status
    assert client.get(reverse("import_template", args=["Q", "members"])).status_code == status


def test_a_list_of_another_place_does_not_exist(office: Office) -> None:
    client, _user = office
    upload(client, members_file(person()))
    job = the_job()
    stranger, _ = signed_in(Role.OFFICE, "Q.C2")
    for name in ("import", "import_progress", "import_refused", "import_rows"):
        assert stranger.get(reverse(name, args=["Q.C2", job.uuid])).status_code == 404
    for name in ("import_write", "import_drop", "import_again"):
        assert stranger.post(reverse(name, args=["Q.C2", job.uuid])).status_code == 404
    narrow, _ = signed_in(Role.PERSONNEL, "Q")
    assert narrow.get(job.get_absolute_url()).status_code == 404


def test_a_role_of_one_unit_touches_only_that_unit(office: Office) -> None:
    load(person("79000005", "Đỗ Em", unit="Q.C2"))
    client, _user = signed_in(Role.PERSONNEL, "Q.C1")
    people = (person(), person("79000002", "Trần Bình", unit="Q.C2"), person("79000005", "Đỗ Em", unit="Q.C1"))
    page = text(upload(client, members_file(*people, as_of="1/4/2020"), unit="Q.C1"))
    assert "Tổ chức Q.C2 không thuộc phạm vi của bạn." in page
    assert "Người này đang sinh hoạt ở tổ chức ngoài phạm vi của bạn." in page
    client.post(at("import_write", the_job()))
    assert list(Membership.objects.order_by("member__card").values_list("member__card", "unit__code")) == [
        ("79000001", "Q.C1"),
        ("79000005", "Q.C2"),
    ]


def test_who_stays_elsewhere_cannot_be_ticked_as_left(office: Office) -> None:
    client, user = office
    load(person(), person("79000002", "Trần Bình"))
    upload(client, members_file(person(), as_of="1/4/2020"))
    gone = Member.objects.get(card="79000002")
    members_leave([gone.pk], by=user, on=date(2020, 4, 1), reason=LeaveReason.DIED)
    address = at("import_rows", the_job()) + "?loai=not_in_list"
    assert client.post(address, {"on": "2020-04-02", "reason": "died", "members": [gone.pk]}).status_code == 200
    assert gone.memberships.get().valid_to == date(2020, 4, 1)


# --- lists that go out -----------------------------------------------------------------------------------------------


def test_members_go_out_only_with_a_reason(office: Office) -> None:
    client, user = office
    load(person())
    address = reverse("register_export", args=["Q"])
    assert "phải có lý do" in text(client.post(address, {"kind": "members"}))
    answer = client.post(address, {"kind": "members", "reason": "đối chiếu thẻ"})
    assert answer.headers["Content-Type"].startswith("application/vnd")
    assert "no-store" in answer.headers["Cache-Control"]
    assert Event.objects.get(verb="register.exported").actor == user.pk
    assert client.post(address, {"kind": "units"}).headers["Content-Type"].startswith("application/vnd")


def test_every_page_keeps_its_budget_of_queries(
    office: Office, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client, _user = office
    load(person(), person("79000002", "Trần Bình"), person("79000003", "Vũ Cúc", unit="Q.C2"))
    upload(client, members_file(person(unit="Q.C2"), person("", ""), as_of="1/4/2020"))
    job = the_job()
    pages = [job.get_absolute_url(), at("import_rows", job) + "?loai=moved"]
    pages += [at("import_rows", job) + "?loai=not_in_list"]
    pages += [reverse("imports", args=["Q"]), reverse("register_export", args=["Q"])]
    for address in pages:
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


def test_an_old_list_goes_and_what_it_did_stays(office: Office) -> None:
    """T13: the file of members' data is kept a month; counts and the register stay."""
    client, _user = office
    upload(client, members_file(person()))
    old = the_job()
    client.post(at("import_write", old), follow=True)
    finished = ImportJob.objects.get(pk=old.pk).finished
    assert finished is not None
    ImportJob.objects.filter(pk=old.pk).update(finished=finished - timedelta(days=29))
    upload(client, members_file(person("79000002", "Trần Bình")))
    assert old.folder.exists()
    ImportJob.objects.filter(pk=old.pk).update(finished=finished - timedelta(days=31))
    upload(client, members_file(person("79000003", "Trần Cường")))
    assert not old.folder.exists()
    assert ImportJob.objects.filter(state=ImportState.READY).count() == 2
    assert Member.objects.count() == 1
    page = client.get(at("import", old))
    assert page.status_code == 200
    assert "đã được xoá" in text(page)
