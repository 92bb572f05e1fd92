"""The site on which the portal is measured: some weeks of news, and as many synthetic stories as asked."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from daihoi.portal.models import Article

TITLE = "Tổng kết công tác tổ chức đại hội cấp cơ sở và Đại hội Đảng bộ quận nhiệm kỳ 2020–2025"
LEAD = (
    "Sáng 27/8, quận tổng kết mùa đại hội: 53 tổ chức cơ sở hoàn thành đúng thời gian, "
    "đại hội quận bầu một lần đủ 41 uỷ viên Ban Chấp hành."
)
PARAGRAPHS = (
    "Quận có 53 chi, đảng bộ cơ sở, gồm 30 đảng bộ và 23 chi bộ, với 11.836 đảng viên sinh hoạt tại 289 chi bộ và "
    "17 đảng bộ bộ phận có 71 chi bộ trực thuộc. Việc quán triệt chỉ thị và các văn bản hướng dẫn được làm chặt chẽ "
    "từ đầu; văn kiện và quy trình nhân sự được chuẩn bị kỹ, lấy ý kiến rộng rãi ở từng chi bộ trước đại hội.",
    "Tại đại hội đại biểu quận lần thứ XII, hầu hết người trúng cử đạt trên 61 % số phiếu. Tỷ lệ nữ là 39,02 % "
    "(16/41), cán bộ trẻ dưới 40 tuổi là 12,19 % (5/41); cơ cấu ba độ tuổi được bảo đảm. Ở cơ sở, 39 chi, đảng bộ "
    "bầu đủ cấp uỷ, 11 nơi bầu thiếu, 3 chi bộ dưới 9 đảng viên chính thức chỉ bầu bí thư.",
    "Phát biểu tại hội nghị, lãnh đạo quận đề nghị các cấp uỷ sớm phân công nhiệm vụ, xây dựng quy chế làm việc, và "
    "đưa nghị quyết đại hội vào cuộc sống bằng chương trình hành động có thời hạn, có người lo, có kiểm tra.",
    "Qua tổng kết, các đơn vị nêu một số kinh nghiệm: chuẩn bị sớm hồ sơ nhân sự; tập huấn kỹ cho tổ bầu cử và ban "
    "kiểm phiếu; ghi biên bản ngay tại chỗ; báo cáo số liệu trong ngày để cấp trên đối chiếu, không để sai sót dồn.",
    "Dịp này, quận tặng giấy khen cho 10 tập thể và 11 cá nhân có thành tích trong công tác tổ chức đại hội.",
)


def _photo(folder: Path) -> Path:
    """A picture drawn here: a red hall with rows of seats, with the noise that makes a photograph large."""
    from PIL import Image, ImageChops, ImageDraw

    place = folder / "hall.jpg"
    image = Image.new("RGB", (1600, 900), "#e2d9c7")
    draw = ImageDraw.Draw(image)
    draw.rectangle((180, 60, 1420, 420), fill="#8c1c1c")
    for row in range(6):
        for seat in range(18):
            x, y = 60 + seat * 86 + row % 2 * 40, 480 + row * 70
            draw.ellipse((x, y, x + 44, y + 44), fill=(120 + row * 15, 108 + row * 12, 90 + row * 10))
    noise = Image.effect_noise((1600, 900), 22).convert("RGB")
    ImageChops.soft_light(image, noise).save(place, quality=88)
    return place


def body(photo: Any) -> list[tuple[str, Any]]:
    """The blocks of the measured article."""
    picture = {"photo": photo, "caption": "Đại biểu biểu quyết bằng thẻ."}
    texts: list[tuple[str, Any]] = [("text", f"<p>{text}</p>") for text in PARAGRAPHS]
    return [*texts[:3], ("picture", picture), *texts[3:]]


def site(folder: Path) -> Article:
    """A site as it stands after some weeks: corners, forty articles, the one that is measured."""
    from django.core.files.base import ContentFile

    from daihoi.portal.actions.corners import front, sections
    from daihoi.portal.models import Article, Corner, Photo

    content = _photo(folder).read_bytes()
    photo = Photo.objects.create(
        title="Hội trường", file=ContentFile(content, "hoi-truong.jpg"), alt="Hội trường có phông đỏ",
        caption="Hội nghị tổng kết tại hội trường", credit="Tổ Tuyên truyền",
    )  # fmt: skip
    top = front().add_child(instance=Corner(title="Đảng bộ quận", slug="q", code="Q", live=True))
    for number in range(1, 21):
        name = f"Đảng bộ Phường {number}"
        top.add_child(instance=Corner(title=name, slug=f"q-{number}", code=f"Q.{number}", live=True))
    kinds = sections()
    made: Article | None = None
    for number in range(40):
        corner = Corner.objects.get(code="Q" if number % 3 else f"Q.{number // 3 + 1}")
        made = corner.add_child(
            instance=Article(
                title=TITLE if number == 39 else f"Tin số {number}: đại hội, bầu cử và việc sau đại hội",
                slug=f"tin-{number}", lead=LEAD, section=kinds[number % len(kinds)], cover=photo, body=body(photo),
                byline="Hạ Vy", source="Văn phòng Quận uỷ", is_lead=True, live=False,
                shown_at=datetime(2020, 8, 27, 7, 50, tzinfo=UTC) - timedelta(hours=7 * (39 - number)),
            )
        )  # fmt: skip
        made.save_revision().publish()
    assert made is not None
    return made


def stories_plant(count: int, words: int) -> None:
    """`count` published stories made of the words above and of syllables, as many as a language has."""
    from daihoi.portal.actions.corners import sections
    from daihoi.portal.actions.search import entries_add
    from daihoi.portal.models import Story
    from daihoi.rules.vietnamese import fold

    drawn = random.Random(20)  # noqa: S311  (the same stories every time)
    known = re.findall(r"[^\W_]+", " ".join((TITLE, LEAD, *PARAGRAPHS)))
    starts = (
        "b",
        "c",
        "ch",
        "d",
        "đ",
        "gi",
        "h",
        "kh",
        "l",
        "m",
        "n",
        "ng",
        "nh",
        "ph",
        "qu",
        "r",
        "s",
        "t",
        "th",
        "tr",
        "v",
        "x",
    )
    ends = ("a", "à", "an", "áng", "ao", "ân", "ấy", "ê", "iên", "iết", "oàn", "ô", "ông", "ơi", "u", "ương", "ực", "y")
    syllables = [start + end for start in starts for end in ends]

    def text(length: int) -> str:
        out: list[str] = []
        while len(out) < length:
            if drawn.random() < 0.5:
                at = drawn.randrange(len(known) - 8)
                out += known[at : at + drawn.randint(3, 8)]
            else:
                out.append(drawn.choice(syllables))
        return " ".join(out[:length])

    kinds = sections()
    begin, first = datetime(2015, 1, 1, tzinfo=UTC), 1_000_000
    for start in range(0, count, 2000):
        rows: list[Any] = []
        for number in range(start, min(start + 2000, count)):
            headline, lead, body = text(12), text(30), text(words - 42)
            if number % 1000 == 7:
                body += " Nguyễn Văn Thanhhiếm"
            folded = [" ".join(map(fold, one.split())) for one in (headline, lead, body)]
            rows.append(
                Story(
                    page=first + number, slug=f"bai-{number}", section=kinds[number % len(kinds)],
                    unit=f"Q.{number % 20 + 1}", unit_name=f"Đảng bộ Phường {number % 20 + 1}",
                    headline=headline, lead=lead, html=f"<p>{body}</p>",
                    shown_at=begin + timedelta(minutes=27 * number), changed_at=begin,
                    folded_headline=folded[0], folded_lead=folded[1], folded_body=folded[2],
                )
            )  # fmt: skip
        Story.objects.bulk_create(rows)
        entries_add(rows)
