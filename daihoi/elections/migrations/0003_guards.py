"""Triggers that refuse every writer of what is certified (T8).

A later migration that remakes one of these tables on SQLite must drop the guards first and put them back afterwards.
"""

from django.db import migrations

from daihoi.ledger.guards import guard

_CERTIFIED = "this round is certified and cannot be changed"
_FOR_GOOD = "certificates and reopenings are never changed"


def _round_is_certified(row, column="round_id"):
    return f"EXISTS (SELECT 1 FROM elections_round r WHERE r.id = {row}.{column} AND r.state = 'certified')"  # noqa: S608


def _sheet_is_certified(row):
    return (
        "EXISTS (SELECT 1 FROM elections_countsheet s JOIN elections_round r ON r.id = s.round_id "  # noqa: S608
        f"WHERE s.id = {row}.sheet_id AND r.state = 'certified')"
    )


# A certified round goes back to `counted` only behind the reopening of its newest certificate.
_REOPENED = (
    "NEW.state = 'counted' AND EXISTS (SELECT 1 FROM elections_reopening o JOIN elections_certificate c "
    "ON c.id = o.certificate_id WHERE c.round_id = OLD.id AND c.version = "
    "(SELECT MAX(n.version) FROM elections_certificate n WHERE n.round_id = OLD.id))"
)

# Erasing a person (T13) leaves number, votes and result as they are.
_ERASED = (
    "NEW.name = '' AND NEW.card = '' AND NEW.salt = '' AND NEW.id = OLD.id AND NEW.round_id = OLD.round_id "
    "AND NEW.number = OLD.number AND NEW.elected = OLD.elected"
)

_ELECTION_FROZEN = (
    "(NEW.id <> OLD.id OR NEW.congress_id <> OLD.congress_id OR NEW.electorate <> OLD.electorate OR NEW.post <> OLD.post "
    "OR NEW.sequence <> OLD.sequence OR NEW.seats <> OLD.seats) "
    "AND EXISTS (SELECT 1 FROM elections_round r WHERE r.election_id = OLD.id AND r.state = 'certified')"
)


def _guards():
    found = [
        guard("elections_round", "INSERT", when="NEW.state = 'certified'", message=_CERTIFIED),
        guard("elections_round", "UPDATE", when=f"OLD.state = 'certified' AND NOT ({_REOPENED})", message=_CERTIFIED),
        guard("elections_round", "DELETE", when="OLD.state = 'certified'", message=_CERTIFIED),
        guard("elections_election", "UPDATE", when=_ELECTION_FROZEN, message=_CERTIFIED),
    ]
    for table in ("elections_deduction", "elections_invalidpaper", "elections_countsheet", "elections_candidate"):
        update = f"({_round_is_certified('OLD')} OR {_round_is_certified('NEW')})"
        if table == "elections_candidate":
            update += f" AND NOT ({_ERASED})"
        found += [
            guard(table, "INSERT", when=_round_is_certified("NEW"), message=_CERTIFIED),
            guard(table, "UPDATE", when=update, message=_CERTIFIED),
            guard(table, "DELETE", when=_round_is_certified("OLD"), message=_CERTIFIED),
        ]
    found += [
        guard("elections_countline", "INSERT", when=_sheet_is_certified("NEW"), message=_CERTIFIED),
        guard(
            "elections_countline",
            "UPDATE",
            when=f"{_sheet_is_certified('OLD')} OR {_sheet_is_certified('NEW')}",
            message=_CERTIFIED,
        ),
        guard("elections_countline", "DELETE", when=_sheet_is_certified("OLD"), message=_CERTIFIED),
    ]
    for table in ("elections_certificate", "elections_reopening"):
        found += [guard(table, operation, message=_FOR_GOOD) for operation in ("UPDATE", "DELETE")]
    return found


class Migration(migrations.Migration):
    dependencies = [("elections", "0002_seals_and_versions")]

    operations = _guards()
