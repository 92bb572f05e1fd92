"""Front page, sections, days, archive, corners: what stands where, within the budget, in valid HTML."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from daihoi.portal.models import Story
from daihoi.portal.queries.days import month_of
from daihoi.portal.queries.stories import EACH
from tests.portal.builders import a_site, an_article
from tests.portal.reading import read
from tests.portal.valid import errors

pytestmark = pytest.mark.django_db
AT = datetime(2020, 8, 27, 7, 50, tzinfo=UTC)


def stories(count: int, **more: Any) -> list[Story]:
    """Many stories like one that the desk published."""
    first = Story.objects.get(pk=an_article(**more).pk)
    rows = []
    for index in range(1, count):
        row = Story.objects.get(pk=first.pk)
        row.page, row.headline = 10_000 + index, f"Tin thứ {index}"
        row.shown_at = first.shown_at - timedelta(hours=index)
        rows.append(row)
    return [first, *Story.objects.bulk_create(rows)]


def test_the_checker_sees_what_is_wrong() -> None:
    """The control of every test that finds a page valid."""
    wrong = '<!doctype html><html lang="vi"><main><h1>a</h1><h3>b</h3><p><div id="x"></div></p><img src="x"><b id="x">'
    wrong += '<ul><a href="#y">z</a></ul><input><i style="x"></b></main></html>'
    assert len(errors(wrong)) >= 9


def test_a_long_section_turns_its_sheets(client: Client) -> None:
    a_site()
    stories(2 * EACH + 1)
    first = read(client, "/chuyen-muc/tin-hoat-dong/?co-chu=lon")
    assert first.count('class="item"') == EACH
    assert 'rel="next" href="?trang=2&amp;co-chu=lon"' in first
    last = read(client, "/chuyen-muc/tin-hoat-dong/?trang=3")
    assert last.count('class="item"') == 1
    assert 'rel="prev" href="?trang=2"' in last
    for wrong in ("4", "0", "-1", "x", "1e9", "99999999999999999999"):
        assert client.get(f"/chuyen-muc/tin-hoat-dong/?trang={wrong}").status_code == 404, wrong


def test_days_are_those_of_the_portals_clock(client: Client) -> None:
    a_site()
    an_article(title="Sát nửa đêm", shown_at=datetime(2020, 8, 27, 17, 30, tzinfo=UTC))  # 0:30 of the 28th
    an_article(title="Buổi sáng", shown_at=datetime(2020, 8, 27, 2, 0, tzinfo=UTC))
    page = read(client, "/ngay/2020/8/28/")
    main = page[page.index("<h1>") : page.index("<aside")]
    assert "Sát nửa đêm" in main
    assert "Buổi sáng" not in main
    assert 'href="/ngay/2020/8/27/">‹ 27/8/2020' in page  # the day with news before it
    assert 'href="/ngay/2020/8/28/" aria-current="date"' in page
    assert "/ngay/2020/8/26/" not in page  # a day without news is no link
    assert "Chưa có tin nào" in read(client, "/ngay/2020/8/26/")


def test_the_calendar_leads_only_to_months_that_have_news(client: Client) -> None:
    a_site()
    an_article(shown_at=datetime(2020, 8, 27, 3, 0, tzinfo=UTC))
    an_article(shown_at=datetime(2020, 6, 1, 3, 0, tzinfo=UTC))
    august = read(client, "/thang/2020/8/")
    assert "/thang/2020/7/" in august
    assert "/thang/2020/9/" not in august
    june = read(client, "/thang/2020/6/")
    assert "/thang/2020/5/" not in june
    assert "/thang/2020/7/" in june
    oldest, newest = datetime(2020, 1, 1, tzinfo=UTC).date(), datetime(2021, 12, 31, tzinfo=UTC).date()
    weeks = month_of(2021, 2, oldest, newest).weeks
    assert [day for day, _address, _count in weeks[0]] == [1, 2, 3, 4, 5, 6, 7]  # February 2021 fills four weeks
    assert len(weeks) == 4


def test_the_archive_counts_the_stories_of_a_month(client: Client) -> None:
    a_site()
    stories(3, shown_at=datetime(2020, 8, 1, 1, 0, tzinfo=UTC))  # 8:00 of the 1st, and the hours before
    an_article(shown_at=datetime(2020, 7, 31, 17, 0, tzinfo=UTC))  # midnight: August by the portal's clock
    an_article(shown_at=datetime(2019, 12, 31, 16, 59, tzinfo=UTC))
    page = read(client, "/luu-tru/")
    assert 'href="/thang/2020/8/">Tháng 8</a> <small>4 tin' in page
    assert 'href="/thang/2019/12/">Tháng 12</a> <small>1 tin' in page


def test_a_corner_stands_in_its_tree_and_shows_the_news_below_it(client: Client) -> None:
    a_site()
    an_article("Q.1", title="Tin của Phường 1")
    an_article("Q", title="Tin của quận")
    district = read(client, "/don-vi/Q/")
    assert 'href="/don-vi/Q.1/">Đảng bộ Phường 1</a>' in district
    assert "Tin của Phường 1" in district
    ward = read(client, "/don-vi/Q.1/")
    crumbs = ward[ward.index('class="crumbs"') : ward.index("</ol>")]
    assert crumbs.index("Các đơn vị") < crumbs.index('/don-vi/Q/">Đảng bộ quận Thử') < crumbs.index("Đảng bộ Phường 1")
    main = ward[ward.index("<h1>") : ward.index("<aside")]
    assert "Tin của quận" not in main
    assert client.get("/don-vi/Q.9/").status_code == 404
    assert client.get("/don-vi/../vao/").status_code in (302, 404)


def test_the_most_read_are_sought_among_the_news_of_the_last_days(client: Client) -> None:
    from daihoi.portal.serving import counters

    a_site()
    old = an_article(title="Cũ mà nhiều người xem", shown_at=AT - timedelta(days=90))
    liked, other = an_article(title="Được xem nhiều", shown_at=AT), an_article(title="Ít xem", shown_at=AT)
    counters.start_at(f"story:{old.pk}", 900)
    counters.start_at(f"story:{liked.pk}", 30)
    page = read(client, "/luu-tru/")
    panel = page[page.index('id="xem-nhieu"') :]
    assert panel.index("Được xem nhiều") < panel.index("Ít xem")
    assert "30 lượt xem" in panel
    assert "Cũ mà nhiều người xem" not in panel
    assert other.pk


def test_an_empty_portal_shows_empty_pages(client: Client) -> None:
    for address in ("/", "/luu-tru/", "/anh/", "/don-vi/", "/so-lieu/", "/lich/", "/van-ban/"):
        assert errors(read(client, address)) == [], address
