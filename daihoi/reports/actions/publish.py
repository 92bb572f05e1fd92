"""What the office gives to the portal: each verb signs one snapshot, replaces the version before it, and queues it.

A snapshot is signed with the key of the root of the installation: the portal enrols that one key.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import PurePath

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation

from daihoi.congress.clock import today
from daihoi.congress.models import Season
from daihoi.elections.models import Election
from daihoi.formats.pdf import render
from daihoi.ledger.actions import record
from daihoi.org import tree
from daihoi.org.actions import Signed
from daihoi.org.models import Unit
from daihoi.reports.actions.keys import own_key, public_half
from daihoi.reports.models import Delivery, Publication, PublicationState
from daihoi.reports.queries import publishing
from daihoi.reports.queries.documents import document_kind
from daihoi.reports.queries.facts import Facts
from daihoi.reports.queries.publishing import Content, slug
from daihoi.reports.queries.report import report_document, report_of
from daihoi.reports.queries.words import congress_name, say
from daihoi.rules.canonical import digest, digest_text, instant
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Post
from daihoi.rules.snapshot import Snapshot, SnapshotKind, is_code
from daihoi.rules.vietnamese import squash

LONGEST_WHAT = 60  # characters of the last part of a subject (see rules.snapshot)


def root_of(unit: Unit) -> Unit:
    """The root of the installation, whose key signs for every unit."""
    return Unit.objects.get(path=unit.path[: tree.WIDTH])


def _refuse(text: str, **params: str | int) -> RuleError:
    return RuleError(Message(text, tuple(sorted(params.items()))))


def _check_codes(codes: Sequence[str]) -> None:
    for code in codes:
        if not is_code(code):
            raise _refuse(
                N_("The portal cannot show the code “%(code)s”: a code there has letters, digits, dots and hyphens."),
                code=code,
            )


# --- the one way out -------------------------------------------------------------------------------------------------


def _publish(
    unit: Unit, kind: SnapshotKind, what: str, *, by: Signed | None, title: str, content: Content, seen: str = "",
    withdraws: Publication | None = None,
) -> Publication:  # fmt: skip
    """Sign, keep, record, queue. `seen` is the digest of what the publisher looked at, where he looked at it first."""
    if seen and seen != digest(content):
        raise _refuse(N_("The records changed after you looked at this. Look at it again, then publish it."))
    _check_codes([unit.code])
    root = Unit.objects.select_for_update().get(pk=root_of(unit).pk)  # one publication after the other
    subject = f"{kind.value}:{unit.code}:{what}"
    before = Publication.objects.filter(subject=subject).order_by("-version").first()
    if before is not None and before.is_current:
        if digest(before.content) == digest(content):
            raise _refuse(
                N_("Nothing has changed since version %(n)d, which is published. There is nothing to publish."),
                n=before.version,
            )
        before.state = PublicationState.SUPERSEDED
        before.save(update_fields=["state"])
    now = timezone.now()
    snapshot = Snapshot(
        kind=kind,
        unit=unit.code,
        subject=subject,
        version=before.version + 1 if before is not None else 1,
        number=int(Publication.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        published_at=instant(now),
        title=squash(title)[:300],
        content=content,
    )
    payload, key = snapshot.payload(), own_key(root)
    row = Publication.objects.create(
        unit=unit,
        kind=kind.value,
        subject=subject,
        version=snapshot.version,
        number=snapshot.number,
        title=snapshot.title,
        payload=payload,
        digest=digest_text(payload),
        signature=key.sign(payload.encode()).hex(),
        public_key=public_half(key),
        withdraws=withdraws,
        published_by=by.user if by is not None else None,
        published_at=now,
    )
    Delivery.objects.create(publication=row)
    record(
        f"unit:{unit.pk}",
        "snapshot.withdrawn" if withdraws is not None else "snapshot.published",
        by=by,
        signed=by is not None,
        payload={
            "publication": row.pk,
            "unit": unit.pk,
            "kind": row.kind,
            "version": row.version,
            "number": row.number,
            "digest": row.digest,
            "signature": row.signature,
            "public_key": row.public_key,
            "withdraws": row.withdraws_id,
            "by": row.published_by_id,
        },
    )
    return row


@transaction.atomic
def withdraw(publication: Publication, *, by: Signed | None, reason: str) -> Publication:
    """Take a version back and every older one of the same subject: the portal shows only that they were withdrawn and
    why. A newer version stays. Gives the signed withdrawal."""
    reason = reason.strip()
    if not reason:
        raise _refuse(N_("Write why it is withdrawn: the portal shows it in place of what stood there."))
    row = Publication.objects.select_for_update(of=("self",)).select_related("unit").get(pk=publication.pk)
    if row.kind == SnapshotKind.WITHDRAWAL:
        raise _refuse(N_("A withdrawal is not withdrawn; publish anew what is to stand there."))
    if not publishing.still_shown(row):
        raise _refuse(N_("This version no longer stands on the portal. Open the newest version and withdraw that one."))
    _kind, _code, what = row.subject.split(":")
    what = f"{row.kind}.{what}.{row.version}"
    if len(what) > LONGEST_WHAT:  # cut, two of them could have one name
        what = f"{row.kind}.{digest_text(row.subject)[:24]}.{row.version}"
    older = Publication.objects.filter(subject=row.subject, version__lte=row.version)
    older.update(state=PublicationState.WITHDRAWN)
    return _publish(
        row.unit,
        SnapshotKind.WITHDRAWAL,
        what,
        by=by,
        title=f"Rút: {row.title}",
        content={"subject": row.subject, "version": row.version, "reason": reason},
        withdraws=row,
    )


# --- from the records ------------------------------------------------------------------------------------------------


@transaction.atomic
def figures_publish(unit: Unit, season: Season, *, by: Signed | None, seen: str = "") -> Publication:
    """Publish the season's figures at `unit`."""
    return _publish(
        unit,
        SnapshotKind.FIGURES,
        slug(season.name),
        by=by,
        title=f"Số liệu mùa đại hội {season.name}, {unit.name}",
        content=publishing.figures_content(unit, season),
        seen=seen,
    )


@transaction.atomic
def result_publish(election: Election, *, by: Signed | None, names: bool, seen: str = "") -> Publication:
    """Publish the ratified result of one election, with the names of those elected where `names` says so."""
    rows = Election.objects.select_related("congress__season", "congress__unit", "congress__ratification")
    election = rows.get(pk=election.pk)  # as it stands now, not as it was when it was opened
    congress = election.congress
    with translation.override("vi"):
        post = say(Post(election.post).name_message)
    return _publish(
        congress.unit,
        SnapshotKind.RESULT,
        publishing.result_subject(election),
        by=by,
        title=f"Kết quả bầu {post}, {congress_name(congress.unit, congress)}",
        content=publishing.result_content(election, names=names),
        seen=seen,
    )


@transaction.atomic
def calendar_publish(unit: Unit, season: Season, *, by: Signed | None, seen: str = "") -> Publication:
    """Publish the days of the congresses of `unit` and of the units directly below it."""
    content = publishing.calendar_content(unit, season)
    if not content["entries"]:
        raise _refuse(N_("No congress has a day yet. Set the days of the congresses first."))
    _check_codes([one["code"] for one in content["entries"]])
    return _publish(
        unit,
        SnapshotKind.CALENDAR,
        slug(season.name),
        by=by,
        title=f"Lịch đại hội {season.name}, {unit.name}",
        content=content,
        seen=seen,
    )


@transaction.atomic
def units_publish(unit: Unit, *, by: Signed | None, seen: str = "") -> Publication:
    """Publish `unit` and the units below it that have a corner on the portal."""
    content = publishing.units_content(unit)
    _check_codes([code for one in content["units"] for code in (one["code"], one["parent"]) if code])
    return _publish(
        unit, SnapshotKind.UNITS, "don-vi", by=by, title=f"Các tổ chức đảng, {unit.name}", content=content, seen=seen
    )


# --- typed and attached ----------------------------------------------------------------------------------------------


def commendation_content(
    *, number: str, issuer: str, decided_on: date, reason: str, collectives: Sequence[str], individuals: Sequence[str]
) -> Content:
    """A decision of commendation as it is published; RuleError where it commends nobody."""
    if not collectives and not individuals:
        raise _refuse(N_("Type at least one collective or one person that is commended."))
    return {
        "number": squash(number),
        "issuer": squash(issuer),
        "decided_on": decided_on.isoformat(),
        "reason": squash(reason),
        "collectives": [squash(one) for one in collectives],
        "individuals": [squash(one) for one in individuals],
    }


@transaction.atomic
def commendation_publish(unit: Unit, *, by: Signed | None, content: Content, seen: str = "") -> Publication:
    """Publish a decision of commendation (see `commendation_content`)."""
    return _publish(
        unit,
        SnapshotKind.COMMENDATION,
        f"{content['decided_on'][:4]}.{slug(content['number'])}",
        by=by,
        title=f"Khen thưởng: Quyết định số {content['number']} của {content['issuer']}",
        content=content,
        seen=seen,
    )


@transaction.atomic
def document_publish(
    unit: Unit, *, by: Signed | None, title: str, number: str, issuer: str, dated: date, name: str, data: bytes,
    what: str = "",
) -> Publication:  # fmt: skip
    """Publish a file as it is. `what` names its subject; else its year and number do, or its title."""
    media_type, extension = document_kind(name, data)
    stem = PurePath(squash(name).replace("\\", "/")).stem.strip(". ")[: 119 - len(extension)]
    number = squash(number)
    return _publish(
        unit,
        SnapshotKind.DOCUMENT,
        what or f"{dated.year}.{slug(number or title)}",
        by=by,
        title=title,
        content={
            "number": number,
            "issuer": squash(issuer),
            "dated": dated.isoformat(),
            "name": f"{stem or 'van-ban'}.{extension}",
            "media_type": media_type,
            "sha256": hashlib.sha256(data).hexdigest(),
            "data": base64.b64encode(data).decode(),
        },
    )


def report_pdf(unit: Unit, season: Season) -> bytes:
    """The summary report as it is published: without the signer's name. RuleError while there is none."""
    report = report_of(unit, season)
    if report is None:
        raise _refuse(N_("There is no summary report of this season yet. Draft it first, then publish it."))
    return render(report_document(Facts(unit, season, names=False), report))


@transaction.atomic
def report_publish(unit: Unit, season: Season, *, by: Signed | None) -> Publication:
    """Publish the kept summary report as a PDF document."""
    data = report_pdf(unit, season)
    report = report_of(unit, season)
    assert report is not None
    symbol = report.number.strip()
    return document_publish(
        unit,
        by=by,
        title=f"Báo cáo tổng kết đại hội {season.name}, {unit.name}",
        number="" if symbol.startswith("-") else symbol,
        issuer=report.own_line or unit.name,
        dated=report.dated or today(season),
        name=f"bao-cao-tong-ket-{slug(unit.code)}-{slug(season.name)}.pdf",
        data=data,
        what=f"bao-cao.{slug(season.name)}",
    )
