"""Fields of typed counts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from daihoi.rules.messages import RuleError
from daihoi.rules.vietnamese import parse_int
from daihoi.web.text import say


class CountField(forms.CharField):
    """A whole number as people type it here: 1289, 1.289; empty is not typed yet."""

    def __init__(self, *, most: int = 1_000_000, counted: str = "", **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "class": "num", "size": 8, "autocomplete": "off"}
        if counted:
            attrs["data-count"] = counted
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.most = most

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text == "":
            return None
        try:
            number = parse_int(text)
        except RuleError as error:
            raise forms.ValidationError(say(error.message)) from error
        return self._in_range(number)

    def _in_range(self, number: int) -> int:
        if not 0 <= number <= self.most:
            raise forms.ValidationError(_("Type a whole number from 0 to %(most)s.") % {"most": self.most})
        return number
