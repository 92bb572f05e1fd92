"""What people do in a window: follow a link by its text, press a button, write into a labelled field, read."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.town import PASSWORD

PICTURES = Path("build") / "journeys"


class Window:
    """A browser window of one account. What the console says is kept: nobody may be told of errors there."""

    def __init__(self, browser: Browser, address: str, *, script: bool = True) -> None:
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 1366, "height": 768}, base_url=address, java_script_enabled=script, locale="vi-VN"
        )
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.script = script
        self.said: list[str] = []
        self.page.on("console", lambda one: self.said.append(one.text) if one.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    # --- acts

    def sign_in(self, username: str, password: str = PASSWORD) -> Window:
        self.page.goto("/")
        self.write("Tên đăng nhập", username)
        self.write("Mật khẩu", password)
        self.press("Đăng nhập")
        return self

    def go(self, address: str) -> Window:
        """Type an address: only to begin a journey."""
        self.page.goto(address)
        return self

    def _visible(self, found: Locator) -> Locator:
        return found.filter(visible=True).first

    def follow(self, text: str) -> Window:
        """Click the first visible link of that text, of the page's own part before those around it."""
        link = self.page.locator("main").get_by_role("link", name=text)
        if not link.filter(visible=True).count():
            link = self.page.get_by_role("link", name=text)
        self._visible(link).click()
        self.page.wait_for_load_state()
        return self

    def press(self, text: str) -> Window:
        """Press the button of that very text."""
        self._visible(self.page.locator("main").get_by_role("button", name=text, exact=True)).click()
        self.page.wait_for_load_state()
        return self

    def write(self, label: str, value: str) -> Window:
        """Write into the field that is labelled so; its label may go on."""
        found = self.page.locator("main").get_by_label(re.compile(rf"^\s*{re.escape(label)}"))
        self._visible(found).fill(value)
        return self

    def choose(self, label: str) -> Window:
        """Mark a radio button or a box."""
        self._visible(self.page.locator("main").get_by_label(re.compile(rf"^\s*{re.escape(label)}"))).check()
        return self

    def keys(self, first: str, values: list[str]) -> Window:
        """Type numbers one after the other, as from a sheet: the Enter key leads on; without script one by one."""
        if not self.script:
            for place, value in enumerate(values, start=1):
                self.page.locator(f"[name=v_{place}]").fill(value)
            return self
        self.page.locator(f"[name={first}]").focus()
        for value in values:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(value)
            self.page.keyboard.press("Enter")
        return self

    def sign(self, second: str | None = None, *, password: str = PASSWORD) -> Window:
        """Put the own password in, and that of the second person."""
        self.write("Mật khẩu của bạn", password)
        if second is not None:
            self.write("Tên đăng nhập của người thứ hai", second)
            self.write("Mật khẩu của người thứ hai", PASSWORD)
        return self

    def download(self, text: str) -> bytes:
        """What the link of that text gives as a file."""
        with self.page.expect_download() as caught:
            self._visible(self.page.locator("main").get_by_role("link", name=text)).click()
        return Path(caught.value.path()).read_bytes()

    # --- what stands there

    def sees(self, *texts: str) -> Window:
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)
        return self

    def misses(self, text: str) -> Window:
        expect(self.page.locator("main")).not_to_contain_text(text)
        return self

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
        print(f"{self.page.url}\n{self.text}")  # stands in the report of the failed test
