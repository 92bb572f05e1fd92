"""A return's figures never change; only its state moves on. Nothing of a return is ever removed (T8)."""

from django.db import migrations

from daihoi.ledger.guards import guard

_FROZEN = (
    "id",
    "congress_id",
    "version",
    "form",
    "payload",
    "digest",
    "signature",
    "head_seq",
    "head",
    "handed_by_id",
    "handed_at",
    "handed_on",
)
_CHANGED = " OR ".join(
    [*(f"NEW.{column} <> OLD.{column}" for column in _FROZEN), "COALESCE(NEW.key_id, 0) <> COALESCE(OLD.key_id, 0)"]
)
_KEY_CHANGED = " OR ".join(
    f"NEW.{column} <> OLD.{column}" for column in ("id", "unit_id", "public_key", "enrolled_by_id", "enrolled_at")
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_keys_and_issuer")]
    operations = [
        guard("reports_return", "UPDATE", when=_CHANGED, message="the figures of a return are never changed"),
        guard("reports_return", "DELETE", message="a return is never removed"),
        guard("reports_returnpart", "UPDATE", message="what a return sums is never changed"),
        guard("reports_returnpart", "DELETE", message="what a return sums is never removed"),
        guard("reports_unitkey", "UPDATE", when=_KEY_CHANGED, message="a key is revoked, never changed"),
        guard("reports_unitkey", "DELETE", message="a key is never removed"),
    ]
