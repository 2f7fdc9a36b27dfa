"""`/me/data/`: see what is kept about oneself, take it away, have it erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Min
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.consents import Purpose, shown_publicly, words_of
from complaints.device import forget_person
from complaints.erasure import erase_person, open_cases_of, spoken_for_by
from complaints.looks import who_acted
from complaints.models import Case, Complainant, Complaint
from complaints.workflow import Visibility
from directory.models import User
from directory.phones import readable_phone
from frontend.my_data import archive_answer, archive_of
from frontend.my_data_forms import NameForm
from frontend.personal_register import KEPT
from frontend.personal_rows import Owner
from notifications.models import Channel
from records.throttling import raise_if_throttled

LOOKS_SHOWN = 50
CONSENTS_SHOWN = 20
ARCHIVES_A_DAY = 10
JUST_NOW = timedelta(minutes=5)
_COUNTED = {
    "complaints": "complaints.Complaint",
    "files": "records.Upload",
    "drafts": "complaints.Draft",
    "follows": "notifications.Subscription",
    "messages": "notifications.Message",
}
View = Callable[..., HttpResponseBase]


def proven_again(view: View) -> View:
    """The person has typed the password just now or, without one, signed in by a code just now."""
    by_password: View = reauthentication_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = _person(request)
        if person.has_usable_password():
            return by_password(request, *args, **kwargs)
        if person.last_login and timezone.now() - person.last_login < JUST_NOW:
            return view(request, *args, **kwargs)
        logout(request)
        messages.info(request, _("To be sure that it is you, sign in again with a code."))
        return redirect_to_login("/me/data/")

    return guarded


@never_cache
@login_required
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    return render(request, "my_data/data.html", _page(person, NameForm(initial={"full_name": person.full_name})))


@never_cache
@login_required
@require_POST
def correct_name(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    form = NameForm(request.POST)
    if not form.is_valid():
        return render(request, "my_data/data.html", _page(person, form), status=400)
    person.full_name = form.cleaned_data["full_name"]
    person.save(update_fields=["full_name"])
    messages.success(request, _("Your name was corrected."))
    return redirect("my_data")


def _page(person: User, form: NameForm) -> dict[str, Any]:
    owner = Owner.of_account(person)
    looks = KEPT["records.AccessLog"].rows(owner).select_related("agency").order_by("-at")
    return {
        "form": form,
        "phone": readable_phone(person.phone or ""),
        "counted": {name: KEPT[table].rows(owner).count() for name, table in _COUNTED.items()},
        "looks": looks[:LOOKS_SHOWN],
        "acted": who_acted(Case.objects.filter(complaints__complainant__user=person)),
        **_consents_of(person),
        "co_signed": person.co_signings.count(),
        "objections": person.objections.open().count(),
        "contacts": Complainant.objects.filter(user=person).exclude(name="", phone="", email="").count(),
    }


def _consents_of(person: User) -> dict[str, Any]:
    """What the person agreed to: each newest case that everybody may read, with its number; news by address, for all cases."""
    own = Complaint.objects.filter(complainant__user=person).order_by("-id")
    shown = own.filter(visibility=Visibility.PUBLIC)[:CONSENTS_SHOWN]
    news = Complainant.objects.filter(user=person, news_confirmed_at__isnull=False).exclude(news_channel=Channel.PAGE)
    return {
        "consents": [(complaint.reference, standing) for complaint in shown for standing in shown_publicly(complaint)],
        "news_count": news.count(),
        "news_words": words_of(Purpose.NEWS, get_language() or "")[1],
        "news_since": news.aggregate(at=Min("news_confirmed_at"))["at"],
    }


@never_cache
@login_required
@require_POST
@proven_again
def take_away(request: HttpRequest) -> FileResponse:
    person = _person(request)
    raise_if_throttled("my_data", f"person:{person.pk}", limit=ARCHIVES_A_DAY, per_seconds=24 * 3600)
    return archive_answer(archive_of(Owner.of_account(person)), "siang-pracha-my-data.zip")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
@proven_again
def erase(request: HttpRequest) -> HttpResponse:
    """Asks on a page of its own, after the password; the act follows with the button there."""
    person = _person(request)
    if request.method == "GET" or request.POST.get("sure") != "yes":
        unsure = request.method == "POST"
        page = {"open_cases": open_cases_of(person), "spoken_for": spoken_for_by(person), "unsure": unsure}
        return render(request, "my_data/erase.html", page, status=400 if unsure else 200)
    erase_person(person)
    answer = redirect("home")
    forget_person(request, answer, person)
    logout(request)
    messages.success(request, _("Your account and your name are gone. The cases stay without them."))
    return answer


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - login_required; for the type checker
    return request.user
