"""Desks: a cell's book of resolutions, a calendar, a screen, a working table."""

from __future__ import annotations

from math import cos, pi, sin

from daihoi.demo.newsroom.pictures.kit import (
    CREAM,
    DARK,
    GOLD,
    GOLD2,
    GOLDW,
    HAIRS,
    INK,
    KHAKI,
    PAPER,
    RED,
    RED2,
    RED3,
    SAND,
    SKIN,
    SKIN2,
    TAN,
    UMBER,
    Point,
    Sheet,
    dice,
)  # fmt: skip
from daihoi.demo.newsroom.pictures.papers import WOOD, WOOD2, planks, turned, written


def resolution_book() -> bytes:
    """A cell's book of resolutions, open, with a pen, on a desk by the window."""
    sheet = Sheet(WOOD)
    planks(sheet, 0, "#9c7850")
    for x in (120, 560, 1000):
        sheet.poly([(x, 0), (x + 300, 0), (x + 120, 900), (x - 260, 900)], "#fdf3d81c")
    sheet.poly([(250, 190), (1400, 190), (1440, 800), (230, 800)], "#0000002a")
    sheet.round(216, 150, 1168, 620, 14, RED2)
    sheet.round(216, 150, 584, 620, 14, RED)
    for shift in (10, 5, 0):
        tone = ("#d9cfbb", "#e8e0cf", CREAM)[2 - shift // 5]
        for page in (
            "M 800 176 C 700 140 420 150 244 170 L 244 738 C 420 718 700 712 800 744 Z",
            "M 800 176 C 900 140 1180 150 1356 170 L 1356 738 C 1180 718 900 712 800 744 Z",
        ):
            sheet.path(page, tone, (0, shift, 1))
    sheet.poly([(800, 176), (850, 160), (850, 728), (800, 744)], "#0000000c")
    sheet.poly([(800, 176), (760, 162), (760, 728), (800, 744)], "#00000014")
    sheet.text(520, 232, "NGHỊ QUYẾT", 42, RED)
    sheet.text(520, 276, "sinh hoạt chi bộ tháng 8", 27, DARK, bold=False)
    for place, words in enumerate(("Việc", "Người", "Hạn")):
        sheet.text((936, 1140, 1262)[place], 228, words, 29, DARK, anchor="lm")
    for place in range(8):
        y = 326 + place * 46
        sheet.line([(290, y + 10), (744, y + 4)], "#d9d2c4", 2)
        sheet.stroke(_hand(300, y, (400, 420, 360, 410, 240, 415, 380, 150)[place], place), "#34466b", 4)
    for place in range(7):
        y = 290 + place * 58
        sheet.line([(880, y + 18), (1326, y + 12)], "#d9d2c4", 2)
        sheet.rect(886, y - 20, 28, 28, "#d9d2c4")
        sheet.rect(889, y - 17, 22, 22, CREAM)
        if place < 4:
            sheet.stroke("M 890 -8 L 898 2 L 918 -24", RED, 5, (0, y, 1))
        sheet.stroke(_hand(936, y, (166, 150, 160, 130, 155, 140, 120)[place], place + 9), "#34466b", 4)
        sheet.stroke(_hand(1144, y, 76, place + 20), "#34466b", 4)
        sheet.stroke(_hand(1264, y, 50, place + 40), "#34466b", 4)
    sheet.poly([(770, 168), (796, 176), (796, 836), (783, 820), (770, 834)], GOLD)
    sheet.poly([(1180, 860), (1466, 470), (1492, 490), (1206, 880)], "#00000030")
    sheet.poly([(1160, 846), (1446, 456), (1470, 474), (1184, 864)], "#2c2a28")
    sheet.poly([(1160, 846), (1184, 864), (1146, 886)], GOLD2)
    sheet.poly([(1330, 614), (1354, 632), (1366, 616), (1342, 598)], GOLD)
    sheet.poly([(1430, 478), (1452, 494), (1510, 418), (1486, 400)], "#3d3a36")
    sheet.oval(96, 700, 120, 120, "#00000020")
    sheet.oval(84, 688, 118, 118, CREAM)
    sheet.oval(84, 688, 96, 96, "#e5dccb")
    sheet.oval(84, 688, 86, 86, "#8a5a2c")
    sheet.path("M 30 660 Q 60 610 120 626 Q 70 640 50 690 Z", "#ffffff20")
    return sheet.png()


def _hand(x: float, y: float, width: float, seed: int) -> str:
    """A line of handwriting as a path."""
    rng = dice(seed)
    path, at = f"M {x} {y}", x
    while at < x + width:
        step = rng.uniform(12, 20)
        gap = 10 if rng.random() < 0.22 else 0
        path += f" Q {at + step * 0.4} {y - rng.uniform(8, 22)} {at + step} {y + rng.uniform(-2, 3)}"
        at += step + gap
    return path


def calendar_wall() -> bytes:
    """A wall calendar of August 2019: what is done is ticked, two days ringed. Four to three."""
    sheet = Sheet("#e4dbc9", 1600, 1200)
    for y in range(0, 1200, 150):
        sheet.rect(0, y, 1600, 2, "#0000000c")
    sheet.poly([(300, 130), (1360, 130), (1390, 1120), (310, 1120)], "#00000020")
    sheet.rect(270, 90, 1060, 1000, CREAM)
    sheet.rect(270, 90, 1060, 190, RED)
    sheet.rect(270, 272, 1060, 8, GOLD)
    for place in range(15):
        x = 320 + place * 68.6
        sheet.oval(x, 90, 9, 9, "#6f1414")
        sheet.stroke(f"M {x} 104 C {x - 16} 90 {x - 12} 62 {x} 62 C {x + 12} 62 {x + 12} 84 {x} 94", UMBER, 5)
    sheet.text(322, 190, "THÁNG 8", 74, GOLDW, anchor="lm")
    sheet.text(1276, 190, "2019", 74, GOLD2, anchor="rm")
    for place, name in enumerate(("T2", "T3", "T4", "T5", "T6", "T7", "CN")):
        sheet.text(365 + place * 145, 326, name, 32, KHAKI if place < 5 else RED, serif=False)
    ringed, done = {28, 29}, {1, 2, 5, 7, 9, 12, 14, 16, 19, 21}
    for day in range(1, 32):
        cell = day + 2  # the first is a Thursday
        x, y = 365 + cell % 7 * 145, 420 + cell // 7 * 132
        sheet.rect(x - 66, y - 58, 132, 2, "#e2dacb")
        if day in ringed:
            sheet.rect(x - 66, y - 56, 132, 126, "#f7e9e4")
        sheet.text(x, y - 8, str(day), 48, RED if day in ringed or cell % 7 > 4 else INK, serif=True)
        if day in done:
            sheet.stroke(f"M {x - 16} {y + 40} L {x - 4} {y + 52} L {x + 20} {y + 26}", "#8a6a24", 7)
        if day in ringed:
            sheet.star(x, y + 44, 19, RED)
    sheet.stroke(
        "M 606 892 C 660 862 830 856 884 902 C 930 966 880 1040 740 1044 C 600 1046 540 990 570 930 "
        "C 590 894 640 874 700 868",
        "#b0302a",
        7,
    )
    sheet.rect(1180, 900, 210, 210, "#e9d9a8")
    sheet.poly([(1180, 900), (1390, 900), (1390, 930), (1180, 922)], "#00000010")
    sheet.bars(1206, 950, (150, 130, 158, 90), "#8a7a4c", high=9, gap=34)
    sheet.oval(1286, 900, 15, 15, RED)
    sheet.oval(1282, 896, 5, 5, "#ffffff66")
    return sheet.png()


def computer() -> bytes:
    """A computer with the season's table and chart on its screen."""
    sheet = Sheet("#e4dbc9")
    sheet.rect(0, 640, 1600, 260, WOOD)
    sheet.rect(0, 640, 1600, 12, "#b89468")
    for y in (720, 800):
        sheet.rect(0, y, 1600, 3, "#00000016")
    for x in (60, 200):
        sheet.rect(x, 120, 110, 150, "#d3c8b2")
        sheet.rect(x + 10, 130, 90, 130, "#ece4d4")
        sheet.star(x + 55, 190, 24, RED3)
    sheet.path("M 660 640 L 690 770 L 910 770 L 940 640 Z", "#5b554c")
    sheet.round(600, 762, 400, 20, 10, "#4a453d")
    sheet.round(330, 76, 940, 610, 18, "#2f2b26")
    sheet.rect(354, 100, 892, 532, PAPER)
    sheet.rect(354, 100, 892, 8, RED)
    sheet.rect(354, 108, 892, 46, CREAM)
    sheet.text(378, 131, "Daihoi", 28, RED, anchor="lm")
    for place in range(5):
        sheet.round(500 + place * 92, 126, 66, 9, 4, TAN)
    sheet.rect(354, 154, 892, 1.5, GOLD)
    sheet.round(378, 176, 320, 20, 4, DARK)
    for place, words in enumerate(("53/53", "11.836", "39,02 %", "41/41")):
        x = 378 + place * 214
        sheet.rect(x, 214, 200, 84, CREAM)
        sheet.rect(x, 214, 200, 2, GOLD)
        sheet.round(x + 14, 230, 84, 8, 4, TAN)
        sheet.text(x + 14, 268, words, 36, INK, anchor="lm")
    sheet.rect(378, 316, 500, 292, CREAM)
    sheet.rect(378, 316, 500, 32, "#ebe6db")
    for place in range(8):
        y = 348 + place * 32
        sheet.rect(378, y + 31, 500, 1.5, "#d9d2c4")
        sheet.round(394, y + 12, (150, 130, 166, 120, 144, 158, 110, 136)[place], 8, 4, KHAKI)
        sheet.rect(590, y + 9, (190, 150, 182, 120, 196, 88, 166, 140)[place], 14, "#b0a287" if place != 5 else RED3)
        sheet.round(820, y + 12, 42, 8, 4, UMBER)
    sheet.rect(898, 316, 324, 292, CREAM)
    sheet.line([(920, 580), (1200, 580)], TAN, 2)
    for y in (380, 446, 512):
        sheet.line([(920, y), (1200, y)], "#e2dacb", 1.5)
    points = [(920, 574), (958, 566), (996, 540), (1034, 498), (1072, 450), (1110, 404), (1148, 372), (1196, 356)]
    sheet.poly([*points, (1196, 580), (920, 580)], "#b08d3c22")
    sheet.line(points, DARK, 5)
    sheet.line([(920, 576), (1060, 470), (1196, 352)], GOLD, 3)
    sheet.oval(1196, 356, 8, 8, RED)
    sheet.poly([(470, 810), (1130, 810), (1180, 874), (420, 874)], "#4a453d")
    for row in range(4):
        for key in range(17 - row % 2):
            width = 33 + row * 2
            sheet.round(486 - row * 12 + key * (width + 4), 816 + row * 14, width, 10, 2, "#d9d0bf")
    sheet.oval(1290, 846, 44, 26, "#3d382f")
    sheet.line([(1290, 822), (1290, 846)], "#6a6153", 3)
    sheet.round(1370, 560, 110, 130, 10, RED)
    sheet.stroke("M 1480 590 C 1524 586 1524 656 1480 654", RED, 15)
    sheet.star(1425, 624, 28, GOLD2)
    sheet.poly([(110, 690), (300, 690), (330, 760), (90, 760)], CREAM)
    sheet.poly([(110, 690), (300, 690), (306, 704), (106, 704)], "#e6dfd0")
    sheet.bars(124, 716, (150, 166, 120), TAN, high=5, gap=14)
    return sheet.png()


def workgroup() -> bytes:
    """A working team round its table, seen from above: papers, a plan, cups."""
    sheet = Sheet("#cdbb98")
    for x in range(0, 1600, 100):
        sheet.rect(x, 0, 2, 900, "#00000010")
    for y in range(0, 900, 100):
        sheet.rect(0, y, 1600, 2, "#00000010")
    sheet.round(318, 208, 1000, 520, 60, "#00000022")
    seats = [(460, 150, 0.0), (690, 140, 0.0), (920, 140, 0.0), (1150, 150, 0.0), (460, 752, pi), (690, 762, pi),
             (920, 762, pi), (1150, 752, pi), (226, 450, -pi / 2), (1384, 450, pi / 2)]  # fmt: skip
    rng = dice("to giup viec")
    coats = (UMBER, "#7c2b25", CREAM, "#4a4237", "#85775f", DARK, "#96604a", "#6f7a70", "#574d3d", "#ece4d3")
    for place, (x, y, turn) in enumerate(seats):
        c, s = cos(turn), sin(turn)

        def at(a: float, b: float, x: float = x, y: float = y, c: float = c, s: float = s) -> Point:
            return x + a * c - b * s, y + a * s + b * c

        sheet.poly([at(-76, -66), at(76, -66), at(86, 34), at(-86, 34)], "#7b5a3b")
        sheet.poly([at(-66, -58), at(66, -58), at(72, 20), at(-72, 20)], "#8f6b48")
        for side in (-1, 1):
            sheet.line([at(side * 70, 12), at(side * 78, 66), at(side * 30, 112)], coats[place], 34)
            sheet.oval(*at(side * 28, 116), 17, 17, SKIN)
        sheet.oval(*at(-44, 4), 46, 40, coats[place])
        sheet.oval(*at(44, 4), 46, 40, coats[place])
        sheet.oval(*at(0, 0), 62, 40, coats[place])
        sheet.oval(*at(0, 10), 42, 42, "#00000018")
        sheet.oval(*at(0, 26), 24, 20, SKIN2)
        sheet.oval(*at(0, 4), 42, 42, HAIRS[rng.randrange(len(HAIRS))])
        sheet.oval(*at(-10, -8), 16, 12, "#ffffff14")
    hands = [(x, y, turn) for x, y, turn in seats]
    sheet.round(300, 190, 1000, 520, 60, WOOD2)
    sheet.round(306, 190, 988, 508, 58, "#b08a60")
    sheet.round(330, 212, 940, 464, 44, "#ffffff0c")
    for x, y, turn in hands:
        c, s = cos(turn), sin(turn)
        for side in (-1, 1):
            elbow = (x + side * 76 * c - 60 * s, y + side * 76 * s + 60 * c)
            wrist = (x + side * 34 * c - 112 * s, y + side * 34 * s + 112 * c)
            sheet.line([elbow, wrist], coats[seats.index((x, y, turn))], 32)
            sheet.oval(*wrist, 17, 17, SKIN)
        sheet.poly(turned(x - 128 * s, y + 128 * c, 112, 84, turn + rng.uniform(-0.1, 0.1)), CREAM)
        written(sheet, x - 128 * s, y + 128 * c, turn, 4, 76, gap=15)
    sheet.poly(turned(806, 456, 470, 190, 0.0), "#00000022")
    sheet.poly(turned(800, 450, 470, 190, 0.0), CREAM)
    sheet.rect(565, 355, 470, 34, RED)
    sheet.text(800, 372, "KẾ HOẠCH", 24, GOLDW)
    for row in range(5):
        sheet.rect(580, 402 + row * 28, 440, 1.5, "#d9d2c4")
        sheet.round(586, 410 + row * 28, 90, 8, 4, TAN)
        start, width = ((700, 90), (740, 120), (800, 70), (830, 120), (930, 80))[row]
        sheet.round(start, 406 + row * 28, width, 16, 4, (GOLD2, SAND, RED3, SAND, GOLD2)[row])
    for x, y in ((520, 380), (1080, 520), (1090, 380), (510, 520)):
        sheet.oval(x + 5, y + 7, 30, 30, "#00000022")
        sheet.oval(x, y, 30, 30, CREAM)
        sheet.oval(x, y, 22, 22, "#8a5a2c" if x < 800 else "#b9a15a")
    return sheet.png()
