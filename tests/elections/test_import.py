"""Results from files: every row one fate, a second import changes nothing, what differs is kept and flagged."""

import io
import json
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import xlsxwriter

from daihoi.congress.models import Congress, Season, Stage
from daihoi.elections import actions, queries
from daihoi.elections.models import Candidate, Election, Round, RoundState
from daihoi.formats.packages import FileError
from daihoi.ledger.models import Event
from daihoi.org.actions.imports import members_import, units_import
from daihoi.org.models import Tally, Unit
from daihoi.org.queries import level_figures
from daihoi.rules.election import RoundKind
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import RuleError
from tests import builders as a

pytestmark = pytest.mark.django_db

DEMO = files("daihoi.demo") / "binh-thanh"
HEADS = (
    "STT",
    "Mã tổ chức",
    "Tên tổ chức đảng",
    "Lần bầu",
    "Ngày đại hội",
    "Hình thức",
    "Số triệu tập",
    "Cơ số tính kết quả",
    "Có mặt khi bầu",
    "Phiếu phát ra",
    "Phiếu thu về",
    "Phiếu không hợp lệ",
    "Số lượng cần bầu",
    "Số ứng cử viên",
    "Trúng cử",
)
VOTES = ("Mã tổ chức", "Lần bầu", "Số thẻ đảng", "Họ và tên", "Số phiếu đồng ý")


def a_file(rows: Sequence[Sequence[Any]], votes: Sequence[Sequence[Any]]) -> bytes:
    """A workbook in the shape of the district's, with title rows above its heads."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for title, heads, lines in (("Kết quả", HEADS, rows), ("Chi tiết phiếu", VOTES, votes)):
        sheet = book.add_worksheet(title)
        sheet.write(0, 0, "ĐẢNG BỘ QUẬN THỬ")
        for column, head in enumerate(heads):
            sheet.write(2, column, head)
        for number, line in enumerate(lines, start=3):
            for column, value in enumerate(line):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)  # type: ignore[arg-type]
                elif value is not None:
                    sheet.write(number, column, value)
    book.close()
    return out.getvalue()


def row(code: str = "D1", round: int = 1, **other: Any) -> list[Any]:
    values = {
        "day": date(2020, 5, 21), "form": "Đại hội đại biểu", "summoned": 100, "base": 98, "present": 98, "issued": 98,
        "returned": 98, "invalid": 0, "seats": 3, "candidates": 4, "elected": 3,
    } | other  # fmt: skip
    return [1, code, f"Đảng bộ {code}", round, *values.values()]


def votes(*counts: int, code: str = "D1", round: int = 1) -> list[list[Any]]:
    names = ("Lê Văn An", "Trần Thị Bình", "Võ Cường", "Đỗ Thị Dung")
    return [[code, round, "", name, count] for name, count in zip(names, counts, strict=False)]


@pytest.fixture
def season() -> Season:
    root = a.a_unit("Q", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION)
    for code in ("D1", "D2"):
        a.a_unit(code, parent=root)
    a.a_unit("C1", kind=UnitKind.GRASSROOTS_CELL, parent=root)
    return a.a_season(root)


def imported(content: bytes, season: Season, **other: Any) -> dict[str, Any]:
    found = actions.results_import(content, filename="kq.xlsx", by=a.a_user(), season=season, **other)
    assert found.adds_up
    return found.as_dict()


def test_the_demo_gives_what_its_truth_says() -> None:
    truth = json.loads((DEMO / "truth.json").read_text(encoding="utf-8"))
    units_import((DEMO / "to-chuc.xlsx").read_bytes(), filename="to-chuc.xlsx", by=None)
    members_import((DEMO / "dang-vien.xlsx").read_bytes(), filename="dang-vien.xlsx", by=None)
    root = Unit.objects.get(code="BT")
    season = a.a_season(root)
    content = (DEMO / "ket-qua-co-so.xlsx").read_bytes()
    first = imported(content, season)
    assert (first["read"], first["added"], first["refused"], first["details"]) == (55, 55, [], 582)
    figures = level_figures(root, season.pk)["grassroots"]
    counts = [figures[key] for key in ("committees_to_elect", "committees_full", "committees_short", "no_committee")]
    assert counts == [truth["electing"], truth["full"], len(truth["short"]), 3]
    short = Tally.objects.filter(season=season.pk, committees_short=1).values_list("unit__code", flat=True)
    assert sorted(short) == truth["short"]

    def of(code: str) -> queries.Result:
        return queries.result(Election.objects.get(congress__unit__code=code))

    many = of(truth["more_over_half_than_seats"])
    assert sum(line.over_half for line in many.rounds[0].outcome.lines) > many.seats == len(many.elected)  # type: ignore[union-attr]
    tie = of(truth["tie_at_the_last_seat"])
    assert ([one.round.kind for one in tie.rounds], tie.is_full) == ([RoundKind.FIRST, RoundKind.TIE], True)
    second = of(truth["filled_at_the_second_vote"])
    assert ([one.round.kind for one in second.rounds], second.is_full) == ([RoundKind.FIRST, RoundKind.FURTHER], True)
    again = imported(content, season)
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 55)
    assert Event.objects.filter(verb="results.imported").count() == 1
    data = json.loads((DEMO / "bau-cap-uy-quan.json").read_text(encoding="utf-8"))
    actions.election_import(data, unit=root, by=None, season=season)
    own = level_figures(root, season.pk)["direct_superior"]
    assert {key: own[key] for key in ("seats", "women", "young")} == truth["district"]
    assert actions.election_import(data, unit=root, by=None, season=season).unchanged == 47
    assert list(queries.verify_tallies()) == []
    assert list(queries.verify_certificates()) == []


def test_rows_are_recorded_with_congress_rounds_and_votes(season: Season) -> None:
    found = imported(a_file([row()], votes(90, 80, 70, 20)), season)
    assert (found["read"], found["added"], found["details"], found["flagged"]) == (1, 1, 4, [])
    congress = Congress.objects.get(unit__code="D1")
    assert (congress.stage, congress.opened_on, congress.summoned) == (Stage.HELD, date(2020, 5, 21), 100)
    one = Round.objects.get()
    assert (one.state, one.base_stated, one.valid, one.given_elected) == (RoundState.COUNTED, 98, 98, 3)
    assert Candidate.objects.filter(elected=True).count() == 3
    assert congress.steps.get(key="results.enter").state == "done"


def test_a_code_in_other_letters_is_the_same_unit_on_both_sheets(season: Season) -> None:
    found = imported(a_file([row("d1")], votes(90, 80, 70, 20, code="d1")), season)
    assert (found["added"], found["refused"]) == (1, [])
    found = imported(a_file([row("D1")], votes(90, 80, 70, 20, code="d1")), season)
    assert (found["unchanged"], found["refused"]) == (1, [])


def test_a_preview_writes_nothing(season: Season) -> None:
    found = imported(a_file([row()], votes(90, 80, 70, 20)), season, dry_run=True)
    assert (found["added"], found["written"], Election.objects.count()) == (1, False, 0)


def test_a_given_number_of_elected_that_differs_is_kept_and_flagged(season: Season) -> None:
    found = imported(a_file([row(elected=2)], votes(90, 80, 70, 20)), season)
    (flag,) = found["flagged"]
    assert (flag["kind"], flag["given"], flag["computed"]) == ("given_differs", 2, 3)
    assert Round.objects.get().given_elected == 2
    assert queries.result(Election.objects.get()).given_differs


def test_a_second_vote_among_exactly_the_tied_is_a_tie_vote_another_a_further_one(season: Season) -> None:
    rows = [
        row(),
        row(round=2, seats=1, candidates=2, elected=1),
        row("D2"),
        row("D2", 2, seats=1, candidates=1, elected=1),
    ]
    lines = [
        *votes(90, 80, 60, 60), ["D1", 2, "", "Võ Cường", 70], ["D1", 2, "", "Đỗ Thị Dung", 20],
        *votes(90, 80, 40, 20, code="D2"), ["D2", 2, "", "Võ Cường", 70],
    ]  # fmt: skip
    assert imported(a_file(rows, lines), season)["added"] == 4
    kinds = Round.objects.filter(number=2).order_by("election__congress__unit__code").values_list("kind", flat=True)
    assert list(kinds) == [RoundKind.TIE, RoundKind.FURTHER]


def test_a_small_cell_is_held_without_a_committee(season: Season) -> None:
    small = row("C1", form="Đại hội đảng viên", summoned=7, base=7, present=7, issued=7, returned=7, seats=None,
                candidates=None, elected=None)  # fmt: skip
    assert imported(a_file([small], []), season)["added"] == 1
    assert not Election.objects.exists()
    assert Tally.objects.get(unit__code="C1", season=season.pk).no_committee == 1


def test_a_changed_file_changes_and_a_certified_result_refuses(season: Season) -> None:
    imported(a_file([row()], votes(90, 80, 70, 20)), season)
    changed = a_file([row()], votes(90, 80, 71, 20))
    assert imported(changed, season)["changed"] == 1
    assert list(queries.verify_certificates()) == []
    actions.certify(Round.objects.get(), by=a.signed(), second=a.signed())
    assert imported(changed, season)["unchanged"] == 1
    refused = imported(a_file([row()], votes(90, 80, 70, 20)), season)["refused"]
    assert "ký chứng thực" in refused[0]["reason"]
    assert list(queries.verify_certificates()) == []


BAD: dict[str, tuple[list[Any], list[list[Any]], str]] = {
    "unknown unit": (row("X9"), votes(90, 80, 70, 20, code="X9"), "X9"),
    "no unit": (row(""), [], "Thiếu mã"),
    "no day": (row(day=None), votes(90, 80, 70, 20), "Ngày đại hội"),
    "day to come": (row(day=date(2021, 1, 1)), votes(90, 80, 70, 20), "1/1/2021"),
    "a year mistyped": (row(day=date(2002, 5, 23)), votes(90, 80, 70, 20), "nằm ngoài mùa"),
    "elected beyond any": (row(elected=40_000), votes(90, 80, 70, 20), "Trúng cử"),
    "seats beyond any": (row(seats=40_000), votes(90, 80, 70, 20), "cần bầu"),
    "a name too long": (row(), [*votes(90, 80, 70), ["D1", 1, "", "Đỗ Thị " + "Dung " * 40, 3]], "120"),
    "a card too long": (row(), [*votes(90, 80, 70), ["D1", 1, "7" * 21, "Đỗ Thị Dung", 3]], "dòng 7"),
    "no form": (row(form="Hội nghị"), votes(90, 80, 70, 20), "Hội nghị"),
    "base above summoned": (row(base=101), votes(90, 80, 70, 20), "101"),
    "no base": (row(base=None), votes(90, 80, 70, 20), "Cơ số"),
    "words for a number": (row(returned="nhiều"), votes(90, 80, 70, 20), "Phiếu thu về"),
    "negative": (row(returned=-3), votes(90, 80, 70, 20), "Phiếu thu về"),
    "no votes": (row(), [], "Trang thứ hai"),
    "votes in words": (row(), [*votes(90, 80, 70), ["D1", 1, "", "Đỗ Thị Dung", "ít"]], "dòng 7"),
    "a name twice": (row(), [*votes(90, 80, 70, 20), ["D1", 1, "", "Lê Văn An", 3]], "Lê Văn An"),
    "a formula": (row(), [*votes(90, 80, 70), ["D1", 1, "", "'=1+1", 3]], "dòng 7"),
    "a second vote alone": (row(round=2), votes(90, 80, 70, 20, round=2), "lần bầu 1"),
    "votes without seats": (row(seats=None), votes(90, 80, 70, 20), "cần bầu"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_row_that_cannot_be_taken_is_refused_with_its_reason_in_vietnamese(season: Season, name: str) -> None:
    line, lines, said = BAD[name]
    found = imported(a_file([line, row("D2")], [*lines, *votes(90, 80, 70, 20, code="D2")]), season)
    assert (found["read"], found["added"], len(found["refused"])) == (2, 1, 1)
    assert said.lower() in found["refused"][0]["reason"].lower()
    assert found["refused"][0]["row"] == 4


def test_of_two_rows_of_one_round_the_first_stands(season: Season) -> None:
    found = imported(a_file([row(), row(summoned=99)], votes(90, 80, 70, 20)), season)
    assert (found["added"], [one["row"] for one in found["refused"]]) == (1, [5])


def test_cards_and_names_are_held_against_the_register(season: Season) -> None:
    unit = Unit.objects.get(code="D1")
    member = a.a_member("Lê Văn An", unit=unit, card="79000001")
    lines = votes(90, 80, 70, 20)
    lines[0][2], lines[0][3] = "79000001", "Lê Văn Ân"
    lines[1][2] = "79999999"
    found = imported(a_file([row()], lines), season)
    assert sorted(flag["kind"] for flag in found["flagged"]) == ["card", "name"]
    assert Candidate.objects.get(member=member).name == "Lê Văn An", "the register's name stands"
    assert Candidate.objects.get(card="79999999").member is None


def test_votes_for_a_result_that_the_first_sheet_lacks_are_named(season: Season) -> None:
    found = imported(a_file([row()], [*votes(90, 80, 70, 20), *votes(5, code="D2")]), season)
    assert [flag["kind"] for flag in found["flagged"]] == ["orphan"]


def test_a_count_that_does_not_balance_is_taken_and_flagged(season: Season) -> None:
    found = imported(a_file([row(returned=99)], votes(90, 80, 70, 20)), season)
    assert (found["added"], found["flagged"][0]["kind"]) == (1, "balance")


def test_an_import_stays_inside_the_place_it_is_made_for(season: Season) -> None:
    own = Unit.objects.get(code="D2")
    found = imported(a_file([row()], votes(90, 80, 70, 20)), season, within=own)
    assert (found["added"], len(found["refused"])) == (0, 1)


def test_what_is_no_list_of_results_is_refused_as_a_whole(season: Season) -> None:
    for content in (b"", b"nothing", (DEMO / "to-chuc.xlsx").read_bytes()):
        with pytest.raises(FileError):
            imported(content, season)


def test_an_election_comes_in_from_the_file_of_outcome(season: Season) -> None:
    unit = Unit.objects.get(code="D1")
    member = a.a_member("Lê An", unit=unit, card="79000001", woman=True)
    data = {
        "base": 10, "summoned": 11, "seats": 2, "held_on": "2020-05-21", "issued": 10, "present": 10,
        "candidates": [{"number": 5, "name": "Lê An", "card": "79000001"}, {"number": 2, "name": "Trần Bình"},
                       {"number": 3, "name": "Võ Cường", "woman": False, "born": "1970"}],
        "ballots": [[5, 2]] * 7 + [[5, 3]] * 2 + [[5, 2, 3]],
    }  # fmt: skip
    found = actions.election_import(data, unit=unit, by=a.a_user(), season=season)
    assert (found.read, found.added, found.written, found.flagged) == (3, 3, True, [])
    one = Round.objects.get()
    assert (one.valid, one.invalid, one.returned, one.base_stated) == (9, 1, 10, 10)
    listed = list(one.candidates.order_by("number").values_list("number", "name", "elected"))
    assert listed == [(2, "Trần Bình", True), (3, "Võ Cường", False), (5, "Lê An", True)], "the paper's numbers stand"
    assert one.candidates.get(number=5).member == member
    assert one.candidates.get(number=3).born_precision == "year"
    again = actions.election_import(data, unit=unit, by=a.a_user(), season=season)
    assert (again.unchanged, again.added, again.changed) == (3, 0, 0)
    actions.certify(one, by=a.signed(), second=a.signed())
    with pytest.raises(RuleError, match="certified"):
        actions.election_import(data | {"base": 11}, unit=unit, by=a.a_user(), season=season)
    assert list(queries.verify_certificates()) == []


def test_an_election_file_for_a_unit_without_a_congress_is_refused(season: Season) -> None:
    stranger = a.a_unit("Z")
    with pytest.raises(RuleError, match="no congress"):
        actions.election_import(
            {"base": 1, "seats": 1, "candidates": ["Lê An"], "votes": [1]}, unit=stranger, by=None, season=season
        )


# --- what a file may not bring in ------------------------------------------------------------------------------------


def outcome_file(*votes: int, **other: Any) -> dict[str, Any]:
    names = ("Lê Văn An", "Trần Thị Bình", "Võ Cường", "Đỗ Thị Dung")
    listed = [{"number": n, "name": name} for n, name in enumerate(names[: len(votes)], 1)]
    return {"base": 98, "summoned": 100, "seats": 3, "held_on": "2020-05-21", "candidates": listed,
            "votes": list(votes)} | other  # fmt: skip


def taken(data: dict[str, Any], season: Season, code: str = "D1") -> Election:
    actions.election_import(data, unit=Unit.objects.get(code=code), by=a.a_user(), season=season)
    return Election.objects.latest("pk")


def reasons(found: dict[str, Any]) -> str:
    return " | ".join(one["reason"] for one in found["refused"])


def not_electing(season: Season, **columns: Any) -> None:
    Congress.objects.filter(season=season, unit__code="D1").update(exception_reason="khó khăn", **columns)


@pytest.mark.parametrize(
    ("columns", "said", "english"),
    [
        ({"contents": 2}, "hai nội dung", "two contents"),
        ({"contents": 3}, "ba nội dung", "three contents"),
        ({"exception": "postponed"}, "không bầu", "elects nobody"),
    ],
)
def test_a_congress_that_elects_no_committee_gets_none_from_a_file(
    season: Season, columns: dict[str, Any], said: str, english: str
) -> None:
    """U-23, C-12."""
    not_electing(season, **columns)
    found = imported(a_file([row(), row("D2")], [*votes(90, 80, 70, 20), *votes(90, 80, 70, 20, code="D2")]), season)
    assert (found["added"], len(found["refused"])) == (1, 1)
    assert said in reasons(found)
    with pytest.raises(RuleError, match=english):
        taken(outcome_file(90, 80, 70, 20), season)
    assert not Election.objects.filter(congress__unit__code="D1").exists()


def test_a_cell_of_seven_gets_no_committee_from_a_file(season: Season) -> None:
    """U-10."""
    small = row("C1", form="Đại hội đảng viên", summoned=7, base=7, present=7, issued=7, returned=7)
    found = imported(a_file([small], votes(7, 6, 5, 1, code="C1")), season)
    assert (found["added"], "9" in reasons(found)) == (0, True)
    with pytest.raises(RuleError, match="fewer than 9"):
        taken(outcome_file(7, 6, 5, 1, base=7, summoned=7), season, "C1")


def test_an_election_recorded_before_is_still_corrected_by_a_file(season: Season) -> None:
    imported(a_file([row()], votes(90, 80, 70, 20)), season)
    not_electing(season, contents=3)
    assert imported(a_file([row()], votes(90, 80, 71, 20)), season)["changed"] == 1


def a_committee(season: Season, **other: Any) -> Election:
    names = [{"number": n, "name": name} for n, name in enumerate(a.NAMES[:10], 1)]
    data = outcome_file(seats=9) | {"candidates": names, "votes": [*range(90, 81, -1), 5]}
    return taken(data | other, season)


def test_the_standing_committee_of_a_file_is_elected_by_the_committee(season: Season) -> None:
    """E-04, E-05: the post says who elects it; the order of elections and their sizes hold for files too."""
    body = outcome_file(9, 8, 7, 1, base=9, summoned=9, post="standing_committee")
    with pytest.raises(RuleError, match="committee is elected first"):
        taken(body, season)
    a_committee(season)
    with pytest.raises(RuleError, match="not elected by this body"):
        taken(body | {"electorate": "congress"}, season)
    found = taken(body, season)
    assert (found.post, found.electorate) == ("standing_committee", "committee")
    with pytest.raises(RuleError, match="one seat"):
        taken(outcome_file(9, 8, base=9, summoned=9, post="secretary", seats=2), season)
    assert list(queries.verify_certificates()) == []


def test_a_planned_secretary_who_loses_by_a_file_suspends_the_elections(season: Season) -> None:
    """E-40."""
    found = a_committee(season, planned={"10": "secretary"})
    assert queries.result(found).is_paused
    with pytest.raises(RuleError, match="suspended"):
        taken(outcome_file(9, 8, base=9, summoned=9, post="secretary", seats=1), season)
    a_committee(season, planned={"10": "secretary"}, votes=[*range(90, 82, -1), 5, 82])
    assert not queries.result(found).is_paused, "the corrected count elects him"
    assert list(queries.verify_certificates()) == []


def test_no_further_round_comes_in_while_the_superior_is_awaited(season: Season) -> None:
    found = taken(outcome_file(90, 80, 40, 20, planned={"3": "secretary"}), season)
    again = {"candidates": [{"number": 1, "name": "Võ Cường"}], "votes": [70], "round": 2, "seats": 1}
    with pytest.raises(RuleError, match="suspended"):
        taken(outcome_file() | again, season)
    second = a_file([row(elected=2), row(round=2, seats=1)], [*votes(90, 80, 40, 20), ["D1", 2, "", "Võ Cường", 70]])
    assert "tạm dừng" in reasons(imported(second, season)).lower()
    assert queries.result(found).is_paused, "a file of results knows nothing of plans: they stay"
    actions.resume(found, by=a.a_user(), instruction="Công văn 12-CV/QU")
    taken(outcome_file() | again, season)
    assert queries.result(found).is_full
    assert list(queries.verify_certificates()) == []


def second_round(*lines: tuple[str, int], first: tuple[int, ...] = (90, 80, 40, 20), **other: Any) -> bytes:
    rows = [row(elected=None), row(round=2, candidates=None, elected=None, **({"seats": 1} | other))]
    return a_file(rows, [*votes(*first), *(["D1", 2, "", name, count] for name, count in lines)])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (second_round(("Võ Cường", 70), ("Đỗ Thị Dung", 60), seats=2), "chỉ còn thiếu 1"),
        (second_round(("Lê Văn An", 70)), "Lê Văn An đã trúng cử"),
        (second_round(("Đỗ Thị Dung", 70), first=(90, 80, 70, 20)), "không bầu thêm"),
        (second_round(("Võ Cường", 70), first=(90, 80, 60, 60)), "bằng phiếu"),
    ],
)
def test_a_round_of_a_file_must_fit_what_the_one_before_left(season: Season, content: bytes, said: str) -> None:
    """N-21, N-22, N-25; the same through both files."""
    found = imported(content, season)
    assert (found["added"], said in reasons(found)) == (1, True), reasons(found)
    assert Election.objects.get().rounds.count() == 1


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"seats": 2}, "only 1 open"),
        ({"candidates": [{"number": 1, "name": "Lê Văn An"}], "votes": [70]}, "elected already"),
        ({"kind": "tie"}, "no vote among the tied"),
        ({"kind": "first"}, "the first vote"),
    ],
)
def test_a_round_of_an_outcome_file_must_fit_what_the_one_before_left(
    season: Season, other: dict[str, Any], said: str
) -> None:
    taken(outcome_file(90, 80, 40, 20), season)
    again = {"candidates": [{"number": 1, "name": "Võ Cường"}], "votes": [70], "round": 2, "seats": 1}
    with pytest.raises(RuleError, match=said):
        taken(outcome_file() | again | other, season)
    taken(outcome_file() | again, season)
    assert Election.objects.get().rounds.count() == 2


def test_a_second_vote_of_an_outcome_file_among_the_tied_is_a_tie_vote(season: Season) -> None:
    taken(outcome_file(90, 80, 60, 60), season)
    listed = [{"number": 1, "name": "Võ Cường"}, {"number": 2, "name": "Đỗ Thị Dung"}]
    taken(outcome_file() | {"candidates": listed, "votes": [40, 30], "round": 2, "seats": 1}, season)
    assert Round.objects.get(number=2).kind == RoundKind.TIE
    assert queries.result(Election.objects.get()).is_full


def test_a_first_round_is_not_changed_by_a_file_under_the_second(season: Season) -> None:
    imported(second_round(("Võ Cường", 70)), season)
    assert queries.result(Election.objects.get()).is_full
    alone = imported(a_file([row(elected=None)], votes(90, 80, 40, 75)), season)
    assert "vòng 2" in reasons(alone)
    with pytest.raises(RuleError, match="take round 2 back"):
        taken(outcome_file(90, 80, 40, 75), season)
    both = imported(second_round(("Võ Cường", 70), first=(90, 80, 41, 20)), season)
    assert (both["changed"], both["unchanged"], both["refused"]) == (1, 1, [])
    assert len(queries.result(Election.objects.get()).elected) == 3
    assert list(queries.verify_certificates()) == []


def test_an_answer_falls_when_a_file_changes_its_count(season: Season) -> None:
    imported(a_file([row(elected=None)], votes(90, 80, 40, 20)), season)
    election = Election.objects.get()
    actions.decision_record(election, by=a.a_user(), answers={"new_names": True})
    imported(a_file([row(elected=None)], votes(90, 80, 60, 60)), season)
    assert "1" not in Election.objects.get().decisions
    told = json.loads(Event.objects.filter(verb="results.imported").latest("id").payload)["answers"]["dropped"]
    assert [one["dropped"] for one in told] == [{"new_names": "yes"}]
    assert list(queries.verify_certificates()) == []
