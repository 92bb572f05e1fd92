"""Forms of season and congress."""

from daihoi.congress.forms.congress import (
    EvidenceForm,
    ExceptionForm,
    HoldForm,
    PlanForm,
    StepDoneForm,
    WithdrawForm,
)
from daihoi.congress.forms.season import LevelForm, SeasonForm, SeasonOpenForm

__all__ = [
    "EvidenceForm",
    "ExceptionForm",
    "HoldForm",
    "LevelForm",
    "PlanForm",
    "SeasonForm",
    "SeasonOpenForm",
    "StepDoneForm",
    "WithdrawForm",
]
