"""Biên bản kiểm phiếu in the form of §5.5 and §8: the words of a golden text, the same in DOCX and PDF."""

import io
from datetime import date

import docx as python_docx
import pytest
from pypdf import PdfReader

from daihoi.elections import actions, queries
from daihoi.elections.models import Round, Source
from daihoi.elections.queries import minutes, papers
from daihoi.formats import docx, pdf
from daihoi.rules.balance import TypedCount, balance
from daihoi.rules.base import Ground
from daihoi.rules.posts import Electorate, Post
from tests import builders as a
from tests.formats.golden import assert_golden

pytestmark = pytest.mark.django_db


def a_round() -> Round:
    """Four names for three seats, two deducted, one paper invalid, one seat left open."""
    unit = a.a_unit("BT.D9", name="Đảng bộ Phường 13")
    congress = a.a_congress(unit, summoned=100)
    congress.ordinal, congress.place = 12, "Bình Thạnh"
    congress.save()
    election = a.an_election(congress, candidates=("Lê Văn An", "Trần Thị Bình", "Phạm Quốc Cường", "Võ Thị Dung"))
    found = election.rounds.get()
    actions.base_set(
        found, by=a.a_user(), summoned=100, present=98, deductions=[(Ground.DELEGATE_NOT_REPLACED, 2, "Bùi A\nHồ B")]
    )
    actions.board_set(
        found,
        by=a.a_user(),
        head="Vũ Đình Khôi",
        members="Ngô Lan\nLý Công",
        presidium="Phạm Quốc Bảo",
        minutes_number="05",
    )
    found.refresh_from_db()
    papers_seen = {"issued": 98, "returned": 98, "valid": 97, "printed": 100, "unused": 2, "spoiled": 0}
    return a.typed(found, (90, 80, 49, 20), invalid=1, present=98, **papers_seen)


def text(found: Round) -> str:
    return "\n".join(minutes.minutes(queries.round_data(found)).lines())


def test_the_minutes_say_what_the_form_asks_for() -> None:
    found = a_round()
    actions.round_count_done(found, by=a.a_user())
    assert_golden("election-minutes.txt", text(found))


def test_the_count_table_follows_the_ballot_and_the_elected_their_votes() -> None:
    """N-32."""
    said = text(a_round())
    table, elected = said.split("VI. NGƯỜI TRÚNG CỬ")
    names = ["Lê Văn An", "Trần Thị Bình", "Phạm Quốc Cường", "Võ Thị Dung"]
    order = [line for line in table.split("V. KẾT QUẢ KIỂM PHIẾU")[1].split("\n") if line in names]
    assert order == ["Lê Văn An", "Trần Thị Bình", "Phạm Quốc Cường", "Võ Thị Dung"]
    assert "1. Lê Văn An: 90 phiếu, 91,83 %" in elected
    assert "2. Trần Thị Bình: 80 phiếu, 81,63 %" in elected
    assert "Phạm Quốc Cường:" not in elected, "49 × 2 = 98 is not more than the base 98"


def test_a_certified_round_prints_its_digest_and_the_head_of_the_ledger() -> None:
    found = a_round()
    certificate = actions.certify(found, by=a.signed(), second=a.signed())
    document = minutes.minutes(queries.round_data(found), (7, "ab" * 32))
    said = "\n".join(document.lines())
    assert "BẢN NHÁP" not in said
    assert certificate.digest[:4] in said
    assert f"Mục {certificate.event_seq} của sổ sự kiện" in said
    assert "abab abab" in said


def test_a_draft_says_that_it_is_one() -> None:
    assert "BẢN NHÁP" in text(a_round())


def test_docx_and_pdf_hold_the_same_words() -> None:
    document = minutes.minutes(queries.round_data(a_round()))
    word = python_docx.Document(io.BytesIO(docx.render(document)))
    in_word = "\n".join(
        [*(p.text for p in word.paragraphs), *(c.text for t in word.tables for r in t.rows for c in r.cells)]
    )
    in_pdf = " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf.render(document))).pages
    )
    for words in ("BIÊN BẢN", "Vũ Đình Khôi", "Võ Thị Dung", "91,83", "VI. NGƯỜI TRÚNG CỬ"):
        assert words in in_word
        assert words in in_pdf


def test_the_ballot_has_the_format_that_the_list_asks_for() -> None:
    found = a_round()
    said = "\n".join(papers.ballot(queries.round_data(found)).lines())
    assert "gạch ngang giữa họ và tên" in said
    assert "Đồng ý" not in said
    few = a.an_election(a.a_congress(), seats=3, candidates=3)
    said = "\n".join(papers.ballot(queries.round_data(few.rounds.get())).lines())
    assert "Không đồng ý" in said


def test_the_dossier_holds_the_minutes_of_every_count_and_the_list_of_the_elected() -> None:
    found = a.a_certified_round(votes=tuple(range(95, 85, -1)), seats=10)
    congress = found.election.congress
    election = a.an_election(
        congress, post=Post.SECRETARY, electorate=Electorate.COMMITTEE, seats=1, candidates=[a.NAMES[0], a.NAMES[1]]
    )
    one = a.typed(election.rounds.get(), (7, 3))
    actions.certify(one, by=a.signed(), second=a.signed())
    results = queries.results_of(congress.pk)
    names = [name for name, _document in minutes.dossier(congress, results, (0, ""))]
    assert names == ["danh-sach-trich-ngang", "bien-ban-committee-lan-1", "bien-ban-secretary-lan-1"]
    listed = "\n".join(papers.elected_list(congress, results).lines())
    assert listed.count(a.NAMES[0]) == 2, "on the committee and as its secretary"


def test_the_first_meeting_is_the_issuing_body_of_its_elections() -> None:
    found = a.a_certified_round(votes=tuple(range(95, 85, -1)), seats=10)
    election = a.an_election(
        found.election.congress, post=Post.SECRETARY, electorate=Electorate.COMMITTEE, seats=1, candidates=[a.NAMES[0]]
    )
    header = minutes.minutes(queries.round_data(election.rounds.get())).header
    assert header is not None
    assert header.superior_line.startswith("HỘI NGHỊ LẦN THỨ NHẤT")
    assert header.day == date(2020, 5, 21)


def test_every_ground_source_post_and_identity_has_its_words() -> None:
    """Papers are Vietnamese whatever the language of the page that asks for them."""
    assert set(minutes.GROUNDS) == set(Ground)
    assert set(papers.SOURCES) == set(Source) - {Source.PLANNED}
    congress = a.a_congress(a.a_unit("BT.D8"))
    assert all(papers.post_name(post, congress).strip() for post in Post)
    count = TypedCount(
        seats=1, ballot_numbers=(1,), votes=(9,), present=1, issued=1, returned=1, valid=1, invalid=1, not_issued=1,
        summoned=1, printed=1, unused=0, spoiled=0, invalid_reasons=(1,), sheets=1,
    )  # fmt: skip
    assert {line.key for line in balance(count)} - {"votes.1"} == set(minutes.IDENTITIES)
