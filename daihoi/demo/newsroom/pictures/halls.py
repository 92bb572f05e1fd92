"""Halls and people: the summary conference, the congress, the vote, the count, a neighbourhood's members."""

from __future__ import annotations

from daihoi.demo.newsroom.pictures.kit import (
    CREAM,
    DARK,
    GOLD,
    GOLD2,
    GOLDW,
    HAIRS,
    INK,
    KHAKI,
    LEAF,
    LEAF2,
    LEAF3,
    RED,
    RED2,
    RED3,
    SKIN,
    SKIN2,
    TAN,
    WALL,
    WALL2,
    Sheet,
    back,
    dice,
    front,
)  # fmt: skip

COATS = ("#6a6153", "#574d3d", "#7d705a", "#4a4237", "#85775f", "#5f4a3f", "#70685c")


def curtain(sheet: Sheet, x: float, y: float, width: float, height: float, folds: int) -> None:
    """Red cloth in folds, gold along its foot and head."""
    sheet.rect(x, y, width, height, RED)
    step = width / folds
    for fold in range(folds):
        sheet.rect(x + fold * step, y, step * 0.36, height, "#00000014")
        sheet.rect(x + fold * step + step * 0.62, y, step * 0.16, height, "#ffffff0d")
    sheet.rect(x, y + height - 10, width, 4, GOLD)
    sheet.rect(x, y + 10, width, 2, GOLD)


def flowers(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A low bowl of flowers standing at (x, y)."""
    rng = dice(int(x))
    for _leaf in range(9):
        sheet.oval(x + rng.uniform(-0.5, 0.5) * size, y - rng.uniform(0.25, 0.5) * size, size * 0.16, size * 0.1, LEAF)
    for place in range(13):
        across = (place / 12 - 0.5) * 0.95
        up = 0.48 + 0.22 * (1 - abs(across) * 2) + rng.uniform(-0.05, 0.1)
        tone = (RED3, GOLDW, GOLD2, CREAM)[place % 4]
        sheet.oval(x + across * size, y - up * size, size * 0.09, size * 0.09, tone)
        sheet.oval(x + across * size, y - up * size, size * 0.03, size * 0.03, GOLD)
    sheet.path("M -.36 -.26 L .36 -.26 L .2 0 L -.2 0 Z", WALL, (x, y, size))


def rows(sheet: Sheet, seed: str, lines: tuple[tuple[float, float, float], ...]) -> None:
    """An audience from behind: (foot, size, distance between two) from the farthest row to the nearest."""
    rng = dice(seed)
    for depth, (foot, size, apart) in enumerate(lines):
        x = -apart * rng.uniform(0.1, 0.5)
        while x < sheet.width + apart:
            coat = rng.choice(COATS)
            if rng.random() < 0.16:
                coat = rng.choice((RED, "#7c2b25", "#a08a5f", "#b7aa91"))
            hair = rng.choice(HAIRS)
            back(sheet, x, foot, size * rng.uniform(0.93, 1.05), coat=coat, hair=hair, long=rng.random() < 0.4)
            x += apart * rng.uniform(0.93, 1.07)
        sheet.rect(0, foot - size * 0.2, sheet.width, size * 0.24, ("#8a6f4d", "#7b6243", "#6b5439", "#5a4630")[depth])
        sheet.rect(0, foot - size * 0.2, sheet.width, 3, "#ffffff22")


def rostrum(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A speaker behind a rostrum whose foot stands at (x, y)."""
    front(sheet, x, y - size * 0.93, size * 0.72, coat=DARK)
    sheet.path("M -.42 -.98 L .42 -.98 L .32 0 L -.32 0 Z", "#6b4a2c", (x, y, size))
    sheet.path("M .05 -.98 L .42 -.98 L .32 0 L .05 0 Z", "#5b3d23", (x, y, size))
    sheet.rect(x - size * 0.47, y - size * 1.04, size * 0.94, size * 0.07, "#7d5a38")
    sheet.star(x, y - size * 0.56, size * 0.15, GOLD2)
    for side in (-0.13, 0.13):
        sheet.line([(x + side * size, y - size * 1.04), (x + side * size * 0.6, y - size * 1.26)], INK, 3)
        sheet.oval(x + side * size * 0.6, y - size * 1.28, size * 0.03, size * 0.045, INK)


def hall() -> bytes:
    """The summary conference: backdrop, presidium, speaker, audience."""
    sheet = Sheet(WALL)
    for x in range(0, 1600, 100):
        sheet.rect(x, 0, 2, 520, "#0000000d")
    sheet.rect(0, 0, 1600, 46, WALL2)
    for x in range(80, 1600, 180):
        sheet.round(x, 16, 90, 14, 7, CREAM)
    curtain(sheet, 190, 74, 1220, 402, 34)
    sheet.flag(262, 150, 190, wave=0.03)
    sheet.text(930, 140, "ĐẢNG BỘ QUẬN BÌNH THẠNH", 30, GOLD2)
    sheet.text(930, 204, "HỘI NGHỊ TỔNG KẾT", 54, GOLDW)
    sheet.text(930, 262, "Công tác tổ chức Đại hội Đảng các cấp", 33, GOLDW)
    sheet.text(930, 308, "Ngày 27 tháng 8 năm 2020", 25, GOLD2, bold=False)
    sheet.poly([(0, 470), (1600, 470), (1600, 560), (0, 560)], "#a1845a")
    sheet.rect(0, 532, 1600, 30, "#7d6341")
    sheet.rect(0, 470, 1600, 5, "#c3a877")
    for place, long in enumerate((False, True, False, False, True)):
        front(
            sheet, 560 + place * 112, 452, 104, long=long, coat=("#7c2b25" if long else DARK), tie=None if long else RED
        )
    sheet.rect(470, 428, 640, 92, RED2)
    sheet.rect(470, 428, 640, 14, RED3)
    for place in range(15):
        sheet.rect(488 + place * 43, 442, 14, 78, "#00000018")
    for place in range(5):
        sheet.poly(
            [(536 + place * 112, 428), (584 + place * 112, 428), (588 + place * 112, 446), (532 + place * 112, 446)],
            CREAM,
        )
        sheet.rect(544 + place * 112, 436, 32, 3, KHAKI)
    flowers(sheet, 790, 540, 132)
    rostrum(sheet, 1270, 540, 168)
    flowers(sheet, 330, 540, 150)
    rows(sheet, "hall", ((650, 112, 92), (734, 142, 118), (838, 182, 152), (960, 232, 196)))
    return sheet.png()


def congress() -> bytes:
    """The congress from the side aisle: delegates in rows towards the stage, flags, flowers."""
    sheet = Sheet("#e7dfcf")
    sheet.poly([(0, 0), (1600, 0), (1600, 120), (0, 210)], WALL2)
    for place in range(2):
        x = 120 + place * 230
        y = 176 - place * 16
        sheet.poly([(x, y - 90), (x + 130, y - 98), (x + 118, y - 76), (x - 8, y - 68)], CREAM)
    sheet.poly([(560, 60), (1600, 0), (1600, 470), (560, 440)], RED)
    for place in range(22):
        x = 560 + place * 48
        top = 60 - place * 2.8
        sheet.poly([(x, top), (x + 17, top - 1), (x + 17, 440 + place * 1.4), (x, 440 + place * 1.4)], "#00000016")
    sheet.poly([(560, 428), (1600, 456), (1600, 462), (560, 433)], GOLD)
    sheet.star(1130, 116, 56, GOLD2)
    sheet.text(1130, 216, "ĐẠI HỘI ĐẠI BIỂU", 46, GOLDW)
    sheet.text(1130, 276, "lần thứ XII, nhiệm kỳ 2020–2025", 31, GOLD2)
    sheet.poly([(0, 210), (560, 60), (560, 440), (0, 560)], "#ddd3bf")
    for place in range(4):
        x, y = 40 + place * 130, 262 - place * 30
        height = 208 - place * 14
        sheet.poly([(x, y), (x + 76, y - 18), (x + 76, y + height - 18), (x, y + height)], "#f2efe3")
        sheet.poly([(x, y), (x + 38, y - 9), (x + 38, y + height - 9), (x, y + height)], "#e9e9dc")
        sheet.line([(x + 38, y - 9), (x + 38, y + height - 9)], TAN, 4)
        sheet.line([(x, y + height * 0.45), (x + 76, y + height * 0.45 - 18)], TAN, 4)
    sheet.poly([(470, 470), (560, 440), (1600, 470), (1600, 560), (470, 520)], "#a1845a")
    sheet.poly([(470, 520), (1600, 560), (1600, 585), (470, 540)], "#7d6341")
    for x, y in ((640, 420), (700, 424), (760, 428)):
        sheet.line([(x, y + 44), (x, y - 210)], "#8f7a4a", 6)
        sheet.flag(x + 2, y - 206, 92, wave=0.06)
    for place, long in enumerate((False, True, False, False, True, False)):
        front(
            sheet, 900 + place * 102, 452 + place * 4, 92, long=long, coat=("#7c2b25" if long else "#332d25"),
            tie=None if long else RED,
        )  # fmt: skip
    sheet.poly([(840, 426), (1490, 452), (1490, 530), (840, 506)], RED2)
    sheet.poly([(840, 426), (1490, 452), (1490, 466), (840, 440)], RED3)
    flowers(sheet, 1160, 548, 140)
    flowers(sheet, 930, 536, 110)
    flowers(sheet, 1400, 560, 110)
    sheet.poly([(0, 560), (470, 520), (1600, 585), (1600, 900), (0, 900)], "#cdbd9e")
    rng = dice("congress")
    for depth in range(5):
        size = 84 + depth * 30
        for seat in range(22):
            across = 330 - depth * 163 + seat * (72 + depth * 25) + rng.uniform(-7, 7)
            foot = 628 + depth * 76 + seat * (3.4 + depth * 0.6)
            if across < -120 or across > 1720:
                continue
            sheet.round(across - size * 0.42, foot - size * 0.46, size * 0.84, size * 0.8, size * 0.1, "#8e2b25")
            sheet.round(across - size * 0.42, foot - size * 0.46, size * 0.84, size * 0.09, size * 0.04, "#a5483d")
            coat, hair = rng.choice((*COATS, "#ece4d3", "#e4dac5")), rng.choice(HAIRS)
            back(sheet, across, foot - size * 0.2, size, coat=coat, hair=hair, long=rng.random() < 0.39)
            sheet.round(across - size * 0.42, foot - size * 0.3, size * 0.84, size * 0.9, size * 0.08, "#7c221d")
            sheet.round(across - size * 0.42, foot - size * 0.3, size * 0.84, size * 0.05, size * 0.02, "#a5483d")
    return sheet.png()


def cards() -> bytes:
    """Delegates vote by raising their cards."""
    sheet = Sheet(WALL)
    curtain(sheet, 0, 0, 1600, 190, 40)
    sheet.poly([(0, 190), (1600, 190), (1600, 230), (0, 230)], "#00000012")
    rng = dice("cards")
    sleeves = ("#6a6153", "#574d3d", "#7d705a", CREAM, "#4a4237", "#7c2b25", "#85775f")
    far = [(204 + place * 204 + rng.uniform(-16, 16), 316 + rng.uniform(-30, 30), 0.62) for place in range(7)]
    near = [(96 + place * 204 + rng.uniform(-14, 14), 345 + rng.uniform(-60, 60), 1.0) for place in range(8)]
    for layer, hands in enumerate((far, near)):
        for x, y, size in hands:
            sleeve = rng.choice(sleeves)
            wide = 34 * size
            lean = rng.uniform(-10, 10) * size
            foot = 900
            sheet.poly([(x + lean - wide * 0.8, y + 150 * size), (x + lean + wide * 0.8, y + 150 * size),
                        (x + wide * 1.9, foot), (x - wide * 1.9, foot)], sleeve)  # fmt: skip
            sheet.poly([(x + lean + wide * 0.2, y + 150 * size), (x + lean + wide * 0.8, y + 150 * size),
                        (x + wide * 1.9, foot), (x + wide * 0.6, foot)], "#00000014")  # fmt: skip
            sheet.round(x + lean - wide * 0.9, y + 138 * size, wide * 1.8, 20 * size, 6 * size, CREAM)
            sheet.round(x + lean - wide * 0.66, y + 86 * size, wide * 1.32, 62 * size, 16 * size, SKIN)
            sheet.round(x + lean - 52 * size, y - 40 * size, 104 * size, 142 * size, 6 * size, RED2)
            sheet.round(x + lean - 52 * size, y - 44 * size, 104 * size, 140 * size, 6 * size, "#a3201d")
            sheet.star(x + lean, y - 4 * size, 20 * size, GOLD2)
            sheet.round(x + lean - 30 * size, y + 32 * size, 60 * size, 5 * size, 2, GOLD2)
            sheet.round(x + lean - 20 * size, y + 45 * size, 40 * size, 4 * size, 2, GOLD2)
            for finger in range(4):
                sheet.round(
                    x + lean - wide * 0.7 + finger * wide * 0.36, y + 74 * size, wide * 0.3, 40 * size, 8 * size, SKIN2
                )
        if layer == 0:
            x = -30.0
            while x < 1660:
                coat, hair = rng.choice(COATS), rng.choice(HAIRS)
                back(sheet, x, 900, 262 * rng.uniform(0.97, 1.03), coat=coat, hair=hair, long=rng.random() < 0.4)
                x += 172
    x = -60.0
    while x < 1700:
        coat, hair = rng.choice(COATS), rng.choice(HAIRS)
        back(sheet, x, 1010, 300 * rng.uniform(0.97, 1.04), coat=coat, hair=hair, long=rng.random() < 0.4)
        x += 222
    return sheet.png()


def neighbourhood() -> bytes:
    """Members of a neighbourhood's cell at their tables in the culture house, seen across the room."""
    sheet = Sheet("#ece4d4")
    sheet.rect(0, 0, 1600, 60, WALL2)
    sheet.rect(0, 560, 1600, 340, "#c9b48e")
    for x in range(-200, 1800, 130):
        sheet.line([(x + (800 - x) * 0.35, 560), (x - (800 - x) * 0.3, 900)], "#00000010", 3)
    sheet.line([(0, 650), (1600, 650)], "#0000000c", 3)
    sheet.line([(0, 770), (1600, 770)], "#0000000c", 3)
    for x in (90, 1190):
        sheet.round(x, 130, 320, 300, 4, "#9d7f52")
        sheet.rect(x + 14, 144, 292, 272, "#dfe3d6")
        sheet.oval(x + 90, 390, 120, 110, LEAF2)
        sheet.oval(x + 236, 380, 110, 130, LEAF)
        sheet.oval(x + 160, 426, 110, 70, LEAF3)
        sheet.rect(x, 416, 320, 14, "#9d7f52")
        sheet.rect(x - 90, 430, 500, 130, "#ece4d4")
        for side in (x - 90, x + 320):
            sheet.rect(side, 130, 90, 310, "#ece4d4")
        for side in (x, x + 306):
            sheet.rect(side, 134, 14, 292, "#9d7f52")
        for bar in range(1, 4):
            sheet.rect(x + 14 + bar * 73 - 5, 144, 8, 272, "#9d7f52")
        sheet.rect(x + 14, 262, 292, 7, "#9d7f52")
        sheet.rect(x - 12, 430, 344, 12, "#b69868")
    curtain(sheet, 490, 96, 620, 250, 20)
    sheet.star(800, 164, 38, GOLD2)
    sheet.text(800, 238, "ĐẠI HỘI CHI BỘ KHU PHỐ 4", 35, GOLDW)
    sheet.text(800, 284, "nhiệm kỳ 2020–2022", 26, GOLD2)
    for x in (452, 1120):
        sheet.round(x, 410, 30, 70, 6, "#9a5b40")
        for turn in (-44, -20, 2, 24, 46):
            sheet.path(
                f"M 15 416 Q {15 + turn * 0.4} 340 {15 + turn} 316 Q {20 + turn * 0.2} 350 22 416 Z", LEAF, (x, 0, 1)
            )
    front(sheet, 716, 500, 128, coat=CREAM, shirt=WALL, tie=None)
    front(sheet, 884, 500, 128, coat="#7c2b25", tie=None, long=True)
    sheet.poly([(600, 462), (1000, 462), (1030, 492), (570, 492)], "#a7805a")
    sheet.rect(570, 492, 460, 90, "#8f6b48")
    sheet.rect(570, 492, 460, 8, "#7b5a3b")
    flowers(sheet, 800, 474, 70)
    sheet.poly([(664, 470), (742, 470), (748, 484), (658, 484)], CREAM)
    sheet.poly([(856, 470), (934, 470), (940, 484), (850, 484)], CREAM)
    rng = dice("khu pho")
    for foot, size, places in (
        (690, 150, (160, 330, 500, 1100, 1270, 1440)),
        (850, 196, (60, 280, 500, 1100, 1320, 1540)),
    ):
        for x in places:
            coat = rng.choice(("#8a7a60", "#6f7a70", "#a08a5f", "#75695a", CREAM, "#96604a"))
            hair = rng.choice((*HAIRS, "#8d867a", "#c9c3b6"))
            back(sheet, x, foot, size, coat=coat, hair=hair, long=rng.random() < 0.45)
        for left, right in ((places[0] - 95, places[2] + 95), (places[3] - 95, places[5] + 95)):
            high = size * 0.2
            sheet.round(left, foot - size * 0.12, right - left, high, 4, "#8f6b48")
            sheet.rect(left, foot - size * 0.12, right - left, 5, "#b69068")
            for leg in (left + 18, right - 34):
                sheet.rect(leg, foot + high - size * 0.14, 16, size * 0.5, "#6d5035")
    sheet.poly([(690, 900), (750, 600), (850, 600), (910, 900)], "#ffffff14")
    return sheet.png()


def _class(seed: str) -> Sheet:
    """A classroom without what stands on its board."""
    sheet = Sheet("#e6decd", 1600, 1200)
    sheet.rect(0, 0, 1600, 70, WALL2)
    sheet.rect(0, 760, 1600, 440, "#bfa97f")
    sheet.round(170, 130, 900, 560, 6, "#8a6f4d")
    sheet.rect(190, 150, 860, 520, "#3f4a40")
    sheet.rect(190, 150, 860, 520, "#00000010")
    sheet.round(170, 686, 900, 18, 4, "#a58a60")
    front(sheet, 1240, 800, 330, coat="#5b5346", tie=None, long=True)
    sheet.path("M 1110 690 Q 1060 600 1016 520 L 1046 502 Q 1110 580 1172 648 Z", "#5b5346")
    sheet.oval(1026, 506, 26, 26, SKIN)
    sheet.line([(1034, 512), (846, 462)], "#8d6b3b", 8)
    sheet.round(1160, 770, 330, 60, 6, "#8f6b48")
    sheet.rect(1180, 830, 290, 140, "#7b5a3b")
    sheet.round(1250, 640, 150, 130, 5, RED)
    sheet.rect(1290, 640, 70, 8, INK)
    sheet.star(1325, 708, 26, GOLD2)
    rows(sheet, seed, ((950, 190, 170), (1090, 236, 214), (1270, 292, 268)))
    return sheet


def training() -> bytes:
    """The tally boards' training: a ballot on the board, a pointer, a class from behind. Four to three."""
    sheet = _class("lop")
    sheet.text(620, 206, "PHIẾU BẦU CỬ", 44, "#ece8da")
    sheet.line([(480, 240), (760, 240)], "#ece8da88", 3)
    for place, (name, struck) in enumerate(
        (("1.  Nguyễn Văn A", False), ("2.  Trần Thị B", True), ("3.  Lê Văn C", False), ("4.  Phạm Thị D", False))
    ):
        y = 306 + place * 76
        sheet.text(330, y, name, 42, "#ece8dacc" if struck else "#ece8da", anchor="lm", bold=False)
        if struck:
            sheet.line([(390, y + 4), (640, y - 2)], "#e0a090", 6)
    sheet.text(838, 306, "bầu 3", 36, GOLD2, bold=False)
    sheet.text(838, 382, "gạch giữa", 36, GOLD2, bold=False)
    sheet.text(838, 428, "họ và tên", 36, GOLD2, bold=False)
    sheet.stroke("M 752 398 Q 700 394 664 386", GOLD2, 5)
    return sheet.png()


def lecture() -> bytes:
    """A class for new committee members: four subjects on the board. Four to three."""
    sheet = _class("cap uy")
    sheet.text(620, 214, "BỐN BUỔI, BỐN VIỆC", 46, "#ece8da")
    sheet.line([(430, 250), (810, 250)], "#ece8da88", 3)
    for place, words in enumerate(
        ("Ra nghị quyết", "Tổ chức sinh hoạt", "Kiểm tra, giám sát", "Nghe dân, trả lời dân")
    ):
        y = 326 + place * 82
        sheet.oval(300, y + 2, 28, 28, "#ece8da22")
        sheet.text(300, y, str(place + 1), 38, GOLD2)
        sheet.text(360, y, words, 44, "#ece8da", anchor="lm", bold=False)
    return sheet.png()


def voting() -> bytes:
    """Delegates pass the box on its red table, one by one, and put their papers in."""
    sheet = Sheet("#e8e0d0")
    curtain(sheet, 0, 0, 1600, 400, 44)
    sheet.text(800, 96, "BẦU BAN CHẤP HÀNH", 50, GOLDW)
    sheet.text(800, 158, "khoá XII, nhiệm kỳ 2020–2025", 31, GOLD2)
    sheet.rect(0, 400, 1600, 500, "#d9ceb8")
    rng = dice("voting")
    for depth, (foot, size, apart, start) in enumerate(((560, 176, 148, -20), (660, 216, 180, 40))):
        x = float(start)
        while x < 1640:
            long = rng.random() < 0.42
            coat = rng.choice(("#8f866f", "#7f7662", "#a09479", "#9b6a55") if depth == 0 else COATS)
            front(sheet, x, foot, size, coat=coat, tie=None if long else "#8c1c1c", long=long, hair=rng.choice(HAIRS))
            x += apart * rng.uniform(0.95, 1.06)
        sheet.rect(0, foot - 50, 1600, 400, ("#e8e0d030", "#e8e0d018")[depth])
    front(sheet, 440, 860, 470, coat="#4a4237", tie=RED)
    front(sheet, 1180, 860, 450, coat="#8a2f29", tie=None, long=True, hair="#3f352c")
    sheet.path("M 1040 860 C 1030 760 1040 700 1076 660 L 1130 720 C 1110 770 1112 810 1120 860 Z", "#7c2b25")
    sheet.rect(0, 760, 1600, 140, RED2)
    sheet.rect(0, 742, 1600, 26, RED3)
    for fold in range(27):
        sheet.rect(12 + fold * 60, 768, 22, 132, "#00000018")
    sheet.oval(806, 752, 150, 14, "#00000030")
    sheet.round(690, 500, 232, 250, 8, "#a9813f")
    sheet.round(698, 508, 216, 234, 6, "#c39a52")
    sheet.rect(698, 508, 60, 234, "#ffffff1c")
    sheet.round(736, 516, 140, 13, 6, INK)
    sheet.star(806, 632, 56, RED)
    sheet.poly([(772, 420), (846, 414), (852, 522), (778, 524)], CREAM)
    sheet.bars(788, 442, (44, 48, 38), TAN, high=4, gap=14)
    sheet.path("M 566 600 C 640 590 700 530 752 452 L 800 486 C 750 590 680 690 590 724 Z", "#3f382e")
    sheet.path("M 752 452 L 800 486 L 792 500 L 742 464 Z", CREAM)
    sheet.oval(790, 462, 34, 28, SKIN)
    for finger in range(3):
        sheet.round(786, 440 + finger * 15, 44, 13, 6, SKIN2)
    sheet.poly([(1010, 640), (1082, 622), (1098, 690), (1028, 706)], CREAM)
    sheet.poly([(1010, 640), (1082, 622), (1090, 656), (1019, 673)], "#efe9dc")
    sheet.oval(1090, 676, 34, 26, SKIN)
    flowers(sheet, 120, 756, 150)
    flowers(sheet, 1480, 756, 150)
    return sheet.png()
