"""The report's words belong to people, its figures to the records."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daihoi.ledger.models import Event
from daihoi.reports import actions
from daihoi.reports.models import Block, BlockKind, Report
from daihoi.reports.queries import Facts, report_document
from daihoi.reports.queries.facts import label_of
from daihoi.reports.queries.texts import from_edit, numbered, plain, to_edit
from daihoi.rules.messages import RuleError
from tests.builders import a_user
from tests.reports.district import District

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return District()


@pytest.fixture
def report(district: District) -> Report:
    return actions.report_make(district.root, district.season, by=a_user())


def block(report: Report, key: str) -> Block:
    return report.blocks.get(key=key)


def words(one: Block) -> str:
    return plain(one.text, one.values, one.overwritten)


def test_it_is_made_once(district: District, report: Report) -> None:
    assert actions.report_make(district.root, district.season, by=a_user()) == report
    assert report.origin.is_live
    assert "3 tổ chức cơ sở đảng" in words(block(report, "organisation"))


def test_an_edit_survives_a_refresh_and_its_figures_follow(district: District, report: Report) -> None:
    user = a_user()
    actions.block_edit(block(report, "committees"), by=user, text="Bầu được {grassroots_elected} người. Lời của tôi.")
    district.count(district.units[0], 5)
    changed = actions.report_refresh(report, by=user)
    assert "grassroots_elected" in changed
    assert words(block(report, "committees")) == "Bầu được 10 người. Lời của tôi."


def test_what_nobody_touched_follows_the_standard_text(district: District, report: Report) -> None:
    assert "bầu thiếu" not in words(block(report, "committees"))
    district.count(district.units[0], 5, elected=4, seats_short=1, committees_full=0, committees_short=1, age_middle=4)
    actions.report_refresh(report, by=a_user())
    assert "1 chi, đảng bộ bầu thiếu" in words(block(report, "committees"))


def test_a_figure_written_over_is_marked_and_stays(district: District, report: Report) -> None:
    user = a_user()
    one = block(report, "committees")
    typed = to_edit(one.text, one.values, one.overwritten)
    place = numbered(one.text).index("grassroots_elected") + 1
    assert f"{{{place}: 6}}" in typed
    one = actions.block_edit(one, by=user, text=typed.replace(f"{{{place}: 6}}", f"{{{place}: 66}}"))
    assert one.overwritten == {"grassroots_elected": "66"}
    actions.report_refresh(report, by=user)
    one = block(report, "committees")
    assert "đã bầu được 66 đồng chí" in words(one)
    assert one.values["grassroots_elected"] == "6"
    one = actions.slot_restore(one, by=user, key="grassroots_elected")
    assert "đã bầu được 6 đồng chí" in words(one)


def test_saving_without_a_change_overwrites_nothing(report: Report) -> None:
    for one in report.blocks.exclude(kind=BlockKind.TABLE):
        text = to_edit(one.text, one.values, one.overwritten)
        after = actions.block_edit(one, by=a_user(), text=text)
        assert after.overwritten == {}
        assert after.text == one.text


def test_two_editors_notice_each_other(report: Report) -> None:
    one = block(report, "lessons")
    actions.block_edit(one, by=a_user(), text="Bài học của người thứ nhất.", version=one.version)
    with pytest.raises(RuleError, match="Somebody else changed"):
        actions.block_edit(one, by=a_user(), text="Bài học của người thứ hai.", version=one.version)
    assert words(block(report, "lessons")) == "Bài học của người thứ nhất."


@pytest.mark.parametrize("text", ["{no_such_figure}", "{99: 7}", "Có {members} và {sai_ten} đảng viên."])
def test_an_unknown_name_is_refused_by_name(report: Report, text: str) -> None:
    with pytest.raises(RuleError, match="no figure named"):
        actions.block_edit(block(report, "lessons"), by=a_user(), text=text)


def test_own_blocks_are_added_moved_and_taken_out(report: Report) -> None:
    user = a_user()
    added = actions.block_add(
        report, by=user, after=block(report, "intro"), kind=BlockKind.TEXT, text="Có {members} đảng viên."
    )
    assert words(added) == "Có 40 đảng viên."
    order = [one.key for one in report.blocks.order_by("position")]
    assert order.index(added.key) == order.index("intro") + 1
    actions.block_move(added, by=user, up=True)
    assert report.blocks.order_by("position").first() == added
    actions.report_refresh(report, by=user)
    assert words(block(report, added.key)) == "Có 40 đảng viên."
    actions.block_remove(block(report, added.key), by=user)
    assert not report.blocks.filter(key=added.key).exists()


def test_a_standard_block_taken_out_stays_out_until_it_is_added_again(report: Report) -> None:
    user = a_user()
    actions.block_remove(block(report, "lessons"), by=user)
    actions.report_refresh(report, by=user)
    assert not report.blocks.filter(key="lessons").exists()
    report.refresh_from_db()
    actions.block_add(report, by=user, after=block(report, "intro"), kind="", text="", key="lessons")
    report.refresh_from_db()
    assert report.removed == []
    assert report.blocks.filter(key="lessons").exists()


def test_the_standard_words_come_back(report: Report) -> None:
    user = a_user()
    one = actions.block_edit(block(report, "directions"), by=user, text="Khác.")
    assert one.edited
    one = actions.block_restore(one, by=user)
    assert not one.edited
    assert "Phân công nhiệm vụ" in words(one)


def test_a_table_and_an_empty_heading_are_not_edited(report: Report) -> None:
    with pytest.raises(RuleError, match="A table follows"):
        actions.block_edit(block(report, "table_T1"), by=a_user(), text="x")
    with pytest.raises(RuleError, match="heading needs words"):
        actions.block_edit(block(report, "h_lessons"), by=a_user(), text="  ")


def test_the_history_holds_digests_and_no_words(report: Report) -> None:
    actions.block_edit(block(report, "lessons"), by=a_user(), text="Đồng chí Nguyễn Văn Kín có ý kiến.")
    actions.report_head_set(report, by=a_user(), values={"signer_name": "Trần Thị Kín"})
    told = list(Event.objects.filter(verb__startswith="report."))
    assert {"report.made", "report.block_edited", "report.head_set"} <= {event.verb for event in told}
    assert "Kín" not in json.dumps([event.payload for event in told], ensure_ascii=False)


def test_the_paper_carries_the_edited_words_and_the_head(district: District, report: Report) -> None:
    user = a_user()
    actions.block_edit(block(report, "lessons"), by=user, text="Bài học riêng.\nĐoạn thứ hai.")
    actions.report_head_set(
        report, by=user, values={"number": "15-BC/QU", "signer_name": "Lê Thị Ký", "recipients": "Thành uỷ\nLưu"}
    )
    lines = report_document(Facts(district.root, district.season), report).lines()
    assert "Bài học riêng." in lines
    assert "Đoạn thứ hai." in lines
    assert "Số 15-BC/QU" in lines
    assert "Lê Thị Ký" in lines
    assert "Thành uỷ" in lines


def test_live_figures_say_so_on_paper_and_signed_ones_name_their_return(district: District) -> None:
    def last() -> str:
        return report_document(Facts(district.root, district.season)).lines()[-1]

    assert last().startswith("Số liệu tạm tính đến ngày 27/8/2020")
    for congress in (*district.congresses, district.own):
        returned = actions.hand_in(congress, by=district.office)
    assert f"bản thứ 1; mã kiểm tra {returned.digest[:16]}" in last()


def test_a_name_in_a_text_does_not_become_a_place(district: District, report: Report) -> None:
    """A formula or braces in the name of a unit are words, nothing more."""
    unit = district.units[0]
    unit.name = "Đảng bộ {members} =1+1"
    unit.save()
    district.count(unit, 5, elected=4, seats_short=1, committees_full=0, committees_short=1, age_middle=4)
    actions.report_refresh(report, by=a_user())
    assert "(4/5)" in words(block(report, "committees"))


# --- the text with its slots -----------------------------------------------------------------------------------------

KEYS = st.sampled_from(["members", "official", "own_women", "short_list"])
WORDS = st.text(alphabet="abc đạiỘ.,:\n%", max_size=20)
TEXTS = st.lists(st.one_of(WORDS, KEYS.map(lambda key: f"{{{key}}}")), max_size=8).map("".join)


@given(
    text=TEXTS,
    values=st.fixed_dictionaries(
        {
            key: st.sampled_from(["1", "11.836", "39,02 %", "x" * 60])
            for key in ["members", "official", "own_women", "short_list"]
        }
    ),
)
def test_what_is_shown_for_editing_comes_back_as_it_was(text: str, values: dict[str, str]) -> None:
    text = text.strip()
    shown = to_edit(text, values, {})
    assert from_edit(shown, values, numbered(text)) == (text, {})


@given(text=TEXTS.filter(lambda text: "{members}" in text), over=st.sampled_from(["7", "khoảng 12.000", "x" * 50]))
def test_what_is_written_over_comes_back_too(text: str, over: str) -> None:
    text, values = text.strip(), {"members": "11.836", "official": "2", "own_women": "3", "short_list": "a"}
    shown = to_edit(text, values, {"members": over})
    assert from_edit(shown, values, numbered(text)) == (text, {"members": over})


def test_every_slot_has_a_name(district: District) -> None:
    for key in Facts(district.root, district.season).slots:
        assert label_of(key).msgid != "%(key)s", key
