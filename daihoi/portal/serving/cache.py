"""Pages kept in this process until something is published, here or in another process; at most a minute."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from daihoi.portal.serving.kept import Kept

MOST_BYTES = 96 * 1024 * 1024
LARGEST = 8 * 1024 * 1024  # what is larger is made anew: it would push out too many others
SECONDS = 60.0  # what changes by itself (most read, what comes next) is at most this old

_lock = threading.Lock()
_pages: OrderedDict[str, Kept] = OrderedDict()  # longest unread first
_size = 0
_epoch = 0


def epoch() -> int:
    """A number that changes when everything kept is forgotten; read it before making a page."""
    return _epoch


def get(key: str) -> Kept | None:
    """The page kept under `key`, if it is still good; it is now the last to go when room is needed."""
    with _lock:
        found = _pages.get(key)
        if found is None or found.until <= time.monotonic():
            return None
        _pages.move_to_end(key)
        return found


def put(key: str, page: Kept, made_in: int) -> None:
    """Keep `page`, unless something was published since the epoch `made_in`."""
    global _size
    with _lock:
        if made_in != _epoch or page.size > LARGEST:
            return
        if old := _pages.pop(key, None):
            _size -= old.size
        _pages[key] = page
        _size += page.size
        while _size > MOST_BYTES:
            _size -= _pages.popitem(last=False)[1].size


def forget() -> None:
    """Something was published: no page made before is given out again."""
    global _size, _epoch
    with _lock:
        _epoch += 1
        _size = 0
        _pages.clear()
