"""One object of every kind that a URL of the program can name, made by the program's own verbs."""

from __future__ import annotations

import io
import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from daihoi.congress.actions import evidence_attach
from daihoi.congress.models import Season
from daihoi.elections import actions as elections
from daihoi.org.access import Role
from daihoi.org.actions import import_check, import_receive
from daihoi.org.models import ImportJob, ImportKind, Member, Unit, User
from daihoi.reports import actions as reports
from daihoi.reports.actions.publish import commendation_content
from daihoi.reports.models import BlockKind
from daihoi.rules.base import Ground
from daihoi.rules.levels import UnitKind
from daihoi.rules.posts import Electorate, Post
from tests import builders
from tests.contracts import samples

if TYPE_CHECKING:
    from tests.contracts.world import Place

# Parameters that name no object: the same at every place.
FIXED = {"kind": "members", "form": "docx", "table": "T1", "act": "xuong", "format": "docx"}
DECISIONS = ("return_accept", "return_send_back", "return_ratify")  # of a unit about one directly below it
NEEDS_BELOW = {*DECISIONS, "key_enrol"}  # not there for a unit without any below it
# Pages of something that is not signed yet.
DRAFTS = ("round_count", "round_teams", "round_certify", "round_cancel", "election_cancel")


def furnish(place: Place, season: Season) -> None:
    """Give `place` an object for each parameter that a URL may carry."""
    unit, ids = place.unit, place.ids
    ids |= FIXED
    office = builders.a_user(f"van-phong-{unit.pk}", unit=unit, role=Role.OFFICE)
    watched = builders.a_user(f"co-so-{unit.pk}", unit=unit, role=Role.CREDENTIALS)
    ids["user_id"] = watched.pk
    ids["grant_id"] = watched.grants.get().pk
    members = [
        builders.a_member(name, unit=unit, woman=number % 2 == 1) for number, name in enumerate(builders.NAMES[:6])
    ]
    ids["member_id"] = members[0].pk
    congress = place.congress = builders.a_congress(unit, season=season)
    ids["congress_id"] = congress.pk
    ids["step_id"] = next(step.pk for step in congress.steps.all() if step.is_manual)
    ids["evidence_id"] = evidence_attach(
        congress,
        by=office,
        upload=ContentFile(samples.pdf(unit.code), "ban-quet.pdf"),
        key=uuid.uuid4(),
        title="Bản quét biên bản",
    ).pk
    certified(place, members, office)
    ids["return_id"] = reports.hand_in(congress, by=builders.signed(office)).pk
    draft(place, members, office)
    ids["uuid"] = an_import(unit, office).uuid
    report = reports.report_make(unit, season, by=office)
    ids["key"] = reports.block_add(report, by=office, after=None, kind=BlockKind.TEXT, text="Lời của đơn vị").key
    content = commendation_content(
        number="12-QĐ/QU", issuer=unit.name, decided_on=date(2020, 8, 27), reason="Đại hội", collectives=[unit.name],
        individuals=[],
    )  # fmt: skip
    ids["publication_id"] = reports.commendation_publish(unit, by=builders.signed(office), content=content).pk
    ids["incident_id"] = elections.incident_record(
        congress, by=office, received_on=date(2020, 5, 25), text="Đơn về cách kiểm phiếu"
    ).pk


def put_below(place: Place, below: Place) -> None:
    """Pages of `place` about a unit directly below it speak of `below`."""
    place.ids["below"] = below.unit.code
    for name in DECISIONS:
        place.ids[f"{name}.return_id"] = below.ids["return_id"]


def certified(place: Place, members: list[Member], by: User) -> None:
    """The election of the committee, counted and signed by two people."""
    assert place.congress is not None
    election = elections.election_open(
        place.congress, by=by, electorate=Electorate.CONGRESS, post=Post.COMMITTEE, seats=3
    )
    found = election.rounds.get()
    elections.candidates_set(found, by=by, nominees=[elections.Nominee(card=one.card) for one in members[:4]])
    absent = (Ground.DELEGATE_NOT_REPLACED, 1, "Người Vắng Mặt")
    elections.base_set(found, by=by, summoned=101, present=100, deductions=[absent])
    elections.board_set(found, by=by, head="Trưởng Ban Kiểm", members="Uỷ viên Ban Kiểm", presidium="Chủ Toạ")
    papers = {"present": 100, "issued": 100, "returned": 100, "valid": 99}
    builders.typed(found, (90, 80, 70, 20), by=by, invalid=1, **papers)
    second = builders.a_user(f"thu-hai-{place.unit.pk}", unit=place.unit, role=Role.SECOND)
    elections.certify(found, by=builders.signed(by), second=builders.signed(second))
    place.ids["election_id"], place.ids["round_id"] = election.pk, found.pk
    place.ids["candidate_id"] = found.candidates.first().pk
    place.ids["certificate_id"] = found.certificates.get().pk


def draft(place: Place, members: list[Member], by: User) -> None:
    """An election that is still being counted, by two teams where the page asks for one."""
    assert place.congress is not None
    cell = place.unit.level in (UnitKind.GRASSROOTS_CELL, UnitKind.CELL_UNDER_COMMITTEE)
    electorate = Electorate.CONGRESS if cell else Electorate.COMMITTEE
    election = elections.election_open(place.congress, by=by, electorate=electorate, post=Post.SECRETARY, seats=1)
    found = election.rounds.get()
    chosen = list(found.election.congress.elections.first().rounds.get().candidates.filter(elected=True))
    elections.candidates_set(found, by=by, nominees=[elections.Nominee(card=chosen[0].card)])
    for name in DRAFTS:
        place.ids[f"{name}.election_id"], place.ids[f"{name}.round_id"] = election.pk, found.pk


def an_import(unit: Unit, by: User) -> ImportJob:
    """A list of members that was read and waits: with new, changed, refused and missing people."""
    known = list(Member.objects.filter(memberships__unit=unit).order_by("pk"))
    rows = [(one.name, one.card, unit.code) for one in known[:-1]]
    rows[0] = (f"{rows[0][0]} Đổi", *rows[0][1:])
    rows += [("Tô Văn Mới", f"80{unit.pk:06d}", unit.code), ("Tô Văn Lạc", f"81{unit.pk:06d}", "KHONG-CO")]
    client = uuid.uuid4()
    job = import_receive(
        unit,
        by=by,
        client=client,
        kind=ImportKind.MEMBERS,
        filename="dang-vien.xlsx",
        content=members_book(rows),
        as_of=date(2020, 3, 1),
    )
    import_check(job)
    job.refresh_from_db()
    return job


def members_book(rows: list[tuple[str, str, str]]) -> bytes:
    """A list of members as an office sends it: name, card, code of the unit."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        heads = (
            "STT",
            "Họ và tên",
            "Ngày sinh",
            "Giới tính",
            "Số thẻ đảng",
            "Ngày vào Đảng",
            "Ngày chính thức",
            "Mã tổ chức",
        )
        sheet.write_row(0, 0, heads)
        for number, (name, card, code) in enumerate(rows, start=1):
            row = (number, name, "19/5/1975", "Nam", card, "1/1/2000", "1/1/2001", code)
            sheet.write_row(number, 0, row)
    return target.getvalue()
