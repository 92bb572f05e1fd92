"""Every URL of the office's process. A page that declares no access keeps the program from starting."""

from allauth.account import views as account_views
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import include, path, reverse

from daihoi.org.access import ScopedRequest, account, public, signed_in
from typing import cast


def home(request: HttpRequest) -> HttpResponseBase:
    """The season of the highest unit that the account has a grant at."""
    unit = cast(ScopedRequest, request).scope.home()
    return redirect(reverse("season", args=[unit.code]) if unit else reverse("account"))


urlpatterns = [
    path("", signed_in(home), name="home"),
    path("vao/", public(account_views.login), name="account_login"),
    path("ra/", public(account_views.logout), name="account_logout"),
    path("tai-khoan/mat-khau/", account(account_views.password_change), name="account_change_password"),
    path("", include("daihoi.web.urls")),
    path("", include("daihoi.org.urls")),
    path("", include("daihoi.congress.urls")),
    path("", include("daihoi.elections.urls")),
    path("", include("daihoi.reports.urls")),
]
