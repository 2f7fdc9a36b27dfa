"""Forms of themes that have to be answered. Forms check shape; acts check rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.note_field import NoteField
from consultations.results.answering import ANSWER_MAX_LETTERS, REASON_MAX_LETTERS
from consultations.results.models import DutyOutcome
from consultations.themes.models import Theme
from directory.models import Agency

_CHOOSE = {"required": _("Choose the agency."), "invalid_choice": _("Choose the agency.")}


class AnswerForm(forms.Form):
    """What changes because of a theme, in words that everybody in it reads."""

    use_required_attribute = False
    outcome = forms.ChoiceField(
        label=_("What changes because of it"),
        choices=DutyOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what changes."), "invalid_choice": _("Choose what changes.")},
    )
    reason_th = NoteField(
        label=_("What changes, or why it stays, in plain Thai"),
        help_text=_("Everybody who wrote about it is told, and everybody reads it. It cannot be changed afterwards"),
        rows=6,
        most=ANSWER_MAX_LETTERS,
    )
    reason_en = NoteField(label=_("The same in English"), rows=4, needed=False, most=ANSWER_MAX_LETTERS)


class ExtendDutyForm(forms.Form):
    use_required_attribute = False
    reason = NoteField(label=_("Why more time is needed (everybody reads it)"), rows=2, most=REASON_MAX_LETTERS)


class AgencyForm(forms.Form):
    """agencies: those of which somebody could answer."""

    use_required_attribute = False
    agency = forms.ChoiceField(label=_("Agency that has to answer"), error_messages=_CHOOSE)

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._agencies = {str(agency.pk): agency for agency in agencies}
        offered = [(pk, agency.name) for pk, agency in self._agencies.items()]
        self.fields["agency"].choices = [("", _("Choose the agency")), *offered]  # type: ignore[attr-defined]

    def chosen_agency(self) -> Agency:
        return self._agencies[self.cleaned_data["agency"]]


class HandForm(AgencyForm):
    reason = NoteField(label=_("Why it is theirs (everybody reads it)"), rows=2, most=REASON_MAX_LETTERS)


class MakeDutyForm(AgencyForm):
    theme = forms.ChoiceField(
        label=_("Theme"),
        error_messages={"required": _("Choose the theme."), "invalid_choice": _("Choose the theme.")},
    )
    field_order = ["theme", "agency"]

    def __init__(self, *args: Any, themes: Iterable[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(theme.number), f"{theme.called} ({theme.answers:,})") for theme in themes]
        self.fields["theme"].choices = [("", _("Choose the theme")), *offered]  # type: ignore[attr-defined]
