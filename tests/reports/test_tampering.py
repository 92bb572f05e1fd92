"""Any column of a return or of its parts, changed by hand with the triggers dropped, is found (T7, T8)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models

from daihoi.ledger.guards import drop_guards
from daihoi.reports import actions
from daihoi.reports.models import Return, ReturnPart, UnitKey
from daihoi.reports.queries import verify_returns
from tests.builders import signed
from tests.reports.district import District

pytestmark = pytest.mark.django_db(transaction=True)

FIELDS = [(model, field.attname) for model in (Return, ReturnPart, UnitKey) for field in model._meta.concrete_fields]


@pytest.fixture
def district() -> District:
    """A district with returns accepted, sent back and handed in, and one from a file."""
    district = District()
    first = actions.hand_in(district.congresses[0], by=district.office)
    actions.accept(first, by=district.office)
    second = actions.hand_in(district.congresses[1], by=district.office)
    actions.send_back(second, by=district.office, remarks="Sửa lại.")
    actions.hand_in(district.congresses[1], by=district.office)
    actions.key_enrol(district.units[2], actions.public_half(actions.own_key(district.units[2])), by=district.office)
    actions.hand_in(district.own, by=district.office)
    assert not list(verify_returns())
    return district


def other(row: models.Model, name: str) -> Any:
    """Another value that the column can hold."""
    value = getattr(row, name)
    match value:
        case bool():
            return not value
        case int():
            return value + 1000
        case str():
            return value[:-1] + ("0" if value[-1:] != "0" else "1") if value else "00"
        case date():
            return value + timedelta(days=1)
    field = row._meta.get_field(name.removesuffix("_id"))
    if isinstance(field, models.DateField):
        return date(2020, 1, 1)
    return 1


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=[f"{m.__name__}.{n}" for m, n in FIELDS])
def test_a_changed_column_is_found(district: District, model: type[models.Model], name: str) -> None:
    drop_guards()
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    field = model._meta.get_field(name.removesuffix("_id"))
    assert isinstance(field, models.Field)
    table, column = model._meta.db_table, field.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute("PRAGMA ignore_check_constraints=ON")
        else:
            cursor.execute("SET session_replication_role = replica")
        try:
            value = other(row, name)
            if name in ("state",):
                value = "ratified"
            try:
                cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE id = %s', [value, row.pk])
            except IntegrityError:
                return  # PostgreSQL's own constraint refuses it
            assert list(verify_returns()), f"{table}.{column}"
        finally:
            if connection.vendor == "sqlite":
                cursor.execute(
                    f'UPDATE {table} SET "{column}" = %s WHERE id = %s',
                    [getattr(row, name), row.pk if name != "id" else value],
                )
                cursor.execute("PRAGMA foreign_keys=ON")
                cursor.execute("PRAGMA ignore_check_constraints=OFF")
            else:
                cursor.execute("SET session_replication_role = DEFAULT")


def test_a_return_removed_is_found(district: District) -> None:
    drop_guards()
    row = Return.objects.filter(wholes=None, parts=None).first()
    assert row is not None
    row.delete()
    assert list(verify_returns())


def test_figures_and_digest_changed_together_are_found(district: District) -> None:
    """The control of the control: even a consistent forgery of payload and digest differs from the ledger."""
    from daihoi.rules.canonical import digest_text

    drop_guards()
    row = Return.objects.order_by("pk").first()
    assert row is not None
    payload = row.payload.replace('"seats":1', '"seats":8')
    assert payload != row.payload
    Return.objects.filter(pk=row.pk).update(payload=payload, digest=digest_text(payload))
    assert list(verify_returns())


def test_a_return_added_by_hand_is_found(district: District) -> None:
    row = Return.objects.filter(current=False).order_by("pk").first()
    assert row is not None
    row.pk, row.version = None, 77
    row.handed_by = signed().user
    row.save(force_insert=True)
    assert list(verify_returns())
