"""The typed count: everything is kept, right or wrong; only what is no number at all is sent back."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daihoi.elections.actions import INVALID_REASONS, PAPERS
from daihoi.elections.forms.fields import CountField
from daihoi.elections.models import CountSheet
from daihoi.elections.queries import RoundData
from daihoi.rules.messages import Message
from daihoi.web.parts import TallyColumn, TallyRow, TallyTable
from daihoi.web.text import say

_LABELS = {
    "present": gettext_lazy("Present when voting"),
    "printed": gettext_lazy("Papers printed"),
    "unused": gettext_lazy("Unused"),
    "spoiled": gettext_lazy("Spoiled and exchanged"),
    "issued": gettext_lazy("Papers issued"),
    "returned": gettext_lazy("Papers returned"),
    "foreign_papers": gettext_lazy("In the box, not issued by the board"),
    "valid": gettext_lazy("Valid papers"),
    "invalid": gettext_lazy("Invalid papers"),
}


class CountForm(forms.Form):
    """Papers of the round and votes of one sheet; fields are named p_…, i_… and v_<ballot number>."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    sheet_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, data_of: RoundData, sheet: CountSheet, votes: dict[int, int | None]
    ) -> None:
        row = data_of.round
        self.data_of, self.sheet = data_of, sheet
        self.has_papers = not sheet.team
        self.has_votes = bool(sheet.team) or not row.by_teams
        initial: dict[str, Any] = {"key": uuid.uuid4(), "version": row.version, "sheet_version": sheet.version}
        initial |= {f"p_{name}": _text(getattr(row, name)) for name in PAPERS}
        if row.foreign_papers is None:
            initial["p_foreign_papers"] = "0"
        initial |= {f"i_{paper.reason}": _text(paper.count) for paper in data_of.invalid_papers}
        initial |= {f"v_{number}": _text(count) for number, count in votes.items()}
        initial |= {"t_valid": _text(sheet.valid), "t_invalid": _text(sheet.invalid)}
        super().__init__(data, initial=initial)
        if self.has_papers:
            for name in PAPERS:
                self.fields[f"p_{name}"] = CountField(label=_LABELS[name], counted=name)
            for reason, label in INVALID_REASONS.items():
                self.fields[f"i_{reason}"] = CountField(label=say(Message(label)))
        else:
            self.fields["t_valid"] = CountField(label=gettext_lazy("Valid papers of this team"), counted="valid")
            self.fields["t_invalid"] = CountField(label=gettext_lazy("Invalid papers of this team"), counted="invalid")
        if self.has_votes:
            for candidate in data_of.candidates:
                self.fields[f"v_{candidate.number}"] = CountField(label=candidate.name)

    @property
    def paper_fields(self) -> list[forms.BoundField]:
        return [self[f"p_{name}"] for name in PAPERS] if self.has_papers else [self["t_valid"], self["t_invalid"]]

    @property
    def invalid_fields(self) -> list[forms.BoundField]:
        return [self[f"i_{reason}"] for reason in INVALID_REASONS] if self.has_papers else []

    @property
    def papers(self) -> dict[str, int | None] | None:
        return {name: self.cleaned_data[f"p_{name}"] for name in PAPERS} if self.has_papers else None

    @property
    def invalid_papers(self) -> dict[str, int] | None:
        if not self.has_papers:
            return None
        return {str(reason): self.cleaned_data[f"i_{reason}"] or 0 for reason in INVALID_REASONS}

    @property
    def votes(self) -> dict[int, int | None] | None:
        if not self.has_votes:
            return None
        return {one.number: self.cleaned_data[f"v_{one.number}"] for one in self.data_of.candidates}

    def table(self, others: list[tuple[CountSheet, dict[int, int | None]]]) -> TallyTable | None:
        """The table of names, with the sheets of the other teams beside the one being typed."""
        if not self.has_votes:
            return None
        rows = []
        ceiling = self.sheet.valid if self.sheet.team else self.data_of.round.valid
        for one in self.data_of.candidates:
            bound = self[f"v_{one.number}"]
            value = str(bound.value() if bound.value() is not None else "")
            error = "; ".join(str(one) for one in bound.errors)
            if not error and ceiling is not None and value.isdecimal() and int(value) > ceiling:
                error = _(
                    "%(votes)s is more than the %(valid)s valid papers. Look at the sheet again; it is kept as typed."
                ) % {
                    "votes": value,
                    "valid": ceiling,
                }
            rows.append(
                TallyRow(
                    number=one.number,
                    name=one.name,
                    field_name=bound.html_name,
                    value=value,
                    error=error,
                    others=tuple(counts.get(one.number) for _sheet, counts in others),
                )
            )
        current = _("Team %(n)s") % {"n": self.sheet.team} if self.sheet.team else _("Votes")
        return TallyTable(
            rows=rows,
            current=TallyColumn(current, _papers(ceiling)),
            before=tuple(
                TallyColumn(_("Team %(n)s") % {"n": sheet.team}, _papers(sheet.valid)) for sheet, _counts in others
            ),
            ceiling=ceiling,
            caption=_("Votes of each candidate"),
        )


def _papers(count: int | None) -> str:
    return _("%(n)s papers") % {"n": count} if count is not None else ""


def _text(count: int | None) -> str:
    return "" if count is None else str(count)


class TeamsForm(forms.Form):
    """How many teams count."""

    teams = CountField(
        label=gettext_lazy("Teams that count"),
        most=50,
        help_text=gettext_lazy("empty or 0: one board counts everything"),
    )
