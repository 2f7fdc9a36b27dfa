"""What came of a trial, for the team that ran it: numbers of few people, which nobody else sees and nothing is published of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from consultations.announcing import followed_with
from consultations.comments.commenters import who_commented
from consultations.comments.models import Comment
from consultations.models import Consultation
from consultations.moderation.models import Report, TakenDown
from consultations.participation.models import Participant, Statement, Vote
from consultations.previews.models import PreviewLink, ReviewNote
from consultations.previews.noting import notes_on
from consultations.questionnaires.models import Questionnaire, Sheet
from consultations.results.models import Duty, ReportVersion, Telling
from consultations.results.reporting import newest_of
from consultations.statutes.telling import concerned_by
from consultations.themes.models import Theme
from notifications.following import mailing_to


@dataclass(frozen=True)
class Way:
    """One way to take part. people: who did; done: how many of them came to its end, None where it has none."""

    people: int
    done: int | None
    said: int
    """Answers, sheets or comments in all."""

    @property
    def percent(self) -> int | None:
        return None if self.done is None or not self.people else round(100 * self.done / self.people)


@dataclass(frozen=True)
class Answered:
    """A theme that has to be answered. took: from the day it had to be to its answer, or until now."""

    duty: Duty
    took: timedelta


@dataclass(frozen=True)
class Mails:
    """Whom the real one would write to: followers when it is announced, stakeholders when it opens, voices of the trial with their answers."""

    followers: int
    stakeholders: int
    voices: int


@dataclass(frozen=True)
class Outcome:
    """testers: links made; came: opened at least once. Ways are None where the draft does not ask so."""

    statements: Way | None
    sheets: Way | None
    comments: Way | None
    testers: int
    came: int
    reports: int
    taken_down: int
    themes: int
    duties: Sequence[Answered]
    report: ReportVersion | None
    mails: Mails
    notes: Sequence[ReviewNote]


def people_in(pilot: Consultation) -> int:
    """Voices of all ways together, as they are now: whoever answers in two ways is counted in both."""
    return sum(way.people for way in (_statements(pilot), _sheets(pilot), _comments(pilot)) if way)


def outcome_of(pilot: Consultation) -> Outcome:
    links = PreviewLink.objects.filter(consultation=pilot).aggregate(
        made=Count("pk", distinct=True), came=Count("pk", filter=Q(openings__isnull=False), distinct=True)
    )
    duties = Duty.objects.filter(consultation=pilot).select_related("theme", "agency").order_by("n")
    now = timezone.now()
    return Outcome(
        statements=_statements(pilot),
        sheets=_sheets(pilot),
        comments=_comments(pilot),
        testers=links["made"],
        came=links["came"],
        reports=Report.objects.filter(consultation=pilot).count(),
        taken_down=TakenDown.objects.filter(consultation=pilot, put_back_at=None).count(),
        themes=Theme.objects.filter(consultation=pilot, merged_into=None, answers__gt=0).count(),
        duties=[Answered(duty, (duty.answered_at or now) - duty.made_at) for duty in duties],
        report=newest_of(pilot),
        mails=_mails(pilot),
        notes=notes_on(pilot),
    )


def _statements(pilot: Consultation) -> Way | None:
    if getattr(pilot, "conversation", None) is None:
        return None
    shown = Statement.objects.shown().filter(conversation=pilot.pk).count()
    people = Participant.objects.filter(conversation=pilot.pk)
    on_shown = Q(votes__statement__published_at__isnull=False, votes__statement__withdrawn_at=None)
    done = people.annotate(told=Count("votes", filter=on_shown)).filter(told__gte=shown) if shown else people.none()
    return Way(people.count(), done.count(), Vote.objects.filter(participant__conversation=pilot.pk).count())


def _sheets(pilot: Consultation) -> Way | None:
    asked: Questionnaire | None = getattr(pilot, "questionnaire", None)
    if asked is None:
        return None
    begun = Sheet.objects.filter(questionnaire=asked)
    sent = begun.filter(sent_at__isnull=False).count()
    return Way(begun.count() + asked.given_up, sent, sent)  # what is not sent is wiped after the closing, and counted


def _comments(pilot: Consultation) -> Way | None:
    if getattr(pilot, "commenting", None) is None:
        return None
    written = Comment.objects.filter(commenting=pilot.pk, withdrawn_at=None).count()
    return Way(who_commented(pilot.pk).count(), None, written)


def _mails(pilot: Consultation) -> Mails:
    draft = pilot.pilot_of or pilot
    voices = sum(Telling.objects.filter(consultation=pilot, told_at__isnull=False).values_list("people", flat=True))
    followers = mailing_to(followed_with(draft), lambda: ("", "")).people
    return Mails(followers, concerned_by(draft).count(), voices)
