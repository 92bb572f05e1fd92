"""Counters: exact, of persons only, and with nothing of them kept."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django.fixtures import Settings

from daihoi.portal.models import Article, Counter
from daihoi.portal.serving import counters, journal, pulse
from daihoi.portal.serving.counters import SITE, story_key
from tests.portal.builders import a_site, an_article

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path / "counts"


@pytest.fixture
def article() -> Article:
    a_site()
    return an_article()


def written(key: str) -> int:
    return Counter.objects.filter(pk=key).values_list("count", flat=True).first() or 0


def reads(article: Article) -> tuple[int, int]:
    """(readings of the article, visits of the site) after everything is written down."""
    counters.write()
    return written(story_key(article.pk)), written(SITE)


def test_eight_threads_lose_nothing_while_it_is_written_down_and_no_number_ever_falls() -> None:
    each, done = 4000, threading.Event()

    def work() -> None:
        for _ in range(each):
            counters.count("story:1")
            counters.count(SITE)

    threads = [threading.Thread(target=work) for _ in range(8)]
    counters.start_at(SITE, 33_131_942)
    last = counters.value(SITE)
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        counters.write()
        now = counters.value(SITE)
        assert last <= now <= 33_131_942 + 8 * each
        last = now
    done.set()
    counters.write()
    assert (written("story:1"), written(SITE)) == (8 * each, 33_131_942 + 8 * each)
    assert counters.value(SITE) == 33_131_942 + 8 * each


def test_a_reader_is_counted_once_for_each_reading_and_once_for_his_visit(client: Client, article: Article) -> None:
    address = article.url
    client.get("/", HTTP_USER_AGENT=FIREFOX)
    inside = {"HTTP_USER_AGENT": FIREFOX, "HTTP_REFERER": "http://testserver/"}
    client.get(address, **inside)
    client.get(address, **inside)
    client.get(address, HTTP_USER_AGENT=FIREFOX, HTTP_SEC_FETCH_SITE="same-origin")
    assert reads(article) == (3, 1)
    client.get(address, HTTP_USER_AGENT=FIREFOX, HTTP_REFERER="https://noi-khac.example/")
    client.get(address, HTTP_USER_AGENT=FIREFOX, HTTP_REFERER="http://[")
    assert reads(article) == (5, 3)


NOBODY: list[dict[str, str]] = [
    {"HTTP_USER_AGENT": ""},
    {"HTTP_USER_AGENT": "curl/8.5.0"},
    {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
    {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)"},
    {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"},
    {"HTTP_USER_AGENT": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"},
    {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0"},
    {"HTTP_USER_AGENT": "python-requests/2.32"},
    {"HTTP_USER_AGENT": "Zalo URL Preview"},
    {"HTTP_USER_AGENT": FIREFOX, "HTTP_SEC_PURPOSE": "prefetch;prerender"},
    {"HTTP_USER_AGENT": FIREFOX, "HTTP_PURPOSE": "prefetch"},
    {"HTTP_USER_AGENT": FIREFOX, "HTTP_X_MOZ": "prefetch"},
    {"HTTP_USER_AGENT": FIREFOX, "HTTP_SEC_FETCH_DEST": "iframe"},
    {"HTTP_USER_AGENT": FIREFOX, "HTTP_COOKIE": "toa_soan=abc"},
]


@pytest.mark.parametrize("headers", NOBODY, ids=lambda headers: " ".join(headers.values())[:60])
def test_who_is_no_reader_is_not_counted(client: Client, article: Article, headers: dict[str, Any]) -> None:
    address = article.url
    for _ in range(2):  # made anew, then as it was kept
        assert client.get(address, **headers).status_code == 200
    assert reads(article) == (0, 0)


@pytest.mark.parametrize(
    "agent",
    [
        FIREFOX,
        "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 coc_coc_browser/117 Chrome/111 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Zalo iOS/500",
        "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1) Presto/2.8.119 Version/11.10",
    ],
)  # fmt: skip
def test_control_a_person_is_counted(client: Client, article: Article, agent: str) -> None:
    assert client.get(article.url, HTTP_USER_AGENT=agent).status_code == 200
    assert reads(article) == (1, 1)


def test_only_pages_that_are_read_count(client: Client, article: Article) -> None:
    address = article.url
    headers = {"HTTP_USER_AGENT": FIREFOX}
    assert client.head(address, **headers).content == b""
    client.get("/khong-co-trang-nay/", **headers)
    client.get("/rss.xml", **headers)
    client.get("/robots.txt", **headers)
    client.post(address, **headers)
    assert reads(article) == (0, 0)


def test_nothing_of_a_reader_is_kept(client: Client, article: Article) -> None:
    address = article.url
    secret = {
        "HTTP_USER_AGENT": f"{FIREFOX} dauvet-1", "REMOTE_ADDR": "203.0.113.77", "HTTP_REFERER": "https://dauvet-2.example/",
        "HTTP_X_FORWARDED_FOR": "203.0.113.78", "HTTP_COOKIE": "rieng=dauvet-3", "HTTP_ACCEPT_LANGUAGE": "dauvet-4",
    }  # fmt: skip
    answer = client.get(address, {"q": "dauvet-5"}, **secret)
    assert not answer.cookies
    counters.write()
    from daihoi.portal.serving import cache

    everything = json.dumps(list(Counter.objects.values())) + repr([*cache._pages.items(), counters.__dict__])
    for trace in ("dauvet", "203.0.113"):
        assert trace not in everything.replace("dauvet-5", "")
    assert {"key", "count"} == {field.name for field in Counter._meta.fields}


# --- the database refuses --------------------------------------------------------------------------------------------


def refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_counts: dict[str, int]) -> dict[str, int]:
        raise DatabaseError("database is locked")

    monkeypatch.setattr(journal, "add", fail)


def count_through_a_failure(monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[int, int]:
    """(readings, what the counters and the database say of them) when the database refused for a while."""
    counters.count(SITE)
    counters.write()
    with monkeypatch.context() as failing:
        refuse(failing)
        for _ in range(3):
            counters.count(SITE)
            counters.count("story:5")
            with pytest.raises(DatabaseError):
                counters.write()
        said = counters.value(SITE)
    counters.count(SITE)
    assert counters.write() == 1
    assert not list(folder.glob("*.json"))
    return said, written(SITE) + written("story:5")


def test_a_database_that_refuses_loses_nothing(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    assert count_through_a_failure(monkeypatch, folder) == (4, 5 + 3)
    assert counters.value(SITE) == written(SITE) == 5


def test_control_counts_that_wait_nowhere_are_missed(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(counters, "_put_by", lambda _batch: None)
    _said, total = count_through_a_failure(monkeypatch, folder)
    assert total < 5 + 3


def test_what_waited_when_the_process_was_killed_is_added_once_at_the_next_start(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    with monkeypatch.context() as failing:
        refuse(failing)
        for _ in range(2):
            counters.count("story:9")
            with pytest.raises(DatabaseError):
                counters.write()
    counters.forget()  # killed
    assert len(list(folder.glob("*.json"))) == 2
    counters.start()
    counters.start()
    assert (counters.value("story:9"), written("story:9")) == (2, 2)
    assert not Counter.objects.filter(pk__startswith=journal.MARK).exists()


def killed_after_the_commit(monkeypatch: pytest.MonkeyPatch) -> Path:
    """A batch that stands in the database, its file and mark not yet removed."""
    place = journal.keep({"story:9": 7})
    with monkeypatch.context() as killing:
        killing.setattr(Path, "unlink", lambda *_more, **_options: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            journal.settle(place)
    assert place.exists()
    return place


def test_a_kill_between_the_commit_and_the_removal_counts_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    killed_after_the_commit(monkeypatch)
    counters.start()
    assert written("story:9") == 7
    assert not Counter.objects.filter(pk__startswith=journal.MARK).exists()


def test_control_without_its_mark_the_batch_would_count_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    killed_after_the_commit(monkeypatch)
    Counter.objects.filter(pk__startswith=journal.MARK).delete()
    counters.start()
    assert written("story:9") == 14


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"site": "nhiều"}'])
def test_a_spoilt_file_is_set_aside_and_said(folder: Path, content: str, caplog: pytest.LogCaptureFixture) -> None:
    place = journal.keep({SITE: 1})
    place.write_text(content)
    counters.start()
    assert written(SITE) == 0
    assert [path.suffix for path in folder.iterdir()] == [".bad"]
    assert "set aside" in caplog.text


def test_a_full_disk_leaves_the_counts_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_counts: dict[str, int]) -> Path:
        raise OSError("no space left")

    with monkeypatch.context() as failing:
        refuse(failing)
        failing.setattr(journal, "keep", full)
        counters.count(SITE)
        with pytest.raises(DatabaseError):
            counters.write()
        assert counters.value(SITE) == 1
    counters.write()
    assert (counters.value(SITE), written(SITE)) == (1, 1)


def test_a_page_that_asks_while_it_is_written_down_counts_nobody_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    Counter.objects.create(pk="story:3", count=10)
    add, said = journal.add, []

    def asked_meanwhile(counts: dict[str, int]) -> dict[str, int]:
        told = add(counts)
        said.append(counters.value("story:3"))  # it stands in the database, the memory does not know yet
        return told

    monkeypatch.setattr(journal, "add", asked_meanwhile)
    counters.count("story:3")
    counters.write()
    assert [*said, counters.value("story:3")] == [11, 11]


# --- begin and end ---------------------------------------------------------------------------------------------------


def test_visits_go_on_from_where_they_were(client: Client, article: Article) -> None:
    counters.count(SITE)
    counters.start_at(SITE, 33_131_942)
    page = client.get(article.url, HTTP_USER_AGENT=FIREFOX).content.decode()
    assert "33.131.943" in page
    assert reads(article) == (1, 33_131_943)
    with pytest.raises(ValueError):
        counters.start_at(SITE, -1)


def test_a_counter_that_another_process_set_is_noticed_with_the_stamp() -> None:
    assert counters.value(SITE) == 0
    Counter.objects.update_or_create(pk=SITE, defaults={"count": 500})
    assert counters.value(SITE) == 0
    counters.look()
    assert counters.value(SITE) == 500


def test_who_is_counted_after_the_end_is_written_down_at_once() -> None:
    counters.close()
    counters.count(SITE)
    assert written(SITE) == 1


def test_a_beat_that_fails_ends_nothing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    calls: list[int] = []
    monkeypatch.setattr(pulse, "_stop", threading.Event())

    def job() -> None:
        calls.append(1)
        if len(calls) == 3:
            pulse._stop.set()
        raise ValueError("a picture that cannot be cut")

    beat = threading.Thread(target=pulse._beat, args=(0.001, job), name="thử")
    beat.start()
    beat.join(timeout=5)
    assert len(calls) == 3
    assert len(caplog.records) == 1  # said once, not at every beat
