"""The pages of the demo's district that are measured, by name."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from daihoi.congress.models import Congress
from daihoi.demo.recording import signers
from daihoi.demo.synthetic import GIVEN, SURNAMES
from daihoi.elections import actions
from daihoi.elections.models import Election, Round
from daihoi.org.models import Member
from daihoi.reports.models import Return
from daihoi.rules.posts import Electorate, Post

OFFICE, PERSONNEL = "vanphong", "tochuc"


def addresses() -> Iterator[tuple[str, str, str]]:
    """(account, name, address) of what the district's office and its personnel board see.

    A count that is still to be typed is opened for it.
    """
    for name, address in _of_the_office():
        yield OFFICE, name, address
    members = reverse("members", args=["BT"])
    yield PERSONNEL, "đảng viên", members
    yield PERSONNEL, "đảng viên (tìm theo tên)", members + "?q=nguyen+thi"
    yield PERSONNEL, "đảng viên (trang cuối)", members + "?page=999"
    yield PERSONNEL, "một đảng viên", reverse("member", args=["BT", Member.objects.latest("pk").pk])


def _of_the_office() -> Iterator[tuple[str, str]]:
    congress = Congress.objects.get(unit__code="BT")
    election = Election.objects.get(congress=congress, post=Post.COMMITTEE)
    found = _to_be_typed(congress)
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


def _to_be_typed(congress: Congress) -> Round:
    """The election of delegates with twenty seats, its list set: the demo's own counts are all certified."""
    by = signers()[0]
    election = actions.election_open(
        congress, by=by, electorate=Electorate.CONGRESS, post=Post.DELEGATES, seats=20, held_on=congress.opened_on
    )
    found = election.rounds.get()
    names = [f"{surname} Minh {given}" for surname in SURNAMES[:4] for given in GIVEN[:6]]
    actions.candidates_set(found, by=by, nominees=[actions.Nominee(name=name) for name in names])
    return found
