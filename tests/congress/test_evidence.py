"""Evidence: judged by what it is, attached once, seen only inside the scope."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from daihoi.congress import actions
from daihoi.congress.actions.evidence import MAX_SIZE, file_kind, safe_name
from daihoi.congress.models import Congress, Evidence
from daihoi.ledger.models import Event
from daihoi.org.access import Role
from daihoi.org.models import User
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from tests.builders import a_congress, a_season, a_unit, a_user

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + bytes(64) + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32) + b"IEND\xaeB`\x82"


def a_zip(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def a_docx(**more: bytes) -> bytes:
    return a_zip(**({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"} | more))


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def congress() -> Congress:
    district = a_unit("BT", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION)
    ward = a_unit("BT.D1", parent=district)
    return a_congress(ward, season=a_season(district))


@pytest.fixture
def clerk(congress: Congress) -> User:
    return a_user("nhaplieu", unit=congress.unit, role=Role.CLERK)


def attach(congress: Congress, by: User, content: bytes = PDF, name: str = "bien-ban.pdf", **more: object) -> Evidence:
    facts = {"key": uuid.uuid4(), "title": "Biên bản"} | more
    return actions.evidence_attach(congress, by=by, upload=SimpleUploadedFile(name, content), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "name", "media", "kept"),
    [
        (PDF, "biên bản.PDF", "application/pdf", "biên bản.pdf"),
        (JPEG, "IMG_1.jpeg", "image/jpeg", "IMG_1.jpg"),
        (PNG, "anh.png", "image/png", "anh.png"),
        (PDF, "quyet-dinh.exe", "application/pdf", "quyet-dinh.pdf"),
    ],
    ids=["pdf", "jpeg", "png", "pdf named exe"],
)
def test_a_file_is_what_its_content_says(
    congress: Congress, clerk: User, content: bytes, name: str, media: str, kept: str
) -> None:
    evidence = attach(congress, clerk, content, name)
    assert (evidence.content_type, evidence.filename, evidence.size) == (media, kept, len(content))
    assert evidence.sha256 == hashlib.sha256(content).hexdigest()
    assert evidence.sha256 in evidence.file.name
    with evidence.file.open() as kept_file:
        assert kept_file.read() == content


def test_a_docx_is_a_docx() -> None:
    assert file_kind(a_docx()).endswith("wordprocessingml.document")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 a program", "neither PDF"),
        (b"<script>alert(1)</script>", "neither PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "neither PDF"),
        (b"GIF89a", "neither PDF"),
        (PDF.removesuffix(b"%%EOF\n"), "cut off"),
        (JPEG[:-2], "cut off"),
        (PNG[:20], "cut off"),
        (b"PK\x03\x04" + bytes(40), "archive"),
        (a_zip(**{"a.txt": b"x"}), "archive"),
        (a_docx()[:-30], "archive"),
        (a_docx(**{"word/vbaProject.bin": b"x"}), "macros"),
        (a_docx(**{"word/media/bomb.bin": bytes(450_000_000)}), "archive"),
    ],
    ids=["empty", "program", "html", "svg", "gif", "cut-pdf", "cut-jpeg", "cut-png", "no-zip", "zip", "cut-docx",
         "macros", "bomb"],
)  # fmt: skip
def test_anything_else_is_refused_in_words(congress: Congress, clerk: User, content: bytes, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        attach(congress, clerk, content, "x.pdf")
    assert not Evidence.objects.exists()


def test_more_than_twenty_megabytes_are_refused(congress: Congress, clerk: User) -> None:
    with pytest.raises(RuleError, match="20 MB"):
        attach(congress, clerk, b"%PDF-1.4" + bytes(MAX_SIZE) + b"%%EOF")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\bien ban.pdf", "bien ban.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("hoa\u202egnp.pdf", "hoagnp.pdf"),
        ('a";rm -rf.pdf', "arm -rf.pdf"),
        ("...", "tep.pdf"),
        ("", "tep.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
    ids=["path", "windows", "header", "direction", "quotes", "dots", "empty", "long"],
)
def test_no_name_reaches_the_disk_or_a_header(name: str, kept: str) -> None:
    assert safe_name(name, "application/pdf") == kept


def test_a_retry_attaches_once(congress: Congress, clerk: User) -> None:
    key = uuid.uuid4()
    first = attach(congress, clerk, key=key)
    assert attach(congress, clerk, key=key) == first
    assert Evidence.objects.count() == 1
    assert Event.objects.filter(verb="evidence.attached").count() == 1
    with pytest.raises(RuleError, match="another file"):
        attach(congress, clerk, JPEG, key=key)


def test_the_same_paper_twice_is_one_file_on_the_disk(congress: Congress, clerk: User) -> None:
    first, second = attach(congress, clerk), attach(congress, clerk, subject="round:7")
    assert first.pk != second.pk
    assert first.file.name == second.file.name


def test_the_event_holds_the_digest_and_no_name(congress: Congress, clerk: User) -> None:
    evidence = attach(congress, clerk, name="Nguyễn Văn An.pdf", title="Đơn của Nguyễn Văn An", subject="return:3")
    event = Event.objects.get(verb="evidence.attached")
    assert event.stream == congress.stream
    assert json.loads(event.payload)["sha256"] == evidence.sha256
    assert "Nguyễn" not in event.payload


@pytest.mark.parametrize("subject", ["round:", "round:x", "<b>:1", "round:1;drop", "round:1 "])
def test_a_subject_is_a_kind_and_a_number(congress: Congress, clerk: User, subject: str) -> None:
    with pytest.raises(RuleError, match="nothing that a file"):
        attach(congress, clerk, subject=subject)


# --- pages -----------------------------------------------------------------------------------------------------------


def page(congress: Congress) -> str:
    return reverse("evidence", args=[congress.unit.code, congress.pk])


def sent(content: bytes = PDF, **more: str) -> dict[str, object]:
    key = str(uuid.uuid4())
    return {"file": SimpleUploadedFile("bien-ban.pdf", content), "title": "", "kind": "scan", "key": key} | more


def test_the_page_attaches_and_lists(client: Client, congress: Congress, clerk: User) -> None:
    client.force_login(clerk)
    assert client.post(page(congress), sent(subject="round:7")).headers["Location"].endswith("?cho=round%3A7")
    text = client.get(page(congress)).content.decode()
    assert "bien-ban.pdf" in text
    assert "bien-ban.pdf" not in client.get(f"{page(congress)}?cho=round:8").content.decode().split("</section>")[0]


def test_a_refused_file_is_explained_at_its_field(client: Client, congress: Congress, clerk: User) -> None:
    client.force_login(clerk)
    answer = client.post(page(congress), sent(b"MZ", title="Biên bản của tôi"))
    assert answer.status_code == 422
    assert "không phải PDF, JPEG, PNG hay DOCX" in answer.content.decode()
    assert "Biên bản của tôi" in answer.content.decode()


def test_a_download_is_a_file_and_never_a_page(client: Client, congress: Congress, clerk: User) -> None:
    evidence = attach(congress, clerk, name="Biên bản.pdf")
    client.force_login(clerk)
    answer = client.get(reverse("evidence_file", args=[congress.unit.code, evidence.pk]))
    assert answer.content == PDF
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_evidence_of_another_place_does_not_exist(client: Client, congress: Congress, clerk: User) -> None:
    evidence = attach(congress, clerk)
    neighbour = a_unit("BT.D2", parent=congress.unit.parent)
    client.force_login(a_user(unit=neighbour, role=Role.CLERK))
    assert client.get(reverse("evidence_file", args=["BT.D1", evidence.pk])).status_code == 404
    assert client.get(reverse("evidence_file", args=["BT.D2", evidence.pk])).status_code == 404
    assert client.get(page(congress)).status_code == 404
    assert client.post(reverse("evidence", args=["BT.D2", congress.pk]), sent()).status_code == 404


def test_an_observer_sees_no_evidence_and_an_inspector_attaches_none(
    client: Client, congress: Congress, clerk: User
) -> None:
    evidence = attach(congress, clerk)
    client.force_login(a_user(unit=congress.unit, role=Role.OBSERVER))
    assert client.get(reverse("evidence_file", args=["BT.D1", evidence.pk])).status_code == 403
    client.force_login(a_user(unit=congress.unit, role=Role.INSPECTOR))
    assert client.get(reverse("evidence_file", args=["BT.D1", evidence.pk])).status_code == 200
    client.post(page(congress), sent())
    assert Evidence.objects.count() == 1


def test_a_file_attached_by_mistake_goes_and_its_digest_stays(
    congress: Congress, clerk: User, django_capture_on_commit_callbacks: Any
) -> None:
    wrong, same = attach(congress, clerk), attach(congress, clerk)
    client = Client()
    client.force_login(clerk)
    address = reverse("evidence_withdraw", args=["BT.D1", wrong.pk])
    assert client.post(address, {"reason": "  "}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"reason": "Đính nhầm biên bản của phường khác"})
    place = Path(same.file.path)
    assert place.exists(), "the same content stands elsewhere"
    page = client.get(reverse("evidence", args=["BT.D1", congress.pk])).content.decode()
    assert "Đính nhầm biên bản của phường khác" in page
    assert client.get(reverse("evidence_file", args=["BT.D1", wrong.pk])).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        actions.evidence_withdraw(same, by=clerk, reason="Cũng nhầm")
    assert not place.exists()
    told = [json.loads(event.payload) for event in Event.objects.filter(verb="evidence.withdrawn")]
    assert [one["evidence"] for one in told] == [wrong.pk, same.pk]
    assert "nhầm" not in json.dumps(told, ensure_ascii=False)
    with pytest.raises(RuleError):
        actions.evidence_withdraw(same, by=clerk, reason="Lần nữa")


def test_who_may_only_read_withdraws_nothing(congress: Congress, clerk: User) -> None:
    kept = attach(congress, clerk)
    client = Client()
    client.force_login(a_user(unit=congress.unit.parent, role=Role.INSPECTOR))
    address = reverse("evidence_withdraw", args=["BT.D1", kept.pk])
    assert client.post(address, {"reason": "x"}).status_code == 403
    assert "Rút" not in client.get(reverse("evidence", args=["BT.D1", congress.pk])).content.decode()
    assert Evidence.objects.standing().count() == 1
