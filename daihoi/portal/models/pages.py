"""The desk's pages: the front, the corners of the units beside one another, and the articles in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel, PublishingPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from daihoi.portal.desk.blocks import BODY
from daihoi.portal.desk.forms import ArticleForm
from daihoi.portal.desk.panels import FiguresPanel
from daihoi.portal.desk.permissions import ArticlePermissions, CornerPermissions
from daihoi.portal.models.published import Snapshot
from daihoi.portal.models.reading import Section
from daihoi.rules.vietnamese import fold


class Front(Page):
    """The front page: what stands at the top and at the foot of every page."""

    tagline = models.CharField("dòng dưới tên trang", max_length=200)
    contact = models.TextField("địa chỉ toà soạn", max_length=500)

    content_panels = [*Page.content_panels, FieldPanel("tagline"), FieldPanel("contact")]
    promote_panels: list[Any] = []
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["portal.Corner"]
    preview_modes: list[Any] = []
    max_count = 1

    class Meta:
        verbose_name = "trang chủ"


class Corner(Page):
    """A unit's corner of the portal. Made from the units that an office published.

    Corners stand side by side under the front page, so that a grant in one reaches into no other; the tree of the
    units is in their codes.
    """

    code = models.CharField("mã đơn vị", max_length=40, unique=True)
    kind = models.CharField("loại đơn vị", max_length=60, blank=True)
    about = models.TextField("giới thiệu", max_length=2000, blank=True)

    content_panels = [FieldPanel("title", read_only=True), FieldPanel("about")]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    parent_page_types = ["portal.Front"]
    subpage_types = ["portal.Article"]
    preview_modes: list[Any] = []
    is_creatable = False

    class Meta:
        verbose_name = "góc của đơn vị"

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        return _address(self, request, f"/don-vi/{self.code}/")

    def permissions_for_user(self, user: Any) -> CornerPermissions:
        return CornerPermissions(user, self)


class ArticleTag(TaggedItemBase):
    content_object = ParentalKey("portal.Article", on_delete=models.CASCADE, related_name="tagged_items")


class Article(Page):
    """An article: what both source pages show, and what a desk needs to answer for it."""

    section = models.ForeignKey(Section, verbose_name="chuyên mục", on_delete=models.PROTECT, related_name="+")
    lead = models.TextField("sa-pô", max_length=600, help_text="hai, ba câu đứng đầu bài")
    cover = models.ForeignKey(
        "portal.Photo", verbose_name="ảnh chính", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # kept versions name it, too, and open without it once it is gone
    body = StreamField(BODY, verbose_name="nội dung", blank=True, use_json_field=True)
    byline = models.CharField("tác giả", max_length=120, blank=True)
    source = models.CharField("nguồn", max_length=200, blank=True)
    shown_at = models.DateTimeField(
        "ngày giờ in trên bài", null=True, blank=True, help_text="để trống thì in giờ bài lên trang lần đầu"
    )
    embargo_until = models.DateTimeField(
        "không đăng trước", null=True, blank=True, help_text="dù ai bấm xuất bản, bài chỉ lên trang từ giờ này"
    )
    is_lead = models.BooleanField("có thể đứng đầu trang chủ", default=False)
    snapshot = models.ForeignKey(
        Snapshot, verbose_name="số liệu công bố", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="chỗ ghi {tên số liệu} trong bài được thay bằng số của bản này",
    )  # fmt: skip
    withdrawn_note = models.CharField(max_length=600, blank=True)
    tags = ClusterTaggableManager("thẻ", through=ArticleTag, blank=True)

    slug: str  # of Wagtail's own columns
    go_live_at: datetime | None
    first_published_at: datetime | None

    content_panels = [
        FieldPanel("title", heading="Tiêu đề"),
        FieldPanel("section"),
        FieldPanel("lead"),
        FieldPanel("cover"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("byline"), FieldPanel("source"), FieldPanel("shown_at")], heading="Tác giả, nguồn"),
        MultiFieldPanel([FieldPanel("snapshot"), FiguresPanel()], heading="Số liệu"),
        InlinePanel("corrections", heading="Đính chính", label="đính chính"),
        InlinePanel("related", heading="Tin liên quan", label="bài", max_num=6),
    ]
    promote_panels = [FieldPanel("tags"), FieldPanel("is_lead")]
    settings_panels = [PublishingPanel(), FieldPanel("embargo_until")]
    base_form_class = ArticleForm
    parent_page_types = ["portal.Corner"]
    subpage_types: list[str] = []
    private_page_options: list[str] = []  # what is published is public; what is not, nobody outside reads
    show_in_menus_default = False

    class Meta:
        verbose_name = "bài"
        verbose_name_plural = "bài"

    def clean(self) -> None:
        """An embargo moves the hour of publication; it cannot end after the article is to go.

        No article is older than its first hour on the page, but where its editor dates a published one back.
        """
        super().clean()
        if self.embargo_until is not None:
            if self.expire_at is not None and self.expire_at <= self.embargo_until:
                raise ValidationError({"embargo_until": "Giờ này sau giờ bài hết hạn. Sửa một trong hai."})
            self.go_live_at = max(self.go_live_at or self.embargo_until, self.embargo_until)
        if self.first_published_at is not None:
            self.shown_at = self.shown_at or self.first_published_at
        elif self.shown_at is not None and self.go_live_at is not None and self.shown_at < self.go_live_at:
            self.shown_at = None  # it will be the hour of publication

    def _set_core_field_defaults(self) -> None:
        """An address of Latin letters comes from the first title, and stays."""
        if not self.slug and (self.path or getattr(self, "_cached_parent_obj", None)):
            self.slug = self._get_autogenerated_slug(slugify(fold(self.title))[:80] or "bai")
        super()._set_core_field_defaults()

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        return _address(self, request, f"/tin/{self.pk}-{self.slug}/")

    def get_admin_display_title(self) -> str:
        """The published title of a published article: its next one is no other corner's business."""
        return str(self.title if self.live else self.draft_title or self.title)

    def permissions_for_user(self, user: Any) -> ArticlePermissions:
        return ArticlePermissions(user, self)

    def make_preview_request(
        self, original_request: HttpRequest, preview_mode: str | None = None, extra_request_attrs: Any = None
    ) -> HttpResponseBase:
        """The preview goes past the middleware: a draft must never be kept under the article's public address."""
        return self.serve_preview(original_request, preview_mode or "")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """The reader's page as it would be; nothing is written."""
        from daihoi.portal.desk.preview import preview

        return preview(request, self)


class Correction(Orderable):
    """What was put right after publication; it stays under the article."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="corrections")
    at = models.DateTimeField("lúc", default=timezone.now)
    text = models.CharField("nội dung đính chính", max_length=600)

    panels = [FieldPanel("text"), FieldPanel("at")]

    class Meta(Orderable.Meta):
        verbose_name = "đính chính"


class RelatedArticle(Orderable):
    """An article that the editor puts beside this one."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="related")
    to = models.ForeignKey(Article, verbose_name="bài", on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("to", "portal.Article")]

    class Meta(Orderable.Meta):
        verbose_name = "tin liên quan"


def _address(page: Page, request: Any, path: str) -> tuple[int, str, str] | None:
    parts = Page.get_url_parts(page, request)
    return None if parts is None else (parts[0], parts[1], path)
