"""Gives kept pages out, keeps new ones, counts who reads; the desk and its doors pass by untouched."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from daihoi.portal.serving import cache, counters, pulse
from daihoi.portal.serving.kept import Kept
from daihoi.rules.vietnamese import number

NOT_KEPT = ("/toa-soan/", "/vao/", "/nhan/", "/tep/", "/tinh/")
QUESTIONS = {"trang", "q", "muc", "don-vi", "tu", "den", "co-chu", "in"}  # that pages know; others make no new page
LONGEST = 300  # characters of a question that is worth keeping
# Programs that read for nobody. What calls itself a browser is taken for one.
BOT = re.compile(
    r"bot|crawl|spider|slurp|preview|monitor|fetch|facebookexternalhit|curl|wget|python|java/|go-http|libwww|scan|http_?client",
    re.IGNORECASE,
)


class PageMiddleware:
    """See the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        pulse.start()
        if request.method not in ("GET", "HEAD") or request.path.startswith(NOT_KEPT):
            return self.get_response(request)
        key = key_of(request)
        page = cache.get(key) if key else None
        if page is None:
            made_in = cache.epoch()
            response = self.get_response(request)
            if response.streaming:
                return response
            page = Kept.of(response, time.monotonic() + cache.SECONDS)
            if key and response.status_code == 200 and not response.cookies:
                cache.put(key, page, made_in)
        if is_reader(request) and page.status == 200:
            seen(request, page.story)
        gzip = "gzip" in request.headers.get("Accept-Encoding", "")
        return page.response(shown, gzip=gzip, known=request.headers.get("If-None-Match", ""))


def key_of(request: HttpRequest) -> str:
    """The name under which the answer may be kept; empty where it is not worth it."""
    if not request.GET:
        return f"{request.get_host()}{request.path}"
    asked = sorted((name, value) for name, value in request.GET.items() if name in QUESTIONS)
    key = f"{request.get_host()}{request.path}?{urlencode(asked)}"
    return key if len(key) <= LONGEST else ""


def shown(key: str) -> str:
    """A counter as the page prints it."""
    return number(counters.value(key))


def is_reader(request: HttpRequest) -> bool:
    """Whether a person outside the newsroom asked to see the page."""
    agent = request.headers.get("User-Agent", "")
    ahead = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return (
        request.method == "GET"
        and bool(agent)
        and BOT.search(agent) is None
        and "prefetch" not in ahead
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def seen(request: HttpRequest, story: int | None) -> None:
    """Count a reading of `story`, and a visit where the reader came from outside."""
    if story is not None:
        counters.count(counters.story_key(story))
    if urlsplit(request.headers.get("Referer", "")).netloc != request.get_host():
        counters.count(counters.SITE)
