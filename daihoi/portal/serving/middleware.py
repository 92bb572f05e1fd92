"""Gives kept pages out, keeps new ones, counts who reads; the desk and its doors pass by untouched."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import has_vary_header

from daihoi.portal.serving import cache, counters
from daihoi.portal.serving.kept import Kept
from daihoi.rules.vietnamese import number

NOT_KEPT = ("/toa-soan/", "/vao/", "/nhan/", "/tep/", "/tinh/")
QUESTIONS = {"trang", "q", "muc", "don-vi", "tu", "den", "co-chu", "in"}  # that pages know; others make no new page
LONGEST = 300  # characters of an address that is worth keeping
# Every browser begins so; what reads for nobody mostly does not, or says what it is. (Cubot makes telephones.)
BROWSER = ("Mozilla/", "Opera/")
BOT = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|preview|monitor|fetch|facebookexternalhit|curl|wget|python|java/|go-http|libwww|scan"
    r"|http_?client|headless|lighthouse|archive|feed|validator|phantomjs|google-read|mediapartners|googleother|uptime",
    re.IGNORECASE,
)
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?![.\d]))", re.IGNORECASE)


class PageMiddleware:
    """See the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or request.path.startswith(NOT_KEPT):
            return self.get_response(request)
        key = key_of(request)
        page = cache.get(key) if key else None
        cookies = None
        if page is None:
            made_in = cache.epoch()
            response = self.get_response(request)
            if response.streaming:
                return response
            page = Kept.of(response, time.monotonic() + cache.SECONDS)
            if key and may_keep(response):
                cache.put(key, page, made_in)
            cookies = response.cookies
        if page.status == 200 and page.html and is_reader(request):
            seen(request, page.story)
        answer = page.response(
            shown,
            gzip=takes_gzip(request.headers.get("Accept-Encoding", "")),
            known=request.headers.get("If-None-Match", ""),
        )
        if cookies:
            answer.cookies = cookies
        if request.method == "HEAD":
            answer.content = b""  # its length stays said
        return answer


def key_of(request: HttpRequest) -> str:
    """The name under which the answer may be kept; empty where it is not worth it."""
    if not request.GET:
        key = f"{request.get_host()}{request.path}"
    else:
        asked = sorted((name, value) for name, value in request.GET.items() if name in QUESTIONS)
        key = f"{request.get_host()}{request.path}?{urlencode(asked)}"
    return key if len(key) <= LONGEST else ""


def may_keep(response: HttpResponseBase) -> bool:
    """Whether everybody may be given this answer: nothing in it depends on who asked (`keep = False` says it does)."""
    return (
        response.status_code == 200
        and isinstance(response, HttpResponse)
        and getattr(response, "keep", True)
        and not response.cookies
        and not has_vary_header(response, "Cookie")
    )


def shown(key: str) -> str:
    """A counter as the page prints it."""
    return number(counters.value(key))


@lru_cache(maxsize=256)
def takes_gzip(accepted: str) -> bool:
    """Whether a reader with this Accept-Encoding takes gzip."""
    return _GZIP.search(accepted) is not None


def is_reader(request: HttpRequest) -> bool:
    """Whether a person outside the newsroom asked to see the page."""
    return (
        request.method == "GET"
        and is_browser(request.headers.get("User-Agent", ""))
        and "prefetch" not in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
        and request.headers.get("X-Moz") != "prefetch"
        and request.headers.get("Sec-Fetch-Dest", "document") == "document"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def is_browser(agent: str) -> bool:
    """Whether a program that calls itself `agent` shows pages to a person."""
    return agent.startswith(BROWSER) and BOT.search(agent) is None


def seen(request: HttpRequest, story: int | None) -> None:
    """Count a reading of `story`, and a visit where the reader came from outside."""
    if story is not None:
        counters.count(counters.story_key(story))
    site = request.headers.get("Sec-Fetch-Site")
    if site == "same-origin":
        return
    try:
        before = urlsplit(request.headers.get("Referer", "")).netloc
    except ValueError:  # "http://[": no address
        before = ""
    if before != request.get_host():
        counters.count(counters.SITE)
