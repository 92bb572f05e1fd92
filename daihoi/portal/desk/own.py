"""What Wagtail would list of the whole site: the newsroom's people in its filters, one's own work on the first page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.views import home
from wagtail.admin.views.pages.listing import GenericPageFilterSet, PageFilterSet
from wagtail.models import PageLogEntry

from daihoi.portal.desk.scope import Scope


def _owners(request: HttpRequest) -> QuerySet[Any]:
    articles = Scope(request.user).articles()
    return get_user_model().objects.filter(pk__in=articles.order_by().values("owner"))


def _editors(request: HttpRequest) -> QuerySet[Any]:
    articles = Scope(request.user).articles()
    entries = PageLogEntry.objects.filter(action="wagtail.edit", page__in=articles.values("pk"))
    return get_user_model().objects.filter(pk__in=entries.order_by().values("user"))


def own_people() -> None:
    """From now on the lists of articles offer the people of one's own corners to filter by, and no others."""
    for filters in (PageFilterSet, GenericPageFilterSet):
        for name, people in (("owner", _owners), ("edited_by", _editors)):
            filters.base_filters[name].queryset = people


class OwnInReview(home.UserObjectsInWorkflowModerationPanel):
    """What one sent in and what waits, in one's corners of today."""

    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        states = list(context["workflow_states"])
        kept = _kept(context["request"], (state.object_id for state in states))
        return context | {"workflow_states": [state for state in states if int(state.object_id) in kept]}


class OwnEdits(home.RecentEditsPanel):
    """What one wrote last, in one's corners of today."""

    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        kept = _kept(context["request"], (page.pk for _at, page in context["last_edits"]))
        return context | {"last_edits": [(at, page) for at, page in context["last_edits"] if page.pk in kept]}


class OwnLocks(home.LockedPagesPanel):
    """What one locked, in one's corners of today."""

    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        own = Scope(context["request"].user).articles().values("pk")
        return context | {"locked_pages": context["locked_pages"].filter(pk__in=own)}


_INSTEAD = {
    home.UserObjectsInWorkflowModerationPanel: OwnInReview,
    home.RecentEditsPanel: OwnEdits,
    home.LockedPagesPanel: OwnLocks,
}


def own_panels(panels: Iterable[Any]) -> list[Any]:
    """`panels` of Wagtail's first page, with ours in the place of those that ask for no permission."""
    return [_INSTEAD[type(panel)]() if type(panel) in _INSTEAD else panel for panel in panels]


def _kept(request: HttpRequest, numbers: Iterable[Any]) -> set[int]:
    return set(Scope(request.user).articles().filter(pk__in=list(numbers)).values_list("pk", flat=True))
