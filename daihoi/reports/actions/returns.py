"""Returns handed in, sent back, accepted: the only document that goes up (idea 2). A superior never edits one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from daihoi.congress.actions import stage_set, step_set
from daihoi.congress.clock import today
from daihoi.congress.models import Congress, Phase, Stage, StepState
from daihoi.elections.actions import ratification_receive
from daihoi.elections.actions import ratify as ratify_results
from daihoi.elections.models import Candidate, Certificate, Election, Ratification, Round, RoundState
from daihoi.ledger.actions import record
from daihoi.ledger.queries import head
from daihoi.org.actions import Signed
from daihoi.reports.models import Return, ReturnPart, ReturnState, UnitKey
from daihoi.reports.queries.findings import findings_of_sum
from daihoi.reports.queries.rollup import congresses_below, own_figures
from daihoi.rules.canonical import canonical, digest_text
from daihoi.rules.figures import LevelFigures
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.posts import Post
from daihoi.rules.timeline import ratification_due

FORM = 1


def certificates_of(congress: Congress) -> list[dict[str, Any]]:
    """The newest certificate of each certified round of `congress`, as a return names them."""
    newest: dict[int, Certificate] = {}
    rows = Certificate.objects.filter(round__election__congress=congress, round__state=RoundState.CERTIFIED)
    for row in rows.defer("payload").order_by("round_id", "version"):
        newest[row.round_id] = row
    return [{"round": pk, "version": row.version, "digest": row.digest} for pk, row in sorted(newest.items())]


def _open_rounds(congress: Congress) -> list[Round]:
    return list(
        Round.objects.filter(election__congress=congress, election__annulled=False)
        .exclude(state=RoundState.CERTIFIED)
        .select_related("election")
        .order_by("election_id", "number")
    )


def blocked_by(congress: Congress, own: LevelFigures) -> Message | None:
    """Why the return of `congress` cannot be handed in yet; None where nothing stands against it."""
    if congress.is_excepted:
        return None
    if not congress.is_held or congress.closed_on is None:
        return Message.of(N_("The congress has not been held. Record its days first, then hand in the return."))
    if rounds := _open_rounds(congress):
        return Message.of(
            N_(
                "Round %(number)s of the election of the %(post)s is not certified. "
                "Certify it, then hand in the return."
            ),
            number=rounds[0].number,
            post=Post(rounds[0].election.post).name_message,
        )
    if any(figures["not_held"] for figures in own.levels.values()):
        return Message.of(
            N_("The election of the committee is not recorded. Enter its result, or record why there is none.")
        )
    return None


def _parts(congress: Congress) -> tuple[list[Return], list[Congress], LevelFigures]:
    """The returns below that count, the congresses below without one, and the congress's own figures."""
    below, units = congresses_below(congress)
    own = own_figures(units, congress.season)
    found: list[Return] = []
    for start in range(0, len(below), 500):  # SQLite bounds the number of values in one IN
        ids = [one.pk for one in below[start : start + 500]]
        found += Return.objects.current().filter(congress__in=ids).select_related("congress__unit")
    there = {one.congress_id for one in found}
    found.sort(key=lambda one: one.congress.unit.path)
    return found, [one for one in below if one.pk not in there], own


@transaction.atomic
def hand_in(congress: Congress, *, by: Signed) -> Return:
    """Freeze and sign the figures of `congress` and of the returns below it as its next version (N-60).

    RuleError where the congress was not held, a round is not certified, or nothing has changed since the last version.
    """
    congress = Congress.objects.select_for_update(of=("self",)).select_related("unit", "season").get(pk=congress.pk)
    parts, missing, own = _parts(congress)
    if why := blocked_by(congress, own):
        raise RuleError(why)
    total = LevelFigures.total([own, *(part.total for part in parts)])
    seq, digest = head(congress.stream)
    content: dict[str, Any] = {
        "form": FORM,
        "congress": congress.pk,
        "unit": congress.unit.code,
        "season": congress.season.name,
        "own": own.as_dict(),
        "total": total.as_dict(),
        "parts": [{"unit": part.congress.unit.code, "version": part.version, "digest": part.digest} for part in parts],
        "certificates": certificates_of(congress),
        "findings": findings_of_sum(total, missing),
    }
    current = congress.returns.current().first()
    if current is not None and not current.is_from_file and _says_the_same(current.content, content):
        raise RuleError(
            Message.of(
                N_("Version %(version)s already states these figures; nothing has changed since."),
                version=current.version,
            )
        )
    content |= {"version": _next_version(congress), "head": {"seq": seq, "digest": digest}}
    return _keep(congress, content, canonical(content), parts, by=by)


def _says_the_same(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return all(old.get(name) == value for name, value in new.items())


def _next_version(congress: Congress) -> int:
    return int(congress.returns.aggregate(newest=Max("version"))["newest"] or 0) + 1


def _keep(
    congress: Congress,
    content: dict[str, Any],
    payload: str,
    parts: Sequence[Return],
    *,
    by: Signed,
    signature: str = "",
    key: UnitKey | None = None,
) -> Return:
    """Keep a return with its event; the older versions stay, but no longer count."""
    congress.returns.filter(current=True).update(current=False)
    returned = Return.objects.create(
        congress=congress,
        version=content["version"],
        form=content["form"],
        payload=payload,
        digest=digest_text(payload),
        signature=signature,
        key=key,
        head_seq=content["head"]["seq"],
        head=content["head"]["digest"],
        handed_by=by.user,
        handed_at=timezone.now(),
        handed_on=today(congress.season),
    )
    rows = ReturnPart.objects.bulk_create([ReturnPart(whole=returned, part=part) for part in parts], batch_size=500)
    record(
        congress.stream,
        "return.handed_in",
        by=by,
        signed=True,
        payload={
            "return": returned.pk,
            "congress": congress.pk,
            "version": returned.version,
            "form": returned.form,
            "digest": returned.digest,
            "signature": returned.signature,
            "key": returned.key_id,
            "head_seq": returned.head_seq,
            "head": returned.head,
            "handed_by": by.pk,
            "handed_at": returned.handed_at,
            "handed_on": returned.handed_on,
            "parts": [[row.pk, row.part_id] for row in rows],
        },
    )
    if congress.is_held and congress.stage in (Stage.HELD, Stage.HANDED_IN):
        stage_set(congress, Stage.HANDED_IN)
    where: list[str | int] = [congress.unit.code, returned.pk]
    step_set(congress, Phase.RESULTS, "return.hand_in", StepState.DONE, url_name="return", url_args=where)
    if congress.stage == Stage.HANDED_IN:
        due = ratification_due(returned.handed_on, congress.regulation, congress.season.calendar)
        step_set(congress, Phase.AFTERWARDS, "ratification", StepState.NOW, due=due, url_name="return", url_args=where)
    return returned


def _decide(returned: Return, state: ReturnState, *, by: Signed, **columns: Any) -> None:
    returned.state, returned.decided_by, returned.decided_on = state, by.user, today(returned.congress.season)
    for name, value in columns.items():
        setattr(returned, name, value)
    returned.save(update_fields=["state", "decided_by", "decided_on", *columns])


def _locked(returned: Return) -> Return:
    """The return as it stands, its congress locked first: handing in takes the same way."""
    Congress.objects.select_for_update(of=("self",)).get(returns=returned.pk)
    return (
        Return.objects.select_for_update(of=("self",))
        .select_related("congress__unit__parent", "congress__season")
        .get(pk=returned.pk)
    )


@transaction.atomic
def accept(returned: Return, *, by: Signed) -> Return:
    """The superior takes the return as it is; RuleError where it was decided already or a newer version is there."""
    returned = _locked(returned)
    if returned.state != ReturnState.HANDED_IN or not returned.current:
        raise RuleError(_decided(returned))
    _decide(returned, ReturnState.ACCEPTED, by=by)
    record(
        returned.congress.stream,
        "return.accepted",
        by=by,
        signed=True,
        payload={
            "return": returned.pk,
            "version": returned.version,
            "digest": returned.digest,
            "on": returned.decided_on,
        },
    )
    return returned


def _decided(returned: Return) -> Message:
    return Message.of(
        N_("Version %(version)s was decided already or replaced by a newer one. Open the newest version."),
        version=returned.version,
    )


@transaction.atomic
def send_back(returned: Return, *, by: Signed, remarks: str) -> Return:
    """The superior sends the return back with remarks; it no longer counts, an accepted version before it does again.

    RuleError without remarks, or where the return was ratified or replaced by a newer version.
    """
    returned = _locked(returned)
    remarks = remarks.strip()
    if not remarks:
        raise RuleError(Message.of(N_("Write what is to be mended: the unit reads it beside its return.")))
    if returned.state not in (ReturnState.HANDED_IN, ReturnState.ACCEPTED) or not returned.current:
        raise RuleError(_decided(returned))
    _decide(returned, ReturnState.SENT_BACK, by=by, current=False, remarks=remarks)
    congress = returned.congress
    before = (
        congress.returns.filter(state__in=[ReturnState.ACCEPTED, ReturnState.RATIFIED], version__lt=returned.version)
        .order_by("-version")
        .first()
    )
    if before is not None:
        before.current = True
        before.save(update_fields=["current"])
    record(
        congress.stream,
        "return.sent_back",
        by=by,
        signed=True,
        payload={
            "return": returned.pk,
            "version": returned.version,
            "digest": returned.digest,
            "on": returned.decided_on,
            "remarks": digest_text(remarks),
            "counts_again": before.pk if before else None,
        },
    )
    if congress.stage == Stage.HANDED_IN and before is None:
        stage_set(congress, Stage.HELD)
        where: list[str | int] = [congress.unit.code, returned.pk]
        step_set(congress, Phase.RESULTS, "return.hand_in", StepState.NOW, url_name="return", url_args=where)
        step_set(congress, Phase.AFTERWARDS, "ratification", StepState.TODO)
    return returned


@transaction.atomic
def ratify(
    returned: Return,
    *,
    by: Signed,
    number: str,
    decided_on: date,
    refusals: Sequence[tuple[Candidate, str]] = (),
    note: str = "",
) -> Return:
    """The superior ratifies the results of an accepted return (N-61): its decision is recorded with the elections.

    RuleError where the return is not accepted, the number is missing, or an election or a complaint is still open.
    """
    returned = _locked(returned)
    congress = returned.congress
    if returned.state != ReturnState.ACCEPTED or not returned.current:
        raise RuleError(Message.of(N_("Accept the return first, then ratify its results.")))
    if not number.strip():
        raise RuleError(Message.of(N_("Type the number of the decision.")))
    if Election.objects.filter(congress=congress, annulled=False).exists():
        if not Ratification.objects.filter(congress=congress).exists():
            received = max(returned.handed_on, congress.opened_on or returned.handed_on)
            ratification_receive(congress, by=by, received_on=received)
        ratify_results(congress, by=by, decided_on=decided_on, number=number, refusals=refusals, note_text=note)
        congress.refresh_from_db()
    elif congress.is_held and congress.stage != Stage.FOLLOWING:
        stage_set(congress, Stage.RATIFIED)
    _decide(returned, ReturnState.RATIFIED, by=by)
    record(
        congress.stream,
        "return.ratified",
        by=by,
        signed=True,
        payload={
            "return": returned.pk,
            "version": returned.version,
            "digest": returned.digest,
            "on": returned.decided_on,
        },
    )
    where: list[str | int] = [congress.unit.code, returned.pk]
    step_set(congress, Phase.AFTERWARDS, "ratification", StepState.DONE, url_name="return", url_args=where)
    return returned
