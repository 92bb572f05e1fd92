"""Bodies and posts that are elected, and who elects them (E-04)."""

from __future__ import annotations

from enum import StrEnum

from daihoi.rules.messages import N_, Message


class Electorate(StrEnum):
    """The body that casts the votes."""

    CONGRESS = "congress"
    COMMITTEE = "committee"
    INSPECTION_COMMITTEE = "inspection_committee"


class Post(StrEnum):
    """What is elected."""

    COMMITTEE = "committee"
    STANDING_COMMITTEE = "standing_committee"
    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    INSPECTION_COMMITTEE = "inspection_committee"
    INSPECTION_CHAIR = "inspection_chair"
    INSPECTION_VICE_CHAIR = "inspection_vice_chair"
    DELEGATES = "delegates"
    ALTERNATES = "alternates"
    PRESIDIUM = "presidium"
    SECRETARIAT = "secretariat"
    CREDENTIALS_BOARD = "credentials_board"
    TALLY_BOARD = "tally_board"

    @property
    def label(self) -> str:
        """The msgid of its name."""
        return _LABELS[self]

    @property
    def name_message(self) -> Message:
        """Its name, for use inside another sentence."""
        return Message(self.label)

    @property
    def needs_surplus(self) -> bool:
        """True where there must be more candidates than seats (E-20, E-24)."""
        return self in (Post.COMMITTEE, Post.STANDING_COMMITTEE)

    @property
    def is_secret(self) -> bool:
        """True where the ballot is secret (E-02); the boards of a congress are shown by hands (E-03)."""
        return self not in _BY_SHOW_OF_HANDS


_LABELS = {
    Post.COMMITTEE: N_("committee"),
    Post.STANDING_COMMITTEE: N_("standing committee"),
    Post.SECRETARY: N_("secretary"),
    Post.DEPUTY_SECRETARY: N_("deputy secretary"),
    Post.INSPECTION_COMMITTEE: N_("inspection committee"),
    Post.INSPECTION_CHAIR: N_("chair of the inspection committee"),
    Post.INSPECTION_VICE_CHAIR: N_("vice chair of the inspection committee"),
    Post.DELEGATES: N_("delegates to the superior congress"),
    Post.ALTERNATES: N_("alternate delegates"),
    Post.PRESIDIUM: N_("presidium"),
    Post.SECRETARIAT: N_("secretariat"),
    Post.CREDENTIALS_BOARD: N_("credentials board"),
    Post.TALLY_BOARD: N_("tally board"),
}

_BY_SHOW_OF_HANDS = frozenset({Post.PRESIDIUM, Post.SECRETARIAT, Post.CREDENTIALS_BOARD, Post.TALLY_BOARD})
