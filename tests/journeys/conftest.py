"""One running demo and one browser for all journeys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from daihoi.demo.accounts import PASSWORD
from tests.harness.serving import demo_server
from tests.journeys.town import Town, a_town
from tests.journeys.windows import PICTURES, Window


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with demo_server(tmp_path_factory.mktemp("journeys")) as address:
        yield address


@pytest.fixture
def signed_in(server: str, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """`signed_in("vanphong")`: a window of that account at its front page; `script=False` without JavaScript."""
    opened: list[Page] = []

    def sign_in(username: str, *, script: bool = True) -> Page:
        context = browser.new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=script)
        page = context.new_page()
        opened.append(page)
        page.goto(f"{server}/")
        page.locator("input[name=login]").fill(username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main").get_by_role("button", name="Đăng nhập").click()
        page.wait_for_load_state()
        return page

    failures = request.session.testsfailed
    yield sign_in
    if request.session.testsfailed > failures:
        PICTURES.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(opened):
            page.screenshot(path=PICTURES / f"{request.node.name}-{number}.png", full_page=True)
    for page in opened:
        page.context.close()


@pytest.fixture
def town(transactional_db: None) -> Town:
    """A small town of the test's own, on the test's own server."""
    return a_town()


@pytest.fixture
def window(
    town: Town, live_server: LiveServer, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Window]]:
    """`window("thuky1")`: a window of that account at its front page; `script=False` without JavaScript."""
    opened: list[Window] = []

    def sign_in(username: str, *, script: bool = True) -> Window:
        opened.append(Window(browser, live_server.url, script=script))
        return opened[-1].sign_in(username)

    failures = request.session.testsfailed
    yield sign_in
    if request.session.testsfailed > failures:
        for number, one in enumerate(opened):
            one.picture(f"{request.node.name}-{number}")
    said = [text for one in opened for text in one.said if "422" not in text]  # a refused form is answered so
    for one in opened:
        one.context.close()
    assert said == []
