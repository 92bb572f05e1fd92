"""The drawer of a figure: `?so=<key>` asks a page where one of its numbers comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.utils.cache import patch_vary_headers

from daihoi.rules.figures import Figure

PARAM = "so"
TARGET = "so-lieu"

Figures = Mapping[str, Figure] | Callable[[str], Figure | None]


def drawer_for(request: HttpRequest, figures: Figures) -> Figure | None:
    """The figure that the reader asked for; None where none was asked or the page has no such figure."""
    key = request.GET.get(PARAM)
    if not key:
        return None
    return figures(key) if callable(figures) else figures.get(key)


def wants_drawer_only(request: HttpRequest) -> bool:
    """Whether htmx fetches the drawer into a page that is already open."""
    return request.headers.get("HX-Target") == TARGET


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    figures: Figures | None = None,
    status: int | None = None,
) -> HttpResponse:
    """Draw a page whose numbers can be asked: the whole page, or for htmx its drawer alone."""
    drawer = drawer_for(request, figures) if figures is not None else None
    if wants_drawer_only(request):
        response = django_render(request, "web/parts/drawer.html", {"drawer": drawer}, status=status)
    else:
        response = django_render(request, template, {**(context or {}), "drawer": drawer}, status=status)
    patch_vary_headers(response, ["HX-Target"])
    return response
