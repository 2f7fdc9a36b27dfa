"""What every page of comments begins and ends with: what was asked for and by whom, and what all of them say."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from consultations.comments.commenters import find_commenter
from consultations.comments.models import Comment, Commenting
from consultations.participation.browsers import give_number, visitor_of
from consultations.participation.models import Identity
from consultations.participation.taking_part import Visitor
from consultations.piloting import pilot_of
from records.throttling import address_of, raise_if_throttled

COMMENTS_AN_HOUR = 30
"""Of one participant, replies and changes included."""
SUPPORTS_AN_HOUR = 600
NEW_BROWSERS_AN_HOUR = 200
"""From one address: a village behind one telephone mast takes part, a machine does not fill a consultation."""


def asked(request: HttpRequest, slug: str) -> tuple[Commenting, Visitor]:
    commenting = get_object_or_404(Commenting.objects.announced(pilot=pilot_of(request, slug)), consultation__slug=slug)
    return commenting, visitor_of(request, commenting.consultation)


def comment_shown(commenting: Commenting, number: str) -> Comment:
    """One that everybody can read, or under which somebody said something."""
    shown = Comment.objects.filter(commenting=commenting.pk, hidden_at=None).select_related(
        "above", "version__document"
    )
    found = get_object_or_404(shown, number=number)
    if found.above is not None and (found.withdrawn_at or found.above.hidden_at):
        raise Http404
    if found.above is None and not Comment.objects.threads().filter(pk=found.pk).exists():
        raise Http404
    found.commenting = commenting
    return found


def own_comment(commenting: Commenting, visitor: Visitor, number: str) -> Comment:
    """404 for everybody but who wrote it."""
    found = comment_shown(commenting, number)
    commenter = find_commenter(commenting, visitor)
    if commenter is None or found.author_id != commenter.pk or found.withdrawn_at:
        raise Http404
    return found


def page_of(commenting: Commenting, visitor: Visitor) -> dict[str, Any]:
    """What all these pages say: of which consultation, and whether this visitor may comment now."""
    consultation = commenting.consultation
    is_open = consultation.state == "open"
    is_too_low = visitor.identity < commenting.lowest_identity
    return {
        "consultation": consultation,
        "commenting": commenting,
        "is_open": is_open,
        "is_too_low": is_too_low,
        "may_write": is_open and not is_too_low,
        "is_account": visitor.user is not None,
        "only_accounts": commenting.lowest_identity >= Identity.CONFIRMED,
        "only_verified": commenting.lowest_identity == Identity.VERIFIED,
    }


def with_number(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    commenting: Commenting,
    visitor: Visitor,
    *,
    status: int = 200,
) -> HttpResponse:
    """Only where somebody without an account can write now."""
    answer = render(request, template, context, status=status)
    if context["may_write"] and visitor.user is None:
        give_number(request, answer, commenting.consultation, path=commenting.get_absolute_url())
    return answer


def spare(request: HttpRequest, commenting: Commenting, visitor: Visitor, act: str, limit: int) -> None:
    """limit: of this act, in an hour. Raises Throttled."""
    who = f"{commenting.pk}:{visitor.user.pk if visitor.user else visitor.browser}"
    raise_if_throttled(act, who, limit=limit, per_seconds=3600)
    if visitor.user is None and find_commenter(commenting, visitor) is None:
        address = f"{commenting.pk}:{address_of(request)}"
        raise_if_throttled("new-commenter", address, limit=NEW_BROWSERS_AN_HOUR, per_seconds=3600)
