"""Settings of the portal's process: another database, other users, no room of the office but `web` and `rules`."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from daihoi.engine import database, secret_key, use_packaged_sqlite

use_packaged_sqlite()

BASE_DIR = Path(__file__).resolve().parent
OFFICE_DATA = Path(os.environ.get("DAIHOI_DATA", "data")).resolve()
DATA = Path(os.environ.get("DAIHOI_PORTAL_DATA", OFFICE_DATA / "portal")).resolve()

SECRET_KEY = os.environ.get("DAIHOI_PORTAL_SECRET_KEY") or secret_key(DATA / "secret.key")
DEBUG = os.environ.get("DAIHOI_DEBUG", "") == "1"
ALLOWED_HOSTS = os.environ.get("DAIHOI_PORTAL_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("DAIHOI_PORTAL_ORIGINS", "").split(",") if o]
HTTPS = os.environ.get("DAIHOI_HTTPS", "") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# office and portal may share a host name and differ by port only: their cookies must not meet
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "toa_soan", "toa_soan_csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the desk shows a preview beside the form

INSTALLED_APPS = [
    "daihoi.portal",
    "daihoi.web",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_tasks",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "daihoi.portal.serving.middleware.PageMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "daihoi.portal.desk.people.DeskSessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "daihoi.portal.desk.people.DeskUserMiddleware",
    "daihoi.portal.desk.people.DeskMessageMiddleware",
    "daihoi.portal.desk.gate.DeskMiddleware",
]

ROOT_URLCONF = "daihoi.portal.urls"
WSGI_APPLICATION = "daihoi.portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["daihoi.portal.templatetags.portal", "django.templatetags.static"],
        },
    }
]

# opening SQLite anew for each page costs as much CPU as the questions of an article
DATABASES = {"default": {"CONN_MAX_AGE": 60} | database("DAIHOI_PORTAL_DATABASE", DATA / "portal.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]  # sessions only: no account has a password

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "desk" / "locale", BASE_DIR.parent / "rules" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/tinh/"
STATIC_ROOT = DATA / "static"
MEDIA_URL = "/kho/"  # no URL leads there: the desk sees /toa-soan/anh-kho/, the reader copies under /tep/
MEDIA_ROOT = DATA / "library"
PUBLIC_ROOT = DATA / "public"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024  # a snapshot with a document
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# The reader's pages need no script but our own; the desk's own policy stands below.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
DESK_SECURITY_POLICY = {
    "DIRECTIVES": CONTENT_SECURITY_POLICY["DIRECTIVES"]
    | {
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("DAIHOI_LOG", "WARNING")},
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

WAGTAIL_SITE_NAME = "Toà soạn"
WAGTAILADMIN_BASE_URL = os.environ.get("DAIHOI_PORTAL_URL", "http://127.0.0.1:8001")
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt")]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILADMIN_NOTIFICATION_FROM_EMAIL = ""
WAGTAILADMIN_LOGIN_URL = "door"
WAGTAILIMAGES_IMAGE_MODEL = "portal.Photo"
WAGTAILDOCS_DOCUMENT_MODEL = "portal.Attachment"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 12 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "daihoi.portal.desk.photos.PhotoForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]  # a drawing in SVG could carry a script
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx"]
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # nothing from elsewhere stands in a page
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_AUTOSAVE_INTERVAL = 15_000  # milliseconds; with Wagtail's half second a first save can meet the button's own
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # no account has an address
