"""Quyết định 190-QĐ/TW of 10/10/2024 with the guidance of the 2025–2030 season: its difference from 244-QĐ/TW."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from daihoi.rules.base import Ground
from daihoi.rules.figures import Style
from daihoi.rules.levels import LEVELS_2025
from daihoi.rules.messages import N_
from daihoi.rules.posts import Post
from daihoi.rules.regulations.r2014 import BODY_GROUNDS, DELEGATES_GROUNDS, MEETING_GROUNDS, MEMBERS_GROUNDS, R2014
from daihoi.rules.rule import Rule, inferred, recalled, secondary, seen
from daihoi.rules.rulings import CutTie, Ruling

_QD24 = "Quy định 24-QĐ/TW"
_CT45 = "Chỉ thị 45-CT/TW (2025)"
_PLANNED_LOST = "Hướng dẫn 04-HD/TW (2024)"

_BODY: Rule[frozenset[Ground]] = recalled(BODY_GROUNDS, "N-12", f"{_QD24}, mục 9.3.3")

R2024 = replace(
    R2014,
    key="190-QĐ/TW",
    issued=date(2024, 10, 10),
    title="Quy chế bầu cử trong Đảng ban hành kèm theo Quyết định 190-QĐ/TW ngày 10/10/2024",
    season="2025-2030",
    levels=LEVELS_2025,
    # Majority, quorum and base
    over_half=seen(Fraction(1, 2), "N-13", "190-QĐ/TW, Điều 30; Điều lệ Đảng, Điều 12(3)"),
    members_congress_grounds=seen(MEMBERS_GROUNDS, "N-10", "190-QĐ/TW, Điều 30(2)"),
    delegates_congress_grounds=seen(DELEGATES_GROUNDS, "N-11", f"190-QĐ/TW, Điều 30; {_QD24}, mục 9.3.1"),
    body_meeting_grounds=_BODY,
    members_meeting_grounds=secondary(MEETING_GROUNDS, "C-07", "Quy định 294-QĐ/TW, mục 9.3.2"),
    delegates_congress_from=recalled(200, "C-02", _CT45),
    # Candidates
    surplus_required=seen(frozenset({Post.COMMITTEE, Post.STANDING_COMMITTEE}), "E-20", "190-QĐ/TW, Điều 14(1)"),
    surplus_max=seen(Fraction(3, 10), "E-21", "190-QĐ/TW, Điều 14(1)"),
    prepared_surplus_min=seen(Fraction(1, 10), "E-22", "190-QĐ/TW, Điều 14(1)"),
    prepared_surplus_max=seen(Fraction(3, 20), "E-22", "190-QĐ/TW, Điều 14(1)"),
    small_body_from=seen(3, "E-23", "190-QĐ/TW, Điều 14"),
    small_body_to=seen(5, "E-23", "190-QĐ/TW, Điều 14"),
    small_body_max_extra=seen(1, "E-23", "190-QĐ/TW, Điều 14"),
    extra_where_share_gives_none=inferred(
        1,
        "N-22",
        "190-QĐ/TW, Điều 14, 17, 18",
        N_("for one to three seats the share gives no name; the congress is asked"),
    ),
    floor_support=seen(Fraction(3, 10), "E-25", "190-QĐ/TW, Điều 14(3)", N_("more than this share of those attending")),
    straw_poll_tie=recalled(CutTie.PRESIDIUM, "E-28", "190-QĐ/TW, Điều 14(3)"),
    # Ballots
    ballot_validity=secondary("B-10…B-24", "B-10", "190-QĐ/TW, Điều 15"),
    single_unmarked=recalled(Ruling.INVALID, "B-17", "190-QĐ/TW, Điều 15"),
    all_disagreed=inferred(Ruling.INVALID, "B-19", "190-QĐ/TW, Điều 15"),
    none_marked=inferred(Ruling.INVALID, "B-20", "190-QĐ/TW, Điều 15, 30(1)"),
    partial_strike=inferred(Ruling.ASK, "B-24", "190-QĐ/TW, Điều 8(2)"),
    # Ties and further rounds
    tie_needs_over_half=recalled(False, "N-21", "190-QĐ/TW, Điều 30"),
    rounds_before_asking=recalled(2, "N-22", "190-QĐ/TW, Điều 17, 18"),
    cell_secretary_rounds=seen(3, "N-23", f"{_QD24}, mục 22"),
    pause_when_planned_leader_lost=seen(True, "E-40", _PLANNED_LOST),
    pause_when_planned_chair_lost=seen(True, "E-41", _PLANNED_LOST),
    # Clocks
    announcement_days=seen(30, "C-20", f"{_QD24}, mục 11.1"),
    candidacy_days=seen(15, "E-12", "Hướng dẫn 04-HD/TW (2024)"),
    report_days=seen(7, "N-60", f"{_QD24}, mục 16.1.1"),
    ratification_days=seen(15, "N-61", f"{_QD24}, mục 16.1.2"),
    complaint_days=seen(15, "N-51", "190-QĐ/TW, Điều 33(1)"),
    ballot_retention_months=seen(6, "N-50", "190-QĐ/TW, Điều 35"),
    # Structure and age
    women_min=recalled(Fraction(15, 100), "S-01", _CT45),
    young_under=recalled(42, "S-02", _CT45),
    young_min=recalled(Fraction(1, 10), "S-02", _CT45),
    middle_age_to=recalled(50, "S-03", _CT45),
    middle_age_min=recalled(Fraction(40, 100), "S-03", _CT45),
    middle_age_max=recalled(Fraction(50, 100), "S-03", _CT45),
    renewal_min=recalled(Fraction(1, 3), "S-05", _CT45),
    first_time_months=seen(60, "S-21", f"{_CT45}, Phụ lục 2"),
    # as the published figures of the time do: 222/1587 is 13,99 %
    percent_style=inferred(Style.HALF_UP, "N-31", "Số liệu công bố của Đại hội XIII", N_("official texts do both")),
    re_election_months=seen(48, "S-22", f"{_CT45}, Phụ lục 2", N_("30 before 14/4/2025 (S-51)")),
)
