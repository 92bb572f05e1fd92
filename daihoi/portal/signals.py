"""Wagtail's events: what the desk publishes, takes down or deletes, the reader's tables follow."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from daihoi.portal.actions.stories import stamp_next, story_delete, story_withdraw, story_write
from daihoi.portal.models import Article, Corner, Front


@receiver(page_published)
def published(instance: Any, **_more: Any) -> None:
    """What is only scheduled comes here too, not live yet: nobody reads it before its hour."""
    if isinstance(instance, Article):
        if instance.live:
            story_write(instance)
    elif isinstance(instance, Corner | Front):
        stamp_next()


@receiver(page_unpublished)
def unpublished(instance: Any, **_more: Any) -> None:
    if isinstance(instance, Article):
        story_withdraw(instance.pk, instance.withdrawn_note or "Bài đã hết thời hạn đăng.")


@receiver(post_delete, sender=Article)
def deleted(instance: Article, **_more: Any) -> None:
    story_delete(instance.pk)
