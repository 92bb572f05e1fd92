"""How far a person of the newsroom sees: the corners of the units where he has a grant, and nothing beside them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page

from daihoi.portal.models.published import Snapshot
from daihoi.rules.snapshot import SnapshotKind

SHOWN = (SnapshotKind.FIGURES, SnapshotKind.RESULT, SnapshotKind.COMMENDATION, SnapshotKind.DOCUMENT)


def and_above(code: str) -> list[str]:
    """The code of a unit and those of all its superiors: "Q.1.2" → "Q", "Q.1", "Q.1.2"."""
    parts = code.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


class Scope:
    """See the module. Asks the database once for each kind of thing."""

    def __init__(self, user: Any) -> None:
        self.user = user

    @cached_property
    def corners(self) -> dict[str, str]:
        """path of a corner's page -> code of its unit."""
        from daihoi.portal.models import Corner

        paths = GroupPagePermission.objects.filter(group__user=self.user).values("page__path").distinct()
        return dict(Corner.objects.filter(path__in=paths).values_list("path", "code"))

    @cached_property
    def collections(self) -> set[int]:
        """Collections in which the person may do anything at all."""
        return set(GroupCollectionPermission.objects.filter(group__user=self.user).values_list("collection", flat=True))

    def articles(self) -> QuerySet[Page]:
        """Every article of these corners, drafts too."""
        inside = Q(pk__in=[])
        for path in self.corners:
            inside |= Q(path__startswith=path, depth__gt=len(path) // Page.steplen)
        return Page.objects.filter(inside)

    def has_article(self, pk: int) -> bool:
        return self.articles().filter(pk=pk).exists()

    def has_corner(self, pk: int) -> bool:
        return Page.objects.filter(pk=pk, path__in=list(self.corners)).exists()

    def has_branch(self, pk: int) -> bool:
        """Whether the page may be looked into: a corner of the person, an article in it, or what stands above."""
        above = Page.objects.filter(pk=pk, depth__lt=3, depth__gt=0)  # the root and the front page, which list corners
        return self.has_corner(pk) or self.has_article(pk) or above.exists()

    def is_shelf(self, pk: int) -> bool:
        """Whether the page may be looked into for something published: any corner, or the front page."""
        from daihoi.portal.models import Corner, Front

        return Corner.objects.filter(pk=pk).exists() or Front.objects.filter(pk=pk).exists()

    def linkable(self, pages: QuerySet[Page]) -> QuerySet[Page]:
        """Those of `pages` that an article here may point at: its own corner's, and what readers can read elsewhere."""
        return pages.filter(Q(pk__in=self.articles().values("pk")) | Q(live=True))

    def photos(self) -> QuerySet[Any]:
        from daihoi.portal.models import Photo

        return Photo.objects.filter(collection__in=self.collections)

    def files(self) -> QuerySet[Any]:
        from daihoi.portal.models import Attachment

        return Attachment.objects.filter(collection__in=self.collections)

    def snapshots(self) -> QuerySet[Snapshot]:
        """What stands now and was published for one of these units or for a superior of it."""
        codes = {one for code in self.corners.values() for one in and_above(code)}
        return Snapshot.objects.current(*SHOWN).filter(unit__in=codes)
