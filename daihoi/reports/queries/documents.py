"""Which files may go out, told by what is in them and not by their names."""

from __future__ import annotations

from daihoi.formats.packages import LIMITS, Limits, check_package
from daihoi.rules.messages import N_, Message, RuleError

LARGEST_DOCUMENT = 10_000_000  # bytes
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _refused(text: str) -> RuleError:
    return RuleError(Message.of(text))


def document_kind(name: str, data: bytes) -> tuple[str, str]:
    """(media type, extension) of a file that may be published; RuleError, in one sentence, for any other."""
    if len(data) > LARGEST_DOCUMENT:
        raise _refused(N_("The file is larger than 10 MB. Publish it in parts, or as a smaller PDF."))
    if data.startswith(b"%PDF-"):
        return "application/pdf", "pdf"
    parts = check_package(data, Limits(file=LARGEST_DOCUMENT, unpacked=LIMITS.unpacked))
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise _refused(N_("The file holds macros, which a reader's computer would run. Save it as PDF."))
    if "word/document.xml" in parts:
        return _DOCX, "docx"
    if "xl/workbook.xml" in parts:
        return _XLSX, "xlsx"
    raise _refused(N_("Only PDF, Word (.docx) and Excel (.xlsx) files are published. Save it as one of these."))
