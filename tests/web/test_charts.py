"""Charts: every place in percent, exact, inside the drawing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.web.charts import Mark, VoteChart, VoteRow, deadline_line, progress_chart, share

START = date(2020, 3, 1)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_lies_inside_the_drawing_and_is_cut_off(part: int, whole: int) -> None:
    shown = share(part, whole)
    hundredths = int(shown.removesuffix("%").replace(".", ""))
    assert 0 <= hundredths <= 10000
    assert hundredths * whole <= 10000 * min(part, whole) < (hundredths + 1) * whole or part >= whole


def test_a_share_of_nothing_is_nothing() -> None:
    assert share(3, 0) == "0%"


@pytest.mark.parametrize(
    ("votes", "base", "over", "near", "text"),
    [
        (150, 298, True, True, "vừa đủ"),
        (149, 298, False, True, "thiếu 1"),
        (156, 298, True, True, "dư 6"),
        (149, 297, True, True, "vừa đủ"),
        (148, 297, False, True, "thiếu 1"),
        (293, 298, True, False, "dư 143"),
    ],
)
def test_a_bar_near_one_half_says_how_far_it_is_from_enough(
    votes: int, base: int, over: bool, near: bool, text: str
) -> None:
    row = VoteRow(1, "Lê Văn A", votes, base, over, "")
    assert (row.is_over_half, row.is_near, row.gap_text) == (over, near, text)


def test_the_line_of_one_half_is_written_exactly() -> None:
    assert (VoteChart([], 298).half, VoteChart([], 298).needed) == ("149", 150)
    assert (VoteChart([], 297).half, VoteChart([], 297).needed) == ("148,5", 149)


def _rows(*votes: int) -> list[VoteRow]:
    return [VoteRow(i, "A", v, 100, v > 50, "") for i, v in enumerate(votes)]


def test_the_cut_stands_after_the_last_who_is_over_half() -> None:
    assert VoteChart(_rows(90, 51, 50, 10), 100).cut_after == 2


def test_there_is_no_cut_where_the_rows_are_not_in_the_order_of_votes() -> None:
    assert VoteChart(_rows(10, 90, 51), 100).cut_after == 0


def test_the_ticks_of_progress_end_at_the_total() -> None:
    chart = progress_chart(start=START, end=START + timedelta(90), total=53, done=[(START, 2)])
    assert [n for _y, n in chart.ticks] == ["", "10", "20", "30", "40", "53"]
    big = progress_chart(start=START, end=START + timedelta(90), total=52409, done=[])
    assert len(big.ticks) <= 7
    assert big.ticks[-1][1] == "52.409"


@given(
    st.integers(1, 60000),
    st.lists(st.tuples(st.integers(-30, 400), st.integers(0, 70000)), max_size=30).map(sorted),
)
def test_progress_never_leaves_its_drawing(total: int, points: list[tuple[int, int]]) -> None:
    done = [(START + timedelta(day), count) for day, count in points]
    chart = progress_chart(start=START, end=START + timedelta(120), total=total, done=done, plan=done)
    for line in (chart.done, chart.plan):
        for point in line.split():
            x, y = map(int, point.split(","))
            assert 0 <= x <= chart.width
            assert 0 <= y <= chart.height


def test_a_limit_and_today_close_together_do_not_touch() -> None:
    line = deadline_line(
        START,
        date(2020, 9, 1),
        [
            Mark(date(2020, 6, 24), "hôm nay, 53/53 đã đại hội", "today"),
            Mark(date(2020, 6, 30), "hạn cơ sở, còn 4 ngày làm việc", "limit"),
            Mark(date(2020, 8, 31), "hạn quận", "limit"),
        ],
    )
    assert [(m.mark.kind, m.y > 0) for m in line.marks] == [("today", True), ("limit", True), ("limit", True)]
    assert line.marks[0].y != line.marks[1].y
    assert line.marks[2].anchor == "end"


def test_where_there_is_no_room_the_mark_stays_and_its_words_stand_in_the_list() -> None:
    marks = [Mark(date(2020, 6, day), "một cái tên khá dài cho một mốc của mùa đại hội") for day in range(1, 20)]
    line = deadline_line(START, date(2020, 9, 1), marks)
    assert len(line.marks) == 19
    assert any(m.y == 0 for m in line.marks)
