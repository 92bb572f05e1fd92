"""The gate of the newsroom: every address declared; nothing of another unit behind any of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from wagtail.models import Revision, TaskState, Workflow, WorkflowState

from daihoi.portal.desk.gate import Need, need_of
from daihoi.portal.desk.grants import corner_collection
from daihoi.portal.models import Article, Attachment, Corner, Front, Snapshot
from daihoi.rules.snapshot import SnapshotKind
from tests.portal.builders import FIGURES, Sender, a_draft, a_site, an_article
from tests.portal.desk import article_form, come_in, kept_photo, person

pytestmark = pytest.mark.django_db
CANARY = "chimzqx7k"  # of ASCII letters alone: JSON and addresses spell it alike
ROLES = ("editor", "writer")


def addresses(
    patterns: Any = None, prefix: str = "", names: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(route, name, converters) of every address below /toa-soan/."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = (*names, one.namespace) if one.namespace else names
            yield from addresses(one.url_patterns, route, inner)
        elif isinstance(one, URLPattern) and route.startswith("toa-soan/"):
            yield route, ":".join((*names, one.name or "")) if one.name else "", one.pattern.converters


def test_every_address_below_the_desk_is_declared() -> None:
    undeclared = [(route, name) for route, name, _converters in addresses() if need_of(name, route) is None]
    assert undeclared == []
    assert len(list(addresses())) > 150


def test_an_address_that_nobody_declared_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    from daihoi.portal.desk import gate

    client = come_in(a_site(), ("Q.1", "editor"))
    assert client.get("/toa-soan/nhat-ky/").status_code == 200
    monkeypatch.delitem(gate.NEEDS, "desk_journal")
    assert client.get("/toa-soan/nhat-ky/").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["account/", "users/", "users/new/", "groups/", "sites/", "collections/", "collections/add/", "workflows/list/",
     "reports/site-history/", "api/main/pages/", "api/main/images/", "snippets/", "embeds/chooser/", "password_reset/",
     "bulk/wagtailcore/page/delete/", "test404/", "failwhale/", "block-preview/", "khong-co/"],
)  # fmt: skip
def test_what_is_closed_does_not_exist_for_an_editor(path: str) -> None:
    client = come_in(a_site(), ("Q.1", "editor"))
    assert client.get(f"/toa-soan/{path}").status_code == 404
    assert client.post(f"/toa-soan/{path}").status_code == 404


class World:
    """The things of another unit (Q.2), every one of them with the canary in its words."""

    def __init__(self) -> None:
        self.sender = a_site()
        other, own = Corner.objects.get(code="Q.2"), Corner.objects.get(code="Q.1")
        self.photo = kept_photo("Q.2", f"{CANARY} trong ảnh")
        self.file = Attachment.objects.create(
            title=f"{CANARY} trong tệp", collection=corner_collection(other), file=ContentFile(b"%PDF-1.4", "a.pdf")
        )
        self.draft = a_draft("Q.2", title=f"{CANARY} nháp", lead=f"{CANARY} trong lời dẫn", cover=self.photo)
        self.draft.tags.add(f"{CANARY} thẻ")
        self.draft.save()
        come_in(self.sender, ("Q.2", "writer"), ("Q.2", "editor"), user=9)
        stranger = person(self.sender, 9)
        stranger.first_name, stranger.last_name = "", f"{CANARY} người viết"
        stranger.save()
        Article.objects.filter(pk=self.draft.pk).update(owner=stranger)
        self.draft.refresh_from_db()
        self.revision = self.draft.save_revision(user=stranger, log_action=True)
        flow = Workflow.objects.get(name="duyệt bài")
        self.state: WorkflowState = flow.start(self.draft, stranger)
        self.task: TaskState = self.state.current_task_state
        self.live = an_article("Q.2", title="Bài đã đăng của phường khác")
        self.live.title = f"{CANARY} bản sửa"
        self.live.save_revision(user=stranger)
        self.snapshot = self.sender.publish(SnapshotKind.FIGURES, FIGURES, unit="Q.2", title=f"{CANARY} số liệu")
        self.own = a_draft("Q.1", title="Bài của mình")
        self.own_live = an_article("Q.1", title="Bài đã đăng của mình")
        # another corner's draft points at what is published here
        from daihoi.portal.models import RelatedArticle

        RelatedArticle.objects.create(article=self.draft, to=self.own_live)
        self.draft.save()
        self.corner, self.own_corner, self.front = other, own, Front.objects.get()

    def numbers(self, name: str, converter: str) -> list[Any]:
        """What an attacker puts in the place of a number in the address `name`."""
        if "image" in name or name.startswith("wagtailimages"):
            return [self.photo.pk]
        if "doc" in name:
            return [self.file.pk]
        if converter == "revision_id":
            return [self.revision.pk]
        if converter in ("task_state_id", "task_id"):
            return [self.task.pk if converter == "task_state_id" else self.task.task_id]
        if converter == "workflow_state_id":
            return [self.state.pk]
        if converter == "snapshot_id":
            return [self.snapshot.pk]
        if converter in ("parent_page_id", "destination_id"):
            return [self.corner.pk, self.draft.pk]
        return [self.draft.pk, self.live.pk, self.corner.pk]


def filled(world: World, route: str, name: str, converters: dict[str, Any]) -> Iterator[str]:
    """The address with the numbers of the other unit's things in it."""
    if route.startswith("toa-soan/^") or "(?P<" in route:
        if "compare" in route:
            for pair in ("earliest...latest", "live...latest", f"{world.revision.pk}...{world.revision.pk}"):
                yield f"/toa-soan/pages/{world.draft.pk}/revisions/compare/{pair}/"
        return
    words = {
        "content_type_app_name": "portal", "content_type_model_name": "article", "app_label": "portal",
        "model_name": "article", "action_name": "approve", "action": "delete", "filter_spec": "width-100",
        "session_id": "1", "app_name": "taggit", "object_id": str(world.draft.pk), "uidb64": "MQ", "token": "a-b",
    }  # fmt: skip
    first = next(iter(converters), "")
    for number in world.numbers(name, first) if first else [None]:
        path = route.replace("^", "")
        for key in converters:
            value = words.get(key) or str(number if key == first else world.numbers(name, key)[0])
            start = next(
                at for at in (path.find(f"<{kind}{key}>") for kind in ("int:", "str:", "slug:", "")) if at >= 0
            )
            path = path[:start] + value + path[path.index(">", start) + 1 :]
        yield f"/{path}"


def said(answer: Any) -> str:
    """What an answer says, in small letters."""
    content: bytes = answer.getvalue()
    return content.decode(errors="replace").lower()


QUESTIONS = {
    "wagtailadmin_pages:search": {"q": "chim"},
    "wagtailadmin_pages:search_results": {"q": "chim"},
    "wagtailadmin_explore": {"q": "chim"},
    "wagtailadmin_explore_results": {"q": "chim"},
    "wagtailadmin_tag_autocomplete": {"term": "chim"},
    "wagtailadmin_choose_page_search": {"q": "chim"},
    "wagtailimages:index_results": {"q": "chim"},
    "wagtailimages_chooser:choose_results": {"q": "chim"},
    "wagtaildocs:index_results": {"q": "chim"},
    "wagtaildocs_chooser:choose_results": {"q": "chim"},
}


FORMS = {"wagtailadmin_choose_page_external_link": {"external-link-chooser-url": "https://example.org/"}}


@pytest.mark.parametrize("role", ROLES)
def test_nobody_sees_or_touches_another_unit_s_things(role: str) -> None:
    world = World()
    client = come_in(world.sender, ("Q.1", role))
    asked = 0
    for route, name, converters in addresses():
        for path in filled(world, route, name, converters):
            if path.endswith("/logout/"):
                continue
            for method in ("get", "post"):
                data: dict[str, Any] = QUESTIONS.get(name, {}) if method == "get" else FORMS.get(name, {})
                answer = getattr(client, method)(path, data)
                asked += 1
                assert CANARY not in said(answer), (method, path, name)
                if converters and Need.SHELF is not need_of(name, route) and not name.endswith("sessions:release"):
                    home = answer.status_code == 302 and answer["Location"] in ("/toa-soan/", "/vao/")
                    assert answer.status_code in (403, 404, 405) or home, (method, path, name, answer.status_code)
    assert asked > 250
    assert Article.objects.get(pk=world.draft.pk).title == f"{CANARY} nháp"
    assert TaskState.objects.get(pk=world.task.pk).status == TaskState.STATUS_IN_PROGRESS
    assert Revision.objects.filter(object_id=str(world.draft.pk)).count() == 1
    assert not Article.objects.get(pk=world.draft.pk).live


def test_the_walk_would_find_the_canary_where_the_grant_reaches() -> None:
    """The control: with a grant in Q.2 the very same walk meets it in many places."""
    world = World()
    client = come_in(world.sender, ("Q.2", "editor"))
    found = set()
    for route, name, converters in addresses():
        for path in filled(world, route, name, converters):
            if need_of(name, route) in (Need.CLOSED, Need.NOTHING) or "delete" in path:
                continue
            answer = client.get(path, QUESTIONS.get(name, {}))
            if CANARY in said(answer):
                found.add(name)
    assert {"wagtailadmin_home", "wagtailadmin_pages:edit", "wagtailadmin_pages:history", "wagtailimages:edit",
            "wagtaildocs:edit", "wagtailadmin_pages:search_results", "wagtailadmin_tag_autocomplete",
            "desk_published", "desk_journal", "wagtailadmin_pages:revisions_compare", "wagtailadmin_explore",
            "wagtailimages_chooser:choose", "wagtaildocs_chooser:choose"} <= found  # fmt: skip


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("role", ROLES)
def test_a_guessed_number_in_the_form_is_refused(world: World, role: str) -> None:
    client = come_in(world.sender, ("Q.1", role), user=3)
    address = f"/toa-soan/pages/add/portal/article/{world.own_corner.pk}/"
    body = {"body-0-type": "picture", "body-0-value-photo": str(world.photo.pk), "body-0-value-caption": ""}
    file = {"body-0-type": "file", "body-0-value": str(world.file.pk)}
    related = {
        "related-TOTAL_FORMS": "1",
        "related-0-to": str(world.draft.pk),
        "related-0-ORDER": "1",
        "related-0-id": "",
    }
    link = {
        "body-0-value": '{"blocks":[{"key":"a","text":"x","type":"unstyled","depth":0,"inlineStyleRanges":[],'
        '"entityRanges":[{"key":0,"offset":0,"length":1}]}],"entityMap":{"0":{"type":"LINK","mutability":"MUTABLE",'
        f'"data":{{"id":{world.draft.pk},"parentId":1,"url":"/x/"}}}}}}}}'
    }
    for wrong in ({"cover": str(world.photo.pk)}, body, file, link, related, {"snapshot": str(world.snapshot.pk)}):
        before = Article.objects.count()
        answer = client.post(address, article_form(**wrong))
        assert answer.status_code == 200, wrong  # the form again, with its sentence
        assert Article.objects.count() == before
        assert CANARY not in answer.content.decode()
        preview = client.post(f"{address}preview/", article_form(**wrong))
        assert preview.json()["is_valid"] is False
        assert CANARY not in client.get(f"{address}preview/").content.decode()
    own = kept_photo("Q.1")
    answer = client.post(address, article_form(cover=str(own.pk)))  # the control
    assert answer.status_code == 302, answer.context["form"].errors


def test_the_chooser_of_pages_offers_own_drafts_and_what_readers_read(world: World) -> None:
    client = come_in(world.sender, ("Q.1", "writer"))
    own = client.get(f"/toa-soan/choose-page/{world.own_corner.pk}/?page_type=portal.article").json()["html"]
    other = client.get(f"/toa-soan/choose-page/{world.corner.pk}/?page_type=portal.article").json()["html"]
    assert "Bài của mình" in own
    assert "Bài đã đăng của phường khác" in other
    assert CANARY not in other
    assert client.get(f"/toa-soan/choose-page/chosen-multiple/?id={world.draft.pk}").status_code == 404
    assert client.get(f"/toa-soan/choose-page/chosen-multiple/?id={world.live.pk}").status_code == 200
    assert client.get(f"/toa-soan/choose-page/chosen-multiple/?id={world.live.pk}&id=x").status_code == 404
    for path in ("images/chooser/chosen-multiple/", "documents/chooser/chosen-multiple/"):
        answer = client.get(f"/toa-soan/{path}", {"id": [world.photo.pk, world.file.pk]})
        assert CANARY not in answer.content.decode()


def test_the_form_offers_what_was_published_for_the_unit_and_above(world: World) -> None:
    def offered(sender: Sender) -> set[int]:
        client = come_in(sender, ("Q.1", "writer"))
        page = client.get(f"/toa-soan/pages/add/portal/article/{world.own_corner.pk}/")
        return {one.pk for one in page.context["form"].fields["snapshot"].queryset}

    above = world.sender.publish(SnapshotKind.FIGURES, FIGURES)
    own = world.sender.publish(SnapshotKind.FIGURES, FIGURES, unit="Q.1")
    assert offered(world.sender) == {above.pk, own.pk}
    newer = world.sender.publish(SnapshotKind.FIGURES, FIGURES, unit="Q.1", version=2)
    assert offered(world.sender) == {above.pk, newer.pk}
    assert Snapshot.objects.get(pk=own.pk).state == "superseded"


def test_photographs_and_files_have_no_tags(world: World) -> None:
    """Wagtail offers the tags of the whole library to everybody."""
    client = come_in(world.sender, ("Q.1", "editor"))
    for path in ("images/add/", "documents/add/", f"images/{kept_photo('Q.1').pk}/"):
        assert "tags" not in client.get(f"/toa-soan/{path}").context["form"].fields


def test_an_editor_of_two_corners_sees_both_and_no_third() -> None:
    world = World()
    client = come_in(world.sender, ("Q.1", "editor"), ("Q", "writer"))
    page = client.get(f"/toa-soan/pages/{world.front.pk}/").content.decode()
    assert "Đảng bộ Phường 1" in page
    assert "Đảng bộ quận Thử" in page
    assert "Đảng bộ Phường 2" not in page
    alone = come_in(world.sender, ("Q.1", "editor"), user=5)
    page = alone.get(f"/toa-soan/pages/{world.front.pk}/", follow=True).content.decode()
    assert "Đảng bộ quận Thử" not in page
    assert "Đảng bộ Phường 2" not in page


def test_what_readers_get_holds_no_draft(world: World) -> None:
    reader = Client()
    for path in ("/", "/tim/?q=chim", "/rss.xml", "/atom.xml", "/sitemap.xml", "/don-vi/Q.2/", "/luu-tru/", "/anh/",
                 f"/tin/{world.draft.pk}-{world.draft.slug}/"):  # fmt: skip
        said = reader.get(path).content.decode(errors="replace").lower()
        for word in ("nháp", "trong", "thẻ", "bản sửa"):  # its figures are published
            assert f"{CANARY} {word}".lower() not in said, path


@pytest.mark.parametrize("role", ROLES)
def test_the_lists_of_one_s_own_corner_name_nobody_of_another(world: World, role: str) -> None:
    """Owners and editors to filter by: of one's own articles, not of the whole site."""
    client = come_in(world.sender, ("Q.1", role))
    other = come_in(world.sender, ("Q.2", "editor"), user=4)
    colleague = person(world.sender, 1)
    colleague.first_name, colleague.last_name = "", "Đồng nghiệp cùng góc"
    colleague.save()
    Article.objects.filter(pk=world.own.pk).update(owner=colleague)
    world.own.refresh_from_db()
    world.own.save_revision(user=colleague, log_action=True)
    stranger = person(world.sender, 9)
    for pk in (world.own_corner.pk, world.front.pk, 1):
        for path in (f"pages/{pk}/", f"pages/{pk}/results/", f"pages/{pk}/?owner={stranger.pk}",
                     f"pages/{pk}/?edited_by={stranger.pk}", f"pages/{pk}/?q=chim&search_all=1"):  # fmt: skip
            assert CANARY not in said(client.get(f"/toa-soan/{path}", follow=True)), path
    page = client.get(f"/toa-soan/pages/{world.own_corner.pk}/").context["filters"].form.fields
    assert {name: list(page[name].queryset) for name in ("owner", "edited_by")} == {
        "owner": [colleague], "edited_by": [colleague]
    }  # fmt: skip
    assert CANARY in said(other.get(f"/toa-soan/pages/{world.corner.pk}/results/"))  # the control
    assert f"{CANARY} người viết" in said(other.get(f"/toa-soan/pages/{world.corner.pk}/"))


def test_the_first_page_shows_nothing_of_a_former_corner(world: World) -> None:
    """What one wrote, sent in and locked there was one's own; it is the corner's."""
    stranger = person(world.sender, 9)
    locked = a_draft("Q.2", title=f"{CANARY} đã khoá", locked=True, locked_by=stranger, locked_at=timezone.now())
    locked.save_revision(user=stranger, log_action=True)
    before = said(come_in(world.sender, ("Q.2", "editor"), user=9).get("/toa-soan/"))
    for part in ("recent-edits", "locked-pages", "objects-in-workflow"):
        assert part in before, part
    for word in ("nháp", "đã khoá"):
        assert f"{CANARY} {word}" in before
    client = come_in(world.sender, ("Q.1", "editor"), user=9)
    after = client.get("/toa-soan/").content.decode().lower()
    assert CANARY not in after.replace(f"{CANARY} người viết", "")  # his own name stands on every page
    world.own.save_revision(user=stranger, log_action=True)
    assert "bài của mình" in said(client.get("/toa-soan/"))
