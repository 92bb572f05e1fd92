"""From the office's signed snapshot and the desk's page to what the reader sees."""

import pytest
from django.test import Client

from daihoi.portal.models import Corner, Story
from daihoi.rules.snapshot import SnapshotKind
from tests.portal.builders import FIGURES, a_draft, a_photo, a_site, an_article

pytestmark = pytest.mark.django_db
READER = {"HTTP_USER_AGENT": "Mozilla/5.0"}


def test_corners_follow_the_units_that_the_office_published() -> None:
    a_site()
    ward = Corner.objects.get(code="Q.1")
    assert ward.title == "Đảng bộ Phường 1"
    assert not ward.is_descendant_of(Corner.objects.get(code="Q"))  # a grant in Q reaches into no ward


def test_an_article_is_read_when_it_is_published_and_not_before(client: Client) -> None:
    sender = a_site()
    snapshot = sender.publish(SnapshotKind.FIGURES, FIGURES)
    body = [
        ("text", "<p>Tỷ lệ nữ đạt {own_women_percent} trong {khong_co}.</p>"),
        ("picture", {"photo": a_photo(), "caption": ""}),
    ]
    article = a_draft(title="Tổng kết Đại hội", body=body, cover=a_photo(), snapshot=snapshot)
    address = article.url
    assert address is not None
    assert client.get(address).status_code == 404
    article.save_revision().publish()
    page = client.get(address).content.decode()
    assert f'<a class="fig" href="/so-lieu/{snapshot.pk}/#own_women_percent" title="Tỷ lệ nữ"' in page
    assert "39,02 %" in page
    assert "{khong_co}" in page
    assert "Ảnh: Tổ Tuyên truyền" in page
    assert "Tổng kết Đại hội" in client.get("/").content.decode()


def test_a_withdrawn_article_says_only_why(client: Client) -> None:
    a_site()
    article = an_article(body=[("text", "<p>Câu phải rút.</p>")])
    article.withdrawn_note = "Số liệu chưa được duyệt."
    article.save()
    article.unpublish()
    answer = client.get(f"/tin/{article.pk}-{article.slug}/")
    assert answer.status_code == 410
    assert "Số liệu chưa được duyệt." in answer.content.decode()
    assert "Câu phải rút" not in answer.content.decode()
    assert Story.objects.get(pk=article.pk).html == ""


def test_readers_are_counted_on_the_kept_page(client: Client) -> None:
    a_site()
    address = an_article().url
    counts = [client.get(address, **READER).content.decode() for _ in range(3)]
    assert [f"người xem: <b>{n}<" in page for n, page in enumerate(counts, start=1)] == [True] * 3
