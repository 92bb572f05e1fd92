"""Photographs: nothing without its words; no place and no camera in what readers get; only pictures are pictures."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from daihoi.portal.actions.pictures import shown_picture
from daihoi.portal.models import Article, Attachment, Photo, PhotoRendition
from tests.portal.builders import a_draft, a_site, an_article
from tests.portal.desk import come_in, kept_photo

pytestmark = pytest.mark.django_db
WORDS = {"title": "Hội trường", "alt": "Hội trường có phông đỏ", "caption": "Hội nghị tổng kết", "credit": "Tổ ảnh"}


def jpeg(size: tuple[int, int] = (1400, 800)) -> bytes:
    """A photograph that says where it was taken and with what."""
    picture, out = Image.new("RGB", size, (30, 90, 60)), BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "MAYANH-ZQX"  # make
    exif[0x9286] = "GHICHU-ZQX"  # comment
    exif.get_ifd(0x8825).update({1: "N", 2: (10.0, 48.0, 12.0), 3: "E", 4: (106.0, 42.0, 3.0)})
    picture.save(out, "JPEG", exif=exif, comment=b"BINHLUAN-ZQX")
    return out.getvalue()


@pytest.fixture
def client() -> Client:
    return come_in(a_site(), ("Q.1", "writer"))


def send(client: Client, content: bytes, name: str = "anh.jpg", **more: Any) -> Any:
    return client.post("/toa-soan/images/add/", WORDS | {"file": SimpleUploadedFile(name, content)} | more)


def test_a_photograph_comes_with_its_words_into_its_corner(client: Client) -> None:
    assert send(client, jpeg()).status_code == 302
    photo = Photo.objects.get()
    assert (photo.alt, photo.credit, photo.collection.name) == (WORDS["alt"], "Tổ ảnh", "Q.1 · Đảng bộ Phường 1")


@pytest.mark.parametrize("missing", ["alt", "caption", "credit"])
def test_no_photograph_without_its_words(client: Client, missing: str) -> None:
    assert send(client, jpeg(), **{missing: " "}).status_code == 200
    assert not Photo.objects.exists()


def test_several_at_once_wait_for_their_words(client: Client) -> None:
    """Files dropped together are photographs only once somebody has written theirs."""
    answer = client.post(
        "/toa-soan/images/multiple/add/",
        {"title": "Nhiều ảnh", "files[]": SimpleUploadedFile("a.jpg", jpeg())},
        HTTP_X_REQUESTED_WITH="XMLHttpRequest",
    )
    assert answer.status_code == 200
    assert not Photo.objects.exists()
    upload = answer.json()["uploaded_file_id"]
    path = f"/toa-soan/images/multiple/create_from_uploaded_image/{upload}/"
    prefix = f"uploaded-image-{upload}"
    words = {f"{prefix}-{name}": text for name, text in WORDS.items()}
    assert (
        client.post(path, words | {f"{prefix}-alt": ""}, HTTP_X_REQUESTED_WITH="XMLHttpRequest").json()["success"]
        is False
    )
    assert client.post(path, words, HTTP_X_REQUESTED_WITH="XMLHttpRequest").json()["success"] is True
    assert Photo.objects.get().alt == WORDS["alt"]


def test_readers_get_no_place_and_no_camera(client: Client) -> None:
    content = jpeg()
    send(client, content)
    photo = Photo.objects.get()
    with photo.file.open("rb") as file:  # the control: the library keeps the file as it came
        assert b"MAYANH-ZQX" in file.read()
    shown = shown_picture(photo)
    names = {shown[key] for key in ("src", "thumb", "large", "preview")}
    names |= {part.split()[0] for part in shown["srcset"].split(", ")}
    assert len(names) >= 5
    for name in names:
        copy = (settings.PUBLIC_ROOT / name.removeprefix("/tep/")).read_bytes()
        assert b"ZQX" not in copy
        assert b"Exif" not in copy
        with Image.open(BytesIO(copy)) as picture:
            assert not picture.getexif().get_ifd(0x8825)
            assert not picture.getexif()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.__hit=1"></svg>'),
        ("a.jpg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.__hit=1"></svg>'),
        ("a.jpg", b"<html><script>window.__hit=1</script></html>"), ("a.html", b"<html></html>"), ("a.jpg", b""),
        ("a.jpg", jpeg()[:300]), ("a.php.jpg", b"<?php ?>"), ("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 100),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused(client: Client, name: str, content: bytes) -> None:
    assert send(client, content, name).status_code == 200
    assert not Photo.objects.exists()


def test_a_picture_of_too_many_points_or_bytes_is_refused(client: Client, settings: Any) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 1_000_000
    assert send(client, jpeg((1400, 800))).status_code == 200
    assert not Photo.objects.exists()
    assert send(client, jpeg((1200, 800))).status_code == 302


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.exe", "a.js", "a.xml"])
def test_documents_are_of_three_kinds(client: Client, name: str) -> None:
    sent = {"title": "Tệp", "file": SimpleUploadedFile(name, b"%PDF-1.4 x")}
    assert client.post("/toa-soan/documents/add/", sent).status_code == 200
    assert not Attachment.objects.exists()
    sent["file"] = SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")
    assert client.post("/toa-soan/documents/add/", sent).status_code == 302


def test_the_focal_point_moves_the_cut(client: Client) -> None:
    picture, out = Image.new("RGB", (1200, 600), (255, 255, 255)), BytesIO()
    picture.paste((200, 0, 0), (0, 0, 200, 600))
    picture.save(out, "PNG")
    send(client, out.getvalue(), "a.png")
    photo = Photo.objects.get()
    plain = shown_picture(photo)["thumb"]
    point = {"focal_point_x": "100", "focal_point_y": "300", "focal_point_width": "180", "focal_point_height": "400"}
    assert client.post(f"/toa-soan/images/{photo.pk}/", WORDS | point).status_code == 302
    moved = shown_picture(Photo.objects.get())["thumb"]
    assert moved != plain
    with Image.open(settings.PUBLIC_ROOT / moved.removeprefix("/tep/")) as cut:
        red = cut.convert("RGB").getpixel((8, cut.height // 2))
    assert isinstance(red, tuple)
    assert red[0] > 150 > red[1]


DRAWN = re.compile(r'<img\b[^>]*?\bsrc="([^"]+)"')
CUT = re.compile(r"/toa-soan/anh-kho/\d+/\d+/")


def test_the_desk_shows_its_photographs_to_their_corner_and_to_nobody_else() -> None:
    sender = a_site()
    editor, writer = come_in(sender, ("Q.1", "editor")), come_in(sender, ("Q.1", "writer"), user=2)
    other = come_in(sender, ("Q.2", "editor"), ("Q", "editor"), user=3)
    photo = kept_photo("Q.1")
    body = [("picture", {"photo": photo, "caption": ""}), ("gallery", {"title": "Ảnh", "photos": [photo, photo]})]
    draft = a_draft("Q.1", cover=photo, body=body)
    for path, drawn, size in (
        ("images/", True, 165), ("images/results/", True, 165), ("images/?layout=list", True, 100),
        ("images/chooser/", True, 165), ("images/chooser/results/", True, 165),
        (f"images/chooser/chosen/{photo.pk}/", False, 165),
        (f"images/{photo.pk}/", True, 640),
        (f"pages/{draft.pk}/edit/", True, 165),
    ):  # fmt: skip
        answer = editor.get(f"/toa-soan/{path}")
        page = unescape(answer.content.decode()).replace('\\"', '"')
        found = {one for one in DRAWN.findall(page) if not one.startswith(("/tinh/", "data:"))}
        assert not drawn or found, path
        assert "/kho/" not in page, path
        cuts = set(CUT.findall(page))
        assert cuts, path
        assert found <= cuts, path
        widths = set()
        for one in cuts:
            seen = editor.get(one)
            assert (seen.status_code, seen["Content-Type"]) == (200, "image/png"), (path, one)
            assert (seen["Cache-Control"], seen["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
            with Image.open(BytesIO(seen.getvalue())) as picture:
                widths.add(picture.width)
            assert len(writer.get(one).getvalue()) > 100
            assert other.get(one).status_code == 404
            assert Client().get(one)["Location"] == "/vao/"
            assert editor.post(one).status_code == 405
        assert max(widths) <= 640, path
        assert size in widths or path.endswith("list"), (path, widths)


def test_a_cut_is_asked_for_by_its_own_photograph() -> None:
    """The number of a cut of another unit's photograph, behind the number of one's own."""
    editor = come_in(a_site(), ("Q.1", "editor"))
    own, foreign = (kept_photo(code).get_rendition("max-165x165") for code in ("Q.1", "Q.2"))
    assert editor.get(own.url).getvalue()
    assert own.full_url.endswith(own.url)
    assert editor.get(f"/toa-soan/anh-kho/{own.image_id}/{foreign.pk}/").status_code == 404
    assert editor.get(foreign.url).status_code == 404
    own.file.storage.delete(own.file.name)
    assert editor.get(own.url).status_code == 404
    assert PhotoRendition.objects.filter(pk=own.pk).exists()


def test_a_photograph_that_kept_versions_name_can_go_and_they_open_without_it() -> None:
    editor = come_in(a_site(), ("Q.1", "editor"))
    photo = kept_photo("Q.1")
    draft = a_draft("Q.1")
    draft.cover = photo
    draft.save_revision()
    assert editor.post(f"/toa-soan/images/{photo.pk}/delete/").status_code == 302
    assert not Photo.objects.exists()
    assert editor.get(f"/toa-soan/pages/{draft.pk}/edit/").status_code == 200
    assert Article.objects.get(pk=draft.pk).get_latest_revision_as_object().cover is None
    Article.objects.get(pk=draft.pk).get_latest_revision().publish()
    assert Article.objects.get(pk=draft.pk).live


def test_the_main_picture_of_a_published_article_stays_in_the_library() -> None:
    editor = come_in(a_site(), ("Q.1", "editor"))
    photo = kept_photo("Q.1")
    article = an_article("Q.1", cover=photo)
    assert (
        editor.post(f"/toa-soan/images/{photo.pk}/delete/").status_code == 302
    )  # to the first page, with its sentence
    assert Article.objects.get(pk=article.pk).cover == photo
    article.cover = None
    article.save_revision().publish()
    assert editor.post(f"/toa-soan/images/{photo.pk}/delete/").status_code == 302
    assert not Photo.objects.exists()
