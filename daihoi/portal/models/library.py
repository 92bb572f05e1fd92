"""The library of the newsroom: photographs with what must stand beside them, and attachments."""

from __future__ import annotations

from urllib.parse import quote

from django.db import models
from django.urls import reverse
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

# how a picture is told to a browser, by the ending of its name
PICTURE_TYPES = {
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
}


class Photo(AbstractImage):
    """A photograph: no photograph without a description for those who do not see it, a caption and a credit."""

    alt = models.CharField("mô tả ảnh", max_length=200, help_text="cho người không nhìn thấy ảnh: trong ảnh có gì")
    caption = models.CharField("chú thích", max_length=300, help_text="câu in dưới ảnh")
    credit = models.CharField("nguồn ảnh", max_length=120, help_text="người chụp hoặc người vẽ, cơ quan")

    # no tags: Wagtail offers those of the whole library to everybody
    admin_form_fields = ("title", "file", "collection", "alt", "caption", "credit",
                         "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")  # fmt: skip

    class Meta(AbstractImage.Meta):
        verbose_name = "ảnh"
        verbose_name_plural = "ảnh"
        permissions = [("choose_image", "Can choose image")]

    @property
    def default_alt_text(self) -> str:
        return str(self.alt)


class PhotoRendition(AbstractRendition):
    """A photograph cut to a size."""

    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="photo_rendition_once")
        ]

    @property
    def url(self) -> str:
        """Where the desk sees it, and nobody else; readers get copies of their own."""
        return reverse("desk_image", args=[self.image_id, self.pk])


class Attachment(AbstractDocument):
    """A file that an article hands to its readers."""

    admin_form_fields = ("title", "file", "collection")

    @property
    def url(self) -> str:
        """Where readers fetch it, once an article that hands it out is published."""
        return f"/tai-lieu/{self.pk}/{quote(self.filename)}"

    class Meta(AbstractDocument.Meta):
        verbose_name = "tài liệu"
        verbose_name_plural = "tài liệu"
        permissions = [("choose_document", "Can choose document")]
