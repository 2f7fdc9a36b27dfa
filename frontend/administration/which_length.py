"""Which row of the service levels holds for an agency, a topic and a kind of case: every step, and what stands behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from complaints.models import ServiceLevel
from complaints.service_levels import FALLBACK_DAYS, Key, Length, lengths_in_order
from complaints.workflow import CaseKind
from directory.models import Agency, Topic
from frontend.administration.columns import ReferenceColumn
from frontend.administration.door import for_administrators
from frontend.administration.lists import address_of
from frontend.administration.references import meant
from frontend.administration.registers import REGISTERS

LEVELS = REGISTERS["service-levels"]


class WhichForm(forms.Form):
    agency = forms.CharField(label=gettext_lazy("Agency"), required=False, max_length=250)
    topic = forms.CharField(label=gettext_lazy("Topic"), required=False, max_length=250)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of case"),
        required=False,
        choices=CaseKind.choices,
    )

    def clean_agency(self) -> Agency | None:
        return self._found("agency", Agency)

    def clean_topic(self) -> Topic | None:
        return self._found("topic", Topic)

    def _found(self, name: str, model: Any) -> Any:
        column = LEVELS.by_name[name]
        assert isinstance(column, ReferenceColumn)  # noqa: S101 - for the types
        cell = meant(column, self.cleaned_data[name], {})
        return model.objects.select_related("parent").get(code=cell) if cell else None


@dataclass(frozen=True)
class Way:
    """One row that could hold. address: of its page."""

    days: int
    for_whom: str
    source: str
    is_confirmed: bool
    address: str


@dataclass(frozen=True)
class StepHeld:
    """A step with the row that holds for it (None: the system's own days), and those that would hold without it."""

    name: str
    days: int
    holds: Way | None
    behind: list[Way]


@for_administrators
@require_GET
def which_length(request: HttpRequest) -> HttpResponse:
    """One statement for the rows; what is asked for costs two more each. Before anything is asked, or where what is asked for
    is not there, nothing is answered."""
    form = WhichForm(request.GET if any(name in request.GET for name in WhichForm.base_fields) else None)
    steps: list[StepHeld] = []
    if form.is_valid():
        asked = form.cleaned_data
        steps = steps_held(asked["topic"], asked["kind"] or CaseKind.COMPLAINT, asked["agency"])
    page = {"register": LEVELS, "form": form, "steps": steps}
    return render(request, "administration/which_length.html", page, status=400 if form.errors else 200)


def steps_held(topic: Topic | None, kind: str, agency: Agency | None) -> list[StepHeld]:
    held = []
    for step in ServiceLevel.Step:
        found = lengths_in_order(step, topic, kind, agency.pk if agency else None)
        ways = [way_of(key, length, topic, agency) for key, length in found]
        held.append(
            StepHeld(
                str(step.label), ways[0].days if ways else FALLBACK_DAYS[step], ways[0] if ways else None, ways[1:]
            )
        )
    return held


def way_of(key: Key, length: Length, topic: Topic | None, agency: Agency | None) -> Way:
    """A row in words. topic, agency: for which it was asked."""
    of_topic = "" if key.topic is None or topic is None else _topic_of(key.topic, topic).code
    of_agency = agency.code if key.agency is not None and agency else ""
    words = [
        agency.name if key.agency is not None and agency else "",
        _topic_of(key.topic, topic).name if key.topic is not None and topic else "",
        str(CaseKind(key.kind).label) if key.kind else "",
    ]
    for_whom = " · ".join(word for word in words if word) or _("Default")
    address = address_of(LEVELS, (key.step, key.kind, of_topic, of_agency))
    return Way(length.working_days, for_whom, length.source, length.is_confirmed, address)


def _topic_of(pk: int, topic: Topic) -> Topic:
    """The topic asked for, or the group that it is part of."""
    group = topic.parent
    return group if group is not None and group.pk == pk else topic


def steps_without_default() -> list[tuple[str, int]]:
    """Steps for which only the system's own days hold where no other row does: its name and the days."""
    return [(each.name, each.days) for each in steps_held(None, "", None) if each.holds is None]
