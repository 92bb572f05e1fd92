"""The very first start: a fresh clone has no compiled texts, and whatever command comes first speaks Vietnamese."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import daihoi

SET_UP = "import django; django.setup(); from django.utils.translation import gettext; print(gettext('Party members'))"


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A copy of the program without compiled texts."""
    leave = shutil.ignore_patterns("*.mo", "__pycache__")
    shutil.copytree(Path(daihoi.__file__).parent, tmp_path / "daihoi", ignore=leave)
    return tmp_path


def said(fresh: Path, *command: str) -> str:
    """What Python prints for `command`, run in the copy."""
    environment = os.environ | {
        "PYTHONPATH": str(fresh), "DAIHOI_DATA": str(fresh / "data"), "DJANGO_SETTINGS_MODULE": "daihoi.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, *command], cwd=fresh, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_first_command_speaks_vietnamese(fresh: Path) -> None:
    count = "daihoi/demo/binh-thanh/bau-cap-uy-quan.json"
    assert "Đã bầu đủ số lượng" in said(fresh, "-m", "daihoi.cli", "outcome", count)
    assert (fresh / "daihoi" / "rules" / "locale" / "vi" / "LC_MESSAGES" / "django.mo").exists()


def test_control_without_the_command_the_copy_has_no_vietnamese(fresh: Path) -> None:
    assert said(fresh, "-c", SET_UP) == "Party members\n"
