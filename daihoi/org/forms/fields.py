"""Fields that several rooms' forms share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daihoi.rules.dates import parse_date
from daihoi.rules.messages import RuleError
from daihoi.rules.vietnamese import squash
from daihoi.web.text import say


class LineField(forms.CharField):
    """A line of text in NFC without stray spaces; a hidden mark in it is refused in words."""

    def to_python(self, value: Any) -> str:
        try:
            return squash(super().to_python(value) or "")
        except RuleError as error:
            raise forms.ValidationError(say(error.message)) from error


class DayField(forms.DateField):
    """A day, picked or typed as people here write it: 23/5/2020."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        try:
            day = parse_date(str(value)).exact
        except RuleError as error:
            raise forms.ValidationError(say(error.message)) from error
        if day is None:
            raise forms.ValidationError(_("Write the whole date with day, month and year, like 23/5/2020."))
        return day
