"""The portal's demo: loaded twice, read as a reader reads it, held against the source texts."""

from __future__ import annotations

import hashlib
import json
import re
import time
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from daihoi.demo.newsroom.articles import FIGURES, VISITS, articles, filled
from daihoi.demo.newsroom.attachments import FILES, content
from daihoi.demo.newsroom.drawings import NAMES, draw
from daihoi.demo.newsroom.load import DemoError, draw_ahead, load
from daihoi.portal.actions import pictures
from daihoi.portal.actions.corners import SECTIONS
from daihoi.portal.models import Article, Corner, Counter, Office, Photo, Snapshot, Stamp, Story
from daihoi.rules.snapshot import SnapshotKind
from tests.portal.builders import FIGURES as SEASON
from tests.portal.builders import Sender

UNITS = [
    {"code": "BT", "name": "Đảng bộ quận Bình Thạnh", "kind": "Đảng bộ cấp trên trực tiếp cơ sở", "parent": None},
    {"code": "BT.D09", "name": "Đảng bộ Phường 13", "kind": "Đảng bộ cơ sở", "parent": "BT"},
]
YOUNG = {"key": "own_young_percent", "label": "Tỷ lệ trẻ", "text": "12,19 %", "fraction": [5, 41], "group": "Kết quả"}
# A digest of every eight words that follow one another in the two source articles, which are not ours to print.
SOURCE = frozenset((Path(__file__).parent / "source_runs.txt").read_text(encoding="ascii").split())


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """What the office hands over: its key, and its snapshots as signed files."""
    cache.clear()  # Wagtail remembers which cuts of a photograph it has made
    settings.MEDIA_ROOT, settings.PUBLIC_ROOT = tmp_path / "library", tmp_path / "public"
    office = Sender("BT", enrolled=False)
    told = {"code": "BT", "name": "Văn phòng Quận uỷ Bình Thạnh", "key": office.public}
    made = tmp_path / "folder"
    made.mkdir()
    (made / "office.json").write_text(json.dumps(told), encoding="utf-8")
    units = office.sent(SnapshotKind.UNITS, {"units": UNITS}, what="don-vi", title="Các đơn vị")
    figures = office.sent(SnapshotKind.FIGURES, SEASON | {"figures": [*SEASON["figures"], YOUNG]})
    (made / "b.json").write_bytes(office.file(units))
    (made / "a.json").write_bytes(office.file(figures))
    return made


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))


def _state() -> dict[str, Any]:
    return {
        "articles": list(Article.objects.order_by("pk").values_list("pk", "slug", "latest_revision")),
        "stories": list(Story.objects.order_by("pk").values_list("pk", "changed_at")),
        "photos": list(Photo.objects.order_by("pk").values_list("pk", "file")),
        "snapshots": list(Snapshot.objects.order_by("pk").values_list("pk", "state")),
        "counters": list(Counter.objects.order_by("key").values_list("key", "count")),
        "stamp": list(Stamp.objects.values_list("value", flat=True)),
    }


@pytest.mark.django_db
def test_the_demo_is_read_whole_and_loads_once(folder: Path, client: Client) -> None:
    said: list[str] = []
    started = time.perf_counter()
    assert load(said.append, files(folder))
    first = time.perf_counter() - started
    assert set(Office.objects.values_list("code", flat=True)) == {"BT", "BD"}
    assert Story.objects.filter(unit__startswith="BT").count() >= 12
    assert Story.objects.filter(unit__startswith="BD").count() >= 3
    _every_article_opens(client)
    _the_summary_asks_the_snapshot(client)
    _every_picture_has_its_words()

    before = _state()
    started = time.perf_counter()
    assert not load(said.append, files(folder))
    assert _state() == before
    assert time.perf_counter() - started < 1
    assert said[-1] == "bài mẫu đã có"
    assert first < 60, first  # 12 s on a quiet machine


def _every_article_opens(client: Client) -> None:
    for story in Story.objects.all():
        page = client.get(story.get_absolute_url(), HTTP_USER_AGENT="bot")
        assert page.status_code == 200, story
        text = page.content.decode()
        body = story.html
        assert not re.search(r"\{[a-z_]+\}", body), story
        for address in re.findall(r'(?:src|href)="(/(?:tep|tai-lieu)/[^"]+)"', text):
            answer = client.get(address)
            assert (answer.status_code, bool(answer.getvalue())) == (200, True), address
    assert client.get("/").status_code == 200
    assert Story.objects.get(slug="phuong-13-bau-bo-sung").unit == "BT.D09"
    assert Story.objects.get(slug="phuong-25-cong-trinh").unit == "BT"  # its ward was not among the units
    assert Story.objects.get(slug="phuong-13-bau-bo-sung").corrections
    assert Story.objects.get(slug="huong-dan-quy-che-lam-viec").extra["files"]
    assert sum("galleries" in story.extra for story in Story.objects.all()) >= 2


def _the_summary_asks_the_snapshot(client: Client) -> None:
    story = Story.objects.get(slug="tong-ket-mua-dai-hoi")
    assert story.shown_at.isoformat() == "2020-08-27T07:50:00+00:00"
    assert story.is_lead
    assert story.snapshot is not None
    page = client.get(story.get_absolute_url(), HTTP_USER_AGENT="bot").content.decode().replace("\xa0", " ")
    for key, words in (("own_women_percent", "39,02 %"), ("own_young_percent", "12,19 %"), ("members", "11.836")):
        assert re.search(rf'href="/so-lieu/{story.snapshot.pk}/#{key}"[^>]*>{words}</a>', page), key
    assert "Hạ Vy" in page
    assert "230" in page
    assert "33.131.942" in page
    assert Counter.objects.get(pk=f"story:{story.pk}").count == 230
    assert Counter.objects.get(pk="site").count == VISITS


def _every_picture_has_its_words() -> None:
    photos = list(Photo.objects.all())
    assert photos
    assert all(photo.alt.strip() and photo.caption.strip() and photo.credit.strip() for photo in photos)
    corner = {f"{one.code} · {one.title}": one.code for one in Corner.objects.all()}
    for story in Story.objects.all():
        used = Photo.objects.filter(pk=Article.objects.get(pk=story.pk).cover_id).values_list(
            "collection__name", flat=True
        )
        assert corner[used[0]] == story.unit  # its own editors can open it
        assert story.cover is not None
        assert story.cover["alt"]


@pytest.mark.django_db
def test_without_figures_the_slots_hold_their_words_and_pictures_drawn_ahead_are_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "WIDTHS", (320,))
    (folder / "a.json").unlink()
    draw_ahead(files(folder))
    drawn = _state()["photos"]
    assert drawn
    assert not Article.objects.exists()
    load(lambda _line: None, files(folder))
    assert _state()["photos"] == drawn
    story = Story.objects.get(slug="tong-ket-mua-dai-hoi")
    assert story.snapshot is None
    assert "39,02 %" in story.html.replace("&nbsp;", " ")
    assert "{" not in story.html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "words", "sentence"),
    [
        ("office.json", "{}", "không ghi đủ mã, tên và khoá"),
        ("office.json", '{"code": "BT", "name": "x", "key": "00"}', "64 chữ số"),
        ("a.json", "[]", "không phải bản công bố có chữ ký"),
        ("b.json", '{"payload": "{\\"number\\": 9}", "signature": "", "key": ""}', "b.json"),
    ],
)
def test_what_is_no_such_file_is_refused_in_a_sentence(folder: Path, name: str, words: str, sentence: str) -> None:
    (folder / name).write_text(words, encoding="utf-8")
    with pytest.raises(DemoError, match=sentence):
        load(lambda _line: None, files(folder))
    assert not Article.objects.exists()
    assert not Snapshot.objects.exists()


@pytest.mark.django_db
def test_without_the_districts_units_nothing_is_loaded(folder: Path) -> None:
    (folder / "b.json").unlink()
    for verb in (partial(load, lambda _line: None), draw_ahead):
        with pytest.raises(DemoError, match="Chưa có bản công bố các đơn vị"):
            verb(files(folder))
    assert not Office.objects.exists()


def test_the_articles_name_what_is_there() -> None:
    known = {article.slug for article in articles()}
    assert len(known) == len(articles()) >= 16
    for article in articles():
        assert set(article.related) <= known - {article.slug}
        assert article.section in {slug for _name, slug in SECTIONS}
        assert article.byline
        assert article.source
        assert article.tags
        assert article.views > 0
        assert article.cover in NAMES
        for kind, value in article.body:
            if kind in ("text", "table"):
                assert "{" not in filled(value if kind == "text" else value["rows"], frozenset())
            elif kind == "picture":
                assert value[0] in NAMES
            elif kind == "gallery":
                assert set(value[1]) <= set(NAMES)
                assert len(value[1]) >= 2
            elif kind == "file":
                assert value in FILES
    assert filled("{members} và {own_seats}", frozenset({"members"})) == f"{{members}} và {FIGURES['own_seats']}"


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_is_the_same_every_time(name: str) -> None:
    first = draw(name)
    assert first == draw(name)
    assert Image.open(BytesIO(first)).size in ((1600, 900), (1600, 1200))


@pytest.mark.parametrize("name", FILES)
def test_an_attachment_is_a_word_document(name: str) -> None:
    assert content(name) == content(name)
    assert FILES[name][0].upper() in ZipFile(BytesIO(content(name))).read("word/document.xml").decode()


# what has one name only: the congresses and bodies as everybody must write them
OFFICIAL = re.compile(
    r"đại hội đại biểu đảng bộ quận lần thứ x+[iv]*|ban chấp hành đảng bộ quận|đảng bộ quận lần thứ x+[iv]*"
)


def _runs(text: str) -> dict[str, str]:
    """Every eight words that follow one another, with their digest."""
    plain = OFFICIAL.sub("tên", " ".join(re.sub(r"<[^>]+>|[^\w%]+", " ", text.casefold().replace(",", "")).split()))
    words = plain.replace("khóa", "khoá").replace("ủy", "uỷ").split()
    runs = (" ".join(words[at : at + 8]) for at in range(len(words) - 7))
    return {run: hashlib.blake2b(run.encode(), digest_size=5).hexdigest() for run in runs}


def test_no_sentence_is_taken_from_the_source_articles() -> None:
    assert len(SOURCE) > 1000
    for article in articles():
        texts = [article.title, article.lead, *map(str, (value for _kind, value in article.body))]
        for text in texts:
            found = _runs(filled(text, frozenset()) if "{'" not in text else text)
            assert not [words for words, digest in found.items() if digest in SOURCE], article.slug


def test_a_sentence_of_the_source_would_be_found() -> None:
    """The control."""
    assert SOURCE.intersection(_runs("đảm bảo cơ cấu 3 độ tuổi, nhất là cán bộ trẻ đạt").values())
