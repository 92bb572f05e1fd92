"""A small town for the journeys: a district, a ward with two cells, a cell of its own, and who works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from daihoi.congress.models import Season
from daihoi.org.access import Role
from daihoi.org.actions import tallies_recount
from daihoi.org.models import Grant, Unit, User
from daihoi.rules.levels import UnitKind
from tests.builders import a_member, a_season, a_unit, a_user

PASSWORD = "mat-khau-thu"
PEOPLE = (
    "Lê Văn An", "Trần Thị Bình", "Phạm Quốc Cường", "Võ Thị Dung", "Đặng Minh Đức", "Bùi Thu Hà", "Hồ Ngọc Khánh",
    "Ngô Thị Lan", "Lý Công Minh", "Đỗ Thị Nga", "Phan Văn Phú", "Vũ Thị Quyên",
)  # fmt: skip


@dataclass
class Town:
    """The district Q, its ward Q.1 with the cells Q.1.1 and Q.1.2, its cell Q.2; accounts by user name."""

    district: Unit
    ward: Unit
    cell: Unit
    small: Unit
    season: Season
    people: dict[str, User]


def a_town() -> Town:
    district = a_unit("Q", kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION, name="Đảng bộ quận Thử")
    ward = a_unit("Q.1", parent=district, name="Đảng bộ Phường Một")
    cell = a_unit("Q.1.1", kind=UnitKind.CELL_UNDER_COMMITTEE, parent=ward, name="Chi bộ Khu phố Một")
    other = a_unit("Q.1.2", kind=UnitKind.CELL_UNDER_COMMITTEE, parent=ward, name="Chi bộ Khu phố Hai")
    small = a_unit("Q.2", kind=UnitKind.GRASSROOTS_CELL, parent=district, name="Chi bộ Trường Thử")
    for number, name in enumerate(PEOPLE):
        a_member(name, unit=(cell, other)[number % 2], woman="Thị" in name, card=f"7900{number:04d}")
        a_member(name, unit=small, woman="Thị" in name, card=f"7901{number:04d}")
    with transaction.atomic():
        tallies_recount([district, ward, cell, other, small])
    season = a_season(district, as_of=date(2020, 8, 27))
    people = {}
    for username, name, unit, roles in (
        ("vanphong", "Nguyễn Minh Châu", district, [Role.OFFICE]),
        ("quan2", "Đỗ Văn Tường", district, [Role.SECOND, Role.SECRETARY]),
        ("thuky1", "Phan Minh Trí", ward, [Role.SECRETARY]),
        ("nguoi1", "Lê Thu Hằng", ward, [Role.SECOND]),
        ("thuky2", "Trần Quốc Bảo", small, [Role.SECRETARY]),
        ("nguoi2", "Hồ Mỹ Linh", small, [Role.SECOND]),
        ("quantri", "Đặng Hữu Phước", district, [Role.ADMIN]),
    ):
        user = people[username] = a_user(username, name=name)
        for role in roles:
            Grant.objects.create(user=user, unit=unit, role=role)
    return Town(district, ward, cell, small, season, people)
