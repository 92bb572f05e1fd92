"""Returns held against the ledger, against what they sum, and the whole installation verified (T7, T8)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from daihoi.elections.models import Certificate
from daihoi.elections.queries import verify_certificates, verify_tallies
from daihoi.ledger.models import Event
from daihoi.ledger.queries import Fault, verify_chains
from daihoi.org.models import Tally
from daihoi.org.queries import verify_totals
from daihoi.reports.models import Publication, Return, ReturnPart, ReturnState, UnitKey
from daihoi.reports.queries.verify_published import signed_with, verify_publications
from daihoi.rules.canonical import canonical, digest_text, instant
from daihoi.rules.figures import LevelFigures
from daihoi.rules.messages import N_, Message

_VERBS = ("return.handed_in", "return.accepted", "return.sent_back", "return.ratified")
_STATE = {
    "return.accepted": ReturnState.ACCEPTED,
    "return.sent_back": ReturnState.SENT_BACK,
    "return.ratified": ReturnState.RATIFIED,
}


@dataclass
class _Told:
    """What the ledger tells of one return: its frozen columns, and its state after every event so far."""

    congress: int
    columns: dict[str, Any]
    parts: list[list[int]]
    state: str = ReturnState.HANDED_IN
    current: bool = True
    decided_by: int | None = None
    decided_on: str | None = None
    remarks: str = field(default_factory=lambda: digest_text(""))


def _told() -> dict[int, _Told]:
    """return id -> what its events tell, replayed in the order of each congress's stream."""
    told: dict[int, _Told] = {}
    of_congress: defaultdict[int, list[int]] = defaultdict(list)
    events = Event.objects.filter(verb__in=_VERBS).order_by("stream", "seq").only("stream", "verb", "actor", "payload")
    for event in events.iterator(chunk_size=2000):
        facts = json.loads(event.payload)
        pk = facts["return"]
        if event.verb == "return.handed_in":
            congress = facts["congress"]
            for older in of_congress[congress]:
                told[older].current = False
            told[pk] = _Told(congress, facts, facts.pop("parts"))
            of_congress[congress].append(pk)
            continue
        one = told.get(pk)
        if one is None:
            continue
        one.state, one.decided_by, one.decided_on = _STATE[event.verb], event.actor, facts["on"]
        if event.verb == "return.sent_back":
            one.current, one.remarks = False, facts["remarks"]
            if facts["counts_again"] in told:
                told[facts["counts_again"]].current = True
    return told


def _columns(row: Return) -> dict[str, Any]:
    """The frozen columns of a return as its event names them; the digest stands for the payload."""
    return {
        "return": row.pk,
        "congress": row.congress_id,
        "version": row.version,
        "form": row.form,
        "digest": row.digest,
        "signature": row.signature,
        "key": row.key_id,
        "head_seq": row.head_seq,
        "head": row.head,
        "handed_by": row.handed_by_id,
        "handed_at": instant(row.handed_at),
        "handed_on": row.handed_on.isoformat(),
    }


def _place(row: Return) -> str:
    return f"return:{row.pk}"


def verify_returns() -> Iterator[Fault]:
    """Every column of every return and of every part against the ledger, the sums anew, heads and signatures (T8)."""
    told = _told()
    parts: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for pk, whole, part in ReturnPart.objects.order_by("pk").values_list("pk", "whole", "part"):
        parts[whole].append((pk, part))
    rows = Return.objects.select_related("congress__unit", "congress__season", "key__unit").order_by("pk")
    seen = set()
    for row in rows.iterator(chunk_size=1000):
        seen.add(row.pk)
        yield from _verify_one(row, told.get(row.pk), parts.pop(row.pk, []))
    for pk in set(Return.objects.values_list("pk", flat=True)) - seen:  # no join reaches what it points to
        yield Fault(f"return:{pk}", Message.of(N_("It belongs to a congress or a unit that is not there.")))
        seen.add(pk)
    for pk in told.keys() - seen:
        yield Fault(f"return:{pk}", Message.of(N_("The ledger tells of a return that is gone.")))
    for whole in parts:
        yield Fault(f"return:{whole}", Message.of(N_("Parts are kept of a return that is gone.")))
    yield from _verify_sums()
    yield from _verify_heads()
    yield from _verify_keys()


def _verify_one(row: Return, told: _Told | None, parts: list[tuple[int, int]]) -> Iterator[Fault]:
    place = _place(row)
    if told is None:
        yield Fault(place, Message.of(N_("The ledger knows nothing of this return.")))
        return
    if digest_text(row.payload) != row.digest:
        yield Fault(place, Message.of(N_("The figures do not match their digest: they were changed.")))
    for name, value in _columns(row).items():
        if told.columns.get(name) != value:
            yield Fault(place, Message.of(N_("The column %(column)s differs from what the ledger tells."), column=name))
    state = {
        "state": (row.state, told.state),
        "current": (row.current, told.current),
        "decided_by": (row.decided_by_id, told.decided_by),
        "decided_on": (row.decided_on.isoformat() if row.decided_on else None, told.decided_on),
        "remarks": (digest_text(row.remarks), told.remarks),
    }
    for name, (kept, expected) in state.items():
        if kept != expected:
            yield Fault(place, Message.of(N_("The column %(column)s differs from what the ledger tells."), column=name))
    if [list(pair) for pair in parts] != told.parts:
        yield Fault(place, Message.of(N_("The returns that it sums differ from those that the ledger tells.")))
    yield from _verify_content(row)


def _verify_content(row: Return) -> Iterator[Fault]:
    place = _place(row)
    try:
        content = json.loads(row.payload)
        same = (
            content["unit"] == row.congress.unit.code
            and content["season"] == row.congress.season.name
            and content["version"] == row.version
            and content["form"] == row.form
            and content["head"] == {"seq": row.head_seq, "digest": row.head}
            and (row.is_from_file or content["congress"] == row.congress_id)
        )
        readable = canonical(content) == row.payload
    except (KeyError, TypeError, ValueError):
        same = readable = False
    if not same:
        yield Fault(place, Message.of(N_("The figures are of another unit, season or version than their row.")))
    if not readable:
        yield Fault(place, Message.of(N_("The figures are not in the form in which they are signed.")))
    if row.is_from_file and not signature_holds(row.key, row.payload, row.signature):
        yield Fault(place, Message.of(N_("The signature of the unit does not hold.")))
    if row.key is not None and row.key.unit_id != row.congress.unit_id:
        yield Fault(place, Message.of(N_("The signature of the unit does not hold.")))


def signature_holds(key: UnitKey | None, payload: str, signature: str) -> bool:
    """Whether `signature` over `payload` was made with the private half of `key`."""
    return key is not None and signed_with(key.public_key, payload, signature)


def _verify_sums() -> Iterator[Fault]:
    """Total = own + parts, with the very versions and certificates that the return names."""
    certificates = {
        (found, version): digest
        for found, version, digest in Certificate.objects.values_list("round", "version", "digest")
    }
    wholes = set(ReturnPart.objects.values_list("whole", flat=True))
    for row in Return.objects.filter(signature="").order_by("pk").iterator(chunk_size=1000):
        try:
            own, total, content = row.own, row.total, row.content
            named = [(part["unit"], part["version"], part["digest"]) for part in content["parts"]]
            signed = {(one["round"], one["version"]): one["digest"] for one in content["certificates"]}
        except (KeyError, TypeError, ValueError):
            yield Fault(_place(row), Message.of(N_("The figures cannot be read.")))
            continue
        there: list[tuple[str, int, str]] = []
        sums = [own]
        if named or row.pk in wholes:
            for part in Return.objects.filter(wholes__whole=row.pk).select_related("congress__unit"):
                there.append((part.congress.unit.code, part.version, part.digest))
                with suppress(KeyError, TypeError, ValueError):  # one that cannot be read is a fault of its own
                    sums.append(part.total)
        if sorted(named) != sorted(there):
            yield Fault(_place(row), Message.of(N_("The returns that it names are not those that it sums.")))
        elif LevelFigures.total(sums) != total:
            yield Fault(_place(row), Message.of(N_("Its own figures and those of its parts do not give its total.")))
        for (found, version), digest in signed.items():
            if certificates.get((found, version)) != digest:
                text = N_("The certificate of round %(round)s that it names is gone or another.")
                yield Fault(_place(row), Message.of(text, round=found))


def _verify_heads() -> Iterator[Fault]:
    """The ledger's head that each return was signed over must stand in its congress's chain."""
    wanted = {
        (f"congress:{congress}", seq): (pk, digest)
        for pk, congress, seq, digest in Return.objects.filter(signature="", head_seq__gt=0).values_list(
            "pk", "congress", "head_seq", "head"
        )
    }
    streams = {stream for stream, _seq in wanted}
    found: dict[tuple[str, int], str] = {}
    rows = Event.objects.filter(stream__startswith="congress:").values_list("stream", "seq", "digest")
    for stream, seq, digest in rows.iterator(chunk_size=5000):
        if stream in streams and (stream, seq) in wanted:
            found[stream, seq] = digest
    for where, (pk, digest) in wanted.items():
        if found.get(where) != digest:
            yield Fault(
                f"return:{pk}", Message.of(N_("The ledger's head that it was signed over is not in the chain."))
            )


def _verify_keys() -> Iterator[Fault]:
    """Every key against the event that enrolled it and the one that revoked it."""
    told: dict[int, dict[str, Any]] = {}
    revoked: dict[int, str] = {}
    for event in Event.objects.filter(verb__in=("key.enrolled", "key.revoked")).order_by("stream", "seq"):
        facts = json.loads(event.payload)
        if event.verb == "key.enrolled":
            told[facts["key"]] = facts
        else:
            revoked[facts["key"]] = facts["at"]
    for row in UnitKey.objects.order_by("pk"):
        kept = {
            "key": row.pk,
            "unit": row.unit_id,
            "public_key": row.public_key,
            "by": row.enrolled_by_id,
            "at": instant(row.enrolled_at),
        }
        if told.pop(row.pk, None) != kept:
            yield Fault(f"key:{row.pk}", Message.of(N_("The key differs from what the ledger tells.")))
        if revoked.get(row.pk) != (instant(row.revoked_at) if row.revoked_at else None):
            yield Fault(f"key:{row.pk}", Message.of(N_("The key differs from what the ledger tells.")))
    for pk in told:
        yield Fault(f"key:{pk}", Message.of(N_("The ledger tells of a key that is gone.")))


@dataclass(frozen=True)
class Verification:
    """What was verified, and every fault found."""

    checked: dict[str, int]
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def _to_the_end(check: Callable[[], Iterator[Fault]]) -> Iterator[Fault]:
    """The faults that `check` finds; where a value written by hand stops it, that is one more."""
    try:
        yield from check()
    except Exception as error:  # no reader knows what somebody may have written past the program
        what = f"{type(error).__name__}: {error}"
        said = Message.of(N_("A value cannot be read, the check stopped there: %(what)s"), what=what)
        yield Fault(check.__name__, said)


def verify_all() -> Verification:
    """The ledger, certified results, returns, what was published, and every tally counted anew from its base rows."""
    checks = (
        verify_chains, verify_certificates, verify_returns, verify_publications, verify_tallies, verify_totals,
    )  # fmt: skip
    faults = [fault for check in checks for fault in _to_the_end(check)]
    checked = {
        "events": Event.objects.count(),
        "certificates": Certificate.objects.count(),
        "returns": Return.objects.count(),
        "parts": ReturnPart.objects.count(),
        "publications": Publication.objects.count(),
        "tallies": Tally.objects.count(),
    }
    return Verification(checked, tuple(faults))
