"""A number can be asked where it comes from, with a script or without."""

from datetime import date

import pytest
from django.test import RequestFactory

from daihoi.rules.figures import Check, Figure, Origin, Record, Style
from daihoi.rules.messages import Message
from daihoi.web import samples, views
from daihoi.web.drawer import drawer_for
from daihoi.web.figures import decimals, figure_link, other_style

LIVE = Origin.live(date(2020, 6, 24))
WOMEN = Figure.share("women", 16, 41, LIVE, style=Style.CUT)


def test_the_page_without_a_question_has_an_empty_closed_drawer() -> None:
    html = views.components(RequestFactory().get("/")).content.decode()
    assert 'class="drawer" id="so-lieu"' in html
    assert "with-drawer" not in html


def test_without_a_script_the_server_opens_the_drawer_and_lights_the_figure() -> None:
    html = views.components(RequestFactory().get("/?so=women")).content.decode()
    assert 'class="drawer open" id="so-lieu"' in html
    assert '<body class="with-drawer' in html
    assert 'aria-expanded="true"' in html


def test_htmx_gets_the_drawer_alone() -> None:
    response = views.components(RequestFactory().get("/?so=women", headers={"HX-Target": "so-lieu"}))
    html = response.content.decode().strip()
    assert html.startswith('<aside class="drawer open" id="so-lieu"')
    assert "<main" not in html
    assert "HX-Target" in response.headers["Vary"]


@pytest.mark.parametrize("key", ["", "khong-co", "<script>", "women'"])
def test_a_figure_that_the_page_does_not_have_opens_nothing(key: str) -> None:
    request = RequestFactory().get("/", {"so": key})
    assert drawer_for(request, samples.FIGURES) is None
    assert "drawer open" not in views.components(request).content.decode()


def test_figures_may_be_made_only_when_asked() -> None:
    asked: list[str] = []

    def make(key: str) -> Figure:
        asked.append(key)
        return WOMEN

    assert drawer_for(RequestFactory().get("/"), make) is None
    assert drawer_for(RequestFactory().get("/?so=women"), make) is WOMEN
    assert asked == ["women"]


def test_the_drawer_shows_fraction_decimals_and_the_way_of_rounding() -> None:
    html = views.components(RequestFactory().get("/?so=young", headers={"HX-Target": "so-lieu"})).content.decode()
    for words in (
        "12,19 %",
        "0,121951…",
        "Cắt bỏ sau hai chữ số thập phân.",
        "Làm tròn sẽ cho 12,20 %.",
        "5 + 20 + 16 = 41",
    ):
        assert words in html


def test_the_drawer_says_why_a_sum_does_not_close() -> None:
    html = views.components(RequestFactory().get("/?so=committees_short", headers={"HX-Target": "so-lieu"}))
    text = html.content.decode()
    for words in ("39 + 11 ≠ 53", "không khớp", "dưới 9 đảng viên chính thức", "Điều 24 khoản 4", "Số liệu tạm"):
        assert words in text


def test_a_figure_keeps_the_other_parameters_of_the_page() -> None:
    link = figure_link(WOMEN, RequestFactory().get("/?q=phuong&so=young"))
    assert 'href="?q=phuong&amp;so=women#so-lieu"' in link
    assert 'hx-get="?q=phuong&amp;so=women"' in link


def test_a_live_figure_and_one_that_fails_a_check_look_different() -> None:
    wrong = Figure.count("elected", 40, Origin.returned(1, "ab"), checks=(Check.of_sum(Message("x"), [40], 41),))
    assert 'class="fig live"' in figure_link(WOMEN, None)
    assert 'class="fig off"' in figure_link(wrong, None)


def test_decimals_are_cut_off_and_say_whether_they_go_on() -> None:
    assert decimals(16, 41) == "0,390243…"
    assert decimals(1, 2) == "0,5"
    assert decimals(3, 3) == "1,0"


def test_the_other_rounding_is_named_only_where_it_prints_something_else() -> None:
    assert other_style(WOMEN) is None
    young = other_style(Figure.share("young", 5, 41, LIVE, style=Style.CUT))
    assert young is not None
    assert young.text() == "12,20 %"


def test_records_of_thousands_are_shown_in_part_and_counted_in_full() -> None:
    records = tuple(Record(f"Chi bộ {n}", "", 2) for n in range(500))
    figure = Figure.count("members", 1000, LIVE, records=records)
    from django.template.loader import render_to_string

    html = render_to_string("web/parts/drawer.html", {"drawer": figure})
    assert "500 mục, cộng 1.000" in html
    assert "và 440 mục nữa" in html
