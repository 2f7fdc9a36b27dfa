"""The five questions about how a case went."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.note_field import NoteField
from complaints.survey import REMARK_MAX_LETTERS
from complaints.survey_tables import QUESTIONS

WORDINGS: dict[str, Promise] = {
    "ease": _("How easy was it to tell us?"),
    "speed": _("How quickly was it dealt with?"),
    "informed": _("How well were you told what was happening?"),
    "manner": _("How polite and clear were the answers?"),
    "result": _("How satisfied are you with the result?"),
}
RATINGS = [
    ("5", _("5 · very good")),
    ("4", _("4 · good")),
    ("3", _("3 · fair")),
    ("2", _("2 · bad")),
    ("1", _("1 · very bad")),
]


class SurveyForm(forms.Form):
    remark = NoteField(
        label=_("What should we know besides?"),
        help_text=_("The agency's supervisors read it without your case number. Names and numbers are hidden."),
        rows=3,
        needed=False,
        most=REMARK_MAX_LETTERS,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        questions = {
            name: forms.TypedChoiceField(
                label=str(WORDINGS[name]),
                choices=RATINGS,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer “%(question)s”") % {"question": WORDINGS[name]}},
            )
            for name in QUESTIONS
        }
        self.fields = {**questions, **self.fields}

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in QUESTIONS]
