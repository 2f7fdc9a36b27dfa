"""The receipt of what a helper filed: number and code, for the person, once. Nothing of it opens the case to the helper."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import get_user
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from complaints import assisting
from complaints.assisted_receipts import Kept, forget, kept_receipt
from complaints.case_reading import complainant_of
from complaints.consents import Purpose, words_of
from complaints.danger import emergency_numbers
from complaints.models import Complaint, Consent
from complaints.news import news_of
from complaints.next_steps import next_step
from complaints.reaching import confirm_address, count_code, send_again
from complaints.tracking_forms import CodeForm
from complaints.tracking_qr import tracking_qr
from directory.languages import page_language
from directory.models import Agency, User
from records.throttling import Throttled

PAPER_COOKIE = "receipt_paper"
PAGE, NARROW = "page", "slip"
"""A5 or A4; or the 80 mm roll of a counter's printer."""


def helper_of(request: HttpRequest) -> tuple[User, list[Agency]]:
    """The signed-in helper and for whom they help; for everybody else, and whoever left, there is no such page."""
    user = get_user(request)
    agencies = assisting.helps_for(user) if isinstance(user, User) else []
    if not isinstance(user, User) or not agencies:
        raise Http404
    return user, agencies


@never_cache
@login_required
@require_GET
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    helper, _agencies = helper_of(request)
    kept = kept_receipt(request, helper, key)
    if kept is None:
        return _not_here(request)
    return _show(request, *kept)


def _show(
    request: HttpRequest, complaint: Complaint, shown: Kept, *, code_form: CodeForm | None = None, status: int = 200
) -> HttpResponse:
    is_narrow = _paper(request) == NARROW
    context = {
        "key": shown.key,
        "complaint": complaint,
        "case": complaint.case,
        "numbers": emergency_numbers(complaint.text),
        "slip": _slip(request, complaint, shown, is_narrow=is_narrow),
        "is_narrow": is_narrow,
        "slip_language": page_language(complaint.language),
        "news": news_of(complaint),
        "news_said": words_of(Purpose.NEWS, complaint.language)[1],
        "code_form": code_form or _code_form(None),
        "joined": complaint.case.joined_into_id is not None,
        "until": shown.until,
        "may_take_back": _may_take_back(complaint, shown),
    }
    answer = render(request, "complaints/office_assist_receipt.html", context, status=status)
    if "paper" in request.GET:
        # A counter has one printer: what was chosen once stays chosen in this browser.
        answer.set_cookie(
            PAPER_COOKIE,
            _paper(request),
            max_age=timedelta(days=365),
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
            path=reverse("assist"),
        )
    return answer


def _may_take_back(complaint: Complaint, shown: Kept) -> bool:
    if complaint.case.is_ended or (complaint.is_anonymous and not shown.is_new):
        return False
    return timezone.now() < shown.filed_at(complaint) + assisting.TAKE_BACK_WITHIN


def _paper(request: HttpRequest) -> str:
    wanted = request.GET.get("paper") or request.COOKIES.get(PAPER_COOKIE, "")
    return NARROW if wanted == NARROW else PAGE


def _news(complaint: Complaint) -> str:
    """How news will come, as the filing pages say it; "" where the page of the case is the way."""
    told = news_of(complaint)
    if told is None or not told.address:
        return ""
    if told.is_confirmed:
        return _("News goes to %(address)s") % {"address": told.address}
    return _("News goes to %(address)s, once you have typed the code that we send there") % {"address": told.address}


def _slip(request: HttpRequest, complaint: Complaint, shown: Kept, *, is_narrow: bool) -> str:
    """What the person takes along, in their language."""
    with override(complaint.language):
        context = {
            "reference": complaint.reference,
            "code": shown.code,
            "complaint": complaint,
            "in_confidence": complaint.is_told_closely,
            "is_closed": complaint.case.visibility == "confidential",
            "next": next_step(complaint.case, complaint, is_mine=True),
            "agency": complaint.assisted.agency,
            "qr": tracking_qr(shown.reference),
            "is_narrow": is_narrow,
            "news": _news(complaint),
        }
        return render_to_string("complaints/_assisted_slip.html", context, request)


@never_cache
@login_required
@require_POST
def handed_over(request: HttpRequest, key: str) -> HttpResponse:
    """The person has the receipt: its code is gone from here. The next person's form opens with the same channel."""
    helper, _agencies = helper_of(request)
    kept = kept_receipt(request, helper, key)
    if kept is None:
        return _not_here(request)
    complaint, _shown = kept
    assisting.hand_over_receipt(complaint)
    answer = redirect(f"{reverse('assist')}?channel={complaint.channel}")
    forget(answer, key)
    return answer


@never_cache
@login_required
@require_POST
def take_back(request: HttpRequest, key: str) -> HttpResponse:
    """Undo at once. The only way for an anonymous complaint, of which nothing says later who helped."""
    helper, _agencies = helper_of(request)
    kept = kept_receipt(request, helper, key)
    if kept is None:
        return _not_here(request)
    complaint, shown = kept
    if complaint.is_anonymous and not shown.is_new:
        raise assisting.too_late_to_take_back()  # when it was filed, nothing tells any more
    assisting.take_back(complaint, filed_at=shown.filed_at(complaint), by=helper)
    assisting.hand_over_receipt(complaint)
    messages.success(request, _("%(reference)s is taken back.") % {"reference": complaint.reference})
    answer = redirect("assist")
    forget(answer, key)
    return answer


@never_cache
@login_required
@require_POST
def news(request: HttpRequest, key: str) -> HttpResponse:
    """The code that came to the person's address, as they read it aloud: on no page of the helper does it stand."""
    helper, _agencies = helper_of(request)
    kept = kept_receipt(request, helper, key)
    if kept is None:
        return _not_here(request)
    complaint, shown = kept
    form = _code_form(request.POST)
    try:
        if request.POST.get("step") == "again":
            _send_again(complaint, helper)
            messages.success(request, _("A new code is on its way. The one before works no more."))
            return redirect("assist_receipt", key=key)
        if form.is_valid():
            confirm_address(complaint, form.cleaned_data["code"], given_as=Consent.Given.SAID)
            messages.success(request, _("Confirmed. From now on news of the case goes there."))
            return redirect("assist_receipt", key=key)
    except ValidationError as error:
        form.errors.pop("code", None)
        form.add_error("code", error)
        return _show(request, complaint, shown, code_form=form, status=429 if isinstance(error, Throttled) else 409)
    return _show(request, complaint, shown, code_form=form, status=400)


def _send_again(complaint: Complaint, helper: User) -> None:
    person = complainant_of(complaint)
    if person and person.news_address and not person.news_confirmed_at:
        count_code(complaint, person.news_channel, person.news_address, sender=f"helper:{helper.pk}")
    send_again(complaint, is_read_aloud=True)


def _code_form(fields: QueryDict | None) -> CodeForm:
    form = CodeForm(fields)
    form.fields["code"].label = _("Code that the person reads out (6 digits)")
    form.fields["code"].widget.attrs["autocomplete"] = "off"  # it comes to the person's device, not to this one
    return form


def _not_here(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("This receipt is not shown any more. Number and code are shown once, for ten minutes."))
    return redirect("assist")
