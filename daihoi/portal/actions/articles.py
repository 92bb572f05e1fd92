"""What the desk does with an article beyond Wagtail: begin one from a snapshot, withdraw one with its reason."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log

from daihoi.portal.desk.prefill import Begun
from daihoi.portal.models import Article, Corner, Section, Snapshot


@transaction.atomic
def article_begin(corner: Corner, snapshot: Snapshot, begun: Begun, *, by: Any) -> Article:
    """A draft in `corner` with the words of `begun`; its figures stay those of this version of the snapshot."""
    article = Article(
        title=begun.title[:255], lead=begun.lead[:600], section=Section.objects.order_by("position", "pk")[0],
        body=[("text", one) for one in begun.paragraphs], snapshot=snapshot, source=corner.title[:200],
        owner=by, live=False,
    )  # fmt: skip
    made: Article = corner.add_child(instance=article)
    made.save_revision(user=by, log_action="wagtail.create")
    return made


@transaction.atomic
def article_withdraw(article: Article, reason: str, *, by: Any) -> None:
    """Take a published article from the readers; its address says from now on that it was withdrawn, and why."""
    article.withdrawn_note = reason
    article.save(update_fields=["withdrawn_note"])
    UnpublishPageAction(article, user=by, log_action=False).execute(skip_permission_checks=True)
    log(instance=article, action="portal.withdraw", user=by, data={"reason": reason})
