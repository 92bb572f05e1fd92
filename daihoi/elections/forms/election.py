"""Forms about elections, their lists and bases, and what comes after a count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daihoi.congress.models import Congress
from daihoi.elections.actions import Nominee
from daihoi.elections.forms.fields import CountField
from daihoi.elections.models import Candidate, Source
from daihoi.elections.queries import Result, RoundData
from daihoi.org.forms.fields import DayField
from daihoi.rules.base import Ground
from daihoi.rules.messages import Message, RuleError
from daihoi.rules.posts import Electorate, Post
from daihoi.rules.vietnamese import squash
from daihoi.web.text import say

MANY = 40  # rows for new names on one page


def electable(congress: Congress) -> list[tuple[str, str]]:
    """(electorate:post, label) of everything that this congress and the bodies after it may elect (E-04, E-06)."""
    level = congress.level
    choices = []
    for electorate in Electorate:
        for post in level.elects(electorate):
            choices.append((electorate, post))
    if Post.SECRETARY in level.elects(Electorate.COMMITTEE):
        choices += [(Electorate.CONGRESS, Post.SECRETARY), (Electorate.CONGRESS, Post.DEPUTY_SECRETARY)]
    who = {
        Electorate.CONGRESS: _("the congress"),
        Electorate.COMMITTEE: _("the new committee, first meeting"),
        Electorate.INSPECTION_COMMITTEE: _("the inspection committee"),
    }
    return [
        (
            f"{electorate}:{post}",
            _("%(post)s, elected by %(body)s") % {"post": say(post.name_message), "body": who[electorate]},
        )
        for electorate, post in choices
    ]


class OpenForm(forms.Form):
    """What is elected, by whom, how many."""

    what = forms.ChoiceField(label=gettext_lazy("What is elected"), widget=forms.RadioSelect)
    seats = CountField(label=gettext_lazy("Seats"), required=True, most=500)
    supplementary = forms.BooleanField(
        label=gettext_lazy("A supplementary election for seats left empty (E-44)"), required=False
    )

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = electable(congress)

    @property
    def electorate(self) -> Electorate:
        return Electorate(self.cleaned_data["what"].split(":")[0])

    @property
    def post(self) -> Post:
        return Post(self.cleaned_data["what"].split(":")[1])


class BaseForm(forms.Form):
    """Who was summoned, who is deducted and why, how many are to be elected (N-10…N-12, N-15)."""

    seats = CountField(label=gettext_lazy("Seats"), required=True, most=500)
    held_on = DayField(label=gettext_lazy("Day of the vote"), required=False)
    summoned = CountField(label=gettext_lazy("Summoned"), required=True)
    present = CountField(label=gettext_lazy("Present when voting"))

    def __init__(self, *args: Any, data_of: RoundData, **kwargs: Any) -> None:
        row = data_of.round
        kwargs.setdefault(
            "initial",
            {"seats": row.seats, "held_on": row.held_on, "summoned": row.summoned, "present": row.present},
        )
        known = {part.ground: part for part in data_of.deductions}
        law = data_of.regulation.base_grounds(data_of.meeting)
        self.grounds = [ground for ground in Ground if ground in law.value]
        for ground in self.grounds:
            part = known.get(ground)
            kwargs["initial"][f"count_{ground}"] = part.count if part else ""
            kwargs["initial"][f"who_{ground}"] = part.note if part else ""
        super().__init__(*args, **kwargs)
        if row.number > 1:
            self.fields["seats"].disabled = True
        for ground in self.grounds:
            label = say(Message(ground.label))
            self.fields[f"count_{ground}"] = CountField(label=label)
            self.fields[f"who_{ground}"] = forms.CharField(
                label=_("Who: %(ground)s") % {"ground": label},
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 1}),
            )

    @property
    def deduction_rows(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        for ground in self.grounds:
            yield say(Message(ground.label)), self[f"count_{ground}"], self[f"who_{ground}"]

    @property
    def deductions(self) -> list[tuple[Ground, int, str]]:
        found = []
        for ground in self.grounds:
            count = self.cleaned_data[f"count_{ground}"] or 0
            who = self.cleaned_data[f"who_{ground}"]
            if count or who.strip():
                found.append((ground, count, who))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for ground in self.grounds:
            if (data.get(f"who_{ground}") or "").strip() and not data.get(f"count_{ground}"):
                self.add_error(f"count_{ground}", _("Type how many these are."))
        return data


class BoardForm(forms.Form):
    """The tally board, who signs for the presidium, the number of the minutes."""

    head = forms.CharField(label=gettext_lazy("Head of the tally board"), required=False, max_length=120)
    members = forms.CharField(
        label=gettext_lazy("Members of the tally board"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("one name a line; nobody from the list of candidates"),
    )
    presidium = forms.CharField(label=gettext_lazy("Signs for the presidium"), required=False, max_length=120)
    minutes_number = forms.CharField(
        label=gettext_lazy("Number of the minutes"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("in the one series of the congress (F-20), like 05"),
    )
    typed_from = forms.CharField(
        label=gettext_lazy("Typed from"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("the paper that the office types from, where it types for the unit"),
    )

    def __init__(self, *args: Any, data_of: RoundData, **kwargs: Any) -> None:
        row = data_of.round
        kwargs.setdefault(
            "initial",
            {
                "head": row.board_head,
                "members": row.board_members,
                "presidium": row.presidium,
                "minutes_number": row.minutes_number,
                "typed_from": row.typed_from,
            },
        )
        super().__init__(*args, **kwargs)


_INCUMBENT = [
    ("", gettext_lazy("not recorded")),
    ("yes", gettext_lazy("re-election")),
    ("no", gettext_lazy("first time")),
]
_PLANNED = (Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.INSPECTION_CHAIR)


def _planned_choices() -> list[tuple[str, Any]]:
    return [("", "–"), *((str(post), say(post.name_message)) for post in _PLANNED)]


class CandidateRow(forms.Form):
    """What is recorded of one name on the list."""

    source = forms.ChoiceField(label=gettext_lazy("How on the list"), choices=Source.choices)
    incumbent = forms.ChoiceField(label=gettext_lazy("Re-election"), choices=_INCUMBENT, required=False)
    planned_post = forms.ChoiceField(label=gettext_lazy("Foreseen for"), required=False)
    remove = forms.BooleanField(label=gettext_lazy("Take off the list"), required=False)

    def __init__(self, *args: Any, candidate: Candidate, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", f"c{candidate.pk}")
        kwargs.setdefault(
            "initial",
            {
                "source": candidate.source,
                "incumbent": {None: "", True: "yes", False: "no"}[candidate.incumbent],
                "planned_post": candidate.planned_post,
            },
        )
        super().__init__(*args, **kwargs)
        self.candidate = candidate
        field = self.fields["planned_post"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _planned_choices()

    @property
    def nominee(self) -> Nominee:
        data = self.cleaned_data
        return Nominee(
            name=self.candidate.name,
            card=self.candidate.card if self.candidate.member_id else "",
            source=Source(data["source"]),
            incumbent={"": None, "yes": True, "no": False}[data["incumbent"]],
            planned_post=data["planned_post"],
        )


def read_names(text: str) -> list[tuple[str, str]]:
    """(name, card) of each line: a card number, a name, or both in either order, parted by a comma, a tab or |."""
    found = []
    for line in text.splitlines():
        parts = [squash(part) for part in line.replace("\t", "|").replace(",", "|").replace(";", "|").split("|")]
        parts = [part for part in parts if part]
        if not parts:
            continue
        cards = [part for part in parts if part.isascii() and part.isdecimal() and len(part) >= 4]
        names = [part for part in parts if part not in cards]
        found.append((names[0] if names else "", cards[0] if cards else ""))
    return found


class AddForm(forms.Form):
    """New names for a list, several at once."""

    names = forms.CharField(
        label=gettext_lazy("Add names"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("one a line: a member's card number, or the name alone of somebody without a card here"),
    )
    source = forms.ChoiceField(
        label=gettext_lazy("How on the list"), choices=Source.choices, initial=Source.PLANNED, required=False
    )

    def clean_names(self) -> list[tuple[str, str]]:
        try:
            return read_names(self.cleaned_data["names"])
        except RuleError as error:
            raise forms.ValidationError(say(error.message)) from error

    @property
    def nominees(self) -> list[Nominee]:
        source = Source(self.cleaned_data["source"] or Source.PLANNED)
        return [Nominee(name=name, card=card, source=source) for name, card in self.cleaned_data["names"]]


class CandidatesForm:
    """The list of a round: a row for each name there, and new names."""

    def __init__(self, data: Any, *, data_of: RoundData) -> None:
        self.rows = [CandidateRow(data, candidate=candidate) for candidate in data_of.candidates]
        self.add = AddForm(data)

    def is_valid(self) -> bool:
        return all([*(row.is_valid() for row in self.rows), self.add.is_valid()])

    @property
    def nominees(self) -> list[Nominee]:
        kept = [row.nominee for row in self.rows if not row.cleaned_data["remove"]]
        return [*kept, *self.add.nominees]


_ANSWERS = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


class DecisionForm(forms.Form):
    """What the congress decided where the rules leave it to it."""

    def __init__(self, *args: Any, found: Result, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, question in found.questions:
            sources = ", ".join(part for part in (question.article, question.rule) if part)
            self.fields[key] = forms.ChoiceField(
                label=say(question),
                choices=_ANSWERS,
                required=False,
                widget=forms.RadioSelect,
                initial=found.answers.get(key),
                help_text=lazystr(sources),
            )

    @property
    def answers(self) -> dict[str, bool]:
        return {key: value == "yes" for key, value in self.cleaned_data.items() if value}


class NextRoundForm(AddForm):
    """Who stands in the next round: of those not elected, and new names where the congress allowed them."""

    keep = forms.MultipleChoiceField(
        label=gettext_lazy("Who stands again"), required=False, widget=forms.CheckboxSelectMultiple
    )

    field_order = ["keep", "names", "source"]

    def __init__(self, *args: Any, found: Result, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step, last = found.next_step, found.last
        numbers = step.candidates if step else ()
        by_number = last.by_number if last else {}
        field = self.fields["keep"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (
                str(number),
                _("%(number)s. %(name)s, %(votes)s votes")
                % {
                    "number": number,
                    "name": by_number[number].name,
                    "votes": last.votes.get(by_number[number].pk) if last else "",
                },
            )
            for number in numbers
        ]
        field.initial = [str(number) for number in numbers]
        if found.answers.get("new_names") != "yes":
            del self.fields["names"]
            del self.fields["source"]

    @property
    def kept(self) -> list[int]:
        return [int(number) for number in self.cleaned_data["keep"]]

    @property
    def added(self) -> list[Nominee]:
        return self.nominees if "names" in self.fields else []


class ReasonForm(forms.Form):
    """Words that go with an act: a reason, an instruction."""

    text = forms.CharField(label=gettext_lazy("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, label: str = "", help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label or self.fields["text"].label
        self.fields["text"].help_text = help_text
