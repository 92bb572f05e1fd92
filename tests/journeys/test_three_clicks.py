"""From the front page, by visible link texts alone, three clicks at most lead to what a superior asks first."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Walk = Callable[..., Page]
TRUTH: dict[str, Any] = json.loads((files("daihoi.demo") / "binh-thanh" / "truth.json").read_text(encoding="utf-8"))
SHORT = (
    "Bảo hiểm xã hội", "Công ty Vật tư", "Phường 1", "Phường 6", "Phường 7", "Phường 13", "Phường 21", "Phường 26",
    "Phường 28", "Cơ quan Uỷ ban nhân dân quận", "Trường Đại học Văn Thánh",
)  # fmt: skip


def follow(page: Page, *texts: str) -> int:
    """Click links by the texts that one sees; how many clicks it took."""
    for text in texts:
        page.get_by_role("link", name=text, exact=False).filter(visible=True).first.click()
        page.wait_for_load_state("networkidle")
    return len(texts)


def test_how_far_the_season_is(signed_in: Walk) -> None:
    """The front page says it; one click gives the table of the 53 units, each with its stage."""
    page = signed_in("vanphong")
    main = page.locator("main").inner_text()
    assert "Đại hội đã tổ chức" in main
    assert "53" in main
    assert follow(page, "Bảng") <= 3
    assert page.locator("main table tbody tr").count() >= 50


def test_which_units_fell_short_and_why(signed_in: Walk) -> None:
    page = signed_in("vanphong")
    assert follow(page, "bầu thiếu") <= 3
    rows = {
        row.locator("th").first.inner_text().strip(): row.inner_text() for row in page.locator("main tbody tr").all()
    }
    assert len(rows) == len(SHORT) == len(TRUTH["short"])
    for name in SHORT:
        told = next((text for shown, text in rows.items() if name in shown), "")
        assert re.search(r"quá một nửa|phiếu", told), f"{name}: {told!r} gives no reason"


def test_where_the_39_02_comes_from(signed_in: Walk) -> None:
    """A drawer with the fraction and the sixteen persons behind it."""
    page = signed_in("vanphong")
    assert follow(page, "39,02") <= 3
    drawer = page.locator("#so-lieu")
    said = drawer.inner_text()
    assert "39,02" in said
    assert re.search(r"\b16\s+41\b", said), said
    assert "16 mục" in said, said
    drawer.locator("summary").first.click()
    assert "Trần Thị Ánh" in drawer.inner_text()


def test_nothing_of_it_needs_a_script(signed_in: Walk) -> None:
    page = signed_in("vanphong", script=False)
    assert follow(page, "39,02") <= 3
    assert re.search(r"\b16\s+41\b", page.locator("#so-lieu").inner_text())
