"""`/me/follows/`: all that one follows, of every room, and how often its news is mailed; and the page that ends these mails."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from complaints.following import followed_by
from complaints.views.public import person_of
from notifications.following import unfollow_all as unfollow_all_of
from notifications.models import FollowRhythm
from notifications.rhythms import Rhythm, choose_rhythm, rhythm_of


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def follows(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if request.method == "POST":
        chosen = request.POST.get("rhythm", "")
        if chosen not in Rhythm.values:
            return HttpResponseBadRequest()
        choose_rhythm(person, chosen)
        messages.success(request, _("Kept: %(how_often)s.") % {"how_often": Rhythm(chosen).label})
        return redirect("follows")
    now = rhythm_of(person)
    rhythms = [{"value": each.value, "label": each.label, "checked": each == now} for each in Rhythm]
    return render(request, "follows/follows.html", {"follows": followed_by(person), "rhythms": rhythms})


@login_required
@require_POST
def unfollow_all(request: HttpRequest) -> HttpResponse:
    unfollow_all_of(person_of(request))
    messages.success(request, _("You follow nothing any more."))
    return redirect("follows")


@csrf_exempt  # A mail program presses for the person (RFC 8058); the key in the address is what opens it, not a session.
@never_cache
@require_http_methods(["GET", "POST"])
def stop_mails(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """End the mails of what somebody follows, by one press. A look alone changes nothing: programs look at links too."""
    row = get_object_or_404(FollowRhythm.objects.select_related("user"), stop_key=key)
    is_again = request.method == "POST" and "again" in request.POST
    if request.method == "POST":
        choose_rhythm(row.user, Rhythm.AT_ONCE if is_again else Rhythm.NEVER)
    is_stopped = rhythm_of(row.user) == Rhythm.NEVER
    return render(request, "follows/stop.html", {"key": key, "is_stopped": is_stopped, "is_again": is_again})
