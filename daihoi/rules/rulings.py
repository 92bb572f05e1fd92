"""Answers that an office may choose where the text of a rule was not seen."""

from __future__ import annotations

from enum import StrEnum

from daihoi.rules.messages import N_


class Ruling(StrEnum):
    """How the tally board reads a doubtful paper (B-17, B-19, B-20, B-24)."""

    VALID = "valid"
    INVALID = "invalid"
    ASK = "ask"

    @property
    def label(self) -> str:
        """The msgid of its name."""
        return {"valid": N_("valid"), "invalid": N_("invalid"), "ask": N_("the tally board decides")}[self.value]


class CutTie(StrEnum):
    """Who is taken where two floor nominees have equal support at the cut (E-28)."""

    PRESIDIUM = "presidium"
    PARTY_AGE = "party_age"

    @property
    def label(self) -> str:
        """The msgid of its name."""
        return {"presidium": N_("the presidium decides"), "party_age": N_("the longer party age")}[self.value]
