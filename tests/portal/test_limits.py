"""Where two of the portal's tables hold the same thing, what fits into one fits into the other."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from daihoi.portal.desk.grants import corner_collection
from daihoi.portal.models import Corner, Office, Snapshot, Story
from daihoi.rules.snapshot import SnapshotKind
from tests.portal.builders import UNITS, Sender


def test_a_story_s_columns_are_as_wide_as_its_page_s() -> None:
    for story, page in (("slug", "slug"), ("headline", "title"), ("unit_name", "title")):
        assert Story._meta.get_field(story).max_length >= Page._meta.get_field(page).max_length
    assert Snapshot._meta.get_field("unit").max_length == Office._meta.get_field("code").max_length


@pytest.mark.django_db
def test_codes_that_differ_in_capitals_alone_have_a_part_of_the_library_each() -> None:
    sender = Sender()
    units = [UNITS[0], *(UNITS[1] | {"code": code} for code in ("Q.a", "Q.A"))]
    sender.publish(SnapshotKind.UNITS, {"units": units}, what="don-vi")
    small, large = (corner_collection(Corner.objects.get(code=code)) for code in ("Q.a", "Q.A"))
    assert small.pk != large.pk
    for code, own in (("Q.a", small), ("Q.A", large)):
        assert corner_collection(Corner.objects.get(code=code)).pk == own.pk
