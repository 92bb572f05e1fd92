"""Certified results and live tallies held against the ledger, against the tables, and computed anew (T7, T8)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import models

from daihoi.congress.models import Season
from daihoi.congress.queries.figures import CONGRESS_KEYS
from daihoi.elections.models import (
    Certificate,
    Election,
    Incident,
    Ratification,
    Refusal,
    Reopening,
    Round,
    RoundState,
)
from daihoi.elections.queries.figures import ELECTION_KEYS, unit_figures
from daihoi.elections.queries.snapshot import FORM, Rows, columns, decision, frozen_regulation
from daihoi.ledger.models import Event
from daihoi.ledger.queries import Fault
from daihoi.org.actions.tally import register_figures
from daihoi.org.models import Tally, Unit
from daihoi.org.models.tally import REGISTER
from daihoi.rules.canonical import canonical, digest, digest_text
from daihoi.rules.election import RoundKind, outcome
from daihoi.rules.election import Tally as Count
from daihoi.rules.figures import FIGURES, Figures
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Post

# Rows of these tables are never without the event that wrote them.
ALWAYS_SEALED: tuple[type[models.Model], ...] = (Election, Reopening, Ratification, Refusal, Incident)
_CHUNK = 200


def verify_certificates() -> Iterator[Fault]:
    """Every certificate against its event, its tables and the rules; every sealed row against its last event."""
    certified, seals, erased = _events()
    newest: dict[int, Certificate] = {}
    for chunk in _chunks(Certificate.objects.order_by("pk")):
        for certificate in chunk:
            yield from _against_event(certificate, certified.pop((certificate.round_id, certificate.version), None))
            before = newest.get(certificate.round_id)
            if before is None or before.version < certificate.version:
                newest[certificate.round_id] = certificate
            yield from _against_rules(certificate)
    for (round_id, version), event in certified.items():
        yield Fault(
            f"{event.stream}#{event.seq}",
            Message.of(N_("certificate %(version)d of round %(round)d is gone"), version=version, round=round_id),
        )
    reopened = set(Reopening.objects.values_list("certificate_id", flat=True))
    signed = {pk for pk, certificate in newest.items() if certificate.pk not in reopened}
    states = dict(Round.objects.filter(state=RoundState.CERTIFIED).values_list("pk", "state"))
    for pk in sorted(states.keys() - signed):
        yield Fault(f"elections.round:{pk}", Message.of(N_("the round is certified, but no valid certificate says so")))
    for ids in _slices(sorted(signed)):
        rows = Rows(ids)
        for pk in ids:
            yield from _against_tables(newest[pk], rows, erased)
    yield from _against_seals(seals)


def _events() -> tuple[dict[tuple[int, int], Event], dict[str, str], set[int]]:
    """(round, version) -> event of its certificate; row -> digest in its last event; erased candidates."""
    certified: dict[tuple[int, int], Event] = {}
    seals: dict[str, str] = {}
    erased: set[int] = set()
    told = Event.objects.filter(payload__contains='"rows":').order_by("id")
    for event in told.iterator(chunk_size=2000):
        payload = json.loads(event.payload)
        for row in payload["rows"]:
            seals[row["row"]] = row["columns"]
        if event.verb == "result.certified":
            certified[payload["round"], payload["version"]] = event
        elif event.verb == "candidate.erased":
            erased.update(payload["candidates"])
    return certified, seals, erased


def _place(certificate: Certificate) -> str:
    return f"elections.certificate:{certificate.pk}"


def _against_event(certificate: Certificate, event: Event | None) -> Iterator[Fault]:
    place = _place(certificate)
    if digest_text(certificate.payload) != certificate.digest:
        yield Fault(place, Message.of(N_("its content does not match its digest")))
    if event is None:
        yield Fault(place, Message.of(N_("no event of the ledger tells of it")))
        return
    told = json.loads(event.payload)
    if told["digest"] != certificate.digest:
        yield Fault(place, Message.of(N_("its digest is not the one in the ledger")))
    if told["columns"] != digest(columns(certificate)) or event.seq != certificate.event_seq:
        yield Fault(place, Message.of(N_("a column was changed after it was signed")))


def _against_rules(certificate: Certificate) -> Iterator[Fault]:
    """The frozen outcome must come out of the frozen numbers again."""
    place = _place(certificate)
    try:
        payload = json.loads(certificate.payload)
        if payload["form"] != FORM:
            yield Fault(place, Message.of(N_("its form %(form)s is not known"), form=str(payload["form"])))
            return
        again = decision(outcome(frozen_count(payload), frozen_regulation(payload)))
        if canonical(again) != canonical(payload["outcome"]):
            yield Fault(place, Message.of(N_("the outcome in it is not the one that the rules give")))
    except (ValueError, KeyError, TypeError, RuleError):
        yield Fault(place, Message.of(N_("its content cannot be read")))


def frozen_votes(payload: Mapping[str, Any]) -> dict[int, int]:
    """candidate id -> votes of all sheets, as a certificate holds them."""
    votes: dict[int, int] = {}
    for sheet in payload["sheets"]:
        for line in sheet["lines"]:
            votes[line["candidate_id"]] = votes.get(line["candidate_id"], 0) + line["votes"]
    return votes


def frozen_count(payload: Mapping[str, Any]) -> Count:
    """The count that a certificate holds, as the rules decide it."""
    votes, of, post = frozen_votes(payload), payload["round"], Post(payload["election"]["post"])
    candidates = sorted(payload["candidates"], key=lambda row: row["number"])
    return Count(
        base=payload["base"],
        seats=of["seats"],
        votes=tuple(votes[row["id"]] for row in candidates),
        ballot_numbers=tuple(row["number"] for row in candidates),
        valid=of["valid"],
        invalid=of["invalid"],
        round=of["number"],
        kind=RoundKind(of["kind"]),
        post=post,
        unit_kind=UnitKind(payload["congress"]["kind"]),
        electing_members=(payload["committee_members"] or None) if post is Post.STANDING_COMMITTEE else None,
        planned=tuple((row["number"], Post(row["planned_post"])) for row in candidates if row["planned_post"]),
    )


# Columns of an election that the congress or the superior still decides after a round was certified: their last event
# seals them instead.
LATER = frozenset({"paused", "instruction", "annulled", "decisions"})


def _against_tables(certificate: Certificate, rows: Rows, erased: set[int]) -> Iterator[Fault]:
    """Every column of every row behind a round that is certified now must be as it was signed."""
    place = _place(certificate)
    row = rows.rounds.get(certificate.round_id)
    if row is None or row.election_id not in rows.elections:
        yield Fault(place, Message.of(N_("the rows that it certifies are gone")))
        return
    try:
        frozen = json.loads(certificate.payload)
        now = json.loads(canonical(rows.of(row.pk)))
        pairs = [
            ("election", [_without(frozen["election"], LATER)], [_without(now["election"], LATER)]),
            ("round", [frozen["round"]], [now["round"]]),
        ]
        for name in ("candidates", "deductions", "invalid_papers"):
            pairs.append((name, frozen[name], now[name]))
        pairs.append(("sheets", *([_without(s, {"lines"}) for s in side["sheets"]] for side in (frozen, now))))  # type: ignore[arg-type]
        pairs.append(("lines", *([line for s in side["sheets"] for line in s["lines"]] for side in (frozen, now))))  # type: ignore[arg-type]
        gone = {one.pk for one in rows.candidates[row.pk] if one.pk in erased and one.is_erased}
        for name, before, after in pairs:
            yield from _compare(place, name, before, after, gone if name == "candidates" else set())
    except (ValueError, KeyError, TypeError):
        yield Fault(place, Message.of(N_("its content cannot be read")))


def _without(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    left_out = set(names)
    return {key: value for key, value in row.items() if key not in left_out}


def _compare(
    place: str, table: str, before: list[dict[str, Any]], after: list[dict[str, Any]], erased: set[int]
) -> Iterator[Fault]:
    old, new = ({row["id"]: row for row in side} for side in (before, after))
    for pk in sorted(old.keys() | new.keys()):
        if pk not in new:
            yield Fault(place, Message.of(N_("%(table)s: row %(row)d is gone"), table=table, row=pk))
            continue
        if pk not in old:
            yield Fault(place, Message.of(N_("%(table)s: row %(row)d was added"), table=table, row=pk))
            continue
        for name in sorted(old[pk].keys() | new[pk].keys()):
            if name == "person" and pk in erased:
                continue
            if old[pk].get(name) != new[pk].get(name):
                yield Fault(
                    place,
                    Message.of(
                        N_("%(table)s: row %(row)d, column %(column)s was changed after it was signed"),
                        table=table,
                        row=pk,
                        column=name,
                    ),
                )


def _against_seals(seals: Mapping[str, str]) -> Iterator[Fault]:
    """Rows that an event names must be as the last such event left them."""
    by_model: dict[type[models.Model], dict[int, str]] = {model: {} for model in ALWAYS_SEALED}
    for name, columns_digest in seals.items():
        label, _, pk = name.rpartition(":")
        model = apps.get_model(label)
        if model is not Certificate:
            by_model.setdefault(model, {})[int(pk)] = columns_digest
    for model, wanted in by_model.items():
        found: dict[int, models.Model] = {}
        if model in ALWAYS_SEALED:
            found = {row.pk: row for row in model._default_manager.all()}
        else:
            for ids in _slices(sorted(wanted)):
                found |= model._default_manager.in_bulk(ids)
        for key, row in found.items():
            place = f"{model._meta.label_lower}:{key}"
            if key not in wanted:
                yield Fault(place, Message.of(N_("no event of the ledger tells of it")))
            elif wanted[key] != digest(columns(row)):
                yield Fault(place, Message.of(N_("a column was changed after the last event about it")))
        for key, columns_digest in wanted.items():
            if columns_digest and key not in found:
                yield Fault(f"{model._meta.label_lower}:{key}", Message.of(N_("the row is gone")))


# --- tallies ---------------------------------------------------------------------------------------------------------


def verify_tallies() -> Iterator[Fault]:
    """Every tally computed anew from units, memberships, congresses and counts: equal, or a fault for each figure."""
    for units in _chunks(Unit.objects.order_by("pk")):
        counted = register_figures(units)
        kept = {row.unit_id: row for row in Tally.objects.filter(season=REGISTER, unit__in=units)}
        for unit in units:
            yield from _tally_faults(unit, kept.get(unit.pk), counted[unit.pk], FIGURES)
    for season in Season.objects.all():
        seen: set[int] = set()
        for units in _chunks(Unit.objects.filter(congresses__season=season).distinct().order_by("pk")):
            found = unit_figures(season, units)
            rows = {row.unit_id: row for row in Tally.objects.filter(season=season.pk, unit__in=units)}
            for unit in units:
                seen.add(unit.pk)
                yield from _tally_faults(unit, rows.get(unit.pk), found[unit.pk], (*CONGRESS_KEYS, *ELECTION_KEYS))
        for row in Tally.objects.filter(season=season.pk).select_related("unit"):
            if row.unit_id not in seen:
                yield from _tally_faults(row.unit, row, Figures(), FIGURES)


def _tally_faults(unit: Unit, row: Tally | None, figures: Figures, keys: Iterable[str]) -> Iterator[Fault]:
    place = f"org.tally:{unit.code}"
    if row is not None and row.path != unit.path:
        yield Fault(place, Message.of(N_("the place in the tree is not that of its unit")))
    for key in keys:
        kept = getattr(row, key) if row is not None else 0
        if kept != figures[key]:
            yield Fault(
                place,
                Message.of(
                    N_("%(figure)s: %(kept)d is kept, the records give %(counted)d"),
                    figure=Message(FIGURES[key].label),
                    kept=kept,
                    counted=figures[key],
                ),
            )


# --- in pieces -------------------------------------------------------------------------------------------------------


def _slices(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _chunks(rows: models.QuerySet[Any]) -> Iterator[list[Any]]:
    """The rows in lists of a size that one IN can hold."""
    ids = list(rows.values_list("pk", flat=True))
    for part in _slices(ids):
        yield list(rows.model._default_manager.filter(pk__in=part).order_by("pk"))
