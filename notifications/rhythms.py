"""How often news of what somebody follows is mailed: each at once, one mail a day or a week with all, or none.

A digest is written once: its entries are taken and its mail is queued in one transaction, under the lock of the person's
row. A worker killed before the end leaves both undone, another one beside it passes the row by.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from directory.calendar import BANGKOK
from directory.installation import site_url
from directory.models import User
from notifications.letters import letter
from notifications.models import Channel, DigestEntry, FollowRhythm, Message
from records.chores import Chore, wake

Rhythm = FollowRhythm.Rhythm
WRITTEN_FROM = time(7)
"""In Bangkok."""
MOST_LINES = 50
"""Of one mail; the next one goes on."""
KEPT = timedelta(days=92)
"""How long an entry that was mailed is kept: nothing is told again so late."""
AT_ONCE = 100


def rhythm_of(user: User) -> str:
    row = FollowRhythm.objects.filter(user=user).first()
    return row.rhythm if row else Rhythm.AT_ONCE


@transaction.atomic
def choose_rhythm(user: User, rhythm: str) -> None:
    """From now on; what waits for a digest comes with the worker's next look, or is dropped where no mail is wanted."""
    FollowRhythm.objects.get_or_create(user=user)
    row = FollowRhythm.objects.select_for_update().get(user=user)
    row.rhythm = Rhythm(rhythm)
    row.save(update_fields=["rhythm"])
    if row.rhythm == Rhythm.NEVER:
        DigestEntry.objects.filter(user=user, mailed_at=None).delete()
    wake("digests")


def stop_address(user_id: int) -> str:
    """Where this person ends these mails by one press, without signing in."""
    row, _is_new = FollowRhythm.objects.get_or_create(user_id=user_id)
    row.refresh_from_db(fields=["stop_key"])
    return site_url() + reverse("stop_following_mails", args=[row.stop_key])


def digests_due(now: datetime) -> QuerySet[FollowRhythm]:
    """A worker's queue: those for whom news has waited since before the last hour at which their mail is written."""
    waiting = DigestEntry.objects.filter(user=OuterRef("user"), mailed_at=None)
    due: Any = Q(rhythm=Rhythm.AT_ONCE) & Exists(waiting)
    for rhythm, since in ((Rhythm.DAILY, _last(now)), (Rhythm.WEEKLY, _last_monday(now))):
        due |= Q(rhythm=rhythm) & Exists(waiting.filter(created_at__lt=since))
    return FollowRhythm.objects.filter(due).order_by("pk")


def _last(now: datetime) -> datetime:
    local = now.astimezone(BANGKOK)
    today = datetime.combine(local.date(), WRITTEN_FROM, tzinfo=BANGKOK)
    return today if today <= local else today - timedelta(days=1)


def _last_monday(now: datetime) -> datetime:
    last = _last(now)
    return last - timedelta(days=last.weekday())


def write_digests(batch: int = AT_ONCE) -> int:
    """Queue the mails that are due. Returns how many rows were taken."""
    due = list(digests_due(timezone.now()).values_list("pk", flat=True)[:batch])
    return sum(_write(pk) for pk in due) + _forget()


@transaction.atomic
def _write(user_id: int) -> int:
    rows = digests_due(timezone.now()).filter(pk=user_id).select_for_update(skip_locked=True, of=("self",))
    row = rows.select_related("user").first()
    if row is None:
        return 0
    user, entries = row.user, list(DigestEntry.objects.filter(user=row.user_id, mailed_at=None).order_by("id"))
    if not (user.is_active and user.email and user.email_confirmed_at):
        DigestEntry.objects.filter(user=user, mailed_at=None).delete()
        return 1
    for start in range(0, len(entries), MOST_LINES):
        _enqueue(user, entries[start : start + MOST_LINES])
    DigestEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(mailed_at=timezone.now())
    wake("outbox")
    return 1


def _enqueue(user: User, entries: list[DigestEntry]) -> None:
    with override(user.language):
        title = ngettext(
            "%(n)d piece of news of what you follow", "%(n)d pieces of news of what you follow", len(entries)
        ) % {"n": len(entries)}
        lines = [f"{entry.title}\n{site_url()}{entry.path}" for entry in entries]
        body = letter([_("This is new in what you follow:")], *([line] for line in lines))
    key = f"digest:{entries[-1].pk}"
    Message.objects.create(
        event_key=key,
        channel=Channel.EMAIL,
        recipient=user.email or "",
        user=user,
        subject=title,
        body=body,
        language=user.language,
        is_followed=True,
    )


def _forget() -> int:
    old = DigestEntry.objects.filter(mailed_at__lt=timezone.now() - KEPT).order_by("mailed_at")
    count, _rows = DigestEntry.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:500])).delete()
    return count


def with_way_out(message: Message) -> tuple[str, dict[str, str]]:
    """The body of a mail of what somebody follows with the way to end them all, and its headers (RFC 2369, RFC 8058)."""
    if not (message.is_followed and message.user_id):
        return message.body, {}
    address = stop_address(message.user_id)
    with override(message.language):
        way = _("No more such mails, by one press and without signing in: %(url)s") % {"url": address}
    headers = {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return f"{message.body}\n\n{way}", headers


digests = Chore("digests", write_digests, every_s=30)
