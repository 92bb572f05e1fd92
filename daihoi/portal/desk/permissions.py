"""What may be done with a corner and with an article, on top of what Wagtail's grants say."""

from __future__ import annotations

from wagtail.models.pages import PagePermissionTester


class CornerPermissions(PagePermissionTester):
    """A corner belongs to the office: the desk adds articles to it and changes nothing of itself."""

    def can_edit(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_publish(self) -> bool:
        return False

    def can_lock(self) -> bool:
        return False

    def can_unlock(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False


class ArticlePermissions(PagePermissionTester):
    """What was published once is withdrawn with its reason, never deleted and never moved."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self.page.first_published_at is None and bool(super().can_delete(ignore_bulk))

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False
