"""Counts that the database would not take at once, in small files: a kill before it does loses none of them.

Each file is a batch with a name of its own. Whoever adds it to the counters writes that name into the database in the
same transaction, so that it is never added twice: not after a kill between the commit and the removal of the file, and
not by two processes at once.
"""

from __future__ import annotations

import json
import logging
import os
import uuid
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from daihoi.portal.models.reading import Counter

MARK = "batch:"
log = logging.getLogger(__name__)


def folder() -> Path:
    """Where the files wait."""
    return Path(settings.DATA) / "counts"


def keep(counts: dict[str, int]) -> Path:
    """Write `counts` down; the file."""
    place = folder() / f"{uuid.uuid4().hex}.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_suffix(".tmp")
    with fresh.open("w") as file:
        json.dump(counts, file)
        file.flush()
        os.fsync(file.fileno())
    return fresh.replace(place)


def settle(place: Path) -> dict[str, int]:
    """Add a kept batch to the counters, once, and remove it; the counters as they stand then."""
    mark = f"{MARK}{place.stem}"
    told: dict[str, int] = {}
    try:
        with transaction.atomic():
            Counter.objects.create(pk=mark, count=1)
            if place.exists():  # else another process settled it, mark and all
                told = add(_read(place))
    except IntegrityError:
        log.info("batch %s was added before", place.stem)
    except ValueError:
        log.error("%s holds no counts and is set aside", place)
        place.replace(place.with_suffix(".bad"))
        return {}
    place.unlink(missing_ok=True)
    Counter.objects.filter(pk=mark).delete()
    return told


def _read(place: Path) -> dict[str, int]:
    """The counts in a file; ValueError where it holds none."""
    counts = json.loads(place.read_text())
    if not isinstance(counts, dict) or not all(type(more) is int for more in counts.values()):
        raise ValueError("no counts")
    return counts


def settle_all() -> int:
    """Add what a process that was killed left behind; how many batches."""
    found = sorted(folder().glob("*.json"))
    for place in found:
        settle(place)
    return len(found)


def add(counts: dict[str, int]) -> dict[str, int]:
    """Add to the counters, inside a transaction, in one order everywhere; the counters as they stand then."""
    told = {}
    with connection.cursor() as cursor:
        for key in sorted(counts):
            cursor.execute(
                "INSERT INTO portal_counter (key, count) VALUES (%s, %s) "
                "ON CONFLICT (key) DO UPDATE SET count = portal_counter.count + excluded.count RETURNING count",
                [key, counts[key]],
            )
            told[key] = cursor.fetchone()[0]
    return told
