"""Following: a person keeps an eye on a subject, such as `case:69-7K3M-9QXT-Y`, and gets a mail when it has news."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from directory.languages import page_language
from directory.models import User
from notifications.models import Subscription
from records.chores import wake

MOST_FOLLOWED = 200
"""What one person can read; more would be a machine, and the feed is there for those."""


@transaction.atomic
def follow(user: User, subject: str) -> None:
    """Begin to follow; again is no mistake. Raises ValidationError (code follows_too_many)."""
    User.objects.select_for_update().get(pk=user.pk)  # two pages at once must not pass the limit together
    followed = Subscription.objects.filter(user=user)
    if followed.filter(subject=subject).exists():
        return
    if followed.count() >= MOST_FOLLOWED:
        raise ValidationError(
            _(
                "You follow %(most)d things already, and that is all one person can follow. "
                "Stop following one of them at “My cases”, choose a larger area, or use the feed."
            ),
            code="follows_too_many",
            params={"most": MOST_FOLLOWED},
        )
    Subscription.objects.create(user=user, subject=subject)


def unfollow(user: User, subject: str) -> None:
    """Stop following; what was not followed stays so."""
    Subscription.objects.filter(user=user, subject=subject).delete()


def unfollow_all(user: User) -> None:
    """Stop following everything that one chose to follow; what one co-signed is taken back at its case."""
    Subscription.objects.filter(user=user).exclude(subject__startswith="co-sign:").delete()


def follows(user: User, subjects: Iterable[str]) -> set[str]:
    """Which of these the person follows."""
    return set(Subscription.objects.filter(user=user, subject__in=subjects).values_list("subject", flat=True))


@dataclass(frozen=True)
class Mail:
    language: str
    title: str
    body: str

    @property
    def language_name(self) -> str:
        return page_language(self.language).name


@dataclass(frozen=True)
class Mailing:
    """What those who follow something would be sent: to how many of them, and in each of their languages."""

    people: int
    mails: tuple[Mail, ...]


def mailing_to(subjects: Iterable[str], written: Callable[[], tuple[str, str]]) -> Mailing:
    """What `tell_followers` would send now, for whoever decides it. written: title and body in the language that is on."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_BY_MAIL, [list(subjects)])
        counted = dict(cursor.fetchall())
    mails = []
    for language in counted:
        with override(language):
            title, body = written()
        mails.append(Mail(language, title[:MOST_LETTERS_OF_TITLE], body))
    return Mailing(sum(counted.values()), tuple(mails))


def tell_followers(
    subjects: Iterable[str], event_key: str, *, language: str, title: str, body: str, path: str = ""
) -> int:
    """Queue one mail for everybody of this language who follows one of the subjects. Returns how many were queued.

    A statement or two, however many they are; whoever was told of this event by another way is not told again (R7).
    path: of the page with this news. With it whoever chose a digest mail reads of it there, and whoever chose none does not.
    """
    title = title[:MOST_LETTERS_OF_TITLE]
    named: dict[str, Any] = {
        "key": event_key,
        "title": title,
        "path": path,
        "subjects": list(subjects),
        "language": language,
    }
    with connection.cursor() as cursor:
        if path:
            cursor.execute(_TELL_IN_DIGEST, named)
            cursor.execute(_TELL_AT_ONCE, {**named, "body": body})
        else:
            cursor.execute(_TELL, [event_key, title, body, language, list(subjects), language])
        told = cursor.rowcount
    if told:
        wake("outbox")
    return told


def tell_people(people: Iterable[int], event_key: str, *, language: str, title: str, body: str) -> int:
    """The same for these accounts, whatever they follow."""
    with connection.cursor() as cursor:
        told = (event_key, title[:MOST_LETTERS_OF_TITLE], body, language, list(people), language)
        cursor.execute(_TELL_PEOPLE, told)
        count = cursor.rowcount
    if count:
        wake("outbox")
    return count


def tell_people_by_text(people: Iterable[int], event_key: str, *, language: str, text: str) -> int:
    """One SMS for those of these accounts and this language who have a confirmed number, but no e-mail."""
    with connection.cursor() as cursor:
        cursor.execute(_TELL_PEOPLE_BY_TEXT, [event_key, text, language, language, list(people)])
        count = cursor.rowcount
    if count:
        wake("outbox")
    return count


def tell_by_text(subjects: Iterable[str], event_key: str, *, language: str, text: str) -> int:
    """Queue one SMS for those of this language who follow one of the subjects and have a confirmed number, but no e-mail.

    Returns how many were queued.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TELL_BY_TEXT, [event_key, text, language, language, list(subjects)])
        told = cursor.rowcount
    if told:
        wake("outbox")
    return told


MOST_LETTERS_OF_TITLE = 200
_REACHED_BY_MAIL = """FROM directory_user person
    WHERE person.is_active AND person.email IS NOT NULL AND person.email_confirmed_at IS NOT NULL"""
_REACHED_BY_TEXT = """FROM directory_user person
    WHERE person.is_active AND (person.email IS NULL OR person.email_confirmed_at IS NULL)
        AND person.phone IS NOT NULL AND person.phone_confirmed_at IS NOT NULL AND person.language = %s"""
_FOLLOWERS = "AND person.id IN (SELECT user_id FROM notifications_subscription WHERE subject = ANY(%s))"
_OF_THESE = """AND person.language = %(language)s
        AND person.id IN (SELECT user_id FROM notifications_subscription WHERE subject = ANY(%(subjects)s))"""
_THESE = "AND person.id = ANY(%s)"
_BY_MAIL = f"{_REACHED_BY_MAIL} {_FOLLOWERS}"
"""Those whom a mail reaches of the followers of these subjects."""

_MAIL_TO = """
    INSERT INTO notifications_message (event_key, channel, recipient, user_id, subject, body, language,
        next_try_at, created_at, provider_key, state, attempts, last_error)
    SELECT %s, 'email', person.email, person.id, %s, %s, %s, now(), now(), gen_random_uuid(), 'waiting', 0, ''
"""
_TEXT_TO = """
    INSERT INTO notifications_message (event_key, channel, recipient, user_id, subject, body, language,
        next_try_at, created_at, provider_key, state, attempts, last_error)
    SELECT %s, 'sms', person.phone, person.id, '', %s, %s, now(), now(), gen_random_uuid(), 'waiting', 0, ''
"""
_ONCE = "ON CONFLICT (event_key, channel, recipient) DO NOTHING"
_TELL = f"{_MAIL_TO} {_BY_MAIL} AND person.language = %s {_ONCE}"
_CHOSE = "EXISTS (SELECT FROM notifications_followrhythm chosen WHERE chosen.user_id = person.id AND chosen.rhythm"
_COUNT_BY_MAIL = f"""
    SELECT person.language, count(*) {_BY_MAIL} AND NOT {_CHOSE} = 'never') GROUP BY 1 ORDER BY 2 DESC, 1
"""
_TELL_AT_ONCE = f"""
    INSERT INTO notifications_message (event_key, channel, recipient, user_id, subject, body, language,
        next_try_at, created_at, provider_key, state, attempts, last_error, is_followed)
    SELECT %(key)s, 'email', person.email, person.id, %(title)s, %(body)s, %(language)s,
        now(), now(), gen_random_uuid(), 'waiting', 0, '', true
    {_REACHED_BY_MAIL} {_OF_THESE} AND NOT {_CHOSE} <> 'at_once')
        AND NOT EXISTS (SELECT FROM notifications_digestentry told WHERE told.user_id = person.id AND told.event_key = %(key)s)
    {_ONCE}
"""  # noqa: S608
_TELL_IN_DIGEST = f"""
    INSERT INTO notifications_digestentry (user_id, event_key, title, path, created_at)
    SELECT person.id, %(key)s, %(title)s, %(path)s, now()
    {_REACHED_BY_MAIL} {_OF_THESE} AND {_CHOSE} IN ('daily', 'weekly'))
        AND NOT EXISTS (SELECT FROM notifications_message told
            WHERE told.event_key = %(key)s AND told.channel = 'email' AND told.recipient = person.email)
    ON CONFLICT (user_id, event_key) DO NOTHING
"""  # noqa: S608
_TELL_PEOPLE = f"{_MAIL_TO} {_REACHED_BY_MAIL} {_THESE} AND person.language = %s {_ONCE}"
_TELL_BY_TEXT = f"{_TEXT_TO} {_REACHED_BY_TEXT} {_FOLLOWERS} {_ONCE}"
_TELL_PEOPLE_BY_TEXT = f"{_TEXT_TO} {_REACHED_BY_TEXT} {_THESE} {_ONCE}"
