"""What the reader's pages read: published stories only, with everything that their page needs; and the counters.

A draft never stands in these tables: no page, feed, search or sitemap of the reader can meet one.
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from daihoi.portal.models.published import Snapshot


class Section(models.Model):
    """A section of the site (chuyên mục)."""

    name = models.CharField("tên", max_length=80, unique=True)
    slug = models.SlugField("đường dẫn ngắn", max_length=80, unique=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "chuyên mục"
        verbose_name_plural = "chuyên mục"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/chuyen-muc/{self.slug}/"


class StoryQuerySet(models.QuerySet["Story"]):
    def live(self) -> Self:
        """Stories that can be read."""
        return self.filter(withdrawn_at=None)

    def light(self) -> Self:
        """With what a list shows; no body is read."""
        unread = ("html", "extra", "note", "folded_headline", "folded_lead", "folded_body")
        # a join would lead the planner from the sections to all their stories, away from the index of the newest
        return self.prefetch_related("section").defer(*unread)

    def listed(self) -> Self:
        """Live stories with what a list shows, newest first."""
        return self.live().light().order_by("-shown_at", "-page")


class Story(models.Model):
    """An article as it was published, ready to be read. Written by `actions.stories.story_write` alone."""

    page = models.PositiveBigIntegerField(primary_key=True)  # of the desk's page: the number in every address
    slug = models.CharField(max_length=255)  # as long as a page's
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="stories")
    unit = models.CharField(max_length=40, db_index=True)  # code of the corner
    unit_name = models.CharField(max_length=300)
    headline = models.CharField(max_length=255)
    lead = models.TextField()
    html = models.TextField()  # the body, cleaned, with its pictures
    byline = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=200, blank=True)
    cover = models.JSONField(null=True)  # the main picture: addresses by width, size, alt, caption, credit
    extra = models.JSONField(default=dict)  # gallery, attachments, corrections, related pages, figures of the snapshot
    minutes = models.PositiveSmallIntegerField(default=1)  # to read it
    is_lead = models.BooleanField(default=False)  # may lead the front page
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="stories")
    shown_at = models.DateTimeField(db_index=True)  # the date that stands over it
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=600, blank=True)  # why it was withdrawn
    folded_headline = models.TextField()  # lower case, no marks, đ as d: what the search reads
    folded_lead = models.TextField()
    folded_body = models.TextField()

    objects = StoryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["withdrawn_at", "-shown_at", "-page"], name="story_newest"),
            models.Index(fields=["section", "withdrawn_at", "-shown_at", "-page"], name="story_section"),
            models.Index(fields=["unit", "withdrawn_at", "-shown_at", "-page"], name="story_unit"),
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        return f"/tin/{self.page}-{self.slug}/"  # a page of the reader asks this a dozen times, and reverse() is slow

    @property
    def corrections(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.extra.get("corrections", [])
        return found


class StoryPicture(models.Model):
    """A picture that a story shows, by the name of its copy: only such are handed out."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=40, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "name"], name="story_picture_once")]

    def __str__(self) -> str:
        return self.name


class StoryTag(models.Model):
    """A word under which stories are found."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=100)
    slug = models.CharField(max_length=100, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "slug"], name="story_tag_once")]

    def __str__(self) -> str:
        return self.name


class Counter(models.Model):
    """How often: "story:<page>" an article was read, "site" the site was visited. Nothing of who did."""

    key = models.CharField(max_length=40, primary_key=True)
    count = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class Stamp(models.Model):
    """One row whose number grows with everything that readers can see: what was cached before it is stale."""

    value = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.value)
