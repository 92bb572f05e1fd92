"""Builders of what tests need: `a_congress(unit=…)`, not fixture files."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from daihoi.congress.actions import congress_hold, season_open
from daihoi.congress.models import Congress, CongressForm, Season
from daihoi.elections import actions as elections
from daihoi.elections.models import Election, Round
from daihoi.org.access import Role
from daihoi.org.actions import Signed, unit_add
from daihoi.org.models import Grant, Member, Membership, Sex, Unit, User
from daihoi.rules.levels import UnitKind
from daihoi.rules.posts import Electorate, Post
from daihoi.rules.vietnamese import fold, name_order

_numbers = itertools.count(1)


def a_unit(
    code: str = "",
    *,
    kind: UnitKind = UnitKind.GRASSROOTS_ORGANIZATION,
    parent: Unit | None = None,
    name: str = "",
) -> Unit:
    """A unit of `kind`; without a parent it is a root of its own."""
    code = code or f"U{next(_numbers)}"
    return unit_add(by=None, code=code, name=name or f"Đảng bộ {code}", kind=kind, parent=parent)


def a_user(username: str = "", *, name: str = "", unit: Unit | None = None, role: Role | None = None) -> User:
    """An account with the password "mat-khau-thu"; with `unit` and `role` also a grant."""
    number = next(_numbers)
    user = User.objects.create_user(
        username or f"user{number}", "mat-khau-thu", name=name or f"Người Dùng {number}", identity=f"id{number}"
    )
    if unit is not None and role is not None:
        Grant.objects.create(user=user, unit=unit, role=role)
    return user


def signed(user: User | None = None) -> Signed:
    """A person who has just re-entered the password."""
    return Signed(user or a_user())


def a_season(root: Unit, *, by: User | None = None, as_of: date | None = date(2020, 8, 27)) -> Season:
    """The season 2020–2025 of `root`, with a congress for each grassroots unit and for the root."""
    return season_open(root, by=by, name="2020-2025", regulation_key="244-QĐ/TW", as_of=as_of)


def a_congress(
    unit: Unit | None = None,
    *,
    season: Season | None = None,
    form: CongressForm = CongressForm.DELEGATES,
    summoned: int = 100,
    held: date | None = date(2020, 5, 21),
) -> Congress:
    """A congress of `unit`; held on `held` with `summoned` summoned and present, or (None) still being prepared."""
    unit = unit or a_unit()
    season = season or a_season(unit)
    congress, _ = Congress.objects.get_or_create(season=season, unit=unit, sequence=1)
    if held is not None:
        congress_hold(congress, by=None, form=form, opened_on=held, summoned=summoned, present=summoned)
    return Congress.objects.select_related("unit", "season").get(pk=congress.pk)


def a_member(
    name: str = "Nguyễn Văn An",
    *,
    unit: Unit,
    card: str = "",
    woman: bool = False,
    born: date | None = date(1975, 5, 19),
) -> Member:
    """An official member who belongs to `unit`."""
    member = Member.objects.create(
        card=card or f"79{next(_numbers):06d}",
        name=name,
        folded=fold(name),
        sort_key=name_order(name),
        sex=Sex.FEMALE if woman else Sex.MALE,
        born=born,
        ethnicity="Kinh",
        joined=date(2000, 1, 1),
        official=date(2001, 1, 1),
    )
    Membership.objects.create(member=member, unit=unit, valid_from=date(2001, 1, 1))
    return member


NAMES = (
    "Lê Văn An", "Trần Thị Bình", "Phạm Quốc Cường", "Võ Thị Dung", "Đặng Minh Đức", "Bùi Thu Hà",
    "Hồ Ngọc Khánh", "Ngô Thị Lan", "Lý Công Minh", "Đỗ Thị Nga", "Phan Văn Phú", "Vũ Thị Quyên",
    "Tạ Đình Sơn", "Mai Thị Thảo", "Cao Xuân Vinh", "La Thị Xuân", "Kim Văn Yên",
)  # fmt: skip


def an_election(
    congress: Congress | None = None,
    *,
    post: Post = Post.COMMITTEE,
    electorate: Electorate = Electorate.CONGRESS,
    seats: int = 3,
    candidates: Sequence[str] | int = 4,
    by: User | None = None,
) -> Election:
    """An election opened with its list of `candidates` (names, or how many)."""
    by = by or a_user()
    election = elections.election_open(congress or a_congress(), by=by, electorate=electorate, post=post, seats=seats)
    names = NAMES[:candidates] if isinstance(candidates, int) else candidates
    elections.candidates_set(election.rounds.get(), by=by, nominees=[elections.Nominee(name=name) for name in names])
    return election


def typed(found: Round, votes: Sequence[int], *, by: User | None = None, invalid: int = 0, **papers: int) -> Round:
    """`found` with the votes typed in the ballot's order and papers that balance, unless `papers` say otherwise."""
    summoned = found.summoned or 0
    given = {
        "present": summoned,
        "issued": summoned,
        "returned": summoned,
        "valid": summoned - invalid,
        "invalid": invalid,
    } | papers
    numbers = list(found.candidates.order_by("number").values_list("number", flat=True))
    elections.count_save(
        found,
        by=by or a_user(),
        key=uuid4(),
        papers=given,
        invalid_papers={"nobody": invalid} if invalid else {},
        votes=dict(zip(numbers, votes, strict=True)),
    )
    found.refresh_from_db()
    return found


def a_certified_round(votes: Sequence[int] = (90, 80, 70, 20), **options: object) -> Round:
    """A certified first round: four names for three seats, base 100, unless `options` for `an_election` differ."""
    election = an_election(candidates=len(votes), **options)  # type: ignore[arg-type]
    found = typed(election.rounds.get(), votes)
    elections.certify(found, by=signed(), second=signed())
    found.refresh_from_db()
    return found
