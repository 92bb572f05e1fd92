"""A result on its whole way: typed by hand, blocked while wrong, certified by two, handed in, sent back, mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from daihoi.elections.models import Certificate, Round
from daihoi.reports.models import Return, ReturnState
from daihoi.reports.queries import verify_all
from tests.formats.extract import docx_text, pdf_text
from tests.journeys.town import Town
from tests.journeys.windows import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Level:
    """A unit that holds its congress: who types there, who signs second, how many take part."""

    code: str
    name: str
    clerk: str
    second: str
    kind: str = "Đại hội đảng viên"
    summoned: int = 12
    base: int = 12


WARD = Level("Q.1", "Đảng bộ Phường Một", "thuky1", "nguoi1")
CELL = Level("Q.2", "Chi bộ Trường Thử", "thuky2", "nguoi2")
DISTRICT = Level("Q", "Đảng bộ quận Thử", "vanphong", "quan2", kind="Đại hội đại biểu", summoned=40, base=40)
NAMES = "\n".join(["Lê Văn An", "Trần Thị Bình", "Phạm Quốc Cường", "Võ Thị Dung"])
Open = Callable[..., Window]


def to_congress(window: Window) -> Window:
    """The own congress: where no unit stands below, it is the front page itself."""
    if "Mở trang đại hội" in window.text:
        window.follow("Mở trang đại hội")
    return window


def hold_and_list(window: Window, level: Level) -> None:
    """From the front page: the congress is recorded as held, the election opened, the list set."""
    to_congress(window).follow("Ghi đã đại hội")
    window.choose(level.kind).write("Khai mạc ngày", "2020-05-21")
    window.write("Được triệu tập", str(level.summoned)).write("Có mặt khi khai mạc", str(level.summoned))
    window.press("Ghi đã đại hội").sees("Đã ghi đại hội đã tổ chức.")
    window.follow("Nhập kết quả bầu cử").follow("Mở cuộc bầu")
    window.choose("cấp uỷ, do đại hội bầu").write("Cần bầu", "3").press("Mở cuộc bầu")
    window.write("Thêm người", NAMES).press("Lưu danh sách")
    window.sees("Đã lưu danh sách, theo vần tên.", "4 trong danh sách")


def type_count(window: Window, level: Level, votes: list[int], *, returned: int) -> None:
    """Papers and votes from the tally sheet; the count is finished."""
    whole = str(level.summoned)
    for label, value in (
        ("Có mặt khi bầu", whole), ("Phiếu phát ra", whole), ("Phiếu thu về", str(returned)),
        ("Phiếu hợp lệ", whole), ("Phiếu không hợp lệ", "0"),
    ):  # fmt: skip
        window.write(label, value)
    window.keys("v_1", [str(count) for count in votes])
    window.press("Lưu, kiểm phiếu xong")


def enter(window: Window, level: Level) -> None:
    """The result by keyboard: wrong sums are kept and block the signatures, the line is named; mended, two sign."""
    top = level.summoned
    hold_and_list(window, level)
    window.follow("Nhập phiếu")
    type_count(window, level, [top, top - 1, top - 3, 2], returned=top + 1)
    window.sees("đã kiểm, chưa ký").follow("Ký chứng thực")
    window.sees(f"Thu về {top + 1} ≤ phát ra {top}")
    window.sign(level.second).press("Ký chứng thực")
    assert not Certificate.objects.exists()
    window.sees(f"Thu về {top + 1} ≤ phát ra {top}").follow("Sửa số liệu")
    window.write("Phiếu thu về", str(top)).press("Lưu, kiểm phiếu xong")
    window.follow("Ký chứng thực")
    window.sign(level.clerk).press("Ký chứng thực")
    assert not Certificate.objects.exists(), "one human is not two"
    window.sign(level.second).press("Ký chứng thực")
    window.sees("Kết quả đã ký chứng thực.", "đủ ngay vòng 1")
    assert Certificate.objects.count() == 1


def read_minutes(window: Window, level: Level) -> None:
    """The minutes as Word and as PDF, with the names, the votes and the head of the ledger."""
    digest = Certificate.objects.latest("pk").digest
    for text in (docx_text(window.download("Biên bản (DOCX)")), pdf_text(window.download("PDF"))):
        said = " ".join(text.split())
        assert "BIÊN BẢN" in said
        for name in NAMES.splitlines():
            assert name in said
        assert digest[:8] in said.replace(" ", "")


def hand_in(window: Window, level: Level, version: int) -> None:
    """From the front page: the return is signed and handed in."""
    to_congress(window.go("/")).follow("Nộp báo cáo kết quả")
    if version > 1:
        window.follow("Nộp bản mới")
    window.sign().press("Ký và nộp").sees(f"Đã nộp bản {version}.")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("level", [WARD, CELL], ids=["ward", "cell"])
def test_a_result_from_the_sheet_to_the_ratification(window: Open, town: Town, level: Level, script: bool) -> None:
    unit = window(level.clerk, script=script)
    enter(unit, level)
    read_minutes(unit, level)
    hand_in(unit, level, 1)

    district = window("vanphong", script=script)
    district.sees(f"{level.name}: báo cáo kết quả, bản 1")
    district.follow(level.name).follow("Cấp trên chuẩn y").follow("Trả lại")
    district.write("Ý kiến", "Ghi lại số phiếu của người thứ tư.").sign().press("Ký và trả lại")
    district.sees("Đã trả lại báo cáo kèm ý kiến.")

    to_congress(unit.go("/")).follow("Nộp báo cáo kết quả")
    unit.sees("Ghi lại số phiếu của người thứ tư.")
    mend(unit, level)
    hand_in(unit, level, 2)

    district.go("/").sees(f"{level.name}: báo cáo kết quả, bản 2")
    district.follow(level.name).follow("Cấp trên chuẩn y").follow("Nhận").sign().press("Ký và nhận")
    district.sees("Đã nhận báo cáo kết quả.").follow("Chuẩn y").write("Số quyết định", "12-QĐ/QU")
    district.sign().press("Ký và chuẩn y").sees("Đã chuẩn y kết quả.")

    states = list(Return.objects.order_by("version").values_list("version", "state", "current"))
    assert states == [(1, ReturnState.SENT_BACK, False), (2, ReturnState.RATIFIED, True)]
    assert list(Certificate.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert verify_all().faults == ()


def mend(window: Window, level: Level) -> None:
    """Two reopen the round with a reason, the count is put right, two certify anew."""
    window.go("/").follow("Bầu cử").follow("Cấp uỷ").follow("Bản chứng thực thứ 1").follow("Mở lại")
    window.write("Lý do", "Ghi nhầm số phiếu.").sign(level.second).press("Mở lại")
    window.sees("Vòng này mở lại; bản chứng thực cũ vẫn xem được.")
    window.page.locator("[name=v_4]").fill("1")
    window.press("Lưu, kiểm phiếu xong").follow("Ký chứng thực").sign(level.second).press("Ký chứng thực")
    window.sees("Bản chứng thực thứ 2", "Bản chứng thực thứ 1")
    assert Round.objects.get().certificates.count() == 2


def test_the_district_hands_in_what_it_sums(window: Open, town: Town) -> None:
    """The same pages one level up: the return of the district holds those of its units."""
    for level in (WARD, CELL):
        unit = window(level.clerk)
        enter_quickly(town, level)
        hand_in(unit, level, 1)
    district = window(DISTRICT.clerk)
    hold_and_list(district, DISTRICT)
    district.follow("Nhập phiếu")
    type_count(district, DISTRICT, [40, 39, 30, 9], returned=40)
    district.follow("Ký chứng thực").sign(DISTRICT.second).press("Ký chứng thực").sees("Kết quả đã ký chứng thực.")
    hand_in(district, DISTRICT, 1)
    district.sees("Các báo cáo được cộng", WARD.name, CELL.name)
    returned = Return.objects.get(congress__unit=town.district)
    assert {part["unit"] for part in returned.content["parts"]} == {"Q.1", "Q.2"}
    assert returned.total["grassroots"]["elected"] == 6
    assert verify_all().faults == ()


def enter_quickly(town: Town, level: Level) -> None:
    """A certified result without the pages, where the journey is about what comes after it."""
    from daihoi.elections.actions import certify
    from tests.builders import a_congress, an_election, signed, typed

    unit: Any = {"Q.1": town.ward, "Q.2": town.small}[level.code]
    congress = a_congress(unit, season=town.season, summoned=12)
    found = typed(an_election(congress, by=town.people[level.clerk]).rounds.get(), (12, 11, 10, 1))
    certify(found, by=signed(town.people[level.clerk]), second=signed(town.people[level.second]))


def test_a_tie_is_voted_on_again_by_the_tied_alone(window: Open, town: Town) -> None:
    unit = window(WARD.clerk)
    hold_and_list(unit, WARD)
    unit.follow("Nhập phiếu")
    type_count(unit, WARD, [12, 9, 7, 7], returned=12)
    unit.sees("bằng phiếu").follow("Ký chứng thực").sign(WARD.second).press("Ký chứng thực")
    unit.sees("2 / 3")
    unit.follow("Lập vòng sau").press("Lập vòng sau")
    unit.follow("Nhập phiếu").sees("Phạm Quốc Cường", "Võ Thị Dung").misses("Lê Văn An")
    for label in ("Có mặt khi bầu", "Phiếu phát ra", "Phiếu thu về", "Phiếu hợp lệ"):
        unit.write(label, "12")
    unit.write("Phiếu không hợp lệ", "0").keys("v_1", ["8", "4"]).press("Lưu, kiểm phiếu xong")
    unit.follow("Ký chứng thực").sign(WARD.second).press("Ký chứng thực")
    unit.sees("3 / 3")
    assert Certificate.objects.count() == 2
    assert Round.objects.get(number=2).kind == "tie"
    assert verify_all().faults == ()
