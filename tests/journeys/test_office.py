"""The office's first days: an account from a printed code, a list with faults mended and loaded again."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from daihoi.org.models import ImportJob, Member, Membership, User
from daihoi.reports.queries import verify_all
from tests.harness.books import MEMBERS, a_member_row, members_book
from tests.journeys.town import Town
from tests.journeys.windows import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Window]


def test_an_account_from_the_printed_code_to_an_own_password(
    window: Open, town: Town, browser: Browser, live_server: LiveServer
) -> None:
    """The administrator makes the account and prints the slip; its owner signs in and must choose a password."""
    admin = window("quantri")
    admin.follow("Tài khoản mới").write("Tên đăng nhập", "moi.nguoi").write("Họ và tên", "Người Mới")
    admin.page.locator("main select[name=role]").select_option("office")
    if admin.page.locator("main [name=unit]").count():
        admin.page.locator("main [name=unit]").first.fill("Q")
    admin.press("Tạo tài khoản")
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", admin.text)
    assert found, admin.text
    owner = Window(browser, live_server.url)
    try:
        owner.sign_in("moi.nguoi", found.group().lower().replace("-", " "))
        owner.sees("Chọn mật khẩu của mình")
        owner.write("Mã dùng một lần trên phiếu", found.group()).write("Mật khẩu mới", "mua xuan tren que huong")
        owner.write("Gõ lại mật khẩu mới", "mua xuan tren que huong").press("Lưu mật khẩu")
        owner.sees("Mùa đại hội 2020–2025", "Đảng bộ quận Thử")
        owner.context.clear_cookies()
        owner.sign_in("moi.nguoi", found.group())
        owner.sees("Tên đăng nhập hoặc mật khẩu không đúng")
        owner.sign_in("moi.nguoi", "mua xuan tren que huong").sees("Mùa đại hội 2020–2025")
    finally:
        owner.context.close()
    assert not User.objects.get(username="moi.nguoi").must_change


def load(window: Window, path: Path) -> Window:
    """Upload a list of members and wait for its preview."""
    window.go("/u/Q/").follow("Nhập dữ liệu")
    window.page.locator("main input[type=file]").set_input_files(path)
    window.press("Đọc tệp")
    window.page.locator("main h2", has_text="Số phận các dòng").or_(window.page.locator("#kq")).first.wait_for()
    return window


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_list_with_faults_is_mended_and_loaded_again(window: Open, town: Town, tmp_path: Path, script: bool) -> None:
    rows = [a_member_row(number, "Q.1.1") for number in range(1, 9)]
    rows += [a_member_row(21, "KHONG-CO"), a_member_row(22, "Q.1.2"), a_member_row(23, "Q.2")]
    rows[-2][2], rows[-1][1] = "31/02/1980", '=HYPERLINK("http://x")'
    first = tmp_path / "danh-sach.xlsx"
    first.write_bytes(members_book(rows))
    office = window("vanphong", script=script)
    load(office, first).sees("3 dòng bị từ chối", "KHONG-CO", "31/2/1980", "Họ tên bắt đầu bằng dấu =")
    assert Member.objects.count() == 24, "nothing is written before somebody says so"
    refused = office.download("Tải 3 dòng bị từ chối")
    office.press("Ghi 8 dòng vào sổ")
    office.sees("Hãy tải các dòng bị từ chối")
    assert Membership.objects.filter(member__card__startswith="77", valid_to=None).count() == 8

    mended = tmp_path / "da-sua.xlsx"
    mended.write_bytes(mend(refused))
    load(office, mended).sees("Không dòng nào bị từ chối").press("Ghi 3 dòng vào sổ")
    assert Membership.objects.filter(member__card__startswith="77", valid_to=None).count() == 11

    load(office, first)
    office.sees("3 dòng bị từ chối", "Không có gì để ghi")
    assert not office.page.get_by_role("button", name=re.compile("Ghi .* vào sổ")).count()
    assert [job.counts["unchanged"] for job in ImportJob.objects.order_by("-created")[:1]] == [8]
    assert verify_all().faults == ()


def mend(refused: bytes) -> bytes:
    """What somebody does with the file of refused rows: each cell that its reason names is put right."""
    book = openpyxl.load_workbook(io.BytesIO(refused))
    page = book.worksheets[0]
    head = next(row for row in page.iter_rows() if any(cell.value == "Số thẻ đảng" for cell in row))
    at = {str(cell.value): cell.column for cell in head if cell.value}
    assert set(MEMBERS[1:9]) <= at.keys(), at
    for row in page.iter_rows(min_row=head[0].row + 1):
        card = page.cell(row[0].row, at["Số thẻ đảng"]).value
        if card == "77000021":
            page.cell(row[0].row, at["Mã tổ chức"]).value = "Q.1.2"
        elif card == "77000022":
            page.cell(row[0].row, at["Ngày sinh"]).value = "28/02/1980"
        elif card == "77000023":
            page.cell(row[0].row, at["Họ và tên"]).value = "Nguyễn Văn Đúng"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
