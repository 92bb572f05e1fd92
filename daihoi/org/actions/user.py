"""Accounts, their one-time codes and their grants."""

from __future__ import annotations

import re
import secrets
from datetime import date

from allauth.mfa.models import Authenticator
from axes.utils import reset as unlock
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from daihoi.ledger.actions import Actor, record
from daihoi.ledger.models import Event
from daihoi.org.access import Role
from daihoi.org.models import Grant, Unit, User
from daihoi.org.models.user import CODE_GROUP, CODE_GROUPS
from daihoi.rules.canonical import salted
from daihoi.rules.dates import add_months
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.vietnamese import date_short, squash

# No 0/O, 1/I/L, U/V: a code is read from paper and typed once.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"


YEARS_AFTER = 5  # for which the name of a closed account is kept beside what it did


def new_code() -> str:
    """A one-time code of 58 random bits, in three groups."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(CODE_GROUP)) for _ in range(CODE_GROUPS))


def identity_digest(number: str) -> str:
    """What is kept of a card or identity number to tell one human from another; empty for nothing given."""
    digits = "".join(character for character in number if character.isalnum()).upper()
    return salted(settings.SECRET_KEY, digits) if digits else ""


@transaction.atomic
def user_add(
    *,
    by: Actor | None,
    username: str,
    name: str,
    unit: Unit,
    role: Role,
    identity: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> tuple[User, str]:
    """Make an account with its first grant; gives the account and the one-time code to print, kept nowhere."""
    if not re.fullmatch(r"[\w.@+-]{1,60}", username):
        raise RuleError(Message.of(N_("A user name has letters, digits, dots or hyphens, no blanks, sixty at most.")))
    if not (name := squash(name)):
        raise RuleError(Message.of(N_("Write the full name of the account's owner.")))
    if User.objects.filter(username__iexact=username).exists():
        raise RuleError(
            Message.of(N_("There is already an account “%(name)s”. Choose another user name."), name=username)
        )
    code = new_code()
    user = User.objects.create_user(
        username,
        code,
        name=name,
        identity=identity_digest(identity),
        valid_from=valid_from,
        valid_to=valid_to,
        must_change=True,
    )
    record("installation", "user.added", by=by, payload={"user": user.pk, "from": valid_from, "to": valid_to})
    grant_give(user, by=by, unit=unit, role=role)
    return user, code


@transaction.atomic
def code_renew(user: User, *, by: Actor | None) -> str:
    """A new one-time code in place of the password; gives it for printing. A lock after wrong passwords ends."""
    _not_oneself(user, by)
    code = new_code()
    user.set_password(code)
    user.must_change = True
    user.save(update_fields=["password", "must_change"])
    record("installation", "user.code_renewed", by=by, payload={"user": user.pk})
    unlock(username=user.username)
    return code


def _not_oneself(user: User, by: Actor | None) -> None:
    if by is not None and by.pk == user.pk:
        raise RuleError(Message.of(N_("Nobody changes the roles or the validity of his own account. Ask another one.")))


def factor_record(user: User, *, switched: str) -> None:
    """Record that the account's owner switched the second factor on or off."""
    with transaction.atomic():
        record("installation", "user.factor", by=user, payload={"user": user.pk, "switched": switched})


@transaction.atomic
def factor_remove(user: User, *, by: Actor) -> None:
    """Switch off the second factor of an owner who lost phone and recovery codes; his password stays."""
    _not_oneself(user, by)
    gone, _rows = Authenticator.objects.filter(user=user).delete()
    if not gone:
        raise RuleError(Message.of(N_("This account has no second factor.")))
    record("installation", "user.factor", by=by, payload={"user": user.pk, "switched": "off"})


@transaction.atomic
def password_set(user: User, password: str) -> None:
    """The account's owner replaces code or password by a password of his own."""
    user.set_password(password)
    user.must_change = False
    user.save()
    record("installation", "user.password_set", by=user, payload={"user": user.pk})


@transaction.atomic
def user_limit(user: User, *, by: Actor, valid_from: date | None, valid_to: date | None) -> User:
    """Set from when to when the account works; an end in the past closes it."""
    _not_oneself(user, by)
    if valid_from and valid_to and valid_to <= valid_from:
        raise RuleError(Message.of(N_("The last day must be after the first.")))
    user.valid_from, user.valid_to = valid_from, valid_to
    user.save(update_fields=["valid_from", "valid_to"])
    record("installation", "user.limited", by=by, payload={"user": user.pk, "from": valid_from, "to": valid_to})
    return user


@transaction.atomic
def user_correct(user: User, *, by: Actor, name: str) -> User:
    """Correct the name of an account's owner; what he signed keeps pointing at the account."""
    _not_oneself(user, by)
    if name == user.name:
        raise RuleError(Message.of(N_("Nothing differs from what is there.")))
    user.name = name
    user.save(update_fields=["name"])
    record("installation", "user.corrected", by=by, payload={"user": user.pk})
    return user


def account_kept_until(user: User) -> date | None:
    """The last day for which the ledger must be able to say who a closed account was; None where it did nothing."""
    if not Event.objects.filter(Q(actor=user.pk) | Q(second=user.pk)).exclude(verb="user.password_set").exists():
        return None
    assert user.valid_to is not None
    return add_months(user.valid_to, 12 * YEARS_AFTER)


@transaction.atomic
def user_erase(user: User, *, by: Actor) -> User:
    """Erase a closed account: name, user name, identity, roles; RuleError while what it did keeps its name (T13)."""
    _not_oneself(user, by)
    today = timezone.localdate()
    if user.valid_to is None or user.valid_to > today:
        raise RuleError(Message.of(N_("Close the account first: set its last day.")))
    if (last := account_kept_until(user)) and today <= last:
        raise RuleError(
            Message.of(
                N_("The account wrote or signed things. Its name is kept for five years, until %(day)s."),
                day=date_short(last),
            )
        )
    user.username, user.name, user.identity, user.email = f"da-xoa-{user.pk}", "(đã xoá)", "", ""
    user.is_active = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    user.grants.all().delete()
    Authenticator.objects.filter(user=user).delete()
    record("installation", "user.erased", by=by, payload={"user": user.pk})
    return user


@transaction.atomic
def grant_give(
    user: User,
    *,
    by: Actor | None,
    unit: Unit,
    role: Role,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Grant:
    """Give `user` a role at `unit`; nobody gives one to himself (trust.md, Roles)."""
    _not_oneself(user, by)
    if Grant.objects.filter(user=user, unit=unit, role=role, valid_from=valid_from).exists():
        raise RuleError(Message.of(N_("The account has this role at this unit already.")))
    grant = Grant.objects.create(user=user, unit=unit, role=role, valid_from=valid_from, valid_to=valid_to)
    record(
        "installation",
        "grant.given",
        by=by,
        payload={
            "grant": grant.pk,
            "user": user.pk,
            "unit": unit.pk,
            "role": role,
            "from": valid_from,
            "to": valid_to,
        },
    )
    return grant


@transaction.atomic
def grant_end(grant: Grant, *, by: Actor) -> None:
    """Take a grant back; the ledger keeps that it was there."""
    _not_oneself(grant.user, by)
    if not Grant.objects.filter(user=grant.user_id).exclude(pk=grant.pk).exists():
        raise RuleError(
            Message.of(N_("This is the account's last role. Limit the account's validity instead: it stays listed."))
        )
    record(
        "installation",
        "grant.ended",
        by=by,
        payload={"grant": grant.pk, "user": grant.user_id, "unit": grant.unit_id, "role": grant.role},
    )
    grant.delete()
