"""The context processor of every page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from daihoi.web.nav import shell_of


def page(request: HttpRequest) -> dict[str, object]:
    """`shell` (menu, user, foot; made only where a whole page asks for it) and `language`."""
    return {"shell": SimpleLazyObject(lambda: shell_of(request)), "language": get_language() or "vi"}
