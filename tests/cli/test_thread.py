"""The thread from the files to the report, as an office would type it in an empty folder (done-when 2, 3)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.formats.extract import docx_text, pdf_text
from tests.harness.books import xlsx_text
from tests.harness.installation import Installation, installation

FILES = Path(str(files("daihoi.demo") / "binh-thanh"))
TRUTH: dict[str, Any] = json.loads((FILES / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Installation]:
    """An office that has just loaded its four files."""
    with installation(tmp_path_factory.mktemp("office") / "data") as made:
        begun = made.ask("init")
        assert begun == {"season": "2020–2025", "regulation": "244-QĐ/TW", "root": None}
        yield made


@pytest.fixture(scope="module")
def loaded(office: Installation) -> dict[str, Any]:
    """What the four imports answered, in their order."""
    return {
        "units": office.ask("import", "units", FILES / "to-chuc.xlsx"),
        "members": office.ask("import", "members", FILES / "dang-vien.xlsx"),
        "results": office.ask("import", "results", FILES / "ket-qua-co-so.xlsx"),
        "election": office.ask("import", "election", FILES / "bau-cap-uy-quan.json", "--unit", "BT"),
    }


@pytest.fixture(scope="module")
def facts(office: Installation, loaded: Any) -> dict[str, Any]:
    found: dict[str, Any] = office.ask("summary", "BT")
    return found


def test_every_row_of_every_file_has_one_fate(loaded: dict[str, Any]) -> None:
    for answer in loaded.values():
        fates = answer["added"] + answer["changed"] + answer["unchanged"] + len(answer["refused"])
        assert answer["read"] == fates
        assert answer["written"] is True


def test_exactly_the_planted_rows_are_refused(loaded: dict[str, Any]) -> None:
    members = loaded["members"]
    assert members["added"] == TRUTH["members"]["members"] == 11836
    planted = {row["card"]: row["name"] for row in TRUTH["planted_errors"]}
    refused = {row["card"]: row["name"] or None for row in members["refused"]}
    assert len(members["refused"]) == len(TRUTH["planted_errors"]) == 8
    assert refused.keys() == planted.keys()
    for card, name in planted.items():
        assert refused[card] in (name, None), card
    assert all(row["row"] > 4 and row["reason"].endswith(".") for row in members["refused"])
    assert loaded["units"]["refused"] == loaded["results"]["refused"] == loaded["election"]["refused"] == []


@pytest.mark.parametrize(
    ("kind", "name", "more"),
    [
        ("units", "to-chuc.xlsx", ()),
        ("members", "dang-vien.xlsx", ()),
        ("results", "ket-qua-co-so.xlsx", ()),
        ("election", "bau-cap-uy-quan.json", ("--unit", "BT")),
    ],
)
def test_the_same_file_once_more_changes_nothing(
    office: Installation, loaded: Any, kind: str, name: str, more: tuple[str, ...]
) -> None:
    again = office.ask("import", kind, FILES / name, *more)
    assert (again["added"], again["changed"]) == (0, 0)
    assert again["unchanged"] == loaded[kind]["added"]
    assert len(again["refused"]) == len(loaded[kind]["refused"])


def test_the_register_counts_as_the_files_do(facts: dict[str, Any]) -> None:
    units = TRUTH["units"]
    assert facts["grassroots_units"] == 53
    assert (facts["grassroots_organizations"], facts["grassroots_cells"]) == (30, 23)
    assert facts["grassroots_organizations"] == units["Đảng bộ cơ sở"]
    assert facts["cells_under_committees"] == units["Chi bộ trực thuộc Đảng uỷ cơ sở"] == 289
    assert facts["sub_organizations"] == units["Đảng bộ bộ phận"] == 17
    assert facts["cells_under_sub_organizations"] == units["Chi bộ trực thuộc Đảng uỷ bộ phận"] == 71
    members = TRUTH["members"]
    assert facts["members"] == 11836
    assert (facts["official"], facts["probationary"]) == (members["official"], members["probationary"])
    assert facts["women_members"] == members["women"]
    assert (facts["exempted"], facts["temporary_away"]) == (members["exempt"], members["temporary"])


def test_the_committees_full_and_short(facts: dict[str, Any]) -> None:
    assert facts["committees_to_elect"] == TRUTH["electing"] == 50
    assert facts["committees_full"] == TRUTH["full"] == 39
    assert facts["committees_short"] == 11
    assert facts["short"] == TRUTH["short"]


def test_the_tie_and_the_second_vote(facts: dict[str, Any]) -> None:
    assert facts["tie_votes"] == [TRUTH["tie_at_the_last_seat"]] == ["BT.D24"]
    assert facts["further_votes"] == [TRUTH["filled_at_the_second_vote"]] == ["BT.D26"]
    rounds = {child["code"]: child["rounds"] for child in facts["children"] if child["rounds"] != 1}
    assert rounds.pop("BT.D24") == rounds.pop("BT.D26") == 2
    assert set(rounds) == set(facts["without_committee"])
    more = next(child for child in facts["children"] if child["code"] == TRUTH["more_over_half_than_seats"])
    assert (more["elected"], more["short"]) == (more["seats"], 0)


def test_the_district_s_own_congress(facts: dict[str, Any]) -> None:
    own, district = facts["own"], TRUTH["district"]
    assert (own["seats"], own["elected"]) == (district["seats"], 41)
    assert (own["women"], own["women_percent"]) == (district["women"], "39,02")
    assert (own["young"], own["young_percent"]) == (district["young"], "12,19")
    assert own["rounds"] == 1


def test_the_findings_explain_why_39_and_11_are_not_53(facts: dict[str, Any]) -> None:
    found = next(one for one in facts["findings"] if one["equation"] == "39 + 11 ≠ 53")
    assert (found["gap"], found["unexplained"]) == (3, 0)
    assert found["closed"] == "39 + 11 + 3 = 53"
    (reason,) = found["explained"]
    assert reason["count"] == 3
    assert len(reason["records"]) == 3
    assert "Điều 24" in reason["article"]


SAID = (
    "53 tổ chức cơ sở đảng", "30 đảng bộ cơ sở", "23 chi bộ cơ sở", "289 chi bộ", "17 đảng bộ bộ phận", "71 chi bộ",
    "11.836", "50 chi, đảng bộ bầu cấp uỷ", "39 chi, đảng bộ bầu đủ", "11 chi, đảng bộ bầu thiếu", "41/41", "39,02 %",
    "12,19 %", "39 + 11 ≠ 53", "39 + 11 + 3 = 53", "Đảng bộ Bệnh viện quận", "Đảng bộ Công ty Dịch vụ công ích",
    "244-QĐ/TW",
)  # fmt: skip
READ = {"docx": docx_text, "pdf": pdf_text, "xlsx": xlsx_text}


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_the_report_says_all_this(office: Installation, facts: Any, tmp_path: Path, kind: str) -> None:
    target = tmp_path / f"bao-cao.{kind}"
    answer = office.ask("report", "BT", "--format", kind, "--out", target)
    assert answer["bytes"] == target.stat().st_size
    text = " ".join(READ[kind](target.read_bytes()).split())
    missing = [words for words in SAID if words not in text]
    assert not missing, text
    assert "190-QĐ/TW" not in text


def test_the_workbook_holds_the_figures(office: Installation, facts: dict[str, Any], tmp_path: Path) -> None:
    target = tmp_path / "bao-cao.xlsx"
    office.ask("report", "BT", "--format", "xlsx", "--out", target)
    text = xlsx_text(target.read_bytes())
    names = {child["code"]: child["name"] for child in facts["children"]}
    for code in TRUTH["short"]:
        assert names[code] in text
    for words in ("53", "30", "23", "289", "11836", "50", "39", "11", "41", "16"):
        assert words in text.split(), words
    for words in ("39,02", "12,19", "39 + 11 ≠ 53", "39 + 11 + 3 = 53"):
        assert words in text


def test_everything_verifies(office: Installation, facts: Any) -> None:
    assert office.ask("verify")["ok"] is True


def test_the_outcome_of_the_file_is_the_outcome_of_the_election(office: Installation, facts: Any) -> None:
    found = office.ask("outcome", FILES / "bau-cap-uy-quan.json")
    assert len(found["elected"]) == facts["own"]["elected"] == 41
    assert found["tied"] == []
    assert found["seats_left"] == 0


def test_backed_up_and_restored_elsewhere_it_says_the_same(
    office: Installation, facts: dict[str, Any], tmp_path: Path
) -> None:
    office.ask("backup", tmp_path / "b.zip")
    with installation(tmp_path / "moi") as other:
        other.ask("restore", tmp_path / "b.zip")
        assert other.ask("summary", "BT") == facts
        assert other.ask("verify")["ok"] is True
