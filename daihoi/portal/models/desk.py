"""How editors come in, and the review that an article passes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet
from wagtail.models import Page, Task, TaskState


class Entry(models.Model):
    """A link that was used: its nonce opens nothing again until it has expired, then the row goes."""

    nonce = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.nonce[:8]


class Review(Task):
    """An editor of the article's own corner reads it before it is published. One task serves every corner."""

    class Meta:
        verbose_name = "biên tập duyệt"
        verbose_name_plural = "biên tập duyệt"

    def user_can_access_editor(self, obj: Page, user: Any) -> bool:
        """Editors open what waits for them."""
        return bool(obj.permissions_for_user(user).can_publish())

    def locked_for_user(self, obj: Page, user: Any) -> bool:
        """While it waits, the writer cannot change what the editor reads."""
        return not self.user_can_access_editor(obj, user)

    def user_can_lock(self, obj: Page, user: Any) -> bool:
        return self.user_can_access_editor(obj, user)

    def user_can_unlock(self, obj: Page, user: Any) -> bool:
        return self.user_can_access_editor(obj, user)

    def get_actions(self, obj: Page, user: Any) -> list[tuple[str, str, bool]]:
        """(action, label, whether a comment is asked for): send back with words, approve, approve with words."""
        if not self.user_can_access_editor(obj, user):
            return []
        return [
            ("reject", "Trả lại, kèm góp ý", True),
            ("approve", "Duyệt", False),
            ("approve", "Duyệt, kèm lời nhắn", True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **_more: Any) -> QuerySet[TaskState]:
        """What waits in the corners where `user` may publish."""
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS).select_related("workflow_state")
        page_of = {state.pk: int(state.workflow_state.object_id) for state in waiting}
        pages = Page.objects.filter(pk__in=page_of.values()).specific(defer=True)
        own = {page.pk for page in pages if page.permissions_for_user(user).can_publish()}
        return TaskState.objects.filter(pk__in=[state for state, page in page_of.items() if page in own])

    @classmethod
    def get_description(cls) -> str:
        return "Biên tập của góc đơn vị duyệt bài trước khi đăng"
