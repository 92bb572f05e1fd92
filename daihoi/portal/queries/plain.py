"""Fixed questions in plain SQL whose answers are read as the model's own fields would be.

What reads a column is looked up once, not for every answer: that costs more than the answer itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import Col

M = TypeVar("M", bound=Model)


class Plain(Generic[M]):
    """The columns `names` of a model's table, as a question may ask for them."""

    def __init__(self, model: type[M], names: str) -> None:
        wanted = set(names.split())
        self.model = model
        self.fields = [field for field in model._meta.concrete_fields if field.attname in wanted]
        self.names = [str(field.attname) for field in self.fields]
        assert wanted == set(self.names), f"{model.__name__} has no {wanted - set(self.names)}"
        columns = ", ".join(str(field.column) for field in self.fields)
        self.select = f"SELECT {columns} FROM {model._meta.db_table} WHERE "  # noqa: S608  (names of the model)

    @cached_property
    def _readers(self) -> list[tuple[int, Col, list[Callable[..., Any]]]]:
        columns = [Col(self.model._meta.db_table, field) for field in self.fields]
        readers = [[*connection.ops.get_db_converters(one), *one.get_db_converters(connection)] for one in columns]
        return [(at, *one) for at, one in enumerate(zip(columns, readers, strict=True)) if one[1]]

    def rows(self, where: str, params: Sequence[Any]) -> list[list[Any]]:
        """The values of each row, in the order of the model's fields."""
        with connection.cursor() as cursor:
            cursor.execute(self.select + where, params)
            found = [list(row) for row in cursor.fetchall()]
        for at, column, readers in self._readers:
            for row in found:
                for read in readers:
                    row[at] = read(row[at], column, connection)
        return found

    def objects(self, where: str, params: Sequence[Any]) -> list[M]:
        """The same as objects; a column that is not among `names` is read when somebody asks for it."""
        return [self.model.from_db(connection.alias, self.names, row) for row in self.rows(where, params)]
