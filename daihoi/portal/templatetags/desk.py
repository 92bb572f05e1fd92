"""Tags of the desk's own pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Count, Q

from daihoi.portal.desk.scope import Scope
from daihoi.portal.models import Corner

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_corners(context: dict[str, Any]) -> list[Corner]:
    """The person's corners, each with how many drafts it holds and how many articles readers read."""
    scope = Scope(context["request"].user)
    corners = list(Corner.objects.filter(path__in=list(scope.corners)).order_by("title"))
    for corner in corners:
        counts = corner.get_children().aggregate(
            drafts=Count("pk", filter=Q(live=False)), live=Count("pk", filter=Q(live=True))
        )
        corner.drafts, corner.published = counts["drafts"], counts["live"]
    return corners
