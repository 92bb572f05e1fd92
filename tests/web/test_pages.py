"""The frame of the pages and every part of them."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from daihoi.web import samples, views
from daihoi.web.nav import NavItem, mark_current
from daihoi.web.parts import Balance, Fate, TallyRow, Term

ROOM = Path(views.__file__).parent
TEMPLATES = sorted((ROOM / "templates").rglob("*.html"))


class Reader(HTMLParser):
    """Every opening tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def the_components_page() -> Reader:
    return Reader(views.components(RequestFactory().get("/?so=women")).content.decode())


def test_no_template_holds_a_style_or_a_script_of_its_own() -> None:
    for path in TEMPLATES:
        text = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path


def test_the_style_sheet_and_the_script_fetch_nothing_from_outside() -> None:
    for name in ("daihoi.css", "daihoi.js"):
        text = (ROOM / "static" / "web" / name).read_text()
        assert not re.search(r"(https?:)?//[a-z]", re.sub(r"/\*.*?\*/", "", text, flags=re.S)), name


def test_ids_are_unique_and_every_reference_has_its_id() -> None:
    tags = the_components_page().tags
    counts = Counter(a["id"] for _t, a in tags if a.get("id"))
    assert [i for i, n in counts.items() if n > 1] == []
    for _tag, attrs in tags:
        for name in ("for", "aria-describedby", "aria-labelledby"):
            for target in (attrs.get(name) or "").split():
                assert target in counts, (name, target)


def test_every_control_has_a_label() -> None:
    tags = the_components_page().tags
    labelled = {a["for"] for t, a in tags if t == "label" and a.get("for")}
    for tag, attrs in tags:
        if tag in ("input", "select", "textarea") and attrs.get("type") not in ("hidden", "submit"):
            assert attrs.get("id") in labelled or attrs.get("aria-label"), attrs


def test_every_drawing_that_says_something_has_its_words() -> None:
    for tag, attrs in the_components_page().tags:
        if tag == "svg" and attrs.get("role") == "img":
            assert attrs.get("aria-label"), attrs


def test_the_components_page_is_wholly_vietnamese_and_wholly_english() -> None:
    request = RequestFactory().get("/")
    vietnamese = views.components(request).content.decode()
    assert "What to do next" not in vietnamese
    assert '<html lang="vi">' in vietnamese
    with translation.override("en"):
        english = views.components(RequestFactory().get("/")).content.decode()
    assert "What to do next" in english
    assert '<html lang="en">' in english


def test_every_part_is_shown_on_the_components_page() -> None:
    tags = (ROOM / "templatetags" / "daihoi.py").read_text()
    page = (ROOM / "templates" / "web" / "components.html").read_text()
    own = re.findall(r"@register\.inclusion_tag\([^\n]+\)\ndef (\w+)", tags)
    inner = {"drawer_body", "meter", "checks", "field"}  # drawn inside other parts
    assert [name for name in own if name not in inner and f"{{% {name} " not in page] == []


@pytest.mark.parametrize("code", ["400", "403", "404", "500", "503", "403_csrf"])
def test_error_pages_stand_alone_and_say_what_to_do(code: str) -> None:
    html = render_to_string(f"{code}.html")
    assert "Oops" not in html
    assert 'href="/"' in html
    assert "<h1>" in html


def test_a_refusal_may_say_why() -> None:
    html = views.forbidden(
        RequestFactory().get("/"), PermissionError("Tài khoản này chưa có hiệu lực.")
    ).content.decode()
    assert "Tài khoản này chưa có hiệu lực." in html


def test_the_menu_marks_the_longest_address_that_fits() -> None:
    items = (NavItem("A", "/u/BT/"), NavItem("B", "/u/BT/mua/"), NavItem("C", "/"))
    marked = mark_current(items, "/u/BT/mua/bao-cao")
    assert [i.current for i in marked] == [False, True, False]
    assert [i.current for i in mark_current(items, "/u/BTX/")] == [False, False, False]
    assert [i.current for i in mark_current(items, "/")] == [False, False, True]


def test_an_identity_is_kept_broken_or_still_open() -> None:
    kept = Balance((Term("thu về", 190),), (Term("hợp lệ", 188), Term("không hợp lệ", 2)))
    broken = Balance((Term("thu về", 190),), (Term("hợp lệ", 188), Term("không hợp lệ", 1)))
    still = Balance((Term("phiếu", None),), (Term("", 50, factor=13),), "≤")
    assert (kept.holds, broken.holds, still.holds) == (True, False, None)
    assert (broken.off, broken.is_short) == ("1", True)
    assert Balance((Term("", 650),), (Term("", 50, factor=13),), "≤").holds is True
    assert Balance((Term("", 651),), (Term("", 50, factor=13),), "≤").holds is False


def test_a_row_of_a_file_that_has_no_fate_is_seen() -> None:
    assert "k-refused" in render_to_string("web/parts/fate.html", {"fate": Fate(10, 1, 2, 3, 4)})
    assert "≠" in render_to_string("web/parts/fate.html", {"fate": Fate(10, 1, 2, 3, 3)})


def test_a_typed_count_adds_to_what_was_kept_before() -> None:
    assert TallyRow(1, "A", "v1", "11", others=(12, None)).total == 23
    assert TallyRow(1, "A", "v1", "x1").typed is None
    assert samples.context(RequestFactory().get("/"))["tally"].grand_sum == 477


def test_the_error_summary_leads_to_the_field_and_the_field_keeps_what_was_typed() -> None:
    html = views.components(RequestFactory().get("/")).content.decode()
    assert '<a href="#id_summoned">' in html
    field = re.search(r'<input[^>]*name="summoned"[^>]*>', html)
    assert field is not None
    assert 'value="310"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert "id_summoned_error" in field[0]
    assert 'id="id_summoned_error"' in html


def test_the_language_is_vietnamese_until_the_reader_chooses() -> None:
    from django.http import HttpResponse

    from daihoi.web.language import LanguageMiddleware

    said: list[str] = []

    def answer(_request: object) -> HttpResponse:
        said.append(translation.get_language() or "")
        return HttpResponse()

    ask = LanguageMiddleware(answer)
    english_browser = RequestFactory().get("/", headers={"Accept-Language": "en-US"})
    ask(english_browser)
    chosen = RequestFactory().get("/")
    chosen.COOKIES["ngon_ngu"] = "en"
    ask(chosen)
    foreign = RequestFactory().get("/")
    foreign.COOKIES["ngon_ngu"] = "xx"
    ask(foreign)
    assert said == ["vi", "en", "vi"]


def test_a_fault_is_told_without_asking_the_database() -> None:
    for view, status in ((views.failed, 500), (views.unavailable, 503)):
        response = view(RequestFactory().get("/"))
        assert response.status_code == status
        assert '<html lang="vi">' in response.content.decode()


@pytest.mark.parametrize("away", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_the_language_switch_leads_nowhere_else(away: str) -> None:
    request = RequestFactory().post("/ngon-ngu/", {"language": "en", "next": away})
    assert views.language(request)["Location"] == "/"


def test_the_language_switch_comes_back_to_the_page() -> None:
    response = views.language(RequestFactory().post("/ngon-ngu/", {"language": "en", "next": "/thanh-phan/?q=a"}))
    assert response["Location"] == "/thanh-phan/?q=a"
    assert response.cookies["ngon_ngu"].value == "en"


def test_the_language_switch_takes_no_get() -> None:
    assert views.language(RequestFactory().get("/ngon-ngu/?language=en")).status_code == 405


@pytest.mark.django_db
def test_health_asks_the_database() -> None:
    response = views.health(RequestFactory().get("/suc-khoe/"))
    assert response.content == b'{"ok": true}'
    assert "no-store" in response.headers["Cache-Control"]
