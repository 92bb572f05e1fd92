"""Accounts and what they may do, where, from when to when."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from daihoi.org.models.personal import ACCOUNT, Personal
from daihoi.org.models.unit import Unit
from daihoi.rules.vietnamese import fold

# A one-time code: groups of signs that cannot be mistaken for each other on paper.
CODE_GROUPS, CODE_GROUP = 3, 4


def tidy_code(typed: str) -> str:
    """A one-time code as it was printed, however it was typed: small letters, blanks, without hyphens."""
    signs = "".join(sign for sign in typed if sign.isalnum()).upper()
    if len(signs) != CODE_GROUPS * CODE_GROUP:
        return typed
    return "-".join(signs[start : start + CODE_GROUP] for start in range(0, len(signs), CODE_GROUP))


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """An account; without a password nobody can sign in to it until one-time code is made."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """An account of one human; nobody is a superuser, grants decide everything."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("full name"), max_length=120)
    # What tells one human from another when two are needed: a party card or identity number, digested.
    identity = models.CharField(max_length=64, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    must_change = models.BooleanField(default=False)  # signed in with a one-time code
    created = models.DateTimeField(auto_now_add=True)

    PERSONAL: dict[str, Personal] = dict.fromkeys(
        ("username", "name", "identity", "email", "password", "last_login", "valid_from", "valid_to", "created"),
        ACCOUNT,
    )

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="user_valid_to_after_from",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is the account's password; of a one-time code the signs count, not how they are grouped."""
        return super().check_password(tidy_code(raw_password or "") if self.must_change else raw_password)

    def valid_on(self, day: date) -> bool:
        """Whether the account works on `day`: active and inside [valid_from, valid_to)."""
        begun = self.valid_from is None or self.valid_from <= day
        return self.is_active and begun and (self.valid_to is None or day < self.valid_to)

    def is_same_human(self, other: User) -> bool:
        """Whether two accounts may belong to one human; in doubt (equal names, no identities) they do."""
        if self.pk == other.pk:
            return True
        if self.identity and other.identity:
            return self.identity == other.identity
        return fold(self.name) == fold(other.name)


class GrantQuerySet(models.QuerySet["Grant"]):
    def on(self, day: date) -> Self:
        """Grants in force on `day`."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))


class Grant(models.Model):
    """(user, unit, role, from, to): covers the unit and, for most roles, all below it (trust.md, Roles)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=12)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    PERSONAL: dict[str, Personal] = dict.fromkeys(("user", "role", "valid_from", "valid_to"), ACCOUNT)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="grant_valid_to_after_from",
            ),
            models.UniqueConstraint(fields=["user", "unit", "role", "valid_from"], name="grant_once"),
            models.UniqueConstraint(
                fields=["user", "unit", "role"], condition=Q(valid_from=None), name="undated_grant_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role} at {self.unit_id}"
