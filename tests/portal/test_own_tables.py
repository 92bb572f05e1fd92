"""The portal's database has no table of members, personnel or elections, and its process no way to one."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from daihoi.rules.snapshot import CONTENT, SnapshotKind, read
from tests.portal.builders import FIGURES, Sender

OWN = ("portal_", "wagtail", "auth_", "django_", "taggit_", "sqlite_")
OFFICE = {"org", "congress", "elections", "reports", "ledger"}


@pytest.mark.django_db
def test_no_table_is_of_the_office() -> None:
    tables = connection.introspection.table_names()
    assert [name for name in tables if not name.startswith(OWN)] == []
    assert not OFFICE & {config.label for config in apps.get_app_configs()}
    assert not any(str(app).startswith(tuple(f"daihoi.{room}" for room in OFFICE)) for app in settings.INSTALLED_APPS)


@pytest.mark.parametrize("field", ["birth", "card", "members", "votes"])
def test_a_field_that_no_shape_names_cannot_be_sent(field: str) -> None:
    sender = Sender(enrolled=False)
    good = sender.sent(SnapshotKind.FIGURES, FIGURES).payload()
    assert read(good).kind == SnapshotKind.FIGURES  # the control
    bad = sender.sent(SnapshotKind.FIGURES, FIGURES | {field: "79000001"})
    with pytest.raises(Exception, match="no snapshot"):
        bad.payload()
    assert set(CONTENT) == set(SnapshotKind)
