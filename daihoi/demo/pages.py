"""The pages of the demo's district that are measured, by name."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from daihoi.congress.models import Congress
from daihoi.elections.models import Election, Round
from daihoi.reports.models import Return
from daihoi.rules.posts import Post


def addresses() -> Iterator[tuple[str, str]]:
    """(name, address) as the district's office sees them."""
    congress = Congress.objects.get(unit__code="BT")
    election = Election.objects.get(congress=congress, post=Post.COMMITTEE)
    found = Round.objects.get(election=election)
    returned = Return.objects.get(congress=congress, current=True)
    yield "mùa", reverse("season", args=["BT"])
    yield "mùa (bảng)", reverse("season", args=["BT"]) + "?xem=bang"
    yield "tổ chức", reverse("unit", args=["BT"])
    yield "đại hội", reverse("congress", args=["BT", congress.pk])
    yield "bầu cử", reverse("election", args=["BT", election.pk])
    yield "nhập phiếu", reverse("round_count", args=["BT", found.pk])
    yield "báo cáo tổng kết", reverse("report", args=["BT"])
    yield "bản báo cáo", reverse("return", args=["BT", returned.pk])
    for table in ("T1", "T2"):
        yield f"biểu {table}", reverse("table", args=["BT", table])
    yield "nhập dữ liệu", reverse("imports", args=["BT"])
    yield "sổ sự kiện", reverse("ledger", args=["BT"])
