"""What stands round every page: the main menu, who is signed in, the foot. The room above fills it in.

`settings.DAIHOI_SHELL` names a function `(request) -> Shell`; it is asked once, and only when a whole page is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from daihoi.web.text import Text


@dataclass(frozen=True)
class NavItem:
    """One link of a menu; `current` marks where the reader is, else the longest address that fits does."""

    label: Text
    href: str
    current: bool = False


@dataclass(frozen=True)
class Shell:
    """The frame of a page."""

    nav: tuple[NavItem, ...] = ()
    home: str = "/"
    user_name: str = ""
    user_place: Text = ""
    account: tuple[NavItem, ...] = ()
    sign_in: str = ""
    sign_out: str = ""
    foot: Text = ""
    ledger_count: int | None = None
    ledger_head: str = ""
    ledger_href: str = ""


def shell_of(request: HttpRequest) -> Shell:
    """The frame that the installation's own function gives, with the reader's place in the menu marked."""
    path = getattr(settings, "DAIHOI_SHELL", "")
    if not path:
        return Shell()
    make: Callable[[HttpRequest], Shell] = import_string(path)
    shell = make(request)
    return replace(shell, nav=mark_current(shell.nav, request.path))


def mark_current(items: tuple[NavItem, ...], path: str) -> tuple[NavItem, ...]:
    """`items` with the one marked whose address is the longest beginning of `path`, unless one is marked already."""
    if any(item.current for item in items):
        return items
    fitting = [i for i in items if path == i.href or (i.href != "/" and path.startswith(i.href.rstrip("/") + "/"))]
    best = max(fitting, key=lambda i: len(i.href), default=None)
    return tuple(replace(item, current=item is best) for item in items)
