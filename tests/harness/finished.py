"""A small season that went its whole way: two grassroots units, their district, everything that can be signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from django.db import transaction

from daihoi.congress.models import Congress, Season
from daihoi.elections import actions as elections
from daihoi.elections.models import Candidate, Certificate, Round
from daihoi.org.actions import Signed, tallies_recount
from daihoi.org.models import Unit
from daihoi.reports import actions as reports
from daihoi.reports.actions.publish import commendation_content
from daihoi.reports.models import Return
from daihoi.rules.base import Ground
from daihoi.rules.levels import UnitKind
from daihoi.rules.posts import Electorate, Post
from tests.builders import a_congress, a_member, a_season, a_unit, an_election, signed, typed

EARLIER_KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"  # public, of RFC 8032's first example


@dataclass
class Finished:
    """The district Q with the ward Q.1 (and its cell Q.1.1), and the grassroots cell Q.2."""

    district: Unit
    ward: Unit
    cell: Unit
    small: Unit
    season: Season
    first: Signed
    second: Signed
    congresses: dict[str, Congress] = field(default_factory=dict)


def a_place() -> Finished:
    """The units, their members and the season; nothing is held yet."""
    district = a_unit("Q", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION, name="Đảng bộ quận Thử")
    ward = a_unit("Q.1", parent=district, name="Đảng bộ phường Thử")
    cell = a_unit("Q.1.1", kind=UnitKind.CELL_UNDER_COMMITTEE, parent=ward, name="Chi bộ khu phố Thử")
    small = a_unit("Q.2", kind=UnitKind.GRASSROOTS_CELL, parent=district, name="Chi bộ trường Thử")
    for number, name in enumerate(("Lê Văn An", "Trần Thị Bình", "Phạm Quốc Cường", "Võ Thị Dung", "Đặng Minh Đức")):
        a_member(name, unit=cell, woman=number % 2 == 1, card=f"7900{number:04d}")
        a_member(name, unit=small, woman=number % 2 == 0, card=f"7901{number:04d}")
    with transaction.atomic():
        tallies_recount([district, ward, cell, small])
    return Finished(district, ward, cell, small, a_season(district), signed(), signed())


def a_finished_season() -> Finished:
    """A season with rounds counted by teams, a tie, a reopening, a complaint, a refusal, returns in every state."""
    place = a_place()
    _ward(place)
    _small(place)
    _district(place)
    _published(place)
    return place


def _ward(place: Finished) -> None:
    congress = place.congresses["Q.1"] = a_congress(place.ward, season=place.season)
    election = an_election(congress, seats=3, candidates=5, by=place.first.user)
    found = election.rounds.get()
    elections.base_set(
        found, by=place.first, summoned=100, present=98,
        deductions=[(Ground.DELEGATE_NOT_REPLACED, 2, "Ngô Văn Vắng\nLý Thị Xa")],
    )  # fmt: skip
    elections.board_set(
        found, by=place.first, head="Trần Văn Trưởng", members="Lê Thị Viên\nHồ Văn Đếm", presidium="Vũ Đoàn"
    )
    elections.teams_set(found, by=place.first, teams=2)
    papers = {"present": 98, "printed": 100, "unused": 2, "spoiled": 0, "issued": 98, "returned": 98}
    elections.count_save(
        found, by=place.first, key=uuid4(), papers=papers | {"valid": 97, "invalid": 1}, invalid_papers={"nobody": 1}
    )
    for team, votes, valid, invalid in ((1, (45, 40, 30, 30, 2), 49, 0), (2, (40, 35, 30, 30, 5), 48, 1)):
        elections.count_save(
            found, by=place.first, key=uuid4(), team=team, team_valid=valid, team_invalid=invalid,
            votes=dict(enumerate(votes, start=1)),
        )  # fmt: skip
    wrong = elections.certify(found, by=place.first, second=place.second)
    elections.reopen(wrong, by=place.first, second=place.second, reason="Cộng nhầm phiếu của tổ 2.")
    elections.certify(found, by=place.first, second=place.second)
    again = elections.next_round(election, by=place.first)
    elections.teams_set(again, by=place.first, teams=0)
    typed(again, (60, 38), by=place.first.user, present=98, issued=98, returned=98, valid=98)
    elections.certify(again, by=place.first, second=place.second)
    secretary = elections.election_open(
        congress, by=place.first, electorate=Electorate.COMMITTEE, post=Post.SECRETARY, seats=1,
        held_on=congress.closed_on,
    )  # fmt: skip
    ballot = secretary.rounds.get()
    elections.candidates_set(ballot, by=place.first, nominees=[elections.Nominee(name="Lê Văn An")])
    elections.base_set(ballot, by=place.first, summoned=3, present=3)
    typed(Round.objects.get(pk=ballot.pk), (3,), by=place.first.user)
    elections.certify(ballot, by=place.first, second=place.second)
    complaint = elections.incident_record(
        congress, by=place.first, received_on=date(2020, 5, 25), text="Đơn về danh sách.", election=election
    )
    elections.incident_settle(complaint, by=place.first, settled_on=date(2020, 6, 1), outcome="Không có căn cứ.")
    returned = reports.hand_in(congress, by=place.first)
    reports.accept(returned, by=place.second)
    refused = Candidate.objects.filter(round=found, elected=True).order_by("-number").first()
    assert refused is not None
    reports.ratify(
        returned, by=place.second, number="12-QĐ/QU", decided_on=date(2020, 8, 27),
        refusals=[(refused, "Chưa đủ tiêu chuẩn.")], note="Chuẩn y phần còn lại.",
    )  # fmt: skip


def _small(place: Finished) -> None:
    congress = place.congresses["Q.2"] = a_congress(place.small, season=place.season, summoned=12)
    election = an_election(congress, seats=3, candidates=4, by=place.first.user)
    found = typed(election.rounds.get(), (12, 11, 10, 1), by=place.first.user)
    elections.certify(found, by=place.first, second=place.second, override_reason="Biên bản gốc ghi như vậy.")
    key = reports.own_key(place.small)
    old = reports.key_enrol(
        place.small, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", by=place.second
    )
    reports.key_revoke(old, by=place.second)
    reports.key_enrol(place.small, reports.public_half(key), by=place.second)
    returned = reports.hand_in(congress, by=place.first)
    reports.send_back(returned, by=place.second, remarks="Ghi rõ số đảng viên dự.")
    a_return_from_its_own_computer(congress, place)


def a_return_from_its_own_computer(congress: Congress, place: Finished) -> Return:
    """The next version, as the unit's own installation would have made, signed and sent it."""
    from daihoi.rules.canonical import canonical, digest_text

    newest = congress.returns.order_by("-version").first()
    assert newest is not None
    payload = canonical(newest.content | {"version": newest.version + 1})
    key = reports.own_key(congress.unit)
    file = canonical(
        {
            "format": "daihoi-return-1",
            "payload": payload,
            "sha256": digest_text(payload),
            "key": reports.public_half(key),
            "signature": key.sign(payload.encode()).hex(),
        }
    )
    return reports.take_in(file.encode(), superior=place.district, season=place.season, by=place.second)


def _district(place: Finished) -> None:
    congress = place.congresses["Q"] = a_congress(place.district, season=place.season, summoned=40)
    election = an_election(congress, seats=3, candidates=5, by=place.first.user)
    found = typed(election.rounds.get(), (40, 39, 38, 2, 1), by=place.first.user)
    elections.certify(found, by=place.first, second=place.second)
    reports.hand_in(congress, by=place.first)


def _published(place: Finished) -> None:
    """A result with names, a commendation in two versions, a list of units that was withdrawn."""
    election = place.congresses["Q.1"].elections.get(post=Post.COMMITTEE)
    reports.result_publish(election, by=place.first, names=True)
    for reason in ("Tổ chức đại hội", "Tổ chức tốt đại hội"):
        content = commendation_content(
            number="12-QĐ/QU", issuer="Quận uỷ", decided_on=date(2020, 8, 27), reason=reason,
            collectives=["Đảng bộ phường Thử"], individuals=[],
        )  # fmt: skip
        reports.commendation_publish(place.district, by=place.first, content=content)
    reports.withdraw(reports.units_publish(place.district, by=None), by=place.second, reason="Thiếu một đơn vị.")


def the_certificate(place: Finished) -> Certificate:
    return Certificate.objects.filter(round__election__congress=place.congresses["Q.1"]).earliest("pk")
