"""The filters of the public list of consultations, of its calendar, its feed and the widget."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.public_forms import AreaForm
from consultations.models import Consultation
from consultations.public import Wanted
from consultations.workflow import ConsultationKind
from directory import known
from directory.models import Agency, Topic


class FindForm(AreaForm):
    """The filters of the public list, read from its address."""

    kind = forms.ChoiceField(label=_("Kind of consultation"), required=False)
    agency = forms.ChoiceField(label=_("Agency that asks"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        announced = Consultation.objects.announced()
        self.agencies = {each.code: each for each in Agency.objects.filter(pk__in=announced.values("agency"))}
        used = Topic.objects.filter(pk__in=announced.filter(topic__isnull=False).values("topic")).select_related(
            "parent"
        )
        self.topics = {each.code: each for topic in used for each in (topic.parent, topic) if each}
        self._offer("kind", _("Everything"), list(ConsultationKind.choices))
        self._offer("agency", _("All agencies"), [(code, each.name) for code, each in self.agencies.items()])
        self._offer("topic", _("All topics"), [(code, each.name) for code, each in self.topics.items()])

    def asked(self, *names: str) -> str:
        """The query that asks for the same again: of these fields, without what is empty or senseless."""
        self.is_valid()
        told = {name: self.cleaned_data.get(name) for name in names}
        return urlencode({name: value for name, value in told.items() if value})

    def wanted(self) -> Wanted:
        """What is asked for. A value that no list offers is left out, like one that was never sent."""
        area, told = known.areas.get(self.area()), self.cleaned_data
        return Wanted(
            area=area,
            kind=told.get("kind", ""),
            agency=self.agencies.get(told.get("agency", "")),
            topic=self.topics.get(told.get("topic", "")),
        )
