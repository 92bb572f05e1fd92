"""The portal's process as it is served, with the settings of the tests: plain names of static files."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.portal.settings"

import django

django.setup()

from daihoi.portal.wsgi import application  # noqa: E402

__all__ = ["application"]
