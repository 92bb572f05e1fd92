"""What was published on its way to the portal: sent in the order of its numbers, or taken out as files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from daihoi.reports.models import Delivery, Publication

SECONDS = 15
_TAKEN, _KNOWN = 201, 409
_MOST_READ = 20_000  # bytes of an answer


@dataclass(frozen=True)
class Answer:
    """What the portal said: whether it has the snapshot now, why not, and whether asking for more makes sense."""

    has_it: bool
    note: str = ""
    goes_on: bool = True


def _opener() -> OpenerDirector:
    """http and https and nothing else; a redirection is an answer like another."""
    opener = OpenerDirector()
    handlers = (
        ProxyHandler, UnknownHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor,
    )  # fmt: skip
    for handler in handlers:
        opener.add_handler(handler())
    return opener


def send(content: bytes, address: str) -> Answer:
    """Hand one signed file to the portal at `address`. Nothing is raised: what went wrong is the note."""
    request = Request(  # noqa: S310  (the opener knows http and https alone)
        f"{address}/nhan/", data=content, method="POST",
        headers={"Content-Type": "application/json", "User-Agent": "Daihoi"},
    )  # fmt: skip
    if address == settings.PORTAL_BESIDE:  # no proxy stands between, which would say that readers come by https
        request.add_header("X-Forwarded-Proto", "https")
    try:
        with _opener().open(request, timeout=SECONDS) as answer:
            status, said = answer.status, answer.read(_MOST_READ)
    except HTTPError as error:
        with error:
            status, said = error.code, b""
            with suppress(OSError, HTTPException):
                said = error.read(_MOST_READ)
    except TimeoutError:
        return Answer(False, _("The portal did not answer within %(n)d seconds.") % {"n": SECONDS}, goes_on=False)
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, TimeoutError):
            return Answer(False, _("The portal did not answer within %(n)d seconds.") % {"n": SECONDS}, goes_on=False)
        return Answer(False, _("The portal cannot be reached: %(why)s.") % {"why": reason}, goes_on=False)
    if status in (_TAKEN, _KNOWN):
        return Answer(True)
    sentence = _sentence(said)
    told = _("The portal answered %(status)d") % {"status": status}
    return Answer(False, f"{told}: {sentence}" if sentence else f"{told}.", goes_on=400 <= status < 500)


def _sentence(said: bytes) -> str:
    """The sentence in an answer: the "error" of a JSON object, or a plain text; nothing of a web page."""
    text = said.decode(errors="replace").strip()
    with suppress(ValueError, RecursionError):
        found: Any = json.loads(text)
        text = str(found.get("error", "")) if isinstance(found, dict) else ""
    if text.startswith("<"):
        return ""
    return " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())[:300]


def deliver(address: str = "") -> Iterator[tuple[Publication, Answer]]:
    """Send what waits, the oldest first. It stops where the portal does not answer; what it refuses does not hold up
    the rest. Without an address it goes to the portal beside, else to where readers find it; without one, nothing."""
    address = address or (settings.PORTAL and settings.PORTAL_BESIDE) or settings.PORTAL
    if not address:
        return
    for pk in list(Delivery.objects.waiting().values_list("pk", flat=True)):
        row = Delivery.objects.waiting().select_related("publication").filter(pk=pk).first()
        if row is None:  # somebody else sent it meanwhile
            continue
        with translation.override("vi"):
            answer = send(row.publication.as_file(), address)
        row.tried_at = timezone.now()
        row.delivered_at = row.tried_at if answer.has_it else None
        row.note = answer.note[:400]
        row.save(update_fields=["tried_at", "delivered_at", "note"])
        yield row.publication, answer
        if not answer.goes_on:
            return


def deliver_all() -> int:
    """`deliver` to its end; how many the portal has now that it had not."""
    return sum(answer.has_it for _publication, answer in deliver())


def taken_out(publications: list[int]) -> None:
    """These were taken out as files, to be carried to the portal."""
    Delivery.objects.filter(publication__in=publications).update(filed_at=timezone.now())
