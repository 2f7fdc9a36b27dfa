"""The form of an audit: four fixed questions, a verdict, and why."""

from __future__ import annotations

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from complaints.audit_tables import QUESTIONS, Audit
from complaints.note_field import NoteField

ASKED: dict[str, Promise] = {
    "dealt_with": _("Was the problem dealt with?"),
    "answers": _("Does the answer say what the complainant asked about?"),
    "in_time": _("Was it answered in time?"),
    "evidence": _("Does the evidence show the work?"),
}


def _question(name: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=ASKED[name],  # type: ignore[arg-type]  # lazy words, as everywhere
        choices=Audit.Found.choices,
        widget=forms.RadioSelect,
        error_messages={"required": format_lazy("{} {}", ASKED[name], _("Choose one of the three answers."))},
    )


class AuditForm(forms.Form):
    dealt_with = _question("dealt_with")
    answers = _question("answers")
    in_time = _question("in_time")
    evidence = _question("evidence")
    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=[
            (Audit.Verdict.SOUND, _("Sound: the closing is right")),
            (
                Audit.Verdict.LACKING,
                _("Lacking: it is done, but the answer, the evidence or the time is not as it should be"),
            ),
            (Audit.Verdict.FALSE, _("False closing: it is not done. The case is opened again at once")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a verdict.")},
    )
    reason = NoteField(
        label=_("Why you find so"),
        help_text=_(
            "Not needed where it is sound. Of a false closing the complainant and the agency read it: no name, no number."
        ),
        rows=4,
        needed=False,
    )

    @property
    def found(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in QUESTIONS}
