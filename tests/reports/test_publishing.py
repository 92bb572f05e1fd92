"""What the office publishes: its shape, its versions, its proof; never anything of a member."""

from __future__ import annotations

import base64
import json
import zipfile
from datetime import date
from importlib import import_module
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from daihoi.congress.actions import congress_hold
from daihoi.congress.models import Stage
from daihoi.elections.models import Candidate, Election, Refusal
from daihoi.ledger.models import Event
from daihoi.org.access import Role
from daihoi.org.models import Member, Unit, User
from daihoi.reports import actions
from daihoi.reports.actions.publish import commendation_content, report_pdf
from daihoi.reports.models import Publication, PublicationState
from daihoi.reports.queries import verify_all
from daihoi.reports.queries.publishing import figures_content, progress, result_content, slug
from daihoi.reports.queries.verify_published import signed_with
from daihoi.rules.canonical import digest
from daihoi.rules.messages import RuleError
from daihoi.rules.posts import Post
from daihoi.rules.snapshot import SnapshotKind, read
from tests.builders import a_unit, a_user, signed
from tests.harness.finished import a_finished_season
from tests.reports.district import District

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def district() -> District:
    return District()


def a_commendation(**more: Any) -> dict[str, Any]:
    typed = {
        "number": "127-QĐ/QU", "issuer": "Quận uỷ", "decided_on": date(2020, 8, 27), "reason": "Tổ chức đại hội",
        "collectives": ["Đảng bộ Phường 13"], "individuals": ["Nguyễn Văn Khen"],
    }  # fmt: skip
    return commendation_content(**(typed | more))


def a_document(unit: Unit, **more: Any) -> Publication:
    given = {
        "title": "Kế hoạch đại hội", "number": "15-KH/QU", "issuer": "Quận uỷ", "dated": date(2020, 3, 2),
        "name": "ke-hoach.pdf", "data": PDF,
    }  # fmt: skip
    return actions.document_publish(unit, by=signed(), **(given | more))


def office_package(*parts: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for part in ("[Content_Types].xml", *parts):
            package.writestr(part, "<a/>")
    return out.getvalue()


def elected_at(code: str) -> Election:
    return Election.objects.get(congress__unit__code=code, post=Post.COMMITTEE)


# --- the shape -------------------------------------------------------------------------------------------------------


def test_everything_that_is_published_is_read_back_by_the_rules_of_the_portal(district: District) -> None:
    unit, season, by = district.root, district.season, district.office
    actions.report_make(unit, season, by=by.user)
    published = [
        actions.figures_publish(unit, season, by=by),
        actions.calendar_publish(unit, season, by=by),
        actions.units_publish(unit, by=by),
        actions.commendation_publish(unit, by=by, content=a_commendation()),
        a_document(unit),
        actions.report_publish(unit, season, by=by),
    ]
    published.append(actions.withdraw(published[0], by=by, reason="Sai một dòng."))
    for number, row in enumerate(published, start=1):
        sent = read(row.payload)
        assert (sent.number, sent.kind, sent.unit, sent.subject) == (number, row.kind, "Q", row.subject)
        assert sent.version == row.version == 1
        file = json.loads(row.as_file())
        assert signed_with(file["key"], file["payload"], file["signature"])
    assert {row.public_key for row in published} == {actions.public_half(actions.own_key(unit))}


def test_one_key_of_the_root_signs_for_the_units_below(district: District) -> None:
    row = actions.units_publish(district.units[0], by=district.office)
    assert row.public_key == actions.public_half(actions.own_key(district.root))
    assert read(row.payload).unit == "Q.1"


def test_figures_say_whether_they_are_live_or_of_a_return(district: District) -> None:
    live = figures_content(district.root, district.season)
    assert live["source"].startswith("Số liệu tạm")
    returned = actions.hand_in(district.own, by=district.office)
    assert figures_content(district.root, district.season)["source"].startswith("Báo cáo kết quả bản 1")
    assert returned.version == 1


def test_figures_are_those_of_the_summary_report(district: District) -> None:
    district.count(district.units[0], 5, committees_full=0, committees_short=1, elected=4, seats_short=1, women=1)
    content = figures_content(district.root, district.season)
    found = {one["key"]: one for one in content["figures"]}
    assert found["members"]["text"] == "40"
    assert found["grassroots_units"]["text"] == "3"
    assert found["grassroots_committees_to_elect"]["text"] == "3"
    assert found["grassroots_committees_short"]["text"] == "1"
    assert found["own_elected"]["text"] == "9"
    assert found["own_women_percent"]["fraction"] == [4, 9]
    assert found["own_women_percent"]["text"] == "44,44 %"
    assert {one["group"] for one in content["figures"]} == {
        "Tổ chức đảng và đảng viên", "Cấp cơ sở", "Đại hội Đảng bộ quận Thử",
    }  # fmt: skip
    assert content["total"] == 3


def test_what_does_not_add_up_is_said_in_words(district: District) -> None:
    district.count(district.units[0], 5, committees_to_elect=0, committees_full=0, no_committee=1)
    told = figures_content(district.root, district.season)["findings"]
    assert any("không bằng 3 tổ chức cơ sở đảng" in one for one in told)


def test_progress_counts_by_day_and_ends_today(district: District) -> None:
    rows = [*district.congresses]
    rows[0].opened_on, rows[1].opened_on = date(2020, 5, 20), date(2020, 6, 1)
    rows[2].stage, rows[2].opened_on, rows[2].planned_on = Stage.PREPARING, None, date(2020, 9, 1)
    assert progress(rows, date(2020, 6, 15)) == [
        {"day": "2020-05-20", "held": 1, "due": 0},
        {"day": "2020-06-01", "held": 2, "due": 0},
        {"day": "2020-06-15", "held": 2, "due": 0},
    ]
    assert progress([], date(2020, 6, 15)) == []


def test_the_calendar_has_the_unit_and_those_directly_below(district: District) -> None:
    congress_hold(district.congresses[0], by=None, form="delegates", opened_on=date(2020, 5, 2), summoned=9, present=9)
    entries = actions.calendar_publish(district.root, district.season, by=None).content["entries"]
    assert [one["code"] for one in entries] == ["Q.1", "Q", "Q.2", "Q.3"]
    assert entries[0] == {
        "day": "2020-05-02", "code": "Q.1", "unit": "Đảng bộ Q.1", "what": "Đại hội Đảng bộ Q.1", "place": "",
        "held": True,
    }  # fmt: skip


def test_units_go_down_to_the_grassroots(district: District) -> None:
    a_unit("Q.1.1", kind="cell_under_committee", parent=district.units[0])  # type: ignore[arg-type]
    codes = [one["code"] for one in actions.units_publish(district.root, by=None).content["units"]]
    assert codes == ["Q", "Q.1", "Q.2", "Q.3"]
    below = actions.units_publish(district.units[0], by=None).content["units"]
    assert [(one["code"], one["parent"]) for one in below] == [("Q.1", "Q"), ("Q.1.1", "Q.1")]


# --- results ---------------------------------------------------------------------------------------------------------


def test_only_ratified_results_go_out() -> None:
    place = a_finished_season()
    with pytest.raises(RuleError, match="has not ratified"):
        actions.result_publish(elected_at("Q"), by=place.first, names=False)


def test_a_result_names_the_elected_where_it_is_ticked_and_never_whom_the_superior_refused() -> None:
    a_finished_season()
    election = elected_at("Q.1")
    elected = set(Candidate.objects.filter(round__election=election, elected=True).values_list("name", flat=True))
    refused = Refusal.objects.get().candidate.name
    with_names, without = result_content(election, names=True), result_content(election, names=False)
    assert set(with_names["elected"]) == elected - {refused}
    assert without["elected"] == []
    assert without["decision"] == "Quyết định số 12-QĐ/QU"
    assert without["decided_on"] == "2020-08-27"
    figures = {one["key"]: one["text"] for one in without["figures"]}
    assert figures["elected"] == str(len(elected) - 1)
    assert figures["seats"] == "3"


# --- versions, numbers, withdrawal -----------------------------------------------------------------------------------


def test_a_newer_version_replaces_the_one_before(district: District) -> None:
    first = actions.commendation_publish(district.root, by=district.office, content=a_commendation())
    other = actions.units_publish(district.root, by=district.office)
    second = actions.commendation_publish(district.root, by=district.office, content=a_commendation(reason="Tốt"))
    first.refresh_from_db()
    assert (first.version, second.version, other.version) == (1, 2, 1)
    assert (first.number, other.number, second.number) == (1, 2, 3)
    assert (first.state, second.state) == (PublicationState.SUPERSEDED, PublicationState.CURRENT)


def test_the_same_again_is_no_new_version(district: District) -> None:
    actions.units_publish(district.root, by=district.office)
    with pytest.raises(RuleError, match="Nothing has changed since version 1"):
        actions.units_publish(district.root, by=district.office)


def test_what_changed_after_it_was_looked_at_is_not_published(district: District) -> None:
    seen = digest(figures_content(district.root, district.season))
    district.count(district.units[0], 7)
    with pytest.raises(RuleError, match="changed after you looked"):
        actions.figures_publish(district.root, district.season, by=district.office, seen=seen)
    assert not Publication.objects.exists()


def test_withdrawn_once_and_published_anew(district: District) -> None:
    first = actions.units_publish(district.root, by=district.office)
    gone = actions.withdraw(first, by=district.office, reason=" Thiếu một đơn vị. ")
    first.refresh_from_db()
    assert first.state == PublicationState.WITHDRAWN
    assert gone.content == {"subject": first.subject, "version": 1, "reason": "Thiếu một đơn vị."}
    for row, said in ((first, "no longer stands"), (gone, "A withdrawal is not withdrawn")):
        with pytest.raises(RuleError, match=said):
            actions.withdraw(row, by=district.office, reason="Lại rút.")
    again = actions.units_publish(district.root, by=district.office)
    assert (again.version, again.number) == (2, 3)
    twice = actions.withdraw(again, by=district.office, reason="Vẫn thiếu.")
    assert (twice.version, twice.number, twice.subject != gone.subject) == (1, 4, True)


def test_a_version_that_was_replaced_is_withdrawn_by_itself(district: District) -> None:
    rows = [
        actions.commendation_publish(district.root, by=district.office, content=a_commendation(reason=reason))
        for reason in ("Một", "Hai", "Ba")
    ]
    gone = actions.withdraw(rows[1], by=district.office, reason="Có tên người.")
    assert gone.content == {"subject": rows[1].subject, "version": 2, "reason": "Có tên người."}
    assert gone.withdraws == rows[1]
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == [
        PublicationState.WITHDRAWN, PublicationState.WITHDRAWN, PublicationState.CURRENT,
    ]  # fmt: skip
    with pytest.raises(RuleError, match="no longer stands"):  # the first went with the second
        actions.withdraw(rows[0], by=district.office, reason="Lại rút.")
    rows[0].state = PublicationState.SUPERSEDED  # as an office that was served an earlier edition has it
    rows[0].save()
    assert [fault for fault in verify_all().faults if fault.place == f"publication:{rows[0].pk}"]
    import_module("daihoi.reports.migrations.0007_withdrawn_together").take_along(apps, None)
    actions.withdraw(rows[2], by=district.office, reason="Cả ba.")
    assert not [fault for fault in verify_all().faults if fault.place.startswith("publication")]


def test_only_what_the_portal_still_shows_has_a_way_to_withdraw_it(district: District) -> None:
    office = signed_in(district.root, Role.OFFICE)
    rows = [
        actions.commendation_publish(district.root, by=district.office, content=a_commendation(reason=reason))
        for reason in ("Một", "Hai", "Ba")
    ]
    gone = actions.withdraw(rows[1], by=district.office, reason="Có tên người.")
    ways = [f"{row.get_absolute_url()}rut/" in office.get(row.get_absolute_url()).content.decode() for row in rows]
    assert ways == [False, False, True]  # the first went with the second
    told = ["Có tên người." in office.get(row.get_absolute_url()).content.decode() for row in rows]
    assert told == [True, True, False]
    assert f"{gone.get_absolute_url()}rut/" not in office.get(gone.get_absolute_url()).content.decode()


def test_a_withdrawal_says_why(district: District) -> None:
    row = actions.units_publish(district.root, by=district.office)
    with pytest.raises(RuleError, match="Write why"):
        actions.withdraw(row, by=district.office, reason="  ")


def test_the_longest_words_still_make_a_subject(district: District) -> None:
    long = "số " * 20
    row = actions.commendation_publish(district.root, by=None, content=a_commendation(number=long))
    gone = actions.withdraw(row, by=None, reason="Nhầm.")
    assert read(gone.payload).content["subject"] == row.subject
    again = actions.commendation_publish(district.root, by=None, content=a_commendation(number=long))
    assert actions.withdraw(again, by=None, reason="Nhầm.").subject != gone.subject


def test_slugs() -> None:
    assert slug("127-QĐ/QU") == "127-qd-qu"
    assert slug("2020–2025") == "2020-2025"
    assert slug("///") == "khong-so"


def test_each_is_an_event_of_who_signed(district: District) -> None:
    row = actions.units_publish(district.root, by=district.office)
    event = Event.objects.get(verb="snapshot.published")
    assert event.stream == f"unit:{district.root.pk}"
    assert event.signed
    assert event.actor == district.office.pk
    assert json.loads(event.payload)["digest"] == row.digest
    assert "Đảng bộ" not in event.payload


def test_a_unit_whose_code_no_portal_can_show_is_told_so() -> None:
    unit = a_unit("Quận 1/2")
    with pytest.raises(RuleError, match="cannot show the code"):
        actions.units_publish(unit, by=None)


def word_file() -> bytes:
    out = BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def excel_file() -> bytes:
    out = BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


# --- commendations, documents ----------------------------------------------------------------------------------------


def test_somebody_is_commended() -> None:
    with pytest.raises(RuleError, match="at least one"):
        a_commendation(collectives=[], individuals=[])


@pytest.mark.parametrize(
    ("name", "data", "ends"),
    [
        ("a.pdf", PDF, "a.pdf"),
        ("../../etc/tệp  lạ.PDF", PDF, "tệp lạ.pdf"),
        ("C:\\giấy\\b.docx", word_file(), "b.docx"),
        ("c.pdf", excel_file(), "c.xlsx"),
        (".pdf", PDF, "pdf.pdf"),
    ],
)
def test_a_document_goes_out_as_it_is_under_a_plain_name(district: District, name: str, data: bytes, ends: str) -> None:
    assert a_document(district.root, name=name, data=data).content["name"] == ends


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<html>", "not an Excel or Word file"),
        (b"", "empty"),
        (office_package("ppt/presentation.xml"), "Only PDF, Word"),
        (office_package("word/document.xml", "word/vbaProject.bin"), "macros"),
        (b"%PDF-" + bytes(10_000_001), "larger than 10 MB"),
    ],
)
def test_other_files_do_not_go_out(district: District, data: bytes, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        a_document(district.root, data=data)


def test_the_summary_report_goes_out_without_the_signers_name(district: District) -> None:
    report = actions.report_make(district.root, district.season, by=district.office.user)
    actions.report_head_set(report, by=district.office.user, values={"signer_name": "Phan Thị Ký Tên"})
    report.refresh_from_db()
    assert report.signer_name == "Phan Thị Ký Tên"
    first = report_pdf(district.root, district.season)
    assert first == report_pdf(district.root, district.season)  # what is looked at is what goes out
    report.signer_name = ""
    report.save(update_fields=["signer_name"])
    assert first == report_pdf(district.root, district.season)


def test_without_a_report_there_is_nothing_to_publish(district: District) -> None:
    with pytest.raises(RuleError, match="no summary report"):
        actions.report_publish(district.root, district.season, by=district.office)


# --- no member -------------------------------------------------------------------------------------------------------


def test_no_publication_holds_anything_of_a_member() -> None:
    """Names, cards, birthdays, accounts: searched in every kind that is made from the records."""
    place = a_finished_season()
    season, units = place.season, (place.district, place.ward, place.small)
    made = []
    for unit in units:
        made += [
            actions.figures_publish(unit, season, by=place.first),
            actions.calendar_publish(unit, season, by=place.first),
        ]
    made.append(actions.units_publish(place.ward, by=place.first))
    made.append(actions.result_publish(elected_at("Q.1"), by=place.first, names=False))
    texts = "\n".join(row.payload for row in made)
    secret = {value for row in Member.objects.values_list("name", "card", "folded") for value in row}
    secret |= {value for row in Candidate.objects.values_list("name", "card", "unit_name") for value in row if value}
    secret |= {value for row in User.objects.values_list("username", "name", "identity") for value in row if value}
    secret |= {"Trần Văn Trưởng", "Ngô Văn Vắng", "Đơn về danh sách", "Chưa đủ tiêu chuẩn"}
    secret -= set(Unit.objects.values_list("name", flat=True))
    assert len(secret) >= 25
    assert {word for word in secret if word in texts} == set()
    assert place.ward.name in texts  # the search finds what is there


# --- verified --------------------------------------------------------------------------------------------------------


def test_the_verification_counts_and_believes_what_was_published(district: District) -> None:
    row = actions.units_publish(district.root, by=district.office)
    actions.withdraw(row, by=district.office, reason="Nhầm.")
    actions.units_publish(district.root, by=None)
    found = verify_all()
    assert found.checked["publications"] == 3
    assert not [fault for fault in found.faults if fault.place.startswith("publication")]


# --- pages -----------------------------------------------------------------------------------------------------------


def signed_in(unit: Unit, role: Role) -> Client:
    client = Client()
    client.force_login(a_user(unit=unit, role=role))
    return client


def seen_in(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


@pytest.mark.parametrize("what", ["so-lieu", "lich", "don-vi"])
def test_what_is_shown_is_what_goes_out(what: str, district: District) -> None:
    office = signed_in(district.root, Role.OFFICE)
    page = office.get(f"/u/Q/cong-tin/{what}/").content.decode()
    assert not Publication.objects.exists()
    answer = office.post(f"/u/Q/cong-tin/{what}/", {"password": "mat-khau-thu", "seen": seen_in(page)}, follow=True)
    row = Publication.objects.get()
    assert answer.redirect_chain[0][0] == row.get_absolute_url()
    assert digest(row.content) == seen_in(page)
    assert row.published_by is not None
    assert row.title in office.get("/u/Q/cong-tin/").content.decode()
    file = office.get(f"{row.get_absolute_url()}tep/")
    assert file.content == row.as_file()


def test_a_wrong_password_publishes_nothing(district: District) -> None:
    office = signed_in(district.root, Role.OFFICE)
    page = office.get("/u/Q/cong-tin/so-lieu/").content.decode()
    office.post("/u/Q/cong-tin/so-lieu/", {"password": "khong-phai", "seen": seen_in(page)})
    assert not Publication.objects.exists()


def test_after_a_change_the_page_asks_to_look_again_and_then_publishes(district: District) -> None:
    office = signed_in(district.root, Role.OFFICE)
    before = seen_in(office.get("/u/Q/cong-tin/so-lieu/").content.decode())
    district.count(district.units[0], 7)
    page = office.post("/u/Q/cong-tin/so-lieu/", {"password": "mat-khau-thu", "seen": before}).content.decode()
    assert "Dữ liệu đã thay đổi" in page
    office.post("/u/Q/cong-tin/so-lieu/", {"password": "mat-khau-thu", "seen": seen_in(page)})
    assert Publication.objects.count() == 1


def test_the_names_of_a_result_are_a_choice() -> None:
    place = a_finished_season()
    office = signed_in(place.district, Role.OFFICE)
    election = elected_at("Q.1")
    where = f"/u/Q.1/cong-tin/ket-qua/{election.pk}/"
    name = result_content(election, names=True)["elected"][0]
    assert name not in office.get(where).content.decode()
    page = office.get(f"{where}?ten=1").content.decode()
    assert name in page
    office.post(where, {"password": "mat-khau-thu", "seen": seen_in(page)})  # seen with names, sent to go out without
    assert Publication.objects.filter(kind=SnapshotKind.RESULT).count() == 1
    office.post(where, {"password": "mat-khau-thu", "seen": seen_in(office.get(where).content.decode())})
    assert Publication.objects.filter(kind=SnapshotKind.RESULT).latest("number").content["elected"] == []


def test_a_commendation_is_typed_looked_at_changed_and_signed(district: District) -> None:
    office = signed_in(district.root, Role.OFFICE)
    typed = {
        "number": "127-QĐ/QU", "issuer": "Quận uỷ", "decided_on": "27/8/2020", "reason": "Đại hội",
        "collectives": "Đảng bộ Phường 1\n\nĐảng bộ Phường 2", "individuals": "Nguyễn Văn Khen",
    }  # fmt: skip
    where = "/u/Q/cong-tin/khen-thuong/"
    shown = office.post(where, typed).content.decode()
    assert "Chỉ những nội dung dưới đây được công bố" in shown
    back = office.post(where, typed | {"sua": "1", "password": ""}).content.decode()
    assert "Đảng bộ Phường 2" in back
    assert 'name="seen"' not in back
    office.post(where, typed | {"password": "mat-khau-thu", "seen": seen_in(shown)})
    assert Publication.objects.get().content["collectives"] == ["Đảng bộ Phường 1", "Đảng bộ Phường 2"]


def test_a_document_and_the_report_on_their_pages(district: District) -> None:
    office = signed_in(district.root, Role.OFFICE)
    data = {
        "title": "Kế hoạch", "number": "", "issuer": "Quận uỷ", "dated": "2/3/2020", "password": "mat-khau-thu",
        "file": SimpleUploadedFile("ke-hoach.pdf", PDF),
    }  # fmt: skip
    office.post("/u/Q/cong-tin/van-ban/", data)
    assert Publication.objects.get().content["number"] == ""
    assert "chưa có báo cáo tổng kết" in office.get("/u/Q/cong-tin/bao-cao/").content.decode()
    actions.report_make(district.root, district.season, by=district.office.user)
    shown = office.get("/u/Q/cong-tin/bao-cao/tep/").content
    office.post("/u/Q/cong-tin/bao-cao/", {"password": "mat-khau-thu"})
    assert base64.b64decode(Publication.objects.latest("number").content["data"]) == shown


def test_withdrawing_on_its_page(district: District) -> None:
    office = signed_in(district.root, Role.OFFICE)
    row = actions.units_publish(district.root, by=district.office)
    where = f"{row.get_absolute_url()}rut/"
    office.post(where, {"password": "mat-khau-thu", "reason": "Thiếu một đơn vị."})
    row.refresh_from_db()
    assert row.state == PublicationState.WITHDRAWN
    assert "Thiếu một đơn vị." in office.get(row.get_absolute_url()).content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICE])
def test_nobody_but_the_office_publishes(role: Role, district: District) -> None:
    client = signed_in(district.root, role)
    for what in ("", "so-lieu/", "lich/", "don-vi/", "ket-qua/", "khen-thuong/", "van-ban/", "bao-cao/"):
        for answer in (client.get(f"/u/Q/cong-tin/{what}"), client.post(f"/u/Q/cong-tin/{what}", {"password": "x"})):
            assert answer.status_code == 403, what


def test_an_office_below_publishes_of_its_unit_only(district: District) -> None:
    client = signed_in(district.units[0], Role.OFFICE)
    assert client.get("/u/Q.1/cong-tin/").status_code == 200
    assert client.get("/u/Q/cong-tin/").status_code == 404
    assert client.get("/u/Q.2/cong-tin/").status_code == 404
    foreign = actions.units_publish(district.units[1], by=district.office)
    above = signed_in(district.root, Role.OFFICE)
    assert f"/u/Q.2/cong-tin/{foreign.pk}/" in above.get("/u/Q/cong-tin/").content.decode()
    assert above.get(f"/u/Q.2/cong-tin/{foreign.pk}/").status_code == 200
    assert foreign.title not in client.get("/u/Q.1/cong-tin/").content.decode()
    assert client.get(f"/u/Q.1/cong-tin/{foreign.pk}/").status_code == 404
    assert client.get(f"/u/Q.1/cong-tin/{foreign.pk}/tep/").status_code == 404
