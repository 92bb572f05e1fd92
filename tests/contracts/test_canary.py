"""T4: a crawl through all that a role can reach meets no word of a neighbour; who sees figures only meets no name."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import Resolver404, clear_url_caches, reverse

from daihoi.org.access import Permission, Role, all_pages
from daihoi.org.models import Member, Unit
from tests.contracts.canaries import PERSONS, STEERING, WORDS, Marks, Origin, marked_models, planted, rows_of
from tests.contracts.objects import members_book
from tests.contracts.reading import Control, Page, everything
from tests.contracts.walking import Walker, page_of, params_of
from tests.contracts.world import MAY, Place, World, may

pytestmark = pytest.mark.django_db
MOST_VARIANTS = 3  # of one page with the same questions behind `?`
NAMES_OF_UNITS = {"name", "folded"}


@pytest.fixture(scope="module")
def marks(world: World) -> Marks:
    return planted(world)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@dataclass
class Crawl:
    """What one account met: the marks by page, and what broke."""

    walker: Walker
    marks: Marks
    typed: dict[str, str] = field(default_factory=dict)  # words of a neighbour that a visitor may know, by kind
    met: list[tuple[str, str, Origin]] = field(default_factory=list)
    broken: list[tuple[str, object]] = field(default_factory=list)
    pages: set[str] = field(default_factory=set)

    def all(self, *starts: str) -> Crawl:
        """Follow every link, send every form."""
        queue, variants = deque(starts), Counter[Any]()
        seen, sent = set(starts), set()
        while queue:
            where = queue.popleft()
            document = self.ask("get", where)
            if "so=" in where:  # the drawer alone, as htmx fetches it
                self.ask("get", where, headers={"HX-Request": "true", "HX-Target": "so-lieu"})
            if document is None:
                continue
            found = list(document.links())
            for form in document.forms():
                key = (form.method, urlsplit(form.action).path, tuple(one.name for one in form.controls))
                if key in sent:
                    continue
                sent.add(key)
                if form.method == "get":
                    query = [
                        (name, value) for name, value in form.filled(self.foreign).items() if isinstance(value, str)
                    ]
                    found.append(f"{urlsplit(form.action).path}?{urlencode(query)}")
                else:
                    self.send(form)
            for link in found:
                keys = frozenset(name for name, _ in parse_qsl(urlsplit(link).query, keep_blank_values=True))
                kind = (urlsplit(link).path, keys)
                if link not in seen and (keys == {"so"} or variants[kind] < MOST_VARIANTS):
                    seen.add(link)
                    variants[kind] += 1
                    queue.append(link)
        return self

    def send(self, form: Any) -> None:
        """A form as it stands, and once more with words of a neighbour, by each of its buttons."""
        if "ra/" in form.action:
            return  # leaving
        for button in form.buttons or [("", "")]:
            extra = {button[0]: button[1]} if button[0] else {}
            for say in (None, self.foreign):
                self.ask("post", form.action, form.filled(say) | extra, follow=True)

    def foreign(self, control: Control) -> str | None:
        """What somebody who knows a neighbour's codes would type."""
        if control.kind not in ("text", "search", "textarea"):
            return None
        for part, kind in (("card", "card"), ("user", "username"), ("second", "username"), ("q", "name")):
            if part == control.name or (part in control.name and part != "q"):
                return self.typed.get(kind)
        if any(part in control.name for part in ("code", "unit", "parent", "together", "below", "o")):
            return self.typed.get("code")
        return None

    def ask(self, method: str, where: str, data: Any = None, **extra: Any) -> Page | None:
        try:
            answer = (
                getattr(self.walker, method)(where, data, **extra)
                if method == "post"
                else self.walker.get(where, follow=True, **extra)
            )
        except Exception as error:  # the crawl goes on and names what broke
            self.broken.append((f"{method} {where}", f"{type(error).__name__}: {error}"))
            return None
        if answer.status_code in (404, 500) and method == "get":
            self.broken.append((f"{method} {where}", answer.status_code))
        self.pages.add(where)
        text = everything(answer)
        known = {value for value in self.typed.values() if value in where or (data and value in str(data))}
        self.met += [(f"{method} {where}", mark, origin) for mark, origin in self.marks.seen(text) if mark not in known]
        if "text/html" not in answer.headers.get("Content-Type", "") or (answer.status_code >= 400 and method == "get"):
            return None
        chain = getattr(answer, "redirect_chain", None)
        return Page(chain[-1][0] if chain else where, answer.content.decode()) if method == "get" else None


def crawled(world: World, marks: Marks, role: Role, place: Place) -> Crawl:
    stranger = Member.objects.filter(memberships__unit=world.far.unit).first()
    typed = {"code": world.far.unit.code, "card": stranger.card, "name": stranger.name, "username": "khong-co-ai"}
    return Crawl(Walker(world.user(role, place)), marks, typed).all(
        "/", "/tai-khoan/", f"/u/{place.unit.code}/to-chuc/"
    )


def listed(rows: list[Any]) -> str:
    return "\n".join(sorted({str(row) for row in rows})[:60])


def outside(crawl: Crawl, world: World, place: Place) -> list[tuple[str, str, str]]:
    """Marks from outside the subtree of `place`; the names of the units above it are no secret."""
    inside = set(Unit.objects.under(place.unit).values_list("pk", flat=True))
    above, one = set(), place.unit.parent
    while one is not None:
        above.add(one.pk)
        one = one.parent
    wrong = []
    for where, mark, origin in crawl.met:
        is_name = (
            origin.unit in above and origin.model in ("org.Unit", "org.UnitPeriod") and origin.field in NAMES_OF_UNITS
        )
        if origin.unit not in inside and not is_name:
            wrong.append((where, mark, f"{origin.model}.{origin.field}"))
    return wrong


# --- the marks themselves --------------------------------------------------------------------------------------------


def test_every_field_for_words_is_marked_or_named_as_steering(world: World, marks: Marks) -> None:
    """A new field is either somebody's words, and gets a mark, or stands in `STEERING`."""
    put = {(origin.model, origin.field) for origin in marks.origins.values() if origin.unit == world.far.unit.pk}
    lacking = []
    for model in marked_models():
        for one in model._meta.concrete_fields:
            is_words = isinstance(one, WORDS) and not one.choices and not hasattr(one, "upload_to")
            if (
                is_words
                and one.name not in STEERING.get(model._meta.label, ())
                and (model._meta.label, one.name) not in put
            ):
                lacking.append(f"{model._meta.label}.{one.name}")
    assert lacking == []
    for label, names in PERSONS.items():
        assert {(label, name) for name in names} <= put


def test_the_marks_of_the_neighbour_lie_in_the_database(world: World, marks: Marks) -> None:
    by_unit = Counter(origin.unit for origin in marks.origins.values())
    assert by_unit[world.far.unit.pk] > 150
    for model in marked_models():
        assert rows_of(model, world.far).exists(), f"the neighbour has no {model._meta.label}: make one in canaries.py"


# --- the crawls ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_a_crawl_of_the_district_meets_no_word_of_its_neighbour(role: Role, world: World, marks: Marks) -> None:
    crawl = crawled(world, marks, role, world.district)
    wrong = outside(crawl, world, world.district)
    assert not wrong, listed(wrong)
    assert not crawl.broken, listed(crawl.broken)
    names = [
        (where, mark, f"{one.model}.{one.field}") for where, mark, one in crawl.met if is_foreign_name(role, one, crawl)
    ]
    assert not names, listed(names)
    if role is Role.ADMIN:
        assert {one.model for _where, _mark, one in crawl.met} <= {"org.Unit", "org.UnitPeriod", "org.User"}
        assert not [
            where for where in crawl.pages if permission_of(where) not in (None, Permission.USERS, Permission.BACKUP)
        ]


def is_foreign_name(role: Role, origin: Origin, crawl: Crawl) -> bool:
    """Whether a mark names a person, to a role that may not know."""
    if not origin.is_person or (origin.model == "org.User" and origin.row == crawl.walker.user.pk):
        return False
    if origin.model == "org.User" and may(role, Permission.USERS):
        return False
    if origin.model == "org.Member":
        return not (may(role, Permission.MEMBERS) or may(role, Permission.REGISTER))
    return not may(role, Permission.NAMES)


def permission_of(where: str) -> Permission | None:
    try:
        return page_of(where).func.access.permission
    except Resolver404:
        return None


@pytest.mark.parametrize("role", [Role.OFFICE, Role.SECRETARY, Role.PERSONNEL, Role.OBSERVER])
def test_a_crawl_of_a_ward_meets_no_word_of_the_ward_beside_it(role: Role, world: World, marks: Marks) -> None:
    crawl = crawled(world, marks, role, world.first)
    wrong = outside(crawl, world, world.first)
    assert not wrong, listed(wrong)
    assert not crawl.broken, listed(crawl.broken)


def test_the_crawl_of_the_office_reaches_what_it_should(world: World, marks: Marks) -> None:
    """A crawl that sees nothing would prove nothing."""
    crawl = crawled(world, marks, Role.OFFICE, world.district)
    visited = {page_of(where).url_name for where in crawl.pages}
    pages = {pattern.name: pattern.callback.access for _route, pattern in all_pages()}
    expected = {name for name, access in pages.items() if access.permission and may(Role.OFFICE, access.permission)}
    assert expected - visited == set()
    seen = {f"{origin.model}.{origin.field}" for _where, _mark, origin in crawl.met}
    assert {
        "org.Unit.name",
        "elections.Candidate.name",
        "elections.Round.board_head",
        "elections.Incident.text",
        "congress.Evidence.title",
        "congress.Evidence.file",
        "congress.Congress.place",
        "reports.Block.text",
        "reports.Report.signer_name",
        "org.ImportJob.filename",
        "org.Member.name",
    } <= seen


def test_addresses_of_the_neighbour_answer_without_a_word_of_it(world: World, marks: Marks) -> None:
    walker = Walker(world.user(Role.OFFICE, world.district))
    wrong = []
    for _route, pattern in all_pages():
        params = params_of(pattern)
        if params[:1] != ["unit"]:
            continue
        for place in (world.abroad, world.far):
            where = reverse(pattern.name, kwargs=place.values(pattern.name, params))
            answer = walker.get(where)
            known = {mark for mark, _ in marks.seen(where)}
            wrong += [(where, mark, one) for mark, one in marks.seen(everything(answer)) if mark not in known]
    assert not wrong, listed(wrong)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.PERSONNEL])
def test_a_list_with_cards_and_codes_of_a_neighbour_shows_nothing_of_it(role: Role, world: World, marks: Marks) -> None:
    """The preview of an import is the place where such things leak."""
    stranger = Member.objects.filter(memberships__unit=world.far.unit).first()
    code = world.district.unit.code
    rows = [
        ("Tô Văn Lạ", stranger.card, code),
        ("Tô Văn Khác", "99000001", world.far.unit.code),
        ("Tô Văn Ta", "99000002", code),
    ]
    walker = Walker(world.user(role, world.district))
    typed = {stranger.card, world.far.unit.code}
    where = reverse("imports", args=[code])
    form = next(one for one in Page(where, walker.client.get(where).content.decode()).forms() if one.method == "post")
    data = form.filled() | {"kind": "members", "file": SimpleUploadedFile("ds.xlsx", members_book(rows)), "as_of": ""}
    answer = walker.client.post(where, data, follow=True)
    texts = [everything(answer)]
    for link in Page(answer.redirect_chain[-1][0], answer.content.decode()).links():
        if "/nhap/" in link:
            texts.append(everything(walker.client.get(link, follow=True)))
    assert "Tô Văn Ta" in "".join(texts)
    wrong = [(mark, one) for text in texts for mark, one in marks.seen(text) if mark not in typed]
    inside = set(Unit.objects.under(world.district.unit).values_list("pk", flat=True))
    assert not [one for one in wrong if one[1].unit not in inside], listed(wrong)


# --- controls --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["html", "xlsx", "docx", "pdf", "json"])
def test_control_a_leak_is_found_in_whatever_it_is_packed(kind: str, world: World, marks: Marks) -> None:
    with override_settings(ROOT_URLCONF="tests.contracts.urls_leaking"):
        clear_url_caches()
        crawl = Crawl(Walker(world.user(Role.OBSERVER, world.first)), marks)
        crawl.ask("get", f"/u/{world.first.unit.code}/ro-ri/{kind}/")
    clear_url_caches()
    wrong = outside(crawl, world, world.first)
    assert {name for _where, _mark, name in wrong} >= {"elections.Candidate.name"}
    assert not MAY["observer"].count("names")
