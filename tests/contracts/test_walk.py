"""Every page of the demo in a real browser at both window sizes: quiet console, nothing sideways, all in Vietnamese."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.conf import settings
from django.urls import Resolver404
from playwright.sync_api import Browser, BrowserContext, Error
from playwright.sync_api import Page as Window

from daihoi.demo.accounts import PASSWORD
from tests.contracts.catalogue import catalogue
from tests.contracts.walking import page_of

pytestmark = pytest.mark.browser
SIZES = ((1366, 768), (390, 844))
MOST_QUESTIONS = 2  # behind `?`: more together draw nothing new
PLACE = re.compile(r"%\(\w+\)[sd]|%%")

LOOK = Path(__file__).with_name("look.js").read_text(encoding="utf-8")


def asked(window: Window, what: str) -> Any:
    """What look.js finds on the open page."""
    return window.evaluate(f"(() => {{ {LOOK}\nreturn {what}(); }})()")


def english() -> list[str]:
    """Texts of the catalogue of two words and more; where values stand in them, their parts of three and more."""
    found = set()
    for text, said in catalogue().items():
        if text == said:
            continue
        for part in PLACE.split(text):
            part = part.strip(" .,:;()–-…“”")
            if len(re.findall(r"[A-Za-z]{2,}", part)) >= (2 if part == text.strip(" .,:;()–-…“”") else 3):
                found.add(part)
    return sorted(found)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`daihoi demo`, as an office starts it, in a folder of its own on a free port."""
    folder = tmp_path_factory.mktemp("demo")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("DAIHOI_", "DJANGO_"))}
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [Path(sys.executable).with_name("daihoi"), "demo", "--no-portal", "--port", str(port)],
        env=outside | {"DAIHOI_DATA": str(folder / "data")},
        cwd=folder,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 180
        while True:
            try:
                urllib.request.urlopen(f"{address}/suc-khoe/", timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < until, (folder / "log").read_text()
                time.sleep(0.2)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
        log.close()


@dataclass
class Walk:
    """One account's walk: what every page had to say."""

    server: str
    context: BrowserContext
    window: Window
    wrong: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    where: str = ""
    expected: set[int] = field(default_factory=lambda: {200})

    def __post_init__(self) -> None:
        self.window.on(
            "console", lambda said: self.note(f"console: {said.text}") if said.type in ("error", "warning") else None
        )
        self.window.on("pageerror", lambda error: self.note(f"script: {error}"))
        self.window.on(
            "requestfailed",
            lambda asked: self.note(f"not loaded: {asked.url}") if not self._is_file(asked.url) else None,
        )

    def _is_file(self, url: str) -> bool:
        return urljoin(self.server, self.where) == url  # a file to be saved breaks off its own page

    def note(self, what: str) -> None:
        self.wrong.append(f"{self.where}: {what}")

    def look(self, where: str) -> dict[str, Any] | None:
        """Open a page and say what is wrong with it; None for a file."""
        self.where = where
        before = len(self.wrong)
        try:
            answer = self.window.goto(urljoin(self.server, where), wait_until="load")
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            self.files.append(where)
            del self.wrong[before:]
            return None
        assert answer is not None
        if answer.status not in self.expected:
            self.note(f"status {answer.status}")
        found: dict[str, Any] = asked(self.window, "look")
        if not found["title"].removesuffix(" · Daihoi").strip() or "None" in found["title"]:
            self.note(f"title {found['title']!r}")
        if found["h1"] != 1:
            self.note(f"{found['h1']} headings h1")
        for fault in ("unnamed", "silent", "twice", "unlit"):
            if found[fault]:
                self.note(f"{fault}: {found[fault][:3]}")
        for size in SIZES:
            self.window.set_viewport_size({"width": size[0], "height": size[1]})
            if wide := asked(self.window, "width"):
                self.note(f"{size[0]}×{size[1]} wider than the window by {wide}")
        self.window.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
        self.wrong += [f"{where}: contrast {one}" for one in asked(self.window, "contrast")[:3]]
        if found["lang"] == "vi":
            untold = [
                text for text in ENGLISH if text in found["text"] and re.search(rf"\b{re.escape(text)}", found["text"])
            ]
            if untold:
                self.note(f"not translated: {untold[:5]}")
        self.pages.append(where)
        return found

    def all(self, start: str) -> Walk:
        """Every page that links lead to, one of each kind."""
        queue, seen, kinds = deque([start]), {start}, Counter[Any]()
        while queue:
            found = self.look(queue.popleft())
            for link in (found or {}).get("links", ()):
                parts = urlsplit(link)
                if parts.netloc != urlsplit(self.server).netloc:
                    continue
                where = parts.path + (f"?{parts.query}" if parts.query else "")
                kind = kind_of(where)
                if kind is not None and where not in seen and not kinds[kind] and len(kind[2]) <= MOST_QUESTIONS:
                    seen.add(where)
                    kinds[kind] += 1
                    queue.append(where)
        return self


ENGLISH = english()


def kind_of(where: str) -> tuple[Any, ...] | None:
    """What makes two addresses the same page; None for static files."""
    try:
        found = page_of(where)
    except Resolver404:
        return None
    named = tuple(value for name, value in found.kwargs.items() if name in ("table", "form", "format", "kind"))
    return (
        found.url_name,
        named,
        frozenset(name for name, _ in parse_qsl(urlsplit(where).query, keep_blank_values=True)),
    )


def signed_in(browser: Browser, server: str, username: str = "") -> Walk:
    """A window of its own, at the door or behind it."""
    context = browser.new_context(viewport={"width": SIZES[0][0], "height": SIZES[0][1]}, locale="vi-VN")
    walk = Walk(server, context, context.new_page())
    if username:
        walk.where = "/vao/"
        walk.window.goto(f"{server}/vao/")
        walk.window.locator("[name=login]").fill(username)
        walk.window.locator("[name=password]").fill(PASSWORD)
        walk.window.locator("form:has([name=login]) button").click()
        walk.window.wait_for_url(lambda url: "/vao/" not in url)
    return walk


def test_the_search_for_english_finds_it() -> None:
    assert len(ENGLISH) > 300
    assert "Skip to the content" in ENGLISH


@pytest.mark.parametrize(
    ("username", "least"), [("vanphong", 60), ("tochuc", 10), ("quantri", 5), ("theodoi", 10), ("bithu", 20)]
)
def test_every_page_in_a_real_browser(username: str, least: int, browser: Browser, server: str) -> None:
    walk = signed_in(browser, server, username).all("/")
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": server}
    walk.context.add_cookies([cookie])
    for where in walk.pages:
        answer = walk.context.request.get(urljoin(server, where))
        if not answer.ok or '<html lang="en"' not in answer.text():
            walk.wrong.append(f"{where}: in English {answer.status}")
    for where in walk.files:
        answer = walk.context.request.get(urljoin(server, where))
        if not answer.ok:
            walk.wrong.append(f"{where}: file {answer.status}")
    walk.context.close()
    assert not walk.wrong, "\n".join(walk.wrong)
    assert len(walk.pages) >= least, walk.pages


def test_the_door_and_the_refusals(browser: Browser, server: str) -> None:
    walk = signed_in(browser, server)
    walk.look("/vao/")
    walk.context.close()
    walk = signed_in(browser, server, "theodoi")
    walk.expected = {403, 404}
    walk.look("/u/BT/mua/")
    walk.look("/u/KHONG-CO/")
    walk.context.close()
    # a browser says itself in its console that an answer was a refusal
    wrong = [one for one in walk.wrong if "Failed to load resource" not in one]
    assert not wrong, "\n".join(wrong)


def test_a_figure_opens_its_drawer_in_the_page(browser: Browser, server: str) -> None:
    walk = signed_in(browser, server, "vanphong")
    for where in ("/u/BT/", "/u/BT/to-chuc/", "/u/BT/bao-cao/"):
        walk.where = where
        walk.window.goto(f"{server}{where}")
        walk.window.locator("a.fig:visible").first.click()
        drawer = walk.window.locator("#so-lieu")
        drawer.wait_for(state="visible")
        assert len(drawer.inner_text()) > 20, where
        assert asked(walk.window, "width") == "", where
    walk.context.close()
    assert not walk.wrong, "\n".join(walk.wrong)


def test_control_the_look_sees_what_is_wrong(browser: Browser, server: str) -> None:
    walk = signed_in(browser, server)
    walk.window.goto(f"{server}/vao/")
    walk.window.evaluate(
        """() => {
          document.body.innerHTML = '<h1>A</h1><h1>B</h1><input><a href="/"></a>'
            + '<p id="a">x</p><p id="a">Skip to the content</p>';
          const [wide, pale] = document.querySelectorAll('p');
          wide.style.width = '3000px';
          pale.style.color = '#bbb';
        }"""
    )
    found = asked(walk.window, "look")
    assert found["h1"] == 2
    assert [len(found[fault]) for fault in ("unnamed", "silent", "twice")] == [1, 1, 1]
    assert "Skip to the content" in found["text"]
    assert "px: " in asked(walk.window, "width")
    assert asked(walk.window, "contrast")
    walk.context.close()
