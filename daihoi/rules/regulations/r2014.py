"""Quyết định 244-QĐ/TW of 9/6/2014 with the guidance of the 2020–2025 season."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from daihoi.rules.base import Ground
from daihoi.rules.figures import Style
from daihoi.rules.levels import LEVELS_2020
from daihoi.rules.messages import N_
from daihoi.rules.posts import Post
from daihoi.rules.regulations.regulation import Regulation
from daihoi.rules.rule import inferred, recalled, secondary, seen
from daihoi.rules.rulings import CutTie, Ruling

_HD03 = "Hướng dẫn 03-HD/TW (2020)"
_CT35 = "Chỉ thị 35-CT/TW (2019)"
_QD29 = "Quy định 29-QĐ/TW"

MEMBERS_GROUNDS = frozenset(
    {
        Ground.TEMPORARY_TRANSFER,
        Ground.EXEMPTED_NOT_PRESENT,
        Ground.SUSPENDED,
        Ground.CHARGED,
        Ground.EXCUSED_ENTIRE_CONGRESS,
    }
)
DELEGATES_GROUNDS = frozenset({Ground.CONVENING_MEMBER_ABSENT, Ground.DELEGATE_NOT_REPLACED})
BODY_GROUNDS = frozenset({Ground.SUSPENDED, Ground.CHARGED, Ground.TRANSFERRED_OUT, Ground.RETIRED})
MEETING_GROUNDS = frozenset({Ground.TEMPORARY_TRANSFER, Ground.EXEMPTED_NOT_PRESENT, Ground.SUSPENDED, Ground.CHARGED})

R2014 = Regulation(
    key="244-QĐ/TW",
    issued=date(2014, 6, 9),
    title="Quy chế bầu cử trong Đảng ban hành kèm theo Quyết định 244-QĐ/TW ngày 9/6/2014",
    season="2020-2025",
    levels=LEVELS_2020,
    # Majority, quorum and base
    over_half=seen(Fraction(1, 2), "N-13", "244-QĐ/TW, Điều 32; Điều lệ Đảng, Điều 12(3)"),
    quorum=recalled(Fraction(2, 3), "C-04", "Điều lệ Đảng, Điều 11(5)"),
    quorum_of_units_warns=recalled(True, "C-05", "Điều lệ Đảng, Điều 11"),
    members_congress_grounds=seen(MEMBERS_GROUNDS, "N-10", "244-QĐ/TW, Điều 32(2)"),
    delegates_congress_grounds=seen(DELEGATES_GROUNDS, "N-11", "244-QĐ/TW, Điều 32(3)"),
    body_meeting_grounds=recalled(BODY_GROUNDS, "N-12", f"{_QD29}, mục 9.3.3"),
    members_meeting_grounds=secondary(MEETING_GROUNDS, "C-07", f"{_QD29}, mục 9.3.2"),
    delegates_congress_from=seen(200, "C-02", f"{_CT35}, mục 4"),
    # Candidates
    surplus_required=recalled(frozenset({Post.COMMITTEE, Post.STANDING_COMMITTEE}), "E-20", "244-QĐ/TW, Điều 16(1)"),
    surplus_max=seen(Fraction(3, 10), "E-21", "244-QĐ/TW, Điều 16"),
    prepared_surplus_min=seen(Fraction(1, 10), "E-22", f"244-QĐ/TW, Điều 16; {_HD03}"),
    prepared_surplus_max=seen(Fraction(3, 20), "E-22", f"244-QĐ/TW, Điều 16; {_HD03}"),
    small_body_from=recalled(3, "E-23", "244-QĐ/TW, Điều 16"),
    small_body_to=recalled(5, "E-23", "244-QĐ/TW, Điều 16"),
    small_body_max_extra=recalled(1, "E-23", "244-QĐ/TW, Điều 16"),
    extra_where_share_gives_none=inferred(
        1,
        "N-22",
        "244-QĐ/TW, Điều 16, 19, 20",
        N_("for one to three seats the share gives no name; the congress is asked"),
    ),
    floor_support=recalled(None, "E-25", "244-QĐ/TW, Điều 16", N_("new in 2024; not known for 2014")),
    straw_poll_tie=recalled(CutTie.PRESIDIUM, "E-28", "244-QĐ/TW, Điều 16"),
    # Ballots
    ballot_validity=seen("B-10…B-24", "B-10", "244-QĐ/TW, Điều 17(2)"),
    single_unmarked=recalled(Ruling.INVALID, "B-17", "244-QĐ/TW, Điều 17(2)"),
    all_disagreed=inferred(Ruling.INVALID, "B-19", "244-QĐ/TW, Điều 17(2)"),
    none_marked=inferred(Ruling.INVALID, "B-20", "244-QĐ/TW, Điều 17(2), 32(1)"),
    partial_strike=inferred(Ruling.ASK, "B-24", "244-QĐ/TW, Điều 7"),
    # Ties and further rounds
    tie_needs_over_half=recalled(False, "N-21", "244-QĐ/TW, Điều 32"),
    rounds_before_asking=recalled(2, "N-22", "244-QĐ/TW, Điều 19, 20(2)"),
    cell_secretary_rounds=seen(3, "N-23", f"{_QD29}, mục 24"),
    pause_when_planned_leader_lost=inferred(True, "E-40", "244-QĐ/TW", N_("seen for 2025 only")),
    pause_when_planned_chair_lost=inferred(True, "E-41", "244-QĐ/TW", N_("seen for 2025 only")),
    # Bodies
    standing_committee_from=seen(9, "U-14", "Điều lệ Đảng, Điều 22(5); Hướng dẫn 01-HD/TW (2016), mục 15.1"),
    standing_committee_share=seen(Fraction(1, 3), "U-16", f"{_QD29}, mục 12"),
    # Clocks
    announcement_days=secondary(30, "C-20", f"{_QD29}, mục 11.1"),
    candidacy_days=seen(15, "E-12", f"244-QĐ/TW, Điều 10; {_HD03}, mục 4.2"),
    report_days=seen(7, "N-60", f"{_QD29}, mục 16.1"),
    ratification_days=seen(15, "N-61", f"{_QD29}, mục 16.1"),
    complaint_days=recalled(None, "N-51", "244-QĐ/TW, Điều 34–38", N_("the period was not found")),
    ballot_retention_months=recalled(6, "N-50", "244-QĐ/TW, Điều 34–38"),
    # Structure and age
    women_min=seen(Fraction(15, 100), "S-01", _CT35),
    young_under=seen(40, "S-02", _CT35),
    young_min=seen(Fraction(1, 10), "S-02", _CT35),
    middle_age_to=seen(50, "S-03", _CT35),
    middle_age_min=seen(Fraction(40, 100), "S-03", _CT35),
    middle_age_max=seen(Fraction(50, 100), "S-03", _CT35),
    renewal_min=recalled(Fraction(1, 3), "S-05", "Chỉ thị 36-CT/TW (2014)"),
    first_time_months=seen(60, "S-21", f"{_CT35}; Kết luận 60-KL/TW (2019)"),
    re_election_months=seen(30, "S-22", f"{_CT35}; Kết luận 60-KL/TW (2019)"),
    # Print
    # the guide of 2020 cuts off in its own examples: 5/35 is 14,28 %
    percent_style=inferred(Style.CUT, "N-31", "Hướng dẫn 03-HD/TW (2020)", N_("official texts do both")),
)
