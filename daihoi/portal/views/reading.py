"""Front page, sections, articles, days, corners: what a reader opens."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from daihoi.portal.models import Section, Story


def front(request: HttpRequest) -> HttpResponse:
    """The front page."""
    return render(request, "portal/front.html", {"stories": list(Story.objects.listed()[:20])})


def section(request: HttpRequest, slug: str) -> HttpResponse:
    """A section, newest first."""
    here = get_object_or_404(Section, slug=slug)
    return render(
        request, "portal/list.html", {"title": here.name, "stories": Story.objects.listed().filter(section=here)[:20]}
    )


def story(request: HttpRequest, page: int, slug: str) -> HttpResponse:
    """An article; 410 with the reason where it was withdrawn."""
    found = get_object_or_404(Story.objects.select_related("section", "snapshot"), pk=page)
    if found.withdrawn_at is not None:
        return render(request, "portal/withdrawn.html", {"story": found}, status=410)
    if slug != found.slug:
        return redirect(found, permanent=True)
    response = render(request, "portal/story.html", {"story": found})
    response.story = found.pk  # type: ignore[attr-defined]  # what the middleware counts
    return response
