"""Production starts with everything it needs or says what is missing; the demo never starts there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "n2F7qWz0-vB9mKx4TgYd6RcJh1LsPa8UeXo3IiCbNfQrMtVwZy5GkHjSlDpEuOA",
    "DATABASE_URL": "postgres://siang@localhost/siang",
    "ALLOWED_HOSTS": "siangpracha.example",
    "SITE_URL": "https://siangpracha.example",
    "EMAIL_URL": "smtp+tls://mail:secret@localhost:587",
    "DEFAULT_FROM_EMAIL": "no-reply@siangpracha.example",
}


def check_deploy(**changes):
    environment = {"PATH": os.environ["PATH"], **COMPLETE, **changes}
    environment = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_a_complete_environment_passes_the_deployment_checks_without_a_warning():
    answer = check_deploy()
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("missing", [name for name in COMPLETE if name != "DJANGO_SETTINGS_MODULE"])
def test_what_is_missing_is_named(missing):
    answer = check_deploy(**{missing: None})
    assert answer.returncode != 0
    assert missing in answer.stderr


def test_the_demo_is_refused():
    answer = check_deploy(SIANG_DEMO="1")
    assert answer.returncode != 0
    assert "SIANG_DEMO" in answer.stderr


def test_a_short_secret_is_refused():
    answer = check_deploy(SECRET_KEY="short")
    assert "SECRET_KEY is too short" in answer.stderr


class TestBehindAPooler:
    def test_a_way_past_it_is_needed(self):
        answer = check_deploy(PGBOUNCER="1")
        assert answer.returncode != 0
        assert "DATABASE_DIRECT_URL" in answer.stderr

    def test_it_starts_with_one(self):
        answer = check_deploy(PGBOUNCER="1", DATABASE_DIRECT_URL="postgres://siang@localhost:5432/siang")
        assert answer.returncode == 0, answer.stderr
