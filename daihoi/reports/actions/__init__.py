"""Every write of returns, keys, the summary report, and of what the portal is given."""

from daihoi.reports.actions.keys import key_enrol, key_revoke, own_key, public_half, return_export, take_in
from daihoi.reports.actions.newsroom import newsroom_link
from daihoi.reports.actions.publish import (
    calendar_publish,
    commendation_publish,
    document_publish,
    figures_publish,
    report_publish,
    result_publish,
    units_publish,
    withdraw,
)
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
    "calendar_publish",
    "commendation_publish",
    "document_publish",
    "figures_publish",
    "hand_in",
    "key_enrol",
    "key_revoke",
    "newsroom_link",
    "own_key",
    "public_half",
    "ratify",
    "report_head_set",
    "report_make",
    "report_publish",
    "report_refresh",
    "result_publish",
    "return_export",
    "send_back",
    "slot_restore",
    "take_in",
    "units_publish",
    "withdraw",
]
