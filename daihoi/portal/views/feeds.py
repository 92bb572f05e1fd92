"""For machines: RSS and Atom of all news and of each section, the map of the site, what robots may read."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape

from daihoi.portal.models import Section
from daihoi.portal.queries import feeds as queries
from daihoi.portal.queries.shell import shell
from daihoi.portal.templatetags.portal import absolute

ROBOTS = """\
User-agent: *
Disallow: /toa-soan/
Disallow: /vao/
Disallow: /nhan/
Disallow: /tim/

Sitemap: {sitemap}
"""
MAP = '<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</{name}>\n'


class _Rss(Rss201rev2Feed):
    content_type = "application/rss+xml; charset=utf-8"

    def latest_post_date(self) -> datetime:
        return _latest(self)


class _Atom(Atom1Feed):
    content_type = "application/atom+xml; charset=utf-8"

    def latest_post_date(self) -> datetime:
        return _latest(self)


def _latest(feed: SyndicationFeed) -> datetime:
    """When something in the feed changed last: the same feed is the same bytes, an empty one too."""
    return max((item["updateddate"] for item in feed.items), default=datetime(1970, 1, 1, tzinfo=UTC))


def rss(_request: HttpRequest, slug: str = "") -> HttpResponse:
    """RSS 2.0."""
    return _feed(_Rss, slug, "rss.xml")


def atom(_request: HttpRequest, slug: str = "") -> HttpResponse:
    """Atom."""
    return _feed(_Atom, slug, "atom.xml")


def _feed(kind: type[_Rss | _Atom], slug: str, name: str) -> HttpResponse:
    """The newest stories of a section, or of all."""
    section = get_object_or_404(Section, slug=slug) if slug else None
    site = shell().site
    here = section.get_absolute_url() if section else "/"
    feed = kind(
        title=queries.plain(f"{site.title}: {section.name}" if section else site.title),
        link=absolute(here),
        description=queries.plain(site.tagline or site.title),
        language="vi",
        feed_url=absolute(f"{here}{name}"),
        author_name=queries.plain(site.title),
    )
    for story in queries.newest(section):
        address = absolute(story.get_absolute_url())
        feed.add_item(
            title=queries.plain(story.headline),
            link=address,
            description=queries.plain(story.lead),
            unique_id=absolute(f"/tin/{story.page}/"),
            unique_id_is_permalink=False,
            pubdate=story.shown_at,
            updateddate=max(story.shown_at, story.changed_at),
            author_name=queries.plain(story.byline or story.unit_name),
            categories=[queries.plain(story.section.name)],
        )
    response = HttpResponse(content_type=kind.content_type)
    feed.write(response, "utf-8")
    return response


def sitemap(_request: HttpRequest) -> HttpResponse:
    """The map of the site; a list of maps where one would be too long."""
    parts = queries.parts()
    if parts == 1:
        return _map("urlset", queries.part(1))
    return _map("sitemapindex", [(f"/sitemap-{number}.xml", None) for number in range(1, parts + 1)])


def sitemap_part(_request: HttpRequest, number: int) -> HttpResponse:
    """One of several maps; Http404 where there are not so many."""
    return _map("urlset", queries.part(number))


def _map(name: str, rows: list[tuple[str, datetime | None]]) -> HttpResponse:
    """A map as XML."""
    entry = "url" if name == "urlset" else "sitemap"
    lines = "".join(
        f"<{entry}><loc>{escape(absolute(quote(path)))}</loc>"
        f"{f'<lastmod>{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>' if at else ''}</{entry}>\n"
        for path, at in rows
    )
    return HttpResponse(MAP.format(name=name, rows=lines), content_type="application/xml; charset=utf-8")


def robots(_request: HttpRequest) -> HttpResponse:
    """What robots may read: everything that people may, but no desk and no search."""
    return HttpResponse(ROBOTS.format(sitemap=absolute("/sitemap.xml")), content_type="text/plain; charset=utf-8")
