"""The desk in a real browser: an article from the first letter to its withdrawal; paste from Word; choosers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from daihoi.portal.models import Article, Corner, Story
from daihoi.rules.snapshot import SnapshotKind
from tests.portal.builders import FIGURES, Sender, a_section, a_site
from tests.portal.desk import come_in, kept_photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Desk:
    """A person at the desk: his page, and what went wrong on it."""

    def __init__(self, browser: Browser, home: str, sender: Sender, role: str, user: int) -> None:
        self.context = browser.new_context(
            viewport={"width": 1366, "height": 768}, base_url=home, locale="vi-VN", reduced_motion="reduce"
        )
        cookie = come_in(sender, ("Q.1", role), user=user).cookies["toa_soan"].value
        self.context.add_cookies([{"name": "toa_soan", "value": cookie, "url": home}])
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda message: self.wrong.append(message.text) if message.type == "error" else None)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def close(self) -> None:
        self.page.goto("about:blank")
        self.page.wait_for_timeout(300)
        self.context.close()


@pytest.fixture
def sender() -> Sender:
    a_section()
    return a_site()


@pytest.fixture
def desks(browser: Browser, live_server: LiveServer, sender: Sender) -> Iterator[Any]:
    opened: list[Desk] = []

    def at(role: str, user: int = 1) -> Desk:
        opened.append(Desk(browser, live_server.url, sender, role, user))
        return opened[-1]

    yield at
    for desk in opened:
        desk.close()


def write(page: Page, corner: int, title: str, text: str) -> None:
    """A new article with a paragraph, not saved yet."""
    page.goto(f"/toa-soan/pages/add/portal/article/{corner}/")
    page.locator("#id_title").fill(title)
    page.locator("#id_section").select_option(index=1)
    page.locator("#id_lead").fill("Sáng nay phường họp.")
    page.locator("#id_snapshot").select_option(index=1)
    page.locator("[data-streamfield-stream-container] button.c-sf-add-button").first.click()
    page.get_by_role("option", name="Đoạn văn").click()
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type(text)


def act(page: Page, label: str) -> None:
    """One of the actions at the foot of the form."""
    page.wait_for_load_state("networkidle")
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    button = page.get_by_role("button", name=label, exact=True).last
    expect(button).to_be_visible()
    with page.expect_navigation():
        button.click()


def test_from_the_first_letter_to_the_withdrawal(desks: Any, sender: Sender, live_server: LiveServer) -> None:
    corner = Corner.objects.get(code="Q.1")
    sender.publish(SnapshotKind.FIGURES, FIGURES)
    kept_photo("Q.1")
    writer, editor = desks("writer", 1), desks("editor", 2)

    write(writer.page, corner.pk, "Phường tổng kết đại hội", "Có {members} đảng viên dự.")
    writer.page.locator("[data-chooser-action-choose]").first.click()
    writer.page.get_by_role("link", name="Hội trường").click()
    expect(writer.page.locator("#id_cover-chooser")).to_contain_text("Hội trường")
    cover = writer.page.locator("#id_cover-chooser img")
    assert cover.evaluate("one => one.decode().then(() => one.naturalWidth)") > 100
    act(writer.page, "Gửi duyệt bài")
    article = Article.objects.get(title="Phường tổng kết đại hội")
    assert article.current_workflow_task_state is not None
    assert not Story.objects.exists()

    editor.page.goto("/toa-soan/")
    editor.page.get_by_role("link", name="Phường tổng kết đại hội").first.click()
    act(editor.page, "Duyệtvà Xuất bản")
    address = f"{live_server.url}/tin/{article.pk}-{article.slug}/"
    editor.page.goto(address)
    expect(editor.page.locator("h1")).to_have_text("Phường tổng kết đại hội")
    expect(editor.page.locator("a.fig")).to_have_text("11.836")

    editor.page.goto(f"/toa-soan/pages/{article.pk}/edit/")
    editor.page.get_by_role("button", name="Thêm đính chính").click()
    editor.page.locator("#id_corrections-0-text").fill("Bản trước ghi nhầm giờ họp.")
    act(editor.page, "Xuất bản")
    editor.page.goto(address)
    expect(editor.page.locator(".corrections")).to_contain_text("Bản trước ghi nhầm giờ họp.")

    editor.page.goto(f"/toa-soan/rut/{article.pk}/")
    editor.page.get_by_label("Lý do rút bài").fill("Ghi nhầm đơn vị.")
    editor.page.get_by_role("button", name="Rút bài").click()
    answer = editor.page.goto(address)
    assert answer is not None
    assert answer.status == 410
    expect(editor.page.locator("main")).to_contain_text("Ghi nhầm đơn vị.")
    assert writer.wrong == []
    assert [line for line in editor.wrong if "410" not in line] == []


# What Word puts on the clipboard, much shortened.
# ruff: noqa: E501
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head>
<meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {mso-style-unhide:no; color:red} --></style></head>
<body lang=VI><!--StartFragment--><h2 style='mso-margin-top-alt:auto'>Kết quả</h2>
<p class=MsoNormal style='margin:0cm;text-indent:1cm;font-family:"Times New Roman"'><b style='mso-bidi-font-weight:normal'>
<span style='color:#C00000;font-size:20.0pt'>Đại hội</span></b> <i>thành công</i> <u>tốt đẹp</u>.<o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'>Việc thứ nhất</p>
<table border=1><tr><td style='background:yellow'>Ô một</td><td>Ô hai</td></tr></table>
<p><img src="https://evil.invalid/a.png" onerror="window.__hit=1"><a href="javascript:window.__hit=1">nối</a>
<a href="https://vi.wikipedia.org/" onclick="window.__hit=1" style="color:red">tới</a><script>window.__hit=1</script></p>
<!--EndFragment--></body></html>"""
PASTE = """([area, html]) => { const data = new DataTransfer(); data.setData("text/html", html);
  data.setData("text/plain", "Kết quả"); area.dispatchEvent(new ClipboardEvent("paste",
  { clipboardData: data, bubbles: true, cancelable: true })); }"""


def test_what_is_pasted_from_word_keeps_its_words_and_sheds_its_dress(desks: Any, sender: Sender) -> None:
    sender.publish(SnapshotKind.FIGURES, FIGURES)
    desk = desks("editor")
    left: list[str] = []
    desk.page.on("request", lambda request: left.append(request.url) if "evil" in request.url else None)
    write(desk.page, Corner.objects.get(code="Q.1").pk, "Bài dán từ Word", "")
    area = desk.page.locator(".public-DraftEditor-content").first.element_handle()
    desk.page.evaluate(PASTE, [area, WORD])
    desk.page.wait_for_timeout(300)
    act(desk.page, "Xuất bản")
    story = Story.objects.get(headline="Bài dán từ Word")
    for words in ("Kết quả", "Đại hội", "thành công", "tốt đẹp", "Việc thứ nhất", "Ô một", "tới"):
        assert words in story.html, words
    assert "<h2>Kết quả</h2>" in story.html
    assert "<b>Đại hội</b>" in story.html.replace("<b> ", "<b>").replace("strong>", "b>")
    assert 'href="https://vi.wikipedia.org/"' in story.html
    for dress in ("style", "Mso", "mso", "color", "font", "<u>", "<i>", "onerror", "onclick", "javascript", "script",
                  "<img", "o:p", "<!--", "bgcolor"):  # fmt: skip
        assert dress not in story.html, dress
    assert desk.page.evaluate("window.__hit") is None
    assert left == []
    # the editor's script puts the clipboard into an element of the page for a moment: the desk's policy stops it there
    assert [line for line in desk.wrong if "Content Security Policy" not in line] == []


def test_the_account_of_the_office_has_no_page_here_and_the_way_out_leads_to_the_door(desks: Any) -> None:
    desk = desks("editor")
    desk.page.goto("/toa-soan/")
    desk.page.locator(".sidebar-footer__account, .sidebar-footer button").first.click()
    desk.page.wait_for_timeout(400)
    assert not desk.page.locator('a[href$="/account/"]').first.is_visible()
    desk.page.locator(
        '.sidebar-footer form[action$="/logout/"] button, .sidebar-footer button:has-text("Ra")'
    ).first.click()
    desk.page.wait_for_url("**/vao/")
    expect(desk.page.locator("h1")).to_have_text("Cửa vào toà soạn")
