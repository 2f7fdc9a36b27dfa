"""`/consultations/<slug>/hearings/`: the hearings of a consultation as everybody reads them, and registering for one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consultations.calendars import CONTENT_TYPE
from consultations.hearings.counting import counts_of, counts_of_all
from consultations.hearings.forms import RegistrationForm
from consultations.hearings.keys import key_of, registration_of, registration_of_address
from consultations.hearings.minutes import newest_of
from consultations.hearings.models import Hearing, HearingEvent, Question, Registration
from consultations.hearings.questions import own_questions
from consultations.hearings.registering import confirm_address, place_in_line, register, withdraw_registration
from consultations.models import Consultation
from consultations.participation.browsers import visitor_of
from consultations.previews.views import PRIVATE
from directory.models import User
from records.throttling import address_of, raise_if_throttled

REGISTRATIONS_AN_HOUR = 60
"""From one address: a village behind one telephone mast comes, a machine does not take all seats."""
_TOLD = (HearingEvent.Kind.MOVED, HearingEvent.Kind.CANCELLED)


@never_cache
@require_GET
def hearings(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.announced().select_related("agency"), slug=slug)
    found = listed(consultation)
    own = own_questions([hearing for hearing, _counts in found], visitor_of(request, consultation))
    context = {"consultation": consultation, "found": found, "own": own}
    return render(request, "hearings/hearings.html", context)


def listed(consultation: Consultation) -> list[tuple[Hearing, Any]]:
    """Each with its counts, in the order of time."""
    found = list(Hearing.objects.filter(consultation=consultation).order_by("begins_at", "id"))
    for each in found:
        each.consultation = consultation
    counts = counts_of_all(found)
    return [(each, counts[each.pk]) for each in found]


@never_cache
@require_GET
def hearing(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    found = asked(slug, n)
    context = {
        "consultation": found.consultation,
        "hearing": found,
        "counts": counts_of(found),
        "lines": list(found.events.filter(kind__in=_TOLD).order_by("-n")),
        "own": _own(found, request.user),
        "minutes": newest_of(found),
        "question_count": Question.objects.filter(hearing=found).to_read().count(),
    }
    return render(request, "hearings/hearing.html", context)


@require_GET
def calendar(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    from consultations.hearings.calendars import calendar_of_hearing  # its library takes a fifth of a second to load

    disposition = f'attachment; filename="{slug}-{n}.ics"'
    content = calendar_of_hearing(asked(slug, n))
    return HttpResponse(content, content_type=CONTENT_TYPE, headers={"Content-Disposition": disposition})


@never_cache
@require_http_methods(["GET", "POST"])
def register_for(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    found = asked(slug, n)
    user = request.user if isinstance(request.user, User) else None
    if own := _own(found, user):
        return redirect("hearing_registration", key_of(own))
    name = {"name": user.full_name} if user else {}
    form = RegistrationForm(request.POST or None, hearing=found, has_account=user is not None, initial=name)
    if request.method == "POST" and form.is_valid():
        who = f"{found.pk}:{address_of(request)}"
        raise_if_throttled("hearing-registration", who, limit=REGISTRATIONS_AN_HOUR, per_seconds=3600)
        token = str(form.cleaned_data["form_token"] or "")
        try:
            registration = register(found, form.told(), user=user, token=token)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("hearing_registration", key_of(registration))
    context = {
        "consultation": found.consultation,
        "hearing": found,
        "counts": counts_of(found),
        "form": form,
        "has_account": user is not None,
    }
    return render(request, "hearings/register.html", context, status=400 if form.errors else 200)


@never_cache
@require_GET
def registration(request: HttpRequest, key: str) -> HttpResponse:
    """One's own: the number for the door, the link of the meeting from an hour before, and the way to withdraw."""
    found = _opened(key)
    context = {
        "registration": found,
        "hearing": found.hearing,
        "consultation": found.hearing.consultation,
        "key": key,
        "in_line": place_in_line(found) if found.is_waiting else 0,
    }
    return _private(render(request, "hearings/registration.html", context))


@never_cache
@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    withdraw_registration(_opened(key))
    messages.success(request, _("Withdrawn. What we knew of you for this hearing is wiped."))
    return _private(redirect("hearing_registration", key))


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, mail_key: str) -> HttpResponse:
    """A press, not the opening alone: programs that look through mail open links. It leads to nothing that somebody told us."""
    found = _known(registration_of_address(mail_key))
    if request.method == "POST":
        confirm_address(found, mail_key)
        messages.success(request, _("This address is yours: news of this hearing goes there."))
        return _private(redirect(found.hearing))
    context = {"hearing": found.hearing, "consultation": found.hearing.consultation, "registration": found}
    return _private(render(request, "hearings/confirm.html", context))


def asked(slug: str, n: int) -> Hearing:
    return get_object_or_404(Hearing.objects.announced(), consultation__slug=slug, n=n)


def _opened(key: str) -> Registration:
    return _known(registration_of(key))


def _known(found: Registration | None) -> Registration:
    if found is None or found.hearing.wiped_at is not None:
        raise Http404
    return found


def _own(hearing: Hearing, user: Any) -> Registration | None:
    return Registration.objects.filter(hearing=hearing, user=user).first() if isinstance(user, User) else None


def _private(response: HttpResponse) -> HttpResponse:
    """The address is the key."""
    for name, value in PRIVATE.items():
        response[name] = value
    return response
