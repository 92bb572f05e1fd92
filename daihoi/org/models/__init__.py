"""Tables of the organisation."""

from daihoi.org.models.imports import ImportJob, ImportKind, ImportState
from daihoi.org.models.member import Education, LeaveReason, Member, Membership, Precision, Sex, Standing, Theory
from daihoi.org.models.tally import Tally, TallyTotal
from daihoi.org.models.unit import BEGINNING, Unit, UnitPeriod
from daihoi.org.models.user import Grant, User

__all__ = [
    "BEGINNING",
    "Education",
    "Grant",
    "ImportJob",
    "ImportKind",
    "ImportState",
    "LeaveReason",
    "Member",
    "Membership",
    "Precision",
    "Sex",
    "Standing",
    "Tally",
    "TallyTotal",
    "Theory",
    "Unit",
    "UnitPeriod",
    "User",
]
