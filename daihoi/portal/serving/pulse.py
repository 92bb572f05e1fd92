"""What goes on beside the requests, each in a thread of its own so that none waits for another:

counters are written down, publications of other processes noticed, what is scheduled published.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.util import Finalize
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from daihoi.portal.serving import cache, counters

WAIT = 200  # milliseconds that counters wait for the database before they go into a file
LAST = 2000  # the same at the end: the next start adds what still lies in a file
SLOWER = 20  # beats that a job rests after it failed
AGAIN = 60  # seconds until what could not be published or taken down is tried again
_UP, _DOWN = "wagtail.publish.scheduled", "wagtail.unpublish.scheduled"  # in the history of a page
_once = threading.Lock()
_stop = threading.Event()
_seen: int | None = None
_settled = False
_failed: dict[tuple[str, int], float] = {}  # what could not be published or taken down -> when it is tried again
log = logging.getLogger(__name__)


def start() -> None:
    """Begin, once per process."""
    if not _once.acquire(blocking=False):
        return
    for name, seconds, job in (("counters", 0.3, write), ("notice", 0.4, notice), ("schedule", 0.5, publish)):
        threading.Thread(target=_beat, args=(seconds, job), name=name, daemon=True).start()
    # the server's worker is a process of `multiprocessing`, which ends without `atexit`; this runs in any process
    Finalize(None, stop, exitpriority=100)


def stop() -> None:
    """Write down what is still in memory; at an orderly end nothing is lost."""
    _stop.set()
    try:
        _wait_at_most(LAST)
        counters.close()
    except Exception:
        log.exception("stop")
    finally:
        connection.close()


def _beat(seconds: float, job: Callable[[], object]) -> None:
    """Do `job` again and again over one connection of its own; a failure is said and ends neither it nor the others."""
    name, failing = threading.current_thread().name, False
    while not _stop.is_set():
        begun, rest = time.monotonic(), seconds
        try:
            job()
            failing = False
        except Exception:
            if not failing:
                log.exception("%s", name)
            failing = True
            connection.close()  # a server that went away is asked anew
            if job is publish:
                rest *= SLOWER
        if (took := time.monotonic() - begun) > 5:
            log.warning("%s took %.1f s", name, took)
        _stop.wait(rest)
    connection.close()


def _wait_at_most(milliseconds: int) -> None:
    """How long this thread's connection waits for others who write."""
    patience = "PRAGMA busy_timeout" if connection.vendor == "sqlite" else "SET lock_timeout"
    with connection.cursor() as cursor:
        cursor.execute(f"{patience}={milliseconds}")


def write() -> None:
    """Write the counters down; first what a killed process left."""
    global _settled
    if connection.connection is None:
        _wait_at_most(WAIT)
    if not _settled:
        counters.start()
        _settled = True
    counters.write()


def notice() -> None:
    """Forget every page where something was published since the last look, in this process or another."""
    from daihoi.portal.models import Stamp

    global _seen
    value = Stamp.objects.values_list("value", flat=True).first() or 0
    if value != _seen:
        counters.look()
        cache.forget()
        _seen = value


def publish() -> None:
    """Publish and take down what was scheduled for now, each by itself: one that cannot be holds up no other."""
    from wagtail.models import Page, Revision

    now = timezone.now()
    for page in Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at"):
        _alone("expire", page.pk, page.pk, partial(page.unpublish, set_expired=True, log_action=_DOWN))
    for revision in Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at"):
        _alone("publish", revision.pk, revision.object_id, partial(_go_live, revision))


def _alone(what: str, number: int, page: object, act: Callable[[], object]) -> None:
    """Do `act`; a failure is said once, with its page, and tried again later."""
    key = what, number
    if _failed.get(key, 0) > time.monotonic():
        return
    try:
        act()
    except (OperationalError, InterfaceError):  # the database, not the page
        raise
    except Exception:
        if key not in _failed:
            log.exception("%s page %s", what, page)
        _failed[key] = time.monotonic() + AGAIN
    else:
        _failed.pop(key, None)


def _go_live(revision: Any) -> None:
    from daihoi.portal.actions.stories import story_values
    from daihoi.portal.models import Article

    page = revision.as_object()
    if isinstance(page, Article):
        story_values(page)  # whatever fails in its pictures and blocks fails before anything is written
    revision.publish(log_action=_UP)
