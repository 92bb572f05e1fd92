"""Events are never changed or removed."""

from django.db import migrations

from daihoi.ledger.guards import guard


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        guard("ledger_event", "UPDATE", message="an event is never changed"),
        guard("ledger_event", "DELETE", message="an event is never removed"),
        guard("ledger_head", "DELETE", message="a chain is never removed"),
    ]
