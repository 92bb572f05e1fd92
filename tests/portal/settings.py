"""Settings of the portal's test runs: its own, with nothing outside a temporary folder."""

import os
import tempfile

# each worker has its own; a server that a test starts is told where
os.environ["DAIHOI_PORTAL_DATA"] = os.environ.get("TESTS_PORTAL_DATA") or tempfile.mkdtemp(
    prefix="daihoi-portal-tests-"
)

from daihoi.portal.settings import *  # noqa: F403
from daihoi.portal.settings import STATIC_ROOT, STORAGES
from daihoi.web.assets import compile_catalogues

compile_catalogues()  # a fresh clone has none compiled, and texts are read once per process

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder, and warnings are errors
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
