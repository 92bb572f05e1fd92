"""What the body of an article is made of."""

from __future__ import annotations

from typing import Any

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

# What a paragraph may hold. Pictures, tables and files are blocks of their own.
FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link", "hr"]


class PictureBlock(blocks.StructBlock):
    """A photograph of the library; caption and credit are the library's unless the article says otherwise."""

    photo = ImageChooserBlock(label="ảnh")
    caption = blocks.CharBlock(label="chú thích riêng cho bài này", required=False, max_length=300)

    class Meta:
        icon = "image"
        label = "Ảnh có chú thích"
        template = "portal/blocks/picture.html"


class GalleryBlock(blocks.StructBlock):
    """Several photographs in a row."""

    title = blocks.CharBlock(label="tên chùm ảnh", max_length=120)
    photos = blocks.ListBlock(ImageChooserBlock(label="ảnh"), min_num=2, max_num=40, label="ảnh")

    class Meta:
        icon = "image"
        label = "Chùm ảnh"
        template = "portal/blocks/gallery.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words."""

    text = blocks.TextBlock(label="lời", max_length=1000)
    who = blocks.CharBlock(label="ai nói", max_length=200)

    class Meta:
        icon = "openquote"
        label = "Lời dẫn"
        template = "portal/blocks/quote.html"


class TableBlock(blocks.StructBlock):
    """A small table; cells are parted by the sign | and rows by lines, as a person types them."""

    caption = blocks.CharBlock(label="tên bảng", max_length=200)
    rows = blocks.TextBlock(
        label="các dòng", help_text="mỗi dòng một hàng, các ô cách nhau bằng dấu |; dòng đầu là tên cột"
    )

    class Meta:
        icon = "table"
        label = "Bảng"
        template = "portal/blocks/table.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        rows = [[cell.strip() for cell in line.split("|")] for line in value["rows"].splitlines() if line.strip()]
        return context | {"head": rows[0] if rows else [], "rows": rows[1:]}


BODY = [
    ("text", blocks.RichTextBlock(features=FEATURES, label="Đoạn văn")),
    ("picture", PictureBlock()),
    ("gallery", GalleryBlock()),
    ("quote", QuoteBlock()),
    ("table", TableBlock()),
    ("file", DocumentChooserBlock(label="Tài liệu kèm theo", template="portal/blocks/file.html")),
]
