"""Quiet things: nine red books on a shelf, a lotus pond by a house on stilts, letters on a desk."""

from __future__ import annotations

from math import cos, pi, sin

from daihoi.demo.newsroom.pictures.kit import (
    BARK,
    CREAM,
    DARK,
    GOLD,
    GOLD2,
    GOLDW,
    INK,
    LEAF,
    LEAF2,
    LEAF3,
    RED,
    RED2,
    RED3,
    SAND,
    SKY,
    SKY2,
    UMBER,
    WALL,
    Sheet,
    dice,
)  # fmt: skip
from daihoi.demo.newsroom.pictures.papers import WOOD3, planks, seal, turned, written
from daihoi.demo.newsroom.pictures.streets import clouds


def bookshelf() -> bytes:
    """A shelf with the books of twelve years, a clock, a plant, a lamp's light."""
    sheet = Sheet("#e6dcc8")
    for stripe in range(0, 1600, 120):
        sheet.rect(stripe, 0, 2, 900, "#0000000a")
    sheet.poly([(1180, 0), (1600, 0), (1600, 640), (1020, 640)], "#fdf3d830")
    sheet.oval(330, 230, 128, 128, "#8f6b48")
    sheet.oval(330, 230, 112, 112, CREAM)
    for hour in range(12):
        turn = hour * pi / 6
        a, b = sin(turn), -cos(turn)
        sheet.line([(330 + a * 88, 230 + b * 88), (330 + a * 100, 230 + b * 100)], UMBER, 6 if hour % 3 == 0 else 3)
    sheet.stroke("M 330 230 L 284 262", INK, 9)
    sheet.stroke("M 330 230 L 330 150", INK, 6)
    sheet.oval(330, 230, 10, 10, RED)
    sheet.rect(60, 640, 1480, 34, "#a7805a")
    sheet.rect(60, 674, 1480, 16, WOOD3)
    sheet.poly([(60, 690), (1540, 690), (1500, 724), (100, 724)], "#0000001c")
    for foot in (190, 1380):
        sheet.path("M 0 0 L 34 0 L 34 34 C 34 90 20 120 0 150 Z", WOOD3, (foot, 690, 1))
    x = 560.0
    for place in range(9):
        width, height = 62.0, 330 + (place * 37) % 46
        top = 640 - height
        sheet.rect(x, top, width, height, RED if place % 3 else RED2)
        sheet.rect(x, top, 10, height, "#ffffff16")
        sheet.rect(x + width - 8, top, 8, height, "#0000001c")
        for line in (26, 36, height - 40):
            sheet.rect(x, top + line, width, 4, GOLD)
        sheet.round(x + 9, top + 74, width - 18, 96, 3, GOLDW)
        sheet.text(x + width / 2, top + 122, str(place + 1), 30, DARK)
        sheet.star(x + width / 2, top + 220, 15, GOLD2)
        x += width + 3
    sheet.poly([(x + 6, 640), (x + 74, 640), (x + 168, 334), (x + 100, 313)], "#7d705a")
    sheet.poly([(x + 6, 640), (x + 20, 640), (x + 114, 318), (x + 100, 313)], "#ffffff18")
    sheet.path("M 0 0 L 116 0 L 96 116 L 20 116 Z", "#9a5b40", (1330, 524, 1))
    sheet.rect(1322, 512, 132, 22, "#b0704f")
    for lean, high in ((-150, 150), (-96, 220), (-40, 260), (30, 270), (92, 226), (150, 160)):
        tone = LEAF if lean % 4 else LEAF2
        sheet.path(
            f"M -12 0 C {lean * 0.2} {-high * 0.6} {lean * 0.6} {-high} {lean} {-high * 0.92} "
            f"C {lean * 0.8} {-high * 0.6} {lean * 0.4} {-high * 0.3} 14 0 Z",
            tone, (1388, 514, 1),
        )  # fmt: skip
    sheet.poly([(120, 640), (470, 640), (462, 612), (128, 612)], CREAM)
    sheet.poly([(132, 612), (456, 612), (450, 588), (140, 588)], "#8c6f4a")
    sheet.rect(150, 570, 290, 18, RED3)
    sheet.poly([(250, 560), (438, 520), (442, 532), (256, 572)], "#2c3a5c")
    sheet.poly([(250, 560), (256, 572), (236, 570)], GOLD2)
    return sheet.png()


def lotus() -> bytes:
    """A lotus pond in the morning, a house on stilts behind it among trees."""
    x: float
    y: float
    sheet = Sheet(SKY)
    sheet.rect(0, 0, 1600, 180, SKY2)
    clouds(sheet, ((260, 100, 90), (1250, 120, 110)))
    rng = dice("sen")
    for x in range(-40, 1660, 70):
        sheet.oval(x, 390 + rng.uniform(-20, 20), 80, rng.uniform(70, 120), "#9aa486")
    for x in range(-20, 1660, 80):
        sheet.oval(x, 440 + rng.uniform(-10, 14), 76, rng.uniform(44, 76), "#838d68")
    for x in range(500, 1140, 88):
        sheet.rect(x, 330, 15, 160, BARK)
    sheet.rect(476, 330, 680, 16, WOOD3)
    sheet.rect(500, 220, 632, 112, "#a07a50")
    for x in range(510, 1130, 62):
        sheet.rect(x, 220, 5, 112, "#7b5a3b")
    for x in (560, 700, 840, 980):
        sheet.rect(x, 240, 88, 92, "#5d4630")
        sheet.rect(x, 240, 42, 92, "#6f5136")
    sheet.poly([(440, 226), (560, 96), (1072, 96), (1192, 226)], "#7a5140")
    sheet.poly([(440, 226), (1192, 226), (1200, 240), (432, 240)], "#5f3d30")
    for place in range(15):
        a = place / 14
        sheet.line([(560 + a * 512, 98), (446 + a * 740, 226)], "#6a4537", 2)
    sheet.tree(190, 500, 430)
    sheet.tree(1420, 500, 460)
    sheet.path("M 0 486 C 400 470 1200 470 1600 486 L 1600 530 L 0 530 Z", LEAF)
    sheet.rect(0, 516, 1600, 384, "#9db0a4")
    sheet.rect(0, 516, 1600, 20, "#7f8f7c")
    for _ripple in range(60):
        y = 540 + rng.random() * 340
        sheet.round(rng.uniform(-30, 1600), y, 20 + rng.random() * (y - 480) * 0.3, 3, 1.5, "#d8dfd288")
    pads = sorted((rng.uniform(560, 880), rng.uniform(-20, 1620)) for _pad in range(34))
    for y, x in pads:
        size = 30 + (y - 540) * 0.26
        tone = rng.choice((LEAF, LEAF2, LEAF3, "#7d8459"))
        sheet.oval(x + 4, y + size * 0.12, size, size * 0.36, "#5f716d66")
        sheet.oval(x, y, size, size * 0.36, tone)
        sheet.poly([(x, y), (x + size * 1.02, y - size * 0.1), (x + size * 1.02, y + size * 0.14)], "#9db0a4")
        for vein in range(7):
            turn = 0.5 + vein * 0.85
            sheet.line([(x, y), (x + cos(turn) * size * 0.8, y + sin(turn) * size * 0.28)], "#ffffff22", 2)
    blooms = ((250, 640, 0.62), (520, 720, 0.86), (860, 660, 0.7), (1120, 790, 1.15), (1400, 690, 0.8), (700, 850, 1.2))
    for x, y, size in blooms:
        _flower(sheet, x, y, size)
    for x, y, size in ((380, 800, 1.0), (960, 840, 1.0), (1300, 610, 0.6)):
        sheet.stroke(f"M 0 0 C 6 -60 -6 -100 0 {-140}", LEAF3, 7 * size, (x, y, size))
        sheet.path("M 0 -210 C 34 -190 30 -150 0 -132 C -30 -150 -34 -190 0 -210 Z", "#d58d86", (x, y, size))
        sheet.path("M 0 -210 C 14 -190 12 -150 0 -132 C -8 -150 -10 -190 0 -210 Z", "#e3aaa0", (x, y, size))
    return sheet.png()


def _flower(sheet: Sheet, x: float, y: float, size: float) -> None:
    """An open lotus on its stem, its foot at (x, y)."""
    at = (x, y, size)
    sheet.stroke("M 0 0 C 10 -50 -8 -90 0 -130", LEAF3, 8 * size, at)
    for petal, tone in (
        ("M 0 -128 C -90 -150 -120 -190 -126 -214 C -80 -212 -30 -180 0 -128 Z", "#c97b76"),
        ("M 0 -128 C 90 -150 120 -190 126 -214 C 80 -212 30 -180 0 -128 Z", "#c97b76"),
        ("M 0 -128 C -70 -170 -84 -224 -76 -256 C -36 -236 -6 -190 0 -128 Z", "#d58d86"),
        ("M 0 -128 C 70 -170 84 -224 76 -256 C 36 -236 6 -190 0 -128 Z", "#d58d86"),
        ("M 0 -126 C -44 -170 -40 -236 0 -274 C 40 -236 44 -170 0 -126 Z", "#e3aaa0"),
        ("M 0 -120 C -60 -130 -96 -150 -108 -176 C -60 -180 -20 -160 0 -120 Z", "#e8b9ae"),
        ("M 0 -120 C 60 -130 96 -150 108 -176 C 60 -180 20 -160 0 -120 Z", "#e8b9ae"),
        ("M 0 -118 C -34 -132 -44 -170 -34 -200 C -8 -184 4 -150 0 -118 Z", "#f0cdc2"),
        ("M 0 -118 C 34 -132 44 -170 34 -200 C 8 -184 -4 -150 0 -118 Z", "#f0cdc2"),
    ):
        sheet.path(petal, tone, at)


def letters() -> bytes:
    """Questions that came by post: envelopes, an open letter, a pen, a stamp with a star."""
    sheet = Sheet("#a7835a")
    planks(sheet, 0, "#a98660")
    sheet.poly([(900, 0), (1600, 0), (1600, 520), (1200, 900), (500, 900)], "#fdf3d814")
    for x, y, lean, tone in ((330, 330, -0.18, "#e9dcc0"), (420, 600, 0.1, CREAM), (300, 700, -0.06, "#efe3cd")):
        sheet.poly(turned(x + 12, y + 18, 500, 310, lean), "#0000002c")
        sheet.poly(turned(x, y, 500, 310, lean), tone)
        c, s = cos(lean), sin(lean)

        def at(a: float, b: float, x: float = x, y: float = y, c: float = c, s: float = s) -> tuple[float, float]:
            return x + a * c - b * s, y + a * s + b * c

        sheet.line([at(-250, -155), at(0, 20), at(250, -155)], "#00000022", 3)
        for band in range(12):
            a = -250 + band * 43
            sheet.poly([at(a, 143), at(a + 22, 143), at(a + 16, 155), at(a - 6, 155)], RED3 if band % 2 else "#7d8a98")
        sheet.poly([at(150, -130), at(226, -130), at(226, -40), at(150, -40)], GOLDW)
        sheet.poly([at(157, -123), at(219, -123), at(219, -47), at(157, -47)], RED)
        sheet.star(*at(188, -86), 22, GOLD2, lean=lean)
        for line in range(3):
            sheet.line([at(-60, 40 + line * 28), at(130 - line * 30, 40 + line * 28)], SAND, 7)
    sheet.poly(turned(1082, 478, 620, 760, 0.05), "#0000002c")
    sheet.poly(turned(1070, 460, 620, 760, 0.05), CREAM)
    sheet.poly(turned(1070, 460, 620, 4, 0.05), "#ece5d6")
    sheet.text(1040, 170, "HỎI", 54, RED)
    sheet.rect(990, 208, 100, 3, GOLD)
    written(sheet, 1066, 330, 0.05, 5, 470, gap=38)
    sheet.text(1012, 492, "ĐÁP", 54, RED)
    sheet.rect(962, 530, 100, 3, GOLD)
    written(sheet, 1050, 640, 0.05, 4, 470, gap=38)
    seal(sheet, 1196, 762, 54)
    sheet.poly([(1390, 760), (1500, 250), (1528, 256), (1418, 766)], "#00000026")
    sheet.poly([(1376, 750), (1486, 240), (1514, 246), (1404, 756)], RED2)
    sheet.poly([(1376, 750), (1404, 756), (1380, 800)], GOLD2)
    sheet.poly([(1450, 406), (1478, 412), (1482, 392), (1454, 386)], GOLD)
    sheet.oval(1440, 130, 86, 86, "#00000020")
    sheet.oval(1430, 118, 86, 86, WALL)
    sheet.oval(1430, 118, 68, 68, "#b9a15a")
    sheet.oval(1430, 118, 68, 68, "#00000010")
    sheet.path("M 1386 96 Q 1404 66 1440 66 Q 1410 82 1398 112 Z", "#ffffff30")
    return sheet.png()
