"""Of which topics an agency lets a second person look at its answers, and which of its officers may do that too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from complaints.approval_rules import choose_topics, chosen_topics, is_approved_for_all
from complaints.approval_staff import leaders_at, name_approvers, named_at, officers_at
from complaints.colleagues import key_at
from complaints.views.office import officer_of
from complaints.views.office_leading import agency_led_by, choose_led, logged
from directory.models import Agency, Topic


class TopicsForm(forms.Form):
    """topics: codes; approvers: keys of officers of this agency, as `key_at` has them."""

    topics = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    approvers = forms.MultipleChoiceField(
        label=gettext_lazy("Officers who may approve too"),
        help_text=gettext_lazy("Those who lead the agency may anyway. Nobody approves what they wrote themselves."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.in_groups = [topic for topic in Topic.objects.active().in_groups() if not is_approved_for_all(topic)]
        self.fields["topics"].choices = [(topic.code, topic.name) for topic in self.in_groups]  # type: ignore[attr-defined]
        self.officers = {key_at(user.pk, agency.pk): user for user in officers_at(agency)}
        people = [(key, user.full_name) for key, user in self.officers.items()]
        self.fields["approvers"].choices = people  # type: ignore[attr-defined]
        if not people:
            del self.fields["approvers"]
        self.initial = {
            "topics": [topic.code for topic in chosen_topics(agency)],
            "approvers": [key_at(user.pk, agency.pk) for user in named_at(agency)],
        }

    def groups(self) -> list[tuple[Topic, bool, list[tuple[Topic, bool]]]]:
        """Each main topic and its parts, with whether it is ticked; parts alone where the topic holds for all."""
        ticked = set(self["topics"].value() or [])
        found: dict[int, tuple[Topic, bool, list[tuple[Topic, bool]]]] = {}
        for topic in self.in_groups:
            if topic.parent_id is None:
                found[topic.pk] = (topic, topic.code in ticked, [])
            elif topic.parent_id in found:
                found[topic.parent_id][2].append((topic, topic.code in ticked))
        return list(found.values())


@never_cache
@login_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Who leads one agency gets to its page at once."""
    back = ("office_approvals", _("Answers to approve"))
    title = _("Which answers are approved")
    return choose_led(request, officer_of(request), to="office_approval_topics", title=title, back=back)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    officer = officer_of(request)
    agency = agency_led_by(officer, code)
    form = TopicsForm(request.POST if request.method == "POST" else None, agency=agency)
    if form.is_bound and form.is_valid():
        topics = [topic for topic in form.in_groups if topic.code in form.cleaned_data["topics"]]
        people = [form.officers[key] for key in form.cleaned_data.get("approvers", [])]
        with logged(request, officer), transaction.atomic():
            choose_topics(agency, topics, by=officer)
            name_approvers(agency, people, by=officer)
        messages.success(request, _("The choice is kept. It holds for answers that are written from now on."))
        return redirect("office_approval_topics", code=agency.code)
    page = {
        "agency": agency,
        "form": form,
        "for_all": _for_all(),
        "leaders": leaders_at(agency),
    }
    return render(request, "complaints/office_approval_topics.html", page, status=400 if form.errors else 200)


def _for_all() -> list[Topic]:
    """What every agency's answers are approved of: a main topic, or the parts of one that are so by themselves."""
    found = [topic for topic in Topic.objects.active().in_groups() if is_approved_for_all(topic)]
    whole = {topic.pk for topic in found if topic.parent_id is None}
    return [topic for topic in found if topic.parent_id not in whole]
