"""A small world for the walks: a district with two grassroots units that have everything, and a neighbour district."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from daihoi.org.access import ROLES, Role
from daihoi.org.models import Unit, User
from daihoi.rules.levels import UnitKind
from tests import builders


@dataclass
class Place:
    """A unit and one object of every kind that a URL can name, by the URL's parameter."""

    unit: Unit
    ids: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    province: Unit
    district: Place
    first: Place
    second: Place
    cell: Place
    abroad: Place
    users: dict[tuple[Role, str], User] = field(default_factory=dict)

    def user(self, role: Role, place: Place) -> User:
        """The account whose only grant is `role` at `place`."""
        key = (role, place.unit.code)
        if key not in self.users:
            name = f"{role.value}-{place.unit.code}".lower().replace(".", "-")
            self.users[key] = builders.a_user(name, unit=place.unit, role=role)
        return self.users[key]

    @property
    def places(self) -> list[Place]:
        return [self.district, self.first, self.second, self.cell, self.abroad]


def a_world() -> World:
    """Units, congresses, elections, returns, members, accounts at every place."""
    province = builders.a_unit("T", kind=UnitKind.CENTRAL_DIRECT_ORGANIZATION, name="Đảng bộ Thành phố Thử")
    district = builders.a_unit("T.Q1", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION, parent=province, name="Đảng bộ quận Một")
    abroad = builders.a_unit("T.Q2", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION, parent=province, name="Đảng bộ quận Hai")
    first = builders.a_unit("T.Q1.P1", parent=district, name="Đảng bộ Phường Thứ Nhất")
    second = builders.a_unit("T.Q1.P2", parent=district, name="Đảng bộ Phường Thứ Nhì")
    cell = builders.a_unit("T.Q1.P1.C1", kind=UnitKind.CELL_UNDER_COMMITTEE, parent=first, name="Chi bộ Khu phố Thử")
    world = World(province, *(Place(unit) for unit in (district, first, second, cell, abroad)))
    furnish(world)
    return world


def furnish(world: World) -> None:
    """Give every place an object for each parameter that a URL may carry."""
    from tests.contracts.objects import OBJECTS

    season = builders.a_season(world.province)
    for place in world.places:
        congress = builders.a_congress(place.unit, season=season)
        place.ids = {"congress_id": congress.pk}
        for name, make in OBJECTS.items():
            place.ids[name] = make(place, congress)


def covers(role: Role, grant: Unit, unit: Unit) -> bool:
    """Whether a grant of `role` at `grant` reaches `unit`, said once more in the words of trust.md."""
    this_only = role.value in {"clerk", "secretary", "second", "tally", "credentials", "personnel", "editor"}
    return grant.pk == unit.pk or (not this_only and unit.path.startswith(grant.path))


def may(role: Role, permission: Any) -> bool:
    return permission in ROLES[role].permissions
