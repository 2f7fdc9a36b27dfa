"""A few words to the other side of a case, as forms take them."""

from __future__ import annotations

from typing import Any

from django import forms

from complaints.acting import NOTE_MAX_LETTERS, check_note


class NoteField(forms.CharField):
    """Refused where the act would refuse it, so that the reason stands at the field. Raises what `check_note` raises.

    Nothing is asked of the browser: its own messages are in its own language, and `maxlength` cuts what is pasted.
    """

    def __init__(self, *, rows: int, needed: bool = True, most: int = NOTE_MAX_LETTERS, **options: Any):
        widget = forms.Textarea(attrs={"rows": rows, "data-maxlength": most})
        super().__init__(widget=widget, required=False, **options)
        self.needed, self.most = needed, most

    def clean(self, value: Any) -> str:
        return check_note(super().clean(value), needed=self.needed, most=self.most)
