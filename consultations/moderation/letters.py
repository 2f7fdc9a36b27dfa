"""Mails about moderation: to an author with an account what became of their opinion, and to the team what waits.

No word of the opinion itself: mail is read over shoulders.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.office_letters import reads_mail, send
from consultations.models import Consultation
from consultations.moderation.models import Appeal, CopiesDown, TakenDown
from consultations.moderation.sources import Source
from directory.models import User
from directory.thai_dates import show_date
from notifications.letters import letter, read_it


def tell_taken_down(taken: TakenDown, source: Source) -> None:
    """By which rule, why, and where to appeal. Call it in the transaction of the act."""
    author = source.account(taken.consultation, taken.text)
    if author is None or not reads_mail(author):
        return
    with override(author.language):
        told = [
            _not_shown(source) % {"rule": taken.rule.name},
            taken.reason,
            _("If you think that is wrong, you can appeal. Somebody else than who took it down decides."),
        ]
        where = [read_it(reverse("appeal", args=[taken.consultation.slug, source.way, taken.text]))]
        _send(author, taken, "down", _("Your opinion was taken down"), told, where)


def tell_put_back(taken: TakenDown, source: Source) -> None:
    author = source.account(taken.consultation, taken.text)
    if author is None or not reads_mail(author):
        return
    with override(author.language):
        told = [_("An opinion of yours that was taken down is back."), taken.why_put_back]
        _send(author, taken, "back", _("Your opinion is back"), told, [read_it(source.receipt_of(taken.consultation))])


def tell_copies_down(made: CopiesDown, source: Source, author: User, text: str) -> None:
    """Once, of all that they wrote of the set; text: the first of it. Call it in the transaction of the act."""
    if not reads_mail(author):
        return
    with override(author.language):
        told = [
            _("What you wrote is not shown, by this public rule: %(rule)s.") % {"rule": made.rule.name},
            made.reason,
            _("Many sent the same words; all of them were taken down."),
            _("If you think that is wrong, you can appeal. Somebody else than who took it down decides."),
        ]
        where = [read_it(reverse("appeal", args=[made.consultation.slug, source.way, text]))]
        key = f"moderation:copies:{made.pk}:down"
        _send_of(made.consultation, author, key, _("Your opinion was taken down"), told, where)


def tell_copies_put_back(made: CopiesDown, source: Source, author: User) -> None:
    if not reads_mail(author):
        return
    with override(author.language):
        told = [_("An opinion of yours that was taken down is back."), made.why_put_back]
        where = [read_it(source.receipt_of(made.consultation))]
        key = f"moderation:copies:{made.pk}:back"
        _send_of(made.consultation, author, key, _("Your opinion is back"), told, where)


def tell_decided(appeal: Appeal, source: Source) -> None:
    taken = appeal.taken_down
    author = source.account(taken.consultation, taken.text)
    if author is None or not reads_mail(author):
        return
    with override(author.language):
        outcome = (
            _("Your appeal was right: your opinion is back.")
            if appeal.is_upheld
            else _("Your appeal was looked at by somebody else: your opinion stays down.")
        )
        where = [read_it(reverse("appeal", args=[taken.consultation.slug, source.way, taken.text]))]
        _send(author, taken, "decided", _("Your appeal is decided"), [outcome, appeal.answer], where)


def tell_team(appeal: Appeal, people: Iterable[User], *, is_late: bool) -> None:
    """That an appeal waits for one of them; is_late: that its day has passed."""
    taken = appeal.taken_down
    for person in people:
        if not reads_mail(person):
            continue
        with override(person.language):
            subject = _("An appeal is late") if is_late else _("An appeal waits for you")
            told = [
                _("Somebody objects that an opinion was taken down. Whoever took it down cannot decide it."),
                _("It is to be decided by %(day)s.") % {"day": show_date(appeal.due_at)},
                taken.consultation.title,
            ]
            where = [read_it(reverse("moderated_text", args=[taken.consultation.slug, taken.text]))]
            key = f"late{appeal.raised}:{person.pk}" if is_late else f"appeal:{person.pk}"
            _send(person, taken, key, subject, told, where)


def _not_shown(source: Source) -> str:
    if source.key == "f":
        return _("A file that you sent with a comment is not shown, by this public rule: %(rule)s.")
    return _("An opinion of yours is not shown, by this public rule: %(rule)s.")


def _send(user: User, taken: TakenDown, what: str, subject: str, told: list[str], where: list[str]) -> None:
    _send_of(taken.consultation, user, f"moderation:{taken.pk}:{what}", subject, told, where)


def _send_of(consultation: Consultation, user: User, key: str, subject: str, told: list[str], where: list[str]) -> None:
    """The language of who gets it is on. Nobody is written to from a trial."""
    if consultation.is_pilot:
        return
    lines = [line for line in told if line]
    send(user, key, subject, letter(lines, where, to=user.get_short_name()))
