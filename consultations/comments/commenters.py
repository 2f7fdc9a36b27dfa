"""Who comments: one voice for an account, and one for a browser that nobody is signed in with.

Nothing that was written without an account becomes an account's: several people may use one browser. Both are told apart.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from consultations.comments.models import Comment, Commenter, Commenting, Support
from consultations.participation.taking_part import OPEN_NOW, Visitor, check_level, identity_too_low, refusal
from directory.models import Area, User
from directory.statements import Prepared

_JOIN = Prepared(f"""
    INSERT INTO comments_commenter (commenting_id, user_id, browser, identity, joined_at)
    SELECT commenting.consultation_id, %(user)s::bigint, %(browser)s::text, %(identity)s::smallint, now()
    FROM comments_commenting commenting
    JOIN consultations_consultation consultation ON consultation.id = commenting.consultation_id
    WHERE commenting.consultation_id = %(commenting)s AND commenting.lowest_identity <= %(identity)s::smallint
        AND {OPEN_NOW}
    ON CONFLICT DO NOTHING
""")  # noqa: S608 - of our own words


def find_commenter(commenting: Commenting, visitor: Visitor) -> Commenter | None:
    own = Commenter.objects.filter(commenting=commenting)
    if visitor.user:
        return own.filter(user=visitor.user).first()
    return own.filter(browser=visitor.browser).first() if visitor.browser else None


def who_commented(consultation_id: int) -> QuerySet[Commenter]:
    """Who has said something that is not taken back, or thinks so too; a rule that hides words makes nobody absent."""
    said = Comment.objects.filter(author=OuterRef("pk"), withdrawn_at__isnull=True)
    supports = Support.objects.filter(commenter=OuterRef("pk"))
    return Commenter.objects.filter(Exists(said) | Exists(supports), commenting=consultation_id)


def join(commenting: Commenting, visitor: Visitor) -> Commenter:
    """The commenter this visitor acts as, locked: one act of theirs after the other.

    Raises ValidationError: no_cookie, identity_too_low, and what `taking_part.refusal` gives.
    """
    if not visitor.user and not visitor.browser:
        raise ValidationError(
            _("Your browser keeps no cookies of ours, so we cannot see to it that everybody has one voice."),
            code="no_cookie",
        )
    check_level(commenting, visitor)
    if find_commenter(commenting, visitor) is None:
        with connection.cursor() as cursor:
            _JOIN.run(
                cursor,
                {
                    "commenting": commenting.pk,
                    "user": visitor.user.pk if visitor.user else None,
                    "browser": None if visitor.user else visitor.browser,
                    "identity": int(visitor.identity),
                },
            )
    found = find_commenter(commenting, visitor)
    if found is None:
        raise refusal(commenting) or identity_too_low(commenting.lowest_identity)
    return Commenter.objects.select_for_update(no_key=True).get(pk=found.pk)


@transaction.atomic
def tell_commenter_area(commenter: Commenter, area: Area | None) -> None:
    """Where somebody lives, by their own choice: a province or a district; None takes it back.

    Raises ValidationError as `taking_part.refusal` does.
    """
    if found := refusal(commenter.commenting):
        raise found
    Commenter.objects.filter(pk=commenter.pk).update(area=area)


@transaction.atomic
def part_from_comments(person: User) -> int:
    """An account is erased: nothing leads from its comments to the person any more. Returns in how many consultations.

    Where one is still open they are taken back, so that somebody who comes again has not two voices.
    """
    own = list(
        Commenter.objects.filter(user=person).select_related("commenting").select_for_update(of=["self"]).order_by("pk")
    )
    for commenter in own:
        if refusal(commenter.commenting) is None:
            from consultations.comments.writing import wipe

            wipe(Comment.objects.filter(author=commenter, withdrawn_at=None))
            Support.objects.filter(commenter=commenter).delete()
        commenter.user, commenter.browser, commenter.area = None, None, None
        commenter.save(update_fields=["user", "browser", "area"])
    return len(own)
