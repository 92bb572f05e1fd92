"""The program's addresses and one that tells everybody's names in every format, as a control."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.urls import include, path

from daihoi.elections.models import Candidate
from daihoi.formats import docx, pdf, xlsx
from daihoi.formats.blocks import Document, Meta, para
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.models import Unit


def _document(names: list[str]) -> Document:
    return Document(Meta("Rò rỉ"), tuple(para(name) for name in names))


@page(Permission.FIGURES)
def leak(_request: ScopedRequest, unit: Unit, kind: str) -> HttpResponse:
    names = list(Candidate.objects.values_list("name", flat=True))
    match kind:
        case "xlsx":
            return HttpResponse(xlsx.write_table("Tên", ["Tên"], [[name] for name in names]), xlsx.MIME)
        case "docx":
            return HttpResponse(docx.render(_document(names)), docx.MIME)
        case "pdf":
            return HttpResponse(pdf.render(_document(names)), pdf.MIME)
        case "json":
            return JsonResponse({"names": names})
    return HttpResponse("<p>" + " ".join(names))


urlpatterns = [path("", include("daihoi.urls")), path("u/<str:unit>/ro-ri/<str:kind>/", leak, name="leak")]
