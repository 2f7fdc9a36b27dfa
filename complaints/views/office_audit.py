"""The auditors' desk at /office/audit/: closings that were drawn by chance, and the page on which one is judged."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.middleware import get_user
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from complaints import looks
from complaints.access import Viewer
from complaints.audit_forms import ASKED, AuditForm
from complaints.audit_page import audit_page
from complaints.audit_tables import QUESTIONS
from complaints.auditing import audit_closing
from complaints.models import Audit
from complaints.office_forms import LookForm
from complaints.views.office_reason import REASON, carried, say_not_sent
from complaints.workflow import Visibility
from directory.digits import typed_number
from directory.models import Agency, Role, User

ROWS_A_PAGE = 50
COUNTED = 100


def auditor_of(request: HttpRequest) -> User:
    """The signed-in auditor; for everybody else there is no such page."""
    user = get_user(request)
    if not isinstance(user, User) or not Viewer(user).agencies({Role.AUDITOR}):
        raise Http404
    return user


@never_cache
@login_required
@require_GET
def audits(request: HttpRequest) -> HttpResponse:
    """Those to do, the oldest first; then the newest that this auditor has done."""
    auditor = auditor_of(request)
    after = typed_number(request.GET.get("after", ""), digits=18, otherwise=None)
    waiting = Audit.objects.audited_by(auditor).to_do().select_related("agency", "case__topic", "closing")
    if after is not None:
        waiting = waiting.filter(pk__gt=after)
    found = list(waiting.order_by("pk")[: ROWS_A_PAGE + 1])
    done = Audit.objects.audited_by(auditor).filter(auditor=auditor).exclude(verdict="")
    context = {
        "audits": found[:ROWS_A_PAGE],
        "next_id": found[ROWS_A_PAGE - 1].pk if len(found) > ROWS_A_PAGE else None,
        "done": done.select_related("agency", "case__topic").order_by("-audited_at")[:20],
    }
    return render(request, "complaints/office_audits.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def audit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One closing to judge. A confidential one asks for a reason first, which is kept (promise S14)."""
    auditor = auditor_of(request)
    mine = Audit.objects.audited_by(auditor).select_related("agency", "case__topic", "case__area", "closing__event")
    chosen = get_object_or_404(mine, public_id=public_id)
    if chosen.case.visibility == Visibility.CONFIDENTIAL and not looks.has_looked(request, chosen.case, looks.AUDIT):
        asks = _ask_why(request, chosen, auditor)
        if asks is not None:
            return asks
    is_sent = request.method == "POST" and REASON not in request.POST
    kept = request.POST.dict() if REASON in request.POST else None
    form = AuditForm(request.POST if is_sent and not chosen.verdict else None, auto_id="audit-%s", initial=kept)
    status = 200
    if is_sent:
        if chosen.case.visibility == Visibility.CONFIDENTIAL:
            looks.stay_open(request, chosen.case, looks.AUDIT)
        status = 400
        try:
            if chosen.verdict:
                raise ValidationError(_("Another auditor has looked at this closing already."), code="audited_already")
            if form.is_valid():
                told = form.cleaned_data
                audit_closing(chosen, found=form.found, verdict=told["verdict"], reason=told["reason"], by=auditor)
                messages.success(request, _("Your verdict is kept."))
                return redirect("audits")
        except ValidationError as error:
            status = 409
            if form.is_bound:
                form.add_error("reason" if error.code == "note_missing" else None, error)
            chosen = get_object_or_404(mine, public_id=public_id)
    answers = [(ASKED[name], Audit.Found(getattr(chosen, name)).label) for name in QUESTIONS if chosen.verdict]
    context = {"page": audit_page(chosen), "audit": chosen, "case": chosen.case, "form": form, "answers": answers}
    return render(request, "complaints/office_audit.html", context, status=status)


def _ask_why(request: HttpRequest, chosen: Audit, auditor: User) -> HttpResponse | None:
    """The page that asks; None once it was told why and brings back what had been filled in before."""
    form = LookForm(request.POST if REASON in request.POST else None, prefix="look")
    brought = carried(request)
    if form.is_valid():
        agency = Agency.objects.get(pk=Viewer(auditor).agencies({Role.AUDITOR})[0])
        looks.keep_look(
            request, chosen.case, looks.AUDIT, by=auditor, agency=agency, reason=form.cleaned_data["reason"],
            fields=["text", "timeline"],
        )  # fmt: skip
        if brought["carried"]:
            say_not_sent(request)
            return None
        return redirect("audit", public_id=chosen.public_id)
    page = {"look_form": form, "audit": chosen, **brought}
    return render(request, "complaints/office_audit_look.html", page, status=400 if form.is_bound else 200)
