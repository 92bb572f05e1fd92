"""Every page of lists over one site that has something of everything: its parts, its budget, valid HTML."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from daihoi.portal.models import Front
from daihoi.portal.serving import cache
from daihoi.rules.snapshot import SnapshotKind
from tests.portal.builders import FIGURES, a_photo, a_section, a_site, an_article
from tests.portal.reading import READER, read
from tests.portal.valid import errors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("season")]
AT = datetime(2020, 8, 27, 7, 50, tzinfo=UTC)


@pytest.fixture(scope="module")
def season(database: None) -> None:
    """A site with something of everything."""
    sender = a_site()
    sender.publish(SnapshotKind.FIGURES, FIGURES)
    entry = {
        "day": "2020-05-20",
        "code": "Q.1",
        "unit": "Đảng bộ Phường 1",
        "what": "Đại hội",
        "place": "",
        "held": True,
    }
    sender.publish(SnapshotKind.CALENDAR, {"season": "2020–2025", "entries": [entry]}, title="Lịch")
    gallery = [("gallery", {"title": "Qua ảnh", "photos": [a_photo(), a_photo()]})]
    an_article(title="Bài đứng đầu", is_lead=True, cover=a_photo(), shown_at=AT, body=gallery)
    for index in range(5):
        an_article("Q.1", title=f"Tin phường {index}", shown_at=AT - timedelta(days=index + 1), cover=a_photo(),
                   section=a_section("Xây dựng Đảng", "xay-dung-dang"))  # fmt: skip
    tagged = an_article(title="Có thẻ", shown_at=AT - timedelta(days=40))
    tagged.tags.add("nhân sự")
    tagged.save()
    tagged.save_revision().publish()


PAGES = (
    "/", "/chuyen-muc/xay-dung-dang/", "/ngay/2020/8/27/", "/thang/2020/8/", "/luu-tru/", "/the/nhân-sự/", "/anh/",
    "/don-vi/", "/don-vi/Q/", "/don-vi/Q.1/", "/so-lieu/", "/lich/", "/van-ban/",
)  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_a_page_keeps_its_budget_and_is_valid(client: Client, address: str, django_assert_max_num_queries: Any) -> None:
    page = read(client, address)
    assert errors(page) == []
    assert "Số lượt truy cập" in page
    cache._pages.clear()  # what stands around every page is made once per publication; the page itself anew
    with django_assert_max_num_queries(6):
        client.get(address, **READER)


def test_the_front_page_has_its_parts_in_their_order(client: Client) -> None:
    front = Front.objects.get()
    front.title, front.tagline, front.contact = "Trang tin hai quận", "Nhiệm kỳ 2020–2025", "Toà soạn: 4 Phan Đăng Lưu"
    front.save()
    page = read(client, "/")
    parts = ["Trang tin hai quận</b>", "Nhiệm kỳ 2020–2025", "Bài đứng đầu", "Tin phường 0", "mùa đại hội đã tới đâu",
             "53<small>/53", "11.836", "Xây dựng Đảng</a></h2>", "Xem theo ngày", "Lịch đại hội</h2>", "Xem nhiều",
             "4 Phan Đăng Lưu"]  # fmt: skip
    page = page[page.index("<body") :]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert page.count(">Bài đứng đầu</a></h2>") == 1
