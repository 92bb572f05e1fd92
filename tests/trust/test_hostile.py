"""Hostile input gets a plain refusal (T10): one sentence, no crash, nothing written, little memory, little time."""

from __future__ import annotations

import functools
import io
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from daihoi.cli import main
from daihoi.org.access import Role
from daihoi.org.models import Grant, ImportJob, ImportState, Member
from tests.builders import a_congress
from tests.harness import hostile
from tests.harness.books import a_member_row, members_book
from tests.harness.database import counts
from tests.harness.finished import Finished, a_place

pytestmark = pytest.mark.django_db

SECONDS, KILOBYTES = 10, 512 * 1024
# What a refused upload may leave: that it was received and refused, and the session.
TRACES = {"org_importjob", "django_session"}


@functools.cache
def content_of(kind: str) -> bytes:
    return hostile.FILES[kind]()


@pytest.fixture(scope="module")
def made(database: None) -> Finished:
    made = a_place()
    Grant.objects.create(user=made.first.user, unit=made.district, role=Role.OFFICE)
    made.congresses["Q.1"] = a_congress(made.ward, season=made.season)
    return made


@pytest.fixture
def place(made: Finished, settings: Any, tmp_path: Path) -> Finished:
    """The same place for every test, with a folder of its own; what a test writes is taken back."""
    settings.MEDIA_ROOT, settings.DATA = tmp_path / "files", tmp_path
    return made


@pytest.fixture
def client(place: Finished) -> Client:
    found = Client()
    found.force_login(place.first.user, backend="django.contrib.auth.backends.ModelBackend")
    return found


def surfaces(place: Finished) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every page that takes a file: its address and what else its form holds."""
    return {
        "members": (reverse("imports", args=["Q"]), {"kind": "members", "client": str(uuid4())}),
        "units": (reverse("imports", args=["Q"]), {"kind": "units", "client": str(uuid4())}),
        "results": (reverse("results_import", args=["Q"]), {}),
        "evidence": (
            reverse("evidence", args=["Q.1", place.congresses["Q.1"].pk]), {"kind": "scan", "key": str(uuid4())},
        ),
        "form": (reverse("own_form", args=["Q"]), {}),
        "return": (reverse("return_take_in", args=["Q"]), {"password": "mat-khau-thu"}),
        "document": (
            reverse("publish_document", args=["Q"]),
            {"password": "mat-khau-thu", "title": "Kế hoạch", "issuer": "Quận uỷ", "dated": "27/8/2020", "number": "1"},
        ),
    }  # fmt: skip


SURFACES = ("members", "units", "results", "evidence", "form", "return", "document")
# Kinds that a surface may rightly take: a picture and a PDF are evidence, a table without our header is a form.
TAKEN = {
    "evidence": {"picture", "pdf", "word bomb"},
    "form": {"far cell", "names that lead elsewhere", "many parts"},
    "document": {"pdf"},
}


def test_every_page_with_an_upload_is_among_them() -> None:
    """The list of surfaces is whole: every template with a file field belongs to one of them."""
    found = {
        path.stem
        for path in Path("daihoi").rglob("*.html")
        if "portal" not in path.parts and "multipart/form-data" in path.read_text(encoding="utf-8")
    }
    assert found == {
        "import_list", "results_import", "evidence_list", "form_fill", "return_take_in", "publish_typed",
    }  # fmt: skip


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("kind", hostile.FILES)
def test_an_upload_made_to_hurt_is_refused(surface: str, kind: str, place: Finished, client: Client) -> None:
    content = content_of(kind)
    address, data = surfaces(place)[surface]
    before, memory, begun = counts(), _memory(), time.process_time()
    name = "tep.json" if surface == "return" else "tep.xlsx"
    answer = client.post(address, data | {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert time.process_time() - begun < SECONDS
    assert _memory() - memory < KILOBYTES
    if kind in TAKEN.get(surface, ()):
        assert answer.status_code == 200
        return
    assert answer.status_code in (200, 422)
    said = answer.content.decode()
    assert 'class="err' in said or 'role="alert"' in said or "note red" in said, said[said.find("<main") :][:2000]
    assert "Traceback" not in said
    assert "/etc/" not in said
    assert "root:" not in said
    after = counts()
    assert {table for table in after if after[table] != before[table]} <= TRACES
    assert not ImportJob.objects.exclude(state=ImportState.FAILED).exists()
    assert not Path("/tmp/ngoai.xml").exists()


def _memory() -> int:
    """The most memory that this process ever held, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.parametrize("kind", hostile.FILES)
@pytest.mark.parametrize("command", [("import", "units"), ("import", "members"), ("import", "results"), ("outcome",)])
def test_the_command_line_refuses_it_as_plainly(
    command: tuple[str, ...], kind: str, place: Finished, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tep.xlsx"
    path.write_bytes(content_of(kind))
    before, begun = counts(), time.process_time()
    status = main([*command, str(path)])
    said = capsys.readouterr()
    assert time.process_time() - begun < SECONDS
    assert status == 1, said
    assert said.out == ""
    assert said.err.count("\n") == 1, said.err
    assert "Lỗi chưa lường trước" not in said.err, said.err
    assert counts() == before


@pytest.mark.parametrize("surface", SURFACES)
def test_a_file_of_thirty_megabytes_is_refused_by_its_size(surface: str, place: Finished, client: Client) -> None:
    address, data = surfaces(place)[surface]
    before, begun = counts(), time.process_time()
    file = SimpleUploadedFile("to.xlsx", b"PK\x03\x04" + bytes(31_000_000))
    answer = client.post(address, data | {"file": file}, follow=True)
    assert time.process_time() - begun < SECONDS
    assert answer.status_code in (200, 422)
    assert "MB" in answer.content.decode() or surface == "results"
    after = counts()
    assert {table for table in after if after[table] != before[table]} <= TRACES


NAMES = (
    "../../etc/passwd.xlsx", "..\\..\\windows\\win.ini.xlsx", "/etc/shadow.xlsx", "con.xlsx", ".xlsx",
    "a" * 200 + ".xlsx",
    "danh\u202exslx.sach.xlsx", "<script>alert(1)</script>.xlsx", '"; filename=x.xlsx', "a\r\nSet-Cookie: x=1.xlsx",
    "=cmd|' /C calc'!A0.xlsx", "\u200b\u200b.xlsx",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_leads_nowhere(name: str, place: Finished, client: Client, tmp_path: Path) -> None:
    """A good list under a hostile name: it is kept under a name of ours, and the page shows the other as mere text."""
    address, data = surfaces(place)["members"]
    content = members_book([a_member_row(1, "Q.1.1"), a_member_row(2, "KHONG-CO")])
    answer = client.post(address, data | {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert answer.status_code == 200
    said = answer.content.decode()
    assert "<script>alert" not in said
    job = ImportJob.objects.get()
    assert job.state == ImportState.READY
    kept = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*") if path.is_file()}
    assert kept <= {"imports", "progress"}
    assert job.source.read_bytes() == content
    file = client.get(reverse("import_refused", args=["Q", job.uuid]))
    assert file.status_code == 200
    header = file.headers["Content-Disposition"]
    assert "\r" not in header
    assert "\n" not in header
    assert "/" not in header.split("''", 1)[-1]


FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "\u202eedoc=", "＝1+1")


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_never_comes_out_of_a_list(name: str, place: Finished, client: Client) -> None:
    """What goes in as a name comes out as text or not at all: of the refused rows, and of the register's own export."""
    address, data = surfaces(place)["members"]
    rows = [a_member_row(1, "Q.1.1", name=name), a_member_row(2, "Q.1.1"), a_member_row(3, name)]
    file = SimpleUploadedFile("ds.xlsx", members_book(rows))
    client.post(address, data | {"file": file}, follow=True)
    job = ImportJob.objects.get()
    books = []
    if job.counts["refused"]:
        books.append(client.get(reverse("import_refused", args=["Q", job.uuid])).content)
    client.post(reverse("import_write", args=["Q", job.uuid]))
    out = client.post(reverse("register_export", args=["Q"]), {"kind": "members", "reason": "thử"})
    books.append(out.content)
    for content in books:
        for page in openpyxl.load_workbook(io.BytesIO(content)):
            for row in page.iter_rows():
                assert [cell.coordinate for cell in row if cell.data_type == "f"] == []
    assert not Member.objects.filter(name__startswith="=").exists()
    assert not Member.objects.filter(name__contains="\u202e").exists()


def test_more_fields_than_any_form_has_are_refused(place: Finished, client: Client) -> None:
    many = {f"v_{n}": "1" for n in range(6000)}
    client.raise_request_exception = False
    answer = client.post(reverse("imports", args=["Q"]), many)
    assert answer.status_code in (400, 413)
    assert "Traceback" not in answer.content.decode()


def _posts() -> list[tuple[str, Callable[[Finished], dict[str, Any]]]]:
    return [
        ("sign in", lambda _place: {"login": "x" * 100_000, "password": "\x00" * 1000}),
        ("null bytes", lambda _place: {"login": "\x00", "password": "\x00"}),
        ("other letters", lambda _place: {"login": "\ud7ff\u202e\ufffe", "password": "\u0000"}),
    ]


@pytest.mark.parametrize(("what", "data"), _posts(), ids=[what for what, _data in _posts()])
def test_the_door_takes_anything(what: str, data: Any, place: Finished) -> None:
    answer = Client().post("/vao/", data(place))
    assert answer.status_code in (200, 400, 403, 429)
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/u/%00/", "/u/..%2f..%2fetc/", "/u/Q/?so=%00", "/u/Q/?so=" + "x" * 5000, "/u/Q/bieu/%3Cscript%3E/",
        "/u/Q/?trang=99999999999999999999", "/u/Q/so-su-kien/?tu=31/02/2020&dot=x", "/u/Q/?sap=%27%3BDROP",
        "/u/Q/to-chuc/?ngay=9999-99-99", "/u/Q/to-chuc/?ngay=" + "9" * 400, "/u/" + "Q" * 3000 + "/",
        "/tinh/../../etc/passwd",
        "/u/Q/dai-hoi/99999999999999999999999/", "/u/Q/vong/-1/", "/u/Q.1/vong/0/bien-ban.exe",
    ],
)  # fmt: skip
def test_an_address_typed_to_hurt_has_an_ordinary_answer(path: str, client: Client) -> None:
    answer = client.get(path)
    assert answer.status_code in (200, 302, 400, 404, 422), path
    assert b"<script>" not in answer.content.replace(b"<script src", b"").replace(b'<script type="', b"")
