"""Grants of the office become groups of the newsroom: at every entry anew, and never more than the link says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from daihoi.portal.models import Corner
from daihoi.rules.entry import DeskRole

# What a role may do with the corner's pages, and with the corner's photographs and documents.
PAGES = {
    DeskRole.WRITER: ("add_page",),  # one's own may be changed, too
    DeskRole.EDITOR: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
LIBRARY = {
    DeskRole.WRITER: ("add_image", "choose_image", "add_document", "choose_document"),
    DeskRole.EDITOR: (
        "add_image",
        "change_image",
        "choose_image",
        "add_document",
        "change_document",
        "choose_document",
    ),
}
NAMES = {DeskRole.WRITER: "viết", DeskRole.EDITOR: "biên tập"}


def corner_collection(corner: Corner) -> Collection:
    """The part of the library that belongs to `corner`: named by its code, then by its name of today."""
    root = Collection.objects.get(depth=1)
    name = f"{corner.code} · {corner.title}"[:255]
    own = f"{corner.code} · "
    # SQLite compares the beginning of a name without regard to case: the collection of q.1 is none of Q.1's
    found = next((one for one in root.get_children().filter(name__startswith=own) if one.name.startswith(own)), None)
    if found is None:
        return root.add_child(name=name)
    if found.name != name:
        found.name = name
        found.save(update_fields=["name"])
    return found


def group_of(corner: Corner, role: DeskRole) -> Group:
    """The group "biên tập:Q.1" with exactly the permissions of its role, in this corner alone."""
    group, made = Group.objects.get_or_create(name=f"{NAMES[role]}:{corner.code}")
    if made:
        group.permissions.set(
            Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
        )
        pages = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGES[role])
        GroupPagePermission.objects.bulk_create(
            GroupPagePermission(group=group, page_id=corner.pk, permission=one) for one in pages
        )
        library = Permission.objects.filter(
            content_type__app_label__in=("wagtailimages", "wagtaildocs"), codename__in=LIBRARY[role]
        )
        collection = corner_collection(corner)
        GroupCollectionPermission.objects.bulk_create(
            GroupCollectionPermission(group=group, collection=collection, permission=one) for one in library
        )
    return group


@transaction.atomic
def grants_follow(user: Any, grants: Iterable[tuple[str, DeskRole]]) -> list[Corner]:
    """Let `user` do in the newsroom what `grants` say, and nothing else; the corners where he may do something.

    A grant for a unit that the portal does not know is passed over.
    """
    groups, corners = [], []
    for code, role in grants:
        corner = Corner.objects.filter(code=code).first()
        if corner is not None:
            groups.append(group_of(corner, role))
            corners.append(corner)
    user.groups.set(groups)
    user.user_permissions.clear()
    return corners
