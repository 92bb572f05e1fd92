"""What the papers of the house say is so: their commands run, their links lead somewhere, their names exist."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from daihoi.cli.main import parser
from daihoi.cli.output import RefusedError

ROOT = Path(__file__).resolve().parents[2]
PAPERS = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAPERS += sorted((ROOT / "docs").rglob("*.md"))
BLOCK = re.compile(r"^```console\n(.*?)^```", re.M | re.S)
FENCED = re.compile(r"^```.*?^```", re.M | re.S)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)")
VARIABLE = re.compile(r"\bDAIHOI_[A-Z_]+\b")
ASSIGNMENT = re.compile(r"[A-Z_]+=.*")
# What stays running or takes minutes is only read, not run.
ONLY_READ = {"serve", "work", "bench"}
# Commands of the reader's own system, which no test of ours can vouch for.
SYSTEM = {
    "git",
    "cd",
    "sudo",
    "apt",
    "apt-get",
    "createdb",
    "createuser",
    "psql",
    "systemctl",
    "uv",
    "docker",
    "ls",
    "cp",
}


def commands(paper: Path) -> list[str]:
    """The commands of a paper in their order; where a block shows answers too, those after `$`."""
    found = []
    for block in BLOCK.findall(paper.read_text(encoding="utf-8")):
        lines = block.replace("\\\n", " ").splitlines()
        typed = [line[2:] for line in lines if line.startswith("$ ")] or lines
        found += [line.split(" #")[0].strip() for line in typed if line.strip() and not line.lstrip().startswith("#")]
    return found


def taken_apart(command: str) -> tuple[dict[str, str], list[str]]:
    """Variables set before a command, and its words."""
    words = shlex.split(command)
    variables = {}
    while words and ASSIGNMENT.fullmatch(words[0]):
        name, _, value = words.pop(0).partition("=")
        variables[name] = value
    return variables, words


def is_ours(words: list[str]) -> bool:
    return bool(words) and Path(words[0]).name == "daihoi"


def of_kind(kind: str) -> Iterator[tuple[Path, str]]:
    """(paper, command) of the commands of make, of daihoi, of python, or of something else."""
    for paper in PAPERS:
        for command in commands(paper):
            _variables, words = taken_apart(command)
            name = Path(words[0]).name if words else ""
            known = {"make": "make", "daihoi": "daihoi", "python": "python", "python3": "python"}
            if known.get(name, "system") == kind:
                yield paper, command


def test_the_papers_show_commands() -> None:
    assert len(list(of_kind("make"))) >= 2
    assert len(list(of_kind("daihoi"))) >= 5


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {word for _paper, command in of_kind("make") for word in taken_apart(command)[1][1:] if "=" not in word}
    for paper in PAPERS:
        named |= set(re.findall(r"`make ([a-z]+)`", paper.read_text(encoding="utf-8")))
    assert named <= targets


def test_no_command_of_an_unknown_program() -> None:
    """A new one is either ours to run, or the reader's own and listed here."""
    strange = {
        command
        for _paper, command in of_kind("system")
        if taken_apart(command)[1][:1] and taken_apart(command)[1][0] not in SYSTEM
    }
    assert strange == set()


def test_modules_that_the_papers_run_exist() -> None:
    for _paper, command in of_kind("python"):
        _variables, words = taken_apart(command)
        if "-m" in words:
            module = words[words.index("-m") + 1]
            path = ROOT / module.replace(".", "/")
            assert module in ("venv", "pip", "pytest") or path.with_suffix(".py").exists() or path.is_dir(), command
        else:
            script = next((word for word in words[1:] if word.endswith(".py")), "")
            assert (ROOT / script).exists(), command


def test_every_command_of_ours_is_read_by_our_command_line() -> None:
    """Those in blocks, and those in the text that are whole."""
    for _paper, command in of_kind("daihoi"):
        try:
            parser().parse_args(taken_apart(command)[1][1:])
        except RefusedError as error:
            pytest.fail(f"{command}: {error}")


def test_every_command_of_ours_runs(tmp_path: Path) -> None:
    """In their order, in one new data folder, through the real entry point, beside the demo's files."""
    for place in (tmp_path, tmp_path / "daihoi" / "demo" / "binh-thanh"):
        shutil.copytree(ROOT / "daihoi" / "demo" / "binh-thanh", place, dirs_exist_ok=True)
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("DAIHOI_", "DJANGO_"))}
    here = {"DAIHOI_DATA": str(tmp_path / "data")}
    daihoi = Path(sys.executable).with_name("daihoi")
    for paper, command in of_kind("daihoi"):
        variables, words = taken_apart(command)
        asked = words[1:]
        if not asked or asked[0] in ONLY_READ:
            continue
        if asked[0] == "demo" and "--no-serve" not in asked:
            asked.append("--no-serve")
        variables.pop("DAIHOI_DATA", None)
        if "DAIHOI_DATABASE" in variables:
            continue  # the server is the reader's
        answer = subprocess.run(
            [daihoi, *asked],
            cwd=tmp_path,
            env=outside | here | variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert answer.returncode == 0, f"{paper.name}: {command}\n{answer.stdout}{answer.stderr}"


def test_every_link_and_picture_is_there() -> None:
    lost = []
    for paper in PAPERS:
        text = FENCED.sub("", paper.read_text(encoding="utf-8"))
        for target in LINK.findall(text):
            if target.startswith(("http://", "https://", "#", "mailto:")):
                continue
            path, _, anchor = target.partition("#")
            place = (paper.parent / path).resolve()
            if not place.exists() or (anchor and place.suffix == ".md" and anchor not in anchors(place)):
                lost.append((paper.name, target))
    assert lost == []


def anchors(paper: Path) -> set[str]:
    """The anchors of a paper's headings."""
    heads = re.findall(r"^#+ (.+)$", paper.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_setting_is_told_and_every_told_setting_is_read() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "daihoi").rglob("*.py"))
    read = set(VARIABLE.findall(code))
    tests = {"DAIHOI_CHROMIUM", "DAIHOI_GOLDEN", "DAIHOI_LONG"}
    told = {name for paper in PAPERS for name in VARIABLE.findall(paper.read_text(encoding="utf-8"))}
    assert told - read - tests == set()
    # set in code and not by an office; the last is told by the command that fails
    assert read - told <= {"DAIHOI_SHELL", "DAIHOI_TASKS", "DAIHOI_DEBUG"}


def test_the_papers_speak_of_folders_that_exist() -> None:
    """Names like `org/` or `docs/decisions/` in the text."""
    lost = []
    for paper in (ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md"):
        for name in re.findall(r"`([a-z_./]+/)`", paper.read_text(encoding="utf-8")):
            if not ((ROOT / name).is_dir() or (ROOT / "daihoi" / name).is_dir()):
                lost.append((paper.name, name))
    assert lost == []
