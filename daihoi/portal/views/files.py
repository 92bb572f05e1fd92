"""Files that readers fetch: pictures, attachments of articles, the short link as a square code."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import segno
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from daihoi.portal.desk.gate import office_stands
from daihoi.portal.models import Story
from daihoi.portal.models.library import PICTURE_TYPES
from daihoi.portal.queries import pictures
from daihoi.portal.queries.stories import handed_out, long, short
from daihoi.portal.serving import cache

_PICTURE = re.compile(r"[0-9a-f]{24}\.(webp|jpg|jpeg|png|gif)")
_KEPT = re.compile(r"[0-9a-f]{24}\.(pdf|docx|xlsx|bin)")
DAY = 24 * 3600  # seconds
_files: tuple[int, dict[int, dict[str, Any]]] = (-1, {})  # publication, files that may be fetched


def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture by the digest of what is in it, while a story that can be read shows it; to the newsroom, any.

    It never changes, but it may be withdrawn: browsers ask again after a day.
    """
    match = _PICTURE.fullmatch(name)
    if match is None or not (settings.PUBLIC_ROOT / name).exists():
        raise Http404
    if not pictures.is_shown(name):
        if not (request.user.is_authenticated and office_stands(request)):
            raise Http404
        response = _opened(name, content_type=PICTURE_TYPES[match[1]])
        response.headers["Cache-Control"] = "private, no-store"
        return response
    known = request.headers.get("If-None-Match") == f'"{name}"'
    answer = HttpResponseNotModified() if known else _opened(name, content_type=PICTURE_TYPES[match[1]])
    answer.headers["Cache-Control"] = f"public, max-age={DAY}"
    answer.headers["ETag"] = f'"{name}"'
    return answer


def attachment(request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    """An attachment that a published article hands out; `name` is for the reader alone."""
    global _files
    epoch, found = _files
    if epoch != cache.epoch():
        epoch, found = cache.epoch(), handed_out()
        _files = epoch, found
    file = found.get(number)
    if file is None or not _KEPT.fullmatch(file["kept"]):
        raise Http404
    return _opened(file["kept"], as_attachment=True, filename=file["name"], content_type=file["media_type"])


def _opened(name: str, **how: Any) -> FileResponse:
    try:
        return FileResponse((settings.PUBLIC_ROOT / name).open("rb"), **how)
    except OSError:
        raise Http404 from None


def code(request: HttpRequest, text: str) -> HttpResponse:
    """The square code of an article's short link."""
    found = get_object_or_404(Story.objects.live().only("page"), pk=long(text))
    out = BytesIO()
    segno.make(short_address(found.page), error="m", micro=False).save(
        out, kind="svg", xmldecl=False, border=4, dark="#24201a", light="#ffffff", omitsize=True
    )
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def short_address(page: int) -> str:
    """The short link of an article in full."""
    return f"{settings.WAGTAILADMIN_BASE_URL}/b/{short(page)}/"
