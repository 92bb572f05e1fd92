"""SQLite keeps any text and number in any column, PostgreSQL none too long, too large or with a NUL: so do tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DataError
from django.db.models import Field, IntegerField, JSONField

# PostgreSQL's two-byte column, and its own of four bytes; SQLite's are all of eight
_LARGEST = {"PositiveSmallIntegerField": 2**15 - 1, "PositiveIntegerField": 2**31 - 1, "IntegerField": 2**31 - 1}
_save, _ask, _ask_json = Field.get_db_prep_save, Field.get_db_prep_value, JSONField.get_db_prep_value


@contextmanager
def strict_columns() -> Iterator[None]:
    """While it holds, what is too long or too large for its column, or has a NUL, is a DataError on any database."""
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
    if isinstance(field, IntegerField) and isinstance(found, int):
        largest = _LARGEST.get(field.get_internal_type(), 2**63 - 1)
        if not -largest <= found <= largest:
            raise DataError(f"{field}: {found} where the column ends at {largest}")
    return found


def _asked(field: Field[Any, Any], value: Any, connection: Any, prepared: bool = False) -> Any:
    return _without(field, _ask(field, value, connection, prepared), "\0")


def _asked_json(field: JSONField[Any, Any], value: Any, connection: Any, prepared: bool = False) -> Any:
    return _without(field, _ask_json(field, value, connection, prepared), "\\u0000")


def _without(field: Field[Any, Any], found: Any, nul: str) -> Any:
    if isinstance(found, str) and nul in found:
        raise DataError(f"{field}: a NUL, which PostgreSQL does not keep")
    return found
