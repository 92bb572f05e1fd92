"""One spelling for every value that is hashed or signed: canonical JSON, form 1.

Keys sorted, no spaces, UTF-8 without escapes, text in NFC, integers only (a float has no one spelling), dates as ISO
text, times in UTC to the microsecond, fractions as "numerator/denominator".
"""

import hashlib
import hmac
import json
import unicodedata
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

FORM = 1


def _plain(value: Any) -> Any:
    match value:
        case None | bool():
            return value
        case str():
            return unicodedata.normalize("NFC", str(value))
        case int():
            return int(value)
        case datetime():
            return instant(value)
        case date():
            return value.isoformat()
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case uuid.UUID():
            return str(value)
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical spelling: {value!r}")


def instant(value: datetime) -> str:
    """A moment as UTC text with microseconds: the same text from every database. ValueError for a naive time."""
    if value.tzinfo is None:
        raise ValueError("a moment in the ledger needs its time zone")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(value: Any) -> str:
    """`value` as canonical JSON; TypeError for a float or an unknown type."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest_text(text: str) -> str:
    """SHA-256 of `text` as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON of `value`."""
    return digest_text(canonical(value))


def salted(salt: str, *values: Any) -> str:
    """A personal value as it may stand in the ledger: gone for good once its salt is erased."""
    return hmac.new(salt.encode(), canonical(values).encode(), hashlib.sha256).hexdigest()
