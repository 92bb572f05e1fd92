"""Streets: a ward under flags, an alley made green."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

from daihoi.demo.newsroom.pictures.kit import (
    CREAM,
    DARK,
    GOLD,
    GOLD2,
    GOLDW,
    LEAF,
    LEAF2,
    LEAF3,
    RED,
    RED2,
    RED3,
    SKY,
    SKY2,
    TAN,
    UMBER,
    Sheet,
    dice,
)  # fmt: skip


def clouds(sheet: Sheet, places: tuple[tuple[float, float, float], ...]) -> None:
    """Flat clouds: (x, y, size)."""
    for x, y, size in places:
        for a, b, across, down in (
            (0, 0, 1.5, 0.3),
            (-0.5, -0.2, 0.6, 0.36),
            (0.3, -0.3, 0.75, 0.5),
            (1.0, -0.1, 0.5, 0.3),
        ):
            sheet.oval(x + a * size, y + b * size, across * size, down * size, "#f6f3ea")


def house(sheet: Sheet, x: float, foot: float, width: float, height: float, wall: str, rng: Random) -> None:
    """A narrow town house: ground floor with a door, floors with windows and balconies."""
    sheet.rect(x, foot - height, width, height, wall)
    sheet.rect(x + width * 0.86, foot - height, width * 0.14, height, "#0000000f")
    sheet.rect(x - 6, foot - height - 12, width + 12, 14, "#00000022")
    sheet.rect(x - 6, foot - height - 14, width + 12, 12, wall)
    floors = max(1, round((height - 130) / 120))
    shutter = rng.choice(("#7d8a78", "#8a6f4d", "#6f7f80", "#96604a"))
    for floor in range(floors):
        top = foot - height + 34 + floor * (height - 140) / floors
        count = 2 if width > 130 else 1
        for place in range(count):
            wide = width * (0.28 if count == 2 else 0.42)
            at = x + width * ((0.14, 0.56)[place] if count == 2 else 0.27)
            sheet.rect(at - 5, top - 5, wide + 10, 74, CREAM)
            sheet.rect(at, top, wide, 66, shutter)
            sheet.rect(at + wide / 2 - 1.5, top, 3, 66, CREAM)
            for slat in range(5):
                sheet.rect(at + 4, top + 8 + slat * 12, wide - 8, 2, "#0000001c")
        if rng.random() < 0.6:
            sheet.rect(x + 6, top + 68, width - 12, 6, UMBER)
            for bar in range(int(width / 12)):
                sheet.rect(x + 8 + bar * 12, top + 42, 2, 28, "#574d3dcc")
            sheet.rect(x + 6, top + 40, width - 12, 4, UMBER)
            for pot in range(3):
                sheet.oval(x + 24 + pot * (width - 48) / 2, top + 36, 16, 13, LEAF)
    sheet.rect(x + width * 0.1, foot - 104, width * 0.8, 104, "#6d5a44")
    for slat in range(6):
        sheet.rect(x + width * 0.1, foot - 96 + slat * 17, width * 0.8, 2, "#00000022")
    awning = rng.choice((RED3, "#8a8d66", "#b08d3c", "#7d8a78"))
    sheet.poly(
        [(x + 2, foot - 126), (x + width - 2, foot - 126), (x + width + 12, foot - 96), (x - 12, foot - 96)], awning
    )


def ward_street() -> bytes:
    """A ward's street in the morning, flags before every house, a banner across."""
    sheet = Sheet(SKY)
    sheet.rect(0, 0, 1600, 300, SKY2)
    clouds(sheet, ((300, 120, 110), (1180, 90, 130), (760, 60, 70)))
    sheet.oval(1360, 150, 64, 64, "#f3e3b6")
    rng = dice("pho")
    for left in range(-20, 1640, 120):
        height = rng.uniform(300, 470)
        sheet.rect(left, 660 - height, 116, height, "#d6cfc0")
        for floor in range(int(height / 70)):
            sheet.rect(left + 20, 676 - height + floor * 70, 28, 36, "#c6c0b2")
            sheet.rect(left + 66, 676 - height + floor * 70, 28, 36, "#c6c0b2")
    walls = ("#efe4c8", "#e6d3b0", "#e9dfd0", "#dfc9a6", "#e8d9c2", "#d9cfbd")
    x = -30.0
    doors = []
    sizes = ((170, 420), (140, 520), (190, 380), (150, 480), (180, 560), (130, 400), (200, 450), (150, 530), (170, 410))
    for width, height in (*sizes, (160, 480)):
        house(
            sheet,
            x,
            720,
            width,
            height,
            rng.choice(walls),
            rng,
        )
        doors.append(x + width / 2)
        x += width + 4
    sheet.rect(0, 718, 1600, 34, "#c9bda5")
    for curb in range(0, 1600, 80):
        sheet.rect(curb, 744, 40, 10, RED3)
        sheet.rect(curb + 40, 744, 40, 10, CREAM)
    sheet.rect(0, 754, 1600, 146, "#8d867a")
    for dash in range(0, 1600, 170):
        sheet.poly([(dash, 826), (dash + 92, 826), (dash + 84, 836), (dash - 8, 836)], "#e6dfcf")
    for place, door in enumerate(doors):
        at = door + 58
        sheet.line([(at, 724), (at + 26, 528)], "#7b6a4a", 6)
        sheet.flag(at + 26, 530, 96, wave=0.06 if place % 2 else 0.045)
    for at, size in ((360, 330), (1100, 350)):
        sheet.oval(at, 728, 60, 10, "#00000028")
        sheet.tree(at, 726, size)
    sheet.line([(0, 150), (1600, 150)], UMBER, 3)
    sheet.poly([(430, 146), (1170, 146), (1160, 236), (440, 236)], RED)
    sheet.rect(446, 156, 708, 2, GOLD)
    sheet.rect(446, 224, 708, 2, GOLD)
    sheet.text(800, 191, "CHÀO MỪNG ĐẠI HỘI ĐẢNG CÁC CẤP", 40, GOLDW)
    for at, tone in ((250, RED2), (1330, "#6f7f80")):
        _bicycle(sheet, at, 806, 1.0, tone)
    return sheet.png()


def _bicycle(sheet: Sheet, x: float, y: float, size: float, tone: str) -> None:
    for wheel in (-70, 70):
        sheet.oval(x + wheel * size, y, 46 * size, 46 * size, DARK)
        sheet.oval(x + wheel * size, y, 39 * size, 39 * size, "#8d867a")
        for spoke in range(6):
            turn = spoke * pi / 6
            a, b = cos(turn) * 39 * size, sin(turn) * 39 * size
            sheet.line([(x + wheel * size - a, y - b), (x + wheel * size + a, y + b)], "#6a6153", 1)
    frame = ((-70, 0), (-30, -74), (44, -74), (2, 2), (-70, 0)), ((-30, -74), (2, 2)), ((70, 0), (44, -74), (38, -104))
    for points in frame:
        sheet.line([(x + a * size, y + b * size) for a, b in points], tone, 7 * size)
    sheet.line([(x - 30 * size, y - 74 * size), (x - 38 * size, y - 94 * size)], DARK, 6 * size)
    sheet.round(x - 62 * size, y - 102 * size, 50 * size, 12 * size, 6 * size, DARK)
    sheet.line([(x + 38 * size, y - 104 * size), (x + 18 * size, y - 112 * size)], DARK, 6 * size)
    sheet.round(x + 52 * size, y - 84 * size, 50 * size, 38 * size, 4 * size, "#a58a5a")


def alley() -> bytes:
    """An alley made green: flower pots along the walls, a new pavement, lamps, a notice board. Four to three."""
    sheet = Sheet("#e9e6da", 1600, 1200)
    sheet.rect(0, 0, 1600, 500, SKY)
    clouds(sheet, ((800, 190, 90),))
    rng = dice("hem")
    for place in range(6):
        left = 600 + place * 70
        height = rng.uniform(120, 260)
        sheet.rect(left, 640 - height, 68, height, "#d9d0bf")
    sheet.tree(800, 660, 330)
    sheet.poly([(0, 0), (330, 120), (640, 420), (700, 640), (620, 690), (0, 1080)], "#e5d4b2")
    sheet.poly([(1600, 0), (1270, 120), (960, 420), (900, 640), (980, 690), (1600, 1080)], "#dcc7a3")
    for side in (-1, 1):
        for depth, (near, far, top, foot) in enumerate(
            ((20, 250, 150, 1020), (300, 440, 330, 850), (480, 580, 470, 745))
        ):
            tone = ("#7d8a78", "#96604a", "#8a6f4d")[depth] if side < 0 else ("#8a6f4d", "#6f7f80", "#96604a")[depth]

            def at(x: float, side: int = side) -> float:
                return x if side < 0 else 1600 - x

            drop = (far - near) * 0.62
            sheet.poly(
                [
                    (at(near), top + 120),
                    (at(far), top + 120 + drop * 0.6),
                    (at(far), top + 270 + drop * 0.2),
                    (at(near), top + 300),
                ],
                CREAM,
            )
            sheet.poly(
                [
                    (at(near + 10), top + 134),
                    (at(far - 10), top + 132 + drop * 0.6),
                    (at(far - 10), top + 262 + drop * 0.2),
                    (at(near + 10), top + 288),
                ],
                tone,
            )
            sheet.poly(
                [(at(near), top + 380), (at(far - 20), top + 360), (at(far - 20), foot - drop), (at(near), foot - 6)],
                "#6d5a44",
            )
            sheet.poly(
                [
                    (at(near - 20), top + 350),
                    (at(far), top + 336),
                    (at(far + 34), top + 372),
                    (at(near + 10), top + 398),
                ],
                (RED3, GOLD, LEAF2)[depth],
            )
    sheet.poly(
        [(620, 690), (700, 640), (900, 640), (980, 690), (1600, 1080), (1600, 1200), (0, 1200), (0, 1080)], "#c9bda5"
    )
    sheet.poly([(740, 640), (860, 640), (1180, 1200), (420, 1200)], "#d9cfbb")
    for row in range(9):
        down = 660 + row * row * 7
        spread = 60 + (down - 640) * 0.57
        sheet.line([(800 - spread, down), (800 + spread, down)], "#b9ad94", 2 + row * 0.4)
    for side in (-1, 1):
        for step in range(7):
            close = step / 6
            x, y, size = 800 + side * (190 + close * 500), 700 + close * 380, 34 + close * 66
            sheet.path("M -.62 -.5 L .62 -.5 L .42 .42 L -.42 .42 Z", "#9a5b40", (x, y, size))  # fmt: skip
            sheet.rect(x - size * 0.7, y - size * 0.62, size * 1.4, size * 0.2, "#b0704f")
            for _leaf in range(9):
                a, b = rng.uniform(-0.8, 0.8), rng.uniform(0.6, 1.35)
                sheet.oval(x + a * size, y - b * size, size * 0.3, size * 0.26, rng.choice((LEAF, LEAF2, LEAF3)))
            for _flower in range(6):
                a, b = rng.uniform(-0.8, 0.8), rng.uniform(0.75, 1.4)
                sheet.oval(
                    x + a * size, y - b * size, size * 0.11, size * 0.11, rng.choice((RED3, GOLD2, CREAM, "#d98a7a"))
                )
    for x, high, size in ((470, 250, 1.0), (1130, 250, 1.0), (650, 440, 0.55), (950, 440, 0.55)):
        inward = 1 if x < 800 else -1
        sheet.line([(x, high + 520 * size), (x, high), (x + inward * 60 * size, high - 12 * size)], DARK, 9 * size)
        sheet.poly(
            [
                (x + inward * 40 * size, high - 10 * size),
                (x + inward * 84 * size, high - 14 * size),
                (x + inward * 72 * size, high + 26 * size),
                (x + inward * 50 * size, high + 26 * size),
            ],
            GOLDW,
        )
        sheet.flag(x + (8 if inward > 0 else -108) * size, high + 70 * size, 100 * size)
    for leg in (1262, 1440):
        sheet.rect(leg, 640, 12, 250, "#7b6243")
    sheet.round(1230, 470, 250, 190, 5, "#8a6f4d")
    sheet.rect(1244, 484, 222, 162, CREAM)
    sheet.rect(1244, 484, 222, 36, RED)
    sheet.text(1355, 502, "KHU PHỐ", 25, GOLDW)
    sheet.bars(1262, 540, (180, 150, 186, 120, 160), TAN, high=7, gap=21)
    return sheet.png()
