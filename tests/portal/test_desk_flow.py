"""From the writer's draft to the reader and back: review, schedule, embargo, correction, withdrawal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, TaskState, WorkflowState

from daihoi.portal.actions import stories
from daihoi.portal.models import Article, Corner, Story
from daihoi.portal.serving import cache, pulse
from tests.portal.builders import Sender, a_draft, a_site, an_article
from tests.portal.desk import article_form, come_in, kept_photo, person

pytestmark = pytest.mark.django_db
ADD = "/toa-soan/pages/add/portal/article/{}/"


@pytest.fixture
def sender() -> Sender:
    return a_site()


@pytest.fixture
def writer(sender: Sender) -> Client:
    return come_in(sender, ("Q.1", "writer"), user=1)


@pytest.fixture
def editor(sender: Sender) -> Client:
    return come_in(sender, ("Q.1", "editor"), user=2)


def add(client: Client, **more: Any) -> Article:
    """What the form makes."""
    corner = Corner.objects.get(code="Q.1")
    answer = client.post(ADD.format(corner.pk), article_form(**more))
    assert answer.status_code == 302, answer.context["form"].errors
    return Article.objects.order_by("-pk")[0]


def edit(client: Client, article: Article, **more: Any) -> Any:
    return client.post(f"/toa-soan/pages/{article.pk}/edit/", article_form(**more))


def decide(client: Client, article: Article, action: str, comment: str = "") -> Any:
    task = article.current_workflow_task_state
    assert task is not None
    path = f"/toa-soan/pages/workflow/action/{article.pk}/{action}/{task.pk}/"
    return client.post(path, {"comment": comment, "next": "/toa-soan/"})


def read(article: Article) -> Any:
    """What a reader gets; within a test's transaction nothing is committed, so nothing kept is forgotten by itself."""
    cache.forget()
    return Client().get(f"/tin/{article.pk}-{article.slug}/")


def is_read(article: Article) -> bool:
    return bool(read(article).status_code == 200)


def test_a_writer_submits_an_editor_returns_and_then_publishes(writer: Client, editor: Client, sender: Sender) -> None:
    article = add(writer, **{"action-submit": "1"})
    assert article.slug == "tin-cua-phuong"
    assert article.current_workflow_task_state is not None
    assert not is_read(article)
    waiting = editor.get("/toa-soan/").content.decode()
    assert "Tin của phường" in waiting
    assert edit(writer, article, title="Sửa lén khi đang chờ").status_code == 200  # refused while it waits
    assert Article.objects.get(pk=article.pk).get_latest_revision_as_object().title == "Tin của phường"
    decide(editor, article, "reject", "Thêm tên đơn vị.")
    article = Article.objects.get(pk=article.pk)
    assert "Thêm tên đơn vị." in writer.get(f"/toa-soan/pages/{article.pk}/edit/").content.decode()
    edit(writer, article, title="Tin của phường 1", **{"action-submit": "1"})
    article = Article.objects.get(pk=article.pk)
    decide(editor, article, "approve")
    article = Article.objects.get(pk=article.pk)
    assert article.live
    assert is_read(article)
    assert WorkflowState.objects.get(object_id=str(article.pk)).status == WorkflowState.STATUS_APPROVED
    assert mail.outbox == []


def test_an_editor_mends_what_waits_and_publishes_it_in_one_step(writer: Client, editor: Client) -> None:
    article = add(writer, **{"action-submit": "1"})
    approve = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    edit(editor, article, title="Tin đã được sửa", **approve)
    assert "Tin đã được sửa" in read(article).content.decode()


def test_a_writer_publishes_nothing_by_any_way(writer: Client, sender: Sender) -> None:
    article = add(writer, **{"action-publish": "1"})
    assert not article.live
    edit(writer, article, **{"action-publish": "1"})
    assert not Article.objects.get(pk=article.pk).live
    edit(writer, article, **{"action-submit": "1"})
    decide(writer, Article.objects.get(pk=article.pk), "approve")
    assert not Article.objects.get(pk=article.pk).live
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS
    published = an_article("Q.1")
    published.owner = person(sender, 1)
    published.save()
    before = Story.objects.get(pk=published.pk).headline
    edit(writer, published, title="Sửa bài đã đăng", **{"action-publish": "1"})
    assert Story.objects.get(pk=published.pk).headline == before
    assert writer.get(f"/toa-soan/rut/{published.pk}/").status_code == 302  # with the sentence, not the form
    writer.post(f"/toa-soan/rut/{published.pk}/", {"reason": "Thử"})
    assert is_read(published)
    assert writer.post(f"/toa-soan/pages/{published.pk}/lock/").status_code in (302, 403)
    assert not Article.objects.get(pk=published.pk).locked


def test_a_writer_does_not_edit_a_colleague_s_article(writer: Client, sender: Sender) -> None:
    other = come_in(sender, ("Q.1", "writer"), user=7)
    article = add(other)
    assert edit(writer, article, title="Sửa của người khác").status_code in (302, 403)
    assert Article.objects.get(pk=article.pk).get_latest_revision_as_object().title == "Tin của phường"


def test_an_article_is_scheduled_and_appears_by_itself(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    article = add(editor, go_live_at=_in(hours=2), **{"action-publish": "1"})
    assert not article.live
    assert article.approved_schedule
    assert not is_read(article)
    call_command("publish_scheduled", verbosity=0)
    assert not is_read(article)
    later = timezone.now() + timedelta(hours=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    call_command("publish_scheduled", verbosity=0)
    assert is_read(article)


def _in(**delta: float) -> str:
    return timezone.localtime(timezone.now() + timedelta(**delta)).strftime("%Y-%m-%d %H:%M")


def test_an_embargo_holds_even_when_somebody_presses_publish(editor: Client, writer: Client) -> None:
    article = add(editor, embargo_until=_in(hours=5), **{"action-publish": "1"})
    assert not article.live
    assert article.go_live_at == article.embargo_until
    assert not is_read(article)
    early = add(editor, embargo_until=_in(hours=5), go_live_at=_in(hours=1), **{"action-publish": "1"})
    assert early.go_live_at == early.embargo_until
    late = add(editor, embargo_until=_in(hours=1), go_live_at=_in(hours=5), **{"action-publish": "1"})
    assert late.go_live_at > late.embargo_until
    sent = add(writer, embargo_until=_in(hours=5), **{"action-submit": "1"})
    decide(editor, sent, "approve")
    sent = Article.objects.get(pk=sent.pk)
    assert not sent.live
    assert not is_read(sent)
    over = add(editor, embargo_until=_in(hours=-1), **{"action-publish": "1"})
    assert over.live
    answer = editor.post(
        ADD.format(Corner.objects.get(code="Q.1").pk),
        article_form(embargo_until=_in(hours=5), expire_at=_in(hours=2)),
    )
    assert "Giờ này sau giờ bài hết hạn" in answer.content.decode()


def test_an_embargo_moves_to_an_earlier_hour_and_goes(editor: Client) -> None:
    """The hour that the embargo set stands in the form as if somebody had chosen it."""

    def again(article: Article, **more: str) -> Article:
        stored = Article.objects.get(pk=article.pk).get_latest_revision_as_object()
        shown = {"go_live_at": _posted(stored.go_live_at), "embargo_until": _posted(stored.embargo_until)}
        editor.post(f"/toa-soan/pages/{article.pk}/revisions/{stored.latest_revision.pk}/unschedule/")  # it is locked
        assert edit(editor, article, **(shown | more), **{"action-publish": "1"}).status_code == 302
        return Article.objects.get(pk=article.pk).get_latest_revision_as_object()

    at = {hours: _in(hours=hours) for hours in range(1, 13)}  # once: the minute may change meanwhile
    article = add(editor, embargo_until=at[5], **{"action-publish": "1"})
    later = again(article, embargo_until=at[6])
    assert later.go_live_at == later.embargo_until
    assert _posted(later.go_live_at) == at[6]
    earlier = again(article, embargo_until=at[2])
    assert earlier.go_live_at == earlier.embargo_until
    assert _posted(earlier.go_live_at) == at[2]
    assert Article.objects.get(pk=article.pk).approved_schedule
    same = again(article)
    assert same.go_live_at == same.embargo_until == earlier.embargo_until
    chosen = again(article, embargo_until=at[1], go_live_at=at[9])
    assert _posted(chosen.go_live_at) == at[9]  # somebody chose this hour: it stays
    chosen = again(article, embargo_until=at[3])
    assert _posted(chosen.go_live_at) == at[9]
    held = again(article, embargo_until=at[12])
    assert not is_read(article)
    gone = again(article, embargo_until="")
    assert (held.go_live_at is not None, gone.go_live_at) == (True, None)
    assert is_read(article)


def test_a_writer_moves_the_embargo_of_his_own_draft(writer: Client) -> None:
    at = {hours: _in(hours=hours) for hours in range(1, 6)}
    article = add(writer, embargo_until=at[5])
    stored = Article.objects.get(pk=article.pk).get_latest_revision_as_object()
    edit(writer, article, embargo_until=at[2], go_live_at=_posted(stored.go_live_at), expire_at=at[4])
    moved = Article.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert _posted(moved.go_live_at) == _posted(moved.embargo_until) == at[2]


def _posted(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def test_an_article_is_as_old_as_its_first_hour_on_the_page(
    editor: Client, writer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not as old as its draft; nor older than the hour before which nobody could read it."""
    empty = editor.get(ADD.format(Corner.objects.get(code="Q.1").pk)).context["form"]
    assert (empty["shown_at"].value(), a_draft("Q.1").shown_at) == (None, None)
    reviewed = add(writer, shown_at="")
    planned = add(editor, shown_at="", go_live_at=_in(hours=2), **{"action-publish": "1"})
    dated = add(editor, go_live_at=_in(hours=2), **{"action-publish": "1"})  # the date of this form is of 2020
    held = add(editor, embargo_until=_in(hours=1), **{"action-publish": "1"})
    free = add(editor, **{"action-publish": "1"})
    assert "ngày giờ in trên bài" in editor.get(f"/toa-soan/pages/{planned.pk}/edit/").content.decode().lower()
    assert editor.get(f"/toa-soan/pages/{planned.pk}/view_draft/").status_code == 200
    later = timezone.now() + timedelta(hours=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    pulse.publish()
    edit(writer, reviewed, shown_at="", **{"action-submit": "1"})
    decide(editor, Article.objects.get(pk=reviewed.pk), "approve")
    for article in (reviewed, planned, dated, held):
        assert Story.objects.get(pk=article.pk).shown_at == later, article
        assert Article.objects.get(pk=article.pk).shown_at == later
    assert Story.objects.get(pk=free.pk).shown_at.year == 2020  # an editor's own date of what he publishes at once
    much = later + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: much)
    edit(editor, planned, shown_at="", title="Sửa một chữ", go_live_at="", **{"action-publish": "1"})
    assert Story.objects.get(pk=planned.pk).headline == "Sửa một chữ"
    assert Story.objects.get(pk=planned.pk).shown_at == later  # it stays that of the first time
    edit(editor, planned, shown_at="2021-01-02 08:00", **{"action-publish": "1"})
    assert Story.objects.get(pk=planned.pk).shown_at.year == 2021


def test_what_cannot_be_published_holds_up_no_other(
    editor: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One broken page is said once, with its number, and tried again; the others of every unit go on."""
    broken = add(editor, title="Bài hỏng", go_live_at=_in(hours=1), **{"action-publish": "1"})
    fine = add(editor, title="Bài lành", go_live_at=_in(hours=2), **{"action-publish": "1"})
    stale, stuck = add(editor, **{"action-publish": "1"}), add(editor, **{"action-publish": "1"})
    later = timezone.now() + timedelta(hours=3)
    Article.objects.filter(pk=stuck.pk).update(expire_at=later - timedelta(hours=2))
    Article.objects.filter(pk=stale.pk).update(expire_at=later - timedelta(hours=1))
    monkeypatch.setattr(timezone, "now", lambda: later)
    monkeypatch.setattr(pulse, "_failed", {})
    values, unpublish, failing = stories.story_values, Page.unpublish, {broken.pk, stuck.pk}

    def picture_lost(article: Article) -> dict[str, Any]:
        if article.pk in failing:
            raise ValueError("ảnh đã mất")
        return values(article)

    def lost(page: Page, **how: Any) -> None:
        if page.pk in failing:
            raise ValueError("trang hỏng")
        unpublish(page, **how)

    monkeypatch.setattr(stories, "story_values", picture_lost)
    monkeypatch.setattr(Page, "unpublish", lost)
    pulse.publish()
    assert (is_read(fine), is_read(broken)) == (True, False)
    assert (is_read(stale), is_read(stuck)) == (False, True)
    assert not Article.objects.get(pk=broken.pk).live  # nothing of it was written
    assert [line.getMessage() for line in caplog.records if line.name == pulse.__name__] == [
        f"expire page {stuck.pk}", f"publish page {broken.pk}"
    ]  # fmt: skip
    failing.clear()
    pulse.publish()
    assert not is_read(broken)  # it rests a while
    monkeypatch.setattr(pulse, "_failed", dict.fromkeys(pulse._failed, 0.0))
    pulse.publish()
    assert (is_read(broken), is_read(stuck)) == (True, False)
    assert pulse._failed == {}


def test_a_version_that_names_what_is_gone_stops_no_scheduler(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = kept_photo("Q.1")
    first = add(editor, title="Ảnh đã xoá", cover=str(photo.pk), go_live_at=_in(hours=1), **{"action-publish": "1"})
    second = add(editor, title="Bài sau", go_live_at=_in(hours=2), **{"action-publish": "1"})
    photo.delete()
    later = timezone.now() + timedelta(hours=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    pulse.publish()
    assert (is_read(first), is_read(second)) == (True, True)
    assert Story.objects.get(pk=first.pk).cover is None


def test_a_database_that_went_away_is_no_fault_of_a_page(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    add(editor, go_live_at=_in(hours=1), **{"action-publish": "1"})
    later = timezone.now() + timedelta(hours=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    monkeypatch.setattr(pulse, "_failed", {})

    def gone(article: Article) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(stories, "story_values", gone)
    with pytest.raises(OperationalError):
        pulse.publish()
    assert pulse._failed == {}


def test_a_correction_stands_under_the_article(editor: Client) -> None:
    article = add(editor, **{"action-publish": "1"})
    rows = {"corrections-TOTAL_FORMS": "1", "corrections-0-text": "Bản trước ghi nhầm ngày họp.",
            "corrections-0-id": "", "corrections-0-at": "2020-08-28 08:00", "corrections-0-ORDER": "1"}  # fmt: skip
    assert edit(editor, article, **rows, **{"action-publish": "1"}).status_code == 302
    assert "Bản trước ghi nhầm ngày họp." in read(article).content.decode()


def test_withdrawal_needs_its_reason_and_leaves_it(editor: Client) -> None:
    article = add(editor, **{"action-publish": "1"})
    assert editor.get(f"/toa-soan/pages/{article.pk}/unpublish/")["Location"] == f"/toa-soan/rut/{article.pk}/"
    editor.post(f"/toa-soan/pages/{article.pk}/unpublish/")
    assert is_read(article)
    answer = editor.post(f"/toa-soan/rut/{article.pk}/", {"reason": "  "})
    assert "Ghi lý do rút bài" in answer.content.decode()
    assert is_read(article)
    editor.post(f"/toa-soan/rut/{article.pk}/", {"reason": "Ghi nhầm đơn vị."})
    gone = read(article)
    assert gone.status_code == 410
    assert "Ghi nhầm đơn vị." in gone.content.decode()
    assert PageLogEntry.objects.filter(page=article.pk, action="portal.withdraw").count() == 1
    assert "Rút bài: Ghi nhầm đơn vị." in editor.get(f"/toa-soan/pages/{article.pk}/history/").content.decode()
    edit(editor, Article.objects.get(pk=article.pk), title="Tin đã sửa lại", **{"action-publish": "1"})
    assert is_read(article)
    assert Story.objects.get(pk=article.pk).note == ""


def test_withdrawal_stops_what_is_scheduled(editor: Client) -> None:
    article = add(editor, **{"action-publish": "1"})
    edit(editor, article, title="Bản hẹn giờ", go_live_at=_in(hours=2), **{"action-publish": "1"})
    assert Article.objects.get(pk=article.pk).approved_schedule
    editor.post(f"/toa-soan/rut/{article.pk}/", {"reason": "Rút."})
    assert not Article.objects.get(pk=article.pk).approved_schedule
    call_command("publish_scheduled", verbosity=0)
    assert not is_read(article)


def test_what_was_published_is_never_deleted_and_a_corner_neither(editor: Client, writer: Client) -> None:
    article, draft = add(editor, **{"action-publish": "1"}), add(writer)
    editor.post(f"/toa-soan/pages/{article.pk}/delete/")
    assert is_read(article)
    editor.post(f"/toa-soan/rut/{article.pk}/", {"reason": "Rút."})
    editor.post(f"/toa-soan/pages/{article.pk}/delete/")
    assert Article.objects.filter(pk=article.pk).exists()
    writer.post(f"/toa-soan/pages/{draft.pk}/delete/")  # one's own draft goes
    assert not Article.objects.filter(pk=draft.pk).exists()
    corner = Corner.objects.get(code="Q.1")
    assert editor.post(f"/toa-soan/pages/{corner.pk}/edit/").status_code == 302  # to its articles
    for verb in ("delete", "unpublish", "copy", "move", "lock"):
        assert editor.post(f"/toa-soan/pages/{corner.pk}/{verb}/").status_code == 404, verb


def test_an_editor_locks_compares_and_goes_back(editor: Client, writer: Client) -> None:
    article = add(writer)
    editor.post(f"/toa-soan/pages/{article.pk}/lock/")
    edit(writer, article, title="Sửa bài đang khoá")
    article = Article.objects.get(pk=article.pk)
    assert article.locked
    assert article.get_latest_revision_as_object().title == "Tin của phường"
    editor.post(f"/toa-soan/pages/{article.pk}/unlock/")
    edit(editor, article, title="Tin đã sửa", lead="Chiều nay phường họp.")
    first, last = article.revisions.order_by("pk").values_list("pk", flat=True)[:2]
    page = editor.get(f"/toa-soan/pages/{article.pk}/revisions/compare/{first}...{last}/").content.decode()
    assert "Sáng" in page
    assert "Chiều" in page
    assert editor.get(f"/toa-soan/pages/{article.pk}/revisions/{first}/revert/").status_code == 200


def test_versions_with_and_without_an_hour_stand_beside_one_another(editor: Client) -> None:
    article = add(editor, shown_at="", embargo_until="2099-01-02 08:00")
    edit(editor, article, shown_at="2020-08-27 14:50", go_live_at="", embargo_until="")
    first, last = article.revisions.order_by("pk").values_list("pk", flat=True)[:2]
    page = editor.get(f"/toa-soan/pages/{article.pk}/revisions/compare/{first}...{last}/").content.decode()
    assert '<span class="deletion">2099-01-02 08:00</span>' in page
    assert "2020-08-27 14:50" in page
    assert ">None<" not in page


def test_the_preview_shows_the_draft_to_the_desk_and_is_kept_nowhere(editor: Client) -> None:
    article = add(editor, title="Bản nháp chưa ai đọc")
    page = editor.get(f"/toa-soan/pages/{article.pk}/view_draft/")
    assert "Bản nháp chưa ai đọc" in page.content.decode()
    assert "<!--#" not in page.content.decode()
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    address = f"/tin/{article.pk}-{article.slug}/"
    assert Client().get(address).status_code == 404
    assert not Story.objects.filter(pk=article.pk).exists()
    form = article_form(title="Xem trước khi lưu")
    assert editor.post(f"/toa-soan/pages/{article.pk}/edit/preview/", form).json()["is_valid"]
    assert "Xem trước khi lưu" in editor.get(f"/toa-soan/pages/{article.pk}/edit/preview/").content.decode()
    assert Client().get(address).status_code == 404


def test_a_sent_draft_of_another_corner_waits_for_nobody_here(editor: Client, sender: Sender) -> None:
    other = come_in(sender, ("Q.2", "writer"), user=8)
    corner = Corner.objects.get(code="Q.2")
    other.post(ADD.format(corner.pk), article_form(title="Của phường 2", **{"action-submit": "1"}))
    assert TaskState.objects.count() == 1
    assert "Của phường 2" not in editor.get("/toa-soan/").content.decode()
    task, page = TaskState.objects.get(), Article.objects.get(title="Của phường 2")
    editor.post(f"/toa-soan/pages/workflow/action/{page.pk}/approve/{task.pk}/")
    own = a_draft("Q.1")
    editor.post(f"/toa-soan/pages/workflow/action/{own.pk}/approve/{task.pk}/")
    assert not Article.objects.get(pk=page.pk).live
