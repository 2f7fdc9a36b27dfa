"""Filing on behalf of somebody: one page for helpers at a call centre, a counter, a community centre or in a village.

It goes through the one intake as every filing does; the form token makes sending safe to repeat. What the page shows beside
the words is what everybody may see. The receipt: complaints.views.office_assist_receipt.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from complaints import assisted_receipts
from complaints.assistance import Assistance
from complaints.assisting import TAKE_BACK_WITHIN, WAYS, filed_today, take_back
from complaints.consents import Purpose, words_of
from complaints.danger import NUMBERS, emergency_numbers
from complaints.intake import submit_complaint
from complaints.joining import join_as_told
from complaints.models import AssistedFiling, Complaint, Consent
from complaints.office_alike import alike
from complaints.office_assist_form import AssistForm, read_assist_form
from complaints.reaching import may_send_code
from complaints.references import receipt_code
from complaints.topic_forms import asked_together
from complaints.topic_questions import topic_in_use
from complaints.uploads import remove_file, take_files, token_from, waiting_uploads
from complaints.views.office_assist_receipt import helper_of
from complaints.views.placing import RIGHT, chosen_place, place_context
from complaints.views.sending import fingerprint_of, posted, submission_of
from directory.languages import PAGE_LANGUAGES
from directory.models import Agency, User
from records.idempotency import KeyReused, claim
from records.throttling import Throttled, raise_if_throttled

FILINGS_AN_HOUR = 240
"""By one helper: one every fifteen seconds for an hour is no work of a person. Citizens have 120 for a whole network."""
LOOKS_AN_HOUR = 3600
"""At what stands beside the words: one a second while somebody types."""
SHOWN_AGAIN_FOR = timedelta(minutes=70)
"""Whoever sends the same form again, because an answer was lost, sees the receipt; anonymous ones keep the hour only."""
_LOOKS_AGAIN = ("look", "more", "remove", RIGHT)
"""Buttons that send nothing: to see what to ask and who told it already, and to change files and place."""


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def assist(request: HttpRequest) -> HttpResponse:
    helper, agencies = helper_of(request)
    if request.method == "GET":
        return _page(request, helper, _empty_form(request, agencies))
    fields = {**posted(request), **chosen_place(request.POST)}
    fields["form_token"] = token = str(token_from(fields.get("form_token", "")))
    remove_file(fields.get("remove", ""), token)
    problems = _take_files(request, helper, token)
    form = read_assist_form(fields, agencies=agencies)
    if any(name in request.POST for name in _LOOKS_AGAIN):
        form.forgive()
    for problem in problems:
        form.add_error("files", problem)
    if form.errors or any(name in request.POST for name in _LOOKS_AGAIN):
        return _page(request, helper, form)
    try:
        return _send(request, helper, form)
    except KeyReused:
        messages.warning(
            request,
            _("This form was sent once already and you changed it since. Press send again to file it as a new case."),
        )
        form.data = {**form.data, "form_token": str(uuid.uuid4())}  # type: ignore[assignment]
        return _page(request, helper, form)
    except ValidationError as error:  # on this very page, so that nothing typed is lost
        form.add_error("text", error)
        return _page(request, helper, form, status=429 if isinstance(error, Throttled) else 400)


def _empty_form(request: HttpRequest, agencies: list[Agency]) -> AssistForm:
    way = request.GET.get("channel", "")
    initial = {
        "form_token": uuid.uuid4(),
        "channel": way if way in WAYS else "",
        "told_by": AssistedFiling.ToldBy.SELF,
        "language": PAGE_LANGUAGES[0].code,
        "consent_as": Consent.Given.SAID,
    }
    return AssistForm(initial=initial, agencies=agencies)


def _take_files(request: HttpRequest, helper: User, token: str) -> list[ValidationError]:
    files = request.FILES.getlist("files")
    try:
        # Counted by helper: a call centre has one address for hundreds.
        return take_files(files, token, address=f"helper:{helper.pk}", once=True)
    except ValidationError as error:
        return [error]


def _page(request: HttpRequest, helper: User, form: AssistForm, status: int | None = None) -> HttpResponse:
    token = str(form["form_token"].value() or "")
    context = {
        "form": form,
        "token": token,
        "uploads": waiting_uploads(token),
        "uploads_allowed": settings.UPLOADS_A_COMPLAINT,
        "open_receipts": assisted_receipts.open_receipts(request, helper),
        "today": filed_today(helper),
        "minutes": int(TAKE_BACK_WITHIN.total_seconds() // 60),
        "read_aloud": [
            (one, words_of(Purpose.HELP, one.code)[1], words_of(Purpose.SHOW_PUBLICLY, one.code, is_read_aloud=True)[1])
            for one in PAGE_LANGUAGES
        ],
        "helps_for_several": len(form.agencies) > 1,
        **beside(form),
        **place_context(request.POST, province=helper.home_province),
    }
    status = status or (400 if form.errors else 200)
    return render(request, "complaints/office_assist.html", context, status=status)


def beside(form: AssistForm) -> dict[str, Any]:
    """What stands beside the words: danger first, then who told it already, and what to ask."""
    text = str(form["text"].value() or "")
    about = str(form["about"].value() or "")
    numbers = emergency_numbers(text)
    return {
        "form": form,
        "numbers": numbers,
        "watch": [number for number in NUMBERS if number not in numbers],
        "topic": topic_in_use(about),
        "asked": asked_together(form),
        **alike(form)._asdict(),
    }


def _send(request: HttpRequest, helper: User, form: AssistForm) -> HttpResponse:
    raise_if_throttled("assist", f"helper:{helper.pk}", limit=FILINGS_AN_HOUR, per_seconds=3600)
    data = form.cleaned_data
    may_send = may_send_code(data["news_channel"], email=data["email"], phone=data["phone"], owner=None)
    same_as = request.POST.get("same_as", "")
    with transaction.atomic():
        reference, code, is_new = file_once(helper, data, same_as=same_as, may_send=may_send)
    complaint = Complaint.objects.select_related("case", "assisted").get(reference=reference)
    if same_as and complaint.case.joined_into_id is None:
        messages.info(request, _("It could not be sent along with the other case. It goes its own way."))
    if complaint.assisted.is_handed_over or timezone.now() > complaint.submitted_at + SHOWN_AGAIN_FOR:
        messages.info(
            request,
            _("This was filed already as %(reference)s, and the receipt was handed over.") % {"reference": reference},
        )
        return redirect("assist")
    if is_new and form.is_kept_from_public:
        messages.info(
            request, _("Only the agencies and the person read it: it was not noted that everybody may read it.")
        )
    if is_new and form.gets_no_news:
        messages.info(
            request,
            _(
                "The number is a landline: agencies can call it, and no SMS goes there. Tell the person to look at the page"
                " of the case with number and code, or give a mobile number or an e-mail on that page for news."
            ),
        )
    answer = redirect("assist_receipt", key=assisted_receipts.key_of(reference))
    assisted_receipts.keep(request, answer, helper, reference, code, is_new=is_new)
    return answer


def file_once(helper: User, data: dict[str, Any], *, same_as: str, may_send: bool) -> tuple[str, str, bool]:
    """File, or find what this very form filed before. Returns reference, receipt code and which; within a transaction."""
    key = f"{helper.pk}:{data['form_token']}"
    claimed = claim("assist", key, fingerprint_of(data))
    seed = claimed.salt + key.encode()
    if claimed.state == "done":
        return claimed.answer_reference, receipt_code(claimed.answer_reference, seed), False
    submission = submission_of(
        data,
        seed=seed,
        may_send_code=may_send,
        language=data["language"],
        helper=helper,
        channel=Complaint.Channel(data["channel"]),
        assistance=Assistance(
            agency=data["agency"],
            told_by=AssistedFiling.ToldBy(data["told_by"]),
            told_by_name=data["told_by_name"],
            consent=Consent.Given(data["consent_as"]),
        ),
    )
    filed = submit_complaint(submission, by=helper)
    claimed.finish(filed.complaint.reference)
    if same_as:
        join_as_told(filed.complaint, same_as)
    return filed.complaint.reference, filed.receipt_code, True


@never_cache
@login_required
@require_POST
def take_back_own(request: HttpRequest) -> HttpResponse:
    """Undo a wrong click on one of one's own filings of today."""
    helper, _agencies = helper_of(request)
    own = Complaint.objects.filter(helper=helper, assisted__isnull=False, part_of__isnull=True)
    complaint = own.filter(reference=request.POST.get("reference", "")).first()
    if complaint is None:
        raise Http404
    take_back(complaint, filed_at=complaint.submitted_at, by=helper)
    messages.success(request, _("%(reference)s is taken back.") % {"reference": complaint.reference})
    return redirect("assist")


@never_cache
@login_required
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """What stands beside the words, for what is typed so far; nothing is kept."""
    helper, agencies = helper_of(request)
    raise_if_throttled("assist_look", f"helper:{helper.pk}", limit=LOOKS_AN_HOUR, per_seconds=3600)
    form = read_assist_form({**posted(request), **chosen_place(request.POST)}, agencies=agencies)
    form.forgive()
    return render(request, "complaints/_office_assist_beside.html", beside(form))
