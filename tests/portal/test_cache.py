"""Kept pages: the same bytes compressed or not, never a stale one, nothing that is meant for one person."""

from __future__ import annotations

import gzip
import random
import threading

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from daihoi.portal.actions import stamp_next
from daihoi.portal.models import Stamp
from daihoi.portal.serving import cache, pulse
from daihoi.portal.serving.kept import Kept
from daihoi.portal.serving.middleware import PageMiddleware, takes_gzip
from tests.portal.builders import a_site, an_article

TEXT = st.text(max_size=200)
NAMES = st.from_regex(r"[a-z]{1,6}(:[0-9]{1,5})?", fullmatch=True)
NUMBERS = st.text("0123456789.", min_size=0, max_size=14)


def kept(content: str | bytes, content_type: str = "text/html; charset=utf-8") -> Kept:
    return Kept.of(HttpResponse(content, content_type=content_type), cache.time.monotonic() + 60)


@given(st.lists(st.tuples(TEXT, NAMES)), TEXT, st.dictionaries(NAMES, NUMBERS))
def test_the_compressed_page_is_the_plain_page_for_any_counters(
    pieces: list[tuple[str, str]], end: str, numbers: dict[str, str]
) -> None:
    page = kept("".join(f"{text}<!--#{name}#-->" for text, name in pieces) + end)
    plain = page.response(lambda name: numbers.get(name, "0"), gzip=False)
    packed = page.response(lambda name: numbers.get(name, "0"), gzip=True)
    assert gzip.decompress(packed.content) == plain.content
    assert plain.content.decode() == "".join(text + numbers.get(name, "0") for text, name in pieces) + end
    for answer in (plain, packed):
        assert int(answer["Content-Length"]) == len(answer.content)
    assert packed["Content-Encoding"] == "gzip"


def test_control_a_wrong_check_sum_is_found() -> None:
    packed = kept("<p><!--#site#--></p>").response(lambda _name: "1", gzip=True).content
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(packed[:-8] + bytes([packed[-8] ^ 1]) + packed[-7:])


@pytest.mark.parametrize("kind", ["application/json", "application/pdf", "text/plain", "application/rss+xml"])
def test_a_file_goes_out_as_it_is(kind: str) -> None:
    content = b'{"text": "<!--#site#-->"}'
    page = kept(content, kind)
    assert page.response(lambda _name: "7", gzip=False).content == content


def test_who_has_the_page_is_told_so_whatever_the_counters_say() -> None:
    page = kept("<p><!--#site#--></p>")
    first = page.response(lambda _name: "1", gzip=False)
    for known in (first["ETag"], first["ETag"].removeprefix("W/"), f'"khac", {first["ETag"]}'):
        again = page.response(lambda _name: "2", gzip=True, known=known)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
    assert page.response(lambda _name: "2", gzip=True, known='W/"khac"').status_code == 200


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip, deflate, br", True), ("br;q=1.0, gzip;q=0.8", True), ("GZIP", True), ("", False), ("identity", False),
        ("gzip;q=0", False), ("gzip; q=0.000", False), ("gzip;q=0.5", True), ("x-gzipped", False),
        ("gzip;q=1.2.3", True),
    ],
)  # fmt: skip
def test_only_who_takes_gzip_gets_it(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) is takes


# --- what is kept ----------------------------------------------------------------------------------------------------


def through(response: HttpResponse, path: str = "/", **headers: str) -> tuple[HttpResponse, HttpResponse, int]:
    """(first answer, second answer, how often the page was made)."""
    made = []

    def make(_request: HttpRequest) -> HttpResponse:
        made.append(1)
        return response

    middleware = PageMiddleware(make)
    first, second = (middleware(RequestFactory().get(path, **headers)) for _ in range(2))  # type: ignore[arg-type]
    return first, second, len(made)  # type: ignore[return-value]


@pytest.mark.django_db
def test_a_page_is_made_once_and_asked_for_again_every_time() -> None:
    first, second, made = through(HttpResponse("<p>Tin</p>"))
    assert made == 1
    assert first.content == second.content
    assert second["Cache-Control"] == "no-cache"
    assert second["Vary"] == "Accept-Encoding"


@pytest.mark.django_db
def test_what_is_meant_for_one_is_given_to_no_other_and_reaches_him_whole() -> None:
    with_cookie = HttpResponse("riêng")
    with_cookie.set_cookie("toa_soan", "bi-mat")
    vary = HttpResponse("riêng")
    vary["Vary"] = "Cookie"
    unkept = HttpResponse("riêng")
    unkept.keep = False  # type: ignore[attr-defined]
    for response in (with_cookie, vary, unkept, HttpResponse("không có", status=404), HttpResponse(status=302)):
        first, second, made = through(response)
        assert made == 2
        assert first.status_code == second.status_code == response.status_code
        assert first.cookies == response.cookies
        if "Cookie" in response.get("Vary", ""):
            assert "Cookie" in first["Vary"]
            assert "Accept-Encoding" in first["Vary"]
    assert not cache._pages


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/toa-soan/x/", "/vao/", "/tep/a.webp"])
def test_desk_doors_and_files_pass_by(path: str) -> None:
    response = HttpResponse("<!--#site#-->")
    first, _second, made = through(response, path)
    assert made == 2
    assert first is response


@pytest.mark.django_db
def test_questions_that_no_page_knows_make_no_new_page(client: Client) -> None:
    a_site()
    address = an_article().url
    for query in ("", "?fbclid=1", "?utm_source=zalo", "?trang=1", "?a=1&trang=1"):
        assert client.get(f"{address}{query}").status_code == 200
    assert len(cache._pages) == 3  # without a question, with an empty one, with a sheet


@pytest.mark.django_db
def test_a_question_that_no_page_knows_leaves_no_trace_in_what_others_get(client: Client) -> None:
    a_site()
    address = an_article().url
    for path in (address, "/", "/don-vi/Q.1/", "/luu-tru/"):
        client.get(path, {"utm_source": "dauvet", "x": "dauvet"}, HTTP_REFERER="https://dauvet.example/")
        assert "dauvet" not in client.get(path).content.decode()


def test_what_is_asked_for_stays_and_what_nobody_asks_for_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    page = kept("x" * 1000, "application/pdf")
    monkeypatch.setattr(cache, "MOST_BYTES", page.size * 10)
    cache.put("hot", page, cache.epoch())
    for number in range(100):
        cache.put(f"cold{number}", page, cache.epoch())
        assert cache.get("hot") is not None
    assert len(cache._pages) == 10
    assert cache.get("cold0") is None
    monkeypatch.setattr(cache, "LARGEST", page.size - 1)
    cache.put("large", page, cache.epoch())
    assert cache.get("large") is None


def test_a_page_lasts_a_minute_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put("old", kept("x"), cache.epoch())
    assert cache.get("old") is not None
    now = cache.time.monotonic()
    monkeypatch.setattr(cache.time, "monotonic", lambda: now + 61)
    assert cache.get("old") is None


# --- never a stale page ----------------------------------------------------------------------------------------------


def test_a_page_that_was_being_made_when_something_was_published_is_not_kept() -> None:
    made_in = cache.epoch()
    cache.forget()
    cache.put("stale", kept("x"), made_in)
    assert cache.get("stale") is None
    cache.put("fresh", kept("x"), cache.epoch())
    assert cache.get("fresh") is not None


def test_many_threads_never_meet_a_page_from_before_a_publication() -> None:
    version, stale, stop = [0], [], threading.Event()

    def read() -> None:
        drawn = random.Random(1)
        while not stop.is_set():
            now = version[0]
            key = f"p{drawn.randrange(4)}"
            page = cache.get(key)
            if page is None:
                made_in = cache.epoch()
                page = kept(str(version[0]), "application/pdf")
                cache.put(key, page, made_in)
            elif int(page.pieces[0]) < now:
                stale.append((int(page.pieces[0]), now))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(300):
        # the database changes and then everything is forgotten; whoever asks in between may see either
        with cache._lock:
            version[0] += 1
            cache._epoch += 1
            cache._pages.clear()
            cache._size = 0
    stop.set()
    for thread in threads:
        thread.join(timeout=10)
    assert not stale


@pytest.mark.django_db(transaction=False)
def test_publishing_here_or_in_another_process_forgets_every_page(
    django_capture_on_commit_callbacks: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "_seen", None)
    cache.put("page", kept("x"), cache.epoch())
    pulse.notice()  # the first look: something may have been published since the process began
    assert cache.get("page") is None
    cache.put("page", kept("x"), cache.epoch())
    pulse.notice()
    assert cache.get("page") is not None
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        stamp_next()
    assert cache.get("page") is None  # here, at once
    pulse.notice()
    cache.put("page", kept("x"), cache.epoch())
    Stamp.objects.filter(pk=1).update(value=999)  # elsewhere
    pulse.notice()
    assert cache.get("page") is None


@pytest.mark.django_db
def test_the_front_page_shows_what_was_just_published(
    client: Client, django_capture_on_commit_callbacks: object
) -> None:
    a_site()
    assert "Tin nóng hổi" not in client.get("/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        an_article(title="Tin nóng hổi")
    assert "Tin nóng hổi" in client.get("/").content.decode()
