"""What of Wagtail starts otherwise here: choosers without a script within the page, no action on many things.

Choosers leave a mark, and `desk.js` starts what is marked. With the templates under templates/wagtailadmin/ the desk
runs no inline script at all, so that its policy needs no exception for one.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.widgets import BaseChooser


def marked(self: Any, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None) -> SafeString:
    """What Wagtail's chooser renders, a mark in the place of its script."""
    chosen = self.get_value_data(value)
    return format_html(
        '{}<template data-start="{}" data-of="{}" data-options="{}"></template>',
        self.render_html(name, chosen, attrs),
        self.js_constructor,
        attrs["id"],
        json.dumps(self.get_js_init_options(attrs["id"], name, chosen)),
    )


def no_bulk_actions() -> None:
    """Nothing on the desk acts on many things at once; Wagtail's own actions are not even looked for."""
    bulk_action_registry.has_scanned_for_bulk_actions = True


def mark_choosers() -> None:
    """From now on every chooser of Wagtail renders so."""
    BaseChooser.render = marked
