"""Files of comments, as moderation knows them: nobody but author and team opens one before a person let it through."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from consultations.comments.commenters import find_commenter
from consultations.comments.models import CommentFile
from consultations.models import Consultation
from consultations.moderation.texts import Text, numbers
from consultations.participation.browsers import visitor_of
from consultations.participation.models import Refusal
from directory.models import User


def no_words(_consultation: Consultation, _after: datetime | None, _until: datetime | None) -> Iterator[Text]:
    """No program looks into a file: people look at each."""
    return iter(())


def find_files(consultation: Consultation, ids: Collection[str]) -> dict[str, Text]:
    found = files_of(consultation).filter(pk__in=numbers(ids)).select_related("upload", "comment")
    return {
        each.text_id: Text(
            each.text_id,
            f"{each.upload.display_name} ({each.comment.number})",
            f"c{each.comment.author_id}",
            each.added_at,
            is_shown=each.hidden_at is None,
        )
        for each in found
    }


def hide_files(consultation: Consultation, ids: Collection[str], rule: Refusal, _reason: str, _by: User) -> set[str]:
    shown = files_of(consultation).filter(pk__in=numbers(ids), hidden_at__isnull=True)
    hidden = list(shown.select_for_update(of=("self",)).values_list("pk", flat=True))
    CommentFile.objects.filter(pk__in=hidden).update(hidden_at=timezone.now(), hidden_reason=rule.value)
    return {f"f{pk}" for pk in hidden}


def restore_files(consultation: Consultation, ids: Collection[str], _by: User) -> None:
    """Put back, it was looked at: everybody reads it."""
    own = list(files_of(consultation).filter(pk__in=numbers(ids)).values_list("pk", flat=True))
    CommentFile.objects.filter(pk__in=own).update(hidden_at=None, hidden_reason="", shown_at=timezone.now())


def is_author_of_file(request: HttpRequest, consultation: Consultation, id: str) -> bool:
    file = files_of(consultation).select_related("comment__commenting").get(pk=int(id[1:]))
    commenter = find_commenter(file.comment.commenting, visitor_of(request, consultation))
    return commenter is not None and commenter.pk == file.comment.author_id


def accounts_of_files(consultation: Consultation, ids: Collection[str]) -> dict[str, User]:
    sent = files_of(consultation).filter(pk__in=numbers(ids), comment__author__user__isnull=False)
    found = sent.select_related("comment__author__user")
    return {
        each.text_id: each.comment.author.user for each in found if each.comment.author and each.comment.author.user
    }


def is_file_read(consultation: Consultation, id: str) -> bool:
    shown = CommentFile.objects.to_read().filter(comment__commenting=consultation.pk, pk=int(id[1:]))
    return not consultation.is_draft and shown.exists()


def files_of(consultation: Consultation) -> QuerySet[CommentFile]:
    """Those that stand, hidden or not."""
    return CommentFile.objects.standing().filter(comment__commenting=consultation.pk)
