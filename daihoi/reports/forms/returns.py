"""Forms that sign: hand in, accept, send back, ratify, enrol a key, take in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from daihoi.elections.models import Candidate
from daihoi.org.access import ScopedRequest
from daihoi.org.actions import Signed, WrongPassword, reauthenticate
from daihoi.org.forms.fields import DayField
from daihoi.reports.actions.keys import MAX_FILE
from daihoi.rules.messages import Message
from daihoi.web.text import say


class SignForm(forms.Form):
    """The password of the one who is signed in, re-entered for this very act; `signed` once it is valid."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    signed: Signed

    def __init__(self, *args: Any, request: ScopedRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        # the password is the last thing that is typed
        self.order_fields([name for name in self.fields if name != "password"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                self.signed = reauthenticate(self.request, self.request.user.username, data["password"])
            except WrongPassword as error:
                self.add_error("password", say(error.message))
        return data


class HandInForm(SignForm):
    """Sign the return."""


class SendBackForm(SignForm):
    """What is to be mended."""

    remarks = forms.CharField(
        label=_("Remarks"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("what is to be mended; the unit reads it beside its return"),
    )


class RatifyForm(SignForm):
    """The superior's decision (N-61), with the persons who are not ratified, each with a reason (N-63).

    `elected` is every person elected with the body he was elected to; empty for one who may not see names.
    """

    number = forms.CharField(label=_("Number of the decision"), max_length=60, help_text=_("like 127-QĐ/QU"))
    decided_on = DayField(label=_("Decided on"))
    note = forms.CharField(label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, elected: Sequence[tuple[Candidate, Message]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elected = [candidate for candidate, _post in elected]
        for candidate, post in elected:
            self.fields[f"refuse_{candidate.pk}"] = forms.CharField(
                label=f"{candidate.name}, {say(post)}", required=False, max_length=1000
            )

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("number", "decided_on", "note", "password")]

    @property
    def refusal_fields(self) -> list[forms.BoundField]:
        return [self[f"refuse_{candidate.pk}"] for candidate in self.elected]

    @property
    def refusals(self) -> list[tuple[Candidate, str]]:
        """(candidate, reason) of every person whose line holds a reason."""
        given = [(candidate, self.cleaned_data.get(f"refuse_{candidate.pk}", "")) for candidate in self.elected]
        return [(candidate, reason) for candidate, reason in given if reason.strip()]


class KeyForm(SignForm):
    """The public key of a unit that keeps its season on its own computer."""

    public_key = forms.CharField(
        label=_("Key of the unit"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "size": 70}),
        help_text=_("64 digits and letters, from the page of the unit's own returns; compare them by telephone"),
    )


class TakeInForm(SignForm):
    """A return that a unit made on its own computer."""

    file = forms.FileField(
        label=_("File of the return"),
        help_text=_("the .json file that the unit's own program made"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json"}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty. Choose the file again.")},
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is not None and file.size > MAX_FILE:
            raise forms.ValidationError(_("The file is too large for a return; a return has less than 2 MB."))
        return file
