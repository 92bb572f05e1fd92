"""The documents in force on the day on which a congress opens (part 2, B.1, S-51): per congress, never per season."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.regulations.r2014 import R2014
from daihoi.rules.regulations.r2024 import R2024
from daihoi.rules.regulations.regulation import Regulation
from daihoi.rules.rule import secondary


class Subject(StrEnum):
    """What a document regulates; a newer one on the same subject replaces the older."""

    CHARTER = "charter"
    ELECTION = "election"
    ELECTION_GUIDANCE = "election_guidance"
    CHARTER_IMPLEMENTATION = "charter_implementation"
    CHARTER_GUIDANCE = "charter_guidance"
    DIRECTIVE = "directive"
    DIRECTIVE_ADDITION = "directive_addition"
    DIRECTIVE_GUIDANCE = "directive_guidance"
    INSPECTION = "inspection"
    INSPECTION_GUIDANCE = "inspection_guidance"
    DOCUMENT_FORMAT = "document_format"
    DOCUMENT_FORMAT_GUIDANCE = "document_format_guidance"

    @property
    def label(self) -> str:
        """The msgid of its name."""
        return _LABELS[self]


_LABELS = {
    Subject.CHARTER: N_("charter"),
    Subject.ELECTION: N_("election regulation"),
    Subject.ELECTION_GUIDANCE: N_("guidance of the election regulation"),
    Subject.CHARTER_IMPLEMENTATION: N_("regulation implementing the charter"),
    Subject.CHARTER_GUIDANCE: N_("guidance of the charter"),
    Subject.DIRECTIVE: N_("directive on congresses"),
    Subject.DIRECTIVE_ADDITION: N_("addition to the directive"),
    Subject.DIRECTIVE_GUIDANCE: N_("guidance of the directive"),
    Subject.INSPECTION: N_("regulation on inspection"),
    Subject.INSPECTION_GUIDANCE: N_("guidance on inspection committees"),
    Subject.DOCUMENT_FORMAT: N_("regulation on documents"),
    Subject.DOCUMENT_FORMAT_GUIDANCE: N_("guidance on the format of documents"),
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the legal base, in force from `issued` to the day before `until`."""

    number: str
    issued: date
    subject: Subject
    until: date | None = None

    @property
    def citation(self) -> str:
        """Number with date, since numbers come back: Hướng dẫn 04-HD/TW exists twice."""
        return f"{self.number} ngày {self.issued.day}/{self.issued.month}/{self.issued.year}"

    def in_force(self, day: date) -> bool:
        """True on and after its date, until it is replaced."""
        return self.issued <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class LegalBase:
    """What a congress that opens on `opening` rests on."""

    opening: date
    regulation: Regulation
    documents: tuple[Document, ...]

    def document(self, subject: Subject) -> Document | None:
        """The document on `subject`, or None where none was in force."""
        return next((document for document in self.documents if document.subject is subject), None)


_CT45_DAY = date(2025, 4, 14)

DOCUMENTS = (
    Document("Điều lệ Đảng Cộng sản Việt Nam", date(2011, 1, 19), Subject.CHARTER),
    Document("Quyết định 244-QĐ/TW", date(2014, 6, 9), Subject.ELECTION, until=date(2024, 10, 10)),
    Document("Quyết định 190-QĐ/TW", date(2024, 10, 10), Subject.ELECTION),
    Document("Hướng dẫn 04-HD/TW", date(2014, 10, 6), Subject.ELECTION_GUIDANCE, until=date(2020, 3, 20)),
    Document("Hướng dẫn 03-HD/TW", date(2020, 3, 20), Subject.ELECTION_GUIDANCE, until=date(2024, 12, 31)),
    Document("Hướng dẫn 04-HD/TW", date(2024, 12, 31), Subject.ELECTION_GUIDANCE),
    Document("Quy định 29-QĐ/TW", date(2016, 7, 25), Subject.CHARTER_IMPLEMENTATION, until=date(2021, 7, 30)),
    Document("Quy định 24-QĐ/TW", date(2021, 7, 30), Subject.CHARTER_IMPLEMENTATION, until=date(2025, 1, 20)),
    Document("Quy định 232-QĐ/TW", date(2025, 1, 20), Subject.CHARTER_IMPLEMENTATION, until=date(2025, 5, 26)),
    Document("Quy định 294-QĐ/TW", date(2025, 5, 26), Subject.CHARTER_IMPLEMENTATION),
    Document("Hướng dẫn 01-HD/TW", date(2016, 9, 20), Subject.CHARTER_GUIDANCE, until=date(2021, 9, 28)),
    Document("Hướng dẫn 01-HD/TW", date(2021, 9, 28), Subject.CHARTER_GUIDANCE, until=date(2025, 6, 9)),
    Document("Hướng dẫn 06-HD/TW", date(2025, 6, 9), Subject.CHARTER_GUIDANCE),
    Document("Chỉ thị 35-CT/TW", date(2019, 5, 30), Subject.DIRECTIVE, until=date(2024, 6, 14)),
    Document("Chỉ thị 35-CT/TW", date(2024, 6, 14), Subject.DIRECTIVE, until=_CT45_DAY),
    Document("Chỉ thị 45-CT/TW", _CT45_DAY, Subject.DIRECTIVE),
    Document("Kết luận 118-KL/TW", date(2025, 1, 18), Subject.DIRECTIVE_ADDITION, until=_CT45_DAY),
    Document("Hướng dẫn 26-HD/BTCTW", date(2019, 10, 18), Subject.DIRECTIVE_GUIDANCE, until=date(2024, 8, 26)),
    Document("Hướng dẫn 27-HD/BTCTW", date(2024, 8, 26), Subject.DIRECTIVE_GUIDANCE),
    Document("Quy định 22-QĐ/TW", date(2021, 7, 28), Subject.INSPECTION, until=date(2025, 5, 30)),
    Document("Quy định 296-QĐ/TW", date(2025, 5, 30), Subject.INSPECTION),
    Document("Hướng dẫn 08-HD/UBKTTW", date(2020, 2, 14), Subject.INSPECTION_GUIDANCE, until=date(2025, 6, 6)),
    Document("Hướng dẫn 17-HD/UBKTTW", date(2025, 6, 6), Subject.INSPECTION_GUIDANCE),
    Document("Quy định 66-QĐ/TW", date(2017, 2, 6), Subject.DOCUMENT_FORMAT, until=date(2026, 1, 9)),
    Document("Quy định 399-QĐ/TW", date(2026, 1, 9), Subject.DOCUMENT_FORMAT),
    Document("Hướng dẫn 36-HD/VPTW", date(2018, 4, 3), Subject.DOCUMENT_FORMAT_GUIDANCE, until=date(2026, 1, 9)),
)

# S-51: before CT45 a person standing for re-election needed half a term of working time left.
R2024_BEFORE_CT45 = replace(
    R2024, re_election_months=secondary(30, "S-51", "Chỉ thị 35-CT/TW (2024)", N_("48 from 14/4/2025"))
)


def legal_base(opening: date) -> LegalBase:
    """The regulation and the documents in force on `opening`; `RuleError` before 9/6/2014."""
    if opening < R2014.issued:
        raise RuleError(
            Message.of(
                N_(
                    "A congress that opened on %(opening)s falls before %(first)s (%(issued)s),"
                    " the oldest election regulation that is known here."
                ),
                opening=opening,
                first=R2014.key,
                issued=R2014.issued,
            )
        )
    newer = R2024_BEFORE_CT45 if opening < _CT45_DAY else R2024
    regulation = R2014 if opening < R2024.issued else newer
    return LegalBase(opening, regulation, tuple(document for document in DOCUMENTS if document.in_force(opening)))
