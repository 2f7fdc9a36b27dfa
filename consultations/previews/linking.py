"""Private links to a draft: the team makes and revokes them; whoever has one reads the draft until its last day."""

from __future__ import annotations

import re
import secrets
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.intake import without_invisible
from consultations.history import lock
from consultations.holding import check_holds, check_not_announced
from consultations.models import Consultation
from consultations.piloting import hash_of_link
from consultations.previews.models import NAME_MAX_LETTERS, PURPOSE_MAX_LETTERS, Opening, PreviewLink
from directory.models import User
from records.idempotency import claim

LONGEST = timedelta(days=180)
MOST_LINKS = 100
ONE_OPENING = timedelta(minutes=1)
"""Loaded again within it, a page is not opened once more."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


@transaction.atomic
def make_link(
    consultation: Consultation,
    *,
    name: str,
    purpose: str = "",
    may_comment: bool,
    ends_on: date,
    by: User,
    form_token: str = "",
) -> tuple[PreviewLink, str]:
    """A link for one reader, and its token (128 bits), which is told now and never again.

    Of one form sent twice, the link that the first made, and "".
    Raises ValidationError: not_your_agency, announced_already, name_missing, words_too_long, day_is_past, day_too_far,
    too_many_links.
    """
    check_holds(consultation, by)
    consultation = lock(consultation)
    if not consultation.is_pilot:  # whoever tests one comes by a link
        check_not_announced(consultation)
    claimed = claim("preview link", form_token, f"{by.pk}:{consultation.pk}") if form_token else None
    if claimed is not None and claimed.state == "done":
        return PreviewLink.objects.get(consultation=consultation, pk=int(claimed.answer_reference)), ""
    today = timezone.localdate()
    if ends_on < today:
        raise ValidationError(_("This day has passed. Choose today or a later day."), code="day_is_past")
    if ends_on > today + LONGEST:
        raise ValidationError(_("A link is good for half a year at most."), code="day_too_far")
    if PreviewLink.objects.filter(consultation=consultation).alive(today).count() >= MOST_LINKS:
        raise ValidationError(_("There are enough links. Revoke one that nobody needs."), code="too_many_links")
    token = secrets.token_urlsafe(16)
    link = PreviewLink.objects.create(
        consultation=consultation,
        name=one_line(name, most=NAME_MAX_LETTERS, needed=_("Say who reads it.")),
        purpose=one_line(purpose, most=PURPOSE_MAX_LETTERS),
        may_comment=may_comment,
        ends_on=ends_on,
        token_hash=hash_of_link(token),
        made_by=by,
    )
    if claimed is not None:
        claimed.finish(str(link.pk))
    return link, token


@transaction.atomic
def revoke_link(link: PreviewLink, *, by: User) -> PreviewLink:
    """It opens nothing from now on; its notes stay. Again is no mistake. Raises ValidationError: not_your_agency."""
    check_holds(link.consultation, by)
    link = PreviewLink.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=link.pk)
    if link.revoked_at is None:
        link.revoked_at, link.revoked_by = timezone.now(), by
        link.save(update_fields=["revoked_at", "revoked_by"])
    return link


def link_of(token: str) -> PreviewLink | None:
    """The link that this token opens today."""
    if not TOKEN.fullmatch(token):
        return None
    alive = PreviewLink.objects.alive(timezone.localdate()).select_related(
        "consultation__agency", "consultation__topic__parent"
    )
    return alive.filter(token_hash=hash_of_link(token)).first()


def count_opening(link: PreviewLink) -> None:
    now = timezone.now()
    if not link.openings.filter(at__gt=now - ONE_OPENING).exists():
        Opening.objects.create(link=link, at=now)


def one_line(text: str, *, most: int, needed: Any = None) -> str:
    """As it is kept. needed: what is said where there is nothing. Raises ValidationError: name_missing, words_too_long."""
    text = " ".join(without_invisible(text).split())
    if needed and not text:
        raise ValidationError(needed, code="name_missing")
    if len(text) > most:
        raise ValidationError(
            _("%(extra)s letters too many."), code="words_too_long", params={"extra": f"{len(text) - most:,}"}
        )
    return text
