"""Every write of the organisation."""

from daihoi.org.actions.import_job import import_begin, import_check, import_discard, import_receive, import_write
from daihoi.org.actions.imports import StaleError, members_import, units_import
from daihoi.org.actions.member import members_leave, register_export
from daihoi.org.actions.signing import Signed, WrongPassword, reauthenticate, require_two_humans
from daihoi.org.actions.tally import tallies_recount, tallies_set, tally_set, totals_refresh
from daihoi.org.actions.unit import unit_add, unit_change, unit_close, unit_correct

__all__ = [
    "Signed",
    "StaleError",
    "WrongPassword",
    "import_begin",
    "import_check",
    "import_discard",
    "import_receive",
    "import_write",
    "members_import",
    "members_leave",
    "reauthenticate",
    "register_export",
    "require_two_humans",
    "tallies_recount",
    "tallies_set",
    "tally_set",
    "totals_refresh",
    "unit_add",
    "unit_change",
    "unit_close",
    "unit_correct",
    "units_import",
]
