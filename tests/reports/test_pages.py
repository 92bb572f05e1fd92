"""Handing in and deciding through the pages: the right person, the right place, the password, one sentence."""

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from daihoi.elections.models import Ratification
from daihoi.org.access import Role
from daihoi.org.models import Grant, User
from daihoi.reports import actions
from daihoi.reports.models import Report, Return, ReturnState
from tests.builders import a_certified_round, a_user
from tests.reports.district import District

pytestmark = pytest.mark.django_db
PASSWORD = "mat-khau-thu"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def district() -> District:
    return District()


@pytest.fixture
def office(district: District) -> User:
    return a_user("vp", unit=district.root, role=Role.OFFICE)


@pytest.fixture
def secretary(district: District) -> User:
    return a_user("bt", unit=district.units[0], role=Role.SECRETARY)


def as_(client: Client, user: User) -> Client:
    client.force_login(user, backend=BACKEND)
    return client


def test_a_secretary_hands_in_and_the_office_decides(
    district: District, client: Client, office: User, secretary: User
) -> None:
    congress = district.congresses[0]
    address = f"/u/Q.1/dai-hoi/{congress.pk}/nop/"
    assert as_(client, secretary).get(address).status_code == 200
    refused = client.post(address, {"password": "sai"})
    assert "mật khẩu" in refused.content.decode().lower()
    assert not Return.objects.exists()
    answer = client.post(address, {"password": PASSWORD})
    returned = Return.objects.get()
    assert answer.headers["Location"] == returned.get_absolute_url()
    assert returned.handed_by == secretary
    assert client.post(f"/u/Q.1/ban-bao-cao/{returned.pk}/nhan/", {"password": PASSWORD}).status_code == 403
    as_(client, office).post(f"/u/Q/ban-bao-cao/{returned.pk}/nhan/", {"password": PASSWORD})
    returned.refresh_from_db()
    assert returned.state == ReturnState.ACCEPTED


def test_nobody_decides_on_the_own_return_or_on_that_of_another_place(
    district: District, client: Client, secretary: User
) -> None:
    """An office of the unit itself may decide for units below it, never for itself (404: no such return there)."""
    returned = actions.hand_in(district.congresses[0], by=district.office)
    own_office = a_user("vp1", unit=district.units[0], role=Role.OFFICE)
    answer = as_(client, own_office).post(f"/u/Q.1/ban-bao-cao/{returned.pk}/nhan/", {"password": PASSWORD})
    assert answer.status_code == 404
    assert client.get(f"/u/Q/ban-bao-cao/{returned.pk}/nhan/").status_code == 404
    assert client.get(f"/u/Q.2/ban-bao-cao/{returned.pk}/").status_code == 404
    assert "tra-lai" not in client.get(f"/u/Q.1/ban-bao-cao/{returned.pk}/").content.decode()


def test_sent_back_the_remarks_stand_beside_the_return(
    district: District, client: Client, office: User, secretary: User
) -> None:
    returned = actions.hand_in(district.congresses[0], by=district.office)
    address = f"/u/Q/ban-bao-cao/{returned.pk}/tra-lai/"
    kept = as_(client, office).post(address, {"remarks": "Thiếu biên bản kiểm phiếu.", "password": "sai"})
    assert "Thiếu biên bản kiểm phiếu." in kept.content.decode()
    client.post(address, {"remarks": "Thiếu biên bản kiểm phiếu.", "password": PASSWORD})
    page = as_(client, secretary).get(f"/u/Q.1/ban-bao-cao/{returned.pk}/").content.decode()
    assert "Thiếu biên bản kiểm phiếu." in page
    assert "Nộp bản mới" in page


def test_ratifying_needs_the_number_of_the_decision(district: District, client: Client, office: User) -> None:
    returned = actions.accept(actions.hand_in(district.congresses[0], by=district.office), by=district.office)
    address = f"/u/Q/ban-bao-cao/{returned.pk}/chuan-y/"
    as_(client, office).post(address, {"password": PASSWORD, "decided_on": "27/8/2020"})
    returned.refresh_from_db()
    assert returned.state == ReturnState.ACCEPTED
    client.post(address, {"password": PASSWORD, "decided_on": "27/8/2020", "number": "12-QĐ/QU"})
    returned.refresh_from_db()
    assert returned.state == ReturnState.RATIFIED


def test_who_is_not_ratified_is_named_with_the_reason_on_the_return(
    district: District, client: Client, office: User
) -> None:
    congress = district.congresses[0]
    found = a_certified_round(congress=congress)
    first = found.candidates.order_by("number")[0]
    returned = actions.accept(actions.hand_in(congress, by=district.office), by=district.office)
    address = f"/u/Q/ban-bao-cao/{returned.pk}/chuan-y/"
    assert first.name in as_(client, office).get(address).content.decode()
    decision = {"password": PASSWORD, "decided_on": "27/8/2020", "number": "12-QĐ/QU", "note": "Bầu bổ sung sau."}
    client.post(address, decision | {f"refuse_{first.pk}": "Không bảo đảm tiêu chuẩn"})
    returned.refresh_from_db()
    assert returned.state == ReturnState.RATIFIED
    row = Ratification.objects.get(congress=congress)
    assert (row.number, row.note) == ("12-QĐ/QU", "Bầu bổ sung sau.")
    assert [(one.candidate, one.reason) for one in row.refusals.all()] == [(first, "Không bảo đảm tiêu chuẩn")]


def test_the_root_has_its_own_return_and_its_office_records_the_decision(
    district: District, client: Client, office: User
) -> None:
    returned = actions.hand_in(district.own, by=district.office)
    page = as_(client, office).get(returned.get_absolute_url()).content.decode()
    assert f"/u/Q/ban-bao-cao/{returned.pk}/nhan/" in page
    client.post(f"/u/Q/ban-bao-cao/{returned.pk}/nhan/", {"password": PASSWORD})
    returned.refresh_from_db()
    assert returned.state == ReturnState.ACCEPTED


def test_a_file_goes_out_from_the_unit_and_is_refused_where_its_key_is_unknown(
    district: District, client: Client, office: User, secretary: User
) -> None:
    returned = actions.hand_in(district.congresses[0], by=district.office)
    answer = as_(client, secretary).post(f"/u/Q.1/ban-bao-cao/{returned.pk}/tep/", {"password": PASSWORD})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    file = SimpleUploadedFile("ban.json", answer.content)
    page = as_(client, office).post("/u/Q/ban-bao-cao/nhan-tep/", {"file": file, "password": PASSWORD})
    assert "chưa đăng ký" in page.content.decode()
    key = actions.public_half(actions.own_key(district.units[0]))
    client.post("/u/Q/ban-bao-cao/khoa/Q.1/", {"public_key": key, "password": PASSWORD})
    file = SimpleUploadedFile("ban.json", answer.content)
    page = client.post("/u/Q/ban-bao-cao/nhan-tep/", {"file": file, "password": PASSWORD})
    assert "ở đây đã có bản 1" in page.content.decode()


def test_the_report_is_made_edited_and_refreshed(district: District, client: Client, office: User) -> None:
    as_(client, office)
    assert "Lập báo cáo" in client.get("/u/Q/bao-cao/").content.decode()
    client.post("/u/Q/bao-cao/lap/")
    report = Report.objects.get()
    one = report.blocks.get(key="lessons")
    refused = client.post("/u/Q/bao-cao/doan/lessons/", {"text": "Có {khong_co} người.", "version": one.version})
    assert "khong_co" in refused.content.decode()
    assert "Có {khong_co} người." in refused.content.decode()
    client.post("/u/Q/bao-cao/doan/lessons/", {"text": "Bài học <b>riêng</b>.", "version": one.version})
    page = client.get("/u/Q/bao-cao/").content.decode()
    assert "Bài học &lt;b&gt;riêng&lt;/b&gt;." in page
    client.post("/u/Q/bao-cao/them/", {"after": "lessons", "kind": "text", "text": "Thêm {members: 41} người."})
    page = client.get("/u/Q/bao-cao/").content.decode()
    assert "<mark" in page
    assert "Số viết đè" in page
    added = report.blocks.get(key__startswith="own-")
    client.post(f"/u/Q/bao-cao/doan/{added.key}/so/", {"so": "members"})
    assert "Số viết đè" not in client.get("/u/Q/bao-cao/").content.decode()
    client.post(f"/u/Q/bao-cao/doan/{added.key}/len/")
    client.post(f"/u/Q/bao-cao/doan/{added.key}/bo/")
    assert not report.blocks.filter(pk=added.pk).exists()
    client.post("/u/Q/bao-cao/dau-trang/", {"number": "9-BC/QU", "dated": "27/8/2020"})
    report.refresh_from_db()
    assert report.number == "9-BC/QU"
    assert client.post("/u/Q/bao-cao/cap-nhat/").status_code == 302


def test_a_clerk_reads_the_report_and_writes_nothing(district: District, client: Client, office: User) -> None:
    clerk = a_user("nl", unit=district.root, role=Role.CLERK)
    as_(client, office).post("/u/Q/bao-cao/lap/")
    as_(client, clerk)
    assert client.get("/u/Q/bao-cao/").status_code == 200
    for address in ("cap-nhat", "them", "dau-trang", "doan/lessons"):
        assert client.post(f"/u/Q/bao-cao/{address}/").status_code == 403


def test_the_superiors_form_is_filled_and_unknown_names_are_listed(
    district: District, client: Client, office: User
) -> None:
    form = docx.Document()
    form.add_paragraph("Đảng viên: {{members}}; sai: {{khong_co}}.")
    made = io.BytesIO()
    form.save(made)
    file = SimpleUploadedFile("mau.docx", made.getvalue())
    page = as_(client, office).post("/u/Q/bieu-mau/", {"file": file}).content.decode()
    assert "khong_co" in page
    assert 'download="mau-da-dien.docx"' in page


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04cut", b"%PDF-1.4", b"\x00" * 1000])
def test_a_hostile_form_gets_a_sentence(district: District, client: Client, office: User, content: bytes) -> None:
    file = SimpleUploadedFile("mau.docx", content)
    answer = as_(client, office).post("/u/Q/bieu-mau/", {"file": file})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode() or 'class="err"' in answer.content.decode()


def test_the_pages_of_another_place_do_not_exist(district: District, client: Client, secretary: User) -> None:
    as_(client, secretary)
    for address in ("bao-cao/", "ban-bao-cao/", "bieu/T1/", "doi-chieu/", "bieu-mau/", "bieu/tep/", "bao-cao/tep/pdf/"):
        assert client.get(f"/u/Q.2/{address}").status_code == 404
        assert client.get(f"/u/Q/{address}").status_code == 404
    assert not Grant.objects.filter(user=secretary, unit=district.root).exists()


def test_there_is_no_table_of_another_name(district: District, client: Client, office: User) -> None:
    as_(client, office)
    assert client.get("/u/Q/bieu/T9/").status_code == 404
    assert client.get("/u/Q/bao-cao/tep/odt/").status_code == 404
