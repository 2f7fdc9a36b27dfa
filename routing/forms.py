"""The forms of the triage desk. Forms check shape; acts check rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.note_field import NoteField
from complaints.workflow import CaseKind
from directory.models import Agency, Area, Topic

TEXT_TO_TRY_LETTERS = 4000


class DeskForm(forms.Form):
    """A form beside a case; the page draws its long lists itself."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **{"auto_id": "%s"} | kwargs)


class SendForm(DeskForm):
    """To which agency, instead of those proposed."""

    agency = forms.CharField(required=False)
    topic = forms.CharField(required=False)
    note = NoteField(label=_("Note to the agency (optional)"), rows=2, needed=False)
    """Needed where the agency has given the case away before (routing.desk)."""

    def clean_agency(self) -> Agency:
        agency = Agency.objects.taking_complaints().filter(code=self.cleaned_data["agency"]).first()
        if agency is None:
            raise ValidationError(_("Choose an agency from the list."), code="no_such_agency")
        return agency

    def clean_topic(self) -> Topic | None:
        return Topic.objects.select_related("parent").filter(code=self.cleaned_data["topic"]).first()


class RejectForm(DeskForm):
    """Why the state will not work on it."""

    reason = NoteField(label=_("Why"), help_text=_("The complainant reads this. Say what they can do instead"), rows=3)


class ConvertForm(DeskForm):
    """Which kind it is instead."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("It is rather"),
        choices=CaseKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )
    text = NoteField(label=_("Why (the complainant reads it)"), rows=2, needed=False)


class TryForm(DeskForm):
    """A text to see what would happen to it."""

    text = forms.CharField(
        label=_("Text to try"),
        help_text=_("As somebody would write it, up to 4,000 letters. Leave names and numbers out"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    province = forms.CharField(required=False)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"][:TEXT_TO_TRY_LETTERS]
        if not text:
            raise ValidationError(_("Write a text to try."), code="text_missing")
        return text

    def clean_province(self) -> Area | None:
        code = self.cleaned_data["province"]
        is_code = code.isascii() and code.isdigit() and len(code) < 7
        return Area.objects.filter(pk=int(code)).first() if is_code else None
