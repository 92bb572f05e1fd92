"""Every write of returns, keys and the summary report."""

from daihoi.reports.actions.keys import key_enrol, key_revoke, own_key, public_half, return_export, take_in
from daihoi.reports.actions.report import (
    block_add,
    block_edit,
    block_move,
    block_remove,
    block_restore,
    report_head_set,
    report_make,
    report_refresh,
    slot_restore,
)
from daihoi.reports.actions.returns import accept, blocked_by, hand_in, ratify, send_back

__all__ = [
    "accept",
    "block_add",
    "block_edit",
    "block_move",
    "block_remove",
    "block_restore",
    "blocked_by",
    "hand_in",
    "key_enrol",
    "key_revoke",
    "own_key",
    "public_half",
    "ratify",
    "report_head_set",
    "report_make",
    "report_refresh",
    "return_export",
    "send_back",
    "slot_restore",
    "take_in",
]
