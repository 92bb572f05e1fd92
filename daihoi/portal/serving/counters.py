"""How often articles are read and the site is visited: counted in memory, written down twice a second and at the end.

Nothing is kept of who read: no address, no cookie, no time. A visit is an arrival from outside the site.
"""

from __future__ import annotations

import threading

from django.db import connection, transaction

from daihoi.portal.models.reading import Counter

SITE = "site"

_lock = threading.Lock()
_writing = threading.Lock()
_new: dict[str, int] = {}  # counted, not yet on its way to the database
_going: dict[str, int] = {}  # on its way
_base: dict[str, int] = {}  # as the database last said


def story_key(page: int) -> str:
    """The counter of an article."""
    return f"story:{page}"


def count(key: str) -> None:
    """One more."""
    with _lock:
        _new[key] = _new.get(key, 0) + 1


def value(key: str) -> int:
    """How many by now; never less than it said before."""
    if key not in _base:
        known = Counter.objects.filter(pk=key).values_list("count", flat=True).first() or 0
        with _lock:
            _base.setdefault(key, known)
    with _lock:
        return _base.get(key, 0) + _going.get(key, 0) + _new.get(key, 0)


def write() -> int:
    """Write down what was counted; how many counters. What the database refuses is tried again: nothing is lost."""
    global _new, _going
    with _writing:
        with _lock:
            if not _new and not _going:
                return 0
            for key, more in _new.items():
                _going[key] = _going.get(key, 0) + more
            _new = {}
            going = dict(_going)
        with transaction.atomic(), connection.cursor() as cursor:
            told = {}
            for key in sorted(going):
                cursor.execute(
                    "INSERT INTO portal_counter (key, count) VALUES (%s, %s) "
                    "ON CONFLICT (key) DO UPDATE SET count = portal_counter.count + excluded.count RETURNING count",
                    [key, going[key]],
                )
                told[key] = cursor.fetchone()[0]
        with _lock:
            _base.update(told)
            _going = {}
        return len(told)


def start_at(key: str, count_: int) -> None:
    """Set a counter: where a site moves here, its visits go on from where they were."""
    with _writing, _lock:
        Counter.objects.update_or_create(pk=key, defaults={"count": count_})
        _new.pop(key, None)
        _going.pop(key, None)
        _base[key] = count_


def forget() -> None:
    """Start anew with nothing in memory (for tests)."""
    global _new, _going
    with _writing, _lock:
        _new, _going = {}, {}
        _base.clear()
