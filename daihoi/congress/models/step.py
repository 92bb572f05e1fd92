"""Steps of a congress, and the plan that every congress starts with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from daihoi.congress.models.congress import Congress, CongressForm
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import N_, Message
from daihoi.rules.posts import Post


class Phase(models.TextChoices):
    """The seven stages of a congress's page, in their order."""

    PREPARATION = "preparation", _("Preparation")
    DOCUMENTS = "documents", _("Documents")
    PERSONNEL = "personnel", _("Personnel work")
    DELEGATES = "delegates", _("Delegates")
    CONGRESS = "congress", _("The congress")
    RESULTS = "results", _("Results")
    AFTERWARDS = "afterwards", _("Afterwards")


SUPERIOR = "superior"  # owes a step in place of a role: the office of the unit above


class Scope(models.TextChoices):
    """Which congresses have a planned step."""

    ALL = "all"
    WITH_UNITS = "with_units"  # units that have units below them
    DELEGATES = "delegates"  # congresses of delegates
    UPPER = "upper"  # district and above: candidates who are no delegates hand in a dossier (E-12)
    HAS_SUPERIOR = "has_superior"


@dataclass(frozen=True)
class PlannedStep:
    """One step of the standard plan: what, in which stage, by which milestone of `rules.timeline`, who owes it.

    `manual` ones are marked done by hand; the others are set by the verb that does them. `binding` ones have a day that
    a rule fixes: past it, the congress is late; the other days are suggestions. `after` must be done before.
    """

    key: str
    phase: Phase
    label: str
    short: str
    milestone: str
    owner: str
    scope: Scope = Scope.ALL
    manual: bool = True
    binding: bool = False
    after: str = ""
    url_name: str = ""

    def applies(self, kind: UnitKind, is_cell: bool, form: str) -> bool:
        """Whether a congress of such a unit in this form has the step."""
        match self.scope:
            case Scope.WITH_UNITS:
                return not is_cell
            case Scope.DELEGATES:
                return form == CongressForm.DELEGATES
            case Scope.UPPER:
                return kind in _UPPER
            case Scope.HAS_SUPERIOR:
                return kind is not UnitKind.NATIONAL_ORGANIZATION
        return True


_UPPER = (
    UnitKind.NATIONAL_ORGANIZATION,
    UnitKind.CENTRAL_DIRECT_ORGANIZATION,
    UnitKind.DIRECT_SUPERIOR_ORGANIZATION,
)
_P, _S = Phase, Scope
_OFFICE, _SECRETARY, _PERSONNEL, _TALLY, _CLERK = "office", "secretary", "personnel", "tally", "clerk"

# What every congress has to do (P-05, P-06, C-20, N-60, N-61). The order is the order of the page.
PLAN = (
    PlannedStep(
        "plan",
        _P.PREPARATION,
        N_("Adopt the plan, set up the subcommittees"),
        N_("plan"),
        "plan",
        _OFFICE,
        _S.WITH_UNITS,
    ),
    PlannedStep(
        "announce",
        _P.PREPARATION,
        N_("Announce the opening date"),
        N_("announcement"),
        "announcement",
        _OFFICE,
        binding=True,
    ),
    PlannedStep(
        "documents.outlines",
        _P.DOCUMENTS,
        N_("Outlines of the documents"),
        N_("outlines"),
        "outlines",
        _OFFICE,
        _S.WITH_UNITS,
    ),
    PlannedStep(
        "documents.drafts",
        _P.DOCUMENTS,
        N_("Send the drafts below for opinions"),
        N_("drafts"),
        "drafts",
        _OFFICE,
        _S.WITH_UNITS,
    ),
    PlannedStep(
        "documents.approved",
        _P.DOCUMENTS,
        N_("Documents approved by the superior"),
        N_("approval of the documents"),
        "approval",
        _OFFICE,
        _S.HAS_SUPERIOR,
    ),
    PlannedStep(
        "documents.kits", _P.DOCUMENTS, N_("Documents ready for those summoned"), N_("documents"), "kits", _OFFICE
    ),
    PlannedStep(
        "personnel.policy",
        _P.PERSONNEL,
        N_("Personnel policy approved"),
        N_("personnel policy"),
        "personnel_policy",
        _PERSONNEL,
        _S.WITH_UNITS,
    ),
    PlannedStep(
        "personnel.candidacy",
        _P.PERSONNEL,
        N_("Receive dossiers of candidates who are not delegates"),
        N_("dossiers of candidates"),
        "candidacy",
        _PERSONNEL,
        _S.UPPER,
        binding=True,
    ),
    PlannedStep(
        "personnel.plan",
        _P.PERSONNEL,
        N_("Personnel plan approved by the superior"),
        N_("personnel plan"),
        "approval",
        _PERSONNEL,
        _S.HAS_SUPERIOR,
    ),
    PlannedStep(
        "delegates.elected",
        _P.DELEGATES,
        N_("Congresses below finished, delegates elected"),
        N_("election of delegates"),
        "lower_congresses",
        _OFFICE,
        _S.DELEGATES,
    ),
    PlannedStep(
        "delegates.list",
        _P.DELEGATES,
        N_("Close the list of those summoned"),
        N_("list of those summoned"),
        "kits",
        _OFFICE,
    ),
    PlannedStep("rehearsal", _P.CONGRESS, N_("Rehearsal"), N_("rehearsal"), "rehearsal", _OFFICE, _S.WITH_UNITS),
    PlannedStep(
        "hold",
        _P.CONGRESS,
        N_("Hold the congress"),
        N_("congress"),
        "opening",
        _OFFICE,
        manual=False,
        binding=True,
        url_name="congress_hold",
    ),
    PlannedStep(
        "results.enter",
        _P.RESULTS,
        N_("Enter the election results"),
        N_("results"),
        "report",
        _CLERK,
        manual=False,
        binding=True,
        after="hold",
        url_name="elections",
    ),
    PlannedStep(
        "results.certify",
        _P.RESULTS,
        N_("Certify the election results"),
        N_("certification"),
        "report",
        _TALLY,
        manual=False,
        binding=True,
        after="results.enter",
        url_name="elections",
    ),
    PlannedStep(
        "return.hand_in",
        _P.RESULTS,
        N_("Hand in the return"),
        N_("return"),
        "report",
        _SECRETARY,
        _S.HAS_SUPERIOR,
        manual=False,
        binding=True,
        after="results.certify",
        url_name="return_hand_in",
    ),
    PlannedStep(
        "ratification",
        _P.AFTERWARDS,
        N_("Ratification by the superior"),
        N_("ratification"),
        "ratification",
        SUPERIOR,
        _S.HAS_SUPERIOR,
        manual=False,
        binding=True,
        after="return.hand_in",
    ),
    PlannedStep(
        "resolution",
        _P.AFTERWARDS,
        N_("Resolution and programme of action sent out"),
        N_("resolution"),
        "",
        _OFFICE,
        after="hold",
    ),
)
STEPS_BY_KEY = {planned.key: planned for planned in PLAN}
SUGGESTED = tuple(planned.key for planned in PLAN if not planned.binding)

# Steps that stand behind a congress once it is held.
BEFORE_HOLDING = (Phase.PREPARATION, Phase.DOCUMENTS, Phase.PERSONNEL, Phase.DELEGATES, Phase.CONGRESS)


class StepState(models.TextChoices):
    TODO = "todo", _("To do")
    NOW = "now", _("In progress")
    DONE = "done", _("Done")


class StepQuerySet(models.QuerySet["Step"]):
    def open(self) -> Self:
        """Steps not done yet."""
        return self.filter(state__in=[StepState.TODO, StepState.NOW])

    def overdue(self, today: date) -> Self:
        """Open steps whose day has passed, where a rule or the season fixes that day."""
        return self.open().filter(due__lt=today).exclude(key__in=SUGGESTED)


class Step(models.Model):
    """One thing to do for a congress, told by the room that knows it; the congress page reads only this table."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=20, choices=Phase.choices)
    key = models.CharField(max_length=60)
    state = models.CharField(max_length=6, choices=StepState.choices, default=StepState.TODO)
    due = models.DateField(null=True)
    done_on = models.DateField(null=True)
    owner = models.CharField(max_length=12, blank=True)  # the role that owes it, or SUPERIOR
    url_name = models.CharField(max_length=60, blank=True)
    url_args = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["position", "due", "id"]
        constraints = [models.UniqueConstraint(fields=["congress", "key"], name="step_once")]
        indexes = [models.Index(fields=["state", "due"], name="step_due")]

    def __str__(self) -> str:
        return f"{self.congress_id}: {self.key}"

    @property
    def label(self) -> Message:
        """What is to be done: of the plan, or "election:<electorate>:<post>" of one that the elections room told."""
        planned = STEPS_BY_KEY.get(self.key)
        if planned is not None:
            return Message(planned.label)
        post = self.key.split(":")[-1]
        if post in set(Post):
            return Message.of(N_("Election of the %(post)s"), post=Post(post).name_message)
        return Message.of("%(key)s", key=self.key)

    @property
    def is_manual(self) -> bool:
        """Whether a person marks it done by hand."""
        return self.key in STEPS_BY_KEY and STEPS_BY_KEY[self.key].manual

    @property
    def short(self) -> Message:
        """What is to be done in a word or two, for a tile."""
        planned = STEPS_BY_KEY.get(self.key)
        return Message(planned.short) if planned else self.label

    @property
    def is_suggested(self) -> bool:
        """Whether its day is a suggestion (P-06) and not a rule's."""
        return self.key in SUGGESTED

    def is_past(self, today: date) -> bool:
        """Whether its day has passed and it is open."""
        return self.state != StepState.DONE and self.due is not None and self.due < today

    def is_late(self, today: date) -> bool:
        """Whether it is past a day that binds."""
        return self.is_past(today) and not self.is_suggested
