"""Figures: counts that add up level by level, what is shown of them, and the search for what does not add up."""

from daihoi.rules.figures.counts import FIGURES, TIERS, Figures, Kind, LevelFigures, UnknownFigureError
from daihoi.rules.figures.figure import Check, Figure, Origin, OriginKind, Record
from daihoi.rules.figures.findings import (
    IDENTITIES,
    Finding,
    Identity,
    Known,
    children_findings,
    committees_finding,
    identity_checks,
    identity_findings,
    members_finding,
    reconcile,
)
from daihoi.rules.figures.percent import Percent, Style, percent

__all__ = [
    "FIGURES",
    "IDENTITIES",
    "TIERS",
    "Check",
    "Figure",
    "Figures",
    "Finding",
    "Identity",
    "Kind",
    "Known",
    "LevelFigures",
    "Origin",
    "OriginKind",
    "Percent",
    "Record",
    "Style",
    "UnknownFigureError",
    "children_findings",
    "committees_finding",
    "identity_checks",
    "identity_findings",
    "members_finding",
    "percent",
    "reconcile",
]
