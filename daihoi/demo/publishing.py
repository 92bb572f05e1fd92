"""What the demo's office gives to its portal: units, calendar, figures, results, a commendation, the summary report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from daihoi.org.models import Unit

COLLECTIVES = ("D01", "D03", "D06", "D09", "D11", "D13", "D17", "C02", "C08", "C15")
INDIVIDUALS = (
    "Trần Thị Kim Anh", "Nguyễn Văn Bách", "Lê Hoàng Cúc", "Phạm Quốc Dũng", "Võ Thị Hạnh", "Đặng Minh Khoa",
    "Bùi Thị Lan", "Hồ Tấn Lộc", "Ngô Thị Ngân", "Lý Phước Thành", "Đỗ Thị Xuân",
)  # fmt: skip
WARDS = ("BT.D01", "BT.D09", "BT.C01")


def publish(step: Callable[[str], None]) -> bool:
    """Publish what is not published yet, all of it even where a start was cut short; whether anything was."""
    from django.db import transaction

    from daihoi.org.models import Unit
    from daihoi.reports.models import Publication
    from daihoi.rules.snapshot import SnapshotKind

    if Publication.objects.filter(kind=SnapshotKind.DOCUMENT).exists():  # the report is the last of them
        return False
    publish_units()
    district = Unit.objects.get(parent=None)
    if not Publication.objects.exclude(kind=SnapshotKind.UNITS).exists():
        with transaction.atomic():
            _season(district)
    _report(district.code)
    step(f"công bố {Publication.objects.count()} bản đã ký lên cổng tin")
    return True


def publish_units() -> None:
    """Publish the units, which come first: the portal makes its corners of them."""
    from daihoi.org.models import Unit
    from daihoi.reports.actions import units_publish
    from daihoi.reports.models import Publication

    if not Publication.objects.exists():
        units_publish(Unit.objects.get(parent=None), by=None)


def _season(district: Unit) -> None:
    """Calendar, figures, the results of four congresses, a commendation."""
    from daihoi.congress.models import Season
    from daihoi.elections.models import Election
    from daihoi.org.models import Unit
    from daihoi.reports import actions
    from daihoi.reports.actions.publish import commendation_content
    from daihoi.rules.posts import Electorate, Post

    season = Season.objects.get(root=district)
    actions.calendar_publish(district, season, by=None)
    actions.figures_publish(district, season, by=None)
    bodies = Election.objects.filter(
        congress__unit__code__in=("BT", *WARDS), post=Post.COMMITTEE, electorate=Electorate.CONGRESS, annulled=False
    )
    for election in bodies.order_by("congress__unit__path"):
        actions.result_publish(election, by=None, names=election.congress.unit_id == district.pk)
    names = Unit.objects.filter(code__in=[f"BT.{code}" for code in COLLECTIVES]).order_by("path")
    content = commendation_content(
        number="212-QĐ/QU",
        issuer="Ban Thường vụ Quận uỷ Bình Thạnh",
        decided_on=date(2020, 8, 25),
        reason="Có thành tích trong tổ chức Đại hội đại biểu Đảng bộ quận lần thứ XII, nhiệm kỳ 2020–2025",
        collectives=list(names.values_list("name", flat=True)),
        individuals=list(INDIVIDUALS),
    )
    actions.commendation_publish(district, by=None, content=content)


def _report(unit: str) -> None:
    """The report in a process of its own: what makes the PDF has threads, and a server forked from here lacks them."""
    from django.conf import settings

    subprocess.run(  # noqa: S603  (our own words)
        [sys.executable, "-m", "daihoi.cli", "publish", "report", unit],
        env=os.environ | {"DAIHOI_DATA": str(settings.DATA), "DAIHOI_PORTAL": ""},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def write(folder: Path) -> None:
    """The office's key and everything that it published, as the portal's own command takes them."""
    from daihoi.org.models import Unit
    from daihoi.reports.actions.keys import own_key, public_half
    from daihoi.reports.models import Publication

    root = Unit.objects.get(parent=None)
    folder.mkdir(parents=True, exist_ok=True)
    office = {"code": root.code, "name": f"Văn phòng {root.name}", "key": public_half(own_key(root))}
    (folder / "office.json").write_text(json.dumps(office, ensure_ascii=False), encoding="utf-8")
    for row in Publication.objects.order_by("number"):
        (folder / f"{row.number:06d}.json").write_bytes(row.as_file())
