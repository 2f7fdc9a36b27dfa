"""`/consultations/manage/…/moderation/copies/`: the same words from many, and one act for all texts of such a set."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from complaints.personal_data import mask
from consultations.models import Consultation
from consultations.moderation.forms import CopiesDownForm, PutBackForm
from consultations.moderation.manage_views import held
from consultations.moderation.models import CopiesDown, Copy, CopyGroup, Moderating
from consultations.moderation.rules import rules_for
from consultations.moderation.sources import find_texts
from consultations.moderation.taking_copies import put_copies_back, source_key_of, still_down, take_copies_down

SHOWN = 50
IN_PREVIEW = 3


@login_required
@never_cache
@require_GET
def copies(request: HttpRequest, slug: str) -> HttpResponse:
    """The same words from many: how often, from how many people, since when; and which sets were taken down."""
    _user, consultation = held(request, slug)
    groups = CopyGroup.objects.filter(consultation=consultation).select_related("same_as").order_by("-texts", "key")
    said = find_texts(consultation, [each.example for each in groups[:SHOWN]])
    down = CopiesDown.objects.filter(consultation=consultation).select_related("rule", "by").order_by("-n")
    context = {
        "consultation": consultation,
        "moderating": Moderating.objects.filter(pk=consultation.pk).first(),
        "groups": [(each, mask(said[each.example].words)) for each in groups[:SHOWN] if each.example in said],
        "down": down[:SHOWN],
    }
    return render(request, "moderation/copies.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def take_down(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """What would be taken down: how many texts, from how many people, three of them; and the act."""
    user, consultation = held(request, slug)
    group = (
        CopyGroup.objects.filter(consultation=consultation, key=key).select_related("consultation", "same_as").first()
    )
    if group is None:
        # Pressed twice, or a colleague was faster: the set has its own page then.
        known = CopiesDown.objects.filter(consultation=consultation, key=key).order_by("-n").first()
        if known is None:
            raise Http404
        return redirect("copies_down", slug, known.n)
    rules = rules_for(source_key_of(group))
    form = CopiesDownForm(request.POST or None, rules=rules, initial={"texts": group.texts})
    if request.method == "POST" and form.is_valid():
        try:
            made = take_copies_down(group, by=user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Taken down. Each author reads by which rule, and can appeal."))
            return redirect("copies_down", slug, made.n)
    if form.errors:  # by the numbers that the page shows now
        form.data = {**request.POST.dict(), "texts": str(group.texts)}
    ids = list(Copy.objects.filter(group=group).order_by("pk").values_list("text", flat=True)[:IN_PREVIEW])
    context = {
        "consultation": consultation,
        "group": group,
        "examples": [mask(text.words) for text in find_texts(consultation, ids).values()],
        "form": form,
    }
    return render(request, "moderation/copies_take_down.html", context, status=400 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def one_set(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """A set that was taken down, how far the worker is, and putting all of it back."""
    user, consultation = held(request, slug)
    every = CopiesDown.objects.filter(consultation=consultation).select_related("rule", "by", "put_back_by")
    made = get_object_or_404(every, n=n)
    form = PutBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        put_copies_back(made, reason=form.cleaned_data["reason"], by=user)
        messages.success(request, _("They are put back. Their authors are told."))
        return redirect("copies_down", slug, n)
    taken = made.taken.order_by("n")
    down = taken.filter(put_back_at=None).count()
    context = {
        "consultation": consultation,
        "made": made,
        "down": down,
        "waiting": made.texts - made.seen,
        "appealed": down - still_down(made).count(),
        "examples": _examples(consultation, list(taken.values_list("text", flat=True)[:IN_PREVIEW])),
        "form": form,
    }
    return render(request, "moderation/copies_down.html", context, status=400 if form.errors else 200)


def _examples(consultation: Consultation, ids: list[str]) -> list[tuple[str, str]]:
    return [(id, mask(text.words)) for id, text in find_texts(consultation, ids).items()]
