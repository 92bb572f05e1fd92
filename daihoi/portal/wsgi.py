"""The portal's process as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "daihoi.portal.settings"
application = get_wsgi_application()

from daihoi.portal.serving import pulse  # noqa: E402  (needs the settings)

pulse.start()
