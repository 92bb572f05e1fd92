"""What a column of PostgreSQL cannot hold is found on SQLite too."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DataError, transaction

from daihoi.org.models import Unit
from tests.builders import a_unit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change", [{"name": "Đ" * 201}, {"name": "Đảng\0bộ"}, {"extra": {"Ghi chú": "Đảng\0bộ"}}, {"stated_members": 2**31}]
)
def test_a_value_that_postgresql_refuses_fails_everywhere(change: dict[str, Any]) -> None:
    """The control of the harness: without it SQLite keeps all three."""
    a_unit("Q.1")
    with pytest.raises((DataError, ValueError)), transaction.atomic():
        Unit.objects.update(**change)
    Unit.objects.update(name="Đ" * 200, extra={"Ghi chú": "Đảng bộ"})
