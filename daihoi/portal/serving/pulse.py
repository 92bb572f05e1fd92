"""Twice a second: counters written down, publications of other processes noticed, what is scheduled published."""

from __future__ import annotations

import atexit
import logging
import threading
import time

from django.core.management import call_command
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from daihoi.portal.serving import cache, counters

SECONDS = 0.5
_started = threading.Lock()
_stop = threading.Event()
_seen: int | None = None
log = logging.getLogger(__name__)


def start() -> None:
    """Begin, once per process."""
    if _started.acquire(blocking=False):
        threading.Thread(target=_beat, name="pulse", daemon=True).start()
        atexit.register(stop)


def stop() -> None:
    """Write down what is still in memory; at an orderly end nothing is lost."""
    _stop.set()
    try:
        counters.write()
    except DatabaseError:
        log.exception("the last counts could not be written")
    finally:
        connection.close()


def _beat() -> None:
    while not _stop.wait(SECONDS):
        begun = time.monotonic()
        try:
            close_old_connections()
            once()
        except DatabaseError:
            log.exception("pulse")
        if (took := time.monotonic() - begun) > 1:
            log.warning("pulse took %.1f s", took)
    connection.close()


def once() -> None:
    """One beat."""
    from wagtail.models import Revision

    from daihoi.portal.models import Article, Stamp

    global _seen
    counters.write()
    now = timezone.now()
    if (
        Article.objects.filter(live=True, expire_at__lte=now).exists()
        or Revision.objects.filter(approved_go_live_at__lte=now).exists()
    ):
        call_command("publish_scheduled", verbosity=0)
    value = Stamp.objects.values_list("value", flat=True).first()
    if value != _seen:
        if _seen is not None:
            cache.forget()
        _seen = value
