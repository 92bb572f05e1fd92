"""Settings of the test runs: the program's own, with quick hashing and nothing outside a temporary folder."""

import os
import tempfile

os.environ["DAIHOI_DATA"] = tempfile.mkdtemp(prefix="daihoi-tests-")  # each worker of a run has its own
os.environ.setdefault("DAIHOI_TASKS", "django_tasks.backends.immediate.ImmediateBackend")

from daihoi.settings import *  # noqa: F403
from daihoi.settings import STATIC_ROOT, STORAGES
from daihoi.web.assets import compile_catalogues

compile_catalogues()  # a fresh clone has none compiled, and texts are read once per process

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder, and warnings are errors
