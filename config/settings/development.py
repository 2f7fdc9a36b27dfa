"""One machine, embedded PostgreSQL, everything visible. SIANG_DEMO=1 turns the demo's roles page on."""

from config.postgres import database_url

from .accounts import *  # noqa: F403
from .base import *  # noqa: F403
from .base import env
from .rooms import *  # noqa: F403

DEMO = env.bool("SIANG_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="development only: anybody can read this in the repository")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
DATABASES = {"default": env.db_url_config(database_url())}
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# The demo signs letters with a key of its own making (manage.py load_demo); what it signs says that it is not valid.
LETTER_KEY = LETTER_KEY or (str(VAR / "letters" / "test-key.p12") if DEMO else "")  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend" if DEMO else EMAIL_BACKEND  # noqa: F405
# whitenoise serves from the source folders: nothing is collected.
STATIC_ROOT = None  # type: ignore[assignment]
