"""The forms of an agency's office. Forms check shape; acts check rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.choosing import agencies_by_nearness
from complaints.note_field import NoteField
from complaints.workflow import Outcome
from directory.models import Agency, Area


class ActForm(forms.Form):
    """What every act sends along: the number of the newest timeline line its sender has seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, area: Area | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.area = area


class AskForm(ActForm):
    text = NoteField(
        label=_("What you need to know"),
        help_text=_("One question at a time. Your clock stands still until there is an answer."),
        rows=3,
    )


class ReplyForm(ActForm):
    text = NoteField(
        label=_("News for the complainant"),
        help_text=_("What you are doing and when. It does not close the case."),
        rows=3,
    )


class WithAgencyForm(ActForm):
    """An act that names another agency, from a list short enough to read."""

    agency = forms.CharField()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        near, national = agencies_by_nearness(self.area)
        self.fields["agency"].widget = forms.Select(
            choices=[
                ("", _("Choose an agency")),
                (_("In the province"), [(a.code, a.name) for a in near]),
                (_("For the whole country"), [(a.code, a.name) for a in national]),
            ]
        )

    def clean_agency(self) -> Agency | None:
        """The agency behind the code; None, which the act refuses, for one that takes no complaints."""
        return Agency.objects.taking_complaints().filter(code=self.cleaned_data["agency"]).first()


class DeclineForm(WithAgencyForm):
    agency = forms.CharField(
        label=_("Whose duty it is"), error_messages={"required": _("Say which agency should have it instead.")}
    )
    text = NoteField(
        label=_("Why it is not ours"),
        help_text=_("The triage desk and the other agency read it, the complainant does not."),
        rows=3,
    )


class HelpForm(WithAgencyForm):
    agency = forms.CharField(
        label=_("Who should help"), error_messages={"required": _("Say which agency should help.")}
    )
    text = NoteField(
        label=_("What you ask of them"),
        help_text=_("The agencies of this case read it, the complainant does not. You stay responsible."),
        rows=3,
    )


class RefuseForm(ActForm):
    text = NoteField(
        label=_("Why you cannot help"),
        help_text=_("The agencies of this case read it, the complainant does not."),
        rows=3,
    )


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files as they came; what each of them is, `store_upload` finds out."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        return list(data or [])


class FinishForm(ActForm):
    text = NoteField(
        label=_("Answer to the complainant"),
        help_text=_("What was done, when, and what to do if it happens again. Plain words."),
        rows=6,
    )
    pictures = FilesField(
        label=_("Pictures after the work (if any)"),
        help_text=_("JPEG, PNG, WebP or PDF, up to 10 MB each. Place and camera data are removed."),
        widget=ManyFiles(attrs={"multiple": True, "accept": "image/*,application/pdf"}),
        required=False,
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)


class CloseForm(FinishForm):
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an outcome.")},
    )


FORMS: dict[str, type[ActForm]] = {
    "ask": AskForm,
    "reply": ReplyForm,
    "help": HelpForm,
    "decline": DeclineForm,
    "refuse": RefuseForm,
    "finish": FinishForm,
    "close": CloseForm,
}
"""The forms of a case's page, each named as its act."""


class LookForm(forms.Form):
    """Why somebody opens what is not open to everybody in the agency; the complainant can read it."""

    reason = forms.CharField(
        label=_("Why you need to see it"),
        help_text=_("The complainant can read this. For example: to make an appointment for the repair"),
        min_length=5,
        max_length=300,
        error_messages={
            "required": _("Say in a few words why you need to see it."),
            "min_length": _("Say in a few words why you need to see it."),
        },
    )
