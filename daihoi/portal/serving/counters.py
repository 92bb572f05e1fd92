"""How often articles are read and the site is visited: counted in memory, written down several times a second.

Nothing is kept of who read: no address, no cookie, no time. A visit is an arrival from outside the site.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable
from pathlib import Path

from django.db import DatabaseError, transaction

from daihoi.portal.models.reading import Counter
from daihoi.portal.serving import journal

SITE = "site"

_lock = threading.Lock()  # of the memory: held for a moment
_writing = threading.Lock()  # of the way to the database: held as long as that takes; taken before the other
_new: dict[str, int] = {}  # counted since the last writing
_going: dict[str, int] = {}  # counted before it, not yet in the database
_kept: list[tuple[Path, dict[str, int]]] = []  # the part of _going that waits in files
_base: dict[str, int] = {}  # as the database last said
_closed = False  # nobody writes any more but who counts


def story_key(page: int) -> str:
    """The counter of an article."""
    return f"story:{page}"


def count(key: str) -> None:
    """One more."""
    with _lock:
        _new[key] = _new.get(key, 0) + 1
    if _closed:
        close()


def value(key: str) -> int:
    """How many by now; never less than it said before, unless the counter was set anew."""
    if key not in _base:
        _learn([key])
    with _lock:
        return _base.get(key, 0) + _going.get(key, 0) + _new.get(key, 0)


def values(keys: Iterable[str]) -> dict[str, int]:
    """Several counters at once, with one question to the database at most."""
    asked = list(keys)
    if unknown := [key for key in asked if key not in _base]:
        _learn(unknown)
    with _lock:
        return {key: _base.get(key, 0) + _going.get(key, 0) + _new.get(key, 0) for key in asked}


def _learn(keys: list[str]) -> None:
    """Read what the database says of counters not asked before."""
    found = dict(Counter.objects.filter(pk__in=keys).values_list("pk", "count"))
    with _lock:
        for key in keys:
            _base.setdefault(key, found.get(key, 0))


def look() -> None:
    """Read the site's counter anew: somebody may have set it from another process."""
    with _writing:
        found = Counter.objects.filter(pk=SITE).values_list("count", flat=True).first() or 0
        with _lock:
            if SITE not in _going:
                _base[SITE] = found


def write() -> int:
    """Write down what was counted; how many counters. What the database refuses waits in a file: nothing is lost."""
    global _new
    with _writing:
        with _lock:
            batch, _new = _new, {}
            for key, more in batch.items():
                _going[key] = _going.get(key, 0) + more
            pending = bool(_kept)
        if not batch and not pending:
            return 0
        try:
            # the base before the sum: otherwise a page that asks meanwhile could count the same readers twice
            _learn([key for key in batch if key not in _base])
            while _kept:
                place, counts = _kept[0]
                _arrived(journal.settle(place), counts)
                del _kept[0]
            with transaction.atomic():
                told = journal.add(batch)
        except DatabaseError:
            if batch:
                _put_by(batch)
            raise
        _arrived(told, batch)
        return len(batch)


def _put_by(batch: dict[str, int]) -> None:
    """Keep `batch` in a file; in memory alone where even that fails."""
    global _new
    try:
        _kept.append((journal.keep(batch), batch))
    except OSError:
        with _lock:
            for key, more in batch.items():
                _new[key] = _new.get(key, 0) + more
                _going[key] -= more
        journal.log.exception("counts wait in memory")


def _arrived(told: dict[str, int], counts: dict[str, int]) -> None:
    """`counts` stand in the database, which says `told`."""
    with _lock:
        for key, more in counts.items():
            _base[key] = told.get(key, _base.get(key, 0) + more)
            if (left := _going[key] - more) > 0:
                _going[key] = left
            else:
                del _going[key]


def start() -> None:
    """Take up what a killed process left in files. DatabaseError where the database is not there."""
    journal.settle_all()


def close() -> None:
    """Write down everything; whoever counts after this writes it down himself."""
    global _closed
    _closed = True
    with contextlib.suppress(DatabaseError):  # what is refused waits in a file for the next start
        write()


def start_at(key: str, count_: int) -> None:
    """Set a counter: where a site moves here, its visits go on from where they were.

    From another process than the server's, too: that learns it with the next stamp.
    """
    if count_ < 0:
        raise ValueError("a counter starts at 0 or above")
    write()
    with _writing:
        Counter.objects.update_or_create(pk=key, defaults={"count": count_})
        with _lock:
            _base[key] = count_


def forget() -> None:
    """Start anew with nothing in memory (for tests)."""
    global _new, _closed
    with _writing, _lock:
        _new, _closed = {}, False
        _going.clear()
        _kept.clear()
        _base.clear()
