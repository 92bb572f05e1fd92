"""Forms of the summary report's words, its head, and of the superior's own form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from daihoi.org.forms.fields import DayField
from daihoi.reports.models import Block, BlockKind, Report
from daihoi.reports.queries.facts import label_of
from daihoi.reports.queries.texts import numbered, plain, to_edit

LARGEST_FORM = 10_000_000  # bytes


class BlockForm(forms.Form):
    """The words of one block; a figure stands in braces with its name and value."""

    text = forms.CharField(label=_("Text"), required=False, max_length=20_000, strip=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, block: Block, **kwargs: Any) -> None:
        shown = to_edit(block.text, block.values, block.overwritten)
        self.legend = [
            (number, label_of(key), plain(f"{{{key}}}", block.values, {}))
            for number, key in enumerate(numbered(block.text), start=1)
        ]
        kwargs["initial"] = {"text": shown, "version": block.version}
        super().__init__(*args, **kwargs)
        rows = min(max(len(shown) // 80 + shown.count("\n") + 2, 4), 18)
        if block.kind == BlockKind.HEADING:
            self.fields["text"].widget = forms.TextInput(attrs={"maxlength": 300})
        else:
            self.fields["text"].widget = forms.Textarea(attrs={"rows": rows, "spellcheck": "false"})
            self.fields["text"].help_text = _(
                "{2: 11.836} is a figure of the records, named below: refreshing brings it up to date. Write over the "
                "value behind the colon and your own stands, marked. A new line begins a paragraph."
            )


class BlockAddForm(forms.Form):
    """A block of one's own behind another, or a standard one that was taken out."""

    after = forms.ChoiceField(label=_("Behind"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(BlockKind.TEXT, _("Text")), (BlockKind.HEADING, _("Heading"))],
        initial=BlockKind.TEXT,
    )
    text = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["after"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("at the beginning")), *places]


class HeadForm(forms.ModelForm[Report]):
    """Who issues the report, its number, place and date, who signs, who receives it (F-01, F-04, F-06, F-07)."""

    dated = DayField(label=_("Date"), required=False, help_text=_("empty: a gap for the pen"))

    class Meta:
        model = Report
        fields = (
            "superior_line",
            "own_line",
            "number",
            "place",
            "dated",
            "signer_authority",
            "signer_post",
            "signer_name",
            "recipients",
        )
        labels = {
            "superior_line": _("Superior, first line"),
            "own_line": _("Issuing body, second line"),
            "number": _("Number and symbol"),
            "place": _("Place"),
            "signer_authority": _("On behalf of"),
            "signer_post": _("Post of the signer"),
            "signer_name": _("Name of the signer"),
            "recipients": _("Recipients, one a line"),
        }
        help_texts = {
            "number": _("like 15-BC/QU; without the number a gap is left for the pen"),
            "signer_name": _("empty: a gap for the signature and the name"),
        }
        widgets = {"recipients": forms.Textarea(attrs={"rows": 4})}


class OwnFormForm(forms.Form):
    """The superior's own form with named places."""

    file = forms.FileField(
        label=_("Form to fill"),
        help_text=_("Word (.docx) or Excel (.xlsx), up to 10 MB, with named places such as {{members}}"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.xlsx"}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty. Choose the file again.")},
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is not None and file.size > LARGEST_FORM:
            raise forms.ValidationError(_("The file is larger than 10 MB. A form is a few pages; send it alone."))
        return file
