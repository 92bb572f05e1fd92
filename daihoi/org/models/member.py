"""Members and where they belonged, when. Every personal field says why it is kept (T13)."""

from __future__ import annotations

import secrets
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from daihoi.org import tree
from daihoi.org.models.personal import IDENTITY, STATUS, STRUCTURE, Personal
from daihoi.org.models.unit import Unit


class Sex(models.TextChoices):
    MALE = "m", _("Male")
    FEMALE = "f", _("Female")


class Precision(models.TextChoices):
    """How much of a date is known: a year alone is never 1 January."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class Standing(models.TextChoices):
    """Standing of a membership (U-34, D-20): anything but `normal` is outside the base and not summoned."""

    NORMAL = "normal", _("Normal")
    SUSPENDED = "suspended", _("Suspended from activity")
    CHARGED = "charged", _("Charged")
    PROSECUTED = "prosecuted", _("Prosecuted")
    DETAINED = "detained", _("Detained")


class LeaveReason(models.TextChoices):
    """Why a membership ends without another one here."""

    TRANSFERRED = "transferred", _("Transferred to an organisation elsewhere")
    DIED = "died", _("Died")
    LEFT = "left", _("Left the Party at own wish")
    STRUCK = "struck", _("Struck off the list")
    EXPELLED = "expelled", _("Expelled")
    MISTAKE = "mistake", _("Entered by mistake")


class Education(models.TextChoices):
    """Professional level (trình độ chuyên môn)."""

    NONE = "none", _("None")
    VOCATIONAL = "vocational", _("Vocational")
    INTERMEDIATE = "intermediate", _("Intermediate")
    COLLEGE = "college", _("College")
    UNIVERSITY = "university", _("University")
    MASTER = "master", _("Master")
    DOCTOR = "doctor", _("Doctor")


class Theory(models.TextChoices):
    """Political theory (lý luận chính trị)."""

    NONE = "none", _("Not trained")
    ELEMENTARY = "elementary", _("Elementary")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Bachelor, advanced")


def new_salt() -> str:
    """A fresh salt for digests of personal values; erasing it makes them meaningless."""
    return secrets.token_hex(16)


class MemberQuerySet(models.QuerySet["Member"]):
    def under(self, unit: Unit) -> Self:
        """Members who now belong to `unit` or to a unit below it."""
        return self.filter(
            memberships__valid_to=None,
            memberships__unit__path__gte=unit.path,
            memberships__unit__path__lt=tree.after(unit.path),
        )


class Member(models.Model):
    """A person of the register. A date is kept as its earliest day with its precision."""

    card = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, db_index=True)
    sort_key = models.CharField(max_length=400, db_index=True)  # given name first, Vietnamese order (E-31)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    born = models.DateField(null=True)
    born_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    ethnicity = models.CharField(max_length=40, blank=True)
    joined = models.DateField(null=True)
    joined_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    official = models.DateField(null=True)  # from this day a vote (U-30)
    official_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    education = models.CharField(max_length=12, choices=Education.choices, blank=True)
    theory = models.CharField(max_length=12, choices=Theory.choices, blank=True)
    extra = models.JSONField(default=dict, blank=True)  # columns of the office's list that we do not interpret
    salt = models.CharField(max_length=32, default=new_salt)
    erased = models.DateTimeField(null=True)

    objects = MemberQuerySet.as_manager()

    PERSONAL: dict[str, Personal] = {
        "card": IDENTITY,
        "name": IDENTITY,
        "folded": IDENTITY,
        "sort_key": IDENTITY,
        "sex": STRUCTURE,
        "born": STRUCTURE,
        "born_precision": STRUCTURE,
        "ethnicity": STRUCTURE,
        "joined": STATUS,
        "joined_precision": STATUS,
        "official": STATUS,
        "official_precision": STATUS,
        "education": STRUCTURE,
        "theory": STRUCTURE,
        "extra": STATUS,
        "salt": IDENTITY,
    }

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(card=""), name="member_has_card")]

    def __str__(self) -> str:
        return self.name or str(_("erased person"))


class Membership(models.Model):
    """A member in a unit in [valid_from, valid_to), with what decides his place in the base then."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    exempted = models.BooleanField(default=False)  # miễn công tác và sinh hoạt (U-32)
    temporary_away = models.BooleanField(default=False)  # sinh hoạt tạm thời nơi khác (U-31, U-32)
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.NORMAL)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    PERSONAL: dict[str, Personal] = dict.fromkeys(
        ("unit", "exempted", "temporary_away", "standing", "valid_from", "valid_to"), STATUS
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "valid_from"], name="membership_starts_once"),
            models.UniqueConstraint(fields=["member"], condition=Q(valid_to=None), name="one_open_membership"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="membership_not_empty"
            ),
        ]
        indexes = [models.Index(fields=["unit", "valid_to"], name="membership_unit")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.unit_id} [{self.valid_from}, {self.valid_to})"
