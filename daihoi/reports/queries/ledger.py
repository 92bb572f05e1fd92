"""The ledger of a unit and of all below it, in human words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from daihoi.congress.models import Congress, CongressForm, Evidence, Exemption, Season
from daihoi.ledger.models import Event, Head
from daihoi.ledger.queries import Fault, verify_chains
from daihoi.org.access import ROLES
from daihoi.org.models import LeaveReason, Unit, User
from daihoi.reports.models import PUBLICATION_KINDS
from daihoi.reports.queries.verbs import KEYS, VERBS
from daihoi.reports.queries.verification import verify_all
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import Message
from daihoi.rules.posts import Post
from daihoi.web.text import number, say, vdate, vtime

PER_PAGE = 50
INSTALLATION = "installation"


@dataclass(frozen=True)
class Asked:
    """What the reader looks for in the ledger."""

    verb: str = ""
    person: str = ""
    first: date | None = None
    last: date | None = None
    congress: int | None = None


@dataclass(frozen=True)
class Fact:
    """One thing that an event tells: its name, its value in words, where it leads."""

    label: str
    value: str
    href: str = ""
    is_digest: bool = False


@dataclass(frozen=True)
class Entry:
    """An event as a reader sees it."""

    event: Event
    what: str
    place: str
    place_href: str
    actor: str
    username: str
    second: str
    facts: tuple[Fact, ...] = field(default=())


def is_root(unit: Unit) -> bool:
    """Whether `unit` is the root of the installation, whose ledger holds what belongs to no other unit."""
    return unit.parent_id is None


def streams_of(unit: Unit) -> Q:
    """The streams of `unit`, of all below it and of their congresses; the installation's for the root alone."""

    def named(prefix: str, rows: QuerySet[Any]) -> Q:
        key = Concat(Value(prefix), Cast("pk", CharField()))
        return Q(stream__in=rows.order_by().annotate(_stream=key).values("_stream"))

    found = named("unit:", Unit.objects.under(unit)) | named("congress:", Congress.objects.under(unit))
    return found | Q(stream=INSTALLATION) if is_root(unit) else found


def events_of(unit: Unit, asked: Asked) -> QuerySet[Event]:
    """The events of the scope of `unit` that are asked for, newest first."""
    rows = Event.objects.filter(streams_of(unit)).order_by("-id")
    if asked.verb:
        rows = rows.filter(verb=asked.verb)
    if asked.person:
        people = User.objects.filter(username__iexact=asked.person).values("pk")
        rows = rows.filter(Q(actor__in=people) | Q(second__in=people))
    if asked.congress is not None:
        rows = rows.filter(stream=f"congress:{asked.congress}")
    if asked.first is not None:
        rows = rows.filter(at__gte=_midnight(asked.first))
    if asked.last is not None:
        rows = rows.filter(at__lt=_midnight(asked.last + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


# --- in words --------------------------------------------------------------------------------------------------------

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d+Z")
_DIGEST = re.compile(r"[0-9a-f]{64}|[0-9a-f]{128}")
_UNITS = frozenset({"unit", "to", "root", "parent", "together", "changed_units"})
_PEOPLE = frozenset({"user", "by", "handed_by"})

# Values of choices, by the fact that they belong to.
_WORDS: dict[str, dict[str, Any]] = {
    "form": dict(CongressForm.choices),
    "exception": dict(Exemption.choices),
    "kind": {
        **dict(Evidence.Kind.choices),
        **{kind.value: kind.vietnamese for kind in UnitKind},
        **dict(PUBLICATION_KINDS),
    },
    "role": {role.value: row.label for role, row in ROLES.items()},
    "reason": dict(LeaveReason.choices),
    "post": {post.value: Message(post.label) for post in Post},
}


class Words:
    """Names of what a page of events speaks of, fetched once for all of them."""

    def __init__(self, events: Iterable[Event]) -> None:
        listed = list(events)
        self.facts = {event.pk: _payload(event) for event in listed}
        ids: dict[str, set[int]] = {"unit": set(), "congress": set(), "user": set(), "season": set()}
        for event in listed:
            ids["user"] |= {one for one in (event.actor, event.second) if one}
            prefix, _colon, pk = event.stream.partition(":")
            if prefix in ("unit", "congress") and pk.isdecimal():
                ids[prefix].add(int(pk))
            for key, value in self.facts[event.pk].items():
                kind = "unit" if key in _UNITS else "user" if key in _PEOPLE else key
                if kind in ids:
                    ids[kind] |= {one for one in (value if isinstance(value, list) else [value]) if _is_id(one)}
        self.congresses = Congress.objects.select_related("unit", "season").in_bulk(ids["congress"])
        self.units = Unit.objects.in_bulk(ids["unit"])
        self.people = User.objects.in_bulk(ids["user"])
        self.seasons = Season.objects.in_bulk(ids["season"]) if ids["season"] else {}

    def entry(self, event: Event) -> Entry:
        """`event` in words."""
        place, href = self.place(event.stream)
        actor, second = (self.people.get(pk or 0) for pk in (event.actor, event.second))
        told = self.facts[event.pk]
        return Entry(
            event,
            what=say(Message(VERBS[event.verb])) if event.verb in VERBS else event.verb,
            place=place,
            place_href=href,
            actor=str(actor)
            if actor
            else _("account no. %(id)s") % {"id": event.actor}
            if event.actor
            else _("program"),
            username=actor.username if actor else "",
            second=str(second) if second else "",
            facts=tuple(self._fact(key, value) for key, value in told.items() if not _says_nothing(key, value)),
        )

    def place(self, stream: str) -> tuple[str, str]:
        prefix, _colon, pk = stream.partition(":")
        found = (self.congresses if prefix == "congress" else self.units).get(int(pk)) if pk.isdecimal() else None
        if isinstance(found, Congress):
            return _("congress of %(unit)s") % {"unit": found.unit.name}, found.get_absolute_url()
        if found is not None:
            return found.name, found.get_absolute_url()
        return (_("whole installation") if stream == INSTALLATION else stream), ""

    def _fact(self, key: str, value: Any) -> Fact:
        label = say(Message(KEYS[key])) if key in KEYS else key
        return Fact(label, self._value(key, value), is_digest=isinstance(value, str) and bool(_DIGEST.fullmatch(value)))

    def _value(self, key: str, value: Any) -> str:
        match value:
            case None | "":
                return "–"
            case bool():
                return _("yes") if value else _("no")
            case list():
                shown = [self._value(key, one) for one in value[:12]]
                return ", ".join(shown) + (f" … ({number(len(value))})" if len(value) > 12 else "") or "–"
            case dict():
                return "; ".join(f"{self._label(name)}: {self._value(name, one)}" for name, one in value.items()) or "–"
            case int():
                return self._named(key, value) or (str(value) if key in _NUMBERED else number(value))
        text = str(value)
        if text in _WORDS.get(key, {}):
            word = _WORDS[key][text]
            return say(word) if isinstance(word, (Message, Promise)) else str(word)
        if key == "switched":
            return _("on") if text == "on" else _("off")
        if _DAY.fullmatch(text):
            return vdate(date.fromisoformat(text))
        if _MOMENT.fullmatch(text):
            return vtime(datetime.fromisoformat(text))
        return text

    def _label(self, name: str) -> str:
        return say(Message(KEYS[name])).lower() if name in KEYS else name

    def _named(self, key: str, pk: int) -> str:
        if key in _UNITS and pk in self.units:
            return self.units[pk].name
        if key == "congress" and pk in self.congresses:
            return str(self.congresses[pk].unit.name)
        if key in _PEOPLE and pk in self.people:
            return str(self.people[pk])
        if key == "season" and pk in self.seasons:
            return self.seasons[pk].name
        return ""


# Ids and ordinals: a number that names a thing is written without groups.
_NUMBERED = frozenset(
    {"member", "members", "grant", "election", "round", "certificate", "return", "report", "evidence", "incident",
     "user", "unit", "congress", "season", "id", "number", "of", "first", "last", "head_seq", "ordinal", "elected",
     "key", "by", "handed_by", "counts_again", "to", "root", "publication", "withdraws"}
)  # fmt: skip


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _says_nothing(key: str, value: object) -> bool:
    """Sealed rows (digests of columns) and the version of a form are for verification; what is empty says nothing."""
    return (key == "rows" and isinstance(value, list)) or (key == "form" and isinstance(value, int)) or value is None


def _payload(event: Event) -> Mapping[str, Any]:
    """What an event tells; a payload spoiled by hand is shown as it is."""
    try:
        facts = json.loads(event.payload)
    except ValueError:
        return {"?": event.payload}
    return facts if isinstance(facts, dict) else {"?": event.payload}


def entries(events: Iterable[Event]) -> list[Entry]:
    """The events of a page in words; four queries at most."""
    listed = list(events)
    words = Words(listed)
    return [words.entry(event) for event in listed]


def verb_choices() -> list[tuple[str, str]]:
    """(verb, label) in the order of the reader's language."""
    return sorted(((verb, say(Message(label))) for verb, label in VERBS.items()), key=lambda pair: pair[1].casefold())


# --- verification ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Checked:
    """What a verification looked at and what it found."""

    events: int
    chains: int
    faults: tuple[Fault, ...]
    more: Mapping[str, int] = field(default_factory=dict)


def check(unit: Unit) -> Checked:
    """Verify the chains of the scope of `unit`; for the root also results, returns and every tally."""
    within = streams_of(unit)
    events = Event.objects.filter(within).count()
    chains = Head.objects.filter(within, seq__gt=0).count()
    if is_root(unit):
        found = verify_all()
        return Checked(events, chains, tuple(found.faults), found.checked)
    return Checked(events, chains, tuple(verify_chains(within)))


def own_heads(unit: Unit) -> list[tuple[str, Head]]:
    """(name, head) of the chains of `unit` itself, of its congresses, and for the root of the installation."""
    congresses = {f"congress:{one.pk}": one for one in Congress.objects.filter(unit=unit).select_related("season")}
    streams = [f"unit:{unit.pk}", *congresses, *([INSTALLATION] if is_root(unit) else [])]
    heads = Head.objects.in_bulk(streams)

    def name(stream: str) -> str:
        if stream in congresses:
            return _("congress of the term %(term)s") % {"term": congresses[stream].season.name}
        return _("whole installation") if stream == INSTALLATION else unit.name

    return [(name(stream), heads.get(stream) or Head(stream=stream)) for stream in streams]


def faults_in_words(faults: Iterable[Fault]) -> Iterator[tuple[str, str]]:
    """(place, sentence) of each fault, places named."""
    listed = list(faults)
    words = Words(
        [Event(pk=number, stream=fault.place.split("#")[0], payload="{}") for number, fault in enumerate(listed)]
    )
    for fault in listed:
        stream, hash_mark, seq = fault.place.partition("#")
        place, _href = words.place(stream)
        yield (_("%(place)s, entry %(seq)s") % {"place": place, "seq": seq} if hash_mark else place), say(fault.message)
