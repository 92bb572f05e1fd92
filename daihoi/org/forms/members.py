"""Forms about members: who is shown, what is corrected, moved, marked, ended, handed out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daihoi.org.forms.fields import DayField, LineField
from daihoi.org.forms.users import UnitCodeField
from daihoi.org.models import Education, LeaveReason, Member, Membership, Sex, Standing, Theory, Unit
from daihoi.org.queries.members import LABELS, LEFT, OFFICIAL, PROBATIONARY, Wanted, day_text
from daihoi.rules.dates import PartialDate, parse_date
from daihoi.rules.messages import RuleError
from daihoi.rules.vietnamese import read_name
from daihoi.web.text import say


class PartialDateField(forms.CharField):
    """A date of which the day, the month or only the year is known, typed as people write it."""

    def __init__(self, *, birth: bool = False, **kwargs: Any) -> None:
        self.birth = birth
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> PartialDate | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_date(text, reference=timezone.localdate(), birth=self.birth)
        except RuleError as error:
            raise forms.ValidationError(say(error.message)) from error


class FilterForm(forms.Form):
    """Which members the list shows; read from the address, drawn above the table."""

    o = forms.ChoiceField(label=_("Unit"), required=False)
    loai = forms.ChoiceField(
        label=_("Who"),
        required=False,
        choices=[
            ("", _("all members")),
            (OFFICIAL, _("official members")),
            (PROBATIONARY, _("probationary members")),
            (LEFT, _("people who have left")),
        ],
    )
    nu = forms.BooleanField(label=_("women"), required=False)
    mien = forms.BooleanField(label=_("exempted"), required=False)
    tam = forms.BooleanField(label=_("temporarily elsewhere"), required=False)
    tuoi = forms.BooleanField(label=_("age not known to the day"), required=False)

    def __init__(self, *args: Any, root: Unit, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["o"]
        assert isinstance(field, forms.ChoiceField)
        indent = "\N{NO-BREAK SPACE}" * 3
        shown = [(unit.code, f"{indent * (unit.depth - root.depth - 1)}{unit.name}") for unit in units]
        field.choices = [("", _("the whole of %(unit)s") % {"unit": root.name}), *shown]

    @property
    def wanted(self) -> Wanted:
        """What is asked; nonsense counts as nothing asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return Wanted(
            q=self.data.get("q", "").replace("\0", "").strip()[:200],
            kind=data.get("loai", ""),
            women=data.get("nu", False),
            exempted=data.get("mien", False),
            away=data.get("tam", False),
            unknown_age=data.get("tuoi", False),
        )


class ReasonForm(forms.Form):
    """What a list with personal data is needed for."""

    reason = forms.CharField(
        label=_("What it is needed for"),
        max_length=200,
        help_text=_("It is kept in the ledger: write no names of persons."),
    )


_DATE_HELP = _("23/2/1964; if only the month or the year is known, 2/1964 or 1964")


class CardForm(forms.Form):
    """The card of a member; dates keep what of them is known."""

    name = forms.CharField(label=_("Full name"), max_length=120)
    card = LineField(label=_("Card number"), max_length=20)
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=[("", "–"), *Sex.choices])
    born = PartialDateField(label=_("Born"), required=False, birth=True, help_text=_DATE_HELP)
    ethnicity = LineField(label=_("Ethnicity"), required=False, max_length=40)
    joined = PartialDateField(label=_("Admitted"), required=False, help_text=_DATE_HELP)
    official = PartialDateField(
        label=_("Official from"), required=False, help_text=_("empty: probationary, without a vote")
    )
    education = forms.ChoiceField(
        label=_("Professional level"), required=False, choices=[("", "–"), *Education.choices]
    )
    theory = forms.ChoiceField(label=_("Political theory"), required=False, choices=[("", "–"), *Theory.choices])

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        initial = {name: getattr(member, name) for name in LABELS}
        initial |= {name: day_text(member, name) for name in ("born", "joined", "official")}
        super().__init__(*args, **{"initial": initial} | kwargs)

    def clean_name(self) -> str:
        try:
            name, _warnings = read_name(self.cleaned_data["name"])
        except RuleError as error:
            raise forms.ValidationError(say(error.message)) from error
        return name

    def clean_card(self) -> str:
        card: str = self.cleaned_data["card"].replace(" ", "")
        if not card.isalnum():
            raise forms.ValidationError(_("A card number holds digits and letters only."))
        return card

    @property
    def facts(self) -> dict[str, Any]:
        """The fields as the register keeps them: a date as its earliest day and its precision."""
        facts: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            if isinstance(self.fields[name], PartialDateField):
                facts[name] = value.earliest if value else None
                facts[f"{name}_precision"] = value.precision.value if value else "day"
            else:
                facts[name] = value
        return facts


def _today() -> date:
    return timezone.localdate()


class MoveForm(forms.Form):
    """To which unit, from when."""

    to = UnitCodeField(label=_("Code of the cell"), max_length=40)
    on = DayField(label=_("From"), initial=_today)

    def __init__(self, *args: Any, within: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, UnitCodeField)
        field.within = within


class StateForm(forms.Form):
    """Standing and marks of a membership, from when."""

    standing = forms.ChoiceField(
        label=_("Standing"),
        widget=forms.RadioSelect,
        choices=Standing.choices,
        help_text=_("Anything but normal: outside the base of votes, not summoned."),
    )
    exempted = forms.BooleanField(label=_("exempted from work and activities"), required=False)
    temporary_away = forms.BooleanField(label=_("temporarily active elsewhere"), required=False)
    on = DayField(label=_("From"), initial=_today)

    def __init__(self, *args: Any, row: Membership, **kwargs: Any) -> None:
        initial = {name: getattr(row, name) for name in ("standing", "exempted", "temporary_away")}
        super().__init__(*args, **{"initial": initial} | kwargs)


class LeaveOneForm(forms.Form):
    """From when and why somebody belongs to no unit here any more."""

    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect, choices=LeaveReason.choices)
    on = DayField(label=_("From"), initial=_today)
