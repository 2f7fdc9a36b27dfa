"""`/consultations/manage/…/laws/`: the team of a consultation says which laws it is about."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultations.manage_views import held, policy_maker
from consultations.statutes.forms import LinkForm
from consultations.statutes.linking import link_law, unlink_law
from consultations.statutes.models import Law, LawLink
from consultations.statutes.searching import Asked, find_laws

MOST_LETTERS = 200


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def linked_laws(request: HttpRequest, slug: str) -> HttpResponse:
    """The laws of a consultation; GET with words finds more of them, POST links one or takes a link away."""
    consultation, user = held(request, slug), policy_maker(request)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        law = get_object_or_404(Law, slug=form.cleaned_data["law"])
        try:
            if request.POST.get("stop"):
                unlink_law(consultation, law, by=user)
                messages.success(request, _("The link is gone."))
            else:
                link_law(consultation, law, role=form.cleaned_data["role"], by=user)
                messages.success(request, _("Linked. The law's page names this consultation once it is announced."))
            return redirect("linked_laws", slug)
        except ValidationError as error:
            form.add_error(None, error)
    typed = request.GET.get("q", "").strip()[:MOST_LETTERS]
    links = LawLink.objects.filter(consultation=consultation).select_related("law__agency").order_by("law__sort_key")
    context = {
        "consultation": consultation,
        "form": form,
        "links": list(links),
        "typed": typed,
        "found": find_laws(Asked(typed), day=timezone.localdate()).laws if typed else [],
    }
    return render(request, "statutes/links.html", context, status=400 if form.errors else 200)
