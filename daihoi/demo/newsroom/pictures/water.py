"""Water: Bình Thạnh's river with its bridge, Ba Đình's lake with its gate."""

from __future__ import annotations

from daihoi.demo.newsroom.pictures.kit import (
    BARK,
    CREAM,
    DARK,
    GOLD2,
    GOLDW,
    KHAKI,
    LEAF,
    LEAF3,
    PAPER,
    RED,
    RED2,
    RED3,
    SAND,
    SKY,
    SKY2,
    TAN,
    UMBER,
    WALL,
    WALL2,
    WATER,
    WATER2,
    Sheet,
    dice,
)  # fmt: skip
from daihoi.demo.newsroom.pictures.streets import clouds


def riverside() -> bytes:
    """Bình Thạnh from the river at dusk: towers, a cable bridge, boats, a park with flags."""
    sheet = Sheet("#ecdfc6")
    for band, tone in ((0, "#dcd6c6"), (130, "#e3dac5"), (240, "#ebdcbe"), (350, "#f0dcb4"), (440, "#f2d8a8")):
        sheet.rect(0, band, 1600, 500, tone)
    sheet.oval(1120, 430, 96, 96, "#f7ead0")
    clouds(sheet, ((330, 140, 90), (820, 210, 60), (1440, 160, 80)))
    rng = dice("song")
    for layer, (tone, low, high) in enumerate((("#cbbd9f", 60, 200), ("#b3a486", 70, 250))):
        x = -20.0
        while x < 1620:
            width, height = rng.uniform(46, 104), rng.uniform(low, high)
            if 560 < x < 1040 and layer:
                height *= 0.45
            sheet.rect(x, 560 - height, width, height, tone)
            if layer:
                for floor in range(int(height / 22)):
                    for window in range(int(width / 18)):
                        if rng.random() < 0.5:
                            sheet.rect(x + 8 + window * 18, 570 - height + floor * 22, 8, 10, "#f2dfb0aa")
            x += width + rng.uniform(0, 12)
    for x, width, height, crown in ((196, 104, 470, True), (322, 84, 330, False), (90, 92, 300, False)):
        sheet.rect(x, 560 - height, width, height, "#8e8068")
        sheet.rect(x + width * 0.7, 560 - height, width * 0.3, height, "#7c6f59")
        for floor in range(int(height / 24)):
            for window in range(int(width / 20)):
                if rng.random() < 0.62:
                    sheet.rect(x + 9 + window * 20, 572 - height + floor * 24, 10, 12, "#f3dfa8")
        if crown:
            sheet.poly([(x, 90), (x + width / 2, 34), (x + width, 90)], "#8e8068")
            sheet.line([(x + width / 2, 40), (x + width / 2, 6)], "#7c6f59", 5)
    sheet.rect(0, 556, 1600, 344, WATER2)
    sheet.rect(0, 556, 1600, 60, "#a9aa98")
    for _ripple in range(120):
        y = 566 + rng.random() ** 1.4 * 320
        width = 20 + (y - 560) * 0.4 * rng.random() + 10
        sheet.round(
            rng.uniform(-40, 1600),
            y,
            width,
            2 + (y - 560) / 120,
            2,
            rng.choice(("#e9d9b477", "#7f918c88", "#c9cbb988")),
        )
    for step in range(16):
        y = 566 + step * 20
        width = 150 - step * 5 + rng.uniform(-20, 20)
        sheet.round(1120 - width / 2 + rng.uniform(-14, 14), y, width, 7, 3, "#f4e3bbbb")
    for x in (640, 1400):
        for lean in (-1, 1):
            for cable in range(8):
                sheet.line([(x, 214 + cable * 14), (x + lean * (56 + cable * 42), 500)], "#f6efe0", 2)
        sheet.poly([(x - 26, 640), (x - 8, 190), (x + 8, 190), (x + 26, 640)], "#6a5f4d")
        sheet.poly([(x + 2, 190), (x + 8, 190), (x + 26, 640), (x + 8, 640)], "#574d3d")
        sheet.rect(x - 34, 548, 68, 12, "#574d3d")
    sheet.path("M -20 530 Q 800 462 1620 520 L 1620 544 Q 800 486 -20 554 Z", "#574d3d")
    sheet.path("M -20 530 Q 800 462 1620 520 L 1620 525 Q 800 467 -20 535 Z", GOLD2)
    for x, y, size in ((860, 640, 0.9), (500, 716, 1.25)):
        sheet.round(x - 110 * size, y + 26 * size, 220 * size, 6 * size, 3, "#5f716d66")
        sheet.path("M -100 -6 L 110 -12 L 78 26 L -80 26 Z", RED2, (x, y, size))
        sheet.rect(x - 60 * size, y - 44 * size, 92 * size, 38 * size, CREAM)
        for window in range(3):
            sheet.rect(x + (-50 + window * 28) * size, y - 34 * size, 18 * size, 16 * size, "#8fa3a0")
        sheet.rect(x - 68 * size, y - 52 * size, 108 * size, 9 * size, RED3)
        sheet.flag(x + 50 * size, y - 66 * size, 40 * size)
        sheet.line([(x + 50 * size, y - 66 * size), (x + 50 * size, y - 10 * size)], UMBER, 3)
    sheet.path("M 0 830 C 300 776 620 800 860 850 C 1100 900 1400 850 1600 800 L 1600 900 L 0 900 Z", LEAF3)
    sheet.path("M 0 858 C 300 806 620 828 860 872 C 1100 916 1400 880 1600 836 L 1600 900 L 0 900 Z", LEAF)
    for x, y, size in ((90, 856, 270), (1500, 842, 320), (1330, 872, 230), (250, 838, 190)):
        sheet.tree(x, y, size)
    for x, y in ((900, 838), (1010, 850), (1120, 856)):
        sheet.line([(x, y + 30), (x, y - 150)], BARK, 5)
        sheet.flag(x + 2, y - 150, 76)
    return sheet.png()


def lake_gate() -> bytes:
    """A lake of Ba Đình in the morning: a tiled gate, old trees, a path along the water, flags."""
    sheet = Sheet(SKY)
    sheet.rect(0, 0, 1600, 200, SKY2)
    clouds(sheet, ((240, 110, 100), (1260, 130, 120), (700, 80, 60)))
    rng = dice("ho")
    for x in range(-40, 1640, 64):
        sheet.oval(x, 486 + rng.uniform(-16, 16), 70, rng.uniform(46, 84), "#a3aa90")
    for x in range(0, 1640, 90):
        sheet.oval(x, 506 + rng.uniform(-8, 10), 80, rng.uniform(36, 64), "#8a9478")
    sheet.rect(0, 520, 1600, 380, WATER)
    sheet.rect(0, 520, 1600, 26, "#7f8b78")
    for x in range(0, 1640, 90):
        sheet.oval(x, 548, 80, rng.uniform(14, 34), "#8c9b8b")
    for _ripple in range(100):
        y = 556 + rng.random() * 260
        width = 20 + (y - 540) * 0.32 * rng.random() + 8
        sheet.round(
            rng.uniform(-30, 1600),
            y,
            width,
            2 + (y - 540) / 150,
            2,
            rng.choice(("#dfe3d688", "#8fa09c88", "#c2cbc488")),
        )
    _gate(sheet, 800, 560, 1.0)
    for step in range(9):
        y = 600 + step * 22
        width = 380 - step * 14 + rng.uniform(-30, 30)
        sheet.round(800 - width / 2, y, width, 9, 4, "#b09a7a66")
    sheet.path("M 0 760 C 260 700 520 740 800 750 C 1080 760 1360 700 1600 740 L 1600 900 L 0 900 Z", "#7d8459")
    sheet.path("M 0 812 C 300 760 560 790 800 800 C 1060 810 1340 760 1600 790 L 1600 900 L 0 900 Z", "#d8ccb4")
    sheet.path("M 0 872 C 300 826 560 856 800 862 C 1060 868 1340 826 1600 852 L 1600 900 L 0 900 Z", LEAF3)
    for x, y, size in ((120, 800, 560), (1490, 786, 600)):
        sheet.tree(x, y, size)
    for x in (330, 1270):
        sheet.line([(x, 790), (x, 470)], DARK, 7)
        sheet.oval(x, 462, 17, 17, GOLDW)
        sheet.line([(x - 26, 486), (x + 26, 486)], DARK, 5)
        for side in (-30, 30):
            sheet.oval(x + side, 478, 13, 13, GOLDW)
    for x in range(400, 1240, 104):
        sheet.rect(x - 4, 742, 8, 46, "#6a6153")
        sheet.oval(x, 738, 8, 8, "#6a6153")
        sheet.stroke(f"M {x} 748 Q {x + 52} 776 {x + 104} 748", "#6a6153", 3)
    for x in (470, 1060):
        sheet.round(x, 796, 120, 10, 4, "#8a6f4d")
        sheet.round(x, 776, 120, 9, 4, "#8a6f4d")
        for leg in (14, 100):
            sheet.rect(x + leg, 780, 8, 50, DARK)
    for place, x in enumerate((610, 720, 830, 940)):
        sheet.round(x, 700 + place % 2 * 14, 70, 9, 4, LEAF)
        sheet.oval(x + 48, 694 + place % 2 * 14, 11, 13, "#d98a7a")
    return sheet.png()


def _gate(sheet: Sheet, x: float, foot: float, size: float) -> None:
    """A three-door gate with tiled roofs, two flags before it."""
    stone, shade, tile, tile2 = "#e0cfab", "#cdb98f", "#8a4a38", "#73392b"
    sheet.poly(
        [(x - 400 * size, foot), (x + 400 * size, foot), (x + 440 * size, foot + 26), (x - 440 * size, foot + 26)],
        WALL2,
    )
    for side in (-1, 1):
        left = x + side * 235 * size
        sheet.rect(left - 95 * size, foot - 190 * size, 190 * size, 190 * size, stone)
        sheet.path("M -44 0 V -70 C -44 -136 44 -136 44 -70 V 0 Z", UMBER, (left, foot, size))
        _roof(sheet, left, foot - 190 * size, 130 * size, 54 * size, tile, tile2)
    sheet.rect(x - 150 * size, foot - 260 * size, 300 * size, 260 * size, stone)
    sheet.rect(x + 110 * size, foot - 260 * size, 40 * size, 260 * size, shade)
    for side in (-1, 1):
        sheet.rect(x + side * 150 * size - 18 * size, foot - 276 * size, 36 * size, 276 * size, PAPER)
        sheet.rect(x + side * 150 * size - 24 * size, foot - 284 * size, 48 * size, 14 * size, SAND)
    sheet.path("M -74 0 V -110 C -74 -206 74 -206 74 -110 V 0 Z", UMBER, (x, foot, size))
    sheet.path("M -58 0 V -108 C -58 -186 58 -186 58 -108 V 0 Z", "#a3aa90", (x, foot, size))
    sheet.rect(x - 58 * size, foot - 40 * size, 116 * size, 40 * size, WALL)
    _roof(sheet, x, foot - 260 * size, 200 * size, 62 * size, tile, tile2)
    sheet.rect(x - 92 * size, foot - 376 * size, 184 * size, 60 * size, stone)
    for place in range(5):
        sheet.rect(x + (-80 + place * 36) * size, foot - 368 * size, 16 * size, 44 * size, KHAKI)
    _roof(sheet, x, foot - 376 * size, 136 * size, 60 * size, tile, tile2)
    sheet.star(x, foot - 232 * size, 22 * size, RED)
    for side in (-1, 1):
        at = x + side * 372 * size
        sheet.line([(at, foot), (at, foot - 290 * size)], TAN, 6)
        sheet.flag(at + 2, foot - 290 * size, 104 * size)


def _roof(sheet: Sheet, x: float, y: float, half: float, height: float, tile: str, shade: str) -> None:
    """A roof of curved tiles over (x, y), its corners turned up."""
    h = height / half
    sheet.path(
        f"M -1.12 {-h * 0.3} C -.9 {-h * 0.1} -.7 {-h * 0.5} -.6 {-h} L .6 {-h} "
        f"C .7 {-h * 0.5} .9 {-h * 0.1} 1.12 {-h * 0.3} L 1 {h * 0.16} L -1 {h * 0.16} Z",
        tile, (x, y, half),
    )  # fmt: skip
    for step in range(1, 12):
        a = -1 + step / 6
        sheet.line([(x + a * half * 0.6, y - height + 3), (x + a * half * 0.98, y + height * 0.1)], shade, 2)
    sheet.rect(x - half * 0.62, y - height - 8, half * 1.24, 11, shade)
    sheet.rect(x - half, y + height * 0.1, half * 2, 8, shade)
