"""Elections, their rounds and counts, certificates, ratification, incidents."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daihoi.congress.models import Congress
from daihoi.org import tree
from daihoi.org.models import Education, Member, Precision, Sex, Theory, Unit
from daihoi.org.models.member import new_salt
from daihoi.org.models.personal import ACTOR, BOARD, CANDIDATE, REMARK, Personal
from daihoi.rules.election import RoundKind
from daihoi.rules.posts import Electorate, Post


class ElectionQuerySet(models.QuerySet["Election"]):
    def under(self, unit: Unit) -> Self:
        """Elections of congresses of `unit` and of everything below it."""
        return self.filter(congress__unit__path__gte=unit.path, congress__unit__path__lt=tree.after(unit.path))


class Election(models.Model):
    """One thing that one body elects (E-04): the congress its committee, the committee its secretary …"""

    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="elections")
    electorate = models.CharField(
        max_length=20, choices=[(one.value, one.value) for one in Electorate], default=Electorate.CONGRESS
    )
    post = models.CharField(max_length=24, choices=[(post.value, post.value) for post in Post])
    sequence = models.PositiveSmallIntegerField(default=1)  # a supplementary or repeated election is the next one
    seats = models.PositiveSmallIntegerField()
    # E-40, E-41: a planned secretary, deputy or inspection chair was not elected; who said how it goes on
    paused = models.BooleanField(default=False)
    instruction = models.TextField(blank=True)
    annulled = models.BooleanField(default=False)  # N-52
    # the elected congress's own answers to what the rules leave to it, {round: {question: answer}}, each with its
    # event; beside them whose count suspended the elections, and what the superior has instructed about
    decisions = models.JSONField(default=dict, blank=True)
    given_elected = models.PositiveSmallIntegerField(null=True, blank=True)  # "Trúng cử" as a file states it

    PERSONAL: dict[str, Personal] = {"instruction": REMARK}

    objects = ElectionQuerySet.as_manager()

    class Meta:
        ordering = ["congress_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["congress", "electorate", "post", "sequence"], name="election_once"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="election_has_seats"),
        ]

    def __str__(self) -> str:
        return f"{self.post} @ {self.congress_id}"

    def get_absolute_url(self) -> str:
        return reverse("election", args=[self.congress.unit.code, self.pk])


class RoundState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    COUNTED = "counted", _("Counted")
    CERTIFIED = "certified", _("Certified")


class Round(models.Model):
    """One vote: its base, its papers, its count. Certified, every writer is refused (T8)."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(
        max_length=10, choices=[(kind.value, kind.value) for kind in RoundKind], default=RoundKind.FIRST.value
    )
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.DRAFT)
    seats = models.PositiveSmallIntegerField()
    held_on = models.DateField(null=True, blank=True)
    by_teams = models.BooleanField(default=False)
    # base (N-10…N-12): summoned less the deductions; `base_stated` where a file gives only the result
    summoned = models.PositiveIntegerField(null=True, blank=True)
    base_stated = models.PositiveIntegerField(null=True, blank=True)
    present = models.PositiveIntegerField(null=True, blank=True)  # when voting
    # papers
    printed = models.PositiveIntegerField(null=True, blank=True)
    unused = models.PositiveIntegerField(null=True, blank=True)
    spoiled = models.PositiveIntegerField(null=True, blank=True)
    issued = models.PositiveIntegerField(null=True, blank=True)
    returned = models.PositiveIntegerField(null=True, blank=True)
    foreign_papers = models.PositiveIntegerField(null=True, blank=True)  # not issued by the board (B-10)
    invalid = models.PositiveIntegerField(null=True, blank=True)
    valid = models.PositiveIntegerField(null=True, blank=True)
    given_elected = models.PositiveSmallIntegerField(null=True, blank=True)  # as a file states it
    typed_from = models.CharField(max_length=200, blank=True)  # the paper it was typed from, by the office for the unit
    board_head = models.CharField(max_length=120, blank=True)
    board_members = models.TextField(blank=True)  # one name a line (N-42)
    presidium = models.CharField(max_length=120, blank=True)
    minutes_number = models.CharField(max_length=20, blank=True)  # in the congress's one series (F-20)
    salt = models.CharField(max_length=32, default=new_salt)  # for digests of the names above and in the deductions
    version = models.PositiveIntegerField(
        default=0
    )  # grows with every save of the papers: two typists notice each other

    PERSONAL: dict[str, Personal] = dict.fromkeys(("board_head", "board_members", "presidium"), BOARD)

    class Meta:
        ordering = ["election_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="round_once"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="round_has_seats"),
        ]

    def __str__(self) -> str:
        return f"round {self.number} of {self.election_id}"

    def get_absolute_url(self) -> str:
        return reverse("round", args=[self.election.congress.unit.code, self.pk])


class Deduction(models.Model):
    """Persons taken from the base of a round, with the ground (N-10, N-11, N-15)."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="deductions")
    ground = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    note = models.TextField(blank=True)  # who, as the minutes name them

    PERSONAL: dict[str, Personal] = {"note": REMARK}

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(count__gt=0), name="deduction_counts")]

    def __str__(self) -> str:
        return f"{self.ground}: {self.count}"


class Source(models.TextChoices):
    """How a name came on the list (E-10…E-12)."""

    PLANNED = "planned", _("Official nomination list")
    FLOOR = "floor", _("Nominated at the congress")
    SELF = "self", _("Self-nominated")


class Candidate(models.Model):
    """A name on the list of a round, with what the member's record said when the list was closed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="candidates")
    number = models.PositiveSmallIntegerField()  # on the ballot (E-31)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="candidacies")
    card = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=120)
    salt = models.CharField(max_length=32, default=new_salt)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    born = models.DateField(null=True, blank=True)
    born_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    ethnicity = models.CharField(max_length=40, blank=True)
    education = models.CharField(max_length=12, choices=Education.choices, blank=True)
    theory = models.CharField(max_length=12, choices=Theory.choices, blank=True)
    unit_name = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.PLANNED)
    incumbent = models.BooleanField(null=True)  # tái cử, or for the first time; not known
    planned_post = models.CharField(max_length=24, blank=True)  # meant to be secretary, deputy … (E-40)
    elected = models.BooleanField(default=False)  # by the outcome of this round

    # In what is signed these stand as one digest with the salt, in this order, so that erasure breaks no chain.
    PERSONAL: dict[str, Personal] = dict.fromkeys(
        ("card", "name", "sex", "born", "born_precision", "ethnicity", "education", "theory", "unit_name"), CANDIDATE
    )

    class Meta:
        ordering = ["round_id", "number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="candidate_number_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_erased(self) -> bool:
        """Whether everything personal in it was erased."""
        return not self.salt and not any(getattr(self, name) for name in self.PERSONAL if name != "born_precision")


class CountSheet(models.Model):
    """The count of one team, or of the whole board (team 0); sub-totals add up."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="sheets")
    team = models.PositiveSmallIntegerField(default=0)
    valid = models.PositiveIntegerField(null=True, blank=True)
    invalid = models.PositiveIntegerField(null=True, blank=True)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey("org.User", on_delete=models.PROTECT, null=True, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True)  # the client's, of the last save: a retry counts once
    version = models.PositiveIntegerField(default=0)  # grows with every save of this sheet

    PERSONAL: dict[str, Personal] = {"saved_by": ACTOR}

    class Meta:
        ordering = ["round_id", "team"]
        constraints = [models.UniqueConstraint(fields=["round", "team"], name="sheet_once")]

    def __str__(self) -> str:
        return f"team {self.team} of round {self.round_id}"


class CountLine(models.Model):
    """Votes of one candidate on one sheet; empty while not typed."""

    sheet = models.ForeignKey(CountSheet, on_delete=models.CASCADE, related_name="lines")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="lines")
    votes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "candidate"], name="line_once")]

    def __str__(self) -> str:
        return f"{self.candidate_id}: {self.votes}"


class InvalidPaper(models.Model):
    """How many papers of a round were invalid for one reason (B-10…B-24)."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="invalid_papers")
    reason = models.CharField(max_length=40)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "reason"], name="invalid_reason_once")]

    def __str__(self) -> str:
        return f"{self.reason}: {self.count}"


class Certificate(models.Model):
    """The frozen result of a round: canonical JSON of every column, its outcome, two signatures. Never changed (T8)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="certificates")
    version = models.PositiveSmallIntegerField()
    form = models.PositiveSmallIntegerField(default=1)  # of the canonical JSON
    payload = models.TextField()
    digest = models.CharField(max_length=64)
    override_reason = models.TextField(blank=True)  # why an identity that does not hold was accepted by two persons
    at = models.DateTimeField()
    signed_by = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+")
    event_seq = models.PositiveBigIntegerField()  # in the stream of the congress

    PERSONAL: dict[str, Personal] = {"signed_by": ACTOR, "second": ACTOR, "override_reason": REMARK}

    class Meta:
        ordering = ["round_id", "version"]
        constraints = [
            models.UniqueConstraint(fields=["round", "version"], name="certificate_version_once"),
            models.CheckConstraint(condition=~Q(signed_by=F("second")), name="certificate_two_accounts"),
        ]

    def __str__(self) -> str:
        return f"certificate {self.version} of round {self.round_id}"


class Reopening(models.Model):
    """A certified round opened again, with the reason and two persons; the certificate stays visible (T8)."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="reopening")
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+")

    PERSONAL: dict[str, Personal] = {"by": ACTOR, "second": ACTOR, "reason": REMARK}

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_reason")]

    def __str__(self) -> str:
        return f"reopening of certificate {self.certificate_id}"


class Ratification(models.Model):
    """The superior's decision on the results of a congress (N-60, N-61, N-63)."""

    congress = models.OneToOneField(Congress, on_delete=models.PROTECT, related_name="ratification")
    received_on = models.DateField()
    decided_on = models.DateField(null=True)
    number = models.CharField(max_length=60, blank=True)  # of the decision
    by = models.ForeignKey("org.User", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    PERSONAL: dict[str, Personal] = {"by": ACTOR, "note": REMARK}

    def __str__(self) -> str:
        return f"ratification of {self.congress_id}"


class Refusal(models.Model):
    """A person whom the superior does not ratify (N-52, N-63)."""

    ratification = models.ForeignKey(Ratification, on_delete=models.CASCADE, related_name="refusals")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    PERSONAL: dict[str, Personal] = {"candidate": CANDIDATE, "reason": REMARK}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ratification", "candidate"], name="refusal_once")]

    def __str__(self) -> str:
        return f"refusal of candidate {self.candidate_id}"


class Incident(models.Model):
    """A complaint, an annulment or a re-election (N-51, N-52): table T8."""

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("Complaint")
        ANNULLED = "annulled", _("Annulled")
        REELECTION = "reelection", _("Held anew")

    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="incidents")
    election = models.ForeignKey(Election, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    received_on = models.DateField()
    text = models.TextField()
    due = models.DateField(null=True)
    settled_on = models.DateField(null=True)
    outcome = models.TextField(blank=True)

    PERSONAL: dict[str, Personal] = {"text": REMARK, "outcome": REMARK}

    class Meta:
        ordering = ["received_on", "id"]

    def __str__(self) -> str:
        return f"{self.kind} at {self.congress_id}"
