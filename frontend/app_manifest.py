"""What a phone needs to put the platform on its home screen (W3C Web Application Manifest)."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.installation import house_name, the_installation
from directory.languages import page_language


def app_manifest() -> dict[str, Any]:
    """In the reader's language. It opens at the first page, and its shortcuts lead to filing and to following."""
    return {
        "id": "/",
        "name": house_name(),
        "short_name": house_name(short=True),
        "description": _("Tell it as you see it. You need not know whose duty it is; we find the agency"),
        "lang": page_language().tag,
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": "#fbf7f0",
        "background_color": "#fbf7f0",
        "icons": [
            *_icons(),
        ],
        "shortcuts": [
            {"name": _("File a complaint"), "url": "/complaints/new/"},
            {"name": _("Follow a case"), "url": "/track/"},
        ],
    }


def _icons() -> list[dict[str, str]]:
    row = the_installation()
    if row.has_logo:
        own = reverse("installation_icon", args=[row.version])
        return [
            {"src": own, "sizes": "512x512", "type": "image/png", "purpose": purpose} for purpose in ("any", "maskable")
        ]
    return [
        _icon("icon-192.png", "192x192"),
        _icon("icon-512.png", "512x512"),
        _icon("icon-maskable-512.png", "512x512", purpose="maskable"),
    ]


def _icon(file: str, sizes: str, purpose: str = "any") -> dict[str, str]:
    return {"src": static(file), "sizes": sizes, "type": "image/png", "purpose": purpose}
