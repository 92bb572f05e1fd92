"""The body of an article as HTML that may stand in the reader's page: built from blocks, then cleaned once more."""

from __future__ import annotations

import html as html_lib
import re
from typing import TYPE_CHECKING, Any

import nh3

from daihoi.rules.vietnamese import nfc

if TYPE_CHECKING:
    from daihoi.portal.models import Article

TAGS = {
    "p", "h2", "h3", "b", "strong", "i", "em", "ol", "ul", "li", "a", "hr", "br", "blockquote", "figure", "figcaption",
    "img", "picture", "table", "caption", "thead", "tbody", "tr", "th", "td", "section", "cite", "span", "sup",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "class", "title"},
    "img": {"src", "srcset", "sizes", "width", "height", "alt", "loading", "decoding"},
    "figure": {"class"},
    "section": {"class"},
    "span": {"class"},
    "ul": {"class"},
    "p": {"class"},
    "th": {"scope"},
    "div": {"class"},
}
_FILE = re.compile(r'<a\b[^>]*\blinktype="document"[^>]*>')
_ID = re.compile(r'\bid="(\d+)"')
_SLOT = re.compile(r"\{([a-z0-9_]{1,60})\}")
_TAG = re.compile(r"<[^>]+>")


def _kept(tag: str, name: str, value: str) -> str | None:
    """`value`, or None where the attribute must go: pictures are the public copies alone, nothing from elsewhere."""
    if tag == "img" and name in ("src", "srcset"):
        return value if all(one.strip().startswith("/tep/") for one in value.split(",")) else None
    return value


def clean(text: str) -> str:
    """`text` with nothing left that could act: known tags and attributes, links to pages only."""
    return nh3.clean(
        text,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
        strip_comments=True,
    )


def plain_text(text: str) -> str:
    """The words of a piece of HTML, for the search and the time that it takes to read."""
    return nfc(html_lib.unescape(_TAG.sub(" ", text)))


def body_html(article: Article) -> tuple[str, dict[str, Any]]:
    """(the body ready to be read, facts kept beside it: the slots used; galleries and files where there are any)."""
    from daihoi.portal.actions.files import shown_file
    from daihoi.portal.actions.pictures import shown_picture
    from daihoi.portal.models import Attachment

    used: dict[str, str] = {}
    facts: dict[str, Any] = {"figures": used}
    galleries: list[dict[str, Any]] = []
    files: dict[int, None] = {}  # numbers of attachments, in the order of the article
    pieces = []
    for block in article.body:
        context: dict[str, Any] = {}
        if block.block_type == "picture" and block.value["photo"] is not None:
            context = {"picture": shown_picture(block.value["photo"], block.value["caption"])}
        elif block.block_type == "gallery":
            context = {"pictures": [shown_picture(photo) for photo in block.value["photos"] if photo is not None]}
            galleries.append({"title": block.value["title"], "pictures": context["pictures"]})
        elif block.block_type == "file" and block.value is not None:
            files[block.value.pk] = None
        elif block.block_type == "text":
            found_ids = (_ID.search(tag) for tag in _FILE.findall(block.value.source))
            files |= {int(match[1]): None for match in found_ids if match}
        pieces.append(block.render(context))
    known = article.snapshot.figures if article.snapshot is not None else {}
    number = article.snapshot_id

    def slot(match: re.Match[str]) -> str:
        found = known.get(match[1])
        if found is None:
            return match[0]
        used[match[1]] = found["text"]
        label = html_lib.escape(found["label"], quote=True)
        return (
            f'<a class="fig" href="/so-lieu/{number}/#{match[1]}" title="{label}">{html_lib.escape(found["text"])}</a>'
        )

    known_files = Attachment.objects.in_bulk(list(files))
    if shown := [shown_file(known_files[pk]) for pk in files if pk in known_files]:
        facts["files"] = shown
    if galleries:
        facts["galleries"] = galleries
    return clean(_SLOT.sub(slot, "".join(pieces))), facts
