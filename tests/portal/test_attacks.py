"""Strings that try to act, in every text field of an article: the reader's page stays words, in a real browser too."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from daihoi.portal.desk.html import ATTRIBUTES, TAGS
from daihoi.portal.models import Article, Correction, Photo
from tests.portal.attacks import ATTACKS
from tests.portal.builders import Sender, a_draft, a_photo, a_site
from tests.portal.desk import come_in, kept_photo

SCHEMES = ("http://", "https://", "mailto:", "tel:", "/", "?", "#")


def attacked(attack: str, photo: Photo, number: int, code: str = "Q") -> Article:
    """A published article with the attack in every text that a person can write."""
    text = attack.replace("\x00", "")  # as the desk takes it in: no database keeps one
    photo.alt, photo.caption, photo.credit = text[:200], text[:300], text[:120]
    photo.save()
    body = [
        ("text", f"<p>{text}</p>"),
        ("text", text),
        ("picture", {"photo": photo, "caption": text[:300]}),
        ("gallery", {"title": text[:120], "photos": [photo, photo]}),
        ("quote", {"text": text, "who": text}),
        ("table", {"caption": text, "rows": f"{text}|{text}\n{text}|x"}),
    ]
    article = a_draft(
        code, title=text[:255], lead=text[:600], slug=f"thu-{number}", body=body, cover=photo, byline=text[:120],
        source=text[:200],
    )  # fmt: skip
    article.tags.add(text[:90].replace(",", " ") or "x")
    article.corrections.add(Correction(text=text[:600]))
    article.save_revision().publish()
    return article


class Harmless(HTMLParser):
    """Complains of every tag and attribute that could act; knows what the page's own templates hold."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and not given.get("src", "").startswith("/tinh/"):
            self.wrong.append(f"<script> {given}")
        if tag in (
            "iframe",
            "object",
            "embed",
            "base",
            "applet",
            "frameset",
            "math",
            "style",
            "template",
            "video",
            "audio",
        ):
            self.wrong.append(f"<{tag}>")
        if tag == "meta" and "http-equiv" in given:
            self.wrong.append("<meta http-equiv>")
        for name, value in given.items():
            plain = "".join(value.split()).lower()
            if name.startswith("on") or name in ("srcdoc", "ping", "formaction", "background", "xlink:href"):
                self.wrong.append(f"{tag} {name}={value}")
            if name in ("href", "src", "action") and not plain.startswith(SCHEMES):
                self.wrong.append(f"{tag} {name}={value}")
            if (
                tag == "img"
                and name in ("src", "srcset")
                and not all(
                    part.strip().startswith(("/tep/", "/tinh/", "/b/")) for part in value.split(",") if part.strip()
                )
            ):
                self.wrong.append(f"img {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}-->")


def harms(html: str) -> list[str]:
    parser = Harmless()
    parser.feed(html)
    parser.close()
    return parser.wrong


@pytest.mark.django_db
def test_a_hundred_attacks_stay_words_in_the_html() -> None:
    a_site()
    photo = a_photo(size=(320, 180))
    assert len(set(ATTACKS)) >= 100
    for number, attack in enumerate(ATTACKS):
        article = attacked(attack, photo, number)
        page = Client().get(f"/tin/{article.pk}-{article.slug}/")
        assert page.status_code == 200, attack
        assert harms(page.content.decode()) == [], attack
        assert "script-src 'self'" in page["Content-Security-Policy"]
        assert "unsafe" not in page["Content-Security-Policy"]
    for path in ("/", "/rss.xml", "/chuyen-muc/tin-hoat-dong/", "/don-vi/Q/", "/anh/", "/luu-tru/", "/sitemap.xml"):
        answer = Client().get(path)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            assert harms(answer.content.decode()) == [], path


def test_the_check_of_the_html_complains_of_attacks_that_nobody_cleaned() -> None:
    """The control."""
    caught = [attack for attack in ATTACKS if harms(f"<p>{attack}</p>")]
    assert len(caught) > 80


def test_what_may_stand_in_a_body_has_no_place_for_an_action() -> None:
    assert not TAGS & {
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "form",
        "input",
        "link",
        "meta",
        "base",
    }
    names = {name for names in ATTRIBUTES.values() for name in names}
    assert not {name for name in names if name.startswith("on")} | (names & {"style", "id", "srcdoc", "formaction"})


# --- in a real browser ------------------------------------------------------------------------------------------------


class Watched:
    """A page of the browser, and what it did."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.page: Page = context.new_page()
        self.home = home
        self.dialogs: list[str] = []
        self.left: list[str] = []
        self.errors: list[str] = []
        self.page.on("dialog", self._dialog)
        self.page.on("request", lambda request: self._request(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _request(self, url: str) -> None:
        if not url.startswith((self.home, "data:", "about:", "blob:")):
            self.left.append(url)

    def look(self, path: str, *, wait: str = "load") -> None:
        """Open it, wander over it with the mouse and the keyboard."""
        self.page.goto(f"{self.home}{path}", wait_until=wait)  # type: ignore[arg-type]
        self.page.keyboard.press("Tab")
        self.page.mouse.move(300, 300)

    def is_harmless(self, name: str, *, quiet: bool = True) -> None:
        hit = self.page.evaluate("window.__hit")
        assert (hit, self.dialogs, self.left) == (None, [], []), name
        if quiet:  # not even something that the policy had to stop
            assert self.errors == [], name


_LINKS = """() => [...document.querySelectorAll("a[href],form[action],area[href]")]
  .map((one) => one.protocol || new URL(one.action).protocol)
  .filter((one) => !["http:", "https:", "mailto:", "tel:"].includes(one))"""
_HANDLERS = """() => [...document.querySelectorAll("article.art *")].flatMap((one) =>
  [...one.attributes].filter((a) => a.name.startsWith("on") || a.name === "style" || a.name === "srcdoc")
    .map((a) => one.tagName + " " + a.name)
    .concat(["SCRIPT", "STYLE", "IFRAME", "OBJECT", "EMBED", "svg", "math", "FORM"].includes(one.tagName)
      ? [one.tagName] : []))"""


@pytest.fixture
def watched(browser: Browser, live_server: LiveServer) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    looking = Watched(context, live_server.url)
    yield looking
    looking.page.goto("about:blank")
    looking.page.wait_for_timeout(300)  # what the page said as it closed is answered before the tables are emptied
    context.close()


@pytest.fixture
def sender() -> Sender:
    return a_site()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_hundred_attacks_stay_harmless_in_a_browser(sender: Sender, watched: Watched) -> None:
    photo = a_photo(size=(320, 180))
    paths = []
    for number, attack in enumerate(ATTACKS):
        article = attacked(attack, photo, number)
        paths.append((attack, f"/tin/{article.pk}-{article.slug}/"))
    for attack, path in paths:
        watched.look(path)
        watched.is_harmless(attack)
        assert watched.page.evaluate(_LINKS) == [], attack
        assert watched.page.evaluate(_HANDLERS) == [], attack
    for path in ("/", "/chuyen-muc/tin-hoat-dong/", "/don-vi/Q/", "/anh/"):
        watched.look(path)
        watched.is_harmless(path)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_attacks_in_the_search_stay_harmless(sender: Sender, watched: Watched) -> None:
    for attack in ATTACKS[:-2]:
        watched.look(f"/tim/?q={quote(attack)}")
        watched.is_harmless(attack)
        assert watched.page.evaluate(_LINKS) == [], attack


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_same_attacks_fire_where_nobody_cleans(browser: Browser, live_server: LiveServer) -> None:
    """The control: without cleaning and without a policy, the harness sees what they do."""
    a_site()
    fired = 0
    for attack in ATTACKS[:40]:
        context = browser.new_context()
        watched = Watched(context, live_server.url)
        watched.page.set_content(f"<main><article class=art><p>{attack}</p></article></main>", wait_until="commit")
        watched.page.wait_for_timeout(15)
        watched.page.keyboard.press("Tab")
        watched.page.mouse.move(30, 30)
        fired += bool(watched.page.evaluate("window.__hit") or watched.left or watched.page.evaluate(_HANDLERS))
        context.close()
    assert fired >= 30


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_attacks_stay_harmless_on_the_desk(sender: Sender, watched: Watched) -> None:
    photo = kept_photo("Q.1")
    article = attacked("\n".join(ATTACKS[:40])[:250], photo, 1, "Q.1")
    cookie = come_in(sender, ("Q.1", "editor")).cookies["toa_soan"]
    watched.page.context.add_cookies([{"name": "toa_soan", "value": cookie.value, "url": watched.home}])
    chosen = [attack for attack in ATTACKS if len(attack) < 250 and "\x00" not in attack][::9]
    for attack in chosen:
        Article.objects.filter(pk=article.pk).update(title=attack, draft_title=attack, lead=attack)
        article.refresh_from_db()
        article.body = [("text", f"<p>{escape(attack)}</p>"), ("quote", {"text": attack, "who": attack})]
        article.save_revision()
        watched.look(f"/toa-soan/pages/{article.pk}/edit/")
        watched.is_harmless(attack)
        watched.look(f"/toa-soan/pages/{article.pk}/view_draft/")
        watched.is_harmless(attack)
    for path in ("/toa-soan/", "/toa-soan/images/", "/toa-soan/nhat-ky/", f"/toa-soan/pages/{article.pk}/history/"):
        watched.look(path)
        watched.is_harmless(path)
