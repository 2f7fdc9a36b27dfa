"""The forms of referring a case by letter. They check shape; the acts (complaints.referring) check rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.act_form import ActForm, WithFilesForm
from complaints.forms import FilesInput
from complaints.models import Referral
from complaints.note_field import NoteField
from complaints.referral_rules import NUMBER_MAX_LETTERS, WHY_MAX_LETTERS
from complaints.referrals import agencies_by_letter
from directory.models import Agency, reached_by_letter


class ReferForm(ActForm):
    agency = forms.CharField(
        label=_("To which agency"), error_messages={"required": _("Say which agency the letter goes to.")}
    )
    text = NoteField(
        label=_("What the letter asks them to do"),
        help_text=_("In Thai: it stands in the letter. Say what you found and what they should do. No names."),
        rows=5,
    )
    identity = forms.ChoiceField(
        label=_("Do name and contact of who filed go along?"),
        choices=Referral.Identity.choices,
        initial=Referral.Identity.NONE,
        widget=forms.RadioSelect,
    )
    identity_why = NoteField(
        label=_("If yes: how they agreed, or which law demands it"),
        help_text=_("In Thai: it stands in the letter, and who filed reads it."),
        rows=2,
        needed=False,
        most=WHY_MAX_LETTERS,
    )
    what_is_new = NoteField(
        label=_("What is new since the last letter to this agency"),
        help_text=_("Only where they were written to before in this case."),
        rows=2,
        needed=False,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose an agency")), *((each.code, each.name) for each in agencies_by_letter())]
        self.fields["agency"].widget = forms.Select(choices=choices)

    def clean_agency(self) -> Agency | None:
        """The agency behind the code; None, which the act refuses, for one that no letter goes to."""
        return reached_by_letter().filter(code=self.cleaned_data["agency"]).first()


class SendForm(ActForm):
    how = forms.ChoiceField(
        label=_("How it goes out"),
        choices=Referral.How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it goes out.")},
    )
    number = forms.CharField(
        label=_("Number in e-Saraban or of the parcel (if any)"), max_length=NUMBER_MAX_LETTERS, required=False
    )


class ReceivedForm(ActForm):
    number = forms.CharField(
        label=_("Their number for it (if you know it)"), max_length=NUMBER_MAX_LETTERS, required=False
    )


class AnsweredForm(WithFilesForm):
    text = NoteField(
        label=_("What they answered"),
        help_text=_("Who filed reads it. Number and day of their letter, and what they did or say. Plain words."),
        rows=6,
    )
    pictures = forms.Field(
        label=_("Their letter (if any)"),
        help_text=_("PDF or a picture, up to 10 MB each."),
        widget=FilesInput,
        required=False,
    )
    files_are_told = forms.BooleanField(
        label=_("Who filed may open their letter too"),
        help_text=_("Not ticked: only the agencies of this case open it. Look first whether it names others."),
        required=False,
    )


class EndForm(ActForm):
    text = NoteField(label=_("Why you go on without their answer"), help_text=_("Who filed reads it."), rows=3)


FORMS: dict[str, type[ActForm]] = {
    "refer": ReferForm,
    "send": SendForm,
    "received": ReceivedForm,
    "answered": AnsweredForm,
    "end": EndForm,
}
