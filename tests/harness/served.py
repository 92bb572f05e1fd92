"""Fills an installation of its own for the tests through the real server: `python -m tests.harness.served`."""

from __future__ import annotations

import json
import os

import django


def fill() -> dict[str, object]:
    """A district with a count under way, and the account that types it; what a client must know."""
    from daihoi.org.access import Role
    from daihoi.org.models import Grant
    from tests.builders import a_congress, an_election, typed
    from tests.harness.finished import a_place

    place = a_place()
    user = place.first.user
    Grant.objects.create(user=user, unit=place.district, role=Role.OFFICE)
    congress = a_congress(place.ward, season=place.season)
    election = an_election(congress, seats=3, candidates=4, by=user)
    found = typed(election.rounds.get(), (90, 80, 70, 20), by=user)
    return {"username": user.username, "round": found.pk}


def counted(keys: list[str]) -> dict[str, int]:
    """key -> how many events of the ledger carry it."""
    from daihoi.ledger.models import Event

    told = list(Event.objects.filter(verb="count.saved").values_list("payload", flat=True))
    return {key: sum(key in payload for payload in told) for key in keys}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daihoi.settings")
    django.setup()
    asked = os.environ.get("TESTS_KEYS", "")
    print(json.dumps(counted(asked.split(",")) if asked else fill()))
