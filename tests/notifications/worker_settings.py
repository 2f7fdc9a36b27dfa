"""For workers that a test starts in a process of their own: they send to the test's mail server."""

import os

from config.settings.test import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ.get("MAIL_PORT", "25"))
CHORES = [
    "tests.notifications.odd_chores.always_fails",  # first: what works stands behind it in every round
    "notifications.chores.send_messages",
    "tests.notifications.odd_chores.slow_batch",
]
