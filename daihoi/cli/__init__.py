"""The command line: the same actions as the pages, for offices that script and for checks."""

from __future__ import annotations

import os

# Before any module of Django's: the commands import what they need only after this.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daihoi.settings")

from daihoi.cli.main import main

__all__ = ["main"]
