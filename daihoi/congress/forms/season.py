"""Forms about the season."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daihoi.congress.actions.season import LEVEL_RULES
from daihoi.congress.models import Season, SeasonLevel
from daihoi.org.forms.fields import DayField
from daihoi.rules.dates import parse_date
from daihoi.rules.figures import Style
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import Message, RuleError
from daihoi.rules.regulations import BY_KEY, Setting
from daihoi.web.text import say, vdate

STYLES = [(Style.CUT.value, _("cut off: 12,19 %")), (Style.HALF_UP.value, _("rounded half up: 12,20 %"))]


class SeasonOpenForm(forms.Form):
    """A new season."""

    name = forms.CharField(label=_("Season"), max_length=12, initial="2025–2030", help_text=_("two years: 2025–2030"))
    regulation_key = forms.ChoiceField(label=_("Election regulation"), choices=[(key, key) for key in BY_KEY])
    followed = forms.MultipleChoiceField(
        label=_("Congresses followed one by one"),
        choices=[(kind.value, kind.value) for kind in UnitKind],
        widget=forms.CheckboxSelectMultiple,
        initial=[
            UnitKind.DIRECT_SUPERIOR_ORGANIZATION.value,
            UnitKind.GRASSROOTS_ORGANIZATION.value,
            UnitKind.GRASSROOTS_CELL.value,
        ],
    )
    percent_style = forms.ChoiceField(
        label=_("Percentages"), required=False, choices=[("", _("as the regulation's own guide does")), *STYLES]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["followed"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(kind.value, say(Message(kind.label))) for kind in UnitKind]


class LevelForm(forms.ModelForm):  # type: ignore[type-arg]
    """Limits and deadlines of one kind of unit."""

    class Meta:
        model = SeasonLevel
        fields = (
            "followed",
            "opens",
            "deadline",
            "max_days",
            "max_delegates",
            "max_committee",
            "max_standing",
            "age_reference",
        )
        field_classes = {"opens": DayField, "deadline": DayField, "age_reference": DayField}
        widgets = {
            name: forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "size": 5})
            for name in ("max_days", "max_delegates", "max_committee", "max_standing")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = say(Message(self.instance.unit_kind.label))
        for name, label in level_labels().items():
            self.fields[name].label = label
            self.fields[name].widget.attrs["aria-label"] = f"{label}: {kind}"
        for name in ("opens", "deadline", "age_reference"):
            self.fields[name].widget = forms.DateInput(
                format="%Y-%m-%d", attrs={"type": "date"} | self.fields[name].widget.attrs
            )


def level_labels() -> dict[str, str]:
    """field -> head of its column."""
    return {
        "followed": gettext("Followed"),
        "opens": gettext("From"),
        "deadline": gettext("Before"),
        "max_days": gettext("Days"),
        "max_delegates": gettext("Delegates"),
        "max_committee": gettext("Committee"),
        "max_standing": gettext("Standing committee"),
        "age_reference": gettext("Ages as of"),
    }


def shown(value: object) -> str:
    """A value of a rule as a form holds it: 1/3, true, presidium; several joined by commas."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case Enum():
            return str(value.value)
        case frozenset():
            return ",".join(sorted(str(one.value) for one in value))
        case date():
            return vdate(value)
    return str(value)


class SeasonForm(forms.Form):
    """The office's own settings of a season: style, day, calendar, and the rules whose text was not seen."""

    percent_style = forms.ChoiceField(label=_("Percentages"), choices=STYLES, widget=forms.RadioSelect)
    as_of = DayField(
        label=_("The season stands at"),
        required=False,
        help_text=_("only to look back or to practise; empty: the real day"),
    )
    days_off = forms.CharField(
        label=_("Days off besides the public holidays"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("one a line: 2/5/2020 and what for"),
    )
    days_worked = forms.CharField(
        label=_("Saturdays and Sundays worked"),
        required=False,
        max_length=5000,
        help_text=_("dates, with commas between"),
    )
    days_plain = forms.CharField(
        label=_("Holidays of the table that are no days off here"),
        required=False,
        max_length=5000,
        help_text=_("dates, with commas between"),
    )

    def __init__(self, *args: Any, season: Season, **kwargs: Any) -> None:
        self.season = season
        self.base = BY_KEY[season.regulation_key]
        super().__init__(*args, **{"initial": _initial(season), **kwargs})
        self.settings = [one for one in self.base.settings() if not _has_own_field(one.key)]
        for setting in self.settings:
            self.fields[f"rule:{setting.key}"] = self._field(setting)

    def _field(self, setting: Setting) -> forms.Field:
        default = shown(setting.rule.value)
        now = self.season.settings.get(setting.key)
        label = say(setting.label)
        initial = default if now is None else (",".join(now) if isinstance(now, list) else str(now))
        if isinstance(setting.rule.value, bool):
            choices = [("true", gettext("yes")), ("false", gettext("no"))]
            return forms.ChoiceField(label=label, choices=choices, initial=initial)
        if setting.choices and not isinstance(setting.rule.value, frozenset):
            return forms.ChoiceField(label=label, choices=_choices(setting), initial=initial)
        if setting.choices:
            texts, chosen = _choices(setting), initial.split(",")
            return forms.MultipleChoiceField(
                label=label, choices=texts, initial=chosen, widget=forms.CheckboxSelectMultiple, required=False
            )
        return forms.CharField(
            label=label, required=False, initial=initial, max_length=40, widget=forms.TextInput(attrs={"size": 8})
        )

    def rule_rows(self) -> list[tuple[Setting, forms.BoundField, str, bool]]:
        """Every rule that is a setting: its field, its default, whether the office changed it."""
        changed = self.season.settings
        return [
            (setting, self[f"rule:{setting.key}"], self._default(setting), setting.key in changed)
            for setting in self.settings
        ]

    @staticmethod
    def _default(setting: Setting) -> str:
        value = setting.rule.value
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        names = dict(_choices(setting))
        if isinstance(value, frozenset):
            return ", ".join(names[one.value] for one in sorted(value))
        if isinstance(value, Enum):
            return names[str(value.value)]
        return shown(value) or gettext("not known")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        off: dict[str, str] = {}
        for line in data.get("days_off", "").splitlines():
            if line.strip():
                day, _sep, name = line.strip().partition(" ")
                found = self._day("days_off", day)
                if found:
                    off[found.isoformat()] = name.strip() or gettext("Day off")
        holidays: dict[str, Any] = {"off": off} if off else {}
        for name, key in (("days_worked", "worked"), ("days_plain", "plain")):
            words = [
                word for word in data.get(name, "").replace(";", ",").replace("\n", ",").split(",") if word.strip()
            ]
            days = [day for word in words if (day := self._day(name, word)) is not None]
            if days:
                holidays[key] = sorted(day.isoformat() for day in days)
        data["holidays"] = holidays
        data["settings"] = self._settings(data)
        return data

    def _day(self, field: str, text: str) -> date | None:
        try:
            day = parse_date(text.strip()).exact
        except RuleError as error:
            self.add_error(field, say(error.message))
            return None
        if day is None:
            self.add_error(field, gettext("“%(text)s” is no whole date. Write it like 2/5/2020.") % {"text": text})
        return day

    def _settings(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The values that differ from the regulation's own."""
        chosen = {key: value for key, value in self.season.settings.items() if _has_own_field(key)}
        for setting in self.settings:
            name = f"rule:{setting.key}"
            if name not in data:
                continue
            value = data[name]
            text = ",".join(sorted(value)) if isinstance(value, list) else str(value).strip()
            if text == shown(setting.rule.value):
                continue
            try:
                self.base.with_settings({setting.key: text})
            except RuleError as error:
                self.add_error(name, say(error.message))
                continue
            except StopIteration:
                self.add_error(name, gettext("Choose at least one."))
                continue
            chosen[setting.key] = text
        return chosen


def _choices(setting: Setting) -> list[tuple[str, str]]:
    """The values of a setting with their names."""
    return [(value, say(Message(label) if isinstance(label, str) else label)) for value, label in setting.choices]


def _has_own_field(key: str) -> bool:
    """Whether the page asks for a rule elsewhere: the style of percentages, the limits in the table of levels."""
    return key == "percent_style" or key.rpartition(".")[2] in LEVEL_RULES.values()


def _initial(season: Season) -> dict[str, Any]:
    def day(text: str) -> str:
        return vdate(date.fromisoformat(text))

    holidays = season.holidays
    return {
        "percent_style": season.percent_style,
        "as_of": season.as_of,
        "days_off": "\n".join(f"{day(iso)} {name}" for iso, name in holidays.get("off", {}).items()),
        "days_worked": ", ".join(day(iso) for iso in holidays.get("worked", [])),
        "days_plain": ", ".join(day(iso) for iso in holidays.get("plain", [])),
    }
