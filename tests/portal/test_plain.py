"""Questions in plain SQL are read as the model reads its own columns, on either database."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from daihoi.portal.models import Story
from daihoi.portal.queries.plain import Plain
from tests.portal.builders import a_site, an_article

pytestmark = pytest.mark.django_db


def test_every_column_reads_as_the_model_reads_it() -> None:
    a_site()
    article = an_article(title="Bài có “ngoặc” & dấu %")
    names = [field.attname for field in Story._meta.concrete_fields]
    (row,) = Plain(Story, " ".join(names)).rows("page = %s", [article.pk])
    assert row == [getattr(Story.objects.get(pk=article.pk), name) for name in names]


def test_an_object_reads_the_columns_that_were_not_asked_for_when_they_are_wanted() -> None:
    a_site()
    article = an_article()
    (story,) = Plain(Story, "headline page").objects("page = %s", [article.pk])
    with CaptureQueriesContext(connection) as queries:
        assert (story.pk, story.headline, story.get_deferred_fields() >= {"html"}) == (article.pk, article.title, True)
    assert not queries
    assert story.slug == article.slug


def test_a_name_that_the_model_has_not_is_a_mistake_at_once() -> None:
    with pytest.raises(AssertionError, match="no_such"):
        Plain(Story, "page no_such")


def test_only_the_desk_and_its_door_ask_who_is_there(client: Client) -> None:
    a_site()
    for path, asks in (("/", False), ("/tim/", False), ("/khong-co/", False), ("/vao/", True), ("/toa-soan/", True)):
        request = client.get(path).wsgi_request
        assert (hasattr(request, "session"), hasattr(request, "user")) == (asks, asks), path
