"""Development's settings with one more page, which does nothing: the floor under every other figure."""

from config.settings.development import *  # noqa: F403

ROOT_URLCONF = "config.bench.urls"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
