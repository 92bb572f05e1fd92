"""The program's addresses and one whose view declares nothing, as a control."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def forgotten(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("everything")


urlpatterns = [path("", include("daihoi.urls")), path("quen/", forgotten, name="forgotten")]
