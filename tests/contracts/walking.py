"""Asking for pages as somebody, and noticing what that wrote."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import ResolverMatch, URLPattern, resolve

from daihoi.org.models import User

WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.I)
SESSIONS = {"django_session"}  # a session is no record: signing in, messages and choices lie there


class Writes:
    """The tables that statements wrote to while it was watching."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if (found := WRITE.match(sql)) and found.group(1) not in SESSIONS:
            self.tables.add(found.group(1))
        return execute(sql, params, many, context)


class Walker:
    """A browser of one account; whatever its requests write is taken back, in the database and on the disk."""

    def __init__(self, user: User | None, language: str = "vi") -> None:
        self.user = user
        self.files = Files()
        self.client = Client()
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        if user is not None:
            self.client.force_login(user)
        self.wrote: set[str] = set()

    def get(self, address: str, **extra: Any) -> Any:
        return self._ask("get", address, None, **extra)

    def post(self, address: str, data: dict[str, object] | None = None, **extra: Any) -> Any:
        try:
            return self._ask("post", address, data or {}, **extra)
        finally:
            self.files.put_back()

    def _ask(self, method: str, address: str, data: Any, **extra: Any) -> Any:
        seen = Writes()
        with transaction.atomic(), connection.execute_wrapper(seen):
            try:
                response = getattr(self.client, method)(address, data, **extra)
            finally:
                transaction.set_rollback(True)
        self.wrote = seen.tables
        return response


class Files:
    """The uploaded files of the world, so that one that an answer deletes can be put back."""

    def __init__(self) -> None:
        root = Path(settings.DATA)
        found = (path for folder in ("imports", "files") for path in (root / folder).rglob("*"))
        self.kept = {path: path.read_bytes() for path in found if path.is_file()}

    def put_back(self) -> None:
        for path, content in self.kept.items():
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


def page_of(address: str) -> ResolverMatch:
    """The page that `address` leads to."""
    return _resolved(urlsplit(address).path, settings.ROOT_URLCONF)


@functools.cache
def _resolved(path: str, urls: str) -> ResolverMatch:
    return resolve(path, urls)


def params_of(pattern: URLPattern) -> list[str]:
    """The names that the URL takes, in their order."""
    return list(pattern.pattern.converters)
