"""The reader's copies of attachments: the bytes that stood when the article was published, named by what is in them."""

from __future__ import annotations

from typing import Any

from daihoi.portal.actions.pictures import kept
from daihoi.portal.models.library import Attachment

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def shown_file(attachment: Attachment) -> dict[str, Any]:
    """What a page needs to hand out `attachment`: {"pk", "title", "name", "size", "media_type", "kept"}."""
    with attachment.file.open("rb") as file:
        content = file.read()
    suffix = attachment.filename.rsplit(".", 1)[-1].lower()
    return {
        "pk": attachment.pk,
        "title": attachment.title,
        "name": attachment.filename,
        "size": len(content),
        "media_type": MEDIA_TYPES.get(suffix, "application/octet-stream"),
        "kept": kept(content, suffix if suffix in MEDIA_TYPES else "bin").rsplit("/", 1)[-1],
    }
