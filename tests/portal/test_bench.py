"""What `daihoi bench portal` measures with: the synthetic stories, the load that counts what it was answered."""

from __future__ import annotations

import asyncio

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from daihoi.cli.portal_bench import around
from daihoi.cli.portal_load import load
from daihoi.cli.portal_site import stories_plant
from daihoi.portal.models import Story
from daihoi.portal.queries.search import Question, places
from daihoi.portal.queries.words import page_of
from tests.portal.builders import a_section, a_site

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nTin"


def test_a_load_counts_every_answer_and_cuts_none_off() -> None:
    served = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b"":
            served.append(1)
            for piece in (ANSWER[:20], ANSWER[20:]):  # an answer may come in pieces
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)

    async def run() -> dict[str, object]:
        def lost(_loop: object, _context: object) -> None:
            return  # the end of a connection between two questions

        asyncio.get_running_loop().set_exception_handler(lost)
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        told = await load("127.0.0.1", port, "/", 3, 0.3)
        server.close()
        return told

    told = asyncio.run(run())
    assert told["answers"] == {"200": len(served)}
    assert len(served) >= 3


def test_what_stands_round_an_article_is_told_apart() -> None:
    article = '<article class="art"><p>B</p></article>'
    page = f'<html><body class="x"><header>A</header>{article}<footer>C</footer></body></html>'
    assert around(page) == ("<header>A</header>", "<footer>C</footer>")


@pytest.mark.django_db
def test_synthetic_stories_are_found_like_any_other_with_few_questions(client: Client) -> None:
    a_site()
    a_section()
    stories_plant(60, 80)
    assert Story.objects.live().count() == 60
    assert [page_of(place) for place in places(Question("thanhhiem"))] == [1_000_007]
    assert client.get("/tim/", {"q": "hội"}).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        shown = client.get("/tim/", {"q": "đại hội đảng bộ quận"}).content.decode()
    assert "<mark>" in shown
    # headline in a row, headline, lead, body; the stories with their sections
    assert len(queries) <= 5
