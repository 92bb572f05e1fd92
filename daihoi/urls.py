"""Every URL of the office's process. A page that declares no access keeps the program from starting."""

from typing import cast

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import include, path

from daihoi.org.access import Permission, ScopedRequest, account, public, signed_in
from daihoi.web import views as web_views


def home(request: HttpRequest) -> HttpResponseBase:
    """Where the account begins: its season, its elections, the accounts it manages, the newsroom, or its account."""
    scope = cast(ScopedRequest, request).scope
    unit = scope.home()
    if unit and scope.can(Permission.FIGURES, unit):
        return redirect("season", unit.code)
    if unit and scope.can(Permission.NAMES, unit):
        return redirect("elections", unit.code)
    if unit and scope.can(Permission.USERS, unit):
        return redirect("users", unit.code)
    if unit and scope.can(Permission.NEWS, unit):
        return redirect("newsroom", unit.code)
    return redirect("account")


urlpatterns = [
    path("", signed_in(home), name="home"),
    path("vao/", public(account_views.login), name="account_login"),
    path("ra/", public(account_views.logout), name="account_logout"),
    path("tai-khoan/mat-khau/", account(account_views.password_change), name="account_change_password"),
    path("tai-khoan/xac-nhan/", account(account_views.reauthenticate), name="account_reauthenticate"),
    path("tai-khoan/yeu-to-hai/", account(mfa_views.index), name="mfa_index"),
    path("vao/ma/", public(mfa_views.authenticate), name="mfa_authenticate"),
    path("tai-khoan/yeu-to-hai/xac-nhan/", account(mfa_views.reauthenticate), name="mfa_reauthenticate"),
    path("tai-khoan/yeu-to-hai/bat/", account(totp_views.activate_totp), name="mfa_activate_totp"),
    path("tai-khoan/yeu-to-hai/tat/", account(totp_views.deactivate_totp), name="mfa_deactivate_totp"),
    path("tai-khoan/ma-du-phong/", account(recovery_views.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "tai-khoan/ma-du-phong/moi/",
        account(recovery_views.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "tai-khoan/ma-du-phong/tai/",
        account(recovery_views.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("ngon-ngu/", public(web_views.language), name="language"),
    path("suc-khoe/", public(web_views.health), name="health"),
    path("thanh-phan/", signed_in(web_views.components), name="components"),
    path("", include("daihoi.org.urls")),
    path("", include("daihoi.congress.urls")),
    path("", include("daihoi.elections.urls")),
    path("", include("daihoi.reports.urls")),
]

handler400 = web_views.bad_request
handler403 = web_views.forbidden
handler404 = web_views.not_found
handler500 = web_views.failed
