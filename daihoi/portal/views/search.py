"""The search: words with or without marks, in a section, a corner, a time."""

from __future__ import annotations

import re
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from daihoi.portal.queries import search as queries
from daihoi.portal.queries.search import Question
from daihoi.portal.queries.shell import Shell, shell
from daihoi.portal.queries.stories import sheet_number
from daihoi.rules.snapshot import YEARS
from daihoi.rules.vietnamese import nfc

MANY_PLACES = 400  # corners that a list to choose from still holds
_VIETNAMESE_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class UnclearError(Exception):
    """A question that cannot be answered; the sentence says why."""


def search(request: HttpRequest) -> HttpResponse:
    """The form, and what was found."""
    here = shell()
    asked = {name: _CONTROL.sub(" ", nfc(request.GET.get(name, ""))).strip() for name in ASKED}
    context = {"title": "Tìm kiếm", "asked": asked, "shell": here, "unit": asked["don-vi"]}
    context["choose"] = len(here.places) <= MANY_PLACES
    status = 200
    try:
        question = _question(asked, here)
        number = sheet_number(request.GET.get("trang") or None)
        if any(asked.values()):
            context |= {"sheet": queries.search(question, number)}
        context["most"] = queries.MOST
    except UnclearError as unclear:
        context["sentence"], status = str(unclear), 400
    except Http404:
        context["sentence"], status = "Không có tờ kết quả này. Hãy bấm Tìm lại từ đầu.", 404
    if asked["q"]:
        context["title"] = f"Tìm “{asked['q'][:60]}”"
    response = render(request, "portal/search.html", context, status=status)
    response.keep = False  # type: ignore[attr-defined]  # what people look for is kept nowhere
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


ASKED = ("q", "muc", "don-vi", "tu", "den")


def _question(asked: dict[str, str], here: Shell) -> Question:
    """The question that the form's fields ask; UnclearError where one of them says nothing known."""
    text = asked["q"]
    if len(text) > queries.LONGEST:
        asked["q"] = ""
        raise UnclearError(f"Câu tìm dài quá {queries.LONGEST} ký tự. Hãy tìm bằng vài từ thôi.")
    section = next((one.pk for one in here.sections if one.slug == asked["muc"]), None)
    if asked["muc"] and section is None:
        raise UnclearError("Không có chuyên mục này. Hãy chọn lại chuyên mục.")
    if asked["don-vi"] and asked["don-vi"] not in here.places:
        raise UnclearError("Không có đơn vị này trên cổng. Hãy chọn lại đơn vị.")
    since, until = _day(asked, "tu", "Từ ngày"), _day(asked, "den", "Đến ngày")
    if since and until and since > until:
        raise UnclearError("Từ ngày đứng sau Đến ngày. Hãy đổi lại hai ngày.")
    question = Question(text, section, asked["don-vi"], since, until)
    if len(question.terms) > queries.MOST_TERMS:
        raise UnclearError(f"Câu tìm có hơn {queries.MOST_TERMS} từ. Hãy bớt từ, hoặc chép một phần của câu thôi.")
    if text and not question.terms:
        raise UnclearError("Câu tìm không có chữ hay số nào. Hãy gõ vài từ của bài cần tìm.")
    return question


def _day(asked: dict[str, str], name: str, label: str) -> date | None:
    """The day in a field, as browsers send it or as people write it; the field then holds what browsers show."""
    text = asked[name]
    if not text:
        return None
    asked[name] = ""
    spelt = _VIETNAMESE_DAY.fullmatch(text)
    try:
        found = date(int(spelt[3]), int(spelt[2]), int(spelt[1])) if spelt else date.fromisoformat(text)
        if found.year not in YEARS:
            raise ValueError
    except ValueError:
        raise UnclearError(f"Ô {label} không phải một ngày. Hãy ghi như 27/8/2020.") from None
    asked[name] = found.isoformat()
    return found
