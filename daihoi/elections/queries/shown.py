"""The figures of an election's page and what they are called; names only for readers who may see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from django.utils.translation import gettext as _

from daihoi.congress.clock import today
from daihoi.elections.models import Candidate, Round
from daihoi.elections.queries.figures import born, reference_day, structure_of
from daihoi.elections.queries.result import Result, RoundData
from daihoi.org.models import Sex
from daihoi.rules.base import Base, Ground
from daihoi.rules.election import RoundKind
from daihoi.rules.figures import Check, Figure, Origin, Record
from daihoi.rules.messages import N_, Message
from daihoi.rules.personnel import (
    Structure,
    Tallied,
    TargetResult,
    age_at,
    committee_targets,
    standing_targets,
    target_results,
    three_bands,
)
from daihoi.rules.posts import Post
from daihoi.web.charts import StructureRow
from daihoi.web.parts import Tag
from daihoi.web.text import number, say


def origin_of(data: RoundData) -> Origin:
    """Certified, or live as of the season's day."""
    certificate = data.certificate
    if certificate is not None:
        return Origin.certified(certificate.version, certificate.digest, certificate.at.date())
    return Origin.live(today(data.election.congress.season))


def election_title(found: Result) -> str:
    """Election of the committee, Đảng bộ Phường 13."""
    return _("Election: %(post)s, %(unit)s") % {
        "post": say(Post(found.election.post).name_message),
        "unit": found.election.congress.unit.name,
    }


def round_label(row: Round) -> str:
    """Round 2, among the tied."""
    if row.kind == RoundKind.TIE:
        return _("round %(n)s, among the tied") % {"n": row.number}
    return _("round %(n)s") % {"n": row.number}


def state_tag(found: Result) -> Tag:
    """How an election stands, in words."""
    if found.election.annulled:
        return Tag(_("annulled"), "late")
    if found.is_paused:
        return Tag(_("suspended, awaiting the superior"), "late")
    if found.is_certified and found.is_short:
        return Tag(_("certified, %(n)s seats empty") % {"n": found.seats_left}, "done")
    if found.is_certified:
        return Tag(_("certified"), "done")
    if found.draft is not None:
        return Tag(_("%(round)s being prepared") % {"round": round_label(found.draft.round)}, "now")
    if found.is_counted:
        return Tag(_("counted, not certified"), "soon")
    return Tag(_("not begun"), "")


class Namer:
    """Names where the reader may see them, else the number on the ballot."""

    def __init__(self, sees_names: bool) -> None:
        self.sees_names = sees_names

    def of(self, candidate: Candidate) -> str:
        if self.sees_names:
            return candidate.name
        return _("Candidate no. %(n)s") % {"n": candidate.number}

    def records(self, candidates: list[Candidate]) -> tuple[Record, ...]:
        return tuple(Record(self.of(one), str(one.number)) for one in candidates) if self.sees_names else ()


class Figures(Mapping[str, Figure]):
    """The figures of an election's page, made when asked: {key: figure}."""

    def __init__(self, found: Result, namer: Namer) -> None:
        self.found, self.namer = found, namer
        self._made: dict[str, Figure] = {}
        last = found.last or (found.rounds[0] if found.rounds else None)
        self.origin = origin_of(last) if last else Origin.live(today(found.election.congress.season))
        self._fill(last)

    def __getitem__(self, key: str) -> Figure:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def _fill(self, last: RoundData | None) -> None:
        found = self.found
        elected = [one.candidate for one in found.elected]
        seats = Check(
            Message.of(N_("elected and empty seats against the seats")),
            f"{number(len(elected))} + {number(found.seats_left)}",
            number(found.seats),
            len(elected) + found.seats_left == found.seats,
        )
        given = tuple(
            Check(
                Message.of(N_("as the file states it, round %(n)s"), n=one.round.number),
                number(one.round.given_elected),
                number(len(one.elected)),
                one.round.given_elected == len(one.elected),
            )
            for one in found.counted
            if one.round.given_elected is not None
        )
        self._made["elected"] = Figure.count(
            "elected",
            len(elected),
            self.origin,
            label=Message.of(N_("Elected")),
            records=self.namer.records(elected),
            checks=(seats, *given),
        )
        first = found.rounds[0] if found.rounds else None
        if first is not None:
            self._made["candidates"] = Figure.count(
                "candidates", len(first.candidates), self.origin, records=self.namer.records(first.candidates)
            )
        if last is None:
            return
        if last.base_value is not None:
            self._made["base"] = Figure.count(
                "base", last.base_value, self.origin, label=Message.of(N_("Base of the majority")),
                records=tuple(
                    Record(say(Message(Ground(row.ground).label)), "", row.count) for row in last.deductions
                ),
                checks=_base_checks(last),
                notes=tuple(base_lines(last)),
            )  # fmt: skip
            self._made["needed"] = Figure.count(
                "needed", last.base_value // 2 + 1, self.origin, label=Message.of(N_("More than half, from")),
                notes=(
                    Message.of(
                        N_("votes × 2 > %(base)d"), rule=last.regulation.over_half.rule,
                        article=last.regulation.over_half.article, base=last.base_value,
                    ),
                ),
            )  # fmt: skip
        for one in found.counted:
            self._votes(one)
        self._structure()

    def _votes(self, data: RoundData) -> None:
        base = data.base_value
        if base is None or isinstance(data.outcome, Message):
            return
        lines = {line.number: line for line in data.outcome.lines}
        style = data.election.congress.season.style
        for candidate in data.candidates:
            votes = data.votes.get(candidate.pk)
            if votes is None:
                continue
            line = lines[candidate.number]
            self._made[f"votes-{data.round.number}-{candidate.number}"] = Figure.share(
                f"votes-{data.round.number}-{candidate.number}", votes, base, origin_of(data), style=style,
                label=Message.of(
                    N_("Votes for %(name)s, %(round)s"), name=self.namer.of(candidate), round=round_label(data.round)
                ),
                notes=(line.arithmetic,),
                checks=(
                    Check(
                        Message.of(N_("votes against valid papers")), number(votes), number(data.round.valid or 0),
                        votes == data.round.valid,
                    ),
                ) if data.round.valid is not None and votes > data.round.valid else (),
            )  # fmt: skip

    def _structure(self) -> None:
        found = self.found
        last = found.last
        if last is None or not found.elected:
            return
        counted = structure_of(found, last.regulation)
        for key, (tallied, label, chosen) in structure_counts(found, counted, last).items():
            checks: tuple[Check, ...] = ()
            if key == "women":
                men = sum(one.candidate.sex == Sex.MALE for one in found.elected)
                checks = (
                    Check.of_sum(
                        Message.of(N_("women, men and not known against all elected")),
                        (tallied.count, men, tallied.unknown),
                        tallied.total,
                    ),
                )
            target = next((one.message for one in targets_of(found, counted, last) if one.target.key == key), None)
            self._made[key] = Figure.share(
                key, tallied.count, tallied.total, self.origin,
                style=found.election.congress.season.style, label=label, records=self.namer.records(chosen),
                checks=checks, notes=(tallied.note,) if tallied.note else (), target=target,
            )  # fmt: skip


def structure_counts(
    found: Result, counted: Structure, data: RoundData
) -> dict[str, tuple[Tallied, Message, list[Candidate]]]:
    """key -> (count, label, who) of what a structure shows."""
    elected = [one.candidate for one in found.elected]
    day = reference_day(found)
    bands = three_bands(data.regulation)
    unknown, total = counted.bands["unknown"], counted.total

    def aged(low: int | None, high: int | None) -> list[Candidate]:
        kept = []
        for one in elected:
            date_of_birth = born(one)
            if date_of_birth is not None and age_at(date_of_birth, day).within(low, high):
                kept.append(one)
        return kept

    young, middle, old = bands
    women = [one for one in elected if one.sex == Sex.FEMALE]
    return {
        "women": (counted.women, Message.of(N_("Women")), women),
        "young": (
            Tallied(counted.bands["young"], unknown, total),
            Message.of(N_("Under %(age)d"), age=(young.high or 0) + 1),
            aged(young.low, young.high),
        ),
        "age_middle": (
            Tallied(counted.bands["age_middle"], unknown, total),
            Message.of(N_("From %(low)d to %(high)d"), low=middle.low, high=middle.high),
            aged(middle.low, middle.high),
        ),
        "age_old": (
            Tallied(counted.bands["age_old"], unknown, total),
            Message.of(N_("Over %(age)d"), age=(old.low or 1) - 1),
            aged(old.low, old.high),
        ),
    }


_KEYS = {"middle": "age_middle"}


def targets_of(found: Result, counted: Structure, data: RoundData) -> list[TargetResult]:
    """The targets of what is elected, under the keys of the page's figures."""
    if found.election.post == Post.COMMITTEE:
        wanted = [one for one in committee_targets(data.regulation) if one.key != "first_time"]
    elif found.election.post == Post.STANDING_COMMITTEE:
        wanted = list(standing_targets(data.regulation))
    else:
        wanted = []
    results = target_results(counted, wanted)
    return [replace(one, target=replace(one.target, key=_KEYS.get(one.target.key, one.target.key))) for one in results]


def structure_rows(found: Result, figures: Mapping[str, Figure]) -> list[StructureRow]:
    """Women and the three age bands of those elected, against their targets."""
    last = found.last
    if last is None or not found.elected or found.election.post not in (Post.COMMITTEE, Post.STANDING_COMMITTEE):
        return []
    counted = structure_of(found, last.regulation)
    targets = {one.target.key: one for one in targets_of(found, counted, last)}
    rows = []
    for key, (tallied, label, _who) in structure_counts(found, counted, last).items():
        target = targets.get(key)
        low = target.target.low if target and target.target.low else Fraction(0)
        rows.append(
            StructureRow(
                label=label,
                part=tallied.count,
                whole=tallied.total,
                figure=figures.get(key),
                target=(low.numerator, low.denominator) if low else None,
                note=target.message if target else "",
                missed=target is not None and target.met is False,
            )
        )
    return rows


def _base_checks(data: RoundData) -> tuple[Check, ...]:
    if not isinstance(data.base, Base):
        return ()
    parts = [data.base.start, *(part.count for part in data.base.deductions)]
    left = " − ".join(number(part) for part in parts)
    if data.base_is_stated and not data.deductions:
        return ()  # the file gives no grounds: its lines say so
    if data.base_is_stated:
        return (
            Check(
                Message.of(N_("summoned less the deductions recorded, against the base that the file states")),
                left,
                number(data.base_value or 0),
                data.base.value == data.base_value,
                (Message.of(N_("The file gives the base without the ground of each deduction."), rule="N-15"),),
            ),
        )
    return (Check(Message.of(N_("summoned less the deductions")), left, number(data.base.value), True),)


def base_lines(data: RoundData) -> list[Message]:
    """How the base comes about, line by line with its article."""
    if not isinstance(data.base, Base):
        return [data.base]
    lines = list(data.base.lines)
    if data.base_is_stated and data.round.summoned is not None and data.base_value is not None:
        rest = data.round.summoned - data.base_value - sum(row.count for row in data.deductions)
        lines.append(
            Message.of(N_("less %(n)d whose ground the file does not give"), rule="N-15", n=rest)
            if rest > 0
            else Message.of(N_("base as the file states it: %(base)d"), rule="N-15", base=data.base_value)
        )
    return lines
