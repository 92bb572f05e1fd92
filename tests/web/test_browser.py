"""The script in a real browser: drawer, keyboard entry, running balance; and the same pages without it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A window of the usual office screen; whatever the console says fails the test."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=live_server.url)
    window = context.new_page()
    said: list[str] = []
    window.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    window.on("pageerror", lambda error: said.append(str(error)))
    yield window
    context.close()
    assert said == []


def test_a_figure_opens_its_drawer_in_place_and_escape_gives_the_focus_back(page: Page) -> None:
    page.goto("/thanh-phan/")
    figure = page.locator(".figs .fig").nth(3)
    figure.click()
    drawer = page.locator("#so-lieu")
    expect(drawer).to_contain_text("0,390243…")
    expect(figure).to_have_attribute("aria-expanded", "true")
    expect(page.locator("body")).to_have_class(re.compile("with-drawer"))
    assert page.evaluate("document.activeElement.id") == "so-lieu"
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(figure).to_have_attribute("aria-expanded", "false")
    expect(figure).to_be_focused()


def test_one_drawer_follows_another(page: Page) -> None:
    page.goto("/thanh-phan/")
    page.locator(".figs .fig").nth(3).click()
    expect(page.locator("#so-lieu .big")).to_have_text("39,02 %")
    page.locator(".figs .fig").nth(4).click()
    expect(page.locator("#so-lieu .big")).to_have_text("12,19 %")
    expect(page.locator('.figs .fig[aria-expanded="true"]')).to_have_count(1)


def test_the_drawer_works_without_a_script(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/thanh-phan/?q=phuong")
    page.locator(".figs .fig").nth(3).click()
    expect(page.locator("#so-lieu")).to_contain_text("39,02 %")
    page.locator("#so-lieu").get_by_role("link", name="Đóng").click()
    expect(page.locator("#so-lieu")).to_be_hidden()
    assert "q=phuong" in page.url
    context.close()


def test_counts_are_typed_by_the_keyboard_with_their_sums_beside_them(page: Page) -> None:
    page.goto("/dem/")
    first = page.locator("#id_v1")
    first.focus()
    page.keyboard.type("20")
    expect(page.locator("#id_v1 >> xpath=ancestor::tr >> [data-row-total]")).to_have_text("45")
    page.keyboard.press("Enter")
    expect(page.locator("#id_v2")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#id_v3")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#id_v2")).to_be_focused()
    expect(page.locator('[data-sum="votes"]')).to_have_text("164")


def test_a_count_above_the_ceiling_is_marked_while_it_is_typed(page: Page) -> None:
    page.goto("/dem/")
    page.locator("#id_v2").fill("51")
    expect(page.locator("#id_v2")).to_have_attribute("aria-invalid", "true")
    page.locator("#id_v2").fill("50")
    expect(page.locator("#id_v2")).not_to_have_attribute("aria-invalid", "true")


def test_the_balance_follows_what_is_typed(page: Page) -> None:
    page.goto("/dem/")
    rows = page.locator("[data-balance] tr")
    expect(rows.nth(0)).to_contain_text("khớp")
    page.locator('[data-count="returned"]').fill("188")
    expect(rows.nth(0)).to_contain_text("thiếu 2")
    expect(rows.nth(1)).to_contain_text("thừa 1")
    page.locator('[data-count="returned"]').fill("")
    expect(rows.nth(0)).to_contain_text("đang nhập")
    expect(rows.nth(2)).to_contain_text("đang nhập")
    page.locator("#id_v5").fill("9")
    page.locator("#id_v4").fill("47")
    expect(rows.nth(2)).to_contain_text("134 ≤")
    expect(rows.nth(2)).to_contain_text("khớp")


def test_ctrl_s_saves_what_is_typed(page: Page) -> None:
    page.goto("/dem/")
    page.locator("#id_v5").fill("9")
    page.keyboard.press("Control+s")
    expect(page.locator("body")).to_contain_text("('v5', '9')")


def test_leaving_with_something_typed_asks_first(page: Page) -> None:
    page.goto("/dem/")
    page.locator("#id_v5").press_sequentially("9")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/thanh-phan/")
    assert asked == ["beforeunload"]


def test_the_filter_narrows_the_table_while_typing_and_needs_no_script(page: Page, browser: Browser) -> None:
    page.goto("/thanh-phan/")
    page.locator("#bang-q").press_sequentially("phuong 12")
    expect(page.locator("#bang-than tbody tr")).to_have_count(1)
    assert "q=phuong+12" in page.url or "q=phuong%2012" in page.url
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(page.url.split("?")[0])
    plain.locator("#bang-q").fill("phuong 12")
    plain.locator("#bang form button").click()
    expect(plain.locator("#bang-than tbody tr")).to_have_count(1)
    context.close()


def test_the_language_switch_answers_in_english_and_back(page: Page) -> None:
    page.goto("/thanh-phan/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Components")
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.locator("h1")).to_have_text("Bộ thành phần")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844), (320, 640)])
def test_nothing_scrolls_sideways(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    for address in ("/thanh-phan/", "/thanh-phan/?so=women", "/dem/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_phone_shows_twelve_tiles_and_all_on_asking(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/thanh-phan/")
    tiles = page.locator(".tile:visible")
    assert tiles.count() == 12
    page.get_by_role("link", name="Xem cả 17").click()
    assert tiles.count() == 17
