"""Which pictures readers may fetch: those that a story shows which can be read now.

The copies of one folder are also those of drafts that somebody previewed and of stories that were withdrawn.
"""

from __future__ import annotations

from daihoi.portal.models import StoryPicture
from daihoi.portal.serving import cache

_MOST = 20_000  # names that are remembered between two publications
_epoch, _known = -1, set[str]()


def is_shown(name: str) -> bool:
    """Whether a story that can be read shows the picture; one question for each name after a publication."""
    global _epoch, _known
    epoch = cache.epoch()
    if _epoch != epoch or len(_known) > _MOST:
        _epoch, _known = epoch, set()
    if name in _known:
        return True
    shown = StoryPicture.objects.filter(name=name, story__withdrawn_at=None).exists()
    if shown and _epoch == epoch:
        _known.add(name)
    return shown
