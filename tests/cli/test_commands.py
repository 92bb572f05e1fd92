"""Every command with good and bad input: one clear sentence, an honest exit status, and JSON that can be read."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from daihoi.cli import main
from daihoi.cli.main import parser
from daihoi.congress.models import Season
from daihoi.elections import actions as elections
from daihoi.elections.models import Election, Round
from daihoi.org.models import Grant, Member, Unit, User
from daihoi.rules.levels import UnitKind
from tests.builders import a_congress, a_season, a_unit, an_election, signed, typed
from tests.harness.books import UNITS, a_book, a_member_row, members_book, results_book
from tests.harness.database import counts
from tests.harness.finished import Finished, a_finished_season, a_place

pytestmark = pytest.mark.django_db

DISTRICT = Path(str(files("daihoi.demo") / "binh-thanh" / "bau-cap-uy-quan.json"))
Run = Callable[..., "Said"]


class Said:
    """What a command printed, and its exit status."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str | Path) -> Said:
        capsys.readouterr()
        status = main([str(one) for one in arguments])
        out, err = capsys.readouterr()
        return Said(status, out, err)

    return command


def refuses(run: Run, *arguments: str | Path, status: int = 1) -> str:
    """The one sentence with which the command says no; nothing was written, and with --json it is JSON."""
    before = counts()
    said = run(*arguments)
    assert said.status == status, (said.out, said.err)
    assert said.out == ""
    assert said.err.count("\n") == 1, said.err
    assert "Traceback" not in said.err
    assert "Lỗi chưa lường trước" not in said.err, said.err
    assert "UNIQUE" not in said.err
    again = run(*arguments, "--json")
    assert again.status == status
    assert again.json == {"error": said.err.strip()}
    assert counts() == before
    sentence = said.err.strip()
    assert sentence[0].isupper() or sentence[0] in "“/\"'", sentence
    return sentence


# --- the grammar -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nhap"], "không thể là 'nhap'"),
        (["import"], "thiếu"),
        (["import", "units"], "thiếu TỆP"),
        (["import", "people", "x.xlsx"], "không thể là 'people'"),
        (["import", "units", "x.xlsx", "--la"], "không hiểu --la"),
        (["summary"], "thiếu MÃ"),
        (["report", "BT"], "thiếu --out"),
        (["report", "BT", "--format", "doc", "--out", "x"], "không thể là 'doc'"),
        (["serve", "--port", "tám"], "phải là số nguyên"),
        (["serve", "--port"], "còn thiếu một giá trị"),
        (["user", "add", "an"], "thiếu --name"),
        (["user", "add", "an", "--name", "An", "--unit", "BT", "--role", "vua"], "không thể là 'vua'"),
        (["user"], "thiếu VIỆC"),
        (["summary", "BT", "--js"], "không hiểu --js"),
        (["verify", "--head=x", "--dry"], "không hiểu --dry"),
    ],
)
def test_a_wrong_command_is_named_in_vietnamese(run: Run, arguments: list[str], words: str) -> None:
    sentence = refuses(run, *arguments, status=2)
    assert words in sentence
    assert "--help" in sentence
    assert not re.search(r"argument|required|invalid|unrecognized", sentence)


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    said = run()
    assert said.status == 2
    for command in ("demo", "serve", "init", "user", "backup", "restore", "import", "outcome", "summary", "verify"):
        assert command in said.out


def test_every_command_takes_json() -> None:
    commands = parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    for name, command in commands.items():  # type: ignore[union-attr]
        if name != "user":
            assert "--json" in command.format_help(), name
            continue
        for verb in command._subparsers._group_actions[0].choices.values():
            assert "--json" in verb.format_help(), verb.prog


def test_the_version_is_printed(run: Run) -> None:
    assert re.fullmatch(r"Daihoi \d+\.\d+\.\d+\n", run("--version").out)


# --- files in --------------------------------------------------------------------------------------------------------


@pytest.fixture
def place() -> Finished:
    return a_place()


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("kind", ["units", "members", "results"])
@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00\x01\x02" * 99, b"%PDF-1.7\n", b"PK\x03\x04 cut", "chữ thường, không phải bảng".encode(),
        b"\xd0\xcf\x11\xe0" * 20,
    ],
    ids=["empty", "bytes", "pdf", "cut zip", "prose", "old excel"],
)  # fmt: skip
def test_what_is_no_list_is_refused(run: Run, place: Finished, tmp_path: Path, kind: str, content: bytes) -> None:
    refuses(run, "import", kind, write(tmp_path, "danh-sach.xlsx", content))


@pytest.mark.parametrize("kind", ["units", "members", "results", "election"])
def test_a_file_that_is_not_there_is_named(run: Run, place: Finished, tmp_path: Path, kind: str) -> None:
    assert "Không có tệp" in refuses(run, "import", kind, tmp_path / "khong-co", "--unit", "Q")
    assert "Không có tệp" in refuses(run, "import", kind, tmp_path, "--unit", "Q")


def test_members_come_in_once(run: Run, place: Finished, tmp_path: Path) -> None:
    rows = [a_member_row(number, "Q.1.1") for number in range(1, 6)] + [a_member_row(9, "KHONG-CO")]
    file = write(tmp_path, "ds.xlsx", members_book(rows))
    preview = run("import", "members", file, "--dry-run", "--json").json
    assert (preview["read"], preview["added"], preview["written"]) == (6, 5, False)
    assert Member.objects.filter(card__startswith="77").count() == 0
    first = run("import", "members", file, "--json")
    assert (first.status, first.json["added"], len(first.json["refused"])) == (0, 5, 1)
    (refused,) = first.json["refused"]
    assert refused["row"] == 9
    assert "KHONG-CO" in refused["reason"]
    again = run("import", "members", file, "--json").json
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 5)
    assert "từ chối 1" in run("import", "members", file).out


def test_units_come_in_and_open_the_season_that_waited(run: Run, tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    (tmp_path / "season.json").write_text('{"season": "2020-2025", "regulation": "244-QĐ/TW"}')
    rows = [
        [1, "Q", "Đảng bộ quận", "Đảng bộ cấp trên trực tiếp cơ sở", None, None],
        [2, "Q.1", "Chi bộ Toà án", "Chi bộ cơ sở", "Q", 12],
        [3, "Q.2", "Chi bộ Lạ", "Loại không có", "Q", 12],
    ]
    file = write(tmp_path, "tc.xlsx", a_book(("Tổ chức", UNITS, rows)))
    answer = run("import", "units", file, "--json").json
    assert (answer["added"], len(answer["refused"])) == (2, 1)
    season = Season.objects.get()
    assert (season.name, season.root.code, season.percent_style) == ("2020–2025", "Q", "cut")
    assert not (tmp_path / "season.json").exists()


def test_results_and_their_second_import(run: Run, place: Finished, tmp_path: Path) -> None:
    rounds = [[1, "Q.2", "Chi bộ trường Thử", 1, "21/05/2020", "Đại hội đảng viên", 12, 12, 12, 12, 12, 0, 3, 4, 3]]
    people = list(Member.objects.filter(card__startswith="7901").values_list("card", "name")[:4])
    votes = [["Q.2", 1, card, name, 12 - n if n < 3 else 2] for n, (card, name) in enumerate(people)]
    file = write(tmp_path, "kq.xlsx", results_book(rounds, votes))
    assert run("import", "results", file, "--json").json["added"] == 1
    assert run("import", "results", file, "--json").json["unchanged"] == 1
    assert run("summary", "Q.2", "--json").json["own"]["elected"] == 3


def test_a_given_result_that_differs_is_kept_and_flagged(run: Run, place: Finished, tmp_path: Path) -> None:
    rounds = [[1, "Q.2", "Chi bộ trường Thử", 1, "21/05/2020", "Đại hội đảng viên", 12, 12, 12, 12, 12, 0, 3, 4, 4]]
    people = list(Member.objects.filter(card__startswith="7901").values_list("card", "name")[:4])
    votes = [["Q.2", 1, card, name, 12 - n if n < 3 else 2] for n, (card, name) in enumerate(people)]
    file = write(tmp_path, "kq.xlsx", results_book(rounds, votes))
    answer = run("import", "results", file, "--json").json
    assert answer["added"] == 1
    assert any("Q.2" in json.dumps(row, ensure_ascii=False) for row in answer["flagged"])
    assert Round.objects.get().given_elected == 4


def test_an_election_needs_its_unit_and_a_season(run: Run, place: Finished, tmp_path: Path) -> None:
    file = write(tmp_path, "b.json", json.dumps(COUNT))
    assert "--unit" in refuses(run, "import", "election", file, status=2)
    assert "KHAC" in refuses(run, "import", "election", file, "--unit", "KHAC")
    assert run("import", "election", file, "--unit", "Q.1", "--json").json["added"] == 3
    assert run("import", "election", file, "--unit", "Q.1", "--json").json["unchanged"] == 3
    assert Election.objects.count() == 1
    Season.objects.all()
    a_unit("X", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION)
    assert "daihoi init" in refuses(run, "import", "election", file, "--unit", "X")


def test_a_day_that_is_none_is_refused(run: Run, place: Finished, tmp_path: Path) -> None:
    file = write(tmp_path, "ds.xlsx", members_book([a_member_row(1, "Q.1.1")]))
    assert "không phải ngày" in refuses(run, "import", "members", file, "--as-of", "1/3/2020", status=2)


# --- the outcome of a file -------------------------------------------------------------------------------------------

COUNT: dict[str, Any] = {
    "base": 10, "seats": 2, "candidates": ["Lê Văn An", "Trần Thị Bình", "Phạm Quốc Cường"], "votes": [9, 6, 5],
}  # fmt: skip


def test_the_outcome_of_a_small_count(run: Run, tmp_path: Path) -> None:
    said = run("outcome", write(tmp_path, "b.json", json.dumps(COUNT)), "--json").json
    assert [row["number"] for row in said["elected"]] == [1, 2]
    assert (said["tied"], said["seats_left"]) == ([], 0)
    for key in ("valid", "invalid", "votes", "next_step"):
        assert key in said
    people = run("outcome", write(tmp_path, "b.json", json.dumps(COUNT))).out
    assert "9 phiếu" in people


def test_a_tie_at_the_last_seat_elects_none_of_the_tied(run: Run, tmp_path: Path) -> None:
    said = run("outcome", write(tmp_path, "b.json", json.dumps(COUNT | {"votes": [9, 6, 6]})), "--json").json
    assert [row["number"] for row in said["elected"]] == [1]
    assert [row["number"] for row in said["tied"]] == [2, 3]
    assert said["seats_left"] == 1


def test_half_is_not_more_than_half(run: Run, tmp_path: Path) -> None:
    said = run("outcome", write(tmp_path, "b.json", json.dumps(COUNT | {"votes": [5, 5, 6]})), "--json").json
    assert [row["number"] for row in said["elected"]] == [3]


def test_a_list_is_never_refused_for_its_size(run: Run, tmp_path: Path) -> None:
    many = COUNT | {"candidates": [f"Người {n}" for n in range(500)], "votes": [9, 8] + [0] * 498}
    said = run("outcome", write(tmp_path, "b.json", json.dumps(many)), "--json")
    assert said.status == 0
    assert [row["number"] for row in said.json["elected"]] == [1, 2]
    assert said.json["warnings"]
    alone = COUNT | {"candidates": ["Lê Văn An"], "votes": [9]}
    assert run("outcome", write(tmp_path, "b.json", json.dumps(alone)), "--json").status == 0


def test_ballots_give_the_same_as_their_votes(run: Run, tmp_path: Path) -> None:
    ballots = COUNT | {"ballots": [[1, 2]] * 6 + [[1, 3]] * 3 + [[3]]}
    del ballots["votes"]
    said = run("outcome", write(tmp_path, "b.json", json.dumps(ballots)), "--json").json
    assert [row["votes"] for row in said["elected"]] == [9, 6]


@pytest.mark.parametrize(
    "text",
    [
        "", "khong phai json", "[]", "7", "null", '"x"', "{}", "[" * 100_000, '{"base": NaN}', '{"base": Infinity}',
        '{"base": 1e999}', '{"a":' * 50_000 + "1" + "}" * 50_000, "\x00", '{"base": 10, "seats": 2}',
    ],
    ids=range(14),
)  # fmt: skip
def test_json_that_is_no_election_is_refused(run: Run, tmp_path: Path, text: str) -> None:
    refuses(run, "outcome", write(tmp_path, "b.json", text))


@pytest.mark.parametrize(
    "change",
    [
        {"base": None}, {"base": "mười"}, {"base": -1}, {"base": 0}, {"base": 10.5}, {"base": True}, {"base": 10**30},
        {"seats": 0}, {"seats": -2}, {"seats": []}, {"candidates": []}, {"candidates": {}}, {"candidates": "An"},
        {"candidates": [None]}, {"candidates": [{"number": 1}, {"number": 1}]}, {"votes": [9]}, {"votes": [9, 6, 11]},
        {"votes": [9, 6, -1]}, {"votes": [9, 6, "5"]}, {"votes": {"1": 2}}, {"ballots": [[1, 9]]}, {"ballots": [[[1]]]},
        {"ballots": "x"}, {"regulation": "999-QĐ/TW"}, {"regulation": 7}, {"format": "Z"}, {"votes": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_strange_value_is_named_or_warned_about(run: Run, tmp_path: Path, change: dict[str, Any]) -> None:
    """No value crashes: it is refused in one sentence, or taken with a warning, or a paper is invalid."""
    file = write(tmp_path, "b.json", json.dumps(COUNT | change))
    said = run("outcome", file, "--json")
    if said.status == 0:
        assert said.json["warnings"] or said.json["invalid"] or "ballots" in change, change
        return
    refuses(run, "outcome", file)


def test_a_huge_file_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "to.json"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    assert "64 MB" in refuses(run, "outcome", path)


def test_the_district_s_own_file(run: Run) -> None:
    said = run("outcome", DISTRICT, "--json").json
    assert len(said["elected"]) == 41
    assert said["seats_left"] == 0


# --- figures out -----------------------------------------------------------------------------------------------------


def test_the_summary_of_a_unit_that_is_not_there(run: Run, place: Finished) -> None:
    assert "KHAC" in refuses(run, "summary", "KHAC")


def test_the_summary_without_a_season(run: Run) -> None:
    a_unit("Z")
    assert "daihoi init" in refuses(run, "summary", "Z")


def test_the_summary_of_every_kind_of_unit(run: Run, place: Finished) -> None:
    for code in ("Q", "Q.1", "Q.1.1", "Q.2"):
        said = run("summary", code, "--json").json
        assert said["unit"] == code
        for key in (
            "grassroots_units", "grassroots_organizations", "grassroots_cells", "cells_under_committees",
            "sub_organizations", "cells_under_sub_organizations", "members", "committees_to_elect", "committees_full",
            "committees_short", "own", "findings", "children",
        ):  # fmt: skip
            assert key in said, key
        assert run("summary", code).status == 0


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx"])
def test_the_report_of_every_kind_of_unit(run: Run, place: Finished, tmp_path: Path, kind: str) -> None:
    for code in ("Q", "Q.1", "Q.1.1", "Q.2"):
        target = tmp_path / f"{code}.{kind}"
        assert run("report", code, "--format", kind, "--out", target, "--json").json["bytes"] == target.stat().st_size


def test_a_report_needs_a_place_to_go(run: Run, place: Finished, tmp_path: Path) -> None:
    assert "Không có thư mục" in refuses(run, "report", "Q", "--out", tmp_path / "chua-co" / "x.docx")
    assert refuses(run, "report", "Q", "--out", tmp_path)


def test_verify_is_clean_and_then_is_not(run: Run) -> None:
    from tests.harness.database import by_hand

    a_finished_season()
    said = run("verify", "--json")
    assert (said.status, said.json["ok"], said.json["faults"]) == (0, True, [])
    assert "Tất cả khớp." in run("verify").out
    with by_hand():
        Round.objects.filter(state="certified").update(present=7)
        said = run("verify", "--json")
        assert (said.status, said.json["ok"]) == (1, False)
        assert "elections.certificate" in said.json["faults"][0]["place"]
        assert "KHÔNG KHỚP" in run("verify").out


def test_a_head_printed_on_paper_is_held_against_the_chain(run: Run, place: Finished) -> None:
    from daihoi.ledger.models import Event

    elections.certify(
        typed(an_election(a_congress(place.ward, season=place.season)).rounds.get(), (90, 80, 70, 20)),
        by=signed(),
        second=signed(),
    )
    last = Event.objects.order_by("-id").first()
    assert last is not None
    head = f"{last.stream}#{last.seq}:{last.digest[:16]}"
    assert run("verify", "--head", head, "--json").status == 0
    wrong = run("verify", "--head", head[:-1] + ("0" if head[-1] != "0" else "1"), "--json")
    assert (wrong.status, wrong.json["ok"]) == (1, False)
    for text in ("x", "a#b:123456789012", "congress:1#2:abc"):
        refuses(run, "verify", "--head", text, status=2)


# --- accounts --------------------------------------------------------------------------------------------------------


def test_an_account_is_made_with_a_code_and_further_roles(run: Run, place: Finished) -> None:
    made = run("user", "add", "chau", "--name", "Minh Châu", "--unit", "Q", "--role", "office", "--json").json
    user = User.objects.get(username="chau")
    assert user.must_change
    assert user.check_password(made["code"])
    run("user", "grant", "chau", "--unit", "Q.1", "--role", "clerk", "--json")
    assert Grant.objects.filter(user=user).count() == 2
    fresh = run("user", "code", "chau", "--json").json["code"]
    assert fresh != made["code"]
    rows = {row["username"]: row for row in run("user", "list", "--json").json}
    assert rows["chau"]["grants"] == [{"unit": "Q", "role": "office"}, {"unit": "Q.1", "role": "clerk"}]
    assert "chau" in run("user", "list").out


def test_accounts_that_cannot_be(run: Run, place: Finished) -> None:
    add = ("user", "add", "chau", "--name", "Minh Châu", "--unit", "Q", "--role", "office")
    assert run(*add).status == 0
    refuses(run, *add)
    refuses(run, "user", "add", "", "--name", "An", "--unit", "Q", "--role", "office")
    refuses(run, "user", "add", "hai ba", "--name", " ", "--unit", "Q", "--role", "office")
    assert "KHAC" in refuses(run, "user", "add", "an", "--name", "An", "--unit", "KHAC", "--role", "office")
    assert "khong" in refuses(run, "user", "code", "khong")
    assert "khong" in refuses(run, "user", "grant", "khong", "--unit", "Q", "--role", "clerk")
    refuses(run, "user", "grant", "chau", "--unit", "Q", "--role", "office")


# --- the installation ------------------------------------------------------------------------------------------------


def test_init_says_what_it_cannot_make(run: Run) -> None:
    assert "Chọn một trong" in refuses(run, "init", "--regulation", "1-QĐ/TW", status=2)
    for season in ("2020", "2025-2020", "hai nghìn", "2020-2025-2030", "20-25"):
        assert "2020-2025" in refuses(run, "init", "--season", season, status=2)


def test_backup_and_restore_say_what_they_cannot(run: Run, place: Finished, tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    there = write(tmp_path, "co-roi.zip", b"x")
    assert "đã có" in refuses(run, "backup", there)
    assert "Không có thư mục" in refuses(run, "backup", tmp_path / "chua" / "b.zip")
    assert "Không có tệp" in refuses(run, "restore", tmp_path / "khong-co.zip")
    assert "--replace" in refuses(run, "restore", there)
    assert "không phải bản sao lưu" in refuses(run, "restore", there, "--replace")


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_named(run: Run, command: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert str(port) in refuses(run, command, "--port", str(port))
    refuses(run, command, "--port", "99999", status=2)
    refuses(run, command, "--port", "0", status=2)


def outside(*arguments: str | Path, **environment: str) -> Said:
    """A command in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAIHOI_")}
    done = subprocess.run(
        [sys.executable, "-m", "daihoi.cli", *map(str, arguments)],
        capture_output=True, text=True, env=kept | environment, check=False, timeout=120,
    )  # fmt: skip
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [["summary", "BT"], ["verify"], ["user", "list"], ["backup", "x.zip"], ["report", "BT", "--out", "x.docx"]],
    ids=lambda arguments: arguments[0],
)
def test_before_init_every_command_says_what_to_do(tmp_path: Path, arguments: list[str]) -> None:
    said = outside(*arguments, "--json", DAIHOI_DATA=str(tmp_path))
    assert said.status == 1
    assert "daihoi init" in said.json["error"]
    assert said.err.count("\n") == 1


def test_an_address_of_a_database_that_is_none(tmp_path: Path) -> None:
    said = outside("verify", "--json", DAIHOI_DATA=str(tmp_path), DAIHOI_DATABASE="mysql://x")
    assert said.status == 1
    assert "postgresql://" in said.json["error"]


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = outside("verify", "--json", DAIHOI_DATA=str(tmp_path), DAIHOI_DATABASE=f"postgresql://x@127.0.0.1:{port}/x")
    assert said.status == 1
    assert "không trả lời" in said.json["error"]
    assert said.err.count("\n") == 1


def test_a_second_season_and_the_newest_one_counts(run: Run) -> None:
    root = a_unit("Q", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION)
    a_season(root)
    from daihoi.congress.actions import season_open

    season_open(root, by=None, name="2025-2030", regulation_key="190-QĐ/TW")
    assert run("summary", "Q", "--json").json["season"] == "2025–2030"
    assert Unit.objects.count() == 1
