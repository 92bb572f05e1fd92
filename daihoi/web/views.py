"""Pages of the toolkit itself; the room above says who may open them."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from daihoi.web import samples
from daihoi.web.drawer import page

language = require_POST(set_language)  # the next address is checked against the host; the choice lies in a cookie


@require_GET
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Whether the server and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"ok": True})


def components(request: HttpRequest) -> HttpResponse:
    """Every component of the pages with sample data."""
    return page(request, "web/components.html", samples.context(request), figures=samples.FIGURES)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, in words that help."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403; `PermissionDenied("…")` may say why in the reader's language."""
    why = str(exception) if exception is not None and exception.args else ""
    return render(request, "403.html", {"why": why}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: what lies outside the scope does not exist."""
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500, drawn without the request: neither database nor session may be there."""
    return HttpResponse(_bare("500.html"), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503, while the program is being serviced."""
    return HttpResponse(_bare("503.html"), status=503, headers={"Retry-After": "120"})


def _bare(template: str) -> str:
    return render_to_string(template, {"language": get_language() or "vi"})
