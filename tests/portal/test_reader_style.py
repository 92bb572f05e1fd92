"""The portal's own style sheet: the office's tokens, contrast, nothing left over, small."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import daihoi.portal
from daihoi.web import assets
from tests.web.test_style import TOKENS, contrast

ROOM = Path(daihoi.portal.__file__).parent
CSS = (ROOM / "static" / "portal" / "portal.css").read_text()
OWN = dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{6})", CSS))
TEXTS = "".join(path.read_text() for path in (ROOM / "templates").rglob("*.html"))
TEXTS += "".join(path.read_text() for path in (ROOM / "static" / "portal").glob("*.js"))
TEXTS += "".join(path.read_text() for path in ROOM.rglob("*.py"))


def test_its_colours_are_the_offices() -> None:
    assert OWN
    assert {name: value for name, value in OWN.items() if TOKENS.get(name) != value} == {}


@pytest.mark.parametrize(
    ("ink", "surface"),
    [
        ("ink", "wash"), ("ink", "gold-wash"), ("ink", "red-wash"), ("ink-2", "paper"), ("ink-2", "wash"),
        ("ink-3", "paper"), ("ink-3", "sheet"), ("red", "paper"), ("red", "sheet"), ("red", "wash"),
        ("#ffffff", "red"), ("gold-ink", "paper"),
    ],
)  # fmt: skip
def test_words_can_be_read(ink: str, surface: str) -> None:
    assert contrast(ink, surface) >= 4.5


def test_no_rule_is_left_over() -> None:
    rules = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][a-z0-9-]*)(?=[^{}]*\{)", rules)) - {"woff2", "rem", "em"}
    words = set(re.findall(r"[a-z][a-z0-9-]*", TEXTS))
    assert sorted(classes - words) == []


def test_the_sheet_and_the_fonts_leave_room_for_the_article(tmp_path: Path) -> None:
    assets.build_portal_fonts(target=tmp_path)
    fonts = sum(path.stat().st_size for path in tmp_path.glob("*.woff2"))
    assert fonts + len(gzip.compress(CSS.encode())) < 60_000
