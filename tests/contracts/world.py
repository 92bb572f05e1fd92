"""A small world for the walks: a district with two wards that have everything, a cell, and a neighbour district."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max

from daihoi.congress.models import Congress, Season
from daihoi.ledger.models import Event
from daihoi.org.access import Role
from daihoi.org.models import Unit, User
from daihoi.rules.levels import UnitKind
from tests import builders
from tests.contracts import objects

# trust.md, Roles, said once more and not read from the program: what a role may do, and where • its grant ends.
MAY = {
    "office": "figures.view names.view register.import season.plan count.enter result.certify return.hand_in"
    " return.decide report.write ledger.view portal.publish",
    "clerk": "figures.view names.view count.enter",
    "secretary": "figures.view names.view count.enter result.certify return.hand_in report.write",
    "second": "figures.view names.view result.certify",
    "tally": "figures.view names.view count.enter result.certify",
    "credentials": "figures.view names.view",
    "personnel": "figures.view names.view members.view register.import",
    "writer": "news.enter",
    "editor": "news.enter",
    "inspector": "figures.view names.view ledger.view",
    "observer": "figures.view",
    "admin": "users.manage backup.run",
}
THIS_UNIT_ONLY = {"clerk", "secretary", "second", "tally", "credentials", "personnel", "writer", "editor"}


def covers(role: Role, grant: Unit, unit: Unit) -> bool:
    """Whether a grant of `role` at `grant` reaches `unit`, by following parents and not paths."""
    above: Unit | None = unit
    while above is not None:
        if above.pk == grant.pk:
            return True
        above = None if role.value in THIS_UNIT_ONLY else above.parent
    return False


def may(role: Role, permission: Any) -> bool:
    return str(permission.value) in MAY[role.value].split()


@dataclass
class Place:
    """A unit and one object of every kind that a URL can name: parameter, or "page.parameter" -> its value."""

    unit: Unit
    congress: Congress | None = None
    ids: dict[str, Any] = field(default_factory=dict)
    own: dict[int, dict[str, Any]] = field(default_factory=dict)  # by user: what only the maker may see
    is_leaf: bool = False
    events: range = range(0)  # the ledger's entries about it

    def values(self, name: str, params: list[str], user: User | None = None) -> dict[str, Any]:
        """The values for the URL called `name`; KeyError where the world lacks the object."""
        ids = self.ids | (self.own.get(user.pk, {}) if user else {})
        ids["unit"] = self.unit.code
        return {param: ids[f"{name}.{param}"] if f"{name}.{param}" in ids else ids[param] for param in params}


@dataclass
class World:
    province: Unit
    season: Season
    district: Place
    first: Place
    second: Place
    cell: Place
    abroad: Place
    far: Place
    users: dict[tuple[Role, str], User] = field(default_factory=dict)

    def user(self, role: Role, place: Place) -> User:
        """The account whose only grant is `role` at `place`, the district or the first ward."""
        return self.users[role, place.unit.code]

    @property
    def places(self) -> list[Place]:
        """Above the first ward, the ward, beside it, below it, and a neighbour district."""
        return [self.district, self.first, self.second, self.cell, self.abroad]


def newest_event() -> int:
    return Event.objects.aggregate(newest=Max("pk"))["newest"] or 0


def a_world() -> World:
    """Units, congresses, elections, returns, members, accounts at every place."""
    district_kind, cell_kind = UnitKind.DIRECT_SUPERIOR_ORGANIZATION, UnitKind.CELL_UNDER_COMMITTEE
    province = builders.a_unit("T", kind=UnitKind.CENTRAL_DIRECT_ORGANIZATION, name="Đảng bộ Thành phố Thử")
    district = builders.a_unit("T.Q1", kind=district_kind, parent=province, name="Đảng bộ quận Một")
    first = builders.a_unit("T.Q1.P1", parent=district, name="Đảng bộ Phường Thứ Nhất")
    second = builders.a_unit("T.Q1.P2", parent=district, name="Đảng bộ Phường Thứ Nhì")
    cell = builders.a_unit("T.Q1.P1.C1", kind=cell_kind, parent=first, name="Chi bộ Khu phố Thử")
    abroad = builders.a_unit("T.Q2", kind=district_kind, parent=province, name="Đảng bộ quận Hai")
    far = builders.a_unit("T.Q2.P1", parent=abroad, name="Đảng bộ Phường Xa")
    season = builders.a_season(province)
    world = World(province, season, *(Place(unit) for unit in (district, first, second, cell, abroad, far)))
    for place in (*world.places, world.far):  # those below hand in after those above: each return stands for itself
        before = newest_event()
        objects.furnish(place, season)
        place.events = range(before + 1, newest_event() + 1)
    for above, below in ((world.district, world.first), (world.first, world.cell), (world.abroad, world.far)):
        objects.put_below(above, below)
    for place in (world.second, world.cell, world.far):  # nothing stands below them
        place.ids["below"], place.is_leaf = place.unit.code, True
    for place in (world.district, world.first):
        for role in Role:
            user = builders.a_user(f"{role.value}-{place.unit.pk}", unit=place.unit, role=role)
            world.users[role, place.unit.code] = user
            if role is Role.PERSONNEL:  # lists that the personnel office loads are its own
                place.own[user.pk] = {"uuid": objects.an_import(place.unit, user).uuid}
    return world
