"""Forms about lists that come in and go out."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daihoi.org.forms.fields import DayField
from daihoi.org.models import ImportKind, LeaveReason

LARGEST = 30_000_000  # bytes; a hundred thousand members take seven million


class UploadForm(forms.Form):
    """A list to be held against the register."""

    client = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)  # the same form sent twice is one upload
    kind = forms.ChoiceField(
        label=_("What the file lists"),
        widget=forms.RadioSelect,
        initial=ImportKind.MEMBERS,
        choices=[
            (ImportKind.MEMBERS, _("Members: one row a person, with the code of the cell")),
            (ImportKind.UNITS, _("Units: one row a unit, with the code of the unit above")),
        ],
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx) or CSV, up to 30 MB. Drag the file here or choose it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file is empty. Choose the file again."),
            "missing": _("Choose a file first."),
        },
    )
    as_of = DayField(
        label=_("As of"),
        required=False,
        help_text=_("Only where the title of the list does not say it; else today."),
    )
    is_part = forms.BooleanField(
        label=_("The file lists some only"),
        required=False,
        help_text=_("Then nobody is named as missing from it."),
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is not None and file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 30 MB. Divide it."))
        return file

    def clean_as_of(self) -> Any:
        day = self.cleaned_data["as_of"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day lies ahead. Write the day that the list tells of."))
        return day


class ExportForm(forms.Form):
    """Which list goes out, and what it is needed for."""

    kind = forms.ChoiceField(
        label=_("Which list"),
        widget=forms.RadioSelect,
        initial=ImportKind.UNITS,
        choices=[
            (ImportKind.UNITS, _("Units")),
            (ImportKind.MEMBERS, _("Members, with their personal data")),
        ],
    )
    reason = forms.CharField(
        label=_("What it is needed for"),
        required=False,
        max_length=200,
        help_text=_("Needed for members. It is kept in the ledger: write no names of persons."),
    )


class LeaveForm(forms.Form):
    """From when and why people belong to no unit here any more."""

    on = DayField(label=_("From"))
    reason = forms.ChoiceField(label=_("Why"), choices=LeaveReason.choices)
    members = forms.TypedMultipleChoiceField(
        label=_("People"),
        coerce=int,
        error_messages={"required": _("Tick the people first.")},
    )

    def __init__(self, *args: Any, people: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["members"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = list(people.items())
