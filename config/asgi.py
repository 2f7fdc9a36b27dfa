"""One process serves both: HTTP by WSGI threads inside uvicorn, sockets by Channels consumers fed by the hub."""

import gc
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
django.setup()

from a2wsgi import WSGIMiddleware  # noqa: E402
from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402

from config.sockets import urlpatterns  # noqa: E402
from config.wsgi import application as pages  # noqa: E402

application = ProtocolTypeRouter(
    {
        # a2wsgi asks for a narrower WSGI type than Django promises.
        "http": WSGIMiddleware(pages, workers=8),  # type: ignore[arg-type]
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(urlpatterns))),
    }
)

# What is loaded stays: leave it out of every later search for garbage, and search less often (a tenth of the CPU).
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
