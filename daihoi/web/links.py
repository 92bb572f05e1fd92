"""Links that lead somewhere: a reader whose role ends here sees the name without the link."""

from __future__ import annotations

from django.http import HttpRequest


def reached(request: HttpRequest | None, address: str) -> str:
    """`address`, or nothing where the room that knows scopes (`request.reaches`) says that it leads nowhere."""
    reaches = getattr(request, "reaches", None)
    return address if address and (reaches is None or reaches(address)) else ""
