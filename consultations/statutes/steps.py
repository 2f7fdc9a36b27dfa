"""The steps of making a law, each a dated row with its source, and telling those who follow the law: once a step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from complaints.acting import check_note
from complaints.intake import without_invisible
from consultations.statutes.changes import Kind, lock_own, record
from consultations.statutes.models import Law, LawStep, StepKind
from directory.models import User
from directory.thai_dates import show_date
from notifications.following import tell_followers
from notifications.letters import follow_no_longer, letter, read_it

REASON_MAX_LETTERS = 2000
LATEST = timedelta(days=366 * 10)
MOST_STEPS = 200


@dataclass(frozen=True)
class Step:
    kind: str
    on: date
    source: str
    what_th: str = ""
    what_en: str = ""
    link: str = ""


@transaction.atomic
def add_step(law: Law, step: Step, *, by: User) -> LawStep:
    """Note a step and tell those who follow the law; the same once more is the one that is there.

    Raises ValidationError: not_your_agency, source_missing, day_too_late, link_is_no_page, too_many_steps.
    """
    told = {name: without_invisible(getattr(step, name)) for name in ("source", "what_th", "what_en", "link")}
    if not told["source"]:
        raise ValidationError(gettext_lazy("Say where this step can be read."), code="source_missing")
    if step.on > timezone.localdate() + LATEST:
        raise ValidationError(
            gettext_lazy("This day is more than ten years ahead. Check the year."), code="day_too_late"
        )
    if told["link"] and not told["link"].startswith("https://"):
        raise ValidationError(gettext_lazy("The page of the source must begin with https://."), code="link_is_no_page")
    law = lock_own(law, by)
    same = law.steps.filter(kind=StepKind(step.kind), on=step.on, taken_back_at__isnull=True, **told).first()
    if same is not None:
        return same
    if law.step_count >= MOST_STEPS:
        raise ValidationError(
            gettext_lazy("A law has at most %(most)s steps."), code="too_many_steps", params={"most": MOST_STEPS}
        )
    law.step_count += 1
    law.save(update_fields=["step_count"])
    noted = LawStep.objects.create(law=law, n=law.step_count, kind=step.kind, on=step.on, by=by, **told)
    record(law, Kind.STEP, by=by, facts={"step": noted.n, "kind": step.kind, "on": step.on.isoformat()})
    _tell_followers(law, noted)
    return noted


@transaction.atomic
def take_step_back(step: LawStep, *, reason: str, by: User) -> LawStep:
    """Take a step that was noted by mistake out of sight; again is no mistake.

    Raises ValidationError: not_your_agency, note_missing, note_too_long.
    """
    note = check_note(reason, most=REASON_MAX_LETTERS)
    law = lock_own(step.law, by)
    step = LawStep.objects.select_for_update().get(pk=step.pk)
    if step.taken_back_at is None:
        step.taken_back_at, step.why_taken_back = timezone.now(), note
        step.save(update_fields=["taken_back_at", "why_taken_back"])
        record(law, Kind.STEP_TAKEN_BACK, by=by, facts={"step": step.n})
    return step


def _tell_followers(law: Law, step: LawStep) -> None:
    for language in dict(settings.LANGUAGES):
        with override(language):
            title, body = _mail(law, step)
            key = f"law:{law.slug}:step:{step.n}"
            path = law.get_absolute_url()
            tell_followers([law.subject], key, language=language, title=title, body=body, path=path)


def _mail(law: Law, step: LawStep) -> tuple[str, str]:
    """Its title and its body, in the language that is on."""
    named = {"step": step.get_kind_display(), "law": law.short_title or law.title, "day": show_date(step.on)}
    title = _("%(law)s: %(step)s") % named
    news = _("A step of a law that you follow: %(step)s, %(day)s.") % named
    lines = [news, law.title, *([step.what] if step.what else [])]
    return title, letter(lines, [read_it(law.get_absolute_url()), follow_no_longer()])
