"""The portal's backup, restored into an empty folder, is the same portal (T11)."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from daihoi.rules.snapshot import SnapshotKind
from tests.harness.installation import Installation, installation
from tests.portal.builders import FIGURES, Sender


@pytest.fixture
def portals(tmp_path: Path) -> Iterator[tuple[Installation, Installation]]:
    """Two machines of a portal, each with a folder and a database of its own."""
    with ExitStack() as stack:
        here, there = (
            stack.enter_context(installation(tmp_path / name, "DAIHOI_PORTAL_DATABASE")) for name in ("a", "b")
        )
        yield here, there


def migrated(portal: Installation) -> None:
    """The tables alone: static files are no part of a backup."""
    command = [sys.executable, "-m", "django", "migrate", "--settings", "daihoi.portal.settings", "-v0"]
    subprocess.run(command, env=portal.environment, check=True, timeout=120)


def test_a_backup_brings_the_portal_back(portals: tuple[Installation, Installation], tmp_path: Path) -> None:
    here, there = portals
    migrated(here)
    sender = Sender(enrolled=False)
    here.ask("portal", "enrol", "Q", "Văn phòng Q", sender.public)
    (tmp_path / "1.json").write_bytes(sender.file(sender.sent(SnapshotKind.FIGURES, FIGURES)))
    here.ask("portal", "take-in", tmp_path / "1.json")
    assert here.ask("portal", "visits", "33131942")["visits"] == 33_131_942
    (here.folder / "portal" / "public").mkdir(parents=True)
    (here.folder / "portal" / "public" / "anh.webp").write_bytes(b"anh")
    here.ask("portal", "backup", tmp_path / "cong.daihoi")
    there.ask("portal", "restore", tmp_path / "cong.daihoi")
    assert there.ask("portal", "verify")["faults"] == []
    assert (there.folder / "portal" / "public" / "anh.webp").read_bytes() == b"anh"
    assert there.ask("portal", "visits")["visits"] == 33_131_942
    refused = here.run("portal", "restore", tmp_path / "cong.daihoi")
    assert (refused.status, "--replace" in refused.err) == (1, True)


def test_a_backup_of_the_office_is_none_of_the_portal(
    portals: tuple[Installation, Installation], tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "x.daihoi", "w") as packed:
        packed.writestr("manifest.json", json.dumps({"format": "daihoi-backup-1"}))
    refused = portals[0].run("portal", "restore", tmp_path / "x.daihoi")
    assert (refused.status, "không phải bản sao lưu" in refused.err) == (1, True)


def test_a_command_in_a_folder_without_a_portal_says_what_comes_first(
    portals: tuple[Installation, Installation],
) -> None:
    refused = portals[0].run("portal", "visits")
    assert (refused.status, "Hãy chạy: daihoi portal prepare" in refused.err) == (1, True)
