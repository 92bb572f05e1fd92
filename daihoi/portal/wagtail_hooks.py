"""Wagtail's hooks: the desk's menu, what choosers offer, withdrawal in the place of unpublishing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from daihoi.portal.desk.own import own_panels, own_people
from daihoi.portal.desk.scope import Scope

# What Wagtail's forms of links leave without a name of their own.
LABELS = {
    "link_text": "Chữ của liên kết",
    "email_address": "Địa chỉ thư điện tử",
    "subject": "Tiêu đề thư",
    "body": "Nội dung thư",
    "phone_number": "Số điện thoại",
}
for form in (AnchorLinkChooserForm, EmailLinkChooserForm, ExternalLinkChooserForm, PhoneLinkChooserForm):
    for name, field in form.base_fields.items():
        field.label = LABELS.get(name, field.label)
own_people()

MENU = {
    "articles": ("Tin bài", "wagtailadmin_explore_root", "folder-open-inverse"),
    "images": ("Ảnh", "wagtailimages:index", "image"),
    "documents": ("Tài liệu", "wagtaildocs:index", "doc-full-inverse"),
    "published": ("Số liệu công bố", "desk_published", "table"),
    "journal": ("Nhật ký", "desk_journal", "history"),
    "portal": ("Xem cổng", "front", "view"),
}


@hooks.register("construct_main_menu")
def menu(request: HttpRequest, items: list[Any]) -> None:
    """Six things, and nothing of what Wagtail offers to who runs a site."""
    items[:] = [
        MenuItem(
            label, f"{reverse(address)}{'#' if address == 'front' else ''}", name=name, icon_name=icon, order=place
        )
        for place, (name, (label, address, icon)) in enumerate(MENU.items(), start=1)
    ]


@hooks.register("construct_homepage_summary_items")
def summary(request: HttpRequest, items: list[Any]) -> None:
    """Counts of the whole site are nobody's here."""
    items.clear()


@hooks.register("construct_homepage_panels")
def home(request: HttpRequest, panels: list[Any]) -> None:
    """What was one's own in a former corner is no longer."""
    panels[:] = own_panels(panels)


@hooks.register("construct_page_chooser_queryset")
def choosable(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """One's own articles, and what readers can read elsewhere; no draft of another corner."""
    return Scope(request.user).linkable(pages)


@hooks.register("before_unpublish_page")
def withdraw_instead(request: HttpRequest, page: Page) -> HttpResponse:
    """Readers are told why."""
    return redirect("desk_withdraw", page.pk)


@hooks.register("before_delete_page")
def never_what_was_read(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What was published is withdrawn with its reason; a corner is the office's."""
    if page.specific.permissions_for_user(request.user).can_delete():
        return None
    messages.error(request, "Bài đã từng đăng thì không xoá được: hãy rút bài và ghi lý do.")
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_move_page")
@hooks.register("before_copy_page")
def articles_only(request: HttpRequest, page: Page, *_more: Any) -> HttpResponse | None:
    """A corner is neither copied nor moved."""
    from daihoi.portal.models import Article

    return None if isinstance(page.specific, Article) else redirect("wagtailadmin_home")


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Withdrawal in the history of an article."""

    @actions.register_action("portal.withdraw")
    class Withdrawal(LogFormatter):
        label = "Rút bài"

        def format_message(self, entry: Any) -> str:
            return f"Rút bài: {entry.data.get('reason', '')}"


@hooks.register("insert_global_admin_css")
def style() -> SafeString:
    """Our colours; and nothing that would act on many things at once."""
    return format_html('<link rel="stylesheet" href="{}">', static("portal/desk.css"))


@hooks.register("insert_global_admin_js")
def script() -> SafeString:
    """Starts what Wagtail starts by scripts within the page, which the desk's policy does not run."""
    return format_html('<script src="{}"></script>', static("portal/desk.js"))


@hooks.register("get_avatar_url")
def avatar(user: Any, size: int) -> str:
    """One drawing for everybody: nothing is asked from elsewhere."""
    return static("wagtailadmin/images/default-user-avatar.png")
