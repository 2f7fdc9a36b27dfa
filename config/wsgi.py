"""Pages and the API are WSGI: Django's ASGI handler costs six times the CPU for the same view (docs/decisions.md)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
application = get_wsgi_application()
