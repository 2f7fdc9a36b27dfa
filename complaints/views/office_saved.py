"""Views of the inbox kept under a name: the list of them, and saving, renaming, removing, opening one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints import queue, saved_views
from complaints.access import agencies_led_by
from complaints.models import SavedView
from complaints.queue_counts import Count, count
from complaints.queue_filters import Filters
from complaints.queue_words import address_of, words_of
from complaints.views.office import officer_of
from directory.models import User


class NameForm(forms.Form):
    """What a view is called, and for a new one also whom it is for."""

    name = forms.CharField(label=gettext_lazy("Name of the view"), required=False)
    whom = forms.ChoiceField(label=gettext_lazy("Who finds it in the inbox"), required=False)

    def __init__(self, *args: Any, by: User, is_new: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._agencies = {agency.code: agency for agency in agencies_led_by(by)} if is_new else {}
        if not self._agencies:
            del self.fields["whom"]
            return
        everybody = [(code, _("Everybody at %(agency)s") % {"agency": a.name}) for code, a in self._agencies.items()]
        self.fields["whom"].choices = [("", _("Only me")), *everybody]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """Refused where the act would refuse it, so that the reason stands at the field."""
        return saved_views.check_name(self.cleaned_data["name"])

    @property
    def agency(self) -> Any:
        return self._agencies.get(self.cleaned_data.get("whom", ""))


@dataclass(frozen=True)
class Listed:
    """One saved view on the list. words: what it asks for. warnings: what of it is no longer so."""

    saved: SavedView
    address: str
    words: list[str]
    count: Count
    warnings: list[str]
    may_change: bool


# -- the list ------------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_GET
def saved(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    kept = set(SavedView.objects.kept_by(officer).values_list("pk", flat=True))
    offered = SavedView.objects.offered_to(officer).select_related("agency")
    listed = [_listed(each, officer, may_change=each.pk in kept) for each in offered]
    context = {
        "own": [each for each in listed if each.saved.user_id],
        "shared": [each for each in listed if each.saved.agency_id],
        "most": saved_views.MOST,
    }
    return render(request, "complaints/saved_views.html", context)


def _listed(each: SavedView, officer: User, *, may_change: bool) -> Listed:
    view, filters = saved_views.view_of(each), Filters.asked_again(each.filters)
    return Listed(
        each,
        reverse("saved_view", args=[each.public_id]),
        words_of(view, filters),
        count(officer, view, filters),
        [str(sentence) for sentence in saved_views.out_of_date(each, officer)],
        may_change,
    )


# -- acts ----------------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """What the inbox shows, under a name: the address says what that is."""
    officer = officer_of(request)
    asked = request.GET if request.method == "GET" else QueryDict(request.POST.get("query", "")[:4000])
    filters, view = Filters.asked(asked), asked.get("view", "all")
    view = view if view in queue.VIEWS else "all"
    form = NameForm(request.POST if request.method == "POST" else None, by=officer)
    if form.is_valid():
        try:
            kept = saved_views.save_view(
                name=form.cleaned_data["name"], view=view, filters=filters, agency=form.agency, by=officer
            )
        except ValidationError as error:
            form.add_error("name", error)
        else:
            messages.success(request, _("The view “%(name)s” is kept.") % {"name": kept.name})
            return redirect(_inbox(kept.view, filters))
    context = {
        "form": form,
        "words": words_of(view, filters),
        "query": address_of(view, filters).removeprefix("?"),
        "back": _inbox(view, filters),
    }
    return render(request, "complaints/saved_view_form.html", context, status=400 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, public_id: Any) -> HttpResponse:
    officer = officer_of(request)
    kept = get_object_or_404(SavedView.objects.kept_by(officer), public_id=public_id)
    data = request.POST if request.method == "POST" else None
    form = NameForm(data, by=officer, is_new=False, initial={"name": kept.name})
    if form.is_valid():
        try:
            saved_views.rename_view(kept, name=form.cleaned_data["name"], by=officer)
        except ValidationError as error:
            form.add_error("name", error)
        else:
            return redirect("saved_views")
    filters = Filters.asked_again(kept.filters)
    context = {
        "form": form,
        "kept": kept,
        "words": words_of(saved_views.view_of(kept), filters),
        "back": reverse("saved_views"),
    }
    return render(request, "complaints/saved_view_form.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def remove(request: HttpRequest, public_id: Any) -> HttpResponse:
    officer = officer_of(request)
    kept = SavedView.objects.kept_by(officer).select_related("agency").filter(public_id=public_id).first()
    if kept is None:
        raise Http404
    name = kept.name
    undo = saved_views.remove_view(kept, by=officer)
    return render(request, "complaints/saved_view_removed.html", {"name": name, "undo": undo})


@login_required
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    kept = saved_views.bring_back(request.POST.get("undo", ""), by=officer)
    if kept is None:
        messages.error(request, _("It is too late to undo this. Save the view once more instead."))
    else:
        messages.success(request, _("The view “%(name)s” is back.") % {"name": kept.name})
    return redirect("saved_views")


@never_cache
@login_required
@require_GET
def open_saved(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The inbox as it was kept; what is no longer so is said there."""
    officer = officer_of(request)
    kept = get_object_or_404(SavedView.objects.offered_to(officer), public_id=public_id)
    for sentence in saved_views.out_of_date(kept, officer):
        messages.warning(request, f"{kept.name}: {sentence}")
    return redirect(_inbox(saved_views.view_of(kept), Filters.asked_again(kept.filters)))


def _inbox(view: str, filters: Filters) -> str:
    return reverse("office") + address_of(view, filters)
