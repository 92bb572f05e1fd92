"""The lists of the season as offices sent them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from daihoi.org.actions import members_import, units_import
from daihoi.org.models import Unit
from daihoi.org.queries import counts_on, level_figures
from daihoi.rules.figures import Figures
from tests.org.lists import fates, the_unit

DATA = Path(__file__).resolve().parents[2] / "daihoi" / "demo" / "binh-thanh"


@pytest.mark.django_db
def test_the_season_s_own_files_give_their_known_counts_and_refuse_exactly_the_planted_rows() -> None:
    truth = json.loads((DATA / "truth.json").read_text())
    units = units_import(DATA / "to-chuc.xlsx", filename="to-chuc.xlsx", by=None)
    assert fates(units) == (431, 0, 0, 0)
    assert Counter(unit.level.vietnamese for unit in Unit.objects.all()) == truth["units"]
    result = members_import(DATA / "dang-vien.xlsx", filename="dang-vien.xlsx", by=None)
    assert (result.read, fates(result)) == (11844, (11836, 0, 0, 8))
    planted = {(row["card"], row["name"] or "") for row in truth["planted_errors"]}
    assert {(refusal.code, refusal.name) for refusal in result.refused} == planted
    found = counts_on(the_unit("BT"), date(2020, 3, 1))
    keys = ("members", "official", "probationary", "women_members", "exempted", "temporary_away")
    assert [found[key] for key in keys] == list(truth["members"].values())
    assert Figures.total(level_figures(the_unit("BT"), 0).levels.values())["members"] == 11836
    assert result.findings == []
    again = members_import(DATA / "dang-vien.xlsx", filename="dang-vien.xlsx", by=None)
    assert fates(again) == (0, 0, 11836, 8)
