"""From the front page, by visible link texts alone, three clicks at most lead to what a superior asks first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Walk = Callable[[str], Page]


def follow(page: Page, *texts: str) -> int:
    """Click links by the texts that one sees; how many clicks it took."""
    for text in texts:
        page.get_by_role("link", name=text, exact=False).filter(visible=True).first.click()
        page.wait_for_load_state("networkidle")
    return len(texts)


def test_how_far_the_season_is(signed_in: Walk) -> None:
    page = signed_in("vanphong")
    main = page.locator("main").inner_text()
    assert "53" in main
    assert "Đại hội đã tổ chức" in main
    assert follow(page, "Bảng") <= 3
    assert page.locator("main table tbody tr").count() >= 50


def test_which_units_fell_short_and_why(signed_in: Walk) -> None:
    page = signed_in("vanphong")
    assert follow(page, "bầu thiếu") <= 3
    said = page.locator("main").inner_text()
    for name in ("Phường 1", "Bảo hiểm xã hội", "Cơ quan Uỷ ban nhân dân quận"):
        assert name in said


def test_where_the_39_02_comes_from(signed_in: Walk) -> None:
    page = signed_in("vanphong")
    assert follow(page, "39,02") <= 3
    drawer = page.locator(".drawer").inner_text()
    assert "16" in drawer
    assert "41" in drawer
    assert "39,02" in drawer
