"""The reader's page of an article that nobody has published: shown to the desk, kept and counted nowhere."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from daihoi.portal.actions.stories import story_values
from daihoi.portal.models import Article, Story
from daihoi.portal.queries.article import story_context
from daihoi.portal.queries.shell import shell
from daihoi.portal.serving.kept import Kept


def preview(request: HttpRequest, article: Article) -> HttpResponseBase:
    """`article` as its reader would see it, under the reader's own strict policy."""
    story = Story(page=article.pk or 0, **story_values(article))
    tags = sorted((tag.slug, tag.name) for tag in article.tags.all())
    page = render(request, "portal/story.html", story_context(story, shell()) | {"tags": tags})
    response = Kept.of(page, 0).response(lambda _key: "0", gzip=False)
    response.strict = True  # type: ignore[attr-defined]  # not the desk's policy
    return response
