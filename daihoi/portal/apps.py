"""The room `portal` as a Django app of its own process."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Reader's pages, the desk, counters and the cache."""

    name = "daihoi.portal"
    label = "portal"

    def ready(self) -> None:
        from daihoi.portal import signals  # noqa: F401  (Wagtail's own events reach the reader's pages there)
        from daihoi.portal.desk.starts import mark_choosers, no_bulk_actions

        mark_choosers()
        no_bulk_actions()
