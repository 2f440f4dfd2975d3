"""Django's settings, made from the typed environment and the list of surfaces found on disk."""

import os
import sys
from datetime import timedelta
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import iter_modules
from urllib.parse import unquote, urlsplit

from eigenart import surfaces
from eigenart.config import database, logs, messages
from eigenart.config.environment import ConfigurationError, read_environment
from eigenart.config.settings_security import *  # noqa: F403 - Django reads its settings from one module

os.environ.setdefault("OMP_NUM_THREADS", "1")  # more threads only spin on the small machines this runs on

PACKAGE = Path(__file__).resolve().parent.parent

try:
    EIGENART = read_environment()
    DATABASES_FOUND = database.find(EIGENART)
except ConfigurationError as problem:
    sys.stderr.write(f"Eigenart cannot start. {problem}\n")
    raise SystemExit(2) from None

EIGENART.data_dir.mkdir(parents=True, exist_ok=True)
SECRET_KEY = EIGENART.keys[0]
DEBUG = False
ALLOWED_HOSTS = list(EIGENART.allowed_hosts)
if EIGENART.mode == "test":
    ALLOWED_HOSTS.append("testserver")

SURFACES = sorted(
    [f"{surfaces.__name__}.{m.name}" for m in iter_modules(surfaces.__path__) if m.ispkg]
    + [entry.value for entry in entry_points(group="eigenart.surfaces")]
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "eigenart.people",
    "eigenart.privacy",
    "eigenart.rollout",
    "eigenart.profiles",
    "eigenart.personalisation",
    *SURFACES,
    "eigenart.delivery.jobs",
    "eigenart.delivery.demo",
    "eigenart.delivery.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "eigenart.delivery.web.middleware.quiet_headers",
    "eigenart.delivery.web.security_log.refusals_noted",
    "eigenart.delivery.web.limits.bodies_limited",
    "eigenart.delivery.web.middleware.whole_login_page",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "eigenart.delivery.web.sessions.limited_in_time",
    "allauth.account.middleware.AccountMiddleware",
    "eigenart.delivery.web.middleware.no_nul",
    "eigenart.delivery.web.middleware.acting",
    "django.contrib.messages.middleware.MessageMiddleware",
    "eigenart.delivery.web.limits.Limits",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "eigenart.config.urls"
WSGI_APPLICATION = "eigenart.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "eigenart.delivery.web.context.portal",
            ],
        },
    }
]

DATABASES = {
    "default": DATABASES_FOUND.app.django(
        ATOMIC_REQUESTS=True,
        CONN_MAX_AGE=300,
        CONN_HEALTH_CHECKS=True,
        OPTIONS={"application_name": "eigenart"},
        TEST={"MIRROR": "owner"},
    ),
    "counters": DATABASES_FOUND.app.django(
        CONN_MAX_AGE=300,
        CONN_HEALTH_CHECKS=True,
        OPTIONS={"application_name": "eigenart-counters"},
        TEST={"MIRROR": "owner"},
    ),
    "owner": DATABASES_FOUND.owner.django(OPTIONS={"application_name": "eigenart-owner"}),
}
DATABASE_ROUTERS = ["eigenart.config.database.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGIN_URL = "web:login"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "web:login"

LANGUAGE_CODE = EIGENART.language
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
TIME_ZONE = EIGENART.time_zone
FORMAT_MODULE_PATH = "eigenart.config.formats"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = EIGENART.data_dir / "static"
WHITENOISE_USE_FINDERS = EIGENART.mode == "test"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EIGENART.mode == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# What depends on the installation; everything else about security stands in settings_security.
SECOND_FACTOR_REQUIRED = not EIGENART.is_demo
SESSION_COOKIE_NAME = "__Host-session" if EIGENART.https else "sessionid"
SESSION_COOKIE_SECURE = EIGENART.https
CSRF_COOKIE_NAME = "__Host-csrf" if EIGENART.https else "csrftoken"
CSRF_COOKIE_SECURE = EIGENART.https
LANGUAGE_COOKIE_SECURE = EIGENART.https
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in ALLOWED_HOSTS] if EIGENART.https else []
SECURE_SSL_REDIRECT = EIGENART.https
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if EIGENART.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if EIGENART.https else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if EIGENART.https else 0

if EIGENART.mail_url is None and EIGENART.is_demo:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = EIGENART.data_dir / "mail"
elif EIGENART.mail_url is None:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
else:
    mail = urlsplit(EIGENART.mail_url.get_secret_value())
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = mail.hostname or "localhost"
    EMAIL_PORT = mail.port or 25
    EMAIL_HOST_USER = unquote(mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(mail.password or "")
    EMAIL_USE_TLS = mail.scheme == "smtp+tls"
    EMAIL_USE_SSL = mail.scheme == "smtps"
    EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = EIGENART.mail_from

LOGGING_CONFIG = None
logs.configure(EIGENART.log_level)
messages.compile_stale(PACKAGE)
