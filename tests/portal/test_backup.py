"""The portal's backup, restored into an empty folder, is the same portal (T11)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from daihoi.rules.snapshot import SnapshotKind
from tests.portal.builders import FIGURES, Sender

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="a file each; PostgreSQL's way is the office's")


def run(folder: Path, *arguments: str | Path) -> dict[str, Any]:
    """A command of the portal in a process and a folder of its own; its answer, with its status."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DAIHOI_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "daihoi.cli", "portal", *map(str, arguments), "--json"],
        capture_output=True, text=True, env=kept | {"DAIHOI_DATA": str(folder)}, check=False, timeout=120,
    )  # fmt: skip
    return {"status": done.returncode, "said": done.stdout + done.stderr} | (
        json.loads(done.stdout) if done.stdout.startswith("{") else {}
    )


def migrated(folder: Path) -> None:
    """The tables alone: static files are no part of a backup."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DAIHOI_", "DJANGO_"))}
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--settings", "daihoi.portal.settings", "-v0"],
        env=kept | {"DAIHOI_DATA": str(folder)}, check=True, timeout=120,
    )  # fmt: skip


def test_a_backup_brings_the_portal_back(tmp_path: Path) -> None:
    here, there = tmp_path / "a", tmp_path / "b"
    migrated(here)
    sender = Sender(enrolled=False)
    assert run(here, "enrol", "Q", "Văn phòng Q", sender.public)["status"] == 0
    (tmp_path / "1.json").write_bytes(sender.file(sender.sent(SnapshotKind.FIGURES, FIGURES)))
    assert run(here, "take-in", tmp_path / "1.json")["status"] == 0
    assert run(here, "visits", "33131942")["visits"] == 33_131_942
    (here / "portal" / "public").mkdir(parents=True)
    (here / "portal" / "public" / "anh.webp").write_bytes(b"anh")
    assert run(here, "backup", tmp_path / "cong.daihoi")["status"] == 0
    assert run(there, "restore", tmp_path / "cong.daihoi")["status"] == 0
    assert run(there, "verify") | {"said": ""} == {"status": 0, "said": "", "faults": []}
    assert (there / "portal" / "public" / "anh.webp").read_bytes() == b"anh"
    assert run(there, "visits")["visits"] == 33_131_942
    refused = run(here, "restore", tmp_path / "cong.daihoi")
    assert (refused["status"], "--replace" in refused["said"]) == (1, True)


def test_a_backup_of_the_office_is_none_of_the_portal(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "x.daihoi", "w") as packed:
        packed.writestr("manifest.json", json.dumps({"format": "daihoi-backup-1"}))
    refused = run(tmp_path / "c", "restore", tmp_path / "x.daihoi")
    assert (refused["status"], "không phải bản sao lưu" in refused["said"]) == (1, True)
