"""Forms about units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daihoi.org import tree
from daihoi.org.forms.fields import DayField, LineField
from daihoi.org.models import Unit
from daihoi.rules.levels import LEVELS, UnitKind
from daihoi.rules.messages import Message
from daihoi.web.text import say


class UnitAddForm(forms.Form):
    """A new unit below `parent`: only kinds that may stand there (U-05, U-06)."""

    code = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$",
        label=_("Code"),
        help_text=_("letters without marks, digits, dots; no two units share one"),
    )
    name = LineField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"))
    opened = DayField(label=_("Founded on"), required=False, help_text=_("empty: before our records begin"))
    stated_members = forms.IntegerField(
        label=_("Members as its own list states"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "size": 8}),
    )

    def __init__(self, *args: Any, parent: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        legal = [kind for kind in UnitKind if LEVELS[kind].parent_problem(parent.level) is None]
        field.choices = [(kind.value, say(Message(kind.label))) for kind in legal if LEVELS[kind].parents.value]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if Unit.objects.filter(code=code).exists():
            raise forms.ValidationError(_("The code “%(code)s” is taken by another unit."), params={"code": code})
        return code


class UnitChangeForm(forms.Form):
    """A new name or place from a day on; what was before stays in the history."""

    name = LineField(label=_("Name"), max_length=200)
    parent = forms.CharField(label=_("Code of the unit above"), max_length=40)
    on = DayField(label=_("From"))

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        if unit.parent is None:
            del self.fields["parent"]

    def clean_parent(self) -> Unit:
        """A unit of the same tree; the rules say whether it may hold this one."""
        code = self.cleaned_data["parent"].strip()
        root = self.unit.path[: tree.WIDTH]
        found = Unit.objects.standing().filter(code=code, path__gte=root, path__lt=tree.after(root)).first()
        if found is None:
            raise forms.ValidationError(
                _("There is no unit with the code “%(code)s” here. Look its code up under Organisation."),
                params={"code": code},
            )
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        same_place = data.get("parent") is None or data["parent"].pk == self.unit.parent_id
        if not self.errors and same_place and data.get("name") == self.unit.name:
            raise forms.ValidationError(_("Neither the name nor the unit above differs from what is there."))
        return data


class UnitCorrectForm(forms.Form):
    """A name that was written wrongly."""

    name = LineField(label=_("Name"), max_length=200)


class UnitCloseForm(forms.Form):
    """The day from which a unit no longer exists."""

    on = DayField(label=_("No longer there from"))


class DayForm(forms.Form):
    """A day to look at."""

    ngay = DayField(label=_("As of"), required=False)
