"""T4: a crawl through all that a role can reach meets no word of a neighbour; who sees figures only meets no name."""

from __future__ import annotations

import logging
import os
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
from tests.contracts.objects import FIXED, members_book
from tests.contracts.reading import Control, Page, everything
from tests.contracts.walking import Walker, page_of, params_of
from tests.contracts.world import MAY, Place, World, may

pytestmark = pytest.mark.django_db
MOST_QUESTIONS = 2  # behind `?`: a filter together with an order and a file asks nothing new
MOST_DRAWERS = 3  # of one page of one unit
NAMES_OF_UNITS = {"name", "folded"}


@pytest.fixture(scope="module")
def marks(world: World) -> Marks:
    return planted(world)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def kind_of(where: str) -> tuple[Any, ...]:
    """The page, what it is given that is no object, its unit, what is asked behind `?`."""
    keys = frozenset(name for name, _ in parse_qsl(urlsplit(where).query, keep_blank_values=True))
    try:
        found = page_of(where)
    except Resolver404:
        return (where, (), "", keys)
    named = tuple(value for name, value in found.kwargs.items() if name in FIXED)
    return (found.url_name, named, found.kwargs.get("unit", ""), keys)


@dataclass
class Crawl:
    """What one account met: the marks by page, and what broke."""

    walker: Walker
    marks: Marks
    typed: dict[str, str] = field(default_factory=dict)  # words of a neighbour that a visitor may know, by kind
    met: list[tuple[str, str, Origin]] = field(default_factory=list)
    broken: list[tuple[str, object]] = field(default_factory=list)
    pages: set[str] = field(default_factory=set)
    ways: dict[str, str] = field(default_factory=dict)  # from which page one came

    def all(self, *starts: str) -> Crawl:
        """Follow every link, send every form."""
        queue, variants = deque(starts), Counter[Any]()
        seen, sent = set(starts), set()
        while queue:
            where = queue.popleft()
            document = self.ask("get", where)
            if document is None or "so=" in where:  # a page with its drawer leads where the page alone leads
                continue
            found = list(document.links())
            for form in document.forms():
                key = (
                    form.method,
                    kind_of(form.action)[:2],
                    tuple(one.name for one in form.controls),
                    len(form.buttons),
                )
                if key in sent:
                    continue
                sent.add(key)
                if form.method == "get":
                    filled = form.filled(self.foreign).items()
                    query = [(name, value) for name, value in filled if isinstance(value, str)]
                    found.append(f"{urlsplit(form.action).path}?{urlencode(query)}")
                else:
                    self.send(form)
            for link in found:
                kind = kind_of(link)
                most = MOST_DRAWERS if kind[3] == {"so"} else 1
                if link not in seen and variants[kind] < most and len(kind[3]) <= MOST_QUESTIONS:
                    seen.add(link)
                    variants[kind] += 1
                    queue.append(link)
                    self.ways.setdefault(link, where)
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
            self.broken.append((f"{where} from {self.ways.get(where)}", answer.status_code))
        self.pages.add(where)
        text = everything(answer)
        known = {value for value in self.typed.values() if value in where or (data and value in str(data))}
        self.met += [(f"{method} {where}", mark, origin) for mark, origin in self.marks.seen(text) if mark not in known]
        if "text/html" not in answer.headers.get("Content-Type", "") or (answer.status_code >= 400 and method == "get"):
            return None
        chain = getattr(answer, "redirect_chain", None)
        return Page(chain[-1][0] if chain else where, answer.content.decode()) if method == "get" else None


# Each crawl takes ten seconds and more: a person's run has the roles whose pages differ, the deciding run has all.
DIFFERENT = (Role.OFFICE, Role.CLERK, Role.PERSONNEL, Role.OBSERVER, Role.EDITOR)
CRAWLED = tuple(Role) if os.environ.get("DAIHOI_EVERY_ROLE") else DIFFERENT
CRAWLS: dict[tuple[Role, int], Crawl] = {}


def crawled(world: World, marks: Marks, role: Role, place: Place) -> Crawl:
    """From every page that the role may open at its unit, wherever links and forms lead."""
    if (role, place.unit.pk) in CRAWLS:
        return CRAWLS[role, place.unit.pk]
    user = world.user(role, place)
    stranger = Member.objects.filter(memberships__unit=world.far.unit).first()
    typed = {"code": world.far.unit.code, "card": stranger.card, "name": stranger.name, "username": "khong-co-ai"}
    starts = ["/", "/tai-khoan/"]
    for _route, pattern in all_pages():
        access, params = pattern.callback.access, params_of(pattern)
        if access.kind == "page" and may(role, access.permission):
            starts.append(reverse(pattern.name, kwargs=place.values(pattern.name, params, user)))
    crawl = CRAWLS[role, place.unit.pk] = Crawl(Walker(user), marks, typed).all(*starts)
    return crawl


def listed(rows: list[tuple[str, str, str]]) -> str:
    """One line for each page and field, with the first address."""
    found: dict[Any, str] = {}
    for where, mark, name in rows:
        found.setdefault((kind_of(where.split(" ")[-1])[0], name), f"{name} {mark} at {where}")
    return "\n".join(sorted(found.values()))


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


@pytest.mark.parametrize("role", CRAWLED)
def test_a_crawl_of_the_district_meets_no_word_of_its_neighbour(role: Role, world: World, marks: Marks) -> None:
    crawl = crawled(world, marks, role, world.district)
    wrong = outside(crawl, world, world.district)
    assert not wrong, listed(wrong)
    assert not crawl.broken, "\n".join(map(str, crawl.broken))
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


@pytest.mark.parametrize("role", [Role.OFFICE, Role.PERSONNEL, Role.OBSERVER])
def test_a_crawl_of_a_ward_meets_no_word_of_the_ward_beside_it(role: Role, world: World, marks: Marks) -> None:
    crawl = crawled(world, marks, role, world.first)
    wrong = outside(crawl, world, world.first)
    assert not wrong, listed(wrong)
    assert not crawl.broken, "\n".join(map(str, crawl.broken))


def test_the_crawl_of_the_office_reaches_what_it_should(world: World, marks: Marks) -> None:
    """A crawl that sees nothing would prove nothing."""
    crawl = crawled(world, marks, Role.OFFICE, world.district)
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
    theirs = {world.abroad.unit.pk, world.far.unit.pk}
    wrong = []
    for _route, pattern in all_pages():
        params = params_of(pattern)
        if params[:1] != ["unit"]:
            continue
        for place in (world.abroad, world.far):
            where = reverse(pattern.name, kwargs=place.values(pattern.name, params))
            known = {mark for mark, _ in marks.seen(where)}
            for mark, one in marks.seen(everything(walker.get(where))):
                if mark not in known and one.unit in theirs:
                    wrong.append((where, mark, f"{one.model}.{one.field}"))
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
    forms = Page(where, walker.client.get(where).content.decode()).forms()
    form = next(one for one in forms if any(control.kind == "file" for control in one.controls))
    data = form.filled() | {"kind": "members", "file": SimpleUploadedFile("ds.xlsx", members_book(rows)), "as_of": ""}
    answer = walker.client.post(where, data, follow=True)
    assert answer.redirect_chain, Page(where, answer.content.decode()).tree.text_content()
    texts = [everything(answer)]
    for link in Page(answer.redirect_chain[-1][0], answer.content.decode()).links():
        if "/nhap/" in link:
            texts.append(everything(walker.client.get(link, follow=True)))
    assert "Tô Văn Ta" in "".join(texts)
    inside = set(Unit.objects.under(world.district.unit).values_list("pk", flat=True))
    wrong = [one for text in texts for mark, one in marks.seen(text) if mark not in typed and one.unit not in inside]
    assert wrong == []


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
