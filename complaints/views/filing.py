"""Filing a complaint: one address, three steps (tell; where and who sees; check and send), all without script.

Every step carries the whole form in hidden fields, so that nothing is kept on the server before it is sent: a visitor's
draft stays in their own browser. The form token makes the last step safe to repeat (promise R5).
"""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from complaints.access import GRANT_AGE_S, GRANT_COOKIE, read_grants, write_grants
from complaints.api import FILINGS_AN_HOUR, address_of
from complaints.danger import NUMBERS, emergency_numbers
from complaints.drafts import forget_draft, load_draft, save_draft
from complaints.forms import TellForm, WhereForm
from complaints.hints import is_sensitive, suggested_visibility
from complaints.intake import Contact, Submission, submit_complaint
from complaints.models import Complainant, Complaint
from complaints.personal_data import pieces
from complaints.progress import VISIBILITY_TOLD
from complaints.references import receipt_code
from complaints.uploads import UPLOADS_AN_HOUR, waiting_uploads
from complaints.workflow import Visibility
from directory.models import Role, User
from records.idempotency import KeyReused, claim
from records.throttling import raise_if_throttled
from records.uploads import discard_upload, store_upload

RECEIPT_COOKIE = "receipt"
RECEIPT_AGE_S = 30 * 60


@require_http_methods(["GET", "POST"])
def new_complaint(request: HttpRequest) -> HttpResponse:
    answer = _step(request)
    if request.method == "POST" and not is_sensitive(request.POST.get("text", "")):
        # The browser keeps its copy of a step: without one its way back ends at an error instead of the step before.
        patch_cache_control(answer, private=True, max_age=0)
    else:
        add_never_cache_headers(answer)
    return answer


def _step(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _tell(request, TellForm(initial=_start(request)))
    if "remove" in request.POST or "more" in request.POST:
        return _change_files(request)
    steps = {"where": _go_where, "check": _go_check, "send": _send, "save": _save, "tell": _back_to_tell}
    return steps.get(request.POST.get("step", ""), _go_where)(request)


def _start(request: HttpRequest) -> dict[str, Any]:
    """A draft of one's own, or an empty form. Its token stays empty too, so that a browser can put back the one of a
    form that it kept: files already sent are found again, and what was sent already is not sent twice."""
    return load_draft(request.user, request.GET.get("draft", "")) or {}


def _tell(request: HttpRequest, form: TellForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "watch": NUMBERS,
        "carried": _carried(request, form, WhereForm.base_fields),
        "can_save": request.user.is_authenticated,
    }
    return render(request, "complaints/tell.html", context, status=status)


def _back_to_tell(request: HttpRequest) -> HttpResponse:
    return _tell(request, TellForm(initial=request.POST.dict()))


def _go_where(request: HttpRequest) -> HttpResponse:
    told = TellForm(request.POST)
    if not told.is_valid():
        return _tell(request, told, status=400)
    initial = {**request.POST.dict(), **told.cleaned_data}
    initial["form_token"] = told.cleaned_data.get("form_token") or uuid.uuid4()
    initial.setdefault("visibility", suggested_visibility(initial["text"]))
    if isinstance(request.user, User) and not _is_helper(request):
        initial.setdefault("contact_name", request.user.full_name)
        initial.setdefault("email", request.user.email or "")
        initial.setdefault("phone", request.user.phone or "")
    return _where(request, WhereForm(initial=initial), initial["text"])


def _where(request: HttpRequest, form: WhereForm, text: str, status: int = 200) -> HttpResponse:
    token = str(form["form_token"].value() or "")
    shown = emergency_numbers(text)
    context = {
        "form": form,
        "token": token,
        "uploads": waiting_uploads(token),
        "uploads_allowed": settings.UPLOADS_A_COMPLAINT,
        "choices": _choices(form),
        "numbers": shown,
        "watch": [number for number in NUMBERS if number not in shown],
        "is_sensitive": is_sensitive(text),
        "can_save": request.user.is_authenticated,
        "is_helper": _is_helper(request),
    }
    return render(request, "complaints/where.html", context, status=status)


def _choices(form: WhereForm) -> list[dict[str, Any]]:
    """The ways to be seen, each with who then sees what: told before the choice, not behind a link."""
    chosen = form["visibility"].value()
    return [
        {"value": value, "label": label, "checked": value == chosen, "seen": VISIBILITY_TOLD[Visibility(value)]}
        for value, label in Visibility.choices
    ]


def _change_files(request: HttpRequest) -> HttpResponse:
    """Step 2 once more, with files taken or dropped, or with the districts of the province. Nothing else is checked."""
    form = WhereForm(_with_token(request))
    form.full_clean()
    form.forgive()
    token = str(form["form_token"].value())
    _remove_file(request, token)
    problems = _take_files(request, token)
    for problem in problems:
        form.add_error("files", problem)
    return _where(request, form, request.POST.get("text", ""), status=400 if problems else 200)


def _go_check(request: HttpRequest) -> HttpResponse:
    form = WhereForm(_with_token(request))
    form.full_clean()
    for problem in _take_files(request, str(form["form_token"].value())):
        form.add_error("files", problem)
    if not form.is_valid():
        return _where(request, form, request.POST.get("text", ""), status=400)
    return _check(request, form)


def _with_token(request: HttpRequest) -> dict[str, Any]:
    """The posted fields with a form token that is one: files are kept under it."""
    fields = request.POST.dict()
    try:
        token = uuid.UUID(fields.get("form_token", ""))
    except ValueError:
        token = uuid.uuid4()
    return {**fields, "form_token": str(token)}


def _check(request: HttpRequest, form: WhereForm, status: int = 200) -> HttpResponse:
    data = form.cleaned_data
    text_pieces = pieces(data["text"])
    context = {
        "form": form,
        "data": data,
        "carried": [(bound.name, bound.value()) for bound in form if bound.name != "files" and bound.value()],
        "visibility": Visibility(data["visibility"]),
        "place": data["area"].full_name(get_language()) if data["area"] else "",
        "token": str(data["form_token"]),
        "uploads": waiting_uploads(str(data["form_token"])),
        "pieces": text_pieces,
        "found_count": sum(1 for _piece, finding in text_pieces if finding),
        "numbers": emergency_numbers(data["text"]),
        "seen": VISIBILITY_TOLD[Visibility(data["visibility"])],
        "is_public": data["visibility"] == Visibility.PUBLIC,
        "is_anonymous": data["visibility"] == Visibility.ANONYMOUS,
        "is_sensitive": is_sensitive(data["text"]),
        "phone": form.phone_as_read(),
        "has_contact": bool(data["phone"] or data["email"]),
        "can_save": request.user.is_authenticated,
    }
    return render(request, "complaints/check.html", context, status=status)


def _send(request: HttpRequest) -> HttpResponse:
    form = WhereForm(_with_token(request))
    if not form.is_valid():
        return _where(request, form, request.POST.get("text", ""), status=400)
    data = form.cleaned_data
    token = str(data["form_token"])
    raise_if_throttled("file", address_of(request), limit=FILINGS_AN_HOUR, per_seconds=3600)
    try:
        reference, code = _file_once(request, data, token)
    except KeyReused:
        form = WhereForm({**request.POST.dict(), "form_token": str(uuid.uuid4())})
        form.is_valid()
        messages.warning(
            request,
            _("This form was sent once already and you changed it since. Press send again to file it as a new case."),
        )
        return _check(request, form, status=409)
    answer = redirect("receipt")
    secure = request.is_secure()
    answer.set_cookie(
        RECEIPT_COOKIE,
        signing.dumps([reference, code], salt=RECEIPT_COOKIE),
        max_age=RECEIPT_AGE_S,
        httponly=True,
        samesite="Lax",
        secure=secure,
        path=reverse("receipt"),
    )
    grants = read_grants(request.COOKIES.get(GRANT_COOKIE, "")) | {reference}
    answer.set_cookie(
        GRANT_COOKIE, write_grants(grants), max_age=GRANT_AGE_S, httponly=True, samesite="Lax", secure=secure
    )
    return answer


@transaction.atomic
def _file_once(request: HttpRequest, data: dict[str, Any], token: str) -> tuple[str, str]:
    """File, or find what this very form filed before. Returns reference and receipt code."""
    told = [str(data[name]) for name in sorted(data) if name not in {"form_token", "files"}]
    fingerprint = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
    claimed = claim("form", token, fingerprint)
    seed = claimed.salt + token.encode()
    if claimed.state == "done":
        return claimed.answer_reference, receipt_code(claimed.answer_reference, seed)
    filed = submit_complaint(
        Submission(
            text=data["text"],
            visibility=data["visibility"],
            area=data["area"],
            latitude=data.get("latitude"),
            longitude=data.get("longitude"),
            place_text=data["place_text"],
            contact=Contact(name=data["contact_name"], phone=data["phone"], email=data["email"]),
            uploads=tuple(waiting_uploads(token)[: settings.UPLOADS_A_COMPLAINT]),
            language="en" if get_language() == "en" else "th",
            seed=seed,
            helper=request.user if isinstance(request.user, User) and _is_helper(request) else None,
            channel=Complaint.Channel.COUNTER if _is_helper(request) else Complaint.Channel.WEB,
        ),
        by=request.user if isinstance(request.user, User) else None,
    )
    claimed.finish(filed.complaint.reference)
    if request.user.is_authenticated:
        forget_draft(request.user, token)
    return filed.complaint.reference, filed.receipt_code


def _is_helper(request: HttpRequest) -> bool:
    """Somebody whose duty is to file for people who cannot; what they file is never their own (requirement N28)."""
    return isinstance(request.user, User) and request.user.has_role(Role.HELPER)


def _save(request: HttpRequest) -> HttpResponse:
    """Keep a signed-in person's form to go on with later, as unfinished as it is."""
    if not isinstance(request.user, User):
        return _go_where(request)
    save_draft(request.user, request.POST)
    messages.success(request, _("Your draft is kept. Go on with it whenever you like."))
    return redirect("me")


def _take_files(request: HttpRequest, token: str) -> list[ValidationError]:
    """Store the files of this step; returns what was wrong, one sentence a file."""
    problems: list[ValidationError] = []
    if request.FILES:
        raise_if_throttled("upload", address_of(request), limit=UPLOADS_AN_HOUR, per_seconds=3600)
    room = settings.UPLOADS_A_COMPLAINT - len(waiting_uploads(token))
    for file in request.FILES.getlist("files"):
        if room <= 0:
            problems.append(
                ValidationError(
                    _("Only %(allowed)d files can be sent. The others were left out."),
                    code="too_many_files",
                    params={"allowed": settings.UPLOADS_A_COMPLAINT},
                )
            )
            break
        try:
            store_upload(file, token=token)
            room -= 1
        except ValidationError as error:
            problems.append(ValidationError(f"{file.name}: {' '.join(error.messages)}", code=error.code))
    return problems


def _remove_file(request: HttpRequest, token: str) -> None:
    wanted = request.POST.get("remove", "")
    for upload in waiting_uploads(token) if wanted and token else []:
        if str(upload.public_id) == wanted:
            discard_upload(upload)


def _carried(request: HttpRequest, form: TellForm, names: Any) -> list[tuple[str, str]]:
    """Fields of later steps that an earlier step takes along unseen."""
    known = {**form.initial, **request.POST.dict()} if request.method == "POST" else form.initial
    return [(name, known[name]) for name in names if name not in form.fields and known.get(name)]


@never_cache
@require_GET
def receipt(request: HttpRequest) -> HttpResponse:
    """The number and the code of what this browser has just filed; later only the tracking page is left."""
    try:
        reference, code = signing.loads(
            request.COOKIES.get(RECEIPT_COOKIE, ""), salt=RECEIPT_COOKIE, max_age=RECEIPT_AGE_S
        )
    except signing.BadSignature:
        return redirect("track")
    complaint = Complaint.objects.select_related("case").filter(reference=reference).first()
    if complaint is None:
        return redirect("track")
    context = {
        "reference": reference,
        "code": code,
        "complaint": complaint,
        "case": complaint.case,
        "numbers": emergency_numbers(complaint.text),
        "is_anonymous": complaint.is_anonymous,
        "has_email": Complainant.objects.filter(complaint=complaint).exclude(email="").exists(),
    }
    return render(request, "complaints/receipt.html", context)
