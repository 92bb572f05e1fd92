"""The corners of the units and their tree. Title, code and kind of a corner are public; nothing else of it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from daihoi.portal.models import Corner


@dataclass
class Place:
    """A corner in the tree of corners."""

    code: str
    name: str
    kind: str
    parent: Place | None = None
    below: list[Place] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"/don-vi/{self.code}/"

    @property
    def line(self) -> list[Place]:
        """From the topmost corner down to this one."""
        return [*(self.parent.line if self.parent else ()), self]

    @property
    def codes(self) -> list[str]:
        """Its code and those of all corners below."""
        return [self.code, *(code for place in self.below for code in place.codes)]

    @property
    def depth(self) -> int:
        """How many corners stand above."""
        return self.parent.depth + 1 if self.parent else 0


def places() -> dict[str, Place]:
    """code -> corner with its superior and the corners below it, in the order in which the office named them.

    The tree is in the codes: "Q.1" stands below "Q".
    """
    rows = Corner.objects.live().order_by("path").values_list("code", "title", "kind")
    found = {row[0]: Place(*row) for row in rows}
    for code, place in found.items():
        above = code
        while "." in above and place.parent is None:
            above = above.rpartition(".")[0]
            place.parent = found.get(above)
        if place.parent is not None:
            place.parent.below.append(place)
    return found


def about(code: str) -> str:
    """What the unit says of itself."""
    return Corner.objects.live().filter(code=code).values_list("about", flat=True).first() or ""
