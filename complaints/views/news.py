"""How news of a case come: choosing the way, and typing the code that shows that its address is one's own.

One page under the case, for who filed it; the receipt shows its parts too and gets the person back afterwards.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from complaints.case_reading import complainant_of
from complaints.forms import NEWS_TOLD
from complaints.models import Complainant, Complaint
from complaints.news import news_of
from complaints.reaching import (
    choose_channel,
    choose_for_all,
    confirm_address,
    count_code,
    is_the_accounts,
    send_again,
    usual_channel,
    waits_for_code,
)
from complaints.tracking import case_by_reference
from complaints.tracking_forms import CodeForm, NewsForm
from complaints.views.tracking import ask_for_code, complainants
from directory.models import User
from directory.phones import readable_phone
from notifications.channels import closed_channels, open_channels
from notifications.models import Channel
from records.throttling import Throttled, address_of


def news_context(complaint: Complaint, *, back: str = "") -> dict[str, Any]:
    """What `complaints/_news.html` needs. back: "receipt" where its forms lead back to the receipt."""
    told = news_of(complaint)
    if told is None:
        return {"news": None}
    person = complainant_of(complaint)
    # Opened by who gets none so far, the form is about to send some.
    wanted = Channel.EMAIL if told.is_by_page else told.channel
    initial = {"news_channel": wanted, **_addresses_of(person)}
    return {
        "news": told,
        "news_form": NewsForm(initial=initial, auto_id="news-%s"),
        "code_form": CodeForm(auto_id="news-%s"),
        "closed": [NEWS_TOLD[each.name] for each in closed_channels()],
        "back": back,
    }


def _addresses_of(person: Complainant | None) -> dict[str, str]:
    if person is None:
        return {}
    owner = person.user
    email = person.email or (owner.email if owner else "") or ""
    phone = person.phone or (owner.phone if owner else "") or ""
    return {"email": email, "phone": readable_phone(phone)}


@never_cache
@require_http_methods(["GET", "POST"])
def news(request: HttpRequest, reference: str) -> HttpResponse:
    if request.method == "GET":
        found = case_by_reference(reference, request)
        if found is None or not found.is_complainant:
            return ask_for_code(request, reference)
    tracked = complainants(request, reference)
    if tracked.complaint.is_anonymous:
        raise Http404
    if tracked.complaint.part_of:  # one conversation, one way
        return redirect("track_news", reference=tracked.complaint.part_of.reference)
    if request.method == "GET":
        return _show(request, tracked.complaint)
    steps = {"code": _take_code, "again": _send_again, "page": _by_page}
    return steps.get(request.POST.get("step", ""), _choose)(request, tracked.complaint)


def _choose(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    form = NewsForm(request.POST, auto_id="news-%s")
    try:
        if form.is_valid():
            told = form.cleaned_data
            address = told["email"] or told["phone"]
            if _needs_code(complaint, told["news_channel"], address):
                count_code(complaint, told["news_channel"], address, sender=address_of(request))
            person = choose_channel(complaint, told["news_channel"], email=told["email"], phone=told["phone"])
            _say_what_now(request, person)
            return _on(request, complaint, confirmed=bool(person.news_confirmed_at) or not person.news_address)
    except ValidationError as error:
        return _refused(request, complaint, form, "news_channel", error)
    return _show(request, complaint, news_form=form, status=400)


def _needs_code(complaint: Complaint, channel: str, address: str) -> bool:
    """Will choosing this send a code? Not to the page, nor where it is as before, nor to what the account confirmed."""
    if not address:
        return False
    person = Complainant.objects.filter(complaint=complaint).select_related("user").first()
    if person is None:
        return True
    is_as_before = (person.news_channel, person.news_address) == (channel, address)
    is_known = bool(person.news_confirmed_at) or waits_for_code(person)
    return not (is_as_before and is_known) and not is_the_accounts(channel, address, person.user)


def _by_page(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    _say_what_now(request, choose_channel(complaint, Channel.PAGE))
    return _on(request, complaint, confirmed=True)


def _take_code(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    form = CodeForm(request.POST, auto_id="news-%s")
    try:
        if form.is_valid():
            confirm_address(complaint, form.cleaned_data["code"])
            messages.success(request, _("Thank you. From now on news of the case comes here."))
            return _on(request, complaint, confirmed=True)
    except ValidationError as error:
        return _refused(request, complaint, form, "code", error)
    return _show(request, complaint, code_form=form, status=400)


def _send_again(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    form = CodeForm(auto_id="news-%s", data={"code": ""})
    try:
        person = Complainant.objects.filter(complaint=complaint).first()
        if person and person.news_address and not person.news_confirmed_at:
            count_code(complaint, person.news_channel, person.news_address, sender=address_of(request))
        send_again(complaint)
    except ValidationError as error:
        form.full_clean()
        form.errors.clear()
        return _refused(request, complaint, form, "code", error)
    messages.success(request, _("A new code is on its way. The one before works no more."))
    return _on(request, complaint, confirmed=False)


def _say_what_now(request: HttpRequest, person: Complainant) -> None:
    if not person.news_address:
        messages.success(request, _("We send nothing. The case and its answers stand on its page."))
    elif person.news_confirmed_at:
        messages.success(request, _("News of the case comes to your address from now on."))
    else:
        messages.success(request, _("We have sent a code. Type it, and news comes from then on."))


def _on(request: HttpRequest, complaint: Complaint, *, confirmed: bool) -> HttpResponse:
    """Back to the receipt, where the person came from there; else to the code, or to the case."""
    if request.POST.get("back") == "receipt":
        return redirect(reverse("receipt") + "#news")
    return redirect("track_case" if confirmed else "track_news", reference=complaint.reference)


def _refused(
    request: HttpRequest, complaint: Complaint, form: forms.Form, field: str, error: ValidationError
) -> HttpResponse:
    form.add_error(field, error)
    status = 429 if isinstance(error, Throttled) else 409
    return _show(request, complaint, status=status, **{"code_form" if field == "code" else "news_form": form})


def _show(request: HttpRequest, complaint: Complaint, *, status: int = 200, **bound: forms.Form) -> HttpResponse:
    back = "receipt" if request.POST.get("back") == "receipt" else ""
    context = news_context(complaint, back=back)
    waits = bool(context["news"].address) and not context["news"].is_confirmed
    context |= {
        **bound,
        "refused": next(iter(bound.values()), None),
        "reference": complaint.reference,
        "complaint": complaint,
        "told_closely": complaint.is_told_closely,
        # Who comes here comes to change it, unless a code is to be typed first.
        "is_changing": "news_form" in bound or not waits,
    }
    return render(request, "complaints/news.html", context, status=status)


# -- all one's own cases -----------------------------------------------------------------------------------------


@never_cache
@login_required
@require_POST
def news_of_all(request: HttpRequest) -> HttpResponse:
    """`/me/news/`: one way for all cases of the account, to what it has confirmed."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required; for the type checker
    choose_for_all(request.user, request.POST.get("news_channel", ""))
    messages.success(request, _("Kept. It counts for all your cases, and is proposed for the next."))
    return redirect(reverse("me") + "#settings")


def choices_of(person: User) -> list[dict[str, Any]]:
    """The ways this account can choose for all its cases; without a confirmed address a way is not there."""
    confirmed = {
        Channel.PAGE: True,
        Channel.EMAIL: bool(person.email and person.email_confirmed_at),
        Channel.SMS: bool(person.phone and person.phone_confirmed_at),
    }
    chosen = usual_channel(person) or (Channel.EMAIL if confirmed[Channel.EMAIL] else Channel.PAGE)
    return [
        {"value": each.name.value, "label": NEWS_TOLD[each.name], "checked": each.name == chosen}
        for each in open_channels()
        if confirmed.get(each.name)
    ]
