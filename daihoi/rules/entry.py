"""The link by which a person of the office comes into the newsroom: who, with which grants, until when; good once.

An office signs the payload (canonical JSON) with its key. The link carries it as `token`: the payload in base64url, a
full stop, the signature in hexadecimal digits. Grants decide anew at every entry; the newsroom has no passwords.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from daihoi.rules.canonical import canonical, instant
from daihoi.rules.messages import N_, Message, RuleError

FORMAT = "daihoi-entry-1"
LIFETIME = timedelta(seconds=60)
LONGEST = 6000  # characters of a token: it travels in an address
MOST_GRANTS = 40
_CODE = re.compile(r"[0-9A-Za-zĐđ][0-9A-Za-zĐđ._-]{0,39}")
_KEY = re.compile(r"[0-9a-f]{64}")
_NONCE = re.compile(r"[0-9a-f]{32}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")


class DeskRole(StrEnum):
    """What a grant lets a person do in a unit's corner: write, or also publish."""

    WRITER = "writer"
    EDITOR = "editor"


@dataclass(frozen=True)
class Entry:
    """One entry. `office` is the public key as 64 hexadecimal digits, `user` the account's number at the office,
    `grants` pairs of a unit's code and a role, `expires` a moment in UTC, `nonce` 32 hexadecimal digits."""

    office: str
    user: int
    name: str
    grants: Sequence[tuple[str, DeskRole]]
    expires: datetime
    nonce: str

    def payload(self) -> str:
        """The text that is signed. RuleError where it is no entry that a portal could read."""
        text = canonical(
            {
                "form": FORMAT,
                "office": self.office,
                "user": self.user,
                "name": self.name,
                "grants": sorted([code, str(role)] for code, role in self.grants),
                "expires": instant(self.expires),
                "nonce": self.nonce,
            }
        )
        read(text)
        return text


def read(text: str) -> Entry:
    """The entry that `text` spells; RuleError with one sentence where it is anything else."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise _no_entry() from None
    if not _is_entry(values) or canonical(values) != text:
        raise _no_entry()
    return Entry(
        office=values["office"],
        user=values["user"],
        name=values["name"],
        grants=tuple((code, DeskRole(role)) for code, role in values["grants"]),
        expires=_moment(values["expires"]),
        nonce=values["nonce"],
    )


def token(payload: str, signature: bytes) -> str:
    """What the link carries: `payload` in base64url without padding, a full stop, `signature` (64 bytes) in hex."""
    return f"{base64.urlsafe_b64encode(payload.encode()).decode().rstrip('=')}.{signature.hex()}"


def opened(text: str) -> tuple[str, str]:
    """(payload, signature in hexadecimal digits) of a token; RuleError where it is none."""
    payload, _dot, signature = text.rpartition(".")
    if len(text) > LONGEST or _SIGNATURE.fullmatch(signature) is None:
        raise _no_entry()
    try:
        padded = payload.encode("ascii") + b"=" * (-len(payload) % 4)
        found = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise _no_entry() from None
    return found, signature


def in_time(entry: Entry, now: datetime) -> bool:
    """Whether the entry still opens the door at `now`; one that would live longer than `LIFETIME` never does."""
    return now < entry.expires <= now + LIFETIME


def _is_entry(values: Any) -> bool:
    if not isinstance(values, dict) or values.keys() != {
        "form", "office", "user", "name", "grants", "expires", "nonce",
    }:  # fmt: skip
        return False
    user, name, grants = values["user"], values["name"], values["grants"]
    return (
        values["form"] == FORMAT
        and _matches(_KEY, values["office"])
        and _matches(_NONCE, values["nonce"])
        and isinstance(user, int)
        and not isinstance(user, bool)
        and 0 < user < 2**31
        and isinstance(name, str)
        and 0 < len(name.strip()) <= len(name) <= 150
        and name.isprintable()
        and isinstance(grants, list)
        and 0 < len(grants) <= MOST_GRANTS
        and all(map(_is_grant, grants))
        and isinstance(values["expires"], str)
        and _is_moment(values["expires"])
    )


def _is_grant(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and _matches(_CODE, value[0])
        and isinstance(value[1], str)
        and value[1] in DeskRole.__members__.values()
    )


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def _is_moment(text: str) -> bool:
    try:
        return instant(_moment(text)) == text
    except ValueError:
        return False


def _no_entry() -> RuleError:
    return RuleError(Message.of(N_("This is no entry link of an office.")))
