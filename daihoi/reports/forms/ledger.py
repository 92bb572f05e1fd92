"""Forms of the ledger: what is looked for, and a head printed earlier."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daihoi.congress.models import Congress
from daihoi.org.forms.fields import DayField
from daihoi.org.models import Unit
from daihoi.reports.queries.ledger import Asked, verb_choices


class AskForm(forms.Form):
    """What is looked for; read from the address."""

    viec = forms.ChoiceField(label=_("What happened"), required=False)
    nguoi = forms.CharField(label=_("Who (user name)"), required=False, max_length=60)
    tu = DayField(label=_("From"), required=False)
    den = DayField(label=_("Until"), required=False)
    dot = forms.TypedChoiceField(label=_("Congress"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, congresses: list[Congress], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verb, congress = self.fields["viec"], self.fields["dot"]
        assert isinstance(verb, forms.ChoiceField)
        assert isinstance(congress, forms.ChoiceField)
        verb.choices = [("", _("everything")), *verb_choices()]
        shown = [(one.pk, f"{one.unit.name}, {one.season.name}") for one in congresses]
        congress.choices = [("", _("all")), *shown]

    @property
    def asked(self) -> Asked:
        """What is asked; what cannot be read counts as not asked."""
        self.full_clean()
        data = self.cleaned_data
        return Asked(
            verb=data.get("viec", ""),
            person=data.get("nguoi", "").strip(),
            first=data.get("tu"),
            last=data.get("den"),
            congress=data.get("dot"),
        )


class PrintedForm(forms.Form):
    """A head as it stands on a signed paper."""

    stream = forms.ChoiceField(label=_("Which chain"))
    seq = forms.IntegerField(label=_("Entry"), min_value=1)
    head = forms.CharField(
        label=_("Head as printed"),
        max_length=100,
        help_text=_("the signs in groups of four; twelve at least, spaces do not matter"),
    )

    def __init__(self, *args: Any, streams: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stream"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = streams

    def clean_head(self) -> str:
        text = "".join(str(self.cleaned_data["head"]).split()).lower()
        if len(text) < 12 or not set(text) <= set("0123456789abcdef"):
            raise forms.ValidationError(
                _("A head holds digits and the letters a to f, twelve at least. Type it as it stands on the paper.")
            )
        return text


def congresses_to_choose(unit: Unit, chosen: str) -> list[Congress]:
    """The congresses of `unit` itself, and one below it that was asked for by its number."""
    rows = Congress.objects.under(unit).select_related("unit", "season")
    own = rows.filter(unit=unit)
    if chosen.isascii() and chosen.isdecimal() and len(chosen) < 15:
        own = own | rows.filter(pk=int(chosen))
    return list(own.order_by("unit__path", "-season__term_from", "sequence"))
