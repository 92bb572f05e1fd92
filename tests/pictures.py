"""The pictures of the README, taken from the running demo: `make pictures` (needs Chromium)."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
CHROMIUM = os.environ.get("DAIHOI_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until the server answers; RuntimeError where it ended first."""
    while True:
        try:
            urllib.request.urlopen(address, timeout=2)
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                raise RuntimeError(f"the server ended with {server.wait(timeout=0.3)}") from None
        else:
            return


def take(page: Page, address: str) -> None:
    """Sign in as the district's office, open three pages, keep what the screen shows."""
    page.goto(address)
    page.fill("input[name=login]", "vanphong")
    page.fill("input[name=password]", "mua-dai-hoi-2020")
    page.click("main button[type=submit], main button.main")
    page.wait_for_url(re.compile(r"/u/BT/"))
    page.screenshot(path=PICTURES / "season.png")
    page.goto(f"{address}u/BT/bau-cu/")
    links = page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    page.goto(address + next(link for link in links if re.fullmatch(r"/u/BT/bau-cu/\d+/", link or "")).lstrip("/"))
    page.screenshot(path=PICTURES / "election.png")
    page.goto(f"{address}u/BT/bao-cao/")
    page.screenshot(path=PICTURES / "report.png")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    port, portal = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DAIHOI_DATA": folder}
        command = [sys.executable, "-m", "daihoi.cli", "demo", "--port", str(port), "--portal-port", str(portal)]
        server = subprocess.Popen(command, env=environment)
        try:
            address = f"http://127.0.0.1:{port}/"
            wait_for(f"{address}suc-khoe/", server)
            wait_for(f"http://127.0.0.1:{portal}/", server)
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                take(browser.new_page(viewport={"width": 1366, "height": 768}), address)
                page = browser.new_page(viewport={"width": 1366, "height": 768})
                page.goto(f"http://127.0.0.1:{portal}/")
                page.screenshot(path=PICTURES / "portal.png")
                browser.close()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
