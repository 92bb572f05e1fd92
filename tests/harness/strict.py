"""SQLite keeps any text in any column, PostgreSQL none that is too long or holds a NUL: tests refuse it on both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DataError
from django.db.models import Field, JSONField

_save, _ask, _ask_json = Field.get_db_prep_save, Field.get_db_prep_value, JSONField.get_db_prep_value


@contextmanager
def strict_columns() -> Iterator[None]:
    """While it holds, a text longer than its column, or with a NUL, is a DataError whatever the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Field, "get_db_prep_save", _saved)
        patch.setattr(Field, "get_db_prep_value", _asked)
        patch.setattr(JSONField, "get_db_prep_value", _asked_json)
        yield


def _saved(field: Field[Any, Any], value: Any, connection: Any) -> Any:
    found = _save(field, value, connection)
    limit = getattr(field, "max_length", None)
    if isinstance(found, str) and limit is not None and field.db_type(connection) != "text" and len(found) > limit:
        raise DataError(f"{field}: {len(found)} characters where the column has {limit}")
    return found


def _asked(field: Field[Any, Any], value: Any, connection: Any, prepared: bool = False) -> Any:
    return _without(field, _ask(field, value, connection, prepared), "\0")


def _asked_json(field: JSONField[Any, Any], value: Any, connection: Any, prepared: bool = False) -> Any:
    return _without(field, _ask_json(field, value, connection, prepared), "\\u0000")


def _without(field: Field[Any, Any], found: Any, nul: str) -> Any:
    if isinstance(found, str) and nul in found:
        raise DataError(f"{field}: a NUL, which PostgreSQL does not keep")
    return found
