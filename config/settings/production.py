"""Production: everything from the environment; refuses to start without it and says which one is missing."""

import os

from django.core.exceptions import ImproperlyConfigured

from .accounts import *  # noqa: F403
from .base import *  # noqa: F403
from .base import env
from .rooms import *  # noqa: F403

NEEDED = {
    "SECRET_KEY": "50 or more random characters; keeps sessions and receipt codes safe, never change it lightly",
    "DATABASE_URL": "postgres://user:password@host:5432/name (PostgreSQL 15 or newer)",
    "ALLOWED_HOSTS": "the public host names, separated by commas",
    "SITE_URL": "https://the.public.name, without a slash at the end; it stands in every mail",
    "EMAIL_URL": "smtp+tls://user:password@host:587",
    "DEFAULT_FROM_EMAIL": "the sender of our mail",
}
missing = [name for name in NEEDED if not os.environ.get(name)]
if missing:
    raise ImproperlyConfigured(
        "Production needs these environment variables:\n" + "\n".join(f"  {name}: {NEEDED[name]}" for name in missing)
    )
if env.bool("SIANG_DEMO", default=False):
    raise ImproperlyConfigured("SIANG_DEMO lets anybody enter as anybody: production never starts with it.")

SECRET_KEY = env("SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is too short: give 50 or more random characters.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
DATABASES = {"default": env.db_url_config(env("DATABASE_URL"))}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("PGBOUNCER", default=False)
if DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] and not DATABASE_DIRECT:  # noqa: F405
    raise ImproperlyConfigured(
        "PGBOUNCER lends a connection for one transaction, and LISTEN needs one of its own: set DATABASE_DIRECT_URL to the "
        "PostgreSQL behind it (postgres://user:password@host:5432/name)."
    )
vars().update(env.email_url("EMAIL_URL"))

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # load balancers ask over plain HTTP
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
