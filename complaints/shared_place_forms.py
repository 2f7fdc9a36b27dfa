"""The question which local office looks after the place, as a part of the filing form (complaints.shared_places)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.danger import emergency_numbers
from complaints.shared_places import UNKNOWN, kept_office, offices_in_doubt
from directory.models import Agency, Topic


class SharedPlaceForm(forms.Form):
    """Asked on a page of its own, after the place, and only where several offices share that place."""

    local_office = forms.CharField(
        label=_("Which of them looks after this place?"),
        help_text=_(
            "Each of them serves this sub-district. Somebody who lives there may know; if you do not, we find out"
        ),
        required=False,
        widget=forms.RadioSelect,
    )
    office_for = forms.CharField(widget=forms.HiddenInput, required=False)
    """The code of the sub-district of which that was asked: of another one it is asked anew."""

    offices: Sequence[Agency] = ()

    def check_office(self, data: dict[str, Any], topic: Topic | None) -> None:
        """Find the offices in doubt, and put together which one was named. Nobody in danger is asked; left open is not known."""
        if topic is not None and not emergency_numbers(data.get("text", "")):
            told = f"{data.get('text', '')}\n{data.get('place_text', '')}"
            self.offices = offices_in_doubt(topic, data["area"], told)
        named = data.get("local_office", "")
        said = named if named in {office.code for office in self.offices} else UNKNOWN
        data["office_said"] = kept_office(said, self.offices) if self.offices and not self.must_ask_office else []

    @property
    def place_in_doubt(self) -> str:
        """The code of the sub-district that several local offices share, "" where the rules know whose duty it is."""
        return str(self.cleaned_data["area"].pk) if self.offices else ""

    @property
    def must_ask_office(self) -> bool:
        return bool(self.offices) and self.cleaned_data.get("office_for") != self.place_in_doubt

    def offer_offices(self) -> None:
        """Draw the offices to choose from; what was said of another place is not chosen already."""
        if self.must_ask_office:
            self.data = {**self.data, "local_office": ""}  # type: ignore[assignment]  # sent_form gives a plain dict
        self.fields["local_office"].widget.choices = [  # type: ignore[attr-defined]
            *((office.code, office.name) for office in self.offices),
            (UNKNOWN, _("I do not know")),
        ]
