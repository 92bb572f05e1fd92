"""Forms of what is published: words typed for the portal, each with the password re-entered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from daihoi.org.forms.fields import DayField
from daihoi.reports.actions.publish import commendation_content
from daihoi.reports.forms.returns import SignForm
from daihoi.reports.queries.documents import LARGEST_DOCUMENT
from daihoi.rules.messages import RuleError
from daihoi.web.text import say

MOST_NAMES = 400


class WithdrawForm(SignForm):
    """Why something is taken from the portal."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("readers see it in place of what stood there"),
    )


class CommendationForm(forms.Form):
    """A decision of commendation, typed; it is looked at once more before it is signed."""

    number = forms.CharField(label=_("Number of the decision"), max_length=60, help_text=_("like 127-QĐ/QU"))
    issuer = forms.CharField(label=_("Issued by"), max_length=300)
    decided_on = DayField(label=_("Decided on"))
    reason = forms.CharField(label=_("What for"), max_length=600, widget=forms.Textarea(attrs={"rows": 2}))
    collectives = forms.CharField(
        label=_("Collectives, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    individuals = forms.CharField(
        label=_("Persons, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("everybody on the internet reads these names; type them only where the decision is public"),
    )
    content: dict[str, Any]

    def _lines(self, name: str, longest: int) -> list[str]:
        rows = [line.strip() for line in self.cleaned_data[name].splitlines() if line.strip()]
        if len(rows) > MOST_NAMES:
            raise forms.ValidationError(_("At most %(n)d lines; publish the rest apart."), params={"n": MOST_NAMES})
        long = next((row for row in rows if len(row) > longest), None)
        if long is not None:
            raise forms.ValidationError(
                _("The line “%(line)s …” is longer than %(n)d signs."), params={"line": long[:40], "n": longest}
            )
        return rows

    def clean_collectives(self) -> list[str]:
        return self._lines("collectives", 300)

    def clean_individuals(self) -> list[str]:
        return self._lines("individuals", 120)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                self.content = commendation_content(**data)
            except RuleError as error:
                self.add_error(None, say(error.message))
        return data

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Every field as it was typed, to be carried through the page that shows it once more."""
        return [(name, self.data.get(name, "")) for name in self.fields]


class DocumentForm(SignForm):
    """A file that goes out as it is."""

    title = forms.CharField(label=_("Title"), max_length=280)
    number = forms.CharField(label=_("Number and symbol"), max_length=60, required=False)
    issuer = forms.CharField(label=_("Issued by"), max_length=300)
    dated = DayField(label=_("Date"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word (.docx) or Excel (.xlsx), up to 10 MB; it goes out as it is, with the author in it"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,.xlsx"}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty. Choose the file again.")},
    )
    field_order = ("title", "number", "issuer", "dated", "file", "password")

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is not None and file.size > LARGEST_DOCUMENT:
            raise forms.ValidationError(_("The file is larger than 10 MB. Publish it in parts, or as a smaller PDF."))
        return file
