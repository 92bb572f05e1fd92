"""Forms about accounts and grants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daihoi.org.access import ROLES, Role
from daihoi.org.forms.fields import LineField
from daihoi.org.models import Unit


class UnitCodeField(forms.CharField):
    """The code of a unit at or below a given one."""

    within: Unit | None = None

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        assert self.within is not None
        found = Unit.objects.under(self.within).filter(code=code.strip()).first()
        if found is None:
            raise forms.ValidationError(
                _("There is no unit with the code “%(code)s” here. Look its code up under Organisation."),
                params={"code": code},
            )
        return found


class GrantForm(forms.Form):
    """A role at a unit, from when to when."""

    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, row.label) for role, row in ROLES.items()])
    unit = UnitCodeField(label=_("Code of the unit"), max_length=40)
    valid_from = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=_("empty: from now")
    )
    valid_to = forms.DateField(
        label=_("Until before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("empty: without end"),
    )

    def __init__(self, *args: Any, within: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, UnitCodeField)
        field.within = within
        field.initial = within.code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last <= first:
            self.add_error("valid_to", _("The last day must be after the first."))
        return data

    @property
    def chosen_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class UserForm(GrantForm):
    """A new account with its first role."""

    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{2,59}$",
        label=_("User name"),
        error_messages={"invalid": _("Use small letters without diacritics, digits, dot or hyphen, three at least.")},
        help_text=_("small letters without diacritics, for example vp.nguyen"),
    )
    name = LineField(label=_("Full name"), max_length=120)
    identity = forms.CharField(
        label=_("Party card or identity number"),
        required=False,
        max_length=30,
        help_text=_("Kept only as a digest: it tells two people apart when two must sign."),
    )
    field_order = ["username", "name", "identity", "role", "unit", "valid_from", "valid_to"]


class NameForm(forms.Form):
    """The name of an account's owner, put right."""

    name = LineField(label=_("Full name"), max_length=120)


class LimitForm(forms.Form):
    """From when to when an account works."""

    valid_from = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    valid_to = forms.DateField(label=_("Until before"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
