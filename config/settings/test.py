"""For pytest: a throw-away PostgreSQL cluster (tests/conftest.py starts it and sets DATABASE_URL)."""

from .accounts import *  # noqa: F403
from .base import *  # noqa: F403
from .base import env
from .rooms import *  # noqa: F403

SECRET_KEY = "only for tests"  # noqa: S105
DEMO = env.bool("SIANG_DEMO", default=False)
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES = {"default": env.db_url_config(env("DATABASE_URL", default="postgres://app@/siang_test"))}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
