"""Why personal data are kept: each personal field of a table says its purpose, ground, retention and readers (T13)."""

from dataclasses import dataclass

from daihoi.rules.messages import N_


@dataclass(frozen=True)
class Personal:
    """Why a personal field is kept: law 91/2025/QH15 and decree 356/2025 ask for each of these (T13). All msgids."""

    purpose: str
    ground: str
    retention: str
    seen_by: str


_KEPT = N_("while the membership lasts and five years after the term")
IDENTITY = Personal(
    purpose=N_("tells one member from another in lists, elections and minutes"),
    ground=N_("Party Charter, management of members; regulation on elections (N-10, E-31)"),
    retention=_KEPT,
    seen_by=N_("personnel; candidates' names also those who run or inspect their election"),
)
STRUCTURE = Personal(
    purpose=N_("counts of structure and age conditions of committees (S-01…S-05, S-20…S-24, S-50)"),
    ground=N_("directive of the season; result reports to the superior (section 10)"),
    retention=_KEPT,
    seen_by=N_("personnel; others see counts only"),
)
STATUS = Personal(
    purpose=N_("who votes and who counts in the majority base (U-30…U-34, N-10…N-12)"),
    ground=N_("Party Charter art. 3; regulation on elections"),
    retention=_KEPT,
    seen_by=N_("personnel; others see counts only"),
)
CANDIDATE = Personal(
    purpose=N_("the list on the ballot, its structure and the result of the election"),
    ground=N_("regulation on elections (E-10…E-31, N-42)"),
    retention=N_("five years after the term; in certified results as a salted digest only"),
    seen_by=N_("those who run, decide or inspect the election; dates and education personnel only"),
)
BOARD = Personal(
    purpose=N_("who counted, presided and signed the minutes"),
    ground=N_("regulation on elections (N-42)"),
    retention=N_("five years after the term; in certified results as a salted digest only"),
    seen_by=N_("those who run, decide or inspect the election"),
)
REMARK = Personal(
    purpose=N_("words that a decision rests on and that may name a person"),
    ground=N_("regulation on elections (N-10, N-50…N-63)"),
    retention=N_("five years after the term"),
    seen_by=N_("those who run, decide or inspect the congress"),
)
ACCOUNT = Personal(
    purpose=N_("lets a person sign in, and two people sign where two are needed"),
    ground=N_("internal rules of the office; decree 356/2025 on access to personal data"),
    retention=N_("while the account is valid and five years after"),
    seen_by=N_("the administrators of the unit; the name also whoever sees what was signed"),
)
ACTOR = Personal(
    purpose=N_("who did it and answers for it"),
    ground=N_("regulation on elections (N-42); internal rules of the office"),
    retention=N_("as long as what was done is kept"),
    seen_by=N_("whoever may open the page that shows it"),
)
PUBLISHED = Personal(
    purpose=N_("names that the office decided to make public: persons elected, persons commended"),
    ground=N_("rules on making results and commendations public; decision of the office that publishes"),
    retention=N_("as long as the publication is kept as proof; withdrawn from the portal at any time"),
    seen_by=N_("everybody, on the portal"),
)
