"""The desk in Vietnamese throughout: no sentence of Wagtail's English is left on any page that an editor opens."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
import wagtail
from django.test import Client

from daihoi.portal.models import Article, Corner
from daihoi.portal.settings import LOCALE_PATHS
from daihoi.rules.snapshot import SnapshotKind
from tests.portal.builders import FIGURES, a_site, an_article
from tests.portal.desk import article_form, come_in, kept_photo

pytestmark = pytest.mark.django_db
LINKS = re.compile(r'(?:href|action|src|data-w-[a-z-]*url-value)="(/[^"]*)"')
AGO = re.compile(r"\b\d+.(?:year|month|week|day|hour|minute)s?\b")
HIDDEN = ("/tinh/", "/toa-soan/account/")  # files; and what the style sheet hides
SHOWN = ("alt", "title", "placeholder", "aria-label", "aria-description", "label")
VOID = {"img", "input", "br", "meta", "link", "hr", "use", "path", "source"}
# Words that Wagtail's templates and forms hold without asking a catalogue.
HARD = {"Actions", "Search", "Email address", "Link text", "Subject", "Body", "Phone number", "Root",
        "A comma-separated list of tags."}  # fmt: skip
ALIKE = {"Wagtail", "OK", "ID", "URL", "Email", "Slug", "Text", "SVG", "AVIF", "GIF", "JPEG", "PNG", "WebP", "Menu"}


class Words(HTMLParser):
    """Every text that a person sees or hears, and the strings of the page's own data."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[tuple[str, bool]] = []
        self.is_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.inside.append((tag, "hidden" in given or tag in ("script", "style")))
        self.is_data = tag == "script" and given.get("type") == "application/json"
        self.found += [
            given[name] for name in given if name in SHOWN or name.endswith(("-content-value", "-label-value"))
        ]
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.found.append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        while any(tag == one for one, _hidden in self.inside) and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.is_data:
            self.found += (one for one in strings(json.loads(data or "{}")) if " " in one or not one.islower())
            self.is_data = False
        elif not any(hidden for _tag, hidden in self.inside):
            self.found.append(data)


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if "<" in value:
            yield from words(value)
        else:
            yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def words(html: str) -> list[str]:
    parser = Words()
    parser.feed(html)
    parser.close()
    return [" ".join(text.split()) for text in parser.found]


def english() -> set[str]:
    """Every msgid of Wagtail and Django that has no value in it, shorn of space."""
    import django

    found = set()
    for package in (Path(wagtail.__file__).parent, Path(django.__file__).parent):
        for path in package.rglob("locale/en/LC_MESSAGES/django.po"):
            if "gis" in path.parts or ("admin" in path.parts and package.name == "django"):
                continue
            for entry in polib.pofile(str(path)):
                for text in (entry.msgid, entry.msgid_plural):
                    if text and "%" not in text and "{" not in text and any(map(str.isalpha, text)):
                        found.add(" ".join(text.split()))
    return {text for text in found if len(text) > 1 and text not in ALIKE} | HARD


@pytest.fixture(scope="module")
def msgids() -> set[str]:
    return english()


def pages() -> Iterator[tuple[str, str]]:
    """(address, HTML) of what an editor and a writer open."""
    for _who, path, html in every_page():
        yield path, html


def every_page() -> Iterator[tuple[Client, str, str]]:
    """(whose browser, address, HTML)."""
    sender = a_site()
    corner = Corner.objects.get(code="Q.1")
    client = come_in(sender, ("Q.1", "editor"), ("Q.2", "writer"))
    sender.publish(SnapshotKind.FIGURES, FIGURES)
    photo = kept_photo("Q.1")
    client.post(f"/toa-soan/pages/add/portal/article/{corner.pk}/", article_form(title="Bài nháp"))
    live = an_article("Q.1", cover=photo)
    client.post(f"/toa-soan/pages/{live.pk}/edit/", article_form(title="Bài sửa"))
    writer = come_in(sender, ("Q.1", "writer"), user=4)
    writer.post(f"/toa-soan/pages/add/portal/article/{corner.pk}/", article_form(**{"action-submit": "1"}))
    corner.refresh_from_db()
    waiting = corner.get_children().order_by("-pk")[0]
    planned = an_article("Q.1")
    client.post(
        f"/toa-soan/pages/{planned.pk}/edit/", article_form(go_live_at="2099-01-01 00:00", **{"action-publish": "1"})
    )
    client.post(f"/toa-soan/pages/{planned.pk}/lock/")
    one = f"pages/{live.pk}/"
    task = waiting.specific.current_workflow_task_state.pk
    paths = [
        "", "pages/", f"pages/{corner.pk}/", f"pages/{corner.pk}/?q=khong",
        f"pages/{corner.pk}/results/", "pages/search/?q=b", "pages/search/", f"pages/{corner.pk}/add_subpage/",
        f"pages/add/portal/article/{corner.pk}/", f"{one}edit/", f"pages/{waiting.pk}/edit/",
        f"pages/{planned.pk}/edit/",
        f"{one}history/", f"{one}copy/", f"pages/{waiting.pk}/move/", f"{one}usage/", f"pages/{waiting.pk}/delete/",
        f"{one}delete/", f"{one}workflow_history/", f"pages/{waiting.pk}/workflow_history/",
        f"pages/{waiting.pk}/workflow_history/detail/{waiting.specific.current_workflow_state.pk}/",
        f"{one}revisions/compare/live...latest/", f"{one}revisions/compare/earliest...latest/",
        f"{one}revisions/{Article.objects.get(pk=live.pk).latest_revision.pk}/revert/", f"rut/{live.pk}/",
        "so-lieu/", "nhan-tep/", "nhat-ky/",
        f"pages/workflow/action/{waiting.pk}/reject/{task}/", f"pages/workflow/action/{waiting.pk}/approve/{task}/",
        f"pages/workflow/confirm_cancellation/{waiting.pk}/", "images/", "images/?q=khong", "images/results/",
        f"images/{photo.pk}/", f"images/{photo.pk}/delete/", f"images/usage/{photo.pk}/", "images/add/",
        "images/multiple/add/",
        "images/chooser/", "images/chooser/results/?q=khong", f"images/chooser/{photo.pk}/select_format/", "documents/",
        "documents/results/", "documents/add/", "documents/multiple/add/", "documents/chooser/", "choose-page/",
        f"choose-page/{corner.pk}/", "choose-page/search/?q=b", "choose-external-link/", "choose-email-link/",
        "choose-phone-link/", "choose-anchor-link/", "khong-co/",
    ]  # fmt: skip
    for client_of in (client, writer):
        for path in paths:
            answer = client_of.get(f"/toa-soan/{path}")
            if answer.status_code == 302:
                continue
            said = answer.content.decode()
            if answer["Content-Type"].startswith("application/json"):
                said = json.loads(said).get("html") or ""
            yield client_of, path, said
    for path, data in (
        (f"pages/add/portal/article/{corner.pk}/", article_form(title="", lead="")),
        ("images/add/", {"title": ""}),
        ("documents/add/", {"title": ""}),
    ):
        yield client, f"POST {path}", client.post(f"/toa-soan/{path}", data).content.decode()


def vietnamese() -> dict[str, str]:
    """Vietnamese text -> the msgid that it stands for, of the desk's catalogue."""
    return {
        " ".join(entry.msgstr.split()): " ".join(entry.msgid.split())
        for entry in polib.pofile(str(LOCALE_PATHS[0] / "vi" / "LC_MESSAGES" / "django.po"))
        if entry.msgstr and entry.msgstr != entry.msgid
    }


def test_no_english_of_wagtail_is_left_on_the_desk(msgids: set[str]) -> None:
    left: dict[str, str] = {}
    seen, translated, meant = 0, set(), vietnamese()
    for path, html in pages():
        found = words(html)
        seen += len(found)
        for text in found:
            if text in msgids or AGO.search(text):
                left.setdefault(text, path)
            if meant.get(text) in msgids:
                translated.add(meant[text])
    assert left == {}
    # the control: what is compared are the very texts that would stand there in English
    assert (seen > 10_000, len(translated) > 200) == (True, True), (seen, len(translated))


def test_no_link_of_the_desk_leads_nowhere() -> None:
    """What a page of the desk offers exists, for an editor and for a writer."""
    dead: dict[str, str] = {}
    asked = set()
    for who, path, html in every_page():
        for found in LINKS.findall(html):
            address = unescape(found).split("#")[0]
            kind = (who, re.sub(r"\?.*", "", address))
            if "__" in address or address.startswith(HIDDEN) or kind in asked:
                continue
            asked.add(kind)
            answer = who.get(address)
            answer.getvalue()  # read to its end, a file is closed
            if answer.status_code == 404:
                dead[address] = path + html[html.index(found) - 200 : html.index(found)]
    assert len(asked) > 100
    assert any(address.startswith("/toa-soan/anh-kho/") for _who, address in asked)
    assert dead == {}, "\n".join(f"{address} on {path}" for address, path in dead.items())


def test_the_words_of_the_scripts_are_vietnamese(client: Client) -> None:
    catalogue = client.get("/toa-soan/jsi18n/").content.decode()
    texts = json.loads(catalogue.split("newcatalog = ")[1].split(";\n")[0])
    asked = {
        entry.msgid
        for path in Path(wagtail.__file__).parent.rglob("locale/en/LC_MESSAGES/djangojs.po")
        for entry in polib.pofile(str(path))
        if entry.msgid and not entry.obsolete
    }
    assert len(asked) > 80
    assert {text for text in asked if texts.get(text, text) == text and "%(" not in text} <= ALIKE
