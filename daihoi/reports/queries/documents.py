"""Which files may go out, told by what is in them and not by their names."""

from __future__ import annotations

import io
from collections.abc import Iterable
from contextlib import closing

import docx
import openpyxl

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
        if b"%%EOF" not in data[-2048:]:
            raise _refused(N_("The file is cut off: its end is missing. Copy or scan it again."))
        return "application/pdf", "pdf"
    parts = check_package(data, Limits(file=LARGEST_DOCUMENT, unpacked=LIMITS.unpacked))
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise _refused(N_("The file holds macros, which a reader's computer would run. Save it as PDF."))
    if "word/document.xml" in parts or "xl/workbook.xml" in parts:
        is_word = "word/document.xml" in parts
        if not _opens(data, parts, is_word=is_word):
            raise _refused(N_("The file is damaged: it cannot be opened. Save it anew and choose it again."))
        return (_DOCX, "docx") if is_word else (_XLSX, "xlsx")
    raise _refused(N_("Only PDF, Word (.docx) and Excel (.xlsx) files are published. Save it as one of these."))


def _opens(data: bytes, parts: Iterable[str], *, is_word: bool) -> bool:
    """Whether a reader's program will open it: no part lies elsewhere, what it must hold can be read."""
    if any(part.startswith("/") or ".." in part.replace("\\", "/").split("/") for part in parts):
        return False
    try:
        if is_word:
            docx.Document(io.BytesIO(data))
        else:
            with closing(openpyxl.load_workbook(io.BytesIO(data), read_only=True)) as book:
                for sheet in book.worksheets:
                    next(sheet.iter_rows(max_row=1), None)
    except Exception:  # whatever those libraries stumble over
        return False
    return True
