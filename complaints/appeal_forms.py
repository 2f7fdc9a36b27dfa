"""The form with which an agency decides an appeal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.act_form import ActForm
from complaints.models import Appeal
from complaints.note_field import NoteField

OF_REJECTION = [
    ("upheld", _("The case is not accepted: it has ended for good")),
    ("granted", _("The case is accepted: the triage desk finds the agency whose duty it is")),
]


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

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if Appeal.objects.filter(part=self.assignment, rejected_before_at__isnull=False).exists():
            self.fields["decision"].choices = OF_REJECTION  # type: ignore[attr-defined]
            self.fields["text"].help_text = _("The complainant reads it, and the triage desk. Plain words.")
