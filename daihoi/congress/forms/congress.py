"""Forms about one congress."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daihoi.congress.models import Congress, CongressForm, Evidence, Exemption
from daihoi.org.forms.fields import DayField
from daihoi.org.models import Unit


def _count(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "size": 8}),
    )


class PlanForm(forms.Form):
    """Day, form, ordinal and place of a congress to come."""

    planned_on = DayField(
        label=_("Opening day"), required=False, help_text=_("empty: not fixed yet; the other dates are counted from it")
    )
    form = forms.ChoiceField(label=_("Form"), choices=CongressForm.choices, widget=forms.RadioSelect)
    ordinal = forms.IntegerField(
        label=_("Ordinal of the congress"),
        required=False,
        min_value=1,
        max_value=200,
        help_text=_("12 is printed as XII; a new unit starts with 1"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "size": 4}),
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=200)


class HoldForm(forms.Form):
    """How the congress was held."""

    form = forms.ChoiceField(label=_("Form"), choices=CongressForm.choices, widget=forms.RadioSelect)
    opened_on = DayField(label=_("Opened on"))
    closed_on = DayField(label=_("Closed on"), required=False, help_text=_("empty: the same day"))
    summoned = _count(_("Summoned"), _("delegates, or official members of the unit"))
    present = _count(_("Present at the opening"))
    not_counted = _count(
        _("Of those summoned, not counted for the quorum"),
        _("exempted from activities and not present, temporarily elsewhere, suspended, charged (U-32, D-20)"),
    )
    units_present = _count(_("Units directly below that are represented"), _("at a congress of delegates"))
    place = forms.CharField(label=_("Place"), required=False, max_length=200)


class ExceptionForm(forms.Form):
    """What sets a congress apart, with its reason."""

    exception = forms.ChoiceField(
        label=_("Exception"), choices=Exemption.choices, required=False, widget=forms.RadioSelect
    )
    contents = forms.TypedChoiceField(
        label=_("Contents"),
        coerce=int,
        choices=[
            (4, _("four: review, drafts of the superior, committee, delegates")),
            (3, _("three: no committee is elected, it is appointed later")),
            (2, _("two: nobody is elected")),
        ],
        widget=forms.RadioSelect,
    )
    pilot = forms.BooleanField(label=_("Pilot congress, held before the others of its level"), required=False)
    together_with = forms.CharField(
        label=_("Held together with"), required=False, max_length=40, help_text=_("the code of the other unit")
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("it stands in the report; name the document that allows it"),
    )

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.congress = congress

    def clean_together_with(self) -> Unit | None:
        code = self.cleaned_data["together_with"].strip()
        if not code:
            return None
        found = Unit.objects.under(self.congress.season.root).filter(code=code).first()
        if found is None:
            raise forms.ValidationError(
                _("There is no unit with the code “%(code)s” in this season."), params={"code": code}
            )
        return found


class StepDoneForm(forms.Form):
    """The day on which a step was done."""

    on = DayField(label=_("Done on"), required=False, help_text=_("empty: today"))


class EvidenceForm(forms.Form):
    """A file to attach. The key is made once a form: a retry attaches once."""

    file = forms.FileField(
        label=_("File"),
        max_length=250,
        allow_empty_file=True,  # the verb says in words what is wrong with it
        help_text=_("PDF, JPEG, PNG or DOCX, at most 20 MB"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx"}),
    )
    title = forms.CharField(
        label=_("What it is"), required=False, max_length=200, help_text=_("empty: the name of the file")
    )
    kind = forms.ChoiceField(label=_("Kind of file"), choices=Evidence.Kind.choices)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    subject = forms.RegexField(r"^(?:[a-z]{1,20}:\d{1,15})?$", required=False, widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """Why a file goes."""

    reason = forms.CharField(label=_("Reason"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
