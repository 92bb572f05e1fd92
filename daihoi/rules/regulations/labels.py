"""What each rule is called on a page: fields of a regulation and of a level."""

from collections.abc import Mapping
from types import MappingProxyType

from daihoi.rules.figures import Style
from daihoi.rules.messages import N_

CHOICES: Mapping[Style, str] = MappingProxyType({Style.CUT: N_("cut off"), Style.HALF_UP: N_("rounded half up")})

LABELS: Mapping[str, str] = MappingProxyType(
    {
        # a regulation
        "over_half": N_("Share of the base that must be exceeded to be elected"),
        "quorum": N_("Share of those summoned that must be present"),
        "quorum_of_units_warns": N_("Warn when fewer units than the quorum are represented"),
        "members_congress_grounds": N_("Left out of the base of a members' congress"),
        "delegates_congress_grounds": N_("Left out of the base of a delegates' congress"),
        "body_meeting_grounds": N_("Left out of the base of a body's meeting"),
        "members_meeting_grounds": N_("Left out of the base of a members' meeting"),
        "delegates_congress_from": N_("Members from which a delegates' congress is held"),
        "surplus_required": N_("Elections that need more candidates than seats"),
        "surplus_max": N_("Largest surplus of candidates"),
        "prepared_surplus_min": N_("Smallest surplus that the convening committee prepares"),
        "prepared_surplus_max": N_("Largest surplus that the convening committee prepares"),
        "small_body_from": N_("Small body: from this many seats"),
        "small_body_to": N_("Small body: to this many seats"),
        "small_body_max_extra": N_("Extra candidates for a small body"),
        "extra_where_share_gives_none": N_("Extra candidates where the share gives none"),
        "floor_support": N_("Share of those attending that must be exceeded by a nominee from the floor"),
        "straw_poll_tie": N_("Equal support at the cut of the straw poll"),
        "ballot_validity": N_("Validity of ballot papers"),
        "single_unmarked": N_("One candidate, no box marked"),
        "all_disagreed": N_("Several candidates, all marked “disagree”"),
        "none_marked": N_("Several candidates, no mark anywhere"),
        "partial_strike": N_("Name struck out in part"),
        "tie_needs_over_half": N_("A vote among the tied needs more than half"),
        "rounds_before_asking": N_("Rounds after which the congress is asked whether to go on"),
        "cell_secretary_rounds": N_("Rounds after which the superior appoints a cell's secretary"),
        "pause_when_planned_leader_lost": N_("Pause when the planned secretary or deputy is not elected"),
        "pause_when_planned_chair_lost": N_("Pause when the planned chair of inspection is not elected"),
        "standing_committee_from": N_("Committee members from which a standing committee is elected"),
        "standing_committee_share": N_("Largest share of a committee in its standing committee"),
        "announcement_days": N_("Working days from the announcement to the opening"),
        "candidacy_days": N_("Working days before the opening for a candidacy dossier"),
        "report_days": N_("Working days to report the results"),
        "ratification_days": N_("Working days to ratify"),
        "complaint_days": N_("Working days to settle complaints"),
        "ballot_retention_months": N_("Months for which ballots are kept"),
        "women_min": N_("Share of women"),
        "young_under": N_("Young means under this age"),
        "young_min": N_("Share of the young"),
        "middle_age_to": N_("Middle age band: to this age"),
        "middle_age_min": N_("Middle age band: smallest share"),
        "middle_age_max": N_("Middle age band: largest share"),
        "renewal_min": N_("Share of new members"),
        "first_time_months": N_("Months of working time left to stand for the first time"),
        "re_election_months": N_("Months of working time left to stand for re-election"),
        "percent_style": N_("Percentages after two decimals"),
        # a level
        "parents": N_("May stand under"),
        "congress_rule": N_("Kind of congress"),
        "congresses_in_five_years": N_("Congresses in five years"),
        "tolerance_months": N_("Months by which a congress may be earlier or later"),
        "max_days": N_("Days of the congress at most"),
        "max_preparatory_days": N_("Days of the preparatory session at most"),
        "deadline": N_("Congress finished by"),
        "max_delegates": N_("Delegates at most"),
        "min_official_members": N_("Official members at least"),
        "min_members": N_("Members at least"),
        "members_below": N_("Members fewer than"),
        "committee_from_official": N_("Official members from which a committee is elected"),
        "committee_min": N_("Committee members at least"),
        "committee_max": N_("Committee members at most"),
        "has_standing_committee": N_("Has a standing committee"),
        "standing_committee_max": N_("Standing committee members at most"),
        "deputies_max": N_("Deputies at most"),
        "has_inspection_committee": N_("Has an inspection committee"),
        "inspection_min": N_("Inspection committee members at least"),
        "inspection_max": N_("Inspection committee members at most"),
        "reference_month": N_("Month at which age is reckoned"),
    }
)
