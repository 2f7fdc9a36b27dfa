"""Settings every surroundings share. Addresses and secrets come from the environment; see docs/production.md."""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF  # noqa: F401

from directory.languages import PAGE_LANGUAGES

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
VAR = Path(env("SIANG_VAR", default=str(BASE_DIR / "var")))

DEBUG = False
DEMO = False
"""True only in the demo: everybody may enter as any demo person, and mail is shown at /dev/mail/."""

ALLOWED_HOSTS: list[str] = []
AUTH_USER_MODEL = "directory.User"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "directory.apps.OfficeAdminConfig",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "channels",
    "allauth",
    "allauth.account",
    "pgtrigger",
    "pghistory",
    "django_vite",
    "directory",
    "records",
    "notifications",
    "complaints",
    "routing",
    "consultations",
    "consultations.dockets",
    "consultations.entering",
    "consultations.hearings",
    "consultations.laws",
    "consultations.comments",
    "consultations.participation",
    "consultations.pilots",
    "consultations.previews",
    "consultations.questionnaires",
    "consultations.themes",
    "consultations.turnout",
    "consultations.moderation",
    "consultations.statutes",
    "consultations.portal",
    "consultations.results",
    "consultations.promises",
    "consultations.petitions",
    "consultations.discovery",
    "frontend",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "frontend.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "frontend.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "frontend.middleware.UnreadableMiddleware",
    "frontend.middleware.TrialMiddleware",
    "frontend.middleware.RefusalMiddleware",
    "frontend.middleware.UnsentMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "frontend" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "frontend.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "frontend.templatetags.siang",
                "frontend.templatetags.joined",
            ],
            "loaders": [
                (
                    "frontend.loaders.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

# Language: Thai is the first language of every page, English the source text in code; all of them: directory/languages.py.
LANGUAGE_CODE = "th"
LANGUAGES = [(language.code, language.english) for language in PAGE_LANGUAGES]
# Before Django's own words and those of its administration: directory.admin_pages names which ones are ours.
LOCALE_PATHS = [BASE_DIR / "directory" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Bangkok"

# People without an account carry no session; messages travel in a signed cookie.
SESSION_ENGINE = "directory.sessions"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "frontend.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

AUTHENTICATION_BACKENDS = [
    "directory.signing_in.Passwords",
    "directory.signing_in.Accounts",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "directory.passwords.NotLikeTheirName"},
    {"NAME": "directory.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "directory.passwords.NotCommon"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
LOGIN_REDIRECT_BY_ROLE = {
    "officer": "/office/today/",
    "supervisor": "/office/today/",
    "agency_head": "/office/today/",
    "triage_officer": "/desk/",
    "helper": "/office/assist/",
    "auditor": "/office/audit/",
    "policy_team": "/consultations/manage/",
    "administrator": "/administration/",
    "approver": "/office/approvals/",
}
"""Where who works here begins; of several roles the first of these decides. Who approves is usually one of the first three."""
LOGOUT_REDIRECT_URL = "/"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "frontend" / "dist"]
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": BASE_DIR / "frontend" / "dist" / ".vite" / "manifest.json",
        "static_url_prefix": "",
    }
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
# Vite puts a hash into every name: such files never change, and browsers may keep them.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9a-zA-Z_-]{8,12}\..+$"
MEDIA_ROOT = VAR / "media"
# A form carries text, places and up to five files of 10 MiB; anything beyond is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
AFTER_PHOTO_WITHIN_M = env.int("AFTER_PHOTO_WITHIN_M", default=500)
"""How far from the pin a picture after the work may say it was taken: a phone among houses errs by some 100 m."""
UPLOADS_A_COMPLAINT = 5
MANY_PEOPLE = 10  # others whom a case troubles as well, from which on an agency's list marks it
EXTENSIONS_A_PART = 2  # how often an agency may move the date of its part of a case
REQUEST_MAX_BYTES = DATA_UPLOAD_MAX_MEMORY_SIZE + DATA_UPLOAD_MAX_NUMBER_FILES * UPLOAD_MAX_BYTES

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api.JsonBody"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.api.answer_error",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Siang Pracha (เสียงประชา) API",
    "DESCRIPTION": "File a complaint once; follow every step. Times in ISO 8601 UTC, years in the common era.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {"CaseKindEnum": "complaints.workflow.CaseKind"},
}

_direct = env("DATABASE_DIRECT_URL", default="")
DATABASE_DIRECT = env.db_url_config(_direct) if _direct else {}
"""Where LISTEN connects to, past a pooler that lends connections; empty: where everything connects to."""

SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")
"""The address in mails and API answers, without a slash at the end."""

HEARING_REGISTRATIONS_KEPT_DAYS = env.int("HEARING_REGISTRATIONS_KEPT_DAYS", default=30)
"""After a hearing; then nothing is left of who was registered but numbers."""
PMTILES_FILE = env("PMTILES_FILE", default="")
"""A base map under the province outlines (docs/production.md); without it the outlines stand alone."""
MAP_CREDIT = env("MAP_CREDIT", default="")
"""Whom that map's licence asks to be named, such as "© OpenStreetMap"; stands under the map."""
OPEN_DATA_LICENCE = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.th")
"""Under which results of consultations may be used: its name and its page. Our choice; no rule names one."""
TOPIC_MODEL = env("TOPIC_MODEL", default=str(BASE_DIR / "ml" / "models"))
MODEL_REGISTRY = env("MODEL_REGISTRY", default=str(VAR / "models"))
THROTTLE_SCALE = env.float("THROTTLE_SCALE", default=1.0)
SMS_SENDER = "notifications.sms.send_later"
SMS_GATEWAY = env("SMS_GATEWAY", default="")
"""Dotted path of a function `(phone, text, *, provider_key)`; without it nobody can choose SMS, but in the demo."""
TRANSLATOR = env("TRANSLATOR", default="")
"""A program that translates: a name of complaints.translators.NAMED or a dotted path; without it only people do."""
TRANSLATOR_SEES_CONFIDENTIAL = env.bool("TRANSLATOR_SEES_CONFIDENTIAL", default=False)
"""True only where the program runs under the same roof and keeps nothing."""
LIBRETRANSLATE_URL = env("LIBRETRANSLATE_URL", default="")
LIBRETRANSLATE_KEY = env("LIBRETRANSLATE_KEY", default="")

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# Who answers for personal data, named in the privacy notice (frontend/guides.py).
CONTROLLER_NAME = env("CONTROLLER_NAME", default="")
DATA_PROTECTION_CONTACT = env("DATA_PROTECTION_CONTACT", default="")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="เสียงประชา <no-reply@siangpracha.invalid>")

LETTER_KEY = env("LETTER_KEY", default="")
"""The key that signs letters, a file of PKCS#12 or PEM; without one they are held back. Only the worker reads it."""
LETTER_CERTIFICATE = env("LETTER_CERTIFICATE", default="")
"""Its certificate and those above it, where a PEM key stands alone."""
LETTER_KEY_PASSWORD = env("LETTER_KEY_PASSWORD", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {"django.request": {"level": "ERROR"}, "django.security.DisallowedHost": {"level": "CRITICAL"}},
}
