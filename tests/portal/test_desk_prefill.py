"""Articles begun from what offices published: words of our own, figures that stay those of their version."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from daihoi.portal.models import Article, Snapshot, Story
from daihoi.portal.serving import cache
from daihoi.rules.snapshot import SnapshotKind
from tests.portal.builders import FIGURES, Sender, a_section, a_site
from tests.portal.desk import come_in

pytestmark = pytest.mark.django_db

# the figures of 27/8/2020 under the names that an office gives them
SEASON: dict[str, str] = {
    "grassroots_units": "53", "grassroots_organizations": "30", "grassroots_cells": "23", "members": "11.836",
    "cells_under_committees": "289", "sub_organizations": "17", "cells_under_sub_organizations": "71",
    "grassroots_congresses_held": "53", "grassroots_committees_full": "39", "grassroots_committees_short": "11",
    "grassroots_self_nominees": "0", "grassroots_floor_nominees": "0", "own_elected": "41", "own_rounds": "1",
    "own_over_61": "40", "own_women_percent": "39,02 %", "own_young_percent": "12,19 %",
}  # fmt: skip


def figures(**more: Any) -> dict[str, Any]:
    rows = [
        {"key": key, "label": f"Số của {key}", "text": text, "fraction": None, "group": ""}
        for key, text in (SEASON | more.pop("texts", {})).items()
    ]
    return FIGURES | {"figures": rows, "findings": ["39 + 11 khác 53: ba chi bộ không bầu chi uỷ."]} | more


RESULT: dict[str, Any] = {
    "season": "2020–2025", "congress": "Đại hội đại biểu Đảng bộ quận lần thứ XII", "post": "Ban chấp hành",
    "held_on": "2020-06-25", "decision": "Quyết định số 12-QĐ/TU", "decided_on": "2020-08-01",
    "figures": [{"key": "elected", "label": "Trúng cử", "text": "41", "fraction": None, "group": ""}],
    "elected": ["Nguyễn Văn <Ảo>"],
}  # fmt: skip
COMMENDATION: dict[str, Any] = {
    "number": "127-QĐ/QU", "issuer": "Ban Thường vụ Quận uỷ", "decided_on": "2020-08-27",
    "reason": "Thành tích tổ chức đại hội", "collectives": ["Đảng bộ Phường 1"],
    "individuals": ["Trần Thị Thử", "Lê A"],
}  # fmt: skip
DOCUMENT: dict[str, Any] = {
    "number": "35-CT/TW", "issuer": "Bộ Chính trị", "dated": "2019-05-30", "name": "chi-thi.pdf",
    "media_type": "application/pdf", "sha256": "0" * 64, "data": "JVBERi0=",
}  # fmt: skip


@pytest.fixture
def sender() -> Sender:
    a_section()
    return a_site()


def begun(client: Client, snapshot: Snapshot, make: str) -> Article:
    answer = client.post(f"/toa-soan/bai-tu-so-lieu/{snapshot.pk}/", {"make": make})
    assert answer.status_code == 302
    article = Article.objects.order_by("-pk")[0]
    assert answer["Location"] == f"/toa-soan/pages/{article.pk}/edit/"
    assert not article.live
    return article


def published(article: Article) -> str:
    article.save_revision().publish()
    cache.forget()
    return Client().get(f"/tin/{article.pk}-{article.slug}/").content.decode()


def test_the_article_of_27_august_is_rebuilt_from_its_figures(sender: Sender) -> None:
    snapshot = sender.publish(SnapshotKind.FIGURES, figures())
    editor = come_in(sender, ("Q", "editor"))
    assert "Viết bài tổng kết" in editor.get("/toa-soan/so-lieu/").content.decode()
    article = begun(editor, snapshot, "tong-ket")
    assert editor.get(f"/toa-soan/pages/{article.pk}/edit/").status_code == 200
    draft = "".join(str(block.value) for block in article.body)
    for key, text in SEASON.items():
        assert f"{{{key}}}" in draft, key
        if not text.isdecimal() or len(text) > 2:
            assert text not in draft  # a slot, not a number that somebody typed
    page = published(article)
    for key, text in SEASON.items():
        assert re.search(rf'<a class="fig" href="/so-lieu/{snapshot.pk}/#{key}"[^>]*>{re.escape(text)}</a>', page), key
    assert "ba chi bộ không bầu chi uỷ" in page
    assert "Đảng bộ quận Thử" in page


def test_figures_stay_those_of_their_version(sender: Sender) -> None:
    first = sender.publish(SnapshotKind.FIGURES, figures())
    editor = come_in(sender, ("Q", "editor"))
    article = begun(editor, first, "tong-ket")
    sender.publish(SnapshotKind.FIGURES, figures(texts={"members": "11.900"}), version=2)
    page = published(article)
    assert "11.836" in page
    assert "11.900" not in page
    assert Story.objects.get(pk=article.pk).snapshot_id == first.pk
    form = editor.get(f"/toa-soan/pages/{article.pk}/edit/").content.decode()
    assert "đã có bản mới" in form
    assert "{members}" in form
    assert "11.836" in form


def test_a_sentence_without_its_figures_does_not_stand(sender: Sender) -> None:
    rows = [one for one in figures()["figures"] if not one["key"].startswith("own_")]
    snapshot = sender.publish(SnapshotKind.FIGURES, figures(figures=rows))
    article = begun(come_in(sender, ("Q", "editor")), snapshot, "tong-ket")
    assert "own_" not in "".join(str(block.value) for block in article.body)
    assert "{" not in re.sub(
        r"<style.*?</style>", "", published(article).split('class="body"')[1].split("</article>")[0]
    )


@pytest.mark.parametrize(
    ("kind", "content", "make", "words"),
    [
        (SnapshotKind.RESULT, RESULT, "chuan-y", ["12-QĐ/TU", "1/8/2020", "Nguyễn Văn &lt;Ảo&gt;", "41"]),
        (SnapshotKind.RESULT, RESULT, "dai-hoi", ["lần thứ XII", "25/6/2020", "Nguyễn Văn &lt;Ảo&gt;"]),
        (SnapshotKind.COMMENDATION, COMMENDATION, "khen-thuong", ["127-QĐ/QU", "1 tập thể và 2 cá nhân", "Lê A"]),
        (SnapshotKind.DOCUMENT, DOCUMENT, "van-ban", ["35-CT/TW", "Bộ Chính trị", "30/5/2019"]),
    ],
)
def test_every_kind_has_its_article(
    sender: Sender, kind: SnapshotKind, content: dict[str, Any], make: str, words: list[str]
) -> None:
    snapshot = sender.publish(kind, content, title="Chỉ thị về đại hội")
    page = published(begun(come_in(sender, ("Q", "writer")), snapshot, make))
    for word in words:
        assert word in page


def test_no_article_begins_from_what_does_not_stand_or_is_another_s(sender: Sender) -> None:
    old = sender.publish(SnapshotKind.FIGURES, figures())
    new = sender.publish(SnapshotKind.FIGURES, figures(), version=2)
    other = sender.publish(SnapshotKind.FIGURES, figures(), unit="Q.2")
    editor = come_in(sender, ("Q.1", "editor"))
    path = "/toa-soan/bai-tu-so-lieu/{}/"
    assert editor.post(path.format(old.pk), {"make": "tong-ket"}).status_code == 404
    assert editor.post(path.format(other.pk), {"make": "tong-ket"}).status_code == 404
    assert editor.post(path.format(new.pk), {"make": "khen-thuong"}).status_code == 404
    assert editor.post(path.format(new.pk), {"make": "tong-ket", "corner": "Q.2"}).status_code == 404
    assert editor.get(path.format(new.pk)).status_code == 405
    assert Article.objects.count() == 0
    begun(editor, new, "tong-ket")  # a superior's figures may be told below


def test_a_person_of_two_corners_says_for_which(sender: Sender) -> None:
    snapshot = sender.publish(SnapshotKind.FIGURES, figures())
    editor = come_in(sender, ("Q", "editor"), ("Q.1", "writer"))
    assert 'name="corner"' in editor.get("/toa-soan/so-lieu/").content.decode()
    editor.post(f"/toa-soan/bai-tu-so-lieu/{snapshot.pk}/", {"make": "tong-ket", "corner": "Q"})
    assert Article.objects.get().get_parent().specific.code == "Q"
