"""Papers: the ballot box, the count on its board, documents under a seal, certificates."""

from __future__ import annotations

from math import cos, pi, sin

from daihoi.demo.newsroom.pictures.kit import (
    CREAM,
    DARK,
    GOLD,
    GOLD2,
    INK,
    RED,
    RED3,
    SAND,
    SKIN,
    TAN,
    WALL2,
    Point,
    Sheet,
    dice,
)  # fmt: skip

WOOD, WOOD2, WOOD3 = "#a7835a", "#8f6b48", "#6f5136"


def turned(x: float, y: float, width: float, height: float, lean: float) -> list[Point]:
    """The corners of a sheet of paper around (x, y), turned by `lean` (radians)."""
    c, s = cos(lean), sin(lean)
    return [
        (x + a * width / 2 * c - b * height / 2 * s, y + a * width / 2 * s + b * height / 2 * c)
        for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]


def on_paper(x: float, y: float, lean: float, across: float, down: float) -> Point:
    """Where a point of a turned paper lies: `across` and `down` from its middle."""
    return x + across * cos(lean) - down * sin(lean), y + across * sin(lean) + down * cos(lean)


def written(sheet: Sheet, x: float, y: float, lean: float, lines: int, width: float, *, gap: float = 24) -> None:
    """Lines of writing on a turned paper, the last one shorter."""
    for place in range(lines):
        down = (place - (lines - 1) / 2) * gap
        end = width * (0.5 if place < lines - 1 else 0.08)
        sheet.line([on_paper(x, y, lean, -width / 2, down), on_paper(x, y, lean, end, down)], WALL2, 6)


def planks(sheet: Sheet, top: float, tone: str = WOOD) -> None:
    """A wooden table top from `top` down."""
    sheet.rect(0, top, sheet.width, sheet.height - top, tone)
    rng = dice(int(top))
    y = top
    while y < sheet.height:
        sheet.rect(0, y, sheet.width, 3, "#0000001a")
        for _grain in range(9):
            x = rng.uniform(0, sheet.width)
            sheet.round(x, y + rng.uniform(12, 90), rng.uniform(60, 260), 3, 1.5, "#00000010")
        y += 104


def ballot_box() -> bytes:
    """The box on red cloth, folded papers before it."""
    sheet = Sheet("#e6decd")
    for x in range(0, 1600, 160):
        sheet.rect(x, 0, 80, 900, "#ffffff14")
    sheet.rect(0, 556, 1600, 344, RED)
    sheet.rect(0, 548, 1600, 16, RED3)
    folds = ((90, 30), (330, 250), (560, 520), (1050, 1090), (1290, 1370), (1500, 1610))
    for place, (top, foot) in enumerate(folds):
        sheet.poly(
            [(top, 564), (top + 46, 564), (foot + 80, 900), (foot, 900)], "#00000016" if place % 2 else "#ffffff0c"
        )
    sheet.path("M 480 790 Q 800 850 1180 780 L 1120 690 L 560 690 Z", "#0000002a")
    sheet.poly([(560, 250), (1010, 250), (1010, 770), (560, 770)], "#b98e48")
    sheet.poly([(1010, 250), (1120, 200), (1120, 690), (1010, 770)], "#95702f")
    sheet.poly([(560, 250), (672, 200), (1120, 200), (1010, 250)], "#d3ad68")
    sheet.poly([(720, 232), (734, 220), (968, 220), (950, 232)], INK)
    sheet.rect(560, 250, 120, 520, "#ffffff16")
    for x, y in ((560, 250), (560, 752)):
        sheet.rect(x, y, 450, 18, "#a67d39")
    sheet.rect(560, 250, 16, 520, "#a67d39")
    sheet.rect(994, 250, 16, 520, "#a67d39")
    sheet.round(628, 330, 316, 210, 4, CREAM)
    sheet.text(786, 384, "THÙNG PHIẾU", 44, RED)
    sheet.rect(706, 416, 160, 3, GOLD)
    sheet.text(786, 454, "Đại hội đại biểu Đảng bộ quận", 21, DARK, bold=False)
    sheet.text(786, 492, "nhiệm kỳ 2020–2025", 21, DARK, bold=False)
    sheet.star(786, 664, 56, RED)
    sheet.rect(560, 556, 450, 22, "#f6eed9")
    sheet.rect(560, 564, 450, 4, RED)
    sheet.round(700, 550, 172, 34, 3, "#f6eed9")
    sheet.text(786, 567, "niêm phong", 20, RED, bold=False)
    sheet.poly([(786, 70), (896, 62), (905, 226), (796, 228)], CREAM)
    sheet.poly([(846, 66), (896, 62), (905, 226), (852, 227)], "#ece5d6")
    sheet.bars(806, 96, (30, 32, 26, 32), TAN, high=5, gap=24)
    rng = dice("papers")
    spots = (
        (210, 720, -0.3),
        (360, 800, 0.2),
        (1260, 730, 0.35),
        (1400, 800, -0.15),
        (1190, 830, 0.1),
        (150, 840, 0.4),
    )
    for x, y, lean in spots:
        width, height = 190.0, 92.0
        sheet.poly([(a + 10, b + 14) for a, b in turned(x, y, width, height, lean)], "#00000030")
        sheet.poly(turned(x, y, width, height, lean), CREAM)
        a, b = on_paper(x, y, lean, 0, -height / 4)
        sheet.poly(turned(a, b, width, height / 2, lean), "#ece5d6")
        sheet.line([on_paper(x, y, lean, -width / 2, 0), on_paper(x, y, lean, width / 2, 0)], "#d3c8b2", 3)
        written(sheet, *on_paper(x, y, lean, -6, height / 4), lean, 2, 130 + rng.uniform(0, 20), gap=18)
    return sheet.png()


def tally() -> bytes:
    """The board on which votes are struck, five strokes to a square with its diagonal."""
    sheet = Sheet("#ded4c0")
    sheet.rect(0, 0, 1600, 900, "#e2d9c7")
    sheet.rect(0, 740, 1600, 160, "#b39b73")
    sheet.rect(0, 728, 1600, 14, "#c9b48e")
    sheet.poly([(196, 60), (1420, 60), (1430, 90), (1430, 770), (206, 770)], "#00000020")
    sheet.round(180, 50, 1230, 700, 6, WOOD2)
    sheet.rect(204, 74, 1182, 652, CREAM)
    sheet.text(795, 124, "BẢNG KIỂM PHIẾU", 46, RED)
    sheet.rect(700, 156, 190, 3, GOLD)
    sheet.rect(236, 186, 1118, 52, "#ebe6db")
    for x, words, anchor in ((262, "Họ và tên", "lm"), (600, "Phiếu đồng ý", "lm"), (1326, "Cộng", "rm")):
        sheet.text(x, 212, words, 25, DARK, anchor=anchor, serif=False)
    rng = dice("kiem phieu")
    for row, count in enumerate((47, 44, 41, 38, 29, 16)):
        y = 238 + row * 78
        sheet.rect(236, y + 76, 1118, 2, "#d9d2c4")
        sheet.bars(262, y + 30, (rng.uniform(180, 270),), "#857a66", high=12)
        for group in range(-(-count // 5)):
            _square(sheet, 600 + group * 60, y + 18, 42, min(5, count - group * 5))
        sheet.text(1326, y + 40, str(count), 34, INK, anchor="rm")
    for x in (560, 1230):
        sheet.rect(x, 186, 2, 520, "#d9d2c4")
    sheet.round(1300, 690, 190, 22, 8, "#9a2a22")
    sheet.poly([(1300, 690), (1300, 712), (1266, 701)], SKIN)
    sheet.poly([(1278, 697), (1278, 705), (1264, 701)], INK)
    for x, y, lean in ((420, 820, 0.03), (560, 834, -0.06), (980, 824, 0.05)):
        sheet.poly(turned(x + 6, y + 8, 230, 76, lean), "#00000022")
        sheet.poly(turned(x, y, 230, 76, lean), CREAM)
        written(sheet, x, y, lean, 3, 170, gap=17)
    return sheet.png()


def _square(sheet: Sheet, x: float, y: float, size: float, strokes: int) -> None:
    """Up to five votes: the sides of a square, then its diagonal."""
    corners = [(x, y + size), (x, y), (x + size, y), (x + size, y + size), (x, y + size)]
    for place in range(min(strokes, 4)):
        sheet.line([corners[place], corners[place + 1]], "#7a2520", 5)
    if strokes == 5:
        sheet.line([(x, y + size), (x + size, y)], "#7a2520", 5)


def seal(sheet: Sheet, x: float, y: float, radius: float) -> None:
    """A round red seal as it is pressed on paper."""
    for out, fill in ((1.0, "#b0302acc"), (0.93, CREAM), (0.88, "#b0302acc"), (0.84, CREAM)):
        sheet.oval(x, y, radius * out, radius * out, fill)
    for step in range(24):
        turn = step / 24 * 2 * pi
        a, b = x + cos(turn) * radius * 0.7, y + sin(turn) * radius * 0.7
        sheet.poly(turned(a, b, radius * 0.1, radius * 0.15, turn + pi / 2), "#b0302acc")
    sheet.oval(x, y, radius * 0.53, radius * 0.53, "#b0302acc")
    sheet.oval(x, y, radius * 0.5, radius * 0.5, CREAM)
    sheet.star(x, y, radius * 0.36, "#b0302a")


def documents() -> bytes:
    """A stack of documents with a seal, a stamp and glasses beside it."""
    sheet = Sheet(WOOD)
    planks(sheet, 0)
    sheet.poly([(0, 0), (520, 0), (0, 620)], "#ffffff10")
    for place in range(7):
        shift = place * 5
        if place == 0:
            sheet.poly(turned(780, 506, 720, 860, 0.06), "#00000030")
        sheet.poly(
            turned(760 - shift, 480 - shift * 1.4, 720, 860, 0.06 - place * 0.012), (CREAM, "#efe8da")[place % 2]
        )
    lean = -0.02
    x, y = 726.0, 430.0
    sheet.poly(turned(x, y, 720, 860, lean), CREAM)
    sheet.text(*on_paper(x, y, lean, -214, -348), "ĐẢNG BỘ QUẬN", 25, INK, bold=False)
    sheet.text(*on_paper(x, y, lean, -214, -314), "ĐẠI HỘI LẦN THỨ XII", 25, INK)
    sheet.text(*on_paper(x, y, lean, -214, -282), "*", 25, INK)
    sheet.text(*on_paper(x, y, lean, 178, -348), "ĐẢNG CỘNG SẢN VIỆT NAM", 25, INK)
    sheet.line([on_paper(x, y, lean, 26, -328), on_paper(x, y, lean, 330, -328)], INK, 3)
    sheet.text(*on_paper(x, y, lean, 0, -204), "NGHỊ QUYẾT", 46, RED)
    sheet.text(*on_paper(x, y, lean, 0, -156), "Đại hội đại biểu Đảng bộ quận", 30, INK)
    sheet.line([on_paper(x, y, lean, -40, -124), on_paper(x, y, lean, 40, -124)], TAN, 3)
    for place in range(11):
        end = (290, 270, 286, 110)[place % 4]
        down = -76 + place * 30
        sheet.line([on_paper(x, y, lean, -290, down), on_paper(x, y, lean, end, down)], "#cfc6b4", 8)
    sheet.text(*on_paper(x, y, lean, 150, 250), "T/M ĐOÀN CHỦ TỊCH", 22, INK)
    seal(sheet, *on_paper(x, y, lean, 110, 342), 68)
    a, b = on_paper(x, y, lean, 186, 346)
    sheet.stroke(
        "M -70 0 C -30 -76 -10 -50 -26 10 C 0 -50 20 -40 14 0 C 40 -46 56 -30 52 2 C 80 -16 96 -14 112 -26",
        "#2c3a5c", 4, (a, b, 1),
    )  # fmt: skip
    sheet.oval(1330, 690, 128, 40, "#00000026")
    sheet.round(1220, 640, 210, 50, 12, "#7a2320")
    sheet.round(1220, 660, 210, 30, 8, "#641b18")
    sheet.path("M 1270 642 C 1290 590 1292 540 1272 480 L 1378 480 C 1358 540 1360 590 1380 642 Z", "#8a5a34")
    sheet.path("M 1270 642 C 1290 590 1292 540 1272 480 L 1304 480 C 1316 540 1314 590 1300 642 Z", "#ffffff1a")
    sheet.oval(1325, 456, 66, 48, "#9c683e")
    sheet.oval(1306, 440, 22, 14, "#ffffff22")
    for centre in (1250, 1400):
        sheet.oval(centre, 220, 66, 60, DARK)
        sheet.oval(centre, 220, 57, 51, "#c2a37a")
        sheet.path(f"M {centre - 40} 236 Q {centre - 30} 186 {centre + 8} 178 L {centre - 20} 250 Z", "#ffffff2a")
    sheet.stroke("M 1316 212 Q 1325 196 1334 212", DARK, 8)
    sheet.stroke("M 1186 204 C 1150 150 1160 120 1196 96", DARK, 8)
    sheet.stroke("M 1464 204 C 1500 150 1490 120 1454 96", DARK, 8)
    sheet.poly([(150, 700), (286, 250), (304, 256), (168, 706)], "#7a2320")
    sheet.poly([(150, 700), (168, 706), (148, 738)], GOLD2)
    sheet.poly([(286, 250), (304, 256), (312, 228), (296, 222)], GOLD)
    return sheet.png()


def certificates() -> bytes:
    """Certificates of merit in their frames on a red table, flowers between."""
    sheet = Sheet("#e6decd")
    for x in range(0, 1600, 200):
        sheet.rect(x, 0, 100, 560, "#ffffff14")
    sheet.rect(0, 560, 1600, 340, RED)
    sheet.rect(0, 548, 1600, 18, RED3)
    for place in range(20):
        sheet.rect(10 + place * 84, 566, 30, 334, "#00000014")
    for x, y, size in ((330, 330, 0.82), (1270, 330, 0.82), (800, 360, 1.16)):
        _certificate(sheet, x, y, size)
    rng = dice("hoa")
    for middle in (440, 1160):
        for _leaf in range(16):
            a, b = middle + rng.uniform(-90, 90), 560 + rng.uniform(-80, 10)
            sheet.oval(a, b, 34, 17, "#6f7350" if rng.random() < 0.6 else "#8a8d66")
        for place in range(15):
            a, b = middle - 84 + place * 12 + rng.uniform(-8, 8), 530 + rng.uniform(-62, 14)
            tone = (RED3, CREAM, GOLD2, "#d98a7a")[place % 4]
            for petal in range(5):
                turn = petal / 5 * 2 * pi
                sheet.oval(a + cos(turn) * 11, b + sin(turn) * 11, 11, 11, tone)
            sheet.oval(a, b, 7, 7, GOLD)
    for x in (150, 640, 960, 1450):
        sheet.oval(x, 800, 84, 14, "#00000028")
        sheet.round(x - 82, 700, 164, 96, 5, "#a3201d")
        sheet.round(x - 82, 700, 164, 12, 5, "#b8433a")
        sheet.star(x, 752, 26, GOLD2)
    return sheet.png()


def _certificate(sheet: Sheet, x: float, y: float, size: float) -> None:
    w, h = 520 * size, 372 * size
    sheet.poly(
        [(x - w / 2 + 16, y + h / 2 + 22), (x + w / 2 + 26, y + h / 2 + 22), (x + w / 2 + 10, y - h / 2 + 14)],
        "#0000001c",
    )
    sheet.rect(x - w / 2 - 18 * size, y - h / 2 - 18 * size, w + 36 * size, h + 36 * size, "#9a7431")
    sheet.rect(x - w / 2 - 12 * size, y - h / 2 - 12 * size, w + 24 * size, h + 24 * size, "#c39a52")
    sheet.rect(x - w / 2, y - h / 2, w, h, "#fbf6e8")
    for inset, wide in ((14, 3), (22, 1.5)):
        a, b, c, d = (
            x - w / 2 + inset * size,
            y - h / 2 + inset * size,
            x + w / 2 - inset * size,
            y + h / 2 - inset * size,
        )
        sheet.line([(a, b), (c, b), (c, d), (a, d), (a, b)], GOLD, wide)
    for side in (-1, 1):
        for end in (-1, 1):
            sheet.oval(x + side * (w / 2 - 18 * size), y + end * (h / 2 - 18 * size), 9 * size, 9 * size, GOLD)
    sheet.star(x, y - 122 * size, 27 * size, RED)
    sheet.text(x, y - 56 * size, "GIẤY KHEN", 58 * size, RED)
    sheet.rect(x - 60 * size, y - 18 * size, 120 * size, 2, GOLD)
    for place, width in enumerate((330, 260, 300)):
        sheet.round(x - width * size / 2, y + (6 + place * 26) * size, width * size, 8 * size, 4 * size, SAND)
    seal(sheet, x + 130 * size, y + 116 * size, 38 * size)
    sheet.round(x + 70 * size, y + 150 * size, 120 * size, 5 * size, 2, TAN)
