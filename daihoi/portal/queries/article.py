"""One article with everything that its page shows.

This is the page that readers open most, and each publication makes every copy of it anew: its questions are plain SQL,
since compiling them costs several times what they cost to answer.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.safestring import SafeString

from daihoi.portal.models import Snapshot, SnapshotState, Story
from daihoi.portal.queries.plain import Plain
from daihoi.portal.queries.shell import Shell
from daihoi.portal.queries.stories import short

BESIDE = 4  # related stories
_LAZY = ' loading="lazy"'

_STORY = Plain(
    Story,
    "page slug section_id unit unit_name headline lead html byline source cover extra minutes is_lead snapshot_id "
    "shown_at changed_at withdrawn_at note",
)
# no condition beside the pages: with one, SQLite would walk through all live stories by their index
_LINE = Plain(Story, "page slug headline shown_at cover withdrawn_at")
_OF_SECTION = (
    "page IN (SELECT page FROM portal_story WHERE section_id = %s AND withdrawn_at IS NULL "
    "ORDER BY shown_at DESC, page DESC LIMIT %s)"
)
_TAGS = "SELECT slug, name FROM portal_storytag WHERE story_id = %s ORDER BY name"
_VERSION = Plain(Snapshot, "id office_id kind unit subject version title published_at state reason")
_ITS_VERSIONS = "id = %s OR (state = 'current' AND subject = (SELECT subject FROM portal_snapshot WHERE id = %s))"


def story_found(page: int, shell: Shell) -> Story | None:
    """The story of the desk's page `page`, withdrawn or not; without what only the search reads."""
    found = next(iter(_STORY.objects("page = %s", [page])), None)
    if found is not None:
        section = shell.section_of.get(found.section_id)
        if section is not None:
            found.section = section
    return found


def related(story: Story, shell: Shell) -> list[SafeString]:
    """What the editor put beside the story, then the newest of its section, each as its line of the page.

    The newest of a section are the same for all its articles: one question for all of them after each publication.
    """
    chosen: list[int] = story.extra.get("related", [])
    marks = ", ".join(["%s"] * len(chosen))
    first = _lines(_LINE.objects(f"page IN ({marks})", chosen), shell) if chosen else {}
    newest = shell.once(
        ("newest", story.section_id),
        lambda: _lines(_LINE.objects(_OF_SECTION, [story.section_id, 2 * BESIDE + 1]), shell),
    )
    beside = {page: first[page] for page in chosen if page in first}
    for page, line in newest.items():
        if len(beside) >= BESIDE:
            break
        if page != story.page:
            beside.setdefault(page, line)
    return list(beside.values())


def _lines(stories: list[Story], shell: Shell) -> dict[int, SafeString]:
    """Page -> its line, of those that are not withdrawn, newest first."""
    shown = sorted((one for one in stories if one.withdrawn_at is None), key=lambda one: (one.shown_at, one.page))
    return {one.page: shell.part("line", str(one.page), one=one) for one in reversed(shown)}


def tags(story: Story) -> list[tuple[str, str]]:
    """(slug, name) of the tags."""
    with connection.cursor() as cursor:
        cursor.execute(_TAGS, [story.page])
        return [(slug, name) for slug, name in cursor.fetchall()]


def _newer(story: Story) -> Snapshot | None:
    """The version that stands in place of the story's, where that was superseded; the story learns its own."""
    if story.snapshot_id is None:
        return None
    found = {one.pk: one for one in _VERSION.objects(_ITS_VERSIONS, [story.snapshot_id] * 2)}
    story.snapshot = found.pop(story.snapshot_id)
    is_superseded = story.snapshot.state == SnapshotState.SUPERSEDED
    return next(iter(found.values()), None) if is_superseded else None


def story_context(story: Story, shell: Shell) -> dict[str, Any]:
    """Everything that the article's page shows. Four queries at most beside the story's own."""
    html = story.html
    if story.cover is None:
        html = html.replace(_LAZY, ' fetchpriority="high"', 1)  # the first picture is what the reader waits for
    place = shell.places.get(story.unit)
    return {
        "story": story,
        "title": story.headline,
        "description": story.lead,
        "html": html,
        "current": story.section.slug,
        "line": place.line if place else [],
        "tags": tags(story),
        "related": related(story, shell),
        "newer": _newer(story),
        "files": story.extra.get("files", []),
        "short": short(story.page),
    }
