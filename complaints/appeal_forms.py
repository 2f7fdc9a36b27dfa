"""The form with which an agency decides an appeal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.act_form import ActForm
from complaints.note_field import NoteField


class AppealDecisionForm(ActForm):
    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            ("upheld", _("The answer stands: the case is closed for good")),
            ("granted", _("The answer does not stand: its agency works on it again, one level higher, by a new date")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you decide.")},
    )
    text = NoteField(
        label=_("Reasons, or what has to be done"),
        help_text=_(
            "The complainant and the agency read it. Say what you looked at, and why you decide so. Plain words."
        ),
        rows=6,
    )
