"""What goes on beside the requests, each in a thread of its own so that none waits for another:

counters are written down, publications of other processes noticed, what is scheduled published.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from multiprocessing.util import Finalize

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from daihoi.portal.serving import cache, counters

WAIT = 200  # milliseconds that counters wait for the database before they go into a file
LAST = 2000  # the same at the end: the next start adds what still lies in a file
SLOWER = 20  # beats that a job rests after it failed
_once = threading.Lock()
_stop = threading.Event()
_seen: int | None = None
_settled = False
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
    """Publish and take down what was scheduled for now."""
    from wagtail.models import Page, Revision

    now = timezone.now()
    if (
        Page.objects.filter(live=True, expire_at__lte=now).exists()
        or Revision.objects.filter(approved_go_live_at__lte=now).exists()
    ):
        call_command("publish_scheduled", verbosity=0)
