"""Asking for a page as a reader does."""

from __future__ import annotations

from django.test import Client

from daihoi.portal.serving import cache

READER = {"headers": {"user-agent": "Mozilla/5.0"}}


def read(client: Client, address: str) -> str:
    cache.forget()
    answer = client.get(address, **READER)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()
