"""Settings of the office's process. What differs between offices comes from DAIHOI_* variables (see README)."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from daihoi.engine import database, portal, secret_key, use_packaged_sqlite

use_packaged_sqlite()

BASE_DIR = Path(__file__).resolve().parent
DATA = Path(os.environ.get("DAIHOI_DATA", "data")).resolve()

SECRET_KEY = os.environ.get("DAIHOI_SECRET_KEY") or secret_key(DATA / "secret.key")
DEBUG = os.environ.get("DAIHOI_DEBUG", "") == "1"
ALLOWED_HOSTS = os.environ.get("DAIHOI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("DAIHOI_ORIGINS", "").split(",") if o]
HTTPS = os.environ.get("DAIHOI_HTTPS", "") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# where the portal is, "https://…": publications are sent there, the newsroom is entered there; empty: not connected
PORTAL = portal("DAIHOI_PORTAL")
PORTAL_BESIDE = portal("DAIHOI_PORTAL_BESIDE")  # where it listens on this machine, whatever address readers use
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "daihoi.web",
    "daihoi.ledger",
    "daihoi.org",
    "daihoi.congress",
    "daihoi.elections",
    "daihoi.reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "daihoi.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "daihoi.org.access.ScopeMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "daihoi.urls"
WSGI_APPLICATION = "daihoi.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "daihoi.web.context.page",
            ],
            "builtins": ["daihoi.web.templatetags.daihoi", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": database("DAIHOI_DATABASE", DATA / "daihoi.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "org.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
DAIHOI_SHELL = "daihoi.org.queries.shell.shell"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser: computers of an office are shared
# django-axes counts wrong passwords, in the database, across processes; these bound guesses of second-factor codes.
# Nothing is counted by address: behind a proxy everybody has the same one.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "20/5m/key"}
ACCOUNT_ADAPTER = "daihoi.org.sign_in.Adapter"
ACCOUNT_FORMS = {
    "login": "daihoi.org.forms.sign_in.LoginForm",
    "change_password": "daihoi.org.forms.sign_in.ChangePasswordForm",
    "reauthenticate": "daihoi.org.forms.sign_in.ReauthenticateForm",
}
MFA_ADAPTER = "daihoi.org.sign_in.MfaAdapter"
MFA_FORMS = {
    "authenticate": "daihoi.org.forms.sign_in.MfaAuthenticateForm",
    "reauthenticate": "daihoi.org.forms.sign_in.MfaReauthenticateForm",
    "activate_totp": "daihoi.org.forms.sign_in.ActivateTotpForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Daihoi"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # who signed in when, from which address: kept by nobody without a purpose (T13)
AXES_ENABLE_ADMIN = False

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "ngon_ngu"
LOCALE_PATHS = [BASE_DIR / "rules" / "locale", BASE_DIR / "formats" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/tinh/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a count of 200 candidates by 20 teams fits

TASKS = {
    "default": {
        "BACKEND": os.environ.get("DAIHOI_TASKS", "django_tasks_db.DatabaseBackend"),
        "QUEUES": ["default"],
    }
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *([PORTAL] if PORTAL else [])],  # entering the newsroom leads there
        "frame-ancestors": [NONE],
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
SILENCED_SYSTEM_CHECKS = ["axes.W004"]
