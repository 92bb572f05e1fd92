"""Of the article's form: the figures that its text may take from the chosen snapshot; hours beside one another."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.admin.compare import FieldComparison, register_comparison_class
from wagtail.admin.panels import Panel


class FiguresPanel(Panel):
    """Every figure of the snapshot with the sign that stands for it in the text."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "portal/desk/figures_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            snapshot = self.instance.snapshot if self.instance.snapshot_id else None
            return context | {"snapshot": snapshot}


class HourComparison(FieldComparison):
    """An hour in two versions of an article, as the form shows it; none is nothing, not a word."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a: str = _hour(field.value_from_object(obj_a))
        self.val_b: str = _hour(field.value_from_object(obj_b))


def _hour(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


register_comparison_class(models.DateTimeField, comparison_class=HourComparison)
