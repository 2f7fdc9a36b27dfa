"""The policy team answers a comment for its agency, at any time, and can take its answer back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consultations.comments.models import Comment
from consultations.comments.writing import check_text, wipe
from consultations.holding import lock_own
from consultations.models import Consultation
from consultations.receipts import receipt_number
from directory.models import User


@transaction.atomic
def answer_comment(comment: Comment, *, text: str, by: User) -> Comment:
    """A reply in the agency's name, also after the closing; the same sent twice is one. An answer to a reply hangs under its comment.

    Raises ValidationError: those of `check_text`, not_your_agency, consultation_is_over (withdrawn), comment_is_gone.
    """
    text = check_text(text)
    _check_standing(lock_own(comment.commenting.consultation, by))
    root = Comment.objects.threads().filter(pk=comment.above_id or comment.pk).first()
    if root is None:
        raise ValidationError(_("This comment is not shown any more."), code="comment_is_gone")
    if found := Comment.objects.to_read().filter(above=root, by__isnull=False, text=text).first():
        return found
    answer = Comment.objects.create(
        commenting_id=root.commenting_id,
        number=receipt_number(),
        version_id=root.version_id,
        unit=root.unit,
        above=root,
        by=by,
        text=text,
        written_at=Now(),
    )
    answer.refresh_from_db()
    return answer


@transaction.atomic
def take_answer_back(comment: Comment, *, by: User) -> None:
    """Of the agency's own, any colleague's; again is no mistake. Raises ValidationError: not_your_agency, not_your_comment."""
    lock_own(comment.commenting.consultation, by)
    if not comment.is_of_agency:
        raise ValidationError(_("Only who wrote a comment can change it."), code="not_your_comment")
    wipe(Comment.objects.filter(pk=comment.pk, withdrawn_at=None))


def _check_standing(consultation: Consultation) -> None:
    if consultation.withdrawn_at is not None:
        raise ValidationError(
            _("This consultation was withdrawn: its comments stay as they are."), code="consultation_is_over"
        )
