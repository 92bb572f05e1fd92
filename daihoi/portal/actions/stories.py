"""From the desk's page to what the reader reads, in the transaction that publishes it."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from daihoi.portal.actions.pictures import shown_picture
from daihoi.portal.actions.search import entry_drop, entry_write
from daihoi.portal.desk.html import body_html, plain_text
from daihoi.portal.models import Article, Corner, Stamp, Story, StoryPicture, StoryTag
from daihoi.portal.serving import cache
from daihoi.rules.canonical import canonical
from daihoi.rules.vietnamese import fold, nfc

WORDS_PER_MINUTE = 220
_COPY = re.compile(r"/tep/([0-9a-f]{24}\.[a-z]+)")


def stamp_next() -> None:
    """What was cached is stale from the end of this transaction on, in every process."""
    if not Stamp.objects.filter(pk=1).update(value=F("value") + 1):
        Stamp.objects.get_or_create(pk=1, defaults={"value": 1})
    transaction.on_commit(cache.forget)


def story_values(article: Article) -> dict[str, Any]:
    """The columns of the story that `article` makes as it stands: what the reader would read of it."""
    corner: Corner = article.get_parent().specific
    html, facts = body_html(article)
    text = plain_text(html)
    return {
        "slug": article.slug,
        "section": article.section,
        "unit": corner.code,
        "unit_name": corner.title,
        "headline": nfc(article.title),
        "lead": nfc(article.lead),
        "html": html,
        "byline": article.byline,
        "source": article.source,
        "cover": shown_picture(article.cover) if article.cover else None,
        "extra": facts
        | {
            "corrections": sorted(
                ({"at": one.at.isoformat(), "text": one.text} for one in article.corrections.all()),
                key=lambda correction: correction["at"],
            ),
            "related": [one.to_id for one in article.related.all()],
        },
        "minutes": max(1, -(-len(text.split()) // WORDS_PER_MINUTE)),
        "is_lead": article.is_lead,
        "snapshot": article.snapshot,
        "shown_at": article.shown_at or article.go_live_at or timezone.now(),  # a draft has none before its hour
        "changed_at": timezone.now(),
        "withdrawn_at": None,
        "note": "",
        "folded_headline": fold(article.title),
        "folded_lead": fold(article.lead),
        "folded_body": " ".join(map(fold, text.split())),  # by words: `fold` remembers what it was given
    }


def story_write(article: Article) -> Story:
    """Write what the reader reads of `article` as it is published now; a withdrawn story stands again."""
    values = story_values(article)  # pictures are cut here, which takes a while: nobody else waits to write meanwhile
    with transaction.atomic():
        story, _made = Story.objects.update_or_create(page=article.pk, defaults=values)
        story.tags.all().delete()
        StoryTag.objects.bulk_create(
            StoryTag(story=story, name=tag.name, slug=tag.slug) for tag in article.tags.order_by("name")
        )
        story.pictures.all().delete()
        StoryPicture.objects.bulk_create(StoryPicture(story=story, name=name) for name in sorted(pictures_of(story)))
        entry_write(story)
        stamp_next()
    return story


def pictures_of(story: Story) -> set[str]:
    """The names of the copies that the story shows: its main picture, those of its body, of its galleries."""
    return {
        name for text in (story.html, canonical(story.cover), canonical(story.extra)) for name in _COPY.findall(text)
    }


@transaction.atomic
def story_withdraw(page: int, note: str) -> None:
    """Nothing of the story can be read any more but that it was withdrawn, and why."""
    Story.objects.filter(page=page).update(
        withdrawn_at=timezone.now(), note=note, html="", lead="", cover=None, extra={}, changed_at=timezone.now(),
        folded_headline="", folded_lead="", folded_body="",
    )  # fmt: skip
    StoryTag.objects.filter(story=page).delete()
    StoryPicture.objects.filter(story=page).delete()
    entry_drop(page)
    stamp_next()


@transaction.atomic
def story_delete(page: int) -> None:
    """The desk deleted the page: the story goes with it."""
    Story.objects.filter(page=page).delete()
    entry_drop(page)
    stamp_next()
