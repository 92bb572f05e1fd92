"""A different mark in every field that holds words, so that whoever sees one tells whose words he saw."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from daihoi.congress.models import Evidence
from daihoi.elections.models import Certificate, Ratification, Refusal, Reopening
from daihoi.ledger.guards import drop_guards
from daihoi.ledger.models import Event
from daihoi.org.models import ImportJob, Member, Unit, User
from daihoi.reports.actions import report_refresh
from daihoi.reports.models import Report, UnitKey
from tests.contracts import objects, samples
from tests.contracts.world import Place, World

ROOMS = ("org", "congress", "elections", "reports", "ledger")
MARK = re.compile(r"zq\d{6}x")
WORDS = (models.CharField, models.TextField, models.JSONField)

# Fields that steer the program and hold nobody's words: codes of its own, digests, addresses of its pages.
STEERING = {
    "org.Unit": {"path"},
    "org.UnitPeriod": {"kind", "path"},
    "org.User": {"password"},
    "org.Grant": {"role"},
    "org.ImportJob": {"digest", "counts", "preview", "problem"},
    "org.Member": {"salt"},
    "org.Tally": {"path", "tier"},
    "org.TallyTotal": {"path", "tier"},
    "congress.Season": {"name", "regulation_key", "settings", "holidays"},  # of the province, for all below it
    "congress.Evidence": {"subject", "content_type", "sha256"},
    "congress.Step": {"key", "owner", "url_name", "url_args"},
    "elections.Election": {"decisions"},
    "elections.Round": {"salt"},
    "elections.Deduction": {"ground"},
    "elections.Candidate": {"salt", "planned_post"},
    "elections.InvalidPaper": {"reason"},
    "elections.Certificate": {"digest"},
    "reports.UnitKey": {"public_key"},
    "reports.Return": {"digest", "signature", "head"},
    "reports.Report": {"removed", "source"},
    "reports.Block": {"key"},
    "reports.Publication": {"subject", "digest", "signature", "public_key"},
    "ledger.Event": {"stream", "verb", "previous", "digest"},
    "ledger.Head": {"stream", "digest"},
}
# What names a person: an observer sees figures and none of these.
PERSONS = {
    "org.Member": {"card", "name", "folded", "sort_key"},
    "org.User": {"username", "name", "identity", "email"},
    "elections.Candidate": {"card", "name"},
    "elections.Round": {"board_head", "board_members", "presidium"},
    "elections.Deduction": {"note"},
    "elections.Incident": {"text", "outcome"},
    "elections.Refusal": {"reason"},
    "reports.Report": {"signer_name"},
}
# Where the program reads its own words back, they stay whole in the district that is walked.
READ_BACK = {"org.Unit.code", "elections.Certificate.payload", "reports.Return.payload", "reports.Block.values"}
READ_BACK |= {"reports.Publication.payload"}
READ_BACK |= {"reports.Block.overwritten", "ledger.Event.payload"}


@dataclass(frozen=True)
class Origin:
    """Where a mark was put."""

    unit: int
    model: str
    field: str
    row: int

    @property
    def is_person(self) -> bool:
        return self.field in PERSONS.get(self.model, ())


def text_fields(model: type[models.Model]) -> list[str]:
    """The fields of `model` that hold free words."""
    steering = STEERING.get(model._meta.label, set())
    return [
        one.name
        for one in model._meta.concrete_fields
        if isinstance(one, WORDS)
        and not isinstance(one, models.FileField)
        and not one.choices
        and one.name not in steering
    ]


def marked_models() -> list[type[models.Model]]:
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models() if text_fields(model)]


def way_to_unit(model: type[models.Model]) -> str | None:
    """The shortest way by foreign keys from `model` to the unit that it is about."""
    special = {Unit: "pk", Member: "memberships__unit", User: "grants__unit"}
    if model in special:
        return special[model]
    ways: list[tuple[str, Any]] = [("", model)]
    for prefix, here in ways:
        for one in here._meta.concrete_fields:
            target = one.related_model
            if target is Unit and one.name in ("unit", "whole"):
                return prefix + one.name
            if one.is_relation and target not in (User, Member, Event, None) and len(prefix.split("__")) < 5:
                ways.append((f"{prefix}{one.name}__", target))
    return None


def rows_of(model: type[models.Model], place: Place) -> models.QuerySet[Any]:
    """The rows of `model` about the unit of `place`."""
    if model is Event:
        return Event.objects.filter(pk__in=place.events)
    way = way_to_unit(model)
    assert way is not None, f"{model._meta.label} leads to no unit: say in canaries.py whose it is"
    return model._default_manager.filter(**{way: place.unit.pk}).distinct()


class Marks:
    """Every mark that was put, and where."""

    def __init__(self) -> None:
        self.origins: dict[str, Origin] = {}

    def put(self, unit: int, model: str, field: str, row: int) -> str:
        mark = f"zq{len(self.origins):06d}x"
        self.origins[mark] = Origin(unit, model, field, row)
        return mark

    def seen(self, text: str) -> Iterator[tuple[str, Origin]]:
        """The marks in `text`, however it writes letters."""
        for mark in sorted(set(MARK.findall(text.lower()))):
            yield mark, self.origins[mark]

    def plant(self, place: Place, *, whole: bool) -> None:
        """Mark every row about the unit of `place`; with `whole` also what the program reads back."""
        for model in marked_models():
            names = [name for name in text_fields(model) if whole or f"{model._meta.label}.{name}" not in READ_BACK]
            for row in rows_of(model, place):
                for name in names:
                    mark = self.put(place.unit.pk, model._meta.label, name, row.pk)
                    setattr(row, name, marked(model._meta.get_field(name), getattr(row, name), mark))
                row.save(update_fields=names)
        for evidence in Evidence.objects.filter(congress__unit=place.unit):
            mark = self.put(place.unit.pk, "congress.Evidence", "file", evidence.pk)
            with evidence.file.storage.open(evidence.file.name, "wb") as file:
                file.write(samples.pdf(mark))
        place.unit.refresh_from_db()
        ImportJob.objects.filter(unit=place.unit).exclude(pk__in=self._imports(place)).delete()

    def _imports(self, place: Place) -> list[int]:
        """The lists that wait at the unit, read anew so that their previews hold the marks; the old ones go."""
        jobs = list(ImportJob.objects.filter(unit=place.unit).select_related("by"))
        fresh = []
        for job in jobs:
            new = objects.an_import(place.unit, job.by)
            mark = self.put(place.unit.pk, "org.ImportJob", "filename", new.pk)
            ImportJob.objects.filter(pk=new.pk).update(filename=f"{mark}.xlsx")
            fresh.append(new.pk)
            if place.ids.get("uuid") == job.uuid:
                place.ids["uuid"] = new.uuid
            for own in place.own.values():
                if own.get("uuid") == job.uuid:
                    own["uuid"] = new.uuid
        return fresh


def marked(field: Any, value: Any, mark: str) -> Any:
    """`value` with the mark in it: JSON keeps its shape, everything else becomes the mark."""
    if isinstance(field, models.JSONField):
        return {**value, "mark": mark} if isinstance(value, dict) else value
    if field.name == "payload":
        return json.dumps({**json.loads(value), "mark": mark})
    assert field.max_length is None or field.max_length >= len(mark), f"{field} is too short for a mark"
    return mark


def complete(place: Place) -> None:
    """Rows that the verbs of the walk's world do not make, written straight into the tables."""
    assert place.congress is not None
    first, second = User.objects.filter(grants__unit=place.unit).order_by("pk")[:2]
    now, day = timezone.now(), date(2020, 5, 28)
    ratification = Ratification.objects.create(congress=place.congress, received_on=day, by=first)
    elected = place.congress.elections.first().rounds.first().candidates.filter(elected=True).first()
    Refusal.objects.create(ratification=ratification, candidate=elected, reason="chưa rõ")
    certificate = Certificate.objects.get(round__election__congress=place.congress)
    Reopening.objects.create(certificate=certificate, reason="đếm lại", at=now, by=first, second=second)
    UnitKey.objects.create(unit=place.unit, public_key=f"{place.unit.pk:064x}", enrolled_by=first, enrolled_at=now)


def planted(world: World) -> Marks:
    """Marks in everything of the first district and of its neighbour, each known by where it was put."""
    marks = Marks()
    drop_guards()
    for place in (world.abroad, world.far):
        complete(place)
        marks.plant(place, whole=True)
    world.abroad.ids["below"] = world.far.unit.code
    for place in (world.district, world.first, world.second, world.cell):
        marks.plant(place, whole=False)
        # the kept report quotes names and words of the records: it quotes the marks from now on
        report_refresh(Report.objects.get(unit=place.unit), by=User.objects.filter(grants__unit=place.unit).first())
    return marks
