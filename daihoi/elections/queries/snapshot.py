"""What a certificate freezes: every column of everything behind a count, and its outcome; form 1 (T8).

Personal values stand in it as digests with the salt of their row, so that erasure breaks no certificate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from daihoi.elections.models import Candidate, CountLine, CountSheet, Deduction, Election, InvalidPaper, Round
from daihoi.elections.queries.result import RoundData
from daihoi.rules.canonical import digest, salted
from daihoi.rules.election import Outcome
from daihoi.rules.messages import Message
from daihoi.rules.regulations import BY_KEY, Regulation

FORM = 1

# Names of the board and of the presidium: persons as well.
BOARD = ("board_head", "board_members", "presidium")


def columns(row: models.Model, *, without: Iterable[str] = ()) -> dict[str, Any]:
    """Every column of `row` by its name in the table."""
    left_out = set(without)
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in left_out
    }


def seal(row: models.Model) -> dict[str, str]:
    """The row's place and the digest of all its columns, as an event names them."""
    return {"row": f"{row._meta.label_lower}:{row.pk}", "columns": digest(columns(row))}


def candidate_columns(candidate: Candidate) -> dict[str, Any]:
    """Every column of a candidate, the personal ones as one digest."""
    personal = [getattr(candidate, name) for name in Candidate.PERSONAL]
    return columns(candidate, without=(*Candidate.PERSONAL, "salt")) | {"person": salted(candidate.salt, *personal)}


def round_columns(row: Round) -> dict[str, Any]:
    """Every column of a round, the names in it as one digest."""
    names = [getattr(row, name) for name in BOARD]
    return columns(row, without=(*BOARD, "salt")) | {"names": salted(row.salt, *names)}


def deduction_columns(row: Deduction, salt: str) -> dict[str, Any]:
    """Every column of a deduction, the persons named in it as a digest."""
    return columns(row, without=("note",)) | {"named": salted(salt, row.note)}


def decision(found: Outcome) -> dict[str, Any]:
    """What an outcome decides, in numbers: this must come out again whenever it is computed anew."""
    return {
        "lines": [
            {
                "number": line.number,
                "votes": line.votes,
                "share": line.share,
                "over_half": line.over_half,
                "elected": line.elected,
                "tied": line.tied,
                "rank": line.rank,
            }
            for line in found.lines
        ],
        "elected": found.elected,
        "tied": found.tied,
        "seats_left": found.seats_left,
        "next_step": {
            "step": str(found.next_step.step),
            "then": str(found.next_step.then) if found.next_step.then else None,
            "seats": found.next_step.seats,
            "candidates": found.next_step.candidates,
            "max_candidates": found.next_step.max_candidates,
        },
    }


def words(found: Outcome) -> dict[str, list[str]]:
    """The outcome's arithmetic and reasons as they were said: frozen, never computed anew."""

    def said(messages: Iterable[Message]) -> list[str]:
        return [
            f"{message.english()} ({', '.join(part for part in (message.article, message.rule) if part)})"
            for message in messages
        ]

    return {
        "arithmetic": said(found.arithmetic),
        "reasons": said(found.reasons),
        "warnings": said(found.warnings),
        "next_step": said([found.next_step.message, *found.next_step.questions]),
    }


def frozen_regulation(payload: Mapping[str, Any]) -> Regulation:
    """The regulation with the settings under which a certificate was made."""
    return BY_KEY[payload["regulation"]["key"]].with_settings(payload["regulation"]["settings"])


class Rows:
    """The rows behind some rounds, read in five queries however many they are."""

    def __init__(self, round_ids: Iterable[int]) -> None:
        ids = list(round_ids)
        self.rounds = {row.pk: row for row in Round.objects.filter(pk__in=ids)}
        elections = {row.election_id for row in self.rounds.values()}
        self.elections = {row.pk: row for row in Election.objects.filter(pk__in=elections)}
        self.candidates = self._by_round(Candidate.objects.filter(round__in=ids).order_by("pk"))
        self.deductions = self._by_round(Deduction.objects.filter(round__in=ids).order_by("pk"))
        self.invalid = self._by_round(InvalidPaper.objects.filter(round__in=ids).order_by("pk"))
        self.sheets = self._by_round(CountSheet.objects.filter(round__in=ids).order_by("pk"))
        self.lines: defaultdict[int, list[CountLine]] = defaultdict(list)
        for line in CountLine.objects.filter(sheet__round__in=ids).order_by("pk"):
            self.lines[line.sheet_id].append(line)

    @staticmethod
    def _by_round(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
        found: defaultdict[int, list[Any]] = defaultdict(list)
        for row in rows:
            found[row.round_id].append(row)
        return found

    def of(self, round_id: int) -> dict[str, Any]:
        """Table -> rows, every column of each, as a certificate holds them."""
        row = self.rounds[round_id]
        return {
            "election": columns(self.elections[row.election_id]),
            "round": round_columns(row),
            "candidates": [candidate_columns(one) for one in self.candidates[round_id]],
            "deductions": [deduction_columns(one, row.salt) for one in self.deductions[round_id]],
            "invalid_papers": [columns(one) for one in self.invalid[round_id]],
            "sheets": [
                columns(sheet) | {"lines": [columns(line) for line in self.lines[sheet.pk]]}
                for sheet in self.sheets[round_id]
            ],
        }


def snapshot(data: RoundData, found: Outcome) -> dict[str, Any]:
    """The content of the certificate of `data`, read anew from the tables inside the transaction that signs it."""
    congress = data.election.congress
    own = congress.season.regulation_key == data.regulation.key
    return {
        "form": FORM,
        **Rows([data.round.pk]).of(data.round.pk),
        "congress": {
            "id": congress.pk,
            "unit": congress.unit_id,
            "season": congress.season_id,
            "kind": congress.unit.kind,
            "form": congress.form,
        },
        "regulation": {"key": data.regulation.key, "settings": congress.season.settings if own else {}},
        "committee_members": getattr(data.election, "committee_members", 0),
        "base": data.base_value,
        "outcome": decision(found),
        "words": words(found),
    }
