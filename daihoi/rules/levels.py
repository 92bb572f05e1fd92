"""Levels of the organisation: one frozen row per kind of unit and regulation (U-01…U-20, U-40).

What a unit may stand under, how large it is, which congress it holds, what it elects and by when is read from its row,
never from an `if` on its kind. Numbers are the season's defaults; where the text was not seen they are settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from daihoi.rules.messages import N_, Message, Objection
from daihoi.rules.posts import Electorate, Post
from daihoi.rules.rule import Rule, inferred, recalled, secondary, seen


class UnitKind(StrEnum):
    """Kinds of unit, from the root of the tree to its leaves."""

    NATIONAL_ORGANIZATION = "national_organization"
    CENTRAL_DIRECT_ORGANIZATION = "central_direct_organization"
    DIRECT_SUPERIOR_ORGANIZATION = "direct_superior_organization"
    GRASSROOTS_ORGANIZATION = "grassroots_organization"
    GRASSROOTS_CELL = "grassroots_cell"
    SUB_ORGANIZATION = "sub_organization"
    CELL_UNDER_COMMITTEE = "cell_under_committee"
    CELL_UNDER_SUB_ORGANIZATION = "cell_under_sub_organization"

    @property
    def vietnamese(self) -> str:
        """The name as the column "Loại hình" of the files writes it."""
        return _VIETNAMESE[self]

    @property
    def label(self) -> str:
        """The msgid of its name."""
        return _LABELS[self]

    @classmethod
    def from_vietnamese(cls, name: str) -> UnitKind | None:
        """The kind that "Loại hình" names, however it is capitalised; None where it names none."""
        return _BY_VIETNAMESE.get(" ".join(name.split()).casefold())


_VIETNAMESE = {
    UnitKind.NATIONAL_ORGANIZATION: "Trung ương",
    UnitKind.CENTRAL_DIRECT_ORGANIZATION: "Đảng bộ trực thuộc Trung ương",
    UnitKind.DIRECT_SUPERIOR_ORGANIZATION: "Đảng bộ cấp trên trực tiếp cơ sở",
    UnitKind.GRASSROOTS_ORGANIZATION: "Đảng bộ cơ sở",
    UnitKind.GRASSROOTS_CELL: "Chi bộ cơ sở",
    UnitKind.SUB_ORGANIZATION: "Đảng bộ bộ phận",
    UnitKind.CELL_UNDER_COMMITTEE: "Chi bộ trực thuộc Đảng uỷ cơ sở",
    UnitKind.CELL_UNDER_SUB_ORGANIZATION: "Chi bộ trực thuộc Đảng uỷ bộ phận",
}

_LABELS = {
    UnitKind.NATIONAL_ORGANIZATION: N_("national organisation"),
    UnitKind.CENTRAL_DIRECT_ORGANIZATION: N_("organisation directly under the centre"),
    UnitKind.DIRECT_SUPERIOR_ORGANIZATION: N_("organisation directly above the grassroots"),
    UnitKind.GRASSROOTS_ORGANIZATION: N_("grassroots organisation"),
    UnitKind.GRASSROOTS_CELL: N_("grassroots cell"),
    UnitKind.SUB_ORGANIZATION: N_("sub-organisation"),
    UnitKind.CELL_UNDER_COMMITTEE: N_("cell under a grassroots committee"),
    UnitKind.CELL_UNDER_SUB_ORGANIZATION: N_("cell under a sub-organisation"),
}

# Files write both spellings of the tone mark: uỷ and ủy.
_BY_VIETNAMESE = {
    spelling.casefold(): kind for kind, name in _VIETNAMESE.items() for spelling in (name, name.replace("uỷ", "ủy"))
}


class CongressType(StrEnum):
    """Who sits in a congress (C-01)."""

    MEMBERS = "members_congress"
    DELEGATES = "delegates_congress"


class CongressRule(StrEnum):
    """How the type of a level's congress is found (C-02)."""

    MEMBERS = "members"
    BY_SIZE = "by_size"
    DELEGATES = "delegates"


@dataclass(frozen=True, slots=True)
class Level:
    """What a kind of unit is, needs, elects and owes."""

    kind: UnitKind
    parents: Rule[frozenset[UnitKind]]
    is_grassroots_unit: bool
    is_cell: bool
    congress_rule: Rule[CongressRule]
    congresses_in_five_years: Rule[int]
    tolerance_months: Rule[int]
    max_days: Rule[int | None]
    max_preparatory_days: Rule[Fraction | None]
    deadline: Rule[date | None]
    max_delegates: Rule[int | None]
    min_official_members: Rule[int | None]
    min_members: Rule[int | None]
    members_below: Rule[int | None]
    committee_from_official: Rule[int]
    committee_min: Rule[int | None]
    committee_max: Rule[int | None]
    has_standing_committee: Rule[bool]
    standing_committee_max: Rule[int | None]
    deputies_max: Rule[int | None]
    has_inspection_committee: Rule[bool]
    inspection_min: Rule[int | None]
    inspection_max: Rule[int | None]
    reference_month: Rule[date | None]

    @property
    def holds_members(self) -> bool:
        """True for cells only: members stand in a cell, every other unit has units below it."""
        return self.is_cell

    def elects(self, electorate: Electorate) -> tuple[Post, ...]:
        """Posts that `electorate` elects at this level, in their binding order (E-04, E-05, S-33)."""
        leaders = (Post.SECRETARY, Post.DEPUTY_SECRETARY)
        if electorate is Electorate.CONGRESS:
            above = () if not self.parents.value else (Post.DELEGATES, Post.ALTERNATES)
            return (Post.COMMITTEE, *(leaders if self.is_cell else ()), *above)
        if electorate is Electorate.COMMITTEE:
            if self.is_cell:
                return ()
            standing = (Post.STANDING_COMMITTEE,) if self.has_standing_committee.value else ()
            inspection = (Post.INSPECTION_COMMITTEE, Post.INSPECTION_CHAIR)
            return (*standing, *leaders, *(inspection if self.has_inspection_committee.value else ()))
        return (Post.INSPECTION_VICE_CHAIR,) if self.has_inspection_committee.value else ()

    def parent_problem(self, parent: UnitKind | None) -> Message | None:
        """Why a unit of this kind may not stand under `parent`; None where it may (U-05, U-06, U-40)."""
        if parent is None or parent in self.parents.value:
            return None
        return self.parents.says(
            N_("%(child)s cannot stand directly under %(parent)s; it may stand under: %(allowed)s."),
            child=Message(self.kind.label),
            parent=Message(parent.label),
            allowed=tuple(Message(kind.label) for kind in UnitKind if kind in self.parents.value),
        )

    def size_objections(self, members: int, official: int, *, superior_agrees: bool = False) -> tuple[Objection, ...]:
        """What is wrong with the unit's size; the superior's agreement makes a refusal a warning (U-03, U-04)."""
        found = []
        few, low, high = self.min_official_members, self.min_members, self.members_below
        if few.value is not None and official < few.value:
            found.append(
                few.says(
                    N_("A cell needs at least %(least)d official members; this one has %(official)d."),
                    least=few.value,
                    official=official,
                )
            )
        if low.value is not None and members < low.value:
            found.append(
                low.says(
                    N_("With %(members)d members, fewer than %(least)d, this should be a grassroots cell."),
                    members=members,
                    least=low.value,
                )
            )
        if high.value is not None and members >= high.value:
            found.append(
                high.says(
                    N_("With %(members)d members, %(limit)d or more, this should be a grassroots organisation."),
                    members=members,
                    limit=high.value,
                )
            )
        return tuple(Objection(message, refuses=not superior_agrees) for message in found)


def congress_type(level: Level, members: int, threshold: Rule[int], *, superior_allows: bool = False) -> CongressType:
    """Members' or delegates' congress of a unit with `members` members (C-01, C-02)."""
    if level.congress_rule.value is CongressRule.MEMBERS:
        return CongressType.MEMBERS
    if level.congress_rule.value is CongressRule.DELEGATES or superior_allows or members >= threshold.value:
        return CongressType.DELEGATES
    return CongressType.MEMBERS


_CHARTER_10_3 = "Điều lệ Đảng, Điều 10(3)"
_CHARTER_13 = "Điều lệ Đảng, Điều 13"
_CHARTER_21 = "Điều lệ Đảng, Điều 21"
_CHARTER_22 = "Điều lệ Đảng, Điều 22"
_CHARTER_22_5 = "Điều lệ Đảng, Điều 22(5)"
_CHARTER_24_3 = "Điều lệ Đảng, Điều 24(3)"
_CHARTER_24_4 = "Điều lệ Đảng, Điều 24(4)"
_CT35 = "Chỉ thị 35-CT/TW (2019)"
_CT45 = "Chỉ thị 45-CT/TW (2025)"
_INSPECTION_FROM = "Quyết định 296-QĐ/TW, Điều 7"

_NONE: Rule[int | None] = Rule(None)
_NO_DATE: Rule[date | None] = Rule(None)
_NO_FRACTION: Rule[Fraction | None] = Rule(None)

_CELL = Level(
    kind=UnitKind.CELL_UNDER_COMMITTEE,
    parents=inferred(frozenset({UnitKind.GRASSROOTS_ORGANIZATION}), "U-06", _CHARTER_10_3),
    is_grassroots_unit=False,
    is_cell=True,
    congress_rule=seen(CongressRule.MEMBERS, "C-02", f"{_CT35}, mục 4"),
    congresses_in_five_years=seen(2, "U-20", _CHARTER_24_3),
    tolerance_months=seen(6, "U-21", _CHARTER_24_3),
    max_days=secondary(1, "C-20", _CT35, N_("local plans")),
    max_preparatory_days=_NO_FRACTION,
    deadline=_NO_DATE,
    max_delegates=_NONE,
    min_official_members=seen(3, "U-03", "Điều lệ Đảng, Điều 21(2), 24(1)"),
    min_members=_NONE,
    members_below=_NONE,
    committee_from_official=seen(9, "U-10", _CHARTER_24_4),
    committee_min=recalled(3, "U-11", "Quy định 29-QĐ/TW, mục 24"),
    committee_max=seen(7, "U-11", "Quy định 29-QĐ/TW, mục 24"),
    has_standing_committee=seen(False, "U-14", _CHARTER_22_5),
    standing_committee_max=_NONE,
    deputies_max=seen(1, "U-10", _CHARTER_24_4),
    has_inspection_committee=secondary(False, "S-33", _INSPECTION_FROM),
    inspection_min=_NONE,
    inspection_max=_NONE,
    reference_month=_NO_DATE,
)
_CELL_UNDER_SUB = replace(
    _CELL,
    kind=UnitKind.CELL_UNDER_SUB_ORGANIZATION,
    parents=inferred(frozenset({UnitKind.SUB_ORGANIZATION}), "U-06", _CHARTER_10_3),
)
_GRASSROOTS_CELL = replace(
    _CELL,
    kind=UnitKind.GRASSROOTS_CELL,
    parents=inferred(frozenset({UnitKind.DIRECT_SUPERIOR_ORGANIZATION}), "U-06", _CHARTER_21),
    is_grassroots_unit=True,
    congresses_in_five_years=seen(1, "U-20", _CHARTER_22),
    tolerance_months=recalled(12, "U-21", _CHARTER_13),
    max_days=seen(2, "C-20", _CT35),
    deadline=seen(date(2020, 6, 30), "C-20", _CT35),
    members_below=seen(30, "U-04", _CHARTER_21),
    reference_month=_NO_DATE,
)
_SUB_ORGANIZATION = replace(
    _CELL,
    kind=UnitKind.SUB_ORGANIZATION,
    parents=seen(frozenset({UnitKind.GRASSROOTS_ORGANIZATION}), "U-05", _CHARTER_10_3),
    is_cell=False,
    congress_rule=inferred(CongressRule.BY_SIZE, "C-02", f"{_CT35}, mục 4"),
    congresses_in_five_years=secondary(1, "U-12", "Quy định 29-QĐ/TW"),
    tolerance_months=recalled(12, "U-21", _CHARTER_13),
    min_official_members=_NONE,
    committee_from_official=Rule(0),
    committee_min=recalled(3, "U-12", "Quy định 29-QĐ/TW"),
    committee_max=secondary(7, "U-12", "Quy định 29-QĐ/TW"),
    deputies_max=recalled(1, "U-12", "Quy định 29-QĐ/TW"),
)
_GRASSROOTS_ORGANIZATION = replace(
    _GRASSROOTS_CELL,
    kind=UnitKind.GRASSROOTS_ORGANIZATION,
    is_cell=False,
    congress_rule=seen(CongressRule.BY_SIZE, "C-02", f"{_CT35}, mục 4"),
    min_official_members=_NONE,
    min_members=seen(30, "U-04", _CHARTER_21),
    members_below=_NONE,
    committee_from_official=Rule(0),
    committee_min=_NONE,
    committee_max=recalled(15, "U-13", _CT35, N_("larger only by special permission")),
    has_standing_committee=seen(True, "U-14", _CHARTER_22_5),
    standing_committee_max=recalled(5, "U-16", _CT35),
    deputies_max=_NONE,
    has_inspection_committee=secondary(True, "S-33", _INSPECTION_FROM),
    inspection_min=recalled(3, "S-32", "Hướng dẫn 08-HD/UBKTTW (2020)"),
    inspection_max=recalled(5, "S-32", "Hướng dẫn 08-HD/UBKTTW (2020)"),
)
_DIRECT_SUPERIOR = replace(
    _GRASSROOTS_ORGANIZATION,
    kind=UnitKind.DIRECT_SUPERIOR_ORGANIZATION,
    parents=inferred(frozenset({UnitKind.CENTRAL_DIRECT_ORGANIZATION}), "U-06", _CHARTER_21),
    is_grassroots_unit=False,
    congress_rule=seen(CongressRule.DELEGATES, "C-01", "Điều lệ Đảng, Điều 9(2)"),
    max_days=seen(3, "C-20", _CT35),
    max_preparatory_days=seen(Fraction(1, 2), "C-20", _CT35),
    deadline=seen(date(2020, 8, 31), "C-20", _CT35),
    max_delegates=seen(300, "D-01", _CT35),
    min_members=_NONE,
    committee_max=recalled(43, "U-17", _CT35),
    standing_committee_max=recalled(13, "U-16", _CT35),
    deputies_max=recalled(2, "U-17", _CT35),
    inspection_min=recalled(7, "S-32", "Hướng dẫn 08-HD/UBKTTW (2020)"),
    inspection_max=recalled(9, "S-32", "Hướng dẫn 08-HD/UBKTTW (2020)"),
    reference_month=seen(date(2020, 6, 1), "S-20", "Chỉ thị 35-CT/TW (2019), Kết luận 60-KL/TW"),
)
_CENTRAL_DIRECT = replace(
    _DIRECT_SUPERIOR,
    kind=UnitKind.CENTRAL_DIRECT_ORGANIZATION,
    parents=inferred(frozenset({UnitKind.NATIONAL_ORGANIZATION}), "U-06", _CHARTER_21),
    max_days=seen(4, "C-20", _CT35),
    deadline=seen(date(2020, 10, 31), "C-20", _CT35),
    max_delegates=seen(350, "D-01", _CT35, "Hà Nội 500; TP. Hồ Chí Minh, Nghệ An, Thanh Hoá 450"),
    committee_max=_NONE,
    standing_committee_max=seen(17, "U-16", _CT35, N_("13–15 in most provinces")),
    deputies_max=_NONE,
    inspection_min=seen(9, "S-30", "Hướng dẫn 08-HD/UBKTTW (2020)"),
    inspection_max=seen(11, "S-30", "Hướng dẫn 08-HD/UBKTTW (2020)", N_("13–15 in Hà Nội and TP. Hồ Chí Minh")),
    reference_month=seen(date(2020, 9, 1), "S-20", "Chỉ thị 35-CT/TW (2019), Kết luận 60-KL/TW"),
)
_NATIONAL = replace(
    _CENTRAL_DIRECT,
    kind=UnitKind.NATIONAL_ORGANIZATION,
    parents=Rule(frozenset()),
    max_days=_NONE,
    max_preparatory_days=_NO_FRACTION,
    deadline=_NO_DATE,
    max_delegates=_NONE,
    standing_committee_max=_NONE,
    inspection_min=_NONE,
    inspection_max=_NONE,
    reference_month=_NO_DATE,
)

LEVELS_2020 = (
    _NATIONAL,
    _CENTRAL_DIRECT,
    _DIRECT_SUPERIOR,
    _GRASSROOTS_ORGANIZATION,
    _GRASSROOTS_CELL,
    _SUB_ORGANIZATION,
    _CELL,
    _CELL_UNDER_SUB,
)

# From 7/2025 communes, wards and special zones stand directly above the grassroots (U-40); grassroots units may also
# stand directly under an organisation under the centre (U-06).
_GRASSROOTS_PARENTS_2025 = inferred(
    frozenset({UnitKind.DIRECT_SUPERIOR_ORGANIZATION, UnitKind.CENTRAL_DIRECT_ORGANIZATION}), "U-06", _CT45
)
_HD17 = "Hướng dẫn 17-HD/UBKTTW (2025)"
LEVELS_2025 = (
    _NATIONAL,
    replace(
        _CENTRAL_DIRECT,
        max_days=secondary(4, "C-20", _CT45),
        deadline=secondary(date(2025, 10, 31), "C-20", _CT45),
        max_delegates=secondary(
            400, "D-01", _CT45, N_("merged from two 450, from three 500; Hà Nội, TP. Hồ Chí Minh 550")
        ),
        inspection_min=seen(11, "S-31", _HD17),
        inspection_max=seen(13, "S-31", _HD17, N_("13–15 in Hà Nội and TP. Hồ Chí Minh")),
        reference_month=seen(date(2025, 9, 1), "S-20", f"{_CT45}, Phụ lục 2"),
    ),
    replace(
        _DIRECT_SUPERIOR,
        max_days=secondary(2, "C-20", _CT45),
        max_preparatory_days=secondary(Fraction(1, 2), "C-20", _CT45),
        deadline=secondary(date(2025, 8, 31), "C-20", _CT45),
        max_delegates=secondary(300, "D-01", _CT45, N_("communes, wards and special zones 250")),
        committee_max=seen(33, "U-17", _CT45, N_("27 where it comes from at most two communes")),
        standing_committee_max=seen(11, "U-16", _CT45),
        deputies_max=seen(2, "U-17", _CT45),
        inspection_min=seen(3, "S-31", _HD17),
        inspection_max=seen(7, "S-31", _HD17),
        reference_month=seen(
            date(2025, 6, 1), "S-20", f"{_CT45}, Phụ lục 2", N_("7/2025 in communes, wards, special zones")
        ),
    ),
    replace(
        _GRASSROOTS_ORGANIZATION,
        parents=_GRASSROOTS_PARENTS_2025,
        max_days=secondary(2, "C-20", _CT45),
        deadline=secondary(date(2025, 6, 30), "C-20", _CT45),
        max_delegates=secondary(250, "D-01", _CT45),
        reference_month=seen(date(2025, 4, 1), "S-20", f"{_CT45}, Phụ lục 2"),
    ),
    replace(
        _GRASSROOTS_CELL,
        parents=_GRASSROOTS_PARENTS_2025,
        max_days=secondary(2, "C-20", _CT45),
        deadline=secondary(date(2025, 6, 30), "C-20", _CT45),
        reference_month=seen(date(2025, 4, 1), "S-20", f"{_CT45}, Phụ lục 2"),
    ),
    _SUB_ORGANIZATION,
    _CELL,
    _CELL_UNDER_SUB,
)

LEVELS: Mapping[UnitKind, Level] = MappingProxyType({level.kind: level for level in LEVELS_2020})
"""The rows of the 2020–2025 season; another regulation's are its `level(kind)`."""
