"""Season, limits per level, congress, steps and evidence."""

from daihoi.congress.models.congress import Congress, CongressForm, CongressQuerySet, Exemption, Stage
from daihoi.congress.models.evidence import Evidence, evidence_path
from daihoi.congress.models.season import Season, SeasonLevel
from daihoi.congress.models.step import (
    BEFORE_HOLDING,
    PLAN,
    STEPS_BY_KEY,
    SUGGESTED,
    SUPERIOR,
    Phase,
    PlannedStep,
    Step,
    StepState,
)

__all__ = [
    "BEFORE_HOLDING",
    "PLAN",
    "STEPS_BY_KEY",
    "SUGGESTED",
    "SUPERIOR",
    "Congress",
    "CongressForm",
    "CongressQuerySet",
    "Evidence",
    "Exemption",
    "Phase",
    "PlannedStep",
    "Season",
    "SeasonLevel",
    "Stage",
    "Step",
    "StepState",
    "evidence_path",
]
