"""Letting a file of a comment through, so that everybody reads it. What is not to be shown goes by a rule, as words do (acts.py)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.comments.models import CommentFile
from consultations.models import Consultation
from consultations.moderation.file_source import files_of
from consultations.moderation.history import lock_own, record
from consultations.moderation.models import ModerationAct
from directory.models import User


@transaction.atomic
def let_through(consultation: Consultation, text: str, *, by: User) -> CommentFile:
    """Show a file to everybody: a person has looked at it. Again is no mistake.

    text: its id. Raises ValidationError: not_your_agency, text_gone, taken_down_already.
    """
    moderating = lock_own(consultation, by)
    number = int(text[1:]) if text[:1] == "f" and text[1:].isdecimal() else 0
    file = files_of(consultation).select_for_update(of=("self",)).filter(pk=number).first()
    if file is None:
        raise ValidationError(_("This file is no longer there: its author has taken it back."), code="text_gone")
    if file.hidden_at is not None:
        raise ValidationError(_("A colleague has taken it down meanwhile."), code="taken_down_already")
    if file.shown_at is None:
        file.shown_at = timezone.now()
        file.save(update_fields=["shown_at"])
        record(moderating, ModerationAct.Kind.KEPT, by=by, text=text)
    return file
