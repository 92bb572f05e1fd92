"""Front page, sections, articles, days, corners: what a reader opens."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from daihoi.portal.models import Section, Story, StoryTag
from daihoi.portal.queries import days, season, stories
from daihoi.portal.queries.article import story_context, story_found
from daihoi.portal.queries.papers import papers
from daihoi.portal.queries.shell import shell
from daihoi.portal.queries.tree import about
from daihoi.rules.snapshot import YEARS, SnapshotKind

LARGEST = 2**63 - 1  # number of a page that a database can be asked for
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def _day(year: int, month: int, day: int) -> date:
    """The day of an address; Http404 where the calendar has none, or none with days around it."""
    try:
        found = date(year, month, day)
    except (ValueError, OverflowError):
        raise Http404 from None
    if found.year not in YEARS:
        raise Http404
    return found


def front(request: HttpRequest) -> HttpResponse:
    """The front page."""
    here = shell()
    shown = stories.front(here.sections)
    reached = season.topmost(season.reached(here.places))[:2]
    return render(request, "portal/front.html", {"front": shown, "reached": reached, "current": "trang-chu"})


def section(request: HttpRequest, slug: str) -> HttpResponse:
    """A section, newest first."""
    here = get_object_or_404(Section, slug=slug)
    sheet = stories.sheet(Story.objects.listed().filter(section=here), request.GET.get("trang"))
    return render(
        request, "portal/section.html", {"title": here.name, "section": here, "sheet": sheet, "current": slug}
    )


def story(request: HttpRequest, page: int, slug: str) -> HttpResponse:
    """An article; 410 with the reason where it was withdrawn."""
    here = shell()
    found = story_found(page, here) if page <= LARGEST else None
    if found is None:
        raise Http404
    if found.withdrawn_at is not None:
        return render(request, "portal/withdrawn.html", {"title": "Bài đã được rút", "story": found}, status=410)
    if slug != found.slug:
        asked = request.GET.urlencode()
        return redirect(f"{found.get_absolute_url()}{'?' if asked else ''}{asked}", permanent=True)
    response = render(request, "portal/story.html", story_context(found, here))
    response.story = found.pk  # type: ignore[attr-defined]  # what the middleware counts
    return response


def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories under a tag."""
    if _CONTROL.search(slug):  # that PostgreSQL cannot even be asked for
        raise Http404
    name = StoryTag.objects.filter(slug=slug, story__withdrawn_at=None).values_list("name", flat=True).first()
    if name is None:
        raise Http404
    sheet = stories.sheet(Story.objects.listed().filter(tags__slug=slug), request.GET.get("trang"))
    return render(request, "portal/list.html", {"title": f"Thẻ: {name}", "sheet": sheet})


def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """The news of a day."""
    here = _day(year, month, day)
    begin, end = days.span(here, here + timedelta(days=1))
    before, after = days.beside(here)
    sheet = stories.sheet(
        Story.objects.listed().filter(shown_at__gte=begin, shown_at__lt=end), request.GET.get("trang")
    )
    context = {"title": f"Tin ngày {day}/{month}/{year}", "day": here, "before": before, "after": after, "sheet": sheet}
    return render(request, "portal/day.html", context)


def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The news of a month."""
    first = _day(year, month, 1)
    begin, end = days.span(first, (first + timedelta(days=32)).replace(day=1))
    sheet = stories.sheet(
        Story.objects.listed().filter(shown_at__gte=begin, shown_at__lt=end), request.GET.get("trang")
    )
    context = {"title": f"Tin tháng {month}/{year}", "day": first, "month": shell().month(year, month), "sheet": sheet}
    return render(request, "portal/month.html", context)


def archive(request: HttpRequest) -> HttpResponse:
    """Every month that has news."""
    return render(
        request, "portal/archive.html", {"title": "Lưu trữ theo tháng", "years": days.years(), "current": "luu-tru"}
    )


def galleries(request: HttpRequest) -> HttpResponse:
    """Galleries of published stories."""
    sheet = stories.sheet(stories.galleries(), request.GET.get("trang"))
    return render(request, "portal/galleries.html", {"title": "Chùm ảnh", "sheet": sheet, "current": "anh"})


def units(request: HttpRequest) -> HttpResponse:
    """The corners of the units, from the top."""
    tops = [one for one in shell().places.values() if one.parent is None]
    return render(request, "portal/units.html", {"title": "Các đơn vị", "tops": tops, "current": "don-vi"})


def unit(request: HttpRequest, code: str) -> HttpResponse:
    """A unit's corner: its news and those of the corners below, what its office published, the corners below."""
    here = shell().places.get(code)
    if here is None:
        raise Http404
    number = request.GET.get("trang")
    sheet = stories.sheet(Story.objects.listed().filter(unit__in=here.codes), number)
    context = {"title": here.name, "place": here, "sheet": sheet, "about": about(code)}
    if number in (None, "1"):
        lines = season.standing(SnapshotKind.FIGURES, code) | season.standing(SnapshotKind.RESULT, code)
        context |= {"lines": list(lines | season.standing(SnapshotKind.COMMENDATION, code)), "papers": papers(5, code)}
    return render(request, "portal/unit.html", context)


def short(request: HttpRequest, text: str) -> HttpResponse:
    """The short link of an article."""
    return redirect(get_object_or_404(Story.objects.live().only("page", "slug"), pk=stories.long(text)), permanent=True)
