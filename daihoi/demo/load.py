"""Runs the season of Bình Thạnh through the program's own verbs, from the files to ratified returns."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import Any

from daihoi.demo.accounts import ACCOUNTS, PASSWORD

STANDS_AT = date(2020, 8, 27)
FILES = files("daihoi.demo") / "binh-thanh"
# Ratified by the district's committee except these two, so that the office has something to do.
WAITING = ("BT.C10", "BT.D19")


def load(step: Callable[[str], None], *, when_registered: Callable[[], None] = lambda: None) -> bool:
    """Load what is not there yet; whether anything was loaded. Each part is whole or missing: a second run goes on.

    `when_registered` is called as soon as units and members are there.
    """
    from daihoi.congress.models import Season
    from daihoi.org.models import Unit

    if Season.objects.filter(as_of=STANDS_AT).exists() and not _unfinished():
        step("mùa mẫu đã có")
        return False
    if not Unit.objects.exists():
        _register(step)
    when_registered()
    _accounts(step)
    season = _season()
    _results(season, step)
    _returns(season, step)
    return True


def _unfinished() -> bool:
    from daihoi.reports.models import Return

    return not Return.objects.filter(congress__unit__code="BT").exists()


def _register(step: Callable[[str], None]) -> None:
    from daihoi.org import actions

    for name, verb in (("to-chuc.xlsx", actions.units_import), ("dang-vien.xlsx", actions.members_import)):
        content = (FILES / name).read_bytes()
        facts = verb(content, filename=name, by=None, as_of=date(2020, 3, 1)).as_dict()
        step(f"{name}: đọc {facts['read']}, thêm {facts['added']}, từ chối {len(facts['refused'])}")


def _accounts(step: Callable[[str], None]) -> None:
    from django.contrib.auth.hashers import make_password

    from daihoi.org.access import Role
    from daihoi.org.actions.user import grant_give, user_add
    from daihoi.org.models import Unit, User

    hashed = make_password(PASSWORD)
    for row in ACCOUNTS:
        if User.objects.filter(username=row.username).exists():
            continue
        unit = Unit.objects.get(code=row.unit)
        user, _code = user_add(
            by=None, username=row.username, name=row.name, unit=unit, role=Role(row.role), identity=row.username
        )
        for role, code in row.more:
            grant_give(user, by=None, unit=Unit.objects.get(code=code), role=Role(role))
        User.objects.filter(pk=user.pk).update(password=hashed, must_change=False)
    step(f"{len(ACCOUNTS)} tài khoản mẫu")


def _season() -> Any:
    from daihoi.congress import actions
    from daihoi.congress.models import Season
    from daihoi.org.models import Unit

    root = Unit.objects.get(code="BT")
    if season := Season.objects.filter(root=root).first():
        return season
    season = actions.season_open(
        root, by=None, name="2020–2025", regulation_key="244-QĐ/TW", percent_style="cut", as_of=STANDS_AT
    )
    # eleven congresses of this district stopped after one vote: here the congress is asked after the first (N-22 [R])
    return actions.season_change(season, by=None, settings={"rounds_before_asking": 1})


def _results(season: Any, step: Callable[[str], None]) -> None:
    from daihoi.elections import actions
    from daihoi.elections.models import Election
    from daihoi.org.models import Unit

    if not Election.objects.filter(congress__season=season).exists():
        name = "ket-qua-co-so.xlsx"
        content = (FILES / name).read_bytes()
        facts = actions.results_import(content, filename=name, by=None, season=season).as_dict()
        step(f"{name}: đọc {facts['read']}, thêm {facts['added']}")
    root = Unit.objects.get(code="BT")
    if not Election.objects.filter(congress__unit=root, congress__season=season).exists():
        _hold(root, season)
        data = json.loads((FILES / "bau-cap-uy-quan.json").read_text(encoding="utf-8"))
        # the file has the papers only; the board's own counts stand beside them (298 came, took and gave back a paper)
        papers = {"present": 298, "issued": 298, "returned": 298}
        actions.election_import(data | papers, unit=root, by=None, season=season)
        step("bau-cap-uy-quan.json: đại hội quận")


def _hold(root: Any, season: Any) -> None:
    """The district's own congress, the twelfth: two days, 298 delegates (the dates are invented)."""
    from daihoi.congress import actions
    from daihoi.congress.models import Congress, CongressForm
    from daihoi.org.models import User

    office = User.objects.get(username="vanphong")
    congress = Congress.objects.get(season=season, unit=root)
    congress = actions.congress_plan(
        congress,
        by=office,
        planned_on=date(2020, 7, 29),
        form=CongressForm.DELEGATES,
        ordinal=12,
        place="Hội trường Quận uỷ",
    )
    actions.congress_hold(
        congress,
        by=office,
        form=CongressForm.DELEGATES,
        opened_on=date(2020, 7, 29),
        closed_on=date(2020, 7, 30),
        summoned=298,
        present=298,
    )


def _returns(season: Any, step: Callable[[str], None]) -> None:
    """Certify, hand in, accept and ratify day by day, with the season's clock standing at each day."""
    from daihoi.congress.models import Congress, Season
    from daihoi.demo.replay import days_of
    from daihoi.org.models import Unit, User
    from daihoi.reports.actions import report_make
    from daihoi.reports.models import Report

    congresses = Congress.objects.filter(season=season).select_related("unit").order_by("opened_on", "unit__path")
    days = [
        day
        for congress in congresses
        if congress.opened_on
        for day in days_of(congress, ratify=congress.unit.code not in WAITING)
    ]
    try:
        for when, _order, act in sorted(days, key=lambda day: day[:2]):
            Season.objects.filter(pk=season.pk).update(as_of=when)
            act()
    finally:
        Season.objects.filter(pk=season.pk).update(as_of=STANDS_AT)
    root = Unit.objects.get(code="BT")
    if not Report.objects.filter(season=season, unit=root).exists():
        season.refresh_from_db()
        report_make(root, season, by=User.objects.get(username="vanphong"))
    step(f"{len(congresses)} đại hội: biên bản đã ký, báo cáo đã nộp, kết quả đã chuẩn y")
