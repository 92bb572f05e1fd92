"""Flat drawing with Pillow: shapes, paths, letters, people without faces, trees, flags; drawn twice as large.

Coordinates are those of the finished picture. A colour is "#rrggbb", or "#rrggbbaa" where what lies below shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from math import cos, pi, sin
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image, ImageDraw, ImageFont

PAPER, CREAM, WALL, WALL2, SAND = "#f5f2eb", "#fdfcf9", "#e2d9c7", "#d3c8b2", "#c3b595"
TAN, KHAKI, UMBER, BARK, DARK, INK = "#b7aa91", "#94876d", "#6a6153", "#574d3d", "#3d362c", "#24201a"
RED, RED2, RED3 = "#8c1c1c", "#6f1414", "#a5382f"
GOLD, GOLD2, GOLDW = "#b08d3c", "#d8bb70", "#f6eed9"
SKIN, SKIN2, HAIR = "#c9a27c", "#b68d66", "#3a322a"
HAIRS = (HAIR, "#463c32", "#32312e", "#51453a", "#3a322a", "#8c857a")
LEAF, LEAF2, LEAF3 = "#6f7350", "#8a8d66", "#575b3f"
SKY, SKY2, WATER, WATER2 = "#e6e6dc", "#d6dad1", "#a9b7b1", "#90a29d"

TIMES = 2  # drawn larger, then reduced: smooth edges
Point = tuple[float, float]
_PART = re.compile(r"([MLHVQCZ])|(-?\d*\.?\d+)")


@lru_cache(maxsize=64)
def _font(size: int, serif: bool, bold: bool) -> Any:
    import font_source_sans_pro
    import font_source_serif_pro

    package, name = (font_source_serif_pro, "SourceSerifPro") if serif else (font_source_sans_pro, "SourceSansPro")
    cut = "Semibold" if bold else "Regular"
    place = Path(str(package.__file__)).parent / "files" / f"{name}-{cut}.ttf"
    return ImageFont.truetype(str(place), size)


def bezier(points: Sequence[Point], pieces: int = 11) -> Iterator[Point]:
    """Points along a quadratic (three points) or cubic (four) curve, without its first."""
    for step in range(1, pieces + 1):
        t, rest = step / pieces, list(points)
        while len(rest) > 1:
            rest = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(rest)]
        yield rest[0]


def outline(path: str, at: tuple[float, float, float] = (0, 0, 1)) -> list[Point]:
    """The points of a path in SVG's absolute letters M L H V Q C Z; `at` says where its zero lies, and its scale."""
    left, top, scale = at
    found: list[Point] = []
    letter = "M"
    values: list[float] = []
    for part in _PART.finditer(path):
        if part[1]:
            letter, values = part[1], []
            continue
        values.append(float(part[2]))
        x, y = found[-1] if found else (0.0, 0.0)
        if letter == "H" or letter == "V":
            found.append((values[0], y) if letter == "H" else (x, values[0]))
            values = []
        elif len(values) == {"M": 2, "L": 2, "Q": 4, "C": 6}[letter]:
            turns = list(zip(values[::2], values[1::2], strict=True))
            found += turns if len(turns) == 1 else list(bezier([(x, y), *turns]))
            values = []
    return [(left + x * scale, top + y * scale) for x, y in found]


def dice(seed: str | int) -> Random:
    """Chance that falls the same way every time."""
    return Random(seed)  # noqa: S311


class Sheet:
    """A picture while it is drawn."""

    def __init__(self, ground: str, width: int = 1600, height: int = 900) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * TIMES, height * TIMES), ground)
        self.opaque, self.glass = ImageDraw.Draw(self.image), ImageDraw.Draw(self.image, "RGBA")

    def pen(self, fill: str) -> Any:
        """What draws in this colour: laying glass over what is there takes its time."""
        return self.glass if len(fill) == 9 else self.opaque

    def png(self) -> bytes:
        """The finished picture."""
        out = BytesIO()
        self.image.reduce(TIMES).save(out, "PNG", compress_level=2)
        return out.getvalue()

    def rect(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        t = TIMES
        self.pen(fill).rectangle((x * t, y * t, (x + width) * t - 1, (y + height) * t - 1), fill)

    def round(self, x: float, y: float, width: float, height: float, radius: float, fill: str) -> None:
        t = TIMES
        self.pen(fill).rounded_rectangle((x * t, y * t, (x + width) * t - 1, (y + height) * t - 1), radius * t, fill)

    def poly(self, points: Iterable[Point], fill: str) -> None:
        self.pen(fill).polygon([(x * TIMES, y * TIMES) for x, y in points], fill)

    def path(self, path: str, fill: str, at: tuple[float, float, float] = (0, 0, 1)) -> None:
        self.poly(outline(path, at), fill)

    def oval(self, x: float, y: float, across: float, down: float, fill: str) -> None:
        t = TIMES
        self.pen(fill).ellipse(((x - across) * t, (y - down) * t, (x + across) * t, (y + down) * t), fill)

    def line(self, points: Iterable[Point], fill: str, width: float = 2) -> None:
        self.pen(fill).line([(x * TIMES, y * TIMES) for x, y in points], fill, round(width * TIMES), joint="curve")

    def stroke(self, path: str, fill: str, width: float = 2, at: tuple[float, float, float] = (0, 0, 1)) -> None:
        """A line along a path, with round ends."""
        points = outline(path, at)
        self.line(points, fill, width)
        for x, y in (points[0], points[-1]):
            self.oval(x, y, width / 2, width / 2, fill)

    def text(
        self, x: float, y: float, words: str, size: float, fill: str, *, anchor: str = "mm", serif: bool = True,
        bold: bool = True,
    ) -> None:  # fmt: skip
        self.pen(fill).text(
            (x * TIMES, y * TIMES), words, font=_font(round(size * TIMES), serif, bold), fill=fill, anchor=anchor
        )

    def bars(self, x: float, y: float, widths: Iterable[float], fill: str, *, high: float = 5, gap: float = 16) -> None:
        """Lines of writing, seen from too far to be read."""
        for place, width in enumerate(widths):
            self.round(x, y + place * gap, width, high, high / 2, fill)

    def star(self, x: float, y: float, radius: float, fill: str, *, lean: float = 0) -> None:
        corners = []
        for step in range(10):
            reach, turn = radius if step % 2 == 0 else radius * 0.382, step * pi / 5 + lean
            corners.append((x + reach * sin(turn), y - reach * cos(turn)))
        self.poly(corners, fill)

    def flag(self, x: float, y: float, width: float, *, wave: float = 0.05) -> None:
        """The national flag flying to the right from its upper corner at (x, y)."""
        height, steps = width * 2 / 3, 24
        wind = [sin(step / steps * 2 * pi) * width * wave for step in range(steps + 1)]
        top = [(x + width * step / steps, y + wind[step]) for step in range(steps + 1)]
        self.poly([*top, *[(a, b + height) for a, b in reversed(top)]], "#a3201d")
        for first, last, shade in ((4, 11, "#00000018"), (15, 22, "#ffffff14")):
            part = top[first : last + 1]
            self.poly([*part, *[(a, b + height) for a, b in reversed(part)]], shade)
        middle = top[steps // 2]
        self.star(middle[0], middle[1] + height / 2, height * 0.3, "#e2bd4e", lean=0.06)

    def tree(self, x: float, y: float, size: float, *, tones: Sequence[str] = (LEAF3, LEAF, LEAF2)) -> None:
        """A broad tree whose foot stands at (x, y), `size` high."""
        self.poly(
            [(x - size * 0.035, y), (x - size * 0.022, y - size * 0.55), (x + size * 0.022, y - size * 0.55),
             (x + size * 0.035, y)], BARK,
        )  # fmt: skip
        crown = (
            (0, 0.62, 0.30, 0), (-0.21, 0.6, 0.19, 0), (0.22, 0.6, 0.19, 0), (-0.12, 0.78, 0.2, 1),
            (0.13, 0.76, 0.2, 1), (0.02, 0.86, 0.17, 1), (-0.2, 0.67, 0.12, 1), (-0.1, 0.86, 0.11, 2),
            (0.1, 0.87, 0.08, 2), (-0.22, 0.72, 0.07, 2),
        )  # fmt: skip
        for across, up, radius, tone in crown:
            self.oval(x + across * size, y - up * size, radius * size, radius * size * 0.82, tones[tone])


def back(sheet: Sheet, x: float, y: float, size: float, *, coat: str, hair: str = HAIR, long: bool = False) -> None:
    """Somebody seen from behind; (x, y) is the middle of the shoulders' foot, `size` the height above it."""
    s = size
    sheet.path("M -.52 0 C -.52 -.42 -.3 -.47 -.12 -.52 L .12 -.52 C .3 -.47 .52 -.42 .52 0 Z", coat, (x, y, s))
    sheet.path("M .16 -.5 C .32 -.46 .52 -.42 .52 0 L .3 0 C .34 -.25 .3 -.42 .16 -.5 Z", "#00000012", (x, y, s))
    sheet.path("M -.085 -.66 L .085 -.66 L .12 -.52 Q 0 -.46 -.12 -.52 Z", SKIN2, (x, y, s))
    if long:
        sheet.path("M -.195 -.8 C -.25 -.58 -.19 -.42 0 -.42 C .19 -.42 .25 -.58 .195 -.8 Z", hair, (x, y, s))
    else:
        for side in (-1, 1):
            sheet.oval(x + side * s * 0.185, y - s * 0.75, s * 0.032, s * 0.055, SKIN2)
    sheet.oval(x, y - s * 0.785, s * 0.195, s * 0.225, hair)
    sheet.path("M -.13 -.84 Q -.09 -.96 .05 -.965 Q -.05 -.92 -.08 -.8 Z", "#ffffff16", (x, y, s))


def front(
    sheet: Sheet, x: float, y: float, size: float, *, coat: str = DARK, shirt: str = CREAM, tie: str | None = RED,
    long: bool = False, hair: str = HAIR,
) -> None:  # fmt: skip
    """Somebody seen from the front, head and shoulders, without a face; measured as in `back`."""
    s = size
    if long:
        sheet.path("M -.23 -.82 C -.27 -.5 -.2 -.42 0 -.43 C .2 -.42 .27 -.5 .23 -.82 Z", hair, (x, y, s))
    sheet.path("M -.5 0 C -.5 -.4 -.3 -.45 -.12 -.5 L .12 -.5 C .3 -.45 .5 -.4 .5 0 Z", coat, (x, y, s))
    sheet.poly([(x - s * 0.13, y - s * 0.5), (x + s * 0.13, y - s * 0.5), (x, y - s * 0.16)], shirt)
    if tie:
        sheet.poly(
            [(x - s * 0.03, y - s * 0.44), (x + s * 0.03, y - s * 0.44), (x + s * 0.035, y - s * 0.26),
             (x, y - s * 0.2), (x - s * 0.035, y - s * 0.26)], tie,
        )  # fmt: skip
    sheet.path("M -.085 -.62 L .085 -.62 L .1 -.49 L 0 -.42 L -.1 -.49 Z", SKIN2, (x, y, s))
    sheet.oval(x, y - s * 0.76, s * 0.17, s * 0.205, SKIN)
    sheet.path(
        "M -.19 -.72 C -.24 -1.06 .24 -1.06 .19 -.72 C .16 -.86 .02 -.9 -.1 -.88 C -.15 -.86 -.17 -.8 -.19 -.72 Z",
        hair,
        (x, y, s),
    )
