"""Telling people of the steps of a promise: whose texts are in its theme, or who took part, and who follows it.

One message a promise and day at most: what happens after it waits for the next day and is told together. Anonymous voices
are reached by nobody; no word of others stands in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations.promises.models import Promise, PromiseNews, PromiseStep
from consultations.promises.stepping import lock
from consultations.promises.workflow import StepKind
from consultations.results.telling import people_in_theme, people_who_took_part
from directory.installation import site_url
from directory.thai_dates import show_date
from notifications.following import tell_followers, tell_people, tell_people_by_text
from notifications.letters import follow_no_longer, letter, read_it, text

WORDS_IN_A_MAIL = 300


@transaction.atomic
def tell_one() -> int:
    """Queue the news of one promise for everybody who is with it. Returns how many pieces were told.

    Killed before the end nothing is queued, and it comes again; what is queued already for somebody is not queued twice.
    """
    rows = PromiseNews.objects.select_for_update(skip_locked=True, of=("self",))
    waiting = rows.filter(told_at=None, on__lte=timezone.localdate()).order_by("on", "id")
    news = waiting.select_related("promise").first()
    if news is None:
        return 0
    # The promise too: a step that is taken at this moment is told now, or asks for another day.
    promise = news.promise = lock(news.promise)
    before = promise.news.exclude(pk=news.pk).order_by("-upto").values_list("upto", flat=True).first() or 0
    steps = list(promise.steps.filter(n__gt=before).select_related("milestone"))
    people = people_of(news.promise)
    news.people, news.upto = len(people), promise.step_count
    for language in dict(settings.LANGUAGES):
        with override(language):
            _tell(news, people, steps, language)
    news.told_at = timezone.now()
    news.save(update_fields=["people", "mails", "texts", "told_at", "upto"])
    return 1


def people_of(promise: Promise) -> set[int]:
    """Ids of the accounts that wrote about it; of a promise that follows from the report, of those that took part."""
    if promise.duty is not None:
        return people_in_theme(promise.duty)
    return people_who_took_part(promise.consultation)


def _tell(news: PromiseNews, people: set[int], steps: Sequence[PromiseStep], language: str) -> None:
    promise = news.promise
    title = _("News of a promise: %(title)s") % {"title": promise.consultation.title}
    told = {"language": language, "title": title}
    lines, where = lines_of(promise, steps), read_it(promise.get_absolute_url())
    if promise.duty is not None:
        why = _("You get this because you wrote about it with your account.")
    else:
        why = _("You get this because you took part in it with your account.")
    news.mails += tell_people(people, news.key, body=letter(lines, [where, why]), **told)
    short = text(_sentence(steps[-1]), site_url() + promise.get_absolute_url())
    news.texts += tell_people_by_text(people, news.key, language=language, text=short)
    followed = f"{_('You get this because you follow this promise.')} {follow_no_longer()}"
    news.mails += tell_followers(
        [promise.subject], news.key, body=letter(lines, [where, followed]), path=promise.get_absolute_url(), **told
    )


def lines_of(promise: Promise, steps: Sequence[PromiseStep]) -> list[str]:
    """Of a mail, in the language that is on: who promised what, and each step."""
    words = " ".join(promise.text.split())
    short = words if len(words) <= WORDS_IN_A_MAIL else f"{words[: WORDS_IN_A_MAIL - 1]}…"
    head = _("%(agency)s has promised after a consultation, by %(day)s:") % {
        "agency": promise.agency.name,
        "day": show_date(promise.now_due_on),
    }
    return [head, short, *(_sentence(step) for step in steps)]


def _sentence(step: PromiseStep) -> str:
    day = show_date(step.at)
    if step.kind == StepKind.MOVED and step.was_due_on and step.due_on:
        told = {"day": day, "before": show_date(step.was_due_on), "after": show_date(step.due_on)}
        return _("%(day)s: its day is moved from %(before)s to %(after)s") % told
    if step.milestone is not None:
        return _("%(day)s: a milestone is reached: %(what)s") % {"day": day, "what": step.milestone.text_th}
    return f"{day}: {step.get_kind_display()}"
