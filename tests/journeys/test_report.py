"""The summary report: its words edited, a figure written over; refreshing changes the figures and keeps the rest."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from daihoi.org.actions import tallies_recount
from daihoi.org.models import Unit
from tests.builders import a_member
from tests.formats.extract import docx_text, pdf_text
from tests.journeys.test_result import CELL, WARD, enter_quickly
from tests.journeys.town import Town
from tests.journeys.windows import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_edits_stay_when_the_figures_are_refreshed(window: Callable[..., Window], town: Town, script: bool) -> None:
    for level in (WARD, CELL):
        enter_quickly(town, level)
    office = window("vanphong", script=script)
    office.follow("Báo cáo tổng kết").press("Lập báo cáo")
    office.sees("Toàn Đảng bộ có 24 đảng viên")
    edit(office, "Toàn Đảng bộ có 24 đảng viên")
    box = office.page.locator("main textarea[name=text]")
    words = box.input_value()
    assert ": 24}" in words, words
    box.fill(words + " Văn phòng đã đối chiếu từng chi bộ.")
    office.press("Lưu").sees("Văn phòng đã đối chiếu từng chi bộ.", "Toàn Đảng bộ có 24 đảng viên")

    a_member("Người Mới Chuyển", unit=town.cell, card="79999999")
    with transaction.atomic():
        tallies_recount([Unit.objects.get(pk=town.cell.pk)])
    office.press("Làm mới số liệu")
    office.sees("Toàn Đảng bộ có 25 đảng viên", "Văn phòng đã đối chiếu từng chi bộ.", "đã sửa")

    edit(office, "Toàn Đảng bộ có 25 đảng viên")
    box = office.page.locator("main textarea[name=text]")
    box.fill(box.input_value().replace(": 25}", ": 26}", 1))
    office.press("Lưu").sees("Toàn Đảng bộ có 26 đảng viên").press("Làm mới số liệu")
    office.sees("Toàn Đảng bộ có 26 đảng viên", "hồ sơ ghi 25")
    for text in (docx_text(office.download("Word")), pdf_text(office.download("PDF"))):
        said = " ".join(text.split())
        assert "26 đảng viên" in said
        assert "Văn phòng đã đối chiếu từng chi bộ." in said


def edit(office: Window, words: str) -> None:
    """Open the block with these words: what may be done with it shows where the pointer is."""
    block = office.page.locator("section.block", has_text=words)
    block.hover()
    block.get_by_role("link", name="Sửa").click()


def test_a_figure_of_the_report_tells_where_it_comes_from(window: Callable[..., Window], town: Town) -> None:
    """The drawer beside the sentence: the fraction, the units behind it, as of when."""
    for level in (WARD, CELL):
        enter_quickly(town, level)
    office = window("vanphong")
    office.follow("Báo cáo tổng kết").press("Lập báo cáo")
    office.page.locator("section.block", has_text="Toàn Đảng bộ có 24 đảng viên").locator(
        "a.fig", has_text="24"
    ).first.click()
    drawer = office.page.locator("#so-lieu")
    drawer.wait_for()
    assert "Đảng bộ Phường Một" in drawer.inner_text()
    assert "12" in drawer.inner_text()
