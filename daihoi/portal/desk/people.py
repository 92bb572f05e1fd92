"""Who is signed in, for the newsroom alone: no page of a reader asks who opens it, so none pays for the answer."""

from __future__ import annotations

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

# the desk, its door, and the pictures that the desk shows before readers may see them
_DESK = ("/toa-soan/", "/vao/", "/tep/")


class _ForTheDesk(MiddlewareMixin):
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        of_desk = request.path.startswith(_DESK)
        return super().__call__(request) if of_desk else self.get_response(request)  # type: ignore[return-value]


class DeskSessionMiddleware(_ForTheDesk, SessionMiddleware):
    """The session of an editor."""


class DeskUserMiddleware(_ForTheDesk, AuthenticationMiddleware):
    """The editor."""


class DeskMessageMiddleware(_ForTheDesk, MessageMiddleware):
    """What the desk says once."""
