"""Every write of the organisation."""

from daihoi.org.actions.signing import Signed, WrongPassword, reauthenticate, require_two_humans
from daihoi.org.actions.tally import tallies_recount, tallies_set, tally_set, totals_refresh
from daihoi.org.actions.unit import unit_add, unit_change, unit_close, unit_correct

__all__ = [
    "Signed",
    "WrongPassword",
    "reauthenticate",
    "require_two_humans",
    "tallies_recount",
    "tallies_set",
    "tally_set",
    "totals_refresh",
    "unit_add",
    "unit_change",
    "unit_close",
    "unit_correct",
]
