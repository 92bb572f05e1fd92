"""Keys of units that keep their season on their own computer, and returns handed in as files (idea 2)."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from daihoi.congress.models import Congress, Season
from daihoi.ledger.actions import record
from daihoi.org.actions import Signed
from daihoi.org.models import Unit
from daihoi.reports.actions.returns import FORM, _keep
from daihoi.reports.models import Return, UnitKey
from daihoi.reports.queries.verification import signature_holds
from daihoi.rules.canonical import canonical, digest_text
from daihoi.rules.figures import LevelFigures
from daihoi.rules.messages import N_, Message, RuleError

FORMAT = "daihoi-return-1"
MAX_FILE = 2 * 1024 * 1024


# --- the unit's own half ---------------------------------------------------------------------------------------------


def _key_path(unit: Unit) -> Path:
    # the code names no path: it may hold any letters
    name = hashlib.sha256(unit.code.encode()).hexdigest()[:32]
    return Path(settings.DATA) / "keys" / f"{name}.key"


def own_key(unit: Unit) -> Ed25519PrivateKey:
    """The private key of `unit` in this installation's data folder, made when first asked for."""
    path = _key_path(unit)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(raw.hex())
        try:
            os.link(fresh, path)  # the first process wins, the others read its key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))


def public_half(key: Ed25519PrivateKey) -> str:
    """The public key as 64 hexadecimal digits: what the superior enrols."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


@transaction.atomic
def return_export(returned: Return, *, by: Signed) -> bytes:
    """The return as a file that another installation takes in: canonical JSON, its SHA-256, the unit's signature."""
    unit = returned.congress.unit
    key = own_key(unit)
    record(
        returned.congress.stream,
        "return.exported",
        by=by,
        signed=True,
        payload={"return": returned.pk, "version": returned.version, "digest": returned.digest},
    )
    return canonical(
        {
            "format": FORMAT,
            "payload": returned.payload,
            "sha256": returned.digest,
            "key": public_half(key),
            "signature": key.sign(returned.payload.encode()).hex(),
        }
    ).encode()


# --- the superior's half ---------------------------------------------------------------------------------------------


@transaction.atomic
def key_enrol(unit: Unit, public_key: str, *, by: Signed) -> UnitKey:
    """Trust returns of `unit` that are signed with `public_key`; the key in force before is revoked.

    RuleError where the text is no Ed25519 key, or the key is enrolled already.
    """
    text = "".join(public_key.split()).lower()
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))
    except ValueError:
        raise RuleError(
            Message.of(N_("This is not a key. Copy all 64 digits and letters from the unit's page of its return."))
        ) from None
    known = UnitKey.objects.filter(public_key=text).select_related("unit").first()
    if known is not None:
        raise RuleError(
            Message.of(N_("This key is enrolled already for %(unit)s; a key is used once."), unit=known.unit.name)
        )
    for old in unit.keys.filter(revoked_at=None):
        key_revoke(old, by=by)
    key = UnitKey.objects.create(unit=unit, public_key=text, enrolled_by=by.user, enrolled_at=timezone.now())
    record(
        f"unit:{unit.pk}",
        "key.enrolled",
        by=by,
        signed=True,
        payload={"key": key.pk, "unit": unit.pk, "public_key": text, "by": by.pk, "at": key.enrolled_at},
    )
    return key


@transaction.atomic
def key_revoke(key: UnitKey, *, by: Signed) -> UnitKey:
    """Trust no further file that is signed with `key`; what was taken in stays."""
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        record(f"unit:{key.unit_id}", "key.revoked", by=by, signed=True, payload={"key": key.pk, "at": key.revoked_at})
    return key


def _refuse(text: str, **params: str | int) -> RuleError:
    return RuleError(Message(text, tuple(sorted(params.items()))))


def _read(content: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """(envelope, figures) of a file; RuleError for what is no whole, unaltered return."""
    broken = _refuse(N_("The file is not a return of this program, or it was cut off. Ask the unit to send it again."))
    if len(content) > MAX_FILE:
        raise _refuse(N_("The file is too large for a return; a return has less than 2 MB."))
    if b"\\u0000" in content:  # that no database keeps
        raise broken
    try:
        envelope = json.loads(content)
        texts = ("payload", "sha256", "key", "signature")
        if envelope["format"] != FORMAT or not all(isinstance(envelope[name], str) for name in texts):
            raise broken
        payload = envelope["payload"]
        if digest_text(payload) != envelope["sha256"]:
            raise _refuse(N_("The figures in the file do not match their digest: the file was altered on its way."))
        figures = json.loads(payload)
        if canonical(figures) != payload:
            raise broken
        if figures["form"] != FORM:
            raise _refuse(N_("The file was made by a newer version of the program. Install that version first."))
        own, total = LevelFigures.from_dict(figures["own"]), LevelFigures.from_dict(figures["total"])
        whole = _is_number(figures["version"]) and 0 < figures["version"] < 10000
        head = figures["head"]
        whole = whole and _is_number(head["seq"]) and isinstance(head["digest"], str) and len(head["digest"]) <= 64
        whole = whole and _is_listed(figures)
        named = all(isinstance(figures[name], str) for name in ("unit", "season"))
        summed = all(total[tier][key] >= count for tier, one in own.levels.items() for key, count in one.items())
    except RuleError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise broken from None
    if not (whole and named and summed):
        raise broken
    return envelope, figures


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**31


def _is_listed(figures: dict[str, Any]) -> bool:
    """Whether parts, certificates and findings are lists of what pages show of them."""
    return (
        all(isinstance(figures[name], list) for name in ("parts", "certificates", "findings"))
        and all(isinstance(one["unit"], str) and _is_certified(one) for one in figures["parts"])
        and all(_is_number(one["round"]) and _is_certified(one) for one in figures["certificates"])
        and all(
            isinstance(one["code"], str)
            and all(isinstance(one.get(name, ""), str) for name in ("equation", "closed"))
            and all(isinstance(unit, str) for unit in one.get("units", ()))
            for one in figures["findings"]
        )
    )


def _is_certified(one: dict[str, Any]) -> bool:
    return _is_number(one["version"]) and isinstance(one["digest"], str)


@transaction.atomic
def take_in(content: bytes, *, superior: Unit, season: Season, by: Signed) -> Return:
    """Take in a return that a unit directly below `superior` made on its own computer and signed with its key.

    RuleError, in one sentence, for an altered file, an unknown key, a foreign season or unit, an older version.
    """
    envelope, figures = _read(content)
    if figures["season"] != season.name:
        raise _refuse(
            N_("The file is of the season %(theirs)s, this is the season %(ours)s."),
            theirs=figures["season"],
            ours=season.name,
        )
    unit = Unit.objects.filter(code=figures["unit"]).select_related("parent").first()
    congress = (
        Congress.objects.select_for_update(of=("self",))
        .filter(unit=unit, season=season)
        .select_related("unit", "season")
        .order_by("-sequence")
        .first()
        if unit is not None and unit.parent_id == superior.pk
        else None
    )
    if congress is None:
        raise _refuse(
            N_("The file is of unit %(code)s, which holds no congress directly below %(unit)s in this season."),
            code=figures["unit"],
            unit=superior.name,
        )
    key = congress.unit.keys.filter(public_key=envelope["key"]).first()
    if key is None or key.revoked_at is not None:
        raise _refuse(
            N_(
                "The file is signed with a key that is not enrolled for %(unit)s, or no longer. "
                "Enrol the unit's key first."
            ),
            unit=congress.unit.name,
        )
    if not signature_holds(key, envelope["payload"], envelope["signature"]):
        raise _refuse(
            N_("The signature does not fit the figures: the file was altered. Ask the unit to send it again.")
        )
    newest = int(congress.returns.aggregate(newest=Max("version"))["newest"] or 0)
    if figures["version"] <= newest:
        raise _refuse(
            N_("The file holds version %(theirs)s, version %(newest)s is here already. Ask for the newest version."),
            theirs=figures["version"],
            newest=newest,
        )
    return _keep(congress, figures, envelope["payload"], [], by=by, signature=envelope["signature"].lower(), key=key)
