"""What is looked for in the history: whose changes, of which days, of which file."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.day_field import DayField
from directory.models import RegisterFile, User
from frontend.administration.changes import Asked


class ChangesForm(forms.Form):
    by = forms.CharField(
        label=_("E-mail of who made it"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    since = DayField(label=_("From this day on"), required=False, widget=forms.TextInput())
    until = DayField(label=_("Until this day"), required=False, widget=forms.TextInput())

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        email = (told.get("by") or "").strip().lower()
        told["person"] = User.objects.filter(email=email).first() if email else None
        if email and told["person"] is None:
            self.add_error("by", _("Nobody has this e-mail."))
        return told

    def asked(self) -> Asked:
        """What is wrong is not looked for."""
        self.is_valid()
        told = self.cleaned_data
        return Asked(told.get("person"), told.get("since"), told.get("until"), _file(self.data.get("file", "")))


def _file(public_id: str) -> RegisterFile | None:
    try:
        found = RegisterFile.objects.filter(public_id=uuid.UUID(public_id), applied_at__isnull=False)
    except ValueError:
        return None
    return found.defer("content").first()
