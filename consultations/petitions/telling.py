"""Telling everybody who signed what became of a petition: one piece of news is queued in one transaction."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations.petitions.models import Petition, PetitionNews, Signature
from directory.installation import site_url
from directory.thai_dates import show_date
from notifications.following import tell_people, tell_people_by_text
from notifications.letters import letter, read_it, text
from records.chores import wake

TELL = "tell_signers"
"""The chore's name."""
_Kind = PetitionNews.Kind


def ask_to_tell(petition: Petition, kind: PetitionNews.Kind) -> None:
    """The worker tells it once the act is kept; the same kind again is told already."""
    PetitionNews.objects.get_or_create(petition=petition, kind=kind)
    wake(TELL)


@transaction.atomic
def tell_one() -> int:
    """Queue one piece of news for everybody who signed, and for the author. Returns how many pieces were told."""
    rows = PetitionNews.objects.select_for_update(skip_locked=True, of=("self",)).filter(told_at=None).order_by("id")
    news = rows.select_related("petition__agency", "petition__joined_into").first()
    if news is None:
        return 0
    people, petition = people_of(news.petition), news.petition
    news.people = len(people)
    other = petition.other
    titles = [petition.title, other.title] if other else [petition.title]
    where = (other or petition).get_absolute_url()
    key = f"petition:{petition.slug}:{news.kind}"
    for language in dict(settings.LANGUAGES):
        with override(language):
            title, told = _words(news)
            why = _("You get this because you wrote it or signed it with your account.")
            body = letter([told, *titles], [read_it(where), why])
            news.mails += tell_people(people, key, language=language, title=title, body=body)
            sms = text(told, site_url() + where)
            news.texts += tell_people_by_text(people, key, language=language, text=sms)
    news.told_at = timezone.now()
    news.save(update_fields=["people", "mails", "texts", "told_at"])
    return 1


def people_of(petition: Petition) -> set[int]:
    """Ids of the accounts that signed it, and of its author."""
    signed = Signature.objects.filter(petition=petition, user__isnull=False).values_list("user", flat=True)
    return {pk for pk in [*signed.iterator(), petition.author_id] if pk is not None}


def _words(news: PetitionNews) -> tuple[str, str]:
    """The title of a mail and the news in one sentence, in the language that is on."""
    petition = news.petition
    named = {"agency": petition.agency.name if petition.agency else "", "title": petition.title}
    if news.kind == _Kind.ANSWERED:
        return _("Answered: %(title)s") % named, _("%(agency)s has answered this petition, point by point:") % named
    if news.kind == _Kind.REACHED:
        title = _("Enough signatures: %(title)s") % named
        if petition.due_at is None:  # it was answered before the worker came to tell it
            return title, _("This petition has enough signatures:")
        told = {**named, "day": show_date(petition.due_at)}
        return title, _("This petition has enough signatures. %(agency)s has to answer it by %(day)s:") % told
    if news.kind == _Kind.JOINED:
        asks = _(
            "This petition has joined another. Your signature is not moved: if you want the other one too, sign it:"
        )
        return _("Joined into another: %(title)s") % named, asks
    return _("Closed: %(title)s") % named, _("This petition has closed without enough signatures:")
