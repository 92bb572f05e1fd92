"""Evidence: files judged by what they are, kept by their digest, attached once, withdrawn with a reason."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.utils import timezone

from daihoi.congress.models import Congress, Evidence
from daihoi.ledger.actions import record
from daihoi.org.models import User
from daihoi.rules.canonical import digest_text
from daihoi.rules.messages import N_, Message, RuleError

MAX_SIZE = 20_000_000
_SUBJECT = re.compile(r"(?:[a-z]{1,20}:\d{1,15})?")
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", _DOCX: ".docx"}
# what a hostile name is made of: controls, marks that turn the direction of writing, what paths and headers mean
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff<>:"/\\|?*;%]')


def file_kind(content: bytes) -> str:
    """The media type of `content` by its first and last bytes; RuleError for anything but PDF, JPEG, PNG, DOCX."""
    if content.startswith(b"%PDF-"):
        return _whole(b"%%EOF" in content[-2048:], "application/pdf")
    if content.startswith(b"\xff\xd8\xff"):
        return _whole(b"\xff\xd9" in content[-4096:], "image/jpeg")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _whole(b"IEND" in content[-4096:], "image/png")
    if content.startswith(b"PK\x03\x04"):
        return _word(content)
    raise RuleError(Message.of(N_("The file is neither PDF, JPEG, PNG nor DOCX. Attach a scan as PDF or a photo.")))


def _whole(complete: bool, kind: str) -> str:
    if not complete:
        raise RuleError(Message.of(N_("The file is cut off: its end is missing. Copy or scan it again.")))
    return kind


def _word(content: bytes) -> str:
    """A DOCX by its table of contents alone: nothing is unpacked."""
    problem = RuleError(
        Message.of(N_("The file looks like an archive but is no DOCX document. Attach the document itself."))
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise problem from error
    names = {entry.filename for entry in entries}
    if not {"[Content_Types].xml", "word/document.xml"} <= names or len(entries) > 5000:
        raise problem
    if any("vbaproject" in name.lower() for name in names):
        raise RuleError(Message.of(N_("The document carries macros. Save it without them, or as PDF.")))
    if sum(entry.file_size for entry in entries) > 20 * MAX_SIZE:
        raise problem
    return _DOCX


def safe_name(name: str, kind: str) -> str:
    """A file name that no system misreads, ending as its content asks."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    stem = _UNSAFE.sub("", name).rsplit(".", 1)[0].strip(" .")[:120].strip()
    return (stem or "tep") + _SUFFIXES[kind]


def evidence_attach(
    congress: Congress,
    *,
    by: User,
    upload: File[bytes],
    key: UUID,
    title: str,
    kind: str = Evidence.Kind.SCAN,
    subject: str = "",
) -> Evidence:
    """Attach a file to `congress`, or to something of it ("round:7"); a retry with the same `key` attaches once.

    RuleError where it is too large, empty, cut off, or no PDF, JPEG, PNG or DOCX; or for another file under `key`.
    """
    if not upload.size:
        raise RuleError(Message.of(N_("The file is empty. Choose the file again.")))
    if upload.size > MAX_SIZE:
        raise RuleError(Message.of(N_("The file has more than 20 MB. Scan it with fewer dots per inch, or in parts.")))
    if not _SUBJECT.fullmatch(subject):
        raise RuleError(Message.of(N_("“%(subject)s” is nothing that a file can be attached to."), subject=subject))
    content = upload.read()
    media = file_kind(content)
    sha256 = hashlib.sha256(content).hexdigest()
    there = Evidence.objects.filter(key=key).first()
    if there is None:
        try:
            return _attach(congress, by, content, sha256, media, upload.name or "", key, title, kind, subject)
        except IntegrityError:  # the same request, sent twice at once
            there = Evidence.objects.filter(key=key).first()
            if there is None:
                raise
    if there.congress_id != congress.pk or there.sha256 != sha256 or there.subject != subject:
        raise RuleError(
            Message.of(N_("This form was sent already with another file. Open the page anew and attach again."))
        )
    return there


@transaction.atomic
def _attach(
    congress: Congress,
    by: User,
    content: bytes,
    sha256: str,
    media: str,
    name: str,
    key: UUID,
    title: str,
    kind: str,
    subject: str,
) -> Evidence:
    filename = safe_name(name, media)
    evidence = Evidence(
        congress=congress,
        subject=subject,
        kind=Evidence.Kind(kind),
        title=(title.strip() or filename)[:200],
        filename=filename,
        content_type=media,
        size=len(content),
        sha256=sha256,
        at=timezone.now(),
        by=by,
        key=key,
    )
    path = evidence.file.field.generate_filename(evidence, filename)
    storage = evidence.file.storage
    if storage.exists(path):  # the same content was kept before: one file serves both
        evidence.file.name = path
    else:
        evidence.file.save(filename, ContentFile(content), save=False)
    evidence.save(force_insert=True)
    record(
        congress.stream,
        "evidence.attached",
        by=by,
        payload={
            "congress": congress.pk,
            "evidence": evidence.pk,
            "subject": subject,
            "kind": str(evidence.kind),
            "sha256": sha256,
            "size": evidence.size,
        },
    )
    return evidence


@transaction.atomic
def evidence_withdraw(evidence: Evidence, *, by: User, reason: str) -> Evidence:
    """Take back a file that was attached by mistake: the file goes, its digest and the reason stay.

    RuleError without a reason, or where it is withdrawn already. A file that stands elsewhere too stays there.
    """
    reason = reason.strip()
    if not reason:
        raise RuleError(Message.of(N_("Write why the file is withdrawn: the reason stays in its place.")))
    row = Evidence.objects.select_for_update(of=("self",)).select_related("congress").get(pk=evidence.pk)
    if row.withdrawn_at is not None:
        raise RuleError(Message.of(N_("This file was withdrawn already.")))
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = timezone.now(), by, reason[:600]
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record(
        row.congress.stream,
        "evidence.withdrawn",
        by=by,
        payload={
            "congress": row.congress_id,
            "evidence": row.pk,
            "sha256": row.sha256,
            "reason": digest_text(row.withdrawn_reason),
        },
    )
    if not Evidence.objects.standing().filter(sha256=row.sha256).exists():
        storage, name = row.file.storage, str(row.file.name)
        transaction.on_commit(lambda: storage.delete(name))
    return row
