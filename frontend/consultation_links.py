"""Where a complaint and a consultation meet: an opinion that becomes a complaint, and a complaint linked to what is asked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from complaints.models import Case
from complaints.views.tracking import complainants
from consultations.discovery.linking import consultations_of, link_case, unlink_case
from consultations.discovery.models import CaseLink
from consultations.discovery.offering import offers_for
from consultations.models import Consultation
from directory.models import Topic

ABOUT_COOKIE = "about_consultation"
KEPT_S = 2 * 3600
"""While somebody writes the complaint; the receipt then offers the link."""


class _SamePost(HttpResponseRedirect):
    """The browser sends the same form there (RFC 9110, 15.4.8), so that the words go through no address."""

    status_code = 307


@never_cache
@require_POST
def complain_about(request: HttpRequest, slug: str) -> HttpResponse:
    """Go on to file what was said in a consultation; its words come along as the form sent them."""
    consultation = get_object_or_404(Consultation.objects.announced(), slug=slug)
    answer = _SamePost(reverse("new_complaint"))
    answer.set_cookie(
        ABOUT_COOKIE, consultation.slug, max_age=KEPT_S, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return answer


@never_cache
@require_POST
def link(request: HttpRequest, reference: str) -> HttpResponse:
    """Link a case to a consultation, or with `undo` no longer; only for who filed it."""
    complaint = complainants(request, reference).complaint
    consultation = get_object_or_404(Consultation.objects.announced(), slug=request.POST.get("consultation", "")[:16])
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = reverse("track_case", args=[complaint.reference])
    answer = redirect(back)
    if request.POST.get("undo"):
        unlink_case(complaint.case, consultation)
        messages.success(request, _("The two are no longer linked."))
        return answer
    began_here = request.COOKIES.get(ABOUT_COOKIE) == consultation.slug
    way = CaseLink.Way.FROM_OPINION if began_here else CaseLink.Way.TO_CONSULTATION
    link_case(complaint.case, consultation, way=way)
    if began_here:
        answer.delete_cookie(ABOUT_COOKIE)
    messages.success(request, _("Linked. Each page now leads to the other."))
    return answer


def offered_beside(
    request: HttpRequest | None, text: str, topic: Topic | None, case: Case | None
) -> list[Consultation]:
    """What to offer beside a complaint: where its author comes from first; what is linked already is not offered."""
    came_from = request.COOKIES.get(ABOUT_COOKIE, "")[:16] if request else ""
    first = list(Consultation.objects.announced().filter(slug=came_from).select_related("agency")) if came_from else []
    linked = {each.pk for each in consultations_of(case)} if case else set()
    found = {each.pk: each for each in [*first, *offers_for(text, topic)]}
    return [each for pk, each in found.items() if pk not in linked]
