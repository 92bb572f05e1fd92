"""Every write of returns, keys and the summary report."""

from daihoi.reports.actions.keys import key_enrol, key_revoke, own_key, public_half, return_export, take_in
from daihoi.reports.actions.returns import accept, blocked_by, hand_in, ratify, send_back

__all__ = [
    "accept",
    "blocked_by",
    "hand_in",
    "key_enrol",
    "key_revoke",
    "own_key",
    "public_half",
    "ratify",
    "return_export",
    "send_back",
    "take_in",
]
