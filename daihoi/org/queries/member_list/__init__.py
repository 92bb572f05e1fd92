"""A list of members held against the register: what each row would do, and the rows ready to be written."""

from daihoi.org.queries.member_list.facts import FACTS, HEADS, derived, partial
from daihoi.org.queries.member_list.plan import MembersPlan, plan_members

__all__ = ["FACTS", "HEADS", "MembersPlan", "derived", "partial", "plan_members"]
