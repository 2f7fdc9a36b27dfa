"""The forms with which an agency reports its work as done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.act_form import WithFilesForm
from complaints.after_photos import REASON_MAX_LETTERS, after_photo_missing, needs_after_photo
from complaints.answer_form import AnswerForm
from complaints.forms import FilesInput
from complaints.joint_work import have_helped, names_of, still_helping
from complaints.kind_asking import ANSWERING
from complaints.kind_tables import ReplyTemplate
from complaints.kinds import outcome_words, outcomes_of
from complaints.note_field import NoteField
from complaints.uploads import waiting_uploads
from complaints.workflow import Outcome
from records.models import Upload


class FinishForm(WithFilesForm):
    text = NoteField(
        label=_("Answer to the complainant"),
        help_text=_("What was done, when, and what to do if it happens again. Plain words."),
        rows=6,
    )
    pictures = forms.Field(
        label=_("Pictures after the work (if any)"),
        help_text=_("JPEG, PNG, WebP or PDF, up to 10 MB each. Place and camera data are removed."),
        widget=FilesInput,
        required=False,
    )


class CloseForm(FinishForm, AnswerForm):
    use = ReplyTemplate.Use.CLOSE
    is_shown = forms.BooleanField(
        label=_("Show this answer to everybody"),
        help_text=_("The case is public. Names, numbers and addresses in the answer are hidden first."),
        initial=True,
        required=False,
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an outcome.")},
    )
    no_photo = NoteField(
        label=_("If there is no picture: why"),
        help_text=_("The complainant reads it, and your supervisors see how often it happens."),
        rows=2,
        needed=False,
        most=REASON_MAX_LETTERS,
    )
    why_again = NoteField(
        label=_("Why the picture is right all the same"),
        help_text=_("For example: one repair for several cases. The complainant and your supervisors read it."),
        rows=2,
        needed=False,
        most=REASON_MAX_LETTERS,
    )
    despite_helpers = forms.BooleanField(
        label=_("Report the case as done all the same"),
        error_messages={"required": _("Tick that you report it as done all the same, or wait for their answer.")},
    )
    looked_at = forms.CharField(widget=forms.HiddenInput, required=False)
    """Public ids of the files that stood on the page with what is to be said of them."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = outcomes_of(self.case.kind)  # type: ignore[attr-defined]
        asked = ANSWERING[self.case.kind]
        self.fields["text"].help_text, self.fields["pictures"].label = str(asked.hint), str(asked.files)
        if needs_after_photo(self.case):
            self.fields["pictures"].label = str(_("Pictures of the finished work"))
            self.fields["pictures"].help_text = _(
                "“%(solved)s” needs at least one. JPEG, PNG, WebP or PDF, up to 10 MB each. Place and camera data are removed."
            ) % {"solved": outcome_words(Outcome.SOLVED, self.case.kind)}
        else:
            for name in ("no_photo", "why_again", "looked_at"):
                del self.fields[name]
        others = [part for part in self.case.assignments.all() if part != self.assignment]
        if helping := names_of(still_helping(others)):
            self.fields["despite_helpers"].help_text = _(
                "Not finished yet: %(agencies)s. Whatever part is still open then ends with the case."
            ) % {"agencies": helping}
        else:
            del self.fields["despite_helpers"]
        if self.case.released_at is None:
            del self.fields["is_shown"]

    def begun_with_help(self, code: str) -> str:
        """What was typed so far and, under it, what the agency with this code has answered for its part of the case."""
        typed = str(self["text"].value() or "").rstrip()
        part = next((part for part in have_helped(self.case.assignments.all()) if part.agency.code == code), None)
        told = f"{part.agency.name_th}: {part.answer}" if part else ""
        return "\n\n".join(words for words in (typed, told) if words)

    def clean_no_photo(self) -> str:
        self.refuse_open_gaps(text := str(self.cleaned_data["no_photo"]))
        return text

    def clean_why_again(self) -> str:
        self.refuse_open_gaps(text := str(self.cleaned_data["why_again"]))
        return text

    def clean(self) -> dict[str, Any]:
        """A missing picture is told with whatever else is missing; the act looks once more."""
        data = super().clean() or {}
        is_due = "no_photo" in self.fields and data.get("outcome") == Outcome.SOLVED
        if is_due and not (data.get("no_photo") or self.errors.get("no_photo") or self._has_picture(data)):
            self.add_error("pictures", after_photo_missing())
        return data

    def _has_picture(self, data: dict[str, Any]) -> bool:
        """What came with the form is looked at when it is stored; until then any file counts."""
        waiting = waiting_uploads(str(data.get("form_token") or ""))
        return bool(data.get("pictures")) or any(upload.kind == Upload.Kind.IMAGE for upload in waiting)
