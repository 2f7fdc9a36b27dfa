"""The widget that other sites show in a frame: a page of a few kilobytes without cookies, scripts or pictures.

It alone may be framed. Its style stands in it, under its own hash, so that the rest of the policy stays shut.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from csp.constants import HEADER
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from consultations.find_form import FindForm
from consultations.models import Consultation
from consultations.public import find
from directory.installation import site_url

MOST = 10
USUAL = 5
STYLE = (
    "body{margin:0;padding:12px;background:#fbf7f0;color:#10304c;font:16px/1.7 Sarabun,'Noto Sans Thai',sans-serif}"
    "h1{font-size:18px;margin:0 0 8px}ul{list-style:none;margin:0;padding:0}li{padding:8px 0;border-top:1px solid #bcd3e6}"
    "a{color:#1b4b73}a:focus{outline:3px solid #10304c;outline-offset:2px}p{margin:0}.m{font-size:14px;color:#4a5763}"
)
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors *"


class WidgetForm(FindForm):
    """What the widget shows. The same fields build it and are read from its address."""

    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("th", "ไทย"), ("en", "English")])
    most = forms.TypedChoiceField(
        label=_("How many at most"),
        required=False,
        coerce=int,
        choices=[(number, str(number)) for number in (USUAL, 3, MOST)],
        initial=USUAL,
    )

    def language_wanted(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("language") or settings.LANGUAGE_CODE

    def most_wanted(self) -> int:
        self.is_valid()
        return int(self.cleaned_data.get("most") or USUAL)


@gzip_page
@xframe_options_exempt
@cache_control(public=True, max_age=300)
@require_GET
def widget(request: HttpRequest) -> HttpResponse:
    form = WidgetForm(request.GET)
    language = form.language_wanted()
    with override(language):
        found = find(form.wanted())
        shown: list[Consultation] = [*found.closing_soon, *found.open, *found.scheduled][: form.most_wanted()]
        context: dict[str, Any] = {
            "shown": shown,
            "site": site_url(),
            "style": SafeString(f"<style>{STYLE}</style>"),
            "language": language,
            "asked": form.asked("kind", "agency", "topic", "province", "district", "subdistrict"),
        }
        answer = render(request, "discovery/widget.html", context)
    answer.headers[HEADER] = POLICY
    answer.headers["Content-Language"] = language
    return answer


@gzip_page
@never_cache
@require_GET
def build(request: HttpRequest) -> HttpResponse:
    """The code that shows the widget on a page of one's own, with what was chosen."""
    form = WidgetForm(request.GET)
    asked = form.asked(*form.fields)
    address = f"{site_url()}{reverse('widget')}{'?' + asked if asked else ''}"
    context = {"form": form, "code": _code(form, address), "path": address.removeprefix(site_url())}
    return render(request, "discovery/build.html", context)


def _code(form: WidgetForm, address: str) -> str:
    with override(form.language_wanted()):
        title = gettext("Consultations")
    height = 90 + 96 * form.most_wanted()
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" frameborder="0"></iframe>',
        address,
        title,
        height,
    )
