"""A panel of the article's form: the figures that its text may take from the chosen snapshot."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


class FiguresPanel(Panel):
    """Every figure of the snapshot with the sign that stands for it in the text."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "portal/desk/figures_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            snapshot = self.instance.snapshot if self.instance.snapshot_id else None
            return context | {"snapshot": snapshot}
