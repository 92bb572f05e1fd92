"""What machines read: feeds, the map of the site, the rules for robots. Nothing in them that is not published."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from django.test import Client

from daihoi.portal.models import Article, Story
from daihoi.portal.queries import feeds
from tests.portal.builders import a_draft, a_section, a_site, an_article

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9"}
SITE = "http://127.0.0.1:8001"
DAY = datetime(2020, 8, 27, 7, 50, tzinfo=UTC)


@pytest.fixture
def site() -> dict[str, Article]:
    a_site()
    party = a_section("Xây dựng Đảng", "xay-dung-dang")
    a_draft(title="Bản nháp")
    gone = an_article(title="Bài đã rút")
    gone.unpublish()
    return {
        "first": an_article(
            title="Tổng kết <Đại hội> & bầu cử", lead="Ba & bốn\x0b câu.", shown_at=DAY, byline="Hạ Vy"
        ),
        "second": an_article("Q.1", title="Xây dựng chi bộ", section=party, shown_at=DAY.replace(day=28)),
        "gone": gone,
    }  # fmt: skip


def tree(client: Client, path: str) -> ElementTree.Element:
    answer = client.get(path)
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content)


def test_rss_tells_the_newest_stories(client: Client, site: dict[str, Article]) -> None:
    channel = tree(client, "/rss.xml").find("channel")
    assert channel is not None
    assert channel.findtext("language") == "vi"
    link = channel.find("a:link", ATOM)
    assert link is not None
    assert (link.get("href"), link.get("rel")) == (f"{SITE}/rss.xml", "self")
    items = channel.findall("item")
    assert [item.findtext("title") for item in items] == ["Xây dựng chi bộ", "Tổng kết <Đại hội> & bầu cử"]
    last = items[1]
    first = site["first"]
    assert last.findtext("link") == f"{SITE}/tin/{first.pk}-{first.slug}/"
    assert last.findtext("description") == "Ba & bốn câu."
    assert parsedate_to_datetime(last.findtext("pubDate") or "") == DAY
    assert last.findtext("category") == "Tin hoạt động"


def test_atom_tells_the_same(client: Client, site: dict[str, Article]) -> None:
    feed = tree(client, "/atom.xml")
    assert feed.findtext("a:id", namespaces=ATOM) == f"{SITE}/"
    entries = feed.findall("a:entry", ATOM)
    assert [entry.findtext("a:title", namespaces=ATOM) for entry in entries] == [
        "Xây dựng chi bộ",
        "Tổng kết <Đại hội> & bầu cử",
    ]
    assert entries[1].findtext("a:author/a:name", namespaces=ATOM) == "Hạ Vy"
    assert datetime.fromisoformat(entries[1].findtext("a:published", namespaces=ATOM) or "") == DAY
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert len(set(ids)) == 2


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
def test_a_section_has_its_own_feed(client: Client, site: dict[str, Article], name: str) -> None:
    answer = client.get(f"/chuyen-muc/xay-dung-dang/{name}")
    text = answer.content.decode()
    assert "Xây dựng chi bộ" in text
    assert "Tổng kết" not in text
    assert client.get(f"/chuyen-muc/khong-co/{name}").status_code == 404


@pytest.mark.parametrize("path", ["/rss.xml", "/atom.xml", "/chuyen-muc/tin-hoat-dong/rss.xml", "/sitemap.xml"])
def test_no_draft_and_nothing_withdrawn_is_told(client: Client, site: dict[str, Article], path: str) -> None:
    text = client.get(path).content.decode()
    assert "Bản nháp" not in text
    assert "Bài đã rút" not in text
    assert f"/tin/{site['gone'].pk}-" not in text


@pytest.mark.parametrize("path", ["/rss.xml", "/atom.xml"])
def test_the_same_feed_is_the_same_bytes(client: Client, path: str) -> None:
    from daihoi.portal.serving import cache

    a_site()
    empty = client.get(path).content
    cache.forget()
    assert client.get(path).content == empty
    ElementTree.fromstring(empty)


def test_the_map_names_every_page(client: Client, site: dict[str, Article]) -> None:
    found = [loc.text for loc in tree(client, "/sitemap.xml").findall("m:url/m:loc", MAP)]
    first = site["first"]
    for path in ("/", "/chuyen-muc/xay-dung-dang/", "/don-vi/Q.1/", f"/tin/{first.pk}-{first.slug}/"):
        assert f"{SITE}{path}" in found
    assert len(found) == len(set(found))


def test_a_long_map_comes_in_parts(client: Client, site: dict[str, Article], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {loc.text for loc in tree(client, "/sitemap.xml").findall("m:url/m:loc", MAP)}
    from daihoi.portal.serving import cache

    cache.forget()
    monkeypatch.setattr(feeds, "LIMIT", len(whole) - 1)
    index = [loc.text for loc in tree(client, "/sitemap.xml").findall("m:sitemap/m:loc", MAP)]
    assert index == [f"{SITE}/sitemap-1.xml", f"{SITE}/sitemap-2.xml"]
    parts = [{loc.text for loc in tree(client, f"/sitemap-{n}.xml").findall("m:url/m:loc", MAP)} for n in (1, 2)]
    assert parts[0] | parts[1] == whole
    assert len(parts[1]) == 1
    assert client.get("/sitemap-3.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_robots_keep_out_of_desk_and_search(client: Client) -> None:
    a_site()
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    text = answer.content.decode()
    for path in ("/toa-soan/", "/vao/", "/nhan/", "/tim/"):
        assert f"Disallow: {path}\n" in text
    assert f"Sitemap: {SITE}/sitemap.xml" in text


def test_what_machines_read_takes_few_questions(client: Client, site: dict[str, Article]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for path, most in (("/rss.xml", 4), ("/sitemap.xml", 7), ("/robots.txt", 0)):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        assert len(queries) <= most, path
    assert Story.objects.live().count() == 2
