"""Pictures of the demo, drawn by the program: no photograph, no person who lives."""

from __future__ import annotations

from collections.abc import Callable

from daihoi.demo.newsroom.pictures import desks, halls, papers, streets, water

_SCENES: dict[str, Callable[[], bytes]] = {
    "hall": halls.hall,
    "congress": halls.congress,
    "cards": halls.cards,
    "voting": halls.voting,
    "neighbourhood": halls.neighbourhood,
    "training": halls.training,
    "ballot-box": papers.ballot_box,
    "tally": papers.tally,
    "documents": papers.documents,
    "certificates": papers.certificates,
    "resolution-book": desks.resolution_book,
    "calendar": desks.calendar_wall,
    "computer": desks.computer,
    "workgroup": desks.workgroup,
    "ward-street": streets.ward_street,
    "alley": streets.alley,
    "riverside": water.riverside,
    "lake-gate": water.lake_gate,
}
NAMES = tuple(_SCENES)


def draw(name: str) -> bytes:
    """The picture `name` of NAMES as PNG, the same bytes every time; KeyError for another name."""
    return _SCENES[name]()
