"""Commenting, changing and taking back, and thinking so too. Whether it came in time the database's clock decides."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.comments.anchors import Anchor
from consultations.comments.attaching import attach_waiting, hold_open, take_out, take_out_all
from consultations.comments.commenters import find_commenter, join
from consultations.comments.models import (
    COMMENT_MAX_LETTERS,
    COMMENTED,
    Comment,
    Commenter,
    Commenting,
    Mark,
    Place,
    Placing,
    Support,
)
from consultations.laws.models import Version
from consultations.participation.taking_part import OPEN_NOW, Visitor, identity_too_low, refusal
from consultations.receipts import receipt_number
from directory.statements import Prepared, listed
from records.models import Upload

_HOLD = "SELECT FROM consultations_consultation WHERE id = %s FOR SHARE"
"""A version that is kept at this moment is kept before or after, never in between."""

_WRITE = Prepared(f"""
    INSERT INTO comments_comment (commenting_id, number, version_id, scope, unit, part, words, above_id, author_id, text,
        written_at, hidden_reason, confirmed_supports, anonymous_supports, supported_before)
    SELECT commenting.consultation_id, %(number)s::text, version.id, %(scope)s::text, %(unit)s::text, %(part)s::text,
        %(words)s::text, %(above)s::bigint, author.id, %(text)s::text, now(), '', 0, 0, 0
    FROM comments_commenter author
    JOIN comments_commenting commenting ON commenting.consultation_id = author.commenting_id
    JOIN consultations_consultation consultation ON consultation.id = commenting.consultation_id
    JOIN laws_document document ON document.consultation_id = consultation.id AND document.kind IN ({listed(COMMENTED)})
    JOIN laws_version version ON version.document_id = document.id AND version.replaced_at IS NULL
    WHERE author.id = %(author)s AND version.id = %(version)s AND author.identity >= commenting.lowest_identity
        AND {OPEN_NOW}
    RETURNING id
""")  # noqa: S608 - of our own words

_CHANGE = f"""
    UPDATE comments_comment comment SET text = %s, changed_at = now(),
        supported_before = confirmed_supports + anonymous_supports
    FROM consultations_consultation consultation
    WHERE comment.id = %s AND comment.withdrawn_at IS NULL AND comment.hidden_at IS NULL
        AND consultation.id = comment.commenting_id AND {OPEN_NOW}
"""  # noqa: S608 - of our own words

_SUPPORT = Prepared(f"""
    INSERT INTO comments_support (comment_id, commenter_id, identity, at)
    SELECT comment.id, commenter.id, commenter.identity, now()
    FROM comments_comment comment
    JOIN comments_commenting commenting ON commenting.consultation_id = comment.commenting_id
    JOIN consultations_consultation consultation ON consultation.id = commenting.consultation_id
    JOIN comments_commenter commenter ON commenter.commenting_id = commenting.consultation_id
    WHERE comment.id = %(comment)s AND commenter.id = %(commenter)s AND comment.author_id <> commenter.id
        AND comment.withdrawn_at IS NULL AND comment.hidden_at IS NULL
        AND commenter.identity >= commenting.lowest_identity AND {OPEN_NOW}
    ON CONFLICT (commenter_id, comment_id) DO NOTHING
""")  # noqa: S608 - of our own words


def check_text(text: str) -> str:
    """A comment as it is kept. Raises ValidationError: note_missing, note_too_long."""
    return check_note(text, most=COMMENT_MAX_LETTERS)


@transaction.atomic
def write_comment(
    commenting: Commenting,
    version: Version,
    anchor: Anchor,
    *,
    text: str,
    visitor: Visitor,
    above: Comment | None = None,
    token: str = "",
) -> Comment:
    """Keep what somebody says to a part of a text; the same sent twice is one.

    version: the one that was read, which need not be the newest any more. above: of a reply, the comment it answers; a
    reply to a reply hangs under the same comment. token: of the form for which files wait that go with it; a reply takes none.
    Raises ValidationError: those of `check_text`, `join` and `taking_part.refusal`, identity_too_low, comment_is_gone,
    not_commented, too_many_files.
    """
    text = check_text(text)
    if above is not None:
        above, anchor, version = _root(above), Anchor(above.unit), above.version
    author = join(commenting, visitor)
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [commenting.pk])
        told = {"unit": anchor.unit, "part": anchor.part, "words": anchor.words}
        same = Comment.objects.to_read().filter(author=author, text=text, version=version, above=above, **told)
        if found := same.first():
            _attach(found, token)
            return found
        told |= {"scope": anchor.scope.value, "number": receipt_number(), "text": text}
        values = {"author": author.pk, "version": version.pk, "above": above.pk if above else None}
        _WRITE.run(cursor, told | values)
        if (row := cursor.fetchone()) is None:
            raise refusal(commenting) or _why_not(commenting, author)
    comment = Comment.objects.get(pk=row[0])
    if above is None:
        put_in_its_place(comment, version)
    _attach(comment, token)
    return comment


@transaction.atomic
def change_comment(
    comment: Comment, *, text: str, visitor: Visitor, token: str = "", drop: Collection[str] = ()
) -> Comment:
    """Other words in place of one's own, other files beside them; the same once more changes nothing.

    token: of the form for which more files wait. drop: public ids of files that are taken away for good.
    Raises ValidationError: those of `check_text` and `taking_part.refusal`, not_your_comment, comment_is_gone, too_many_files.
    """
    text = check_text(text)
    comment = _own(comment, visitor)
    if comment.text != text or comment.withdrawn_at is not None:
        with connection.cursor() as cursor:
            cursor.execute(_CHANGE, [text, comment.pk])
            if not cursor.rowcount:
                raise refusal(comment.commenting) or _is_gone()
    if drop:
        _hold_open(comment)
        take_out(comment, drop)
    _attach(comment, token)
    comment.refresh_from_db()
    return comment


@transaction.atomic
def withdraw_comment(comment: Comment, *, visitor: Visitor) -> Comment:
    """Take one's own words back: they are wiped, and files with them. What others said under them stays. Again is no mistake.

    Raises ValidationError: those of `taking_part.refusal`, not_your_comment.
    """
    if found := refusal(comment.commenting):
        raise found
    comment = _own(comment, visitor)
    wipe(Comment.objects.filter(pk=comment.pk, withdrawn_at=None))
    comment.refresh_from_db()
    return comment


@transaction.atomic
def support_comment(comment: Comment, *, visitor: Visitor) -> None:
    """Say that one thinks so too; again is no mistake.

    Raises ValidationError: those of `join` and `taking_part.refusal`, your_own_comment, comment_is_gone, identity_too_low.
    """
    commenter = join(comment.commenting, visitor)
    if comment.author_id == commenter.pk:
        raise ValidationError(_("This comment is your own: it counts already."), code="your_own_comment")
    with connection.cursor() as cursor:
        _SUPPORT.run(cursor, {"comment": comment.pk, "commenter": commenter.pk})
        if cursor.rowcount or Support.objects.filter(comment=comment, commenter=commenter).exists():
            return
    is_shown = Comment.objects.to_read().filter(pk=comment.pk, author__isnull=False).exists()
    raise refusal(comment.commenting) or (
        identity_too_low(comment.commenting.lowest_identity) if is_shown else _is_gone()
    )


@transaction.atomic
def take_support_back(comment: Comment, *, visitor: Visitor) -> None:
    """Think so no longer; of nothing there is nothing to take back. Raises ValidationError as `taking_part.refusal` does."""
    if found := refusal(comment.commenting):
        raise found
    if commenter := find_commenter(comment.commenting, visitor):
        Support.objects.filter(comment=comment, commenter=commenter).delete()


def wipe(comments: QuerySet[Comment]) -> None:
    """Take their words and files out. That they were there is kept, for what others said under them."""
    take_out_all(comments.values_list("pk", flat=True))
    comments.update(text="", withdrawn_at=Now())


def _attach(comment: Comment, token: str) -> None:
    if token and comment.above_id is None and Upload.objects.waiting_for(token).exists():
        _hold_open(comment)
        attach_waiting(comment, token)


def _hold_open(comment: Comment) -> None:
    if not hold_open(comment):
        raise refusal(comment.commenting) or _is_gone()


def _root(comment: Comment) -> Comment:
    """What a reply to this one hangs under, as it is now. Raises ValidationError (comment_is_gone)."""
    own = Comment.objects.to_read().select_related("version").filter(pk=comment.pk)
    found = own.first()
    if found is not None and found.above_id is not None:
        found = Comment.objects.threads().select_related("version").filter(pk=found.above_id).first()
    if found is None:
        raise _is_gone()
    return found


def _own(comment: Comment, visitor: Visitor) -> Comment:
    commenter = find_commenter(comment.commenting, visitor)
    locked = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if commenter is None or locked.author_id != commenter.pk:
        raise ValidationError(_("Only who wrote a comment can change it."), code="not_your_comment")
    return locked


def put_in_its_place(comment: Comment, version: Version) -> None:
    """Where it stands in the version it is written on. What was placed in later ones already is looked at once more."""
    Place.objects.create(
        comment=comment, version=version, mark=Mark.WRITTEN, unit=comment.unit, part=comment.part, words=comment.words
    )
    Placing.objects.filter(version__document=version.document_id, version__number__gt=version.number).delete()


def _why_not(commenting: Commenting, author: Commenter) -> ValidationError:
    if author.identity < commenting.lowest_identity:
        return identity_too_low(commenting.lowest_identity)
    return ValidationError(_("This text takes no comments."), code="not_commented")


def _is_gone() -> ValidationError:
    return ValidationError(
        _("This comment was taken back or hidden meanwhile, so your words could not be kept under it."),
        code="comment_is_gone",
    )
