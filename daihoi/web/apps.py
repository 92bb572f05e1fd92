"""The room `web` as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, tags, static files and the texts of the toolkit."""

    name = "daihoi.web"
    label = "web"
