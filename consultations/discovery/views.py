"""The picture beside a shared link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from consultations.models import Consultation
from consultations.sharing import card_of


@cache_control(public=True, max_age=3600)
@require_GET
def card(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Consultation.objects.announced().select_related("agency"), slug=slug)
    return HttpResponse(card_of(found), content_type="image/png")
