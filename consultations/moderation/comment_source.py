"""Comments on texts of law and replies to them, as moderation knows them; what the agency answers is no opinion."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.utils import timezone

from consultations.comments.commenters import find_commenter
from consultations.comments.models import Comment
from consultations.models import Consultation
from consultations.moderation.texts import Text, between, numbers
from consultations.participation.browsers import visitor_of
from consultations.participation.models import Refusal
from directory.models import User


def comment_texts(consultation: Consultation, after: datetime | None, until: datetime | None) -> Iterator[Text]:
    """Changed words are new ones: they are looked at once more."""
    standing = _own(consultation).filter(hidden_at__isnull=True).annotate(at=Greatest("written_at", "changed_at"))
    standing = standing.filter(*between("at", after, until)).order_by("at", "pk")
    for pk, text, author, at in standing.values_list("pk", "text", "author", "at").iterator():
        yield Text(f"c{pk}", text, f"c{author}", at)


def find_comments(consultation: Consultation, ids: Collection[str]) -> dict[str, Text]:
    return {
        each.text_id: Text(
            each.text_id,
            each.text,
            f"c{each.author_id}",
            each.changed_at or each.written_at,
            is_shown=each.hidden_at is None,
        )
        for each in _own(consultation).filter(pk__in=numbers(ids))
    }


def hide_comments(consultation: Consultation, ids: Collection[str], rule: Refusal, _reason: str, _by: User) -> set[str]:
    shown = _own(consultation).filter(pk__in=numbers(ids), hidden_at__isnull=True)
    hidden = list(shown.select_for_update(of=("self",)).values_list("pk", flat=True))
    Comment.objects.filter(pk__in=hidden).update(hidden_at=timezone.now(), hidden_reason=rule.value)
    return {f"c{pk}" for pk in hidden}


def restore_comments(consultation: Consultation, ids: Collection[str], _by: User) -> None:
    _own(consultation).filter(pk__in=numbers(ids)).update(hidden_at=None, hidden_reason="")


def is_author_of_comment(request: HttpRequest, consultation: Consultation, id: str) -> bool:
    comment = _own(consultation).select_related("commenting").get(pk=int(id[1:]))
    commenter = find_commenter(comment.commenting, visitor_of(request, consultation))
    return commenter is not None and commenter.pk == comment.author_id


def accounts_of_comments(consultation: Consultation, ids: Collection[str]) -> dict[str, User]:
    written = _own(consultation).filter(pk__in=numbers(ids), author__user__isnull=False)
    found = written.select_related("author__user")
    return {each.text_id: each.author.user for each in found if each.author and each.author.user}


def is_comment_read(consultation: Consultation, id: str) -> bool:
    """A reply is read where what it hangs under is."""
    shown = Comment.objects.to_read().filter(_of(consultation), pk=int(id[1:]), above__hidden_at__isnull=True)
    return not consultation.is_draft and shown.exists()


def _of(consultation: Consultation) -> Q:
    return Q(commenting=consultation.pk, author__isnull=False)


def _own(consultation: Consultation) -> QuerySet[Comment]:
    """What citizens wrote and did not take back, hidden or not."""
    return Comment.objects.filter(_of(consultation), withdrawn_at__isnull=True)
