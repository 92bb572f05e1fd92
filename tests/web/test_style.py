"""The style sheet: contrast, small type, nothing left over."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from daihoi.web import views

CSS = (Path(views.__file__).parent / "static" / "web" / "daihoi.css").read_text()
TOKENS = dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{6})", CSS))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    a, b = sorted((luminance(TOKENS.get(one, one)), luminance(TOKENS.get(other, other))))
    return (b + 0.05) / (a + 0.05)


@pytest.mark.parametrize("surface", ["paper", "sheet", "wash", "gold-wash", "red-wash", "st2", "st3", "st4"])
def test_ink_reads_on_every_surface(surface: str) -> None:
    assert contrast("ink", surface) >= 4.5


@pytest.mark.parametrize(
    ("ink", "surface"),
    [
        ("ink-2", "paper"), ("ink-2", "sheet"), ("ink-2", "wash"), ("ink-2", "gold-wash"), ("ink-2", "st2"),
        ("ink-3", "paper"), ("ink-3", "sheet"), ("ink-3", "wash"), ("red", "paper"), ("red", "sheet"), ("red", "wash"),
        ("red-2", "red-wash"), ("red-2", "gold-wash"), ("red", "red-wash"), ("gold-ink", "gold-wash"),
        ("gold-ink", "paper"), ("#ffffff", "red"), ("#ffffff", "red-2"), ("#ffffff", "bar"),
        ("#3a3329", "st3"), ("#3a3329", "st4"),
    ],
)  # fmt: skip
def test_text_has_the_contrast_of_aa(ink: str, surface: str) -> None:
    assert contrast(ink, surface) >= 4.5


@pytest.mark.parametrize(
    ("line", "surface"), [("control", "paper"), ("control", "#ffffff"), ("red", "paper"), ("bar", "sheet")]
)
def test_controls_and_lines_that_mean_something_are_seen(line: str, surface: str) -> None:
    assert contrast(line, surface) >= 3


def test_nothing_is_smaller_than_twelve_pixels() -> None:
    sizes = re.findall(r"--t-[a-z0-9]+:(\.?\d*\.?\d+)rem", CSS)
    assert min(Fraction(s if s[0] != "." else f"0{s}") for s in sizes) >= Fraction(3, 4)


def test_there_are_no_shadows_gradients_or_italics() -> None:
    rules = re.sub(r"/\*.*?\*/", "", CSS, flags=re.S)
    assert "gradient" not in rules
    assert "italic" not in rules
    assert "text-transform" not in rules
    assert all(
        "inset" in s or s.startswith("0 1px") or s.startswith("none") for s in re.findall(r"box-shadow:([^;}]+)", rules)
    )


def test_every_font_that_the_sheet_names_is_made_by_the_build() -> None:
    from daihoi.web.assets import CUTS

    named = set(re.findall(r"fonts/([A-Za-z-]+)\.woff2", CSS))
    assert named == {cut for cuts in CUTS.values() for cut in cuts}
