"""The documents that offices publish, without the bytes that they carry."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from django.db.models import QuerySet
from django.db.models.functions import Length, Right

from daihoi.portal.models import Snapshot
from daihoi.rules.snapshot import SnapshotKind

TAIL = 6000  # letters of a payload that hold everything behind a document's bytes: canonical JSON sorts its keys
NAMES = {"application/pdf": "PDF", "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX"}  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """A published document in a list."""

    pk: int
    title: str
    unit: str
    version: int
    published_at: datetime
    number: str
    issuer: str
    dated: date
    name: str
    media_type: str
    size: int  # bytes

    @property
    def address(self) -> str:
        """Its page."""
        return f"/so-lieu/{self.pk}/"

    @property
    def file(self) -> str:
        """Its bytes."""
        return f"/van-ban/{self.pk}/{quote(self.name, safe='')}"

    @property
    def form(self) -> str:
        """PDF, DOCX, XLSX."""
        return NAMES.get(self.media_type, "")


def documents(unit: str = "") -> QuerySet[Snapshot]:
    """The documents that stand, newest first; of a unit where one is named."""
    found = Snapshot.objects.current(SnapshotKind.DOCUMENT)
    return found.filter(unit=unit) if unit else found


def papers(most: int, unit: str = "", start: int = 0) -> list[Paper]:
    """`most` documents from the `start`-th on, newest first."""
    rows = (
        documents(unit)
        .annotate(tail=Right("payload", TAIL), length=Length("payload"))
        .values_list("pk", "title", "unit", "version", "published_at", "tail", "length")
    )
    return [_paper(*row) for row in rows[start : start + most]]


def _paper(pk: int, title: str, unit: str, version: int, published_at: datetime, tail: str, length: int) -> Paper:
    begin = tail.find('"dated":')  # no text within JSON holds a quotation mark that is not escaped: only the key itself
    if begin < 0:
        tail = Snapshot.objects.values_list("payload", flat=True).get(pk=pk)
        begin = tail.find('"dated":')
    rest = tail[begin:]
    content = json.loads('{"content":{' + rest)["content"]
    encoded = length - len(rest) - len('{"content":{"data":"",')
    return Paper(
        pk, title, unit, version, published_at, content["number"], content["issuer"],
        date.fromisoformat(content["dated"]), content["name"], content["media_type"], max(encoded, 0) * 3 // 4,
    )  # fmt: skip
