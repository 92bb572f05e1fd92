"""People of the newsroom in tests: they come in as the office sends them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from daihoi.portal.desk.grants import corner_collection
from daihoi.portal.models import Corner, Photo
from daihoi.rules.entry import DeskRole, Entry, token
from tests.portal.builders import Sender, a_photo


def entry_token(sender: Sender, grants: list[tuple[str, str]], **more: Any) -> str:
    """What the office's link carries."""
    asked = Entry(
        office=more.pop("office", sender.public),
        user=more.pop("user", 1),
        name=more.pop("name", "Trần Thị Thử"),
        grants=[(code, DeskRole(role)) for code, role in grants],
        expires=more.pop("expires", timezone.now() + timedelta(seconds=40)),
        nonce=more.pop("nonce", secrets.token_hex(16)),
    )
    payload = asked.payload()
    return token(payload, sender.key.sign(payload.encode()))


def come_in(sender: Sender, *grants: tuple[str, str], user: int = 1, client: Client | None = None) -> Client:
    """A browser in which a person with these grants has come in."""
    client = client or Client()
    answer = client.get("/vao/", {"the": entry_token(sender, list(grants), user=user)})
    assert answer.status_code == 302, answer.content.decode()
    return client


def person(sender: Sender, user: int = 1) -> Any:
    """The account behind the number of the office's account."""
    return get_user_model().objects.get(username=f"{sender.code}-{user}")


def kept_photo(code: str, title: str = "Hội trường") -> Photo:
    """A photograph in the library of a corner."""
    photo = a_photo(title)
    photo.collection = corner_collection(Corner.objects.get(code=code))
    photo.save()
    return photo


def article_form(article: Any = None, **more: Any) -> dict[str, Any]:
    """What the form of an article posts."""
    from tests.portal.builders import a_section

    values: dict[str, Any] = {
        "title": "Tin của phường", "lead": "Sáng nay phường họp.", "section": a_section().pk, "cover": "",
        "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text", "body-0-id": "",
        "body-0-value": raft("Phường họp sáng nay."), "byline": "", "source": "", "shown_at": "2020-08-27 14:50",
        "snapshot": "", "tags": "", "embargo_until": "", "go_live_at": "", "expire_at": "",
        "comment_notifications": "",
    }  # fmt: skip
    for formset in ("corrections", "related", "comments"):
        values |= {f"{formset}-TOTAL_FORMS": "0", f"{formset}-INITIAL_FORMS": "0", f"{formset}-MIN_NUM_FORMS": "0",
                   f"{formset}-MAX_NUM_FORMS": "1000"}  # fmt: skip
    return values | more


def raft(text: str) -> str:
    """A paragraph as Draftail posts it."""
    import json

    block = {"key": "a1b2c", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [block], "entityMap": {}})
