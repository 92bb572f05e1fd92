"""One running demo and one browser for all journeys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from daihoi.demo.accounts import PASSWORD
from tests.harness.serving import CHROMIUM, LAUNCH, demo_server

PICTURES = Path("build") / "journeys"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with demo_server(tmp_path_factory.mktemp("journeys")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=LAUNCH)
        yield chromium
        chromium.close()


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
