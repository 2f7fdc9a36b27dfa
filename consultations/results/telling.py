"""Telling people what came of what they said: queued by the worker, all of one piece of news in one transaction.

Whoever has a confirmed e-mail gets a mail, whoever has a confirmed number alone a text; both are told to take part by an
account, so anonymous voices are reached by nobody. No word of others stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations.announcing import followed_with, why_followed
from consultations.comments.commenters import who_commented
from consultations.models import Consultation
from consultations.participation.models import Participant
from consultations.questionnaires.models import Sheet
from consultations.results.duty_letters import you_said_path
from consultations.results.models import Duty, DutyVoice, Telling
from consultations.themes.models import Membership, Theme
from consultations.themes.sources import authors_of
from directory.installation import site_url
from notifications.following import tell_followers, tell_people, tell_people_by_text
from notifications.letters import follow_no_longer, letter, read_it, text

_Kind = Telling.Kind


@transaction.atomic
def tell_one() -> int:
    """Queue one piece of news for everybody whom it touches. Returns how many pieces were told.

    Killed before the end nothing is queued, and it comes again; what is queued already for somebody is not queued twice.
    Of a trial it is only counted whom it would reach.
    """
    rows = Telling.objects.select_for_update(skip_locked=True, of=("self",)).filter(told_at=None).order_by("id")
    telling = rows.select_related("consultation__agency", "consultation__topic__parent", "duty__theme").first()
    if telling is None:
        return 0
    people = people_of(telling)
    telling.people = len(people)
    for language in dict(settings.LANGUAGES) if not telling.consultation.is_pilot else ():
        with override(language):
            title, news, why, path = _words(telling)
            body = letter([news, telling.consultation.title], [read_it(path), why])
            told = {"language": language, "title": title}
            telling.mails += tell_people(people, telling.key, body=body, **told)
            sms = text(news, site_url() + path)
            telling.texts += tell_people_by_text(people, telling.key, language=language, text=sms)
            if telling.kind != _Kind.ANSWERED:
                body = letter(
                    [news, telling.consultation.title], [read_it(path), f"{why_followed()} {follow_no_longer()}"]
                )
                subjects = followed_with(telling.consultation)
                telling.mails += tell_followers(subjects, telling.key, body=body, path=path, **told)
    telling.told_at = timezone.now()
    telling.save(update_fields=["people", "mails", "texts", "told_at"])
    return 1


def people_of(telling: Telling) -> set[int]:
    """Ids of the accounts that took part in what it is about."""
    if telling.duty is not None:
        return people_in_theme(telling.duty)
    return people_who_took_part(telling.consultation)


def people_in_theme(duty: Duty) -> set[int]:
    """Who was in it when it came to be a duty, and who is in it now, or in what it was merged with."""
    root = duty.theme.merged_into_id or duty.theme_id
    together = Theme.objects.filter(Q(pk=root) | Q(merged_into=root))
    texts = set(DutyVoice.objects.filter(duty=duty).values_list("text", flat=True).iterator())
    texts |= set(Membership.objects.filter(theme__in=together).values_list("text", flat=True).iterator())
    return {each.account for each in authors_of(duty.consultation) if each.account and each.text in texts}


def people_who_took_part(consultation: Consultation) -> set[int]:
    """Accounts that answered statements or a questionnaire, or commented."""
    answered = Participant.objects.filter(conversation=consultation.pk, user__isnull=False)
    sent = Sheet.objects.filter(questionnaire=consultation.pk, user__isnull=False, sent_at__isnull=False)
    commented = who_commented(consultation.pk).filter(user__isnull=False)
    return {pk for found in (answered, sent, commented) for pk in _ids(found.values_list("user", flat=True))}


def _ids(found: Iterable[int | None]) -> set[int]:
    return {pk for pk in found if pk is not None}


def _words(telling: Telling) -> tuple[str, str, str, str]:
    """The title of a mail, the news in one sentence, why it is sent, and where to read on; in the language that is on."""
    consultation = telling.consultation
    took_part = _("You get this because you took part in it with your account.")
    if telling.duty is not None:
        duty = telling.duty
        news = _("%(agency)s has answered what you and others wrote. %(outcome)s:") % {
            "agency": duty.agency.name,
            "outcome": duty.get_outcome_display(),
        }
        title = _("An answer to what you wrote: %(title)s") % {"title": consultation.title}
        return title, news, _("You get this because you wrote about it with your account."), you_said_path(duty)
    if telling.kind == _Kind.REPORTED:
        title = _("What came of it: %(title)s") % {"title": consultation.title}
        news = _("%(agency)s has published the results of this consultation:") % {"agency": consultation.agency.name}
        return title, news, took_part, reverse("report", args=[consultation.slug])
    title = _("All answered: %(title)s") % {"title": consultation.title}
    news = _("Everything that had to be answered in this consultation is answered now:")
    return title, news, took_part, reverse("you_said", args=[consultation.slug])
