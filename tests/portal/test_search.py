"""The search finds what was published, however it is typed; the better and the newer stand first."""

from __future__ import annotations

import random
import unicodedata
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from daihoi.portal.actions.search import entries_add, entry_drop
from daihoi.portal.models import Story
from daihoi.portal.queries import marks, search
from daihoi.portal.queries.search import Question
from daihoi.portal.queries.words import page_of, place_of, places_between, terms, unit_mark, words
from tests.portal.builders import a_draft, a_section, a_site, an_article

pytestmark = pytest.mark.django_db
DAY = datetime(2020, 8, 27, 7, 50, tzinfo=UTC)


def found(client: Client, text: str, **more: str) -> list[str]:
    """The headlines that the page of the search lists, without marks."""
    answer = client.get("/tim/", {"q": text} | more)
    assert answer.status_code == 200, answer.content.decode()
    return [hit.story.headline for hit in answer.context["sheet"].rows]


def page(client: Client, **asked: str) -> str:
    return str(client.get("/tim/", asked).content.decode())


@pytest.fixture
def site() -> None:
    a_site()
    section = a_section("Xây dựng Đảng", "xay-dung-dang")
    body = [("text", "<p>Tại Đại hội Đảng bộ quận, hầu hết người trúng cử đạt trên 61&nbsp;% số phiếu.</p>")]
    an_article("Q.1", title="Một tuần ở phường", lead="Tin ngắn.", body=body, shown_at=DAY)
    an_article("Q", title="Tin trong tuần", lead="Đại hội Đảng bộ quận bế mạc.", shown_at=DAY - timedelta(days=2))
    an_article(
        "Q", title="Đại hội Đảng bộ quận lần thứ XII", lead="Bế mạc.", section=section, shown_at=DAY - timedelta(days=9)
    )
    an_article(
        "Q.2", title="Đảng bộ và đại hội: chuyện ở quận", lead="Hỏi đáp.", shown_at=DAY - timedelta(days=1),
        body=[("text", "<p>Đồng chí Nguyễn Văn Thanh trả lời. Phường 12 hỏi.</p>")],
    )  # fmt: skip


SAME = ["dai hoi dang bo quan", "Đại hội Đảng bộ quận", unicodedata.normalize("NFD", "Đại hội Đảng bộ quận")]


@pytest.mark.parametrize("asked", [*SAME, "ĐẠI HỘI ĐẢNG BỘ QUẬN", "dai  hội\tĐANG bo quận"])
def test_a_phrase_is_found_with_marks_without_and_decomposed_headline_before_lead_before_body(
    client: Client, site: None, asked: str
) -> None:
    assert found(client, asked) == [
        "Đại hội Đảng bộ quận lần thứ XII",  # the words in a row in the headline, though it is the oldest
        "Đảng bộ và đại hội: chuyện ở quận",  # all in the headline
        "Tin trong tuần",  # with the lead
        "Một tuần ở phường",  # in the body
    ]


def test_what_is_equally_good_stands_by_time_the_newer_first(client: Client) -> None:
    a_site()
    for days in (3, 1, 2):
        an_article(title=f"Thi đua đợt {days}", shown_at=DAY - timedelta(days=days))
    assert found(client, "thi dua") == ["Thi đua đợt 1", "Thi đua đợt 2", "Thi đua đợt 3"]


@pytest.mark.parametrize("asked", ["nguyen van tha", "Thanh Nguyễn", "nguy va th", "văn thanh", "“Nguyễn Văn Thanh”"])
def test_part_of_a_name_is_found(client: Client, site: None, asked: str) -> None:
    assert found(client, asked) == ["Đảng bộ và đại hội: chuyện ở quận"]


@pytest.mark.parametrize("asked", ["“Văn Nguyễn”", '"đại quận"', "phuong 1", "nguyen van thanhx", '"van tha"'])
def test_what_does_not_stand_there_is_not_found(client: Client, site: None, asked: str) -> None:
    assert found(client, asked) == []
    assert "Không có bài nào như vậy." in page(client, q=asked)


def test_a_phrase_does_not_reach_from_the_headline_into_the_lead(client: Client, site: None) -> None:
    assert found(client, "xii be mac") == ["Đại hội Đảng bộ quận lần thứ XII"]
    assert found(client, '"xii be mac"') == []


def test_what_was_found_is_marked_as_it_was_written(client: Client, site: None) -> None:
    shown = page(client, q="dai hoi dang bo quan")
    assert '"><mark>Đại hội Đảng bộ quận</mark> lần thứ XII</a>' in shown
    assert "Tại <mark>Đại hội Đảng bộ quận</mark>, hầu hết" in shown
    assert "<mark>Đại hội Đảng bộ quận</mark> bế mạc." in shown


def test_a_whole_sentence_is_found(client: Client, site: None) -> None:
    asked = "tại đại hội đảng bộ quận, hầu hết người trúng cử đạt trên 61 % số phiếu"
    assert len(terms(asked)) > search.MANY_TERMS
    assert found(client, asked) == ["Một tuần ở phường"]


def test_section_corner_and_days_narrow_the_search(client: Client, site: None) -> None:
    assert found(client, "dai hoi", muc="xay-dung-dang") == ["Đại hội Đảng bộ quận lần thứ XII"]
    assert found(client, "dai hoi", **{"don-vi": "Q.2"}) == ["Đảng bộ và đại hội: chuyện ở quận"]
    assert len(found(client, "dai hoi", **{"don-vi": "Q"})) == 4
    assert found(client, "dai hoi", tu="2020-08-27", den="2020-08-27") == ["Một tuần ở phường"]
    assert found(client, "dai hoi", den="18/8/2020") == ["Đại hội Đảng bộ quận lần thứ XII"]
    assert found(client, "", muc="xay-dung-dang") == ["Đại hội Đảng bộ quận lần thứ XII"]
    assert found(client, "", tu="2020-08-26", den="2020-08-26", **{"don-vi": "Q.2"}) == [
        "Đảng bộ và đại hội: chuyện ở quận"
    ]


def test_days_are_those_of_the_office(client: Client) -> None:
    a_site()
    an_article(title="Trước nửa đêm", shown_at=datetime(2020, 8, 27, 16, 59, 59, tzinfo=UTC))
    an_article(title="Đúng nửa đêm", shown_at=datetime(2020, 8, 27, 17, 0, 0, tzinfo=UTC))
    assert found(client, "nửa đêm", den="27/8/2020") == ["Trước nửa đêm"]
    assert found(client, "nửa đêm", tu="28/8/2020") == ["Đúng nửa đêm"]


def test_a_long_list_comes_in_sheets(client: Client) -> None:
    a_site()
    base = an_article(title="Gốc")
    story = Story.objects.get(pk=base.pk)
    many = []
    for number in range(1, 46):
        story.pk, story.headline, story.folded_headline = 10_000 + number, f"Bài số {number}", f"bai so {number}"
        story.shown_at = DAY + timedelta(minutes=number)
        story.save(force_insert=True)
        many.append(Story.objects.get(pk=story.pk))
    entries_add(many)
    assert found(client, "bài số")[0] == "Bài số 45"
    assert found(client, "bài số", trang="3") == [f"Bài số {number}" for number in (5, 4, 3, 2, 1)]
    assert found(client, "bài số", trang="99") == found(client, "bài số", trang="3")
    shown = page(client, q="bài số", trang="2")
    assert "45 bài." in shown
    assert "Tờ 2 trên 3" in shown
    for one in many:
        entry_drop(one.pk)


def test_only_what_stands_published_is_found(client: Client) -> None:
    a_site()
    a_draft(title="Bản nháp chưa duyệt")
    article = an_article(title="Bài sẽ đổi tên", shown_at=DAY)
    assert found(client, "chưa duyệt") == []
    article.title, article.shown_at = "Bài mang tên khác", DAY + timedelta(days=1)
    article.save_revision()
    assert found(client, "bài sẽ đổi tên") == ["Bài sẽ đổi tên"]
    article.save_revision().publish()
    assert found(client, "bài sẽ đổi tên") == []
    assert found(client, "mang tên khác") == ["Bài mang tên khác"]
    article.unpublish()
    assert found(client, "mang tên khác") == []
    article.save_revision().publish()
    assert found(client, "mang tên khác") == ["Bài mang tên khác"]
    article.delete()
    assert found(client, "mang tên khác") == []


HOSTILE = [
    '"', '""', '"""', "'", "' OR 1=1 --", "NEAR(dai hoi)", "dai AND", "OR", "NOT hoi", "head: dai", "dai*", "^dai", "(",
    "dai hoi)", "{a}", "a:*b", "dai & ! | <->", "\\", "%", "_", "__ _p1 _s1", "dai\x00hoi", "\x00", "\u202edai", "đ̣̀",
    "ß", ")", "<script>alert(1)</script>", "＂dai hoi＂", "😀", "a" * 190, "* * *", "-dai -hoi", "dai\r\nhoi",
    "ﬁ", "İstanbul",
]  # fmt: skip


@pytest.mark.parametrize("asked", HOSTILE)
def test_a_hostile_question_gets_plain_results_or_one_sentence(client: Client, site: None, asked: str) -> None:
    answer = client.get("/tim/", {"q": asked})
    assert answer.status_code in (200, 400)
    shown = answer.content.decode()
    assert "<script>alert" not in shown
    assert ('role="alert"' in shown) == (answer.status_code == 400)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"q": "đại " * 2500}, "Câu tìm dài quá 200 ký tự."),
        ({"q": " ".join(f"t{n}" for n in range(25))}, "Câu tìm có hơn 24 từ."),
        ({"q": "?!…"}, "Câu tìm không có chữ hay số nào."),
        ({"q": "x", "muc": "khong-co"}, "Không có chuyên mục này."),
        ({"q": "x", "don-vi": "Z"}, "Không có đơn vị này"),
        ({"q": "x", "tu": "hôm qua"}, "Ô Từ ngày không phải một ngày."),
        ({"q": "x", "den": "31/2/2020"}, "Ô Đến ngày không phải một ngày."),
        ({"q": "x", "den": "9999-12-31"}, "Ô Đến ngày không phải một ngày."),
        ({"q": "x", "tu": "2020-08-02", "den": "2020-08-01"}, "Từ ngày đứng sau Đến ngày."),
    ],
)
def test_what_cannot_be_answered_gets_one_sentence(
    client: Client, site: None, asked: dict[str, str], sentence: str
) -> None:
    answer = client.get("/tim/", asked)
    assert answer.status_code == 400
    assert answer.content.decode().count(sentence) == 1


def test_control_a_question_put_straight_to_the_database_fails(site: None) -> None:
    from django.db import DatabaseError, connection, transaction

    if connection.vendor != "sqlite":
        pytest.skip("the words of FTS5")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT rowid FROM portal_search_head WHERE portal_search_head MATCH %s", ['dai AND "'])


def test_the_empty_form_says_how_to_ask_and_offers_the_filters(client: Client, site: None) -> None:
    shown = page(client)
    assert "Gõ vài từ" in shown
    assert '<option value="xay-dung-dang">Xây dựng Đảng</option>' in shown
    assert '<option value="Q.1">– Đảng bộ Phường 1</option>' in shown


def test_what_was_asked_stays_in_the_form_and_nowhere_else(client: Client, site: None) -> None:
    from daihoi.portal.serving import cache

    answer = client.get("/tim/", {"q": "kín đáo", "don-vi": "Q.1"})
    shown = answer.content.decode()
    assert 'name="q" value="kín đáo"' in shown
    assert '<option value="Q.1" selected>' in shown
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not any("/tim/" in key for key in cache._pages)


# --- any words of a text ---------------------------------------------------------------------------------------------

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
WORD = st.one_of(
    st.text(LETTERS, min_size=1, max_size=8),
    st.text("0123456789", min_size=1, max_size=4),
    st.sampled_from(["XII", "Đ"]),
)
TEXT = st.lists(st.tuples(WORD, st.sampled_from([" ", ", ", " – ", ". ", "-", "/", "\n"])), min_size=1, max_size=30)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXT, drawn=st.randoms(use_true_random=False))
def test_any_words_of_a_text_find_it_however_they_are_typed(text: list[tuple[str, str]], drawn: random.Random) -> None:
    whole = unicodedata.normalize("NFC", "".join(word + after for word, after in text))
    story = Story(
        page=77, unit="Q", section_id=1, shown_at=DAY, folded_headline="x", folded_lead="",
        folded_body=search.plain_text(whole),
    )  # fmt: skip
    picked = drawn.sample(whole.split(), min(len(whole.split()), drawn.randint(1, 6)))
    typed = " ".join(_typed(word, drawn) for word in picked)
    asked = terms(typed)
    assume(asked)
    entries_add([story])
    try:
        assert [page_of(place) for place in search.places(Question(typed))] == [77], typed
        for word in asked:
            assert marks.spans(whole, (word,)), (whole, word)
    finally:
        entry_drop(77)
    assert search.places(Question(typed)) == []


def _typed(word: str, drawn: random.Random) -> str:
    """A word as somebody types it: some marks left out, some letters large, composed or not."""
    letters = unicodedata.normalize("NFD", word)
    kept = "".join(c for c in letters if not unicodedata.combining(c) or drawn.random() < 0.5)
    kept = "".join(c.upper() if drawn.random() < 0.2 else c for c in kept)
    if drawn.random() < 0.3:
        kept = kept.replace("đ", "d").replace("Đ", "D")
    return unicodedata.normalize(drawn.choice(["NFC", "NFD"]), kept)


@given(st.text(max_size=200), st.text(max_size=20))
def test_marks_take_nothing_from_a_text_and_add_nothing(text: str, asked: str) -> None:
    from django.utils.html import escape

    shown = marks.marked(text, terms(asked))
    assert shown.replace("<mark>", "").replace("</mark>", "") == escape(unicodedata.normalize("NFC", text))
    assert shown.count("<mark>") == shown.count("</mark>")


@given(st.lists(st.text("ab đạ.", max_size=300), max_size=3), st.text("ab đạ", max_size=6))
def test_a_snippet_is_short_and_holds_what_was_found(texts: list[str], asked: str) -> None:
    wanted = terms(asked)
    shown = marks.snippet(texts, wanted)
    assert len(shown.replace("<mark>", "").replace("</mark>", "")) <= marks.SNIPPET + 4
    if any(marks.spans(unicodedata.normalize("NFC", text), wanted) for text in texts):
        assert "<mark>" in shown


# --- words and places ------------------------------------------------------------------------------------------------


def test_words() -> None:
    assert words("Quyết định số 244-QĐ/TW, đạt 39,02 %") == [
        "quyet",
        "dinh",
        "so",
        "244",
        "qd",
        "tw",
        "dat",
        "39",
        "02",
    ]


@given(st.datetimes(datetime(1930, 1, 1), datetime(2200, 1, 1)), st.integers(1, 2**28 - 1), st.integers(1, 10**8))
def test_the_newer_has_the_smaller_place_and_gives_its_page_back(at: datetime, page: int, later: int) -> None:
    at = at.replace(tzinfo=UTC, microsecond=0)
    here = place_of(at, page)
    assert page_of(here) == page
    assert place_of(at + timedelta(seconds=later), 1) < here
    least, greatest = places_between(at, at + timedelta(seconds=1))
    assert least <= here <= greatest
    assert not least <= place_of(at + timedelta(seconds=1), page) <= greatest
    assert not least <= place_of(at - timedelta(seconds=1), page) <= greatest


def test_the_mark_of_a_corner_begins_those_below_and_no_other() -> None:
    assert unit_mark("Q.1").startswith(unit_mark("Q"))
    assert unit_mark("Q.1.2").startswith(unit_mark("Q.1"))
    for other in ("Q1", "QĐ", "q", "Q-1", "Q_1", "R.Q"):
        assert not unit_mark(other).startswith(unit_mark("Q")), other


def test_the_form_keeps_its_address(client: Client, site: None) -> None:
    asked = urlencode({"q": "dai hoi", "don-vi": "Q"})
    assert client.get(f"/tim/?{asked}").status_code == 200
