"""The house: arrows point down only, no room without a place, no model without its migration."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from daihoi.org.models import Unit

ROOT = Path(__file__).resolve().parents[2]


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    """The contracts of pyproject.toml, held against the package in `folder`."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package beside its contracts, to be spoiled."""
    skip = shutil.ignore_patterns("__pycache__", "static", "locale", "templates", "binh-thanh", "migrations")
    shutil.copytree(ROOT / "daihoi", tmp_path / "daihoi", ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_arrows_point_down() -> None:
    answer = linted(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "arrows point down only KEPT" in answer.stdout
    assert "rules are pure KEPT" in answer.stdout


def test_control_an_arrow_up_is_found(copy: Path) -> None:
    with (copy / "daihoi" / "org" / "tree.py").open("a") as file:
        file.write("\nfrom daihoi.reports import models as above  # noqa\n")
    answer = linted(copy)
    assert answer.returncode == 1
    assert "arrows point down only BROKEN" in answer.stdout
    assert "daihoi.org.tree -> daihoi.reports.models" in answer.stdout


def test_control_django_in_the_rules_is_found(copy: Path) -> None:
    (copy / "daihoi" / "rules" / "extra.py").write_text("from django.db import models\n")
    answer = linted(copy)
    assert answer.returncode == 1
    assert "rules are pure BROKEN" in answer.stdout


def test_control_a_room_without_a_place_is_found(copy: Path) -> None:
    (copy / "daihoi" / "utils").mkdir()
    (copy / "daihoi" / "utils" / "__init__.py").write_text("")
    answer = linted(copy)
    assert answer.returncode == 1
    assert "utils" in answer.stdout


@pytest.mark.django_db
def test_no_model_lacks_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_control_a_changed_model_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Unit._meta.get_field("name"), "max_length", 201)
    with pytest.raises(SystemExit):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
