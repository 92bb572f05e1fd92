"""The very first start: a fresh clone has no compiled texts, and reads them as soon as they are there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import daihoi

SCRIPT = """
import django
django.setup()
from daihoi.cli.install import build
from daihoi.cli.output import Output
from daihoi.web.assets import compile_catalogues
from django.utils.translation import gettext
import daihoi
print(daihoi.__file__)
print(gettext("Party members"))
{compile}
print(gettext("Party members"))
"""


def started(tmp_path: Path, how: str) -> list[str]:
    """What a process of a copy without compiled texts says before and after it compiles them."""
    shutil.copytree(
        Path(daihoi.__file__).parent, tmp_path / "daihoi", ignore=shutil.ignore_patterns("*.mo", "__pycache__")
    )
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path), "DAIHOI_DATA": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "daihoi.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(compile=how)],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    place, *said = done.stdout.splitlines()
    assert place.startswith(str(tmp_path))
    return said


def test_the_first_start_speaks_vietnamese(tmp_path: Path) -> None:
    assert started(tmp_path, "build(Output(as_json=True))") == ["Party members", "Đảng viên"]


def test_control_compiling_alone_is_not_enough(tmp_path: Path) -> None:
    assert started(tmp_path, "compile_catalogues()") == ["Party members", "Party members"]
