"""Forms that sign, reopen, receive, ratify and settle."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daihoi.elections.models import Election
from daihoi.elections.queries import Result
from daihoi.org.forms.fields import DayField
from daihoi.rules.posts import Post
from daihoi.web.text import say


def _password(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, strip=False, max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class TwoPersonsForm(forms.Form):
    """The password of the one who is signed in, user name and password of the second person."""

    password = _password(gettext_lazy("Your password"))
    second_name = forms.CharField(
        label=gettext_lazy("User name of the second person"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    second_password = forms.CharField(
        label=gettext_lazy("Password of the second person"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class CertifyForm(TwoPersonsForm):
    """Two signatures; a reason where the count does not balance."""

    override_reason = forms.CharField(
        label=gettext_lazy("Why it is certified although it does not balance"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("the minutes print it"),
    )
    field_order = ["override_reason", "password", "second_name", "second_password"]

    def __init__(self, *args: Any, is_off: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_off:
            del self.fields["override_reason"]


class ReopenForm(TwoPersonsForm):
    """Two signatures and the reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("it stays visible for good beside the certificate"),
    )
    field_order = ["reason", "password", "second_name", "second_password"]


class ReceiveForm(forms.Form):
    """When the superior received the dossier."""

    received_on = DayField(label=gettext_lazy("Dossier received on"))


class IncidentForm(forms.Form):
    """A complaint about an election."""

    received_on = DayField(label=gettext_lazy("Received on"))
    election = forms.ModelChoiceField(
        label=gettext_lazy("About the election of"), queryset=Election.objects.none(), required=False
    )
    text = forms.CharField(
        label=gettext_lazy("What it is about"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, results: list[Result], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["election"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Election.objects.filter(pk__in=[one.election.pk for one in results])
        field.choices = [
            ("", _("the congress as a whole")),
            *((one.election.pk, say(Post(one.election.post).name_message)) for one in results),
        ]


class SettleForm(forms.Form):
    """How a complaint was settled."""

    settled_on = DayField(label=gettext_lazy("Settled on"))
    outcome = forms.CharField(label=gettext_lazy("Outcome"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class ResultsFileForm(forms.Form):
    """The file of results."""

    file = forms.FileField(
        label=gettext_lazy("File with the results"),
        help_text=gettext_lazy("Excel (.xlsx) with two sheets: one row per vote, and the votes of each candidate"),
    )
