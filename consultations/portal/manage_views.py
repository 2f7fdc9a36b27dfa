"""`/consultations/manage/elsewhere/`: a table of another portal comes in; `/laws/manage/…/elsewhere/`: which were about a law."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consultations.portal.forms import NumberForm, TableForm
from consultations.portal.importing import check_imports, imports_all, keep_file, look_at_file
from consultations.portal.linking import link_survey, unlink_survey
from consultations.portal.models import Survey, SurveyFile
from consultations.portal.reading import MOST_BYTES
from consultations.statutes.manage_views import own_law
from directory.models import User
from records.throttling import raise_if_throttled

LOOKS_AN_HOUR = 60
SHOWN = 10
MISTAKES_SHOWN = 100


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """POST looks at a table and keeps nothing of it yet."""
    user = _importer(request)
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if form.is_valid():
        raise_if_throttled("portal-table", str(user.pk), limit=LOOKS_AN_HOUR, per_seconds=3600)
        upload = form.cleaned_data["file"]
        try:
            file, looked = look_at_file(upload.read(MOST_BYTES + 1), name=upload.name or "", by=user)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            seen = {"file": file, "looked": looked, "mistakes": looked.mistakes[:MISTAKES_SHOWN]}
            return render(request, "portal/look.html", seen, status=400 if looked.mistakes else 200)
    earlier = SurveyFile.objects.filter(kept_at__isnull=False).select_related("by").order_by("-kept_at")
    earlier = earlier if imports_all(user) else earlier.filter(by=user)
    context = {"form": form, "earlier": list(earlier[:SHOWN]), "takes_all": imports_all(user)}
    return render(request, "portal/bring_in.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def keep(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user = _importer(request)
    file = get_object_or_404(SurveyFile.objects.filter(by=user), public_id=public_id)
    try:
        file = keep_file(file, by=user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("bring_in_surveys")
    told = _("Kept: %(new)d new, %(changed)d brought up to date.") % {"new": file.new, "changed": file.changed}
    messages.success(request, told)
    return redirect("surveys")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def of_law(request: HttpRequest, slug: str) -> HttpResponse:
    """Which of them were about a law; POST says so of one more, or takes one out."""
    user, law = own_law(request, slug)
    gone = request.POST.get("out", "")
    if request.method == "POST" and gone:
        unlink_survey(law, gone, by=user)
        messages.success(request, _("Taken out."))
        return redirect("law_surveys", slug)
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            link_survey(law, form.cleaned_data["survey_id"], by=user)
            messages.success(request, _("It stands with the law now."))
            return redirect("law_surveys", slug)
        except ValidationError as error:
            form.add_error("survey_id", error)
    context = {"law": law, "form": form, "surveys": list(Survey.objects.filter(law=law))}
    return render(request, "portal/of_law.html", context, status=400 if form.errors else 200)


def _importer(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise Http404
    try:
        check_imports(user)
    except ValidationError as error:
        raise Http404 from error
    return user
