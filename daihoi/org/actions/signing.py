"""A signature is an event by a person who has just re-entered the password (idea 4)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils import timezone

from daihoi.org.models import User
from daihoi.rules.messages import N_, Message, RuleError


@dataclass(frozen=True)
class Signed:
    """A person who has just re-entered the password, for one act."""

    user: User

    @property
    def pk(self) -> int:
        return int(self.user.pk)


class WrongPassword(RuleError):  # noqa: N818  (it says what is wrong)
    """The password re-entered for a signature was not the account's."""

    def __init__(self) -> None:
        super().__init__(Message.of(N_("The user name or the password is not right. Nothing was signed.")))


def reauthenticate(request: HttpRequest | None, username: str, password: str) -> Signed:
    """The account that signs; WrongPassword where name, password or validity do not hold. Failures are counted.

    A one-time code signs nothing: whoever printed it knows it.
    """
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User) or user.must_change or not user.valid_on(timezone.localdate()):
        raise WrongPassword
    return Signed(user)


def require_two_humans(first: Signed, second: Signed) -> None:
    """Two accounts of two people, or RuleError; in doubt they are one (trust.md, T8)."""
    if first.user.is_same_human(second.user):
        raise RuleError(
            Message.of(
                N_("Two different people must sign. %(first)s and %(second)s may be the same person."),
                first=first.user.username,
                second=second.user.username,
            )
        )
