"""The replay of the season gives the figures that the source names, and explains what does not add up."""

from __future__ import annotations

import io
import json
import zipfile
from importlib.resources import files

import pytest
import python_calamine
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from daihoi.congress.models import Season
from daihoi.congress.queries import season_of
from daihoi.demo.pages import addresses
from daihoi.org.access import Role
from daihoi.org.models import Unit, User
from daihoi.reports.models import Return
from daihoi.reports.queries import Facts, Tables, findings, report_bytes, report_document, summary, verify_all
from daihoi.rules.figures import Style
from tests.builders import a_user
from tests.formats.golden import assert_golden

pytestmark = pytest.mark.django_db
TRUTH = json.loads((files("daihoi.demo") / "binh-thanh" / "truth.json").read_text(encoding="utf-8"))
Demo = tuple[Unit, Season]


def test_the_summary_gives_the_figures_of_the_source(demo: Demo) -> None:
    facts = summary(*demo)
    assert facts["grassroots_units"] == 53 == facts["grassroots_organizations"] + facts["grassroots_cells"]
    assert (facts["grassroots_organizations"], facts["grassroots_cells"]) == (30, 23)
    assert facts["cells_under_committees"] == 289
    assert (facts["sub_organizations"], facts["cells_under_sub_organizations"]) == (17, 71)
    assert facts["members"] == TRUTH["members"]["members"] == 11836
    assert facts["official"] == TRUTH["members"]["official"]
    assert facts["women_members"] == TRUTH["members"]["women"]
    assert facts["committees_to_elect"] == TRUTH["electing"]
    assert facts["committees_full"] == TRUTH["full"]
    assert facts["short"] == TRUTH["short"]
    assert facts["committees_short"] == len(TRUTH["short"])


def test_the_own_congress_is_printed_as_the_office_prints_it(demo: Demo) -> None:
    own = summary(*demo)["own"]
    assert (own["seats"], own["elected"], own["rounds"]) == (41, 41, 1)
    assert (own["women"], own["women_percent"]) == (16, "39,02")
    assert (own["young"], own["young_percent"]) == (5, "12,19")  # cut off; half up would print 12,20
    assert own["over_61"] * 10 >= 41 * 9  # hầu hết


def test_thirty_nine_and_eleven_is_not_fifty_three_and_why(demo: Demo) -> None:
    found = [one for one in summary(*demo)["findings"] if one["code"] == "committees"]
    assert len(found) == 1
    assert (found[0]["equation"], found[0]["closed"]) == ("39 + 11 ≠ 53", "39 + 11 + 3 = 53")
    assert (found[0]["gap"], found[0]["unexplained"]) == (3, 0)
    records = found[0]["explained"][0]["records"]
    assert [one["label"].split()[0] for one in records] == ["BT.C07", "BT.C08", "BT.C19"]
    assert all(one["value"] < 9 for one in records)
    assert "Điều 24 khoản 4 Điều lệ Đảng" in found[0]["text"]


def test_nothing_else_is_left_without_an_explanation(demo: Demo) -> None:
    assert [one.code for one in findings(*demo) if not one.is_explained] == []


def test_verify_is_clean(demo: Demo) -> None:
    found = verify_all()
    assert found.faults == ()
    assert found.checked["returns"] == 54
    assert found.checked["parts"] == 53


def test_the_report_says_it_in_these_words(demo: Demo) -> None:
    lines = report_document(Facts(*demo)).lines()
    assert_golden("summary.txt", "\n".join(line for line in lines if "mã kiểm tra" not in line))


def test_every_figure_of_the_source_stands_in_the_report(demo: Demo) -> None:
    text = "\n".join(report_document(Facts(*demo)).lines()).replace("\u00a0", " ")
    for said in (
        "53 tổ chức cơ sở đảng, gồm 30 đảng bộ cơ sở và 23 chi bộ cơ sở",
        "289 chi bộ và 17 đảng bộ bộ phận với 71 chi bộ trực thuộc",
        "11.836 đảng viên",
        "bầu 1 lần, trúng cử 41/41 đồng chí",
        "Hầu hết nhân sự trúng cử đạt trên 61 %",
        "nữ 16 đồng chí (39,02 %)",
        "dưới 40 tuổi 5 đồng chí (12,19 %)",
        "39 chi, đảng bộ bầu đủ số lượng cấp uỷ; 11 chi, đảng bộ bầu thiếu",
        "Không có trường hợp tự ứng cử và đề cử tại đại hội",
        "39 + 11 + 3 = 53",
    ):
        assert said in text


def test_every_number_of_the_report_can_be_asked(demo: Demo) -> None:
    facts = Facts(*demo)
    for run in report_document(facts).figures():
        slot = facts.slots[run.key]
        if slot.figure is not None:
            assert run.text == slot.text.replace(" %", "\u00a0%")
            assert not slot.figure.origin.is_live or run.key.startswith(("own_", "returns_", "incidents_"))


def test_where_39_02_comes_from(demo: Demo) -> None:
    figure = Facts(*demo).figure("own_women_percent")
    assert figure is not None
    assert figure.fraction == (16, 41)
    assert figure.style is Style.CUT
    assert len(figure.records) == 16
    assert all(check.holds for check in figure.checks)
    assert figure.target is not None
    assert not figure.origin.is_live


def test_an_observer_sees_counts_and_no_names(demo: Demo) -> None:
    unit, season = demo
    hidden = Facts(unit, season, names=False)
    named = {
        record.label for slot in Facts(unit, season).slots.values() if slot.figure for record in slot.figure.records
    }
    shown = {record.label for slot in hidden.slots.values() if slot.figure for record in slot.figure.records}
    people = {one.name for one in hidden.committee.members}
    assert people <= named
    assert not people & shown
    assert hidden.figure("own_women") is not None


def test_a_report_is_made_for_every_kind_of_unit(demo: Demo) -> None:
    _district, season = demo
    for code in ("BT.D01", "BT.C07", "BT.D01.B1", "BT.D01.01"):
        unit = Unit.objects.select_related("parent").get(code=code)
        lines = report_document(Facts(unit, season)).lines()
        assert any(unit.name in line for line in lines)
        assert not any("{" in line for line in lines)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_the_report_comes_as_a_file(demo: Demo, kind: str) -> None:
    content = report_bytes(*demo, kind)
    assert content.startswith(b"%PDF" if kind == "pdf" else b"PK")


def test_no_other_format_is_made(demo: Demo) -> None:
    with pytest.raises(ValueError, match="odt"):
        report_bytes(*demo, "odt")


@pytest.mark.parametrize("name", ["T1", "T2", "T3", "T4", "T5", "T8"])
def test_a_table_has_a_value_for_every_cell_that_the_records_know(demo: Demo, name: str) -> None:
    tables = Tables(Facts(*demo))
    with translation.override("vi"):
        columns, rows = tables.columns(name), tables.table_rows(name)
        cells = [[column.plain(row) for column in columns] for row in rows]
    assert len({column.key for column in columns}) == len(columns)
    if name in ("T1", "T2"):
        assert len(rows) == 54
        assert cells[0][0] == "Đảng bộ quận Bình Thạnh"
    assert all(row[0] for row in cells)


def test_the_totals_of_the_committees_are_those_of_their_rows(demo: Demo) -> None:
    tables = Tables(Facts(*demo))
    totals = dict(tables.levels)
    below = [row for row in tables.rows if not row.is_own]
    for key in ("seats", "elected", "women", "young", "seats_short"):
        assert sum(row.figures[key] for row in below) == totals["grassroots"][key]


# --- pages -----------------------------------------------------------------------------------------------------------

PAGES = (
    "/u/BT/bao-cao/",
    "/u/BT/bao-cao/?sua=committees",
    "/u/BT/bao-cao/doan/committees/",
    "/u/BT/bao-cao/them/",
    "/u/BT/bao-cao/dau-trang/",
    "/u/BT/bao-cao/doan/committees/bo/",
    "/u/BT/ban-bao-cao/",
    "/u/BT/ban-bao-cao/nhan-tep/",
    "/u/BT/doi-chieu/",
    "/u/BT/bieu/T1/",
    "/u/BT/bieu/T2/",
    "/u/BT/bieu/T3/",
    "/u/BT/bieu/T4/",
    "/u/BT/bieu/T5/",
    "/u/BT/bieu/T8/",
    "/u/BT/bieu-mau/",
    "/u/BT.D01/bao-cao/",
    "/u/BT.D01/doi-chieu/",
    "/u/BT.D01/bieu/T2/",
)


@pytest.fixture
def office(demo: Demo, client: Client) -> Client:
    """The office of the district, signed in."""
    client.force_login(User.objects.get(username="vanphong"), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_at_most_twelve_times(
    office: Client, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, account, grants, unit, newest head are five; seven are left for the page's own matter."""
    with django_assert_max_num_queries(12):
        assert office.get(address).status_code == 200


def test_the_page_of_a_return_asks_at_most_twelve_times(
    office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    returned = Return.objects.get(congress__unit__code="BT", current=True)
    with django_assert_max_num_queries(12):
        answer = office.get(f"/u/BT/ban-bao-cao/{returned.pk}/")
    assert returned.digest[:4] in answer.content.decode()


def test_every_page_that_is_measured_answers_with_twelve_queries_at_most(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for account, name, address in addresses():
        client.force_login(User.objects.get(username=account))
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200, name


def test_the_drawer_says_where_39_02_comes_from(office: Client) -> None:
    answer = office.get(
        "/u/BT/bao-cao/?so=own_women_percent", headers={"HX-Request": "true", "HX-Target": "so-lieu"}
    ).content.decode()
    assert "39,02 %" in answer
    assert ">16<" in answer
    assert ">41<" in answer
    committee = Facts(*_demo()).committee
    women = [one.name for one in committee.members if one.woman]
    assert len(women) == 16
    assert all(name in answer for name in women)


def _demo() -> Demo:
    unit = Unit.objects.select_related("parent").get(code="BT")
    season = season_of(unit)
    assert season is not None
    return unit, season


def test_an_observer_opens_the_pages_without_a_name(demo: Demo, client: Client) -> None:
    client.force_login(
        a_user("quansat", unit=demo[0], role=Role.OBSERVER), backend="django.contrib.auth.backends.ModelBackend"
    )
    names = [one.name for one in Facts(*demo).committee.members]
    for address in ("/u/BT/bao-cao/?so=own_women_percent", "/u/BT/bieu/T2/", "/u/BT/bieu/T4/", "/u/BT/bieu/T8/"):
        text = client.get(address).content.decode()
        assert not [name for name in names if name in text], address
    workbook_bytes = client.get("/u/BT/bieu/tep/").content
    with zipfile.ZipFile(io.BytesIO(workbook_bytes)) as packed:
        text = "".join(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())
    assert not [name for name in names if name in text]
    assert client.get("/u/BT/bao-cao/them/").status_code == 403
    assert client.post("/u/BT/bao-cao/cap-nhat/").status_code == 403


def test_a_table_is_downloaded_as_it_stands_on_the_screen(office: Client) -> None:
    answer = office.get("/u/BT/bieu/T2/?q=phuong+13&xuat=xlsx")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    found = [row for row in rows if row and str(row[0]).startswith("Đảng bộ Phường")]
    assert [row[0] for row in found] == ["Đảng bộ Phường 13"]
