"""The reader's pages in a real browser: on a desk and on a telephone, with and without script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from daihoi.portal.models import RelatedArticle
from daihoi.portal.serving import cache
from daihoi.rules.snapshot import SnapshotKind
from daihoi.web.assets import build_portal_fonts
from tests.portal.builders import FIGURES, a_photo, a_section, a_site, an_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {"desk": (1366, 768), "telephone": (390, 844)}
AT = datetime(2020, 8, 27, 7, 50, tzinfo=UTC)
OTHERS = ("/", "/chuyen-muc/tuyen-truyen-dai-hoi/", "/so-lieu/", "/thang/2020/8/", "/lich/", "/don-vi/Q/", "/anh/")


@pytest.fixture
def article() -> str:
    """A site with everything; the address of its fullest article."""
    build_portal_fonts()
    sender = a_site()
    snapshot = sender.publish(SnapshotKind.FIGURES, FIGURES)
    entry = {"day": "2020-05-20", "code": "Q.1", "unit": "Đảng bộ Phường 1", "place": "Hội trường phường",
             "what": "Đại hội lần thứ V, nhiệm kỳ 2020–2025", "held": True}  # fmt: skip
    sender.publish(SnapshotKind.CALENDAR, {"season": "2020–2025", "entries": [entry]}, title="Lịch")
    section = a_section("Tuyên truyền Đại hội Đảng các cấp", "tuyen-truyen-dai-hoi")
    photos = [a_photo(), a_photo()]
    other = an_article("Q.1", title="Đảng bộ Phường 1 bầu bổ sung một đảng uỷ viên", cover=photos[0], section=section,
                       shown_at=AT - timedelta(days=3))  # fmt: skip
    made = an_article(
        title="Tổng kết công tác tổ chức Đại hội Đảng cấp cơ sở và Đại hội Đảng bộ quận nhiệm kỳ 2020–2025",
        section=section, cover=photos[0], shown_at=AT, byline="Hạ Vy", source="Văn phòng Quận uỷ", snapshot=snapshot,
        is_lead=True,
        body=[
            ("text", "<h2>Ở cơ sở</h2><p>Quận có {members} đảng viên, tỷ lệ nữ {own_women_percent}.</p>" * 4),
            ("gallery", {"title": "Hội nghị qua ảnh", "photos": photos}),
            ("table", {"caption": "Theo loại hình", "rows": "Loại hình | Số đơn vị | Bầu đủ\nĐảng bộ | 30 | 24"}),
        ],
    )  # fmt: skip
    made.related.add(RelatedArticle(to=other))
    made.save()
    made.save_revision().publish()
    cache.forget()
    return str(made.url)


@pytest.fixture(params=SIZES)
def window(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A window of a desk or a telephone."""
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=live_server.url)
    yield context
    context.close()


def opened(context: BrowserContext, address: str) -> Page:
    """The page at `address`, whole; nothing is said in its console."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address, wait_until="networkidle")
    assert said == [], address
    return page


def test_every_page_fits_its_window_and_its_fonts_are_the_portals(window: BrowserContext, article: str) -> None:
    for address in (article, *OTHERS):
        page = opened(window, address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert page.evaluate("[...document.fonts].filter(one => one.status == 'error').length") == 0
        assert page.evaluate("document.fonts.check('600 16px \"Source Serif Pro\"', 'ộ')")
        page.close()


def test_the_article_shows_its_elements_to_the_eye(window: BrowserContext, article: str) -> None:
    page = opened(window, article)
    for text in ("Thứ Năm, 27/8/2020, 14 giờ 50", "Hạ Vy", "Nguồn: Văn phòng Quận uỷ", "Số lượt người xem: 0",
                 "Hội nghị qua ảnh", "Tin liên quan", "Xem theo ngày", "Số lượt truy cập", "39,02"):  # fmt: skip
        expect(page.get_by_text(text, exact=False).first).to_be_visible()
    picture = page.locator(".art > figure img")
    assert picture.evaluate("one => one.complete && one.naturalWidth > 0")
    assert page.locator(".related img").first.evaluate("one => one.getBoundingClientRect().height") > 40


def test_the_menu_of_a_telephone_opens_and_larger_type_works_without_script(
    browser: Browser, live_server: LiveServer, article: str
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, base_url=live_server.url, java_script_enabled=False
    )
    page = opened(context, article)
    expect(page.get_by_role("link", name="Lịch đại hội").first).not_to_be_visible()
    page.get_by_role("link", name="Chuyên mục").click()
    expect(page.locator("#chuyen-muc").get_by_role("link", name="Lịch đại hội")).to_be_visible()
    page.locator("#chuyen-muc").get_by_role("link", name="Đóng").click()
    expect(page.locator("#chuyen-muc").get_by_role("link", name="Lịch đại hội")).not_to_be_visible()
    page.get_by_role("link", name="Cỡ chữ lớn").first.click()
    expect(page.locator("html.lon")).to_have_count(1)
    page.get_by_role("link", name="Cỡ chữ thường").first.click()
    expect(page.locator("html.lon")).to_have_count(0)
    context.close()


def test_larger_type_stays_on_the_next_page_and_leaves_no_cookie(
    browser: Browser, live_server: LiveServer, article: str
) -> None:
    context = browser.new_context(base_url=live_server.url)
    page = opened(context, article)
    page.get_by_role("link", name="Cỡ chữ lớn").first.click()
    page.goto("/", wait_until="networkidle")
    expect(page.locator("html.lon")).to_have_count(1)
    page.get_by_role("link", name="Cỡ chữ thường").first.click()
    page.goto(article, wait_until="networkidle")
    expect(page.locator("html.lon")).to_have_count(0)
    assert context.cookies() == []
    context.close()


def test_on_paper_only_the_article_stands(browser: Browser, live_server: LiveServer, article: str) -> None:
    context = browser.new_context(base_url=live_server.url)
    page = opened(context, article)
    page.emulate_media(media="print")
    for name in ("aside", ".menu", ".find", ".related", ".tools"):
        assert all(not one.is_visible() for one in page.locator(name).all()), name
    for name in ("h1", ".lead", ".art > figure img", ".by", ".share img"):
        expect(page.locator(name).first).to_be_visible()
    context.close()
