"""The gate of the newsroom: every address below /toa-soan/ is declared here, with what its number must belong to.

Wagtail asks for permissions view by view. This gate stands before all of them: an address that is not declared does
not exist (404), and neither does a page, photograph or document outside the person's corners.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum, auto
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.defaults import page_not_found

from daihoi.portal.desk.scope import Scope

PREFIX = "/toa-soan/"
OFFICE = "office"  # the session's note of the key that let the person in


class Need(Enum):
    """What the numbers in an address must belong to."""

    CLOSED = auto()
    NOTHING = auto()  # anybody, signed in or not: no content
    DESK = auto()  # lists by itself only what is in reach
    ARTICLE = auto()
    CORNER = auto()
    OWN = auto()  # an article, the corner, or what stands above it
    BRANCH = auto()  # a page to look into: the corner, its articles, and what stands above it
    SHELF = auto()  # a corner from which a published article may be chosen
    PHOTO = auto()
    FILE = auto()


def _names(prefix: str, names: str) -> Iterable[str]:
    return (f"{prefix}{name}" for name in names.split())


_PAGES = "wagtailadmin_pages:"
_DECLARED: list[tuple[Need, Iterable[str]]] = [
    (Need.NOTHING, ["wagtailadmin_sprite", "wagtailadmin_javascript_catalog", "wagtailadmin_logout", ":nowhere"]),
    (
        Need.DESK,
        _names("wagtailadmin_", "home explore_root choose_page choose_page_search choose_page_chosen_multiple"),
    ),
    (Need.DESK, _names("wagtailadmin_choose_page_", "external_link email_link phone_link anchor_link")),
    (
        Need.DESK,
        ["wagtailadmin_tag_autocomplete", "wagtailadmin_dismissibles", "wagtailadmin_editing_sessions:release"],
    ),
    (Need.DESK, _names("desk_", "published intake journal article_from")),
    (Need.DESK, _names(_PAGES, "search search_results")),
    (Need.BRANCH, ["wagtailadmin_explore", "wagtailadmin_explore_results"]),
    (Need.SHELF, ["wagtailadmin_choose_page_child"]),
    (Need.CORNER, _names(_PAGES, "add preview_on_add add_subpage")),
    (Need.ARTICLE, ["desk_withdraw", "desk_unpublish", "wagtailadmin_editing_sessions:ping"]),
    (
        Need.ARTICLE,
        _names(_PAGES, "edit preview_on_edit view_draft delete unpublish copy move move_confirm lock unlock"),
    ),
    (Need.ARTICLE, _names(_PAGES, "workflow_action collect_workflow_action_data confirm_workflow_cancellation")),
    (Need.ARTICLE, _names(_PAGES, "workflow_preview workflow_history workflow_history_detail")),
    (Need.OWN, _names(_PAGES, "history history_results usage")),
    (Need.ARTICLE, _names(_PAGES, "revisions_index revisions_view revisions_revert revisions_unschedule")),
    (Need.ARTICLE, _names(_PAGES, "revisions_compare")),
    (Need.DESK, _names("wagtailimages:", "index index_results add add_multiple create_multiple_from_uploaded_image")),
    (Need.DESK, _names("wagtailimages:", "delete_upload_multiple")),
    (Need.PHOTO, ["desk_image", "desk_image_delete"]),
    (Need.PHOTO, _names("wagtailimages:", "edit delete image_usage edit_multiple delete_multiple")),
    (Need.DESK, _names("wagtailimages_chooser:", "choose choose_results create chosen_multiple")),
    (Need.PHOTO, _names("wagtailimages_chooser:", "chosen select_format")),
    (Need.DESK, _names("wagtaildocs:", "index index_results add add_multiple delete_upload_multiple")),
    (Need.DESK, _names("wagtaildocs:", "create_multiple_from_uploaded_document")),
    (Need.FILE, _names("wagtaildocs:", "edit delete document_usage edit_multiple delete_multiple")),
    (Need.DESK, _names("wagtaildocs_chooser:", "choose choose_results create chosen_multiple")),
    (Need.FILE, _names("wagtaildocs_chooser:", "chosen")),
    # No second user base, no settings, no figures of the whole site, nothing that acts on many things at once.
    (Need.CLOSED, _names("wagtailadmin_", "account login error_test tag_model_autocomplete block_preview")),
    (Need.CLOSED, ["wagtail_bulk_action", ":test404"]),
    (
        Need.CLOSED,
        _names(_PAGES, "type_use type_use_results choose_parent convert_alias set_page_position set_privacy"),
    ),
    (Need.CLOSED, _names("wagtailimages:", "url_generator url_generator_output preview")),
]
# Namespaces that are closed whole.
_CLOSED = (
    "wagtailadmin_api", "wagtailadmin_collections", "wagtailadmin_reports", "wagtailadmin_workflows", "wagtailembeds",
    "wagtailsnippets", "wagtailsites", "wagtailusers_users", "wagtailusers_groups", "wagtailadmin_password_reset",
)  # fmt: skip
NEEDS = {name: need for need, names in _DECLARED for name in names}
_ARTICLE_NUMBERS = ("page_id", "page_to_move_id", "pk", "object_id")


def need_of(name: str, route: str = "") -> Need | None:
    """What the address called `name` needs; None where nobody declared it. `route` tells those without a name."""
    if not name:
        name = {"toa-soan/test404/": ":test404", "toa-soan/^.*/$": ":nowhere"}.get(route, "")
    if name.startswith(_CLOSED):
        return Need.CLOSED
    return NEEDS.get(name)


def passes(need: Need, kwargs: dict[str, Any], scope: Scope) -> bool:
    """Whether everything that `kwargs` number belongs to the person."""
    match need:
        case Need.ARTICLE:
            numbers = [kwargs[name] for name in _ARTICLE_NUMBERS if name in kwargs]
            target = kwargs.get("destination_id")
            return (
                len(numbers) == 1
                and kwargs.get("model_name", "article") in ("article", "page")
                and str(numbers[0]).isdecimal()
                and scope.has_article(int(numbers[0]))
                and (target is None or scope.has_corner(target))
            )
        case Need.OWN:
            return scope.has_branch(kwargs["page_id"])
        case Need.CORNER:
            return scope.has_corner(kwargs["parent_page_id"])
        case Need.BRANCH:
            return scope.has_branch(kwargs["parent_page_id"])
        case Need.SHELF:
            return scope.is_shelf(kwargs["parent_page_id"])
        case Need.PHOTO:
            return _one(kwargs, ("image_id", "pk"), scope.photos())
        case Need.FILE:
            return _one(kwargs, ("document_id", "doc_id", "pk"), scope.files())
        case Need.CLOSED:
            return False
    return True


def _one(kwargs: dict[str, Any], names: tuple[str, ...], reachable: Any) -> bool:
    number = next((kwargs[name] for name in names if name in kwargs), "")
    return str(number).isdecimal() and bool(reachable.filter(pk=number).exists())


class DeskMiddleware:
    """Holds the gate, and gives the desk's pages their own policy of what a browser may run."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(PREFIX) and not hasattr(response, "strict"):
            response._csp_config = settings.DESK_SECURITY_POLICY["DIRECTIVES"]  # type: ignore[attr-defined]
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """404 for what is closed or out of reach, the door for who has not come in."""
        match = request.resolver_match
        if match is None or not request.path.startswith(PREFIX):
            return None
        need = need_of(match.view_name or "", match.route)
        if need is Need.NOTHING:
            return None
        if request.user.is_authenticated and not office_stands(request):
            logout(request)
        if not request.user.is_authenticated:
            return redirect(settings.WAGTAILADMIN_LOGIN_URL)
        scope, page = Scope(request.user), kwargs.get("page_id", 0)
        if match.view_name == "wagtailadmin_pages:edit" and not scope.has_article(page) and scope.has_branch(page):
            return redirect("wagtailadmin_explore", page)  # a corner is the office's: there is nothing to edit in it
        if need is None or not passes(need, kwargs, scope) or not asked_in_reach(request, match.view_name):
            return page_not_found(request, Http404(), template_name="wagtailadmin/404.html")
        return None


def asked_in_reach(request: HttpRequest, name: str) -> bool:
    """Whether the numbers in the question, too, are the person's own: those of pages chosen together."""
    if name != "wagtailadmin_choose_page_chosen_multiple":
        return True
    from wagtail.models import Page

    numbers = set(request.GET.getlist("id"))
    if not all(number.isdecimal() for number in numbers):
        return False
    return Scope(request.user).linkable(Page.objects.filter(pk__in=numbers)).count() == len(numbers)


def office_stands(request: HttpRequest) -> bool:
    """Whether the office that let the person in still has its key here."""
    from daihoi.portal.models import Office

    return Office.objects.filter(public_key=request.session.get(OFFICE, ""), revoked_at=None).exists()
