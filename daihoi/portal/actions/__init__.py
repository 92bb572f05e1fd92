"""Every write of the portal that Wagtail does not do itself."""

from daihoi.portal.actions.snapshots import SnapshotRefusedError, office_enrol, office_revoke, take_in
from daihoi.portal.actions.stories import stamp_next, story_withdraw, story_write

__all__ = [
    "SnapshotRefusedError",
    "office_enrol",
    "office_revoke",
    "stamp_next",
    "story_withdraw",
    "story_write",
    "take_in",
]
